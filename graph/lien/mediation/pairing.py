"""Pairs of a body at home and one elsewhere, counted over joint works, rolled up where asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from lien.mediation.choices import Choices
from lien.mediation.records import Flags, Records
from lien.projection.columns import Ints
from lien.projection.pairs import ragged

Floats = NDArray[np.float64]
_NEAR: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Paired:
    """Bodies at home and elsewhere with joint works, by place; both counts of each pair.

    The works of a pair are `whole` of `work` from `begin` on, the newest first, then by place.
    """

    first: Ints
    second: Ints
    whole: Ints
    fraction: Floats
    begin: Ints
    work: Ints

    def only(self, at: Ints) -> Paired:
        """The pairs at these places, in this order."""
        first, second, whole, begin = (
            column[at] for column in (self.first, self.second, self.whole, self.begin)
        )
        return Paired(first, second, whole, self.fraction[at], begin, self.work)


def paired(
    records: Records, works: Ints, taking: csr_array, listed: Flags, asked: Choices
) -> Paired:
    """Pairs of a listed body at home and one elsewhere, counted over these works.

    `taking` has a row for each of the works, as `Records.taking`. Pairs of fewer than `asked.least`
    works are left out.

    A work counts one whole. Of its n(n-1)/2 pairs of bodies, each the same fraction of one, those
    count that lie at or below the two.
    """
    number = len(records.bodies)
    ends, groups = records.upper() if asked.roll_up else (np.arange(number), np.arange(number + 1))
    upper = csr_array((np.ones(len(ends), np.int32), ends, groups), shape=(number, number))
    at_most = np.bincount(taking.indices, minlength=number) @ upper  # works at or below each body
    use, home = listed & (at_most >= asked.least - _NEAR), records.inside(asked.home)
    ours, theirs = np.flatnonzero(use & home), np.flatnonzero(use & ~home)
    row, key, links = _linked(taking, upper[:, ours], upper[:, theirs])
    keys, start, at = _often(key, asked.least)
    row, links = row[at], links[at]
    size = np.diff(taking.indptr)
    parts = links * (2.0 / (size * (size - 1)))[row]
    # rounded, so that sums of the same fractions in another order are the same
    fraction = np.round(np.add.reduceat(parts, start[:-1]) if len(keys) else parts, 9)
    first, second = np.divmod(keys, max(len(theirs), 1))
    return Paired(ours[first], theirs[second], np.diff(start), fraction, start[:-1], works[row])


def _linked(taking: csr_array, ours: csr_array, theirs: csr_array) -> tuple[Ints, Ints, Ints]:
    """Works, the pairs above their bodies, and how many links between two bodies each pair has.

    `ours` and `theirs` have a column for each upper body, with 1 for each body at or below it. Rows
    are in the order of the works; pairs are numbered by ours, then theirs.
    """
    inner, outer = taking @ ours, taking @ theirs
    body, shared, one = _crossed(ours, theirs)
    if not len(body):
        return _crossed(inner, outer)
    # A body below both is no link with itself, and two of them are one link.
    inner.sort_indices()
    outer.sort_indices()
    row, key, links = _crossed(inner, outer)
    keys, column = np.unique(shared, return_inverse=True)
    both = taking @ csr_array((one, (body, column)), shape=(ours.shape[0], len(keys)))
    below, times = both.tocoo(), both.data
    base = inner.shape[1] * outer.shape[1]
    at = np.searchsorted(row * base + key, below.row * np.int64(base) + keys[below.col])
    links[at] -= times * (times + 1) // 2
    real = links > 0
    return row[real], key[real], links[real]


def _crossed(one: csr_array, two: csr_array) -> tuple[Ints, Ints, Ints]:
    """Each entry of a row with each entry of the same row of the other table.

    Returns the rows in rising order, the columns as one number, and the products.
    """
    row = np.repeat(np.arange(one.shape[0]), np.diff(one.indptr))
    first, second = ragged(two.indptr, row)
    key = one.indices[first] * np.int64(two.shape[1]) + two.indices[second]
    return row[first], key, one.data[first] * two.data[second]


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


def spread(upper: tuple[Ints, Ints], bodies: Ints) -> tuple[Ints, Ints]:
    """All bodies at or above each of these: the place in `bodies`, and the upper body."""
    ends, start = upper
    row, place = ragged(start, bodies)
    return row, ends[place]


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
