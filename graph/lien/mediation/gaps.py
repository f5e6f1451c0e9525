"""Where bodies publish together without an agreement in force between them.

Definitions, literature and limits: docs/explanation/gaps.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import isnan
from typing import Final

import numpy as np

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
    exists, window = records.on(asked.on), _window(records, asked)
    size = np.bincount(records.thing[window[records.thing]], minlength=len(records.things))
    joint = (size > 1) & (size <= LARGEST)
    pairs = paired(records, joint, size, exists, asked)
    score = pairs.whole if asked.counting == "whole" else pairs.fraction
    strong = np.flatnonzero(score >= asked.least - _NEAR)
    upper = records.upper(exists)
    force = np.array([binds(statuses, name) for name in records.agreements], bool)
    agreed = bound_together(records, force)
    first, second = pairs.first[strong], pairs.second[strong]
    cover = covers(upper, agreed[:2], first, second)
    listed = (cover != DIRECT) & (cover != HOUSE)
    order = np.lexsort((second[listed], first[listed], -score[strong][listed]))
    at, cover_of = strong[listed][order], cover[listed][order]
    behind = _Behind(
        records,
        pairs,
        Agreed(records, statuses, upper, agreed),
        None if asked.roll_up else _Shares(records, joint, size),
    )
    rows = [
        _row(behind, pair, bound)
        for pair, bound in zip(at.tolist(), cover_of.tolist(), strict=True)
    ]
    used = np.unique(records.body[joint[records.thing]])
    coverage = Coverage(
        works=int(np.count_nonzero(window)),
        joint=int(np.count_nonzero(joint)),
        undated=int(np.count_nonzero((records.kind == _WORKS) & (records.first == NEVER))),
        large=int(np.count_nonzero(size > LARGEST)),
        unplaced=int(np.count_nonzero(~records.placed()[used])),
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

    def __init__(self, records: Records, joint: Flags, size: Ints) -> None:
        use = joint[records.thing]
        ties = size[records.thing[use]] - 1
        self._of = np.bincount(records.body[use], ties, len(records.bodies)).astype(np.int64)
        self._all = int(self._of.sum()) // 2

    def intensity(self, first: int, second: int, joint: int) -> tuple[float | None, ...]:
        """Value, low and high end."""
        found = relative_intensity(joint, int(self._of[first]), int(self._of[second]), self._all)
        if isnan(found.value):
            return None, None, None
        return round(found.value, 4), round(found.low, 4), round(found.high, 4)


@dataclass(frozen=True, slots=True)
class _Behind:
    """What rows are made of; `shares` are None where works count for several bodies."""

    records: Records
    pairs: Paired
    agreed: Agreed
    shares: _Shares | None


def _row(behind: _Behind, at: int, bound: int) -> Gap:
    records, pairs, agreed = behind.records, behind.pairs, behind.agreed
    works = pairs.works(at)
    first, second, whole = (int(column[at]) for column in (pairs.first, pairs.second, pairs.whole))
    years = [date.fromordinal(int(records.first[work])).year for work in (works[-1], works[0])]
    ric, low, high = (
        behind.shares.intensity(first, second, whole) if behind.shares else (None, None, None)
    )
    agreements, steps = agreed.nearest(first, second) if bound == UMBRELLA else ((), None)
    return Gap(
        first=records.bodies[first],
        first_label="",
        second=records.bodies[second],
        second_label="",
        cover="umbrella" if bound == UMBRELLA else "none",
        whole=whole,
        fraction=round(float(pairs.fraction[at]), 6),
        first_year=years[0],
        last_year=years[1],
        ric=ric,
        ric_low=low,
        ric_high=high,
        agreements=agreements,
        steps=steps,
        sure=not agreements or any(agreed.statuses[name][1] for name in agreements),
        past=agreed.past(first, second),
        works=tuple(records.things[work] for work in works[:SHOWN].tolist()),
    )
