"""Arrays behind networkx: `nx.pagerank(graph)` on a `LienGraph` builds no networkx graph.

networkx finds this module by its entry point and calls the function of the same name; results have
the form that networkx documents. What is not here, or not with these parameters, networkx refuses,
or computes itself after a conversion where `nx.config.fallback_to_nx` is set.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

import networkx as nx
import numpy as np
from scipy.sparse import csr_array, triu

from lien.analysis import between, cohesion, grouping, holes, routes
from lien.analysis import pagerank as ranking
from lien.analysis.arrays import Adjacency, Floats, Int64s, adjacency
from lien.analysis.selection import Selection

Numbers = dict[Hashable, float]


class LienGraph:
    """An undirected simple graph of arrays that networkx's functions take; it cannot be changed."""

    __networkx_backend__ = "lien"

    def __init__(self, nodes: list[Any], edges: Adjacency, weight: Floats | None = None) -> None:
        """`nodes` are the names; `weight` has a value for each edge of the adjacency."""
        self.names, self.adjacency, self.weight = nodes, edges, weight
        self.graph: dict[str, Any] = {}

    @classmethod
    def of(cls, chosen: Selection) -> LienGraph:
        """The graph of a part of a network; nodes are IRIs."""
        return cls(chosen.iris, chosen.adjacency, chosen.weight)

    @cached_property
    def place(self) -> dict[Any, int]:
        """The number of each node."""
        return {name: number for number, name in enumerate(self.names)}

    def matrix(self, weight: str | None) -> csr_array:
        """Weights if networkx asks for them by their name, else 1 for each edge."""
        if weight not in {None, "weight"}:
            raise NotImplementedError(f"edges have no {weight!r}")
        return self.adjacency.matrix(self.weight if weight else None)

    def find(self, node: Hashable) -> int:
        """The number of a node.

        Raises:
            nx.NodeNotFound: there is no such node.
        """
        if node not in self.place:
            raise nx.NodeNotFound(f"{node!r} is not in the graph")
        return self.place[node]

    def is_directed(self) -> bool:
        """Never."""
        return False

    def is_multigraph(self) -> bool:
        """Never."""
        return False

    def number_of_nodes(self) -> int:
        """How many nodes there are."""
        return len(self.names)

    def number_of_edges(self) -> int:
        """How many edges there are."""
        return len(self.adjacency.edge) // 2

    def __len__(self) -> int:
        return len(self.names)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.names)

    def __contains__(self, node: object) -> bool:
        return node in self.place


def _named(graph: LienGraph, values: Iterable[float], nodes: Any = None) -> Numbers:
    found = dict(zip(graph.names, np.asarray(values).tolist(), strict=True))
    return found if nodes is None else {node: found[node] for node in nodes if node in found}


def _only(**given: object) -> None:
    """Refuse what networkx offers and this module does not."""
    asked = [name for name, value in given.items() if value is not None and value is not False]
    if asked:
        raise NotImplementedError(f"not with {', '.join(asked)}")


def pagerank(  # noqa: PLR0913, PLR0917  networkx's signature
    G: LienGraph,  # noqa: N803
    alpha: float = 0.85,
    personalization: Mapping[Any, float] | None = None,
    max_iter: int = 100,
    tol: float = 1e-6,
    nstart: Mapping[Any, float] | None = None,
    weight: str | None = "weight",
    dangling: Mapping[Any, float] | None = None,
) -> Numbers:
    """As `nx.pagerank`, but always to 1e-10: neither `tol` nor `max_iter` makes it coarser."""
    del max_iter, tol
    _only(personalization=personalization, nstart=nstart, dangling=dangling)
    return _named(G, ranking.pagerank(G.matrix(weight), damping=alpha))


def betweenness_centrality(  # noqa: PLR0913, PLR0917  networkx's signature
    G: LienGraph,  # noqa: N803
    k: int | None = None,
    normalized: bool = True,
    weight: str | None = None,
    endpoints: bool = False,
    seed: int | None = None,
) -> Numbers:
    """As `nx.betweenness_centrality`, exact; for a sample see `lien.analysis.between`."""
    del seed
    _only(k=k, weight=weight, endpoints=endpoints)
    found = between.betweenness(G.adjacency.matrix(), exact=True).values
    number = len(G)
    return _named(G, found if normalized else found * (number - 1) * (number - 2) / 2)


def constraint(G: LienGraph, nodes: Any = None, weight: str | None = None) -> Numbers:  # noqa: N803
    """As `nx.constraint`."""
    return _named(G, holes.constraint(G.matrix(weight)), nodes)


