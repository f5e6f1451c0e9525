"""Rows of the named questions: one frozen dataclass each, fields named as the query's columns.

A term stays a term of rdflib (so that a page knows language and precision); what the data does
not say is None, never "" or 0. `klass` is the column `class`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Final, TypeVar, get_type_hints

from rdflib import Literal, URIRef

from lien.store import Node, Table

R = TypeVar("R")

_PARTY: Final = re.compile(r"(.*) <([^<>]+)>", re.DOTALL)
_COLUMNS: Final = {"klass": "class"}


def _iris(cell: Node | None) -> tuple[URIRef, ...]:
    return tuple(URIRef(iri) for iri in sorted(str(cell or "").split()))


def _texts(cell: Node | None) -> tuple[str, ...]:
    return tuple(sorted(str(cell or "").split()))


def _truth(cell: Node | None) -> bool:
    return str(cell) in ("true", "1")


def _sorted_texts(cell: Node | None) -> Literal | None:
    return Literal(" | ".join(sorted(str(cell).split(" | ")))) if cell else None


def _count(cell: Node | None) -> int:
    return int(str(cell or 0))


def _parties(cell: Node | None) -> tuple[Party, ...]:
    matches = (_PARTY.fullmatch(part + ">") for part in str(cell or "").rstrip(">").split(">; "))
    found = [Party(URIRef(match[2]), match[1]) for match in matches if match]
    return tuple(sorted(found, key=lambda party: (party.label.casefold(), party.iri)))


@dataclass(frozen=True, slots=True)
class Called:
    """Marks a field that holds the name of what stands in another column, or another part of it.

    `part` is a field of `Name`. Where the column `turned` holds "in", the label is the name of the
    link seen from its other end.
    """

    column: str
    part: str = "label"
    turned: str = ""


def rows_of(
    kind: Callable[..., R], table: Table, named: Mapping[Node, Name] | None = None
) -> list[R]:
    """The table's rows as `kind`; columns that `kind` does not have (the parameters) are left.

    `named` holds the names for the fields marked `Called`.
    """
    places = {column: index for index, column in enumerate(table.columns)}
    readers = [_reader(field, mark, places, named or {}) for field, mark in _fields(kind)]
    return [kind(*(read(row) for read in readers)) for row in table]


def to_name(kind: Callable[..., Any], table: Table) -> set[URIRef]:
    """Everything in the table whose name a field of `kind` holds."""
    columns = {mark.column for _, mark in _fields(kind) if isinstance(mark, Called)}
    places = [table.columns.index(column) for column in columns]
    return {node for row in table for i in places if isinstance(node := row[i], URIRef)}


_LISTS: Final = ("source", "sources", "between", "partners", "fields", "cities")


def cited(table: Table) -> set[URIRef]:
    """The sources in a table, and the things that its columns list side by side."""
    places = [table.columns.index(name) for name in _LISTS if name in table.columns]
    return {source for row in table for i in places for source in _iris(row[i])}


def _reader(
    field: str, mark: Any, places: Mapping[str, int], named: Mapping[Node, Name]
) -> Callable[[tuple[Node | None, ...]], Any]:
    if isinstance(mark, Called):
        return _namer(mark, places, named)
    index = places[_COLUMNS.get(field, field)]
    return (lambda row: mark(row[index])) if mark else (lambda row: row[index])


def _namer(
    mark: Called, places: Mapping[str, int], named: Mapping[Node, Name]
) -> Callable[[tuple[Node | None, ...]], Any]:
    index, turned = places[mark.column], places.get(mark.turned)

    def read(row: tuple[Node | None, ...]) -> Any:
        node = row[index]
        name = named.get(node) if node is not None else None
        back = turned is not None and str(row[turned]) == "in"
        return getattr(name, "inverse_label" if back else mark.part) if name else None

    return read


@cache
def _fields(kind: Hashable) -> list[tuple[str, Any]]:
    """Each field, in order, with what it is annotated with: a function, a `Called`, or None."""
    hints = get_type_hints(kind, include_extras=True)
    return [(name, getattr(hint, "__metadata__", (None,))[0]) for name, hint in hints.items()]


@dataclass(frozen=True, slots=True)
class Party:
    """A party of an agreement; `label` is the acronym, else the name."""

    iri: URIRef
    label: str


@dataclass(frozen=True, slots=True)
class Name:
    """What a thing is called, and its class; a property has a name seen from its other end too."""

    thing: URIRef
    label: Literal | None
    inverse_label: Literal | None
    acronym: Literal | None
    klass: URIRef


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One link of a body; `direction` is "out" or "in", dates are as the source gives them."""

    direction: Literal
    property: URIRef
    property_label: Annotated[Literal | None, Called("property", turned="direction")]
    other: URIRef
    other_label: Annotated[Literal | None, Called("other")]
    other_acronym: Annotated[Literal | None, Called("other", "acronym")]
    other_class: Annotated[URIRef | None, Called("other", "klass")]
    role: URIRef | None
    role_label: Annotated[Literal | None, Called("role")]
    side: URIRef | None
    side_label: Annotated[Literal | None, Called("side")]
    start: Literal | None
    end: Literal | None
    as_of: Annotated[tuple[str, ...], _texts]
    graph: URIRef
    link: URIRef | None
    confidence: URIRef | None
    sources: Annotated[tuple[URIRef, ...], _iris]


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement about a thing that is not a link."""

    klass: URIRef | None
    property: URIRef
    property_label: Literal | None
    value: Node
    value_label: Literal | None
    graph: URIRef


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement; `contradictions` counts what sources say against values kept for it."""

    agreement: URIRef
    label: Annotated[Literal | None, Called("agreement")]
    type: URIRef | None
    kind_label: Annotated[Literal | None, Called("type")]
    signed: Literal | None
    start: Literal | None
    end: Literal | None
    place: URIRef | None
    place_label: Annotated[Literal | None, Called("place")]
    parties: Annotated[tuple[Party, ...], _parties]
    contradictions: Annotated[int, _count]


