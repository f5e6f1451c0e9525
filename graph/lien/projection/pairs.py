"""Pairs of bodies, counted: whole and fractional, in all and by year, and what covers them.

Whole: a thing of n bodies counts one for each of its n(n-1)/2 pairs. Fractional: it counts one in
all, 2/(n(n-1)) for each pair. Sources: Perianes-Rodriguez, Waltman & van Eck 2016, "Constructing
bibliometric networks: a comparison between full and fractional counting"; Batagelj & Cerinšek
2013, "On bibliographic networks". Definition and limits: docs/explanation/derived-graphs.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lien.projection.columns import Columns, Ints, Members

LARGEST: Final = 100
"""A thing of more bodies than this is left out of the pairs, and how many are is said."""
UNIT: Final = 10**12
"""Fractions are whole numbers of this part of one, so that a sum does not depend on its order."""
NONE, UMBRELLA, HOUSE, DIRECT = range(4)
_YEARS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of one kind, by first body, then second; bodies are places in the order of IRIs.

    `years` has a row for each pair and year in which they have anything: the place of the pair, the
    year, the two counts. `counted` things have two bodies or more, `undated` of them no year,
    `large` things were left out.
    """

    first: Ints
    second: Ints
    whole: Ints
    fraction: Ints
    year_pair: Ints
    year: Ints
    year_whole: Ints
    year_fraction: Ints
    counted: int
    undated: int
    large: int


@dataclass(frozen=True, slots=True)
class Spread:
    """A row for each pair of each thing: the bodies (places), thing, year, fraction in `UNIT`s.

    `counted` things have two bodies or more, `undated` of them no year, `large` were left out.
    """

    first: Ints
    second: Ints
    thing: Ints
    year: Ints
    weight: Ints
    counted: int
    undated: int
    large: int


def places(columns: Columns) -> tuple[list[bytes], Ints]:
    """The IRIs of all bodies in order, and the place of each number in it."""
    ordered = sorted(columns.bodies.of)
    place = np.empty(len(ordered), np.int64)
    place[columns.bodies.known(ordered)] = np.arange(len(ordered))
    return ordered, place


