"""Funding schemes and cooperation tools, and the actions that have used them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from rdflib import Literal, URIRef

from lien.query.answers import answer
from lien.query.parameters import Field, Given, Lang
from lien.query.rows import Acronym, Called, Count, Label, Parties
from lien.store import Reader


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
    funders: Parties
    eligible: Literal | None
    discipline: URIRef | None
    discipline_label: Label
    fields: Parties
    open_to: URIRef | None
    open_to_label: Label
    amount: Literal | None
    duration: Literal | None
    periodicity: Literal | None
    first_seen: Literal | None
    last_seen: Literal | None
    status_text: Literal | None
    former: Parties
    users: Count
    note: Literal | None


def funding(
    store: Reader,
    lang: Lang,
    *,
    kind: Annotated[URIRef | None, Given("concept", "Kind of funding.", "funding-kind")] = None,
    territory: Annotated[
        URIRef | None, Given("concept", "Open to this territory.", "territory")
    ] = None,
    field: Field = None,
) -> list[Funding]:
    """Funding schemes and tools by IRI; what is not known is None."""
    return answer(
        Funding, store, "funding", kind=kind, territory=territory, field=field, lang=lang
    ).named(store, lang)


@dataclass(frozen=True, slots=True)
class FundingUser:
    """An action that used a scheme; `tool` is the label it bore, None when the scheme is named."""

    funding: URIRef
    funding_label: Label
    user: URIRef
    user_label: Label
    user_acronym: Acronym
    tool: URIRef | None
    tool_label: Label
    start: Literal | None
    end: Literal | None


def funding_users(
    store: Reader,
    lang: Lang,
    *,
    scheme: Annotated[
        URIRef | None, Given("thing", "Only of this scheme, for example fund-irp.")
    ] = None,
) -> list[FundingUser]:
    """Actions that used `scheme`, or any, by scheme, action and label borne."""
    return answer(FundingUser, store, "funding_users", scheme=scheme).named(store, lang)


@dataclass(frozen=True, slots=True)
class Tool:
    """A label of cooperation; `users` counts the actions that the data name, 0 is not none."""

    tool: URIRef
    label: Annotated[Literal | None, Called("tool")]
    code: Literal | None
    meaning: Literal | None
    later: URIRef | None
    later_label: Label
    funding: URIRef | None
    funding_label: Label
    users: Count


def tools(store: Reader, lang: Lang) -> list[Tool]:
    """Labels of cooperation by IRI, a row for each label that has replaced one."""
    return answer(Tool, store, "tools", lang=lang).named(store, lang)


@dataclass(frozen=True, slots=True)
class ToolUser:
    """An action that bore the label of a tool, from when to when."""

    label_of: URIRef
    label: Annotated[Literal | None, Called("label_of")]
    user: URIRef
    user_label: Label
    user_acronym: Acronym
    start: Literal | None
    end: Literal | None
    held: URIRef | None


def tool_users(
    store: Reader,
    lang: Lang,
    *,
    tool: Annotated[
        URIRef | None, Given("concept", "Only this tool, for example irp.", "tool")
    ] = None,
) -> list[ToolUser]:
    """Actions that used `tool`, or any, by label and action."""
    return answer(ToolUser, store, "tool_users", tool=tool).named(store, lang)
