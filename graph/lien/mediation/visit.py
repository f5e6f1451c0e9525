"""What one should know before a visit to a partner: the lines of its dossier as of a day."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from rdflib import Literal, URIRef

from lien import query
from lien.dates import PartialDate
from lien.errors import UnknownThing
from lien.mediation import pinyin
from lien.query import AgreementPeriod, CitedSource, Counterpart
from lien.store import Reader
from lien.terms import LIEN, ORG, expand, local, slug, thing

PARTS: Final = (
    "name", "place", "agreement", "umbrella", "person", "action", "contact", "papers", "mobility",
    "part", "open",
)  # fmt: skip
"""Parts of a dossier, in order."""

_ALIVE: Final = ("in-force", "tacitly-renewed", "unknown-end", "suspended")
_STATUSES: Final = (*_ALIVE, "not-yet", "undated", "replaced", "ended")
_DESCRIBED: Final = ("agreement", "umbrella", "action")
_LASTING: Final = ("running", "open", "undated", "left", "ended")
_PAST: Final = ("followed", "over")
_LANGUAGES: Final = ("zh", "fr", "en")
_LENGTH: Final = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?")
_PREF: Final = expand("skos:prefLabel")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a dossier; what is not known is None or empty.

    `what` is a word: of an agreement, and of an `umbrella` (one of the body above), its status
    (`in_force.rq`); of an action how it lasts (running, open, undated, left, ended); of a person
    how the role stands (holds, unknown, over, `followed`: somebody else is seen in it later);
    of a contact or a stay its class, of papers `year` or `stated`, of an open point which one.
    `kind` is a label: the kind or the post. `where` is the place, or where the role is held.
    `others` are the other parties or partners, `number` people or papers, `due` the last day for
    notice. Dates are as given; `as_of` are days on which sources saw it.
    """

    part: str
    what: str
    thing: URIRef
    label: str
    kind: str = ""
    where: str = ""
    start: str | None = None
    end: str | None = None
    as_of: tuple[str, ...] = ()
    due: str | None = None
    others: tuple[str, ...] = ()
    number: float | None = None
    note: str = ""
    pinyin: str = ""
    sources: tuple[URIRef, ...] = ()


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


def visit(store: Reader, partner: str, lang: str, *, on: date) -> Visit:
    """The dossier of a body or unit by its slug, as of a day, with names in a language.

    What had not begun by then, or was first seen later, is left out, but for agreements that were
    signed and had not begun.

    Raises:
        UnknownThing: no body or unit under this slug that the reader may see.
    """
    iri = thing(partner)
    facts = query.describe(store, iri, lang)
    if not facts or local(facts[0].klass) not in ("Body", "ResearchUnit"):
        raise UnknownThing(partner)
    return _Making(store, iri, lang, on, facts).made()


