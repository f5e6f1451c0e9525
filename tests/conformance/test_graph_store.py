"""The W3C's group "SPARQL Graph Store Protocol" (rdf-tests, sparql11/http-rdf-update), for reading.

Functions bear the W3C's names. Where its tests write by PUT, POST or DELETE and then read, here the
store is given what the write would have left behind and the same is read; the writes themselves
are refused with 405, which is what the protocol asks of a server that only reads.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from rdflib import Graph, URIRef
from werkzeug.test import TestResponse

from .conftest import VISIBILITY, application

STORE = "/rdf-graph-store"
ONE, TWO = "https://w3id.org/lien/graph/person/1", "https://example.org/person/2"
HIDDEN = "https://w3id.org/lien/graph/person/hidden"
CHINESE, ENCODED = "https://example.org/人/一", "https://example.org/%E4%BA%BA/%E4%B8%80"
FOAF = "http://xmlns.com/foaf/0.1/"
JANE = f"<{ONE}#jane>"

READ = [
    "get_of_put__initial_state",
    "get_of_put__graph_already_in_store",
    "get_of_put__default_graph",
    "get_of_delete__existing_graph",
    "get_of_post__existing_graph",
    "get_of_post__multipart_formdata",
    "get_of_post__create__new_graph",
    "get_of_post__after_noop",
    "head_on_an_existing_graph",
    "head_on_a_nonexisting_graph",
]
WRITE = [
    "put__initial_state",
    "put__graph_already_in_store",
    "put__default_graph",
    "put__mismatched_payload",
    "delete__existing_graph",
    "delete__nonexistent_graph",
    "post__existing_graph",
    "post__multipart_formdata",
    "post__create__new_graph",
]
"""All 19 of the W3C's manifest: what is read, and what is written."""


def person(graph: str, *names: str) -> list[str]:
    return [f'<{graph}#jane> <{FOAF}name> "{name}"' for name in names]


def triples(*lines: str, graph: str | None = None) -> Graph:
    """These triples, and what the graph says about its visibility."""
    every = [*lines, f"<{graph}> {VISIBILITY.format('public')}"] if graph else [*lines]
    return Graph().parse(data="".join(f"{line} .\n" for line in every), format="nt")


def read(answer: TestResponse) -> Graph:
    assert answer.status_code == 200
    assert answer.mimetype == "text/turtle"
    return Graph().parse(data=answer.data, format="turtle")


def direct(client: FlaskClient, graph: str) -> TestResponse:
    path = graph.removeprefix("https://w3id.org/lien")
    return client.get(path, headers={"Accept": "text/turtle"})


def named(client: FlaskClient, graph: str) -> TestResponse:
    return client.get(f"{STORE}?graph={quote(graph, safe='')}", headers={"Accept": "text/turtle"})


def same(found: Graph, wanted: Graph) -> bool:
    return set(found) == set(wanted) and len(found) > 0


def test_get_of_put__initial_state() -> None:
    client = application({ONE: person(ONE, "Jane")})
    wanted = triples(*person(ONE, "Jane"), graph=ONE)
    assert same(read(named(client, ONE)), wanted)
    assert same(read(direct(client, ONE)), wanted)


def test_get_of_put__graph_already_in_store() -> None:
    client = application({ONE: person(ONE, "Jane Doe"), TWO: person(TWO, "Jane")})
    assert same(read(direct(client, ONE)), triples(*person(ONE, "Jane Doe"), graph=ONE))


def test_get_of_put__default_graph() -> None:
    """The default graph is that of all named graphs together."""
    client = application({ONE: person(ONE, "Jane"), TWO: person(TWO, "Alice")})
    wanted = triples(*person(ONE, "Jane"), graph=ONE) + triples(*person(TWO, "Alice"), graph=TWO)
    assert same(read(client.get(f"{STORE}?default", headers={"Accept": "text/turtle"})), wanted)


def test_get_of_delete__existing_graph() -> None:
    client = application({ONE: person(ONE, "Jane")})
    assert named(client, TWO).status_code == 404
    assert direct(client, "https://w3id.org/lien/graph/person/2").status_code == 404


def test_get_of_post__existing_graph() -> None:
    client = application({ONE: [*person(ONE, "Jane"), f"{JANE} <{FOAF}knows> <{TWO}>"]})
    wanted = triples(*person(ONE, "Jane"), f"{JANE} <{FOAF}knows> <{TWO}>", graph=ONE)
    assert same(read(direct(client, ONE)), wanted)


