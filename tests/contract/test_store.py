"""One body for every reader: embedded, through the keeper, and whatever comes later."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import XSD

from lien.errors import (
    AnswerTooLarge,
    OutOfMemory,
    QueryError,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
)
from lien.settings import Settings
from lien.store import Level, Limits, Question, Reader, open_directory
from lien.store.client import KeeperAddress, KeeperReader
from lien.store.keeper import run
from lien.store.remote import connect, open_remote
from lien.terms import GRAPH, ID, LIEN, SCHEME

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
PUBLIC = str(GRAPH["seed/agreements"])
INTERNAL = str(GRAPH["desk/notes"])
HIDDEN = str(GRAPH["seed/unverified"])
SILENT = str(GRAPH["seed/silent"])
TITLE = "<http://purl.org/dc/terms/title>"
LABEL = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
CAS, CNRS, SECRET = ID["org-cas"], ID["org-cnrs"], ID["org-secret"]
LINK = f"<{LIEN.partner}>"
SETTINGS = Settings(
    query_seconds=3.0,
    query_memory=400,
    answer_bytes=300_000,
    questions=2,
    client_questions=20,
    queue_seconds=30.0,
)
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }"
EVERYTHING = "?s ?p ?o"


def graph(iri: str, visibility: str, *statements: str) -> list[str]:
    """Lines of a graph that states its title and, unless empty, its visibility."""
    about = [f'{TITLE} "{iri.rsplit("/", 1)[-1]}"@en']
    if visibility:
        about.append(f"<{LIEN.visibility}> <{SCHEME['visibility/' + visibility]}>")
    return [f"<{iri}> {text} <{iri}> ." for text in about] + [
        f"{text} <{iri}> ." for text in statements
    ]


FACTS = {
    PUBLIC: graph(
        PUBLIC,
        "public",
        f'<{CAS}> {LABEL} "中国科学院"@zh',
        f'<{CAS}> {LABEL} "Académie des sciences de Chine"@fr',
        f"<{CNRS}> {LINK} <{CAS}>",
        f'<{ID["agr-1978"]}> <{LIEN.signedOn}> "1978-10"^^<{XSD.gYearMonth}>',
        *(f'<{ID[f"thing-{n}"]}> <{LIEN.number}> "{n}"^^<{XSD.integer}>' for n in range(300)),
    ),
    INTERNAL: graph(INTERNAL, "internal", f'<{CAS}> {LABEL} "note of the desk"'),
    HIDDEN: graph(
        HIDDEN, "restricted", f"<{CAS}> {LINK} <{SECRET}>", f'<{SECRET}> {LABEL} "secret body"'
    ),
    SILENT: graph(SILENT, "", f'<{SECRET}> {LABEL} "says nothing about itself"'),
}

Open = Callable[[Level], Reader]


@contextmanager
def embedded(path: Path) -> Iterator[Open]:
    with open_directory(path, limits=Limits.of(SETTINGS)) as directory:
        yield directory.store.reader


@contextmanager
def kept(path: Path) -> Iterator[Open]:
    """A keeper in a process of its own; its web process hands the address over and waits."""
    with _pipe() as (answer_read, answer_write), _pipe() as (end_read, end_write):
        pid = os.fork()
        if pid == 0:
            os.close(end_write)

            def web(address: KeeperAddress) -> None:
                facts = {name: getattr(address, name) for name in KeeperAddress.__slots__}
                os.write(answer_write, json.dumps(facts).encode())
                os.read(end_read, 1)

            try:
                os._exit(run(path, SETTINGS, web))
            finally:
                os._exit(1)
        address = KeeperAddress(**json.loads(os.read(answer_read, 4096)))
        yield lambda level: KeeperReader(address, level)
        os.write(end_write, b"!")
        _, status = os.waitpid(pid, 0)
        assert status == 0


@contextmanager
def _pipe() -> Iterator[tuple[int, int]]:
    read, write = os.pipe()
    yield read, write
    os.close(read)
    os.close(write)


@contextmanager
def remote(path: Path, server: Settings) -> Iterator[Open]:
    """A server, brought up to the journal and then asked by a store of its own."""
    settings = replace(
        server, query_seconds=SETTINGS.query_seconds, answer_bytes=SETTINGS.answer_bytes
    )
    with open_remote(path, connect(settings)), closing(connect(settings)) as store:
        yield store.reader


READERS = {"embedded": embedded, "keeper": kept, "virtuoso": remote, "oxigraph_server": remote}
REMOTE = {"virtuoso", "oxigraph_server"}


@pytest.fixture(scope="module", params=READERS)
def readers(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Open]:
    path = tmp_path_factory.mktemp(request.param)
    with open_directory(path, create=True) as directory:
        directory.commit(FACTS, actor="test", operation="load", summary={}, now=NOW)
    with ExitStack() as stack:
        server = [request.getfixturevalue(request.param)] if request.param in REMOTE else []
        yield stack.enter_context(READERS[request.param](path, *server))


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """The key of `READERS` that the test runs with."""
    return request.node.callspec.params["readers"]


@pytest.fixture
def public(readers: Open) -> Reader:
    return readers(Level.PUBLIC)


def rows(reader: Reader, text: str, **more: object) -> list[dict[str, str]]:
    """Values of the rows that a user's SELECT gives."""
    answer = reader.answer(Question(text, **more))  # type: ignore[arg-type]
    found = json.loads(answer.body)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


