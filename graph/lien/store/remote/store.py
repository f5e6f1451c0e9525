"""The writing side: a server that holds what the journal says."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from lien.errors import Busy, SettingsError
from lien.settings import Settings
from lien.store.model import Derive, Level, Limits, Table, View
from lien.store.patch import Patch, States
from lien.store.remote import results, state
from lien.store.remote.http import Addresses, Dataset, Server
from lien.store.remote.reader import RemoteReader
from lien.store.remote.state import BOOK, DerivedGraph, Stamp, State, derived_iri

_SECONDS: Final = 60.0
"""Patience with the store's own questions."""
_BYTES: Final = 1 << 31
"""No real limit: the store's own questions are answered as a whole."""
_PAUSE: Final = 0.05
_TRIPLES: Final = 20_000
"""Triples sent to the graph store at once."""
_REMOVED: Final = 300
"""Triples named in one DELETE DATA: Virtuoso compiles it."""
_LONG: Final = 30_000
"""Characters above which a line goes by INSERT DATA: Virtuoso's Turtle parser refuses it."""


class RemoteStore:
    """A `Store` on a server. Threads may share it; one process at a time may write.

    Readers ask for the stamp after each answer: when it is not the one that the answer was begun
    with, or when somebody is writing, they wait and ask again, up to `seconds`.
    """

    def __init__(
        self, addresses: Addresses, limits: Limits | None = None, *, seconds: float = 10.0
    ) -> None:
        self.server = Server(addresses)
        self.limits = limits or Limits()
        self.seconds = seconds
        self._state: State | None = None

    def close(self) -> None:
        """Close the connections."""
        self.server.close()

    @property
    def position(self) -> int:
        """Sequence number of the last patch applied; 0 when empty."""
        return self.stamp().position

    def reader(self, level: Level) -> RemoteReader:
        """The store as `level` sees it."""
        return RemoteReader(self, level)

    def stamp(self) -> Stamp:
        """Where the server stands now, asked of it.

        Raises:
            ReaderLost: the server is not there.
        """
        return state.stamp(self._ask(state.STAMP, Dataset.of((BOOK,))))

    def state(self) -> State:
        """What readers have to know of a moment at which nobody writes; waits for one.

        Raises:
            Busy: somebody is still writing after `seconds`.
            ReaderLost: the server is not there.
        """
        known = self._state
        if known is not None:
            return known
        deadline = time.monotonic() + self.seconds
        while True:
            before = self.stamp()
            if not before.writing:
                found = self._found(before)
                if self.stamp() == before:
                    self._state = found
                    return found
            if time.monotonic() > deadline:
                raise Busy("store", 5.0)
            time.sleep(_PAUSE)

    def unchanged(self, known: State) -> bool:
        """Whether the server still stands where `known` says; if not, it is forgotten."""
        if self.stamp() == known.stamp:
            return True
        self._state = None
        return False

    def _found(self, stamp: Stamp) -> State:
        states = state.states(self._ask(state.STATES, Dataset.of((BOOK,))))
        derived = (one.graph for one in stamp.derived)
        about = self._ask(state.ABOUT, Dataset.of((*states, *derived)))
        return State(stamp, state.facts(states, about), state.titles(about))

    def counts(self) -> dict[str, int]:
        """Quads of each named graph as the bookkeeping says, sorted by IRI."""
        return {graph: facts.state.quads for graph, facts in self.state().graphs.items()}

    def count_again(self, graphs: Iterable[str]) -> dict[str, int]:
        """Quads of these graphs, counted by the server; empty ones are absent."""
        found = {}
        for graph in sorted(graphs):
            text = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
            ((number,),) = self._ask(text, Dataset.of((graph,))).rows
            found[graph] = int(str(number))
        return {graph: quads for graph, quads in found.items() if quads}

    def lines(self, graphs: tuple[str, ...] | None = None) -> Iterator[str]:
        """N-Quads lines without line ends, of these graphs or of all, as the server gives them."""
        for graph in self.state().graphs if graphs is None else graphs:
            text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
            body = self.server.triples(text, Dataset.of((graph,)), seconds=_SECONDS, limit=_BYTES)
            for triple in results.triples(body):
                yield f"{triple} <{graph}> ."

    def apply(self, patch: Patch, position: int, states: States) -> None:
        """Apply one patch and move to `position`.

        `states` is the state after the patch of each graph that it touches. A process that dies
        here leaves a mark, which `stamp` shows as `writing`; the graphs are then to be written
        whole with `replace`.

        Raises:
            ValueError: a position that is not further on.
            QueryError: the server cannot take the patch.
            ReaderLost: the server is not there.
        """
        self._state = None
        before = self.state()
        if position <= before.stamp.position:
            raise ValueError(f"position {position} does not follow {before.stamp.position}")
        self.begin(position)
        for piece in _pieces(patch.removed, _REMOVED):
            self._update("DELETE DATA", piece)
        for graph, lines in _by_graph(patch.added).items():
            self._add(graph, lines)
        known = {graph: facts.state for graph, facts in before.graphs.items()}
        self.end(position, {**known, **states})

    def derive(self, derive: Derive, changed: Iterable[str] | None) -> None:  # noqa: ARG002
        """Write the derived graph of each level whole, where it is not that of the facts."""
        for level in sorted({self.state().own(level) for level in Level}):
            now = self.state()
            if now.derived(level) is not None:
                continue
            graph, facts, version = derived_iri(level), now.facts(level), now.version(level)
            made = derive(View(level, graph, facts, version, partial(self._tsv, facts)), None)
            self.begin(now.stamp.position)
            for known in now.stamp.derived:
                if known.graph == graph:
                    self.server.update(state.forgotten(known))
            self.replace(graph, made.added)
            self.server.update(state.noted(DerivedGraph(graph, len(made.added), version)))
            self.server.update(state.WRITTEN)
            self._state = None

    def _tsv(self, graphs: Sequence[str], text: str) -> bytes:
        return results.tsv(self._ask(text, Dataset.of(graphs)))

    def replace(self, graph: str, lines: Sequence[str]) -> None:
        """Make a graph hold these N-Quads lines and nothing else; between `begin` and `end`."""
        self.server.update(f"DROP SILENT GRAPH <{graph}>")
        self._add(graph, lines)

    def begin(self, position: int) -> None:
        """Mark that the entry `position` is being written."""
        self._state = None
        self.server.update(state.begun(position))

    def end(self, position: int, states: States) -> None:
        """Say that the data stand for `position`, with these states, and take the mark away."""
        left = {graph: state for graph, state in sorted(states.items()) if state.quads}
        for update in state.ended(Stamp.of(position, left), left):
            self.server.update(update)
        self._state = None

    def _add(self, graph: str, lines: Sequence[str]) -> None:
        short = (_triple(line) + "\n" for line in lines if len(line) <= _LONG)
        for piece in _pieces(short, _TRIPLES):
            self.server.add(graph, "".join(piece).encode())
        for line in lines:
            if len(line) > _LONG:
                self._update("INSERT DATA", [line])

    def _update(self, operation: str, lines: Sequence[str]) -> None:
        parts = (
            f"GRAPH <{graph}> {{ {' '.join(_triple(line) for line in group)} }}"
            for graph, group in _by_graph(lines).items()
        )
        self.server.update(f"{operation} {{ {' '.join(parts)} }}")

    def _ask(self, text: str, dataset: Dataset) -> Table:
        return results.table(self.server.select(text, dataset, seconds=_SECONDS, limit=_BYTES))


