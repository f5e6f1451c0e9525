"""Search by name, acronym or code in any script, narrowed by facets, and its suggestions."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from flask import Blueprint, Response, json, make_response, render_template, request

from lien.search import FACETS, Count, Hit
from lien_webapp import negotiate
from lien_webapp.context import reader
from lien_webapp.downloads import rows_csv, rows_json
from lien_webapp.i18n import gettext, mark
from lien_webapp.links import here
from lien_webapp.matches import found, shown
from lien_webapp.paging import page_of_rows
from lien_webapp.vocabulary import class_word

blueprint = Blueprint("search", __name__)

PAGE: Final = 50
SUGGESTIONS: Final = 8
LONGEST: Final = 200
"""Characters of a search text that count."""
VALUES: Final = 12
"""Values of a facet that stand on the page at first; the others unfold."""

TITLES: Final = {
    "class": mark("What it is"),
    "kind": mark("Kind"),
    "country": mark("Country"),
    "territory": mark("Territory"),
    "institute": mark("CNRS institute"),
    "discipline": mark("Discipline"),
    "decade": mark("Beginning or date"),
    "status": mark("Status"),
}
"""Facet to its title."""

STATUS: Final = {
    "open": mark("no end stated"),
    "ended": mark("an end is stated"),
    "inactive": mark("inactive in ROR"),
    "withdrawn": mark("withdrawn from ROR"),
}
"""Status to its words."""


@blueprint.get("/search")
def page() -> Response:
    """What bears these words and has what is chosen, as a page, as JSON or as CSV."""
    text = request.args.get("q", "")[:LONGEST].strip()
    filters = {facet: [v for v in request.args.getlist(facet) if v] for facet in FACETS}
    form = negotiate.chosen("html", "json", "csv")
    answer = found(text, filters)
    asked = bool(text or answer.chosen)
    if form == "json":
        counts = {name: [asdict(row) for row in rows] for name, rows in answer.facets.items()}
        return rows_json(answer.hits if asked else [], query=text, facets=counts)
    if form == "csv":
        return rows_csv(answer.hits if asked else [], Hit, "search")
    part = page_of_rows(answer.hits if asked else [], PAGE)
    return make_response(
        render_template(
            "search/page.html",
            text=text,
            found=answer,
            asked=asked,
            page=part,
            matches=[shown(hit) for hit in part.rows],
            facets=[_facet(name, rows) for name, rows in answer.facets.items()],
            chosen=[_value(name, row) for name, rows in answer.facets.items() for row in rows
                    if row.chosen],
            visible=VALUES,
        )
    )  # fmt: skip


@blueprint.get("/suggest")
def suggest() -> Response:
    """The best few for a list under the search field, as JSON."""
    text = request.args.get("q", "")[:LONGEST].strip()
    matches = map(shown, found(text).hits[:SUGGESTIONS]) if text else ()
    suggestions = [
        {
            "name": match.name,
            "page": match.page,
            "kind": " · ".join(filter(None, (match.acronym, match.kind, match.why))),
        }
        for match in matches
    ]
    body = json.dumps(
        {"suggestions": suggestions, "data_version": reader().version}, ensure_ascii=False
    )
    return Response(body, content_type="application/json; charset=utf-8")


def _facet(name: str, rows: list[Count]) -> dict[str, Any]:
    return {
        "name": name,
        "title": gettext(TITLES[name]),
        "rows": [_value(name, row) for row in rows],
        "chosen": any(row.chosen for row in rows),
    }


def _value(name: str, row: Count) -> dict[str, Any]:
    """A value of a facet with the address that takes it in, or out where it is chosen."""
    others = [value for value in request.args.getlist(name) if value != row.value]
    values = others if row.chosen else [*others, row.value]
    return {
        "label": _label(name, row),
        "count": row.count,
        "chosen": row.chosen,
        "page": here(**{name: values}),
    }


def _label(name: str, row: Count) -> str:
    if name == "class":
        return class_word(row.value, many=True)
    if name == "decade":
        return gettext("%(first)s to %(last)s") % {"first": row.value, "last": row.value[:3] + "9"}
    return gettext(STATUS[row.value]) if row.value in STATUS else row.label
