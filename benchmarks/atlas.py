"""Time the atlas of a large network in a browser, beside pyvis's page and vis-network by itself.

    python benchmarks/atlas.py [THINGS [ROUNDS]]

Things and links (three a thing, in communities) are drawn by the server's own layout, then shown
in headless Chromium without a graphics card. Targets at 20,000 things: layout 30 s, the same
again; first picture 1.5 s, 45 frames/s while it is dragged, 40 MB of heap, 600 kB on the wire; at
5,000 things first picture at most 0.3 of the other's, frames at least three times as many.

Whole pages are compared with each other: `lien`, the atlas, and `pyvis`, pyvis's own page of the
same names, places and links, without its physics. So are pages with nothing but the picture:
`plate`, what draws the atlas, and `vis`, vis-network. A picture is there when its first frame is
drawn. The pages are opened in shuffled order; no other host is asked for anything.
"""

from __future__ import annotations

import gzip
import json
import logging
import random
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from threading import Thread

import numpy as np
from flask import Flask, Response
from network import network
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from pyvis.network import Network
from werkzeug.serving import WSGIRequestHandler, make_server

import lien_webapp
from lien.export.drawing import MARKS, OTHER
from lien.export.html import bundle
from lien.settings import Settings
from lien.store import EmbeddedStore, Level
from lien_webapp import atlas
from lien_webapp.factory import create_app

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-headless-shell")
FLAGS = ["--no-sandbox", "--disable-gpu", "--enable-precise-memory-info"]
FLAGS += ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
FRAMES = {
    "lien": "document.documentElement.dataset.ready && "
    "import(document.querySelector('[src*=atlas]').src).then((page) => page.atlas.plate.frames)",
    "plate": "window.plate?.frames ?? 0",
    "pyvis": "window.frames_seen ?? 0",
    "vis": "window.frames_seen ?? 0",
}
"""How many times the picture has been drawn, in each page."""
RATIOS = {"lien": "pyvis", "plate": "vis"}
MADE = "network = new vis.Network(container, data, options);"
COUNTED = (
    f"{MADE} network.on('afterDrawing', () => {{ frames_seen = (window.frames_seen ?? 0) + 1; }});"
)
"""What pyvis's page does to begin, and the same with a count of the frames."""
SETTLED = 0.5
"""Seconds between two pages: the end of one takes time from the beginning of the next."""
PLATE = """<!doctype html><html data-colours="light"><title>plate</title>
<link rel="stylesheet" href="/static/css/tokens.css">
<style>div { width: 1100px; height: 600px } canvas { width: 100%; height: 100% }</style>
<div><canvas id="atlas"></canvas></div><script type="module">
import { Plate } from "/static/lib/plate.js";
const columns = await fetch("/picture.json").then((r) => r.json());
const marks = await fetch("/marks.json").then((r) => r.json());
window.plate = new Plate(document.getElementById("atlas"), columns,
  { marks: [...columns.groups.map((group) => marks[group]), marks.other],
    chosen: () => {}, moved: () => {} });
</script>"""
VIS = """<!doctype html><title>vis</title><div id="net"></div>
<style>#net { width: 1100px; height: 600px }</style><script src="/vis.js"></script><script>
fetch("/picture.json").then((r) => r.json()).then((d) => {
  const nodes = d.things.map((id, i) => ({ id: i, x: d.x[i] / 4, y: d.y[i] / 4 }));
  const edges = d.from.map((from, i) => ({ from, to: d.to[i] }));
  const Net = window.vis?.Network ?? window.vis_network.Network;
  window.net = new Net(document.getElementById("net"), { nodes, edges },
    { physics: false, nodes: { shape: "dot", size: 6 }, edges: { smooth: false } });
  window.frames_seen = 0;
  window.net.on("afterDrawing", () => { window.frames_seen += 1; });
});
</script>"""


class Lasting(WSGIRequestHandler):
    """Connections serve many requests, as those of `lien serve` do."""

    protocol_version = "HTTP/1.1"


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Address of the application."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Lasting)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()


def first_picture(browser: Browser, address: str, frames: str) -> tuple[float, Page]:
    """Seconds from the request to the first frame of the picture, and its page."""
    screen = ViewportSize(width=1280, height=900)
    page = browser.new_context(viewport=screen, bypass_csp=True).new_page()
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_function(frames, polling="raf", timeout=180_000)
    return time.perf_counter() - start, page


