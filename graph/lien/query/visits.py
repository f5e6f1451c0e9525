"""Questions behind the pages for mediators: visits, changes, places and themes, tools."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from rdflib import RDF, Literal, URIRef
from rdflib.namespace import XSD

from lien import resources
from lien.query.naming import Unnamed
from lien.query.rows import (
    AgreementPeriod,
    CitedSource,
    Competing,
    Counterpart,
    Encounter,
    Flag,
    InForce,
    JointPapers,
    Origin,
    Statement,
    StructurePartner,
    Tool,
    ToolUser,
    WorksWith,
    rows_of,
)
from lien.query.text import with_values
from lien.store import Node, Reader, Table


def counterparts(store: Reader, body: URIRef, lang: str) -> list[Counterpart]:
    """Roles in `body` and in the actions of which it is a partner, by person and role."""
    table = store.select(resources.query("counterparts"), body=body)
    return Unnamed(Counterpart, table).named(store, lang)


def encounters(store: Reader, body: URIRef, lang: str) -> list[Encounter]:
    """Events, missions, doctoral stays and requests with `body`, newest first, undated last."""
    table = store.select(resources.query("encounters"), body=body)
    return Unnamed(Encounter, table).named(store, lang)


def agreement_periods(
    store: Reader, lang: str, *, body: URIRef | None = None
) -> list[AgreementPeriod]:
    """Periods of agreements, or of those to which `body` is a party, by agreement and start."""
    table = store.select(resources.query("agreement_periods"), body=body)
    return Unnamed(AgreementPeriod, table).named(store, lang)


def joint_papers(store: Reader, body: URIRef, lang: str) -> list[JointPapers]:
    """Papers with other territories: by year as counted here, then as sources state them."""
    table = store.select(resources.query("joint_papers"), body=body)
    return Unnamed(JointPapers, table).named(store, lang)


def standings(store: Reader, agreements: Iterable[URIRef], lang: str, *, on: date) -> list[InForce]:
    """The rows of the question `in_force` for these agreements."""
    day = Literal(on.isoformat(), datatype=XSD.date)
    table = _of_each(store, "in_force", "agreement", agreements, on=day)
    return Unnamed(InForce, table).named(store, lang) if table else []


def partners_of(store: Reader, actions: Iterable[URIRef], lang: str) -> list[StructurePartner]:
    """The rows of the question `structure_partners` for these actions."""
    table = _of_each(store, "structure_partners", "action", actions)
    return Unnamed(StructurePartner, table).named(store, lang) if table else []


def origins(store: Reader, things: Iterable[URIRef], lang: str) -> dict[URIRef, list[Origin]]:
    """The rows of the question `origin` for each of `things`."""
    table = _of_each(store, "origin", "subject", things, property=RDF.type, lang=Literal(lang))
    found: dict[URIRef, list[Origin]] = defaultdict(list)
    if table:
        place = table.columns.index("subject")
        for row, origin in zip(table, Unnamed(Origin, table).named(store, lang), strict=True):
            found[URIRef(str(row[place]))].append(origin)
    return dict(found)


def _of_each(
    store: Reader, question: str, name: str, things: Iterable[URIRef], **values: Node
) -> Table | None:
    """The question asked of all these things at once; None when there are none."""
    bound: list[dict[str, Node | None]] = [{name: thing, **values} for thing in sorted(set(things))]
    return store.select(with_values(resources.query(question), bound)) if bound else None


def sources(store: Reader, *, source: URIRef | None = None) -> list[CitedSource]:
    """Title, publisher, date and address of `source`, or of all sources, by IRI."""
    return rows_of(CitedSource, store.select(resources.query("sources"), source=source))


def tools(store: Reader, lang: str) -> list[Tool]:
    """Labels of cooperation by IRI, a row for each label that has replaced one."""
    table = store.select(resources.query("tools"), lang=Literal(lang))
    return Unnamed(Tool, table).named(store, lang)


def tool_users(store: Reader, lang: str, *, tool: URIRef | None = None) -> list[ToolUser]:
    """Actions that used `tool`, or any, by label and action."""
    table = store.select(resources.query("tool_users"), tool=tool)
    return Unnamed(ToolUser, table).named(store, lang)


def works_with(  # noqa: PLR0913  one argument per filter
    store: Reader,
    lang: str,
    *,
    theme: URIRef | None = None,
    field: URIRef | None = None,
    place: URIRef | None = None,
    territory: URIRef | None = None,
    on: date | None = None,
) -> list[WorksWith]:
    """Pairs of a French and another partner in an action, by unit, institute and action."""
    values: dict[str, Node | None] = {
        "theme": theme,
        "field": field,
        "place": place,
        "territory": territory,
        "on": None if on is None else Literal(on.isoformat(), datatype=XSD.date),
    }
    table = store.select(resources.query("works_with"), **values)
    return Unnamed(WorksWith, table).named(store, lang)


def statements(store: Reader, *, thing: URIRef | None = None) -> list[Statement]:
    """What is stated of `thing`, or of everything, links with a node included; by thing."""
    return rows_of(Statement, store.select(resources.query("statements"), thing=thing))


def sources_of(store: Reader, wanted: Iterable[URIRef]) -> dict[URIRef, CitedSource]:
    """The rows of the question `sources` for these."""
    table = _of_each(store, "sources", "source", wanted)
    return {row.source: row for row in rows_of(CitedSource, table)} if table else {}


def competing_of(store: Reader, things: Iterable[URIRef], lang: str) -> list[Competing]:
    """The rows of the question `competing` for these things."""
    table = _of_each(store, "competing", "thing", things)
    return Unnamed(Competing, table).named(store, lang) if table else []


def flags_of(store: Reader, things: Iterable[URIRef], lang: str) -> list[Flag]:
    """The rows of the question `flags` for these things."""
    table = _of_each(store, "flags", "thing", things)
    return Unnamed(Flag, table).named(store, lang) if table else []
