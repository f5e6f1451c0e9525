"""The catalogue of cooperation tools: which fit, their former names, who has used them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, make_response, render_template
from rdflib import URIRef

from lien import query, terms
from lien.mediation.tools import ToolRow, tools
from lien_webapp import negotiate
from lien_webapp.context import reader
from lien_webapp.downloads import rows_csv, rows_json
from lien_webapp.funding import TERRITORIES
from lien_webapp.i18n import gettext, language, mark
from lien_webapp.links import given, page_of
from lien_webapp.pages import kept
from lien_webapp.present import Value

blueprint = Blueprint("tools", __name__)

FITS: Final[dict[str, str]] = {
    "yes": mark("Open to what you ask for"),
    "unknown": mark("Whether it is open is not known"),
    "no": mark("Not open to it"),
    "": mark("All tools"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """A tool as the catalogue shows it; an empty text is unknown."""

    title: Value
    code: str
    meaning: str
    former: list[str]
    later: str
    scheme: Value | None
    users: list[Value]


@blueprint.get("/funding/tools")
def page() -> Response:
    """Tools by whether they are open to a territory and a field, with their users."""
    form = negotiate.chosen("html", "json", "csv")
    if form == "html":
        return kept(_html)
    rows = _rows()
    return rows_json(rows) if form == "json" else rows_csv(rows, ToolRow, "tools")


def _rows() -> list[ToolRow]:
    return tools(reader(), language(), **given(territory="territory", field="field"))


def _html() -> Response:
    rows = _rows()
    return make_response(
        render_template(
            "tools/page.html",
            territories=_options([terms.SCHEME[f"territory/{slug}"] for slug in TERRITORIES]),
            fields=_options(_fields()),
            groups=[
                (gettext(words), [_card(row) for row in rows if row.fits == word])
                for word, words in FITS.items()
            ],
        )
    )


def _fields() -> list[URIRef]:
    """The main fields that any scheme names."""
    rows = query.funding(reader(), language())
    return sorted({field.iri for row in rows for field in row.fields})


def _options(iris: list[URIRef]) -> list[tuple[str, str]]:
    named = {row.thing: str(row.label) for row in query.names(reader(), iris, language())}
    return [(terms.local(iri), named.get(iri, terms.local(iri))) for iri in iris]


def _card(row: ToolRow) -> Card:
    return Card(
        title=Value(row.label, page_of(row.tool)),
        code=row.code if row.code != row.label else "",
        meaning=row.meaning,
        former=list(row.former),
        later=row.later,
        scheme=Value(row.funding_label, page_of(row.funding)) if row.funding else None,
        users=[
            Value(name, page_of(iri)) for iri, name in zip(row.users, row.user_labels, strict=False)
        ],
    )
