"""Rows become statements: what each kind of cell turns into.

A row speaks about one thing (or one link between two things) and has a record of its own, which
carries the row's line, sources, confidence and note. All statements of a table go to one named
graph.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from rdflib import Literal, URIRef
from rdflib.namespace import FOAF, RDF, SKOS, XSD

from lien.dates import PartialDate
from lien.description import Column, Table
from lien.errors import Problem
from lien.importers.tables.rows import Row, Sheet
from lien.terms import GRAPH, ID, LIEN, QB, SCHEME, SLUG, expand, fold, is_iri, slug, slugify

Triple = tuple[URIRef, URIRef, URIRef | Literal]
_LABELS: Final = (SKOS.prefLabel, LIEN.acronym)


@dataclass
class Known:
    """What a cell may refer to: things by IRI with their class, concepts by scheme and notation."""

    things: dict[URIRef, URIRef]
    concepts: Mapping[tuple[str, str], URIRef]


@dataclass
class Mapped:
    """A table's named graph and the place of each subject in the file."""

    table: Table
    graph: URIRef
    triples: set[Triple] = field(default_factory=set)
    lines: dict[URIRef, int] = field(default_factory=dict)


class RowMapper:
    """Maps the rows of one table; problems are collected, never thrown away."""

    def __init__(
        self,
        table: Table,
        source: str,
        known: Known,
        column_of: Callable[[URIRef, str], Column | None],
        problems: list[Problem],
    ) -> None:
        self.mapped = Mapped(table, GRAPH[f"{source}/{table.graph_name}"])
        self._table, self._known, self._column_of = table, known, column_of
        self._problems = problems
        self._occurrences: Counter[str] = Counter()

    def map(self, sheet: Sheet) -> Mapped:
        """All statements of the sheet's rows."""
        for row in sheet.rows:
            subject = self.subject(row)
            record = URIRef(f"{self.mapped.graph}#{slug(subject)}")
            self.mapped.lines[subject] = self.mapped.lines[record] = row.line
            self._add(self._row(row, subject, record))
        return self.mapped

    def subject(self, row: Row) -> URIRef:
        """IRI of what the row speaks about: its own id, else its key and a running number."""
        if self._table.notes.get("lien:key") is None:
            return ID[row.cells[self._table.key[0]]]
        key = ".".join(slugify(row.cells[name]) for name in self._table.key)
        self._occurrences[key] += 1
        return ID[f"{key}.{self._occurrences[key]}"]

    def _row(self, row: Row, subject: URIRef, record: URIRef) -> Iterator[Triple]:
        yield subject, RDF.type, self._table.cls
        yield record, RDF.type, LIEN.Record
        yield record, FOAF.primaryTopic, subject
        yield record, LIEN.row, Literal(row.line)
        for column in self._table.columns:
            cell = row.cells.get(column.name, "")
            about = record if column.on_record else subject
            yield from self._cell(row, column, cell, about)
        yield from self._row_notes(row, subject)

    def _cell(self, row: Row, column: Column, cell: str, about: URIRef) -> Iterator[Triple]:
        try:
            values = column.values(cell)
            if column.predicate is None:
                self._refuse_other_class(row, column, cell)
                return
            for value in values:
                yield from self._value(column, about, value)
        except ValueError as error:
            self._problems.append(Problem(self._table.file, row.line, column.name, str(error)))
            return
        when_empty = column.notes.get("lien:whenEmpty")
        if not values and when_empty:
            yield about, expand(when_empty["propertyUrl"]), URIRef(when_empty["valueUrl"])

    def _refuse_other_class(self, row: Row, column: Column, cell: str) -> None:
        """Stop when the cell names another class than that of the thing beside it."""
        rule = column.notes.get("lien:classOf")
        if not rule:
            return
        other = row.cells[rule["column"]]
        cls = self._known.things.get(ID[other])
        if cls is not None and expand(rule.get(cell, "")) != cls:
            raise ValueError(f"{other!r} is not of the kind {cell!r}")

    def _value(self, column: Column, about: URIRef, value: Any) -> Iterator[Triple]:
        assert column.predicate is not None  # noqa: S101  checked by _cell
        if column.way == "date":
            yield from _date(about, column.predicate, PartialDate.parse(value))
            return
        term = self.term(column, value)
        if column.notes.get("lien:inverse"):
            yield URIRef(term), column.predicate, about
        else:
            yield about, column.predicate, term
        if column.notes.get("lien:search"):
            yield about, SKOS.hiddenLabel, Literal(fold(value))

    def term(self, column: Column, value: Any) -> URIRef | Literal:
        """What one value of the column is in RDF.

        Raises:
            ValueError: it names no known thing or concept, or is no IRI of the web.
        """
        match column.way:
            case "thing":
                return self._thing(column, value)
            case "concept":
                return self._concept(column, value)
            case "iri":
                template = str(column.csvw.valueUrl).replace("{+", "{")
                return _web_iri(template.replace("{" + column.name + "}", value))
            case "number" | "duration":
                return _number(value) if column.way == "number" else _duration(value)
            case "date":
                return PartialDate.parse(value).literal
            case _:
                return Literal(value, lang=column.language)

    def _thing(self, column: Column, value: str) -> URIRef:
        iri = ID[value or ""]
        cls = self._known.things.get(iri)
        if cls is None:
            raise ValueError(f"{value or ''!r} refers to nothing: no row has this id")
        allowed = [expand(name) for name in column.notes.get("lien:to", ())]
        if allowed and cls not in allowed:
            wanted = " or ".join(column.notes["lien:to"])
            raise ValueError(f"{value!r} is not of the kind wanted here ({wanted})")
        return iri

    def _concept(self, column: Column, value: str) -> URIRef:
        scheme = column.notes["lien:scheme"]
        concept = self._known.concepts.get((scheme, value))
        if concept is not None:
            return concept
        if not column.notes.get("lien:open"):
            allowed = sorted(text for name, text in self._known.concepts if name == scheme)
            raise ValueError(f"{value!r} is not in the list: {', '.join(allowed)}")
        minted = SCHEME[f"{scheme}/{slugify(value)}"]
        self._add(
            [
                (minted, RDF.type, SKOS.Concept),
                (minted, SKOS.inScheme, SCHEME[scheme]),
                (minted, SKOS.notation, Literal(value)),
                (minted, SKOS.prefLabel, Literal(value)),
            ]
        )
        return minted

    def _row_notes(self, row: Row, subject: URIRef) -> Iterator[Triple]:
        notes = self._table.notes
        if link := notes.get("lien:link"):
            yield from self._link(row, subject, link)
        if competing := notes.get("lien:competing"):
            yield from self._competing(row, subject, competing)
        if parts := notes.get("lien:labelFrom"):
            label = ", ".join(filter(None, (row.cells[name] for name in parts)))
            yield subject, SKOS.prefLabel, Literal(label)
            yield subject, SKOS.hiddenLabel, Literal(fold(label))
        if data_set := notes.get("lien:dataSet"):
            yield subject, QB.dataSet, ID[data_set]

    def _link(self, row: Row, subject: URIRef, link: Mapping[str, Any]) -> Iterator[Triple]:
        rule = link["property"]
        name = rule if isinstance(rule, str) else rule.get(row.cells[rule["column"]])
        if name is None:
            return
        start, end = ID[row.cells[link["subject"]]], ID[row.cells[link["object"]]]
        yield subject, RDF.predicate, expand(name)
        yield start, expand(name), end

    def _competing(self, row: Row, subject: URIRef, names: Mapping[str, str]) -> Iterator[Triple]:
        about, value = ID[row.cells[names["subject"]]], row.cells[names["value"]]
        cls = self._known.things.get(about)
        column = self._column_of(cls, row.cells[names["field"]]) if cls else None
        try:
            term = (
                self.term(column, column.values(value)[0]) if column else self._thing_or_text(value)
            )
        except ValueError as error:
            self._problems.append(Problem(self._table.file, row.line, names["value"], str(error)))
            return
        if column and column.predicate:
            yield subject, RDF.predicate, column.predicate
        if column and column.way == "date":
            yield from _date(subject, RDF.object, PartialDate.parse(value))
        else:
            yield subject, RDF.object, term

    def _thing_or_text(self, value: str) -> URIRef | Literal:
        is_thing = SLUG.fullmatch(value) and ID[value] in self._known.things
        return ID[value] if is_thing else Literal(value)

    def _add(self, triples: Iterable[Triple]) -> None:
        self.mapped.triples.update(triples)


def _date(subject: URIRef, prop: URIRef, value: PartialDate) -> Iterator[Triple]:
    base = LIEN.object if prop == RDF.object else prop
    yield subject, prop, value.literal
    yield subject, URIRef(f"{base}Earliest"), Literal(value.earliest)
    yield subject, URIRef(f"{base}Latest"), Literal(value.latest)


def _duration(text: str) -> Literal:
    if not re.fullmatch(r"P(?=\d)(\d+Y)?(\d+M)?", text):
        raise ValueError(f"{text!r} is no duration in years and months, such as P5Y or P6M")
    return Literal(text, datatype=XSD.yearMonthDuration, normalize=False)


def _number(value: Decimal | int) -> Literal:
    if isinstance(value, int):
        return Literal(value)
    text = format(value, "f")
    canonical = text.rstrip("0").rstrip(".") if "." in text else text
    return Literal(canonical, datatype=XSD.decimal, normalize=False)


def _web_iri(text: str) -> URIRef:
    if not text.startswith(("http://", "https://")) or not is_iri(text):
        raise ValueError(f"{text!r} is not an address of the web (http or https)")
    return URIRef(text)
