"""The rdflib view: a copy of what one level may see, for reading with rdflib's interface.

Every SPARQL text goes to the engine that holds the copy. rdflib's own SPARQL engine, which is some
fifty times slower and fetches addresses, is never a fallback: what the engine cannot take is
refused, and so is everything that would change the copy or read anything else. Graphs that are
made from the view (`+`, `cbd`, the answer of CONSTRUCT) are views themselves.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping
from typing import Any, Final, NoReturn, cast

import pyoxigraph as ox
from oxrdflib import OxigraphStore
from rdflib import BNode, Dataset, Graph, Literal, URIRef, Variable
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.namespace import NamespaceManager
from rdflib.query import Result, ResultRow

from lien.errors import QueryRefused
from lien.store import guard
from lien.store.convert import from_engine, to_engine
from lien.store.embedded import evaluate, for_engine
from lien.store.model import Limits, Node, Question
from lien.terms import PREFIXES

_Triple = tuple[Node, Node, Node]
_UNION: Final = "__UNION__"
"""What rdflib calls the union of all graphs in `queryGraph`."""
_COPY: Final = "Copy what you need into a graph of your own: Graph() + view.graph(iri)."
_TEXT: Final = "Give the text of the query; bind values with initBindings."


class RdfView(Dataset):
    """What one level may see, as an rdflib Dataset that can be read and asked, nothing else.

    Its default graph is the union of the named graphs. Reading gives a triple once; a question
    finds it once for each graph that states it, as everywhere in Lien. `query` answers as
    `Graph.query` does; `initBindings` binds variables that stand in the SELECT clause; FROM
    chooses among the graphs that are here (its prefixes stand in the text) and fetches nothing.

    Raises:
        QueryRefused: whatever would need rdflib's own SPARQL engine, another address, or a change;
            and texts that users may not ask either (updates, SERVICE, nesting).
        QuerySyntaxError, QueryError: as `Reader.answer`.
    """

    def __init__(self, engine: ox.Store, limits: Limits | None = None) -> None:
        """View everything that `engine` holds; nobody else may change it from here on."""
        store = _ViewStore(engine, limits or Limits())
        super().__init__(store=store, default_union=True)
        self._default_context = self.get_context(DATASET_DEFAULT_GRAPH_ID)
        for prefix, namespace in PREFIXES.items():
            self.bind(prefix, namespace, replace=True)

    def __repr__(self) -> str:
        return f"<RdfView: {len(self.store.graphs)} named graphs, {len(self)} triples>"

    def __reduce__(self) -> NoReturn:
        refuse("a view cannot be pickled", _COPY)

    def __copy__(self) -> RdfView:
        return self

    def __deepcopy__(self, memo: object) -> RdfView:
        return self

    @property
    def store(self) -> _ViewStore:
        """The rdflib store behind the view."""
        return cast("_ViewStore", super().store)

    @property
    def identifier(self) -> Any:
        """A blank node, as of any dataset; rdflib's own warns on every comparison."""
        return Graph.identifier.fget(self)  # type: ignore[attr-defined]

    @property  # type: ignore[misc]  # it is not to be set
    def default_context(self) -> Any:
        """The default graph itself, without the named ones: it is empty."""
        return self._default_context

    def graph(self, identifier: Any = None, base: str | None = None) -> Graph:
        """The named graph; one that is not there, or is hidden, is empty."""
        if identifier is None or (isinstance(identifier, Graph) and identifier.store != self.store):
            refuse("a view takes no new graph", _COPY)
        return self.get_context(getattr(identifier, "identifier", identifier), base=base)

    def get_context(self, identifier: Any, quoted: bool = False, base: str | None = None) -> Graph:
        """As `graph`."""
        if quoted:
            refuse("there are no quoted graphs here", _COPY)
        return ViewGraph(self.store, identifier, self.namespace_manager, base)

    def contexts(self, triple: Any = None) -> Generator[Graph, None, None]:
        """As `graphs`: the named graphs (that hold the triple), then the default graph."""
        for name in self.store.holding(triple) if triple else self.store.graphs:
            yield self.get_context(_iri(name))
        yield self._default_context

    graphs = contexts

    def query(self, *texts: Any, **options: Any) -> Result:
        """Answer a SPARQL text over all graphs; see the class."""
        return _asked(self, _UNION, *texts, **options)

    def update(self, *_: object, **__: object) -> NoReturn:
        """Refuse: a view cannot be changed."""
        refuse("a view cannot be changed", _COPY)

    def parse(self, *_: object, **__: object) -> NoReturn:
        """Refuse: a view reads nothing but what the store holds."""
        refuse("a view reads nothing else", "Parse into a graph of your own, or use: lien load.")

    def _no_copy(self, *_: object, **__: object) -> NoReturn:
        refuse("datasets are not combined", _COPY)

    __add__ = __or__ = __mul__ = __and__ = __sub__ = __xor__ = _no_copy
    skolemize = de_skolemize = _no_copy

    def cbd(self, resource: Any, *, target_graph: Graph | None = None, **options: Any) -> Graph:
        """The concise bounded description, as a view of its own or added to `target_graph`."""
        made = super().cbd(resource, target_graph=target_graph, **options)
        return made if target_graph is not None else _apart(self, made)