def effective_size(G: LienGraph, nodes: Any = None, weight: str | None = None) -> Numbers:  # noqa: N803
    """As `nx.effective_size`."""
    return _named(G, holes.effective_size(G.matrix(weight)), nodes)


def clustering(G: LienGraph, nodes: Any = None, weight: str | None = None) -> Numbers:  # noqa: N803
    """As `nx.clustering`, for all nodes or a list of them."""
    _only(weight=weight)
    return _named(G, holes.clustering(G.adjacency.matrix()), nodes)


def transitivity(G: LienGraph) -> float:  # noqa: N803
    """As `nx.transitivity`."""
    return holes.transitivity(G.adjacency.matrix())


def core_number(G: LienGraph) -> Numbers:  # noqa: N803
    """As `nx.core_number`."""
    return _named(G, cohesion.core(G.adjacency.matrix()))


def connected_components(G: LienGraph) -> Iterator[set[Any]]:  # noqa: N803
    """As `nx.connected_components`, the largest first."""
    yield from _sets(G, cohesion.components(G.adjacency.matrix()))


def number_connected_components(G: LienGraph) -> int:  # noqa: N803
    """As `nx.number_connected_components`."""
    return int(cohesion.components(G.adjacency.matrix()).max(initial=-1)) + 1


def bridges(G: LienGraph, root: Any = None) -> Iterator[tuple[Any, Any]]:  # noqa: N803
    """As `nx.bridges`."""
    _only(root=root)
    for u, v in cohesion.cuts(G.adjacency.matrix()).bridges.tolist():
        yield G.names[u], G.names[v]


def articulation_points(G: LienGraph) -> Iterator[Any]:  # noqa: N803
    """As `nx.articulation_points`."""
    for node in np.flatnonzero(cohesion.cuts(G.adjacency.matrix()).articulation).tolist():
        yield G.names[node]


def leiden_communities(  # networkx's signature
    G: LienGraph,  # noqa: N803
    weight: str | None = "weight",
    resolution: float = 1,
    max_level: int | None = None,
    seed: int | random.Random | None = None,
) -> list[set[Any]]:
    """As `nx.community.leiden_communities`, the largest first; the same seed gives the same."""
    _only(max_level=max_level)
    found = grouping.communities(G.matrix(weight), resolution=resolution, seed=_seed(seed))
    return list(_sets(G, found.of))


def _seed(seed: int | random.Random | None) -> int:
    """A number; networkx turns what it is given into a generator before it calls a back end."""
    if isinstance(seed, random.Random):
        return seed.randint(1, 2**31 - 1)
    return seed or 1


def bidirectional_shortest_path(G: LienGraph, source: Any, target: Any) -> list[Any]:  # noqa: N803
    """As `nx.bidirectional_shortest_path`; of several the one whose nodes come first."""
    found = routes.shortest_route(G.adjacency, G.find(source), G.find(target))
    if not found:
        raise nx.NetworkXNoPath(f"no path between {source} and {target}")
    return [G.names[node] for node in found]


def _sets(graph: LienGraph, labels: Int64s) -> Iterator[set[Any]]:
    order = np.argsort(labels, kind="stable")
    for part in np.split(order, np.flatnonzero(np.diff(labels[order])) + 1):
        yield {graph.names[node] for node in part.tolist()}


def convert_from_nx(graph: nx.Graph[Any], *_: object, **__: object) -> LienGraph:
    """The arrays of an undirected simple networkx graph; loops are left out.

    Raises:
        NotImplementedError: it is directed or has parallel edges.
    """
    if graph.is_directed() or graph.is_multigraph():
        raise NotImplementedError("only undirected graphs without parallel edges")
    matrix = triu(nx.to_scipy_sparse_array(graph, dtype=float, format="coo"), 1, format="csr")
    matrix = matrix.tocoo()
    u, v = (ends.astype(np.int32) for ends in matrix.coords)
    return LienGraph(list(graph), adjacency(len(graph), u, v), matrix.data)


def convert_to_nx(result: Any, *_: object, **__: object) -> Any:
    """A networkx graph of a `LienGraph`; anything else as it is."""
    if not isinstance(result, LienGraph):
        return result
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_nodes_from(result.names)
    upper = triu(result.matrix("weight"), 1, format="coo")
    for u, v, weight in zip(*upper.coords, upper.data, strict=True):
        graph.add_edge(result.names[u], result.names[v], weight=float(weight))
    return graph


backend = sys.modules[__name__]
"""What the entry point names."""
