"""Gaps both ways: joint works without an agreement, agreements without activity."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.exceptions import BadRequest

from lien import query, terms
from lien.errors import UnknownQuestion
from lien.mediation.choices import COUNTINGS, Choices, Counting, years_of
from lien.mediation.gaps import Gap, Gaps, gaps
from lien.mediation.records import Records, named, read
from lien.mediation.sides import OURS
from lien.mediation.sleepers import Sleeper, Sleepers, sleepers
from lien_webapp import negotiate
from lien_webapp.context import reader, settings
from lien_webapp.days import on_or_today
from lien_webapp.downloads import rows_csv, rows_json
from lien_webapp.families import STANDING
from lien_webapp.i18n import gettext, language, mark
from lien_webapp.known import patiently
from lien_webapp.links import page_of
from lien_webapp.pages import kept
from lien_webapp.paging import page_of_rows
from lien_webapp.present import Value
from lien_webapp.waiting import being_made

blueprint = Blueprint("gaps", __name__)


WAYS: Final[dict[str, str]] = {
    "works": mark("Works without an agreement"),
    "agreements": mark("Agreements without activity"),
}
KINDS: Final[dict[str, str]] = {
    "works": mark("joint works"),
    "actions": mark("joint actions"),
    "missions": mark("missions"),
    "stays": mark("doctoral stays"),
    "events": mark("events"),
    "counts": mark("ready-made counts of joint works"),
    "agreements": mark("agreements that carry it out, change it or follow it up"),
}
"""Kind of activity to its words."""
COUNTED: Final[dict[str, str]] = {
    "whole": mark("joint works"),
    "fractional": mark("shared count"),
}


def records() -> Records | None:
    """What the reader of this request sees; None while it is being read."""
    return patiently(read, "gaps")


@blueprint.get("/gaps")
def page() -> Response:
    """Pairs with joint works and no agreement, or agreements without activity; `way` says which."""
    form = negotiate.chosen("html", "json", "csv")
    way = request.args.get("way", "works")
    if way not in WAYS:
        raise BadRequest(gettext("“way” is one of: %(names)s.") % {"names": ", ".join(WAYS)})
    asked = _asked(way)
    known = records()
    if known is None:
        return being_made(form)
    if way == "works":
        return kept(lambda: _works(asked, form, known), form)
    return kept(lambda: _agreements(asked, form, known), form)


def _asked(way: str) -> Choices:
    """What the request asks for.

    Raises:
        BadRequest: a parameter that cannot be read or has no meaning.
    """
    counting = request.args.get("counting", "") or "whole"
    try:
        return Choices(
            on=on_or_today(),
            years=_number("years", years_of(way)),
            least=_amount("least", 5),
            counting=_counting(counting),
            roll_up=request.args.get("roll_up", "") in ("1", "true", "on"),
            home=request.args.get("home", "") or OURS,
            floor=_number("floor", 1),
            until=_number("until", 0),
        )
    except UnknownQuestion as error:
        raise BadRequest(str(error)) from None


def _counting(text: str) -> Counting:
    for counting in COUNTINGS:
        if counting == text:
            return counting
    allowed = {"names": ", ".join(COUNTINGS)}
    raise BadRequest(gettext("“counting” is one of: %(names)s.") % allowed)


def _number(name: str, otherwise: int) -> int:
    text = request.args.get(name, "").strip()
    if not re.fullmatch(r"\d{0,7}", text, re.ASCII):
        raise BadRequest(gettext("“%(name)s” is a number.") % {"name": name})
    return int(text) if text else otherwise


def _amount(name: str, otherwise: float) -> float:
    text = request.args.get(name, "").strip()
    if not re.fullmatch(r"(\d{1,7}(\.\d{1,6})?)?", text, re.ASCII):
        raise BadRequest(gettext("“%(name)s” is a number.") % {"name": name})
    return float(text) if text else otherwise


def _ways() -> list[tuple[str, str]]:
    return [(name, gettext(words)) for name, words in WAYS.items()]


def _works(asked: Choices, form: str, known: Records) -> Response:
    found = gaps(reader(), asked, language(), known)
    if form == "json":
        return rows_json(found.rows, asked=_told(asked), coverage=asdict(found.coverage))
    if form == "csv":
        return rows_csv(found.rows, Gap, "gaps")
    return _works_page(asked, found, known)


def _agreements(asked: Choices, form: str, known: Records) -> Response:
    found = sleepers(reader(), asked, language(), known)
    if form == "json":
        about = {name: getattr(found, name) for name in ("in_force", "young", "active")}
        looked = [asdict(one) for one in found.looked]
        return rows_json(found.rows, asked=_told(asked), looked=looked, **about)
    if form == "csv":
        return rows_csv(found.rows, Sleeper, "agreements-without-activity")
    return _agreements_page(asked, found)


def _told(asked: Choices) -> dict[str, Any]:
    """The parameters of an answer, as it says them."""
    return asdict(asked) | {
        "on": asked.on.isoformat(),
        "first_year": asked.first_year,
        "last_year": asked.last_year,
        "since": asked.since.isoformat(),
    }


@dataclass(frozen=True, slots=True)
class Shown:
    """A pair as the page shows it; `question` are the parameters of its evidence."""

    gap: Gap
    first: Value
    second: Value
    agreements: list[Value]
    past: list[Value]
    works: list[Value]
    question: dict[str, str]


def _works_page(asked: Choices, found: Gaps, known: Records) -> Response:
    page = page_of_rows(found.rows, settings().page_rows)
    texts = {slug for row in page.rows for slug in (*row.agreements, *row.past, *row.works)}
    names = named(reader(), texts, language())
    homes = {slug for territories in known.territories for slug in territories} | {asked.home}
    return make_response(
        render_template(
            "gaps/works.html",
            asked=asked,
            ways=_ways(),
            way="works",
            page=page,
            shown=[_shown(asked, row, names) for row in page.rows],
            coverage=found.coverage,
            umbrella=sum(row.cover == "umbrella" for row in found.rows),
            countings=[(name, gettext(words)) for name, words in COUNTED.items()],
            homes=_territories(homes),
            question=_question(asked),
        )
    )


def _territories(slugs: set[str]) -> list[tuple[str, str]]:
    """Slug and name of each, by name."""
    iris = [terms.inside(terms.SCHEME, f"territory/{slug}") for slug in slugs]
    found = {
        str(row.thing).rpartition("/")[2]: str(row.label)
        for row in query.names(reader(), iris, language())
        if row.label
    }
    return sorted(((slug, found.get(slug, slug)) for slug in slugs), key=lambda pair: pair[1])


def _question(asked: Choices) -> dict[str, str] | None:
    """Parameters of the question `uncovered` that gives the same pairs, where one does."""
    if asked.roll_up or asked.counting != "whole" or asked.least != int(asked.least):
        return None
    return {
        "on": asked.on.isoformat(),
        "least": str(int(asked.least)),
        "home": asked.home,
        **_years(asked),
    }


def _years(asked: Choices) -> dict[str, str]:
    return {"since": f"{asked.first_year:04d}", "until": f"{asked.last_year:04d}"}


def _shown(asked: Choices, row: Gap, names: dict[str, str]) -> Shown:
    parts = {"parts": "true"} if asked.roll_up else {}
    return Shown(
        gap=row,
        first=Value(row.first_label, page_of(terms.ID[row.first])),
        second=Value(row.second_label, page_of(terms.ID[row.second])),
        agreements=_values(row.agreements, names),
        past=_values(row.past, names),
        works=_values(row.works, names),
        question={"first": row.first, "second": row.second, **parts, **_years(asked)},
    )


def _values(slugs: Sequence[str], names: dict[str, str]) -> list[Value]:
    return [Value(names[slug], page_of(terms.ID[slug])) for slug in slugs]


@dataclass(frozen=True, slots=True)
class Quiet:
    """An agreement without activity as the page shows it."""

    title: Value
    parties: list[Value]
    unseen: list[Value]
    asleep: bool
    status: str
    begin: str
    end: str
    last: str
    last_thing: Value | None
    last_kind: str


def _agreements_page(asked: Choices, found: Sleepers) -> Response:
    page = page_of_rows(found.rows, settings().page_rows)
    names = named(reader(), {row.last_thing for row in page.rows if row.last_thing}, language())
    return make_response(
        render_template(
            "gaps/agreements.html",
            asked=asked,
            ways=_ways(),
            way="agreements",
            page=page,
            quiet=[_quiet(row, names) for row in page.rows],
            found=found,
            asleep=sum(row.verdict == "asleep" for row in found.rows),
            looked=[(gettext(KINDS[one.kind]), one) for one in found.looked],
            since=asked.since.isoformat(),
        )
    )


def _quiet(row: Sleeper, names: dict[str, str]) -> Quiet:
    parties = {
        slug: Value(label, page_of(terms.ID[slug]))
        for slug, label in zip(row.parties, row.party_labels, strict=True)
    }
    last = row.last_thing
    return Quiet(
        title=Value(row.label, page_of(terms.ID[row.agreement])),
        parties=list(parties.values()),
        unseen=[value for slug, value in parties.items() if slug not in row.seen],
        asleep=row.verdict == "asleep",
        status=gettext(STANDING[row.status]),
        begin=row.begin,
        end=row.end,
        last=row.last,
        last_thing=Value(names[last], page_of(terms.ID[last])) if last else None,
        last_kind=gettext(KINDS[row.last_kind]) if row.last_kind else "",
    )
