"""Time the explorer in a browser, beside pyvis's own page of the same data.

    python benchmarks/explorer.py [ROUNDS]

A real `lien serve` on the reference facts and headless Chromium without a graphics card. The two
pages are opened in turn, in shuffled order, so that the ratio holds on a busy machine. Targets:
ready in 1.0 s for at most 60 things, an expansion in 100 ms (95th percentile, from the key to the
changed page), nothing that is shown moves.

pyvis's page gets its own files from inside the page (`cdn_resources="in_line"`); its requests to
foreign hosts are refused, as behind a firewall. It is ready when its layout has been drawn.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Browser, Page, sync_playwright
from pyvis.network import Network
from serving import served

from lien import query
from lien.importers import load_seed
from lien.store import Level, open_directory
from lien.terms import slug, thing

FOCUS = "org-cas"
FOCI = ("act-fcppl", FOCUS)
"""The largest neighbourhood of at most 60 things in the reference facts, and one beyond."""
OPENED = ("act-liama", "act-fcppl", "act-monocl", "org-ips", "act-irn-biodiversity", "act-cnc")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-headless-shell")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
EXPLORER = "import(document.querySelector('[src*=explore]').src).then(({ explorer }) => explorer)"
PLACES = (
    f"{EXPLORER}.then(({{ view }}) => Object.fromEntries("
    "[...view.places()].map(([id, { x, y }]) => [id, [x, y]])))"
)
WATCH = """() => {
  const { dataset } = document.documentElement;
  delete dataset.took;
  let start = 0;
  addEventListener("keydown", () => { start = performance.now(); }, { capture: true, once: true });
  new MutationObserver((_, observer) => {
    dataset.took = String(performance.now() - start);
    observer.disconnect();
  }).observe(document.getElementById("status"), { childList: true });
}"""
COUNT = """() => {
  window.frames_drawn = 0;
  const count = () => { window.frames_drawn += 1; requestAnimationFrame(count); };
  requestAnimationFrame(count);
}"""
DRAWN = """() => {
  const canvas = document.querySelector("canvas");
  if (!canvas?.width) return false;
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size > 20;
}"""


def pyvis_page(data: Path, focus: str, path: Path) -> int:
    """Write pyvis's own page of the neighbours of the focus; the number of its nodes."""
    network = Network(directed=True, cdn_resources="in_line")
    with open_directory(data) as directory:
        rows = query.neighbours(directory.store.reader(Level.PUBLIC), thing(focus), "en")
    network.add_node(focus, label=focus)
    for row in rows:
        other = slug(str(row.other))
        network.add_node(other, label=str(row.other_label), group=str(row.other_class))
        network.add_edge(focus, other, title=str(row.property_label))
    path.write_text(network.generate_html(), "utf-8")
    return len(network.nodes)


def seconds(browser: Browser, address: str, *, ours: bool) -> float:
    """Seconds from the request to the drawn picture, in a fresh browser context."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    if not ours:
        page.route("http*://**", lambda route: route.abort())
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    if ours:
        page.wait_for_selector("html[data-ready=true]", state="attached")
    else:
        page.wait_for_function(DRAWN, timeout=120_000)
    passed = time.perf_counter() - start
    context.close()
    return passed


def frames(browser: Browser, address: str) -> tuple[int, int, float, float]:
    """Things, lines, and frames a second while the picture is dragged and while it is zoomed."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address)
    page.wait_for_selector("html[data-ready=true]", state="attached")
    things, lines = page.evaluate(
        f"{EXPLORER}.then(({{ view }}) => [view.nodes.length, view.edges.length])"
    )
    box = page.locator("#graph").bounding_box() or {"x": 0, "y": 0, "width": 0, "height": 0}
    x, y = box["x"] + box["width"] / 2, box["y"] + 8

    def counted(move: Callable[[int], None]) -> float:
        page.evaluate(COUNT)
        start = time.perf_counter()
        for step in range(40):
            move(step)
        passed = time.perf_counter() - start
        return int(page.evaluate("window.frames_drawn")) / passed

    page.mouse.move(x, y)
    page.mouse.down()
    panned = counted(lambda step: page.mouse.move(x + 3 * step, y + 2 * step))
    page.mouse.up()
    zoomed = counted(lambda step: page.mouse.wheel(0, 60 if step % 2 else -60))
    page.close()
    return things, lines, panned, zoomed


