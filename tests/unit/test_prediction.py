"""Link prediction against networkx, against values worked by hand, and on the reference facts."""

from __future__ import annotations

from dataclasses import replace
from math import log

import networkx as nx
import numpy as np
import pytest

from lien.analysis.prediction import MEASURES, Pairs, Topics, back_test, candidates

FUNCTIONS = {
    "adamic-adar": nx.adamic_adar_index,
    "resource-allocation": nx.resource_allocation_index,
    "preferential-attachment": nx.preferential_attachment,
    "jaccard": nx.jaccard_coefficient,
}


def ties(edges: list[tuple[int, int, int]], side: list[int]) -> Pairs:
    u, v, year = np.array(edges, np.int32).T
    return Pairs(np.array(side, np.int32), u, v, year)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_scores_are_those_of_networkx_on_the_karate_club(name: str) -> None:
    graph = nx.karate_club_graph()
    sides = [1 + node % 2 for node in graph]
    found = candidates(ties([(a, b, 2000) for a, b in graph.edges], sides), MEASURES[name])
    pairs = list(zip(found.u.tolist(), found.v.tolist(), strict=True))
    expected = {
        (a, b): score
        for a, b, score in FUNCTIONS[name](graph, pairs)
        if not graph.has_edge(a, b) and [*nx.common_neighbors(graph, a, b)]
    }
    assert len(expected) == len(pairs) > 100
    assert all((a + b) % 2 for a, b in pairs), "only pairs of different sides"
    assert found.score == pytest.approx([expected[pair] for pair in pairs], abs=1e-9)
    assert found.score.tolist() == sorted(found.score, reverse=True)


def test_the_published_value_for_the_two_leaders_of_the_club() -> None:
    graph = nx.karate_club_graph()
    found = candidates(
        ties([(a, b, 2000) for a, b in graph.edges], [1] * 33 + [2]),
        MEASURES["adamic-adar"],
        node=0,
    )
    assert dict(zip(found.v.tolist(), found.score.tolist(), strict=True))[33] == pytest.approx(
        2.71102, abs=1e-5
    )


def test_a_hub_makes_no_proposal_and_topics_leave_only_what_fits() -> None:
    hub = [(0, node, 2000) for node in range(1, 53)]
    small = [(53, 54, 2000), (54, 55, 2001), (54, 56, 2001)]
    found = candidates(ties([*hub, *small], [1, 2] * 28 + [2]), MEASURES["adamic-adar"])
    assert list(zip(found.u.tolist(), found.v.tolist(), strict=True)) == []
    joined = replace(ties([*hub, *small], [1, 2] * 28 + [2]), hub=52)
    assert len(candidates(joined, MEASURES["adamic-adar"]).u) == 26 * 26
    sides = [1] * 54 + [1, 2, 2]
    topics = Topics(*(np.array(c, np.int32) for c in ([53, 55, 56], [7, 7, 8], [1999, 2000, 2000])))
    known = ties([*hub, *small], sides)
    found = candidates(known, MEASURES["adamic-adar"])
    assert list(zip(found.u.tolist(), found.v.tolist(), strict=True)) == [(53, 55), (53, 56)]
    assert found.score == pytest.approx([1 / log(3)] * 2)
    found = candidates(known, MEASURES["adamic-adar"], topics=topics)
    assert list(zip(found.u.tolist(), found.v.tolist(), strict=True)) == [(53, 55)]


def test_the_back_test_knows_nothing_of_later_years() -> None:
    # 0 and 1 meet through 2 by 2001 and are tied in 2003; 3 and 1 meet only in 2002; 4 is undated
    edges = [(0, 2, 2000), (1, 2, 2001), (0, 1, 2003), (2, 3, 2002), (1, 3, 2009), (2, 4, 0)]
    known = ties(edges, [1, 2, 1, 1, 1])
    (first, *_) = back_test(known, range(2001, 2002), horizon=2, top=5)
    assert (first.proposed, first.came, first.possible, first.all_came) == (1, 1, 1, 1)
    (early, *_) = back_test(known, range(2001, 2002), horizon=1, top=5)
    assert (early.came, early.precision, early.base) == (0, 0.0, 0.0)
    (both, *_) = back_test(known, range(2001, 2003), horizon=2, top=5)
    assert (both.proposed, both.came) == (3, 2)
    (none, *_) = back_test(known, range(1990, 1991), horizon=2, top=5)
    assert (none.proposed, none.precision, none.base) == (0, None, None)
