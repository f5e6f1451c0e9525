"""Who is together in what, as numpy arrays: the members of works, actions and agreements.

Bodies and things are numbered by dictionaries, so that everything after reading is arithmetic on
arrays. A change of the facts replaces the rows of the things that it touches and no others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lien.terms import LIEN, ORG, SCHEME

Ints: TypeAlias = NDArray[np.int64]
Tsv: TypeAlias = Callable[[str], bytes]
"""Answers a trusted SELECT in SPARQL 1.1 Query Results TSV, duplicates allowed."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of link between two bodies: both are `member` of one thing, dated by `days`.

    `days` are properties of plain days, the first one known counts. `shared`: the thing counts one
    in all when it is shared out (works); otherwise it is only counted whole.
    """

    name: str
    member: str
    days: tuple[str, ...]
    shared: bool = False

    @property
    def iri(self) -> str:
        """The concept of the scheme `pair-kind`."""
        return f"{SCHEME}pair-kind/{self.name}"


KINDS: Final = (
    Kind("co-publication", LIEN + "authorBody", (LIEN + "publishedOnEarliest",), shared=True),
    Kind("joint-action", LIEN + "partner", (LIEN + "startEarliest",)),
    Kind("agreement", LIEN + "party", (LIEN + "signedOnEarliest", LIEN + "startEarliest")),
)
ABOVE: Final = (ORG + "subOrganizationOf", LIEN + "supervisingBody", LIEN + "institute")
"""Properties that lead from a body or unit to one that answers for it."""
_CHUNK: Final = 5_000


class Numbers:
    """Names by number, in the order in which they came; a number never changes."""

    def __init__(self) -> None:
        self.of: dict[bytes, int] = {}

    def __len__(self) -> int:
        return len(self.of)

    def take(self, names: Sequence[bytes]) -> Ints:
        """The numbers of `names`; new names get the next ones."""
        for name in dict.fromkeys(names):
            self.of.setdefault(name, len(self.of))
        return np.fromiter(map(self.of.__getitem__, names), np.int64, len(names))

    def known(self, names: Sequence[bytes]) -> Ints:
        """The numbers of `names`, -1 for a name that has none."""
        return np.fromiter(map(self.of.get, names, repeat(-1)), np.int64, len(names))


@dataclass(slots=True)
class Members:
    """Rows (thing, body) of one kind, and the year of each thing (0: none is stated)."""

    things: Numbers = field(default_factory=Numbers)
    thing: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    body: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    year: Ints = field(default_factory=lambda: np.empty(0, np.int64))


class Columns:
    """All that is counted, for one view of the facts."""

    def __init__(self) -> None:
        self.bodies = Numbers()
        self.members = {kind.name: Members() for kind in KINDS}
        self.above: tuple[Ints, Ints] = (np.empty(0, np.int64), np.empty(0, np.int64))

    def read(self, tsv: Tsv) -> None:
        """Read everything."""
        self.read_members(tsv)
        self._hierarchy(tsv)

    def read_members(self, tsv: Tsv) -> None:
        """Read who is together in what, and not who stands above whom."""
        for kind in KINDS:
            self._add(kind, tsv, "")

    def update(self, tsv: Tsv, lines: Iterable[str]) -> None:
        """Read again what the N-Quads `lines`, added or removed since, are about."""
        touched = _touched(lines)
        for kind in KINDS:
            subjects = sorted(set(chain(*(touched[p] for p in (kind.member, *kind.days)))))
            for some, only in chunks("thing", subjects):
                self._drop(kind, some)
                self._add(kind, tsv, only)
        if any(touched[predicate] for predicate in ABOVE):
            self._hierarchy(tsv)

    def read_some(self, tsv: Tsv, subjects: Sequence[str]) -> None:
        """Read the members of these things, in brackets; none may have been read before."""
        for kind in KINDS:
            for _, only in chunks("thing", subjects):
                self._add(kind, tsv, only)

    def _drop(self, kind: Kind, subjects: Sequence[str]) -> None:
        members = self.members[kind.name]
        numbers = members.things.known([subject[1:-1].encode() for subject in subjects])
        numbers = numbers[numbers >= 0]
        stay = ~np.isin(members.thing, numbers)
        members.thing, members.body = members.thing[stay], members.body[stay]
        members.year[numbers] = 0

    def _add(self, kind: Kind, tsv: Tsv, only: str) -> None:
        """Read the rows of a kind; `only` is a pattern that says of which `?thing`."""
        members = self.members[kind.name]
        things, bodies = links(tsv(f"SELECT ?thing ?body {{ {only}?thing <{kind.member}> ?body }}"))
        members.thing = np.concatenate([members.thing, members.things.take(things)])
        members.body = np.concatenate([members.body, self.bodies.take(bodies)])
        missing = len(members.things) - len(members.year)
        members.year = np.concatenate([members.year, np.zeros(missing, np.int64)])
        for predicate in reversed(kind.days):
            _date(members, *cells(tsv(_days(kind, predicate, only))))

    def _hierarchy(self, tsv: Tsv) -> None:
        paths = " UNION ".join(f"{{ ?below <{predicate}> ?above }}" for predicate in ABOVE)
        below, above = links(tsv(f"SELECT ?below ?above {{ {paths} }}"))
        self.above = self.bodies.take(below), self.bodies.take(above)


def chunks(variable: str, subjects: Sequence[str]) -> Iterator[tuple[Sequence[str], str]]:
    """The subjects (in brackets), some thousand at a time, with a pattern that binds them."""
    for start in range(0, len(subjects), _CHUNK):
        some = subjects[start : start + _CHUNK]
        yield some, f"VALUES ?{variable} {{ {' '.join(some)} }} "


def _days(kind: Kind, predicate: str, only: str) -> str:
    """Days of things; of a property that other things have too, only those of the kind's."""
    own = "" if only or kind.shared else f"?thing <{kind.member}> ?b . "
    return f"SELECT ?thing ?day {{ {only}{own}?thing <{predicate}> ?day }}"


