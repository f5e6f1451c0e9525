"""Chains between two nodes of a network of arrays: a shortest one, and all of a few hops.

Both ways at once from the two ends (Pohl 1971, "Bi-directional search"); all chains by a search in
depth that turns back where the other end is out of reach.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lien.analysis.arrays import Adjacency, Flags, Int32s, Int64s


def shortest_route(
    network: Adjacency, a: int, b: int, *, through: Flags | None = None
) -> list[int]:
    """The nodes of a shortest chain from `a` to `b`, both included; no chain: an empty list.

    `through` says of each node whether it may stand between the two. Among chains of equal length
    the one whose nodes come first by number, seen from `a`. `a` equal to `b`: that node alone.
    """
    if a == b:
        return [a]
    seen, last = np.zeros(network.number, np.int8), np.empty(network.number, np.int32)
    sides: tuple[list[Int64s], list[Int64s]] = ([np.array([a])], [np.array([b])])
    seen[a], seen[b] = 1, 2
    while len(sides[0][-1]) and len(sides[1][-1]):
        side = int(_size(network, sides[1][-1]) < _size(network, sides[0][-1]))
        near = _next(network, sides[side][-1], last)
        met = near[seen[near] == 2 - side]
        if len(met):
            return _route(network, sides, side, met)
        near = near[seen[near] == 0]
        near = near if through is None else near[through[near]]
        seen[near] = 1 + side
        sides[side].append(near)
    return []


def _size(network: Adjacency, nodes: Int64s) -> int:
    return int((network.start[nodes + 1] - network.start[nodes]).sum())


def _next(network: Adjacency, nodes: Int64s, last: Int32s) -> Int64s:
    """The neighbours of these nodes, each once; `last` has room for a number of each node."""
    near = network.around(nodes)[1]
    place = np.arange(len(near), dtype=np.int32)
    last[near] = place
    return np.asarray(near[last[near] == place], np.int64)


def _route(
    network: Adjacency, sides: tuple[list[Int64s], list[Int64s]], side: int, met: Int64s
) -> list[int]:
    """The first chain by number, given the rings around both ends and where they met."""
    rings = [*sides[0], met] if side == 0 else [*sides[0][:-1], met]
    rest = sides[1][-2::-1] if side == 0 else sides[1][::-1]
    rings += rest
    inside = np.zeros(network.number, bool)
    for here in range(len(rings) - 2, 0, -1):
        inside[rings[here + 1]] = True
        place, near = network.around(rings[here])
        kept = rings[here][np.unique(place[inside[near]])]
        inside[rings[here + 1]] = False
        rings[here] = kept
    route = [int(rings[0][0])]
    for ring in rings[1:]:
        inside[ring] = True
        near = network.neighbours(route[-1])
        route.append(int(near[inside[near]][0]))
        inside[ring] = False
    return route


def routes(
    network: Adjacency, a: int, b: int, *, hops: int, through: Flags | None = None
) -> Iterator[list[int]]:
    """All chains of at most `hops` from `a` to `b` that visit no node twice, by their numbers.

    `through` as in `shortest_route`. Parallel edges make one chain. `a` equal to `b`: none.
    """
    if a == b:
        return
    far = _distances(network, b, hops, through, a)
    rows = {int(node): sorted(set(network.neighbours(node).tolist())) for node in far}
    route, inside = [a], {a}
    ahead = [iter(rows.get(a, ()))]
    while ahead:
        left = hops - len(route)
        node = next((n for n in ahead[-1] if far.get(n, hops) <= left and n not in inside), None)
        if node is None:
            inside.discard(route.pop())
            ahead.pop()
        elif node == b:
            yield [*route, b]
        else:
            route.append(node)
            inside.add(node)
            ahead.append(iter(rows[node]))


def _distances(
    network: Adjacency, b: int, hops: int, through: Flags | None, a: int
) -> dict[int, int]:
    """How far each node within `hops` of `b` is from it; only `a` and nodes that may be passed."""
    seen = np.full(network.number, -1, np.int64) if through is None else np.where(through, -1, -2)
    seen[b], seen[a] = 0, -1
    ring, last = np.array([b]), np.empty(network.number, np.int32)
    for distance in range(1, hops + 1):
        near = _next(network, ring, last)
        ring = near[seen[near] == -1]
        seen[ring] = distance
    found = np.flatnonzero(seen >= 0)
    return dict(zip(found.tolist(), seen[found].tolist(), strict=True))
