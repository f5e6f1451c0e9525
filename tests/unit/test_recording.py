"""Recorded measures: the same bytes twice, equal to what is computed, nothing that is hidden."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import networkx as nx
import numpy as np
import pytest
from click.testing import CliRunner
from rdflib import URIRef

from lien import query
from lien.analysis.apart import measured_apart
from lien.analysis.recording import STRUCTURE, Run, measured, record, result
from lien.analysis.selection import selection
from lien.cli import main
from lien.errors import UnknownQuestion
from lien.projection.columns import KINDS
from lien.projection.keeping import Networks
from lien.projection.network import read
from lien.store import Level, Patch, open_directory, read_quads
from lien.store.model import Table
from lien.store.patch import GraphState
from lien.store.remote.state import facts
from lien.terms import GRAPH, ID, LIEN, SCHEME, SOURCE
from lien.validation import validate

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
HOW = {"actor": "t", "operation": "set", "summary": {}, "now": NOW}
TIES = ("AB", "AC", "BC", "CD", "DE", "DF", "EF", "FG")
"""Two triangles that C and D join, and G at the end of one."""


def agreements(name: str, ties, year: int, level: str = "public") -> list[str]:
    end = f"<{GRAPH[name]}> ."
    day = f'"{year}-01-01"^^<http://www.w3.org/2001/XMLSchema#date>'
    facts = [f"<{GRAPH[name]}> <{LIEN.visibility}> <{SCHEME[f'visibility/{level}']}> {end}"]
    for tie in ties:
        agreement = f"<{ID[f'{tie}{year}']}>"
        facts += [f"{agreement} <{LIEN.party}> <{ID[body]}> {end}" for body in tie]
        facts.append(f"{agreement} <{LIEN.signedOnEarliest}> {day} {end}")
    return facts


def recorded(directory, run: Run, level: Level = Level.PUBLIC, now: datetime = NOW):
    """Record a run and give its graph's lines."""
    network = Networks(directory.path / "projection").following(directory, level)
    done = record(directory, network, run, level=level, actor="t", now=now)
    return done, sorted(directory.store.lines((run.graph(level),)))


def test_values_in_sparql_are_those_of_networkx_and_a_second_run_changes_nothing(empty_directory):
    directory = empty_directory
    directory.commit(Patch(tuple(agreements("g", TIES, 2019)), ()), **HOW)
    run = Run(STRUCTURE, "agreement")
    done, lines = recorded(directory, run)
    assert done
    again, same = recorded(directory, run, now=NOW + timedelta(days=9))
    assert not again
    assert same == lines
    graph = nx.Graph(TIES)
    reader = directory.store.reader(Level.PUBLIC)
    expected = {
        "betweenness": nx.betweenness_centrality(graph),
        "constraint": nx.constraint(graph),
        "effective-size": nx.effective_size(graph),
        "clustering": nx.clustering(graph),
        "core": nx.core_number(graph),
        "pagerank": nx.pagerank(graph, tol=1e-13, max_iter=500),
        "neighbours": dict(graph.degree),
    }
    for name, values in expected.items():
        rows = query.measured(reader, "en", measure=SCHEME[f"network-measure/{name}"])
        found = {row.thing.removeprefix(ID): float(row.value) for row in rows}
        assert found == pytest.approx(values, abs=1e-9), name
    bridges = query.measured(reader, "en", measure=SCHEME["network-measure/bridge"])
    assert {f"{row.thing[-1]}{row.other[-1]}" for row in bridges} == {"CD", "DC", "FG", "GF"}
    whole = {
        row.measure.rpartition("/")[2]: float(row.value)
        for row in query.measured(reader, "en", thing=URIRef(run.graph(Level.PUBLIC)))
    }
    assert (whole["nodes"], whole["edges"]) == (7, 8)
    groups = [{*"ABC"}, {*"DEFG"}]
    assert whole["quality"] == pytest.approx(nx.community.modularity(graph, groups))
    (row,) = query.runs(reader, "en")
    assert (str(row.parameters), row.values) == (
        run.parameters,
        len(query.measured(reader, "en")) - 2,
    )
    assert str(row.at) == "2026-11-23T10:00:00Z"