@dataclass(frozen=True, slots=True)
class Stage:
    """A name, a kind with its code, or a period; `what` is "name", "kind" or "period"."""

    what: Literal
    node: URIRef
    kind: URIRef
    kind_label: Annotated[Literal | None, Called("kind")]
    text: Literal | None
    code: Literal | None
    start: Literal | None
    end: Literal | None
    as_of: Annotated[tuple[str, ...], _texts]
    duration: Literal | None
    renewal: URIRef | None
    renewal_label: Annotated[Literal | None, Called("renewal")]
    confidence: URIRef
    sources: Annotated[tuple[URIRef, ...], _iris]


@dataclass(frozen=True, slots=True)
class InForce:
    """How an agreement stands on a day; see `in_force.rq` for the rule.

    `status` is one of in-force, tacitly-renewed, unknown-end, suspended, ended, replaced, not-yet,
    undated. `certain` says that no other reading of the dates gives another status.
    """

    agreement: URIRef
    label: Annotated[Literal | None, Called("agreement")]
    type: URIRef | None
    kind_label: Annotated[Literal | None, Called("type")]
    begin: Literal | None
    end: Literal | None
    status: Literal
    certain: Annotated[bool, _truth]


@dataclass(frozen=True, slots=True)
class Moment:
    """Something dated. `what` is one of the words in `timeline.rq`; `at` carries the date."""

    given: Literal
    what: Literal
    thing: URIRef
    label: Annotated[Literal | None, Called("thing")]
    klass: Annotated[URIRef | None, Called("thing", "klass")]
    kind: URIRef | None
    kind_label: Annotated[Literal | None, Called("kind")]
    at: URIRef


