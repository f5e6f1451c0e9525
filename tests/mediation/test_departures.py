"""What hangs on one person: a removal that is simulated is that of a graph made without them."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.mediation.facts import Build

from lien.mediation.departures import Joined, _losses, departure, single_threads
from lien.mediation.ties import Links, Things, Ties

TODAY = date(2026, 11, 23)
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
        ("org-thin", True, ("unit-u",), ())
    ]
    assert [(row.person, row.shared, row.partners) for row in found.successors] == [
        ("per-far", ("org-thin",), ("org-thin",)),
        ("per-z", ("act-lab", "unit-u"), ()),
        ("per-w", ("unit-u",), ()),
    ]


def ties_of(links: list[tuple[int, int]], leaving: int | None = None) -> Ties:
    """Things 0 to 3 are ours, 4 to 7 partners, 8 to 15 people; `leaving` has no links."""
    kept = [(u, v) for u, v in links if u != v and leaving not in (u, v)]
    none = np.zeros(16, np.int32)
    territory = [frozenset({"fr"})] * 4 + [frozenset({"cn"})] * 4 + [frozenset()] * 8
    names = [f"{'body' if n < 8 else 'person'}-{n:02}" for n in range(16)]
    classes = ["Body"] * 8 + ["Person"] * 8
    things = Things(names, classes, territory, none, none, np.zeros(16, bool))
    first = np.full(len(kept), date(2015, 1, 1).toordinal(), np.int32)
    empty = np.zeros(len(kept), np.int32)
    u, v = (np.array([pair[side] for pair in kept], np.int32) for side in (0, 1))
    kinds = ["holdsRoleIn"] * len(kept)
    keys, sides = [("", "")] * len(kept), [""] * len(kept)
    return Ties(things, Links(u, v, kinds, keys, sides, first, empty, empty, empty, empty + 1))


@given(st.lists(st.tuples(st.integers(0, 15), st.integers(0, 15)), max_size=30))
def test_a_simulated_removal_is_the_graph_made_without_the_person(
    links: list[tuple[int, int]],
) -> None:
    whole = Joined(ties_of(links), TODAY)
    joined = set(whole.from_us())
    for person in range(8, 16):
        without = Joined(ties_of(links, person), TODAY)
        after = set(without.from_us())
        cut = {partner for partner in whole.partners if partner in joined - after}
        assert {p for p, gone, _, _ in _losses(whole, person) if gone} == cut
        assert {p for p, people in whole.threads.items() if person in people} == cut
        for partner, _, lost, kept in _losses(whole, person):
            had = whole.around(partner, 4) & whole.ours
            assert set(kept) == without.around(partner, 4) & without.ours
            assert set(lost) == had - set(kept)
