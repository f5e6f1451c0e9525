"""Rows of the named questions: one frozen dataclass each, fields named as the query's columns.

A term stays a term of rdflib (so that a page knows language and precision); what the data does
not say is None, never "" or 0. `klass` is the column `class`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Final, TypeVar, get_type_hints

from rdflib import Literal, URIRef

from lien.store import Node, Table

R = TypeVar("R")

_PARTY: Final = re.compile(r"(.*) <([^<>]+)>", re.DOTALL)
_COLUMNS: Final = {"klass": "class"}


def _iris(cell: Node | None) -> tuple[URIRef, ...]:
    return tuple(URIRef(iri) for iri in sorted(str(cell or "").split()))


def _texts(cell: Node | None) -> tuple[str, ...]:
    return tuple(sorted(str(cell or "").split()))


def _count(cell: Node | None) -> int:
    return int(str(cell or 0))


def _parties(cell: Node | None) -> tuple[Party, ...]:
    matches = (_PARTY.fullmatch(part + ">") for part in str(cell or "").rstrip(">").split(">; "))
    found = [Party(URIRef(match[2]), match[1]) for match in matches if match]
    return tuple(sorted(found, key=lambda party: (party.label.casefold(), party.iri)))


def rows_of(kind: Callable[..., R], table: Table) -> list[R]:
    """The table's rows as `kind`; columns that `kind` does not have (the parameters) are left."""
    places = {column: index for index, column in enumerate(table.columns)}
    readers = [(places[column], read) for column, read in _readers(kind)]
    return [
        kind(*(read(row[index]) if read else row[index] for index, read in readers))
        for row in table
    ]


@cache
def _readers(kind: Hashable) -> list[tuple[str, Callable[[Node | None], Any] | None]]:
    """Column of each field, in order, and the function that reads its cell, if any."""
    hints = get_type_hints(kind, include_extras=True)
    return [
        (_COLUMNS.get(name, name), getattr(hint, "__metadata__", (None,))[0])
        for name, hint in hints.items()
    ]


@dataclass(frozen=True, slots=True)
class Party:
    """A party of an agreement; `label` is the acronym, else the name."""

    iri: URIRef
    label: str


@dataclass(frozen=True, slots=True)
class Name:
    """What a thing is called, and its class."""

    thing: URIRef
    label: Literal | None
    acronym: Literal | None
    klass: URIRef


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One link of a body; `direction` is "out" or "in", dates are as the source gives them."""

    direction: Literal
    property: URIRef
    property_label: Literal | None
    other: URIRef
    other_label: Literal | None
    other_acronym: Literal | None
    other_class: URIRef | None
    role: URIRef | None
    role_label: Literal | None
    side: URIRef | None
    side_label: Literal | None
    start: Literal | None
    end: Literal | None
    as_of: Annotated[tuple[str, ...], _texts]
    graph: URIRef
    link: URIRef | None
    confidence: URIRef | None
    sources: Annotated[tuple[URIRef, ...], _iris]


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement about a thing that is not a link."""

    klass: URIRef | None
    property: URIRef
    property_label: Literal | None
    value: Node
    value_label: Literal | None
    graph: URIRef


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing found by name. `rank` 0: whole name; 1, 2: beginning of it, of a word; 3: inside."""

    thing: URIRef
    label: Literal | None
    acronym: Literal | None
    klass: URIRef
    kind_label: Literal | None
    rank: Annotated[int, _count]
    links: Annotated[int, _count]


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement; `contradictions` counts what sources say against values kept for it."""

    agreement: URIRef
    label: Literal | None
    type: URIRef | None
    kind_label: Literal | None
    signed: Literal | None
    start: Literal | None
    end: Literal | None
    place_label: Literal | None
    parties: Annotated[tuple[Party, ...], _parties]
    contradictions: Annotated[int, _count]


@dataclass(frozen=True, slots=True)
class Moment:
    """Something dated. `what` is one of the words in `timeline.rq`; `at` carries the date."""

    given: Literal
    earliest: Literal | None
    latest: Literal | None
    what: Literal
    thing: URIRef
    label: Literal | None
    klass: URIRef | None
    kind_label: Literal | None
    at: URIRef


@dataclass(frozen=True, slots=True)
class Origin:
    """Who states a fact: graph, file, line (header is 1) and one source. See `standing`.

    `standing` is "preferred" for what the graph keeps and "competing" for what a source says
    against it.
    """

    fact: Node
    standing: Literal
    graph: URIRef
    graph_title: Literal | None
    file: Literal | None
    record: URIRef | None
    row: Literal | None
    confidence: URIRef | None
    confidence_label: Literal | None
    source: URIRef | None
    source_label: Literal | None
    source_address: Node | None
    source_publisher: Literal | None
    source_date: Literal | None
    note: Literal | None


@dataclass(frozen=True, slots=True)
class Observation:
    """A figure about `of`. `value` None is unknown, and `status` says why: it is never zero."""

    observation: URIRef
    indicator: URIRef
    measure_label: Literal | None
    period: Literal | None
    qualifier_label: Literal | None
    value: Literal | None
    unit_label: Literal | None
    status: URIRef | None
    status_label: Literal | None
    of: Literal | None
    note: Literal | None
    confidence: URIRef | None


@dataclass(frozen=True, slots=True)
class Competing:
    """What a source says against a value that is kept.

    `property` is None when the field is not a column of the thing's table; `kept_values` is None
    when nothing is kept for it.
    """

    statement: URIRef
    about: URIRef
    label: Literal | None
    field: Literal
    property: URIRef | None
    property_label: Literal | None
    kept_values: Literal | None
    value: Node
    value_label: Literal | None
    sources: Annotated[tuple[URIRef, ...], _iris]
    note: Literal | None


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One link between two things, with the days that its dates may mean."""

    source: URIRef
    property: URIRef
    target: URIRef
    graph: URIRef
    link: URIRef | None
    role: URIRef | None
    side: URIRef | None
    start: Literal | None
    end: Literal | None
    confidence: URIRef | None
    sources: Annotated[tuple[URIRef, ...], _iris]


@dataclass(frozen=True, slots=True)
class Listed:
    """A thing in the list of its class."""

    thing: URIRef
    label: Literal | None
    acronym: Literal | None
    kind_label: Literal | None
    place_label: Literal | None


@dataclass(frozen=True, slots=True)
class ClassCount:
    """A class and how many things of it the reader may see."""

    klass: URIRef
    class_label: Literal | None
    things: Annotated[int, _count]
