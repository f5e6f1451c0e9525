"""What is known at a time: things with class and span, links with span, and all statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from rdflib import RDF, SKOS, URIRef

from lien import query
from lien.store import Node, Reader
from lien.terms import LIEN

LINKS: Final = frozenset(
    LIEN[name]
    for name in ("Participation", "RoleHeld", "AgreementParty", "AgreementLink", "Identity",
                 "CoPublication")
)  # fmt: skip
"""Classes of nodes that stand for a link."""
OWNED: Final[Mapping[URIRef, URIRef]] = {
    LIEN.AgreementPeriod: LIEN.periodOf,
    LIEN.DatedName: LIEN.nameOf,
    LIEN.KindHeld: LIEN.kindOf,
}
"""Classes of nodes that tell something of another thing, and the property that leads there."""
_FIRST: Final = (LIEN.startEarliest, LIEN.signedOnEarliest, LIEN.publishedOnEarliest)
_LAST: Final = (LIEN.endLatest,)
_GIVEN: Final = (LIEN.start, LIEN.signedOn, LIEN.publishedOn)
_LEFT_OUT: Final = frozenset((
    RDF.type, RDF.subject, RDF.predicate, RDF.object, SKOS.hiddenLabel, *OWNED.values(),
    *(LIEN[f"{name}{end}"] for name in ("start", "end", "signedOn", "publishedOn", "asOf")
      for end in ("Earliest", "Latest")),
))  # fmt: skip

Key = tuple[URIRef, URIRef | None, Node | None, URIRef | None]
"""A thing; or a thing, a property, what it leads to, and the node of a link that has one."""


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when something lasts: days that its dates allow, and the dates as given."""

    first: date | None = None
    last: date | None = None
    start: str | None = None
    end: str | None = None

    def standing(self, on: date) -> str:
        """How it stands: not-yet, there or over; what has no date is there."""
        if self.first is not None and on < self.first:
            return "not-yet"
        return "over" if self.last is not None and on > self.last else "there"


@dataclass(slots=True)
class Known:
    """What is known at a time: things with class and span, links with span, all statements."""

    things: dict[URIRef, tuple[URIRef, Span]] = field(default_factory=dict)
    links: dict[Key, Span] = field(default_factory=dict)
    facts: set[Key] = field(default_factory=set)

    def by(self, on: date) -> Known:
        """The same without what had not begun on a day, and without what is told of that."""
        known = Known(
            {
                thing: (klass, span)
                for thing, (klass, span) in self.things.items()
                if span.standing(on) != "not-yet"
            }
        )
        later = self.things.keys() - known.things.keys()
        known.links = {
            key: span
            for key, span in self.links.items()
            if span.standing(on) != "not-yet" and later.isdisjoint((key[0], key[2]))
        }
        known.facts = {key for key in self.facts if later.isdisjoint((key[0], key[2]))}
        return known

    @classmethod
    def of(cls, store: Reader) -> Known:
        """What a reader knows."""
        told: dict[URIRef, list[tuple[URIRef, Node]]] = {}
        classes: dict[URIRef, URIRef] = {}
        for row in query.statements(store):
            classes[row.thing] = row.klass
            told.setdefault(row.thing, []).append((row.property, row.other))
        known = cls()
        for thing, pairs in told.items():
            known._add(thing, classes[thing], pairs)
        with_node = {key[:3] for key in known.links}
        known.facts = {key for key in known.facts if key[:3] not in with_node}
        return known

    def _add(self, thing: URIRef, klass: URIRef, pairs: list[tuple[URIRef, Node]]) -> None:
        values = dict(pairs)
        span = _span(pairs)
        if klass in LINKS:
            if all(part in values for part in (RDF.subject, RDF.predicate, RDF.object)):
                start, link = URIRef(str(values[RDF.subject])), URIRef(str(values[RDF.predicate]))
                self.links[start, link, values[RDF.object], thing] = span
        elif klass in OWNED:
            owner = values.get(OWNED[klass])
            if owner is not None:
                self.facts |= {
                    (URIRef(str(owner)), link, value, thing)
                    for link, value in pairs
                    if link not in _LEFT_OUT
                }
        else:
            self.things[thing] = klass, span
            self.facts |= {
                (thing, link, value, None) for link, value in pairs if link not in _LEFT_OUT
            }


def _span(pairs: Iterable[tuple[URIRef, Node]]) -> Span:
    firsts = [_day(value) for link, value in pairs if link in _FIRST]
    lasts = [_day(value) for link, value in pairs if link in _LAST]
    starts = sorted(str(value) for link, value in pairs if link in _GIVEN)
    ends = sorted(str(value) for link, value in pairs if link == LIEN.end)
    return Span(
        min(firsts, default=None),
        max(lasts, default=None),
        " / ".join(dict.fromkeys(starts)) or None,
        " / ".join(dict.fromkeys(ends)) or None,
    )


def _day(value: Node) -> date:
    return date.fromisoformat(str(value))
