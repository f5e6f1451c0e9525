"""The description of a set of tables (CSVW), read into the form that the mapping needs.

The file is W3C CSV on the Web metadata; the `csvw` library reads it and checks cell values. Our
own annotations say what the standard cannot: that a cell names a concept, a thing or a partial
date (`lien:as`), that a row is a link between two things (`lien:link`), and so on; they are
listed in docs/reference/table-description.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from csvw import TableGroup
from csvw.metadata import Column as CsvwColumn
from rdflib import URIRef

from lien.errors import SourceError
from lien.terms import expand

NAME: Final = "csv-metadata.json"
WAYS: Final = ("text", "date", "number", "duration", "concept", "thing", "iri")


@dataclass(frozen=True)
class Column:
    """One column: how its cells are checked and what they become."""

    csvw: CsvwColumn
    way: str
    predicate: URIRef | None
    notes: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The header of the column."""
        return str(self.csvw.name)

    @property
    def language(self) -> str | None:
        """Language of the text, None when the column does not say."""
        return None if self.csvw.lang == "und" else str(self.csvw.lang)

    @property
    def on_record(self) -> bool:
        """Whether the cell speaks about the row (its source, its confidence), not the thing."""
        return self.notes.get("lien:about") == "record"

    def values(self, cell: str) -> list[Any]:
        """The values of a cell, empty when the cell is.

        Raises:
            ValueError: the cell is required and empty, or not of the column's datatype.
        """
        if not cell and not self.csvw.required:
            return []
        separator = self.csvw.inherit("separator")
        if separator:
            cell = separator.join(part.strip() for part in cell.split(separator))
        read = self.csvw.read(cell)
        if read is None:
            return []
        return read if isinstance(read, list) else [read]


@dataclass(frozen=True)
class Table:
    """One table: a file, the class of its rows, its columns."""

    file: str
    titles: Mapping[str, str]
    cls: URIRef
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    notes: Mapping[str, Any]
    visibility: str

    @property
    def graph_name(self) -> str:
        """Last part of the named graph's IRI."""
        return Path(self.file).stem

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """Columns by header."""
        return {column.name: column for column in self.columns}

    @cached_property
    def by_predicate(self) -> Mapping[URIRef, str]:
        """Header by property, for naming the column of a violation."""
        named = {}
        for column in self.columns:
            if column.predicate:
                named[column.predicate] = column.name
                named[column.predicate + "Earliest"] = column.name
                named[column.predicate + "Latest"] = column.name
        return named


@dataclass(frozen=True)
class Description:
    """A set of tables that come from one source."""

    source: str
    titles: Mapping[str, str]
    license: str
    modified: str
    tables: tuple[Table, ...] = field(repr=False)


def read_description(path: Path) -> Description:
    """Description from a CSVW metadata file.

    Raises:
        SourceError: the file is missing, not JSON, or breaks a rule of ours.
    """
    try:
        group = TableGroup.from_file(path)
    except FileNotFoundError:
        raise SourceError(path.name, reason="the table description is missing") from None
    except json.JSONDecodeError as error:
        raise SourceError(path.name, line=error.lineno, reason=f"not JSON: {error.msg}") from None
    notes = group.common_props
    try:
        return Description(
            source=notes["lien:source"],
            titles=_titles(notes["dc:title"]),
            license=notes["dc:license"],
            modified=notes["dc:modified"],
            tables=tuple(
                _table(table, notes.get("lien:visibility", "restricted")) for table in group.tables
            ),
        )
    except KeyError as error:
        raise SourceError(
            path.name, reason=f"{error.args[0]} is missing or has an unknown prefix"
        ) from None
    except ValueError as error:
        raise SourceError(path.name, reason=str(error)) from None


def _table(table: Any, visibility: str) -> Table:
    notes = table.common_props
    return Table(
        file=str(table.url),
        titles=_titles(notes["dc:title"]),
        cls=expand(notes["lien:class"]),
        columns=tuple(_column(column) for column in table.tableSchema.columns),
        key=tuple(notes.get("lien:key") or table.tableSchema.primaryKey or ()),
        notes=notes,
        visibility=notes.get("lien:visibility", visibility),
    )


def _column(column: CsvwColumn) -> Column:
    notes = column.common_props
    way = notes.get("lien:as", "text")
    if way not in WAYS:
        raise ValueError(f"column {column.name}: lien:as {way!r} is not one of {', '.join(WAYS)}")
    known = column.propertyUrl and not column.suppressOutput
    return Column(column, way, expand(str(column.propertyUrl)) if known else None, notes)


def _titles(value: Any) -> Mapping[str, str]:
    return value if isinstance(value, dict) else {"en": str(value)}
