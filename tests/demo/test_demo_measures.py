"""Measures of the demo network: its planted pairs, and networkx on the links that were written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import combinations

import networkx as nx
import pytest

from lien import demo, query
from lien.analysis.recording import STRUCTURE, Run, record
from lien.analysis.selection import selection
from lien.projection.keeping import Networks
from lien.projection.network import Network
from lien.store import Directory, Level, open_directory
from lien.terms import ID, LIEN, SCHEME

FIRST, LAST = 2021, 2025
NOW = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Directory]:
    with open_directory(tmp_path_factory.mktemp("demo") / "data", create=True) as opened:
        demo.load_core(opened)
        yield opened


@pytest.fixture(scope="module")
def network(directory: Directory) -> Network:
    return Networks(directory.path / "projection").following(directory, Level.PUBLIC)[1]


@pytest.mark.parametrize("shared", [False, True])
def test_planted_pairs_have_their_whole_and_shared_counts(network, shared):
    chosen = selection(network, "co-publication", since=FIRST, until=LAST, shared=shared)
    place = {iri.removeprefix(ID): at for at, iri in enumerate(chosen.iris)}
    weights = chosen.matrix
    expected = {
        (pair.unit, pair.institute): pair.fractional if shared else pair.whole
        for pair in demo.truths().pairs
    }
    found = {
        (unit, institute): weights[place[unit], place[institute]]
        if unit in place and institute in place
        else 0
        for unit, institute in expected
    }
    assert found == pytest.approx(expected, abs=1e-9)
    assert sum(value > 0 for value in expected.values()) > 20


def test_recorded_measures_of_agreements_are_those_of_networkx(directory, network):
    graph: nx.Graph[str] = nx.Graph()
    parties: dict[str, set[str]] = {}
    reader = directory.store.reader(Level.PUBLIC)
    for agreement, body in reader.select(f"SELECT ?a ?b {{ ?a <{LIEN.party}> ?b }}"):
        parties.setdefault(str(agreement), set()).add(str(body))
    for bodies in parties.values():
        for u, v in combinations(sorted(bodies), 2):
            graph.add_edge(u, v, weight=graph.get_edge_data(u, v, {"weight": 0})["weight"] + 1)
    networks = Networks(directory.path / "projection")
    run = Run(STRUCTURE, "agreement")
    for level in Level:
        kept = networks.following(directory, level)
        record(directory, kept, run, level=level, actor="t", now=NOW)
    expected = {
        "betweenness": nx.betweenness_centrality(graph),
        "constraint": nx.constraint(graph, weight="weight"),
        "core": nx.core_number(graph),
        "clustering": nx.clustering(graph),
    }
    assert len(graph) > 20
    for name, values in expected.items():
        rows = query.measured(reader, "en", measure=SCHEME[f"network-measure/{name}"])
        assert {str(row.thing): float(row.value) for row in rows} == pytest.approx(values, abs=1e-9)
    hidden = {ID[canary.slug] for canary in demo.truths().canaries if canary.level != "public"}
    assert hidden
    assert not hidden & {row.thing for row in query.measured(reader, "en")}
