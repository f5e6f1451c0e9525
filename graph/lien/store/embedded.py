"""The embedded store: an in-memory Oxigraph, scoped to one level for whoever reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from lien.errors import QueryError, QueryRefused
from lien.store.child import Child, Outgoing, Results, checked, serialise
from lien.store.convert import table_from_engine, to_engine
from lien.store.model import Answer, GraphInfo, Level, Limits, Node, Question, Table, Writer
from lien.store.patch import GraphState, Patch, States
from lien.store.syntax import translated
from lien.terms import LIEN, PREFIXES

if TYPE_CHECKING:
    from rdflib import Dataset

_TITLE: Final = ox.NamedNode("http://purl.org/dc/terms/title")
_VISIBILITY: Final = ox.NamedNode(LIEN.visibility)
_COUNTS: Final = (
    "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
)
_VERSION: Final = 24
"""Hexadecimal digits of a version, 96 bits."""


class EmbeddedStore:
    """A `Store` in the memory of this process."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._engine = ox.Store()
        self._position = 0
        self._states: dict[str, GraphState] = {}
        self._scopes: dict[Level, list[ox.NamedNode]] = {}
        self._versions: dict[Level, str] = {}
        self._views: dict[Level, ox.Store] = {}
        self._limits = limits or Limits()

    @property
    def position(self) -> int:
        """Sequence number of the last patch applied; 0 when empty."""
        return self._position

    def apply(self, patch: Patch, position: int, states: States) -> None:
        """Apply one patch, wholly or not at all, and move to `position`.

        `states` is the state after the patch of each graph that it touches.

        Raises:
            ValueError: lines that are not N-Quads, or a position that is not further on.
        """
        if position <= self._position:
            raise ValueError(f"position {position} does not follow {self._position}")
        gone = list(_parsed(patch.removed))
        try:
            # One transaction; nothing after it can fail.
            self._engine.load("\n".join(patch.added), ox.RdfFormat.N_QUADS)
        except SyntaxError as error:
            raise ValueError(f"not N-Quads: {error}") from None
        for quad in gone:
            self._engine.remove(quad)
        for graph, state in states.items():
            if state.quads:
                self._states[graph] = state
            else:
                self._states.pop(graph, None)
                self._engine.remove_graph(ox.NamedNode(graph))
        self._position = position
        self._follow(patch)

    def adopt(self, engine: ox.Store, position: int, states: States) -> None:
        """Take over an engine that already holds everything that `position` stands for.

        `states` is the state of every graph in it.
        """
        self._engine, self._position, self._states = engine, position, dict(states)
        self._scopes.clear()
        self._versions.clear()
        self._views.clear()

    def counts(self) -> dict[str, int]:
        """Quads of each named graph, sorted by IRI; empty graphs do not exist."""
        return {graph: state.quads for graph, state in sorted(self._states.items())}

    def count_again(self) -> dict[str, int]:
        """As `counts`, after counting every quad of the engine anew."""
        found = self._engine.query(_COUNTS)
        return {str(graph.value): int(n.value) for graph, n in found}  # type: ignore[union-attr]

    def lines(self, graphs: tuple[str, ...] | None = None) -> Iterator[str]:
        """N-Quads lines without line ends, of these graphs or of all, in no order."""
        for graph in self._states if graphs is None else graphs:
            if graph in self._states:
                yield from dump(self._engine, graph).split("\n")[:-1]

    def holds(self, line: str) -> bool:
        """Whether the store has this N-Quads line."""
        return all(quad in self._engine for quad in _parsed((line,)))

    def write(self, output: Writer) -> None:
        """Write all quads as N-Quads, in the engine's order."""
        self._engine.dump(output, ox.RdfFormat.N_QUADS)  # type: ignore[arg-type]

    def reader(self, level: Level) -> EmbeddedReader:
        """The store as `level` sees it."""
        return EmbeddedReader(self, level)

    def dataset(self, level: Level) -> Dataset:
        """A copy of what `level` may see, as an rdflib dataset on Oxigraph.

        The copy holds nothing else, so that no query through rdflib can reach a hidden graph.
        Its default graph is the union of the named graphs. Changing it does not change the store.
        """
        from oxrdflib import OxigraphStore  # noqa: PLC0415 - costs rdflib's plugin machinery
        from rdflib import Dataset  # noqa: PLC0415

        copy = ox.Store()
        copy.bulk_extend(self.view(level))
        dataset = Dataset(store=OxigraphStore(store=copy), default_union=True)
        for prefix, namespace in PREFIXES.items():
            dataset.bind(prefix, namespace, replace=True)
        return dataset

    def visible(self, level: Level) -> list[ox.NamedNode]:
        """The graphs that `level` may see, sorted by IRI.

        A graph's visibility is what it states about itself; a graph that states none, or one that
        we do not know, is restricted. Of several the strictest counts.
        """
        if not self._scopes:
            levels = {graph: self._level(ox.NamedNode(graph)) for graph in sorted(self._states)}
            self._scopes = {
                scope: [ox.NamedNode(graph) for graph, needs in levels.items() if needs <= scope]
                for scope in Level
            }
        return self._scopes[level]

    def version(self, level: Level) -> str:
        """What names the state of everything that `level` may see; see `Reader.version`."""
        if level not in self._versions:
            hashed = sha256()
            for graph in self.visible(level):
                state = self._states[graph.value]
                hashed.update(f"{graph.value} {state.quads} {state.hex}\n".encode())
            self._versions[level] = hashed.hexdigest()[:_VERSION]
        return self._versions[level]

    def view(self, level: Level) -> ox.Store:
        """An engine that holds what `level` may see and nothing else.

        It is the store's own engine when nothing is hidden, else a copy that follows the store;
        levels that see the same graphs share it. Trusted questions are asked of it over the union
        of its graphs: three times as fast as over lists of graphs, and what is not there cannot
        leak.
        """
        graphs = self.visible(level)
        if len(graphs) == len(self._states):
            return self._engine
        level = next(lower for lower in Level if self.visible(lower) == graphs)
        if level not in self._views:
            copy = ox.Store()
            for graph in graphs:
                copy.bulk_extend(self._engine.quads_for_pattern(None, None, None, graph))
            self._views[level] = copy
        return self._views[level]

    def _follow(self, patch: Patch) -> None:
        """Bring the views up to a patch; one whose graphs are no longer the same is dropped."""
        before, self._scopes = self._scopes, {}
        self._versions.clear()
        for level, view in list(self._views.items()):
            graphs = self.visible(level)
            if graphs != before.get(level):
                del self._views[level]
                continue
            ends = tuple(f" <{graph.value}> ." for graph in graphs)
            for quad in _parsed(tuple(row for row in patch.removed if row.endswith(ends))):
                view.remove(quad)
            view.extend(_parsed(tuple(row for row in patch.added if row.endswith(ends))))

    def _level(self, graph: ox.NamedNode) -> Level:
        stated = self._engine.quads_for_pattern(graph, _VISIBILITY, None, graph)
        levels = [Level.of(getattr(quad.object, "value", "")) for quad in stated]
        return max(levels, default=Level.RESTRICTED)

    def describe(self, graph: ox.NamedNode) -> GraphInfo:
        """What is known about one graph."""
        stated = self._engine.quads_for_pattern(graph, _TITLE, None, graph)
        titles = {quad.object.language or "": quad.object.value for quad in stated}  # type: ignore[union-attr]
        return GraphInfo(graph.value, titles, self._states[graph.value].quads, self._level(graph))

    def query(
        self, level: Level, text: str, values: Mapping[str, Node | None] | None = None
    ) -> Results:
        """Evaluate a trusted text over the view of `level`.

        Raises:
            QuerySyntaxError: malformed text.
            QueryError: the engine cannot answer it.
        """
        bound: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] = {
            ox.Variable(name): to_engine(value)
            for name, value in (values or {}).items()
            if value is not None
        }
        with translated(text):
            return self.view(level).query(
                text, use_default_graph_as_union=True, substitutions=bound
            )

    def answer(self, level: Level, question: Question, *, hangup: int | None = None) -> Answer:
        """Answer a user's question in a disposable child; see `Reader.answer`."""
        asked = checked(question, self._limits)
        with Child(self._evaluated, self._limits) as child:
            return child.ask(level, asked, hangup=hangup)

    def child(self) -> Child:
        """A process that holds the present data and waits for one question, not yet checked."""
        return Child(self._asked, self._limits)

    def _asked(self, level: Level, question: Question, output: Outgoing) -> None:
        self._evaluated(level, checked(question, self._limits), output)

    def _evaluated(self, level: Level, question: Question, output: Outgoing) -> None:
        visible = self.visible(level)
        default, named = visible, visible
        if question.default_graphs or question.named_graphs:
            default = [graph for graph in visible if graph.value in question.default_graphs]
            named = [graph for graph in visible if graph.value in question.named_graphs]
        with translated(question.text):
            found = evaluate(self.view(level), question.text, default, named)
            serialise(found, question.accept, output)


