"""Partial dates: kept as the source gives them, compared through their first and last day."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final

from rdflib import Literal
from rdflib.namespace import XSD

_FORM: Final = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, a month or a day, with the first and the last day that it may mean."""

    text: str
    earliest: date
    latest: date

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.

        Raises:
            ValueError: another form, or a day that does not exist.
        """
        match = _FORM.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is not a date: write YYYY, YYYY-MM or YYYY-MM-DD")
        year, month, day = (int(part) if part else 0 for part in match.groups())
        try:
            earliest = date(year, month or 1, day or 1)
        except ValueError:
            raise ValueError(f"{text!r} is not a date of the calendar") from None
        if day:
            return cls(text, earliest, earliest)
        last_month = month or 12
        return cls(text, earliest, date(year, last_month, monthrange(year, last_month)[1]))

    @property
    def literal(self) -> Literal:
        """The date as given: `xsd:gYear`, `xsd:gYearMonth` or `xsd:date`."""
        datatype = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}[len(self.text)]
        return Literal(self.text, datatype=datatype, normalize=False)
