"""The list of agreements, with filters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import Blueprint, Response, make_response, render_template, request
from rdflib import Namespace
from werkzeug.exceptions import BadRequest

from lien import query, terms
from lien_webapp import negotiate
from lien_webapp.context import reader, settings
from lien_webapp.downloads import rows_csv, rows_json
from lien_webapp.i18n import gettext, language
from lien_webapp.links import page_of
from lien_webapp.paging import page_of_rows
from lien_webapp.present import Value

blueprint = Blueprint("agreements", __name__)

_KINDS: Final = Namespace(terms.SCHEME["agreement-kind/"])
YEAR: Final = re.compile(r"[12]\d{3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Line:
    """An agreement in the list; `given` is the date as stated, "" when there is none."""

    given: str
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

    def rows(self) -> list[query.Agreement]:
        """The agreements that pass, in date order.

        Raises:
            UnknownThing: a party or kind that no address can have.
        """
        found = query.agreements(
            reader(),
            language(),
            body=terms.thing(self.body) if self.body else None,
            kind=terms.inside(_KINDS, self.kind) if self.kind else None,
            signed_from=date(int(self.since), 1, 1) if self.since else None,
            signed_to=date(int(self.until), 12, 31) if self.until else None,
        )
        words = terms.fold(self.text).split()
        return [row for row in found if all(word in _words(row) for word in words)]

    def asked(self) -> dict[str, str]:
        """The same filters as parameters of the question, words apart."""
        values = {
            "body": self.body,
            "kind": self.kind,
            "signed_from": self.since,
            "signed_to": self.until,
        }
        return {name: value for name, value in values.items() if value}


def _words(row: query.Agreement) -> str:
    names = " ".join(party.label for party in row.parties)
    return terms.fold(f"{row.label} {names} {row.place_label or ''}")


def line(row: query.Agreement) -> Line:
    """How a row of the question is shown."""
    return Line(
        given=str(row.signed or ""),
        title=Value(str(row.label), page_of(row.agreement)),
        kind=str(row.kind_label or ""),
        parties=[Value(party.label, page_of(party.iri)) for party in row.parties],
        disputed=bool(row.contradictions),
    )


def entries() -> list[Line]:
    """All agreements in date order, undated ones last."""
    return [line(row) for row in Filters().rows()]


@blueprint.get("/agreements")
def page() -> Response:
    """Agreements in date order, filtered by words, kind, party and years."""
    filters = Filters.read()
    found = filters.rows()
    form = negotiate.chosen("html", "json", "csv")
    if form == "json":
        return rows_json(found)
    if form == "csv":
        return rows_csv(found, query.Agreement, "agreements")
    everything = Filters().rows()
    shown = page_of_rows([line(row) for row in found], settings().page_rows)
    return make_response(
        render_template(
            "agreements/page.html",
            page=shown,
            chosen=filters,
            kinds=_choices([(row.type, row.kind_label) for row in everything]),
            bodies=_choices([(p.iri, p.label) for row in everything for p in row.parties]),
        )
    )


def _choices(pairs: Iterable[tuple[object, object]]) -> list[tuple[str, str]]:
    """Slug and name of each, by name."""
    known = {str(iri).rpartition("/")[2]: str(name) for iri, name in pairs if iri and name}
    return sorted(known.items(), key=lambda pair: terms.fold(pair[1]))
