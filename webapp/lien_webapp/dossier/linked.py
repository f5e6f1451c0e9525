"""What a thing is linked with: by theme, as trees of agreements, through others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from rdflib import URIRef

from lien import query, terms
from lien_webapp.context import reader, today
from lien_webapp.dossier.subject import Subject
from lien_webapp.dossier.themes import THEMES
from lien_webapp.dossier.view import (
    Alike,
    Asked,
    Meeting,
    Section,
)
from lien_webapp.i18n import (
    date_text,
    gettext,
    language,
)
from lien_webapp.links import page_of, short
from lien_webapp.present import Value
from lien_webapp.vocabulary import class_word

OPENED: Final = 10
"""Others that a page says to be linked through named things; of the rest it gives the numbers."""
MOST_ALIKE: Final = 6
"""Similar bodies that a page shows; the question gives all."""


def theme(it: Subject, name: str) -> Section:
    """The links of a theme; with a day, those that hold then first."""
    groups = it.themes[name]
    here, everything = sum(len(g.links) for g in groups), sum(g.total for g in groups)
    asked = [Asked("neighbours", it.thing("body"))]
    if it.on:
        asked = [Asked("standing", {**it.thing(), "on": it.on.given})]
    return Section(
        name,
        gettext(THEMES[name]),
        "groups",
        groups,
        count=here,
        questions=asked,
        of=everything if it.on else None,
    )


def trees(it: Subject) -> Section:
    """The families of the agreements around the thing, as they stand on the day."""
    found = []
    day = it.on.day if it.on else today()
    if it.families:
        members = [
            row.other for row in it.asked.neighbours if row.other_class == terms.LIEN.Agreement
        ]
        found = it.families.of([it.iri, *members], it.iri)
    return Section(
        "families",
        gettext("Families of agreements"),
        "trees",
        found,
        count=len(found),
        questions=[
            Asked("families", {}, gettext("Families of agreements")),
            Asked("in_force", {"on": day.isoformat()}, gettext("In force")),
        ],
        note=gettext("How each stands on %(date)s is computed from its dates.")
        % {"date": date_text(day)},
    )


def joined(it: Subject) -> Section:
    """Those who meet the thing most come first; the first ones with what joins them."""
    gone = {key[2] for key, standing in it.standings.items() if standing == "not-yet"}
    found: dict[URIRef, list[tuple[query.Joined, list[URIRef]]]] = defaultdict(list)
    for row in it.asked.joined:
        if between := [middle for middle in row.between if middle not in gone]:
            found[row.other].append((row, between))
    ordered = sorted(found.values(), key=lambda rows: -sum(len(rest) for _, rest in rows))
    meetings = [
        [_meeting(it, row, between, named=place < OPENED) for row, between in rows]
        for place, rows in enumerate(ordered)
    ]
    note = gettext("Bodies and people that the same actions, agreements, units or events join.")
    return Section(
        "linked-through",
        gettext("Linked through"),
        "joined",
        meetings,
        count=len(meetings),
        questions=[Asked("linked_through", it.thing("body"))],
        note=note,
    )


def _meeting(it: Subject, row: query.Joined, between: Sequence[URIRef], *, named: bool) -> Meeting:
    return Meeting(
        Value(str(row.other_label or short(row.other)), page_of(row.other)),
        class_word(row.through, many=len(between) > 1),
        len(between),
        [it.value(middle) for middle in between] if named else [],
    )


def similar(it: Subject) -> Section:
    """Bodies that are like it, the most alike first."""
    found = [_alike(it, row) for row in it.asked.similar[:MOST_ALIKE]]
    note = gettext("Bodies of the same kind with partners, fields or the city in common.")
    if it.on:
        note = f"{note} {gettext('Counted over all times.')}"
    return Section(
        "similar",
        gettext("Similar"),
        "similar",
        found,
        count=len(found),
        of=len(it.asked.similar),
        questions=[Asked("similar", it.thing("body"))],
        note=note,
    )


def _alike(it: Subject, row: query.Similar) -> Alike:
    reasons = [
        (gettext("both partner of"), row.partners),
        (gettext("both active in"), row.fields),
        (gettext("both in"), row.cities),
    ]
    return Alike(
        Value(str(row.other_label or short(row.other)), page_of(row.other)),
        [
            (word, [it.value(thing) for thing in things[:3]], max(0, len(things) - 3))
            for word, things in reasons
            if things
        ],
    )


def bearers(it: Subject) -> Section:
    """Of a concept, the things that bear it, by class."""
    rows: Sequence[query.Bearer] = []
    if it.kind == "Concept":
        rows = query.bearers(reader(), it.iri, language())
    groups: dict[str, dict[URIRef, tuple[Value, str]]] = defaultdict(dict)
    for row in rows:
        text = str(row.label or short(row.thing))
        where = "" if row.by == it.iri else str(row.by_label or "")
        shown = Value(text, page_of(row.thing))
        groups[class_word(row.klass, many=True)].setdefault(row.thing, (shown, where))
    things = {word: list(found.values()) for word, found in sorted(groups.items())}
    return Section(
        "bearers",
        gettext("Things that bear this term"),
        "bearers",
        things,
        count=sum(len(found) for found in things.values()),
        questions=[Asked("bearers", {"term": str(it.iri)})],
    )