class EmbeddedReader:
    """A `Reader` on an embedded store."""

    def __init__(self, store: EmbeddedStore, level: Level) -> None:
        self._store, self._level = store, level

    @property
    def level(self) -> Level:
        """The level that every answer is scoped to."""
        return self._level

    @property
    def position(self) -> int:
        """Sequence number of the last journal entry that the answers contain."""
        return self._store.position

    @property
    def version(self) -> str:
        """What names the visible state; see `Reader.version`."""
        return self._store.version(self._level)

    def select(self, query: str, /, **values: Node | None) -> Table:
        """Rows of a trusted SELECT text; see `Reader.select`."""
        with translated(query):
            return table_from_engine(self._solutions(query, values))

    def select_json(self, query: str, /, **values: Node | None) -> bytes:
        """As `select`, in SPARQL 1.1 Query Results JSON."""
        with translated(query):
            found = self._solutions(query, values)
            return found.serialize(format=ox.QueryResultsFormat.JSON) or b""

    def _solutions(self, query: str, values: Mapping[str, Node | None]) -> ox.QuerySolutions:
        found = self._store.query(self._level, query, values)
        if not isinstance(found, ox.QuerySolutions):
            raise QueryError("a SELECT text is needed here")
        return found

    def construct(self, query: str, /, *, media_type: str, **values: Node | None) -> bytes:
        """Triples of a trusted CONSTRUCT or DESCRIBE text; see `Reader.construct`."""
        form = ox.RdfFormat.from_media_type(media_type)
        if form is None:
            raise QueryRefused(f"{media_type!r} is not an RDF format")
        found = self._store.query(self._level, query, values)
        if not isinstance(found, ox.QueryTriples):
            raise QueryError("a CONSTRUCT or DESCRIBE text is needed here")
        with translated(query):
            return ox.serialize(found, format=form, prefixes=PREFIXES) or b""

    def graphs(self) -> list[GraphInfo]:
        """The named graphs that this level may see, sorted by IRI."""
        return [self._store.describe(graph) for graph in self._store.visible(self._level)]

    def answer(self, question: Question, *, hangup: int | None = None) -> Answer:
        """Answer the SPARQL of a user in a child process; see `Reader.answer`."""
        return self._store.answer(self._level, question, hangup=hangup)


def evaluate(
    engine: ox.Store,
    text: str,
    default: list[ox.NamedNode],
    named: list[ox.NamedNode],
) -> Results:
    """The one place where the SPARQL of a user meets the engine; both graph lists are given.

    Raises:
        QuerySyntaxError: malformed text.
        QueryError: the engine cannot answer it.
    """
    with translated(text):
        return engine.query(text, default_graph=[*default], named_graphs=[*named])


def dump(engine: ox.Store, graph: str) -> str:
    """N-Quads text of one named graph."""
    body = engine.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(graph)) or b""
    return body.decode().replace(" .\n", f" <{graph}> .\n")


def _parsed(lines: tuple[str, ...]) -> ox.QuadParser:
    return ox.parse("\n".join(lines), ox.RdfFormat.N_QUADS)
