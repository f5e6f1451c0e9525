"""The whole network of one view of the facts as columns of numbers, with dates and evidence.

An edge joins two things by a kind: a property that links (as stated), or both being members of
one thing (`lien.projection.columns.KINDS`). Under it stand the things that are its evidence: the
link with its dates, the works, actions or agreements that two bodies share. How it is kept in
files and brought up to changes: `lien.projection.keeping`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lien.projection.columns import KINDS, Columns, Ints, Tsv, cells, chunks, links
from lien.projection.pairs import UNIT, places, spread
from lien.projection.texts import Texts
from lien.terms import LIEN

CLASSES: Final = (
    *("lien:Body", "lien:ResearchUnit", "lien:StructuringAction", "lien:Agreement"),
    *("foaf:Person", "lien:FundingScheme", "lien:Event", "lien:Publication", "lien:Mission"),
    *("lien:DoctoralStay", "lien:AssistanceRequest", "lien:Advice", "lien:DeskPeriod"),
)
"""What can be linked, as in the question `nodes`; class 1 is the first, 0 is none of them."""
_PREFIXES: Final = {"lien": str(LIEN), "foaf": "http://xmlns.com/foaf/0.1/"}
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_LINK: Final = f"?p a <{LIEN.LinkProperty}> ."
_ENDS: Final = 28
"""Bits of a node's number in the key of an edge: some 268 million nodes at most."""
_MASK: Final = (1 << _ENDS) - 1


@dataclass(frozen=True, slots=True)
class Network:
    """Edges in the order of kind, `u` and `v`, and under each its evidence in the order of names.

    `names` are IRIs; `u`, `v` and `thing` are places in it, `classes` says what each is (see
    `CLASSES`). `kinds` names the kinds of edges: IRIs of properties, or names of `KINDS`. A pair
    has `u` before `v`, a link runs from `u` to `v`. Days are numbers such as 19781021; a year
    alone is 19780000, 0 is unknown. The evidence of edge `i` are the rows from `offset[i]` to
    `offset[i + 1]` of `thing`, `since`, `until` (days on which it began and ended) and `part`
    (what it adds to the shared count, in `UNIT`s). A link that is no thing of its own has the
    thing that it starts from as its evidence.
    """

    names: Texts
    classes: NDArray[np.uint8]
    kinds: tuple[str, ...]
    kind: NDArray[np.uint8]
    u: NDArray[np.int32]
    v: NDArray[np.int32]
    offset: Ints
    thing: NDArray[np.int32]
    since: NDArray[np.int32]
    until: NDArray[np.int32]
    part: Ints

    def __len__(self) -> int:
        """How many edges there are."""
        return len(self.u)

    @property
    def whole(self) -> Ints:
        """How much evidence each edge has: its whole count."""
        return np.diff(self.offset)

    @property
    def shared(self) -> Ints:
        """The shared count of each edge in `UNIT`s; see docs/explanation/derived-graphs.md."""
        return _summed(self.part, self.offset)

    def iri(self, place: int) -> str:
        """The IRI of a place in `names`."""
        return self.names[place].decode()

    @property
    def nbytes(self) -> int:
        """Bytes of all columns together."""
        columns = (getattr(self, field.name) for field in fields(self))
        arrays = [column for column in columns if isinstance(column, np.ndarray)]
        return sum(map(_size, (*arrays, self.names.data, self.names.start)))


def _size(array: NDArray[np.generic]) -> int:
    return int(array.nbytes)


def _summed(values: Ints, offset: Ints) -> Ints:
    """The sum of each group; no group is empty."""
    if not len(values):
        return np.zeros(len(offset) - 1, np.int64)
    sums: Ints = np.add.reduceat(values, offset[:-1])
    return sums


@dataclass(frozen=True, slots=True)
class Rows:
    """Evidence: kind and ends of the edge, the thing, its days, its part."""

    kind: Ints
    u: Ints
    v: Ints
    thing: Ints
    since: Ints
    until: Ints
    part: Ints

    @classmethod
    def joined(cls, parts: Iterable[Rows]) -> Rows:
        """All rows of these."""
        columns = [[getattr(part, f.name) for f in fields(cls)] for part in parts]
        empty = [np.empty(0, np.int64) for _ in fields(cls)]
        return cls(*(np.concatenate(column) for column in zip(empty, *columns, strict=True)))

    def where(self, chosen: NDArray[np.bool_] | Ints) -> Rows:
        """Those that are chosen by a flag or by their places, in that order."""
        kept = {field.name: getattr(self, field.name)[chosen] for field in fields(self)}
        return Rows(**kept)

    def renumbered(self, place: Ints) -> Rows:
        """The same rows with the new place of each old one."""
        return replace(self, u=place[self.u], v=place[self.v], thing=place[self.thing])

    def keys(self) -> Ints:
        """A number for each edge that rises with kind, `u` and `v`."""
        return (self.kind << 2 * _ENDS) | (self.u << _ENDS) | self.v


