"""The 34 tests of the W3C's group "SPARQL Protocol" (rdf-tests, sparql11/protocol), in our words.

Each function bears the W3C's name of its test. Questions are sent to the product. Updates, which it
refuses, are sent to an application of the tests that reads requests with `lien_webapp.protocol`;
`test_the_product_refuses_…` sends the same to the product.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from .conftest import Updating, application

ONE, TWO, THREE = (f"https://example.org/sparql/data{number}" for number in (1, 2, 3))
DOCUMENT = "http://xmlns.com/foaf/0.1/Document"
TABLES = {
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
}
GRAPHS = {"text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"}
FORM = "application/x-www-form-urlencoded"
QUERY, UPDATE = "application/sparql-query", "application/sparql-update"

NAMES = [
    "query_post_form",
    "query_dataset_default_graphs_get",
    "query_dataset_default_graphs_post",
    "query_dataset_named_graphs_post",
    "query_dataset_named_graphs_get",
    "query_dataset_full",
    "query_multiple_dataset",
    "query_get",
    "query_content_type_select",
    "query_content_type_ask",
    "query_content_type_describe",
    "query_content_type_construct",
    "update_dataset_default_graph",
    "update_dataset_default_graphs",
    "update_dataset_named_graphs",
    "update_dataset_full",
    "update_post_form",
    "update_post_direct",
    "update_base_uri",
    "query_post_direct",
    "bad_query_method",
    "bad_multiple_queries",
    "bad_query_wrong_media_type",
    "bad_query_missing_form_type",
    "bad_query_missing_direct_type",
    "bad_query_non_utf8",
    "bad_query_syntax",
    "bad_update_get",
    "bad_multiple_updates",
    "bad_update_wrong_media_type",
    "bad_update_missing_form_type",
    "bad_update_non_utf8",
    "bad_update_syntax",
    "bad_update_dataset_conflict",
]
"""The tests in the order of the W3C's manifest."""


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """The product with three graphs, each of which says that it is a document."""
    a = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    return application({iri: [f"<{iri}> {a} <{DOCUMENT}>"] for iri in (ONE, TWO, THREE)})


def url(*pairs: tuple[str, str]) -> str:
    return f"/sparql?{urlencode(pairs)}"


def is_true(answer: TestResponse) -> bool:
    assert answer.status_code == 200
    assert answer.mimetype in TABLES
    return bool(json.loads(answer.data)["boolean"])


def is_refused(answer: TestResponse) -> bool:
    document: Any = answer.json
    assert answer.mimetype == "application/problem+json"
    assert document["status"] == answer.status_code
    return 400 <= answer.status_code < 500


def documents(*iris: str) -> str:
    return "ASK { " + " ".join(f"<{iri}> a <{DOCUMENT}> ." for iri in iris) + " }"


NAMED = f"ASK {{ GRAPH ?one {{ <{ONE}> a ?type }} GRAPH ?two {{ <{TWO}> a ?type }} }}"


def test_query_get(client: FlaskClient) -> None:
    assert is_true(client.get(url(("query", "ASK {}"))))


def test_query_post_form(client: FlaskClient) -> None:
    address = url(("default-graph-uri", ONE))
    assert is_true(client.post(address, data="query=ASK%20%7B%7D", content_type=FORM))


def test_query_post_direct(client: FlaskClient) -> None:
    assert is_true(client.post("/sparql", data="ASK {}", content_type=QUERY))


def test_query_dataset_default_graphs_get(client: FlaskClient) -> None:
    both = ("default-graph-uri", ONE), ("default-graph-uri", TWO)
    assert is_true(client.get(url(("query", documents(ONE, TWO)), *both)))
    assert not is_true(client.get(url(("query", documents(THREE)), *both)))


def test_query_dataset_default_graphs_post(client: FlaskClient) -> None:
    address = url(("default-graph-uri", ONE), ("default-graph-uri", TWO))
    for text, expected in ((documents(ONE, TWO), True), (documents(THREE), False)):
        assert is_true(client.post(address, data=text, content_type=QUERY)) is expected


def test_query_dataset_named_graphs_get(client: FlaskClient) -> None:
    both = ("named-graph-uri", ONE), ("named-graph-uri", TWO)
    assert is_true(client.get(url(("query", NAMED), *both)))
    assert not is_true(client.get(url(("query", NAMED), both[0])))


