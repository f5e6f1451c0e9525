"""Importer of named graphs that Lien exported (TriG or N-Quads)."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from rdflib import URIRef

from lien.errors import SourceError
from lien.importers.reading import NamedGraph, Reading, Triple
from lien.store import read_quads
from lien.terms import LIEN


def read(path: Path) -> Reading:
    """Every named graph of the file.

    Raises:
        SourceError: malformed RDF, or a named graph that does not state its visibility.
    """
    graphs: dict[URIRef, set[Triple]] = defaultdict(set)
    for graph, triple in read_quads(path):
        graphs[graph].add(triple)
    for iri, triples in graphs.items():
        if not any(s == iri and p == LIEN.visibility for s, p, _ in triples):
            raise SourceError(path.name, reason=f"the graph {iri} does not state its visibility")
    return Reading(path.name, [NamedGraph(iri, graphs[iri], path.name) for iri in sorted(graphs)])
