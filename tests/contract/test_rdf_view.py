"""The rdflib view: reads like any rdflib dataset, asks one engine only, reaches nothing else."""

from __future__ import annotations

import copy
import pickle
import socket
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from rdflib import RDF, BNode, ConjunctiveGraph, Dataset, Graph, Literal, URIRef, Variable
from rdflib.compare import isomorphic
from rdflib.namespace import FOAF, SKOS, XSD
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.processor import SPARQLProcessor, SPARQLResult

from lien.errors import QueryError, QueryRefused, QuerySyntaxError
from lien.store import Directory, Level, line, open_directory
from lien.store.rdf_view import RdfView, ViewGraph
from lien.terms import GRAPH, LIEN, SCHEME

A, B, HIDDEN = (str(GRAPH[name]) for name in ("t/a", "t/b", "t/hidden"))
S, P, Q = URIRef("urn:s"), URIRef("urn:p"), URIRef("urn:q")
TERMS = [
    Literal("vingt", lang="fr"),
    Literal("二十", lang="zh-Hans"),
    Literal("1978-10", datatype=XSD.gYearMonth, normalize=False),
    Literal("007", datatype=URIRef("urn:code"), normalize=False),
    Literal('line\nbreak "quoted" \\ back'),
    URIRef("https://example.org/%E4%B8%AD%2F国"),
]
ENGINE = {
    f"rdflib.plugins.sparql.{name}"
    for name in ("processor", "evaluate", "parser", "algebra", "update", "evalutils", "sparql")
}
"""Modules of rdflib's own SPARQL engine."""
ASK_ALL = "SELECT ?s WHERE { ?s ?p ?o }"


def stated(name: str, level: str, *triples: tuple[Any, Any, Any]) -> list[str]:
    graph = URIRef(name)
    own = line(graph, LIEN.visibility, SCHEME[f"visibility/{level}"], name)
    return [own, *(line(*triple, name) for triple in triples)]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Directory]:
    """Two visible graphs that share a triple, and a restricted one."""
    with open_directory(tmp_path_factory.mktemp("view") / "data", create=True) as directory:
        graphs = {
            A: stated(A, "public", (S, P, Q), *((S, Q, term) for term in TERMS)),
            B: stated(B, "public", (S, P, Q)),
            HIDDEN: stated(HIDDEN, "restricted", (S, P, Literal("secret"))),
        }
        now = datetime(2026, 11, 23, tzinfo=UTC)
        directory.commit(graphs, actor="test", operation="test", summary={}, now=now)
        yield directory


@pytest.fixture(scope="module")
def view(small: Directory) -> RdfView:
    return small.store.dataset(Level.PUBLIC)


@pytest.fixture(scope="module")
def seed(seed_directory: Directory) -> RdfView:
    return seed_directory.store.dataset(Level.PUBLIC)


@pytest.fixture
def entered() -> Iterator[set[str]]:
    """Modules of rdflib's SPARQL engine in which a function was called during the test."""
    found: set[str] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            found.add(str(frame.f_globals.get("__name__")))

    sys.setprofile(note)
    yield found
    sys.setprofile(None)


