"""What holds for every graph, whatever its links."""

from __future__ import annotations

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from lien.analysis import brokers, degrees, ego_network, shortest_chain

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
def test_a_chain_is_as_long_as_networkx_says_and_both_ways_alike(links, a, b):
    graph = built(links)
    chain = shortest_chain(graph, a, b)
    undirected = nx.Graph(graph)
    joined = nx.has_path(undirected, a, b)
    assert len(chain) == (nx.shortest_path_length(undirected, a, b) if joined else 0)
    assert len(chain) == len(shortest_chain(graph, b, a))
    assert all(step.links for step in chain)


@given(LINKS)
def test_chains_lead_from_hop_to_hop_whatever_the_order_of_the_links(links):
    chain = shortest_chain(built(links), "a", "h")
    assert [step.start for step in chain[1:]] == [step.end for step in chain[:-1]]
    backwards = shortest_chain(built(links[::-1]), "a", "h")
    assert [(step.start, step.end) for step in backwards] == [(s.start, s.end) for s in chain]


@given(LINKS)
def test_measures_stay_in_their_range(links):
    graph = built(links)
    assert all(0 <= broker.betweenness <= 1 for broker in brokers(graph, top=8))
    assert all(0 <= degree.neighbours <= 7 for degree in degrees(graph))
    assert sum(degree.links for degree in degrees(graph)) == 2 * graph.number_of_edges()
