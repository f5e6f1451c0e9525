"""Introductions: disjoint chains of dated ties, never through a hub, the same on every run."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.mediation.facts import Build

from lien.analysis.arrays import adjacency
from lien.analysis.widest import Search
from lien.errors import UnknownThing
from lien.mediation.introductions import Asked, introductions
from lien.mediation.ties import Ties
from lien.store import Reader

TODAY = date(2026, 11, 23)


def chains(store: Reader, a: str, b: str, **more: object) -> list[tuple[str, ...]]:
    asked = Asked(a, b, **({"on": TODAY} | more))  # type: ignore[arg-type]
    return list(introductions(store, Ties.read(store), asked, "en").chains)


TOWN = """
    per-anna holdsRoleIn unit-u 2015-01-01
    per-bo holdsRoleIn unit-u 2015-01-01
    per-bo holdsRoleIn act-lab 2015-01-01
    per-cai holdsRoleIn act-lab 2015-01-01
    per-cai holdsRoleIn org-inst 2015-01-01
    per-dai holdsRoleIn org-inst 2015-01-01
    per-old holdsRoleIn unit-u 2000-01-01..2019-12-31
    per-old holdsRoleIn org-inst 2000-01-01..2019-12-31
    *per-shy holdsRoleIn unit-u 2015-01-01
    per-shy holdsRoleIn org-inst 2015-01-01
    unit-u above org-cnrs
    org-inst part org-cas
    per-anna holdsRoleIn org-cnrs 2015-01-01
    per-eve holdsRoleIn org-cnrs 2015-01-01
    per-eve holdsRoleIn org-inst 2015-01-01
"""


def test_people_between_are_named_and_hubs_the_ended_and_the_unwilling_are_not(
    built: Build,
) -> None:
    """The shortest way is over the employer, org-cnrs; the next over per-old, then per-shy."""
    store, _ = built(TOWN)
    found = introductions(store, Ties.read(store), Asked("per-anna", "per-dai", TODAY), "en")
    chain = ("per-anna", "unit-u", "per-bo", "act-lab", "per-cai", "org-inst", "per-dai")
    assert found.chains == (chain,)
    assert {(hop.chain, hop.hop) for hop in found.hops} == {(1, hop) for hop in range(1, 7)}
    assert {frozenset((h.subject, h.object)) for h in found.hops} == set(
        map(frozenset, pairwise(chain))
    )
    assert all(hop.start == "2015-01-01" and hop.strength == 1.0 for hop in found.hops)
    assert chains(store, "per-anna", "per-dai", links=5) == []
    assert chains(store, "per-dai", "per-anna") == [chain[::-1]]
    with pytest.raises(UnknownThing):
        chains(store, "per-anna", "per-nobody")


def test_ended_roles_count_when_asked_or_on_a_day_before_their_end(built: Build) -> None:
    store, _ = built(TOWN)
    over = ("per-anna", "unit-u", "per-old", "org-inst", "per-dai")
    asked = {"ended": True}
    assert [len(found) for found in chains(store, "per-anna", "per-dai", **asked)] == [7, 5]
    assert chains(store, "per-anna", "per-dai", **asked)[1] == over
    assert chains(store, "per-anna", "per-dai", on=date(2019, 12, 31))[0] == over
    assert over not in chains(store, "per-anna", "per-dai", on=date(2020, 1, 1))
    assert chains(store, "per-anna", "per-dai", on=date(2014, 12, 31)) == []


def test_up_to_three_chains_share_no_person_in_the_middle_and_the_strongest_comes_first(
    built: Build,
) -> None:
    """Weakest ties: 2^0 over q (holds), 2^-1 over p (five years ago), 2^-2 over r (ten)."""
    met = "".join(
        f"per-a attendee evt-{name} {day}\nper-{name} attendee evt-{name} {day}\n"
        f"per-{name} holdsRoleIn org-b 2010-01-01\n"
        for name, day in (("p", "2021-11-23"), ("q", "2026-11-23"), ("r", "2016-11-23"))
    )
    late = "per-q attendee evt-s 2006-01-01\nper-a attendee evt-s 2006-01-01\n"
    store, _ = built(met + late)
    found = introductions(store, Ties.read(store), Asked("per-a", "org-b", TODAY), "en")
    assert [chain[2] for chain in found.chains] == ["per-q", "per-p", "per-r"]
    strengths = [next(h.chain_strength for h in found.hops if h.chain == n) for n in (1, 2, 3)]
    assert strengths == pytest.approx([1, 0.5, 0.25], rel=1e-3)


def test_where_two_already_meet_is_said_and_is_no_introduction(built: Build) -> None:
    store, _ = built(TOWN)
    found = introductions(store, Ties.read(store), Asked("per-bo", "per-cai", TODAY), "en")
    assert found.meets == (("per-bo", "act-lab", "per-cai"),)
    assert {hop.chain for hop in found.hops} == {0}


def test_what_is_hidden_changes_nothing_for_a_public_reader(built: Build) -> None:
    hidden = "per-spy holdsRoleIn unit-u 2015-01-01\nper-spy holdsRoleIn org-inst 2015-01-01"
    store, restricted = built(TOWN, hidden)
    assert len(chains(store, "per-anna", "per-dai")) == 1
    assert len(chains(restricted, "per-anna", "per-dai")) == 2


@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(0, 3)), max_size=22),
    st.sets(st.integers(1, 6), max_size=5),
    st.sets(st.integers(1, 6), max_size=2),
    st.sets(st.integers(1, 6), max_size=3),
)
def test_the_strongest_chain_is_the_best_of_all_simple_paths(
    edges: list[tuple[int, int, int]], people: set[int], closed: set[int], guarded: set[int]
) -> None:
    """Every simple path is listed with networkx and judged by the rule."""
    weight = {(min(u, v), max(u, v)): w for u, v, w in edges if u != v}
    graph = nx.Graph(weight.keys())
    graph.add_nodes_from((0, 7))
    ordered = sorted(weight)
    u, v = (np.array([pair[side] for pair in ordered], np.int32) for side in (0, 1))
    guarded -= people
    mask = np.zeros((3, 8), bool)
    mask[2, list(guarded)] = True
    mask[0, list(people)] = True
    mask[1] = [node not in closed for node in range(8)]
    search = Search(
        adjacency(8, u, v), np.array([weight[p] for p in ordered], float),
        mask[1], mask[0], mask[2], 6,
    )  # fmt: skip

    def allowed(path: list[int]) -> bool:
        beside = zip(path, path[1:-1], path[2:], strict=False)
        alone = any(n in guarded and not people & {a, c} for a, n, c in beside)
        return bool(people & set(path[1:-1])) and not closed & set(path[1:-1]) and not alone

    best = min(
        (
            (-min(weight[min(p), max(p)] for p in pairwise(path)), len(path), tuple(path))
            for path in nx.all_simple_paths(graph, 0, 7, cutoff=6)
            if allowed(path)
        ),
        default=None,
    )
    found = search.strongest(0, 7)
    assert (None if found is None else (-found.strength, len(found.nodes), found.nodes)) == best
