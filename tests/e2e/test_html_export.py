"""The one-file page of a graph, opened from the disk without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import networkx as nx
import pytest
from playwright.sync_api import Browser, Page, expect

from lien.export.html import graph_html

pytestmark = pytest.mark.e2e

HOSTILE = [
    "</script><script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "\u202eright to left\u202c",
    "x" * 300,
    'a title with href="javascript:document.title=1"',
    "中国科学院自动化研究所",
]


@pytest.fixture
def open_file(browser: Browser) -> Iterator[Callable[[Path], Page]]:
    """Open a file without a network and wait for its picture; it may ask for nothing else."""
    faults: list[str] = []
    context = browser.new_context(offline=True, viewport={"width": 1000, "height": 800})

    def opened(path: Path) -> Page:
        tab = context.new_page()
        tab.on("request", lambda request: faults.append(request.url))
        tab.on("console", lambda message: faults.append(message.text))
        tab.on("pageerror", lambda error: faults.append(str(error)))
        tab.goto(path.as_uri())
        expect(tab.locator("html[data-ready=true]")).to_be_attached()
        assert faults == [path.as_uri()]
        return tab

    yield opened
    context.close()
    assert len(faults) == 1


def test_hostile_labels_stay_text(open_file: Callable[[Path], Page], tmp_path: Path) -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for label in HOSTILE:
        graph.add_node(label, label=label, cls="Body")
        graph.add_edge(HOSTILE[0], label, kind=label, sources=[label])
    path = tmp_path / "hostile.html"
    path.write_text(graph_html(graph, title=HOSTILE[0], language="en"), "utf-8")
    tab = open_file(path)
    box = tab.locator("#graph").bounding_box()
    assert box
    for share in range(1, 10):
        tab.mouse.move(box["x"] + box["width"] * share / 10, box["y"] + box["height"] / 2)
        tab.mouse.click(box["x"] + box["width"] * share / 10, box["y"] + box["height"] / 2)
    assert tab.title() == HOSTILE[0]
    assert tab.locator("img, iframe").count() == 0


def test_what_the_explorer_shows_opens_offline_as_it_was(
    open_page: Callable[..., Page], open_file: Callable[[Path], Page], tmp_path: Path
) -> None:
    tab = open_page("/explore?focus=org-cas&open=act-liama&lang=fr")
    expect(tab.locator("html[data-ready=true]")).to_be_attached()
    shown = tab.locator("#nodes [role=option]").count()
    with tab.expect_download() as waiting:
        tab.locator("#export button[value=html]").click()
    path = tmp_path / "saved.html"
    waiting.value.save_as(path)
    assert waiting.value.suggested_filename == "org-cas.html"
    assert path.stat().st_size <= 700_000
    offline = open_file(path)
    expect(offline.locator("header p")).to_contain_text(f"{shown} objets")
    assert offline.locator("tbody tr").count() >= shown - 1
    colours = offline.evaluate(
        """() => {
          const canvas = document.querySelector("#graph canvas");
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          return new Set(new Uint32Array(data.buffer)).size;
        }"""
    )
    assert colours > 50
