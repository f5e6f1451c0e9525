"""The shapes as SPARQL find what SHACL finds."""

from __future__ import annotations

import pytest
from rdflib import RDF, SH, XSD, BNode, Graph, Literal, URIRef

from lien import resources
from lien.importers import check
from lien.store import Directory, Triple, read_triples
from lien.terms import LIEN, thing
from lien.validation import by_shacl, by_sparql, own_shapes, validate
from lien.validation.as_sparql import rules

BAD = sorted((resources.folder("ontology") / "examples" / "bad").glob("*.ttl"))


@pytest.fixture(scope="module")
def ours() -> Graph:
    """The shapes of the ontology."""
    return own_shapes()


@pytest.fixture(scope="module")
def facts(seed_directory: Directory) -> list[Triple]:
    """The reference facts with the vocabulary."""
    reading, _ = check(seed_directory, resources.folder("seed"))
    return [triple for graph in reading.graphs for triple in graph.triples]


@pytest.mark.parametrize("part", range(6))
def test_the_bad_examples_break_the_same_rules_either_way(ours, good, part):
    """A sixth of the files at a time, all statements of them together: many things, many faults."""
    data = [*good, *(triple for path in BAD[part::6] for triple in read_triples(path))]
    found = by_sparql(data, ours)
    assert found == by_shacl(data, ours)
    assert len(found) >= len(BAD[part::6])


def test_the_reference_facts_break_no_rule_either_way(ours, facts):
    assert by_sparql(facts, ours) == by_shacl(facts, ours) == []


def test_facts_with_a_third_of_their_statements_gone_break_the_same_rules(ours, facts):
    """Thousands of faults of real data: missing classes, labels, sources, dates."""
    damaged = [triple for number, triple in enumerate(sorted(facts)) if number % 3]
    found = by_sparql(damaged, ours)
    assert found == by_shacl(damaged, ours)
    assert len(found) > 1000


def test_every_constraint_of_ours_is_a_query(ours):
    """No rule is passed over: as many queries as constraints on shapes that have a target."""
    aside = {
        SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf,
        SH.path, SH.message, SH.severity, SH.property,
    }  # fmt: skip
    targeted = {s for s, p, _ in ours if p in aside and str(p).startswith(f"{SH}target")}
    expected = sorted(
        (str(shape), str(p))
        for shape in targeted
        for p, _ in ours.predicate_objects(shape)
        if str(p).startswith(str(SH)) and p not in aside
    )
    assert sorted((str(rule.shape), str(rule.constraint)) for rule in rules(ours)) == expected


def shapes_of(constraint: URIRef, value: URIRef | Literal, path: URIRef = LIEN.code) -> Graph:
    """One rule about the codes of units."""
    graph, shape = Graph(), BNode()
    graph.add((shape, SH.targetClass, LIEN.ResearchUnit))
    graph.add((shape, SH.path, path))
    graph.add((shape, SH.message, Literal("a rule", lang="en")))
    graph.add((shape, constraint, value))
    return graph


def unit(*codes: Literal) -> list[Triple]:
    triples: list[Triple] = [(thing("unit-x"), RDF.type, LIEN.ResearchUnit)]
    return triples + [(thing("unit-x"), LIEN.code, code) for code in codes]


def test_a_rule_that_is_not_covered_is_tested_by_pyshacl_and_never_passed_over():
    """sh:minLength is none of ours."""
    shapes = shapes_of(SH.minLength, Literal(5))
    with pytest.raises(NotImplementedError, match="minLength"):
        rules(shapes)
    (violation,) = validate(unit(Literal("UMR"), Literal("UMR 5206")), shapes=shapes)
    assert violation.value == Literal("UMR")


@pytest.mark.parametrize(
    ("datatype", "text", "right"),
    [
        (XSD.date, "2011-02-28", True),
        (XSD.date, "2011-02-30", False),
        (XSD.gYear, "1978", True),
        (XSD.gYear, "78", False),
        (XSD.gYearMonth, "1978-10", True),
        (XSD.gYearMonth, "1978-13", False),
        (XSD.integer, "12", True),
        (XSD.integer, "twelve", False),
        (XSD.decimal, "1.064", True),
        (XSD.decimal, "1,064", False),
    ],
)
def test_a_text_that_its_datatype_does_not_have_breaks_the_rule(datatype, text, right):
    """Also where pySHACL lets it pass: the year 78 and the month 13."""
    value = Literal(text, datatype=datatype, normalize=False)
    found = by_sparql(unit(value), shapes_of(SH.datatype, datatype))
    assert [violation.value for violation in found] == ([] if right else [value])


def test_messages_come_in_the_language_asked_for(ours):
    nameless: list[Triple] = [(thing("org-x"), RDF.type, LIEN.Body)]
    for lang in ("fr", "en", "zh"):
        found = by_sparql(nameless, ours, lang)
        assert found == by_shacl(nameless, ours, lang)
    assert "Un organisme" in str(by_sparql(nameless, ours, "fr"))
