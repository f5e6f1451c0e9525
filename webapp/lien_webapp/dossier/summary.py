"""The first sentences of a page: what the thing is, of whom, since when, where. From facts only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Final

from lien_webapp.dossier.subject import BODIES, Subject
from lien_webapp.dossier.view import Dossier, Group, Link
from lien_webapp.families import Status
from lien_webapp.i18n import (
    contracted,
    date_text,
    gettext,
    language,
    ngettext,
    span_text,
    with_article,
)
from lien_webapp.links import short
from lien_webapp.present import value

NAMED: Final = 3
"""Names that a sentence holds before it counts the others."""


@dataclass(frozen=True, slots=True)
class Known:
    """The facts that the sentences are made of; what is not known is "" or empty.

    `links` goes from theme and group (`partner-out`) to the names at the other end, `facts` from
    the prefixed name of a property to its values in words, `counts` from theme to the number.
    """

    kind: str
    word: str
    start: str = ""
    end: str = ""
    signed: str = ""
    facts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    links: Mapping[str, Sequence[str]] = field(default_factory=dict)
    roles: Sequence[str] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    status: str = ""
    scheme: str = ""

    def fact(self, name: str) -> str:
        """The values of a property, side by side."""
        return listed(self.facts.get(name, ()))

    def named(self, *groups: str) -> str:
        """The other ends of these groups of links, side by side."""
        return listed(list(dict.fromkeys(n for group in groups for n in self.links.get(group, ()))))


def known(it: Subject, found: Dossier) -> Known:
    """What the sentences about a thing are made of, out of its page."""
    facts: dict[str, list[str]] = defaultdict(list)
    raw: dict[str, str] = {}
    for row in it.rows:
        shown = value(row.value, row.value_label or it.scheme(row))
        if shown:
            facts[short(row.property)].append(shown.text)
            raw[short(row.property)] = str(row.value)
    links: dict[str, list[str]] = defaultdict(list)
    for groups in it.themes.values():
        for group in groups:
            for link in group.links:
                name = group.anchor.removesuffix("-partners")
                links[name].append(link.acronym or link.other.text)
    sides = [group.links for group in it.themes.get("partners", [])]
    partners = [
        link.acronym or link.other.text
        for beside in zip_longest(*(sorted(side, key=_lead) for side in sides))
        for link in beside
        if link and link.acronym != found.acronym
    ]
    parties = _first_group(it.themes.get("parties", []), "party-out")
    status = _status(it)
    return Known(
        kind=it.kind,
        word=found.class_word,
        start=raw.get("lien:start", ""),
        end=raw.get("lien:end", ""),
        signed=raw.get("lien:signedOn", ""),
        facts=facts,
        links={**links, "partner-out": partners, "party-out": parties},
        roles=[
            _post(link.role, link.acronym or link.other.text, link.dates)
            for group in it.themes.get("roles", [])
            for link in group.links
        ],
        counts={
            name: len({link.other for group in groups for link in group.links})
            for name, groups in it.themes.items()
            if it.kind in BODIES
        },
        status=status.word if status else "",
        scheme=facts["skos:inScheme"][0] if facts.get("skos:inScheme") else "",
    )


def _post(role: str, body: str, dates: str) -> str:
    if language() == "zh":
        return f"{role}，{body}" + (f"（{dates}）" if dates else "")
    return f"{role}, {body}" + (f" ({dates})" if dates else "")


def _status(it: Subject) -> Status | None:
    return it.families.standing.get(it.iri) if it.families else None


def _lead(link: Link) -> bool:
    """Sorts the dated before the others: who was there from the beginning is named first."""
    return not link.dates


def _first_group(groups: Sequence[Group], anchor: str) -> list[str]:
    return [
        link.acronym or link.other.text
        for group in groups
        if group.anchor == anchor
        for link in group.links
    ]


def listed(names: Sequence[str]) -> str:
    """Up to three names in a row, and how many there are beside them."""
    comma = "、" if language() == "zh" else ", "
    text = comma.join(names[:NAMED])
    others = len(names) - NAMED
    if others <= 0:
        return text
    more = ngettext("%(names)s and %(num)s more", "%(names)s and %(num)s more", others)
    return more % {"names": text, "num": others}


def sentences(known: Known) -> list[str]:
    """What the page says at its head; empty where nothing is known but the name."""
    clauses = [part for part in _CLAUSES.get(known.kind, _plain)(known) if part]
    found = [_sentence(clauses)] if clauses else []
    counts = _counted(known)
    if counts:
        found.append(_sentence([gettext("Linked here with %(things)s") % {"things": counts}]))
    return found


def _sentence(clauses: Sequence[str]) -> str:
    zh = language() == "zh"
    text = ("，" if zh else ", ").join(clauses)
    return text[:1].upper() + text[1:] + ("。" if zh else ".")


def _in_place(known: Known, word: str) -> str:
    place = known.fact("lien:place")
    if not place:
        return word
    return contracted(gettext("%(thing)s in %(place)s") % {"thing": word, "place": place})


def _span(known: Known) -> str:
    return span_text(known.start, known.end)


def _part_of(known: Known) -> str:
    names = known.named("subOrganizationOf-out", "isPartOf-out")
    return gettext("part of %(names)s") % {"names": names} if names else ""


def _body(known: Known) -> list[str]:
    return [
        _in_place(known, known.fact("dcterms:type") or known.word),
        _span(known),
        _part_of(known),
    ]


def _unit(known: Known) -> list[str]:
    label = known.fact("lien:code")
    word = f"{known.word} {label}" if label else known.word
    bodies = known.named("supervisingBody-out")
    return [
        _in_place(known, word),
        _span(known),
        gettext("of %(names)s") % {"names": bodies} if bodies else "",
    ]


def _action(known: Known) -> list[str]:
    partners = known.named("partner-out")
    fields = known.fact("lien:discipline")
    return [
        _in_place(known, known.fact("dcterms:type") or known.word),
        gettext("between %(names)s") % {"names": partners} if partners else "",
        _span(known),
        gettext("field: %(names)s") % {"names": fields} if fields else "",
    ]


def _agreement(known: Known) -> list[str]:
    parties = known.named("party-out")
    renewed, renews = known.named("renews-in"), known.named("renews-out")
    place, day = known.fact("lien:place"), with_article(known.signed) if known.signed else ""
    signed = (
        gettext("signed in %(date)s") if len(known.signed) < 10 else gettext("signed on %(date)s")
    )
    text = signed % {"date": day} if day else gettext("no source gives its date")
    if place and day:
        text = contracted(gettext("%(signed)s in %(place)s") % {"signed": text, "place": place})
    return [
        known.fact("dcterms:type") or known.word,
        gettext("between %(names)s") % {"names": parties} if parties else "",
        text,
        gettext("renews “%(names)s”") % {"names": renews} if renews else "",
        gettext("renewed by “%(names)s”") % {"names": renewed} if renewed else "",
        known.status,
    ]


def _person(known: Known) -> list[str]:
    return [listed(known.roles)]


def _dated(known: Known) -> list[str]:
    kind = known.fact("dcterms:type") or known.word
    date = known.fact("lien:publishedOn") or (
        "–".join(dict.fromkeys(date_text(day) for day in (known.start, known.end) if day))
    )
    publisher = known.named("publisher-out") or known.fact("lien:publisherName")
    return [
        _in_place(known, kind),
        date,
        gettext("of %(names)s") % {"names": publisher} if publisher else "",
    ]


def _funding(known: Known) -> list[str]:
    funders = known.named("funder-out")
    return [
        known.fact("dcterms:type") or known.word,
        gettext("of %(names)s") % {"names": funders} if funders else "",
        known.fact("lien:periodicity"),
        known.fact("lien:territory"),
    ]


def _figure(known: Known) -> list[str]:
    value = known.fact("lien:value")
    amount = " ".join(filter(None, [known.fact("lien:qualifier"), value, known.fact("lien:unit")]))
    return [
        known.fact("lien:measure"),
        known.fact("lien:scope"),
        known.fact("lien:period"),
        amount if value else gettext("the source does not give the figure"),
    ]


def _concept(known: Known) -> list[str]:
    if not known.scheme:
        return []
    return [gettext("term of the list “%(name)s”") % {"name": known.scheme}]


def _plain(_: Known) -> list[str]:
    return []


_CLAUSES: Final[dict[str, Callable[[Known], list[str]]]] = {
    "Body": _body,
    "ResearchUnit": _unit,
    "StructuringAction": _action,
    "Agreement": _agreement,
    "Person": _person,
    "Event": _dated,
    "Publication": _dated,
    "Work": _dated,
    "Source": _dated,
    "FundingScheme": _funding,
    "Observation": _figure,
    "Concept": _concept,
}


def _counted(known: Known) -> str:
    numbers = known.counts
    words = [
        ngettext("%(num)s agreement", "%(num)s agreements", numbers.get("agreements", 0)),
        ngettext("%(num)s action", "%(num)s actions", numbers.get("actions", 0)),
        ngettext("%(num)s person", "%(num)s people", numbers.get("people", 0)),
        ngettext("%(num)s event", "%(num)s events", numbers.get("events", 0)),
        ngettext("%(num)s publication", "%(num)s publications", numbers.get("publications", 0)),
    ]
    themes = ("agreements", "actions", "people", "events", "publications")
    shown = [
        word % {"num": numbers[theme]}
        for word, theme in zip(words, themes, strict=True)
        if numbers.get(theme)
    ]
    return ("、" if language() == "zh" else ", ").join(shown)