def test_rows_carry_rdflib_terms_with_language_and_datatype_as_stored(public):
    table = public.select(f"SELECT ?label {{ <{CAS}> {LABEL} ?label }} ORDER BY ?label")
    signed = public.select(f"SELECT ?d ?none {{ ?s <{LIEN.signedOn}> ?d }}")

    assert table.columns == ("label",)
    assert table.rows == [
        (Literal("Académie des sciences de Chine", lang="fr"),),
        (Literal("中国科学院", lang="zh"),),
    ]
    assert signed.rows == [(Literal("1978-10", datatype=XSD.gYearMonth), None)]


def test_many_rows_come_as_tab_separated_values_of_what_may_be_seen(public):
    assert public.tsv(f"SELECT ?s ?o {{ ?s {LINK} ?o }} ORDER BY ?s ?o").decode() == (
        f"?s\t?o\n<{CNRS}>\t<{CAS}>\n"
    )
    assert public.tsv(f"SELECT ?o {{ <{SECRET}> {LINK} ?o }}") == b"?o\n"
    with pytest.raises(QuerySyntaxError):
        public.tsv("SELECT ?s {")


def test_a_value_is_bound_and_none_is_left_open(public):
    text = f"SELECT ?s ?o {{ ?s {LINK} ?o }}"

    assert public.select(text, s=CNRS).records() == [{"s": CNRS, "o": CAS}]
    assert public.select(text, s=None).rows == [(CNRS, CAS)]
    assert public.select(text, s=SECRET).rows == []


def test_a_bound_value_is_never_read_as_sparql(public):
    hostile = Literal('x" } INSERT { <a> <b> <c> } #')

    assert public.select("SELECT ?s ?o { ?s ?p ?o }", o=hostile).rows == []


def test_construct_gives_the_media_type_that_was_asked_for(public):
    text = f"CONSTRUCT {{ ?s {LINK} ?o }} WHERE {{ ?s {LINK} ?o }}"

    assert public.construct(text, media_type="application/n-triples", s=CNRS) == (
        f"<{CNRS}> {LINK} <{CAS}> .\n".encode()
    )
    assert b"lien:partner" in public.construct(text, media_type="text/turtle")
    with pytest.raises(QueryRefused):
        public.construct(text, media_type="text/html")


def test_the_version_names_what_the_level_sees_whatever_else_there_is(readers, tmp_path):
    versions = {level: readers(level).version for level in Level}
    assert len(set(versions.values())) == 3
    with open_directory(tmp_path / "alone", create=True) as alone:
        for graph_lines in (FACTS[INTERNAL], FACTS[PUBLIC]):  # in two entries, the other way round
            name = INTERNAL if graph_lines is FACTS[INTERNAL] else PUBLIC
            alone.commit({name: graph_lines}, actor="x", operation="y", summary={}, now=NOW)
        for level in (Level.PUBLIC, Level.INTERNAL):
            assert alone.store.reader(level).version == versions[level]
        assert alone.store.reader(Level.RESTRICTED).version == versions[Level.INTERNAL]


