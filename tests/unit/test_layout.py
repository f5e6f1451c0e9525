"""Where things stand in the picture of a whole network."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from numpy.typing import NDArray

from lien.analysis.atlas import SMALLEST, atlas
from lien.analysis.layout import communities, drawn, positions


def ends(graph: nx.Graph[int]) -> NDArray[np.int64]:
    return np.array(list(graph.edges), dtype=np.int64).reshape(-1, 2)


@pytest.fixture(scope="module")
def caves() -> NDArray[np.int64]:
    """Twelve groups of ten that all know each other, joined to a ring."""
    return ends(nx.connected_caveman_graph(12, 10))


def test_linked_things_stand_closer_than_others(caves: NDArray[np.int64]) -> None:
    place = positions(120, caves)
    linked = np.linalg.norm(place[caves[:, 0]] - place[caves[:, 1]], axis=1).mean()
    pairs = np.array([(a, b) for a in range(120) for b in range(a)])
    usual = np.linalg.norm(place[pairs[:, 0]] - place[pairs[:, 1]], axis=1).mean()
    assert linked < 0.4 * usual
    assert place.min() == 0
    assert place.max() == 1


def test_the_same_links_give_the_same_picture_in_any_process(caves: NDArray[np.int64]) -> None:
    place, groups = drawn(120, caves)
    assert (place == positions(120, caves)).all()
    assert (groups == communities(120, caves)).all()


def test_no_two_things_stand_on_one_place(caves: NDArray[np.int64]) -> None:
    place = positions(121, np.concatenate([caves, caves[:, ::-1], [[7, 7]]]))
    assert len({(round(x, 5), round(y, 5)) for x, y in place}) == 121


def test_parts_that_nothing_joins_stand_below_the_largest_and_leave_it_its_room() -> None:
    parts = nx.disjoint_union_all([nx.cycle_graph(200), *[nx.path_graph(2)] * 3])
    place = positions(206, ends(parts))
    pairs = [place[start : start + 2] for start in (200, 202, 204)]
    assert all(pair[:, 1].min() > place[:200, 1].max() for pair in pairs)
    for left, right in pairwise(pairs):
        assert left[:, 0].max() < right[:, 0].min()
    assert np.ptp(place[:200], axis=0).max() > 0.9


def test_things_without_any_link_fill_a_square() -> None:
    place = positions(100, np.empty((0, 2), dtype=np.int64))
    assert len(np.unique(place.round(6), axis=0)) == 100
    assert np.ptp(place, axis=0).min() > 0.8


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_small_networks_have_a_picture(number: int) -> None:
    place = positions(number, ends(nx.path_graph(number)))
    assert place.shape == (number, 2)
    assert np.isfinite(place).all()


def test_communities_are_the_groups_that_were_planted(caves: NDArray[np.int64]) -> None:
    groups = communities(120, caves)
    assert [len(set(groups[start : start + 10])) for start in range(0, 120, 10)] == [1] * 12
    assert len(set(groups)) == 12


def test_an_atlas_begins_with_the_best_linked_and_leaves_out_what_is_alone() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from(["alone", "self"])
    graph.add_edge("self", "self", key="x")
    for leaf in range(SMALLEST):
        graph.add_edge(f"leaf-{leaf}", "hub", key="a")
        graph.add_edge("hub", f"leaf-{leaf}", key="b")
    graph.add_edge("x", "y", key="a")
    made = atlas(graph)
    assert made.things == ["hub", *(f"leaf-{leaf}" for leaf in range(SMALLEST)), "x", "y"]
    assert made.others.tolist() == [SMALLEST] + [1] * (SMALLEST + 2)
    assert len(made.links) == SMALLEST + 1
    assert made.unlinked == 2
    assert [(one.first, one.size) for one in made.clusters] == [(0, SMALLEST + 1)]
    assert made.community.tolist() == [0] * (SMALLEST + 1) + [-1, -1]


def test_nothing_gives_an_empty_atlas() -> None:
    made = atlas(nx.MultiDiGraph())
    assert (made.things, made.clusters, made.unlinked) == ([], [], 0)
