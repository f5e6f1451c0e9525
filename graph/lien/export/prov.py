"""The history of a data directory as PROV-O: who did what when, from which files, to which graphs.

Each journal entry is a `prov:Activity`. What it made are states of named graphs: entities that
specialise the graph and revise its state before. Numbers and IRIs of activities are made from what
the level sees, so that they tell nothing of the rest: an IRI hashes the activity before it, who,
when, what, and the states that it made.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
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
    """One entry without its patch: of each graph its state, who may see it, what it came from."""

    entry: Entry
    states: Mapping[str, GraphState]
    needs: Mapping[str, Level]
    origins: Mapping[str, Mapping[str, str]]


def prov(entries: Iterable[Entry], level: Level) -> bytes:
    """The entries as one Turtle document, in the order of IRIs; the same entries, the same bytes.

    A graph counts as visible at `level` as it is now, or was when it was removed. What is above
    the level is left out, and so is an entry that touched nothing else. The journal keeps one
    moment for each entry: an activity starts and ends at it.
    """
    changes = list(_changes(entries))
    needs = {graph: needed for change in changes for graph, needed in change.needs.items()}
    visible = {graph for graph, needed in needs.items() if needed <= level}
    return turtle(lines(set(_document(changes, visible)), JOURNAL))


def _changes(entries: Iterable[Entry]) -> Iterator[_Change]:
    known: dict[str, dict[str, str]] = {}
    stated: dict[str, set[str]] = {}
    needs: dict[str, Level] = {}
    for entry in entries:
        patch = entry.patch
        for graph, prop, iri, _ in _ORIGIN.findall("\n".join(patch.removed)):
            if prop == str(LIEN.visibility):
                stated[graph].discard(iri)
        for graph, prop, iri, text in _ORIGIN.findall("\n".join(patch.added)):
            known[graph] = {**known.get(graph, {}), prop: iri or text}
            if prop == str(LIEN.visibility):
                stated.setdefault(graph, set()).add(iri)
        for graph, state in entry.graphs.items():
            if state.quads:
                levels = map(Level.of, stated.get(graph, ()))
                needs[graph] = max(levels, default=Level.RESTRICTED)
        origins = {graph: known.get(graph, {}) for graph in entry.graphs}
        yield _Change(entry, entry.graphs, {g: needs[g] for g in entry.graphs}, origins)


def _document(changes: Iterable[_Change], visible: set[str]) -> Iterator[Triple]:
    before: dict[str, URIRef] = {}
    activity, number = URIRef(JOURNAL), 0
    for change in changes:
        touched = sorted(visible & change.states.keys())
        if touched:
            activity, number = _named(change, touched, activity), number + 1
            yield from _activity(change.entry, activity, number)
        for graph in touched:
            last = before.pop(graph, None)
            if change.states[graph].quads:
                before[graph] = URIRef(f"{activity}/{graph.removeprefix(str(GRAPH))}")
                yield from _state(change, activity, graph, before[graph], last)
            elif last:
                yield last, PROV.wasInvalidatedBy, activity
                yield activity, PROV.invalidated, last


def _named(change: _Change, touched: list[str], before: URIRef) -> URIRef:
    """IRI of the activity that follows `before`."""
    entry = change.entry
    made = {graph: [change.states[graph].quads, change.states[graph].hex] for graph in touched}
    source = entry.summary.get("source", "")
    facts = [str(before), entry.time, entry.actor, entry.operation, source, made]
    return URIRef(JOURNAL + sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest())


def _activity(entry: Entry, activity: URIRef, number: int) -> Iterator[Triple]:
    source = entry.summary.get("source", "")
    moment = Literal(entry.time, datatype=XSD.dateTime, normalize=False)
    agent = URIRef(f"{BASE}agent/{slugify(entry.actor)}")
    yield activity, RDF.type, PROV.Activity
    yield activity, RDFS.label, Literal(f"{entry.operation} {source}".strip())
    yield activity, DCTERMS.identifier, Literal(number)
    yield activity, PROV.startedAtTime, moment
    yield activity, PROV.endedAtTime, moment
    yield activity, PROV.wasAssociatedWith, agent
    yield agent, RDF.type, PROV.Agent
    yield agent, RDFS.label, Literal(entry.actor)


def _state(
    change: _Change, activity: URIRef, graph: str, state: URIRef, last: URIRef | None
) -> Iterator[Triple]:
    yield state, RDF.type, PROV.Entity
    yield state, PROV.specializationOf, URIRef(graph)
    yield state, PROV.wasGeneratedBy, activity
    yield activity, PROV.generated, state
    yield state, VOID.triples, Literal(change.states[graph].quads)
    if last:
        yield state, PROV.wasRevisionOf, last
    said = change.origins[graph]
    digest = said.get(str(LIEN.sha256))
    if digest and change.entry.operation == "import":
        file = URIRef(f"{BASE}file/{digest}")
        yield activity, PROV.used, file
        yield state, PROV.wasDerivedFrom, file
        yield file, RDF.type, PROV.Entity
        yield file, LIEN.sha256, Literal(digest)
        yield file, DCTERMS.title, Literal(said.get(str(DCTERMS.source), ""))
