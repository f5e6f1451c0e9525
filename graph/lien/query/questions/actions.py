"""Joint laboratories and other actions: who takes part, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from rdflib import Literal, URIRef

from lien.query.answers import answer, answer_for_each
from lien.query.parameters import AsOf, Field, Given, Lang, Place, Territory
from lien.query.rows import Acronym, Called, Class, Count, Iris, Label, Parties
from lien.store import Reader


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
    fields: Parties
    disciplines: Parties
    places: Parties


def structures(  # noqa: PLR0913  one argument per filter
    store: Reader,
    lang: Lang,
    *,
    kind: Annotated[URIRef | None, Given("concept", "Kind of action.", "action-kind")] = None,
    field: Field = None,
    institute: Annotated[
        URIRef | None, Given("thing", "Institute to which the action is attached.")
    ] = None,
    territory: Annotated[
        URIRef | None, Given("concept", "Territory of a partner.", "territory")
    ] = None,
    partner: Annotated[URIRef | None, Given("thing", "A body or unit that takes part.")] = None,
    cnrs: Annotated[
        URIRef | None, Given("concept", "Whether it is of the CNRS.", "cnrs-action")
    ] = None,
) -> list[Structure]:
    """Joint laboratories, networks and other actions, newest first, those without a start last."""
    return answer(
        Structure,
        store,
        "structures",
        kind=kind,
        field=field,
        institute=institute,
        territory=territory,
        partner=partner,
        cnrs=cnrs,
        lang=lang,
    ).named(store, lang)


@dataclass(frozen=True, slots=True)
class StructurePartner:
    """One participation in an action; dates are those of the participation."""

    structure: URIRef
    side: URIRef | None
    side_label: Label
    partner: URIRef
    partner_label: Label
    partner_acronym: Acronym
    role: URIRef | None
    role_label: Label
    place: URIRef | None
    place_label: Label
    territory: URIRef | None
    territory_label: Label
    start: Literal | None
    end: Literal | None
    participation: URIRef


def structure_partners(
    store: Reader,
    lang: Lang,
    *,
    action: Annotated[URIRef | None, Given("thing", "Only in this action.")] = None,
) -> list[StructurePartner]:
    """Who takes part in `action`, or in any, by action, side and partner."""
    return answer(StructurePartner, store, "structure_partners", action=action).named(store, lang)


def partners_of(store: Reader, actions: Iterable[URIRef], lang: str) -> list[StructurePartner]:
    """The rows of the question `structure_partners` for these actions."""
    return answer_for_each(StructurePartner, store, "structure_partners", "action", actions).named(
        store, lang
    )


@dataclass(frozen=True, slots=True)
class WorksWith:
    """A partner of the French side and one of another side in the same action."""

    unit: URIRef
    unit_label: Label
    unit_acronym: Acronym
    unit_class: Class
    institute: URIRef
    institute_label: Label
    institute_acronym: Acronym
    action: URIRef
    action_label: Label
    action_acronym: Acronym
    in_place: URIRef | None
    place_label: Annotated[Literal | None, Called("in_place")]
    in_territory: URIRef | None
    territory_label: Annotated[Literal | None, Called("in_territory")]
    themes: Iris


def works_with(  # noqa: PLR0913  one argument per filter
    store: Reader,
    lang: Lang,
    *,
    theme: Annotated[
        URIRef | None, Given("concept", "Discipline of the action.", "discipline")
    ] = None,
    field: Field = None,
    territory: Territory = None,
    place: Place = None,
    on: AsOf = None,
) -> list[WorksWith]:
    """Pairs of a French and another partner in an action, by unit, institute and action."""
    return answer(
        WorksWith,
        store,
        "works_with",
        theme=theme,
        field=field,
        territory=territory,
        place=place,
        on=on,
    ).named(store, lang)


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
    actions: Count
    agreements: Count


def partners(
    store: Reader,
    lang: Lang,
    *,
    territory: Territory = None,
    place: Place = None,
    on: AsOf = None,
) -> list[Partner]:
    """Bodies and units that take part in actions and agreements, each once, by IRI.

    `on`: as the dates say for that day; what has no beginning counts on no day.
    """
    return answer(Partner, store, "partners", territory=territory, place=place, on=on).named(
        store, lang
    )


@dataclass(frozen=True, slots=True)
class CityPair:
    """Two cities of different territories with the actions and agreements that join them."""

    first: URIRef
    first_label: Label
    first_territory: URIRef
    second: URIRef
    second_label: Label
    second_territory: URIRef
    actions: Count
    agreements: Count


def city_pairs(
    store: Reader,
    lang: Lang,
    *,
    territory: Territory = None,
    place: Place = None,
    on: AsOf = None,
) -> list[CityPair]:
    """Pairs of cities of different territories with what joins them, by the IRIs; see `partners`.

    The first city is the one whose territory comes first by IRI.
    """
    return answer(CityPair, store, "city_pairs", territory=territory, place=place, on=on).named(
        store, lang
    )


@dataclass(frozen=True, slots=True)
class Position:
    """Where a place is: degrees of WGS 84, north and east positive."""

    place: URIRef
    label: Annotated[Literal | None, Called("place")]
    latitude: Literal
    longitude: Literal
    geonames: URIRef | None
    position: URIRef
    sources: Iris


def positions(store: Reader, lang: Lang) -> list[Position]:
    """Where the places are that have a position, by place; two sources may give two."""
    return answer(Position, store, "positions").named(store, lang)
