"""The embedded store: an in-memory Oxigraph, scoped to one level for whoever reads it."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, Self

import pyoxigraph as ox

from lien.errors import QueryError, QueryRefused
from lien.store import guard
from lien.store.child import Child, Outgoing, Results, serialise, wanted_type
from lien.store.convert import table_from_engine, to_engine
from lien.store.model import (
    Answer,
    Derive,
    GraphInfo,
    Level,
    Limits,
    Node,
    Question,
    Table,
    View,
    Writer,
    strictest,
)
from lien.store.patch import GraphState, Patch, States, version
from lien.store.syntax import translated
from lien.terms import DERIVED, LIEN, PREFIXES, SOURCE

if TYPE_CHECKING:
    from lien.store.rdf_view import RdfView

_TITLE: Final = ox.NamedNode("http://purl.org/dc/terms/title")
_VISIBILITY: Final = ox.NamedNode(LIEN.visibility)
_COMPUTED: Final = ox.NamedNode(LIEN.derivedFor)
_SOURCE: Final = ox.NamedNode(SOURCE)
_COUNTS: Final = (
    "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
)


@dataclass(frozen=True, slots=True)
class _Derived:
    """A derived graph: in the engine of its level, or packed until that level has an engine."""

    graph: ox.NamedNode
    quads: int
    packed: bytes = b""


class EmbeddedStore:
    """A `Store` in the memory of this process."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._engine = ox.Store()
        self._position = 0
        self._states: dict[str, GraphState] = {}
        self._scopes: dict[Level, list[ox.NamedNode]] = {}
        self._versions: dict[Level, str] = {}
        self._views: dict[Level, ox.Store] = {}
        self._derived: dict[Level, _Derived] = {}
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
        self._derived.clear()

    def counts(self) -> dict[str, int]:
        """Quads of each named graph, sorted by IRI; empty graphs do not exist."""
        return {graph: state.quads for graph, state in sorted(self._states.items())}

    def count_again(self) -> dict[str, int]:
        """As `counts`, after counting every quad of the engine anew."""
        found = self._engine.query(_COUNTS)
        counts = {str(graph.value): int(n.value) for graph, n in found}  # type: ignore[union-attr]
        for derived in self._derived.values():
            counts.pop(derived.graph.value, None)
        return counts

    def lines(self, graphs: tuple[str, ...] | None = None) -> Iterator[str]:
        """N-Quads lines without line ends, of these graphs or of all, in no order."""
        for graph in self._states if graphs is None else graphs:
            if graph in self._states:
                yield from dump(self._engine, graph).split("\n")[:-1]

    def holds(self, line: str) -> bool:
        """Whether the store has this N-Quads line."""
        return all(quad in self._engine for quad in _parsed((line,)))

    def write(self, output: Writer) -> None:
        """Write all quads as N-Quads, in the engine's order, derived graphs left out."""
        if not self._derived:
            self._engine.dump(output, ox.RdfFormat.N_QUADS)  # type: ignore[arg-type]
            return
        for graph in self._states:
            output.write(dump(self._engine, graph).encode())

    def reader(self, level: Level) -> EmbeddedReader:
        """The store as `level` sees it."""
        return EmbeddedReader(self, level)

    def dataset(self, level: Level) -> RdfView:
        """A copy of what `level` may see, as an rdflib dataset to read; see `RdfView`.

        The copy holds nothing else, so that nothing in rdflib can reach a hidden graph, and later
        changes of the store do not show. It costs the time and the memory of its quads again.
        """
        from lien.store.rdf_view import RdfView  # noqa: PLC0415  oxrdflib is slow to import

        copy = ox.Store()
        copy.bulk_extend(self.view(level))
        return RdfView(copy, self._limits)

    def visible(self, level: Level) -> list[ox.NamedNode]:
        """The graphs that `level` may see, sorted by IRI: facts, and one derived graph if any."""
        facts, derived = self.facts(level), self._derived.get(self.own(level))
        if derived is None:
            return facts
        return sorted([*facts, derived.graph], key=lambda graph: graph.value)

    def own(self, level: Level) -> Level:
        """The lowest level that sees the same facts; what is derived from them is its own."""
        facts = self.facts(level)
        return next(lower for lower in Level if self.facts(lower) == facts)

    def facts(self, level: Level) -> list[ox.NamedNode]:
        """The graphs of the journal that `level` may see, sorted by IRI.

        A graph's visibility is what it states about itself; a graph that states none, or one that
        we do not know, is restricted. Of several the strictest counts. A computed graph is not seen
        by those who may not see all that it was computed from.
        """
        if not self._scopes:
            stated = {graph: self._level(ox.NamedNode(graph)) for graph in sorted(self._states)}
            levels = {graph: strictest(stated, graph, self._sources(graph)) for graph in stated}
            self._scopes = {
                scope: [ox.NamedNode(graph) for graph, needs in levels.items() if needs <= scope]
                for scope in Level
            }
        return self._scopes[level]

    def version(self, level: Level) -> str:
        """What names the state of everything that `level` may see; see `Reader.version`."""
        if level not in self._versions:
            graphs = (graph.value for graph in self.facts(level))
            self._versions[level] = version({graph: self._states[graph] for graph in graphs})
        return self._versions[level]

    def view(self, level: Level) -> ox.Store:
        """An engine that holds what `level` may see and nothing else.

        It is the store's own engine when nothing is hidden, else a copy that follows the store;
        levels that see the same graphs share it. Trusted questions are asked of it over the union
        of its graphs: three times as fast as over lists of graphs, and what is not there cannot
        leak.
        """
        found = self._engine_of(self.own(level))
        return self._copied(self.own(level)) if found is None else found

    def _engine_of(self, level: Level) -> ox.Store | None:
        """The engine that holds just what `level` may see; None where none was made yet."""
        if len(self.facts(level)) == len(self._states):
            return self._engine
        return self._views.get(level)

    def _copied(self, level: Level) -> ox.Store:
        copy = ox.Store()
        for graph in self.facts(level):
            copy.bulk_extend(self._engine.quads_for_pattern(None, None, None, graph))
        self._views[level] = copy
        derived = self._derived.get(level)
        if derived is not None:
            copy.load(zlib.decompress(derived.packed), ox.RdfFormat.N_QUADS)
            self._derived[level] = _Derived(derived.graph, derived.quads)
        return copy

    def derive(self, derive: Derive, changed: Iterable[str] | None) -> None:
        """Bring the derived graph of each level up to the facts.

        `changed`: the lines that were added or removed since the last call; None when that is not
        known. A level that sees the same facts as a lower one has no derived graph of its own.
        """
        for level in sorted({self.own(level) for level in Level}):
            graph = DERIVED + level.name.lower()
            view = View(
                level,
                graph,
                tuple(fact.value for fact in self.facts(level)),
                self.version(level),
                partial(self._tsv, level),
            )
            known = changed if level in self._derived else None
            self._put(level, ox.NamedNode(graph), derive(view, known))

    def _put(self, level: Level, graph: ox.NamedNode, patch: Patch) -> None:
        """Change the derived graph of a level, in its engine or where it waits for one."""
        engine, known = self._engine_of(level), self._derived.get(level)
        quads = (known.quads if known else 0) + len(patch.added) - len(patch.removed)
        packed = b""
        if engine is None:
            before = zlib.decompress(known.packed).decode().split("\n") if known else []
            lines = {*before, *patch.added} - {*patch.removed}
            packed = zlib.compress("\n".join(sorted(lines)).encode(), 1)
        else:
            for quad in _parsed(patch.removed):
                engine.remove(quad)
            engine.extend(_parsed(patch.added))
        self._derived[level] = _Derived(graph, quads, packed)

    def _tsv(self, level: Level, text: str) -> bytes:
        """The answer to a trusted SELECT over the facts of a level, derived graphs left out."""
        facts = self.facts(level)
        found = self._engine.query(text, default_graph=[*facts], named_graphs=[*facts])
        if not isinstance(found, ox.QuerySolutions):
            raise QueryError("a SELECT text is needed here")
        return found.serialize(format=ox.QueryResultsFormat.TSV) or b""

    def _drop_derived(self) -> None:
        for derived in self._derived.values():
            for engine in (self._engine, *self._views.values()):
                engine.remove_graph(derived.graph)
        self._derived.clear()

    def _follow(self, patch: Patch) -> None:
        """Bring the views up to a patch; one whose graphs are no longer the same is dropped."""
        before, self._scopes = self._scopes, {}
        self._versions.clear()
        if self._derived and any(self.facts(level) != before.get(level) for level in Level):
            self._drop_derived()  # they stand in engines that may now be of other levels
        for level, view in list(self._views.items()):
            graphs = self.facts(level)
            if graphs != before.get(level):
                del self._views[level]
                continue
            ends = tuple(f" <{graph.value}> ." for graph in graphs)
            for quad in _parsed(tuple(row for row in patch.removed if row.endswith(ends))):
                view.remove(quad)
            view.extend(_parsed(tuple(row for row in patch.added if row.endswith(ends))))

    def _sources(self, graph: str) -> list[str]:
        """The graphs that a computed graph says it was made from; none for any other."""
        node = ox.NamedNode(graph)
        if not any(self._engine.quads_for_pattern(node, _COMPUTED, None, node)):
            return []
        found = self._engine.quads_for_pattern(node, _SOURCE, None, node)
        return [str(getattr(quad.object, "value", "")) for quad in found]

    def _level(self, graph: ox.NamedNode) -> Level:
        stated = self._engine.quads_for_pattern(graph, _VISIBILITY, None, graph)
        levels = [Level.of(getattr(quad.object, "value", "")) for quad in stated]
        return max(levels, default=Level.RESTRICTED)

    def describe(self, graph: ox.NamedNode, level: Level) -> GraphInfo:
        """What is known about one graph that `level` may see."""
        derived = self._derived.get(self.own(level))
        if derived is not None and derived.graph == graph:
            titles = _titles(self.view(level), graph)
            return GraphInfo(graph.value, titles, derived.quads, self.own(level), derived=True)
        quads = self._states[graph.value].quads
        seen_by = next(level for level in Level if graph in self.facts(level))
        return GraphInfo(graph.value, _titles(self._engine, graph), quads, seen_by)

    def query(
        self, level: Level, text: str, values: Mapping[str, Node | None] | None = None
    ) -> Results:
        """Evaluate a trusted text over the view of `level`.

        Raises:
            QuerySyntaxError: malformed text.
            QueryError: the engine cannot answer it.
        """
        with translated(text):
            return self.view(level).query(
                text, use_default_graph_as_union=True, substitutions=_bound(values)
            )

    def answer(self, level: Level, question: Question, *, hangup: int | None = None) -> Answer:
        """Answer a user's question in a disposable child; see `Reader.answer`."""
        self.view(level)  # made once here, not in every child
        with Child(self._evaluated, self._limits) as child:
            return child.ask(level, question, hangup=hangup)

    def child(self) -> Child:
        """A process that holds the present data and waits for one question."""
        return Child(self._evaluated, self._limits)

    def _evaluated(self, level: Level, question: Question, output: Outgoing) -> None:
        seen = guard.look(question.text, self._limits)
        accept = wanted_type(question, seen.kind)
        default = named = visible = self.visible(level)
        if asked := guard.dataset(question, seen):
            default, named = ([graph for graph in visible if graph.value in one] for one in asked)
        text = for_engine(question.text, seen)
        with translated(text):
            found = evaluate(self.view(level), text, default, named)
            serialise(found, accept, self.version(level), output)


