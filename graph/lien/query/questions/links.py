"""How things are linked, now and on a day, directly and through others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from rdflib import Literal, URIRef

from lien.query.answers import answer
from lien.query.naming import Unnamed
from lien.query.parameters import Body, Day, Given, Lang, ThingInTime
from lien.query.rows import Acronym, Called, Class, Count, Iris, Label, Texts
from lien.store import Node, Reader
from lien.terms import fold


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One link of a body; `direction` is "out" or "in", dates are as the source gives them."""

    direction: Literal
    property: URIRef
    property_label: Annotated[Literal | None, Called("property", turned="direction")]
    other: URIRef
    other_label: Label
    other_acronym: Acronym
    other_class: Class
    role: URIRef | None
    role_label: Label
    side: URIRef | None
    side_label: Label
    start: Literal | None
    end: Literal | None
    as_of: Texts
    graph: URIRef
    link: URIRef | None
    confidence: URIRef | None
    sources: Iris


def neighbours(
    store: Reader,
    body: Annotated[
        URIRef, Given("thing", "The thing whose links are asked for, for example org-cas.")
    ],
    lang: Lang,
) -> list[Neighbour]:
    """Links in and out of `body`, ordered by property, direction, name of the other end.

    A link stated twice (two roles, two periods, two graphs) is two rows. Unknown body: no rows.
    """
    return neighbours_of(store, body).named(store, lang)


def neighbours_of(store: Reader, body: URIRef) -> Unnamed[Neighbour]:
    """The rows of the question `neighbours`."""
    return answer(Neighbour, store, "neighbours", body=body).ordered(
        lambda row: (row.property, str(row.direction), fold(str(row.other_label or "")))
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How a link, name, kind or period stands on a day; `node` is None for a plain triple.

    `standing` is one of holds, not-yet, over, replaced, unknown: see `standing.rq`.
    """

    direction: Literal
    property: URIRef
    property_label: Annotated[Literal | None, Called("property", turned="direction")]
    other: URIRef
    other_label: Label
    node: URIRef | None
    standing: Literal


def standing(store: Reader, thing: ThingInTime, lang: Lang, *, on: Day) -> list[Standing]:
    """How the links, names, kinds and periods of `thing` stand on a day, by property.

    One row per link node, or per direct triple without one. Unknown thing: no rows.
    """
    return answer(Standing, store, "standing", thing=thing, on=on).named(store, lang)


@dataclass(frozen=True, slots=True)
class Joined:
    """Another end that `number` things of the class `through` join to a body."""

    other: URIRef
    other_label: Label
    other_acronym: Acronym
    through: URIRef
    through_label: Label
    number: Count
    between: Iris


def linked_through(store: Reader, body: Body, lang: Lang) -> list[Joined]:
    """Whom `body` meets in the same actions, agreements, units and events, or through one person.

    The most joint things of one class first, then by IRI. Unknown body: no rows.
    """
    return answer(Joined, store, "linked_through", body=body).named(store, lang)


@dataclass(frozen=True, slots=True)
class Similar:
    """A body of the same kind with `number` partners, fields and cities in common."""

    other: URIRef
    other_label: Label
    other_acronym: Acronym
    number: Count
    partners: Iris
    fields: Iris
    cities: Iris


def similar(store: Reader, body: Body, lang: Lang) -> list[Similar]:
    """Bodies of the same kind with two or more partners, fields or cities in common.

    Most in common first, then by IRI. Unknown body: no rows.
    """
    return answer(Similar, store, "similar", body=body).named(store, lang)


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One link between two things, with the days that its dates may mean."""

    source: URIRef
    property: URIRef
    target: URIRef
    graph: URIRef
    link: URIRef | None
    role: URIRef | None
    side: URIRef | None
    start: Literal | None
    end: Literal | None
    confidence: URIRef | None
    sources: Iris


def links(store: Reader) -> list[LinkRow]:
    """Every link between things that the reader may see, ordered by the IRIs."""
    return answer(LinkRow, store, "links").rows()


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement about a thing or a link node of the class `klass`."""

    thing: URIRef
    klass: URIRef
    property: URIRef
    other: Node


def statements(
    store: Reader,
    *,
    thing: Annotated[URIRef | None, Given("thing", "Only of this thing or link.")] = None,
) -> list[Statement]:
    """What is stated of `thing`, or of everything, links with a node included; by thing."""
    return answer(Statement, store, "statements", thing=thing).rows()
