"""Betweenness on arrays: exact for small networks, sampled with a known error for large ones."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.sparse import csr_array

from lien.analysis.arrays import Floats
from lien.analysis.engine import engine

EXACT = 3_000
"""Nodes up to which betweenness is exact unless asked otherwise."""
DELTA = 0.1


@dataclass(frozen=True, slots=True)
class Betweenness:
    """`values` are 0 to 1. `epsilon` is 0 where they are exact.

    Otherwise, with a chance of 1 - `DELTA` at least, no value is further than `epsilon` from the
    exact one.
    """

    values: Floats
    epsilon: float


def betweenness(
    matrix: csr_array, *, exact: bool | None = None, epsilon: float | None = None, seed: int = 1
) -> Betweenness:
    """The share of shortest paths between others that pass through each node.

    Weights do not count. `exact` None: up to `EXACT` nodes. `epsilon` None: `error_for` so
    many. Fewer than three nodes: all 0. Exact: Brandes 2001. Sampled: KADABRA, Borassi & Natale
    2016. Source: Freeman 1977.
    """
    import networkit  # noqa: PLC0415  it takes a second, and pages do without

    number = matrix.shape[0]
    if number < 3:
        return Betweenness(np.zeros(number), 0.0)
    graph = engine(matrix, seed=seed)
    if number <= EXACT if exact is None else exact:
        found = networkit.centrality.Betweenness(graph, normalized=True).run().scores()
        return Betweenness(np.array(found), 0.0)
    epsilon = error_for(number, matrix.nnz // 2) if epsilon is None else epsilon
    sampled = networkit.centrality.KadabraBetweenness(graph, epsilon, DELTA, deterministic=True)
    # networkit samples ordered pairs, the two ends among them, and counts each path twice
    scores = np.array(sampled.run().scores()) / 2 * number / (number - 2)
    return Betweenness(scores, epsilon)


def error_for(nodes: int, links: int) -> float:
    """The error that sampling may have: .01 up to some 5,000 nodes, .003 from 16,000 on.

    Values grow smaller with the network, and the exact computation takes nodes times links. In a
    thirtieth of its time or less, nine tenths of the first 20 are found on co-authors of
    astrophysics (`benchmarks/coauthors.py`, the worst of several seeds).
    """
    return round(min(0.01, max(0.003, 135 / sqrt(max(nodes * links, 1)))), 4)