def expansions(page: Page) -> tuple[list[float], float]:
    """Milliseconds from the key to the changed page, and the largest move of a shown node.

    Each thing is chosen in the list first, as a reader does, and opened with Enter half a second
    later; what is asked of the server when it is chosen counts in the next measure, `asked`.
    """
    times, moved = [], 0.0
    for slug_of in OPENED:
        option = page.locator(f"#node-{slug_of}")
        if not option.count():
            continue
        option.click()
        page.wait_for_timeout(500)
        before = page.evaluate(PLACES)
        page.evaluate(WATCH)
        page.locator("#nodes").press("Enter")
        page.wait_for_selector("html[data-took]", state="attached")
        times.append(float(str(page.locator("html").get_attribute("data-took"))))
        page.wait_for_timeout(600)
        after = page.evaluate(PLACES)
        shifts = [
            abs(a - b) for one in before for a, b in zip(before[one], after[one], strict=True)
        ]
        moved = max(moved, *shifts)
    return times, moved


def asked(page: Page) -> list[list[float]]:
    """Milliseconds of requests for the links of a thing that nobody has asked for yet.

    Of each: from asking to the links in hand, and how much of it passed before the first byte.
    """
    found: list[list[float]] = page.evaluate(
        """async (slugs) => {
          const times = [];
          for (const slug of slugs) {
            const start = performance.now();
            const query = new URLSearchParams({ body: slug, fresh: String(Math.random()) });
            const answer = await fetch(`/explore/neighbourhood?${query}`);
            await answer.json();
            const whole = performance.now() - start;
            const [entry] = performance.getEntriesByName(answer.url);
            times.push([whole, entry.responseStart - entry.requestStart]);
          }
          return times;
        }""",
        list(OPENED),
    )
    return found


def ready(browser: Browser, server: str, data: Path, focus: str, rounds: int) -> str:
    """A line with the ready times of the explorer and of pyvis's page of one focus."""
    path = data.with_name(f"{focus}.html")
    nodes = pyvis_page(data, focus, path)
    addresses = {True: f"{server}/explore?focus={focus}&lang=en", False: path.as_uri()}
    seconds(browser, addresses[True], ours=True)
    times: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(rounds):
        for ours in random.sample([True, False], 2):
            times[ours].append(seconds(browser, addresses[ours], ours=ours))
    ratios = [ours / theirs for ours, theirs in zip(times[True], times[False], strict=True)]
    return (
        f"ready, {nodes} things   {median(times[True]):6.2f} s   "
        f"pyvis {median(times[False]):6.2f} s   ratio {median(ratios):.2f}"
    )


def main(rounds: int) -> None:
    """Print ready times, their ratio, expansions and moves."""
    folder = Path(tempfile.mkdtemp(prefix="lien-explorer-"))
    data = folder / "data"
    with open_directory(data, create=True) as directory:
        load_seed(directory, now=datetime(2026, 11, 22, tzinfo=UTC))
    expanded: list[float] = []
    requests: list[list[float]] = []
    moved = 0.0
    with served(data) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for focus in FOCI:
            print(ready(browser, server, data, focus, rounds), flush=True)
        for _ in range(rounds):
            page = browser.new_page()
            page.goto(f"{server}/explore?focus={FOCUS}&lang=en")
            page.wait_for_selector("html[data-ready=true]", state="attached")
            found, moves = expansions(page)
            expanded, moved = expanded + found, max(moved, moves)
            requests += asked(page)
            page.close()
        full = frames(browser, f"{server}/explore?focus=org-cnrs&depth=2&lang=en")
        browser.close()
    shutil.rmtree(folder)
    print(f"{rounds} rounds, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"expansion median   {median(expanded):6.0f} ms")
    print(f"expansion p95      {quantiles(expanded, n=20)[-1]:6.0f} ms  (target 100)")
    whole, served_in = (median(column) for column in zip(*requests, strict=True))
    print(f"request, median    {whole:6.0f} ms, of the server {served_in:.0f} ms (target 30)")
    print("{} things, {} lines: {:.0f} frames/s dragged, {:.0f} zoomed (target 30)".format(*full))
    print(f"largest move       {moved:6.1f} px  (target 0)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
