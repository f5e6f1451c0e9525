"""The day whose state a page shows: `?on=1978`, `1978-10` or `1978-10-21`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import request
from werkzeug.exceptions import BadRequest

from lien.dates import PartialDate
from lien_webapp.i18n import gettext


@dataclass(frozen=True, slots=True)
class AsOf:
    """A date as it was asked for, and its last day: that is the day which is shown."""

    given: str
    day: date

    @property
    def partial(self) -> bool:
        """Whether a year or a month was given."""
        return self.given != self.day.isoformat()


def asked_day() -> AsOf | None:
    """The day that the request asks for, if it does.

    Raises:
        BadRequest: what was given is no date.
    """
    text = request.args.get("on", "").strip()
    if not text:
        return None
    try:
        found = PartialDate.parse(text)
    except ValueError:
        message = gettext("A date is a year, a month or a day: 1978, 1978-10 or 1978-10-21.")
        raise BadRequest(message) from None
    return AsOf(found.text, found.latest)