def test_get_of_post__multipart_formdata() -> None:
    more = [f'{JANE} <{FOAF}{part}> "{name}"' for part, name in (("givenName", "J"), ("nick", "D"))]
    client = application({ONE: [*person(ONE, "Jane"), *more]})
    assert same(read(direct(client, ONE)), triples(*person(ONE, "Jane"), *more, graph=ONE))


def test_get_of_post__create__new_graph() -> None:
    new = "https://w3id.org/lien/graph/new"
    client = application({ONE: person(ONE, "Jane"), new: person(new, "Alice")})
    wanted = triples(*person(new, "Alice"), graph=new)
    assert same(read(direct(client, new)), wanted)
    assert same(read(named(client, new)), wanted)


def test_get_of_post__after_noop() -> None:
    client = application({ONE: person(ONE, "Jane")})
    before = read(direct(client, ONE))
    assert (
        client.post(f"{STORE}?graph={ONE}", data="", content_type="text/turtle").status_code == 405
    )
    assert same(read(direct(client, ONE)), before)


def test_head_on_an_existing_graph() -> None:
    client = application({ONE: person(ONE, "Jane")})
    for path in ("/graph/person/1", f"{STORE}?graph={ONE}", f"{STORE}?default"):
        head = client.head(path, headers={"Accept": "application/n-triples"})
        get = client.get(path, headers={"Accept": "application/n-triples"})
        assert (head.status_code, head.mimetype, head.data) == (200, "application/n-triples", b"")
        assert head.content_length == len(get.data)


def test_head_on_a_nonexisting_graph() -> None:
    client = application({ONE: person(ONE, "Jane")})
    for path in ("/graph/person/4", f"{STORE}?graph={TWO}"):
        assert client.head(path).status_code == 404


@pytest.mark.parametrize("name", WRITE)
def test_writing_is_405_and_says_what_is_allowed(name: str) -> None:
    client = application({ONE: person(ONE, "Jane")})
    before = read(named(client, ONE))
    paths = ["/graph/person/1", f"{STORE}?graph={ONE}", f"{STORE}?default", "/graph/person/none"]
    for path in paths:
        answer = client.open(
            path, method=name.partition("_")[0].upper(), data="", content_type="text/turtle"
        )
        assert answer.status_code == 405, (name, path)
        assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
        assert answer.mimetype == "application/problem+json"
    assert same(read(named(client, ONE)), before)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?graph=",
        "?graph=person/1",
        "?graph=https://example.org/%3C",
        f"?graph={ONE}&default",
        f"?graph={ONE}&graph={TWO}",
        "?default&default",
        "?default=yes",
    ],
)
def test_malformed_parameters_are_400(query: str) -> None:
    answer = application({ONE: person(ONE, "Jane")}).get(STORE + query)
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")


def test_what_is_hidden_is_as_absent() -> None:
    graphs = {ONE: person(ONE, "Jane"), HIDDEN: person(HIDDEN, "Secret")}
    with_it, without = application(graphs, hidden=[HIDDEN]), application({ONE: graphs[ONE]})
    paths = ("/graph/person/hidden", f"{STORE}?graph={HIDDEN}", f"{STORE}?default")
    for path in paths:
        answers = [
            client.get(path, headers={"Accept": "application/n-triples"})
            for client in (with_it, without)
        ]
        assert answers[0].status_code == answers[1].status_code
        assert sorted(answers[0].data.splitlines()) == sorted(answers[1].data.splitlines())
        assert b"Secret" not in answers[0].data
    assert with_it.get(f"{STORE}?graph={HIDDEN}").status_code == 404


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
    ],
)
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # inside rdflib
def test_a_graph_comes_in_every_format(accept: str, form: str) -> None:
    client = application({ONE: person(ONE, "Jane", "简")})
    for path in ("/graph/person/1", f"{STORE}?graph={ONE}"):
        answer = client.get(path, headers={"Accept": f"{accept}, image/png;q=0.2"})
        assert answer.mimetype == accept
        found = Graph().parse(data=answer.data, format=form)
        assert same(found, triples(*person(ONE, "Jane", "简"), graph=ONE))


def test_iris_are_decoded_once() -> None:
    client = application({CHINESE: person(CHINESE, "中"), ENCODED: person(ENCODED, "%")})
    for iri in (CHINESE, ENCODED):
        found = read(named(client, iri))
        assert {subject for subject in found.subjects() if str(subject).endswith("jane")} == {
            URIRef(f"{iri}#jane")
        }


def test_there_is_one_test_for_each_of_the_readings() -> None:
    written = Path(__file__).read_text("utf-8")
    assert len({*READ, *WRITE}) == 19
    assert [name for name in READ if f"\ndef test_{name}(" not in written] == []
