"""Who is tied to whom on a day, and how strongly: what introductions and departures are read from.

A tie is a link of the graph, seen from either end; works that two bodies published together tie
them too. Its strength is the number of works, or 1, halved for every five years between the day
asked for and the last day on which the facts show the tie: w = sum of works * 2^(-age / 5).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

import numpy as np
from rdflib import URIRef

from lien import resources
from lien.analysis.arrays import HUB, Adjacency, Flags, Floats, Int32s, Int64s, adjacency
from lien.errors import UnknownThing
from lien.store import Node, Reader
from lien.terms import local, slug

HALF_LIFE: Final = 5.0
"""Years in which a tie loses half of its strength."""
TOGETHER: Final = "co-publication"
"""Kind of the ties that are counted works; the others bear the local name of their property."""

NO_TIE: Final = frozenset(
    {"fundedBy", "funder", "publisher", "renews", "amends", "follows", "implements"}
)
"""Links that do not make people meet: money, publishers, the families of agreements."""
ABOVE: Final = frozenset({"subOrganizationOf", "supervisingBody", "institute", "otherInstitute"})
"""Links that lead up from what answers to what it answers to."""
STANDING: Final = ABOVE | {
    "isPartOf", "alsoRegisteredAs", "predecessor", "successor", "stageOf", "homeBody",
}  # fmt: skip
"""Links that hold as long as both ends do, though no date is stated."""
AT_SIGNATURE: Final = frozenset({"signatory", "witness"})
OWN_DATES: Final = frozenset({"holdsRoleIn", "partner"})
"""Links that need dates of their own: as the question `standing` has it."""
MOMENTS: Final = frozenset(
    {"Event", "Publication", "Mission", "DoctoralStay", "AssistanceRequest", "Advice"}
)
"""Classes of what has happened once: a tie through it is past but does not end."""
_YEAR: Final = 365.25


@dataclass(frozen=True, slots=True)
class Things:
    """Columns of things in the order of their slugs; days are ordinals, 0 where none is stated."""

    slugs: list[str]
    classes: list[str]
    territories: list[frozenset[str]]
    first: Int32s
    last: Int32s
    left_out: Flags

    def of(self, classes: frozenset[str]) -> Flags:
        """Which things are of one of these classes."""
        return np.array([name in classes for name in self.classes], dtype=bool)


@dataclass(frozen=True, slots=True)
class Links:
    """Columns of links; `first`, `last` and `seen_…` are their own days, `works` a number or 1.

    `key` is the property and the link's own node, as IRIs ("" where there is none); `side` is the
    local name of the side that a partner takes part for.
    """

    u: Int32s
    v: Int32s
    kind: list[str]
    key: list[tuple[str, str]]
    side: list[str]
    first: Int32s
    last: Int32s
    seen_first: Int32s
    seen_last: Int32s
    works: Int32s

    def of(self, kinds: frozenset[str]) -> Flags:
        """Which links are of one of these kinds."""
        return np.array([name in kinds for name in self.kind], dtype=bool)


@dataclass(frozen=True, slots=True)
class Held:
    """The ties of a day, a value for each link: `strength` (0: undated) and its last day (0)."""

    counts: Flags
    ended: Flags
    strength: Floats
    shown: Int32s


class Ties:
    """Everything that one reader sees, as arrays; made once for a state of the data."""

    def __init__(self, things: Things, links: Links) -> None:
        self.things, self.links = things, links
        self.number = {name: place for place, name in enumerate(things.slugs)}
        self.people = things.of(frozenset({"Person"}))

    @classmethod
    def read(cls, store: Reader) -> Ties:
        """All ties that the reader may see."""
        things = _things(store)
        ties = cls(things, _links(store, {name: n for n, name in enumerate(things.slugs)}))
        ties._made()
        return ties

    def _made(self) -> None:
        """Make what depends on no day, so that the first who asks does not wait for it."""
        _ = self.hubs, self._happened, self._lasting

    def place(self, name: str) -> int:
        """The number of a thing.

        Raises:
            UnknownThing: nothing of that name can be tied.
        """
        if name not in self.number:
            raise UnknownThing(name)
        return self.number[name]

    @cached_property
    def pairs(self) -> tuple[Int64s, Adjacency]:
        """For each link its pair of things, and the adjacency whose edges are these pairs."""
        number = max(len(self.things.slugs), 1)
        low = np.minimum(self.links.u, self.links.v).astype(np.int64)
        keys, pair = np.unique(
            low * number + np.maximum(self.links.u, self.links.v), return_inverse=True
        )
        u, v = (keys // number).astype(np.int32), (keys % number).astype(np.int32)
        return pair.astype(np.int64), adjacency(len(self.things.slugs), u, v)

    @cached_property
    def up(self) -> Flags:
        """Links that lead up from what answers to what it answers to."""
        return self.links.of(ABOVE)

    @cached_property
    def hubs(self) -> Flags:
        """Things that no chain may pass: umbrellas, and all but people with many neighbours.

        An umbrella is a body that others are part of, or that answers for units: that two people
        are with the same employer, or their laboratories under the same academy, says nothing.
        """
        _, network = self.pairs
        many = np.diff(network.start) > HUB
        umbrella = np.zeros(len(self.things.slugs), dtype=bool)
        umbrella[self.links.v[self.up]] = True
        found: Flags = (many | umbrella) & ~self.people
        return found

    def on(self, day: date) -> Held:
        """How each link stands on a day.

        A link counts unless it certainly had not begun. It has ended when its own end, or that of
        one of the things that it joins, is past; what happened once never ends. It is as old as
        the last day on which the facts show it: the day itself while it lasts, else its end, the
        day on which it was last seen, or the day of what happened.
        """
        things, links, today = self.things, self.links, np.int32(day.toordinal())
        begun = np.maximum(things.first[links.u], things.first[links.v])
        over = _earliest(things.last[links.u], things.last[links.v])
        over = _earliest(over, links.last)
        ended = (over > 0) & (over < today) & ~self._once
        seen = np.where(links.seen_first <= today, np.minimum(links.seen_last, today), 0)
        shown = np.where((links.first > 0) | self._lasting, today, seen)
        shown = np.where(ended, over, shown)
        shown = np.where(self._once, self._happened, shown)
        shown = np.where(self._together, np.minimum(links.last, today), shown).astype(np.int32)
        begun = np.maximum(begun, np.where(self._once, self._happened, links.first))
        begun = np.where(self._together, links.first, begun)
        age = (today - shown) / _YEAR
        strength = np.where(shown > 0, links.works * 0.5 ** (age / HALF_LIFE), 0.0)
        return Held(begun <= today, ended, strength, shown)

    @cached_property
    def _together(self) -> Flags:
        return self.links.of(frozenset({TOGETHER}))

    @cached_property
    def _once(self) -> Flags:
        """Links that say what happened once: through an event or a journey, at a signature."""
        once, links = self.things.of(MOMENTS), self.links
        found: Flags = once[links.u] | once[links.v] | links.of(AT_SIGNATURE) | self._together
        return found

    @cached_property
    def _lasting(self) -> Flags:
        """Links without dates of their own that hold from when what they join began."""
        first, links = self.things.first, self.links
        dated = np.maximum(first[links.u], first[links.v]) > 0
        found: Flags = links.of(STANDING) | (~links.of(OWN_DATES) & dated)
        return found

    @cached_property
    def _happened(self) -> Int32s:
        """The day of what happened, of links of `_once`: their own, else that of the event."""
        once, first, links = self.things.of(MOMENTS), self.things.first, self.links
        either = np.maximum(first[links.u], first[links.v])
        day = np.where(once[links.v], first[links.v], either)
        day = np.where(once[links.u], first[links.u], day)
        return np.where(links.first > 0, links.first, day).astype(np.int32)

    def places(self, a: int, b: int) -> Int64s:
        """The links between two things."""
        links = self.links
        found: Int64s = np.flatnonzero(
            ((links.u == a) & (links.v == b)) | ((links.u == b) & (links.v == a))
        )
        return found

    def weights(self, held: Held, *, ended: bool = False) -> Floats:
        """The strength of each pair of `pairs`, -1 where none of its links counts."""
        pair, _ = self.pairs
        use = held.counts if ended else held.counts & ~held.ended
        number = int(pair.max(initial=-1)) + 1
        alive = np.bincount(pair[use], minlength=number) > 0
        total = np.bincount(pair[use], weights=held.strength[use], minlength=number)
        return np.where(alive, total, -1.0)


def _earliest(a: Int32s, b: Int32s) -> Int32s:
    """The earlier of two days, 0 where neither is stated."""
    return np.where((a > 0) & (b > 0), np.minimum(a, b), np.maximum(a, b)).astype(np.int32)


def _ordinal(day: Node | None) -> int:
    try:
        return date.fromisoformat(str(day)).toordinal() if day is not None else 0
    except ValueError:
        return 0


def _things(store: Reader) -> Things:
    found: dict[str, tuple[str, set[str], list[int], list[int], bool]] = {}
    for row in store.select(resources.query("tied")).records():
        if not isinstance(row["thing"], URIRef):
            continue
        name = slug(str(row["thing"]))
        entry = found.setdefault(name, (local(row["class"]), set(), [], [], False))
        entry[2].append(_ordinal(row["first"]))
        entry[3].append(_ordinal(row["last"]))
        if row["territory"]:
            entry[1].add(local(row["territory"]))
        if str(row["left_out"]) in ("true", "1"):
            found[name] = (*entry[:4], True)
    slugs = sorted(found)
    rows = [found[name] for name in slugs]
    return Things(
        slugs,
        [row[0] for row in rows],
        [frozenset(row[1]) for row in rows],
        np.array([min((d for d in row[2] if d), default=0) for row in rows], np.int32),
        np.array([max(row[3]) for row in rows], np.int32),
        np.array([row[4] for row in rows], bool),
    )


def _links(store: Reader, number: dict[str, int]) -> Links:
    rows: dict[tuple[str, str, str, str], list[int]] = {}
    sides: dict[tuple[str, str, str, str], str] = {}
    for row in store.select(resources.query("ties")).records():
        kind = str(row["property"])
        ends = slug(str(row["source"])), slug(str(row["target"]))
        if local(kind) in NO_TIE or ends[0] == ends[1] or not all(end in number for end in ends):
            continue
        key = (*ends, kind, str(row["link"] or ""))
        days = rows.setdefault(key, [0, 0, 0, 0, 1])
        sides[key] = local(row["side"])
        days[0], days[1] = _ordinal(row["first"]), _ordinal(row["last"])
        if seen := _ordinal(row["seen"]):
            days[2] = min(days[2] or seen, seen)
            days[3] = max(days[3], seen)
    for row in store.select(resources.query("works_together")).records():
        ends, year = (slug(str(row["first"])), slug(str(row["second"]))), str(row["year"])
        if all(end in number for end in ends) and year.isdigit():
            first, last = (date(int(year), *day).toordinal() for day in ((1, 1), (12, 31)))
            rows[*ends, TOGETHER, year] = [first, last, 0, 0, int(str(row["works"]))]
    columns = np.array(list(rows.values()), np.int32).reshape(len(rows), 5)
    return Links(
        np.array([number[key[0]] for key in rows], np.int32),
        np.array([number[key[1]] for key in rows], np.int32),
        [local(key[2]) for key in rows],
        [(key[2], key[3]) for key in rows],
        [sides.get(key, "") for key in rows],
        *columns.T,
    )
