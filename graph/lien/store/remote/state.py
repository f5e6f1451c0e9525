"""What a server keeps about itself, in a graph of ours that no reader ever sees.

One statement names the journal entry that the data stand for; one for each graph gives its state,
and one for each derived graph the state of the facts that it was made from.
While a patch is being written another statement says so. It is written before the first change
and removed after the last one, so that whoever finds it before or after a question knows that the
answer may hold half a patch, and whoever finds it at a start knows that the writer died.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from lien.store.model import Level, Node, Table, strictest
from lien.store.patch import GraphState, States, version
from lien.terms import DERIVED, LIEN, SOURCE

BOOK: Final = "urn:lien:store"
"""The graph of the bookkeeping, and its subject."""
_STANDS: Final = f"<{BOOK}#stands-for>"
_WRITING: Final = f"<{BOOK}#writing>"
_DERIVED: Final = f"<{BOOK}#derived>"
_STATE: Final = f"<{BOOK}#state>"
_TITLE: Final = "http://purl.org/dc/terms/title"
_ROWS: Final = 200
"""Statements in one INSERT DATA."""

STAMP: Final = f"SELECT ?p ?o WHERE {{ GRAPH <{BOOK}> {{ <{BOOK}> ?p ?o }} }}"
"""Rows of the statements about the whole store."""
STATES: Final = f"SELECT ?g ?o WHERE {{ GRAPH <{BOOK}> {{ ?g {_STATE} ?o }} }}"
"""Rows of graph and state."""
ABOUT: Final = f"""SELECT ?g ?p ?o WHERE {{
  VALUES ?p {{ <{LIEN.visibility}> <{_TITLE}> <{LIEN.derivedFor}> <{SOURCE}> }}
  GRAPH ?g {{ ?g ?p ?o }}
}}"""
"""Rows of what graphs state about themselves: who may see them, and their titles."""


@dataclass(frozen=True, slots=True, order=True)
class DerivedGraph:
    """A derived graph: how large it is, and the version of the facts that it was made from."""

    graph: str
    quads: int
    version: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """The journal entry that the data stand for, and the hash of the states of all graphs then.

    `writing` is the entry that is being written, 0 if none; `derived` are the derived graphs.
    """

    position: int
    states: str
    writing: int = 0
    derived: tuple[DerivedGraph, ...] = ()

    @classmethod
    def of(cls, position: int, states: States) -> Stamp:
        """The stamp of these graphs."""
        return cls(position, version(states))


@dataclass(frozen=True, slots=True)
class GraphFacts:
    """One graph: its state, its level, its titles by language tag."""

    state: GraphState
    level: Level
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class State:
    """Everything that readers have to know beside the data; graphs are sorted by IRI."""

    stamp: Stamp
    graphs: Mapping[str, GraphFacts]

    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Titles of derived graphs by language tag."""

    def facts(self, level: Level) -> tuple[str, ...]:
        """The graphs of the journal that `level` may see, sorted by IRI."""
        return tuple(graph for graph, facts in self.graphs.items() if facts.level <= level)

    def version(self, level: Level) -> str:
        """What names the state of everything that `level` may see."""
        return version({graph: self.graphs[graph].state for graph in self.facts(level)})

    def own(self, level: Level) -> Level:
        """The lowest level that sees the same facts; what is derived from them is its own."""
        facts = self.facts(level)
        return next(lower for lower in Level if self.facts(lower) == facts)

    def derived(self, level: Level) -> DerivedGraph | None:
        """The derived graph of a level; None while there is none of the facts as they are."""
        own, version = derived_iri(self.own(level)), self.version(level)
        found = (one for one in self.stamp.derived if (one.graph, one.version) == (own, version))
        return next(found, None)

    def visible(self, level: Level) -> tuple[str, ...]:
        """The graphs that `level` may see, sorted by IRI: facts, and one derived graph if any."""
        derived = self.derived(level)
        return tuple(sorted((*self.facts(level), derived.graph))) if derived else self.facts(level)


def derived_iri(level: Level) -> str:
    """The derived graph of a level."""
    return DERIVED + level.name.lower()