@dataclass(frozen=True, slots=True)
class Part:
    """What was read: names in order with their classes, and the rows between them."""

    names: list[bytes]
    classes: NDArray[np.uint8]
    rows: Rows


def read(tsv: Tsv) -> Network:
    """The network of everything that `tsv` sees, which is of one state of the facts."""
    kinds = _kinds(tsv)
    return _network(kinds, _part(tsv, kinds, None))


def refreshed(network: Network, tsv: Tsv, lines: Iterable[str]) -> Network:
    """The network after these N-Quads lines were added or removed: what `read` would give now.

    Only the things that the lines are about are read again.
    """
    kinds = _kinds(tsv)
    if kinds != network.kinds:
        return read(tsv)
    touched = _touched(tsv, kinds, lines)
    return _merged(network, _part(tsv, kinds, touched), [name[1:-1].encode() for name in touched])


def _kinds(tsv: Tsv) -> tuple[str, ...]:
    properties, _ = links(tsv(f"SELECT ?p ?c {{ {_LINK} ?p a ?c }}"))
    stated = sorted({iri.decode() for iri in properties})
    return (*(kind.name for kind in KINDS), *stated)


def _touched(tsv: Tsv, kinds: tuple[str, ...], lines: Iterable[str]) -> list[str]:
    """What the lines are about (in brackets), and what is evidence of the same edges."""
    found, linked = set[str](), set[str]()
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        found.add(subject)
        if predicate == f"<{_RDF}subject>":
            found.add(rest.split(" ", 1)[0])
        if predicate[1:-1] in kinds:
            linked.add(subject)
    asked = f"?l <{_RDF}subject> ?s"
    for _, only in chunks("l", sorted(found)):
        found |= _bracketed(links(tsv(f"SELECT ?l ?s {{ {only}{asked} }}"))[1])
    for _, only in chunks("s", sorted(linked)):
        found |= _bracketed(links(tsv(f"SELECT ?l ?s {{ {only}{asked} }}"))[0])
    return sorted(found)


def _bracketed(names: Iterable[bytes]) -> set[str]:
    return {f"<{name.decode()}>" for name in names}


def _part(tsv: Tsv, kinds: tuple[str, ...], touched: Sequence[str] | None) -> Part:
    """Everything, or what these things (in brackets) are evidence of; and their classes."""
    stated, starts = _links(tsv, kinds, touched), [*_classed(tsv, touched)]
    columns = Columns()
    if touched is None:
        columns.read_members(tsv)
    else:
        columns.read_some(tsv, touched)
    found = set(chain.from_iterable((row[1], row[2], row[3]) for row in stated))
    found |= {name for name, _ in starts}
    found |= columns.bodies.of.keys()
    for kind in KINDS:
        found |= columns.members[kind.name].things.of.keys()
    names = sorted(found)
    place = {name: at for at, name in enumerate(names)}
    classes = np.zeros(len(names), np.uint8)
    for name, number in sorted(starts, key=lambda one: -one[1]):
        classes[place[name]] = number
    rows = Rows.joined([_numbered(stated, place), *_pairs(columns, place)])
    return Part(names, classes, rows)


def _classed(tsv: Tsv, touched: Sequence[str] | None) -> Iterator[tuple[bytes, int]]:
    """Things with the numbers of their classes, the first class first."""
    numbers = {
        f"<{_PREFIXES[prefix]}{local}>".encode(): number
        for number, (prefix, local) in enumerate((name.split(":") for name in CLASSES), 1)
    }
    asked = f"VALUES ?c {{ {b' '.join(numbers).decode()} }} ?s a ?c"
    for only in _only("s", touched):
        rows = cells(tsv(f"SELECT DISTINCT ?s ?c {{ {only}{asked} }}"))
        found = sorted((numbers[c], subject[1:-1]) for subject, c in zip(*rows, strict=True))
        yield from ((subject, number) for number, subject in found)


