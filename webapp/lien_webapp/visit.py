"""The visit dossier: two printable pages about a partner as of a day, also as one file."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import asdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, make_response, render_template, request

from lien import query, terms
from lien.mediation.visit import Line, Visit, visit
from lien.terms import called
from lien_webapp import matches, negotiate
from lien_webapp.context import reader, version
from lien_webapp.days import on_or_today
from lien_webapp.downloads import rows_csv, rows_json
from lien_webapp.i18n import language
from lien_webapp.known import answers
from lien_webapp.links import url
from lien_webapp.pages import kept
from lien_webapp.present import Value
from lien_webapp.ties import all_ties, ties
from lien_webapp.visit_sheet import sheet
from lien_webapp.waiting import being_made

blueprint = Blueprint("visit", __name__)

OFFERED: Final = 24
"""Partners that the first page offers."""


@blueprint.get("/visit")
def start() -> Response:
    """Choose a partner and a day."""
    return kept(_start)


def _start() -> str:
    text, day = request.args.get("partner", "").strip(), on_or_today()
    hits = [
        hit
        for hit in (matches.found(text).hits if text else [])
        if terms.local(hit.klass) in ("Body", "ResearchUnit")
    ]
    rows = sorted(
        query.partners(reader(), language()),
        key=lambda row: (-row.actions - row.agreements, row.partner),
    )
    home = str(terms.SCHEME["territory/fr"])
    offered = [row for row in rows if str(row.in_territory) != home][:OFFERED]
    return render_template(
        "visit/start.html",
        text=text,
        day=day.isoformat(),
        hits=[_to(hit.thing, hit.label, day) for hit in hits[:OFFERED]],
        offered=[
            _to(row.partner, called(row.partner, row.label, row.acronym), day) for row in offered
        ],
    )


def _to(iri: object, name: str, day: date) -> Value:
    """The address of the dossier of a partner."""
    return Value(name, url("visit.page", partner=terms.slug(str(iri)), on=day.isoformat()))


@blueprint.get("/visit/<partner>")
def page(partner: str) -> Response:
    """Answer with the two pages; JSON and CSV hold every line, also those that did not fit."""
    day, form = on_or_today(), negotiate.chosen("html", "json", "csv")
    if ties() is None:
        return being_made(form)
    if form == "html":
        return kept(lambda: _html("visit/page.html", partner, day), f"html {day}")
    found = _found(partner, day)
    if form == "json":
        return rows_json(
            found.lines,
            partner=str(found.partner),
            label=found.label,
            on=found.on,
            later=found.later,
            sources=[asdict(source) for source in found.sources],
        )
    return rows_csv(found.lines, Line, f"visit-{terms.slug(str(found.partner))}-{day}")


@blueprint.get("/visit/<partner>/copy")
def copy(partner: str) -> Response:
    """Answer with the two pages as one file that needs nothing else."""
    day = on_or_today()

    def made() -> Response:
        response = make_response(document(partner, day))
        name = f"visit-{partner}-{day}-{language()}.html"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    return kept(made, f"copy {day}")


def document(partner: str, day: date) -> str:
    """The two pages as one file that asks for nothing from anywhere."""
    return _html("visit/copy.html", partner, day)


def _html(template: str, partner: str, day: date) -> str:
    shown = sheet(_found(partner, day))
    return render_template(template, sheet=shown, day=day.isoformat(), styles=styles)


def _found(partner: str, day: date) -> Visit:
    known = all_ties(answers(), reader(), version())
    return visit(reader(), partner, language(), on=day, ties=known)


@cache
def styles() -> list[tuple[str, str, str]]:
    """The style sheets of the copy: medium, text, and its hash for the policy of the file."""
    folder = Path(__file__).parent / "static" / "css"
    found = []
    for medium, name in (("all", "tokens"), ("print", "print"), ("all", "visit")):
        text = (folder / f"{name}.css").read_text("utf-8")
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        found.append((medium, text, digest))
    return found
