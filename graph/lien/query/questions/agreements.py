"""Agreements: between whom, in force when, resting on which others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from rdflib import Literal, URIRef

from lien.query.answers import answer, answer_for_each
from lien.query.parameters import Day, Given, Lang
from lien.query.rows import Acronym, Called, Count, Label, Parties, Truth
from lien.store import Reader


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
    place_label: Label
    parties: Parties
    contradictions: Count


def agreements(  # noqa: PLR0913  one argument per filter
    store: Reader,
    lang: Lang,
    *,
    body: Annotated[URIRef | None, Given("thing", "A party, signatory or witness.")] = None,
    kind: Annotated[URIRef | None, Given("concept", "Kind of agreement.", "agreement-kind")] = None,
    signed_from: Annotated[
        date | None, Given("first-day", "Signed in this year, month or day, or later.")
    ] = None,
    signed_to: Annotated[
        date | None, Given("last-day", "Signed in this year, month or day, or earlier.")
    ] = None,
    newest: Annotated[bool, Given("flag", "Newest first: true or false.")] = False,
) -> list[Agreement]:
    """Agreements, oldest signature first (or `newest` first), undated ones last in both orders.

    `body` takes part itself as party, signatory or witness; agreements of its parts are not
    counted in. A partial date counts as inside when it may be: `1978` meets June to July 1978.
    """
    return answer(
        Agreement,
        store,
        "agreements",
        body=body,
        kind=kind,
        signed_from=signed_from,
        signed_to=signed_to,
        newest=newest,
        lang=lang,
    ).named(store, lang)


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
    certain: Truth


def in_force(
    store: Reader,
    lang: Lang,
    *,
    on: Day,
    standing: Annotated[
        str | None, Given("text", "Only those that stand so, for example in-force.")
    ] = None,
    ends_by: Annotated[
        date | None, Given("last-day", "Only those whose end is known and not later.")
    ] = None,
) -> list[InForce]:
    """How every agreement stands on a day, oldest beginning first, undated ones before all.

    `standing` keeps one status (see `InForce`); `ends_by` those whose end is known and not later.
    """
    return answer(InForce, store, "in_force", on=on, standing=standing, ends_by=ends_by).named(
        store, lang
    )


def standings(store: Reader, agreements: Iterable[URIRef], lang: str, *, on: date) -> list[InForce]:
    """The rows of the question `in_force` for these agreements."""
    return answer_for_each(InForce, store, "in_force", "agreement", agreements, on=on).named(
        store, lang
    )


@dataclass(frozen=True, slots=True)
class AgreementPeriod:
    """A term, a renewal or a suspension; `notice` is how long before its end notice is due."""

    agreement: URIRef
    label: Annotated[Literal | None, Called("agreement")]
    period: URIRef
    kind: URIRef | None
    kind_label: Label
    start: Literal | None
    end: Literal | None
    duration: Literal | None
    renewal: URIRef | None
    renewal_label: Label
    notice: Literal | None


def agreement_periods(
    store: Reader,
    lang: Lang,
    *,
    body: Annotated[
        URIRef | None, Given("thing", "Only agreements to which this one is a party.")
    ] = None,
) -> list[AgreementPeriod]:
    """Periods of agreements, or of those to which `body` is a party, by agreement and start."""
    return answer(AgreementPeriod, store, "agreement_periods", body=body).named(store, lang)


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """What an agreement has to do with another one, or with an action; None: nothing."""

    agreement: URIRef
    label: Annotated[Literal | None, Called("agreement")]
    relation: URIRef | None
    relation_label: Label
    other: URIRef | None
    other_label: Label
    other_acronym: Acronym


def families(store: Reader, lang: Lang) -> list[FamilyRow]:
    """Which agreement renews, implements, amends or follows which, and what actions they concern.

    By agreement, relation, other; an agreement without any relation is one row.
    """
    return answer(FamilyRow, store, "families").named(store, lang)
