"""T18: labels, titles, names, groups and kinds of a graph run nothing, in the page or in a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from playwright.sync_api import Browser, Page, expect

from lien.export.html import graph_html

from .hostile import MARKED, TEXTS, in_html
from .service import Service
from .test_t17_xss import FOUND, TOUCH, WATCH

FIELDS = ("id", "label", "group", "kind", "edge label", "sources")


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(WATCH)
    yield context.new_page()
    context.close()


def poke(tab: Page) -> None:
    """Move over the picture, and click it, along a cross."""
    box = tab.locator("canvas").first.bounding_box()
    assert box
    for share in (0.1, 0.3, 0.5, 0.7, 0.9):
        for x, y in ((share, 0.5), (0.5, share), (share, share)):
            tab.mouse.move(box["x"] + box["width"] * x, box["y"] + box["height"] * y)
            tab.mouse.down()
            tab.mouse.up()


def still(tab: Page) -> set[str]:
    """Assert that nothing ran; the numbers of the texts that stand there, each as written."""
    found: dict[str, Any] = tab.evaluate(FOUND)
    assert (found["runs"], found["reports"], found["attributes"]) == (0, [], [])
    numbers = set()
    for text in found["texts"]:
        for mark in MARKED.finditer(text):
            assert text[: mark.start()].endswith(in_html(int(mark[1])))
            numbers.add(mark[1])
    return numbers


@pytest.mark.threat("T18")
def test_the_explorer_draws_and_lists_hostile_names_as_texts(
    tab: Page, hostile_service: Service, cases: Any
) -> None:
    focuses = ("org-cas", "org-cnrs", "act-liama", "unit-e2p2l", "agr-france-china-1978")
    for focus in focuses[: cases.number(1, 5)]:
        tab.goto(f"http://127.0.0.1:{hostile_service.port}/explore?focus={focus}&lang=en")
        expect(tab.locator("html[data-ready=true]")).to_be_attached()
        poke(tab)
        tab.evaluate(TOUCH, False)
        seen = still(tab)
        assert len(seen) > (40 if focus == "org-cas" else 4)
        cases.tried(len(seen))


def graph_of(numbers: range, field: str) -> nx.MultiDiGraph[str]:
    """A star whose nodes or edges carry one hostile text each in a field."""

    def value(name: str, number: int, plain: str) -> str:
        return f"{TEXTS[number]}⟦{number:03}⟧" if name == field else plain

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("middle", label="middle", cls="Body")
    for number in numbers:
        name = value("id", number, f"n{number}")
        label, group = value("label", number, "label"), value("group", number, "Body")
        graph.add_node(name, label=label, cls=group)
        graph.add_edge(
            "middle",
            name,
            kind=value("kind", number, "partner"),
            label=value("edge label", number, "partner of"),
            sources=[value("sources", number, "src-x")],
        )
    return graph


@pytest.mark.threat("T18")
@pytest.mark.parametrize("field", FIELDS)
def test_the_file_that_works_offline_runs_nothing(
    tab: Page, field: str, tmp_path: Path, cases: Any
) -> None:
    numbers = range(0, len(TEXTS), cases.number(7, 1))
    path = tmp_path / "graph.html"
    text = graph_html(graph_of(numbers, field), title=TEXTS[FIELDS.index(field)], language="fr")
    path.write_text(text, "utf-8")
    tab.goto(path.as_uri())
    expect(tab.locator("html[data-ready=true]")).to_be_attached()
    poke(tab)
    tab.evaluate(TOUCH, True)
    found = tab.evaluate(FOUND)
    assert (found["runs"], found["reports"], found["attributes"]) == (0, [], [])
    seen = still(tab)
    if field in ("label", "edge label", "sources"):
        assert {int(number) for number in seen} == set(numbers)
    cases.tried(len(numbers))
