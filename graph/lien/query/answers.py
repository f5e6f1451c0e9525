"""What the questions are answered with: values are bound into the `.rq` file, rows are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TypeAlias, TypeVar

from rdflib import BNode, Literal, URIRef

from lien import resources
from lien.query.naming import Unnamed
from lien.query.rows import column
from lien.query.text import paged, with_values
from lien.store import Node, Reader, Table

R = TypeVar("R")
Value: TypeAlias = Node | date | str | int | None
"""What a parameter may be; None leaves it unbound."""


def answer(
    row: Callable[..., R],
    store: Reader,
    question: str,
    /,
    *,
    limit: int | None = None,
    offset: int = 0,
    **values: Value,
) -> Unnamed[R]:
    """The answer to `question.rq` with these values for its parameters, as rows of this kind."""
    text = paged(resources.query(question), limit, offset)
    return Unnamed(row, store.select(text, **as_terms(values)))


def answer_for_each(
    row: Callable[..., R],
    store: Reader,
    question: str,
    parameter: str,
    things: Iterable[URIRef],
    /,
    **values: Value,
) -> Unnamed[R]:
    """The same, asked once for all these `things` as the `parameter`; without any, no rows."""
    fixed = as_terms(values)
    bound = [{parameter: thing, **fixed} for thing in sorted(set(things))]
    if not bound:
        return Unnamed(row, Table((), []))
    return Unnamed(row, store.select(with_values(resources.query(question), bound)))


def as_terms(values: Mapping[str, Value]) -> dict[str, Node | None]:
    """The values as RDF terms: a text is a plain literal, a day an xsd:date."""
    return {column(name): _term(value) for name, value in values.items()}


def _term(value: Value) -> Node | None:
    if value is None or isinstance(value, URIRef | Literal | BNode):
        return value
    return Literal(value)
