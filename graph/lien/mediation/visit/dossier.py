"""What one should know before a visit to a partner: the lines of its dossier as of a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from rdflib import Literal, URIRef

from lien import query
from lien.dates import PartialDate
from lien.errors import UnknownThing
from lien.mediation import pinyin
from lien.mediation.ties import Ties
from lien.mediation.visit.agreements import agreements, umbrellas
from lien.mediation.visit.introduction import introduction
from lien.mediation.visit.lines import LANGUAGES, PARTS, Asked, Line, text
from lien.mediation.visit.open_points import open_points
from lien.mediation.visit.people import people
from lien.query import CitedSource
from lien.store import Reader
from lien.terms import LIEN, ORG, called, expand, local, slug, thing

_DESCRIBED: Final = ("agreement", "umbrella", "action")
_LASTING: Final = ("running", "open", "undated", "left", "ended")
_PREF: Final = expand("skos:prefLabel")


@dataclass(frozen=True, slots=True)
class Visit:
    """A dossier: lines in the order of `PARTS`, what matters most first in each, and sources.

    `version` names the state of the data, `later` counts what these data know only of after `on`
    and what therefore has no line.
    """

    partner: URIRef
    label: str
    on: str
    version: str
    lines: list[Line]
    sources: list[CitedSource]
    later: int


def visit(store: Reader, partner: str, lang: str, *, on: date, ties: Ties | None = None) -> Visit:
    """The dossier of a body or unit by its slug, as of a day, with names in a language.

    What had not begun by then, or was first seen later, is left out, but for agreements that were
    signed and had not begun. `ties` are those of the reader, where they are at hand.

    Raises:
        UnknownThing: no body or unit under this slug that the reader may see.
    """
    iri = thing(partner)
    facts = query.describe(store, iri, lang)
    if not facts or local(facts[0].klass) not in ("Body", "ResearchUnit"):
        raise UnknownThing(partner)
    return _Making(Asked(store, iri, lang, on), facts, ties or Ties.read(store)).made()


@dataclass(slots=True)
class _Making:
    asked: Asked
    facts: Sequence[query.Fact]
    ties: Ties
    later: int = 0
    above: list[Line] = field(default_factory=list)
    below: set[URIRef] = field(default_factory=set)

    def __post_init__(self) -> None:
        for row in query.neighbours(self.asked.store, self.asked.iri, self.asked.lang):
            if row.property == ORG.subOrganizationOf and str(row.direction) == "in":
                self.below.add(row.other)
            elif row.property == ORG.subOrganizationOf:
                name = called(row.other, row.other_label)
                self.above.append(Line("place", "above", row.other, name))

    def made(self) -> Visit:
        actions, agreed = self._actions(), self._known(agreements(self.asked))
        above, own = [line.thing for line in self.above], {line.thing for line in agreed}
        lines = [
            *self._names(),
            *self._places(),
            *agreed,
            *umbrellas(self.asked, above, own),
            *self._people([line.thing for line in actions if line.what == "ended"]),
            *introduction(self.asked, self.ties),
            *actions,
            *self._encounters(),
            *self._papers(),
            *self._parts(),
        ]
        lines += open_points(self.asked, lines)
        lines, sources = self._sourced(lines)
        lines.sort(key=lambda line: PARTS.index(line.part))
        names = {line.what: line.label for line in reversed(lines) if line.part == "name"}
        label = names.get(self.asked.lang) or names.get("en") or list(names.values())[-1]
        return Visit(
            self.asked.iri,
            label,
            self.asked.on.isoformat(),
            self.asked.store.version,
            lines,
            sources,
            self.later,
        )

    def _known(self, rows: Iterable[Line]) -> list[Line]:
        """The lines that begin by the day; the others are counted."""
        found = list(rows)
        kept = [line for line in found if line.start is None or self.asked.by_then(line.start)]
        self.later += len(found) - len(kept)
        return kept

    def _names(self) -> list[Line]:
        found: dict[str, str] = {}
        for row in self.facts:
            if row.property == _PREF and isinstance(row.value, Literal):
                found.setdefault(row.value.language or "", str(row.value))
        order = [tag for tag in (self.asked.lang, *LANGUAGES, *sorted(found)) if tag in found]
        lines = [
            Line("name", tag or "name", self.asked.iri, found[tag], pinyin=_said(tag, found[tag]))
            for tag in dict.fromkeys(order)
        ]
        short = [str(row.value) for row in self.facts if row.property == LIEN.acronym]
        return [*lines, *(Line("name", "acronym", self.asked.iri, name) for name in short)]

    def _places(self) -> list[Line]:
        wanted = {LIEN.territory: "territory", LIEN.place: "place", expand("dcterms:type"): "kind"}
        lines = [
            Line(
                "place",
                wanted[row.property],
                self.asked.iri,
                str(row.value_label or local(row.value)),
            )
            for row in self.facts
            if row.property in wanted
        ]
        order = ("kind", "place", "territory", "above")
        return sorted([*lines, *self.above], key=lambda line: order.index(line.what))

    def _people(self, ended: Collection[str]) -> list[Line]:
        rows, later = people(self.asked, ended)
        self.later += later
        return self._known(rows)

    def _actions(self) -> list[Line]:
        rows = query.structures(self.asked.store, self.asked.lang, partner=self.asked.iri)
        partners: dict[URIRef, list[query.StructurePartner]] = {}
        for partner in query.partners_of(
            self.asked.store, [row.action for row in rows], self.asked.lang
        ):
            partners.setdefault(partner.structure, []).append(partner)
        lines = []
        for row in rows:
            with_it = partners.get(row.action, [])
            own = [partner.end for partner in with_it if partner.partner == self.asked.iri]
            start, end = text(row.start), text(row.end)
            others = dict.fromkeys(
                called(p.partner, p.partner_acronym, p.partner_label)
                for p in with_it
                if p.partner != self.asked.iri
            )
            lines.append(
                Line(
                    "action",
                    _lasting(start, end, own, self.asked.on),
                    row.action,
                    " · ".join(dict.fromkeys(str(t) for t in (row.acronym, row.label) if t))
                    or slug(str(row.action)),
                    kind=str(row.kind_label or ""),
                    where=", ".join(place.label for place in row.places),
                    start=start,
                    end=end,
                    others=tuple(others),
                    note=str(row.status_text or ""),
                )
            )
        return sorted(self._known(lines), key=lambda line: _LASTING.index(line.what))

    def _encounters(self) -> list[Line]:
        return self._known(
            Line(
                "mobility" if row.klass == LIEN.DoctoralStay else "contact",
                local(row.klass),
                row.thing,
                called(row.thing, row.label),
                kind=str(row.kind_label or ""),
                where=str(row.place_label or ""),
                start=text(row.start),
                end=text(row.end),
                as_of=row.as_of,
                number=None if row.people is None else float(row.people),
                sources=row.sources,
            )
            for row in query.encounters(self.asked.store, self.asked.iri, self.asked.lang)
        )

    def _papers(self) -> list[Line]:
        return self._known(
            Line(
                "papers",
                "stated" if row.other else "year",
                row.other or self.asked.iri,
                called(row.other, row.other_label) if row.other else str(row.start),
                kind=str(row.method_label or ""),
                start=text(row.start),
                end=text(row.end),
                number=float(row.papers),
                sources=row.sources,
            )
            for row in query.joint_papers(self.asked.store, self.asked.iri, self.asked.lang)
        )

    def _parts(self) -> list[Line]:
        """Bodies of the partner that take part in anything on the day, the busiest first."""
        if not self.below:
            return []
        rows = [
            row
            for row in query.partners(self.asked.store, self.asked.lang, on=self.asked.on)
            if row.partner in self.below
        ]
        rows.sort(key=lambda row: (-row.actions - row.agreements, row.partner))
        return [
            Line(
                "part",
                "part",
                row.partner,
                called(row.partner, row.label),
                kind=str(row.acronym or ""),
                where=str(row.place_label or ""),
                number=float(row.actions + row.agreements),
            )
            for row in rows
        ]

    def _sourced(self, lines: Sequence[Line]) -> tuple[list[Line], list[CitedSource]]:
        """The lines with the sources of the rows that describe their things, and all sources."""
        bare = {line.thing for line in lines if line.part in _DESCRIBED} | {self.asked.iri}
        told = query.origins(self.asked.store, bare, self.asked.lang)
        cited = {
            what: tuple(dict.fromkeys(row.source for row in rows if row.source))
            for what, rows in told.items()
        }
        filled = [
            replace(line, sources=cited.get(line.thing, ()))
            if line.part in _DESCRIBED or line.what in LANGUAGES
            else line
            for line in lines
        ]
        wanted = dict.fromkeys(source for line in filled for source in line.sources)
        known = query.sources_of(self.asked.store, wanted)
        return filled, [known[source] for source in wanted if source in known]


def _lasting(
    start: str | None, end: str | None, own_ends: Sequence[Literal | None], on: date
) -> str:
    """How an action lasts on the day; `left`: every participation of the partner has ended."""
    if end is not None and PartialDate.parse(end).latest < on:
        return "ended"
    if own_ends and all(e is not None and PartialDate.parse(str(e)).latest < on for e in own_ends):
        return "left"
    if end is not None:
        return "running"
    return "undated" if start is None else "open"


def _said(tag: str, text: str) -> str:
    return pinyin.of_name(text) if tag.startswith("zh") else ""