def for_engine(text: str, seen: guard.Seen, prefixes: Mapping[str, str] | None = None) -> str:
    """The text as the engine needs it: its columns in order, and names that it would cut.

    The columns of `SELECT *` are learnt from an empty engine.
    """
    text = guard.expanded(text, seen)
    if seen.star is None:
        return text
    found = evaluate(ox.Store(), text, [], [], prefixes=prefixes)
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
    def version(self) -> str:
        """What names the visible state; see `Reader.version`."""
        return self._store.version(self._level)

    def patient(self) -> Self:
        """The same reader: its time has no limit; see `Reader.patient`."""
        return self

    def select(self, query: str, /, **values: Node | None) -> Table:
        """Rows of a trusted SELECT text; see `Reader.select`."""
        with translated(query):
            return table_from_engine(self._solutions(query, values))

    def select_json(self, query: str, /, **values: Node | None) -> bytes:
        """As `select`, in SPARQL 1.1 Query Results JSON."""
        with translated(query):
            found = self._solutions(query, values)
            return found.serialize(format=ox.QueryResultsFormat.JSON) or b""

    def tsv(self, query: str, /) -> bytes:
        """As `select`, in SPARQL 1.1 Query Results TSV; see `Reader.tsv`."""
        with translated(query):
            found = self._solutions(query, {})
            return found.serialize(format=ox.QueryResultsFormat.TSV) or b""

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
            triples = sorted(found, key=str)
            return ox.serialize(triples, format=form, prefixes=PREFIXES) or b""

    def graphs(self) -> list[GraphInfo]:
        """The named graphs that this level may see, sorted by IRI."""
        visible = self._store.visible(self._level)
        return [self._store.describe(graph, self._level) for graph in visible]

    def answer(self, question: Question, *, hangup: int | None = None) -> Answer:
        """Answer the SPARQL of a user in a child process; see `Reader.answer`."""
        return self._store.answer(self._level, question, hangup=hangup)


