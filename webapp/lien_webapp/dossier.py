"""The view of one thing: its facts, links and doubts, with numbered sources.

Pure arrangement: rows of the named questions go in, what the page shows comes out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from rdflib import URIRef

from lien_webapp.present import Value

SHOWN: Final = 12
"""Links of a group that are shown before the others are opened."""


@dataclass(frozen=True, slots=True)
class Source:
    """A numbered source at the foot of a page; `address` is empty when it is no safe link."""

    number: int
    title: str
    page: str
    publisher: str = ""
    date: str = ""
    address: str = ""


class Numbers:
    """The numbers of the sources of one page, in the order in which the page first needs them."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def of(self, sources: Iterable[object]) -> list[int]:
        """The numbers of these sources, ascending."""
        known = self._numbers
        return sorted({known.setdefault(str(source), len(known) + 1) for source in sources})

    def iris(self) -> list[URIRef]:
        """The sources in the order of their numbers."""
        return [URIRef(iri) for iri in self._numbers]


@dataclass(frozen=True, slots=True)
class Held:
    """One value of a fact and who states it."""

    value: Value
    references: Sequence[int] = ()
    disputed: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A property in words and its values."""

    word: str
    values: list[Held]


@dataclass(frozen=True, slots=True)
class Rival:
    """A field about which sources disagree: what is kept here and what others say."""

    word: str
    kept: list[Held]
    others: list[Held]


@dataclass(frozen=True, slots=True)
class Link:
    """One link to another thing; `who` is the page that says who states it."""

    other: Value
    who: str
    acronym: str = ""
    role: str = ""
    dates: str = ""
    references: Sequence[int] = ()
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Links of one kind and direction."""

    anchor: str
    word: str
    links: list[Link]
    shown: int = SHOWN


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a timeline; `given` is the date as stated, "" when there is none."""

    given: str
    title: Value
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A name, a kind or a period that a thing had; `dates` is "" when no source gives any."""

    dates: str
    title: Value
    kind: str = ""
    references: Sequence[int] = ()


@dataclass(slots=True)
class Dossier:
    """Everything that the page of a thing shows."""

    iri: str
    slug: str
    name: Value
    class_word: str
    class_page: str = ""
    acronym: str = ""
    dates: str = ""
    inferred: bool = False
    explorable: bool = False
    kinds: list[Value] = field(default_factory=list)
    other_names: list[Value] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    rivals: list[Rival] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    agreements: list[Entry] = field(default_factory=list)
    moments: list[Entry] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    records: list[Value] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)

    @property
    def link_count(self) -> int:
        """Links of all groups together."""
        return sum(len(group.links) for group in self.groups)


def is_inferred(confidence: object) -> bool:
    """Whether a confidence concept says that the statement was deduced."""
    return str(confidence or "").endswith("/inferred")
