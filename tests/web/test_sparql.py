"""The SPARQL endpoint: methods, formats, encodings, graphs, refusals."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from rdflib import Graph

SELECT = (
    "SELECT ?thing WHERE { ?thing <http://www.w3.org/2004/02/skos/core#prefLabel> "
    '"Chinese Academy of Sciences"@en }'
)
CAS = "https://w3id.org/lien/id/org-cas"
ASK = f"ASK {{ <{CAS}> ?p ?o }}"
CONSTRUCT = f"CONSTRUCT WHERE {{ <{CAS}> ?p ?o }}"
DESCRIBE = f"DESCRIBE <{CAS}>"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"


def by_get(client: FlaskClient, text: str, accept: str = "") -> tuple[int, str, bytes]:
    headers = {"Accept": accept} if accept else {}
    answer = client.get("/sparql", query_string={"query": text}, headers=headers)
    return answer.status_code, answer.mimetype, answer.data


@pytest.mark.parametrize(
    ("text", "accept", "expected"),
    [
        (SELECT, "", "application/sparql-results+json"),
        (SELECT, "*/*", "application/sparql-results+json"),
        (SELECT, "application/json", "application/sparql-results+json"),
        (SELECT, "application/sparql-results+xml", "application/sparql-results+xml"),
        (SELECT, "text/csv", "text/csv"),
        (SELECT, "text/tab-separated-values", "text/tab-separated-values"),
        (SELECT, "text/csv;q=0.2, application/xml;q=0.9", "application/sparql-results+xml"),
        (ASK, "", "application/sparql-results+json"),
        (ASK, "application/sparql-results+xml", "application/sparql-results+xml"),
        (CONSTRUCT, "", "text/turtle"),
        (CONSTRUCT, "application/n-triples", "application/n-triples"),
        (CONSTRUCT, "application/ld+json", "application/ld+json"),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
        (DESCRIBE, "text/turtle", "text/turtle"),
    ],
)
def test_each_form_of_question_comes_in_each_format(
    client: FlaskClient, text: str, accept: str, expected: str
) -> None:
    status, mimetype, body = by_get(client, text, accept)
    assert (status, mimetype) == (200, expected)
    assert b"org-cas" in body or b"true" in body


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # inside rdflib
@pytest.mark.parametrize(
    ("name", "form"),
    [("turtle", "turtle"), ("ntriples", "nt"), ("jsonld", "json-ld"), ("rdfxml", "xml")],
)
def test_the_graph_formats_hold_the_same_triples(client: FlaskClient, name: str, form: str) -> None:
    wanted = Graph().parse(data=by_get(client, CONSTRUCT, "application/n-triples")[2], format="nt")
    answer = client.get("/sparql", query_string={"query": CONSTRUCT, "format": name})
    assert len(wanted) > 5
    assert set(Graph().parse(data=answer.data, format=form)) == set(wanted)


def test_turtle_is_written_with_our_prefixes(client: FlaskClient) -> None:
    text = by_get(client, DESCRIBE, "text/turtle")[2].decode()
    assert "@prefix lien: <https://w3id.org/lien/" in text
    assert "a lien:" in text
    assert text.count("<https://w3id.org/lien/ns#") == 1


@pytest.mark.parametrize("text", ["中国科学院", "Académie", "a+b&c=d%20e", "x%E4%B8"])
def test_texts_survive_get_form_and_direct_post(client: FlaskClient, text: str) -> None:
    question = f'SELECT (IRI("https://example.org/{text}") AS ?iri) ("{text}" AS ?text) {{}}'
    answers = [
        client.get("/sparql", query_string={"query": question}),
        client.get(f"/sparql?query={quote(question, safe='')}"),
        client.post("/sparql", data={"query": question}),
        client.post("/sparql", data=question.encode(), content_type=DIRECT),
        client.post("/sparql", data=question.encode(), content_type=f"{DIRECT}; charset=UTF-8"),
    ]
    for answer in answers:
        (row,) = json.loads(answer.data)["results"]["bindings"]
        assert row["text"]["value"] == text
        assert row["iri"]["value"] == f"https://example.org/{text}"


def test_a_percent_encoded_iri_is_decoded_once(client: FlaskClient) -> None:
    question = "SELECT ?x { VALUES ?x { <https://example.org/%E4%B8%AD> } }"
    for answer in (
        client.get("/sparql", query_string={"query": question}),
        client.post("/sparql", data={"query": question}),
        client.post("/sparql", data=question, content_type=DIRECT),
    ):
        (row,) = json.loads(answer.data)["results"]["bindings"]
        assert row["x"]["value"] == "https://example.org/%E4%B8%AD"


def test_graph_parameters_choose_what_is_asked(client: FlaskClient) -> None:
    graph = "https://w3id.org/lien/graph/seed/organisations"
    count = "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/lien/ns#Agreement> }"
    everything = client.get("/sparql", query_string={"query": count})
    one = client.get("/sparql", query_string={"query": count, "default-graph-uri": graph})
    named = client.post(
        f"/sparql?named-graph-uri={quote(graph)}",
        data="SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }",
        content_type=DIRECT,
    )
    value = [json.loads(a.data)["results"]["bindings"][0]["n"]["value"] for a in (everything, one)]
    assert value == ["55", "0"]
    assert [row["g"]["value"] for row in json.loads(named.data)["results"]["bindings"]] == [graph]


def test_head_has_the_headers_of_get_and_no_body(client: FlaskClient) -> None:
    answer = client.head("/sparql", query_string={"query": SELECT})
    assert answer.status_code == 200
    assert answer.mimetype == "application/sparql-results+json"
    assert answer.data == b""


@pytest.mark.parametrize(
    "path", ["/sparql?query=ASK{}", "/id/org-cas", "/void", "/rdf-graph-store?default", "/no/where"]
)
@pytest.mark.parametrize("origin", ["https://example.org", "null", "http://localhost.example.org"])
def test_any_page_on_the_web_may_read_what_anybody_may_read(
    client: FlaskClient, path: str, origin: str
) -> None:
    for method in ("GET", "HEAD", "OPTIONS"):
        answer = client.open(path, method=method, headers={"Origin": origin})
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
        exposed = answer.headers["Access-Control-Expose-Headers"].split(", ")
        assert {"ETag", "Retry-After", "Lien-Limit"} <= set(exposed)


def test_a_browser_that_asks_first_is_told_what_it_may_send(client: FlaskClient) -> None:
    headers = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    answer = client.options("/sparql", headers=headers)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    allowed = answer.headers["Access-Control-Allow-Headers"].lower().split(", ")
    assert "content-type" in allowed
    assert "authorization" not in allowed


@pytest.mark.parametrize(
    ("method", "content", "body", "status"),
    [
        ("GET", "query=", "", 400),
        ("GET", "query=ASK%20%7B%3Fs%20%3Fp%20%22%FF%22%7D", "", 400),
        ("GET", "query=ASK{}&query=ASK{}", "", 400),
        ("GET", "update=DROP+ALL", "", 400),
        ("GET", "query=DROP+ALL", "", 400),
        ("GET", "query=INSERT+DATA+{<a:a>+<a:b>+<a:c>}", "", 400),
        ("GET", "query=SELECT+*+{SERVICE+<http://127.0.0.1/>+{?s+?p+?o}}", "", 400),
        ("POST", FORM, "update=DROP+ALL", 403),
        ("POST", FORM, "update=DROP+ALL&query=ASK{}", 400),
        ("POST", FORM, "", 400),
        ("POST", FORM, "query=ASK%7B%3Fs%20%3Fp%20%22%FF%22%7D", 400),
        ("POST", f"{FORM}; charset=iso-8859-1", "query=ASK{}", 415),
        ("POST", "application/sparql-update", "DROP ALL", 403),
        ("POST", "text/plain", "ASK {}", 415),
        ("POST", "multipart/form-data; boundary=x", "--x--", 415),
        ("POST", f"{DIRECT}; charset=utf-16", "ASK {}", 415),
        ("PUT", DIRECT, "ASK {}", 405),
        ("PATCH", DIRECT, "ASK {}", 405),
        ("POST", DIRECT, "ASK {} #" + "x" * 100_001, 413),
    ],
)
def test_what_is_not_a_question_is_refused(
    client: FlaskClient, method: str, content: str, body: str, status: int
) -> None:
    if method == "GET":
        answer = client.get(f"/sparql?{content}")
    else:
        answer = client.open("/sparql", method=method, data=body, content_type=content)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"


def test_bytes_that_are_not_utf8_are_refused(client: FlaskClient) -> None:
    answer = client.post("/sparql", data=b'ASK { ?s ?p "\xff" }', content_type=DIRECT)
    assert answer.status_code == 400


@pytest.mark.parametrize("accept", ["image/png", "text/turtle"])
def test_a_format_of_another_form_is_406(client: FlaskClient, accept: str) -> None:
    assert by_get(client, SELECT, accept)[0] == 406


def test_a_browser_gets_a_table_with_links(client: FlaskClient) -> None:
    for answer in (
        client.get("/sparql", query_string={"query": SELECT}, headers={"Accept": "text/html"}),
        client.post("/sparql", data={"query": SELECT}, headers={"Accept": "text/html"}),
    ):
        assert answer.mimetype == "text/html"
        assert 'href="/id/org-cas"' in answer.text


def test_hostile_values_in_an_answer_are_inert(client: FlaskClient) -> None:
    question = """SELECT ?x { VALUES ?x {
      <javascript:alert(1)> <data:text/html,x> "<img src=x onerror=alert(1)>" "{{7*7}}"
    } }"""
    answer = client.get(
        "/sparql", query_string={"query": question}, headers={"Accept": "text/html"}
    )
    assert answer.status_code == 200
    assert "<img src=x" not in answer.text
    assert 'href="javascript' not in answer.text
    assert 'href="data:' not in answer.text


def test_the_hidden_graph_cannot_be_asked(client: FlaskClient) -> None:
    graph = "https://w3id.org/lien/graph/seed/unverified"
    for question in (
        f"ASK {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}",
        "ASK { ?s a <https://w3id.org/lien/ns#UnverifiedStatement> }",
    ):
        for extra in ({}, {"default-graph-uri": graph}, {"named-graph-uri": graph}):
            answer = client.get("/sparql", query_string={"query": question, **extra})
            assert json.loads(answer.data)["boolean"] is False


@pytest.mark.parametrize(
    ("text", "status", "limit"),
    [
        ("ASK {} #" + "x" * 100_000, 413, "query_length=100000"),
        ("ASK " + "{" * 25 + "}" * 25, 400, "query_depth=24"),
        ("ASK { FILTER(" + "!" * 9 + "true) }", 400, "query_negations=8"),
        ("ASK { FILTER(1" + "+1" * 401 + " = 2) }", 400, "query_operators=400"),
        ("x" * 2_100_000, 413, "body_bytes=2000000"),
    ],
)
def test_a_limit_of_the_text_is_named_in_header_and_document(
    client: FlaskClient, text: str, status: int, limit: str
) -> None:
    answer = client.post("/sparql", data={"query": text})
    name, _, value = limit.partition("=")
    assert (answer.status_code, answer.headers["Lien-Limit"]) == (status, limit)
    assert answer.json is not None
    assert answer.json["type"] == f"/limits#{name}"
    assert (answer.json["setting"], str(answer.json["value"])) == (name, value)
