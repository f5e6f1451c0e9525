"""Shortest paths: length first, then what is less known; hubs avoided; the same on every run."""

from __future__ import annotations

from math import log2

import networkx as nx
import pytest

from lien.analysis import Path, hubs, shortest_paths
from lien.errors import UnknownThing


@pytest.fixture
def town() -> nx.MultiDiGraph[str]:
    """From a to b: over the square (known to nine), over a lane, and over two steps of a yard."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_edges_from([("a", "square"), ("b", "square")])
    graph.add_edges_from((f"house{n}", "square") for n in range(7))
    graph.add_edges_from([("a", "lane"), ("lane", "b"), ("lane", "b")])
    graph.add_edges_from([("a", "yard"), ("yard", "gate"), ("b", "gate")])
    return graph


def test_the_shortest_come_first_and_of_these_the_less_known(town: nx.MultiDiGraph[str]) -> None:
    assert shortest_paths(town, "a", "b") == [
        Path(("a", "lane", "b"), log2(3)),
        Path(("a", "square", "b"), log2(10)),
        Path(("a", "yard", "gate", "b"), 2 * log2(3)),
    ]
    back = [path.things[::-1] for path in shortest_paths(town, "b", "a")]
    assert back == [path.things for path in shortest_paths(town, "a", "b")]


def test_no_path_is_longer_than_asked_or_goes_through_what_is_avoided(
    town: nx.MultiDiGraph[str],
) -> None:
    assert hubs(town, most=8) == ["square"]
    assert [p.things for p in shortest_paths(town, "a", "b", hops=2, avoid=["square", "a"])] == [
        ("a", "lane", "b")
    ]
    assert shortest_paths(town, "a", "b", hops=1) == []
    assert [path.hops for path in shortest_paths(town, "a", "b", top=1)] == [2]


def test_what_is_not_joined_has_no_path_and_what_is_unknown_is_an_error(
    town: nx.MultiDiGraph[str],
) -> None:
    town.add_node("island")
    assert shortest_paths(town, "a", "island") == []
    assert shortest_paths(town, "a", "a") == []
    with pytest.raises(UnknownThing):
        shortest_paths(town, "a", "nowhere")


def test_of_many_equal_paths_the_first_by_name_are_taken() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for n in range(30):
        graph.add_edges_from([("a", f"m{n:02}"), (f"m{n:02}", "b")])
    found = [path.things[1] for path in shortest_paths(graph, "a", "b", top=5)]
    assert found == ["m00", "m01", "m02", "m03", "m04"]


def test_the_paths_are_those_of_an_exhaustive_search() -> None:
    """Florentine families (Padgett and Ansell 1993): all simple paths of at most four steps."""
    simple = nx.florentine_families_graph()
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(simple.edges())
    for a, b in (("Medici", "Strozzi"), ("Pazzi", "Ginori"), ("Acciaiuoli", "Lamberteschi")):
        every = list(nx.all_simple_paths(simple, a, b, cutoff=4))
        ranked = sorted(
            (len(p), round(sum(log2(1 + simple.degree(n)) for n in p[1:-1]), 9), p) for p in every
        )
        found = shortest_paths(graph, a, b, top=1000, hops=4)
        assert [list(path.things) for path in found] == [path for *_, path in ranked]
