"""Flow 9: hostile names in the explorer, and in the page that it gives away."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import networkx as nx
import pytest
from playwright.sync_api import Browser, Page, expect
from rdflib import Literal
from rdflib.namespace import RDF, SKOS

from lien.store import open_directory
from lien.terms import GRAPH, ID, LIEN, SCHEME

from .conftest import WIDTHS, Screen, served
from .explorer import exported, on_screen

HOSTILE = [
    "</script><script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "\u202eright to left\u202c",
    "x" * 300,
    'a title with href="javascript:document.title=1"',
    "中国科学院自动化研究所",
]
NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture(scope="module")
def hostile(seed_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server with an action and five partners that have hostile names."""
    graph = str(GRAPH["hostile"])
    triples = [f"<{graph}> <{LIEN.visibility}> <{SCHEME}visibility/public>"]
    for number, name in enumerate(HOSTILE):
        thing = f"<{ID}{'act' if number == 0 else 'org'}-{number}>"
        kind = LIEN.Body if number else LIEN.StructuringAction
        triples += [
            f"{thing} <{RDF.type}> <{kind}>",
            f"{thing} <{SKOS.prefLabel}> {Literal(name).n3()}",
        ]
        if number:
            triples.append(f"<{ID}act-0> <{LIEN.partner}> {thing}")
    path = tmp_path_factory.mktemp("hostile") / "data"
    lines = {graph: [f"{triple} <{graph}> ." for triple in triples]}
    copytree(seed_path, path)
    with open_directory(path) as directory:
        directory.commit(lines, actor="test", operation="load", summary={}, now=NOW)
    with served(path) as address:
        yield address


@pytest.fixture
def open_file(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a file without a network and wait for its picture; it may ask for nothing else."""
    asked: list[str] = []
    paths: list[str] = []
    context = browser.new_context(offline=True)

    def opened(path: Path, screen: Screen) -> Page:
        paths.append(path.as_uri())
        tab = context.new_page()
        tab.set_viewport_size({"width": screen.width, "height": WIDTHS[screen.width]})
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("console", lambda message: asked.append(message.text))
        tab.on("pageerror", lambda error: asked.append(str(error)))
        tab.goto(path.as_uri())
        expect(tab.locator("html[data-ready=true]")).to_be_attached()
        return tab

    yield opened
    context.close()
    assert asked == paths


def test_hostile_names_stay_text_in_the_explorer_and_in_what_it_gives_away(
    explore: Callable[..., Page],
    open_file: Callable[..., Page],
    hostile: str,
    screen: Screen,
    tmp_path: Path,
) -> None:
    """Flow 9: a view with hostile names, its file opened without a network, and its GEXF."""
    tab = explore("focus=act-0", origin=hostile, screen=screen)
    assert tab.locator("h1").inner_text() == HOSTILE[0]
    nodes, links = on_screen(tab)
    assert (len(nodes), len(links)) == (6, 5)
    path = tmp_path / "view.html"
    path.write_bytes(exported(tab, "html"))
    file = open_file(path, screen)
    box = file.locator("#graph").bounding_box()
    assert box
    for share in range(1, 10):
        at = (box["x"] + box["width"] * share / 10, box["y"] + box["height"] / 2)
        file.mouse.move(*at)
        file.mouse.click(*at)
    assert HOSTILE[0] in file.title()
    assert file.locator("img, iframe").count() == 0
    rows = " ".join(file.locator("tbody tr").all_text_contents())
    assert [name for name in HOSTILE if name not in rows] == []
    gexf = nx.read_gexf(io.BytesIO(exported(tab, "gexf")))
    assert (set(gexf), gexf.number_of_edges()) == (nodes, len(links))
    assert {data["label"] for _, data in gexf.nodes(data=True)} == set(HOSTILE)
