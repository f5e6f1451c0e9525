"""The files of the ontology, read once."""

from __future__ import annotations

import runpy
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph

ONTOLOGY = Path(__file__).parent.parent.parent / "ontology"


def read(paths: Iterable[Path]) -> Graph:
    """All triples of the Turtle files."""
    graph = Graph(bind_namespaces="none")
    for path in sorted(paths):
        graph.parse(path, format="turtle")
    return graph


@pytest.fixture(scope="session")
def vocabulary() -> Graph:
    """Modules, labels of reused terms and concept schemes."""
    folders = ("modules", "imports", "schemes")
    return read(path for name in folders for path in (ONTOLOGY / name).glob("*.ttl"))


@pytest.fixture(scope="session")
def shapes() -> Graph:
    """The shapes."""
    return read((ONTOLOGY / "shapes").glob("*.ttl"))


@pytest.fixture(scope="session")
def good() -> Graph:
    """The good examples with the concepts that they name: one small world."""
    schemes, examples = (ONTOLOGY / "schemes"), (ONTOLOGY / "examples" / "good")
    return read([*schemes.glob("*.ttl"), *examples.glob("*.ttl")])


@pytest.fixture(scope="session")
def axioms(vocabulary: Graph) -> Graph:
    """The vocabulary with what only reasoners read."""
    return vocabulary + read((ONTOLOGY / "reasoning").glob("*.ttl"))


@pytest.fixture(scope="session")
def published() -> Graph:
    """What the vocabularies that we build on say about the terms that ours refine."""
    return read([Path(__file__).parent / "published.ttl"])


@pytest.fixture(scope="session")
def reasoner() -> Iterator[Any]:
    """HermiT and the profile checks of the OWL API, running; `judge` gives their verdict."""
    owl_api = runpy.run_path(str(Path(__file__).parent / "owl_api.py"))
    with owl_api["reasoner"]() as running:
        yield running
