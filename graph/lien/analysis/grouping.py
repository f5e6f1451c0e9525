"""Communities: groups that have more links inside than chance would give, and how good they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from lien.analysis.arrays import Int64s
from lien.analysis.cohesion import by_size
from lien.analysis.engine import engine

ROUNDS = 5
"""Rounds of the method: on cond-mat 2005, 3, 5 and 10 reach a modularity of .742, .744, .745."""


@dataclass(frozen=True, slots=True)
class Communities:
    """`of` is the community of each node, the largest is 0; `quality` is its modularity."""

    of: Int64s
    quality: float


def communities(matrix: csr_array, *, resolution: float = 1.0, seed: int = 1) -> Communities:
    """Communities by the method of Leiden, with weights; each is one connected part.

    The same network and seed give the same communities on the same software; another seed may give
    others that are as good, so compare with `adjusted_rand`. A node without links is a community of
    its own. Source: Traag, Waltman & van Eck 2019; networkit's ParallelLeiden with one thread.
    """
    import networkit  # noqa: PLC0415  it takes a second, and pages do without

    number = matrix.shape[0]
    if not matrix.nnz:
        return Communities(np.arange(number), 0.0)
    graph = engine(matrix, seed=seed, weighted=True)
    method = networkit.community.ParallelLeiden(graph, iterations=ROUNDS, gamma=resolution)
    labels = _connected(matrix, np.array(method.run().getPartition().getVector(), np.int64))
    return Communities(by_size(labels), modularity(matrix, labels, resolution=resolution))


def _connected(matrix: csr_array, labels: Int64s) -> Int64s:
    """The parts that the links within the groups join: the groups, if each hangs together."""
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    inside = labels[rows] == labels[matrix.indices]
    within = csr_array((inside[inside], (rows[inside], matrix.indices[inside])), matrix.shape)
    return np.asarray(connected_components(within, directed=False)[1], np.int64)


def modularity(matrix: csr_array, labels: Int64s, *, resolution: float = 1.0) -> float:
    """The share of weight inside groups, less what chance would give; at most 1. No links: 0.

    Source: Newman & Girvan 2004; resolution as Reichardt & Bornholdt 2006.
    """
    total = matrix.sum()
    if not total:
        return 0.0
    rows = np.repeat(labels, np.diff(matrix.indptr))
    inside = matrix.data[rows == labels[matrix.indices]].sum() / total
    strength = np.bincount(labels, np.asarray(matrix.sum(axis=1)).ravel()) / total
    return float(inside - resolution * (strength**2).sum())


def adjusted_rand(one: Int64s, other: Int64s) -> float:
    """How alike two divisions of the same things are: 1 the same, 0 as chance would have it.

    Below 0: less than chance. Two divisions into single things, or into one group, are the same.
    Source: Hubert & Arabie 1985.
    """
    _, a = np.unique(one, return_inverse=True)
    _, b = np.unique(other, return_inverse=True)
    width = int(b.max(initial=0)) + 1
    joint = _pairs(np.unique(a * width + b, return_counts=True)[1])
    rows, columns = _pairs(np.bincount(a)), _pairs(np.bincount(b))
    pairs = len(a) * (len(a) - 1) / 2
    expected = rows * columns / pairs if pairs else 0.0
    most = (rows + columns) / 2
    return 1.0 if most == expected else float((joint - expected) / (most - expected))


def _pairs(sizes: Int64s) -> float:
    return float((sizes * (sizes - 1) / 2).sum())
