"""What goes out can be read back: networks by networkx, tables by a CSV reader."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict

import networkx as nx
import pytest

from lien import query
from lien.analysis import ego_network
from lien.export.network import FORMATS, network
from lien.export.rows import inert, to_csv
from lien.projection.networkx import project

READERS = {"gexf": nx.read_gexf, "graphml": nx.read_graphml}


@pytest.fixture(scope="module")
def graph(seed_store):
    return project(seed_store)


def read(form, body):
    return READERS[form](io.BytesIO(body))


@pytest.mark.parametrize("form", FORMATS)
def test_nodes_and_parallel_links_come_back(graph, form):
    again = read(form, network(graph, form))
    assert set(again) == set(graph)
    assert again.number_of_edges() == graph.number_of_edges()
    pairs = sorted((a, b) for a, b, _ in graph.edges)
    assert sorted((a, b) for a, b, *_ in again.edges) == pairs
    assert len(pairs) > len(set(pairs))  # there are parallel links, and none was merged


@pytest.mark.parametrize("form", FORMATS)
def test_chinese_names_dates_and_sources_come_back(graph, form):
    again = read(form, network(graph, form))
    assert again.nodes["org-cas"]["label_zh"] == "中国科学院"
    (link,) = [
        data for data in again["act-e2p2l"]["org-cnrs"].values() if data["kind"] == "partner"
    ]
    assert link["start"] == "2011-11-04"
    assert link["sources"] == "src-e2p2l-history"
    assert link["link"] == "act-e2p2l.org-cnrs.1"


@pytest.mark.parametrize("form", FORMATS)
def test_two_exports_of_the_same_facts_have_the_same_links(graph, form):
    ego = ego_network(graph, "act-liama")
    first, second = (read(form, network(ego, form)) for _ in range(2))
    assert nx.utils.graphs_equal(first, second)


@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_network_is_a_document_too(form):
    assert len(read(form, network(nx.MultiDiGraph(), form))) == 0


def test_a_list_comes_back_from_csv_row_by_row(seed_store):
    rows = [asdict(row) for row in query.ask(seed_store, "indicators", {"lang": "fr"})]
    text = to_csv(rows)
    assert "\r\n" in text
    again = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(again) == len(rows)
    assert [row["value"] for row in again] == [
        "" if row["value"] is None else str(row["value"]) for row in rows
    ]


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "-x", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_formula_is_made_inert(cell):
    assert inert(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-4", "+4.7 %", "1358", "CNRS", "中国科学院", ""])
def test_numbers_and_texts_stay_as_they_are(cell):
    assert inert(cell) == cell
