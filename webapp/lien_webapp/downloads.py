"""Rows as JSON and CSV answers."""

from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Sequence
from typing import Any

from flask import Response, json

from lien_webapp.context import reader
from lien_webapp.present import plain, record


def rows_json(rows: Sequence[Any], **about: Any) -> Response:
    """The rows as JSON, with how many there are and the position of the data they come from."""
    document = about | {
        "count": len(rows),
        "position": reader().position,
        "rows": [record(row) for row in rows],
    }
    return Response(
        json.dumps(document, ensure_ascii=False), content_type="application/json; charset=utf-8"
    )


def rows_csv(rows: Sequence[Any], row_type: type[Any], name: str) -> Response:
    """The rows as a CSV file (RFC 4180, UTF-8): one column for every field, header first.

    A cell that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    fields = [field.name for field in dataclasses.fields(row_type)]
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(fields)
    writer.writerows([_cell(getattr(row, field)) for field in fields] for row in rows)
    response = Response(out.getvalue(), content_type="text/csv; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _cell(node: object) -> str:
    found = plain(node)
    if found is None:
        return ""
    text = ";".join(str(item) for item in found) if isinstance(found, list) else str(found)
    risky = text[:1] in ("=", "+", "-", "@", "\t", "\r") and not isinstance(found, (int, float))
    return f"'{text}" if risky else text
