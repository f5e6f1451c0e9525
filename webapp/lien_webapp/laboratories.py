"""The gallery of joint laboratories, networks and other actions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request

from lien import query, terms
from lien.dates import PartialDate
from lien_webapp import negotiate
from lien_webapp.context import reader
from lien_webapp.days import on_or_today
from lien_webapp.downloads import rows_csv, rows_json
from lien_webapp.facets import Facet, Faceted, Values, valued
from lien_webapp.i18n import LANGUAGES, gettext, language, mark, span_text
from lien_webapp.links import here, page_of, url
from lien_webapp.pages import kept
from lien_webapp.present import Value

blueprint = Blueprint("laboratories", __name__)

STATES: Final[dict[str, str]] = {
    "running": mark("end ahead"),
    "open": mark("no end stated"),
    "ended": mark("ended"),
    "undated": mark("no date stated"),
}
"""How an action stands on a day, as far as its dates say."""

VIEWS: Final[dict[str, str]] = {"cards": mark("Cards"), "table": mark("Table")}
SORTS: Final[dict[str, str]] = {
    "newest": mark("newest first"),
    "oldest": mark("oldest first"),
    "name": mark("by name"),
    "kind": mark("by kind"),
}
AXIS: Final = (1978, 2030)
"""Years of the line on a card."""


@dataclass(frozen=True, slots=True)
class Side:
    """The partners of a side, each once."""

    name: str
    partners: list[Value]


@dataclass(frozen=True, slots=True)
class Span:
    """A life on the line of a card, in hundredths; `open` when no end is stated."""

    x: float
    width: float
    open: bool


@dataclass(frozen=True, slots=True)
class Card:
    """An action as the gallery shows it; `names` are those in the other languages."""

    title: Value
    acronym: str
    names: list[Value]
    kind: str
    when: str
    span: Span | None
    state: str
    status: str
    institute: Value | None
    fields: list[str]
    places: list[Value]
    sides: list[Side]


@dataclass(frozen=True, slots=True)
class Row:
    """An action with its partners and how it stands."""

    structure: query.Structure
    partners: list[query.StructurePartner]
    state: str


FACETS: Final[tuple[tuple[str, str, Callable[[Row], Values]], ...]] = (
    ("kind", mark("Kind"), lambda row: valued((row.structure.type, row.structure.kind_label))),
    ("state", mark("Dates"), lambda row: {row.state: gettext(STATES[row.state])}),
    (
        "field",
        mark("Discipline"),
        lambda row: valued(*((f.iri, f.label) for f in row.structure.fields)),
    ),
    (
        "territory",
        mark("Territory of a partner"),
        lambda row: valued(*((p.territory, p.territory_label) for p in row.partners)),
    ),
    (
        "institute",
        mark("CNRS institute"),
        lambda row: valued((row.structure.of_institute, row.structure.institute_label)),
    ),
    (
        "cnrs",
        mark("Action of the CNRS"),
        lambda row: valued((row.structure.of_cnrs, row.structure.cnrs_label)),
    ),
    (
        "partner",
        mark("Partner"),
        lambda row: valued(
            *((p.partner, p.partner_acronym or p.partner_label) for p in row.partners)
        ),
    ),
)


@blueprint.get("/laboratories")
def page() -> Response:
    """Joint laboratories and actions, narrowed by facets, as cards or as a table."""
    day, form = on_or_today(), negotiate.chosen("html", "json", "csv")
    if form == "html":
        return kept(lambda: _html(day))
    rows = [row.structure for row in _sorted(_found(day).rows)]
    if form == "json":
        return rows_json(rows, on=day.isoformat())
    return rows_csv(rows, query.Structure, "laboratories")


def _found(day: date) -> Faceted[Row]:
    return Faceted(_rows(day), [Facet(name, gettext(words), of) for name, words, of in FACETS])


def _html(day: date) -> Response:
    found = _found(day)
    rows = _sorted(found.rows)
    return make_response(
        render_template(
            "laboratories/page.html",
            day=day.isoformat(),
            cards=[_card(row, day) for row in rows],
            facets=found.choices(),
            chosen=found.chosen,
            view=_asked("view", VIEWS),
            views=_switch("view", VIEWS),
            sorts=_switch("sort", SORTS),
            question=_question(found.chosen),
            axis=AXIS,
        )
    )


def _rows(day: date) -> list[Row]:
    partners = defaultdict[object, list[query.StructurePartner]](list)
    for partner in query.structure_partners(reader(), language()):
        partners[partner.structure].append(partner)
    return [
        Row(structure, partners[structure.action], standing(structure, day))
        for structure in query.structures(reader(), language())
    ]


def standing(structure: query.Structure, day: date) -> str:
    """How an action stands on a day, a word of `STATES`: an end counts until its last day."""
    if structure.end is not None:
        past = PartialDate.parse(str(structure.end)).latest < day
        return "ended" if past else "running"
    return "undated" if structure.start is None else "open"


def _sorted(rows: Sequence[Row]) -> list[Row]:
    def name(row: Row) -> str:
        return terms.fold(_title(row.structure))

    def beginning(row: Row) -> tuple[bool, str]:
        return row.structure.start is None, str(row.structure.start)

    keys: dict[str, Callable[[Row], Any]] = {
        "oldest": beginning,
        "name": name,
        "kind": lambda row: (terms.fold(str(row.structure.kind_label or "")), name(row)),
    }
    key = keys.get(_asked("sort", SORTS))
    return sorted(rows, key=key) if key else list(rows)


def _asked(name: str, offered: dict[str, str]) -> str:
    """The value of a parameter, the first that is offered when it is none of them."""
    asked = request.args.get(name, "")
    return asked if asked in offered else next(iter(offered))


def _switch(name: str, offered: dict[str, str]) -> list[tuple[str, str, bool]]:
    current, first = _asked(name, offered), next(iter(offered))
    return [
        (here(**{name: None if word == first else word}), gettext(text), word == current)
        for word, text in offered.items()
    ]


def _question(chosen: dict[str, str]) -> dict[str, str]:
    """The choices that the question itself has as parameters."""
    known = {parameter.name for parameter in query.find("structures").parameters}
    return {name: value for name, value in chosen.items() if name in known}


def _title(structure: query.Structure) -> str:
    return terms.called(structure.action, structure.label, structure.acronym)


def _card(row: Row, day: date) -> Card:
    found = row.structure
    title = _title(found)
    named = {lang: str(getattr(found, lang)) for lang in LANGUAGES if getattr(found, lang)}
    return Card(
        title=Value(
            title, page_of(found.action), next((x for x in named if named[x] == title), "")
        ),
        acronym=str(found.acronym or "") if str(found.acronym) != title else "",
        names=[Value(name, language=lang) for lang, name in named.items() if name != title],
        kind=str(found.kind_label or ""),
        when=span_text(found.start, found.end),
        span=_span(found, day),
        state=row.state,
        status=str(found.status_text or ""),
        institute=Value(str(found.institute_label), page_of(found.of_institute))
        if found.of_institute
        else None,
        fields=[field.label for field in found.disciplines],
        places=[
            Value(place.label, url("maps.page", place=terms.local(place.iri)))
            for place in found.places
        ],
        sides=_sides(row.partners),
    )


def _sides(partners: Sequence[query.StructurePartner]) -> list[Side]:
    sides: dict[str, dict[str, Value]] = {}
    for row in partners:
        name = terms.called(row.partner, row.partner_acronym, row.partner_label)
        side = sides.setdefault(str(row.side_label or ""), {})
        side[str(row.partner)] = Value(name, page_of(row.partner))
    return [Side(name, list(found.values())) for name, found in sides.items()]


def _span(structure: query.Structure, day: date) -> Span | None:
    if structure.start is None:
        return None
    first, last = AXIS
    begin = PartialDate.parse(str(structure.start)).earliest
    end = PartialDate.parse(str(structure.end)).latest if structure.end else max(day, begin)

    def place(when: date) -> float:
        share = (when.year - first + (when.timetuple().tm_yday - 1) / 366) / (last - first)
        return round(min(max(share, 0), 1) * 100, 1)

    x = place(begin)
    return Span(x, max(place(end) - x, 1.0), structure.end is None)
