"""Lists a page at a time, with how many there are in all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from werkzeug.exceptions import BadRequest

from lien_webapp.i18n import gettext


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list. `first` and `last` count from 1; `previous` and `next` are page numbers."""

    rows: Sequence[Any]
    first: int
    last: int
    total: int
    previous: int | None
    next: int | None


def page_of_rows(rows: Sequence[Any], size: int) -> Page:
    """The part of `rows` that `?page=` asks for, the first without it.

    Raises:
        BadRequest: `page` is not a number from 1 up to the last page.
    """
    text = request.args.get("page", "1")
    pages = max(1, -(-len(rows) // size))
    if not text.isdecimal() or not 1 <= int(text) <= pages:
        raise BadRequest(gettext("“page” is a number from 1 to %(pages)s.") % {"pages": pages})
    number = int(text)
    start = (number - 1) * size
    part = rows[start : start + size]
    return Page(
        rows=part,
        first=start + 1 if part else 0,
        last=start + len(part),
        total=len(rows),
        previous=number - 1 if number > 1 else None,
        next=number + 1 if number < pages else None,
    )
