"""Ego network: what lies around one body."""

from __future__ import annotations

import networkx as nx

from lien.errors import UnknownThing


def ego_network(graph: nx.MultiDiGraph[str], body: str, *, radius: int = 1) -> nx.MultiDiGraph[str]:
    """Everything within `radius` links of `body`, with all links among it.

    Links count in both directions. Radius 0 is the body alone. The result is a copy; nodes and
    edges keep their attributes. Source: Wasserman & Faust 1994, section 2.3.

    Raises:
        UnknownThing: the graph has no such node.
    """
    if body not in graph:
        raise UnknownThing(body)
    reached = nx.single_source_shortest_path_length(
        graph.to_undirected(as_view=True), body, cutoff=radius
    )
    return graph.subgraph(reached).copy()
