"""The projection on the reference facts; counts are taken from the tables themselves."""

from __future__ import annotations

import csv

import pytest

from lien import resources
from lien.projection.networkx import project

SEED = resources.folder("seed")


def rows(name):
    with (SEED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def graph(seed_store):
    return project(seed_store)


@pytest.mark.parametrize(
    ("table", "kinds"),
    [
        ("action_partners.csv", {"partner"}),
        ("agreement_parties.csv", {"party", "signatory", "witness"}),
        ("roles.csv", {"holdsRoleIn"}),
    ],
)
def test_every_link_row_is_one_edge(graph, table, kinds):
    edges = [e for _, _, e in graph.edges(data=True) if e["kind"] in kinds]
    assert len(edges) == len(rows(table))


def test_every_thing_of_the_tables_is_a_node(graph):
    for table in ("organisations.csv", "units.csv", "actions.csv", "agreements.csv", "people.csv"):
        assert {row["id"] for row in rows(table)} <= set(graph)


def test_an_edge_keeps_dates_role_and_evidence(graph):
    edge = graph.edges["act-e2p2l", "org-cnrs", "act-e2p2l.org-cnrs.1"]
    assert (edge["kind"], edge["role"], edge["side"]) == ("partner", "lead", "fr")
    assert edge["start"] == edge["start_earliest"] == edge["start_latest"] == "2011-11-04"
    assert edge["end"] == edge["end_latest"] == ""
    assert edge["sources"] == ("src-e2p2l-history",)
    assert edge["graph"].endswith("/graph/seed/action_partners")


def test_every_edge_names_its_graph_and_a_source(graph):
    assert all(e["graph"] and e["sources"] for _, _, e in graph.edges(data=True))


def test_nodes_have_names_in_the_languages_of_the_facts(graph):
    cas = graph.nodes["org-cas"]
    assert (cas["cls"], cas["kind"], cas["acronym"]) == ("Body", "academy", "CAS")
    assert cas["label_zh"] == "中国科学院"
    assert cas["label_fr"] == "Académie des sciences de Chine"


def test_a_thing_without_a_name_is_called_by_its_acronym(graph):
    assert graph.nodes["act-nanobiocatechem"]["label"] == "Nano-BioCatEchem"


def test_two_projections_are_the_same(seed_store, graph):
    again = project(seed_store)
    assert list(again.edges(keys=True, data=True)) == list(graph.edges(keys=True, data=True))


def test_what_is_hidden_is_no_node(graph):
    assert not any("unverified" in e["graph"] for _, _, e in graph.edges(data=True))
    assert "unit-lcb" not in graph