def _date(members: Members, things: list[bytes], days: list[bytes]) -> None:
    """Set the year of things; of several days the first counts. Only years of four digits do."""
    numbers = members.things.known([thing[1:-1] for thing in things])
    years = _years(days)
    use = (numbers >= 0) & (years > 0)
    first = np.full(len(members.year), 10_000)
    np.minimum.at(first, numbers[use], years[use])
    dated = first < 10_000
    members.year[dated] = first[dated]


def _years(days: list[bytes]) -> Ints:
    """The years of the literals `"2015-01-01"^^<…>`; 0 where there are not four digits."""
    digits = np.array(days, dtype="S6").reshape(-1, 1).view("S1").reshape(-1, 6)[:, 1:]
    head = np.ascontiguousarray(digits[:, :4]).view("S4").reshape(-1)
    good = np.char.isdigit(head) & (np.char.str_len(head) == 4) & (digits[:, 4] == b"-")
    years: Ints = np.where(good, head, b"0").astype(np.int64)
    return years


def cells(tsv: bytes, columns: int = 2) -> tuple[list[bytes], ...]:
    """The columns of an answer, as SPARQL writes terms, header left out."""
    found = tsv.replace(b"\n", b"\t").split(b"\t")
    return tuple(found[columns + at : -1 : columns] for at in range(columns))


def links(tsv: bytes) -> tuple[list[bytes], list[bytes]]:
    """The IRIs of two columns, without brackets; a row with a text in it is no link."""
    ends = [(a[1:-1], b[1:-1]) for a, b in zip(*cells(tsv), strict=True) if b.startswith(b"<")]
    return [start for start, _ in ends], [end for _, end in ends]


def _touched(lines: Iterable[str]) -> dict[str, set[str]]:
    """Subjects (with brackets) of the lines, by each property that is counted or leads up."""
    found: dict[str, set[str]] = {predicate: set() for predicate in _predicates()}
    for line in lines:
        subject, predicate, _ = line.split(" ", 2)
        if predicate[1:-1] in found:
            found[predicate[1:-1]].add(subject)
    return found


def _predicates() -> Iterator[str]:
    yield from ABOVE
    for kind in KINDS:
        yield kind.member
        yield from kind.days
