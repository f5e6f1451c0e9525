"""Names for the rows of answers, from one question for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from rdflib import Literal, URIRef

from lien import resources
from lien.query.rows import Name, rows_of, to_name
from lien.query.text import with_values
from lien.store import Node, Reader, Table
from lien.terms import is_iri

R = TypeVar("R")


def names(store: Reader, things: Iterable[URIRef], lang: str) -> list[Name]:
    """Label, acronym and class of those of `things` that the reader may see, ordered by IRI."""
    bound: list[dict[str, Node | None]] = [
        {"thing": thing, "lang": Literal(lang)} for thing in sorted(set(things)) if is_iri(thing)
    ]
    if not bound:
        return []
    return rows_of(Name, store.select(with_values(resources.query("names"), bound)))


@dataclass(frozen=True, slots=True)
class Unnamed(Generic[R]):
    """An answer whose rows do not have their names yet; `order` sorts them once they have.

    Names come from a question of their own because the engine plans a query with twenty OPTIONALs
    for longer than it answers the two; several answers can share that question.
    """

    kind: Callable[..., R]
    table: Table
    order: Callable[[R], Any] | None = None

    def ordered(self, order: Callable[[R], Any]) -> Unnamed[R]:
        """The same with an order for the rows, which are in that of the query without."""
        return replace(self, order=order)

    def things(self) -> set[URIRef]:
        """What has to be named."""
        return to_name(self.kind, self.table)

    def rows(self, named: Mapping[Node, Name] | None = None) -> list[R]:
        """The rows, with names out of `named`."""
        rows = rows_of(self.kind, self.table, named)
        return sorted(rows, key=self.order) if self.order else rows

    def named(self, store: Reader, lang: str) -> list[R]:
        """The rows, with names asked for them alone."""
        return self.rows({name.thing: name for name in names(store, self.things(), lang)})
