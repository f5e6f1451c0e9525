"""Agreements in force on a day: ten days of the reference facts, counted by hand in the tables."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from lien import query, resources
from lien.dates import PartialDate
from lien.terms import thing

SUSPENDED = "agr-ips-2004"


def table(name):
    path = resources.folder("seed") / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def standing(store, day):
    return {row.agreement: row for row in query.in_force(store, "en", on=date.fromisoformat(day))}


@pytest.mark.parametrize(
    ("day", "agreement", "status", "certain"),
    [
        # signed on 21 January 1978, started "1978": the start's year holds the signature
        ("1978-01-20", "agr-france-china-1978", "not-yet", True),
        ("1978-01-21", "agr-france-china-1978", "tacitly-renewed", True),
        # signed "1978-10": from the first day of the month, certain after its last
        ("1978-09-30", "agr-cnrs-cas-1978", "not-yet", True),
        ("1978-10-01", "agr-cnrs-cas-1978", "unknown-end", False),
        # renewed on 25 June 2018
        ("2018-06-24", "agr-cnrs-cas-1978", "unknown-end", False),
        ("2018-06-25", "agr-cnrs-cas-1978", "replaced", False),
        # from 2012-03 to 2013-06: a month counts to its last day
        ("2013-06-30", "agr-sismo-2011", "in-force", False),
        ("2013-07-01", "agr-sismo-2011", "ended", True),
        # launched in 2011, signed in 2012, to 2014
        ("2011-06-15", "agr-monocl-2012", "in-force", False),
        ("2014-12-31", "agr-monocl-2012", "in-force", False),
        ("2015-01-01", "agr-monocl-2012", "ended", True),
        # suspended from December 2022 on
        ("2022-11-30", SUSPENDED, "in-force", True),
        ("2022-12-01", SUSPENDED, "suspended", True),
        # no date at all
        ("2024-01-01", "agr-cnrs-nsfc", "undated", False),
    ],
)
def test_an_agreement_stands_as_its_dates_say(seed_store, day, agreement, status, certain):
    """Each row follows from the cells of the agreement, by the rule at the head of the query."""
    row = standing(seed_store, day)[thing(agreement)]
    assert (str(row.status), row.certain) == (status, certain)


def days(text):
    date_ = PartialDate.parse(text)
    return date_.earliest, date_.latest


def beginning(row):
    """First day on which the agreement may run; None when the table has no date for it."""
    signed = days(row["date_signed"])[0] if row["date_signed"] else None
    if not row["start"]:
        return signed
    first, last = days(row["start"])
    return signed if signed and first <= signed <= last else first


def counted(day):
    """Ended and running agreements of the table, by the rule, without the graph."""
    rows = {row["id"]: row for row in table("agreements")}
    begun = {key for key, row in rows.items() if beginning(row) and beginning(row) <= day}
    ended = {key for key in begun if rows[key]["end"] and days(rows[key]["end"])[1] < day}
    replaced = {rows[key]["renews_id"] for key in begun if rows[key]["renews_id"]}
    without_end = {key for key in begun if not rows[key]["end"]}
    suspended = {SUSPENDED} if day >= date(2022, 12, 1) else set()
    running = begun - ended - (replaced & without_end) - suspended
    return len(ended - suspended), len(running)


@pytest.mark.parametrize(
    "day",
    ["1977-12-31", "1978-01-21", "1978-10-31", "1997-01-31", "2013-06-30", "2013-07-01",
     "2015-01-01", "2017-01-01", "2020-01-01", "2025-01-01"],
)  # fmt: skip
def test_counts_of_agreements_on_ten_days(seed_store, day):
    """Every agreement is counted once on every day, whatever the precision of its dates."""
    found = [str(row.status) for row in standing(seed_store, day).values()]
    assert len(found) == len(table("agreements")) == 55
    going_on = ("in-force", "tacitly-renewed", "unknown-end")
    running = sum(found.count(name) for name in going_on)
    assert (found.count("ended"), running) == counted(date.fromisoformat(day))


def test_the_counts_of_some_days_by_hand():
    """The count above is right where it can be followed with a finger in the table."""
    assert counted(date(1978, 1, 20)) == (0, 0)
    assert counted(date(1978, 10, 1)) == (0, 2)
    assert counted(date(1997, 12, 31)) == (0, 4)  # and space, LIAMA
    assert counted(date(2000, 12, 31)) == (0, 6)  # and HKU-Pasteur, LFCC, LIAMA instead of LIAMA


def test_a_day_is_asked_as_a_year_or_a_month_too(seed_store):
    """A partial date means its last day, as everywhere in the questions."""
    of_the_year = query.ask(seed_store, "in_force", {"on": "2013"})
    assert of_the_year == query.ask(seed_store, "in_force", {"on": "2013-12-31"})
