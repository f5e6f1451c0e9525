"""Shortest paths between two things, best first, without the shortcuts that say nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from math import log2
from typing import Any, Final

import networkx as nx

from lien.analysis.arrays import HUB
from lien.errors import UnknownThing

WEIGHT: Final = 0.01
"""What the logarithm of a thing's neighbours adds to a step; less than a step on any path."""
TRIED: Final = 200
"""Paths that are looked at when the best are sought."""


@dataclass(frozen=True, slots=True)
class Path:
    """Things from one end to the other; `obscurity` ranks paths of equal length, small first.

    It is the sum of the base-2 logarithms of the neighbours of the things between the ends: a path
    through a small body says more than one through a large one.
    """

    things: tuple[str, ...]
    obscurity: float

    @property
    def hops(self) -> int:
        """How many links it has."""
        return len(self.things) - 1


def shortest_paths(  # noqa: PLR0913  one argument per condition on a path
    graph: nx.MultiDiGraph[str],
    a: str,
    b: str,
    *,
    top: int = 5,
    hops: int = 4,
    avoid: Collection[str] = (),
) -> list[Path]:
    """Up to `top` simple paths of at most `hops` links, shortest first, then by `obscurity`.

    Links are taken in both directions; `avoid` are things that no path goes through (the ends may
    be among them). Ties go by the names of the things. No path, or `a` equal to `b`: empty list.
    Yen 1971, as networkx has it, on the part of the graph that such paths can reach.

    Raises:
        UnknownThing: `a` or `b` is not in the graph.
    """
    for thing in (a, b):
        if thing not in graph:
            raise UnknownThing(thing)
    if a == b:
        return []
    near = _between(graph, a, b, hops, set(avoid) - {a, b})
    if near is None:
        return []
    found = [
        Path(tuple(things), sum(near.nodes[thing]["obscurity"] for thing in things[1:-1]))
        for things in _simple_paths(near, a, b, hops, top)
    ]
    return sorted(found, key=lambda path: (path.hops, path.obscurity, path.things))[:top]


def hubs(graph: nx.MultiDiGraph[str], *, most: int = HUB) -> list[str]:
    """Things with more than `most` neighbours, the largest first, ties by name."""
    sizes = {node: len(set(nx.all_neighbors(graph, node))) for node in graph}
    return sorted((n for n in sizes if sizes[n] > most), key=lambda n: (-sizes[n], n))


def _between(
    graph: nx.MultiDiGraph[str], a: str, b: str, hops: int, avoid: Collection[str]
) -> nx.Graph[Any] | None:
    """The undirected part of the graph on paths of at most `hops` links; None if there is none."""
    free = nx.subgraph_view(graph, filter_node=lambda node: node not in avoid)
    open_both_ways = free.to_undirected(as_view=True)
    from_a = nx.single_source_shortest_path_length(open_both_ways, a, cutoff=hops)
    if b not in from_a:
        return None
    from_b = nx.single_source_shortest_path_length(open_both_ways, b, cutoff=hops)
    inside = [n for n, far in from_a.items() if far + from_b.get(n, hops + 1) <= hops]
    near: nx.Graph[Any] = nx.Graph()
    for node in sorted(inside):
        near.add_node(node, obscurity=log2(1 + len(set(nx.all_neighbors(graph, node)))))
    near.add_edges_from(sorted((u, v) for u, v in graph.subgraph(inside).edges() if u != v))
    return near


def _simple_paths(near: nx.Graph[Any], a: str, b: str, hops: int, top: int) -> Iterator[list[str]]:
    """Paths in the order of their cost, and those that tie with the last one."""

    def cost(start: str, end: str, _: object) -> float:
        known = near.nodes[start]["obscurity"] + near.nodes[end]["obscurity"]
        return 1 + WEIGHT * float(known) / 2

    last = 0.0
    paths = nx.shortest_simple_paths(near, a, b, weight=cost)
    for number, things in enumerate(islice(paths, TRIED)):
        total = sum(cost(*step, None) for step in pairwise(things))
        if len(things) - 1 > hops or (number >= top and total > last + 1e-9):
            return
        last = total
        yield things
