"""The 3 tests of the W3C's group "SPARQL Service Description" (rdf-tests), in our words."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, VOID
from rdflib.term import Node

from .conftest import application

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = Namespace("http://www.w3.org/ns/formats/")
OPEN, HIDDEN = "https://example.org/open", "https://example.org/hidden"
TITLE = "<http://purl.org/dc/terms/title>"

NAMES = ("returns_rdf", "has_endpoint_triple", "conforms_to_schema")

DOMAINS = {
    SD.endpoint: SD.Service,
    SD.feature: SD.Service,
    SD.supportedLanguage: SD.Service,
    SD.resultFormat: SD.Service,
    SD.defaultDataset: SD.Service,
    SD.defaultGraph: SD.Dataset,
    SD.namedGraph: SD.Dataset,
    SD.name: SD.NamedGraph,
    SD.graph: SD.NamedGraph,
}
RANGES = {
    SD.defaultDataset: SD.Dataset,
    SD.defaultGraph: SD.Graph,
    SD.namedGraph: SD.NamedGraph,
    SD.graph: SD.Graph,
}
"""Properties of the vocabulary that are used, with the class that the W3C declares."""


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    graphs = {OPEN: [f'<{OPEN}> {TITLE} "Open"'], HIDDEN: [f'<{HIDDEN}> {TITLE} "Hidden"']}
    return application(graphs, hidden=[HIDDEN])


@pytest.fixture(scope="module")
def described(client: FlaskClient) -> Graph:
    return Graph().parse(data=client.get("/sparql").data, format="turtle")


@pytest.mark.parametrize(
    ("accept", "form", "kind"),
    [
        (None, "turtle", "text/turtle"),
        ("*/*", "turtle", "text/turtle"),
        ("text/turtle", "turtle", "text/turtle"),
        ("application/rdf+xml", "xml", "application/rdf+xml"),
        ("application/n-triples", "nt", "application/n-triples"),
        ("application/ld+json", "json-ld", "application/ld+json"),
    ],
)
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # inside rdflib
def test_returns_rdf(
    client: FlaskClient, described: Graph, accept: str | None, form: str, kind: str
) -> None:
    answer = client.get("/sparql", headers={"Accept": accept} if accept else {})
    assert (answer.status_code, answer.mimetype) == (200, kind)
    assert set(Graph().parse(data=answer.data, format=form)) == set(described)


def test_has_endpoint_triple(described: Graph) -> None:
    (service,) = described.subjects(RDF.type, SD.Service)
    assert described.value(service, SD.endpoint) == URIRef("http://localhost/sparql")


def test_conforms_to_schema(described: Graph) -> None:
    used = {name for name in described.predicates() if name in SD}
    assert used == set(DOMAINS)
    for subject, name, value in described:
        if name in used:
            assert (subject, RDF.type, DOMAINS[_iri(name)]) in described
            if name in RANGES:
                assert (value, RDF.type, RANGES[_iri(name)]) in described


def _iri(node: Node) -> URIRef:
    assert isinstance(node, URIRef)
    return node


def test_it_says_what_the_service_can_do(described: Graph) -> None:
    assert set(described.objects(None, SD.supportedLanguage)) == {SD.SPARQL11Query}
    assert set(described.objects(None, SD.feature)) == {SD.UnionDefaultGraph}
    results = {FORMATS[f"SPARQL_Results_{name}"] for name in ("JSON", "XML", "CSV", "TSV")}
    documents = {FORMATS[name] for name in ("Turtle", "N-Triples", "JSON-LD", "RDF_XML")}
    assert set(described.objects(None, SD.resultFormat)) == results | documents


def test_it_names_the_graphs_that_this_reader_sees_and_no_others(described: Graph) -> None:
    assert set(described.objects(None, SD.name)) == {URIRef(OPEN)}
    assert described.value(URIRef(OPEN), VOID.triples) == Literal(2)
    assert described.value(URIRef(OPEN), DCTERMS.title) == Literal("Open")


def test_a_browser_gets_the_page(client: FlaskClient) -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    answer = client.get("/sparql", headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, "text/html")


def test_there_is_one_test_for_each_of_the_3() -> None:
    written = Path(__file__).read_text("utf-8")
    assert [name for name in NAMES if f"\ndef test_{name}(" not in written] == []
