"""Search by name, acronym or code in three languages, and its suggestions."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, json, make_response, render_template, request

from lien_webapp import negotiate
from lien_webapp.context import reader
from lien_webapp.downloads import rows_json
from lien_webapp.matches import found
from lien_webapp.paging import page_of_rows

blueprint = Blueprint("search", __name__)

PAGE: Final = 50
SUGGESTIONS: Final = 8
LONGEST: Final = 200
"""Characters of a search text that count."""


@blueprint.get("/search")
def page() -> Response:
    """What bears these words, as a page or as JSON."""
    text = request.args.get("q", "")[:LONGEST].strip()
    matches = found(text)
    if negotiate.chosen("html", "json") == "json":
        return rows_json(matches, query=text)
    shown = page_of_rows(matches, PAGE)
    return make_response(render_template("search/page.html", text=text, page=shown))


@blueprint.get("/suggest")
def suggest() -> Response:
    """The best few for a list under the search field, as JSON."""
    matches = found(request.args.get("q", "")[:LONGEST])[:SUGGESTIONS]
    suggestions = [
        {"name": m.name, "page": m.page, "kind": _more(m.acronym, m.name, m.kind)} for m in matches
    ]
    body = json.dumps(
        {"suggestions": suggestions, "data_version": reader().version}, ensure_ascii=False
    )
    return Response(body, content_type="application/json; charset=utf-8")


def _more(acronym: str, name: str, kind: str) -> str:
    return f"{acronym} · {kind}" if acronym and acronym != name else kind
