"""The map of the cooperation: towns, what joins them, and the same as a matrix and as a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from rdflib import Namespace, URIRef

from lien import query, terms
from lien_webapp import map_drawing, negotiate
from lien_webapp.context import reader, settings
from lien_webapp.days import asked_day
from lien_webapp.downloads import rows_csv, rows_json
from lien_webapp.i18n import gettext, language, mark
from lien_webapp.links import given, here, page_of
from lien_webapp.map_drawing import Picture, Town
from lien_webapp.pages import kept
from lien_webapp.present import Value

blueprint = Blueprint("maps", __name__)

_PLACES: Final = Namespace(terms.SCHEME["place/"])
_TERRITORIES: Final = Namespace(terms.SCHEME["territory/"])
INSETS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "france": (mark("France"), ("paris", "lyon-grenoble")),
    "paris": (mark("Around Paris"), ()),
    "lyon-grenoble": (mark("Around Lyon and Grenoble"), ()),
    "eastern-china": (mark("Eastern part of mainland China"), ("pearl-river-delta",)),
    "pearl-river-delta": (mark("Pearl River delta"), ()),
}
"""Frames of crowded regions, each with its words and the frames that it holds."""
SHADES: Final = (1, 2, 4, 8, 16)
"""Smallest numbers of links of the shades of the matrix."""


@dataclass(frozen=True, slots=True)
class Area:
    """A territory or a town in the list, with the partners there and the address that takes it."""

    slug: str
    name: str
    partners: int
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A partner in the list."""

    name: Value
    acronym: str
    place: str
    territory: str
    actions: int
    agreements: int


@dataclass(frozen=True, slots=True)
class Cell:
    """Links between two towns; `shade` from 0 (none) to 5."""

    links: int
    shade: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Towns by towns: columns are those of the territory that most links lead to.

    Each row ends in its sum; `sums` are those of the columns; `others` are the pairs without a town
    of that territory.
    """

    columns: list[str]
    rows: list[tuple[str, list[Cell], int]]
    sums: list[int]
    total: int
    others: list[tuple[str, str, int]]


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for: a territory or a town by slug, a day; empty means all."""

    territory: str
    place: str
    on: date | None

    @classmethod
    def read(cls) -> Filters:
        """The filters of the request.

        Raises:
            BadRequest: `on` is no date.
        """
        territory, place = (request.args.get(key, "").strip() for key in ("territory", "place"))
        return cls(territory, place, asked_day("on"))

    def values(self) -> dict[str, Any]:
        """The filters as arguments of the questions.

        Raises:
            UnknownThing: a territory or a place that no address can have.
        """
        return {
            "territory": _concept(_TERRITORIES, self.territory),
            "place": _concept(_PLACES, self.place),
            "on": self.on,
        }

    def asked(self) -> dict[str, str]:
        """The same as parameters of the questions."""
        return given(territory="territory", place="place", on="on")


def _concept(scheme: Namespace, slug: str) -> URIRef | None:
    return terms.inside(scheme, slug) if slug else None


@blueprint.get("/map")
def page() -> Response:
    """Partners by territory and town, and how many links join towns."""
    filters = Filters.read()
    form = negotiate.chosen("html", "json", "csv")
    if form == "html":
        return kept(lambda: _html(filters))
    pairs = query.city_pairs(reader(), language(), **filters.values())
    if form == "json":
        return rows_json(pairs)
    return rows_csv(pairs, query.CityPair, "city_pairs")


def _html(filters: Filters) -> Response:
    everybody = query.partners(reader(), language(), on=filters.on)
    values = filters.values()
    partners = query.partners(reader(), language(), **values)
    pairs = query.city_pairs(reader(), language(), **values)
    positions = query.positions(reader(), language())
    towns = _towns(pairs, positions)
    world, insets = pictures(towns, pairs)
    territories = _areas(
        [(row.in_territory, row.territory_label) for row in everybody],
        "territory",
        filters.territory,
    )
    return make_response(
        render_template(
            "maps/page.html",
            chosen=filters,
            question=filters.asked(),
            chosen_name=_chosen_name(filters),
            view="map" if settings().maps and request.args.get("view") != "matrix" else "matrix",
            maps=settings().maps,
            land=map_drawing.land(),
            world=world,
            insets=insets,
            off=sorted({*_named(pairs)} - {town.name for town in towns.values()}),
            widest=max((_links(row) for row in pairs), default=0),
            matrix=_matrix(pairs),
            total=len(everybody),
            territories=territories,
            places=_areas(
                [(row.in_place, row.place_label) for row in everybody], "place", filters.place
            ),
            lines=[_line(row) for row in _ordered(partners)],
            credits=_credits(positions),
        )
    )


def _links(row: query.CityPair) -> int:
    return row.actions + row.agreements


def _named(pairs: Sequence[query.CityPair]) -> list[str]:
    return [str(name) for row in pairs for name in (row.first_label, row.second_label)]


