"""Rows as JSON and CSV answers: the same values as on the command line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any

from flask import Response

from lien.export import rows as written
from lien_webapp.context import reader


def rows_json(rows: Sequence[Any], **about: Any) -> Response:
    """The rows as JSON, with how many there are and the version of the data they come from."""
    document = about | {
        "count": len(rows),
        "data_version": reader().version,
        "rows": [asdict(row) for row in rows],
    }
    body = json.dumps(document, ensure_ascii=False, default=str)
    return Response(body, content_type="application/json; charset=utf-8")


def rows_csv(rows: Sequence[Any], row_type: type[Any], name: str) -> Response:
    """The rows as a CSV file (RFC 4180, UTF-8): one column for every field, header first."""
    columns = [field.name for field in fields(row_type)]
    text = written.to_csv([asdict(row) for row in rows], columns)
    response = Response(text, content_type="text/csv; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
