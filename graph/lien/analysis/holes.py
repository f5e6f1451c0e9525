"""Structural holes: whom a node joins that would otherwise not be joined.

Source: Burt 1992, "Structural Holes", chapter 2; Borgatti 1997, "Structural holes: unpacking
Burt's redundancy measures". Matrices are symmetric, without loops; 1 for each link, or weights.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.sparse import csr_array, diags_array

from lien.analysis.arrays import Floats

_ROOM = 4_000_000
"""Entries of a product of matrices that are held at a time."""


def constraint(matrix: csr_array) -> Floats:
    """How much each node's links lead back to the same others: 0 for none, above 1 at most 1.125.

    The sum over neighbours j of (p_ij + sum over q of p_iq p_qj) squared, where p_ij is the share
    of i's links that goes to j. Low means broker. A node without links has NaN.
    """
    shares = _shares(matrix)
    found = np.zeros(matrix.shape[0])
    for rows, block in _products(shares, shares, matrix):
        joint = block + shares[rows]
        found[rows] = np.asarray(joint.multiply(joint).sum(axis=1)).ravel()
    return np.where(_degrees(matrix) > 0, found, np.nan)


def effective_size(matrix: csr_array) -> Floats:
    """How many of each node's neighbours are not redundant: from 1 to its number of neighbours.

    The number of neighbours less the sum over neighbours j of sum over q of p_iq m_jq, where m_jq
    is the weight of j's link to q as a share of j's strongest. Without weights this is
    n - 2t / n for t links among n neighbours (Borgatti 1997). A node without links has NaN.
    """
    degrees, shares = _degrees(matrix), _shares(matrix)
    strongest = matrix.max(axis=1).toarray().ravel() if len(degrees) else degrees
    marginal = diags_array(_inverse(strongest)) @ matrix
    redundant = np.zeros(matrix.shape[0])
    for rows, block in _products(shares, marginal.T.tocsr(), matrix):
        redundant[rows] = np.asarray(block.sum(axis=1)).ravel()
    return np.where(degrees > 0, degrees - redundant, np.nan)


def clustering(matrix: csr_array) -> Floats:
    """The share of pairs of each node's neighbours that are joined, 0 to 1; weights do not count.

    A node with fewer than two neighbours has 0. Source: Watts & Strogatz 1998.
    """
    plain = csr_array((np.ones(len(matrix.data)), matrix.indices, matrix.indptr), matrix.shape)
    degrees, closed = _degrees(matrix), np.zeros(matrix.shape[0])
    for rows, block in _products(plain, plain, plain):
        closed[rows] = np.asarray(block.sum(axis=1)).ravel()
    pairs = degrees * (degrees - 1.0)
    return np.divide(closed, pairs, out=np.zeros(len(pairs)), where=pairs > 0)


def transitivity(matrix: csr_array) -> float:
    """The share of two-step paths of the whole network whose ends are joined, 0 to 1; else 0."""
    degrees = _degrees(matrix)
    pairs = degrees * (degrees - 1.0)
    return float((clustering(matrix) * pairs).sum() / pairs.sum()) if pairs.sum() else 0.0


def _degrees(matrix: csr_array) -> Floats:
    return np.asarray(np.diff(matrix.indptr), np.float64)


def _inverse(values: Floats) -> Floats:
    return np.asarray(np.divide(1.0, values, out=np.zeros(len(values)), where=values > 0))


def _shares(matrix: csr_array) -> csr_array:
    """Each row divided by its sum."""
    strength = np.asarray(matrix.sum(axis=1)).ravel()
    return (diags_array(_inverse(strength)) @ matrix).tocsr()


def _products(
    left: csr_array, right: csr_array, pattern: csr_array
) -> Iterator[tuple[slice, csr_array]]:
    """The product of two matrices where the pattern has entries, some rows at a time."""
    steps = np.concatenate([[0], np.cumsum(np.diff(right.indptr)[left.indices])])
    work = steps[left.indptr]
    low = 0
    while low < left.shape[0]:
        high = max(int(np.searchsorted(work, work[low] + _ROOM, side="right")) - 1, low + 1)
        rows = slice(low, high)
        there = pattern[rows]
        there = csr_array((np.ones(len(there.data)), there.indices, there.indptr), there.shape)
        yield rows, (left[rows] @ right).multiply(there).tocsr()
        low = high