@dataclass(frozen=True, slots=True)
class Origin:
    """Who states a fact: graph, file, line (header is 1) and one source. See `standing`.

    `standing` is "preferred" for what the graph keeps and "competing" for what a source says
    against it.
    """

    fact: Node
    standing: Literal
    graph: URIRef
    graph_title: Literal | None
    file: Literal | None
    record: URIRef | None
    row: Literal | None
    confidence: URIRef | None
    confidence_label: Annotated[Literal | None, Called("confidence")]
    source: URIRef | None
    source_label: Literal | None
    source_address: Node | None
    source_publisher: Literal | None
    source_date: Literal | None
    source_read: Literal | None
    note: Literal | None


@dataclass(frozen=True, slots=True)
class Observation:
    """A figure about `of`. `value` None is unknown, and `status` says why: it is never zero."""

    observation: URIRef
    indicator: URIRef
    measure_label: Literal | None
    period: Literal | None
    qualifier_label: Literal | None
    value: Literal | None
    unit_label: Literal | None
    status: URIRef | None
    status_label: Literal | None
    of: Literal | None
    note: Literal | None
    confidence: URIRef | None


@dataclass(frozen=True, slots=True)
class Competing:
    """What a source says against a value that is kept.

    `property` is None when the field is not a column of the thing's table; `kept_values` is None
    when nothing is kept for it.
    """

    statement: URIRef
    about: URIRef
    label: Annotated[Literal | None, Called("about")]
    field: Literal
    property: URIRef | None
    property_label: Annotated[Literal | None, Called("property")]
    kept_values: Annotated[Literal | None, _sorted_texts]
    value: Node
    value_label: Annotated[Literal | None, Called("value")]
    sources: Annotated[tuple[URIRef, ...], _iris]
    note: Literal | None


@dataclass(frozen=True, slots=True)
class Flag:
    """Something odd: `date` of `about` does not fit with the date `against` of `other`.

    `at` carries the date: a participation, a party, a role, else `about` itself. `other` is
    `about` where two dates of one thing do not fit together. Both dates are as given.
    """

    rule: URIRef
    rule_label: Annotated[Literal | None, Called("rule")]
    about: URIRef
    label: Annotated[Literal | None, Called("about")]
    date: Literal
    other: URIRef
    other_label: Annotated[Literal | None, Called("other")]
    against: Literal
    at: URIRef


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
    sources: Annotated[tuple[URIRef, ...], _iris]


@dataclass(frozen=True, slots=True)
class Extent:
    """Territory of a thing, and the first and last day that its dates allow; None: not stated."""

    thing: URIRef
    territory: URIRef | None
    territory_label: Annotated[Literal | None, Called("territory")]
    first: Literal | None
    last: Literal | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A thing in the list of its class."""

    thing: URIRef
    label: Literal | None
    acronym: Literal | None
    kind_label: Literal | None
    place_label: Literal | None


@dataclass(frozen=True, slots=True)
class ClassCount:
    """A class and how many things of it the reader may see."""

    klass: URIRef
    class_label: Literal | None
    things: Annotated[int, _count]


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted of one kind, and which pairs are kept (`lien.projection.derived`).

    `things` have two bodies or more; `without_year` of them count in the totals only. Pairs with
    fewer than `kept_from` in all are left out, their years below `years_from`.
    """

    kind: URIRef
    kind_label: Annotated[Literal | None, Called("kind")]
    things: Annotated[int, _count]
    without_year: Annotated[int, _count]
    too_large: Annotated[int, _count]
    pairs: Annotated[int, _count]
    kept: Annotated[int, _count]
    kept_from: Annotated[int, _count]
    years_from: Annotated[int, _count]
    graph: URIRef
    state: Literal


@dataclass(frozen=True, slots=True)
class RunRow:
    """A recorded measure: its graph, and all that its values depend on; `level` is who sees it."""

    run: URIRef
    network: URIRef
    network_label: Annotated[Literal | None, Called("network")]
    year: Literal | None
    parameters: Literal
    level: URIRef
    level_label: Annotated[Literal | None, Called("level")]
    at: Literal
    values: Annotated[int, _count]
    software: Literal
    state: Literal


