"""The whole network as one picture: columns, the best linked things first."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np

from lien.analysis.layout import Numbers, Places, drawn


@dataclass(frozen=True, slots=True)
class Cluster:
    """A community: its best linked thing (a row of the atlas), its middle, how many it has."""

    first: int
    x: float
    y: float
    size: int


@dataclass(frozen=True, slots=True)
class Atlas:
    """`things` by falling number of others they are linked with, then by name.

    `others` is that number, `places` (n, 2) between 0 and 1, `links` (m, 2) rows of `things`, each
    pair once, `community` (n) the place in `clusters` of each thing, or -1. `unlinked` counts the
    things that no link joins to anything: they are not in the picture.
    """

    things: list[str]
    others: Numbers
    places: Places
    links: Numbers
    community: Numbers
    clusters: list[Cluster]
    unlinked: int


SMALLEST = 8
"""Things that a community needs to be named in the picture."""


def atlas(graph: nx.MultiDiGraph[str]) -> Atlas:
    """The picture of everything that is linked; parallel links and directions count once.

    An empty graph gives an empty atlas. The same graph gives the same picture.

    Raises:
        RuntimeError: the layout failed.
    """
    simple = nx.Graph(graph)
    simple.remove_edges_from(list(nx.selfloop_edges(simple)))
    degrees = {thing: degree for thing, degree in simple.degree if degree}
    things = sorted(degrees, key=lambda thing: (-degrees[thing], thing))
    row = {thing: number for number, thing in enumerate(things)}
    pairs = sorted((min(row[a], row[b]), max(row[a], row[b])) for a, b in simple.edges)
    links = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    places, groups = drawn(len(things), links)
    clusters = _clusters(places, groups)
    return Atlas(
        things=things,
        others=np.array([degrees[thing] for thing in things], dtype=np.int64),
        places=places,
        links=links,
        community=np.where(groups < len(clusters), groups, -1),
        clusters=clusters,
        unlinked=graph.number_of_nodes() - len(things),
    )


def _clusters(places: Places, groups: Numbers) -> list[Cluster]:
    """Communities of at least `SMALLEST` things, the largest first, as `groups` numbers them."""
    found = []
    for group in range(int(groups.max(initial=-1)) + 1):
        members = np.flatnonzero(groups == group)
        if len(members) < SMALLEST:
            break
        x, y = np.median(places[members], axis=0)
        found.append(Cluster(int(members[0]), float(x), float(y), len(members)))
    return found