@dataclass(slots=True)
class _Making:
    store: Reader
    iri: URIRef
    lang: str
    on: date
    facts: Sequence[query.Fact]
    later: int = 0
    above: list[Line] = field(default_factory=list)
    below: set[URIRef] = field(default_factory=set)

    def __post_init__(self) -> None:
        for row in query.neighbours(self.store, self.iri, self.lang):
            if row.property == ORG.subOrganizationOf and str(row.direction) == "in":
                self.below.add(row.other)
            elif row.property == ORG.subOrganizationOf:
                name = _called(row.other_label, row.other)
                self.above.append(Line("place", "above", row.other, name))

    def made(self) -> Visit:
        actions, agreements = self._actions(), self._agreements()
        lines = [
            *self._names(),
            *self._places(),
            *agreements,
            *self._umbrellas(agreements),
            *self._people([line.thing for line in actions if line.what == "ended"]),
            *actions,
            *self._encounters(),
            *self._papers(),
            *self._parts(),
        ]
        lines += self._open(lines)
        lines, sources = self._sourced(lines)
        lines.sort(key=lambda line: PARTS.index(line.part))
        label = next((line.label for line in lines if line.what == self.lang), "")
        label = label or next(line.label for line in lines if line.part == "name")
        return Visit(
            self.iri, label, self.on.isoformat(), self.store.version, lines, sources, self.later
        )

    def _known(self, rows: Iterable[Line]) -> list[Line]:
        """The lines that begin by the day; the others are counted."""
        found = list(rows)
        kept = [line for line in found if _by(line, self.on)]
        self.later += len(found) - len(kept)
        return kept

    def _names(self) -> list[Line]:
        found: dict[str, str] = {}
        for row in self.facts:
            if row.property == _PREF and isinstance(row.value, Literal):
                found.setdefault(row.value.language or "", str(row.value))
        order = [tag for tag in (self.lang, *_LANGUAGES, *sorted(found)) if tag in found]
        lines = [
            Line("name", tag or "name", self.iri, found[tag], pinyin=_said(tag, found[tag]))
            for tag in dict.fromkeys(order)
        ]
        short = [str(row.value) for row in self.facts if row.property == LIEN.acronym]
        return [*lines, *(Line("name", "acronym", self.iri, text) for text in short)]

    def _places(self) -> list[Line]:
        wanted = {LIEN.territory: "territory", LIEN.place: "place", expand("dcterms:type"): "kind"}
        lines = [
            Line("place", wanted[row.property], self.iri, str(row.value_label or local(row.value)))
            for row in self.facts
            if row.property in wanted
        ]
        order = ("kind", "place", "territory", "above")
        return sorted([*lines, *self.above], key=lambda line: order.index(line.what))

    def _agreements(self) -> list[Line]:
        known = self._known(self._agreements_of(self.iri, "agreement"))
        newest = sorted(known, key=lambda line: (line.start or "", line.thing), reverse=True)
        return sorted(newest, key=lambda line: _STATUSES.index(line.what))

    def _umbrellas(self, lines: Sequence[Line]) -> list[Line]:
        """Agreements of the bodies above that stand on the day, the newest first."""
        own = {line.thing for line in lines}
        found = [
            line
            for above in self.above
            for line in self._agreements_of(above.thing, "umbrella")
            if line.what in _ALIVE and line.thing not in own
        ]
        return sorted(found, key=lambda line: (line.start or "", line.thing), reverse=True)

    def _agreements_of(self, body: URIRef, part: str) -> list[Line]:
        rows = query.agreements(self.store, self.lang, body=body)
        standings = query.standings(
            self.store, [row.agreement for row in rows], self.lang, on=self.on
        )
        states = {row.agreement: row for row in standings}
        terms = _last_terms(query.agreement_periods(self.store, self.lang, body=body))
        lines = []
        for row in rows:
            state, term = states[row.agreement], terms.get(row.agreement)
            end = _text(state.end)
            lines.append(
                Line(
                    part,
                    str(state.status),
                    row.agreement,
                    _called(row.label, row.agreement),
                    kind=str(row.kind_label or ""),
                    where=str(row.place_label or ""),
                    start=_text(row.signed or row.start),
                    end=end,
                    due=_due(end, term),
                    others=tuple(p.label for p in row.parties if p.iri != self.iri),
                    note=str(term.renewal_label or "") if term else "",
                )
            )
        return lines

    def _people(self, ended: Collection[str]) -> list[Line]:
        """Roles in the partner and its actions; those in actions that have `ended` are over."""
        rows = query.counterparts(self.store, self.iri, self.lang)
        latest: dict[tuple[URIRef | None, URIRef], tuple[str, URIRef]] = {}
        for row in rows:
            key = row.post, row.where
            latest[key] = max(latest.get(key, ("", row.person)), (self._newest(row), row.person))
        lines = []
        for row in rows:
            start, end = _text(row.start), _text(row.end)
            seen = tuple(day for day in row.as_of if PartialDate.parse(day).earliest <= self.on)
            if row.as_of and not seen and not start:
                self.later += 1
                continue
            newest, holder = latest[row.post, row.where]
            standing = _standing(start, end, row.as_of, self.on)
            if row.where in ended:
                standing = "over"
            elif start and not end and holder != row.person and newest > self._newest(row):
                standing = "followed"
            own = row.where == self.iri
            han = str(row.name_zh or "")
            lines.append(
                Line(
                    "person",
                    standing,
                    row.person,
                    _called(row.label, row.person),
                    kind=str(row.post_label or ""),
                    where="" if own else _called(row.where_acronym or row.where_label, row.where),
                    start=start,
                    end=end,
                    as_of=seen,
                    others=tuple(local(region) for region in row.territories),
                    note=han if han != str(row.label) else "",
                    pinyin=pinyin.of_person(han) if han else "",
                    sources=row.sources,
                )
            )
        newest_first = sorted(self._known(lines), key=_freshness, reverse=True)
        return sorted(newest_first, key=lambda line: (line.what in _PAST, bool(line.where)))

    def _newest(self, row: Counterpart) -> str:
        """The newest date, as given, at which anything is said of a role by the day."""
        dates = (str(row.start or ""), *row.as_of, str(row.end or ""))
        by_then = [day for day in dates if day and PartialDate.parse(day).earliest <= self.on]
        return max(by_then, default="")

    def _actions(self) -> list[Line]:
        rows = query.structures(self.store, self.lang, partner=self.iri)
        partners: dict[URIRef, list[query.StructurePartner]] = {}
        for partner in query.partners_of(self.store, [row.action for row in rows], self.lang):
            partners.setdefault(partner.structure, []).append(partner)
        lines = []
        for row in rows:
            with_it = partners.get(row.action, [])
            own = [partner.end for partner in with_it if partner.partner == self.iri]
            start, end = _text(row.start), _text(row.end)
            others = dict.fromkeys(
                str(p.partner_acronym or p.partner_label or slug(str(p.partner)))
                for p in with_it
                if p.partner != self.iri
            )
            lines.append(
                Line(
                    "action",
                    _lasting(start, end, own, self.on),
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
                _called(row.label, row.thing),
                kind=str(row.kind_label or ""),
                where=str(row.place_label or ""),
                start=_text(row.start),
                end=_text(row.end),
                as_of=row.as_of,
                number=None if row.people is None else float(row.people),
                sources=row.sources,
            )
            for row in query.encounters(self.store, self.iri, self.lang)
        )

    def _papers(self) -> list[Line]:
        return self._known(
            Line(
                "papers",
                "stated" if row.other else "year",
                row.other or self.iri,
                _called(row.other_label, row.other) if row.other else str(row.start),
                kind=str(row.method_label or ""),
                start=_text(row.start),
                end=_text(row.end),
                number=float(row.papers),
                sources=row.sources,
            )
            for row in query.joint_papers(self.store, self.iri, self.lang)
        )

    def _parts(self) -> list[Line]:
        """Bodies of the partner that take part in anything on the day, the busiest first."""
        if not self.below:
            return []
        rows = [
            row
            for row in query.partners(self.store, self.lang, on=self.on)
            if row.partner in self.below
        ]
        rows.sort(key=lambda row: (-row.actions - row.agreements, row.partner))
        return [
            Line(
                "part",
                "part",
                row.partner,
                _called(row.label, row.partner),
                kind=str(row.acronym or ""),
                where=str(row.place_label or ""),
                number=float(row.actions + row.agreements),
            )
            for row in rows
        ]

    def _open(self, lines: Sequence[Line]) -> list[Line]:
        """Contradictions, odd dates, unknown ends, then what no source says at all."""
        here = {self.iri, *(line.thing for line in lines if line.part in ("agreement", "action"))}
        found = [
            Line(
                "open",
                "contradiction",
                row.about,
                _called(row.label, row.about),
                kind=str(row.property_label or row.field),
                others=(str(row.value_label or row.value),),
                note=str(row.kept_values or ""),
                sources=row.sources,
            )
            for row in query.competing_of(self.store, here, self.lang)
        ]
        found += [
            Line(
                "open",
                "odd-dates",
                row.about,
                _called(row.label, row.about),
                kind=str(row.rule_label or ""),
                start=str(row.date),
                end=str(row.against),
            )
            for row in dict.fromkeys(query.flags_of(self.store, here, self.lang))
        ]
        found += [
            Line("open", line.what, line.thing, line.label, start=line.start)
            for line in lines
            if line.part == "agreement" and line.what in ("unknown-end", "undated", "suspended")
        ]
        return [*found, *self._missing(lines)]

    def _missing(self, lines: Sequence[Line]) -> list[Line]:
        """What no source says of the partner itself."""
        has = {(line.part, line.what) for line in lines}
        parts = {line.part for line in lines}
        silent = [f"no-name-{tag}" for tag in _LANGUAGES if ("name", tag) not in has]
        if ("place", "place") not in has:
            silent.append("no-place")
        if ("person", "holds") not in has:
            silent.append("no-person-now" if "person" in parts else "no-person")
        silent += [f"no-{part}" for part in ("agreement", "papers", "mobility", "contact")
                   if part not in parts]  # fmt: skip
        return [Line("open", what, self.iri, "") for what in silent]

    def _sourced(self, lines: Sequence[Line]) -> tuple[list[Line], list[CitedSource]]:
        """The lines with the sources of the rows that describe their things, and all sources."""
        bare = {line.thing for line in lines if line.part in _DESCRIBED} | {self.iri}
        told = query.origins(self.store, bare, self.lang)
        cited = {
            what: tuple(dict.fromkeys(row.source for row in rows if row.source))
            for what, rows in told.items()
        }
        filled = [
            replace(line, sources=cited.get(line.thing, ()))
            if line.part in _DESCRIBED or line.what in _LANGUAGES
            else line
            for line in lines
        ]
        wanted = dict.fromkeys(source for line in filled for source in line.sources)
        known = query.sources_of(self.store, wanted)
        return filled, [known[source] for source in wanted if source in known]


