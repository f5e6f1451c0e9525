"""The embedded store: an in-memory Oxigraph, scoped to one level for whoever reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from lien.errors import QueryError, QueryRefused
from lien.store import guard
from lien.store.child import Child, Results, checked, serialised
from lien.store.convert import table_from_engine, to_engine
from lien.store.model import Answer, GraphInfo, Level, Limits, Node, Question, Table, Writer
from lien.store.patch import Patch
from lien.store.syntax import translated
from lien.terms import LIEN, PREFIXES

if TYPE_CHECKING:
    from rdflib import Dataset

_TITLE: Final = ox.NamedNode("http://purl.org/dc/terms/title")
_VISIBILITY: Final = ox.NamedNode(LIEN.visibility)
_COUNTS: Final = (
    "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
)


class EmbeddedStore:
    """A `Store` in the memory of this process."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._engine = ox.Store()
        self._position = 0
        self._counts: dict[str, int] = {}
        self._scopes: dict[Level, list[ox.NamedNode]] = {}
        self._views: dict[Level, ox.Store] = {}
        self._limits = limits or Limits()

    @property
    def position(self) -> int:
        """Sequence number of the last patch applied; 0 when empty."""
        return self._position

    def apply(self, patch: Patch, position: int) -> None:
        """Apply one patch, wholly or not at all, and move to `position`.

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
        self._count(patch)
        self._position = position
        self._follow(patch)

    def adopt(
        self, engine: ox.Store, position: int, counts: Mapping[str, int] | None = None
    ) -> None:
        """Take over an engine that already holds everything that `position` stands for.

        `counts` saves counting all quads when they are known.
        """
        self._engine, self._position = engine, position
        self._counts = self.count_again() if counts is None else dict(counts)
        self._scopes.clear()
        self._views.clear()

    def _count(self, patch: Patch) -> None:
        for sign, rows in ((1, patch.added), (-1, patch.removed)):
            for row in rows:
                graph = row[row.rindex(" <") + 2 : -3]
                self._counts[graph] = self._counts.get(graph, 0) + sign
        for graph in [graph for graph, quads in self._counts.items() if not quads]:
            del self._counts[graph]
            self._engine.remove_graph(ox.NamedNode(graph))

    def counts(self) -> dict[str, int]:
        """Quads of each named graph, sorted by IRI; empty graphs do not exist."""
        return dict(sorted(self._counts.items()))

    def count_again(self) -> dict[str, int]:
        """As `counts`, after counting every quad of the engine anew."""
        found = self._engine.query(_COUNTS)
        return {str(graph.value): int(n.value) for graph, n in found}  # type: ignore[union-attr]

    def lines(self, graphs: tuple[str, ...] | None = None) -> Iterator[str]:
        """N-Quads lines without line ends, of these graphs or of all, in no order."""
        for graph in self._counts if graphs is None else graphs:
            if graph in self._counts:
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
            levels = {graph: self._level(ox.NamedNode(graph)) for graph in self.counts()}
            self._scopes = {
                scope: [ox.NamedNode(graph) for graph, needs in levels.items() if needs <= scope]
                for scope in Level
            }
        return self._scopes[level]

    def view(self, level: Level) -> ox.Store:
        """An engine that holds what `level` may see and nothing else.

        It is the store's own engine when nothing is hidden, else a copy that follows the store.
        Trusted questions are asked of it over the union of its graphs: three times as fast as
        over lists of graphs, and what is not there cannot leak.
        """
        graphs = self.visible(level)
        if len(graphs) == len(self._counts):
            return self._engine
        if level not in self._views:
            copy = ox.Store()
            for graph in graphs:
                copy.bulk_extend(self._engine.quads_for_pattern(None, None, None, graph))
            self._views[level] = copy
        return self._views[level]

    def _follow(self, patch: Patch) -> None:
        """Bring the views up to a patch; one whose graphs are no longer the same is dropped."""
        before, self._scopes = self._scopes, {}
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
        return GraphInfo(graph.value, titles, self._counts[graph.value], self._level(graph))

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

    def answer(self, level: Level, question: Question, spare: Child | None = None) -> Answer:
        """Answer a user's question in a disposable child; see `Reader.answer`.

        `spare` is a child forked in advance, which saves the time of the fork; the caller ends it.
        """
        asked = checked(question, self._limits)
        if spare is not None:
            return spare.ask(level, asked)
        with self.child() as one:
            return one.ask(level, asked)

    def child(self) -> Child:
        """A disposable process that holds the present data and waits for one question."""
        return Child(self._evaluated, self._limits)

    def _evaluated(self, level: Level, question: Question) -> Answer:
        seen = guard.look(question.text, length=self._limits.length, depth=self._limits.depth)
        default = named = visible = self.visible(level)
        if asked := guard.dataset(question, seen):
            default, named = ([graph for graph in visible if graph.value in one] for one in asked)
        text = _in_order(question.text, seen)
        with translated(text):
            found = evaluate(self.view(level), text, default, named)
            return serialised(found, question.accept, self._limits)


def _in_order(text: str, seen: guard.Seen) -> str:
    """The text with its `SELECT *` written out; the columns are learnt from an empty engine."""
    if seen.star is None:
        return text
    found = evaluate(ox.Store(), text, [], [])
    columns = [variable.value for variable in found.variables]  # type: ignore[union-attr]
    return guard.in_order(text, seen, columns)


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
        return str(self._store.position)

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

    def answer(self, question: Question) -> Answer:
        """Answer the SPARQL of a user in a child process; see `Reader.answer`."""
        return self._store.answer(self._level, question)


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
