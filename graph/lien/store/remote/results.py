"""What a server sends back, read by the engine's parsers and written in the standard's words."""

from __future__ import annotations

import json
import re
from typing import Any, Final

import pyoxigraph as ox
from rdflib.namespace import XSD

from lien.errors import ReaderLost
from lien.store.convert import table_from_json, to_engine
from lien.store.model import Kind, Table

_BOOLEAN: Final = str(XSD.boolean)
_MONTHS: Final = str(XSD.yearMonthDuration)
_ASKED: Final = "__ASK_RETVAL"
_NUMBER: Final = re.compile(r"-?[0-9]+")


def table(body: bytes) -> Table:
    """Rows out of SPARQL results JSON.

    Raises:
        ReaderLost: it is none, or only a part.
    """
    return table_from_json(document(body))


def document(body: bytes) -> dict[str, Any]:
    """SPARQL results JSON, with the forms that a server has of its own taken out.

    Virtuoso writes a boolean as 0 or 1, a yearMonthDuration as a number of months, and sometimes
    the answer to an ASK as a table.

    Raises:
        ReaderLost: it is none, or only a part.
    """
    try:
        found: dict[str, Any] = json.loads(body)
    except ValueError:
        raise _partial() from None
    rows = found.get("results", {}).get("bindings", ())
    if found["head"].get("vars") == [_ASKED]:
        return {"head": {}, "boolean": any(row[_ASKED]["value"] != "0" for row in rows)}
    for row in rows:
        for term in row.values():
            if term["type"] == "typed-literal":
                term["type"] = "literal"
                term["value"] = usual(term["value"], term["datatype"])
    return found


def solutions(body: bytes, media_type: str) -> tuple[Kind, bytes]:
    """The answer to a SELECT or ASK: which of the two, and the answer as `media_type`.

    Raises:
        ReaderLost: it is no answer, or only a part of one.
    """
    own = b'"typed-literal"' in body or _ASKED.encode() in body
    clean = json.dumps(document(body)).encode() if own else body
    form = ox.QueryResultsFormat.from_media_type(media_type)
    try:
        found = ox.parse_query_results(clean, format=ox.QueryResultsFormat.JSON)
        kind: Kind = "ask" if isinstance(found, ox.QueryBoolean) else "select"
        return kind, found.serialize(format=form) or b""
    except (SyntaxError, ValueError):
        raise _partial() from None


def triples(body: bytes) -> list[ox.Triple]:
    """The triples of N-Triples.

    Raises:
        ReaderLost: it is something else, or only a part.
    """
    try:
        return [_usual(quad.triple) for quad in ox.parse(body, ox.RdfFormat.N_TRIPLES)]
    except (SyntaxError, ValueError):
        raise _partial() from None


def usual(text: str, datatype: str) -> str:
    """The usual form of a literal that a server keeps in a form of its own, else `text`."""
    if datatype == _BOOLEAN:
        return {"0": "false", "1": "true"}.get(text, text)
    if datatype == _MONTHS and _NUMBER.fullmatch(text):
        years, months = divmod(abs(int(text)), 12)
        parts = f"{years}Y" * bool(years) + f"{months}M" * bool(months or not years)
        return f"{'-' * text.startswith('-')}P{parts}"
    return text


def _usual(triple: ox.Triple) -> ox.Triple:
    value = triple.object
    if not isinstance(value, ox.Literal) or value.datatype.value not in (_BOOLEAN, _MONTHS):
        return triple
    text = usual(value.value, value.datatype.value)
    return ox.Triple(triple.subject, triple.predicate, ox.Literal(text, datatype=value.datatype))


def _partial() -> ReaderLost:
    return ReaderLost("the server broke off in the middle of its answer")


def tsv(table: Table) -> bytes:
    """The rows in SPARQL 1.1 Query Results TSV, literals in full."""
    head = "\t".join(f"?{column}" for column in table.columns)
    rows = ("\t".join(str(to_engine(node)) if node else "" for node in row) for row in table)
    return "\n".join((head, *rows, "")).encode()
