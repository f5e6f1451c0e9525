"""Whom to bring together next: proposals with their reasons, and what earlier ones came to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from rdflib import URIRef
from werkzeug.exceptions import BadRequest

from lien import query, terms
from lien.analysis.prediction import Tested
from lien.mediation.next_partners import (
    HORIZON,
    TESTED,
    Bonds,
    NextPartner,
    bonds,
    next_partners,
    precision,
)
from lien.store import Reader
from lien_webapp import negotiate
from lien_webapp.context import reader, version
from lien_webapp.days import on_or_today
from lien_webapp.downloads import rows_csv, rows_json
from lien_webapp.ends import End, asked_end
from lien_webapp.i18n import gettext, language
from lien_webapp.known import answers, patiently
from lien_webapp.links import page_of
from lien_webapp.pages import kept
from lien_webapp.present import Value
from lien_webapp.ties import all_ties, whole_network
from lien_webapp.waiting import being_made

blueprint = Blueprint("next_partners", __name__)

LIMIT: Final = 20
MOST: Final = 200
SHOWN: Final = 6
"""Things of one reason that the page shows; the others are counted."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address says; `of` is whom partners are looked for."""

    of: End
    on: date
    same_field: bool
    limit: int

    def state(self) -> dict[str, Any]:
        """The parameters that ask the same."""
        field = {} if self.same_field else {"field": "any"}
        return self.of.state("of") | field | {"on": request.args.get("on", "")}


@dataclass(frozen=True, slots=True)
class Common:
    """A partner of both, with what each of the two shares with it."""

    partner: Value
    ours: list[Value]
    theirs: list[Value]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as the page shows it; `more` counts partners in common that are not shown."""

    row: NextPartner
    partner: Value
    territory: str
    common: list[Common]
    more: int
    fields: list[str]
    other_fields: list[str]
    agreements: list[Value]
    schemes: list[Value]


@blueprint.get("/next-partners")
def page() -> Response:
    """Bodies of the other side to bring together with one, as a page, JSON or CSV."""
    form = negotiate.chosen("html", "json", "csv")
    asked = _asked()
    known = _known(asked)
    if known is None:
        return being_made(form)
    if form == "html":
        return kept(lambda: _html(asked, *known), form)
    return kept(lambda: _rows(asked, form, *known), form)


def _asked() -> Asked:
    field, limit = request.args.get("field", "same"), request.args.get("limit", str(LIMIT))
    if field not in ("same", "any"):
        raise BadRequest(gettext("“field” is one of: %(names)s.") % {"names": "same, any"})
    if not re.fullmatch(r"\d{1,3}", limit, re.ASCII) or not 0 < int(limit) <= MOST:
        raise BadRequest(gettext("“limit” is a number from 1 to %(most)s.") % {"most": MOST})
    return Asked(asked_end("of"), on_or_today(), field == "same", int(limit))


def _known(asked: Asked) -> tuple[Bonds, list[Tested]] | None:
    """What proposals are made from, and how good they were; None while that is computed."""
    kept, state = answers(), version()
    on, last, same_field = asked.on, asked.on.year - 2, asked.same_field

    def made(store: Reader) -> tuple[Bonds, list[Tested]]:
        of = kept, store, state
        found = bonds(store, whole_network(*of), all_ties(*of), on)
        return found, precision(found, last, same_field=same_field)

    return patiently(made, "next partners", on, same_field)


def _found(asked: Asked, known: Bonds) -> list[NextPartner]:
    """The proposals; none for a thing that has worked with nobody."""
    body = terms.thing(asked.of.thing.slug) if asked.of.thing else None
    if body is None or str(body) not in known.place:
        return []
    return next_partners(
        reader(), known, body, language(), same_field=asked.same_field, limit=asked.limit
    )


def _rows(asked: Asked, form: str, known: Bonds, tested: list[Tested]) -> Response:
    rows = _found(asked, known)
    if form == "csv":
        return rows_csv(rows, NextPartner, "next-partners")
    return rows_json(
        rows,
        of=asked.of.thing.slug if asked.of.thing else None,
        on=asked.on.isoformat(),
        same_field=asked.same_field,
        tested=[
            {"measure": one.measure, "proposed": one.proposed, "came_true": one.came,
             "precision": one.precision, "by_chance": one.base}
            for one in tested
        ],
    )  # fmt: skip


def _html(asked: Asked, known: Bonds, tested: list[Tested]) -> Response:
    rows = _found(asked, known)
    last = asked.on.year - 2
    return make_response(
        render_template(
            "next_partners/page.html",
            asked=asked,
            state=asked.state(),
            proposals=_proposals(rows, known, asked),
            known=bool(asked.of.thing and _is_known(asked.of.thing.slug, known)),
            tested=tested[0] if tested else None,
            rival=next((one for one in tested if one.measure == "preferential-attachment"), None),
            years=(last - HORIZON - TESTED + 1, last - HORIZON),
            horizon=HORIZON,
        )
    )


def _is_known(slug: str, known: Bonds) -> bool:
    place = known.place.get(str(terms.thing(slug)))
    return place is not None and bool(known.ties.side[place])


def _proposals(rows: list[NextPartner], known: Bonds, asked: Asked) -> list[Proposal]:
    mine = terms.thing(asked.of.thing.slug) if asked.of.thing else None
    shown = [_common(mine, row, known) for row in rows if mine]
    wanted = {iri for commons in shown for one in commons for iri in (one[0], *one[1], *one[2])}
    for row in rows:
        wanted |= {*row.agreements, *row.schemes, *row.fields, *row.other_fields}
        wanted |= {terms.SCHEME[f"territory/{row.territory}"]}
    names = {
        name.thing: terms.called(name.thing, name.acronym, name.label)
        for name in query.names(reader(), wanted, language())
    }

    def values(iris: Iterable[URIRef]) -> list[Value]:
        return [Value(names.get(iri, terms.slug(str(iri))), page_of(iri)) for iri in iris]

    return [
        Proposal(
            row,
            Value(terms.called(row.partner, row.label), page_of(row.partner)),
            names.get(terms.SCHEME[f"territory/{row.territory}"], ""),
            [Common(values([a])[0], values(ours), values(theirs)) for a, ours, theirs in commons],
            len(row.through) - len(commons),
            [names.get(iri, "") for iri in row.fields],
            [names.get(iri, "") for iri in row.other_fields],
            values(row.agreements),
            values(row.schemes),
        )
        for row, commons in zip(rows, shown, strict=True)
    ]


def _common(
    mine: URIRef, row: NextPartner, known: Bonds
) -> list[tuple[URIRef, tuple[URIRef, ...], tuple[URIRef, ...]]]:
    """Partners in common that are shown, each with what the two share with it."""
    return [
        (one, known.evidence(mine, one)[:SHOWN], known.evidence(row.partner, one)[:SHOWN])
        for one in row.through[:SHOWN]
    ]
