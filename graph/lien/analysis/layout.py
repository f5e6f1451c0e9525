"""Where the things of a whole network stand in its picture, and which of them keep together.

Distances to a few pivots give the overall shape (Brandes and Pich 2007, "Eigensolver methods for
progressive multidimensional scaling"); then linked things are drawn together and near ones
pushed apart for a fixed number of rounds (Fruchterman and Reingold 1991). There is no chance in
it but a seeded one: the same links in the same order give the same picture on the same machine.
"""

from __future__ import annotations

import os
import subprocess
import sys
from io import BytesIO
from typing import Final

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

Places = NDArray[np.float64]
Numbers = NDArray[np.int64]

_PIVOTS: Final = 50
_ROUNDS: Final = 60
_NEAR: Final = 9
"""Neighbours in the plane that push a thing away."""
_REACH: Final = 0.9
"""How far the first round moves a thing at most, in usual lengths of a link."""
_GAP: Final = 1.5
"""Between parts that nothing joins, in usual lengths of a link."""
_SEED: Final = 5


def drawn(number: int, links: Numbers) -> tuple[Places, Numbers]:
    """`positions` and `communities`, computed in a process of their own that steps back.

    Raises:
        RuntimeError: that process failed.
    """
    sent = BytesIO()
    np.savez(sent, number=number, links=links)
    command = [sys.executable, "-m", "lien.analysis.layout"]
    done = subprocess.run(command, input=sent.getvalue(), capture_output=True, check=False)  # noqa: S603  ourselves
    if done.returncode:
        raise RuntimeError(f"the layout failed: {done.stderr.decode(errors='replace')[-500:]}")
    found = np.load(BytesIO(done.stdout))
    return found["places"], found["groups"]


def positions(number: int, links: Numbers) -> Places:
    """Places of `number` things, (number, 2), each coordinate between 0 and 1.

    `links` is (m, 2): the two ends of each link, from 0; loops and repetitions count once. Parts
    that no link joins stand apart, the smaller ones in rows below the largest; a part of one
    thing is a part. Nothing at all gives an empty array.
    """
    adjacency = _adjacency(number, links)
    count, part = connected_components(adjacency, directed=False)
    order = np.argsort(-np.bincount(part, minlength=count), kind="stable")
    members = [np.flatnonzero(part == one) for one in order]
    places = [_part(adjacency[some][:, some].tocsr()) for some in members]
    found = np.zeros((number, 2))
    for some, place, corner in zip(members, places, _shelved(places), strict=True):
        found[some] = place - place.min(axis=0) + corner
    return _scaled(found)


def communities(number: int, links: Numbers) -> Numbers:
    """Number of the community of each thing; the largest community is 0.

    Louvain's method with a fixed seed (Blondel et al. 2008; networkx). A thing without a link is
    a community of its own.
    """
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(number))
    graph.add_edges_from((int(a), int(b)) for a, b in links)
    groups = nx.community.louvain_communities(graph, seed=_SEED)
    found = np.zeros(number, dtype=np.int64)
    for index, group in enumerate(sorted(groups, key=lambda one: (-len(one), min(one)))):
        found[list(group)] = index
    return found


def _adjacency(number: int, links: Numbers) -> csr_array:
    apart = links[links[:, 0] != links[:, 1]]
    ends = np.unique(np.sort(apart, axis=1), axis=0)
    both = np.concatenate([ends, ends[:, ::-1]])
    return coo_array((np.ones(len(both)), (both[:, 0], both[:, 1])), (number, number)).tocsr()


def _part(adjacency: csr_array) -> Places:
    """Places of one connected part around 0; a usual link is 1 long."""
    number = adjacency.shape[0]
    if number == 1:
        return np.zeros((1, 2))
    rng = np.random.default_rng(_SEED)
    shape = _overall(adjacency, min(_PIVOTS, number))
    spread = np.sqrt(number) / (2 * max(shape.std(), 1e-9))
    place = shape * spread + rng.normal(scale=0.3, size=shape.shape)
    ends = _ends(adjacency)
    for turn in range(_ROUNDS):
        place += _move(place, ends, _REACH * (1 - turn / _ROUNDS))
    middle: Places = place - place.mean(axis=0)
    return middle


