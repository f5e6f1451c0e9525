"""Link prediction: which two, not tied yet, have most in common; and how often that came true.

Two are proposed when somebody who is no hub is tied to both. Sources: Adamic & Adar 2003,
"Friends and neighbors on the Web"; Zhou, Lü & Zhang 2009, "Predicting missing links via local
information" (resource allocation); Liben-Nowell & Kleinberg 2007, "The link-prediction problem for
social networks" (common neighbours, preferential attachment, the way to test).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy.sparse import csr_array, diags_array

from lien.analysis.arrays import HUB, Flags, Floats, Int32s, Int64s


@dataclass(frozen=True, slots=True)
class Topics:
    """What each node is about, and since which year; 0: unknown. A value for each row."""

    node: Int32s
    topic: Int32s
    year: Int32s

    def until(self, year: int) -> Topics:
        """What is known of it by the end of a year."""
        chosen = (self.year > 0) & (self.year <= year)
        return Topics(self.node[chosen], self.topic[chosen], self.year[chosen])

    def alike(self, number: int) -> csr_array:
        """How many topics two nodes have in common."""
        shape = (number, int(self.topic.max(initial=0)) + 1)
        about = csr_array((np.ones(len(self.node)), (self.node, self.topic)), shape=shape).sign()
        return csr_array(about @ about.T)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of nodes, each once, with the year in which they were first tied; 0: unknown.

    No loops. `u`, `v` and `year` have a value for each pair; `side` has one for each node, 0 where
    it is on none. Only two nodes of different sides are proposed to each other, and a node with
    more ties than `hub` joins nobody.
    """

    side: Int32s
    u: Int32s
    v: Int32s
    year: Int32s
    hub: float = HUB

    @property
    def number(self) -> int:
        """How many nodes there are."""
        return len(self.side)

    def until(self, year: int) -> Pairs:
        """The ties that are known to be there by the end of a year; the undated are not."""
        return self._where((self.year > 0) & (self.year <= year))

    def between(self, after: int, last: int) -> Pairs:
        """The ties that came after one year and by the end of another."""
        return self._where((self.year > after) & (self.year <= last))

    def _where(self, chosen: Flags) -> Pairs:
        return replace(self, u=self.u[chosen], v=self.v[chosen], year=self.year[chosen])

    def matrix(self) -> csr_array:
        """1 where two are tied, in both directions."""
        ends = np.concatenate([self.u, self.v]), np.concatenate([self.v, self.u])
        ones = np.ones(len(ends[0]))
        return csr_array((ones, ends), shape=(self.number, self.number))


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs that somebody joins and that are not tied, the best first, ties by `u`, then `v`."""

    u: Int64s
    v: Int64s
    score: Floats


Measure = Callable[[csr_array, csr_array, float], csr_array]
"""From some rows of the matrix of ties, and the matrix, to the scores of these rows with all.

