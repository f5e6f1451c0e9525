"""Facts, codes, stages of a thing, and what the sources dispute."""

from __future__ import annotations

from typing import Final

from lien import query, terms
from lien_webapp.dossier.registers import CODES, coded
from lien_webapp.dossier.subject import IN_HEADING, Subject
from lien_webapp.dossier.view import (
    Asked,
    Fact,
    Held,
    Rival,
    Section,
    Stage,
)
from lien_webapp.i18n import (
    duration_text,
    gettext,
    seen_text,
    span_text,
)
from lien_webapp.links import short
from lien_webapp.present import Value, value
from lien_webapp.vocabulary import fact_word, field_word

LEFT_OUT: Final = (*IN_HEADING, "skos:topConceptOf")
"""Facts that other facts or the heading say."""


def facts(it: Subject) -> Section:
    """What is stated about the thing itself, without codes and links."""
    disputed = {str(row.property) for row in it.asked.competing if row.property}
    found: dict[str, Fact] = {}
    for row in it.rows:
        name = short(row.property)
        if name == "lien:kindHistory" and it.asked.stages:
            continue
        if name in CODES or (name in LEFT_OUT and str(row.property) not in disputed):
            continue
        shown = value(row.value, row.value_label or it.scheme(row))
        if shown is None:
            continue
        word = fact_word(row.property, row.property_label)
        fact = found.setdefault(str(row.property), Fact(word, []))
        fact.values.append(Held(shown, it.own, disputed=str(row.property) in disputed))
    notes = list(dict.fromkeys(str(row.note) for row in it.asked.origins if row.note))
    return Section(
        "facts",
        gettext("Facts"),
        "facts",
        (list(found.values()), notes) if found or notes else None,
        questions=[Asked("describe", it.thing())],
    )


def codes(it: Subject) -> Section:
    """Its codes, as the registers that give them write them."""
    found: dict[str, Fact] = {}
    for name in CODES:
        for row in it.rows:
            if short(row.property) == name and (shown := coded(name, row.value)):
                word = fact_word(row.property, row.property_label)
                found.setdefault(name, Fact(word, [])).values.append(Held(shown, it.own))
    return Section(
        "codes",
        gettext("Codes and registers"),
        "facts",
        (list(found.values()), []) if found else None,
        count=sum(len(fact.values) for fact in found.values()),
        questions=[Asked("describe", it.thing())],
    )


def rivals(it: Subject) -> list[Rival]:
    """Fields about which sources disagree, with what is kept here first."""
    found: dict[str, Rival] = {}
    for row in it.asked.competing:
        kept = [
            Held(shown, it.own)
            for fact in it.rows
            if fact.property == row.property and (shown := value(fact.value, fact.value_label))
        ]
        word = fact_word(row.property) if row.property else field_word(str(row.field))
        rival = found.setdefault(str(row.field), Rival(word, kept, []))
        other = value(row.value, row.value_label)
        if other:
            note = str(row.note or "")
            rival.others.append(Held(other, it.numbers.of(row.sources), note=note))
    return list(found.values())


def stages(it: Subject) -> Section:
    """Its names, kinds and codes through time."""
    found = [_stage(it, row) for row in it.asked.stages]
    return Section(
        "history",
        gettext("Names, kinds and periods"),
        "stages",
        found,
        count=len(found),
        questions=[Asked("history", it.thing())],
    )


def _stage(it: Subject, row: query.Stage) -> Stage:
    kind = str(row.kind_label or short(row.kind))
    renewal = gettext("renewal: %(way)s") % {"way": row.renewal_label} if row.renewal else ""
    title = Value(kind)
    detail = " · ".join(filter(None, [duration_text(row.duration), renewal]))
    if row.text:
        title, detail = Value(str(row.text), language=row.text.language or ""), kind
    elif row.code:
        title, detail = Value(str(row.code)), kind
    seen = seen_text(row.as_of)
    dates = span_text(row.start, row.end) or seen
    key = ("in", terms.LIEN[f"{row.what}Of"], it.iri, row.node)
    standing = it.standings.get(key, "")
    return Stage(dates, title, detail, it.numbers.of(row.sources), standing)
