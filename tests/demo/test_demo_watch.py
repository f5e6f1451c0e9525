"""M1 on the demo network: the five agreements of twelve on which something must be decided."""

from __future__ import annotations

from datetime import date

from lien import demo
from lien.mediation.deadlines import months_later
from lien.mediation.watch import watch

TRUTHS = demo.truths()


def test_m1_five_of_twelve_in_date_order_with_everything_that_matters(demo_store):
    found = watch(demo_store, demo.DAY, months=demo.MONTHS)
    assert [
        (
            row.agreement,
            row.on,
            row.why,
            row.ends,
            row.notice,
            row.parties,
            row.owners,
            row.contacts,
        )
        for row in found.rows
    ] == [
        (
            one.agreement,
            one.on.isoformat(),
            one.why,
            one.ends.isoformat(),
            one.notice.isoformat(),
            tuple(sorted(one.parties)),
            (one.owner,),
            tuple(sorted(one.contacts)),
        )
        for one in TRUTHS.watched
    ]
    assert [row.agreement for row in found.to_complete] == list(TRUTHS.to_complete)
    assert {row.why for row in found.to_complete} == {"no-end"}
    assert all("invented" in row.label for row in found.rows)


def test_m1_a_term_whose_notice_has_passed_is_renewed_and_comes_back_with_the_next(demo_store):
    """demo-agr-m1-08: 15 September 2020, five years, silence renews, six months' notice."""
    later = watch(demo_store, date(2029, 12, 1), months=4).rows
    assert [(r.agreement, r.on, r.ends) for r in later if r.agreement == "demo-agr-m1-08"] == [
        ("demo-agr-m1-08", "2030-03-14", "2030-09-14")
    ]
    last = watch(demo_store, date(2030, 3, 14), months=1).rows
    assert "demo-agr-m1-08" in {row.agreement for row in last}
    assert "demo-agr-m1-08" not in {r.agreement for r in watch(demo_store, date(2030, 3, 15)).rows}


def test_the_treaty_of_1978_is_renewed_every_five_years_by_its_last_day(seed_store):
    """Concluded on 21 January 1978 for five years, then by silence; no notice in the sources."""
    rows = watch(seed_store, date(2026, 11, 23), months=24).rows
    found = {row.agreement: row for row in rows}["agr-france-china-1978"]
    assert (found.on, found.why, found.ends, found.notice) == (
        "2028-01-20", "renewal", "2028-01-20", "",
    )  # fmt: skip
    assert found.parties == ("org-gov-china", "org-gov-france")


def test_months_are_counted_to_the_end_of_a_shorter_month():
    assert months_later(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert months_later(date(2024, 3, 31), -13) == date(2023, 2, 28)
