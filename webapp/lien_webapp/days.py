"""Days and periods that a page is asked for: `on`, `from`, `to`."""

from __future__ import annotations

from datetime import date

from flask import request
from werkzeug.exceptions import BadRequest

from lien.dates import PartialDate
from lien_webapp.context import today
from lien_webapp.i18n import gettext


def asked_day(name: str, *, last: bool = True) -> date | None:
    """The day of a parameter, of a month or a year its last (else its first); None without it.

    Raises:
        BadRequest: it is no date.
    """
    text = request.args.get(name, "").strip()
    if not text:
        return None
    try:
        given = PartialDate.parse(text)
    except ValueError:
        example = gettext(
            "“%(name)s” is a year, a month or a day, like 1978, 1978-10 or 1978-10-21."
        )
        raise BadRequest(example % {"name": name}) from None
    return given.latest if last else given.earliest


def on_or_today() -> date:
    """The day of `on`, else today.

    Raises:
        BadRequest: `on` is no date.
    """
    return asked_day("on") or today()
