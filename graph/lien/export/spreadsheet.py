"""Rows as a spreadsheet file (Office Open XML) in which nothing is calculated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Final

import xlsxwriter

LINES: Final = 1_048_576
"""Lines that a sheet holds, by the format."""
CELL: Final = 32_767
"""Characters that a cell holds, by the format."""

Cell = str | int | float | None


def to_xlsx(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet: the columns' names in bold, then the rows. None is an empty cell.

    Numbers are numbers; every text is a text, also one that looks like a formula or an address.

    Raises:
        ValueError: more lines or a longer text than the format holds.
    """
    data = BytesIO()
    with xlsxwriter.Workbook(data, {"constant_memory": True}) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        for column, name in enumerate(columns):
            sheet.write_string(0, column, name, bold)
        sheet.freeze_panes(1, 0)
        for line, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    if len(value) > CELL or line >= LINES:
                        raise ValueError(f"line {line} does not fit into a sheet")
                    sheet.write_string(line, column, value)
                elif value is not None:
                    sheet.write_number(line, column, value)
    return data.getvalue()
