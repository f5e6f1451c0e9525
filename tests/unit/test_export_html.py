"""The one-file page of a graph: self-contained, small, and deaf to what labels say."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
import re
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from lien.export.drawing import LINE, LINES, MARKS, rings, wrapped
from lien.export.html import ASSETS, bundle, graph_html

ROOT = Path(__file__).parent.parent.parent
HOSTILE = [
    "</script><script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "\u202eright to left\u202c",
    "x" * 300,
    'a title with href="javascript:alert(1)"',
    "<!--<script>",
    "two\u2028lines",
    "中国科学院自动化研究所模式识别国家重点实验室",
]


def hostile_graph() -> nx.MultiDiGraph[str]:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for label, kind in zip(HOSTILE, MARKS, strict=False):
        graph.add_node(label, label=label, cls=kind)
    for label in HOSTILE[1:]:
        graph.add_edge(HOSTILE[0], label, kind="partner", label=label, sources=[label])
        graph.add_edge(HOSTILE[0], label, kind="partner", label=label)
    return graph


def scripts(page: str) -> list[str]:
    return re.findall(r"<script>(.*?)</script>", page, re.DOTALL)


def block(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page)
    assert found
    return json.loads(found[1])  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def page() -> str:
    return graph_html(hostile_graph(), title=HOSTILE[0], language="fr")


def test_the_page_names_its_language_its_title_and_no_foreign_host(page: str) -> None:
    assert page.startswith("<!doctype html>")
    assert '<html lang="fr">' in page
    assert f"<title>{html.escape(HOSTILE[0])}</title>" in page
    assert not re.findall(r"<(?:link|img|iframe|object|base|script[^>]+src)\b", page)
    for script in scripts(page):
        assert "importScripts" not in script


def test_only_the_two_scripts_of_the_page_may_run(page: str) -> None:
    found = scripts(page)
    assert len(found) == 2
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1])  # type: ignore[index]
    for script in found:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_labels_are_data_and_never_markup(page: str) -> None:
    without_code = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert "<img" not in without_code
    assert "<script" not in without_code
    assert [node["name"] for node in block(page)["nodes"]] == HOSTILE


def test_the_page_stays_below_700_kilobytes(page: str) -> None:
    assert len(page.encode()) <= 700_000


def test_parallel_links_of_one_kind_are_one_line_with_their_number(page: str) -> None:
    edges = block(page)["edges"]
    assert len(edges) == len(HOSTILE) - 1
    assert {edge["count"] for edge in edges} == {2}


def test_the_table_lists_every_link(page: str) -> None:
    assert page.count("<tr data-from=") == 2 * (len(HOSTILE) - 1)


def test_the_graph_of_the_analyst_is_left_as_it_was() -> None:
    graph, same = hostile_graph(), hostile_graph()
    graph_html(graph, title="Links")
    assert nx.utils.graphs_equal(graph, same)


def test_given_places_are_kept() -> None:
    graph = hostile_graph()
    page = graph_html(graph, title="Links", places={HOSTILE[3]: (12.0, -7.0)})
    node = block(page)["nodes"][3]
    assert (node["x"], node["y"]) == (12.0, -7.0)


def test_an_empty_graph_has_a_page_too() -> None:
    assert "0 things, 0 links" in graph_html(nx.MultiDiGraph(), title="Nothing")


@pytest.mark.parametrize("label", HOSTILE)
def test_a_label_fits_into_its_lines(label: str) -> None:
    lines = wrapped(label).split("\n")
    assert len(lines) <= LINES
    assert all(len(line) <= LINE + 1 for line in lines)


def test_chinese_labels_break_between_characters() -> None:
    assert wrapped("中国科学院自动化研究所") == "中国科学院自动化\n研究所"


@pytest.mark.parametrize("count", [1, 2, 7, 21, 52, 60, 118])
def test_no_two_things_of_a_ring_stand_on_each_other(count: int) -> None:
    places = list(rings([str(number) for number in range(count)]).values())
    for index, (x, y) in enumerate(places):
        for other_x, other_y in places[:index]:
            assert max(abs(x - other_x) / 60, abs(y - other_y) / 40) >= 1


@pytest.mark.parametrize(
    "folder",
    [
        ASSETS,
        ROOT / "webapp" / "lien_webapp" / "static" / "vendor",
        ROOT / "tests" / "e2e" / "assets",
    ],
)
def test_third_party_files_are_what_their_description_says(folder: Path) -> None:
    described = json.loads((folder / "vendor.json").read_text("utf-8"))["files"]
    names = {"vendor.json"}
    for file in described:
        data = (folder / file["name"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == file["sha256"]
        assert len(data) == file["size"]
        assert file["sha256"][:8] in file["name"]
        assert all(package["integrity"].startswith("sha512-") for package in file["packages"])
        names |= {file["name"], file["licence_file"]}
    assert {path.name for path in folder.iterdir()} == names


def test_the_drawing_library_is_at_most_180_kilobytes_compressed() -> None:
    data = bundle().read_bytes()
    assert len(gzip.compress(data)) <= 180_000
    assert not re.search(rb"</script|<!--", data)


def test_the_front_end_lock_names_no_registry() -> None:
    lock = (ROOT / "webapp" / "frontend" / "package-lock.json").read_text("utf-8")
    assert '"resolved"' not in lock
    assert "registry" not in lock
    assert lock.count('"integrity"') >= len(json.loads(lock)["packages"]) - 1
