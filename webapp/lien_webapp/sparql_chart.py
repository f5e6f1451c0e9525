"""A table of an answer as bars or as a line: everything that the drawing needs, as numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lien_webapp.i18n import number_text
from lien_webapp.sparql_answer import Answer, Shown, labels, moment, number, shown

MARKS: Final = ("bar", "line")
MOST: Final = {"bar": 100, "line": 2_000}
"""Rows that are drawn, from the first; the page says how many are left out."""

WIDE: Final = 720
HIGH: Final = 300
LEFT: Final = 64
RIGHT: Final = 24
TOP: Final = 12
BOTTOM: Final = 44
_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Point:
    """A row of the chart. For a bar, `x` and `width` are percents; for a line, `x`, `y` places."""

    label: Shown
    number: str
    x: float
    y: float = 0.0
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: where, and what it says."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn: `drawn` of `total` rows, `without` rows have no number in `y`.

    `x` and `y` are the chosen columns, `xs` and `ys` those that can be chosen.
    """

    mark: str
    x: str
    y: str
    xs: Sequence[str]
    ys: Sequence[str]
    points: Sequence[Point]
    path: str
    x_ticks: Sequence[Tick]
    y_ticks: Sequence[Tick]
    total: int
    without: int

    @property
    def drawn(self) -> int:
        """How many rows are drawn."""
        return len(self.points)


def numeric(answer: Answer) -> list[str]:
    """Columns with a number in them."""
    return [c for c in answer.columns if any(number(row.get(c)) is not None for row in answer.rows)]


def chart(answer: Answer, *, x: str, y: str, mark: str) -> Chart:
    """The chart of a column of numbers over another column; what cannot be is chosen anew.

    There must be a column in `numeric(answer)`. Rows without a number are counted, not drawn.
    """
    ys = numeric(answer)
    y = y if y in ys else ys[-1]
    others = [column for column in answer.columns if column != y]
    x = x if x in others else next(iter(others), "")
    filled = [row for row in answer.rows if number(row.get(y)) is not None]
    places = [_place(row.get(x)) for row in filled]
    measured = bool(filled) and all(place is not None for place in places)
    mark = mark if mark in MARKS else MARKS[measured]
    some = filled[: MOST[mark]]
    named = labels(row.get(x) for row in some)
    words = [shown(row.get(x), named) or Shown(str(n)) for n, row in enumerate(some, start=1)]
    values = [float(number(row.get(y)) or 0) for row in some]
    at = [float(place or 0) for place in places[: len(some)]]
    if mark == "bar":
        points, path, x_ticks, y_ticks = _bars(words, values), "", list[Tick](), list[Tick]()
    else:
        at = at if measured else [float(index) for index in range(len(some))]
        points, path, x_ticks, y_ticks = _line(words, at, values, measured=measured)
    return Chart(
        mark=mark, x=x, y=y, xs=others, ys=ys, points=points, path=path, x_ticks=x_ticks,
        y_ticks=y_ticks, total=len(answer.rows), without=len(answer.rows) - len(filled),
    )  # fmt: skip


def _place(binding: object) -> float | None:
    value = number(binding)  # type: ignore[arg-type]
    return moment(binding) if value is None else value  # type: ignore[arg-type]


def _bars(words: Sequence[Shown], values: Sequence[float]) -> list[Point]:
    low, high = min(0.0, *values), max(0.0, *values)
    span = (high - low) or 1.0
    return [
        Point(
            word,
            number_text(f"{value:g}"),
            x=round(100 * (min(value, 0) - low) / span, 2),
            width=round(100 * abs(value) / span, 2),
        )
        for word, value in zip(words, values, strict=True)
    ]


def _line(
    words: Sequence[Shown], at: Sequence[float], values: Sequence[float], *, measured: bool
) -> tuple[list[Point], str, list[Tick], list[Tick]]:
    rows = sorted(zip(at, values, words, strict=True), key=lambda row: row[0])
    y_values = ticks(min(0.0, *values), max(0.0, *values))
    x_values = ticks(min(at), max(at)) if measured else []
    x_low, x_high = min([*at, *x_values[:1]]), max([*at, *x_values[-1:]])

    def across(value: float) -> float:
        share = (value - x_low) / (x_high - x_low) if x_high > x_low else 0.5
        return round(LEFT + share * (WIDE - LEFT - RIGHT), 1)

    def down(value: float) -> float:
        share = (value - y_values[0]) / (y_values[-1] - y_values[0])
        return round(HIGH - BOTTOM - share * (HIGH - TOP - BOTTOM), 1)

    points = [
        Point(word, number_text(f"{value:g}"), x=across(place), y=down(value))
        for place, value, word in rows
    ]
    path = "M" + "L".join(f"{point.x} {point.y}" for point in points)
    x_ticks = [Tick(across(value), f"{value:g}") for value in x_values]
    return points, path, x_ticks, [Tick(down(v), number_text(f"{v:g}")) for v in y_values]


def ticks(low: float, high: float) -> list[float]:
    """Four to seven round numbers, evenly apart, from one not above `low` to one not below `high`.

    Equal ends: a span of one from `low`.
    """
    high = high if high > low else low + 1
    rough = (high - low) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in _STEPS if factor * power >= rough * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(count * step, 10) for count in range(first, last + 1)]
