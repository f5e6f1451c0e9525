"""What hangs on one person: a removal that is simulated is that of a graph made without them."""

from __future__ import annotations

from datetime import date

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.mediation.facts import Build

from lien.mediation.departures import Sides, departure, losses_of, single_threads
from lien.mediation.ties import Links, Things, Ties

TODAY = date(2026, 11, 23)
PEOPLE = set(range(8, 16))
FACTS = """
    org-us in fr
    org-thin in cn
    org-thick in cn
    org-apart in cn
    unit-u above org-us
    per-y holdsRoleIn unit-u 2015-01-01
    per-y holdsRoleIn org-thin 2015-01-01
    per-z holdsRoleIn unit-u 2015-01-01
    per-z holdsRoleIn act-lab 2015-01-01
    per-y holdsRoleIn act-lab 2015-01-01
    act-lab partner org-thick 2015-01-01 cn
    agr-a party org-us
    agr-a party org-thick
    per-w holdsRoleIn org-thin 2015-01-01..2019-12-31
    per-w holdsRoleIn unit-u 2015-01-01
    per-far holdsRoleIn org-thin 2015-01-01
"""


def test_a_partner_that_hangs_on_one_person_is_found_and_others_are_not(built: Build) -> None:
    store, restricted = built(
        FACTS, "per-spy attendee org-thin\nper-spy holdsRoleIn unit-u 2015-01-01"
    )
    rows = single_threads(store, Ties.read(store), TODAY, "en")
    assert [(row.partner, row.person, row.chain) for row in rows] == [
        ("org-thin", "per-y", ("org-thin", "per-y", "unit-u"))
    ]
    assert single_threads(store, Ties.read(store), date(2018, 1, 1), "en") == []
    assert single_threads(restricted, Ties.read(restricted), TODAY, "en") == []


def test_a_departure_says_who_is_cut_off_what_stays_and_who_has_ties(built: Build) -> None:
    store, _ = built(FACTS)
    found = departure(store, Ties.read(store), "per-y", TODAY, "en")
    assert [(row.partner, row.cut, row.lost, row.kept) for row in found.losses] == [
        ("org-thin", True, ("unit-u",), ()),
    ]
    assert [(row.partner, row.person, row.ended, row.shown) for row in found.successors] == [
        ("org-thin", "per-w", True, "2019-12-31")
    ]


def ties_of(links: list[tuple[int, int]], leaving: int | None = None) -> Ties:
    """Bodies 0 to 2 ours, 3 to 5 partners, 6 and 7 events, 8 to 15 people, `leaving` unlinked."""
    kept = [(u, v) for u, v in links if u != v and leaving not in (u, v)]
    none = np.zeros(16, np.int32)
    territory = [frozenset({"fr"})] * 3 + [frozenset({"cn"})] * 3 + [frozenset()] * 10
    names = [f"thing-{n:02}" for n in range(16)]
    classes = ["Body"] * 6 + ["StructuringAction"] * 2 + ["Person"] * 8
    things = Things(names, classes, territory, none, none, np.zeros(16, bool))
    first = np.full(len(kept), date(2015, 1, 1).toordinal(), np.int32)
    empty = np.zeros(len(kept), np.int32)
    u, v = (np.array([pair[side] for pair in kept], np.int32) for side in (0, 1))
    kinds = ["holdsRoleIn"] * len(kept)
    keys, sides = [("", "")] * len(kept), [""] * len(kept)
    return Ties(things, Links(u, v, kinds, keys, sides, first, empty, empty, empty, empty + 1))


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 15), st.integers(0, 15)), max_size=30))
def test_a_simulated_removal_is_the_graph_made_without_the_person(
    links: list[tuple[int, int]],
) -> None:
    whole = Sides(ties_of(links), TODAY)
    threads = {}
    for partner in whole.partners:
        direct, through = whole.ties_of(partner)
        if not direct and len(through) == 1:
            threads[partner] = next(iter(through))
    for person in range(8, 16):
        without = Sides(ties_of(links, person), TODAY)
        had, has = tied(whole), tied(without)
        changed = {p: (had[p] - has[p], has[p]) for p in whole.partners if had[p] != has[p]}
        found = list(losses_of(whole, person))
        assert {p: (set(lost), set(kept)) for p, _, lost, kept in found} == changed
        assert {p for p, cut, _, _ in found if cut} == {p for p in changed if not has[p]}
        assert {p for p, one in threads.items() if one == person} == {
            p for p in changed if not has[p]
        }


def tied(around: Sides) -> dict[int, set[int]]:
    """What of ours each partner is tied to, listed path by path with networkx."""
    u, v = around.ties.links.u.tolist(), around.ties.links.v.tolist()
    graph = nx.Graph(list(zip(u, v, strict=True)))
    graph.add_nodes_from(range(16))
    return {
        partner: {
            ours
            for ours in around.ours
            if any(
                not set(path[1:-1]) & set(range(6)) and len(set(path[1:-1]) & PEOPLE) <= 1
                for path in nx.all_simple_paths(graph, partner, ours, cutoff=4)
            )
        }
        for partner in around.partners
    }
