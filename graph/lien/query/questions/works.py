"""What bodies do together: joint works, and pairs by what they have in common."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, TypeAlias

from rdflib import Literal, URIRef

from lien.query.answers import answer
from lien.query.parameters import Body, Day, Given, Lang, Limit, Offset, Since, Until
from lien.query.rows import Called, Count, Iris, Label
from lien.store import Reader

PairKind: TypeAlias = Annotated[
    URIRef | None, Given("concept", "Joint works, joint actions or agreements.", "pair-kind")
]


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted of one kind, and which pairs are kept (`lien.projection.derived`).

    `things` have two bodies or more; `without_year` of them count in the totals only. Pairs with
    fewer than `kept_from` in all are left out, their years below `years_from`.
    """

    kind: URIRef
    kind_label: Label
    things: Count
    without_year: Count
    too_large: Count
    pairs: Count
    kept: Count
    kept_from: Count
    years_from: Count
    graph: URIRef
    state: Literal


def counted(store: Reader, lang: Lang) -> list[Counted]:
    """What is counted between bodies, a row for each kind; none where nothing is derived."""
    return answer(Counted, store, "counted").named(store, lang)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two bodies with `whole` things in common; `fraction`: each shared out among its pairs.

    `cover` says what agreement there is; None for agreements themselves. `kept_from`: the smallest
    total that is kept.
    """

    kind: URIRef
    kind_label: Label
    rank: Count
    first: URIRef
    first_label: Label
    second: URIRef
    second_label: Label
    whole: Count
    fraction: Literal | None
    cover: URIRef | None
    cover_label: Label
    kept_from: Count
    pair: URIRef


def pairs(
    store: Reader,
    lang: Lang,
    *,
    kind: PairKind = None,
    limit: Limit = None,
    offset: Offset = 0,
) -> list[Pair]:
    """The strongest pairs of bodies, by kind and rank, from the derived graph."""
    return answer(Pair, store, "pairs", limit=limit, offset=offset, kind=kind).named(store, lang)


def gaps(  # noqa: PLR0913  one argument per filter
    store: Reader,
    lang: Lang,
    *,
    kind: PairKind = None,
    cover: Annotated[
        URIRef | None,
        Given(
            "concept",
            "No agreement at all, or only one of bodies above them.",
            "agreement-cover",
        ),
    ] = None,
    limit: Limit = None,
    offset: Offset = 0,
) -> list[Pair]:
    """Pairs that publish or act together without an agreement between the two, strongest first.

    By kind and cover: `none`, then `umbrella`, an agreement of bodies above them. Pairs of one
    house are no gaps.
    """
    return answer(Pair, store, "gaps", limit=limit, offset=offset, kind=kind, cover=cover).named(
        store, lang
    )


@dataclass(frozen=True, slots=True)
class PairYear:
    """What a body has in common with `other` in one year; see `Pair`."""

    kind: URIRef
    kind_label: Label
    other: URIRef
    other_label: Label
    year: Literal
    whole: Count
    fraction: Literal | None
    years_from: Count
    pair: URIRef


def pair_years(  # noqa: PLR0913  one argument per filter
    store: Reader,
    body: Body,
    lang: Lang,
    *,
    other: Annotated[
        URIRef | None, Given("thing", "Only what it has in common with this one.")
    ] = None,
    kind: PairKind = None,
    limit: Limit = None,
    offset: Offset = 0,
) -> list[PairYear]:
    """What `body` has in common with others, or with `other`, by kind, other body and year."""
    return answer(
        PairYear,
        store,
        "pair_years",
        limit=limit,
        offset=offset,
        body=body,
        other=other,
        kind=kind,
    ).named(store, lang)


@dataclass(frozen=True, slots=True)
class Uncovered:
    """Two bodies with joint works and no agreement in force between them; see `uncovered.rq`."""

    first: URIRef
    first_label: Label
    second: URIRef
    second_label: Label
    cover: Literal
    whole: Count


def uncovered(  # noqa: PLR0913  one argument per parameter
    store: Reader,
    lang: Lang,
    *,
    on: Day,
    since: Annotated[date, Given("first-day", "Works of this year, month or day, or later.")],
    until: Annotated[date, Given("last-day", "Works of this year, month or day, or earlier.")],
    least: Annotated[int, Given("number", "From how many joint works on.")],
    home: Annotated[URIRef, Given("concept", "Territory of one of the two.", "territory")],
) -> list[Uncovered]:
    """Pairs with `least` joint works or more and no agreement in force on a day, strongest first.

    The rows of `lien.mediation.gaps.gaps` for whole counting without roll-up, from SPARQL alone.
    """
    return answer(
        Uncovered, store, "uncovered", on=on, since=since, until=until, least=least, home=home
    ).named(store, lang)


@dataclass(frozen=True, slots=True)
class JointWork:
    """A work that two bodies have in common; `bodies` are all of it."""

    work: URIRef
    label: Annotated[Literal | None, Called("work")]
    published: Literal | None
    bodies: Iris


def joint_works(  # noqa: PLR0913  one argument per filter
    store: Reader,
    first: Body,
    second: Annotated[URIRef, Given("thing", "The other body or unit.")],
    lang: Lang,
    *,
    parts: Annotated[
        bool, Given("flag", "Works of what stands below them too: true or false.")
    ] = False,
    since: Since = None,
    until: Until = None,
) -> list[JointWork]:
    """Works of both bodies, the newest first; with `parts`, of those below them too."""
    return answer(
        JointWork,
        store,
        "joint_works",
        first=first,
        second=second,
        parts=parts,
        since=since,
        until=until,
    ).named(store, lang)


@dataclass(frozen=True, slots=True)
class JointPapers:
    """A number of papers: by year in these data (`other` None), or as a source states it."""

    other: URIRef | None
    other_label: Label
    start: Literal | None
    end: Literal | None
    papers: Literal
    method: URIRef | None
    method_label: Label
    sources: Iris


def joint_papers(store: Reader, body: Body, lang: Lang) -> list[JointPapers]:
    """Papers with other territories: by year as counted here, then as sources state them."""
    return answer(JointPapers, store, "joint_papers", body=body).named(store, lang)
