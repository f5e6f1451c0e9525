"""Measures against values that others have published."""

from __future__ import annotations

import networkx as nx
import pytest

from lien.analysis import brokers, degrees, ego_network
from lien.errors import UnknownThing


@pytest.fixture
def florence() -> nx.MultiDiGraph:
    """Marriages of fifteen families (Breiger & Pattison 1986), as networkx ships them."""
    return nx.MultiDiGraph(nx.florentine_families_graph().edges)


@pytest.fixture
def karate() -> nx.MultiDiGraph:
    """Zachary's club; members 1 to 34 of the paper are nodes "0" to "33"."""
    return nx.MultiDiGraph((str(a), str(b)) for a, b in nx.karate_club_graph().edges)


def test_the_medici_are_the_first_broker_of_florence(florence):
    first, second, *_ = brokers(florence)
    # Wasserman & Faust 1994, table 5.3: Medici .522, Guadagni .255
    assert (first.body, round(first.betweenness, 3)) == ("Medici", 0.522)
    assert (second.body, round(second.betweenness, 3)) == ("Guadagni", 0.255)


def test_instructor_and_president_are_the_brokers_of_the_karate_club(karate):
    # Freeman betweenness as in Brandes' and networkx' reference tables: .4376 and .3041
    found = {b.body: round(b.betweenness, 4) for b in brokers(karate, top=2)}
    assert found == {"0": 0.4376, "33": 0.3041}


def test_degrees_count_distinct_neighbours(florence, karate):
    # Wasserman & Faust 1994, table 5.1: the Medici have six ties; Zachary 1977: 17 and 16
    assert (degrees(florence)[0].body, degrees(florence)[0].neighbours) == ("Medici", 6)
    assert [(d.body, d.neighbours) for d in degrees(karate, top=2)] == [("33", 17), ("0", 16)]


def test_parallel_links_count_as_links_and_one_neighbour():
    graph = nx.MultiDiGraph([("a", "b"), ("b", "a"), ("a", "a")])
    a, b = degrees(graph)
    assert (a.body, a.neighbours, a.links) == ("a", 1, 4)
    assert (b.body, b.neighbours, b.links) == ("b", 1, 2)


def test_the_ego_network_takes_links_in_both_directions(florence):
    around = ego_network(florence, "Medici", radius=1)
    assert set(around) == {
        "Medici", "Acciaiuoli", "Barbadori", "Ridolfi", "Tornabuoni", "Albizzi", "Salviati",
    }  # fmt: skip
    assert around.number_of_edges() == 7  # six ties, and Ridolfi with Tornabuoni


def test_radius_zero_is_the_body_alone(florence):
    assert list(ego_network(florence, "Pazzi", radius=0)) == ["Pazzi"]


def test_an_unknown_end_is_an_error(florence):
    with pytest.raises(UnknownThing):
        ego_network(florence, "Borgia")


def test_an_empty_graph_has_no_brokers_and_no_degrees():
    assert brokers(nx.MultiDiGraph()) == []
    assert degrees(nx.MultiDiGraph()) == []