@dataclass(frozen=True, slots=True)
class Measured:
    """A value that a run gives to a thing, to a tie with `other`, or to the run: all of it."""

    run: URIRef
    network: URIRef
    network_label: Annotated[Literal | None, Called("network")]
    year: Literal | None
    measure: URIRef
    measure_label: Annotated[Literal | None, Called("measure")]
    thing: URIRef
    thing_label: Annotated[Literal | None, Called("thing")]
    other: URIRef | None
    other_label: Annotated[Literal | None, Called("other")]
    value: Literal


@dataclass(frozen=True, slots=True)
class Pair:
    """Two bodies with `whole` things in common; `fraction`: each shared out among its pairs.

    `cover` says what agreement there is; None for agreements themselves. `kept_from`: the smallest
    total that is kept.
    """

    kind: URIRef
    kind_label: Annotated[Literal | None, Called("kind")]
    rank: Annotated[int, _count]
    first: URIRef
    first_label: Annotated[Literal | None, Called("first")]
    second: URIRef
    second_label: Annotated[Literal | None, Called("second")]
    whole: Annotated[int, _count]
    fraction: Literal | None
    cover: URIRef | None
    cover_label: Annotated[Literal | None, Called("cover")]
    kept_from: Annotated[int, _count]
    pair: URIRef


@dataclass(frozen=True, slots=True)
class PairYear:
    """What a body has in common with `other` in one year; see `Pair`."""

    kind: URIRef
    kind_label: Annotated[Literal | None, Called("kind")]
    other: URIRef
    other_label: Annotated[Literal | None, Called("other")]
    year: Literal
    whole: Annotated[int, _count]
    fraction: Literal | None
    years_from: Annotated[int, _count]
    pair: URIRef


@dataclass(frozen=True, slots=True)
class Standing:
    """How a link, name, kind or period stands on a day; `node` is None for a plain triple.

    `standing` is one of holds, not-yet, over, replaced, unknown: see `standing.rq`.
    """

    direction: Literal
    property: URIRef
    property_label: Annotated[Literal | None, Called("property", turned="direction")]
    other: URIRef
    other_label: Annotated[Literal | None, Called("other")]
    node: URIRef | None
    standing: Literal


@dataclass(frozen=True, slots=True)
class Role:
    """A role that a person holds or held in a body, unit or action; `as_of`: when it was seen."""

    body: URIRef
    body_label: Annotated[Literal | None, Called("body")]
    person: URIRef
    person_label: Annotated[Literal | None, Called("person")]
    role: URIRef | None
    role_label: Annotated[Literal | None, Called("role")]
    start: Literal | None
    end: Literal | None
    as_of: Annotated[tuple[str, ...], _texts]
    held: URIRef
    graph: URIRef
    confidence: URIRef | None
    sources: Annotated[tuple[URIRef, ...], _iris]


@dataclass(frozen=True, slots=True)
class Joined:
    """Another end that `number` things of the class `through` join to a body."""

    other: URIRef
    other_label: Annotated[Literal | None, Called("other")]
    other_acronym: Annotated[Literal | None, Called("other", "acronym")]
    through: URIRef
    through_label: Annotated[Literal | None, Called("through")]
    number: Annotated[int, _count]
    between: Annotated[tuple[URIRef, ...], _iris]


@dataclass(frozen=True, slots=True)
class Similar:
    """A body of the same kind with `number` partners, fields and cities in common."""

    other: URIRef
    other_label: Annotated[Literal | None, Called("other")]
    other_acronym: Annotated[Literal | None, Called("other", "acronym")]
    number: Annotated[int, _count]
    partners: Annotated[tuple[URIRef, ...], _iris]
    fields: Annotated[tuple[URIRef, ...], _iris]
    cities: Annotated[tuple[URIRef, ...], _iris]


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """What an agreement has to do with another one, or with an action; None: nothing."""

    agreement: URIRef
    label: Annotated[Literal | None, Called("agreement")]
    relation: URIRef | None
    relation_label: Annotated[Literal | None, Called("relation")]
    other: URIRef | None
    other_label: Annotated[Literal | None, Called("other")]
    other_acronym: Annotated[Literal | None, Called("other", "acronym")]