def test_graphs_are_those_of_the_level(readers):
    names = {level: [info.iri for info in readers(level).graphs()] for level in Level}

    assert names == {
        Level.PUBLIC: [PUBLIC],
        Level.INTERNAL: [INTERNAL, PUBLIC],
        Level.RESTRICTED: [INTERNAL, PUBLIC, SILENT, HIDDEN],
    }
    info = readers(Level.PUBLIC).graphs()[0]
    assert (info.title, info.quads, info.visibility) == ("agreements", 306, Level.PUBLIC)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s WHERE { GRAPH ?g { ?s ?p ?o } FILTER(?s = <%(secret)s>) }",
        "SELECT ?o WHERE { GRAPH <%(hidden)s> { ?s ?p ?o } }",
        "SELECT ?o WHERE { GRAPH <%(silent)s> { ?s ?p ?o } }",
        "SELECT ?x WHERE { <%(cnrs)s> %(link)s/%(link)s ?x }",
        "SELECT ?x WHERE { <%(cnrs)s> %(link)s+ ?x FILTER(?x = <%(secret)s>) }",
        "SELECT ?x WHERE { ?x %(link)s* <%(secret)s> FILTER(?x != <%(secret)s>) }",
        "SELECT ?s WHERE { ?s ?p ?o FILTER EXISTS { <%(secret)s> ?q ?r } }",
        "SELECT ?s WHERE { ?s ?p ?o FILTER EXISTS { GRAPH ?g { <%(secret)s> ?q ?r } } }",
        "SELECT ?g WHERE { GRAPH ?g {} FILTER(?g != <%(public)s>) }",
        "SELECT ?o WHERE { { SELECT ?o { GRAPH ?g { <%(secret)s> ?p ?o } } } }",
        "SELECT ?s WHERE { ?s ?p ?o MINUS { ?s ?p2 ?o2 } }",
        "SELECT ?o WHERE { VALUES ?g { <%(hidden)s> } GRAPH ?g { ?s ?p ?o } }",
        "SELECT ?o WHERE { BIND(IRI('%(hidden)s') AS ?g) GRAPH ?g { ?s ?p ?o } }",
        "SELECT ?l WHERE { <%(secret)s> %(label)s ?l }",
    ],
)
def test_a_hidden_graph_does_not_exist(readers, engine, text):
    names = {"secret": SECRET, "hidden": HIDDEN, "silent": SILENT, "public": PUBLIC}
    filled = text % {**names, "cnrs": CNRS, "link": LINK, "label": LABEL}

    lists_graphs = "{}" not in text or engine != "virtuoso"  # which answers one row of nothing
    assert rows(readers(Level.PUBLIC), filled) in ([] if lists_graphs else [{}], [])
    if "MINUS" not in text and lists_graphs:
        assert rows(readers(Level.RESTRICTED), filled) != []


def test_counts_do_not_include_hidden_graphs(readers):
    text = f"SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?g) AS ?m) {{ GRAPH ?g {{ {EVERYTHING} }} }}"

    assert rows(readers(Level.PUBLIC), text) == [{"n": "306", "m": "1"}]
    assert rows(readers(Level.RESTRICTED), text) == [{"n": "315", "m": "4"}]


@pytest.mark.parametrize(
    "text",
    [
        f"DESCRIBE <{SECRET}>",
        f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{HIDDEN}> {{ {EVERYTHING} }} }}",
        f"DESCRIBE ?x WHERE {{ <{CAS}> {LINK} ?x }}",
    ],
)
def test_hidden_statements_are_not_constructed(readers, text):
    asked = Question(text, "application/n-triples")

    assert readers(Level.PUBLIC).answer(asked).body == b""
    assert b"secret" in readers(Level.RESTRICTED).answer(asked).body


