"""The list of agreements, with filters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from rdflib import URIRef
from werkzeug.exceptions import BadRequest

from lien import query, terms
from lien_webapp import negotiate
from lien_webapp.context import reader, settings
from lien_webapp.downloads import rows_csv, rows_json
from lien_webapp.i18n import date_text, gettext, language
from lien_webapp.links import page_of
from lien_webapp.paging import page_of_rows
from lien_webapp.present import Value

blueprint = Blueprint("agreements", __name__)

YEAR: Final = re.compile(r"[12]\d{3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Line:
    """An agreement in the list."""

    when: str
    title: Value
    kind: str
    parties: list[Value]
    disputed: bool


@dataclass(frozen=True, slots=True)
class Filters:
    """What the form asks for; empty means all."""

    text: str = ""
    kind: str = ""
    body: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def read(cls) -> Filters:
        """The filters of the request.

        Raises:
            BadRequest: a year that is none.
        """
        names = {"text": "text", "kind": "kind", "body": "body", "since": "from", "until": "to"}
        found = cls(**{key: request.args.get(name, "").strip() for key, name in names.items()})
        for year in (found.since, found.until):
            if year and not YEAR.fullmatch(year):
                raise BadRequest(gettext("A year has four digits, like 1978."))
        return found

    def keeps(self, row: Any) -> bool:
        """Whether an agreement passes all filters."""
        return (
            self._in_period(row)
            and (not self.kind or terms_of_kind(row.type) == self.kind)
            and (not self.body or self.body in [slug for slug, _ in parties_of(row)])
            and all(word in _words(row) for word in terms.fold(self.text).split())
        )

    def _in_period(self, row: Any) -> bool:
        year = str(row.signed or "")[:4]
        if not (self.since or self.until):
            return True
        return bool(year) and (self.since or "0") <= year <= (self.until or "9")


def _words(row: Any) -> str:
    names = " ".join(name for _, name in parties_of(row))
    return terms.fold(f"{row.label} {names} {row.place_label or ''}")


def terms_of_kind(iri: object) -> str:
    """Slug of a concept."""
    return str(iri or "").rpartition("/")[2]


def parties_of(row: Any) -> list[tuple[str, str]]:
    """Slug and name of each party of an agreement."""
    return [(terms.slug(str(party.iri)), str(party.name)) for party in row.parties]


def rows(body: URIRef | None = None) -> Sequence[Any]:
    """All agreements, or those of one body, in date order."""
    return query.agreements(reader(), language(), body=body)


def line(row: Any) -> Line:
    """How a row of the question is shown."""
    return Line(
        when=date_text(row.signed) if row.signed else "",
        title=Value(str(row.label), page_of(row.agreement)),
        kind=str(row.kind_label or ""),
        parties=[Value(name, page_of(terms.thing(slug))) for slug, name in parties_of(row)],
        disputed=bool(row.contradictions),
    )


def entries() -> list[Line]:
    """All agreements in date order, undated ones last."""
    return [line(row) for row in rows()]


@blueprint.get("/agreements")
def page() -> Response:
    """Agreements in date order, filtered by words, kind, party and years."""
    everything = rows()
    filters = Filters.read()
    found = [row for row in everything if filters.keeps(row)]
    form = negotiate.chosen("html", "json", "csv")
    if form == "json":
        return rows_json(found)
    if form == "csv":
        return rows_csv(found, query.Agreement, "agreements")
    shown = page_of_rows([line(row) for row in found], settings().page_rows)
    return make_response(
        render_template(
            "agreements/page.html",
            page=shown,
            chosen=filters,
            kinds=_choices([(terms_of_kind(row.type), row.kind_label) for row in everything]),
            bodies=_choices([party for row in everything for party in parties_of(row)]),
        )
    )


def _choices(pairs: Sequence[tuple[str, Any]]) -> list[tuple[str, str]]:
    known = {slug: str(name) for slug, name in pairs if slug and name}
    return sorted(known.items(), key=lambda pair: terms.fold(pair[1]))
