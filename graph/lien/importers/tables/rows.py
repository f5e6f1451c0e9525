"""Rows of a CSV file with their line numbers; anything malformed is named by file and line."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lien.description import Table
from lien.errors import Problem, SourceError


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line on which it starts (header = 1) and its cells by header."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All rows of one file, with the digest of its bytes."""

    table: Table
    rows: list[Row]
    sha256: str


def read_sheet(folder: Path, table: Table, problems: list[Problem]) -> Sheet:
    """Read one file; rows of a wrong length are added to `problems` and left out.

    Columns may stand in any order, and one that is not required may be missing.

    Raises:
        SourceError: the file is missing, is not UTF-8, is not CSV, or has a wrong header.
    """
    file = table.file
    text, digest = _decoded(folder / file, file)
    numbered = _numbered(text, file)
    header = next(numbered, (1, []))[1]
    _check_header(header, table)
    rows = []
    for line, cells in numbered:
        if len(cells) != len(header):
            rule = f"the row has {len(cells)} cells, the header has {len(header)}"
            problems.append(Problem(file, line, "", rule))
        else:
            rows.append(Row(line, dict(zip(header, cells, strict=True))))
    return Sheet(table, rows, digest)


def _decoded(path: Path, file: str) -> tuple[str, str]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(file, reason=f"cannot be read: {error.strerror}") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(
            file,
            line=data[: error.start].count(b"\n") + 1,
            reason="not UTF-8",
            hint='Save the sheet as "CSV UTF-8" in the spreadsheet program.',
        ) from None
    for line, content in enumerate(text.split("\n"), start=1):
        if any(map(_forbidden, content)):
            raise SourceError(file, line=line, reason="a control character stands in a cell")
    return text, hashlib.sha256(data).hexdigest()


def _forbidden(char: str) -> bool:
    return (char < " " and char not in "\t\r") or char in "\x7f\ufffe\uffff"


def _numbered(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    start = 1
    try:
        for cells in reader:
            if cells:
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise SourceError(file, line=start, reason=f"malformed CSV: {error}") from None


def _check_header(found: list[str], table: Table) -> None:
    for name in found:
        if name not in table.by_name:
            rule = "the table description has no such column"
            raise SourceError(table.file, line=1, column=name, reason=rule)
        if found.count(name) > 1:
            raise SourceError(table.file, line=1, column=name, reason="the column stands twice")
    for column in table.columns:
        if column.csvw.required and column.name not in found:
            raise SourceError(
                table.file, line=1, column=column.name, reason="the column is missing"
            )
