"""Shortest chain of links between two things."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx

from lien.errors import UnknownThing


@dataclass(frozen=True, slots=True)
class Step:
    """One hop: from `start` to `end` along all links between the two.

    `links` are the edges' attributes; `forward` says for each whether it runs from start to end.
    """

    start: str
    end: str
    links: tuple[tuple[bool, Mapping[str, Any]], ...]


def shortest_chain(graph: nx.MultiDiGraph[str], a: str, b: str) -> list[Step]:
    """Hops of a shortest chain from `a` to `b`, links taken in both directions.

    No chain, or `a` equal to `b`: empty list. Among chains of equal length the one whose nodes
    come first in alphabetical order, seen from `a`, so that two runs agree. Breadth-first search
    (Moore 1959).

    Raises:
        UnknownThing: `a` or `b` is not in the graph.
    """
    for body in (a, b):
        if body not in graph:
            raise UnknownThing(body)
    distance = _distances(graph, b, until=a)
    if a not in distance:
        return []
    steps, here = [], a
    while here != b:
        there = min(n for n in _around(graph, here) if distance.get(n) == distance[here] - 1)
        steps.append(Step(here, there, tuple(_links(graph, here, there))))
        here = there
    return steps


def _distances(graph: nx.MultiDiGraph[str], start: str, *, until: str) -> dict[str, int]:
    distance, queue = {start: 0}, deque([start])
    while queue:
        node = queue.popleft()
        if node == until:
            break
        for other in _around(graph, node):
            if other not in distance:
                distance[other] = distance[node] + 1
                queue.append(other)
    return distance


def _around(graph: nx.MultiDiGraph[str], node: str) -> set[str]:
    return {*graph.successors(node), *graph.predecessors(node)}


def _links(graph: nx.MultiDiGraph[str], a: str, b: str) -> Iterator[tuple[bool, Mapping[str, Any]]]:
    for key in sorted(graph.get_edge_data(a, b, default={})):
        yield True, graph.edges[a, b, key]
    for key in sorted(graph.get_edge_data(b, a, default={})):
        yield False, graph.edges[b, a, key]
