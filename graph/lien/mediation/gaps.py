"""Where bodies publish together without an agreement in force between them.

Definitions, literature and limits: docs/explanation/gaps.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import isnan
from typing import Final

import numpy as np
from scipy.sparse import csr_array

from lien.analysis.intensity import relative_intensity
from lien.mediation.agreed import Agreed, binds, bound_together
from lien.mediation.choices import Choices
from lien.mediation.pairing import Paired, paired
from lien.mediation.records import KINDS, NEVER, Flags, Records, named, read, standing
from lien.projection.columns import Ints
from lien.projection.pairs import DIRECT, HOUSE, LARGEST, UMBRELLA, covers
from lien.store import Reader

SHOWN: Final = 20
"""Works that a row names, the newest first; `whole` says how many there are."""
_WORKS: Final = KINDS.index("works")
_NEAR: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Gap:
    """Two bodies with joint works and no agreement in force between them.

    `first` is at home, `second` elsewhere. `cover`: "none", or "umbrella" when `agreements` in
    force bind them only through bodies above them, `steps` up from the two together; `sure` is
    false where a missing or partial date may change that. `whole` and `fraction` are both given,
    whichever was chosen. `first_year` and `last_year` are those of the works counted; `works` names
    the newest. `past` are agreements between the two that are not in force, nor undated ones.

    `ric` is the relative intensity of `first`'s collaboration with `second` among all joint works
    of the window, whole counts, with its interval of 95 %; 1 is neutral. None where it cannot be
    computed, and always with roll-up, where works count for several bodies of one house.
    """

    first: str
    first_label: str
    second: str
    second_label: str
    cover: str
    whole: int
    fraction: float
    first_year: int
    last_year: int
    ric: float | None
    ric_low: float | None
    ric_high: float | None
    agreements: tuple[str, ...]
    steps: int | None
    sure: bool
    past: tuple[str, ...]
    works: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the list of gaps rests on: works of the window, and what was left out of them.

    `works` have a year inside the window, `joint` of them two bodies or more; `undated` works of
    all have no year; `large` have more than 100 bodies and count for no pair. `unplaced` bodies
    have joint works in the window, but no known territory. `same_house` and `covered` pairs reach
    the threshold and need no agreement, or have one.
    """

    works: int
    joint: int
    undated: int
    large: int
    unplaced: int
    covered: int
    same_house: int


@dataclass(frozen=True, slots=True)
class Gaps:
    """Answer to "where is there no agreement": the rows, strongest first, and what they rest on."""

    asked: Choices
    rows: list[Gap]
    coverage: Coverage


def gaps(store: Reader, asked: Choices, lang: str = "en", records: Records | None = None) -> Gaps:
    """Pairs of bodies with many joint works and no agreement in force, strongest first.

    Ties are in the order of the slugs. `records` are those of the reader, where they are at hand.
    """
    known = records or read(store)
    found = without_agreement(known, _statuses(store, asked.on), asked)
    labels = named(store, {body for row in found.rows for body in (row.first, row.second)}, lang)
    rows = [
        replace(row, first_label=labels[row.first], second_label=labels[row.second])
        for row in found.rows
    ]
    return replace(found, rows=rows)


def _statuses(store: Reader, on: date) -> dict[str, tuple[str, bool]]:
    """Status of each agreement on a day, and whether it is certain."""
    return {name: (str(row.status), row.certain) for name, row in standing(store, on).items()}


