"""The cooperation in order of time: of all, or of one partner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from flask import Blueprint, Response, make_response, render_template, request
from rdflib import URIRef

from lien import query, terms
from lien.dates import PartialDate
from lien.errors import UnknownThing
from lien_webapp import negotiate
from lien_webapp.context import reader
from lien_webapp.days import asked_day
from lien_webapp.downloads import rows_csv, rows_json
from lien_webapp.i18n import date_text, gettext, language, mark
from lien_webapp.links import given, here, page_of
from lien_webapp.pages import kept
from lien_webapp.present import Value

blueprint = Blueprint("timeline", __name__)

MOMENTS: Final[dict[str, str]] = {
    "agreement-signed": mark("agreement signed"),
    "agreement-begins": mark("agreement begins"),
    "agreement-ends": mark("agreement ends"),
    "action-begins": mark("action begins"),
    "action-ends": mark("action ends"),
    "event": mark("event"),
    "stage": mark("stage of a desk"),
    "published": mark("publication"),
}
"""Word of the question `chronicle` to the words of the page, from the top lane to the bottom."""

WIDTH: Final = 900
LANE: Final = 24


@dataclass(frozen=True, slots=True)
class Bar:
    """A date in the drawing: as wide as the time that it may mean; `sort` is its precision."""

    x: float
    width: float
    sort: str
    title: str


@dataclass(frozen=True, slots=True)
class Lane:
    """The dates of one sort, from the top of the drawing."""

    word: str
    name: str
    y: int
    bars: list[Bar]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Lanes over a scale of years; `ticks` are places and years."""

    width: int
    height: int
    ticks: list[tuple[float, int]]
    lanes: list[Lane]


@dataclass(frozen=True, slots=True)
class Line:
    """A date in the list."""

    given: str
    word: str
    name: str
    title: Value
    kind: str


@dataclass(frozen=True, slots=True)
class Decade:
    """The dates of ten years; `name` is the first of them."""

    name: int
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for; empty means all."""

    body: str
    what: str
    since: date | None
    until: date | None

    @classmethod
    def read(cls) -> Filters:
        """The filters of the request.

        Raises:
            BadRequest: a date that is none.
        """
        body, what = (request.args.get(name, "").strip() for name in ("with", "what"))
        return cls(body, what, asked_day("from", last=False), asked_day("to"))

    def thing(self) -> URIRef | None:
        """The partner, if one is asked for.

        Raises:
            UnknownThing: it is not there.
        """
        iri = terms.thing(self.body) if self.body else None
        if iri is not None and not query.known(reader(), iri):
            raise UnknownThing(self.body)
        return iri

    def rows(self, *, every_sort: bool = False) -> list[query.Happening]:
        """The answer of the question, of every sort if so wished."""
        return query.chronicle(
            reader(),
            language(),
            body=self.thing(),
            what=None if every_sort else self.what or None,
            since=self.since,
            until=self.until,
        )

    def asked(self) -> dict[str, str]:
        """The same filters as parameters of the question."""
        return given(body="with", what="what", since="from", until="to")


@blueprint.get("/timeline")
def page() -> Response:
    """What happened, by the date as it is given; of a partner with `with=`."""
    filters = Filters.read()
    form = negotiate.chosen("html", "json", "csv")
    if form == "json":
        return rows_json(filters.rows())
    if form == "csv":
        return rows_csv(filters.rows(), query.Happening, "timeline")
    return kept(lambda: _html(filters))


def _html(filters: Filters) -> Response:
    everything = filters.rows(every_sort=True)
    shown = [row for row in everything if filters.what in ("", str(row.moment))]
    return make_response(
        render_template(
            "timeline/page.html",
            chosen=filters,
            partner=_partner(filters),
            partners=_partners(),
            total=len(shown),
            sorts=_sorts(everything, filters.what),
            decades=_decades(shown),
            drawing=drawing(shown),
        )
    )


def _partner(filters: Filters) -> Value | None:
    iri = filters.thing()
    if iri is None:
        return None
    names = query.names(reader(), [iri], language())
    return Value(str(names[0].label or names[0].acronym or filters.body), page_of(iri))


def _partners() -> list[tuple[str, str]]:
    """Slug and name of everybody who takes part, by name."""
    rows = query.partners(reader(), language())
    known = {terms.slug(str(row.partner)): str(row.label or row.acronym or "") for row in rows}
    return sorted(known.items(), key=lambda pair: terms.fold(pair[1]))


def _sorts(rows: Sequence[query.Happening], chosen: str) -> list[tuple[str, str, int, bool]]:
    """Address, words, number of each sort that occurs, and whether it is the chosen one."""
    counts = Counter(str(row.moment) for row in rows)
    entries = [(here(what=None), gettext("all"), len(rows), not chosen)]
    for word, name in MOMENTS.items():
        if counts[word]:
            entries.append((here(what=word), gettext(name), counts[word], chosen == word))
    return entries


def _line(row: query.Happening) -> Line:
    word = str(row.moment)
    return Line(
        given=str(row.given),
        word=word,
        name=gettext(MOMENTS[word]),
        title=Value(terms.called(row.thing, row.label), page_of(row.thing)),
        kind=str(row.kind_label or ""),
    )


def _decades(rows: Sequence[query.Happening]) -> list[Decade]:
    groups = groupby(rows, key=lambda row: int(str(row.given)[:4]) // 10 * 10)
    return [Decade(name, [_line(row) for row in group]) for name, group in groups]


def drawing(rows: Sequence[query.Happening]) -> Drawing | None:
    """The dates on a scale of years, one lane for each sort; None when there is no date.

    A year is drawn as long as a year and a month as long as a month: no day is invented.
    """
    if not rows:
        return None
    dates = [PartialDate.parse(str(row.given)) for row in rows]
    first = min(given.earliest for given in dates).year // 5 * 5
    last = max(given.latest for given in dates).year // 5 * 5 + 5
    start, days = date(first, 1, 1), (date(last, 1, 1) - date(first, 1, 1)).days

    def place(day: date) -> float:
        return round((day - start).days / days * WIDTH, 1)

    lanes: list[Lane] = []
    for word, name in MOMENTS.items():
        bars = [
            _bar(row, given, place(given.earliest), place(given.latest))
            for row, given in zip(rows, dates, strict=True)
            if str(row.moment) == word
        ]
        if bars:
            lanes.append(Lane(word, gettext(name), len(lanes) * LANE, bars))
    step = 5 if last - first <= 80 else 20
    ticks = [(place(date(year, 1, 1)), year) for year in range(first, last + 1, step)]
    return Drawing(WIDTH, len(lanes) * LANE, ticks, lanes)


def _bar(row: query.Happening, given: PartialDate, begin: float, end: float) -> Bar:
    sort = {4: "year", 7: "month", 10: "day"}[len(given.text)]
    title = f"{date_text(given.text)}: {terms.called(row.thing, row.label)}"
    return Bar(begin, max(end - begin, 3.0), sort, title)