@dataclass(frozen=True, slots=True)
class Bearer:
    """A thing that bears a term, or the narrower term `by`, as its `property`."""

    property: URIRef
    property_label: Annotated[Literal | None, Called("property")]
    thing: URIRef
    label: Annotated[Literal | None, Called("thing")]
    acronym: Annotated[Literal | None, Called("thing", "acronym")]
    klass: Annotated[URIRef | None, Called("thing", "klass")]
    by: URIRef
    by_label: Annotated[Literal | None, Called("by")]


@dataclass(frozen=True, slots=True)
class Import:
    """A named graph: the file that it comes from and the day on which it was read in."""

    graph: URIRef
    title: Literal | None
    file: Literal | None
    date: Literal
    rows: Literal | None
    sha256: Literal | None
    licence: Literal | URIRef | None


@dataclass(frozen=True, slots=True)
class Happening:
    """Something dated in the cooperation. `moment` is one of the words in `chronicle.rq`."""

    given: Literal
    moment: Literal
    thing: URIRef
    label: Annotated[Literal | None, Called("thing")]
    klass: Annotated[URIRef | None, Called("thing", "klass")]
    kind: URIRef | None
    kind_label: Annotated[Literal | None, Called("kind")]


@dataclass(frozen=True, slots=True)
class Structure:
    """A joint laboratory, a network or another action, with its names in three languages.

    `fields` are those of the OECD, `disciplines` as the tables write them; of both and of `places`,
    label and concept.
    """

    action: URIRef
    label: Annotated[Literal | None, Called("action")]
    acronym: Literal | None
    type: URIRef | None
    kind_label: Annotated[Literal | None, Called("type")]
    fr: Literal | None
    en: Literal | None
    zh: Literal | None
    start: Literal | None
    end: Literal | None
    status_text: Literal | None
    of_institute: URIRef | None
    institute_label: Annotated[Literal | None, Called("of_institute")]
    of_cnrs: URIRef | None
    cnrs_label: Annotated[Literal | None, Called("of_cnrs")]
    fields: Annotated[tuple[Party, ...], _parties]
    disciplines: Annotated[tuple[Party, ...], _parties]
    places: Annotated[tuple[Party, ...], _parties]


@dataclass(frozen=True, slots=True)
class StructurePartner:
    """One participation in an action; dates are those of the participation."""

    structure: URIRef
    side: URIRef | None
    side_label: Annotated[Literal | None, Called("side")]
    partner: URIRef
    partner_label: Annotated[Literal | None, Called("partner")]
    partner_acronym: Annotated[Literal | None, Called("partner", "acronym")]
    role: URIRef | None
    role_label: Annotated[Literal | None, Called("role")]
    place: URIRef | None
    place_label: Annotated[Literal | None, Called("place")]
    territory: URIRef | None
    territory_label: Annotated[Literal | None, Called("territory")]
    start: Literal | None
    end: Literal | None
    participation: URIRef


@dataclass(frozen=True, slots=True)
class Funding:
    """A funding scheme or tool. None is unknown; `users` counts the actions that the data name.

    `fields` are the main fields of the OECD; `former` the labels that the tool has replaced.
    """

    funding: URIRef
    label: Annotated[Literal | None, Called("funding")]
    acronym: Literal | None
    type: URIRef | None
    kind_label: Annotated[Literal | None, Called("type")]
    funders: Annotated[tuple[Party, ...], _parties]
    eligible: Literal | None
    discipline: URIRef | None
    discipline_label: Annotated[Literal | None, Called("discipline")]
    fields: Annotated[tuple[Party, ...], _parties]
    open_to: URIRef | None
    open_to_label: Annotated[Literal | None, Called("open_to")]
    amount: Literal | None
    duration: Literal | None
    periodicity: Literal | None
    first_seen: Literal | None
    last_seen: Literal | None
    status_text: Literal | None
    former: Annotated[tuple[Party, ...], _parties]
    users: Annotated[int, _count]
    note: Literal | None


