"""Introductions, people and departures on the demo network: all that is planted, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from lien.demo import DAY, load_core, truths
from lien.mediation.departures import departure, single_threads
from lien.mediation.interlocutors import both_sides, interlocutors
from lien.mediation.introductions import Asked, introductions
from lien.mediation.ties import Ties
from lien.projection.derived import Deriver
from lien.store import Directory, Level, Reader, open_directory

TRUTHS = truths()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Directory]:
    path = tmp_path_factory.mktemp("demo") / "data"
    with open_directory(path, create=True, derive=Deriver()) as directory:
        load_core(directory)
        yield directory


@pytest.fixture(scope="module")
def store(demo: Directory) -> Reader:
    return demo.store.reader(Level.PUBLIC)


@pytest.fixture(scope="module")
def ties(store: Reader) -> Ties:
    return Ties.read(store)


@pytest.mark.parametrize("truth", TRUTHS.introductions, ids=lambda truth: truth.start)
def test_m4_the_planted_chains_are_found_in_any_direction_and_no_others(
    store: Reader, ties: Ties, truth
) -> None:
    def people(a: str, b: str, *, ended: bool) -> list[tuple[str, ...]]:
        found = introductions(store, ties, Asked(a, b, DAY, ended), "en")
        assert {hop.chain for hop in found.hops if hop.chain} == set(
            range(1, len(found.chains) + 1)
        )
        assert all(hop.sources and hop.graph and hop.start for hop in found.hops)
        assert not found.cut
        assert truth.trap not in {name for chain in found.chains for name in chain}
        return [
            tuple(n for n in chain[1:-1] if n.startswith("demo-per-")) for chain in found.chains
        ]

    assert people(truth.start, truth.end, ended=False) == list(truth.chains)
    assert people(truth.start, truth.end, ended=True) == [*truth.chains, *truth.ended]
    backwards = [chain[::-1] for chain in truth.chains]
    assert people(truth.end, truth.start, ended=False) == backwards


@pytest.mark.parametrize("body", sorted({holder.body for holder in TRUTHS.holders}))
def test_m6_holders_stand_in_order_with_their_overlaps_and_gaps(
    store: Reader, ties: Ties, body: str
) -> None:
    rows = interlocutors(store, ties, body, DAY, "en")
    planted = [holder for holder in TRUTHS.holders if holder.body == body]
    assert [
        (row.role_label, row.person, row.start, row.end, row.standing == "current") for row in rows
    ] == [
        (one.post, one.person, one.start.isoformat(), one.end and one.end.isoformat(), one.current)
        for one in planted
    ]
    (succession,) = (one for one in TRUTHS.successions if one.body == body)
    for relation, periods in (("overlap", succession.overlaps), ("gap", succession.gaps)):
        days = [(until - since + timedelta(days=1)).days for since, until in periods]
        assert [row.days for row in rows if row.relation == relation] == days


def test_s8_people_on_both_sides_are_those_planted_at_each_level(demo: Directory) -> None:
    more = {*TRUTHS.two_sided_restricted, "demo-per-canary"}
    for level, planted in (
        (Level.PUBLIC, {*TRUTHS.two_sided}),
        (Level.RESTRICTED, {*TRUTHS.two_sided, *more}),
    ):
        reader = demo.store.reader(level)
        found = both_sides(reader, Ties.read(reader), DAY, "en")
        assert {row.person for row in found} == planted


def test_m10_single_threads_and_successors_are_those_planted(store: Reader, ties: Ties) -> None:
    rows = single_threads(store, ties, DAY, "en")
    assert {(row.person, row.partner) for row in rows} == {
        (truth.person, partner) for truth in TRUTHS.single_threads for partner in truth.partners
    }
    for truth in TRUTHS.single_threads:
        found = departure(store, ties, truth.person, DAY, "en")
        assert {row.partner for row in found.losses if row.cut} == set(truth.partners)
        heirs = [
            (row.partner, row.person) for row in found.successors if row.partner in truth.partners
        ]
        assert sorted(heirs) == sorted(truth.successors)
