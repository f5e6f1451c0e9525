"""Links of a thing, arranged by what a reader looks for: people, partners, agreements, actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rdflib import URIRef

from lien import query
from lien.terms import local
from lien_webapp.dossier.view import Group, Link, Numbers, is_inferred
from lien_webapp.families import Status
from lien_webapp.i18n import gettext, mark, seen_text, span_text
from lien_webapp.links import kind_key, page_of, short, url
from lien_webapp.present import Value
from lien_webapp.vocabulary import link_word

THEMES: Final[dict[str, str]] = {
    "roles": mark("Roles held"),
    "partners": mark("Partners"),
    "parties": mark("Parties and signatories"),
    "people": mark("People"),
    "agreements": mark("Agreements"),
    "actions": mark("Actions"),
    "bodies": mark("Organisations and units"),
    "events": mark("Events"),
    "publications": mark("Publications"),
    "funding": mark("Funding"),
    "others": mark("Other links"),
}
"""Sections of links in the order of a page, with their titles."""

_BY_LINK: Final = {
    "holdsRoleIn-out": "roles",
    "partner-out": "partners",
    "party-out": "parties",
    "signatory-out": "parties",
    "witness-out": "parties",
}
_BY_CLASS: Final = {
    "Person": "people",
    "Agreement": "agreements",
    "StructuringAction": "actions",
    "Body": "bodies",
    "ResearchUnit": "bodies",
    "Event": "events",
    "Publication": "publications",
    "Work": "publications",
    "FundingScheme": "funding",
}
_HAPPENS: Final = frozenset({"Event", "Publication", "Work", "Agreement", "Mission"})
"""Classes of things that, once past, have happened: they stay in the state of later days."""

AWAY: Final = frozenset({"not-yet", "over", "replaced"})
"""Standings of what is certainly not so on a day."""


@dataclass(frozen=True, slots=True)
class Around:
    """What the links of a page are told with: sources, states on the day, joint partners."""

    thing: URIRef
    numbers: Numbers
    standings: Mapping[tuple[str, URIRef, URIRef, URIRef | None], str]
    statuses: Mapping[URIRef, Status]
    beside: Mapping[URIRef, Sequence[Value]]
    given: Mapping[URIRef, str]


def standing_key(
    row: query.Neighbour | query.Standing,
) -> tuple[str, URIRef, URIRef, URIRef | None]:
    """What a link is found by among the rows of the question `standing`."""
    node = row.link if isinstance(row, query.Neighbour) else row.node
    return str(row.direction), row.property, row.other, node


def themes(rows: Sequence[query.Neighbour], around: Around) -> dict[str, list[Group]]:
    """Groups of links by section, in the order of `THEMES`; sections without links are left out.

    What has a date stands in the order of dates, before what has none.
    """
    found: dict[str, dict[str, Group]] = {name: {} for name in THEMES}
    anchors: set[str] = set()
    for row in sorted(rows, key=lambda row: around.given.get(row.other, "9")):
        theme = _theme(row)
        key = f"{kind_key(row)}{row.side or ''}" if theme == "partners" else kind_key(row)
        group = found[theme].get(key)
        if group is None:
            anchor = _free(kind_key(row), theme, anchors)
            group = found[theme][key] = Group(anchor, _word(row, theme), [])
        link = _link(row, around)
        happened = link.standing == "over" and local(row.other_class or "") in _HAPPENS
        away = link.standing in AWAY and not happened
        (group.away if away else group.links).append(link)
    return {name: list(groups.values()) for name, groups in found.items() if groups}


def _theme(row: query.Neighbour) -> str:
    found = _BY_LINK.get(kind_key(row))
    return found or _BY_CLASS.get(local(row.other_class or ""), "others")


def _free(key: str, theme: str, taken: set[str]) -> str:
    """An anchor that no other group of the page has."""
    for anchor in (key, f"{key}-{theme}"):
        if anchor not in taken:
            taken.add(anchor)
            return anchor
    taken.add(f"{key}-{len(taken)}")
    return f"{key}-{len(taken)}"


def _word(row: query.Neighbour, theme: str) -> str:
    incoming = str(row.direction) == "in"
    if theme == "partners":
        return str(row.side_label or gettext("side not stated"))
    return link_word(row.property, incoming=incoming, label=row.property_label)


def _link(row: query.Neighbour, around: Around) -> Link:
    incoming = str(row.direction) == "in"
    subject, target = (row.other, around.thing) if incoming else (around.thing, row.other)
    values = {"subject": short(subject), "property": short(row.property), "value": short(target)}
    seen = seen_text(row.as_of)
    side = None if kind_key(row) == "partner-out" else row.side_label
    return Link(
        other=Value(str(row.other_label or short(row.other)), page_of(row.other)),
        who=url("questions.question", name="origin", **values),
        acronym=str(row.other_acronym or ""),
        role=" · ".join(str(text) for text in (row.role_label, side) if text),
        dates=span_text(row.start, row.end) or seen,
        references=around.numbers.of(row.sources),
        inferred=is_inferred(row.confidence),
        standing=around.standings.get(standing_key(row), ""),
        status=around.statuses.get(row.other),
        beside=around.beside.get(row.other, ()),
        given=around.given.get(row.other, ""),
    )
