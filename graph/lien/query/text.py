"""Query text with its values in it: what the SPARQL page shows for a question."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from lien.errors import QueryError
from lien.store import Node, written

_VIRTUOSO: Final = re.compile(r"^ *#virtuoso:.*\n| #not-virtuoso$", re.MULTILINE)
_WHERE: Final = re.compile(r"^WHERE \{", re.MULTILINE)


def plain(query: str) -> str:
    """The query without what is meant for Virtuoso alone (see `lien.store.remote.dialect`)."""
    return _VIRTUOSO.sub("", query)


def with_values(query: str, rows: Sequence[Mapping[str, Node | None]]) -> str:
    """The query with `VALUES` for these bindings at the head of its outermost WHERE.

    All rows name the same variables; None leaves a variable unbound. The engine writes the terms,
    so that no text can end its term. `WHERE {` stands at the beginning of a line.

    Raises:
        QueryError: a value that is not an RDF term.
        ValueError: the query has no place for values.
    """
    names = [name for name in rows[0] if any(row[name] is not None for row in rows)]
    if not names:
        return query
    lines = "\n".join(f"    ({' '.join(_term(row[name]) for name in names)})" for row in rows)
    head = " ".join(f"?{name}" for name in names)
    block = f"WHERE {{\n  VALUES ({head}) {{\n{lines}\n  }}"
    text, places = _WHERE.subn(lambda _: block, query, count=1)
    if not places:
        raise ValueError("no line of the query begins with WHERE {")
    return text


def paged(query: str, limit: int | None, offset: int) -> str:
    """The query cut to `limit` rows from the row `offset` on; None means all."""
    if limit is None and not offset:
        return query
    cut = [f"LIMIT {limit:d}"] if limit is not None else []
    return query.rstrip() + "\n" + "\n".join([*cut, f"OFFSET {offset:d}"]) + "\n"


def _term(node: Node | None) -> str:
    try:
        return "UNDEF" if node is None else written(node)
    except ValueError as error:
        raise QueryError(f"{str(node)!r} cannot be a value: {error}") from None
