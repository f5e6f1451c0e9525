"""Chains on arrays are those of networkx, and the first of equals."""

import networkx as nx
import numpy as np
import pytest

from lien.analysis.arrays import Adjacency, adjacency, simple
from lien.analysis.routes import routes, shortest_route


def of(graph: nx.Graph) -> Adjacency:
    ends = np.array(graph.edges(), np.int32).reshape(-1, 2)
    return adjacency(len(graph), ends[:, 0], ends[:, 1])


def test_rows_hold_every_edge_from_both_ends_with_its_place():
    u, v = np.array([2, 0, 3, 1, 0], np.int32), np.array([1, 2, 3, 2, 1], np.int32)
    network = adjacency(5, u, v)
    assert [network.neighbours(node).tolist() for node in range(5)] == [
        [1, 2],
        [0, 2, 2],
        [0, 1, 1],
        [],
        [],
    ]
    assert network.edges(2, 1).tolist() == network.edges(1, 2).tolist() == [0, 3]
    assert network.edges(0, 4).tolist() == []
    weights = network.matrix(np.array([1.0, 2.0, 3.0, 4.0, 5.0])).toarray()
    assert weights.tolist() == [
        [0, 5, 2, 0, 0],
        [5, 0, 5, 0, 0],
        [2, 5, 0, 0, 0],
        [0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0],
    ]
    assert [column.tolist() for column in simple(5, u, v)] == [[0, 0, 1], [1, 2, 2]]


@pytest.mark.parametrize("seed", range(4))
def test_a_shortest_chain_is_the_first_by_number_of_all_that_networkx_finds(seed):
    graph = nx.gnm_random_graph(60, 90, seed=seed)
    network = of(graph)
    for a in range(0, 60, 7):
        for b in range(60):
            found = list(nx.all_shortest_paths(graph, a, b)) if nx.has_path(graph, a, b) else [[]]
            assert shortest_route(network, a, b) == min(found)


def test_all_chains_of_four_hops_are_those_of_networkx_also_around_what_may_not_be_passed():
    graph = nx.gnm_random_graph(40, 90, seed=1)
    network = of(graph)
    through = np.ones(40, bool)
    through[[3, 8, 20]] = False
    for a, b in [(0, 39), (5, 17), (3, 20), (1, 2)]:
        expected = sorted(nx.all_simple_paths(graph, a, b, cutoff=4))
        assert list(routes(network, a, b, hops=4)) == expected
        allowed = [path for path in expected if not {3, 8, 20} & set(path[1:-1])]
        assert list(routes(network, a, b, hops=4, through=through)) == allowed
        kept = graph.subgraph([n for n in graph if through[n] or n in {a, b}])
        reached = list(nx.all_shortest_paths(kept, a, b)) if nx.has_path(kept, a, b) else [[]]
        assert shortest_route(network, a, b, through=through) == min(reached)
    assert list(routes(network, 4, 4, hops=4)) == []
    assert shortest_route(network, 4, 4) == [4]


def test_no_chain_is_an_empty_answer():
    network = adjacency(4, np.array([0, 2], np.int32), np.array([1, 3], np.int32))
    assert shortest_route(network, 0, 3) == []
    assert list(routes(network, 0, 3, hops=4)) == []
