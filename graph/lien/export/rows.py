"""Rows of a question or a list as text: CSV, JSON, or columns for a terminal."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from lien.terms import BASE

Rows = Sequence[Mapping[str, Any]]
_NUMBER: Final = re.compile(r"[+-]?[0-9][0-9 .,]*%?")
_WIDEST: Final = 48


def to_csv(rows: Rows, columns: Sequence[str] = ()) -> str:
    """RFC 4180 with a header row: `columns`, else the names in the first row.

    A cell that a spreadsheet program would run as a formula gets an apostrophe in front; numbers
    keep their sign. Lists are joined by `; `. None is an empty cell.
    """
    names = columns or (rows and list(rows[0])) or ()
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([inert(cell_text(row[name])) for name in names] for row in rows)
    return text.getvalue()


def inert(cell: str) -> str:
    """The cell with an apostrophe in front when a spreadsheet program would calculate it."""
    dangerous = cell.startswith(("=", "+", "-", "@", "\t", "\r")) and not _NUMBER.fullmatch(cell)
    return f"'{cell}" if dangerous else cell


def to_json(rows: Rows) -> str:
    """A JSON list of objects; None is null, never 0."""
    return json.dumps(rows, ensure_ascii=False, indent=1, default=str) + "\n"


def to_columns(rows: Rows) -> str:
    """Aligned columns for a terminal, wide characters counted as two; long cells are cut by …."""
    if not rows:
        return "no rows\n"
    shown = [name for name in rows[0] if any(row[name] not in (None, "", ()) for row in rows)]
    table = [shown, *([_cut(cell_text(row[name])) for name in shown] for row in rows)]
    widths = [max(_width(line[i]) for line in table) for i in range(len(shown))]
    lines = ("  ".join(_pad(c, w) for c, w in zip(line, widths, strict=True)) for line in table)
    return "\n".join(line.rstrip() for line in lines) + f"\n({len(rows)} rows)\n"


def cell_text(value: object) -> str:
    """One value as text: "" for None, `true`, lists joined by `; `, a named thing as its label."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return cell_text(value.get("label") or value.get("iri"))
    if isinstance(value, tuple | list):
        return "; ".join(cell_text(item) for item in value)
    return str(value)


def _cut(text: str) -> str:
    text = " ".join(text.split()).replace(BASE, "")
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


WRITERS: Final[dict[str, Callable[[Rows], str]]] = {
    "table": to_columns,
    "csv": to_csv,
    "json": to_json,
}