def test_query_dataset_named_graphs_post(client: FlaskClient) -> None:
    address = url(("named-graph-uri", ONE), ("named-graph-uri", TWO))
    assert is_true(client.post(address, data=NAMED, content_type=QUERY))


def test_query_dataset_full(client: FlaskClient) -> None:
    full = [("default-graph-uri", THREE), ("named-graph-uri", ONE), ("named-graph-uri", TWO)]
    text = f"ASK {{ <{THREE}> a ?any . GRAPH ?one {{ <{ONE}> a ?type }} }}"
    assert is_true(client.post(url(*full), data=text, content_type=QUERY))
    assert not is_true(client.post(url(*full), data=documents(ONE), content_type=QUERY))


def test_query_multiple_dataset(client: FlaskClient) -> None:
    """The graphs of the protocol count, not those of the text."""
    text = f"ASK FROM <{THREE}> {{ <{ONE}> a ?type . <{TWO}> a ?type }}"
    address = url(("default-graph-uri", ONE), ("default-graph-uri", TWO))
    assert is_true(client.post(address, data=text, content_type=QUERY))


@pytest.mark.parametrize("accept", [None, *sorted(TABLES)])
def test_query_content_type_select(client: FlaskClient, accept: str | None) -> None:
    answer = client.get(url(("query", "SELECT (1 AS ?value) {}")), headers=_accept(accept))
    assert answer.status_code == 200
    assert answer.mimetype == (accept or "application/sparql-results+json")


@pytest.mark.parametrize("accept", [None, *sorted(TABLES)])
def test_query_content_type_ask(client: FlaskClient, accept: str | None) -> None:
    answer = client.get(url(("query", "ASK {}")), headers=_accept(accept))
    assert answer.status_code == 200
    assert answer.mimetype == (accept or "application/sparql-results+json")


@pytest.mark.parametrize("accept", [None, *sorted(GRAPHS)])
def test_query_content_type_describe(client: FlaskClient, accept: str | None) -> None:
    answer = client.get(url(("query", f"DESCRIBE <{ONE}>")), headers=_accept(accept))
    assert answer.status_code == 200
    assert answer.mimetype == (accept or "text/turtle")


@pytest.mark.parametrize("accept", [None, *sorted(GRAPHS)])
def test_query_content_type_construct(client: FlaskClient, accept: str | None) -> None:
    text = "CONSTRUCT { <https://example.org/s> a 1 } WHERE {}"
    answer = client.get(url(("query", text)), headers=_accept(accept))
    assert answer.status_code == 200
    assert answer.mimetype == (accept or "text/turtle")


def _accept(kind: str | None) -> dict[str, str]:
    return {"Accept": kind} if kind else {}


def test_bad_query_method(client: FlaskClient) -> None:
    answer = client.put(url(("query", "ASK {}")), content_type=FORM)
    assert is_refused(answer)
    assert {"GET", "HEAD", "OPTIONS", "POST"} == set(answer.headers["Allow"].split(", "))


def test_bad_multiple_queries(client: FlaskClient) -> None:
    twice = ("query", "ASK {}"), ("query", "SELECT * {}")
    assert is_refused(client.get(url(*twice)))
    assert is_refused(client.post("/sparql", data=urlencode(twice), content_type=FORM))
    for kind, body in ((FORM, "query=ASK%20%7B%7D"), (QUERY, "ASK {}")):
        assert is_refused(client.post(url(twice[0]), data=body, content_type=kind))


def test_bad_query_wrong_media_type(client: FlaskClient) -> None:
    answer = client.post("/sparql", data="ASK {}", content_type="text/plain")
    assert is_refused(answer)
    assert answer.status_code == 415


def test_bad_query_missing_form_type(client: FlaskClient) -> None:
    assert is_refused(client.post("/sparql", data=b"query=ASK%20%7B%7D"))


def test_bad_query_missing_direct_type(client: FlaskClient) -> None:
    assert is_refused(client.post("/sparql", data=b"ASK {}"))


def test_bad_query_non_utf8(client: FlaskClient) -> None:
    for kind in (f"{QUERY}; charset=UTF-16", QUERY):
        assert is_refused(client.post("/sparql", data="ASK {}".encode("utf-16"), content_type=kind))


def test_bad_query_syntax(client: FlaskClient) -> None:
    answer = client.get(url(("query", "ASK {")))
    assert is_refused(answer)
    assert answer.status_code == 400


