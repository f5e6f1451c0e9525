"""Months counted from a day, and the last day on which notice can be given."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final

_SPAN: Final = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?")


def months_later(day: date, months: int) -> date:
    """The same day so many months later or earlier, at most the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    if year < 1:
        return date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_of(span: object) -> int:
    """Months of a length in years and months, such as P5Y or P6M; 0 for anything else."""
    match = _SPAN.fullmatch(str(span or ""))
    return 12 * int(match[1] or 0) + int(match[2] or 0) if match else 0


def last_day_for_notice(ends: date, months: int) -> date | None:
    """The last day on which notice can be given; of the last day of a month a last day too."""
    if not months:
        return None
    last = (ends + timedelta(1)).day == 1 if ends < date.max else True
    day = months_later(ends, -months)
    return day.replace(day=monthrange(day.year, day.month)[1]) if last else day