class Canary:
    """A port on the local machine that notices whoever calls."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.setblocking(False)
        self.address = f"http://127.0.0.1:{self.listener.getsockname()[1]}/x"

    def called(self) -> bool:
        try:
            self.listener.accept()[0].close()
        except BlockingIOError:
            return False
        return True


@pytest.fixture
def canary() -> Iterator[Canary]:
    made = Canary()
    with made.listener:
        yield made


def ask_from(graph: Graph) -> dict[str, Callable[[], object]]:
    """Every way of asking that rdflib answers with an engine of its own."""
    prepared, processor = prepareQuery(ASK_ALL), SPARQLProcessor(graph)
    return {
        "prepared": lambda: graph.query(prepared),
        "prepared for the store": lambda: graph.store.query(prepared, {}, {}, "__UNION__"),
        "base": lambda: graph.query(ASK_ALL, base="https://example.org/"),
        "unknown keyword": lambda: graph.query(ASK_ALL, loadDatasets=True),
        "DEBUG": lambda: graph.query(ASK_ALL, DEBUG=False),
        "not the store": lambda: graph.query(ASK_ALL, use_store_provided=False),
        "a processor": lambda: graph.query(ASK_ALL, processor=processor),
        "a processor by name": lambda: graph.query(ASK_ALL, "sparql2"),
        "a result": lambda: graph.query(ASK_ALL, result=SPARQLResult),
        "bytes": lambda: graph.query(ASK_ALL.encode()),  # type: ignore[arg-type]
    }


def first_context(view: RdfView) -> Graph:
    (_, contexts) = next(iter(view.store.triples((S, P, Q))))
    found = next(iter(contexts))
    assert found is not None
    return found


GRAPHS: dict[str, Callable[[RdfView], Graph]] = {
    "the dataset": lambda view: view,
    "graph": lambda view: view.graph(URIRef(A)),
    "graph by text": lambda view: view.graph(A),
    "get_context": lambda view: view.get_context(URIRef(A)),
    "get_graph": lambda view: view.get_graph(URIRef(A)) or view,
    "graphs": lambda view: next(iter(view.graphs())),
    "contexts": lambda view: next(iter(view.contexts())),
    "contexts of a triple": lambda view: next(iter(view.contexts((S, P, Q)))),
    "contexts of the store": lambda view: next(iter(view.store.contexts())),
    "contexts while reading": first_context,
    "default_graph": lambda view: view.default_graph,
    "default_context": lambda view: view.default_context,
    "an unknown graph": lambda view: view.graph(URIRef("urn:unknown")),
    "resource": lambda view: view.resource(S).graph,
    "collection": lambda view: view.graph(A).collection(S).graph,
    "copy": lambda view: copy.copy(view.graph(A)),
    "deepcopy": copy.deepcopy,
    "an answer": lambda view: view.query("CONSTRUCT WHERE { ?s ?p ?o }").graph or view,
    "a sum": lambda view: view.graph(A) + view.graph(B),
    "a union": lambda view: view.graph(A) | Graph(),
    "a difference": lambda view: view.graph(A) - view.graph(B),
    "an intersection": lambda view: view.graph(A) & view.graph(B),
    "what is in one": lambda view: view.graph(A) ^ view.graph(B),
    "cbd": lambda view: view.graph(A).cbd(S),
    "cbd of the dataset": lambda view: view.cbd(S),
    "skolemize": lambda view: view.graph(A).skolemize(),
    "de_skolemize": lambda view: view.graph(A).de_skolemize(),
}


@pytest.mark.parametrize("graph", GRAPHS)
def test_no_road_leads_to_rdflibs_own_engine(view, graph, entered):
    there = GRAPHS[graph](view)
    assert isinstance(there, ViewGraph | RdfView)
    ways = ask_from(there)
    entered.clear()
    for ask in ways.values():
        with pytest.raises(QueryRefused) as refused:
            ask()
        assert refused.value.hint
    assert not entered & ENGINE


def test_a_graph_of_rdflib_on_the_store_falls_back_on_nothing(view, entered):
    for foreign in (Graph(view.store, URIRef(A)), Dataset(view.store, default_union=True)):
        ways = ask_from(foreign)
        entered.clear()
        for name in ("prepared", "prepared for the store", "base", "unknown keyword", "bytes"):
            with pytest.raises(QueryRefused):
                ways[name]()
        assert "secret" not in str(list(foreign.query("SELECT * { GRAPH ?g { ?s ?p ?o } }")))
        with pytest.raises(QueryRefused):
            foreign.update("DELETE WHERE { ?s ?p ?o }")
        assert not entered & ENGINE


@pytest.mark.parametrize("graph", GRAPHS)
def test_a_text_is_answered_without_rdflibs_own_engine(view, graph, entered):
    there = GRAPHS[graph](view)
    entered.clear()
    list(there.query(ASK_ALL, initNs={"e": "urn:"}, initBindings={"s": S}))
    assert not entered & ENGINE


def test_the_tripwire_notices_rdflibs_own_engine(entered):
    list(Graph().query(ASK_ALL))
    assert entered & ENGINE


FETCHES = [
    "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "SELECT * { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "LOAD <URL>",
    "LOAD <URL> INTO GRAPH <urn:g>",
    "INSERT DATA { <URL> <urn:p> <urn:o> }",
    "DELETE WHERE { ?s ?p ?o }",
]


@pytest.mark.parametrize("graph", GRAPHS)
def test_a_text_cannot_fetch_or_change(view, graph, canary):
    there = GRAPHS[graph](view)
    before = len(there)
    for text in FETCHES:
        with pytest.raises(QueryRefused):
            list(there.query(text.replace("URL", canary.address)))
    assert not canary.called()
    assert len(there) == before


@pytest.mark.parametrize("graph", GRAPHS)
def test_a_graph_that_is_named_with_from_is_one_of_the_view_or_empty(view, graph, canary):
    there = GRAPHS[graph](view)
    for clause in (
        "FROM <URL>",
        "FROM NAMED <URL>",
        "FROM <file:///etc/passwd>",
        f"FROM <{HIDDEN}>",
    ):
        text = f"SELECT * {clause.replace('URL', canary.address)} {{ ?s ?p ?o }}"
        assert list(there.query(text)) == []
    assert not canary.called()


def test_from_chooses_among_the_graphs(view):
    ask = "SELECT DISTINCT ?o FROM <{}> {{ <urn:s> ?p ?o }}"
    assert {row.o for row in view.query(ask.format(B))} == {Q}
    assert len(view.query(ask.format(A))) == 1 + len(TERMS)
    assert list(view.graph(B).query(ask.format(A))) == []
    short = "PREFIX t: <https://w3id.org/lien/graph/t/> SELECT * FROM t:b { ?s <urn:p> ?o }"
    assert [tuple(row) for row in view.query(short)] == [(S, Q)]
    with pytest.raises(QuerySyntaxError, match="'graph:' is not declared"):
        view.query("SELECT * FROM graph:b { ?s ?p ?o }")


@pytest.mark.parametrize("graph", GRAPHS)
def test_an_update_is_refused(view, graph, canary):
    there = GRAPHS[graph](view)
    for text in (f"LOAD <{canary.address}>", "INSERT DATA { <urn:a> <urn:b> <urn:c> }"):
        with pytest.raises(QueryRefused, match="cannot be changed"):
            there.update(text)
    assert not canary.called()


@pytest.mark.parametrize("graph", GRAPHS)
def test_nothing_is_parsed(view, graph, canary, tmp_path):
    there = GRAPHS[graph](view)
    file = tmp_path / "x.ttl"
    file.write_text("<urn:a> <urn:b> <urn:c> .", "utf-8")
    context = f'{{"@context": "{canary.address}", "@id": "urn:a", "name": "x"}}'
    for given in (
        {"source": canary.address},
        {"location": canary.address},
        {"source": str(file)},
        {"source": file},
        {"file": file.open("rb")},
        {"data": "<urn:a> <urn:b> <urn:c> .", "format": "turtle"},
        {"data": context, "format": "json-ld"},
    ):
        with pytest.raises(QueryRefused, match="reads nothing else"):
            there.parse(**given)  # type: ignore[arg-type]
        if "file" in given:
            given["file"].close()  # type: ignore[union-attr]
    assert not canary.called()


CHANGES: dict[str, Callable[[RdfView], object]] = {
    "add": lambda view: view.add((S, P, S)),
    "add a quad": lambda view: view.add((S, P, S, URIRef(A))),
    "addN": lambda view: view.addN([(S, P, S, view.graph(A))]),
    "+=": lambda view: view.__iadd__([(S, P, S, URIRef(A))]),
    "remove": lambda view: view.remove((S, P, Q)),
    "set": lambda view: view.graph(A).set((S, P, S)),
    "add to a graph": lambda view: view.graph(A).add((S, P, S)),
    "+= to a graph": lambda view: view.graph(A).__iadd__([(S, P, S)]),
    "-= from a graph": lambda view: view.graph(A).__isub__([(S, P, Q)]),
    "remove from a graph": lambda view: view.graph(A).remove((None, None, None)),
    "add to the default graph": lambda view: view.default_graph.add((S, P, S)),
    "a new graph": lambda view: view.graph(),
    "a graph from elsewhere": lambda view: view.graph(Graph(identifier=A)),
    "add_graph": lambda view: view.add_graph(Graph()),
    "remove_graph": lambda view: view.remove_graph(URIRef(A)),
    "remove_context": lambda view: view.remove_context(view.graph(A)),
    "a resource": lambda view: view.resource(S).add(P, S),
    "a collection": lambda view: view.graph(A).collection(S).append(S),
    "open": lambda view: view.open("elsewhere"),
    "destroy": lambda view: view.destroy("/"),
    "a quoted graph": lambda view: view.get_context(A, quoted=True),
    "a dataset on the store": lambda view: Dataset(view.store).addN([(S, P, S, URIRef(A))]),
    "combining datasets": lambda view: view + view,
    "pickle": pickle.dumps,
    "pickle a graph": lambda view: pickle.dumps(view.graph(A)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_nothing_changes_the_view_or_the_store(view, small, change):
    before = view.serialize(format="nquads"), small.store.position
    with pytest.raises(QueryRefused):
        CHANGES[change](view)
    assert (view.serialize(format="nquads"), small.store.position) == before


def test_closing_the_view_leaves_it_readable(view):
    view.commit()
    view.rollback()
    view.close()
    assert (S, P, Q) in view


def test_what_the_store_learns_later_does_not_show(tmp_path):
    how = {"actor": "test", "operation": "test", "summary": {}, "now": datetime.now(UTC)}
    with open_directory(tmp_path / "data", create=True) as directory:
        directory.commit({A: stated(A, "public", (S, P, Q))}, **how)
        view = directory.store.dataset(Level.PUBLIC)
        directory.commit({A: stated(A, "public")}, **how)
        assert (S, P, Q) in view
        assert (S, P, Q) not in directory.store.dataset(Level.PUBLIC)


LEAKS = [
    "SELECT * { ?s ?p ?o }",
    "SELECT * { GRAPH ?g { ?s ?p ?o } }",
    f"SELECT * {{ GRAPH <{HIDDEN}> {{ ?s ?p ?o }} }}",
    f"SELECT * {{ VALUES ?g {{ <{HIDDEN}> <{A}> }} GRAPH ?g {{ ?s ?p ?o }} }}",
    "SELECT * { { SELECT ?o { GRAPH ?g { ?s ?p ?o } } } }",
    "SELECT * { ?s ?p ?o2 FILTER EXISTS { GRAPH ?g { ?s ?p 'secret' } } BIND('secret' AS ?o) }",
    "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }",
    "DESCRIBE <urn:s>",
    "SELECT * { ?s (<urn:p>|<urn:q>)* ?o }",
]


@pytest.mark.parametrize("graph", GRAPHS)
def test_nothing_hidden_shows(view, graph):
    there = GRAPHS[graph](view)
    for text in LEAKS:
        found = str([tuple(row) for row in there.query(text) if isinstance(row, tuple)])
        assert "secret" not in found
        assert found.count(HIDDEN) == 0


def test_a_hidden_graph_is_as_empty_as_one_that_does_not_exist(view):
    hidden, unknown = view.graph(URIRef(HIDDEN)), view.graph(URIRef("urn:unknown"))
    assert (len(hidden), list(hidden), bool(hidden)) == (0, [], False)
    assert (len(unknown), list(unknown), bool(unknown)) == (0, [], False)
    assert not list(hidden.query("SELECT * { ?s ?p ?o }"))
    assert URIRef(HIDDEN) not in {graph.identifier for graph in view.graphs()}


def test_a_question_to_one_graph_means_that_graph(view):
    inside = view.graph(URIRef(B))
    assert len(inside.query("SELECT * { ?s ?p ?o }")) == len(inside) == 2
    ask = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    assert [str(row.g) for row in inside.query(ask)] == [B]
    assert not list(inside.query(f"SELECT * {{ GRAPH <{A}> {{ ?s ?p ?o }} }}"))
    assert not list(view.default_graph.query("SELECT * { GRAPH ?g { ?s ?p ?o } }"))


def test_the_same_triple_in_two_graphs_is_read_once(view):
    assert list(view.triples((S, P, None))) == [(S, P, Q)]
    assert list(view.objects(S, P)) == [Q]
    assert {str(graph) for *_, graph in view.quads((S, P, Q, None))} == {A, B}
    assert len(view) == len(list(view.triples((None, None, None)))) == 9
    assert len(list(view)) == 10
    assert len(view.query("SELECT ?s { ?s <urn:p> ?o }")) == 2


def test_terms_come_out_as_they_went_in(view):
    """The engine writes language tags in small letters; they count without regard to that."""
    kept = {term.n3().lower() for term in TERMS}
    assert {o.n3().lower() for o in view.objects(S, Q)} == kept
    answered = view.query("SELECT ?o { <urn:s> <urn:q> ?o }")
    assert {row.o.n3().lower() for row in answered} == kept


def test_columns_stand_in_the_order_of_the_question(view):
    found = view.query("SELECT ?o ?g ?p ?s { GRAPH ?g { ?s ?p ?o } }")
    assert found.vars == [Variable(name) for name in ("o", "g", "p", "s")]
    found = view.query("SELECT * { GRAPH ?g { ?s lien:visibility ?o } }")
    assert found.vars == [Variable(name) for name in ("g", "s", "o")]


def test_rows_without_any_value_are_rows(view):
    text = "SELECT DISTINCT ?none { <urn:s> <urn:p> ?o OPTIONAL { ?o <urn:none> ?none } }"
    found = view.query(text)
    assert [tuple(row) for row in found] == [(None,)]
    assert len(found) == 1
    for form, holds in (
        ("json", b'"bindings":[{}]'),
        ("xml", b"<result></result>"),
        ("csv", b"\r\n"),
    ):
        assert holds in (found.serialize(format=form) or b"").replace(b": ", b":")


def test_values_are_bound_and_never_read_as_syntax(view):
    hostile = Literal('x" } UNION { ?s ?p ?o } #')
    found = view.query("SELECT ?s ?o { ?s <urn:q> ?o }", initBindings={"o": hostile})
    assert list(found) == []
    found = view.query("SELECT ?s ?o { ?s <urn:q> ?o }", initBindings={Variable("o"): TERMS[0]})
    assert [row.s for row in found] == [S]


def test_a_value_that_cannot_be_bound_is_an_error(view):
    with pytest.raises(QueryError, match="SELECT"):
        view.query("SELECT ?s { ?s ?p ?o }", initBindings={"o": TERMS[0]})
    with pytest.raises(QueryRefused, match="not an RDF term"):
        view.query("SELECT ?s ?o { ?s ?p ?o }", initBindings={"o": "text"})
    with pytest.raises(QueryError):
        view.query("SELECT ?s ?o { ?s ?p ?o }", initBindings={"o": URIRef("no iri > <")})


def test_prefixes_come_from_the_view_or_are_given(view):
    assert list(view.query("SELECT ?s { ?s lien:visibility ?o }"))
    given = {"e": URIRef("urn:")}
    assert [row.s for row in view.query("SELECT DISTINCT ?s { ?s e:p e:q }", initNs=given)] == [S]
    with pytest.raises(QuerySyntaxError):
        view.query("SELECT ?s { ?s nothere:p ?o }")


def test_yes_no_and_descriptions_are_answered(view):
    assert view.query("ASK { <urn:s> <urn:p> <urn:q> }")
    assert not view.query("ASK { <urn:s> <urn:p> 'secret' }")
    found = view.query("DESCRIBE <urn:q>").graph
    assert found is not None
    assert len(found) == 0
    assert len(view.query("CONSTRUCT WHERE { <urn:s> <urn:p> ?o }")) == 1


def test_a_text_that_would_end_the_process_is_refused(view):
    with pytest.raises(QueryRefused):
        view.query("SELECT * " + "{" * 3000 + "}" * 3000)


def test_what_rdflib_cannot_match_finds_nothing(view):
    assert list(view.triples((Literal("x"), P, None))) == []  # type: ignore[arg-type]
    assert (S, P, URIRef("no iri > <")) not in view


def test_a_copy_of_ones_own_can_be_changed(view):
    mine = Dataset()
    mine += view
    mine.add((S, P, S, URIRef(A)))
    assert len(list(mine.quads((None, None, None, None)))) == len(list(view)) + 1
    other = Graph() + view.graph(A)
    other.add((S, P, BNode()))
    assert type(other) is Graph
    target = Graph()
    assert view.graph(A).cbd(S, target_graph=target) is target
    assert len(target) == 7


def test_the_description_of_a_thing_comes_from_all_graphs(view):
    assert len(view.cbd(S)) == 1 + len(TERMS)
    assert len(view.graph(B).cbd(S)) == 1
    assert "lien" in dict(view.cbd(S).namespaces())


def test_pictures_of_the_view_say_what_it_is(view):
    assert repr(view) == "<RdfView: 2 named graphs, 9 triples>"
    assert view.graph(A) == view.graph(A) != view.graph(B)
    assert hash(view) == hash(view)


def test_the_old_name_for_a_dataset_reads_the_same(view):
    with pytest.warns(DeprecationWarning, match="ConjunctiveGraph"):
        old = ConjunctiveGraph(view.store)
    assert len(list(old.triples((S, P, None)))) == 1
    with pytest.raises(QueryRefused):
        old.update("DELETE WHERE { ?s ?p ?o }")


def test_the_reference_facts_read_the_same_through_both_interfaces(seed, seed_store):
    label = next(iter(seed.objects(URIRef("https://w3id.org/lien/id/org-cas"), LIEN.acronym)))
    assert str(label) == "CAS"
    people = set(seed.subjects(RDF.type, FOAF.Person))
    asked = seed_store.select("SELECT DISTINCT ?p { ?p a <http://xmlns.com/foaf/0.1/Person> }")
    assert people == {row[0] for row in asked}
    names = list(seed.subject_objects(SKOS.prefLabel / RDF.type))
    assert names == []
    graphs = {str(graph.identifier): len(graph) for graph in seed.graphs()}
    assert graphs.pop("urn:x-rdflib:default") == 0
    assert graphs == {graph.iri: graph.quads for graph in seed_store.graphs()}


@pytest.mark.parametrize("form", ["nquads", "trig"])
def test_the_reference_facts_are_serialised_whole_and_soon(seed, form):
    start = time.perf_counter()
    text = seed.serialize(format=form)
    assert time.perf_counter() - start < 60
    if form == "nquads":
        assert len([row for row in text.splitlines() if row]) == len(list(seed))


def test_a_graph_survives_the_way_out_and_in_again(seed, seed_store):
    smallest = min(seed_store.graphs(), key=lambda graph: graph.quads).iri
    there = seed.graph(URIRef(smallest))
    again = Graph().parse(data=there.serialize(format="turtle"), format="turtle")
    assert isomorphic(Graph() + there, again)


def test_the_view_takes_a_level(seed_path: Path):
    with open_directory(seed_path) as directory:
        public = directory.store.dataset(Level.PUBLIC)
        every = directory.store.dataset(Level.RESTRICTED)
        hidden = str(GRAPH["seed/unverified"])
        assert hidden not in {str(graph.identifier) for graph in public.graphs()}
        assert hidden in {str(graph.identifier) for graph in every.graphs()}
