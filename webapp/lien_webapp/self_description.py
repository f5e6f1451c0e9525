"""What the service and its data say about themselves: SPARQL Service Description and VoID."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from flask import Blueprint, Response, redirect, request
from rdflib import DCTERMS, FOAF, RDF, SDO, VOID, Graph, Literal, Namespace, URIRef
from werkzeug.wrappers import Response as AnyResponse

from lien import query, terms
from lien.store import Reader, turtle
from lien_webapp import negotiate
from lien_webapp.context import reader
from lien_webapp.known import shared
from lien_webapp.pages import kept

blueprint = Blueprint("self_description", __name__)

SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMAT: Final = Namespace("http://www.w3.org/ns/formats/")

RESULTS: Final = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
)
DOCUMENTS: Final = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML")

LINKED: Final = {
    terms.LIEN.ror: URIRef("https://ror.org/"),
    terms.LIEN.wikidata: URIRef("http://www.wikidata.org/"),
}
"""Property whose objects stand in another dataset, and that dataset."""

_WRITERS: Final = {"jsonld": "json-ld", "json": "json-ld", "ntriples": "nt", "rdfxml": "xml"}
_PREFIXES: Final = terms.PREFIXES | {
    "void": str(VOID),
    "sd": str(SD),
    "format": str(FORMAT),
    "schema": str(SDO),
}
_NAMESPACE: Final = re.compile(r".*[#/]")


COUNTED: Final = 1_000_000
"""Quads up to which properties, subjects and objects are counted; that takes seconds."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """What was counted; of very many quads only the classes."""

    classes: list[query.ClassUse]
    properties: list[query.PropertyUse]
    totals: query.Totals | None


def statistics(store: Reader, most: int = COUNTED) -> Statistics:
    """What the reader sees, counted."""
    classes = query.class_uses(store)
    if sum(known.quads for known in store.graphs()) > most:
        return Statistics(classes, [], None)
    return Statistics(classes, query.property_uses(store), query.totals(store))


@blueprint.get("/void")
def void() -> Response:
    """What the data are: sizes, licences, vocabularies, classes, properties, links elsewhere."""
    return document(_void)


@blueprint.get("/.well-known/void")
def well_known() -> AnyResponse:
    """Where programs look for it."""
    return redirect("/void", 303)


def service() -> Response:
    """What the SPARQL service can do, and which graphs this reader may ask there."""
    return document(_service)


def document(make: Callable[[str], Graph]) -> Response:
    """The graph that `make` gives for the address of this site, as the client wants it."""
    form, root = negotiate.chosen("turtle", *_WRITERS), request.url_root
    return kept(lambda: _written(make(root), form), form=f"{form} {root}")


def _written(graph: Graph, form: str) -> Response:
    kind = negotiate.FORMATS["jsonld" if form == "json" else form]
    if form == "turtle":
        body = turtle(graph.serialize(format="nt").splitlines(), _PREFIXES)
        return Response(body, content_type=f"{kind}; charset=utf-8")
    for prefix, space in _PREFIXES.items():
        graph.bind(prefix, space)
    return Response(graph.serialize(format=_WRITERS[form], encoding="utf-8"), content_type=kind)


def _service(root: str) -> Graph:
    graph, data, default = Graph(), URIRef(f"{root}sparql#dataset"), URIRef(f"{root}sparql#union")
    here = URIRef(f"{root}sparql#service")
    graph.add((here, RDF.type, SD.Service))
    graph.add((here, SD.endpoint, URIRef(f"{root}sparql")))
    graph.add((here, SD.supportedLanguage, SD.SPARQL11Query))
    graph.add((here, SD.feature, SD.UnionDefaultGraph))
    for name in (*RESULTS, *DOCUMENTS):
        graph.add((here, SD.resultFormat, FORMAT[name]))
    graph.add((here, SD.defaultDataset, data))
    graph.add((data, RDF.type, SD.Dataset))
    graph.add((data, SD.defaultGraph, default))
    graph.add((default, RDF.type, SD.Graph))
    for iri, facts in _graph_facts().items():
        named = URIRef(f"{data}/{quote(iri, safe='')}")
        graph.add((data, SD.namedGraph, named))
        graph.add((named, RDF.type, SD.NamedGraph))
        graph.add((named, SD.name, iri))
        graph.add((named, SD.graph, iri))
        graph.add((iri, RDF.type, SD.Graph))
        for statement in facts:
            graph.add((iri, *statement))
    return graph


def _graph_facts() -> Mapping[URIRef, list[tuple[URIRef, URIRef | Literal]]]:
    """What is known about each named graph: its size, and what it states about itself."""
    store = reader()
    found: dict[URIRef, list[tuple[URIRef, URIRef | Literal]]] = {
        URIRef(known.iri): [(VOID.triples, Literal(known.quads))] for known in store.graphs()
    }
    for fact in query.graph_facts(store):
        found[fact.graph].append((fact.property, fact.value))
    return found


def _void(root: str) -> Graph:
    graph, data = Graph(), URIRef(f"{root}void#dataset")
    graph.add((URIRef(f"{root}void"), RDF.type, VOID.DatasetDescription))
    graph.add((URIRef(f"{root}void"), FOAF.primaryTopic, data))
    graph.add((data, RDF.type, VOID.Dataset))
    graph.add((data, DCTERMS.title, Literal("Lien")))
    graph.add((data, FOAF.homepage, URIRef(root)))
    graph.add((data, VOID.sparqlEndpoint, URIRef(f"{root}sparql")))
    graph.add((data, VOID.uriLookupEndpoint, URIRef(f"{root}search?q=")))
    graph.add((data, VOID.uriSpace, Literal(str(terms.ID))))
    graph.add((data, VOID.dataDump, URIRef(f"{root}rdf-graph-store?default")))
    for name in DOCUMENTS:
        graph.add((data, VOID.feature, FORMAT[name]))
    _add_statistics(graph, data, shared(lambda: statistics(reader()), "statistics"))
    _add_graphs(graph, data, root)
    return graph


def _add_statistics(graph: Graph, data: URIRef, found: Statistics) -> None:
    graph.add((data, VOID.classes, Literal(len(found.classes))))
    if found.totals is not None:
        triples = sum(int(used.triples) for used in found.properties)
        graph.add((data, VOID.triples, Literal(triples)))
        graph.add((data, VOID.properties, Literal(len(found.properties))))
        graph.add((data, VOID.entities, found.totals.entities))
        graph.add((data, VOID.distinctSubjects, found.totals.subjects))
        graph.add((data, VOID.distinctObjects, found.totals.objects))
    _add_partitions(graph, data, found.classes, found.properties)


def _add_partitions(
    graph: Graph,
    data: URIRef,
    classes: list[query.ClassUse],
    properties: list[query.PropertyUse],
) -> None:
    for part in classes:
        node = _part(data, "class", part.klass)
        graph.add((data, VOID.classPartition, node))
        graph.add((node, VOID["class"], part.klass))
        graph.add((node, VOID.entities, part.entities))
    for used in properties:
        node = _part(data, "property", used.property)
        graph.add((data, VOID.propertyPartition, node))
        graph.add((node, VOID.property, used.property))
        graph.add((node, VOID.triples, used.triples))
        graph.add((node, VOID.distinctSubjects, used.subjects))
        graph.add((node, VOID.distinctObjects, used.objects))
        if used.property in LINKED:
            _add_linkset(graph, data, used)
    for name in {*(part.klass for part in classes), *(used.property for used in properties)}:
        if space := _NAMESPACE.match(name):
            graph.add((data, VOID.vocabulary, URIRef(space[0])))


def _part(data: URIRef, kind: str, iri: URIRef) -> URIRef:
    """A name for the part of the data that a class or a property makes."""
    return URIRef(f"{data}/{kind}/{quote(iri, safe='')}")


def _add_linkset(graph: Graph, data: URIRef, used: query.PropertyUse) -> None:
    node, other = _part(data, "links", used.property), LINKED[used.property]
    graph.add((data, VOID.subset, node))
    graph.add((node, RDF.type, VOID.Linkset))
    graph.add((node, VOID.linkPredicate, used.property))
    graph.add((node, VOID.triples, used.triples))
    graph.add((node, VOID.subjectsTarget, data))
    graph.add((node, VOID.objectsTarget, other))
    graph.add((other, RDF.type, VOID.Dataset))
    graph.add((other, FOAF.homepage, other))


def _add_graphs(graph: Graph, data: URIRef, root: str) -> None:
    """The named graphs as subsets; a licence that all of them state is the dataset's too."""
    found = _graph_facts()
    for iri, facts in found.items():
        dump = f"{root}rdf-graph-store?graph={quote(iri, safe='')}"
        graph.add((data, VOID.subset, iri))
        graph.add((iri, RDF.type, VOID.Dataset))
        graph.add((iri, VOID.dataDump, URIRef(dump)))
        for statement in facts:
            graph.add((iri, *statement))
    licences = {
        tuple(value for name, value in facts if name == DCTERMS.license) for facts in found.values()
    }
    if len(licences) == 1:
        for licence in licences.pop():
            graph.add((data, DCTERMS.license, licence))