def stamp(table: Table) -> Stamp:
    """The stamp out of the rows of `STAMP`; nothing written yet counts as position 0."""
    found = {f"<{row[0]}>": str(row[1]) for row in table}
    derived = [str(row[1]).split(" ") for row in table if f"<{row[0]}>" == _DERIVED]
    position, _, states = found.get(_STANDS, f"0 {version({})}").partition(" ")
    graphs = sorted(DerivedGraph(graph, int(quads), version) for graph, quads, version in derived)
    return Stamp(int(position), states, int(found.get(_WRITING, 0)), tuple(graphs))


def states(table: Table) -> dict[str, GraphState]:
    """State of each graph out of the rows of `STATES`, sorted by IRI."""
    found = {}
    for graph, text in table:
        quads, _, digest = str(text).partition(" ")
        found[str(graph)] = GraphState(int(quads), int(digest, 16))
    return dict(sorted(found.items()))


def titles(about: Table) -> dict[str, dict[str, str]]:
    """Titles of each graph by language tag, out of the rows of `ABOUT`."""
    found: dict[str, dict[str, str]] = {}
    for graph, link, value in about:
        if str(link) == _TITLE:
            found.setdefault(str(graph), {})[_language(value)] = str(value)
    return found


def facts(states: Mapping[str, GraphState], about: Table) -> dict[str, GraphFacts]:
    """What is known of each graph, from its state and the rows of `ABOUT`.

    A graph that states no visibility, or one that we do not know, is restricted; of several the
    strictest counts. A computed graph is not seen by those who may not see all its sources.
    """
    levels: dict[str, list[Level]] = {}
    sources: dict[str, list[str]] = {}
    computed = {str(graph) for graph, link, _ in about if link == LIEN.derivedFor}
    for graph, link, value in about:
        if link == LIEN.visibility:
            levels.setdefault(str(graph), []).append(Level.of(str(value)))
        if str(link) == SOURCE and str(graph) in computed:
            sources.setdefault(str(graph), []).append(str(value))
    stated = {graph: max(levels.get(graph, ()), default=Level.RESTRICTED) for graph in states}
    called = titles(about)
    return {
        graph: GraphFacts(
            state, strictest(stated, graph, sources.get(graph, ())), called.get(graph, {})
        )
        for graph, state in states.items()
    }


def _language(value: Node | None) -> str:
    return getattr(value, "language", None) or ""


def begun(position: int) -> str:
    """Update: say that the entry `position` is being written."""
    return f'INSERT DATA {{ GRAPH <{BOOK}> {{ <{BOOK}> {_WRITING} "{position}" }} }}'


def ended(stamp: Stamp, states: States) -> list[str]:
    """Updates that make the bookkeeping say `stamp` and these states; the last takes the mark."""
    rows = [f'<{BOOK}> {_STANDS} "{stamp.position} {stamp.states}"']
    rows += [f'<{graph}> {_STATE} "{state.quads} {state.hex}"' for graph, state in states.items()]
    return [
        f"DELETE WHERE {{ GRAPH <{BOOK}> {{ <{BOOK}> {_STANDS} ?o }} }}",
        f"DELETE WHERE {{ GRAPH <{BOOK}> {{ ?g {_STATE} ?o }} }}",
        *(
            f"INSERT DATA {{ GRAPH <{BOOK}> {{ {' . '.join(rows[start : start + _ROWS])} }} }}"
            for start in range(0, len(rows), _ROWS)
        ),
        WRITTEN,
    ]


WRITTEN: Final = f"DELETE WHERE {{ GRAPH <{BOOK}> {{ <{BOOK}> {_WRITING} ?o }} }}"
"""Update: take the mark away."""


def forgotten(known: DerivedGraph) -> str:
    """Update: say no more that this derived graph is there."""
    return f"DELETE DATA {{ GRAPH <{BOOK}> {{ {_derived(known)} }} }}"


def noted(made: DerivedGraph) -> str:
    """Update: say that this derived graph is there."""
    return f"INSERT DATA {{ GRAPH <{BOOK}> {{ {_derived(made)} }} }}"


def _derived(one: DerivedGraph) -> str:
    return f'<{BOOK}> {_DERIVED} "{one.graph} {one.quads} {one.version}"'
