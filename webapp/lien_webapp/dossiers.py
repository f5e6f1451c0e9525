"""Ask the questions about one thing and arrange the answers for its page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from rdflib import SKOS, Literal, URIRef

from lien import query, terms
from lien.errors import UnknownThing
from lien.terms import local
from lien_webapp.agreements import line
from lien_webapp.context import reader
from lien_webapp.dossier import (
    Dossier,
    Entry,
    Fact,
    Group,
    Held,
    Link,
    Numbers,
    Rival,
    Source,
    Stage,
    is_inferred,
)
from lien_webapp.i18n import date_text, duration_text, gettext, language, mark, span_text
from lien_webapp.links import kind_key, page_of, short, url
from lien_webapp.present import Value, value
from lien_webapp.security import safe_link
from lien_webapp.vocabulary import class_word, fact_word, field_word, link_word

WITH_AGREEMENTS: Final = ("Body", "ResearchUnit", "Person")
WITH_LINKS: Final = (
    "Body",
    "ResearchUnit",
    "StructuringAction",
    "Agreement",
    "Person",
    "FundingScheme",
    "Event",
    "Publication",
    "Mission",
    "DoctoralStay",
    "AssistanceRequest",
    "Advice",
    "DeskPeriod",
)
AGREEMENT: Final = terms.LIEN.Agreement
IN_HEADING: Final = ("skos:prefLabel", "lien:acronym", "dcterms:type")

MOMENTS: Final[dict[str, str]] = {
    "begins": mark("beginning"),
    "ends": mark("end"),
    "signed": mark("signature"),
    "published": mark("publication date"),
    "first-seen": mark("first seen"),
    "last-seen": mark("last seen"),
    "action-begins": mark("an action begins"),
    "action-ends": mark("an action ends"),
    "event": mark("event"),
    "role-begins": mark("a role begins"),
    "role-ends": mark("a role ends"),
    "role-seen": mark("seen in a role"),
}
"""What happened, as the question on the timeline names it, in words."""


def dossier(iri: URIRef) -> Dossier:
    """Everything that is known about a thing.

    Raises:
        UnknownThing: nothing is known under this IRI, or the reader may not see it.
    """
    store, lang = reader(), language()
    rows = query.describe(store, iri, lang)
    if not rows:
        raise UnknownThing(short(iri))
    kind = local(rows[0].klass)
    numbers = Numbers()
    asked = query.about(store, iri, lang, linked=kind in WITH_LINKS)
    own = numbers.of(row.source for row in asked.origins if row.source)
    found = _heading(iri, rows)
    found.inferred = any(is_inferred(row.confidence) for row in asked.origins)
    found.facts = _facts(rows, own, {str(row.property) for row in asked.competing if row.property})
    found.notes = list(dict.fromkeys(str(row.note) for row in asked.origins if row.note))
    found.records = _records(asked.origins)
    found.rivals = _rivals(asked.competing, rows, own, numbers)
    found.explorable = kind in WITH_LINKS
    found.groups = _groups(iri, asked.neighbours, numbers)
    found.moments = [_moment(iri, row) for row in asked.moments]
    found.stages = [_stage(row, numbers) for row in asked.stages]
    if kind in WITH_AGREEMENTS and any(row.other_class == AGREEMENT for row in asked.neighbours):
        found.agreements = [_agreement(row) for row in query.agreements(store, lang, body=iri)]
    found.sources = _sources(numbers.iris(), asked)
    return found


def _heading(iri: URIRef, rows: Sequence[query.Fact]) -> Dossier:
    names = [
        row.value
        for row in rows
        if row.property == SKOS.prefLabel and isinstance(row.value, Literal)
    ]
    first = _best(names)
    shown = Value(str(first), language=first.language or "") if first else Value(short(iri))
    values = {short(row.property): row for row in rows}
    acronym = values.get("lien:acronym")
    klass = rows[0].klass
    return Dossier(
        iri=str(iri),
        slug=terms.slug(str(iri)),
        name=shown,
        class_word=class_word(klass),
        class_page=url("things.listing", name=local(klass)) if klass else "",
        acronym=str(acronym.value) if acronym else "",
        dates=_existence(values),
        kinds=[
            Value(str(row.value_label or short(row.value)), page_of(row.value))
            for row in rows
            if short(row.property) == "dcterms:type"
        ],
        other_names=[Value(str(n), language=n.language or "") for n in names if n is not first],
    )


def _best(names: Sequence[Literal]) -> Literal | None:
    """The name in the language of the page, else the one without language, English, any."""
    order = [language(), None, "en", "fr", "zh"]
    ranked = sorted(names, key=lambda n: order.index(n.language) if n.language in order else 9)
    return ranked[0] if ranked else None


def _existence(values: dict[str, Any]) -> str:
    start, end = (values.get(name) for name in ("lien:start", "lien:end"))
    if signed := values.get("lien:signedOn"):
        return date_text(signed.value)
    return span_text(start and start.value, end and end.value)


def _facts(rows: Sequence[query.Fact], own: Sequence[int], disputed: set[str]) -> list[Fact]:
    facts: dict[str, Fact] = {}
    for row in rows:
        if short(row.property) in IN_HEADING and str(row.property) not in disputed:
            continue
        shown = value(row.value, row.value_label)
        if shown is None:
            continue
        fact = facts.setdefault(
            str(row.property), Fact(fact_word(row.property, row.property_label), [])
        )
        fact.values.append(Held(shown, own, disputed=str(row.property) in disputed))
    return list(facts.values())


def _records(origins: Sequence[query.Origin]) -> list[Value]:
    """Where a thing is stated: file and line, leading to the named graph."""
    found: dict[str, Value] = {}
    for row in origins:
        text = str(row.file or row.graph_title or short(row.graph))
        if row.row:
            text = gettext("%(file)s, line %(line)s") % {"file": text, "line": row.row}
        found[str(row.record or row.graph)] = Value(text, page_of(row.graph))
    return list(found.values())


def _rivals(
    competing: Sequence[query.Competing],
    rows: Sequence[query.Fact],
    own: Sequence[int],
    numbers: Numbers,
) -> list[Rival]:
    found: dict[str, Rival] = {}
    for row in competing:
        kept = [
            Held(shown, own)
            for fact in rows
            if fact.property == row.property and (shown := value(fact.value, fact.value_label))
        ]
        word = fact_word(row.property) if row.property else field_word(str(row.field))
        rival = found.setdefault(str(row.field), Rival(word, kept, []))
        other = value(row.value, row.value_label)
        if other:
            note = str(row.note or "")
            rival.others.append(Held(other, numbers.of(row.sources), note=note))
    return list(found.values())


def _groups(iri: URIRef, rows: Sequence[query.Neighbour], numbers: Numbers) -> list[Group]:
    groups: dict[str, Group] = {}
    for row in rows:
        incoming = str(row.direction) == "in"
        anchor = kind_key(row)
        word = link_word(row.property, incoming=incoming, label=row.property_label)
        group = groups.setdefault(anchor, Group(anchor, word, []))
        group.links.append(_link(iri, row, numbers, incoming=incoming))
    return list(groups.values())


def _link(iri: URIRef, row: query.Neighbour, numbers: Numbers, *, incoming: bool) -> Link:
    subject, target = (row.other, iri) if incoming else (iri, row.other)
    values = {
        "subject": short(subject),
        "property": short(row.property),
        "value": short(target),
    }
    seen = ", ".join(date_text(day) for day in row.as_of)
    return Link(
        other=Value(str(row.other_label or short(row.other)), page_of(row.other)),
        who=url("questions.question", name="origin", **values),
        acronym=str(row.other_acronym or ""),
        role=" · ".join(str(text) for text in (row.role_label, row.side_label) if text),
        dates=span_text(row.start, row.end) or seen,
        references=numbers.of(row.sources),
        inferred=is_inferred(row.confidence),
    )


def _agreement(row: query.Agreement) -> Entry:
    shown = line(row)
    return Entry(shown.given, shown.title, shown.kind)


def _moment(iri: URIRef, row: query.Moment) -> Entry:
    name = str(row.what)
    what = gettext(MOMENTS[name]) if name in MOMENTS else name
    if row.thing == iri:
        return Entry(str(row.given), Value(what[:1].upper() + what[1:]))
    kind = f"{what} · {row.kind_label}" if row.kind_label else what
    title = Value(str(row.label or short(row.thing)), page_of(row.thing))
    return Entry(str(row.given), title, kind)


def _stage(row: query.Stage, numbers: Numbers) -> Stage:
    kind = str(row.kind_label or short(row.kind))
    renewal = gettext("renewal: %(way)s") % {"way": row.renewal_label} if row.renewal else ""
    title, detail = Value(kind), " · ".join(filter(None, [duration_text(row.duration), renewal]))
    if row.text:
        title, detail = Value(str(row.text), language=row.text.language or ""), kind
    elif row.code:
        title, detail = Value(str(row.code)), kind
    seen = ", ".join(date_text(day) for day in row.as_of)
    return Stage(span_text(row.start, row.end) or seen, title, detail, numbers.of(row.sources))


def _sources(iris: Sequence[URIRef], asked: query.About) -> list[Source]:
    known = {row.source: row for row in asked.origins}
    return [_source(n, iri, asked.names.get(iri), known.get(iri)) for n, iri in enumerate(iris, 1)]


def _source(number: int, iri: URIRef, name: query.Name | None, row: query.Origin | None) -> Source:
    return Source(
        number=number,
        title=str(name.label) if name and name.label else short(iri),
        page=page_of(iri),
        publisher=str(row.source_publisher or "") if row else "",
        date=str(row.source_date or "") if row else "",
        address=safe_link(row.source_address) if row and row.source_address else "",
    )
