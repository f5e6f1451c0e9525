"""The first page: the search, the cooperation today in numbers, and the ways in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from flask import Blueprint, Response, render_template

from lien import query, terms
from lien_webapp.agreements import entries
from lien_webapp.context import reader, today
from lien_webapp.i18n import gettext, language, mark, span_text
from lien_webapp.indicators import headline
from lien_webapp.laboratories import standing
from lien_webapp.links import page_of, url
from lien_webapp.pages import kept
from lien_webapp.present import Value
from lien_webapp.things import counts

blueprint = Blueprint("home", __name__)

HEADLINE: Final = "src-cnrsbeijing-bureau"
"""The source whose four announced figures the first page shows."""

LATEST: Final = 6

LABORATORIES: Final = frozenset(
    terms.SCHEME[f"action-kind/{name}"] for name in ("irl", "joint-laboratory", "umifre")
)
"""Kinds of action that are a laboratory with walls."""

EXAMPLES: Final = ("CAS", "中国科学院", "E2P2L", "LIAMA")
"""What the reader is invited to search for."""

STATES: Final[dict[str, tuple[str, frozenset[str]]]] = {
    "good": (mark("in force"), frozenset({"in-force", "tacitly-renewed"})),
    "open": (mark("begun, end not known"), frozenset({"unknown-end"})),
    "doubt": (
        mark("suspended, undated or not begun"),
        frozenset({"suspended", "undated", "not-yet"}),
    ),
    "past": (mark("replaced by a later one"), frozenset({"replaced"})),
    "gone": (mark("no longer in force"), frozenset({"ended"})),
}
"""Part of the bar of agreements to its words and the answers of the question `in_force` in it."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the bar; where it begins and how long it is, in agreements."""

    part: str
    word: str
    start: int
    count: int


@dataclass(frozen=True, slots=True)
class Entrance:
    """What a mediator asks, and the page that answers it; `about` is a thing that must be here."""

    text: str
    endpoint: str
    values: dict[str, str] = field(default_factory=dict)
    about: str = ""


@dataclass(frozen=True, slots=True)
class Laboratory:
    """A joint laboratory in the list of those that are there."""

    name: Value
    acronym: str
    place: str
    when: str


ENTRANCES: Final = (
    Entrance(
        mark("Who works with the Chinese Academy of Sciences, and since when?"),
        "explore.page",
        {"focus": "org-cas"},
        "org-cas",
    ),
    Entrance(mark("Which agreements are there, with whom, since when?"), "agreements.page"),
    Entrance(
        mark("What has the Academy signed since 2010?"),
        "agreements.page",
        {"body": "org-cas", "from": "2010"},
        "org-cas",
    ),
    Entrance(
        mark("Who publishes or acts together without an agreement?"),
        "questions.question",
        {"name": "gaps"},
    ),
    Entrance(mark("Who works with Hong Kong, and on what?"), "maps.page", {"territory": "hk"}),
    Entrance(mark("Which programmes pay for joint work?"), "funding.page"),
    Entrance(
        mark("What became of LIAMA, from 1997 on?"),
        "things.thing",
        {"slug": "act-liama"},
        "act-liama",
    ),
    Entrance(mark("On what do the sources disagree?"), "questions.question", {"name": "competing"}),
    Entrance(mark("Which figures are known, and which are not?"), "indicators.page"),
)


@blueprint.get("/")
def page() -> Response:
    """Search, the cooperation today in numbers, the ways in, the latest agreements."""
    return kept(_page)


def _page() -> str:
    agreements = entries()
    dated = [entry for entry in agreements if entry.given]
    return render_template(
        "home/page.html",
        kinds=counts(),
        shares=_shares(today()),
        today=today().isoformat(),
        examples=EXAMPLES,
        entrances=_entrances(),
        figures=headline(HEADLINE),
        laboratories=_laboratories(today()),
        latest=dated[-LATEST:][::-1],
        agreements_total=len(agreements),
    )


def _shares(day: date) -> list[Share]:
    """The agreements as they stand today, best known first; parts without any are left out."""
    found = Counter(str(row.status) for row in query.in_force(reader(), language(), on=day))
    shares: list[Share] = []
    start = 0
    for part, (text, answers) in STATES.items():
        count = sum(found[answer] for answer in answers)
        if count:
            shares.append(Share(part, gettext(text), start, count))
        start += count
    return shares


def _laboratories(day: date) -> list[Laboratory]:
    """The joint laboratories whose end no source puts before today, youngest first."""
    return [
        Laboratory(
            Value(terms.called(row.action, row.label, row.acronym), page_of(row.action)),
            str(row.acronym or ""),
            ", ".join(place.label for place in row.places),
            span_text(row.start, row.end),
        )
        for row in query.structures(reader(), language())
        if row.type in LABORATORIES and standing(row, day) != "ended"
    ]


def _entrances() -> list[tuple[str, str]]:
    """Question and address of each entrance whose thing the reader may see."""
    wanted = [terms.thing(found.about) for found in ENTRANCES if found.about]
    names = query.names(reader(), wanted, language())
    here = {"", *(terms.slug(str(name.thing)) for name in names)}
    return [
        (gettext(found.text), url(found.endpoint, **found.values))
        for found in ENTRANCES
        if found.about in here
    ]