def _by(line: Line, on: date) -> bool:
    """Whether what the line tells may have been there on the day: begun, signed, or undated."""
    return line.start is None or PartialDate.parse(line.start).earliest <= on


def _freshness(line: Line) -> tuple[str, URIRef]:
    return max((line.start or "", *line.as_of, line.end or "")), line.thing


def _standing(start: str | None, end: str | None, seen: Sequence[str], on: date) -> str:
    """How a role stands on the day: as in `standing.rq`, for what has begun."""
    if end is not None and PartialDate.parse(end).latest < on:
        return "over"
    if start is not None:
        return "holds"
    days = [PartialDate.parse(day) for day in seen]
    around = any(d.earliest <= on for d in days) and any(d.latest >= on for d in days)
    return "holds" if around or (end is not None) else "unknown"


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


def _last_terms(rows: Iterable[AgreementPeriod]) -> dict[URIRef, AgreementPeriod]:
    """Of each agreement the last term or renewal."""
    return {row.agreement: row for row in rows if local(row.kind) in ("term", "renewal")}


def _due(end: str | None, term: AgreementPeriod | None) -> str | None:
    """The last day for notice, where the end and the notice are known."""
    found = _LENGTH.fullmatch(str(term.notice)) if term and term.notice else None
    if end is None or found is None:
        return None
    years, months, days = (int(part or 0) for part in found.groups())
    last = PartialDate.parse(end).latest
    year, month = divmod(last.year * 12 + last.month - 1 - years * 12 - months, 12)
    fits = PartialDate.parse(f"{year:04d}-{month + 1:02d}").latest
    day = fits if last.day > fits.day else fits.replace(day=last.day)
    return (day - timedelta(days=days)).isoformat()


def _said(tag: str, text: str) -> str:
    return pinyin.of_name(text) if tag.startswith("zh") else ""


def _text(value: Literal | None) -> str | None:
    return None if value is None else str(value)


def _called(label: object, iri: URIRef) -> str:
    return str(label or slug(str(iri)))
