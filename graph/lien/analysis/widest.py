"""The strongest chains between two nodes: their weakest hop is as strong as can be.

A chain is as strong as its weakest hop (Pollack 1960, "The maximum capacity through a network");
among equally strong chains the shortest comes first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Final, TypeAlias

import numpy as np

from lien.analysis.arrays import Adjacency, Flags, Floats, Int32s, Int64s

TRIED: Final = 200_000
"""Beginnings of chains that are looked at before a search is given up."""
_NO: Final = -1.0
Ints: TypeAlias = Int64s | Int32s


@dataclass(frozen=True, slots=True)
class Chain:
    """Nodes from one end to the other, and the strength of the weakest hop."""

    nodes: tuple[int, ...]
    strength: float


@dataclass(frozen=True, slots=True)
class Search:
    """What a chain may be: `weight` has a value for each edge, negative where it does not count.

    A chain has at most `links` edges, passes only nodes that are `through`, and among the nodes
    between its ends there is one of `people`. A `guarded` node stands beside one of `people`, be it
    an end.
    """

    network: Adjacency
    weight: Floats
    through: Flags
    people: Flags
    guarded: Flags
    links: int

    def strongest(self, a: int, b: int) -> Chain | None:
        """The strongest chain, of equal ones the shortest, of these the first by its nodes.

        No chain, or `a` equal to `b`: None. The search is best first, each beginning of a chain
        judged by the strongest walk that can end it, and so exact.

        Raises:
            OverflowError: `TRIED` beginnings did not settle it.
        """
        if a == b:
            return None
        bounds = self._bounds(a, b)
        queue: list[_Beginning] = []
        self._push(queue, bounds, (a,), np.inf, met=False)
        for _ in range(TRIED):
            if not queue:
                return None
            _, _, nodes, strength, met = heappop(queue)
            if nodes[-1] == b:
                return Chain(nodes, strength)
            for node, weight in self._hops(nodes):
                known = met or bool(self.people[node])
                weakest = min(strength, weight)
                if node == b and met:
                    heappush(queue, (-weakest, len(nodes), (*nodes, b), weakest, True))
                elif node != b and self.through[node]:
                    self._push(queue, bounds, (*nodes, node), weakest, met=known)
        raise OverflowError("the search for chains was given up")

    def _is_watched(self, nodes: tuple[int, ...]) -> bool:
        """Whether one of `people` must come next: a guarded node is not beside one yet."""
        if len(nodes) == 1:
            return False
        return bool(self.guarded[nodes[-1]] and not self.people[nodes[-2]])

    def _hops(self, nodes: tuple[int, ...]) -> Iterator[tuple[int, float]]:
        """Where a beginning may go on, and the weight of that edge."""
        network, watched = self.network, self._is_watched(nodes)
        low, high = network.start[nodes[-1]], network.start[nodes[-1] + 1]
        for other, edge in zip(network.other[low:high], network.edge[low:high], strict=True):
            free = other not in nodes and (self.people[other] or not watched)
            if free and self.weight[edge] >= 0:
                yield int(other), float(self.weight[edge])

    def _push(
        self,
        queue: list[_Beginning],
        bounds: list[tuple[Floats, ...]],
        nodes: tuple[int, ...],
        strength: float,
        *,
        met: bool,
    ) -> None:
        """Queue a beginning that can be ended, by how strong and how long it can become."""
        left = self.links - len(nodes) + 1
        which = met + 2 * self._is_watched(nodes)
        ends = [min(strength, float(bounds[n][which][nodes[-1]])) for n in range(left + 1)]
        if ends[-1] >= 0:
            length = len(nodes) - 1 + ends.index(ends[-1])
            heappush(queue, (-ends[-1], length, nodes, strength, met))

    def _bounds(self, a: int, b: int) -> list[tuple[Floats, ...]]:
        """For 0 to `links` hops, how strong a walk from each node to `b` can be, -1 for none.

        Of the four arrays the first is for walks that must still meet one of `people` before `b`;
        a step to somebody and straight back does not meet them. The second is for those that have.
        The last two are the same for walks whose next step must be to one of `people`.
        """
        network, number = self.network, self.network.number
        weight = self.weight[network.edge]
        free, guarded = self.through.copy(), self.guarded.copy()
        free[[a, b]] = guarded[[a, b]] = False
        row = np.repeat(np.arange(number), np.diff(network.start))
        use = np.flatnonzero((weight >= 0) & (free[network.other] | (network.other == b)))
        there, here = network.other[use], row[use]
        away = _hops_from(a, here, there, number, self.links)
        left = _hops_from(b, there, here, number, self.links)
        use = use[away[here] + 1 + left[there] <= self.links]
        hop, there, here = weight[use], network.other[use], row[use]
        nothing = np.full(number, _NO)
        if not len(use):
            return [(nothing, nothing, nothing, nothing)] * (self.links + 1)
        starts = np.flatnonzero(np.r_[True, here[1:] != here[:-1]])
        rows = here[starts]
        group = np.repeat(np.arange(len(starts)), np.diff(np.r_[starts, len(here)]))
        to_people, is_person = self.people[there] & (there != b), self.people[there]
        watched = guarded[there] & ~self.people[here]

        def best(values: Floats) -> Floats:
            found = np.full(number, _NO)
            found[rows] = np.maximum.reduceat(values, starts)
            return found

        met = nothing.copy()
        met[b] = np.inf
        needing = needing_next = met_next = nothing
        first, second, choice = met, nothing, np.full(number, -1)
        bounds: list[tuple[Floats, ...]] = [(needing, met, needing_next, met_next)]
        for _ in range(self.links):
            after = np.where(choice[there] == here, second[there], first[there])
            onwards = np.where(watched, needing_next[there], needing[there])
            wanted = np.minimum(hop, np.where(to_people, after, onwards))
            ended = np.minimum(hop, np.where(watched, met_next[there], met[there]))
            needing, needing_next = best(wanted), best(np.where(is_person, wanted, _NO))
            met, met_next = best(ended), best(np.where(is_person, ended, _NO))
            first = met.copy()
            met[b] = np.inf
            choice, second = _runner_up(ended, first, rows, starts, group, there, number)
            first[b] = np.inf
            bounds.append((needing, met, needing_next, met_next))
        return bounds


_Beginning: TypeAlias = tuple[float, int, tuple[int, ...], float, bool]
"""Bounds of the strength (negative) and the length, nodes, strength, whether people are met."""


def _hops_from(start: int, tails: Ints, heads: Ints, number: int, links: int) -> Ints:
    """How many hops each node is from `start` along these arcs; more than `links` if farther."""
    far = np.full(number, links + 1)
    far[start] = 0
    for step in range(1, links + 1):
        reached = heads[far[tails] == step - 1]
        new = reached[far[reached] > links]
        if not len(new):
            break
        far[new] = step
    return far


def _runner_up(  # noqa: PLR0913, PLR0917  the arrays of one grouping
    values: Floats,
    best: Floats,
    rows: Int64s,
    starts: Int64s,
    group: Int64s,
    there: Int32s,
    number: int,
) -> tuple[Int64s, Floats]:
    """For each node the neighbour that gives its best value, and the best value without it."""
    places = np.where(values == best[rows][group], np.arange(len(values)), len(values))
    first = np.minimum.reduceat(places, starts)
    first = np.minimum(first, len(values) - 1)
    rest = values.copy()
    rest[first] = _NO
    choice, second = np.full(number, -1), np.full(number, _NO)
    choice[rows] = there[first]
    second[rows] = np.maximum.reduceat(rest, starts)
    return choice, second
