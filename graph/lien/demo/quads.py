"""Rows of described tables as statements in N-Triples, fast: what the importer makes of them.

For the tables of the demo network only. A test compares it, statement by statement, with the
importer on the same tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final

from rdflib import URIRef
from rdflib.namespace import FOAF, RDF, SKOS

from lien.dates import PartialDate
from lien.terms import GRAPH, ID, LIEN, expand, fold

Cells = Mapping[str, str]
Statements = Callable[[str, str], Iterable[str]]
"""From the subject and the text of a cell to statements, without the point at their end."""
Concepts = Mapping[tuple[str, str], URIRef]
_TYPE: Final = f"<{RDF.type}>"
_HIDDEN: Final = f"<{SKOS.hiddenLabel}>"
_INTEGER: Final = "http://www.w3.org/2001/XMLSchema#integer"


class TableWriter:
    """Turns rows of one table into statements."""

    def __init__(self, table: Mapping[str, Any], source: str, concepts: Concepts) -> None:
        name = table["url"].removesuffix(".csv")
        self.graph = f"{GRAPH}{source}/{name}"
        self._class = expand(table["lien:class"])
        self._key: list[str] | None = table.get("lien:key")
        self._id = table["tableSchema"].get("primaryKey", "")
        self._link = table.get("lien:link")
        columns = [c for c in table["tableSchema"]["columns"] if "propertyUrl" in c]
        cells = [
            (c["name"], c.get("lien:about") == "record", _column(c, concepts)) for c in columns
        ]
        self._about_thing = [(n, statements) for n, on_record, statements in cells if not on_record]
        self._about_row = [(n, statements) for n, on_record, statements in cells if on_record]

    def statements(self, row: Cells, line: int) -> Iterator[str]:
        """The statements of a row that stands in this line of the table."""
        slug = row[self._id] if self._key is None else self._named(row)
        thing, record = f"<{ID}{slug}>", f"<{self.graph}#{slug}>"
        yield f"{thing} {_TYPE} <{self._class}>"
        yield f"{record} {_TYPE} <{LIEN.Record}>"
        yield f"{record} <{FOAF.primaryTopic}> {thing}"
        yield f'{record} <{LIEN.row}> "{line}"^^<{_INTEGER}>'
        for about, columns in ((thing, self._about_thing), (record, self._about_row)):
            for name, statements in columns:
                if cell := row.get(name):
                    yield from statements(about, cell)
        if self._link:
            yield from self._linked(row, thing, self._link)

    def _named(self, row: Cells) -> str:
        """The name of a link; each key stands in one row only."""
        return ".".join(row[name] for name in self._key or ()) + ".1"

    @staticmethod
    def _linked(row: Cells, thing: str, link: Mapping[str, Any]) -> Iterator[str]:
        rule = link["property"]
        name = rule if isinstance(rule, str) else rule[row[rule["column"]]]
        predicate = f"<{expand(name)}>"
        yield f"{thing} <{RDF.predicate}> {predicate}"
        yield f"<{ID}{row[link['subject']]}> {predicate} <{ID}{row[link['object']]}>"


def _column(column: Mapping[str, Any], concepts: Concepts) -> Statements:
    predicate = f"<{expand(column['propertyUrl'])}>"
    separator = column.get("separator")
    match column.get("lien:as", "text"):
        case "date":
            return _dated(predicate[1:-1])
        case "thing":
            return lambda about, cell: [
                f"{about} {predicate} <{ID}{one}>" for one in (cell.split(separator or None))
            ]
        case "concept":
            scheme = column["lien:scheme"]
            return lambda about, cell: [f"{about} {predicate} <{concepts[scheme, cell]}>"]
    tag = f"@{column['lang']}" if "lang" in column else ""
    if not column.get("lien:search"):
        return lambda about, cell: [f'{about} {predicate} "{cell}"{tag}']
    return lambda about, cell: (
        f'{about} {predicate} "{cell}"{tag}',
        f'{about} {_HIDDEN} "{fold(cell)}"',
    )


def _dated(predicate: str) -> Statements:
    @cache
    def ends(cell: str) -> tuple[tuple[str, str], ...]:
        date = PartialDate.parse(cell)
        days = (("", date.literal), ("Earliest", date.earliest), ("Latest", date.latest))
        return tuple((f"<{predicate}{end}>", _literal(day)) for end, day in days)

    return lambda about, cell: [f"{about} {name} {day}" for name, day in ends(cell)]


def _literal(day: Any) -> str:
    """A day, or a date that is already a literal."""
    kind = getattr(day, "datatype", "http://www.w3.org/2001/XMLSchema#date")
    return f'"{day}"^^<{kind}>'