def test_graphs_of_the_protocol_narrow_but_never_widen(readers):
    count = f"SELECT (COUNT(*) AS ?n) {{ {EVERYTHING} }}"
    unknown = "https://example.org/nowhere"

    assert rows(readers(Level.PUBLIC), count, default_graphs=(PUBLIC,)) == [{"n": "306"}]
    assert rows(readers(Level.PUBLIC), count, default_graphs=(HIDDEN,)) == [{"n": "0"}]
    assert rows(readers(Level.PUBLIC), count, default_graphs=(unknown,)) == [{"n": "0"}]
    assert rows(readers(Level.PUBLIC), count, named_graphs=(PUBLIC,)) == [{"n": "0"}]
    assert rows(readers(Level.RESTRICTED), count, default_graphs=(HIDDEN,)) == [{"n": "4"}]


def test_from_narrows_but_never_widens_and_the_protocol_comes_before_it(readers):
    count = f"WHERE {{ {EVERYTHING} }}"
    named = f"WHERE {{ GRAPH ?g {{ {EVERYTHING} }} }}"
    head = f"BASE <{GRAPH}> PREFIX seed: <seed/> SELECT (COUNT(*) AS ?n)"
    public, restricted = readers(Level.PUBLIC), readers(Level.RESTRICTED)

    for clauses, pattern, seen, hidden in (
        (f"FROM <{PUBLIC}>", count, "306", "306"),
        ("FROM seed:agreements FROM <seed/agreements>", count, "306", "306"),
        (f"FROM <{HIDDEN}> FROM <{PUBLIC}>", count, "306", "310"),
        (f"FROM <{HIDDEN}>", count, "0", "4"),
        (f"FROM <{HIDDEN}>", named, "0", "0"),
        (f"FROM NAMED <{HIDDEN}>", count, "0", "0"),
        ("FROM NAMED <seed/unverified> FROM NAMED seed:agreements", named, "306", "310"),
        ("FROM <nowhere> FROM NAMED <nowhere>", named, "0", "0"),
    ):
        text = f"{head} {clauses} {pattern}"
        assert rows(public, text) == [{"n": seen}], text
        assert rows(restricted, text) == [{"n": hidden}], text
        assert rows(public, text, default_graphs=(INTERNAL,)) == [{"n": "0"}], text
    text = f"{head} FROM <{HIDDEN}> {count}"
    assert rows(public, text, default_graphs=(PUBLIC,)) == [{"n": "306"}]


@pytest.mark.parametrize("text", ["SELECT * FROM <g> {}", "SELECT * FROM ex:g {}", "ASK FROM:g {}"])
def test_a_from_that_names_no_graph_is_malformed(public, text):
    with pytest.raises(QuerySyntaxError):
        public.answer(Question(text))


def test_names_with_several_full_stops_are_one_name(public):
    text = f"PREFIX id: <{ID}> SELECT ?x WHERE {{ VALUES ?x {{ id:act-e2p2l.org-cnrs.1 }} }}"
    assert rows(public, text) == [{"x": f"{ID}act-e2p2l.org-cnrs.1"}]


@pytest.mark.parametrize(
    ("accept", "start"),
    [
        ("", b'{"head":{"vars":["z","m","a"]}'),
        ("application/sparql-results+xml", b"<?xml"),
        ("text/csv", b"z,m,a\r\n"),
        ("text/tab-separated-values", b"?z\t?m\t?a\n"),
    ],
)
def test_columns_of_a_star_stand_in_order_of_appearance_in_each_format(public, accept, start):
    text = f"SELECT*{{ ?z {LINK} ?m {{ SELECT * {{ ?m {LABEL} ?a }} }} }} ORDER BY ?a"
    body = public.answer(Question(text, accept)).body

    assert body.startswith(start)
    assert "中国科学院".encode() in body
    places = [body.find(b'name="%s"' % column) for column in (b"z", b"m", b"a")]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("accept", "start"),
    [
        ("", b'{"head"'),
        ("application/sparql-results+xml", b"<?xml"),
        ("text/csv", b"o,s\r\n"),
        ("text/tab-separated-values", b"?o\t?s\n"),
    ],
)
def test_rows_come_in_each_format_with_columns_as_selected(public, accept, start):
    answer = public.answer(Question(f"SELECT ?o ?s {{ ?s {LINK} ?o }}", accept))

    assert answer.kind == "select"
    assert answer.body.startswith(start)


