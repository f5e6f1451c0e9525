"""The vocabulary and the facts contradict neither themselves nor what they build on (HermiT)."""

from __future__ import annotations

from typing import Any

import pytest
from rdflib import OWL, RDF, RDFS, XSD, BNode, Graph, Namespace, URIRef

from lien import resources
from lien.importers import tables
from lien.importers import vocabulary as ontology

LIEN = Namespace("https://w3id.org/lien/ns#")
ID = Namespace("https://w3id.org/lien/id/")
DATATYPE_MAP = {  # https://www.w3.org/TR/owl2-syntax/#Datatype_Maps
    *(OWL.rational, OWL.real, RDF.PlainLiteral, RDF.XMLLiteral, RDFS.Literal),
    *(XSD.anyURI, XSD.base64Binary, XSD.boolean, XSD.byte, XSD.dateTime, XSD.dateTimeStamp),
    *(XSD.decimal, XSD.double, XSD.float, XSD.hexBinary, XSD.int, XSD.integer, XSD.language),
    *(XSD.long, XSD.Name, XSD.NCName, XSD.negativeInteger, XSD.NMTOKEN),
    *(XSD.nonNegativeInteger, XSD.nonPositiveInteger, XSD.normalizedString),
    *(XSD.positiveInteger, XSD.short, XSD.string, XSD.token, XSD.unsignedByte),
    *(XSD.unsignedInt, XSD.unsignedLong, XSD.unsignedShort),
}


def seed() -> Graph:
    """All statements of the reference facts."""
    concepts = ontology.concepts(ontology.read().triples)
    reading = tables.read(resources.folder("seed"), lambda _: tables.Known({}, concepts))
    graph = Graph(bind_namespaces="none")
    for named in reading.graphs:
        for triple in named.triples:
            graph.add(triple)
    return graph


@pytest.fixture(scope="module")
def verdict(reasoner: Any, axioms: Graph) -> Any:
    """What reasoner and profile checks say about the vocabulary."""
    return reasoner.judge(axioms, profiles=True)


def test_the_vocabulary_is_consistent_and_every_class_can_have_members(verdict: Any) -> None:
    assert verdict.consistent
    assert verdict.unsatisfiable == []


def test_the_vocabulary_agrees_with_what_it_builds_on(
    reasoner: Any, axioms: Graph, published: Graph
) -> None:
    """Nothing of ours is below two classes that ORG, FOAF, PROV or SKOS keep apart."""
    verdict = reasoner.judge(axioms + published)
    assert verdict.consistent
    assert verdict.unsatisfiable == []


def test_the_good_examples_contradict_nothing(
    reasoner: Any, axioms: Graph, published: Graph, good: Graph
) -> None:
    assert reasoner.judge(axioms + published + good).consistent


def test_the_reference_facts_contradict_nothing(
    reasoner: Any, axioms: Graph, published: Graph
) -> None:
    assert reasoner.judge(axioms + published + seed()).consistent


def test_the_vocabulary_is_in_owl_2_dl(verdict: Any) -> None:
    assert verdict.dl == []


def test_only_ranges_of_days_and_of_durations_are_outside_owl_2_rl(verdict: Any) -> None:
    """Rule engines may take everything else; SHACL checks the datatypes of dates."""
    found = {violation.partition(" [")[0].strip() for violation in verdict.rl}
    word = "Use of data range not in profile: xsd:"
    assert {f"{word}date"} <= found <= {f"{word}date", f"{word}yearMonthDuration"}


def test_only_days_and_durations_are_outside_the_datatypes_of_owl_2(vocabulary: Graph) -> None:
    """OWL 2 has no plain days, so a reasoner takes a range of days as it stands."""
    properties = vocabulary.subjects(RDF.type, OWL.DatatypeProperty)
    ranges = {named for term in properties for named in vocabulary.objects(term, RDFS.range)}
    assert {XSD.date} <= ranges - DATATYPE_MAP <= {XSD.date, XSD.yearMonthDuration}


def test_partial_dates_have_no_range(vocabulary: Graph) -> None:
    """A year, a month and a day have no common datatype but rdfs:Literal: SHACL keeps the list."""
    dates = set(vocabulary.objects(predicate=LIEN.earliestOf))
    assert LIEN.start in dates
    assert {date for date in dates if (date, RDFS.range, None) in vocabulary} == set()


def test_what_the_store_loads_has_no_node_without_a_name(vocabulary: Graph) -> None:
    assert [node for triple in vocabulary for node in triple if isinstance(node, BNode)] == []


def test_a_thing_of_two_classes_is_a_contradiction(
    reasoner: Any, axioms: Graph, good: Graph
) -> None:
    """The same world with one statement more: the reasoner is not silent by nature."""
    wrong = Graph(bind_namespaces="none").add((ID["org-cas"], RDF.type, LIEN.Agreement))
    assert (URIRef(ID["org-cas"]), RDF.type, LIEN.Body) in good
    assert not reasoner.judge(axioms + good + wrong).consistent