def _only(variable: str, touched: Sequence[str] | None) -> list[str]:
    """Patterns that bind the variable to these things; none is needed for all."""
    return [""] if touched is None else [only for _, only in chunks(variable, touched)]


Stated = tuple[int, bytes, bytes, bytes, int, int]


def _links(tsv: Tsv, kinds: tuple[str, ...], touched: Sequence[str] | None) -> list[Stated]:
    """Kind, start, end, evidence and days of every link as it is stated."""
    since, until = _first(_days(tsv, LIEN.startEarliest, touched)), dict[bytes, int]()
    for link, day in _days(tsv, LIEN.endLatest, touched):
        until[link] = max(day, until.get(link, 0))
    found: list[Stated] = []
    for number, iri in enumerate(kinds[len(KINDS) :], len(KINDS)):
        of_own = list(_resources(tsv, iri, touched))
        taken = {(start, end) for _, start, end in of_own}
        if touched is not None:
            taken |= _taken(tsv, iri, touched)
        found += (
            (number, start, end, link, since.get(link, 0), until.get(link, 0))
            for link, start, end in of_own
        )
        found += (
            (number, start, end, start, 0, 0)
            for start, end in dict.fromkeys(_plain(tsv, iri, touched))
            if (start, end) not in taken
        )
    return found


def _first(days: Iterable[tuple[bytes, int]]) -> dict[bytes, int]:
    """The first day of each link."""
    found: dict[bytes, int] = {}
    for link, day in days:
        found[link] = min(day, found.get(link, day))
    return found


