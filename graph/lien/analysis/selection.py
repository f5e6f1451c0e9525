"""The part of a network that a measure is about: some kinds of edges, some years, their weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.sparse import csr_array

from lien.analysis.arrays import Adjacency, Flags, Floats, Int64s, adjacency
from lien.errors import UnknownQuestion
from lien.projection.columns import KINDS, Ints
from lien.projection.network import Network
from lien.projection.pairs import UNIT

PAIRS: Final = tuple(kind.name for kind in KINDS)
NETWORKS: Final = ("cooperation", *PAIRS, "links")
"""`cooperation` joins two bodies by all of `PAIRS`; `links` is every link between things."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Nodes that have an edge, and the edges: each pair once, loops left out.

    `nodes` are places in the names of the network, in order; node i of `adjacency` and `matrix` is
    `nodes[i]`. `weight` has a value for each edge. `iris` are the names of the nodes.
    """

    nodes: Int64s
    adjacency: Adjacency
    weight: Floats
    iris: list[str]

    @property
    def matrix(self) -> csr_array:
        """Weights between the nodes, symmetric."""
        return self.adjacency.matrix(self.weight)

    @property
    def plain(self) -> csr_array:
        """1 for each edge."""
        return self.adjacency.matrix()


def selection(
    network: Network, name: str, *, since: int = 0, until: int = 0, shared: bool = False
) -> Selection:
    """The network called `name`, one of `NETWORKS`, of the years from `since` to `until`.

    0 is no bound. With a bound only evidence that has a day counts: a thing in its year, a link
    in all years that it lasted, without an end to this day. The weight is the whole count of
    evidence, or the shared one.

    Raises:
        UnknownQuestion: there is no such network.
    """
    if name not in NETWORKS:
        hint = f"Networks are {', '.join(NETWORKS)}."
        raise UnknownQuestion(f"there is no network {name!r}", hint=hint)
    pairs = network.kind < len(PAIRS)
    wanted = {"cooperation": pairs, "links": ~pairs}.get(name)
    edge = np.flatnonzero(network.kind == PAIRS.index(name) if wanted is None else wanted)
    rows = np.repeat(np.arange(len(network)), network.whole)
    use = np.zeros(len(network), bool)
    use[edge] = True
    counts = use[rows] & _during(network, since, until)
    part = network.part[counts] if shared else np.full(int(counts.sum()), UNIT)
    return _selection(network, rows[counts], part)


def _during(network: Network, since: int, until: int) -> Flags:
    """Which evidence is of these years."""
    if not since and not until:
        return np.ones(len(network.thing), bool)
    first, last = network.since // 10_000, network.until // 10_000
    dated = first > 0
    before = first <= until if until else dated
    after = (last >= since) | (last == 0)
    return np.asarray(dated & before & after)


def _selection(network: Network, rows: Ints, part: Ints) -> Selection:
    u, v = network.u[rows].astype(np.int64), network.v[rows].astype(np.int64)
    apart = u != v
    low, high = np.minimum(u, v)[apart], np.maximum(u, v)[apart]
    width = max(len(network.names), 1)
    keys, place = np.unique(low * width + high, return_inverse=True)
    sums = np.zeros(len(keys), np.int64)
    np.add.at(sums, place, part[apart])
    low, high = keys // width, keys % width
    nodes = np.unique(np.concatenate([low, high]))
    ends = (np.searchsorted(nodes, end).astype(np.int32) for end in (low, high))
    iris = [network.iri(node) for node in nodes.tolist()]
    return Selection(nodes, adjacency(len(nodes), *ends), sums / UNIT, iris)
