"""The ontology as one named graph, and the index by which table cells find their concepts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from rdflib import Literal, URIRef
from rdflib.namespace import SKOS

from lien import resources
from lien.importers.reading import NamedGraph, Triple
from lien.provenance import Origin
from lien.store import read_triples
from lien.terms import GRAPH, SCHEME

ONTOLOGY: Final = GRAPH["ontology"]
_FOLDERS: Final = ("imports", "modules", "schemes")
_MODIFIED: Final = "2026-11-22"


def read() -> NamedGraph:
    """Modules, concept schemes and labels of the ontology, in the graph `graph/ontology`."""
    paths = [
        p for name in _FOLDERS for p in sorted((resources.folder("ontology") / name).glob("*.ttl"))
    ]
    triples: set[Triple] = set()
    for path in paths:
        triples.update(read_triples(path))  # type: ignore[arg-type]  # no blank nodes: hygiene test
    triples.update(_origin(paths).statements())
    return NamedGraph(ONTOLOGY, triples, "ontology")


def concepts(triples: Iterable[Triple]) -> Mapping[tuple[str, str], URIRef]:
    """Concept by (scheme, text), for the concepts of our schemes.

    A text is a notation, or the other word that some tables write: a name without language.
    """
    return {
        (str(concept).removeprefix(str(SCHEME)).partition("/")[0], str(text)): concept
        for concept, prop, text in triples
        if isinstance(text, Literal) and (prop == SKOS.notation or _is_word(prop, text))
    }


def _is_word(prop: URIRef, text: Literal) -> bool:
    return prop == SKOS.altLabel and text.language is None


def _origin(paths: list[Path]) -> Origin:
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()
    return Origin(
        graph=ONTOLOGY,
        titles={"en": "Vocabulary of Lien", "fr": "Vocabulaire de Lien", "zh": "Lien 词汇表"},
        file="ontology",
        license="MIT",
        modified=_MODIFIED,
        sha256=digest,
        rows=len(paths),
        visibility="public",
    )
