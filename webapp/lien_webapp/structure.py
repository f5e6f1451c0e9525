"""Who holds the network together: brokers, communities, bridges, as last recorded or computed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import inf, isnan, nan
from typing import Final

from flask import Blueprint, Response, current_app, render_template, request
from rdflib import URIRef
from werkzeug.exceptions import BadRequest

from lien import query, terms
from lien.analysis.apart import measured_apart
from lien.analysis.recording import STRUCTURE, Run
from lien.analysis.selection import selection
from lien.errors import LienError
from lien.projection.keeping import manifest_of
from lien.store import Level, Reader
from lien_webapp import negotiate
from lien_webapp.context import fresh_readers, reader, today, version, volatile
from lien_webapp.downloads import rows_csv, rows_json
from lien_webapp.facets import Facet, Faceted
from lien_webapp.i18n import gettext, language, mark
from lien_webapp.known import Answers, answers, patiently, shared
from lien_webapp.links import page_of
from lien_webapp.pages import kept
from lien_webapp.paging import page_of_rows
from lien_webapp.ties import whole_network
from lien_webapp.waiting import being_made

blueprint = Blueprint("structure", __name__)

NETWORKS: Final[dict[str, str]] = {
    "cooperation": mark("All cooperation"),
    "joint-action": mark("Joint actions"),
    "agreement": mark("Agreements"),
    "co-publication": mark("Joint works"),
}
ORDERS: Final[dict[str, str]] = {
    "betweenness": mark("Broker between others"),
    "constraint": mark("Freedom from overlap"),
    "neighbours": mark("Partners"),
    "core": mark("Core"),
    "pagerank": mark("Weight in the network"),
}
"""What the table can be ordered by; constraint by its smallest values."""
LISTED: Final = 50
SHOWN: Final = 6
"""Members of a community that are named."""
_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Figures:
    """Values of each measure by thing, values of ties, totals; when they are from and of which run.

    `run` is empty when they were computed for the page: nothing is recorded, or from other facts
    than those of today, and then `recorded` is the day of it. `checked`: the facts are those of
    today.
    """

    values: dict[str, dict[URIRef, float]]
    bridges: list[tuple[URIRef, URIRef, float]]
    totals: dict[str, float]
    at: str
    run: str
    recorded: str = ""
    checked: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """A body with its measures; docs/explanation/measures.md says what each means."""

    thing: str
    name: str
    partners: int
    betweenness: float
    constraint: float
    effective_size: float
    clustering: float
    core: int
    pagerank: float
    cut_point: bool
    community: int
    community_name: str
    page: str


@dataclass(frozen=True, slots=True)
class Community:
    """A community with its best linked members."""

    number: int
    name: str
    size: int
    members: list[Row]


@dataclass(frozen=True, slots=True)
class Bridge:
    """A tie that nothing replaces, with how many works, actions or agreements it rests on."""

    first: Row
    second: Row
    weight: float


@blueprint.get("/structure")
def page() -> Response:
    """Answer with the table, communities and bridges; JSON and CSV hold the table."""
    form = negotiate.chosen("html", "json", "csv")
    network = _asked("network", NETWORKS)
    recorded = _recorded(network)
    figures = _of_today(network, recorded)
    if figures is None and recorded is not None:
        volatile()
        figures = replace(recorded[0], checked=False)
    if figures is None:
        return being_made(form)
    if form == "html":
        return kept(lambda: _html(network, figures), f"html {figures.checked}")
    found = _ordered(Faceted(_rows(figures), _facets()))
    if form == "csv":
        return rows_csv(found, Row, "structure")
    names = ("run", "at", "recorded", "checked", "totals")
    about = {"network": network, **{name: getattr(figures, name) for name in names}}
    return rows_json(found, **about)


def _asked(name: str, choices: dict[str, str]) -> str:
    value = request.args.get(name) or next(iter(choices))
    if value not in choices:
        known = ", ".join(choices)
        raise BadRequest(
            gettext("“%(name)s” is one of: %(known)s.") % {"name": name, "known": known}
        )
    return value


def _recorded(network: str) -> tuple[Figures, query.RunRow] | None:
    """The last recorded run of a network that the reader may see; None if there is none."""
    runs = [
        run
        for run in query.runs(reader(), language())
        if not run.year and str(run.parameters) == Run(STRUCTURE, network).parameters
    ]
    if not runs:
        return None
    widest = max(runs, key=lambda run: (Level.of(str(run.level)), str(run.at)))
    return shared(lambda: _figures(widest), "structure", network), widest


def _figures(run: query.RunRow) -> Figures:
    """The values of a run."""
    values: dict[str, dict[URIRef, float]] = {}
    bridges: list[tuple[URIRef, URIRef, float]] = []
    totals: dict[str, float] = {}
    for row in query.measured(reader(), language(), run=run.run):
        measure, value = terms.local(row.measure), float(row.value)
        if row.thing == run.run:
            totals[measure] = value
        elif row.other is None:
            values.setdefault(measure, {})[row.thing] = value
        elif row.thing < row.other:
            bridges.append((row.thing, row.other, value))
    return Figures(values, bridges, totals, str(run.at)[:10], str(run.run))


def _of_today(network: str, recorded: tuple[Figures, query.RunRow] | None) -> Figures | None:
    """The recorded figures if the facts are still the same, else new ones; None while that takes.

    Both are found out in the background.
    """
    kept, state, day = answers(), version(), today().isoformat()
    readers = fresh_readers(current_app)

    def made(store: Reader) -> Figures:
        try:
            if recorded is not None and _stands(recorded[1], kept, readers):
                return recorded[0]
            chosen = selection(whole_network(kept, store, state), network)
            found = measured_apart(chosen, Run(STRUCTURE, network))
        except (LienError, RuntimeError) as error:
            _LOG.exception("the structure could not be computed")
            raise LienError(str(error)) from error
        things = [URIRef(iri) for iri in found.iris]
        values = {
            name: {
                thing: value
                for thing, value in zip(things, column.tolist(), strict=True)
                if not isnan(value)
            }
            for name, column in found.things.items()
        }
        bridges = [(things[u], things[v], weight) for _, u, v, weight in found.ties]
        before = recorded[0].at if recorded is not None else ""
        return Figures(values, bridges, dict(found.totals), day, "", before)

    return patiently(made, "structure-today", network)


def _stands(run: query.RunRow, kept: Answers, readers: Callable[[Level], Reader]) -> bool:
    """Whether the network that was measured is that of today, for those who see the run."""
    store = readers(Level.of(str(run.level)))
    found = manifest_of(whole_network(kept, store, store.version), "", "")
    return found.digest == str(run.state)


def _rows(figures: Figures) -> list[Row]:
    """A row for each thing, the strongest broker first."""
    groups, partners = (figures.values.get(name, {}) for name in ("community", "neighbours"))
    named = {name.thing: name for name in query.names(reader(), sorted(groups), language())}

    def called(thing: URIRef) -> str:
        found = named.get(thing)
        return terms.called(thing, found and found.label)

    def short(thing: URIRef) -> str:
        found = named.get(thing)
        return str((found and found.acronym) or called(thing))

    def value(measure: str, thing: URIRef) -> float:
        return figures.values[measure].get(thing, nan)

    first: dict[float, URIRef] = {}
    for thing in sorted(groups, key=lambda thing: (-partners[thing], thing)):
        first.setdefault(groups[thing], thing)
    rows = [
        Row(
            thing=terms.slug(thing),
            name=called(thing),
            partners=int(partners[thing]),
            betweenness=value("betweenness", thing),
            constraint=value("constraint", thing),
            effective_size=value("effective-size", thing),
            clustering=value("clustering", thing),
            core=int(value("core", thing)),
            pagerank=value("pagerank", thing),
            cut_point=bool(value("cut-point", thing)),
            community=int(groups[thing]),
            community_name=short(first[groups[thing]]),
            page=page_of(thing),
        )
        for thing in groups
    ]
    return sorted(rows, key=lambda row: (-row.betweenness, row.thing))


def _facets() -> list[Facet[Row]]:
    yes, no = gettext("its loss cuts the network"), gettext("others replace it")
    return [
        Facet(
            "community",
            gettext("Community around"),
            lambda row: {str(row.community): row.community_name},
        ),
        Facet("core", gettext("Core"), lambda row: {str(row.core): str(row.core)}),
        Facet(
            "cut",
            gettext("If it were lost"),
            lambda row: {"yes": yes} if row.cut_point else {"no": no},
        ),
    ]


def _ordered(found: Faceted[Row]) -> list[Row]:
    by = _asked("by", ORDERS)

    def key(row: Row) -> tuple[float, str]:
        number = float(row.partners if by == "neighbours" else getattr(row, by))
        number = number if by == "constraint" else -number
        return inf if isnan(number) else number, row.thing

    return sorted(found.rows, key=key)


def _html(network: str, figures: Figures) -> str:
    rows = _rows(figures)
    found, everything = Faceted(rows, _facets()), {row.thing: row for row in rows}
    ends = [(terms.slug(u), terms.slug(v), weight) for u, v, weight in figures.bridges]
    return render_template(
        "structure/page.html",
        figures=figures,
        networks=NETWORKS,
        network=network,
        orders=ORDERS,
        by=_asked("by", ORDERS),
        page=page_of_rows(_ordered(found), LISTED),
        facets=found.choices(),
        chosen=found.chosen,
        communities=_communities(rows),
        bridges=[
            Bridge(everything[u], everything[v], weight)
            for u, v, weight in sorted(ends, key=lambda end: (-end[2], end[0], end[1]))
        ],
    )


def _communities(rows: Sequence[Row]) -> list[Community]:
    """Communities of three or more, the largest first."""
    members: dict[int, list[Row]] = {}
    for row in sorted(rows, key=lambda row: (-row.partners, row.thing)):
        members.setdefault(row.community, []).append(row)
    return [
        Community(number, found[0].community_name, len(found), found[:SHOWN])
        for number, found in sorted(members.items())
        if len(found) > 2
    ]
