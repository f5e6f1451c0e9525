"""What holds for every graph, whatever its links."""

from __future__ import annotations

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from lien.analysis import brokers, degrees, ego_network, shortest_paths

NODES = st.sampled_from("abcdefgh")
LINKS = st.lists(st.tuples(NODES, NODES), max_size=30)


def built(links):
    graph = nx.MultiDiGraph()
    graph.add_nodes_from("abcdefgh")
    graph.add_edges_from(links)
    return graph


@given(LINKS, NODES, st.integers(0, 5))
def test_a_wider_radius_loses_nothing(links, body, radius):
    graph = built(links)
    inner = ego_network(graph, body, radius=radius)
    outer = ego_network(graph, body, radius=radius + 1)
    assert body in inner
    assert set(inner) <= set(outer)
    assert set(inner.edges(keys=True)) <= set(outer.edges(keys=True))


@given(LINKS, NODES, NODES)
def test_the_best_path_is_as_long_as_networkx_says_and_both_ways_alike(links, a, b):
    graph = built(links)
    paths = shortest_paths(graph, a, b, top=1, hops=8)
    undirected = nx.Graph(graph)
    joined = a != b and nx.has_path(undirected, a, b)
    length = nx.shortest_path_length(undirected, a, b) if joined else 0
    assert [path.hops for path in paths] == ([length] if joined else [])
    backwards = shortest_paths(built(links[::-1]), b, a, top=1, hops=8)
    assert [path.hops for path in backwards] == [path.hops for path in paths]


@given(LINKS)
def test_measures_stay_in_their_range(links):
    graph = built(links)
    assert all(0 <= broker.betweenness <= 1 for broker in brokers(graph, top=8))
    assert all(0 <= degree.neighbours <= 7 for degree in degrees(graph))
    assert sum(degree.links for degree in degrees(graph)) == 2 * graph.number_of_edges()
