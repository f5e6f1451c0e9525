"""The files of the ontology, read once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

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
