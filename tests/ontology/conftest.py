"""The files of the ontology, read once."""

from __future__ import annotations

import json
import runpy
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse
from rdflib import DCTERMS, Graph

ONTOLOGY = Path(__file__).parent.parent.parent / "ontology"
TABLES = ONTOLOGY.parent / "data" / "seed" / "csv-metadata.json"
LIEN = "https://w3id.org/lien/ns#"


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


@pytest.fixture(scope="session")
def everything() -> Store:
    """What hygiene queries look at: vocabulary, rules, examples, and the terms that tables name.

    Nobody may write to it.
    """
    store = Store()
    for folder in ("modules", "imports", "schemes", "shapes", "reasoning"):
        for path in (ONTOLOGY / folder).glob("*.ttl"):
            store.load(path=path, format=RdfFormat.TURTLE)
    for path in (ONTOLOGY / "examples").glob("*/*.ttl"):
        quads = parse(path=path, format=RdfFormat.TURTLE)
        # examples bring along concepts that are not ours
        store.extend(quad for quad in quads if "/scheme/" not in str(quad.subject))
    tables, names = NamedNode(TABLES.as_uri()), NamedNode(str(DCTERMS.references))
    for text in texts(json.loads(TABLES.read_text("utf-8"))):
        if text.startswith("lien:"):
            store.add(Quad(tables, names, NamedNode(LIEN + text.removeprefix("lien:"))))
    return store


def texts(value: Any) -> Iterator[str]:
    """Every text that a JSON value holds; names of members are none."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts(part)
