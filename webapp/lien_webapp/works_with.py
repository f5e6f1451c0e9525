"""Who works with a place on a theme: the same links as a list, on a map and as a graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from rdflib import URIRef

from lien import query, terms
from lien.mediation.places import SCHEMES, Sums, sums, works_with
from lien.query import WorksWith
from lien.terms import called
from lien_webapp import map_drawing, maps, negotiate
from lien_webapp.context import reader
from lien_webapp.days import asked_day
from lien_webapp.downloads import rows_csv, rows_json
from lien_webapp.i18n import gettext, language
from lien_webapp.links import given, here, page_of
from lien_webapp.map_drawing import Town
from lien_webapp.pages import kept
from lien_webapp.paging import page_of_rows
from lien_webapp.present import Value

blueprint = Blueprint("works_with", __name__)

SWITCHES: Final = ("cn", "hk", "mo", "mn")
"""Territories that a switch leaves out or takes back."""
DRAWN: Final = 40
"""Units and institutes of the graph, those with most links; the others are counted."""
LISTED: Final = 100
"""Links of the list on one page."""
ROW: Final = 18


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for, by slug; empty means all. `left_out` are territories."""

    values: dict[str, str]
    left_out: tuple[str, ...]
    on: date | None

    @classmethod
    def read(cls) -> Filters:
        """The filters of the request.

        Raises:
            BadRequest: `on` is no date.
        """
        named = request.args.get("without", "").split(",")
        left_out = tuple(slug for slug in SWITCHES if slug in named)
        return cls(given(**{name: name for name in SCHEMES}), left_out, asked_day("on"))

    def rows(self) -> list[WorksWith]:
        """The links that pass.

        Raises:
            UnknownThing: a value that no address can have.
        """
        return works_with(reader(), language(), left_out=self.left_out, on=self.on, **self.values)