@dataclass(frozen=True, slots=True)
class FundingUser:
    """An action that used a scheme; `tool` is the label it bore, None when the scheme is named."""

    funding: URIRef
    funding_label: Annotated[Literal | None, Called("funding")]
    user: URIRef
    user_label: Annotated[Literal | None, Called("user")]
    user_acronym: Annotated[Literal | None, Called("user", "acronym")]
    tool: URIRef | None
    tool_label: Annotated[Literal | None, Called("tool")]
    start: Literal | None
    end: Literal | None


@dataclass(frozen=True, slots=True)
class Partner:
    """A body or unit with how many actions and agreements it takes part in, and where it is."""

    partner: URIRef
    label: Annotated[Literal | None, Called("partner")]
    acronym: Annotated[Literal | None, Called("partner", "acronym")]
    klass: Annotated[URIRef | None, Called("partner", "klass")]
    in_territory: URIRef | None
    territory_label: Annotated[Literal | None, Called("in_territory")]
    in_place: URIRef | None
    place_label: Annotated[Literal | None, Called("in_place")]
    actions: Annotated[int, _count]
    agreements: Annotated[int, _count]


@dataclass(frozen=True, slots=True)
class CityPair:
    """Two cities of different territories with the actions and agreements that join them."""

    first: URIRef
    first_label: Annotated[Literal | None, Called("first")]
    first_territory: URIRef
    second: URIRef
    second_label: Annotated[Literal | None, Called("second")]
    second_territory: URIRef
    actions: Annotated[int, _count]
    agreements: Annotated[int, _count]


@dataclass(frozen=True, slots=True)
class Position:
    """Where a place is: degrees of WGS 84, north and east positive."""

    place: URIRef
    label: Annotated[Literal | None, Called("place")]
    latitude: Literal
    longitude: Literal
    geonames: URIRef | None
    position: URIRef
    sources: Annotated[tuple[URIRef, ...], _iris]


@dataclass(frozen=True, slots=True)
class About:
    """What several questions say of a thing; `names` holds those of everything that they mention.

    `standings` is empty unless a day was asked for.
    """

    origins: list[Origin]
    competing: list[Competing]
    neighbours: list[Neighbour]
    moments: list[Moment]
    stages: list[Stage]
    joined: list[Joined]
    similar: list[Similar]
    standings: list[Standing]
    names: Mapping[Node, Name]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Links of a thing, where and when its neighbours are, and names for everything in both."""

    links: list[Neighbour]
    extents: list[Extent]
    names: Mapping[Node, Name]


@dataclass(frozen=True, slots=True)
class Uncovered:
    """Two bodies with joint works and no agreement in force between them; see `uncovered.rq`."""

    first: URIRef
    first_label: Annotated[Literal | None, Called("first")]
    second: URIRef
    second_label: Annotated[Literal | None, Called("second")]
    cover: Literal
    whole: Annotated[int, _count]


@dataclass(frozen=True, slots=True)
class JointWork:
    """A work that two bodies have in common; `bodies` are all of it."""

    work: URIRef
    label: Annotated[Literal | None, Called("work")]
    published: Literal | None
    bodies: Annotated[tuple[URIRef, ...], _iris]


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A role of a person in a body, or in the action `where` of which the body is a partner.

    `territories` are those of all bodies in which the person has a role.
    """

    person: URIRef
    label: Annotated[Literal | None, Called("person")]
    name_zh: Literal | None
    post: URIRef | None
    post_label: Annotated[Literal | None, Called("post")]
    where: URIRef
    where_label: Annotated[Literal | None, Called("where")]
    where_acronym: Annotated[Literal | None, Called("where", "acronym")]
    start: Literal | None
    end: Literal | None
    as_of: Annotated[tuple[str, ...], _texts]
    territories: Annotated[tuple[URIRef, ...], _iris]
    held: URIRef
    sources: Annotated[tuple[URIRef, ...], _iris]


