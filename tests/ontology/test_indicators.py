"""What the reference facts say about figures, asked of the graph."""

from __future__ import annotations

from rdflib import RDF, Graph, Namespace, URIRef

from lien.store import Reader

QB = Namespace("http://purl.org/linked-data/cube#")
LIEN = Namespace("https://w3id.org/lien/ns#")
STATUS = URIRef("http://purl.org/linked-data/sdmx/2009/attribute#obsStatus")
PREFIXES = """
    PREFIX dcterms: <http://purl.org/dc/terms/>
    PREFIX foaf: <http://xmlns.com/foaf/0.1/>
    PREFIX id: <https://w3id.org/lien/id/>
    PREFIX lien: <https://w3id.org/lien/ns#>
    PREFIX qb: <http://purl.org/linked-data/cube#>
    PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
    PREFIX sdmx-attribute: <http://purl.org/linked-data/sdmx/2009/attribute#>
"""


def rows(store: Reader, question: str) -> list[tuple[str, ...]]:
    """Local names of the answers, in order."""
    found = store.select(PREFIXES + question)
    return sorted(tuple(str(v).replace("#", "/").rpartition("/")[2] for v in row) for row in found)


def test_the_four_headline_figures_of_the_office_are_there_without_value_and_with_the_reason(
    seed_store: Reader,
) -> None:
    """Conflicts and doubts, 3: actions, share of co-publications, missions, doctoral students."""
    question = """SELECT ?figure ?reason {
        ?figure a qb:Observation ; sdmx-attribute:obsStatus ?reason .
        ?record foaf:primaryTopic ?figure ; dcterms:source id:src-cnrsbeijing-bureau .
        FILTER NOT EXISTS { ?figure lien:value ?value } }"""
    assert rows(seed_store, question) == [
        ("ind-copub-share-undated", "not-given-by-source"),
        ("ind-missions-2018", "not-given-by-source"),
        ("ind-phd-undated", "not-given-by-source"),
        ("ind-structures-undated", "not-given-by-source"),
    ]


def test_every_figure_without_a_value_is_one_of_the_headline_figures(seed_store: Reader) -> None:
    question = """SELECT ?figure { ?figure a qb:Observation
        FILTER NOT EXISTS { ?figure lien:value ?value } }"""
    assert len(rows(seed_store, question)) == 4


def test_what_a_figure_is_computed_from_is_said(seed_store: Reader) -> None:
    """1,358 missions in 2010 are 1,422 of 2011 divided by 1.047: note of ind-missions-2010-b."""
    question = "SELECT ?figure ?other { ?figure lien:computedFrom ?other }"
    assert rows(seed_store, question) == [("ind-missions-2010-b", "ind-missions-2011")]


def test_shares_name_the_figure_that_they_divide(seed_store: Reader) -> None:
    question = "SELECT ?share ?figure { ?share lien:numerator ?figure }"
    assert rows(seed_store, question) == [
        ("ind-phd-share-2010", "ind-phd-2010"),
        ("ind-postdoc-share-2010", "ind-postdoc-2010"),
    ]


def test_figures_that_compete_for_one_quantity_are_linked(seed_store: Reader) -> None:
    question = """SELECT ?figure ?other ?role { ?figure lien:sameFigureAs ?other .
        ?relation a lien:IndicatorRelation ; rdf:subject ?figure ; rdf:object ?other ;
                  rdf:predicate lien:sameFigureAs ; dcterms:type ?role }"""
    assert rows(seed_store, question) == [
        ("ind-cnc-joint", "ind-cnc-teams", "same-figure-as"),
        ("ind-fcppn-umr", "ind-fcppn-umr-b", "same-figure-as"),
        ("ind-missions-2010-b", "ind-missions-2010", "same-figure-as"),
    ]


def test_the_data_set_of_the_figures_has_a_structure(seed_store: Reader) -> None:
    question = """SELECT ?kind ?property {
        id:indicators a qb:DataSet ; qb:structure/qb:component ?component .
        ?component ?kind ?property .
        FILTER(?kind IN (qb:dimension, qb:measure, qb:attribute)) }"""
    assert rows(seed_store, question) == [
        ("attribute", "confidence"),
        ("attribute", "coverage"),
        ("attribute", "obsStatus"),
        ("attribute", "qualifier"),
        ("attribute", "unit"),
        ("dimension", "measure"),
        ("dimension", "period"),
        ("dimension", "scope"),
        ("dimension", "territory"),
        ("measure", "value"),
    ]


def test_a_component_has_the_kind_that_the_structure_gives_it(vocabulary: Graph) -> None:
    """Data Cube, IC-6 and the ranges of `qb:dimension`, `qb:measure` and `qb:attribute`."""
    kinds = {
        QB.dimension: QB.DimensionProperty,
        QB.measure: QB.MeasureProperty,
        QB.attribute: QB.AttributeProperty,
    }
    told = [(p, o) for kind in kinds for _, p, o in vocabulary.triples((None, URIRef(kind), None))]
    assert len(told) == 10 + 9  # of figures, of pairs
    assert [o for p, o in told if (o, RDF.type, kinds[URIRef(str(p))]) not in vocabulary] == []
    assert (STATUS, RDF.type, QB.AttributeProperty) in vocabulary
    assert (LIEN.coverage, RDF.type, QB.AttributeProperty) in vocabulary
