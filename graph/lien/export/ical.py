"""Calendars of whole days in iCalendar (RFC 5545)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_OCTETS: Final = 75
"""Length of a line of the file, without its end."""
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a calendar, from its first to its last day; `uid` stays the same for ever."""

    uid: str
    first: date
    last: date
    summary: str
    description: str
    address: str


def to_ical(entries: Iterable[Entry], *, name: str, stamp: date) -> str:
    """The calendar as text, lines ended by CRLF and folded; `stamp` is the day of its state.

    The entries take no time: a program shows who follows them as free.
    """
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Lien//Lien//EN", "CALSCALE:GREGORIAN"]
    lines = [*head, f"X-WR-CALNAME:{_text(name)}"]
    for entry in entries:
        lines.extend(_event(entry, stamp))
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(entry: Entry, stamp: date) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(entry.uid)}"
    yield f"DTSTAMP:{stamp:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{_day(entry.first)}"
    if entry.last < date.max:
        yield f"DTEND;VALUE=DATE:{_day(entry.last + timedelta(days=1))}"
    yield f"SUMMARY:{_text(entry.summary)}"
    if entry.description:
        yield f"DESCRIPTION:{_text(entry.description)}"
    yield f"URL:{entry.address}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _day(day: date) -> str:
    return f"{day.year:04d}{day.month:02d}{day.day:02d}"


def _text(value: str) -> str:
    """A text value: backslash, semicolon, comma and line ends escaped, control characters out."""
    escaped = re.sub(r"([\\;,])", r"\\\1", value.replace("\r\n", "\n"))
    return _CONTROL.sub("", escaped.replace("\n", "\\n"))


def _folded(line: str) -> str:
    """The line cut after 75 octets, never inside a character; what follows begins with a space."""
    parts, octets = [""], 0
    for character in line:
        size = len(character.encode("utf-8"))
        if octets + size > _OCTETS:
            parts.append(" ")
            octets = 1
        parts[-1] += character
        octets += size
    return "\r\n".join(parts)
