"""The JSON-LD context knows every term of the modules."""

from __future__ import annotations

import json
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse
from rdflib import OWL, RDF, RDFS, XSD, Graph, Namespace, URIRef

CONTEXT = Path(__file__).parent.parent.parent / "ontology" / "context" / "lien.jsonld"
LIEN = Namespace("https://w3id.org/lien/ns#")
TYPED = {XSD.date: "xsd:date", XSD.decimal: "xsd:decimal", XSD.integer: "xsd:integer"}
context = json.loads(CONTEXT.read_text("utf-8"))["@context"]


def coercion(vocabulary: Graph, term: URIRef) -> str | None:
    if (term, RDF.type, OWL.ObjectProperty) in vocabulary:
        return "@id"
    value_type = vocabulary.value(term, RDFS.range)
    return TYPED.get(URIRef(str(value_type)))


def test_every_class_and_property_is_in_the_context(vocabulary: Graph) -> None:
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    terms = {str(term) for kind in kinds for term in vocabulary.subjects(RDF.type, kind)}
    for term in sorted(t for t in terms if t.startswith(str(LIEN))):
        name = term.removeprefix(str(LIEN))
        wanted = coercion(vocabulary, URIRef(term))
        entry = context[name]
        assert entry == ({"@id": f"lien:{name}", "@type": wanted} if wanted else f"lien:{name}")


def test_a_document_in_short_words_means_the_same_triples() -> None:
    document = {
        "@context": context,
        "@id": "id:agr-cnrs-cas-1978",
        "@type": "Agreement",
        "party": ["id:org-cnrs", "id:org-cas"],
        "signedOnEarliest": "1978-10-01",
    }
    agreement = NamedNode("https://w3id.org/lien/id/agr-cnrs-cas-1978")
    day = Literal("1978-10-01", datatype=NamedNode(str(XSD.date)))
    found = parse(json.dumps(document), format=RdfFormat.JSON_LD)
    assert {quad.triple for quad in found} == {
        Triple(agreement, NamedNode(str(RDF.type)), NamedNode(LIEN.Agreement)),
        Triple(agreement, NamedNode(LIEN.party), NamedNode("https://w3id.org/lien/id/org-cnrs")),
        Triple(agreement, NamedNode(LIEN.party), NamedNode("https://w3id.org/lien/id/org-cas")),
        Triple(agreement, NamedNode(LIEN.signedOnEarliest), day),
    }
