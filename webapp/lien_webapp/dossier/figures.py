"""Indicators on the page of a thing, and charts out of rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from rdflib import Literal, URIRef

from lien import query
from lien.dates import PartialDate
from lien.terms import local
from lien_webapp.asof import AsOf
from lien_webapp.context import reader
from lien_webapp.dossier.charts import Chart, Point, bars
from lien_webapp.dossier.view import Asked, Section
from lien_webapp.i18n import date_text, gettext, language, number_text
from lien_webapp.known import shared
from lien_webapp.links import page_of
from lien_webapp.present import Value


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure; `value` is empty when the source does not give it."""

    name: str
    page: str
    when: Value | None
    value: str
    scope: str
    note: str


@dataclass(frozen=True, slots=True)
class Series:
    """The figures of one indicator, oldest first, with a chart for each scope and unit."""

    name: str
    rows: list[Figure]
    charts: list[Chart]


def figure(row: query.Observation) -> Figure:
    """How a row of the question is shown."""
    parts: list[str] = []
    if row.value is not None:
        parts = [str(row.qualifier_label or ""), number_text(row.value), str(row.unit_label or "")]
    address = page_of(row.observation)
    return Figure(
        name=str(row.measure_label or ""),
        page=address,
        when=Value(date_text(row.period), address) if row.period else None,
        value=" ".join(part for part in parts if part),
        scope=str(row.of or ""),
        note=str(row.note or ""),
    )


def series(rows: Sequence[query.Observation]) -> list[Series]:
    """The rows by indicator, in their order."""
    ordered = groupby(rows, key=lambda row: (row.indicator, str(row.measure_label or "")))
    return [
        Series(name, [figure(row) for row in found], _charts(local(iri), found))
        for (iri, name), group in ordered
        for found in [list(group)]
    ]


def sections(measures: Sequence[URIRef], scopes: Collection[str], on: AsOf | None) -> list[Section]:
    """The figures of these indicators, or those about one of these names, up to the day."""
    if not measures and not scopes:
        return []
    lang = language()
    rows = [
        row
        for row in shared(lambda: query.indicators(reader(), lang), "indicators", lang)
        if (row.indicator in measures or str(row.of) in scopes)
        and (on is None or row.period is None or _first_day(row.period) <= on.day.isoformat())
    ]
    asked = [Asked("indicators", {"measure": local(measure)}) for measure in measures]
    if not asked:
        asked = [
            Asked("indicators", {"scope": scope})
            for scope in dict.fromkeys(str(r.of) for r in rows)
        ]
    return [
        Section(
            "figures",
            gettext("Indicators"),
            "figures",
            series(rows),
            count=len(rows),
            questions=asked,
        )
    ]


def per_year(key: str, title: str, moments: Iterable[query.Moment]) -> Chart | None:
    """How many dated entries each year has; years without one are gaps."""
    counts = Counter(int(str(row.given)[:4]) for row in moments if str(row.given)[:4].isdecimal())
    points = [Point(year, number, str(number)) for year, number in sorted(counts.items())]
    return bars(key, title, points)


def _charts(name: str, rows: Sequence[query.Observation]) -> list[Chart]:
    """A chart for each scope and unit that has figures of two years or more."""
    found = []
    groups: dict[tuple[str, str], list[query.Observation]] = {}
    for row in sorted(rows, key=lambda row: row.value is None):
        scope, unit = str(row.of or ""), str(row.unit_label or "")
        if row.value is None:  # it stands in the first chart of its scope
            unit = next((known[1] for known in groups if known[0] == scope), "")
        groups.setdefault((scope, unit), []).append(row)
    for number, ((scope, unit), group) in enumerate(groups.items(), 1):
        points = [_point(row) for row in group if _year(row.period)]
        title = " · ".join(filter(None, [str(group[0].measure_label or ""), scope, unit]))
        chart = bars(f"{name}-{number}", title, points, unit)
        if chart:
            found.append(chart)
    return found


def _point(row: query.Observation) -> Point:
    shown = figure(row)
    number = float(str(row.value)) if row.value is not None else None
    text = shown.value or gettext("not given by the source")
    return Point(_year(row.period), number, text, shown.page)


def _year(period: Literal | None) -> int:
    """The year of a period that lies in one year; 0 for any other."""
    text = str(period or "")
    try:
        return PartialDate.parse(text).earliest.year
    except ValueError:
        return 0


def _first_day(period: Literal) -> str:
    try:
        return PartialDate.parse(str(period)).earliest.isoformat()
    except ValueError:
        return ""
