"""Who stands for a partner, and who did before; who holds roles on both sides.

Holders of one post in one body stand in the order in which they began, each with how the term
follows that of those before: it meets, overlaps, or leaves a gap. What dates do not settle is
"unknown", and a role of which only single days are known is neither current nor former.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from rdflib import Literal, URIRef

from lien import query
from lien.dates import PartialDate
from lien.mediation.sides import OURS, THEIRS, sides
from lien.mediation.ties import Ties
from lien.query import Role
from lien.store import Reader
from lien.terms import called, slug, thing

CURRENT: Final = "current"
FORMER: Final = "former"
COMING: Final = "coming"
UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True)
class Interlocutor:
    """A role at a partner, and how the term follows the one before in the same post.

    `standing` is current, former, coming or unknown on the day asked for. `relation` to `previous`
    is meets, overlap, gap, unknown, or "" for the first; `days` is how long a gap or an overlap
    lasts at least, None otherwise. `start` and `end` are dates as given, `seen` days on which the
    role was seen.
    """

    body: str
    body_label: str
    role: str
    role_label: str
    person: str
    person_label: str
    start: str | None
    end: str | None
    seen: tuple[str, ...]
    standing: str
    previous: str
    previous_label: str
    relation: str
    days: int | None
    held: str
    graph: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BothSides:
    """A role of somebody who holds roles on both sides; `sides` are those that this one is for."""

    person: str
    person_label: str
    body: str
    body_label: str
    role: str
    role_label: str
    sides: tuple[str, ...]
    start: str | None
    end: str | None
    seen: tuple[str, ...]
    standing: str
    held: str
    graph: str
    sources: tuple[str, ...]


def interlocutors(  # noqa: PLR0913  one argument per condition
    store: Reader, ties: Ties, partner: str, on: date, lang: str, *, parts: bool = False
) -> list[Interlocutor]:
    """Roles held at a partner, by body, post and beginning; those without a beginning come last.

    `parts`: also in what is part of the partner, supervised by it or attached to it, at any depth.

    Raises:
        UnknownThing: the partner is not in the graph.
    """
    bodies = [ties.place(partner), *(below(ties, ties.place(partner)) if parts else ())]
    rows = [
        row
        for body in bodies
        for row in query.roles(store, lang, body=thing(ties.things.slugs[body]))
    ]
    ends = _ends(ties)
    found: list[Interlocutor] = []
    for _, held in groupby(sorted(rows, key=_order), key=lambda row: (row.body, row.role)):
        before: list[Role] = []
        for row in held:
            found.append(_interlocutor(row, before, ends.get(slug(str(row.body))), on))
            before.append(row)
    return found


def both_sides(  # noqa: PLR0913  one argument per condition
    store: Reader,
    ties: Ties,
    on: date,
    lang: str,
    *,
    actions: bool = False,
    undated: bool = False,
) -> list[BothSides]:
    """Roles of the people who stand on both sides on a day, by person, body and post.

    Somebody does who holds roles in bodies and units of either side, or in a unit of both. With
    `actions` roles in actions count for the sides of their partners: all who act for what is joint
    are then listed, the coordinators of one side too. `undated`: also roles of which the dates do
    not say whether they are held on that day.
    """
    counted = (CURRENT, UNKNOWN) if undated else (CURRENT,)
    of, ends = sides(ties, on), _ends(ties)
    by_person = defaultdict[URIRef, list[tuple[Role, frozenset[str], str]]](list)
    for row in query.roles(store, lang):
        name = slug(str(row.body))
        found = standing(row, on, ends.get(name))
        if found in counted and name in ties.number:
            place = ties.number[name]
            if actions or ties.things.classes[place] in ("Body", "ResearchUnit"):
                by_person[row.person].append((row, of[place], found))
    return [
        _both(row, stands_for, found)
        for person in sorted(by_person)
        for row, stands_for, found in by_person[person]
        if {OURS, THEIRS} <= frozenset().union(*(side for _, side, _ in by_person[person]))
    ]


def below(ties: Ties, node: int) -> list[int]:
    """What answers to a body, at any depth: its parts, units and institutes, in order."""
    lower = defaultdict[int, list[int]](list)
    ends = (column[ties.up].tolist() for column in (ties.links.u, ties.links.v))
    for low, high in zip(*ends, strict=True):
        lower[high].append(low)
    found, ahead = {node}, [node]
    while ahead:
        new = {low for high in ahead for low in lower[high]} - found
        found |= new
        ahead = sorted(new)
    return sorted(found - {node})


def standing(row: Role, on: date, body_end: date | None = None) -> str:
    """How a role stands on a day: an end counts until its last day, that of the body too.

    It is current from the first day of its start on, or between two days on which it was seen.
    """
    start, end = _given(row.start), _given(row.end)
    seen = [PartialDate.parse(day) for day in row.as_of]
    if start and on < start.earliest:
        return COMING
    if (end and on > end.latest) or (body_end and on > body_end):
        return FORMER
    if start or (seen and min(d.earliest for d in seen) <= on <= max(d.latest for d in seen)):
        return CURRENT
    return UNKNOWN


def _interlocutor(row: Role, before: list[Role], body_end: date | None, on: date) -> Interlocutor:
    previous = max(before, key=_last_day, default=None)
    relation, days = _relation(previous, row) if previous else ("", None)
    return Interlocutor(
        *_who(row),
        standing=standing(row, on, body_end),
        previous=slug(str(previous.person)) if previous else "",
        previous_label=called(previous.person, previous.person_label) if previous else "",
        relation=relation,
        days=days,
        held=slug(str(row.held)),
        graph=str(row.graph),
        sources=tuple(slug(str(source)) for source in row.sources),
    )


def _both(row: Role, stands_for: frozenset[str], found: str) -> BothSides:
    body, body_label, role, role_label, person, person_label, start, end, seen = _who(row)
    return BothSides(
        person, person_label, body, body_label, role, role_label, tuple(sorted(stands_for)),
        start, end, seen, found, slug(str(row.held)), str(row.graph),
        tuple(slug(str(source)) for source in row.sources),
    )  # fmt: skip


def _who(
    row: Role,
) -> tuple[str, str, str, str, str, str, str | None, str | None, tuple[str, ...]]:
    return (
        slug(str(row.body)),
        called(row.body, row.body_label),
        str(row.role or ""),
        called(row.role, row.role_label),
        slug(str(row.person)),
        called(row.person, row.person_label),
        str(row.start) if row.start else None,
        str(row.end) if row.end else None,
        row.as_of,
    )


def _relation(previous: Role, row: Role) -> tuple[str, int | None]:
    """How a term follows another, and the least days of a gap or an overlap."""
    end, start = _given(previous.end), _given(row.start)
    if start is None:
        return UNKNOWN, None
    if end is None:
        seen = max((PartialDate.parse(day).earliest for day in previous.as_of), default=None)
        if seen and seen > start.latest:
            return "overlap", _shared(seen, row, start)
        return UNKNOWN, None
    if end.latest + timedelta(days=1) < start.earliest:
        return "gap", (start.earliest - end.latest).days - 1
    if end.earliest > start.latest:
        return "overlap", _shared(end.earliest, row, start)
    return "meets", None


def _shared(until: date, row: Role, start: PartialDate) -> int:
    own = _given(row.end)
    return (min(until, own.earliest if own else until) - start.latest).days + 1


def _last_day(row: Role) -> tuple[date, str]:
    """The last day that a term certainly reaches; without any, before all others."""
    end, start = _given(row.end), _given(row.start)
    days = [end.latest] if end else [date.max] if start else []
    seen = [PartialDate.parse(day).latest for day in row.as_of]
    return max([*days, *seen], default=date.min), str(row.held)


def _order(row: Role) -> tuple[str, str, date, str, str]:
    start = _given(row.start)
    seen = min((PartialDate.parse(day).earliest for day in row.as_of), default=date.max)
    first = start.earliest if start else seen
    return str(row.body), str(row.role or ""), first, str(row.person), str(row.held)


def _ends(ties: Ties) -> dict[str, date]:
    """The last day of each thing that has ended or will."""
    last = ties.things.last
    return {
        name: date.fromordinal(int(last[place]))
        for name, place in ties.number.items()
        if last[place]
    }


def _given(node: Literal | None) -> PartialDate | None:
    return PartialDate.parse(str(node)) if node is not None else None
