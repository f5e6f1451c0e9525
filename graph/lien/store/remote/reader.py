"""A server as one level sees it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Self, TypeVar

import pyoxigraph as ox

from lien.errors import AnswerTooLarge, Busy, QueryRefused
from lien.store import guard
from lien.store.child import wanted_type
from lien.store.model import PATIENCE, Answer, GraphInfo, Kind, Level, Node, Question, Table
from lien.store.remote import results
from lien.store.remote.binding import bound
from lien.store.remote.dialect import standard, variant
from lien.store.remote.http import Dataset
from lien.store.remote.state import State
from lien.terms import PREFIXES

if TYPE_CHECKING:
    from lien.store.remote.store import RemoteStore

T = TypeVar("T")
Graphs = tuple[frozenset[str], frozenset[str]]


class RemoteReader:
    """A `Reader` on a server; both lists of graphs go with every question.

    It holds no connection of its own and may be shared by threads.
    """

    def __init__(self, store: RemoteStore, level: Level) -> None:
        self._store, self._level, self._seconds = store, level, store.seconds
        self._versions: set[str] = set()

    @property
    def level(self) -> Level:
        """The level that every answer is scoped to."""
        return self._level

    @property
    def version(self) -> str:
        """What names the visible state; see `Reader.version`."""
        if not self._versions:
            self._settled(lambda state: state)
        return "+".join(sorted(self._versions))

    def patient(self) -> Self:
        """A reader whose questions have more time; see `Reader.patient`."""
        other = type(self)(self._store, self._level)
        other._seconds *= PATIENCE
        return other

    def select(self, query: str, /, **values: Node | None) -> Table:
        """Rows of a trusted SELECT text; see `Reader.select`."""
        return self._settled(
            lambda state: results.table(self._select(self._text(query, values), state))
        )

    def tsv(self, query: str, /) -> bytes:
        """Rows of a trusted SELECT text as TSV; see `Reader.tsv`."""
        return results.tsv(self.select(query))

    def _text(self, query: str, values: Mapping[str, Node | None]) -> str:
        return bound(variant(query) if self._store.server.virtuoso else query, values)

    def _select(self, text: str, state: State) -> bytes:
        dataset = Dataset.of(state.visible(self._level))
        return self._store.server.select(
            text, dataset, seconds=self._seconds, limit=self._store.limits.answer_bytes
        )

    def construct(self, query: str, /, *, media_type: str, **values: Node | None) -> bytes:
        """Triples of a trusted CONSTRUCT or DESCRIBE text; see `Reader.construct`."""
        form = ox.RdfFormat.from_media_type(media_type)
        if form is None:
            raise QueryRefused(f"{media_type!r} is not an RDF format")
        body = self._settled(lambda state: self._triples(self._text(query, values), state))
        return _written(results.triples(body), form, PREFIXES)

    def _triples(self, text: str, state: State) -> bytes:
        dataset = Dataset.of(state.visible(self._level))
        return self._store.server.triples(
            text, dataset, seconds=self._seconds, limit=self._store.limits.answer_bytes
        )

    def graphs(self) -> list[GraphInfo]:
        """The named graphs that this level may see, sorted by IRI."""
        state = self._settled(lambda state: state)
        known = ((graph, state.graphs[graph]) for graph in state.facts(self._level))
        found = [
            GraphInfo(graph, facts.titles, facts.state.quads, facts.level) for graph, facts in known
        ]
        if derived := state.derived(self._level):
            titles, own = state.titles.get(derived.graph, {}), state.own(self._level)
            found.append(GraphInfo(derived.graph, titles, derived.quads, own, derived=True))
        return sorted(found, key=lambda graph: graph.iri)

    def answer(self, question: Question, *, hangup: int | None = None) -> Answer:  # noqa: ARG002
        """Answer the SPARQL of a user; see `Reader.answer`.

        The server evaluates it, under limits of its own; the time and the size of the answer are
        also watched here. The server is not told of a `hangup`.
        """
        with self._store.turns.turn(question.client):
            return self._evaluated(question)

    def _evaluated(self, question: Question) -> Answer:
        seen = guard.look(question.text, self._store.limits)
        asked = replace(question, accept=wanted_type(question, seen.kind))
        text = standard(guard.expanded(asked.text, seen))
        asking = guard.dataset(asked, seen)
        form = ox.RdfFormat.from_media_type(asked.accept)
        if form is not None:
            body = self._settled(
                lambda state: self._asked(text, asked, asking, state, triples=True)
            )
            return self._answered("graph", asked, _written(results.triples(body), form))
        body = self._settled(lambda state: self._asked(text, asked, asking, state, triples=False))
        order = None if seen.star is None else seen.variables
        kind, written = results.solutions(body, asked.accept, order)
        return self._answered(kind, asked, written)

    def _asked(
        self, text: str, question: Question, asking: Graphs | None, state: State, *, triples: bool
    ) -> bytes:
        visible = state.visible(self._level)
        lists = asking or (frozenset(visible), frozenset(visible))
        default, named = (tuple(graph for graph in visible if graph in one) for one in lists)
        dataset = Dataset(default, named)
        server, limit = self._store.server, self._store.limits.answer_bytes
        send = server.triples if triples else server.select
        return send(text, dataset, seconds=question.seconds, limit=limit)

    def _answered(self, kind: Kind, question: Question, body: bytes) -> Answer:
        limit = self._store.limits.answer_bytes
        if len(body) > limit:
            raise AnswerTooLarge(limit)
        return Answer(question.accept, kind, (body,))

    def _settled(self, ask: Callable[[State], T]) -> T:
        """The answer that was given while nobody wrote.

        Raises:
            Busy: somebody wrote again and again.
        """
        deadline = time.monotonic() + self._seconds
        while True:
            state = self._store.state()
            found = ask(state)
            if self._store.unchanged(state):
                self._versions.add(state.version(self._level))
                return found
            if time.monotonic() > deadline:
                raise Busy("store", 5.0)


def _written(
    triples: list[ox.Triple], form: ox.RdfFormat, prefixes: Mapping[str, str] | None = None
) -> bytes:
    return ox.serialize(sorted(triples, key=str), format=form, prefixes=dict(prefixes or {})) or b""