CLASS = "<http://purl.org/dc/terms/BibliographicResource>"
DATA = "\n".join(f"GRAPH <{iri}> {{ <{iri}> a <{DOCUMENT}> }}" for iri in (ONE, TWO, THREE))
PLACE = "https://example.org/sparql/updated"
START = f"DROP ALL ; INSERT DATA {{ {DATA} }} ;"


def updated(pattern: str, template: str = f"?s a {CLASS}") -> str:
    return f"{START} INSERT {{ GRAPH <{PLACE}> {{ {template} }} }} WHERE {{ {pattern} }}"


def send(updating: Updating, text: str, *pairs: tuple[str, str]) -> int:
    address = f"/updating?{urlencode(pairs)}"
    return updating.client.post(address, data=text, content_type=UPDATE).status_code


def resources(updating: Updating) -> list[str]:
    """Which of the three documents were found by the update."""
    found = [
        updating.asks(f"ASK {{ GRAPH <{PLACE}> {{ <{iri}> a {CLASS} }} }}")
        for iri in (ONE, TWO, THREE)
    ]
    return [name for name, there in zip(("one", "two", "three"), found, strict=True) if there]


EVERYTHING = f"?s a <{DOCUMENT}>"
ANYWHERE = f"GRAPH ?g {{ ?s a <{DOCUMENT}> }}"


def test_update_dataset_default_graph(updating: Updating) -> None:
    assert send(updating, updated(EVERYTHING), ("using-graph-uri", ONE)) == 204
    assert resources(updating) == ["one"]


def test_update_dataset_default_graphs(updating: Updating) -> None:
    both = ("using-graph-uri", ONE), ("using-graph-uri", TWO)
    assert send(updating, updated(EVERYTHING), *both) == 204
    assert resources(updating) == ["one", "two"]


def test_update_dataset_named_graphs(updating: Updating) -> None:
    both = ("using-named-graph-uri", ONE), ("using-named-graph-uri", TWO)
    assert send(updating, updated(ANYWHERE), *both) == 204
    assert resources(updating) == ["one", "two"]


def test_update_dataset_full(updating: Updating) -> None:
    full = ("using-graph-uri", ONE), ("using-named-graph-uri", TWO)
    where = f'{{ {ANYWHERE} BIND(?g AS ?in) }} UNION {{ {EVERYTHING} BIND("default" AS ?in) }}'
    assert send(updating, updated(where, "?s <https://example.org/in> ?in"), *full) == 204
    for iri, place in ((ONE, '"default"'), (TWO, f"<{TWO}>")):
        assert updating.asks(f"ASK {{ GRAPH <{PLACE}> {{ <{iri}> ?p {place} }} }}")
    assert not updating.asks(f"ASK {{ GRAPH <{PLACE}> {{ <{THREE}> ?p ?o }} }}")


def test_update_post_form(updating: Updating) -> None:
    answer = updating.client.post("/updating", data="update=CLEAR+ALL", content_type=FORM)
    assert answer.status_code == 204


def test_update_post_direct(updating: Updating) -> None:
    assert send(updating, "CLEAR ALL") == 204


def test_update_base_uri(updating: Updating) -> None:
    text = f"INSERT DATA {{ GRAPH <{PLACE}> {{ <{ONE}> <{TWO}> <relative> }} }}"
    assert send(updating, text) == 204
    question = f"ASK {{ GRAPH <{PLACE}> {{ <{ONE}> <{TWO}> <http://localhost/relative> }} }}"
    assert updating.asks(question)


BAD = {
    "bad_update_get": ("GET", "?update=CLEAR%20ALL", "", None, 400),
    "bad_multiple_updates": ("POST", "", "update=CLEAR+NAMED&update=CLEAR+DEFAULT", FORM, 400),
    "bad_update_wrong_media_type": ("POST", "", "CLEAR NAMED", "text/plain", 415),
    "bad_update_missing_form_type": ("POST", "", "update=CLEAR+NAMED", None, 415),
    "bad_update_non_utf8": ("POST", "", "CLEAR NAMED", f"{UPDATE}; charset=UTF-16", 415),
    "bad_update_dataset_conflict": (
        "POST",
        "?using-named-graph-uri=https%3A%2F%2Fexample.org%2Fpeople",
        "WITH <https://example.org/x> DELETE { ?s ?p 'Bill' } WHERE { ?s ?p 'Bill' }",
        UPDATE,
        400,
    ),
}


