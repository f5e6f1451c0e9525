"""Questions about the cooperation as a whole: its history, its structures, its map, its funding."""

from __future__ import annotations

from datetime import date

from rdflib import Literal, URIRef
from rdflib.namespace import XSD

from lien import resources
from lien.query.naming import Unnamed
from lien.query.rows import (
    CityPair,
    Funding,
    FundingUser,
    Happening,
    Partner,
    Position,
    Structure,
    StructurePartner,
)
from lien.store import Node, Reader


def chronicle(  # noqa: PLR0913  one argument per filter
    store: Reader,
    lang: str,
    *,
    body: URIRef | None = None,
    what: str | None = None,
    since: date | None = None,
    until: date | None = None,
) -> list[Happening]:
    """Dated things of the cooperation, of one `body` or of all, by the date as it is given.

    A year stands before its months and a month before its days; no day is invented. `what` is a
    word of `chronicle.rq`; another one gives no rows. A partial date counts as inside when it may
    be.
    """
    values: dict[str, Node | None] = {
        "body": body,
        "what": None if what is None else Literal(what),
        "since": _day(since),
        "until": _day(until),
    }
    table = store.select(resources.query("chronicle"), **values)
    return Unnamed(Happening, table).named(store, lang)


def structures(  # noqa: PLR0913  one argument per filter
    store: Reader,
    lang: str,
    *,
    kind: URIRef | None = None,
    field: URIRef | None = None,
    institute: URIRef | None = None,
    territory: URIRef | None = None,
    partner: URIRef | None = None,
    cnrs: URIRef | None = None,
) -> list[Structure]:
    """Joint laboratories, networks and other actions, newest first, those without a start last."""
    values: dict[str, Node | None] = {
        "kind": kind,
        "field": field,
        "institute": institute,
        "territory": territory,
        "partner": partner,
        "cnrs": cnrs,
        "lang": Literal(lang),
    }
    table = store.select(resources.query("structures"), **values)
    return Unnamed(Structure, table).named(store, lang)


def structure_partners(
    store: Reader, lang: str, *, action: URIRef | None = None
) -> list[StructurePartner]:
    """Who takes part in `action`, or in any, by action, side and partner."""
    table = store.select(resources.query("structure_partners"), action=action)
    return Unnamed(StructurePartner, table).named(store, lang)


def funding(
    store: Reader,
    lang: str,
    *,
    kind: URIRef | None = None,
    territory: URIRef | None = None,
    field: URIRef | None = None,
) -> list[Funding]:
    """Funding schemes and tools by IRI; what is not known is None."""
    values: dict[str, Node | None] = {
        "kind": kind,
        "territory": territory,
        "field": field,
        "lang": Literal(lang),
    }
    table = store.select(resources.query("funding"), **values)
    return Unnamed(Funding, table).named(store, lang)


def funding_users(store: Reader, lang: str, *, scheme: URIRef | None = None) -> list[FundingUser]:
    """Actions that used `scheme`, or any, by scheme, action and label borne."""
    table = store.select(resources.query("funding_users"), scheme=scheme)
    return Unnamed(FundingUser, table).named(store, lang)


def partners(
    store: Reader,
    lang: str,
    *,
    territory: URIRef | None = None,
    place: URIRef | None = None,
    on: date | None = None,
) -> list[Partner]:
    """Bodies and units that take part in actions and agreements, each once, by IRI.

    `on`: as the dates say for that day; what has no beginning counts on no day.
    """
    values: dict[str, Node | None] = {"territory": territory, "place": place, "on": _day(on)}
    table = store.select(resources.query("partners"), **values)
    return Unnamed(Partner, table).named(store, lang)


def city_pairs(
    store: Reader,
    lang: str,
    *,
    territory: URIRef | None = None,
    place: URIRef | None = None,
    on: date | None = None,
) -> list[CityPair]:
    """Pairs of cities of different territories with what joins them, by the IRIs; see `partners`.

    The first city is the one whose territory comes first by IRI.
    """
    values: dict[str, Node | None] = {"territory": territory, "place": place, "on": _day(on)}
    table = store.select(resources.query("city_pairs"), **values)
    return Unnamed(CityPair, table).named(store, lang)


def positions(store: Reader, lang: str) -> list[Position]:
    """Where the places are that have a position, by place; two sources may give two."""
    return Unnamed(Position, store.select(resources.query("positions"))).named(store, lang)


def _day(day: date | None) -> Literal | None:
    return None if day is None else Literal(day.isoformat(), datatype=XSD.date)