@dataclass(frozen=True, slots=True)
class Encounter:
    """An event, a mission, a doctoral stay or a request; `people` is a headcount, None unknown."""

    thing: URIRef
    label: Annotated[Literal | None, Called("thing")]
    klass: URIRef
    kind: URIRef | None
    kind_label: Annotated[Literal | None, Called("kind")]
    start: Literal | None
    end: Literal | None
    as_of: Annotated[tuple[str, ...], _texts]
    people: Literal | None
    place: URIRef | None
    place_label: Annotated[Literal | None, Called("place")]
    sources: Annotated[tuple[URIRef, ...], _iris]


@dataclass(frozen=True, slots=True)
class AgreementPeriod:
    """A term, a renewal or a suspension; `notice` is how long before its end notice is due."""

    agreement: URIRef
    label: Annotated[Literal | None, Called("agreement")]
    period: URIRef
    kind: URIRef | None
    kind_label: Annotated[Literal | None, Called("kind")]
    start: Literal | None
    end: Literal | None
    duration: Literal | None
    renewal: URIRef | None
    renewal_label: Annotated[Literal | None, Called("renewal")]
    notice: Literal | None


@dataclass(frozen=True, slots=True)
class JointPapers:
    """A number of papers: by year in these data (`other` None), or as a source states it."""

    other: URIRef | None
    other_label: Annotated[Literal | None, Called("other")]
    start: Literal | None
    end: Literal | None
    papers: Literal
    method: URIRef | None
    method_label: Annotated[Literal | None, Called("method")]
    sources: Annotated[tuple[URIRef, ...], _iris]


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A source as footnotes name it; `read` is the day on which it was read."""

    source: URIRef
    label: Literal | None
    publisher: Literal | None
    date: Literal | None
    address: Node | None
    read: Literal | None


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement about a thing or a link node of the class `klass`."""

    thing: URIRef
    klass: URIRef
    property: URIRef
    other: Node


@dataclass(frozen=True, slots=True)
class Tool:
    """A label of cooperation; `users` counts the actions that the data name, 0 is not none."""

    tool: URIRef
    label: Annotated[Literal | None, Called("tool")]
    code: Literal | None
    meaning: Literal | None
    later: URIRef | None
    later_label: Annotated[Literal | None, Called("later")]
    funding: URIRef | None
    funding_label: Annotated[Literal | None, Called("funding")]
    users: Annotated[int, _count]


@dataclass(frozen=True, slots=True)
class ToolUser:
    """An action that bore the label of a tool, from when to when."""

    label_of: URIRef
    label: Annotated[Literal | None, Called("label_of")]
    user: URIRef
    user_label: Annotated[Literal | None, Called("user")]
    user_acronym: Annotated[Literal | None, Called("user", "acronym")]
    start: Literal | None
    end: Literal | None
    held: URIRef | None


@dataclass(frozen=True, slots=True)
class WorksWith:
    """A partner of the French side and one of another side in the same action."""

    unit: URIRef
    unit_label: Annotated[Literal | None, Called("unit")]
    unit_acronym: Annotated[Literal | None, Called("unit", "acronym")]
    unit_class: Annotated[URIRef | None, Called("unit", "klass")]
    institute: URIRef
    institute_label: Annotated[Literal | None, Called("institute")]
    institute_acronym: Annotated[Literal | None, Called("institute", "acronym")]
    action: URIRef
    action_label: Annotated[Literal | None, Called("action")]
    action_acronym: Annotated[Literal | None, Called("action", "acronym")]
    in_place: URIRef | None
    place_label: Annotated[Literal | None, Called("in_place")]
    in_territory: URIRef | None
    territory_label: Annotated[Literal | None, Called("in_territory")]
    themes: Annotated[tuple[URIRef, ...], _iris]
