"""People at a partner: who holds a post on a day, who did before, and who stands on both sides."""

from __future__ import annotations

from datetime import date

from tests.mediation.facts import Build

from lien.mediation.interlocutors import both_sides, interlocutors
from lien.mediation.ties import Ties

TODAY = date(2026, 11, 23)
OFFICE = """
    per-a holdsRoleIn org-x 2001-01-01..2004-12-31
    per-b holdsRoleIn org-x 2005-01-01..2010-06-30
    per-c holdsRoleIn org-x 2010-06-01..2015-01-31
    per-d holdsRoleIn org-x 2015-03-01..2026-11-22
    per-e holdsRoleIn org-x 2026-11-23
    per-f holdsRoleIn org-x 2027-01-01
    per-g holdsRoleIn org-x fr
    unit-lower above org-x
    per-h holdsRoleIn unit-lower 2020-01-01
"""


def test_holders_stand_in_order_with_what_meets_overlaps_and_leaves_a_gap(built: Build) -> None:
    """Counted by hand: June 2010 has 30 days, February 2015 has 28."""
    store, _ = built(OFFICE)
    rows = interlocutors(store, Ties.read(store), "org-x", TODAY, "en")
    assert [(row.person[-1], row.standing, row.relation, row.days) for row in rows] == [
        ("a", "former", "", None),
        ("b", "former", "meets", None),
        ("c", "former", "overlap", 30),
        ("d", "former", "gap", 28),
        ("e", "current", "meets", None),
        ("f", "coming", "unknown", None),
        ("g", "unknown", "unknown", None),
    ]
    assert rows[3].previous == "per-c"


def test_a_mandate_ended_yesterday_is_not_current_and_on_its_last_day_it_is(built: Build) -> None:
    store, _ = built(OFFICE)

    def current(*day: int) -> list[str]:
        rows = interlocutors(store, Ties.read(store), "org-x", date(*day), "en", parts=True)
        return [row.person for row in rows if row.standing == "current"]

    assert current(2026, 11, 22) == ["per-d", "per-h"]
    assert current(2026, 11, 23) == ["per-e", "per-h"]
    assert current(2010, 6, 15) == ["per-b", "per-c"]


SIDES = """
    org-paris in fr
    org-wuhan in cn-hb
    unit-u above org-paris
    per-two holdsRoleIn unit-u 2010-01-01
    per-two holdsRoleIn org-wuhan 2015-01-01..2020-12-31
    per-one holdsRoleIn org-wuhan 2010-01-01
    act-lab partner org-paris 2012-01-01 fr
    act-lab partner org-wuhan 2012-01-01..2018-12-31 cn
    per-head holdsRoleIn act-lab 2012-01-01
"""


def test_on_both_sides_are_double_affiliations_and_those_who_act_for_what_is_joint(
    built: Build,
) -> None:
    store, restricted = built(SIDES, "per-spy holdsRoleIn act-lab 2012-01-01")
    ties, all_ties = Ties.read(store), Ties.read(restricted)

    def people(year: int, *, actions: bool = False) -> list[str]:
        rows = both_sides(store, ties, date(year, 6, 1), "en", actions=actions)
        return sorted({row.person for row in rows})

    assert people(2016) == ["per-two"]
    assert people(2016, actions=True) == ["per-head", "per-two"]
    assert people(2019, actions=True) == ["per-two"]
    assert people(2021) == []
    rows = both_sides(restricted, all_ties, date(2016, 6, 1), "en", actions=True)
    assert "per-spy" in {row.person for row in rows}