@pytest.mark.parametrize(
    ("accept", "part"),
    [
        ("", b"<"),
        ("application/n-triples", b" .\n"),
        ("application/ld+json", b'"@id"'),
        ("application/trig", b"<"),
        ("application/rdf+xml", b"rdf:RDF"),
    ],
)
def test_triples_come_in_each_format(public, accept, part):
    answer = public.answer(Question(f"DESCRIBE <{CAS}>", accept))

    assert answer.kind == "graph"
    assert part in answer.body


def test_yes_or_no_is_answered(public):
    assert json.loads(public.answer(Question("ASK { ?s ?p ?o }")).body)["boolean"] is True
    assert public.answer(Question("ASK {}")).kind == "ask"


def test_a_format_of_the_other_kind_is_refused(public):
    with pytest.raises(QueryRefused) as caught:
        public.answer(Question("ASK {}", "text/turtle"))
    assert "application/sparql-results+json" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ("SELECT ?s {\n  ?s ?p }", 2, 10, "missing or misplaced before this place"),
        ("SELECT ?s { ?s skos:prefLabel ?o }", 1, 0, "add PREFIX skos: <http://www.w3.org/2004"),
        ("SELECT (COUNT(?x) AS ?n) ?y { ?x ?y ?z }", 1, 0, "unbound"),
        ("SELECT * { ?s ?p ", 1, 0, "missing or misplaced"),
        ("nothing at all", 1, 1, "no SELECT"),
    ],
)
def test_malformed_text_names_the_place_and_the_reason_shortly(
    public, engine, text, line, column, says
):
    if engine == "virtuoso":
        pytest.skip("Virtuoso parses by itself: see the next test")
    with pytest.raises(QuerySyntaxError, match=says) as caught:
        public.answer(Question(text))
    assert caught.value.line == line
    assert column in (0, caught.value.column)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("text", ["SELECT ?s {\n  ?s ?p }", "SELECT * { ?s ?p ", "SELECT {"])
def test_malformed_text_is_refused_by_every_engine(public, text):
    with pytest.raises(QuerySyntaxError) as caught:
        public.answer(Question(text))
    assert 10 < len(str(caught.value)) < 200


def test_what_the_engine_cannot_do_is_said(public, engine):
    says = "Undefined procedure" if engine == "virtuoso" else "custom function"
    with pytest.raises(QueryError, match=says):
        public.answer(Question("SELECT (<https://example.org/f>(1) AS ?x) {}"))
    with pytest.raises(QueryRefused, match="SERVICE"):
        public.answer(Question("SELECT * { SERVICE <https://example.org/> { ?s ?p ?o } }"))


def test_a_runaway_question_is_killed_and_the_next_is_answered(public):
    with pytest.raises(QueryTimeout) as caught:
        public.answer(Question(RUNAWAY, seconds=0.5))
    assert caught.value.seconds == 0.5
    assert public.answer(Question("ASK {}")).kind == "ask"


def test_an_answer_that_is_too_large_is_not_begun(public):
    with pytest.raises(AnswerTooLarge):
        public.answer(Question("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 5000"))


def test_a_question_that_needs_too_much_memory_is_lost_alone(public, engine):
    seconds = 1 if engine in REMOTE else 10  # the memory of a server is its own affair
    text = "SELECT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
    with pytest.raises((OutOfMemory, QueryTimeout)):
        public.answer(Question(text, seconds=seconds))
    assert public.answer(Question("ASK {}")).kind == "ask"


def test_questions_beyond_the_number_at_once_wait_for_their_turn(public):
    if isinstance(public, KeeperReader):
        text = Question(f"SELECT * {{ {EVERYTHING} }}")
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(public.answer, [text] * 8))
        assert len({answer.body for answer in found}) == 1


def test_a_trusted_text_that_is_malformed_says_so(public):
    with pytest.raises(QuerySyntaxError):
        public.select("SELECT nonsense")
    with pytest.raises(QueryError, match="projection"):
        public.select("SELECT ?o { ?s ?p ?o }", s=URIRef(CAS))
