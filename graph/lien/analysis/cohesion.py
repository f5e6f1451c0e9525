"""What holds a network together: parts, cores, bridges, and nodes whose loss cuts it apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from lien.analysis.arrays import Flags, Int64s
from lien.analysis.engine import engine


@dataclass(frozen=True, slots=True)
class Cuts:
    """`articulation` says of each node whether its loss cuts its part of the network apart.

    `bridges` are the links (u, v), u < v, in order, whose loss does.
    """

    articulation: Flags
    bridges: Int64s


def components(matrix: csr_array) -> Int64s:
    """The part of the network of each node; the largest is 0, of equals that of the first node."""
    _, labels = connected_components(matrix, directed=False)
    return by_size(labels.astype(np.int64))


def by_size(labels: Int64s) -> Int64s:
    """Groups numbered anew: the largest is 0, of equals the one whose first member comes first."""
    _, first, place, sizes = np.unique(
        labels, return_index=True, return_inverse=True, return_counts=True
    )
    order = np.lexsort((first, -sizes))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return rank[place]


def core(matrix: csr_array) -> Int64s:
    """The core of each node: the largest k such that it has k links within a part where all do.

    Weights do not count. A node without links has 0. Source: Seidman 1983; Batagelj & Zaveršnik
    2003.
    """
    import networkit  # noqa: PLC0415  it takes a second, and pages do without

    if not matrix.shape[0]:
        return np.zeros(0, np.int64)
    graph = engine(matrix)
    return np.array(networkit.centrality.CoreDecomposition(graph).run().scores(), np.int64)


def cuts(matrix: csr_array) -> Cuts:
    """Bridges and articulation points. Source: Tarjan 1972; Hopcroft & Tarjan 1973."""
    import networkit  # noqa: PLC0415  it takes a second, and pages do without

    flags = np.zeros(matrix.shape[0], bool)
    if not matrix.nnz:
        return Cuts(flags, np.empty((0, 2), np.int64))
    graph = engine(matrix)  # networkit does not hold it
    found = networkit.components.BiconnectedComponents(graph).run().getComponents()
    sizes = np.fromiter(map(len, found), np.int64, len(found))
    members = np.fromiter((node for part in found for node in part), np.int64, int(sizes.sum()))
    flags = np.bincount(members, minlength=matrix.shape[0]) > 1
    pairs = members[np.repeat(sizes == 2, sizes)].reshape(-1, 2)
    pairs.sort(axis=1)
    return Cuts(flags, pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))])
