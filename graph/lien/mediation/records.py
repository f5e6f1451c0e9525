"""What bodies did, whom agreements bind and who stands below whom, as numpy arrays.

Read once for a state of the data; every window, threshold and day is then arithmetic on arrays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from lien import query, resources
from lien.dates import PartialDate
from lien.projection.columns import Ints
from lien.projection.pairs import closure
from lien.store import Reader
from lien.terms import SCHEME, called, slug, thing

KINDS: Final = ("works", "actions", "missions", "stays", "events", "counts", "agreements")
"""Kinds of activity: works with several addresses, joint actions, missions, doctoral stays, events,
ready-made counts of joint papers, and agreements that carry out or follow up another one."""
IN_FORCE: Final = ("in-force", "tacitly-renewed", "unknown-end")
"""Statuses of the question `in_force` that bind."""
NEVER: Final = 0
"""Day of what has no date; all others count as `date.toordinal`."""
FOREVER: Final = date.max.toordinal()

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Records:
    """Everything that the gap finder reads. Bodies, things and agreements are places in tuples.

    `bodies` are slugs in order, with the first and last day of each (`NEVER` and `FOREVER` when not
    known) and the slugs of its territories, wider ones too. `below` and `above` are the ends of
    what stands below what.

    `things` are slugs of what was done, with the place of its kind in `KINDS` and its first and
    last day. `thing` and `body` are the rows of who took part; rows are distinct, and in order
    of the things. `direct_thing` and `direct_agreement` say what belongs to an agreement
    itself. `party_agreement` and `party` are the rows of whom agreements bind.
    """

    bodies: tuple[str, ...]
    begun: Ints
    ended: Ints
    territories: tuple[frozenset[str], ...]
    below: Ints
    above: Ints
    things: tuple[str, ...]
    kind: Ints
    first: Ints
    last: Ints
    thing: Ints
    body: Ints
    agreements: tuple[str, ...]
    direct_thing: Ints
    direct_agreement: Ints
    party_agreement: Ints
    party: Ints

    def on(self, day: date) -> Flags:
        """Which bodies exist on a day; a body without dates does."""
        at = day.toordinal()
        return (self.begun <= at) & (at <= self.ended)

    def inside(self, territory: str) -> Flags:
        """Which bodies are in a territory or in a part of it."""
        return np.fromiter((territory in known for known in self.territories), bool)

    def placed(self) -> Flags:
        """Which bodies are in any territory that is known."""
        return np.fromiter((bool(known) for known in self.territories), bool)

    def taking(self) -> csr_array:
        """Who took part: a row for each thing, a column for each body, 1 where it did."""
        size = np.bincount(self.thing, minlength=len(self.things))
        return csr_array(
            (np.ones(len(self.body), np.int8), self.body, np.r_[0, np.cumsum(size)]),
            shape=(len(self.things), len(self.bodies)),
        )

    def given(self, thing_: int) -> str:
        """When a thing was: its year or month where no more is known, else its last day."""
        first, last = (date.fromordinal(int(day[thing_])) for day in (self.first, self.last))
        for text in (f"{last.year:04d}", f"{last:%Y-%m}"):
            known = PartialDate.parse(text)
            if (first, last) == (known.earliest, known.latest):
                return text
        return last.isoformat()

    def upper(self, exists: Flags | None = None) -> tuple[Ints, Ints]:
        """Each body with all bodies above it, as `lien.projection.pairs.closure`.

        `exists`: links count only where both ends are marked.
        """
        below, above = self.below, self.above
        if exists is not None:
            use = exists[below] & exists[above]
            below, above = below[use], above[use]
        return closure(below, above, len(self.bodies))


def read(store: Reader) -> Records:
    """What the reader sees."""
    activities = _table(store, "activities")
    houses, lives, bound = (_table(store, name) for name in ("houses", "lives", "bound"))
    bodies = _places(
        chain(
            (row[2] for row in activities),
            (row[0] for row in lives),
            (body for row in houses for body in row[:2]),
            (row[1] for row in bound),
        )
    )
    things = {
        key: place for place, key in enumerate(sorted({(row[0], row[1]) for row in activities}))
    }  # a thing may be of two kinds
    agreements = _places(chain((row[0] for row in bound), (row[3] for row in activities)))
    begun, ended, territories = _lives(lives, bodies)
    first, last = np.zeros(len(things), np.int64), np.zeros(len(things), np.int64)
    taking, direct = set[tuple[int, int]](), set[tuple[int, int]]()
    for kind, thing_, body, agreement, opens, closes in activities:
        at = things[kind, thing_]
        first[at], last[at] = _day(opens, NEVER), _day(closes, NEVER)
        if body:
            taking.add((at, bodies[body]))
        else:
            direct.add((at, agreements[agreement]))
    return Records(
        tuple(map(_slug, bodies)),
        begun,
        ended,
        territories,
        *_columns((bodies[row[0]], bodies[row[1]]) for row in houses),
        tuple(_slug(name) for _, name in things),
        np.array([KINDS.index(kind[1:-1].decode()) for kind, _ in things], np.int64),
        first,
        last,
        *_columns(taking),
        tuple(map(_slug, agreements)),
        *_columns(direct),
        *_columns((agreements[row[0]], bodies[row[1]]) for row in bound),
    )


def _table(store: Reader, name: str) -> list[list[bytes]]:
    """The rows of a question of ours, cells as SPARQL writes terms; an unbound one is empty."""
    lines = store.tsv(resources.query(name)).split(b"\n")[1:-1]
    return [line.split(b"\t") for line in lines]


def standing(store: Reader, on: date) -> dict[str, query.InForce]:
    """How each agreement stands on a day, by slug, with the words in English."""
    return {slug(str(row.agreement)): row for row in query.in_force(store, "en", on=on)}


def named(store: Reader, slugs: Iterable[str], lang: str) -> dict[str, str]:
    """What the things are called; a thing without a name by its slug."""
    wanted = set(slugs)
    found = {
        slug(name.thing): called(name.thing, name.acronym, name.label)
        for name in query.names(store, map(thing, wanted), lang)
    }
    return {one: found.get(one, one) for one in wanted}


def _lives(
    rows: Iterable[list[bytes]], bodies: Mapping[bytes, int]
) -> tuple[Ints, Ints, tuple[frozenset[str], ...]]:
    begun, ended = np.zeros(len(bodies), np.int64), np.full(len(bodies), FOREVER)
    found = defaultdict[int, set[str]](set)
    prefix = f"{SCHEME}territory/"
    for body, opens, closes, territory in rows:
        at = bodies[body]
        begun[at], ended[at] = _day(opens, NEVER), _day(closes, FOREVER)
        if territory:
            found[at].add(territory[1:-1].decode().removeprefix(prefix))
    return begun, ended, tuple(frozenset(found[at]) for at in range(len(bodies)))


def _slug(iri: bytes) -> str:
    """The slug of an IRI in its brackets."""
    return slug(iri[1:-1].decode())


def _places(iris: Iterable[bytes]) -> dict[bytes, int]:
    """The IRIs, each once, in order and numbered."""
    return {iri: place for place, iri in enumerate(sorted(set(iris) - {b""}))}


def _columns(rows: Iterable[tuple[int, int]]) -> tuple[Ints, Ints]:
    """Distinct rows in order, as two columns."""
    table = np.array(sorted(set(rows)), np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


@cache
def _day(literal: bytes, otherwise: int) -> int:
    """The number of the day in a literal such as `"2020-01-31"^^<…>`."""
    return date.fromisoformat(literal[1:11].decode()).toordinal() if literal else otherwise
