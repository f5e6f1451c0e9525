"""Who can introduce one to another: chains of people, as sentences with dates and sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from flask import Blueprint, Response, render_template, request
from rdflib import URIRef
from werkzeug.exceptions import BadRequest

from lien import terms
from lien.errors import UnknownThing
from lien.mediation.introductions import LINKS, MOST_LINKS, Asked, Hop, Introductions, introductions
from lien.mediation.ties import Ties
from lien_webapp import negotiate, sentences
from lien_webapp.context import reader
from lien_webapp.days import on_or_today
from lien_webapp.downloads import rows_csv, rows_json
from lien_webapp.ends import Ends, asked_ends
from lien_webapp.explore import graph_titles, names_of
from lien_webapp.i18n import date_text, gettext, language, span_text
from lien_webapp.links import page_of, short
from lien_webapp.pages import kept
from lien_webapp.present import Value
from lien_webapp.sentences import Sentence, Statement
from lien_webapp.ties import ties
from lien_webapp.waiting import being_made

blueprint = Blueprint("introductions", __name__)

CHOICES: Final = range(2, MOST_LINKS + 1)


@dataclass(frozen=True, slots=True)
class Chain:
    """One chain: the things on it, the people in the middle, the links of each hop."""

    things: list[Value]
    people: list[Value]
    hops: list[list[Sentence]]
    strength: float
    weakest: str


@blueprint.get("/introductions")
def page() -> Response:
    """Chains of people between two things, as a page, as JSON or as CSV."""
    day, form = on_or_today(), negotiate.chosen("html", "json", "csv")
    ends = asked_ends()
    known = ties()
    if known is None:
        return being_made(form)
    if form == "html":
        return kept(lambda: _html(known, ends, day), f"html {day}")
    missing = next((one for one in (ends.start, ends.end) if one.thing is None), None)
    found = _found(known, ends, day)
    if found is None:
        if missing and missing.text:
            raise UnknownThing(missing.text)
        raise BadRequest(gettext("Say from whom (“from”) and to whom (“to”)."))
    if form == "csv":
        return rows_csv(found.hops, Hop, "introductions")
    about = {"from": found.asked.a, "to": found.asked.b, "on": day.isoformat()}
    limits = {"links": found.asked.links, "ended": found.asked.ended, "cut": found.cut}
    return rows_json(found.hops, **about, **limits, empty=_why_empty(found))


def _found(known: Ties, ends: Ends, day: date) -> Introductions | None:
    start, end = ends.start.thing, ends.end.thing
    if not (start and end):
        return None
    ended = request.args.get("ended", "") == "1"
    asked = Asked(start.slug, end.slug, day, ended, _links())
    return introductions(reader(), known, asked, language())


def _links() -> int:
    text = request.args.get("links", "") or str(LINKS)
    if not (text.isascii() and text.isdigit() and int(text[:3]) in CHOICES):
        raise BadRequest(gettext("“links” is a number from %(first)s to %(last)s.") % _bounds())
    return int(text)


def _bounds() -> dict[str, int]:
    return {"first": CHOICES[0], "last": CHOICES[-1]}


def _why_empty(found: Introductions) -> str | None:
    if found.chains:
        return None
    if found.cut:
        return gettext("Too many chains had to be looked at, so the search was given up.")
    return gettext("No chain of at most %(links)s links names somebody in between.") % {
        "links": found.asked.links
    }


def _html(known: Ties, ends: Ends, day: date) -> str:
    found = _found(known, ends, day) if ends.apart else None
    chains = _chains(known, found) if found else {}
    ended = request.args.get("ended", "") == "1"
    state = {"on": request.args.get("on", ""), "ended": "1" if ended else ""}
    state |= {"links": request.args.get("links", "")} | ends.state()
    return render_template(
        "introductions/page.html",
        ends=ends,
        day=day.isoformat(),
        ended=ended,
        links=_links(),
        choices=CHOICES,
        found=found,
        chains=[chain for number, chain in chains.items() if number],
        meets=chains.get(0),
        why_empty=_why_empty(found) if found else None,
        state={name: value for name, value in state.items() if value},
    )


def _chains(known: Ties, found: Introductions) -> dict[int, Chain]:
    """The chains by number; 0 holds every link by which the two already meet."""
    things = {slug for chain in (*found.chains, *found.meets) for slug in chain}
    cited = {source for hop in found.hops for source in hop.sources}
    called = {slug: thing.name for slug, thing in names_of(things | cited).items()}
    people = {slug for slug in things if known.people[known.place(slug)]}
    titles = graph_titles()
    by_number = {
        number: list(hops) for number, hops in groupby(found.hops, key=lambda hop: hop.chain)
    }
    numbered = dict(enumerate(found.chains, start=1))
    return {
        number: _chain(hops, numbered.get(number, ()), called, people, titles)
        for number, hops in by_number.items()
    }


def _chain(
    hops: list[Hop],
    things: Iterable[str],
    called: dict[str, str],
    people: set[str],
    titles: dict[str, str],
) -> Chain:
    named = [Value(called.get(slug, slug), page_of(terms.thing(slug))) for slug in things]
    middle = [
        value for slug, value in list(zip(things, named, strict=True))[1:-1] if slug in people
    ]
    weakest = min(hops, key=lambda hop: (hop.strength, hop.shown or ""))
    return Chain(
        things=named,
        people=middle,
        hops=[
            [_link(hop, called, titles) for hop in links]
            for _, links in groupby(hops, key=lambda hop: hop.hop)
        ],
        strength=hops[0].chain_strength,
        weakest=weakest.shown or "",
    )


def _link(hop: Hop, called: dict[str, str], titles: dict[str, str]) -> Sentence:
    start = Value(hop.subject_label, page_of(terms.thing(hop.subject)))
    end = Value(hop.object_label, page_of(terms.thing(hop.object)))
    sources = [Value(called.get(s, s), page_of(terms.thing(s))) for s in hop.sources]
    statement = Statement(
        role=" · ".join(text for text in (hop.role, hop.side) if text),
        when=_when(hop),
        stated=[Value(titles.get(hop.graph, hop.graph), page_of(URIRef(hop.graph))), *sources],
        works=hop.works,
    )
    words = sentences.pieces(short(hop.property), hop.property_label, start, end)
    return Sentence(words, [statement], ended=hop.ended)


def _when(hop: Hop) -> str:
    if hop.start or hop.end:
        return span_text(hop.start, hop.end)
    if hop.shown:
        return gettext("shown on %(day)s") % {"day": date_text(hop.shown)}
    return gettext("undated")
