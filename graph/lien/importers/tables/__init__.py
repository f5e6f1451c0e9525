"""Importer of tables: CSV files with one CSVW description beside them.

The same importer reads the reference facts and anybody's own spreadsheets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from rdflib import URIRef

from lien.description import NAME, Column, Description, Table, read_description
from lien.errors import InvalidData, Problem
from lien.importers.reading import NamedGraph, Reading
from lien.importers.tables.mapping import Known, Mapped, RowMapper
from lien.importers.tables.rows import Row, Sheet, read_sheet
from lien.provenance import Origin
from lien.terms import ID, slug

__all__ = ["Known", "read"]


def read(path: Path, known_to: Callable[[str], Known]) -> Reading:
    """Read the tables described by `path` (the description, or the folder that holds it).

    `known_to` gives, for the name of the source, what its rows may refer to beside each other:
    things loaded from other sources and the concepts of the vocabulary. Every problem of every
    table is collected before anything is refused.

    Raises:
        SourceError: a file cannot be read at all.
        InvalidData: rows break rules; all of them are named.
    """
    description_file = path / NAME if path.is_dir() else path
    description = read_description(description_file)
    problems: list[Problem] = []
    sheets = [read_sheet(description_file.parent, table, problems) for table in description.tables]
    known = known_to(description.source)
    things = dict(known.things)
    sheets = [_with_ids(sheet, things, problems) for sheet in sheets]
    reachable = Known(things, known.concepts)
    mapped = [_mapped(sheet, description, reachable, problems) for sheet in sheets]
    problems.extend(_shared_names(mapped))
    if problems:
        order = {table.file: number for number, table in enumerate(description.tables)}
        raise InvalidData(sorted(problems, key=lambda p: (order[p.file], p.line, p.column)))
    return Reading(
        description.source,
        [_named(description, sheet, one) for sheet, one in zip(sheets, mapped, strict=True)],
    )


def _with_ids(sheet: Sheet, things: dict[URIRef, URIRef], problems: list[Problem]) -> Sheet:
    """Register the ids of a table; rows with a wrong or repeated id become problems."""
    table = sheet.table
    if table.notes.get("lien:key"):
        return sheet
    seen: dict[str, int] = {}
    rows: list[Row] = []
    for row in sheet.rows:
        identifier = row.cells[table.key[0]]
        problem = _id_problem(table, identifier, seen)
        if problem:
            problems.append(Problem(table.file, row.line, table.key[0], problem))
            continue
        seen[identifier] = row.line
        things[ID[identifier]] = table.cls
        rows.append(row)
    return Sheet(table, rows, sheet.sha256)


def _id_problem(table: Table, identifier: str, seen: Mapping[str, int]) -> str:
    if identifier in seen:
        return f"the id {identifier!r} stands already in line {seen[identifier]}"
    try:
        table.by_name[table.key[0]].values(identifier)
    except ValueError as error:
        return str(error)
    return ""


def _mapped(
    sheet: Sheet, description: Description, known: Known, problems: list[Problem]
) -> Mapped:
    tables = {table.cls: table for table in description.tables}

    def column_of(cls: URIRef, name: str) -> Column | None:
        table = tables.get(cls)
        column = table.by_name.get(name) if table else None
        return column if column and column.predicate else None

    return RowMapper(sheet.table, description.source, known, column_of, problems).map(sheet)


def _shared_names(mapped: Iterable[Mapped]) -> Iterator[Problem]:
    """Rows of different tables whose keys make the same name: one would hide the other."""
    first: dict[URIRef, tuple[str, int]] = {}
    for one in mapped:
        for subject, line in one.lines.items():
            file, other = first.setdefault(subject, (one.table.file, line))
            if file != one.table.file:
                reason = f"the name {slug(subject)} is that of {file}, line {other}, already"
                yield Problem(one.table.file, line, one.table.key[0], reason)


def _named(description: Description, sheet: Sheet, mapped: Mapped) -> NamedGraph:
    table = sheet.table
    origin = Origin(
        graph=mapped.graph,
        titles=table.titles,
        file=table.file,
        license=description.license,
        modified=description.modified,
        sha256=sheet.sha256,
        rows=len(sheet.rows),
        visibility=table.visibility,
        cls=table.cls,
    )
    mapped.triples.update(origin.statements())
    return NamedGraph(mapped.graph, mapped.triples, table.file, mapped.lines, table.by_predicate)
