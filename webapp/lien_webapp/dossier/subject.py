"""What a page about one thing is made of: the rows of the questions about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from rdflib import URIRef

from lien import query, terms
from lien.terms import local
from lien_webapp.asof import AsOf
from lien_webapp.context import reader, today
from lien_webapp.dossier.themes import Around, standing_key, themes
from lien_webapp.dossier.view import (
    Numbers,
)
from lien_webapp.families import Families, statuses
from lien_webapp.i18n import (
    language,
)
from lien_webapp.known import shared
from lien_webapp.links import page_of, short
from lien_webapp.present import Value

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
BODIES: Final = ("Body", "ResearchUnit")
IN_HEADING: Final = ("skos:prefLabel", "lien:acronym", "dcterms:type")
OF_OTHERS: Final = frozenset({"event", "published", "signed", "action-begins"})
"""Moments that are the date of another thing."""


class Subject:
    """One thing whose page is made: what was asked about it, and the numbers of its sources."""

    def __init__(self, iri: URIRef, on: AsOf | None, rows: Sequence[query.Fact]) -> None:
        self.iri, self.on, self.rows = iri, on, rows
        self.kind = local(rows[0].klass or "")
        self.slug = terms.slug(str(iri))
        self.numbers = Numbers()
        self.asked = query.about(
            reader(),
            iri,
            language(),
            linked=self.kind in WITH_LINKS,
            body=self.kind in BODIES,
            alike=self.kind == "Body",
            on=on.day if on else None,
        )
        self.own = self.numbers.of(row.source for row in self.asked.origins if row.source)
        self.standings = {standing_key(row): str(row.standing) for row in self.asked.standings}
        self.families = self._families() if self._has_agreements() else None
        standing = self.families.standing if self.families else {}
        self.around = Around(
            iri, self.numbers, self.standings, standing, self._beside(), self._given()
        )
        self.themes = themes(self.asked.neighbours, self.around)

    def thing(self, name: str = "thing") -> dict[str, str | None]:
        """The thing as the value of a parameter of a question."""
        return {name: self.slug if self.iri in terms.ID else str(self.iri)}

    def value(self, thing: URIRef) -> Value:
        """A thing by its acronym, else by its name."""
        name = self.asked.names.get(thing)
        text = str(name.acronym or name.label or short(thing)) if name else short(thing)
        return Value(text, page_of(thing))

    def scheme(self, row: query.Fact) -> object:
        """The name of the list that a term stands in, which is a label and no preferred one."""
        if short(row.property) != "skos:inScheme" or not isinstance(row.value, URIRef):
            return None
        lang, scheme = language(), row.value
        names = shared(lambda: query.names(reader(), [scheme], lang), "names", lang, scheme)
        return names[0].label if names else None

    def _has_agreements(self) -> bool:
        return self.kind == "Agreement" or any(
            row.other_class == terms.LIEN.Agreement for row in self.asked.neighbours
        )

    def _families(self) -> Families:
        store, lang, day = reader(), language(), self.on.day if self.on else today()

        def made() -> Families:
            listed = query.agreements(store, lang)
            standing = statuses(query.in_force(store, lang, on=day))
            rows = query.families(store, lang)
            return Families(rows, {row.agreement: row for row in listed}, standing)

        return shared(made, "families", lang, day)

    def _beside(self) -> dict[URIRef, list[Value]]:
        """The other partners of each joint action, those with most joint actions first."""
        found: dict[URIRef, list[Value]] = defaultdict(list)
        for row in self.asked.joined:
            if row.through == terms.LIEN.StructuringAction:
                for action in row.between:
                    name = str(row.other_acronym or row.other_label or short(row.other))
                    found[action].append(Value(name, page_of(row.other)))
        return found

    def _given(self) -> dict[URIRef, str]:
        """The dates of events, publications, actions and agreements around the thing."""
        found = {
            row.thing: str(row.given) for row in self.asked.moments if str(row.what) in OF_OTHERS
        }
        if self.families:
            for iri, row in self.families.agreements.items():
                if row.signed or row.start:
                    found[iri] = str(row.signed or row.start)
        return found
