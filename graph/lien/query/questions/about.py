"""Several questions about one thing at once, with the names for all of them from one question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rdflib import RDF, URIRef

from lien.query.answers import answer
from lien.query.naming import names
from lien.query.questions.links import Joined, Neighbour, Similar, Standing, neighbours_of
from lien.query.questions.origins import Competing, Origin
from lien.query.questions.things import Extent, Moment, Stage, extents_of, moments_of
from lien.query.rows import Name, cited
from lien.store import Node, Reader, Table
from lien.terms import LIEN


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


def about(  # noqa: PLR0913  one argument per kind of question
    store: Reader,
    thing: URIRef,
    lang: str,
    *,
    linked: bool = True,
    body: bool = False,
    alike: bool = False,
    on: date | None = None,
) -> About:
    """What several questions say of a thing, with the names for all of them asked at once.

    The same rows in the same order as these give: `origin` and `competing`; when the thing is
    `linked`, `neighbours`, `timeline` and `history`; when it is a `body`, `linked_through`; when
    bodies `alike` are wanted and it takes part in anything, `similar`; with a day, `standing`.
    """
    origins = answer(Origin, store, "origin", subject=thing, property=RDF.type, lang=lang)
    rivals = answer(Competing, store, "competing", thing=thing)
    links = neighbours_of(store, thing) if linked else None
    moments = moments_of(store, thing) if linked else None
    stages = answer(Stage, store, "history", thing=thing) if linked else None
    joined = answer(Joined, store, "linked_through", body=thing) if body else None
    wanted_too = alike and joined and _takes_part(joined.table)
    resembling = answer(Similar, store, "similar", body=thing) if wanted_too else None
    standings = answer(Standing, store, "standing", thing=thing, on=on) if linked and on else None
    answers = [
        found
        for found in (origins, rivals, links, moments, stages, joined, resembling, standings)
        if found
    ]
    wanted = set().union(*(found.things() | cited(found.table) for found in answers))
    named: dict[Node, Name] = {name.thing: name for name in names(store, wanted, lang)}
    return About(
        origins.rows(named),
        rivals.rows(named),
        links.rows(named) if links else [],
        moments.rows(named) if moments else [],
        stages.rows(named) if stages else [],
        joined.rows(named) if joined else [],
        resembling.rows(named) if resembling else [],
        standings.rows(named) if standings else [],
        named,
    )


def _takes_part(joined: Table) -> bool:
    """Whether an action or agreement is among what joins; without any nothing is `similar`."""
    place = joined.columns.index("through")
    return any(row[place] in (LIEN.StructuringAction, LIEN.Agreement) for row in joined)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Links of a thing, where and when its neighbours are, and names for everything in both."""

    links: list[Neighbour]
    extents: list[Extent]
    names: Mapping[Node, Name]


def surroundings(store: Reader, body: URIRef, lang: str) -> Surroundings:
    """What the explorer shows around `body`: the rows of `neighbours` and of `extents`.

    All names, those of the sources and of `body` itself too, come from one question.
    """
    links = neighbours_of(store, body)
    places = links.table.columns.index("other")
    others = {node for row in links.table if isinstance(node := row[places], URIRef)}
    spans = extents_of(store, {body, *others})
    wanted = {body} | links.things() | cited(links.table) | spans.things()
    named: dict[Node, Name] = {name.thing: name for name in names(store, wanted, lang)}
    return Surroundings(links.rows(named), spans.rows(named), named)