class ViewGraph(Graph):
    """One graph of a view: as `RdfView`, and nothing outside this graph exists for it."""

    def __init__(
        self,
        store: _ViewStore,
        identifier: Any,
        namespaces: NamespaceManager | None = None,
        base: str | None = None,
    ) -> None:
        super().__init__(store, identifier, namespaces, base)

    def __reduce__(self) -> NoReturn:
        refuse("a view cannot be pickled", _COPY)

    def __copy__(self) -> ViewGraph:
        return self

    def __deepcopy__(self, memo: object) -> ViewGraph:
        return self

    def query(self, *texts: Any, **options: Any) -> Result:
        """Answer a SPARQL text over this graph alone."""
        return _asked(self, self.identifier, *texts, **options)

    update = RdfView.update
    parse = RdfView.parse
    # What follows makes new graphs; rdflib would make them with its own engine behind them.

    def __add__(self, other: Graph) -> Graph:
        return _apart(self, super().__add__(other))

    def __mul__(self, other: Graph) -> Graph:
        return _apart(self, super().__mul__(other))

    def __sub__(self, other: Graph) -> Graph:
        return _apart(self, super().__sub__(other))

    def __xor__(self, other: Graph) -> Graph:
        return _apart(self, (super().__sub__(other)) + (other - self))

    __or__ = __add__
    __and__ = __mul__

    def cbd(self, resource: Any, *, target_graph: Graph | None = None, **options: Any) -> Graph:
        """As `RdfView.cbd`, of what this graph states."""
        made = super().cbd(resource, target_graph=target_graph, **options)
        return made if target_graph is not None else _apart(self, made)

    def skolemize(self, new_graph: Graph | None = None, *args: Any, **options: Any) -> Graph:
        """As rdflib's, into a view of its own or into `new_graph`."""
        made = super().skolemize(new_graph, *args, **options)
        return made if new_graph is not None else _apart(self, made)

    def de_skolemize(self, new_graph: Graph | None = None, *args: Any, **options: Any) -> Graph:
        """As rdflib's, into a view of its own or into `new_graph`."""
        made = super().de_skolemize(new_graph, *args, **options)
        return made if new_graph is not None else _apart(self, made)


class _Answer(Result):
    """rdflib's result without its habit of leaving out rows in which nothing is bound."""

    def __iter__(self) -> Iterator[Any]:
        if self.type != "SELECT":
            yield from super().__iter__()
            return
        for row in self.bindings:
            yield ResultRow(row, self.vars or [])