def test_two_years_compare_in_one_query(empty_directory):
    directory = empty_directory
    directory.commit(Patch(tuple(agreements("g", TIES, 2018)), ()), **HOW)
    directory.commit(Patch(tuple(agreements("h", ("CD", "CE", "DE"), 2019)), ()), **HOW)
    for year in (2018, 2019):
        recorded(directory, Run("betweenness", "agreement", year))
    rows = directory.store.reader(Level.PUBLIC).select(
        "PREFIX lien: <https://w3id.org/lien/ns#> PREFIX qb: <http://purl.org/linked-data/cube#> "
        "SELECT ?thing ?before ?after { "
        "?a lien:measured ?thing ; lien:measure ?m ; lien:value ?before . "
        "?a qb:dataSet/lien:year ?y . "
        "?b lien:measured ?thing ; lien:measure ?m ; lien:value ?after ; qb:dataSet/lien:year ?z "
        'FILTER(STR(?y) = "2018" && STR(?z) = "2019") '
        "FILTER(?m = <https://w3id.org/lien/scheme/network-measure/betweenness>) } ORDER BY ?thing"
    )
    before = nx.betweenness_centrality(nx.Graph(TIES))
    assert {str(row[0])[-1]: (float(row[1]), float(row[2])) for row in rows} == {
        name: (pytest.approx(before[name]), 0.0) for name in "CDE"
    }


def test_the_recorded_graph_breaks_no_rule_and_says_where_it_comes_from(seed_directory, tmp_path):
    everything = tuple(seed_directory.store.lines())
    words = [*seed_directory.store.lines((str(GRAPH["ontology"]),))]
    with open_directory(tmp_path / "copy", create=True) as directory:
        directory.commit(Patch(everything, ()), **HOW)
        _, lines = recorded(directory, Run(STRUCTURE, "cooperation"))
    assert sum(f"<{LIEN.measured}>" in line for line in lines) > 1_000
    sources = [line for line in lines if f"<{SOURCE}>" in line]
    seen = seed_directory.store.reader(Level.PUBLIC).graphs()
    assert len(sources) == sum(not one.derived for one in seen) > 20
    file = tmp_path / "all.nq"
    file.write_text("\n".join([*words, *lines]), encoding="utf-8")
    assert validate([triple for _, triple in read_quads(file)]) == []


def test_a_run_on_facts_that_are_hidden_later_is_hidden_with_them(empty_directory):
    directory = empty_directory
    directory.commit(Patch(tuple(agreements("g", TIES, 2018)), ()), **HOW)
    directory.commit(Patch(tuple(agreements("h", ("XA",), 2018)), ()), **HOW)
    recorded(directory, Run("core", "agreement"))
    assert len(query.runs(directory.store.reader(Level.PUBLIC), "en")) == 1
    (shown,) = agreements("h", (), 2018)
    hidden = shown.replace("visibility/public", "visibility/internal")
    directory.commit(Patch((hidden,), (shown,)), **HOW)
    seen = {level: len(query.runs(directory.store.reader(level), "en")) for level in Level}
    assert seen == {Level.PUBLIC: 0, Level.INTERNAL: 1, Level.RESTRICTED: 1}
    gone = tuple(directory.store.lines((str(GRAPH["h"]),)))
    directory.commit(Patch((), gone), **HOW)
    seen = {level: len(query.runs(directory.store.reader(level), "en")) for level in Level}
    assert seen == {Level.PUBLIC: 0, Level.INTERNAL: 0, Level.RESTRICTED: 1}