A neighbour with more ties than the number given is a hub, and does not count. The score of two with
no neighbour in common is zero.
"""


def _shared(rows: csr_array, ties: csr_array, hub: float, weight: Floats) -> csr_array:
    """Sum of the weights of the neighbours in common that are no hubs."""
    return csr_array(rows @ diags_array(weight * (_degree(ties) <= hub)) @ ties)


def _degree(ties: csr_array) -> Floats:
    degree: Floats = np.asarray(ties.sum(axis=1), float)
    return degree


def adamic_adar(rows: csr_array, ties: csr_array, hub: float) -> csr_array:
    """Neighbours in common, one with many ties counting less: sum of 1 / ln(degree)."""
    return _shared(rows, ties, hub, 1 / np.log(np.maximum(_degree(ties), 2)))


def resource_allocation(rows: csr_array, ties: csr_array, hub: float) -> csr_array:
    """Neighbours in common, each counting 1 / degree."""
    return _shared(rows, ties, hub, 1 / np.maximum(_degree(ties), 1))


def common_neighbours(rows: csr_array, ties: csr_array, hub: float) -> csr_array:
    """How many neighbours two have in common."""
    return _shared(rows, ties, hub, np.ones(ties.shape[0]))


def preferential_attachment(rows: csr_array, ties: csr_array, hub: float) -> csr_array:
    """Product of the degrees, for pairs with a neighbour in common."""
    near = common_neighbours(rows, ties, hub).sign()
    return csr_array(diags_array(_degree(rows)) @ near @ diags_array(_degree(ties)))


def jaccard(rows: csr_array, ties: csr_array, hub: float) -> csr_array:
    """Neighbours in common as a share of the neighbours of either."""
    found = common_neighbours(rows, ties, hub).tocoo()
    i, j = found.coords
    share = found.data / (_degree(rows)[i] + _degree(ties)[j] - found.data)
    return csr_array((share, (i, j)), shape=found.shape)


MEASURES: Final[dict[str, Measure]] = {
    "adamic-adar": adamic_adar,
    "resource-allocation": resource_allocation,
    "common-neighbours": common_neighbours,
    "preferential-attachment": preferential_attachment,
    "jaccard": jaccard,
}
"""By name; the first one ranks the proposals, the others are what it is compared with."""


def candidates(
    ties: Pairs, measure: Measure, *, topics: Topics | None = None, node: int | None = None
) -> Candidates:
    """Whom to tie to `node`, or all pairs (`u` before `v`) when no node is given.

    With `topics` only those that have one in common.
    """
    matrix = ties.matrix()
    rows = matrix if node is None else matrix[[node]]
    scores, known = measure(rows, matrix, ties.hub), rows.tocoo()
    if topics is not None:
        alike = topics.alike(ties.number).sign()
        scores = scores * (alike if node is None else alike[[node]])
    found = scores.tocoo()
    v, score = found.coords[1].astype(np.int64), found.data
    u = found.coords[0].astype(np.int64) if node is None else np.full(len(v), node, np.int64)
    joined = known.coords[1] + ties.number * (known.coords[0].astype(np.int64))
    fresh = ~np.isin(v + ties.number * found.coords[0].astype(np.int64), joined)
    fresh &= (score > 0) & (ties.side[u] > 0) & (ties.side[v] > 0) & (ties.side[u] != ties.side[v])
    if node is None:
        fresh &= u < v
    u, v, score = u[fresh], v[fresh], score[fresh]
    order = np.lexsort((v, u, -np.round(score, 9)))
    return Candidates(u[order], v[order], score[order])


@dataclass(frozen=True, slots=True)
class Tested:
    """How a measure would have done: of the `proposed` best pairs, `came` were tied in time.

    `possible` pairs could have been proposed, of which `all_came` were tied: chance alone gives
    `base` = `all_came` / `possible`. Nothing proposed: `precision` and `base` are None.
    """

    measure: str
    proposed: int
    came: int
    possible: int
    all_came: int

    @property
    def precision(self) -> float | None:
        """Share of the proposals that came true."""
        return self.came / self.proposed if self.proposed else None

    @property
    def base(self) -> float | None:
        """Share of all possible pairs that came true."""
        return self.all_came / self.possible if self.possible else None


def back_test(
    ties: Pairs, years: range, *, horizon: int, top: int, topics: Topics | None = None
) -> list[Tested]:
    """What each measure proposed at the end of each of these years, and what came true.

    At each year only the ties and topics dated until then are known; the `top` best pairs come true
    when they are tied within `horizon` years. Figures are added up over the years, by measure in
    the order of `MEASURES`. The undated are left out.
    """
    known = [(year, topics and topics.until(year)) for year in years]
    return [_tested(ties, name, known, horizon, top) for name in MEASURES]


def _tested(
    ties: Pairs, name: str, known: list[tuple[int, Topics | None]], horizon: int, top: int
) -> Tested:
    proposed = came = possible = all_came = 0
    for year, topics in known:
        found = candidates(ties.until(year), MEASURES[name], topics=topics)
        later = ties.between(year, year + horizon)
        low, high = np.minimum(later.u, later.v), np.maximum(later.u, later.v)
        new = low.astype(np.int64) * ties.number + high
        true = np.isin(found.u * ties.number + found.v, new)
        proposed += min(top, len(true))
        came += int(true[:top].sum())
        possible += len(true)
        all_came += int(true.sum())
    return Tested(name, proposed, came, possible, all_came)
