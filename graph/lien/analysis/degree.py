"""Degree: how many others a body is linked to."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx


@dataclass(frozen=True, slots=True)
class Degree:
    """`neighbours` counts distinct others, `links` counts links; a loop counts no neighbour."""

    body: str
    neighbours: int
    links: int


def degrees(graph: nx.MultiDiGraph[str], *, top: int | None = None) -> list[Degree]:
    """Bodies by number of distinct neighbours, most first; ties by links, then by name.

    Direction does not count. Empty graph: empty list. Source: Freeman 1979, section "Degree".
    """
    simple = nx.Graph(graph)
    found = [
        Degree(node, len(set(simple[node]) - {node}), int(graph.degree(node))) for node in graph
    ]
    return sorted(found, key=lambda d: (-d.neighbours, -d.links, d.body))[:top]
