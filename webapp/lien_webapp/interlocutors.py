"""People at a partner, now and before, with gaps and overlaps; people with roles on both sides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from flask import Blueprint, Response, render_template, request
from rdflib import URIRef
from werkzeug.exceptions import BadRequest

from lien import terms
from lien.errors import UnknownThing
from lien.mediation.interlocutors import (
    CURRENT,
    BothSides,
    Interlocutor,
    both_sides,
    interlocutors,
)
from lien.mediation.sides import OURS, THEIRS
from lien.mediation.ties import Ties
from lien_webapp import negotiate
from lien_webapp.context import reader
from lien_webapp.days import on_or_today
from lien_webapp.downloads import rows_csv, rows_json
from lien_webapp.ends import End, asked_end
from lien_webapp.explore import graph_titles, names_of
from lien_webapp.i18n import gettext, language, mark, ngettext, seen_text, span_text
from lien_webapp.links import page_of
from lien_webapp.pages import kept
from lien_webapp.present import Value
from lien_webapp.ties import ties
from lien_webapp.waiting import being_made

blueprint = Blueprint("interlocutors", __name__)

STANDINGS: Final[dict[str, str]] = {
    "current": mark("in post"),
    "former": mark("no longer"),
    "coming": mark("not yet"),
    "unknown": mark("not known whether still"),
}
SIDES: Final[dict[str, str]] = {
    OURS: mark("French side"),
    THEIRS: mark("Chinese side"),
    "other": mark("other side"),
}


@dataclass(frozen=True, slots=True)
class Held:
    """A role as the page shows it; `follows` says how it follows the one before."""

    person: Value
    body: Value
    role: str
    when: str
    standing: str
    word: str
    follows: str
    sides: str
    stated: list[Value]


@dataclass(frozen=True, slots=True)
class Post:
    """A post in a body, and those who held it in order; `vacant`: nobody is known to hold it."""

    body: Value
    role: str
    held: list[Held]
    vacant: bool


@blueprint.get("/interlocutors")
def page() -> Response:
    """Who stands for a partner, or with `sides=both` who stands on both sides."""
    day, form = on_or_today(), negotiate.chosen("html", "json", "csv")
    partner = asked_end("partner")
    known = ties()
    if known is None:
        return being_made(form)
    if form == "html":
        return kept(lambda: _html(known, partner, day), f"html {day}")
    about = {"on": day.isoformat()}
    if _asks_for_both():
        both = _both(known, day)
        empty = None if both else gettext("Nobody is known to hold roles on both sides that day.")
        if form == "csv":
            return rows_csv(both, BothSides, "both-sides")
        return rows_json(both, **about, empty=empty)
    if partner.thing is None:
        if partner.text:
            raise UnknownThing(partner.text)
        raise BadRequest(gettext("Say which partner, or ask for both sides."))
    rows = _rows(known, partner.thing.slug, day)
    if form == "csv":
        return rows_csv(rows, Interlocutor, "interlocutors")
    empty = None if rows else gettext("No role at this partner is known.")
    return rows_json(rows, partner=partner.thing.slug, **about, empty=empty)


def _asks_for_both() -> bool:
    return request.args.get("sides", "") == "both"


def _is_on(name: str) -> bool:
    return request.args.get(name, "") == "1"


def _rows(known: Ties, partner: str, day: date) -> list[Interlocutor]:
    return interlocutors(reader(), known, partner, day, language(), parts=_is_on("parts"))


def _both(known: Ties, day: date) -> list[BothSides]:
    options = {"actions": _is_on("actions"), "undated": _is_on("undated")}
    return both_sides(reader(), known, day, language(), **options)


def _html(known: Ties, partner: End, day: date) -> str:
    both = _both(known, day) if _asks_for_both() else None
    rows = _rows(known, partner.thing.slug, day) if partner.thing and both is None else []
    told = _Telling(rows, both or [])
    state = {name: request.args.get(name, "") for name in ("on", "parts")}
    return render_template(
        "interlocutors/page.html",
        partner=partner,
        day=day.isoformat(),
        posts=told.posts(rows),
        current=sum(row.standing == CURRENT for row in rows),
        total=len(rows),
        both=None if both is None else told.people(both),
        parts=_is_on("parts"),
        actions=_is_on("actions"),
        undated=_is_on("undated"),
        state={name: value for name, value in state.items() if value},
    )


class _Telling:
    """Tells roles, with the names of bodies, sources and graphs."""

    def __init__(self, rows: list[Interlocutor], both: list[BothSides]) -> None:
        told: list[Interlocutor | BothSides] = [*rows, *both]
        named = {slug for row in told for slug in (row.body, *row.sources)}
        self._names = {slug: thing.name for slug, thing in names_of(named).items()}
        self._titles = graph_titles()

    def posts(self, rows: list[Interlocutor]) -> list[Post]:
        """Posts in the order of the rows; posts that somebody holds come first."""
        found = []
        for _, held in groupby(rows, key=lambda row: (row.body, row.role)):
            of_post = list(held)
            told = [self._held(row, self._follows(row)) for row in of_post]
            ended = all(row.standing == "former" for row in of_post)
            found.append(Post(told[0].body, told[0].role, told, ended))
        return sorted(found, key=lambda post: all(h.standing != CURRENT for h in post.held))

    def people(self, rows: list[BothSides]) -> list[tuple[Value, list[Held]]]:
        """Each person with the roles held."""
        found = []
        for _, held in groupby(rows, key=lambda row: row.person):
            told = [self._held(row, "") for row in held]
            found.append((told[0].person, told))
        return found

    def _held(self, row: Interlocutor | BothSides, follows: str) -> Held:
        sides = row.sides if isinstance(row, BothSides) else ()
        sources = [Value(self._names.get(s, s), page_of(terms.thing(s))) for s in row.sources]
        graph = Value(self._titles.get(row.graph, row.graph), page_of(URIRef(row.graph)))
        when = span_text(row.start, row.end) or seen_text(row.seen) or gettext("undated")
        return Held(
            person=Value(row.person_label, page_of(terms.thing(row.person))),
            body=Value(self._names.get(row.body, row.body_label), page_of(terms.thing(row.body))),
            role=row.role_label,
            when=when,
            standing=row.standing,
            word=gettext(STANDINGS[row.standing]),
            follows=follows,
            sides=" · ".join(gettext(SIDES[side]) for side in sides),
            stated=[graph, *sources],
        )

    def _follows(self, row: Interlocutor) -> str:
        days, name = row.days or 0, {"name": row.previous_label}
        if row.relation == "gap":
            text = ngettext("%(num)s day without anybody", "%(num)s days without anybody", days)
        elif row.relation == "overlap":
            text = ngettext(
                "%(num)s day together with %(name)s", "%(num)s days together with %(name)s", days
            )
        elif row.relation == "meets":
            text = gettext("follows %(name)s directly")
        else:
            return ""
        return text % name
