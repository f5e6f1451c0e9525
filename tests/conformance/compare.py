"""Results of questions in every format, and whether two of them say the same.

Numbers and truth values are compared by value, since the engine keeps no other spelling; blank
nodes up to isomorphism; rows in order only where the expected result says so.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.term import Node

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_RS: Final = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_NUMBERS: Final = {f"{_XSD}{name}" for name in ("decimal", "double", "float", "integer")}
_FLOATS: Final = {f"{_XSD}{name}" for name in ("double", "float")}

Row = tuple[Node | None, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Columns, sorted by name, and rows; `ordered` when their order is part of the result."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    ordered: bool = False


Result = bool | Rows | Graph
"""The answer to ASK, to SELECT, to CONSTRUCT or DESCRIBE."""


def result(body: bytes, suffix: str, base: str = "http://suite.example/") -> Result:
    """What is written in `body`, whose format is told by the suffix of a file."""
    if suffix == ".csv":
        return _csv(body.decode())
    if suffix in (".ttl", ".rdf", ".nt"):
        return _graph(body, suffix, base)
    form = ox.QueryResultsFormat.from_extension({"xml": "srx"}.get(suffix[1:], suffix[1:]))
    found = ox.parse_query_results(body, format=form)
    return bool(found) if isinstance(found, ox.QueryBoolean) else table(found)


def table(found: ox.QuerySolutions) -> Rows:
    """The rows of a SELECT."""
    columns = sorted(variable.value for variable in found.variables)
    return Rows(
        tuple(columns),
        tuple(tuple(_node(solution[column]) for column in columns) for solution in found),
    )


def same(expected: Result, found: Result, *, lax: bool = False) -> bool:
    """Whether `found` is what is expected; `lax`: rows may come once or several times."""
    if isinstance(expected, Rows) and isinstance(found, Rows):
        return expected.columns == found.columns and _same_rows(expected, found, lax)
    if isinstance(expected, Graph) and isinstance(found, Graph):
        return isomorphic(expected, found)
    return type(expected) is type(found) and expected == found


def _same_rows(expected: Rows, found: Rows, lax: bool) -> bool:
    both = (expected, found)
    if expected.ordered:
        rows = [tuple((Literal(at), *row) for at, row in enumerate(one.rows)) for one in both]
    else:
        rows = [one.rows for one in both]
    counted = [Counter(set(one) if lax else one) for one in rows]
    return counted[0] == counted[1] or isomorphic(*map(_as_graph, counted))


def _as_graph(rows: Counter[Row]) -> Graph:
    """Rows as a graph: a node for each row that leads to its values and to its number."""
    graph = Graph()
    for row, number in rows.items():
        node = BNode()
        graph.add((node, URIRef("urn:number"), Literal(str(number))))
        for place, value in enumerate(row):
            if value is not None:
                graph.add((node, URIRef(f"urn:column:{place}"), value))
    return graph


def _node(term: object) -> Node | None:
    """A term of the engine as one that compares by value; a literal holds type and value."""
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if isinstance(term, ox.Literal):
        value = _value(term.value, term.datatype.value)
        return Literal(repr((value, term.datatype.value, (term.language or "").lower())))
    return None


def _value(text: str, datatype: str) -> str:
    try:
        if datatype in _FLOATS:
            return repr(float(text.replace("INF", "inf")))
        if datatype in _NUMBERS:
            return str(Decimal(text).normalize() + 0)
    except (ValueError, InvalidOperation):
        return text
    if datatype == f"{_XSD}boolean":
        return {"1": "true", "0": "false"}.get(text, text)
    return text


def _csv(text: str) -> Rows:
    """Rows of a CSV result: all values are strings, numbers by value."""
    header, *lines = csv.reader(io.StringIO(text))
    order = sorted(range(len(header)), key=header.__getitem__)
    rows = tuple(tuple(_cell(line[place]) for place in order) for line in lines)
    return Rows(tuple(header[place] for place in order), rows)


def _cell(text: str) -> Node | None:
    if text.startswith("_:"):
        return BNode(text[2:])
    try:
        return Literal(repr(float(text)))
    except ValueError:
        return Literal(text) if text else None


def _graph(body: bytes, suffix: str, base: str) -> Result:
    form = ox.RdfFormat.from_extension(suffix[1:])
    triples = [
        (_subject(quad.subject), quad.predicate.value, quad.object)
        for quad in ox.parse(body, format=form, base_iri=base)
    ]
    if any(getattr(object_, "value", "") == f"{_RS}ResultSet" for _, _, object_ in triples):
        return _result_set(triples)
    graph = Graph()
    for subject, predicate, object_ in triples:
        value = _node(object_)
        assert value is not None
        graph.add((subject, URIRef(predicate), value))
    return graph


def _subject(term: object) -> Node:
    node = _node(term)
    assert node is not None
    return node


def _result_set(triples: list[tuple[Node, str, object]]) -> Result:
    """Rows, or the truth value, in the vocabulary of result sets."""
    values: dict[tuple[Node, str], list[object]] = {}
    for subject, predicate, object_ in triples:
        values.setdefault((subject, predicate.removeprefix(_RS)), []).append(object_)
    truth = [found for (_, name), found in values.items() if name == "boolean"]
    if truth:
        return _text(truth[0][0]) == "true"
    named = [found for (_, name), found in values.items() if name == "resultVariable"]
    columns = sorted(_text(one) for found in named for one in found)
    indexed: list[tuple[int, Row]] = []
    for (_, name), solutions in values.items():
        for solution in solutions if name == "solution" else ():
            key = _subject(solution)
            pairs = {
                _text(values[_subject(one), "variable"][0]): values[_subject(one), "value"][0]
                for one in values.get((key, "binding"), ())
            }
            row = tuple(_node(pairs.get(column)) for column in columns)
            place = values.get((key, "index"))
            indexed.append((int(_text(place[0])) if place else 0, row))
    indexed.sort(key=lambda pair: pair[0])
    ordered = bool(indexed) and indexed[0][0] > 0
    return Rows(tuple(columns), tuple(row for _, row in indexed), ordered)


def _text(term: object) -> str:
    return str(getattr(term, "value", ""))
