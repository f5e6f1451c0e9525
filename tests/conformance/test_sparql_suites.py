"""The W3C's SPARQL suites through `/sparql`, beside the same tests on the engine in process.

All files of the suites lie in one store, each in the graph of its name, so that every test is
asked with its own dataset by the protocol's parameters. Requests take the protocol's three forms
in turn. `known_failures.toml` lists what fails and why; a listed test that passes fails the build.
"""

from __future__ import annotations

import contextlib
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, cycle
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from rdflib import Graph
from tests.conformance.compare import Result, result, same
from tests.conformance.manifest import Case, Suite, cases, unpacked
from tests.security.service import service
from werkzeug.test import TestResponse

from lien.settings import Settings
from lien.store import EmbeddedStore, GraphState, Level, Limits
from lien_webapp.factory import create_app

KNOWN: Final = Path(__file__).with_name("known_failures.toml")
MANIFESTS: Final = (
    "sparql10/manifest.ttl",
    "sparql11/manifest-sparql11-query.ttl",
    "sparql11/manifest-sparql11-results.ttl",
)
NOTHING: Final = "http://suite.example/nothing"
"""A graph that does not exist, as the dataset of a test without data."""

COUNT: Final = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
FEDERATED: Final = 10
UPDATES: Final = 157
"""Numbers of tests in the archive."""

ACCEPT: Final = {
    ".srx": "application/sparql-results+xml",
    ".srj": "application/sparql-results+json",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".ttl": "text/turtle",
    ".nt": "application/n-triples",
    ".rdf": "application/rdf+xml",
}


TABLES: Final = {
    ".srx": ox.QueryResultsFormat.XML,
    ".srj": ox.QueryResultsFormat.JSON,
    ".csv": ox.QueryResultsFormat.CSV,
    ".tsv": ox.QueryResultsFormat.TSV,
}


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Suite:
    return unpacked(tmp_path_factory.mktemp("w3c"))


@pytest.fixture(scope="module")
def queries(suite: Suite) -> list[Case]:
    """The tests of questions that are answered here."""
    return [case for manifest in MANIFESTS for case in cases(suite, manifest)]


@dataclass(slots=True)
class Door:
    """`/sparql` of the product, on all files of the suites."""

    suite: Suite
    client: FlaskClient
    forms: Iterator[int] = field(default_factory=count)
    graphs: Iterator[str] = field(default_factory=lambda: cycle((".ttl", ".nt", ".rdf")))

    def ask(self, case: Case, accept: str) -> TestResponse:
        """Ask the question of a test about the data of the test."""
        text = text_of(self.suite, case)
        data: dict[str, Any] = {}
        if not chooses(text):
            data["default-graph-uri"] = [*case.default] or [NOTHING]
            data["named-graph-uri"] = [*case.named]
        headers = {"Accept": accept}
        form = next(self.forms) % 3
        if form == 0:
            return self.client.get("/sparql", query_string=data | {"query": text}, headers=headers)
        if form == 1:
            return self.client.post("/sparql", data=data | {"query": text}, headers=headers)
        return self.client.post(
            "/sparql",
            query_string=data,
            data=text.encode(),
            content_type="application/sparql-query",
            headers=headers,
        )


@pytest.fixture(scope="module")
def door(suite: Suite) -> Door:
    engine = ox.Store()
    for path in sorted(suite.folder.rglob("*")):
        if path.suffix in (".ttl", ".nt", ".rdf") and not path.name.startswith("manifest"):
            with contextlib.suppress(SyntaxError):  # data of tests that are not run here
                load(engine, suite, suite.iri(path), ox.NamedNode(suite.iri(path)))
    store = EmbeddedStore(Limits(memory=300))
    states = {graph.value: GraphState(1) for graph in engine.named_graphs()}
    store.adopt(engine, 1, states)
    app = create_app(Settings(), store.reader(Level.RESTRICTED))
    app.testing = True
    return Door(suite, app.test_client())


def load(engine: ox.Store, suite: Suite, iri: str, graph: ox.NamedNode | ox.DefaultGraph) -> None:
    """Put a file into a graph."""
    path = suite.path(iri)
    form = ox.RdfFormat.from_extension(path.suffix[1:])
    engine.load(path.read_bytes(), format=form, base_iri=iri, to_graph=graph)


def text_of(suite: Suite, case: Case) -> str:
    """The text of a test; its relative IRIs begin at its file."""
    text = suite.path(case.query).read_bytes().decode("utf-8")
    return f"BASE <{case.query}> {text}"


def chooses(text: str) -> bool:
    """Whether a text of the suites has FROM or FROM NAMED."""
    return bool(re.search(r"\bFROM\s+(NAMED\s+)?<", text, re.IGNORECASE))


def in_process(suite: Suite, case: Case) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """What the engine says to a test, with a store of the test's own."""
    text = text_of(suite, case)
    engine = ox.Store()
    for iri in case.default:
        load(engine, suite, iri, ox.DefaultGraph())
    neighbours = suite.path(case.query).parent.glob("data*.ttl") if chooses(text) else ()
    for iri in {*case.named, *map(suite.iri, neighbours)}:
        load(engine, suite, iri, ox.NamedNode(iri))
    return engine.query(text)


