"""The day whose state a page shows: `?on=1978`, `1978-10` or `1978-10-21`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import request

from lien_webapp.days import asked_day


@dataclass(frozen=True, slots=True)
class AsOf:
    """A date as it was asked for, and its last day: that is the day which is shown."""

    given: str
    day: date

    @property
    def partial(self) -> bool:
        """Whether a year or a month was given."""
        return self.given != self.day.isoformat()


def asked_state() -> AsOf | None:
    """The day that the request asks for with `on`, if it does.

    Raises:
        BadRequest: what was given is no date.
    """
    day = asked_day("on")
    return AsOf(request.args["on"].strip(), day) if day else None
