"""The work of the desk: what the vocabulary offers and what the facts say."""

from __future__ import annotations

import pytest
from rdflib import SKOS, Graph, Literal, URIRef

from lien.store import Directory, Level, Reader

SCHEME = "https://w3id.org/lien/scheme/publication-kind"
PREFIXES = """
    PREFIX dcterms: <http://purl.org/dc/terms/>
    PREFIX id: <https://w3id.org/lien/id/>
    PREFIX lien: <https://w3id.org/lien/ns#>
    PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


def rows(store: Reader, question: str) -> list[tuple[str, ...]]:
    """Answers as texts, IRIs by what stands after the last slash."""
    found = store.select(PREFIXES + question)
    return [tuple("" if v is None else str(v).rpartition("/")[2] for v in row) for row in found]


@pytest.mark.parametrize(
    "words", ["magazine", "annual booklet", "press review", "brochure", "document in Chinese"]
)
def test_each_outreach_publication_has_a_kind_in_three_languages(
    words: str, vocabulary: Graph
) -> None:
    concepts = {
        concept
        for concept in vocabulary.subjects(SKOS.notation, Literal(words))
        if (concept, SKOS.inScheme, URIRef(SCHEME)) in vocabulary
    }
    (concept,) = concepts
    labels = vocabulary.objects(concept, SKOS.prefLabel)
    assert {getattr(label, "language", None) for label in labels} == {"fr", "en", "zh"}


def test_the_three_stages_of_the_office_are_three_things_with_dates(seed_store: Reader) -> None:
    """Conflicts and doubts, 2: inside the embassy, autonomous, new premises."""
    question = """SELECT ?stage ?kind ?from ?to {
        ?stage a lien:DeskPeriod ; lien:stageOf id:org-cnrs-bureau-chine ; dcterms:type ?kind ;
               lien:start ?from .
        OPTIONAL { ?stage lien:end ?to } } ORDER BY ?from"""
    assert rows(seed_store, question) == [
        ("desk-chine-1995", "inside-the-embassy", "1995", "2004"),
        ("desk-chine-2004", "autonomous-office", "2004", ""),
        ("desk-chine-2011", "new-premises", "2011", ""),
    ]


def test_the_office_covers_four_territories(seed_store: Reader) -> None:
    """Note of the office in organisations.csv: mainland China, Hong Kong, Macao and Mongolia."""
    question = "SELECT ?t { id:desk-chine-2011 lien:territoryCovered ?t } ORDER BY ?t"
    assert rows(seed_store, question) == [("cn",), ("hk",), ("mn",), ("mo",)]


@pytest.mark.parametrize("level", list(Level))
def test_the_reference_facts_hold_no_request_and_no_advice(
    level: Level, seed_directory: Directory
) -> None:
    reader = seed_directory.store.reader(level)
    question = "SELECT ?x { VALUES ?c { lien:AssistanceRequest lien:Advice } ?x a ?c }"
    assert rows(reader, question) == []
