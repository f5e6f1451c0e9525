"""Partners that hang on one person, and what is lost when somebody leaves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, Response, render_template, request

from lien import terms
from lien.errors import UnknownThing
from lien.mediation.departures import (
    Departure,
    Loss,
    SingleThread,
    Successor,
    departure,
    single_threads,
)
from lien.mediation.ties import Ties
from lien_webapp import negotiate
from lien_webapp.context import reader
from lien_webapp.days import on_or_today
from lien_webapp.downloads import rows_csv, rows_json
from lien_webapp.ends import End, asked_end
from lien_webapp.explore import names_of
from lien_webapp.i18n import gettext, language
from lien_webapp.known import shared
from lien_webapp.links import page_of
from lien_webapp.pages import kept
from lien_webapp.present import Value
from lien_webapp.ties import ties
from lien_webapp.waiting import being_made

blueprint = Blueprint("departures", __name__)


@blueprint.get("/departures")
def page() -> Response:
    """Partners that hang on one person; with `person` what is lost, `show=successors` who is left.

    The rows of JSON and CSV are the partners, those that lose something, or the successors.
    """
    day, form = on_or_today(), negotiate.chosen("html", "json", "csv")
    person = asked_end("person")
    known = ties()
    if known is None:
        return being_made(form)
    if form == "html":
        return kept(lambda: _html(known, person, day), f"html {day}")
    rows, kind, name, why = _rows(known, person, day)
    if form == "csv":
        return rows_csv(rows, kind, name)
    about = {"person": person.thing.slug} if person.thing else {}
    return rows_json(rows, **about, on=day.isoformat(), empty=None if rows else why)


def _rows(known: Ties, person: End, day: date) -> tuple[Sequence[object], type[object], str, str]:
    if person.text and person.thing is None:
        raise UnknownThing(person.text)
    found = _departure(known, person, day)
    if found is None:
        why = gettext("No partner is tied to our side by one person alone.")
        return _threads(known, day), SingleThread, "single-threads", why
    if request.args.get("show", "") == "successors":
        why = gettext("Nobody else on our side has or had a tie to these partners.")
        return found.successors, Successor, "successors", why
    return found.losses, Loss, "losses", gettext("No partner loses a tie to our side.")


def _threads(known: Ties, day: date) -> list[SingleThread]:
    lang = language()
    return shared(lambda: single_threads(reader(), known, day, lang), "single threads", day, lang)


def _departure(known: Ties, person: End, day: date) -> Departure | None:
    if person.thing is None:
        return None
    if not _is_person(known, person.thing.slug):
        return Departure(person.thing.slug, person.thing.name, (), ())
    return departure(reader(), known, person.thing.slug, day, language())


def _html(known: Ties, person: End, day: date) -> str:
    found = _departure(known, person, day)
    threads = _threads(known, day) if found is None else []
    chains = {slug for row in threads for slug in row.chain}
    through = {slug for row in (found.successors if found else ()) for slug in row.through}
    called = {slug: thing.name for slug, thing in names_of(chains | through).items()}
    on = request.args.get("on", "")

    def thing_link(slug: str, label: str = "") -> Value:
        return Value(label or called.get(slug, slug), page_of(terms.thing(slug)))

    return render_template(
        "departures/page.html",
        person=person,
        day=day.isoformat(),
        found=found,
        threads=threads,
        thing_link=thing_link,
        is_person=bool(person.thing and _is_person(known, person.thing.slug)),
        state={"on": on} if on else {},
    )


def _is_person(known: Ties, slug: str) -> bool:
    return bool(known.people[known.place(slug)])
