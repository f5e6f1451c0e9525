"""Pairs of a body at home and one elsewhere, counted over joint works, rolled up where asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lien.mediation.choices import Choices
from lien.mediation.records import Flags, Records
from lien.projection.columns import Ints

Floats = NDArray[np.float64]
_NEAR: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Paired:
    """Bodies at home and elsewhere with joint works, by place; both counts of each pair.

    The works of a pair are those of `work` from its `start` to the next one, the newest first, then
    by place; `start` has one row more than there are pairs.
    """

    first: Ints
    second: Ints
    whole: Ints
    fraction: Floats
    start: Ints
    work: Ints

    def works(self, pair: int) -> Ints:
        """The works of a pair, the newest first."""
        return self.work[self.start[pair] : self.start[pair + 1]]


def paired(records: Records, joint: Flags, size: Ints, exists: Flags, asked: Choices) -> Paired:
    """Pairs of a listed body at home and one elsewhere, counted over the `joint` works.

    Pairs of fewer than `asked.least` works are left out.

    A work counts one whole. Of its n(n-1)/2 pairs of bodies, each the same fraction of one, those
    count that lie at or below the two. Bodies are listed that exist and have a territory.
    """
    works, rank, body = _newest(records, joint)
    listed, home = exists & records.placed(), records.inside(asked.home)
    share, shared = np.ones(len(rank), np.int64), np.empty(0, np.int64)
    if asked.roll_up:
        rank, body, share, shared = _rolled(records, rank, body, listed, home)
    use = listed & (np.bincount(body, minlength=len(listed)) >= asked.least - _NEAR)
    rank, body, share = (column[use[body]] for column in (rank, body, share))
    inner, outer = _crossed(rank, home[body])
    key = body[inner] * len(listed) + body[outer]
    own = np.zeros(len(key), np.int64)
    if len(shared):
        own = _own(shared, rank[inner], key, len(listed) ** 2)
        real = share[inner] * share[outer] > own
        inner, outer, key, own = (column[real] for column in (inner, outer, key, own))
    keys, start, at = _often(key, asked.least)
    inner, outer = inner[at], outer[at]
    found = works[rank[inner]]
    parts = (share[inner] * share[outer] - own[at]) * _part(size[found])
    # rounded, so that sums of the same fractions in another order are the same
    fraction = np.round(np.add.reduceat(parts, start[:-1]) if len(keys) else parts, 9)
    base = max(len(listed), 1)
    return Paired(keys // base, keys % base, np.diff(start), fraction, start, found)


def _part(size: Ints) -> Floats:
    """What a pair of bodies counts of a work of so many."""
    return 2.0 / (size * (size - 1))


def _newest(records: Records, joint: Flags) -> tuple[Ints, Ints, Ints]:
    """The joint works, the newest first, then by place; and a row for each body of each of them.

    The second array has the place of the work in the first, in rising order, the third the body.
    """
    works = np.flatnonzero(joint)
    works = works[np.argsort(-records.first[works], kind="stable")]
    start = np.searchsorted(records.thing, np.arange(len(joint) + 1))
    rank, body = spread((records.body, start), works)
    return works, rank, body


def _often(key: Ints, least: float) -> tuple[Ints, Ints, Ints]:
    """The keys that stand there `least` times or more, in order, and where.

    Of the places in the third array, those from `start` (the second) to the next one are of a key,
    in order. A fraction is never larger than the whole count, so that this is a first sieve for
    both.
    """
    bits = len(key).bit_length()
    ordered = key << bits  # numbers are sorted many times faster than their places
    ordered |= np.arange(len(key))
    ordered.sort()
    at = ordered & ((1 << bits) - 1)
    ordered >>= bits
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]][: len(ordered)])
    times = np.diff(np.r_[starts, len(ordered)])
    use = times >= least - _NEAR
    start: Ints = np.r_[0, np.cumsum(times[use])]
    return ordered[starts[use]], start, at[np.repeat(use, times)]


def _rolled(
    records: Records, work: Ints, body: Ints, listed: Flags, home: Flags
) -> tuple[Ints, Ints, Ints, Ints]:
    """Rows of works and the listed bodies at or above theirs, once each.

    The third column says of how many bodies of the work it is. Then rows (work, body at home, other
    body) for each body of a work that stands below both.
    """
    base = max(len(records.bodies), 1)
    ends, start = upper = records.upper()
    low = np.repeat(np.arange(len(records.bodies)), np.diff(start))
    inside, outside = (
        np.bincount(low, listed[ends] & side[ends], len(records.bodies)) > 0
        for side in (home, ~home)
    )
    mixed = np.flatnonzero((inside & outside)[body])
    row, end = spread(upper, body[mixed])
    row, end = row[listed[end]], end[listed[end]]
    inner, outer = _crossed(row, home[end])
    shared = work[mixed[row[inner]]] * base**2 + end[inner] * base + end[outer]
    row, end = spread(upper, body)
    row, end = row[listed[end]], end[listed[end]]
    key, share = np.unique(work[row] * base + end, return_counts=True)
    return key // base, key % base, share, shared


def _own(shared: Ints, work: Ints, key: Ints, square: int) -> Ints:
    """Of each row (work, pair) the links that are none: a body with itself, two bodies twice."""
    found, times = np.unique(shared, return_counts=True)
    wanted = work * square + key
    at = np.minimum(np.searchsorted(found, wanted), len(found) - 1)
    of = np.where(found[at] == wanted, times[at], 0)
    own: Ints = of + of * (of - 1) // 2
    return own


def spread(upper: tuple[Ints, Ints], bodies: Ints) -> tuple[Ints, Ints]:
    """All bodies at or above each of these: the place in `bodies`, and the upper body."""
    ends, start = upper
    count = start[bodies + 1] - start[bodies]
    row = np.repeat(np.arange(len(bodies)), count)
    place = np.arange(len(row))
    place += np.repeat(start[bodies] - np.cumsum(count) + count, count)
    return row, ends[place]


def _crossed(group: Ints, home: Flags) -> tuple[Ints, Ints]:
    """All pairs of a row at home and another row of the same group; groups are in rising order."""
    inner, outer = np.flatnonzero(home), np.flatnonzero(~home)
    last = int(group[-1]) if len(group) else -1
    start = np.searchsorted(group[outer], np.arange(last + 2))
    first, second = spread((outer, start), group[inner])
    return inner[first], second


def together(group: Ints) -> tuple[Ints, Ints]:
    """All pairs of rows of one group, the earlier first; rows of a group stand together."""
    begins = np.flatnonzero(np.r_[True, group[1:] != group[:-1]][: len(group)])
    if not len(begins):
        return begins, begins
    stop = np.repeat(np.r_[begins[1:], len(group)], np.diff(np.r_[begins, len(group)]))
    later = stop - np.arange(len(group)) - 1
    first = np.repeat(np.arange(len(group)), later)
    within = np.arange(len(first)) - np.repeat(np.cumsum(later) - later, later)
    return first, first + 1 + within