@dataclass(frozen=True, slots=True)
class Share:
    """A town, a territory or a theme with its links, and the address that takes it or leaves it."""

    name: str
    links: int
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A link of the list."""

    unit: Value
    institute: Value
    place: str
    territory: str
    action: Value
    themes: str


@dataclass(frozen=True, slots=True)
class Node:
    """A unit or an institute of the graph."""

    name: str
    address: str
    y: int
    links: int


@dataclass(frozen=True, slots=True)
class Edge:
    """A pair of the graph: heights of its ends, its width, the number of its links."""

    start: int
    end: int
    width: float
    links: int


@dataclass(frozen=True, slots=True)
class Graph:
    """Units on the left, institutes on the right; `drawn` links and `left` links, which are not."""

    units: list[Node]
    institutes: list[Node]
    edges: list[Edge]
    height: int
    drawn: int
    left: int


@blueprint.get("/works-with")
def page() -> Response:
    """Which units work with institutes of a place on a theme."""
    filters = Filters.read()
    form = negotiate.chosen("html", "json", "csv")
    if form == "html":
        return kept(lambda: _html(filters))
    rows = filters.rows()
    if form == "json":
        return rows_json(rows, without=list(filters.left_out))
    return rows_csv(rows, WorksWith, "works_with")


def _html(filters: Filters) -> Response:
    everything = works_with(reader(), language())
    rows = filters.rows()
    found, part = sums(rows), page_of_rows(rows, LISTED)
    themes = Counter(theme for row in everything for theme in row.themes)
    names = _names({*themes, *(terms.SCHEME[f"territory/{slug}"] for slug in SWITCHES)})
    positions = query.positions(reader(), language())
    places = {row.in_place: str(row.place_label) for row in everything if row.in_place}
    towns = {
        row.place: Town(
            terms.local(row.place), str(row.label), float(row.latitude), float(row.longitude),
            found.towns[row.place],
        )
        for row in reversed(positions)
        if row.place in found.towns
    }  # fmt: skip
    world, insets = maps.pictures(towns, [])
    return make_response(
        render_template(
            "works_with/page.html",
            chosen=filters,
            question=_question(filters),
            page=part,
            lines=[_line(row, names) for row in part.rows],
            sums=found,
            themes=_options("theme", {iri: names.get(iri, "") for iri in themes}, filters),
            places=_options("place", places, filters),
            switches=_switches(filters, everything, names),
            towns=_shares(found, rows, filters),
            territories=_territories(found, rows),
            world=world,
            insets=insets,
            land=map_drawing.land(),
            on_map=sum(town.links for town in towns.values()),
            graph=_graph(rows, found),
        )
    )


def _names(wanted: set[URIRef]) -> dict[URIRef, str]:
    return {row.thing: str(row.label) for row in query.names(reader(), wanted, language())}


def _question(filters: Filters) -> dict[str, str]:
    return filters.values | given(on="on")


def _options(name: str, found: dict[Any, str], filters: Filters) -> list[tuple[str, str, bool]]:
    """The values of a parameter by name: slug, words, whether it is chosen."""
    chosen = filters.values.get(name, "")
    values = {terms.local(iri): words or terms.local(iri) for iri, words in found.items()}
    ordered = sorted(values.items(), key=lambda pair: terms.fold(pair[1]))
    return [(slug, words, slug == chosen) for slug, words in ordered]


def _switches(
    filters: Filters, everything: Sequence[WorksWith], names: dict[URIRef, str]
) -> list[Share]:
    """A switch for each territory; its links are those that it has without any other filter."""
    counts = Counter(terms.local(row.in_territory) for row in everything)
    found = []
    for slug in SWITCHES:
        inside = slug not in filters.left_out
        kept_out = [s for s in SWITCHES if (s in filters.left_out) != (s == slug)]
        found.append(
            Share(
                names.get(terms.SCHEME[f"territory/{slug}"], slug),
                counts[slug],
                here(without=",".join(kept_out) or None),
                inside,
            )
        )
    return found


def _shares(found: Sums, rows: Sequence[WorksWith], filters: Filters) -> list[Share]:
    names = {row.in_place: str(row.place_label) for row in rows if row.in_place}
    chosen = filters.values.get("place", "")
    return [
        Share(
            names[iri] if iri else gettext("not known"),
            count,
            here(place=None if terms.local(iri) == chosen else terms.local(iri)) if iri else "",
            bool(iri) and terms.local(iri) == chosen,
        )
        for iri, count in found.towns.items()
    ]


def _territories(found: Sums, rows: Sequence[WorksWith]) -> list[tuple[str, int]]:
    names = {row.in_territory: str(row.territory_label) for row in rows if row.in_territory}
    return [
        (names[iri] if iri else gettext("not known"), count)
        for iri, count in found.territories.items()
    ]


def _line(row: WorksWith, names: dict[URIRef, str]) -> Line:
    return Line(
        unit=Value(called(row.unit, row.unit_acronym, row.unit_label), page_of(row.unit)),
        institute=Value(called(row.institute, row.institute_label), page_of(row.institute)),
        place=str(row.place_label or gettext("not known")),
        territory=str(row.territory_label or gettext("not known")),
        action=Value(called(row.action, row.action_acronym, row.action_label), page_of(row.action)),
        themes=", ".join(names.get(theme, terms.local(theme)) for theme in row.themes),
    )


def _graph(rows: Sequence[WorksWith], found: Sums) -> Graph:
    names = {
        row.unit: called(row.unit, row.unit_acronym, row.unit_label) for row in rows
    } | {
        row.institute: called(row.institute, row.institute_acronym, row.institute_label)
        for row in rows
    }  # fmt: skip
    sides = [Counter(row.unit for row in rows), Counter(row.institute for row in rows)]
    shown = [sorted(side, key=lambda iri: (-side[iri], iri))[:DRAWN] for side in sides]
    heights = [{iri: ROW * (place + 1) for place, iri in enumerate(side)} for side in shown]
    nodes = [
        [Node(_cut(names[iri]), page_of(iri), y, sides[at][iri]) for iri, y in side.items()]
        for at, side in enumerate(heights)
    ]
    most = max((pair.actions for pair in found.pairs), default=1)
    edges = [
        Edge(
            heights[0][pair.unit],
            heights[1][pair.institute],
            round(1 + 4 * (pair.actions - 1) / max(most - 1, 1), 1),
            pair.actions,
        )
        for pair in found.pairs
        if pair.unit in heights[0] and pair.institute in heights[1]
    ]
    drawn = sum(edge.links for edge in edges)
    height = ROW * (max(map(len, shown), default=0) + 1)
    return Graph(nodes[0], nodes[1], edges, height, drawn, found.total - drawn)


def _cut(text: str) -> str:
    return text if len(text) <= 32 else f"{text[:31]}…"