def connect(settings: Settings) -> RemoteStore:
    """The store on the server that the settings name.

    Without addresses of their own, updates and graphs go where Virtuoso, Fuseki and Oxigraph's
    server have them beside the address for queries.

    Raises:
        SettingsError: no address, or one that is not HTTP.
    """
    query = settings.store
    if urlsplit(query).scheme not in ("http", "https"):
        raise SettingsError(
            f"{query!r} is not the address of a SPARQL server",
            hint="For example LIEN_STORE=http://127.0.0.1:8890/sparql.",
        )
    update, graphs = _usual(query)
    addresses = Addresses(
        query,
        settings.store_update or update,
        settings.store_graphs or graphs,
        settings.store_name,
        settings.store_password,
        settings.store_auth,
    )
    return RemoteStore(addresses, Limits.of(settings), seconds=settings.query_seconds)


_PLACES: Final = {
    "sparql": ("sparql-auth", "sparql-graph-crud-auth"),
    "query": ("update", "store"),
}
"""Last part of the address for queries, and where updates and graphs usually are beside it."""


def _usual(query: str) -> tuple[str, str]:
    parts = urlsplit(query)
    folder, _, last = parts.path.rpartition("/")
    update, graphs = _PLACES.get(last, ("update", "data"))
    return (
        urlunsplit(parts._replace(path=f"{folder}/{update}")),
        urlunsplit(parts._replace(path=f"{folder}/{graphs}")),
    )


def _triple(line: str) -> str:
    return line[: line.rindex(" <")] + " ."


def _by_graph(lines: Iterable[str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for line in lines:
        groups.setdefault(line[line.rindex(" <") + 2 : -3], []).append(line)
    return groups


def _pieces(lines: Iterable[str], size: int) -> Iterator[list[str]]:
    left = iter(lines)
    while piece := list(islice(left, size)):
        yield piece