class _ViewStore(OxigraphStore):
    """An rdflib store on an engine that never changes; all its terms are kept as they are."""

    def __init__(self, engine: ox.Store, limits: Limits) -> None:
        super().__init__(store=engine)
        self._limits = limits
        self._sizes: dict[ox.NamedNode | ox.BlankNode | None, int] = {}
        self.graphs = sorted(engine.named_graphs(), key=lambda graph: graph.value)

    def triples(
        self, triple_pattern: Any, context: Graph | None = None
    ) -> Iterator[tuple[_Triple, Iterator[Graph | None]]]:
        """Each triple that matches once, with the graphs that hold it."""
        graph = _graph_of(context)
        seen: set[ox.Triple] = set()
        for quad in self._quads(triple_pattern, graph):
            if quad.triple not in seen:
                if graph is None:
                    seen.add(quad.triple)
                triple = tuple(map(from_engine, (quad.subject, quad.predicate, quad.object)))
                yield triple, self._contexts(quad, context)  # type: ignore[misc]

    def _contexts(self, quad: ox.Quad, context: Graph | None) -> Iterator[Graph | None]:
        if context is not None and _graph_of(context) is not None:
            yield context
            return
        for same in self._inner.quads_for_pattern(quad.subject, quad.predicate, quad.object, None):
            yield ViewGraph(self, _iri(same.graph_name))

    def _quads(
        self, pattern: Any, graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph | None
    ) -> Iterator[ox.Quad]:
        try:
            terms: list[Any] = [None if term is None else to_engine(term) for term in pattern]
            return self._inner.quads_for_pattern(terms[0], terms[1], terms[2], graph)
        except (TypeError, ValueError):  # such as a literal as subject: no triple has one
            return iter(())

    def holding(self, triple: Any) -> list[ox.NamedNode | ox.BlankNode]:
        """The named graphs with a triple that matches, sorted by IRI."""
        found = {quad.graph_name for quad in self._quads(triple, None)}
        return [graph for graph in self.graphs if graph in found]

    def contexts(self, triple: Any = None) -> Iterator[Graph]:  # type: ignore[override]
        """The named graphs, or those with a triple that matches."""
        names = self.holding(triple) if triple else self.graphs
        return iter([ViewGraph(self, _iri(name)) for name in names])

    def __len__(self, context: Graph | None = None) -> int:
        graph = _graph_of(context)
        if isinstance(graph, ox.DefaultGraph):
            return 0
        if graph not in self._sizes:
            quads = self._inner.quads_for_pattern(None, None, None, graph)
            once = {quad.triple for quad in quads} if graph is None else [*quads]
            self._sizes[graph] = len(once)
        return self._sizes[graph]

    def query(
        self,
        query: Any,
        initNs: Mapping[str, Any],  # noqa: N803  rdflib's names
        initBindings: Mapping[str, Any],  # noqa: N803
        queryGraph: Any,  # noqa: N803
        **kwargs: object,
    ) -> Result:
        """Answer a text over all graphs or one; see `RdfView`."""
        if not isinstance(query, str):
            refuse("a prepared query would run in rdflib's own engine", _TEXT)
        if kwargs:
            reason = f"{', '.join(sorted(kwargs))} would need rdflib's own engine"
            refuse(reason, "Write BASE and PREFIX in the text; leave the option out.")
        seen = guard.look(query, self._limits)
        prefixes = {prefix: str(namespace) for prefix, namespace in initNs.items()}
        default = named = [name for name in self.graphs if queryGraph in (_UNION, _iri(name))]
        if asked := guard.dataset(Question(query), seen):
            default, named = ([name for name in named if name.value in one] for one in asked)
        found = evaluate(
            self._inner,
            for_engine(query, seen, prefixes),
            default,
            named,
            prefixes=prefixes,
            values={str(name): _bindable(name, term) for name, term in initBindings.items()},
        )
        return self._answer(found)

    def _answer(self, found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> Result:
        if isinstance(found, ox.QueryBoolean):
            answer = _Answer("ASK")
            answer.askAnswer = bool(found)
        elif isinstance(found, ox.QueryTriples):
            answer = _Answer("CONSTRUCT")
            answer.graph = self.apart(found, None)
        else:
            answer = _Answer("SELECT")
            answer.vars = [Variable(variable.value) for variable in found.variables]
            answer.bindings = [
                {
                    name: from_engine(term)
                    for name, term in zip(answer.vars, row, strict=True)
                    if term is not None
                }
                for row in found
            ]
        return answer

    def apart(self, triples: Iterable[ox.Triple], namespaces: NamespaceManager | None) -> ViewGraph:
        """A graph of its own with these triples."""
        engine, name = ox.Store(), ox.BlankNode()
        engine.extend(ox.Quad(t.subject, t.predicate, t.object, name) for t in triples)
        store = _ViewStore(engine, self._limits)
        for prefix, namespace in namespaces.namespaces() if namespaces else self.namespaces():
            store.bind(prefix, URIRef(namespace))
        return ViewGraph(store, BNode(name.value))

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        refuse("a view cannot be changed", _COPY)

    add = addN = remove = add_graph = remove_graph = update = _refuse  # noqa: N815  rdflib's name
    open = create = destroy = _refuse

    def close(self, commit_pending_transaction: bool = False) -> None:
        """Nothing is open."""


def refuse(reason: str, hint: str) -> NoReturn:
    """Raise the error for what a view does not do."""
    raise QueryRefused(reason, hint=hint)


def _asked(  # noqa: PLR0913, PLR0917  rdflib's signature
    graph: Graph,
    scope: object,
    query_object: object,
    processor: object = "sparql",
    result: object = "sparql",
    initNs: Mapping[str, Any] | None = None,  # noqa: N803
    initBindings: Mapping[str, Any] | None = None,  # noqa: N803
    use_store_provided: bool = True,
    **kwargs: object,
) -> Result:
    if processor != "sparql" or result != "sparql" or not use_store_provided:
        refuse("only the engine that holds the data answers here", _TEXT)
    namespaces = initNs or dict(graph.namespaces())
    return graph.store.query(query_object, namespaces, initBindings or {}, scope, **kwargs)  # type: ignore[arg-type]


def _apart(graph: Graph, triples: Iterable[Any]) -> ViewGraph:
    """A view of its own with these triples, and with the prefixes of `graph`."""
    made = (ox.Triple(*map(to_engine, triple)) for triple in triples)  # type: ignore[arg-type]
    return cast("_ViewStore", graph.store).apart(made, graph.namespace_manager)


def _graph_of(context: Graph | None) -> ox.NamedNode | ox.BlankNode | ox.DefaultGraph | None:
    """The engine's name of a graph; None for all of them together."""
    if context is None or isinstance(context, Dataset):
        return None
    if context.identifier == DATASET_DEFAULT_GRAPH_ID:
        return ox.DefaultGraph()
    return to_engine(context.identifier)  # type: ignore[arg-type, return-value]


def _iri(name: Any) -> URIRef | BNode:
    return BNode(name.value) if isinstance(name, ox.BlankNode) else URIRef(name.value)


def _bindable(name: str, term: object) -> Node:
    if isinstance(term, URIRef | Literal | BNode):
        return term
    reason = f"the value of {name!r} is not an RDF term"
    refuse(reason, "Wrap it: URIRef(…) or Literal(…).")
