"""How the rows of a question are read: one frozen dataclass each, fields named as the columns.

A term stays a term of rdflib (so that a page knows language and precision); what the data does
not say is None, never "" or 0. The types below say how the text of a cell becomes the value of a
field, or whose name a field holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Any, Final, TypeAlias, TypeVar, get_type_hints

from rdflib import Literal, URIRef

from lien.store import Node, Table

R = TypeVar("R")

_PARTY: Final = re.compile(r"(.*) <([^<>]+)>", re.DOTALL)
_LISTS: Final = ("source", "sources", "between", "partners", "fields", "cities")


def column(name: str) -> str:
    """The column, or the parameter, of that name in Python: `klass` is the column `class`."""
    return "class" if name == "klass" else name


@dataclass(frozen=True, slots=True)
class Party:
    """A thing with its name; of a party of an agreement, the acronym before the name."""

    iri: URIRef
    label: str


@dataclass(frozen=True, slots=True)
class Name:
    """What a thing is called, and its class; a property has a name seen from its other end too."""

    thing: URIRef
    label: Literal | None
    inverse_label: Literal | None
    acronym: Literal | None
    klass: URIRef


@dataclass(frozen=True, slots=True)
class Called:
    """Marks a field that holds the name of what stands in a column, or another part of that name.

    `part` is a field of `Name`. Without `column`, the field is called after it: `other_label` and
    `other_acronym` are those of what stands in `other`. Where the column `turned` holds "in", the
    label is the name of the link seen from its other end.
    """

    column: str = ""
    part: str = "label"
    turned: str = ""


def _iris(cell: Node | None) -> tuple[URIRef, ...]:
    return tuple(URIRef(iri) for iri in sorted(str(cell or "").split()))


def _texts(cell: Node | None) -> tuple[str, ...]:
    return tuple(sorted(str(cell or "").split()))


def _truth(cell: Node | None) -> bool:
    return str(cell) in ("true", "1")


def _count(cell: Node | None) -> int:
    return int(str(cell or 0))


def _parties(cell: Node | None) -> tuple[Party, ...]:
    matches = (_PARTY.fullmatch(part + ">") for part in str(cell or "").rstrip(">").split(">; "))
    found = [Party(URIRef(match[2]), match[1]) for match in matches if match]
    return tuple(sorted(found, key=lambda party: (party.label.casefold(), party.iri)))


Iris: TypeAlias = Annotated[tuple[URIRef, ...], _iris]
Texts: TypeAlias = Annotated[tuple[str, ...], _texts]
Parties: TypeAlias = Annotated[tuple[Party, ...], _parties]
Truth: TypeAlias = Annotated[bool, _truth]
Count: TypeAlias = Annotated[int, _count]
Label: TypeAlias = Annotated[Literal | None, Called()]
Acronym: TypeAlias = Annotated[Literal | None, Called(part="acronym")]
Class: TypeAlias = Annotated[URIRef | None, Called(part="klass")]


def rows_of(
    kind: Callable[..., R], table: Table, named: Mapping[Node, Name] | None = None
) -> list[R]:
    """The table's rows as `kind`; columns that `kind` does not have (the parameters) are left.

    `named` holds the names for the fields marked `Called`.
    """
    if not table.columns:
        return []
    places = {column: index for index, column in enumerate(table.columns)}
    readers = [_reader(field, mark, places, named or {}) for field, mark in _fields(kind)]
    return [kind(*(read(row) for read in readers)) for row in table]


def to_name(kind: Callable[..., Any], table: Table) -> set[URIRef]:
    """Everything in the table whose name a field of `kind` holds."""
    if not table.columns:
        return set()
    columns = {mark.column for _, mark in _fields(kind) if isinstance(mark, Called)}
    places = [table.columns.index(column) for column in columns]
    return {node for row in table for i in places if isinstance(node := row[i], URIRef)}


def cited(table: Table) -> set[URIRef]:
    """The sources in a table, and the things that its columns list side by side."""
    places = [table.columns.index(name) for name in _LISTS if name in table.columns]
    return {source for row in table for i in places for source in _iris(row[i])}


def _reader(
    field: str, mark: Any, places: Mapping[str, int], named: Mapping[Node, Name]
) -> Callable[[tuple[Node | None, ...]], Any]:
    if isinstance(mark, Called):
        return _namer(mark, places, named)
    index = places[column(field)]
    return (lambda row: mark(row[index])) if mark else (lambda row: row[index])


def _namer(
    mark: Called, places: Mapping[str, int], named: Mapping[Node, Name]
) -> Callable[[tuple[Node | None, ...]], Any]:
    index, turned = places[mark.column], places.get(mark.turned)

    def read(row: tuple[Node | None, ...]) -> Any:
        node = row[index]
        name = named.get(node) if node is not None else None
        back = turned is not None and str(row[turned]) == "in"
        return getattr(name, "inverse_label" if back else mark.part) if name else None

    return read


@cache
def _fields(kind: Hashable) -> list[tuple[str, Any]]:
    """Each field, in order, with what it is annotated with: a function, a `Called`, or None."""
    hints = get_type_hints(kind, include_extras=True)
    marks = {name: getattr(hint, "__metadata__", (None,))[0] for name, hint in hints.items()}
    return [(name, _placed(mark, name)) for name, mark in marks.items()]


def _placed(mark: Any, field: str) -> Any:
    if isinstance(mark, Called) and not mark.column:
        return replace(mark, column=field.rpartition("_")[0])
    return mark
