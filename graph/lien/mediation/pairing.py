"""Pairs of a body at home and one elsewhere, counted over joint works, rolled up where asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from lien.mediation.choices import Choices
from lien.mediation.records import Flags, Records
from lien.projection.columns import Ints

Floats = NDArray[np.float64]
_SIDES: Final[tuple[Literal["left", "right"], ...]] = ("left", "right")


@dataclass(frozen=True, slots=True)
class Paired:
    """Bodies at home and elsewhere with joint works, by place; both counts of each pair.

    `pair` and `work` are the rows that were counted: the place of a pair, and of a work.
    """

    first: Ints
    second: Ints
    whole: Ints
    fraction: Floats
    pair: Ints
    work: Ints


def paired(records: Records, joint: Flags, size: Ints, exists: Flags, asked: Choices) -> Paired:
    """Pairs of a listed body at home and one elsewhere, counted over the `joint` works.

    Pairs of fewer than `asked.least` works are left out.

    A work counts one whole. Of its n(n-1)/2 pairs of bodies, each the same fraction of one, those
    count that lie at or below the two. Bodies are listed that exist and have a territory.
    """
    use = joint[records.thing]
    work, body = records.thing[use], records.body[use]
    listed, home = exists & records.placed(), records.inside(asked.home)
    if asked.roll_up:
        work, body, share, shared = _rolled(records, work, body, listed, home)
    else:
        use = listed[body]
        work, body, share, shared = work[use], body[use], None, None
    inner, outer = _crossed(work, home[body])
    key = body[inner] * len(records.bodies) + body[outer]
    work = work[inner]
    links = np.ones(len(key), np.int64) if share is None else share[inner] * share[outer]
    if shared is not None:
        links -= _own(shared, work, key, len(records.bodies) ** 2)
        real = links > 0
        key, work, links = key[real], work[real], links[real]
    keys, times = _often(key, asked.least)
    pair = np.minimum(np.searchsorted(keys, key), max(len(keys) - 1, 0))
    use = keys[pair] == key if len(keys) else np.zeros(len(key), bool)
    pair, work, links = pair[use], work[use], links[use]
    of = size[work].astype(np.float64)
    parts = links * 2 / (of * (of - 1))
    fraction: Floats = np.bincount(pair, parts, len(keys)).astype(np.float64)
    base = max(len(records.bodies), 1)
    return Paired(keys // base, keys % base, times, fraction, pair, work)


def _often(key: Ints, least: float) -> tuple[Ints, Ints]:
    """The keys that stand there `least` times or more, in order, and how often each does.

    A fraction is never larger than the whole count, so that this is a first sieve for both.
    """
    ordered = np.sort(key)
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]][: len(ordered)])
    times = np.diff(np.r_[starts, len(ordered)])
    use = times >= least - 1e-9
    return ordered[starts[use]], times[use].astype(np.int64)


def _rolled(
    records: Records, work: Ints, body: Ints, listed: Flags, home: Flags
) -> tuple[Ints, Ints, Ints, Ints]:
    """Rows of works and the listed bodies at or above theirs, once each.

    The third column says of how many bodies of the work it is. Then rows (work, body at home, other
    body) for each body of a work that stands below both.
    """
    base = max(len(records.bodies), 1)
    row, end = spread(records.upper(), body)
    row, end = row[listed[end]], end[listed[end]]
    inner, outer = _crossed(row, home[end])
    shared = work[row[inner]] * base**2 + end[inner] * base + end[outer]
    key, share = np.unique(work[row] * base + end, return_counts=True)
    return key // base, key % base, share, shared


def _own(shared: Ints, work: Ints, key: Ints, square: int) -> Ints:
    """Of each row (work, pair) the links that are none: a body with itself, two bodies twice."""
    found, times = np.unique(shared, return_counts=True)
    wanted = work * square + key
    if not len(found):
        return np.zeros(len(wanted), np.int64)
    at = np.minimum(np.searchsorted(found, wanted), len(found) - 1)
    of = np.where(found[at] == wanted, times[at], 0)
    own: Ints = of + of * (of - 1) // 2
    return own


def spread(upper: tuple[Ints, Ints], bodies: Ints) -> tuple[Ints, Ints]:
    """All bodies at or above each of these: the place in `bodies`, and the upper body."""
    ends, start = upper
    count = start[bodies + 1] - start[bodies]
    row = np.repeat(np.arange(len(bodies)), count)
    within = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    return row, ends[start[bodies][row] + within]


def _crossed(group: Ints, home: Flags) -> tuple[Ints, Ints]:
    """All pairs of a row at home and another row of the same group; groups are in rising order."""
    inner, outer = np.flatnonzero(home), np.flatnonzero(~home)
    begin, end = (np.searchsorted(group[outer], group[inner], side) for side in _SIDES)
    first = np.repeat(np.arange(len(inner)), end - begin)
    within = np.arange(len(first)) - np.repeat(np.cumsum(end - begin) - (end - begin), end - begin)
    return inner[first], outer[begin[first] + within]


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


def works_of(pairs: Paired, wanted: Ints, first: Ints) -> list[Ints]:
    """The works of each of these pairs, the newest first, then by place; `first` are their days."""
    rank = np.full(len(pairs.first), -1)
    rank[wanted] = np.arange(len(wanted))
    use = rank[pairs.pair] >= 0
    of, work = rank[pairs.pair[use]], pairs.work[use]
    order = np.lexsort((work, -first[work], of))
    ends = np.searchsorted(of[order], np.arange(1, len(wanted)))
    return np.split(work[order], ends) if len(wanted) else []