def _resources(
    tsv: Tsv, iri: str, touched: Sequence[str] | None
) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Links that are things of their own: the link, its start and its end, where that is stated."""
    own = f"?l <{_RDF}predicate> <{iri}> ; <{_RDF}subject> ?s ; <{_RDF}object> ?o ."
    for only in _only("l", touched):
        rows = cells(tsv(f"SELECT DISTINCT ?l ?s ?o {{ {only}{own} ?s <{iri}> ?o }}"), 3)
        for link, start, end in zip(*rows, strict=True):
            if end.startswith(b"<"):
                yield link[1:-1], start[1:-1], end[1:-1]


def _taken(tsv: Tsv, iri: str, touched: Sequence[str]) -> set[tuple[bytes, bytes]]:
    """Starts and ends of these starts that a link of its own joins."""
    pattern = f"?l <{_RDF}subject> ?s ; <{_RDF}predicate> <{iri}> ; <{_RDF}object> ?o"
    found: set[tuple[bytes, bytes]] = set()
    for only in _only("s", touched):
        found |= set(zip(*links(tsv(f"SELECT ?s ?o {{ {only}{pattern} }}")), strict=True))
    return found


def _plain(tsv: Tsv, iri: str, touched: Sequence[str] | None) -> Iterator[tuple[bytes, bytes]]:
    for only in _only("s", touched):
        yield from zip(*links(tsv(f"SELECT ?s ?o {{ {only}?s <{iri}> ?o }}")), strict=True)


def _days(tsv: Tsv, predicate: str, touched: Sequence[str] | None) -> Iterator[tuple[bytes, int]]:
    """Days of links as numbers; only those of four-digit years."""
    for only in _only("l", touched):
        text = f"SELECT ?l ?d {{ {only}?l <{_RDF}predicate> ?p . ?l <{predicate}> ?d }}"
        for link, day in zip(*cells(tsv(text)), strict=True):
            digits = day[1:11].replace(b"-", b"")
            if digits.isdigit() and len(digits) == 8:
                yield link[1:-1], int(digits)


def _numbered(stated: Sequence[Stated], place: dict[bytes, int]) -> Rows:
    rows = [(kind, place[u], place[v], place[at], a, b) for kind, u, v, at, a, b in stated]
    table = np.array(rows, np.int64).reshape(-1, 6)
    kind, u, v, thing, since, until = table.T
    return Rows(kind, u, v, thing, since, until, np.full(len(table), UNIT, np.int64))


def _pairs(columns: Columns, place: dict[bytes, int]) -> Iterator[Rows]:
    """Rows of the pairs of each kind."""
    ordered, near = places(columns)
    body = np.fromiter((place[name] for name in ordered), np.int64, len(ordered))
    for number, kind in enumerate(KINDS):
        members = columns.members[kind.name]
        things = np.fromiter((place[name] for name in members.things.of), np.int64)
        found = spread(members, near)
        part = found.weight if kind.shared else np.full(len(found.weight), UNIT, np.int64)
        day = found.year * 10_000
        where = body[found.first], body[found.second], things[found.thing]
        yield Rows(np.full(len(day), number), *where, day, day, part)


def _network(kinds: tuple[str, ...], part: Part) -> Network:
    """The network of these rows, which are in no order."""
    names, classes, rows = Texts.of(part.names), part.classes, part.rows
    used = _used(classes, rows)
    if not used.all():
        place = np.cumsum(used) - 1
        names, classes, rows = names.only(used), classes[used], rows.renumbered(place)
    keys = rows.keys()
    order = np.lexsort((rows.thing, keys))
    return _folded(kinds, names, classes, rows.where(order), keys[order])


def _used(classes: NDArray[np.uint8], rows: Rows) -> NDArray[np.bool_]:
    """Names that a class or a row needs."""
    used = classes > 0
    for column in (rows.u, rows.v, rows.thing):
        used[column] = True
    return used


def _folded(
    kinds: tuple[str, ...], names: Texts, classes: NDArray[np.uint8], rows: Rows, keys: Ints
) -> Network:
    """The network of rows in order, whose keys these are."""
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    edge = keys[first]
    return Network(
        names,
        classes,
        kinds,
        kind=(edge >> 2 * _ENDS).astype(np.uint8),
        u=((edge >> _ENDS) & _MASK).astype(np.int32),
        v=(edge & _MASK).astype(np.int32),
        offset=np.append(first, len(keys)),
        thing=rows.thing.astype(np.int32),
        since=rows.since.astype(np.int32),
        until=rows.until.astype(np.int32),
        part=rows.part,
    )


def _merged(old: Network, part: Part, touched: Sequence[bytes]) -> Network:
    """The old network without the rows of what was touched, and with those of the part."""
    found = old.names.find(part.names)
    new = [name for name, at in zip(part.names, found.tolist(), strict=True) if at < 0]
    at = old.names.places(new)
    names = old.names.with_more(at, new)
    before = np.bincount(at, minlength=len(old.names) + 1)
    place = np.arange(len(old.names)) + np.cumsum(before)[: len(old.names)]
    again = old.names.find(touched)
    again = place[again[again >= 0]]
    mine = np.empty(len(found), np.int64)
    mine[found >= 0], mine[found < 0] = place[found[found >= 0]], at + np.arange(len(new))
    classes = np.zeros(len(names), np.uint8)
    classes[place] = old.classes
    classes[again] = 0
    classes[mine] = np.maximum(classes[mine], part.classes)
    rows, keys = _kept(old, place, again)
    more = part.rows.renumbered(mine)
    rows, keys = _spliced(rows, keys, more)
    used = _used(classes, rows)
    if not used.all():
        fewer = np.cumsum(used) - 1
        names, classes, rows = names.only(used), classes[used], rows.renumbered(fewer)
        keys = rows.keys()
    return _folded(old.kinds, names, classes, rows, keys)


def _kept(old: Network, place: Ints, again: Ints) -> tuple[Rows, Ints]:
    """The rows of a network at their new places, but those whose evidence is read again."""
    gone = np.zeros(int(place[-1]) + 2 if len(place) else 1, bool)
    gone[again[again < len(gone)]] = True
    thing = place[old.thing]
    keep = ~gone[thing]
    edge = np.repeat(np.arange(len(old)), old.whole)[keep]
    u, v, kind = place[old.u], place[old.v], old.kind.astype(np.int64)
    keys = ((kind << 2 * _ENDS) | (u << _ENDS) | v)[edge]
    since, until = (column[keep].astype(np.int64) for column in (old.since, old.until))
    return Rows(kind[edge], u[edge], v[edge], thing[keep], since, until, old.part[keep]), keys


def _spliced(rows: Rows, keys: Ints, more: Rows) -> tuple[Rows, Ints]:
    """Rows in order with others put in at their places."""
    added = more.keys()
    order = np.lexsort((more.thing, added))
    more, added = more.where(order), added[order]
    low, high = np.searchsorted(keys, added), np.searchsorted(keys, added, side="right")
    for at in np.flatnonzero(high > low).tolist():
        group = rows.thing[low[at] : high[at]]
        low[at] += np.searchsorted(group, more.thing[at])
    columns = {
        field.name: np.insert(getattr(rows, field.name), low, getattr(more, field.name))
        for field in fields(rows)
    }
    return Rows(**columns), np.insert(keys, low, added)
