"""Figures by indicator and year; what the source did not give is said, never shown as zero."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template

from lien import query, terms
from lien_webapp import negotiate
from lien_webapp.context import reader
from lien_webapp.dossier.figures import Figure, figure, series
from lien_webapp.downloads import rows_csv, rows_json
from lien_webapp.i18n import language

blueprint = Blueprint("indicators", __name__)


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
    return make_response(render_template("indicators/page.html", groups=series(rows)))