def _towns(
    pairs: Sequence[query.CityPair], positions: Sequence[query.Position]
) -> dict[URIRef, Town]:
    """The towns of the pairs that have a position, with their links."""
    links = Counter[URIRef]()
    for row in pairs:
        links.update({row.first: _links(row)})
        links.update({row.second: _links(row)})
    return {
        row.place: Town(
            terms.local(row.place),
            str(row.label or terms.local(row.place)),
            float(row.latitude),
            float(row.longitude),
            links[row.place],
        )
        for row in reversed(positions)
        if row.place in links
    }


def pictures(
    towns: dict[URIRef, Town], pairs: Sequence[query.CityPair]
) -> tuple[Picture, list[tuple[str, Picture]]]:
    """The large picture, and those of the crowded regions that hold two towns, with their words."""
    shown = [*towns.values()]
    frames = map_drawing.frames()
    crowded = {name for name in INSETS if sum(map(frames[name].holds, shown)) > 1}
    joined = [
        (towns[row.first], towns[row.second], _links(row))
        for row in pairs
        if row.first in towns and row.second in towns
    ]

    def drawn(name: str, inside: Sequence[str], arcs: Sequence[tuple[Town, Town, int]]) -> Picture:
        larger = [frames[other] for other in inside if other in crowded]
        return map_drawing.picture(frames[name], shown, arcs, larger)

    insets = [
        (gettext(words), drawn(name, inside, ()))
        for name, (words, inside) in INSETS.items()
        if name in crowded
    ]
    return drawn("world", ("france", "eastern-china"), joined), insets


def _matrix(pairs: Sequence[query.CityPair]) -> Matrix | None:
    if not pairs:
        return None
    reach = Counter[URIRef]()
    for row in pairs:
        reach.update({row.first_territory: _links(row), row.second_territory: _links(row)})
    home = max(sorted(reach), key=lambda iri: reach[iri])
    cells, others = Counter[tuple[str, str]](), list[tuple[str, str, int]]()
    for row in pairs:
        first, second = str(row.first_label), str(row.second_label)
        if row.second_territory == home:
            cells[first, second] += _links(row)
        elif row.first_territory == home:
            cells[second, first] += _links(row)
        else:
            others.append((first, second, _links(row)))
    rows = Counter[str]()
    columns = Counter[str]()
    for (row_name, column_name), number in cells.items():
        rows[row_name] += number
        columns[column_name] += number
    order = [name for name, _ in sorted(columns.items(), key=lambda pair: (-pair[1], pair[0]))]
    return Matrix(
        columns=order,
        rows=[
            (name, [_cell(cells[name, column]) for column in order], number)
            for name, number in sorted(rows.items(), key=lambda pair: (-pair[1], pair[0]))
        ],
        sums=[columns[name] for name in order],
        total=sum(columns.values()),
        others=others,
    )


def _cell(links: int) -> Cell:
    return Cell(links, sum(links >= least for least in SHADES))


def _areas(
    found: Sequence[tuple[URIRef | None, object]], parameter: str, chosen: str
) -> list[Area]:
    """Territories or towns with the number of partners; those of whom it is not known come last."""
    counts = Counter(iri for iri, _ in found)
    names = {iri: str(name or terms.local(iri)) for iri, name in found if iri}
    known = [
        Area(
            terms.local(iri),
            name,
            counts[iri],
            _address(parameter, terms.local(iri), chosen),
            terms.local(iri) == chosen,
        )
        for iri, name in names.items()
    ]
    known.sort(key=lambda area: (-area.partners, terms.fold(area.name)))
    unknown = [Area("", gettext("not known"), counts[None], "", False)] if counts[None] else []
    return known + unknown


def _address(parameter: str, slug: str, chosen: str) -> str:
    other = "place" if parameter == "territory" else "territory"
    return here(**{parameter: None if slug == chosen else slug, other: None})


def _chosen_name(filters: Filters) -> str:
    """What the territory or the town that is asked for is called."""
    values = filters.values()
    iri = values["place"] or values["territory"]
    if iri is None:
        return ""
    found = query.names(reader(), [iri], language())
    return str(found[0].label) if found else terms.local(iri)


def _ordered(rows: Sequence[query.Partner]) -> list[query.Partner]:
    """Those with most actions and agreements first."""
    return sorted(
        rows, key=lambda row: (-row.actions - row.agreements, terms.fold(str(row.label or "")))
    )


def _line(row: query.Partner) -> Line:
    name = terms.called(row.partner, row.label, row.acronym)
    return Line(
        name=Value(name, page_of(row.partner)),
        acronym=str(row.acronym or "") if str(row.acronym) != name else "",
        place=str(row.place_label or ""),
        territory=str(row.territory_label or ""),
        actions=row.actions,
        agreements=row.agreements,
    )


def _credits(positions: Sequence[query.Position]) -> list[Value]:
    """The sources of the positions."""
    sources = {source for row in positions for source in row.sources}
    names = query.names(reader(), sources, language())
    return [Value(str(row.label), page_of(row.thing)) for row in names]
