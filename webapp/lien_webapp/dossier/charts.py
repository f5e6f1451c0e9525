"""Small charts as SVG, made on the server: bars over years, always with their table.

A year without a figure is a gap; a figure that is not known is a mark, never a bar of height 0.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from lien_webapp.i18n import gettext, number_text

WIDTH: Final = 640
HEIGHT: Final = 150
_TOP: Final = 22
_BASE: Final = 126
_SIDE: Final = 20
_WIDEST: Final = 46
_ROOM: Final = 44
"""A year at least so wide bears its figures and its number; else every tenth of the years does."""


@dataclass(frozen=True, slots=True)
class Point:
    """A figure of a year; `value` None: not known. `text` is the figure in words."""

    year: int
    value: float | None
    text: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar, or a mark where `known` is false; all lengths in the units of the view box."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    text: str
    known: bool
    labelled: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars over years with title, description and the same figures as rows of a table."""

    key: str
    title: str
    description: str
    bars: list[Bar]
    years: list[tuple[float, str]]
    points: list[Point]
    unit: str
    highest: str
    width: int = WIDTH
    height: int = HEIGHT
    base: int = _BASE
    top: int = _TOP


def bars(key: str, title: str, points: Sequence[Point], unit: str = "") -> Chart | None:
    """The chart of these points, or None where fewer than two years have a known figure.

    `key` names the chart in its page. Several points of a year stand side by side in their order.
    """
    known = [point for point in points if point.value is not None]
    if len({point.year for point in known}) < 2:
        return None
    ordered = sorted(points, key=lambda point: point.year)
    first, last = ordered[0].year, ordered[-1].year
    slot = (WIDTH - 2 * _SIDE) / (last - first + 1)
    highest = max(point.value or 0 for point in known) or 1
    by_year: dict[int, list[Point]] = defaultdict(list)
    for point in ordered:
        by_year[point.year].append(point)
    drawn = [
        _bar(point, _SIDE + (year - first) * slot, slot, place, len(group), highest)
        for year, group in by_year.items()
        for place, point in enumerate(group)
    ]
    step = max(1, ceil(_ROOM / slot))
    years = [
        (round(_SIDE + (year - first + 0.5) * slot, 1), str(year))
        for year in range(first, last + 1, step)
    ]
    top = number_text(highest)
    return Chart(key, title, _described(by_year, known), drawn, years, ordered, unit, top)


def _bar(  # noqa: PLR0913, PLR0917  where the bar stands
    point: Point, left: float, slot: float, place: int, beside: int, highest: float
) -> Bar:
    room = min(slot * 0.8, _WIDEST * beside)
    width = room / beside
    x = left + (slot - room) / 2 + place * width
    height = (point.value or 0) / highest * (_BASE - _TOP)
    return Bar(
        x=round(x, 1),
        y=round(_BASE - height, 1),
        width=round(max(width - 1, 1), 1),
        height=round(height, 1),
        middle=round(x + width / 2, 1),
        text=number_text(point.value) if point.value is not None else "?",
        known=point.value is not None,
        labelled=width >= _ROOM * 0.8,
    )


def _described(by_year: dict[int, list[Point]], known: Sequence[Point]) -> str:
    low = min(known, key=lambda point: point.value or 0)
    high = max(known, key=lambda point: point.value or 0)
    first, last = min(by_year), max(by_year)
    text = gettext(
        "From %(first)s to %(last)s:"
        " lowest %(low)s (%(low_year)s), highest %(high)s (%(high_year)s)."
    ) % {
        "first": first,
        "last": last,
        "low": low.text,
        "low_year": low.year,
        "high": high.text,
        "high_year": high.year,
    }
    missing = last - first + 1 - len({point.year for point in known})
    if missing:
        gap = gettext("Years without a known figure: %(num)s. They are gaps, not zeros.")
        text = f"{text} {gap % {'num': missing}}"
    return text
