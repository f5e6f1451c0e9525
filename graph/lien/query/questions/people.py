"""Who holds which role, and who has met whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from rdflib import Literal, URIRef

from lien.query.answers import answer
from lien.query.parameters import Body, Given, Lang
from lien.query.rows import Acronym, Called, Iris, Label, Texts
from lien.store import Reader


@dataclass(frozen=True, slots=True)
class Role:
    """A role that a person holds or held in a body, unit or action; `as_of`: when it was seen."""

    body: URIRef
    body_label: Label
    person: URIRef
    person_label: Label
    role: URIRef | None
    role_label: Label
    start: Literal | None
    end: Literal | None
    as_of: Texts
    held: URIRef
    graph: URIRef
    confidence: URIRef | None
    sources: Iris


def roles(
    store: Reader,
    lang: Lang,
    *,
    body: Annotated[
        URIRef | None, Given("thing", "A body, unit or action, for example org-cas.")
    ] = None,
    person: Annotated[URIRef | None, Given("thing", "Only this person.")] = None,
) -> list[Role]:
    """Roles held in a body, unit or action, or by a person, by the IRIs and then by their start.

    Roles in the parts of a body are not counted in. Unknown things: no rows.
    """
    return answer(Role, store, "roles", body=body, person=person).named(store, lang)


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A role of a person in a body, or in the action `where` of which the body is a partner.

    `territories` are those of all bodies in which the person has a role.
    """

    person: URIRef
    label: Annotated[Literal | None, Called("person")]
    name_zh: Literal | None
    post: URIRef | None
    post_label: Label
    where: URIRef
    where_label: Label
    where_acronym: Acronym
    start: Literal | None
    end: Literal | None
    as_of: Texts
    territories: Iris
    held: URIRef
    sources: Iris


def counterparts(store: Reader, body: Body, lang: Lang) -> list[Counterpart]:
    """Roles in `body` and in the actions of which it is a partner, by person and role."""
    return answer(Counterpart, store, "counterparts", body=body).named(store, lang)


@dataclass(frozen=True, slots=True)
class Encounter:
    """An event, a mission, a doctoral stay or a request; `people` is a headcount, None unknown."""

    thing: URIRef
    label: Annotated[Literal | None, Called("thing")]
    klass: URIRef
    kind: URIRef | None
    kind_label: Label
    start: Literal | None
    end: Literal | None
    as_of: Texts
    people: Literal | None
    place: URIRef | None
    place_label: Label
    sources: Iris


def encounters(store: Reader, body: Body, lang: Lang) -> list[Encounter]:
    """Events, missions, doctoral stays and requests with `body`, newest first, undated last."""
    return answer(Encounter, store, "encounters", body=body).named(store, lang)
