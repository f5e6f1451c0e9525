"""The glossary's terms exist, and its French and Chinese words are their labels."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import RDFS, Graph, Literal

from lien.importers import vocabulary
from lien.terms import expand

GLOSSARY = Path(__file__).parents[2] / "docs" / "reference" / "glossary.md"


def rows() -> Iterator[tuple[str, str, str, str]]:
    for line in GLOSSARY.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 5 and cells[3].startswith("`"):
            yield cells[0], cells[1], cells[2], cells[3].strip("`")


@pytest.fixture(scope="module")
def ontology() -> Graph:
    graph = Graph()
    for triple in vocabulary.read().triples:
        graph.add(triple)
    return graph


def test_the_glossary_has_rows_with_terms():
    assert len(list(rows())) > 20


@pytest.mark.parametrize(("word", "french", "chinese", "term"), list(rows()))
def test_a_word_is_the_label_of_its_term(
    ontology: Graph, word: str, french: str, chinese: str, term: str
):
    labels = set(ontology.objects(expand(term), RDFS.label))
    assert labels, f"{term} does not exist"
    assert {Literal(french, lang="fr"), Literal(chinese, lang="zh")} <= labels
