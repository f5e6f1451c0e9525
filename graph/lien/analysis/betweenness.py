"""Betweenness: who stands between the others."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx


@dataclass(frozen=True, slots=True)
class Broker:
    """`betweenness` is the share of shortest paths between others that pass here, 0 to 1."""

    body: str
    betweenness: float


def brokers(graph: nx.MultiDiGraph[str], *, top: int = 10) -> list[Broker]:
    """Bodies that connect others, strongest first.

    Betweenness on the undirected simple graph, normalised by the number of pairs of others. In a
    graph with fewer than three nodes everyone has 0. Empty graph: empty list. Ties by name.
    Source: Freeman 1977; computed as Brandes 2001 (networkx).
    """
    scores = nx.betweenness_centrality(nx.Graph(graph))
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return [Broker(body, score) for body, score in ranked[:top]]