def refused(client: FlaskClient, path: str, name: str) -> bool:
    method, query, body, kind, status = BAD[name]
    sent = body.encode("utf-16" if "UTF-16" in (kind or "") else "utf-8")
    answer = client.open(path + query, method=method, data=sent, content_type=kind)
    return is_refused(answer) and answer.status_code == status


def test_bad_update_get(updating: Updating) -> None:
    assert refused(updating.client, "/updating", "bad_update_get")


def test_bad_multiple_updates(updating: Updating) -> None:
    assert refused(updating.client, "/updating", "bad_multiple_updates")


def test_bad_update_wrong_media_type(updating: Updating) -> None:
    assert refused(updating.client, "/updating", "bad_update_wrong_media_type")


def test_bad_update_missing_form_type(updating: Updating) -> None:
    assert refused(updating.client, "/updating", "bad_update_missing_form_type")


def test_bad_update_non_utf8(updating: Updating) -> None:
    assert refused(updating.client, "/updating", "bad_update_non_utf8")


def test_bad_update_syntax(updating: Updating) -> None:
    answer = updating.client.post("/updating", data="update=CLEAR%20XYZ", content_type=FORM)
    assert answer.status_code == 400


def test_bad_update_dataset_conflict(updating: Updating) -> None:
    assert refused(updating.client, "/updating", "bad_update_dataset_conflict")


@pytest.mark.parametrize("name", BAD)
def test_the_product_refuses_a_malformed_update_for_what_is_wrong_with_it(
    client: FlaskClient, name: str
) -> None:
    assert refused(client, "/sparql", name)


@pytest.mark.parametrize(
    ("query", "body", "kind"),
    [
        ("", "CLEAR ALL", UPDATE),
        ("", "update=CLEAR+ALL", FORM),
        (f"?using-graph-uri={ONE}", updated(EVERYTHING), UPDATE),
        (f"?using-named-graph-uri={ONE}&using-graph-uri={TWO}", updated(ANYWHERE), UPDATE),
        (f"?using-graph-uri={ONE}", "INSERT DATA { <a:a> <a:b> 'WITH' } # USING", UPDATE),
        ("", f"INSERT DATA {{ <{ONE}> <{TWO}> <relative> }}", UPDATE),
        ("", "CLEAR XYZ", UPDATE),
    ],
)
def test_the_product_refuses_a_well_formed_update_and_says_why(
    client: FlaskClient, query: str, body: str, kind: str
) -> None:
    """A text that is no SPARQL Update is refused alike: nothing here reads it."""
    answer = client.post(f"/sparql{query}", data=body, content_type=kind)
    assert is_refused(answer)
    assert answer.status_code == 403
    assert answer.json is not None
    assert "chargement" in answer.json["detail"]  # French is the language of the settings
    assert is_true(client.get(url(("query", documents(ONE, TWO, THREE)))))


CONFLICTS = {
    "WITH <a:b> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }": True,
    "with<a:b>delete where { ?s ?p ?o }": True,
    "DELETE { ?s ?p ?o } USING NAMED <a:b> WHERE { ?s ?p ?o }": True,
    "INSERT DATA { <a:WITH> a:WITH ?WITH } # USING": False,
    "INSERT DATA { <a:b> <a:b> 'USING', \"WITH \\\" WITH\", '''it's\nWITH''' }": False,
    "PREFIX with: <a:b> INSERT DATA { with:in :USING 'x' }": False,
    '"' + '\\"' * 49_000: False,
    "a" * 99_000: False,
    "'" * 99_001: False,
    "<" * 99_000: False,
}


@pytest.mark.parametrize("text", CONFLICTS, ids=range(len(CONFLICTS)))
def test_graphs_named_twice_are_seen_whatever_stands_in_the_text(
    client: FlaskClient, text: str
) -> None:
    """In time that grows with the length of the text only."""
    start = time.process_time()
    answer = client.post(f"/sparql?using-graph-uri={ONE}", data=text.encode(), content_type=UPDATE)
    assert answer.status_code == (400 if CONFLICTS[text] else 403)
    assert time.process_time() - start < 2


def test_there_is_one_test_for_each_of_the_34() -> None:
    written = Path(__file__).read_text("utf-8")
    assert len(set(NAMES)) == 34
    assert [name for name in NAMES if f"\ndef test_{name}(" not in written] == []
