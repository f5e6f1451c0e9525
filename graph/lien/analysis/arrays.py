"""A network as numpy arrays: nodes are numbers, neighbours stand in compressed rows.

The measures of large networks and the searches for chains work on this form; it takes about 24
bytes an edge, and a million edges are put into it in some hundredths of a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Int32s: TypeAlias = NDArray[np.int32]
Int64s: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]

HUB: Final = 50
"""One with more neighbours than this is a hub: that two others both know it says little."""


@dataclass(frozen=True, slots=True)
class Adjacency:
    """Who is next to whom, and along which edge; directions do not count.

    Nodes are 0 to `number` - 1. `other[start[i] : start[i + 1]]` are the neighbours of node `i` in
    rising order and `edge[start[i] : start[i + 1]]` the edges that lead there: places in the
    columns that the adjacency was made of. An edge stands here twice, once from each end; a loop
    not at all. Of parallel edges each stands here, in the order of their places.
    """

    start: Int64s
    other: Int32s
    edge: Int32s

    @property
    def number(self) -> int:
        """How many nodes there are."""
        return len(self.start) - 1

    def neighbours(self, node: int) -> Int32s:
        """The neighbours of a node in rising order; one for each of parallel edges."""
        return self.other[self.start[node] : self.start[node + 1]]

    def edges(self, a: int, b: int) -> Int32s:
        """The edges between two nodes; none is an empty array."""
        near = self.neighbours(a)
        low, high = np.searchsorted(near, [b, b + 1])
        return self.edge[self.start[a] + low : self.start[a] + high]

    def around(self, nodes: Int64s) -> tuple[Int64s, Int32s]:
        """All neighbours of several nodes: the place in `nodes`, and the neighbour."""
        sizes = self.start[nodes + 1] - self.start[nodes]
        place = np.repeat(np.arange(len(nodes)), sizes)
        skipped = np.repeat(self.start[nodes] - (np.cumsum(sizes) - sizes), sizes)
        return place, self.other[np.arange(len(place)) + skipped]

    def matrix(self, weight: Floats | None = None) -> csr_array:
        """The symmetric matrix of weights, 1 for each edge if none are given.

        `weight` has a value for each edge; parallel edges add up. Columns are in order.
        """
        values = np.ones(len(self.other)) if weight is None else weight[self.edge]
        shape = (self.number, self.number)
        found = csr_array((values, self.other, self.start), shape=shape)
        found.sum_duplicates()
        return found


def adjacency(number: int, u: Int32s, v: Int32s) -> Adjacency:
    """The adjacency of `number` nodes whose edges run between `u` and `v`.

    Columns that are already ordered by the smaller end, then by the larger, are not sorted again.
    """
    low, high = np.minimum(u, v), np.maximum(u, v)
    place = np.arange(len(u), dtype=np.int32)
    if not _ordered(low, high):
        place = np.lexsort((high, low)).astype(np.int32)
    place = place[(low != high)[place]]
    low, high = low[place], high[place]
    up = _starts(low, number)
    down = csr_array((place, high, up), shape=(number, number)).tocsc()
    start = up + down.indptr
    other, edge = np.empty(2 * len(place), np.int32), np.empty(2 * len(place), np.int32)
    below = np.arange(len(place)) + np.repeat(up[:-1], np.diff(down.indptr))
    above = np.arange(len(place)) + np.repeat(down.indptr[1:].astype(np.int64), np.diff(up))
    other[below], other[above] = down.indices, high
    edge[below], edge[above] = down.data, place
    return Adjacency(start.astype(np.int64), other, edge)


def simple(number: int, u: Int32s, v: Int32s) -> tuple[Int32s, Int32s]:
    """The pairs of nodes that any edge joins, each once, the smaller first, in order; no loops."""
    low, high = np.minimum(u, v).astype(np.int64), np.maximum(u, v)
    keys = np.unique((low * max(number, 1) + high)[low != high])
    return (keys // max(number, 1)).astype(np.int32), (keys % max(number, 1)).astype(np.int32)


def _ordered(low: Int32s, high: Int32s) -> bool:
    step = np.diff(low)
    return bool(((step > 0) | ((step == 0) & (np.diff(high) >= 0))).all())


def _starts(ordered: Int32s, number: int) -> Int64s:
    """Where the group of each number starts in an ordered column."""
    counts = np.bincount(ordered, minlength=number)
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