def test_a_server_hides_computed_graphs_in_the_same_way():
    run, source, public = URIRef("http://x/run"), URIRef("http://x/s"), SCHEME["visibility/public"]
    states = {"http://x/run": GraphState(1, 1), "http://x/s": GraphState(1, 2)}
    about = [(run, LIEN.visibility, public), (run, LIEN.derivedFor, public)]
    about += [
        (run, URIRef(SOURCE), source),
        (source, LIEN.visibility, SCHEME["visibility/internal"]),
    ]
    found = facts(states, Table(("g", "p", "o"), about))
    assert {graph: facts.level for graph, facts in found.items()} == {
        "http://x/run": Level.INTERNAL,
        "http://x/s": Level.INTERNAL,
    }


def test_hidden_facts_change_no_byte_of_a_public_run(tmp_path):
    found = {}
    for name in ("with", "without"):
        with open_directory(tmp_path / name, create=True) as directory:
            directory.commit(Patch(tuple(agreements("g", TIES, 2018)), ()), **HOW)
            if name == "with":
                more = agreements("h", ("GA", "AX"), 2018, level="restricted")
                directory.commit(Patch(tuple(more), ()), **HOW)
                _, seen = recorded(directory, Run(STRUCTURE, "agreement"), Level.RESTRICTED)
                assert any(f"<{ID['X']}>" in line for line in seen)
            found[name] = recorded(directory, Run(STRUCTURE, "agreement"))[1]
    assert found["with"] == found["without"]


def test_a_large_network_keeps_the_first_by_each_measure_and_says_so(seed_store):
    network = read(seed_store.tsv)
    chosen = selection(network, "cooperation")
    apart = measured_apart(chosen, Run(STRUCTURE))
    here = measured(chosen, Run(STRUCTURE))
    assert (apart.iris, apart.ties, apart.totals) == (here.iris, here.ties, here.totals)
    assert all((apart.things[name] == here.things[name]).all() for name in here.things)
    kept = measured(chosen, Run("pagerank", "cooperation"), most=20, first=10)
    assert kept.totals["kept"] == 10
    assert kept.totals["nodes"] == len(here.iris) > 100
    best = np.sort(here.things["pagerank"])[::-1][:10]
    assert sorted(kept.things["pagerank"].tolist(), reverse=True) == best.tolist()


def test_the_selection_takes_kinds_years_and_shared_counts(empty_directory):
    directory = empty_directory
    directory.commit(Patch(tuple(agreements("g", TIES, 2018)), ()), **HOW)
    directory.commit(Patch(tuple(agreements("h", ("AB", "ABC"), 2020)), ()), **HOW)
    network = read(directory.store.reader(Level.PUBLIC).tsv)
    ab = selection(network, "cooperation")
    place = [iri.removeprefix(ID) for iri in ab.iris]
    assert place == list("ABCDEFG")
    assert ab.matrix[0, 1] == 3
    assert selection(network, "agreement", since=2020).matrix.sum() == 2 * (2 + 1 + 1)
    assert selection(network, "agreement", until=2019).matrix.sum() == 2 * len(TIES)
    assert len(selection(network, "co-publication").iris) == 0
    assert [kind.name for kind in KINDS] == list(network.kinds[: len(KINDS)])
    with pytest.raises(UnknownQuestion):
        selection(network, "gossip")
    with pytest.raises(UnknownQuestion):
        result(network, Run("charm"))


def test_the_command_records_a_run_and_says_when_nothing_is_new(tmp_path):
    with open_directory(tmp_path, create=True) as directory:
        directory.commit(Patch(tuple(agreements("g", TIES, 2018)), ()), **HOW)
    asked = ["measure", "betweenness", "--graph", "agreement", "--data", str(tmp_path)]
    first, second = (CliRunner().invoke(main, asked) for _ in range(2))
    graph = Run("betweenness", "agreement").graph(Level.PUBLIC)
    assert first.output.startswith(f"{graph}: ")
    assert first.output.endswith("journal entry 2\n")
    assert second.output == first.output.replace("journal entry 2", "nothing new")
    assert (
        "Measures are structure, betweenness"
        in CliRunner().invoke(main, ["measure", "charm", "--data", str(tmp_path)]).output
    )
