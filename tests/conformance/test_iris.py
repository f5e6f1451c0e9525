"""IRIs arrive as they were sent, by each of the three ways to ask: one decoding, no other."""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient

from .conftest import application

CHINESE = "https://example.org/图/中国科学院"
ENCODED = "https://example.org/%E5%9B%BE/%E4%B8%AD%E5%9B%BD%E7%A7%91%E5%AD%A6%E9%99%A2"
TWICE = "https://example.org/%25E5%259B%25BE"
SIGNS = "https://example.org/a+b&c=d;e?f=%2F%20#g%3D"
ACCENTS = "https://example.org/Académie%20des%20sciences"
IRIS = (CHINESE, ENCODED, TWICE, SIGNS, ACCENTS)
"""Five graphs; two of them, and a third, are one IRI to whoever decodes too much or too little."""


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return application({iri: [f'<{iri}> <https://example.org/is> "{iri}"'] for iri in IRIS})


def answers(client: FlaskClient, text: str, *graphs: tuple[str, str]) -> list[list[str]]:
    """The first column of the answer, for each way of asking."""
    both = [("query", text), *graphs]
    beside = f"/sparql?{urlencode(graphs)}"
    sent = [
        client.get(f"/sparql?{urlencode(both)}"),
        client.get(f"/sparql?{urlencode(both, quote_via=quote)}"),
        client.post("/sparql", data=urlencode(both), content_type=FORM),
        client.post(beside, data=urlencode([("query", text)]), content_type=FORM),
        client.post(beside, data=text.encode(), content_type="application/sparql-query"),
    ]
    found = []
    for answer in sent:
        assert answer.status_code == 200
        rows = json.loads(answer.data)["results"]["bindings"]
        found.append([next(iter(row.values()))["value"] for row in rows])
    return found


FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("iri", IRIS)
def test_an_iri_in_the_text_names_itself_and_nothing_else(client: FlaskClient, iri: str) -> None:
    text = f"SELECT ?is {{ GRAPH <{iri}> {{ <{iri}> <https://example.org/is> ?is }} }}"
    assert answers(client, text) == [[iri]] * 5


@pytest.mark.parametrize("iri", IRIS)
def test_an_iri_beside_the_text_names_itself_and_nothing_else(
    client: FlaskClient, iri: str
) -> None:
    default = "SELECT ?s { ?s <https://example.org/is> ?is }"
    named = "SELECT ?g { GRAPH ?g { ?s <https://example.org/is> ?is } }"
    assert answers(client, default, ("default-graph-uri", iri)) == [[iri]] * 5
    assert answers(client, named, ("named-graph-uri", iri)) == [[iri]] * 5