def suffix_of(case: Case) -> str:
    """Suffix of the format in which rows are asked for: that of the result, else JSON."""
    suffix = Path(case.result).suffix
    return suffix if suffix in TABLES else ".srj"


def expected(suite: Suite, case: Case) -> Result:
    """The result that a test states."""
    path = suite.path(case.result)
    return result(path.read_bytes(), path.suffix, case.result)


def passes_in_process(suite: Suite, case: Case) -> bool:
    """Whether the engine alone passes a test."""
    try:
        found = in_process(suite, case)
    except SyntaxError:
        return case.kind == "negative"
    except RuntimeError:  # well-formed, but with a function that does not exist
        return case.kind == "positive"
    if case.kind != "evaluation":
        return case.kind == "positive"
    wanted, suffix = expected(suite, case), suffix_of(case)
    if isinstance(found, ox.QueryTriples):
        body = found.serialize(format=ox.RdfFormat.N_TRIPLES)
        return same(wanted, result(body or b"", ".nt"), lax=case.lax)
    body = found.serialize(format=TABLES[suffix])
    return same(wanted, result(body or b"", suffix), lax=case.lax)


def passes_http(door: Door, case: Case) -> bool:
    """Whether the product passes a test."""
    if case.kind != "evaluation":
        answer = door.ask(case, "*/*")
        formed = answer.status_code == 200 or "custom function" in answer.json["detail"]
        return formed == (case.kind == "positive")
    wanted, suffix = expected(door.suite, case), suffix_of(case)
    if isinstance(wanted, Graph):
        suffix = next(door.graphs)
    answer = door.ask(case, ACCEPT[suffix])
    if answer.status_code != 200:
        return False
    if suffix in (".csv", ".tsv"):
        path = door.suite.path(case.result)
        assert answer.data.split()[0] == path.read_bytes().split()[0], case.name
    return same(wanted, result(answer.data, suffix), lax=case.lax)


def test_the_suites_through_http_equal_the_engine_in_process(
    suite: Suite, queries: list[Case], door: Door, pytestconfig: pytest.Config
) -> None:
    totals: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    known: dict[str, str] = tomllib.loads(KNOWN.read_text())["failures"]
    inside = {case.name: passes_in_process(suite, case) for case in queries}
    through = {case.name: passes_http(door, case) for case in queries}
    for case in queries:
        totals[case.group.partition("/")[0], case.kind].update(
            {"tests": 1, "in process": inside[case.name], "through HTTP": through[case.name]}
        )
    terminal = pytestconfig.pluginmanager.getplugin("terminalreporter")
    terminal.write_line("")
    for (version, kind), total in sorted(totals.items()):
        terminal.write_line(f"{version} {kind}: {dict(total)}")
    failed = {name for name, passed in through.items() if not passed}
    assert failed - known.keys() == set(), "fails, and is not in known_failures.toml"
    assert known.keys() - failed == set(), "passes: take it out of known_failures.toml"
    reasons = {name: reason.partition(":")[0] for name, reason in known.items()}
    assert set(reasons.values()) <= {"engine", "engine with lists of graphs", "Lien refuses"}
    assert {name for name in inside if inside[name] != through[name]} == {
        name for name, reason in reasons.items() if reason != "engine"
    }


def test_a_part_of_the_suites_through_a_served_process(
    suite: Suite, queries: list[Case], seed_path: Path, tmp_path: Path
) -> None:
    known: dict[str, str] = tomllib.loads(KNOWN.read_text())["failures"]
    asked = [case for case in queries if case.kind != "evaluation" and case.name not in known][::10]
    with service(seed_path, tmp_path, client_errors=1000, client_seconds=1000) as served:
        for case in asked:
            reply = served.ask(text_of(suite, case))
            formed = reply.status == 200 or b"custom function" in reply.body
            assert formed == (case.kind == "positive"), (case.name, reply)
    assert {case.kind for case in asked} == {"positive", "negative"}


def test_federated_tests_are_refused(suite: Suite, door: Door) -> None:
    federated = [
        case
        for case in cases(suite, "sparql11/manifest-sparql11-fed.ttl")
        if suite.path(case.query).is_file()
    ]
    for case in federated:
        answer = door.ask(case, "*/*")
        assert answer.status_code == 400, case.name
        assert "SERVICE" in answer.json["detail"], (case.name, answer.json)
    assert len(federated) == FEDERATED


def test_no_update_of_the_suites_is_taken_as_a_question_or_done(suite: Suite, door: Door) -> None:
    everything = cases(suite, "sparql11/manifest-all.ttl")
    updates = [case for case in everything if case.query.endswith(".ru")]
    before = door.client.get("/sparql", query_string={"query": COUNT}).data
    for case in updates:
        answer = door.ask(case, "*/*")
        assert 400 <= answer.status_code < 500, case.name
        text = {"update": text_of(suite, case)}
        assert 400 <= door.client.post("/sparql", data=text).status_code < 500, case.name
    assert door.client.get("/sparql", query_string={"query": COUNT}).data == before
    assert len(updates) == UPDATES
