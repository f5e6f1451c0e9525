"""Whom to bring together next: bodies on the other side that partners of one's own already know.

Definition, literature, limits and how to read it: docs/explanation/next-partners.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
from rdflib import Literal, URIRef

from lien import query, resources
from lien.analysis.arrays import HUB, Int32s, Int64s
from lien.analysis.prediction import MEASURES, Pairs, Tested, Topics, back_test, candidates
from lien.errors import UnknownThing
from lien.mediation.sides import ONLY_OURS, ONLY_THEIRS, sides
from lien.mediation.ties import Ties
from lien.projection.columns import ABOVE, KINDS
from lien.projection.network import Network
from lien.store import Reader
from lien.terms import LIEN, SCHEME, thing

SIDES: Final = {ONLY_OURS: 1, ONLY_THEIRS: 2}
"""Two bodies of one side are not proposed to each other; who stands for both is to nobody."""
HORIZON: Final = 3
"""Years within which a proposal has to come true."""
TESTED: Final = 10
"""How many past years are looked back to."""
TOP: Final = 20
"""How many proposals of each past year are tested."""
FLOOR: Final = 5
"""New ties, in all the years looked back to, below which nothing is said of the precision."""
_ALIVE: Final = frozenset({"in-force", "tacitly-renewed", "unknown-end"})
_DATED: Final = 10_000


@dataclass(frozen=True, slots=True)
class NextPartner:
    """A body that is proposed, and why.

    `through`: partners of both that are no hubs, those with few partners first. `fields`: both work
    on them; `other_fields`: only the proposed one does. `agreements`: in force that day between the
    two, or bodies above them. `schemes`: funding open to the territory of the proposed one, for a
    field of `fields`.
    """

    rank: int
    partner: URIRef
    label: Literal | None
    acronym: Literal | None
    territory: str
    through: tuple[URIRef, ...]
    fields: tuple[URIRef, ...]
    other_fields: tuple[URIRef, ...]
    agreements: tuple[URIRef, ...]
    schemes: tuple[URIRef, ...]


@dataclass(frozen=True, slots=True)
class Bonds:
    """Who has worked with whom, out of a network; made once for a state of the data and a day.

    `ties` are pairs of bodies that share a work, an action or an agreement; `topics` the fields of
    their actions, numbered in the order of `fields`; `place` is the place of each IRI in the
    columns, `up` the bodies above each place, itself among them.
    """

    on: date
    network: Network
    ties: Pairs
    topics: Topics
    fields: tuple[URIRef, ...]
    place: dict[str, int]
    territory: dict[int, str]
    ended: frozenset[int]
    up: dict[int, frozenset[int]]

    def find(self, body: URIRef) -> int:
        """The place of a body.

        Raises:
            UnknownThing: there is no such thing, or it has worked with nobody.
        """
        place = self.place.get(str(body))
        if place is None:
            raise UnknownThing(body)
        return place

    def evidence(self, a: URIRef, b: URIRef) -> tuple[URIRef, ...]:
        """The works, actions and agreements that two bodies share, by IRI."""
        low, high = sorted((self.find(a), self.find(b)))
        net = self.network
        edges = np.flatnonzero((net.u == low) & (net.v == high) & (net.kind < len(KINDS)))
        things = {int(t) for e in edges for t in net.thing[net.offset[e] : net.offset[e + 1]]}
        return tuple(URIRef(net.iri(thing)) for thing in sorted(things))


def bonds(store: Reader, network: Network, things: Ties, on: date) -> Bonds:
    """What proposals are made from: the ties of a network, and where each body is on a day."""
    place = {network.iri(at): at for at in range(len(network.names))}
    side = np.zeros(len(place), np.int32)
    territory, ended = dict[int, str](), set[int]()
    for number, sides_of in enumerate(sides(things, on)):
        at = place.get(str(thing(things.things.slugs[number])))
        if at is None:
            continue
        side[at] = SIDES.get(sides_of, 0)
        territory[at] = min(things.things.territories[number], default="")
        if 0 < things.things.last[number] < on.toordinal():
            ended.add(at)
    topics, fields = _topics(store, place)
    return Bonds(
        on,
        network,
        _ties(network, side),
        topics,
        fields,
        place,
        territory,
        frozenset(ended),
        _up(network),
    )


def _topics(store: Reader, place: dict[str, int]) -> tuple[Topics, tuple[URIRef, ...]]:
    rows = [
        row
        for row in store.select(resources.query("worked_on")).records()
        if str(row["body"]) in place
    ]
    fields = sorted({URIRef(str(row["field"])) for row in rows})
    number = {field: n for n, field in enumerate(fields)}
    table = np.array(
        [
            (place[str(row["body"])], number[URIRef(str(row["field"]))], int(str(first)[:4]))
            for row in rows
            for first in (row["first"] or "0000",)
        ],
        np.int32,
    ).reshape(-1, 3)
    return Topics(*table.T), tuple(fields)


def _ties(network: Network, side: Int32s) -> Pairs:
    edge = np.repeat(np.arange(len(network)), network.whole)
    shared = network.kind[edge] < len(KINDS)
    u, v = network.u[edge][shared].astype(np.int64), network.v[edge][shared]
    year = network.since[shared] // _DATED
    pairs, at = np.unique(u * len(side) + v, return_inverse=True)
    first = np.full(len(pairs), _DATED)
    np.minimum.at(first, at, np.where(year > 0, year, _DATED))
    first[first == _DATED] = 0
    low, high = (ends.astype(np.int32) for ends in np.divmod(pairs, len(side)))
    return Pairs(side, low, high, first.astype(np.int32))


def _up(network: Network) -> dict[int, frozenset[int]]:
    """The bodies above each one that has any, itself among them."""
    steps = defaultdict[int, set[int]](set)
    kinds = [network.kinds.index(iri) for iri in map(str, ABOVE) if iri in network.kinds]
    for edge in np.flatnonzero(np.isin(network.kind, kinds)):
        steps[int(network.u[edge])].add(int(network.v[edge]))
    return {low: frozenset(_reached(steps, low)) for low in list(steps)}


def _reached(steps: dict[int, set[int]], start: int) -> set[int]:
    found, fresh = {start}, {start}
    while fresh:
        fresh = {high for low in fresh for high in steps.get(low, ())} - found
        found |= fresh
    return found


def next_partners(  # noqa: PLR0913  one argument per choice of the reader
    store: Reader,
    known: Bonds,
    body: URIRef,
    lang: str,
    *,
    same_field: bool = True,
    limit: int = 20,
) -> list[NextPartner]:
    """Bodies of the other side to bring together with this one, the best reasoned first.

    They share a partner that is no hub and, with `same_field`, a field of their actions. Left out:
    those that it has worked with, those above or below it, those that had ended on the day. The
    order is that of Adamic and Adar's measure, ties by IRI. A body without a territory of either
    side has no proposals.

    Raises:
        UnknownThing: the body is none of those that have worked with another one.
    """
    place = known.find(body)
    topics = known.topics if same_field else None
    found = candidates(known.ties, MEASURES["adamic-adar"], topics=topics, node=place)
    open_to = [at for at in found.v.tolist() if _is_possible(known, place, at)][:limit]
    reasons = _Reasons(store, known)
    rows = [reasons.row(rank, place, at) for rank, at in enumerate(open_to, 1)]
    named = {name.thing: name for name in query.names(store, [row.partner for row in rows], lang)}
    return [
        replace(row, label=named[row.partner].label, acronym=named[row.partner].acronym)
        if row.partner in named
        else row
        for row in rows
    ]


def _is_possible(known: Bonds, place: int, other: int) -> bool:
    above = other in known.up.get(place, ()) or place in known.up.get(other, ())
    return other not in known.ended and not above


class _Reasons:
    """What speaks for a proposal, read once for all of them."""

    def __init__(self, store: Reader, known: Bonds) -> None:
        self._store, self._known = store, known
        self._near = known.ties.matrix()
        self._fields = defaultdict[int, set[URIRef]](set)
        for at, topic in zip(known.topics.node.tolist(), known.topics.topic.tolist(), strict=True):
            self._fields[at].add(known.fields[topic])
        self._parties = self._agreed(known.on)
        self._funding: dict[str, list[query.Funding]] = {}

    def _agreed(self, on: date) -> list[tuple[URIRef, frozenset[int]]]:
        """Agreements in force with the places of their parties."""
        alive = {
            str(row.agreement)
            for row in query.in_force(self._store, "en", on=on)
            if str(row.status) in _ALIVE
        }
        network, parties = self._known.network, defaultdict[str, set[int]](set)
        if str(LIEN.party) in network.kinds:
            for edge in np.flatnonzero(network.kind == network.kinds.index(str(LIEN.party))):
                parties[network.iri(int(network.u[edge]))].add(int(network.v[edge]))
        return [(URIRef(iri), frozenset(parties[iri])) for iri in sorted(alive & parties.keys())]

    def row(self, rank: int, place: int, other: int) -> NextPartner:
        """The proposal of `other` to `place`."""
        mine, theirs = self._fields[place], self._fields[other]
        territory = self._known.territory.get(other, "")
        return NextPartner(
            rank,
            URIRef(self._known.network.iri(other)),
            None,
            None,
            territory,
            through=self._iris(self._between(place, other)),
            fields=tuple(sorted(mine & theirs)),
            other_fields=tuple(sorted(theirs - mine)),
            agreements=tuple(self._covering(place, other)),
            schemes=tuple(self._schemes(territory, mine & theirs)),
        )

    def _iris(self, places: Iterable[int]) -> tuple[URIRef, ...]:
        return tuple(URIRef(self._known.network.iri(place)) for place in places)

    def _between(self, a: int, b: int) -> list[int]:
        degree = np.diff(self._near.indptr)
        both: Int64s = np.intersect1d(self._near[[a]].indices, self._near[[b]].indices)
        known = (place for place in both.tolist() if degree[place] <= HUB)
        return sorted(known, key=lambda place: (int(degree[place]), place))

    def _covering(self, a: int, b: int) -> Iterable[URIRef]:
        up, down = ({at} | self._known.up.get(at, frozenset()) for at in (a, b))
        for agreement, parties in self._parties:
            one, two = parties & up, parties & down
            if any(x != y for x in one for y in two):
                yield agreement

    def _schemes(self, territory: str, fields: set[URIRef]) -> Iterable[URIRef]:
        if not territory or not fields:
            return
        if territory not in self._funding:
            iri = SCHEME[f"territory/{territory}"]
            self._funding[territory] = query.funding(self._store, "en", territory=iri)
        for scheme in self._funding[territory]:
            if fields & {field.iri for field in scheme.fields}:
                yield scheme.funding


def precision(known: Bonds, last: int, *, same_field: bool = True) -> list[Tested]:
    """How often the `TOP` proposals of each of `TESTED` years came true by the year `last`.

    They are made by the same rules as those of `next_partners`, for all bodies together. Empty when
    fewer than `FLOOR` such ties came in those years: nothing can be said then.
    """
    years = range(last - HORIZON - TESTED + 1, last - HORIZON + 1)
    topics = known.topics if same_field else None
    tested = back_test(known.ties, years, horizon=HORIZON, top=TOP, topics=topics)
    return tested if tested[0].all_came >= FLOOR else []