def count(members: Members, place: Ints) -> Pairs:
    """Count the pairs of one kind."""
    found = spread(members, place)
    base, year, weight = max(len(place), 1), found.year, found.weight
    key = found.first * base + found.second
    keys, pair, whole = np.unique(key, return_inverse=True, return_counts=True)
    dated = year > 0
    rows, at, year_whole = np.unique(
        pair[dated] * _YEARS + year[dated], return_inverse=True, return_counts=True
    )
    return Pairs(
        *(keys // base, keys % base, whole.astype(np.int64), _summed(pair, weight, len(keys))),
        *(rows // _YEARS, rows % _YEARS, year_whole.astype(np.int64)),
        _summed(at, weight[dated], len(rows)),
        *(found.counted, found.undated, found.large),
    )


def _summed(groups: Ints, values: Ints, count: int) -> Ints:
    """Sum of the values of each group, exact."""
    sums = np.zeros(count, np.int64)
    np.add.at(sums, groups, values)
    return sums


def spread(members: Members, place: Ints) -> Spread:
    """Every pair of every thing, by size of the thing, then by thing."""
    base = max(len(place), 1)
    rows = _distinct(members.thing * base + place[members.body])  # the same twice counts once
    thing, body = rows // base, rows % base
    things, starts, sizes = np.unique(thing, return_index=True, return_counts=True)
    years = members.year[things]
    use = (sizes > 1) & (sizes <= LARGEST)
    parts: list[tuple[Ints, ...]] = []
    for size in _distinct(sizes[use]).tolist():
        at = np.flatnonzero(sizes == size)
        team = body[starts[at][:, None] + np.arange(size)]
        i, j = np.triu_indices(size, 1)
        weight = np.full(len(at) * len(i), round(UNIT / len(i)), np.int64)
        ends = team[:, i].ravel(), team[:, j].ravel()
        parts.append((*ends, np.repeat(things[at], len(i)), np.repeat(years[at], len(i)), weight))
    empty = np.empty(0, np.int64)
    columns = [np.concatenate(column) for column in zip((empty,) * 5, *parts, strict=True)]
    return Spread(
        *(columns[0], columns[1], columns[2], columns[3], columns[4]),
        counted=int(np.count_nonzero(use)),
        undated=int(np.count_nonzero(use & (years == 0))),
        large=int(np.count_nonzero(sizes > LARGEST)),
    )


def _distinct(values: Ints) -> Ints:
    """The values in order, each once; sorting is several times faster than numpy's hashing."""
    ordered = np.sort(values)
    new = np.ones(len(ordered), bool)
    new[1:] = ordered[1:] != ordered[:-1]
    distinct: Ints = ordered[new]
    return distinct


def _among(values: Ints, known: Ints) -> NDArray[np.bool_]:
    """Which of the values are among `known`, which is in order."""
    if not len(known):
        return np.zeros(len(values), bool)
    at = np.minimum(np.searchsorted(known, values), len(known) - 1)
    among: NDArray[np.bool_] = known[at] == values
    return among


def covers(upper: tuple[Ints, Ints], agreed: tuple[Ints, Ints], first: Ints, second: Ints) -> Ints:
    """For each pair what binds it: an agreement between the two, an umbrella, one house, nothing.

    `upper` is the `closure` of the bodies, `agreed` are the pairs that an agreement binds, the
    lower place first. `UMBRELLA`: an agreement binds both, one of them or each through a body above
    it. `HOUSE`: one stands above the other, or both stand below one body; no agreement is needed
    then.
    """
    ends, start = upper
    base = max(len(start) - 1, 1)
    known = _distinct(agreed[0] * base + agreed[1])
    pair, x, y = _combined(ends, start, first, second)
    low, high = np.minimum(x, y), np.maximum(x, y)
    cover = np.full(len(first), NONE)
    cover[pair[_among(low * base + high, known)]] = UMBRELLA
    cover[pair[x == y]] = HOUSE
    low, high = np.minimum(first, second), np.maximum(first, second)
    cover[_among(low * base + high, known)] = DIRECT
    return cover


def closure(below: Ints, above: Ints, count: int) -> tuple[Ints, Ints]:
    """Each body with all bodies above it, itself among them.

    Returns the upper ends, grouped by body in order, and where the group of each body starts
    (`count` + 1 places). A circle of bodies above each other is no trouble.
    """
    base = max(count, 1)
    found = np.arange(count) * base + np.arange(count)
    step_start = np.searchsorted(np.sort(below), np.arange(count + 1))
    step_end = above[np.argsort(below, kind="stable")]
    fresh = found
    while len(fresh):
        low, at = ragged(step_start, fresh % base)
        reached = _distinct((fresh // base)[low] * base + step_end[at])
        fresh = reached[~_among(reached, found)]
        found = np.sort(np.concatenate([found, fresh]))
    return found % base, np.searchsorted(found // base, np.arange(count + 1))


def _combined(ends: Ints, start: Ints, first: Ints, second: Ints) -> tuple[Ints, Ints, Ints]:
    """Every combination of a body at or above the first with one at or above the second."""
    one, at = ragged(start, first)
    two, other = ragged(start, second[one])
    return one[two], ends[at][two], ends[other]


def ragged(start: Ints, groups: Ints) -> tuple[Ints, Ints]:
    """All places of each of these groups: the index into `groups`, and the place."""
    begins = start[groups]
    sizes = start[groups + 1] - begins
    index = np.repeat(np.arange(len(groups)), sizes)
    place = np.arange(len(index))
    place += np.repeat(begins - np.cumsum(sizes) + sizes, sizes)
    return index, place
