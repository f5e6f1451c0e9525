"""The funding finder: which schemes and tools, for whom, and who has used them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, make_response, render_template, request
from rdflib import URIRef

from lien import query, terms
from lien_webapp import negotiate
from lien_webapp.context import reader
from lien_webapp.downloads import rows_csv, rows_json
from lien_webapp.facets import Facet, Faceted, valued
from lien_webapp.i18n import gettext, language, span_text
from lien_webapp.known import shared
from lien_webapp.links import page_of
from lien_webapp.pages import kept
from lien_webapp.present import Value

blueprint = Blueprint("funding", __name__)

TERRITORIES: Final = ("cn", "hk", "mo", "mn")
"""Territories that one looks for; a scheme for several, or for the world, is open to each."""


@dataclass(frozen=True, slots=True)
class User:
    """An action that used a scheme: its page, and the labels that it bore with their periods."""

    name: Value
    labels: list[str]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme as the finder shows it; an empty text is unknown."""

    title: Value
    acronym: str
    kind: str
    funders: list[Value]
    eligible: str
    discipline: str
    territory: str
    amount: str
    duration: str
    periodicity: str
    first_seen: str
    last_seen: str
    status: str
    former: list[str]
    users: list[User]
    note: str


@blueprint.get("/funding")
def page() -> Response:
    """Funding schemes and tools, narrowed by words and facets."""
    form = negotiate.chosen("html", "json", "csv")
    if form == "html":
        return kept(lambda: _html(_found()))
    rows = _found().rows
    return rows_json(rows) if form == "json" else rows_csv(rows, query.Funding, "funding")


def _found() -> Faceted[query.Funding]:
    words = terms.fold(request.args.get("text", "")).split()
    rows = [
        row
        for row in query.funding(reader(), language())
        if all(word in _searched(row) for word in words)
    ]
    return Faceted(rows, _facets())


def _searched(row: query.Funding) -> str:
    funders = " ".join(funder.label for funder in row.funders)
    parts = (row.label, row.acronym, row.eligible, row.discipline_label, row.note, funders)
    return terms.fold(" ".join(str(part) for part in parts if part))


def _facets() -> list[Facet[query.Funding]]:
    open_to = shared(_open_to, "open to", language())
    return [
        Facet("kind", gettext("Kind"), lambda row: valued((row.type, row.kind_label))),
        Facet("territory", gettext("Open to"), lambda row: valued(*open_to[row.funding])),
        Facet(
            "field",
            gettext("Discipline"),
            lambda row: valued(*((field.iri, field.label) for field in row.fields)),
        ),
        Facet(
            "funder",
            gettext("Funder"),
            lambda row: valued(*((funder.iri, funder.label) for funder in row.funders)),
        ),
    ]


def _open_to() -> defaultdict[URIRef, list[tuple[URIRef, str]]]:
    """The territories of `TERRITORIES` to which each scheme is open, as the question says."""
    iris = [terms.SCHEME[f"territory/{slug}"] for slug in TERRITORIES]
    named = {row.thing: str(row.label) for row in query.names(reader(), iris, language())}
    found = defaultdict[URIRef, list[tuple[URIRef, str]]](list)
    for iri in iris:
        for row in query.funding(reader(), language(), territory=iri):
            found[row.funding].append((iri, named.get(iri, "")))
    return found


def _html(found: Faceted[query.Funding]) -> Response:
    users = defaultdict[URIRef, list[query.FundingUser]](list)
    for row in query.funding_users(reader(), language()):
        users[row.funding].append(row)
    known = {parameter.name for parameter in query.find("funding").parameters}
    schemes = [_scheme(row, users[row.funding]) for row in found.rows]
    return make_response(
        render_template(
            "funding/page.html",
            text=request.args.get("text", ""),
            schemes=sorted(schemes, key=lambda scheme: terms.fold(scheme.title.text)),
            facets=found.choices(),
            chosen=found.chosen,
            question={name: value for name, value in found.chosen.items() if name in known},
        )
    )


def _scheme(row: query.Funding, users: Sequence[query.FundingUser]) -> Scheme:
    return Scheme(
        title=Value(terms.called(row.funding, row.label), page_of(row.funding)),
        acronym=str(row.acronym or ""),
        kind=str(row.kind_label or ""),
        funders=[Value(funder.label, page_of(funder.iri)) for funder in row.funders],
        eligible=str(row.eligible or ""),
        discipline=str(row.discipline_label or ""),
        territory=str(row.open_to_label or ""),
        amount=str(row.amount or ""),
        duration=str(row.duration or ""),
        periodicity=str(row.periodicity or ""),
        first_seen=str(row.first_seen or ""),
        last_seen=str(row.last_seen or ""),
        status=str(row.status_text or ""),
        former=[old.label for old in row.former],
        users=_users(users),
        note=str(row.note or ""),
    )


def _users(rows: Sequence[query.FundingUser]) -> list[User]:
    found: dict[URIRef, User] = {}
    for row in rows:
        name = terms.called(row.user, row.user_acronym, row.user_label)
        user = found.setdefault(row.user, User(Value(name, page_of(row.user)), []))
        if row.tool_label:
            period = span_text(row.start, row.end)
            user.labels.append(f"{row.tool_label} {period}".strip())
    return list(found.values())