def dragging(page: Page, canvas: str, frames: str) -> float:
    """Frames a second during a drag of two seconds."""
    box = page.locator(canvas).first.bounding_box() or {}
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 3
    page.mouse.move(x, y)
    page.mouse.down()
    before, start = page.evaluate(frames), time.perf_counter()
    turn = 0
    while time.perf_counter() - start < 2:
        turn += 1
        page.mouse.move(x + 100 * np.sin(turn / 9), y + 60 * np.cos(turn / 9))
    passed = time.perf_counter() - start
    page.mouse.up()
    return float(page.evaluate(frames) - before) / passed


def pyvis_page(picture: bytes) -> str:
    """The page that pyvis makes of the same picture, its scripts in it."""
    columns, network = json.loads(picture), Network(directed=True, cdn_resources="in_line")
    network.toggle_physics(False)
    places = zip(columns["labels"], columns["x"], columns["y"], strict=True)
    for row, (label, x, y) in enumerate(places):
        network.add_node(row, label=label, x=x / 4, y=y / 4, physics=False)
    for ends in zip(columns["from"], columns["to"], strict=True):
        network.add_edge(*ends)
    page = network.generate_html()
    assert MADE in page
    return page.replace(MADE, COUNTED)


def theirs(picture: bytes) -> Flask:
    """The page of pyvis, and two with the picture alone: the plate of the atlas, vis-network."""
    app = Flask("bare", static_folder=str(Path(lien_webapp.__file__).parent / "static"))
    marks = {**{name: asdict(mark) for name, mark in MARKS.items()}, "other": asdict(OTHER)}
    texts = {
        "/pyvis": (pyvis_page(picture), "text/html"),
        "/vis": (VIS, "text/html"),
        "/plate": (PLATE, "text/html"),
        "/vis.js": (bundle().read_bytes(), "text/javascript"),
        "/picture.json": (picture, "application/json"),
        "/marks.json": (json.dumps(marks), "application/json"),
    }
    for path, (body, kind) in texts.items():
        app.add_url_rule(path, path, partial(Response, body, content_type=kind))
    return app


def main(things: int, rounds: int) -> None:
    """Print the figures."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    graph = network(things)
    start = time.perf_counter()
    drawing = atlas.drawing(graph)
    print(f"{things:,} things, {len(drawing.atlas.links):,} links", flush=True)
    print(f"layout and communities: {time.perf_counter() - start:.1f} s", flush=True)
    store = EmbeddedStore()
    app = create_app(Settings(client_seconds=1e9), store.reader(Level.PUBLIC))
    public = store.reader(Level.PUBLIC)
    app.extensions["lien-answers"].of(public, public.version, lambda: drawing, "drawing")
    with app.test_client() as client:
        picture = client.get("/atlas/picture?lang=en").data
    print(f"picture: {len(picture) / 1e6:.2f} MB, gzip {len(gzip.compress(picture)) / 1e3:.0f} kB")
    names = list(FRAMES) if things <= 5_000 else ["lien"]
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    with serving(app) as ours, serving(theirs(picture)) as others, sync_playwright() as playwright:
        pages = {name: f"{others}/{name}" for name in names} | {"lien": f"{ours}/atlas?lang=en"}
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for _ in range(rounds):
            for name in random.sample(names, len(names)):
                paint, page = first_picture(browser, pages[name], FRAMES[name])
                found[name].append((paint, dragging(page, "canvas", FRAMES[name])))
                if name == "lien":
                    heap = page.evaluate("performance.memory.usedJSHeapSize") / 1e6
                page.context.close()
                time.sleep(SETTLED)
        browser.close()
    figures = {name: np.median(values, axis=0) for name, values in found.items()}
    for name, (paint, frames) in figures.items():
        print(f"{name}: first picture {paint:.2f} s, {frames:.0f} frames/s while dragged")
    for one, other in RATIOS.items():
        if other in figures:
            paint, frames = figures[one] / figures[other]
            print(f"{one} / {other}: {paint:.2f} of its time, {frames:.1f} times its frames")
    print(f"heap {heap:.0f} MB")


if __name__ == "__main__":
    given = [int(value) for value in sys.argv[1:]]
    main(*(given + [20_000, 3][len(given) :]))
