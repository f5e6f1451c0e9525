"""The history of a data directory as PROV-O: who did what when, from which files, to which graphs.

Each journal entry is a `prov:Activity` under an IRI made of the entry's hash. What it made are
states of named graphs: entities that specialise the graph and revise its state before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, PROV, RDF, RDFS, VOID, XSD

from lien.store import Entry, GraphState, Level, Triple, lines, turtle
from lien.terms import BASE, GRAPH, LIEN, slugify

JOURNAL: Final = BASE + "journal/"
"""Where the IRIs of activities and of states of graphs begin."""

_ORIGIN: Final = re.compile(rf"<([^>]+)> <({LIEN.visibility}|{LIEN.sha256}|{DCTERMS.source})> "
                            r'(?:<([^>]+)>|"([^"\\]*)") <\1> \.')  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Change:
    """One entry without its patch: states by graph, and what each graph said of its origin."""

    entry: Entry
    activity: URIRef
    states: Mapping[str, GraphState]
    origins: Mapping[str, Mapping[str, str]]


def prov(entries: Iterable[Entry], level: Level) -> bytes:
    """The entries as one Turtle document, in the order of IRIs; the same entries, the same bytes.

    A graph counts as visible at `level` by the last visibility that it stated. What is above the
    level is left out, and so is an entry that touched nothing else. The journal keeps one moment
    for each entry: an activity starts and ends at it.
    """
    changes = list(_changes(entries))
    stated = {graph: said for change in changes for graph, said in change.origins.items()}
    visible = {graph for graph, said in stated.items() if _level(said) <= level}
    return turtle(lines(set(_document(changes, visible)), JOURNAL))


def _level(said: Mapping[str, str]) -> Level:
    return Level.of(said.get(str(LIEN.visibility), ""))


def _changes(entries: Iterable[Entry]) -> Iterator[_Change]:
    known: dict[str, dict[str, str]] = {}
    for entry in entries:
        for graph, prop, iri, text in _ORIGIN.findall("\n".join(entry.patch.added)):
            known[graph] = {**known.get(graph, {}), prop: iri or text}
        origins = {graph: known.get(graph, {}) for graph in entry.graphs}
        yield _Change(entry, URIRef(JOURNAL + entry.hash), entry.graphs, origins)


def _document(changes: Iterable[_Change], visible: set[str]) -> Iterator[Triple]:
    before: dict[str, URIRef] = {}
    for change in changes:
        touched = sorted(visible & change.states.keys())
        if touched:
            yield from _activity(change)
        for graph in touched:
            last = before.pop(graph, None)
            if change.states[graph].quads:
                before[graph] = URIRef(f"{change.activity}/{graph.removeprefix(str(GRAPH))}")
                yield from _state(change, graph, before[graph], last)
            elif last:
                yield last, PROV.wasInvalidatedBy, change.activity
                yield change.activity, PROV.invalidated, last


def _activity(change: _Change) -> Iterator[Triple]:
    entry, activity = change.entry, change.activity
    source = entry.summary.get("source", "")
    moment = Literal(entry.time, datatype=XSD.dateTime, normalize=False)
    agent = URIRef(f"{BASE}agent/{slugify(entry.actor)}")
    yield activity, RDF.type, PROV.Activity
    yield activity, RDFS.label, Literal(f"{entry.operation} {source}".strip())
    yield activity, DCTERMS.identifier, Literal(entry.seq)
    yield activity, PROV.startedAtTime, moment
    yield activity, PROV.endedAtTime, moment
    yield activity, PROV.wasAssociatedWith, agent
    yield agent, RDF.type, PROV.Agent
    yield agent, RDFS.label, Literal(entry.actor)


def _state(change: _Change, graph: str, state: URIRef, last: URIRef | None) -> Iterator[Triple]:
    yield state, RDF.type, PROV.Entity
    yield state, PROV.specializationOf, URIRef(graph)
    yield state, PROV.wasGeneratedBy, change.activity
    yield change.activity, PROV.generated, state
    yield state, VOID.triples, Literal(change.states[graph].quads)
    if last:
        yield state, PROV.wasRevisionOf, last
    said = change.origins[graph]
    digest = said.get(str(LIEN.sha256))
    if digest and change.entry.operation == "import":
        file = URIRef(f"{BASE}file/{digest}")
        yield change.activity, PROV.used, file
        yield state, PROV.wasDerivedFrom, file
        yield file, RDF.type, PROV.Entity
        yield file, LIEN.sha256, Literal(digest)
        yield file, DCTERMS.title, Literal(said.get(str(DCTERMS.source), ""))
