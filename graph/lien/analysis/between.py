"""Betweenness on arrays: exact for small networks, sampled with a known error for large ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from lien.analysis.arrays import Floats
from lien.analysis.engine import engine

EXACT = 3_000
"""Nodes up to which betweenness is exact unless asked otherwise."""
EPSILON = 0.01
"""Errors are a quarter of this in practice, and nine of the first ten stay the first ten: see
`benchmarks/measures.py`, which compares several seeds with exact values."""
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
    matrix: csr_array, *, exact: bool | None = None, epsilon: float = EPSILON, seed: int = 1
) -> Betweenness:
    """The share of shortest paths between others that pass through each node.

    Weights do not count. `exact` None: up to `EXACT` nodes. Fewer than three nodes: all 0. Exact:
    Brandes 2001. Sampled: KADABRA, Borassi & Natale 2016. Source: Freeman 1977.
    """
    import networkit  # noqa: PLC0415  it takes a second, and pages do without

    number = matrix.shape[0]
    if number < 3:
        return Betweenness(np.zeros(number), 0.0)
    graph = engine(matrix, seed=seed)
    if number <= EXACT if exact is None else exact:
        found = networkit.centrality.Betweenness(graph, normalized=True).run().scores()
        return Betweenness(np.array(found), 0.0)
    sampled = networkit.centrality.KadabraBetweenness(graph, epsilon, DELTA, deterministic=True)
    # networkit samples ordered pairs, the two ends among them, and counts each path twice
    scores = np.array(sampled.run().scores()) / 2 * number / (number - 2)
    return Betweenness(scores, epsilon)
