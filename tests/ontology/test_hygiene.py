"""The ontology keeps its own rules: each query selects what breaks one."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store
from rdflib import DCAT, DCTERMS, FOAF, ORG, OWL, PROV, QB, RDF, RDFS, SH, SKOS, XSD, Graph

ONTOLOGY = Path(__file__).parent.parent.parent / "ontology"
FAULTS = Path(__file__).parent / "faults.ttl"
PUBLISHED = (DCAT, DCTERMS, FOAF, ORG, OWL, PROV, QB, RDF, RDFS, SH, SKOS, XSD)
PAGE = ONTOLOGY.parent / "docs" / "explanation" / "ontology-quality.md"
CHANGES = ONTOLOGY / "CHANGELOG.md"
QUERIES = sorted((ONTOLOGY / "hygiene").glob("*.rq"))


def rows(query: Path, store: Store) -> list[str]:
    solutions = store.query(query.read_text("utf-8"))
    assert isinstance(solutions, QuerySolutions)
    return [str(solution) for solution in solutions]


@pytest.fixture(scope="module")
def with_faults(everything: Store) -> Store:
    store = Store()
    store.extend(everything)
    store.load(path=FAULTS, format=RdfFormat.TURTLE)
    return store


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_the_query_finds_nothing_wrong(query: Path, everything: Store) -> None:
    assert rows(query, everything) == []


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_the_query_finds_what_it_looks_for(query: Path, with_faults: Store) -> None:
    assert rows(query, with_faults) != []


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_the_query_says_what_it_looks_for(query: Path) -> None:
    assert query.read_text("utf-8").startswith("# ")
    assert f"`{query.stem}`" in PAGE.read_text("utf-8")


def test_the_change_log_has_a_section_for_every_version_of_a_module(vocabulary: Graph) -> None:
    """The newest stands on top."""
    modules = vocabulary.subjects(RDF.type, OWL.Ontology)
    versions = {str(vocabulary.value(module, OWL.versionInfo)) for module in modules}
    lines = CHANGES.read_text("utf-8").splitlines()
    sections = [line.removeprefix("## ") for line in lines if line.startswith("## ")]
    assert versions <= set(sections)
    assert sections[0] == max(versions, key=lambda version: [*map(int, version.split("."))])


def test_every_reused_term_is_one_that_its_vocabulary_publishes(
    vocabulary: Graph, shapes: Graph, good: Graph
) -> None:
    """The lists of published terms are those of rdflib."""
    named = {str(node) for triple in vocabulary + shapes + good for node in triple}
    reused = [(iri, space) for iri in named for space in PUBLISHED if iri.startswith(str(space))]
    assert str(ORG.linkedTo) in dict(reused)
    assert [iri for iri, space in reused if iri not in space] == []
