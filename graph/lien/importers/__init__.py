"""From source files to the journal: the one pipeline, whatever the source.

`source file > reader > rules of the table > SHACL > journal > named graphs`. Nothing is written
unless everything holds.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rdflib import URIRef
from rdflib.namespace import RDF

from lien import resources
from lien.errors import InvalidData, Problem, SourceError
from lien.importers import dataset, vocabulary
from lien.importers.reading import NamedGraph, Reading, Triple
from lien.store import DataDirectory, Level, lines
from lien.terms import GRAPH
from lien.validation import Violation, validate

__all__ = ["Loaded", "check", "load", "load_seed"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load read and did: the source, its named graphs, their quads, what to look at.

    `entry` is the journal entry, None when the source states nothing new. `warnings` are rules
    that may be broken for a good reason.
    """

    source: str
    graphs: int
    quads: int
    entry: int | None
    warnings: list[Problem]


def load(directory: DataDirectory, path: Path, *, now: datetime, actor: str) -> Loaded:
    """Load a folder of described tables, a table description, or a TriG or N-Quads file.

    Replaces all named graphs of the same source. Loading twice changes nothing.

    Raises:
        SourceError: a file cannot be read.
        InvalidData: rows break rules; nothing was written.
    """
    with _without_collector():
        return _load(directory, path, now, actor)


def _load(directory: DataDirectory, path: Path, now: datetime, actor: str) -> Loaded:
    reading, warnings = check(directory, path)
    named: dict[str, Iterable[str]] = {
        str(graph.iri): lines(graph.triples, str(graph.iri)) for graph in reading.graphs
    }
    gone: dict[str, Iterable[str]] = {
        iri: () for iri in _graphs_of(directory, reading.source) if iri not in named
    }
    commit = directory.commit(
        {**named, **gone},
        actor=actor,
        operation="import",
        summary={"source": reading.source, "files": [graph.file for graph in reading.graphs]},
        now=now,
    )
    quads = sum(len(graph.triples) for graph in reading.graphs)
    entry = commit.head.seq if commit else None
    return Loaded(reading.source, len(named), quads, entry, warnings)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Hold Python's cycle collector: it costs a tenth of a load and finds nothing until the end."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def load_seed(directory: DataDirectory, *, now: datetime) -> Loaded:
    """Load the reference facts that Lien ships."""
    return load(directory, resources.folder("seed"), now=now, actor="lien")


def check(directory: DataDirectory, path: Path) -> tuple[Reading, list[Problem]]:
    """Read a source and test every rule, without writing.

    Returns the reading and the warnings. Errors as in `load`.
    """
    ontology = vocabulary.read()
    reading = _read(directory, path, ontology)
    if all(graph.iri != ontology.iri for graph in reading.graphs):
        reading = Reading(reading.source, [*reading.graphs, ontology])
    loaded = _things(directory, f"{GRAPH}{reading.source}/")
    told = {s for graph in reading.graphs for s, p, _ in graph.triples if p == RDF.type}
    elsewhere = loaded.keys() - told
    violations = [
        violation
        for violation in validate(_with_context(reading, loaded))
        if violation.focus not in elsewhere
        and any(violation.focus in graph.subjects for graph in reading.graphs)
    ]
    problems = [(v.severity, _problem(v, reading.graphs)) for v in violations]
    errors = [problem for severity, problem in problems if severity == "Violation"]
    if errors:
        raise InvalidData(sorted(errors, key=lambda p: (p.file, p.line, p.column)))
    return reading, [problem for _, problem in problems]


def _read(directory: DataDirectory, path: Path, ontology: NamedGraph) -> Reading:
    if path.is_dir() or path.suffix == ".json":
        from lien.importers import tables  # noqa: PLC0415  csvw is slow to import

        concepts = vocabulary.concepts(ontology.triples)
        return tables.read(
            path, lambda source: tables.Known(_things(directory, f"{GRAPH}{source}/"), concepts)
        )
    if not path.exists():
        raise SourceError(str(path), reason="no such file or folder")
    return dataset.read(path)


def _things(directory: DataDirectory, replaced: str) -> dict[URIRef, URIRef]:
    """Class of every thing already loaded, but for the graphs that are about to be replaced."""
    table = directory.store.reader(Level.RESTRICTED).select(resources.query("classes_of_things"))
    return {
        URIRef(str(thing)): URIRef(str(cls))
        for thing, cls, graph in table
        if not str(graph).startswith(replaced)
    }


def _graphs_of(directory: DataDirectory, source: str) -> list[str]:
    prefix = f"{GRAPH}{source}/"
    return [iri for iri in directory.store.counts() if iri.startswith(prefix)]


def _with_context(reading: Reading, loaded: Mapping[URIRef, URIRef]) -> Iterable[Triple]:
    """All statements read, and the classes of the loaded things that they may refer to."""
    for graph in reading.graphs:
        yield from graph.triples
    for thing, cls in loaded.items():
        yield thing, RDF.type, cls


def _problem(violation: Violation, graphs: Iterable[NamedGraph]) -> Problem:
    for graph in graphs:
        line = graph.lines.get(violation.focus)
        if line is not None:
            column = graph.columns.get(violation.path, "") if violation.path else ""
            return Problem(graph.file, line, column, violation.message)
    return Problem(str(violation.focus), 0, str(violation.path or ""), violation.message)