def _ends(adjacency: csr_array) -> Numbers:
    upper = adjacency.tocoo()
    once = upper.row < upper.col
    return np.column_stack([upper.row[once], upper.col[once]]).astype(np.int64)


def _overall(adjacency: csr_array, pivots: int) -> Places:
    """Pivot scaling: the first pivot has the most links, each next one is farthest from all."""
    degrees = np.diff(adjacency.indptr)
    pivot, rows = int(degrees.argmax()), []
    nearest = np.full(adjacency.shape[0], np.inf)
    for _ in range(pivots):
        distance = dijkstra(adjacency, directed=False, unweighted=True, indices=pivot)
        rows.append(distance)
        nearest = np.minimum(nearest, distance)
        pivot = int(nearest.argmax())
    squared = np.array(rows).T ** 2
    centred = squared - squared.mean(0) - squared.mean(1, keepdims=True) + squared.mean()
    _, vectors = np.linalg.eigh(centred.T @ centred)
    place = centred @ vectors[:, :-3:-1]
    if place.shape[1] < 2:
        place = np.column_stack([place, np.zeros(len(place))])
    signs = np.sign(place[np.abs(place).argmax(axis=0), (0, 1)])
    turned: Places = place * np.where(signs == 0, 1, signs)
    return turned


def _move(place: Places, ends: Numbers, reach: float) -> Places:
    """One round: pulled along links, pushed by what is near, at most `reach` far."""
    number = len(place)
    along = place[ends[:, 0]] - place[ends[:, 1]]
    length = np.linalg.norm(along, axis=1, keepdims=True) + 1e-9
    pull = along * (length - 1) / length * 0.5
    weight = np.bincount(ends.ravel(), minlength=number)[:, None] + 1.0
    move = np.zeros_like(place)
    for axis in (0, 1):
        move[:, axis] -= np.bincount(ends[:, 0], pull[:, axis], number)
        move[:, axis] += np.bincount(ends[:, 1], pull[:, axis], number)
    move /= weight
    _, near = cKDTree(place).query(place, k=min(_NEAR, number - 1) + 1)
    apart = place[:, None, :] - place[near[:, 1:]]
    squared = (apart**2).sum(axis=2, keepdims=True) + 0.01
    move += (apart / squared).sum(axis=1) * 0.25
    far = np.linalg.norm(move, axis=1, keepdims=True)
    bounded: Places = move * np.minimum(1, reach / (far + 1e-9))
    return bounded


def _shelved(places: list[Places]) -> list[Places]:
    """Corners for parts side by side in rows, as wide as the first or as all in a square."""
    sizes = [np.ptp(place, axis=0) + _GAP for place in places]
    full = max([size[0] for size in sizes[:1]] + [np.sqrt(sum(w * h for w, h in sizes))])
    corners, corner, below = list[Places](), np.zeros(2), 0.0
    for width, height in sizes:
        if corner[0] and corner[0] + width > full:
            corner = np.array([0.0, below])
        corners.append(corner)
        corner = corner + np.array([width, 0.0])
        below = max(below, corner[1] + height)
    return corners


def _scaled(place: Places) -> Places:
    if not len(place):
        return place
    low, size = place.min(axis=0), np.ptp(place, axis=0).max()
    scaled: Places = (place - low) / size if size else place - low + 0.5
    return scaled


def _main() -> None:
    """Read what to draw from the standard input, and write the drawing to the standard output."""
    os.nice(10)
    given = np.load(BytesIO(sys.stdin.buffer.read()))
    number, links = int(given["number"]), given["links"]
    found = BytesIO()
    np.savez(found, places=positions(number, links), groups=communities(number, links))
    sys.stdout.buffer.write(found.getvalue())


if __name__ == "__main__":
    _main()
