"""Figures by indicator and year; what the source did not give is said, never shown as zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, Response, make_response, render_template

from lien import query, terms
from lien_webapp import negotiate
from lien_webapp.context import reader
from lien_webapp.downloads import rows_csv, rows_json
from lien_webapp.i18n import date_text, language, number_text
from lien_webapp.links import page_of
from lien_webapp.present import Value

blueprint = Blueprint("indicators", __name__)


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
    """The figures of one indicator, oldest first."""

    name: str
    rows: list[Figure]


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


def headline(source: str) -> list[Figure]:
    """The figures that a source announces without giving them."""
    rows = query.headline(reader(), terms.thing(source), language())
    return [figure(row) for row in rows]


@blueprint.get("/indicators")
def page() -> Response:
    """All figures, as a page, JSON or CSV."""
    rows = query.indicators(reader(), language())
    form = negotiate.chosen("html", "json", "csv")
    if form == "json":
        return rows_json(rows)
    if form == "csv":
        return rows_csv(rows, query.Observation, "indicators")
    return make_response(render_template("indicators/page.html", groups=_series(rows)))


def _series(rows: Sequence[query.Observation]) -> list[Series]:
    ordered = groupby(rows, key=lambda row: str(row.measure_label or ""))
    return [Series(name, [figure(row) for row in group]) for name, group in ordered]
