"""Gaps both ways, on facts written here and counted again by plain Python."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from fractions import Fraction
from itertools import combinations

import pytest
from rdflib.namespace import SKOS

from lien import query
from lien.errors import UnknownQuestion
from lien.mediation.choices import Choices
from lien.mediation.gaps import gaps
from lien.mediation.records import read
from lien.mediation.sleepers import sleepers
from lien.store import Directory, Level, Reader, open_directory
from lien.terms import GRAPH, ID, LIEN, ORG, SCHEME, slug

NOW = datetime(2026, 11, 23, tzinfo=UTC)
HOW = {"actor": "t", "operation": "set", "summary": {}, "now": NOW}
A = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
DAY = "http://www.w3.org/2001/XMLSchema#date"
ON = date(2026, 6, 30)


def day(thing: str, name: str, text: str) -> list[str]:
    """A whole date of a thing, with its first and last day."""
    literal = f'"{text}"^^<{DAY}>'
    return [f"<{ID[thing]}> <{LIEN[name + part]}> {literal}" for part in ("", "Earliest", "Latest")]


def body(name: str, territory: str, *above: str, ended: str = "") -> list[str]:
    facts = [f"<{ID[name]}> <{A}> <{LIEN.Body}>"]
    facts += [f"<{ID[name]}> <{LIEN.territory}> <{SCHEME[f'territory/{territory}']}>"] * bool(
        territory
    )
    facts += [f"<{ID[name]}> <{ORG.subOrganizationOf}> <{ID[up]}>" for up in above]
    return facts + (day(name, "end", ended) if ended else [])


def work(name: str, bodies: str, year: int) -> list[str]:
    facts = [f"<{ID[name]}> <{A}> <{LIEN.Work}>"]
    facts += [f"<{ID[name]}> <{LIEN.authorBody}> <{ID[one]}>" for one in bodies.split()]
    return facts + (day(name, "publishedOn", f"{year}-01-01") if year else [])


def agreement(name: str, parties: str, start: str, end: str = "") -> list[str]:
    facts = [f"<{ID[name]}> <{A}> <{LIEN.Agreement}>"]
    facts += [f"<{ID[name]}> <{LIEN.party}> <{ID[one]}>" for one in parties.split()]
    facts += day(name, "start", start)
    return facts + (day(name, "end", end) if end else [])


def graph(*facts: list[str], name: str = "facts", level: str = "public") -> dict[str, list[str]]:
    iri = GRAPH[name]
    stated = f"<{iri}> <{LIEN.visibility}> <{SCHEME[f'visibility/{level}']}>"
    lines = [stated, *(fact for some in facts for fact in some)]
    return {str(iri): [f"{line} <{iri}> ." for line in lines]}


HOUSES = [
    *body("cnrs", "fr"), *body("univ", "fr"), *body("u1", "fr", "cnrs", "univ"),
    *body("u2", "fr", "cnrs"), *body("u3", "fr", "cnrs", ended="2023-12-31"),
    *body("cas", "cn"), *body("i1", "cn", "cas"), *body("i2", "cn", "cas"), *body("pku", "cn-bj"),
    *body("lab", "cn", "u2", "i2"), *body("lab2", "fr", "u2", "i2"), *body("where", ""),
    f"<{SCHEME['territory/cn-bj']}> <{SKOS.broader}> <{SCHEME['territory/cn']}>",
]  # fmt: skip
ABOVE = {
    "u1": {"cnrs", "univ"}, "u2": {"cnrs"}, "u3": {"cnrs"}, "i1": {"cas"}, "i2": {"cas"},
    "lab": {"u2", "i2", "cnrs", "cas"}, "lab2": {"u2", "i2", "cnrs", "cas"},
}  # fmt: skip
HOME = {"cnrs", "univ", "u1", "u2", "u3", "lab2"}
UNLISTED = {"u3", "where"}
"""A unit that closed in 2023, and a body in no known territory."""
ONE_HOUSE = {
    ("u1", "lab"), ("u2", "lab"), ("cnrs", "lab"), ("lab2", "lab"),
    ("lab2", "cas"), ("lab2", "i1"), ("lab2", "i2"),
}  # fmt: skip
"""The joint labs stand below the CNRS and the CAS, as units do: no agreement is needed."""
BODIES = ("cnrs", "univ", "u1", "u2", "u3", "cas", "i1", "i2", "pku", "lab", "lab2", "where")


@pytest.fixture
def store(tmp_path) -> Directory:
    with open_directory(tmp_path / "data", create=True) as directory:
        yield directory


def filled(directory: Directory, *facts: list[str]) -> Reader:
    directory.commit(graph(HOUSES, *facts), **HOW)
    return directory.store.reader(Level.PUBLIC)


def expected(
    works: list[tuple[str, list[str], int]], *, roll_up: bool, years: int
) -> dict[tuple[str, str], tuple[int, Fraction]]:
    """Whole and fractional count of every pair, straight from the definition."""
    counts: dict[tuple[str, str], tuple[int, Fraction]] = {}
    for _, bodies, year in works:
        if not ON.year - years < year <= ON.year or len(bodies) < 2:
            continue
        share = Fraction(2, len(bodies) * (len(bodies) - 1))
        found: dict[tuple[str, str], Fraction] = {}
        for one, two in combinations(bodies, 2):
            ends = [{x} | (ABOVE.get(x, set()) if roll_up else set()) for x in (one, two)]
            pairs = {(x, y) for x in ends[0] for y in ends[1]}
            pairs |= {(y, x) for x, y in pairs}
            for x, y in pairs:
                if x in HOME and y not in HOME and not {x, y} & UNLISTED:
                    found[x, y] = found.get((x, y), Fraction(0)) + share
        for pair, part in found.items():
            whole, fraction = counts.get(pair, (0, Fraction(0)))
            counts[pair] = whole + 1, fraction + part
    return counts


@pytest.mark.parametrize("roll_up", [False, True])
@pytest.mark.parametrize("counting", ["whole", "fractional"])
def test_every_pair_is_counted_as_plain_python_counts_it(store, roll_up, counting):
    """400 random works of one to six bodies."""
    chance = random.Random(6)  # noqa: S311  the same works every time
    works = [
        (f"w{n}", chance.sample(BODIES, chance.randint(1, 6)), chance.randint(2018, 2027))
        for n in range(400)
    ]
    reader = filled(store, *(work(name, " ".join(who), year) for name, who, year in works))
    asked = Choices(ON, years=5, least=3, counting=counting, roll_up=roll_up)
    found = gaps(reader, asked)
    counts = {
        pair: both
        for pair, both in expected(works, roll_up=roll_up, years=5).items()
        if both[counting == "fractional"] >= 3 and pair not in ONE_HOUSE
    }
    assert {(row.first, row.second): row.whole for row in found.rows} == {
        pair: both[0] for pair, both in counts.items()
    }
    for row in found.rows:
        assert row.fraction == pytest.approx(float(counts[row.first, row.second][1]), abs=1e-6)
        assert row.cover == "none"
    if not roll_up and counting == "whole":
        told = query.uncovered(
            reader, "en", on=ON, since=date(2022, 1, 1), until=date(2026, 12, 31), least=3,
            home=SCHEME["territory/fr"],
        )  # fmt: skip
        assert [(slug(r.first), slug(r.second), str(r.cover), r.whole) for r in told] == [
            (r.first, r.second, r.cover, r.whole) for r in found.rows
        ]
    ranks = [
        (-(row.whole if counting == "whole" else row.fraction), row.first, row.second)
        for row in found.rows
    ]
    assert ranks == sorted(ranks)
    assert found.coverage.works == sum(2021 < year <= 2026 for _, _, year in works)


def test_cover_is_computed_on_the_day_and_through_what_stands_above(store):
    """Five works each: nothing, an umbrella, an agreement that has ended, and one in force."""
    pairs = ("u1 i1", "u1 pku", "u2 pku", "u2 i1", "u3 i2")
    works = [work(f"w-{at}-{n}", pair, 2022 + n) for at, pair in enumerate(pairs) for n in range(5)]
    reader = filled(
        store,
        *works,
        work("w-undated", "u1 i1", 0),
        work("w-alone", "u1", 2024),
        agreement("frame", "cnrs cas", "2020-01-01", "2030-12-31"),
        agreement("old", "u1 pku", "2015-01-01", "2020-12-31"),
        agreement("own", "u2 i1", "2024-01-01"),
    )
    found = gaps(reader, Choices(ON))
    short = [
        (r.first, r.second, r.cover, r.agreements, r.steps, r.sure, r.past) for r in found.rows
    ]
    assert short == [
        ("u1", "i1", "umbrella", ("frame",), 2, True, ()),
        ("u1", "pku", "none", (), None, True, ("old",)),
        ("u2", "pku", "none", (), None, True, ()),
    ]
    first = found.rows[0]
    assert (first.whole, first.fraction, first.first_year, first.last_year) == (5, 5.0, 2022, 2026)
    # of 25 joint works 10 are of u1, 10 of i1, 5 of both: (5/10) / ((10 - 5) / (25 - 10))
    assert first.ric == 1.5
    assert first.ric_low < 1 < first.ric_high
    assert first.works == tuple(f"w-0-{n}" for n in (4, 3, 2, 1, 0))
    assert found.coverage == found.coverage.__class__(26, 25, 1, 0, 0, 1, 0)
    told = query.uncovered(
        reader, "en", on=ON, since=date(2022, 1, 1), until=date(2026, 12, 31), least=5,
        home=SCHEME["territory/fr"],
    )  # fmt: skip
    assert [(slug(r.first), slug(r.second), str(r.cover)) for r in told] == [s[:3] for s in short]
    evidence = query.joint_works(reader, ID["u1"], ID["i1"], "en", since=date(2023, 1, 1))
    assert [slug(row.work) for row in evidence] == [f"w-0-{n}" for n in (4, 3, 2, 1)]
    below = query.joint_works(reader, ID["cnrs"], ID["i1"], "en", parts=True)
    assert len(below) == 11  # five of u1, five of u2, and the one without a year
    assert [
        (r.first, r.second) for r in gaps(reader, Choices(ON, roll_up=True, least=10)).rows
    ] == [
        ("cnrs", "i1"),  # u1 and u2: the agreement of u2 is none of the CNRS
        ("cnrs", "pku"),
    ]
    assert gaps(reader, Choices(date(2031, 1, 1), years=10)).rows[0].cover == "none"
    assert not gaps(reader, Choices(ON, least=6)).rows
    assert not gaps(reader, Choices(ON, years=4)).rows
    before = gaps(reader, Choices(date(2023, 6, 30), least=2)).rows
    assert {(r.first, r.second): (r.whole, r.cover) for r in before} == {
        ("u1", "i1"): (2, "umbrella"), ("u1", "pku"): (2, "none"), ("u2", "i1"): (2, "umbrella"),
        ("u2", "pku"): (2, "none"), ("u3", "i2"): (2, "umbrella"),
    }  # fmt: skip


def test_what_cannot_be_asked_is_refused_with_the_name_of_the_parameter(store):
    for wrong in ({"years": 0}, {"least": 0}, {"counting": "half"}, {"floor": 0}):
        with pytest.raises(UnknownQuestion, match=next(iter(wrong))):
            Choices(ON, **wrong)


def test_an_agreement_sleeps_when_its_parties_are_seen_but_never_together(store):
    """Of each case one agreement, and all works of three years; the day is 30 June 2026."""
    reader = filled(
        store,
        work("met-by-units", "u1 i1", 2025),
        work("elsewhere-1", "univ cas", 2025),
        work("elsewhere-2", "univ pku", 2024),
        work("long-ago", "u2 pku", 2021),
        work("too-late", "univ i2", 2027),
        agreement("awake", "cnrs i1", "2010-01-01"),
        agreement("asleep", "u2 pku", "2010-01-01"),
        agreement("unseen", "u2 i2", "2010-01-01"),
        agreement("one-house", "cnrs u1", "2010-01-01"),
        agreement("young", "univ i2", "2024-01-01"),
        agreement("over", "univ i2", "2010-01-01", "2020-01-01"),
        work("seen", "u2", 2025),
    )
    found = sleepers(reader, Choices(ON, years=3))
    assert [
        (r.agreement, r.verdict, r.seen, r.last, r.last_kind, r.last_thing) for r in found.rows
    ] == [
        ("asleep", "asleep", ("pku", "u2"), "2021-01-01", "works", "long-ago"),
        ("one-house", "cannot-tell", ("cnrs", "u1"), "", "", ""),
        ("unseen", "cannot-tell", ("u2",), "", "", ""),
    ]
    assert (found.in_force, found.young, found.active) == (5, 1, 1)
    looked = {row.kind: (row.dated, row.undated, row.agreements) for row in found.looked}
    assert looked["works"] == (4, 0, 1)
    assert looked["missions"] == (0, 0, 0)
    demanding = sleepers(reader, Choices(ON, years=3, floor=2))
    assert {row.agreement: row.verdict for row in demanding.rows}["asleep"] == "cannot-tell"


def test_the_reference_facts_can_be_read_whole(seed_store: Reader) -> None:
    known = read(seed_store)
    rows = seed_store.select(
        "PREFIX org: <http://www.w3.org/ns/org#> PREFIX lien: <https://w3id.org/lien/ns#> "
        "SELECT ?a { ?a org:subOrganizationOf|lien:supervisingBody|lien:institute ?b "
        "FILTER(ISIRI(?b)) }"
    )
    assert len(known.below) == len(rows.rows) > 100
    assert {known.bodies[place] for place in known.below.tolist()} >= {"act-biomnsl", "unit-e2p2l"}