def without_agreement(
    records: Records, statuses: Mapping[str, tuple[str, bool]], asked: Choices
) -> Gaps:
    """As `gaps`, on records and statuses; labels are empty."""
    exists, window, placed = records.on(asked.on), _window(records, asked), records.placed()
    everybody = records.taking()
    size = np.diff(everybody.indptr)
    works = np.flatnonzero(window & (size > 1) & (size <= LARGEST))
    works = works[np.argsort(-records.first[works], kind="stable")]
    taking = everybody[works]
    pairs = paired(records, works, taking, exists & placed, asked)
    score = pairs.whole if asked.counting == "whole" else pairs.fraction
    strong = np.flatnonzero(score >= asked.least - _NEAR)
    pairs = pairs.only(strong[np.argsort(-score[strong], kind="stable")])
    upper = records.upper(exists)
    force = np.array([binds(statuses, name) for name in records.agreements], bool)
    agreed = bound_together(records, force)
    cover = covers(upper, agreed[:2], pairs.first, pairs.second)
    listed = np.flatnonzero((cover != DIRECT) & (cover != HOUSE))
    known = Agreed(records, statuses, upper, agreed)
    shares = None if asked.roll_up else _Shares(taking)
    rows = list(_rows(records, pairs.only(listed), cover[listed], known, shares))
    took_part = np.bincount(taking.indices, minlength=len(placed)) > 0
    coverage = Coverage(
        works=int(np.count_nonzero(window)),
        joint=len(works),
        undated=int(np.count_nonzero((records.kind == _WORKS) & (records.first == NEVER))),
        large=int(np.count_nonzero(window & (size > LARGEST))),
        unplaced=int(np.count_nonzero(took_part & ~placed)),
        covered=int(np.count_nonzero(cover == DIRECT)),
        same_house=int(np.count_nonzero(cover == HOUSE)),
    )
    return Gaps(asked, rows, coverage)


def _window(records: Records, asked: Choices) -> Flags:
    """Which things are works of the window: by the year of their first possible day."""
    low = date(asked.first_year, 1, 1).toordinal()
    high = date(asked.last_year, 12, 31).toordinal()
    window: Flags = (records.kind == _WORKS) & (records.first >= low) & (records.first <= high)
    return window


class _Shares:
    """What relative intensities are computed from: joint works of each body, and of all."""

    def __init__(self, taking: csr_array) -> None:
        self._of = (np.diff(taking.indptr).astype(np.int64) - 1) @ taking
        self._all = int(self._of.sum()) // 2

    def intensity(self, first: int, second: int, joint: int) -> tuple[float | None, ...]:
        """Value, low and high end."""
        found = relative_intensity(joint, int(self._of[first]), int(self._of[second]), self._all)
        if isnan(found.value):
            return None, None, None
        return round(found.value, 4), round(found.low, 4), round(found.high, 4)


def _rows(
    records: Records, pairs: Paired, cover: Ints, agreed: Agreed, shares: _Shares | None
) -> Iterator[Gap]:
    """The pairs as rows, each bound so; without `shares` there is no intensity."""
    begin, end = pairs.begin, pairs.begin + pairs.whole
    columns = (
        *(pairs.first, pairs.second, pairs.whole, pairs.fraction, cover),
        *(records.first[pairs.work[end - 1]], records.first[pairs.work[begin]]),
        *(begin, np.minimum(begin + SHOWN, end)),
    )
    for first, second, whole, fraction, bound, opened, closed, newest, stop in zip(
        *(column.tolist() for column in columns), strict=True
    ):
        ric, low, high = shares.intensity(first, second, whole) if shares else (None, None, None)
        agreements, steps = agreed.nearest(first, second) if bound == UMBRELLA else ((), None)
        yield Gap(
            first=records.bodies[first],
            first_label="",
            second=records.bodies[second],
            second_label="",
            cover="umbrella" if bound == UMBRELLA else "none",
            whole=whole,
            fraction=round(fraction, 6),
            first_year=date.fromordinal(opened).year,
            last_year=date.fromordinal(closed).year,
            ric=ric,
            ric_low=low,
            ric_high=high,
            agreements=agreements,
            steps=steps,
            sure=not agreements or any(agreed.statuses[name][1] for name in agreements),
            past=agreed.past(first, second),
            works=tuple(map(records.things.__getitem__, pairs.work[newest:stop].tolist())),
        )
