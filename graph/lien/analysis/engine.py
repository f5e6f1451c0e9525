"""Networks handed to networkit, with one thread and a fixed seed, so that two runs are the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, triu

if TYPE_CHECKING:
    import networkit


def engine(matrix: csr_array, *, seed: int = 1, weighted: bool = False) -> networkit.Graph:
    """The undirected network of a symmetric matrix; its number of nodes is that of the rows.

    The seed and the single thread hold for all of networkit from here on.
    """
    import networkit  # noqa: PLC0415  it takes a second, and pages do without

    networkit.setNumberOfThreads(1)
    networkit.setSeed(seed, useThreadId=True)
    upper = triu(matrix, 1, format="coo")
    u, v = (column.astype(np.uint64) for column in upper.coords)
    if weighted:
        ends = (upper.data.astype(np.float64), (u, v))
        return networkit.GraphFromCoo(ends, n=matrix.shape[0], weighted=True)
    return networkit.GraphFromCoo((u, v), n=matrix.shape[0])
