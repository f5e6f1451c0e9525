"""What hangs on one person: partners that a single person joins to our side, and what one leaves.

Our side are the bodies and units that stand for France on the day, partners those that stand for
China alone (`lien.mediation.sides`). A tie of a partner to our side is a way from one to the other
through agreements, actions, events and journeys, with at most one person on it; it passes no other
body and no hub. A partner hangs on a person when every such way passes that person.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from lien.analysis.arrays import Floats
from lien.mediation.sides import ONLY_THEIRS, OURS, sides
from lien.mediation.ties import Ties
from lien.query import names
from lien.store import Reader
from lien.terms import thing


@dataclass(frozen=True, slots=True)
class OurTie:
    """What a partner is tied to on our side through a person."""

    partner: str
    partner_label: str
    person: str
    person_label: str
    ours: tuple[str, ...]
    ours_labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SingleThread(OurTie):
    """A partner whose ties to our side all pass one person; `chain` is a shortest of them."""

    chain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Loss:
    """A partner that a departure concerns: with whom of ours its ties are lost and kept.

    `cut`: no tie to our side is left.
    """

    partner: str
    partner_label: str
    cut: bool
    lost: tuple[str, ...]
    lost_labels: tuple[str, ...]
    kept: tuple[str, ...]
    kept_labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Successor(OurTie):
    """Somebody on our side who has, or had, a tie to a partner that the departure concerns.

    `through` is what the tie goes through, empty for a role at the partner itself; `ended` says
    that it is past, `shown` is its last day in the facts, None where none is stated.
    """

    through: tuple[str, ...]
    ended: bool
    shown: str | None


@dataclass(frozen=True, slots=True)
class Departure:
    """What is lost when a person leaves, and who already has ties to take over."""

    person: str
    person_label: str
    losses: tuple[Loss, ...]
    successors: tuple[Successor, ...]


class Sides:
    """Our side, the partners, and the ways between them on a day."""

    def __init__(self, ties: Ties, on: date) -> None:
        of, kinds = sides(ties, on), ties.things.classes
        bodies = [n for n, kind in enumerate(kinds) if kind in ("Body", "ResearchUnit")]
        self.ties, self.held = ties, ties.on(on)
        self.ours = {n for n in bodies if OURS in of[n]}
        self.partners = [n for n in bodies if of[n] == ONLY_THEIRS]
        self.now = ties.weights(self.held)
        self.ever = ties.weights(self.held, ended=True)
        passed = ~ties.people & ~ties.hubs
        passed[bodies] = False
        self._passed = passed

    def ways(self, start: int, weights: Floats, *, without: int | None = None) -> dict[int, int]:
        """What is reached from a thing or person, each with the thing before it, the nearest first.

        Agreements, actions, events and journeys are passed; people and bodies are where it ends.
        """
        _, network = self.ties.pairs
        before, ahead = {start: start}, deque([start])
        while ahead:
            node = ahead.popleft()
            low, high = network.start[node], network.start[node + 1]
            for other, edge in zip(network.other[low:high], network.edge[low:high], strict=True):
                if weights[edge] >= 0 and other != without and int(other) not in before:
                    before[int(other)] = node
                    if self._passed[other]:
                        ahead.append(int(other))
        return before

    def people(self, reached: dict[int, int]) -> list[int]:
        """The people among what was reached."""
        return [node for node in reached if self.ties.people[node]]

    def ties_of(
        self, partner: int, *, without: int | None = None
    ) -> tuple[set[int], dict[int, set[int]]]:
        """Things of ours that a partner is tied to without anybody, and through each person."""
        reached = self.ways(partner, self.now, without=without)
        through = {
            person: self.ours & self.ways(person, self.now, without=without).keys()
            for person in self.people(reached)
        }
        found = {person: ours for person, ours in through.items() if ours}
        return self.ours & reached.keys(), found


def single_threads(store: Reader, ties: Ties, on: date, lang: str) -> list[SingleThread]:
    """Partners whose ties to our side all pass one person on a day, by partner.

    A partner without any tie to our side has no row.
    """
    around = Sides(ties, on)
    rows = []
    for partner in around.partners:
        direct, through = around.ties_of(partner)
        if not direct and len(through) == 1:
            ((person, ours),) = through.items()
            rows.append((partner, person, sorted(ours), _chain(around, partner, person)))
    telling = _Telling(store, ties, {n for p, q, ours, _ in rows for n in (p, q, *ours)}, lang)
    return [
        SingleThread(
            *telling.one(partner), *telling.one(person), *telling.many(ours), telling.slugs(chain)
        )
        for partner, person, ours, chain in rows
    ]


def departure(store: Reader, ties: Ties, person: str, on: date, lang: str) -> Departure:
    """What is lost when a person leaves on a day: the ties are searched again without that person.

    Partners that are cut off come first, then those that lose most, then by name. Successors are
    on our side on that day and have or had a tie of their own to the partner: lasting ties first,
    then those shown last.

    Raises:
        UnknownThing: the person is not in the graph.
    """
    around, leaver = Sides(ties, on), ties.place(person)
    losses = sorted(losses_of(around, leaver), key=lambda row: (not row[1], -len(row[2]), row[0]))
    heirs = [(partner, *heir) for partner, *_ in losses for heir in _heirs(around, leaver, partner)]
    cited = {leaver} | {n for p, _, lost, kept in losses for n in (p, *lost, *kept)}
    cited |= {n for p, heir, ours, *_ in heirs for n in (p, heir, *ours)}
    telling = _Telling(store, ties, cited, lang)
    return Departure(
        *telling.one(leaver),
        tuple(
            Loss(*telling.one(partner), cut, *telling.many(lost), *telling.many(kept))
            for partner, cut, lost, kept in losses
        ),
        tuple(
            Successor(
                *telling.one(partner), *telling.one(heir), *telling.many(ours),
                telling.slugs(through), ended, shown,
            )
            for partner, heir, ours, through, ended, shown in heirs
        ),
    )  # fmt: skip


def losses_of(around: Sides, leaver: int) -> Iterator[tuple[int, bool, list[int], list[int]]]:
    """For each partner that loses a tie: whether it is cut off, what of ours it loses and keeps."""
    near = around.ways(leaver, around.now)
    for partner in around.partners:
        if partner in near:
            before, after = (_all(around, partner, leaving) for leaving in (None, leaver))
            if before - after:
                yield partner, not after, sorted(before - after), sorted(after)


def _all(around: Sides, partner: int, leaving: int | None) -> set[int]:
    direct, through = around.ties_of(partner, without=leaving)
    return direct.union(*through.values())


def _heirs(
    around: Sides, leaver: int, partner: int
) -> list[tuple[int, list[int], list[int], bool, str | None]]:
    """People of ours with a tie to a partner: their bodies, what it goes through, its last day."""
    now, ever = (around.ways(partner, weights) for weights in (around.now, around.ever))
    found = []
    for person in around.people(ever):
        ours = sorted(around.ours & around.ways(person, around.now).keys())
        if not ours or person == leaver or around.ties.things.left_out[person]:
            continue
        ended = person not in now
        way = _way(ever if ended else now, person)
        shown = min((_shown(around, a, b) for a, b in pairwise(way)), default=0)
        found.append((person, ours, way[1:-1], ended, shown))
    found.sort(key=lambda row: (row[3], -row[4], row[0]))
    return [(*row[:4], date.fromordinal(row[4]).isoformat() if row[4] else None) for row in found]


def _shown(around: Sides, a: int, b: int) -> int:
    """The last day on which the facts show a tie between two things; 0 where none is stated."""
    places = around.ties.places(a, b)
    shown = np.where(around.held.counts, around.held.shown, 0)[places]
    return int(shown.max(initial=0))


def _chain(around: Sides, partner: int, person: int) -> list[int]:
    """A shortest way from a partner over a person to our side."""
    onwards = around.ways(person, around.now)
    ours = next(node for node in onwards if node in around.ours)
    return _way(around.ways(partner, around.now), person) + _way(onwards, ours)[1:]


def _way(before: dict[int, int], end: int) -> list[int]:
    way = [end]
    while before[way[-1]] != way[-1]:
        way.append(before[way[-1]])
    return way[::-1]


class _Telling:
    """Slugs and labels of things."""

    def __init__(self, store: Reader, ties: Ties, nodes: set[int], lang: str) -> None:
        self._slugs = ties.things.slugs
        called = names(store, [thing(self._slugs[node]) for node in nodes], lang)
        self._labels = {str(name.thing): str(name.label) for name in called if name.label}

    def one(self, node: int) -> tuple[str, str]:
        """A thing and its label."""
        return self._slugs[node], self._label(node)

    def many(self, nodes: list[int]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Several things and their labels."""
        return self.slugs(nodes), tuple(map(self._label, nodes))

    def slugs(self, nodes: list[int]) -> tuple[str, ...]:
        """Several things."""
        return tuple(self._slugs[node] for node in nodes)

    def _label(self, node: int) -> str:
        return self._labels.get(str(thing(self._slugs[node])), self._slugs[node])
