"""A network as RDF: its links as triples, each with the statement that dates and cites it."""

from __future__ import annotations

import networkx as nx
from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, PROV, SKOS

from lien.dates import PartialDate
from lien.terms import LIEN, PREFIXES, expand, thing


def turtle(graph: nx.MultiDiGraph[str], language: str) -> str:
    """The graph in Turtle: class and label of every node, triple and statement of every link.

    Nodes carry `label` and `cls`; edges `property` (a prefixed name), `start`, `end`, `graph` and
    `sources` (prefixed names or slugs) and `link_iri`, the IRI of the link where it has one. An
    edge without a property is no fact of the data and is left out.
    """
    found = Graph()
    for prefix, space in PREFIXES.items():
        found.bind(prefix, space)
    for slug, node in graph.nodes(data=True):
        klass = FOAF.Person if node["cls"] == "Person" else LIEN[node["cls"]]
        found.add((thing(slug), RDF.type, klass))
        found.add((thing(slug), SKOS.prefLabel, Literal(node["label"], lang=language)))
    for number, (start, end, edge) in enumerate(graph.edges(data=True)):
        if edge["property"]:
            triple = thing(start), expand(edge["property"]), thing(end)
            found.add(triple)
            _add_statement(found, triple, edge, number)
    return found.serialize(format="turtle")


def _add_statement(
    found: Graph, triple: tuple[URIRef, URIRef, URIRef], edge: dict[str, object], number: int
) -> None:
    link = URIRef(str(edge["link_iri"])) if edge["link_iri"] else BNode(f"link{number}")
    for predicate, node in zip((RDF.subject, RDF.predicate, RDF.object), triple, strict=True):
        found.add((link, predicate, node))
    for predicate, text in ((LIEN.start, edge["start"]), (LIEN.end, edge["end"])):
        if text:
            found.add((link, predicate, PartialDate.parse(str(text)).literal))
    found.add((link, PROV.wasDerivedFrom, _iri(str(edge["graph"]))))
    for source in edge["sources"]:  # type: ignore[attr-defined]
        found.add((link, DCTERMS.source, _iri(source)))


def _iri(name: str) -> URIRef:
    return expand(name) if ":" in name else thing(name)
