"""PageRank: how often a walk that follows links at random is at each node."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from lien.analysis.arrays import Floats
from lien.errors import LienError


def pagerank(
    matrix: csr_array, *, damping: float = 0.85, tolerance: float = 1e-10, steps: int = 1_000
) -> Floats:
    """The share of its time that a random walk spends at each node; they add up to 1.

    With the chance `damping` the walk takes a link in proportion to its weight, else it starts
    again anywhere; from a node without links it always does. `matrix[i, j]` is the weight of the
    link from i to j. Power iteration until the sum of all changes is below `tolerance`, however
    many nodes there are. No nodes: no values. Source: Brin & Page 1998; Langville & Meyer 2004.

    Raises:
        LienError: not reached in so many steps.
    """
    number = matrix.shape[0]
    if not number:
        return np.zeros(0)
    strength = np.asarray(matrix.sum(axis=1)).ravel()
    out = np.divide(1.0, strength, out=np.zeros(number), where=strength > 0)
    stranded = strength == 0
    back = matrix.T.tocsr()
    rank = np.full(number, 1.0 / number)
    for _ in range(steps):
        spread = back @ (rank * out) + rank[stranded].sum() / number
        new: Floats = damping * spread + (1.0 - damping) / number
        change = np.abs(new - rank).sum()
        rank = new
        if change < tolerance:
            return np.asarray(rank / rank.sum())
    raise LienError(f"PageRank did not settle in {steps} steps")
