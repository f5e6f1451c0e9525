"""M2, M3 and S3 on the demo network: every planted gap and sleeper is found, and nothing else."""

from __future__ import annotations

import pytest

from lien import demo, query
from lien.mediation.choices import Choices
from lien.mediation.gaps import gaps
from lien.mediation.sleepers import sleepers
from lien.store import Reader
from lien.terms import slug

TRUTHS = demo.truths()
FIRST, LAST = demo.WINDOW
UNITS = {pair.unit for pair in TRUTHS.pairs}


@pytest.fixture
def core(demo_store: Reader) -> Reader:
    return demo_store


def asked(**more) -> Choices:
    chosen = {"years": LAST - FIRST + 1, "until": LAST, "least": demo.STRONG} | more
    return Choices(demo.DAY, **chosen)


@pytest.mark.parametrize(
    ("counting", "least"),
    [("whole", demo.STRONG), ("whole", 1), ("fractional", 9), ("fractional", 3.5)],
)
def test_m2_every_planted_pair_is_found_and_no_other(core, counting, least):
    found = gaps(core, asked(counting=counting, least=least))
    score = "whole" if counting == "whole" else "fractional"
    expected = {
        (pair.unit, pair.institute): (pair.cover, pair.whole, round(pair.fractional, 6))
        for pair in TRUTHS.pairs
        if pair.cover != "direct" and getattr(pair, score) >= least
    }
    assert expected
    assert {
        (row.first, row.second): (row.cover, row.whole, row.fraction)
        for row in found.rows
        if row.first in UNITS
    } == expected
    if least == demo.STRONG:
        assert {(row.first, row.second) for row in found.rows} == expected.keys()
        assert {cover for cover, _, _ in expected.values()} == {"none", "umbrella"}
    for row in found.rows:
        assert (row.agreements == ("demo-agr-cnr-aiv",)) == (row.cover == "umbrella")


def test_m2_a_longer_window_finds_what_it_must(core):
    before = {(p.unit, p.institute): p.before + p.whole for p in TRUTHS.pairs if p.before}
    found = {(r.first, r.second): r.whole for r in gaps(core, asked(years=14)).rows}
    for pair, whole in before.items():
        assert found[pair] == whole
        assert pair not in {(r.first, r.second) for r in gaps(core, asked()).rows}


def test_s3_sparql_gives_the_rows_of_m2(core):
    texts = {
        "on": demo.DAY.isoformat(), "since": str(FIRST), "until": str(LAST),
        "least": str(demo.STRONG), "home": "fr",
    }  # fmt: skip
    rows = [
        (slug(row.first), slug(row.second), str(row.cover), row.whole, str(row.first_label))
        for row in query.ask(core, "uncovered", texts)
    ]
    assert rows == [
        (r.first, r.second, r.cover, r.whole, r.first_label) for r in gaps(core, asked()).rows
    ]
    assert len(core.select(query.as_sparql("uncovered", texts))) == len(rows)


def test_m3_every_sleeper_is_found_and_who_cannot_be_judged_is_said(core):
    found = sleepers(core, Choices(demo.DAY, years=demo.QUIET_YEARS))
    assert {(row.agreement, row.verdict.replace("-", " "), row.last) for row in found.rows} == {
        (one.agreement, one.verdict, one.last) for one in TRUTHS.activity if one.verdict != "active"
    }
    active = {one.agreement for one in TRUTHS.activity if one.verdict == "active"}
    assert found.active + found.young == len(active)
    assert {one.kind: one.agreements > 0 for one in found.looked}["missions"]