def evaluate(  # noqa: PLR0913  the question, its graphs, and what is bound in it
    engine: ox.Store,
    text: str,
    default: Sequence[ox.NamedNode | ox.BlankNode],
    named: Sequence[ox.NamedNode | ox.BlankNode],
    *,
    prefixes: Mapping[str, str] | None = None,
    values: Mapping[str, Node | None] | None = None,
) -> Results:
    """The one place where the SPARQL of a user meets the engine; both graph lists are given.

    `prefixes` count where the text does not declare them; `values` are bound by the engine.

    Raises:
        QuerySyntaxError: malformed text.
        QueryError: the engine cannot answer it.
    """
    with translated(text):
        return engine.query(
            text,
            default_graph=[*default],
            named_graphs=[*named],
            prefixes=dict(prefixes or {}),
            substitutions=_bound(values),
        )


def _bound(
    values: Mapping[str, Node | None] | None,
) -> dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]:
    present = (values or {}).items()
    return {ox.Variable(name): to_engine(value) for name, value in present if value is not None}


def _titles(engine: ox.Store, graph: ox.NamedNode) -> dict[str, str]:
    stated = engine.quads_for_pattern(graph, _TITLE, None, graph)
    return {quad.object.language or "": quad.object.value for quad in stated}  # type: ignore[union-attr]


def dump(engine: ox.Store, graph: str) -> str:
    """N-Quads text of one named graph."""
    body = engine.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(graph)) or b""
    return body.decode().replace(" .\n", f" <{graph}> .\n")


def _parsed(lines: tuple[str, ...]) -> ox.QuadParser:
    return ox.parse("\n".join(lines), ox.RdfFormat.N_QUADS)
