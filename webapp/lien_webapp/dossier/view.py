"""The view of one thing: its facts, links and doubts, with numbered sources.

Pure arrangement: rows of the named questions go in, what the page shows comes out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from rdflib import URIRef

from lien_webapp.families import Status
from lien_webapp.present import Value

SHOWN: Final = 8
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
    """One link to another thing; `who` is the page that says who states it.

    `standing` says how it stands on the day of the page ("" without a day): see `standing.rq`.
    `beside` are further things of the same link, such as the other partners of an action. `given`
    is the date, as stated, of what it leads to: an event, a publication, an agreement, an action.
    """

    other: Value
    who: str
    acronym: str = ""
    role: str = ""
    dates: str = ""
    references: Sequence[int] = ()
    inferred: bool = False
    standing: str = ""
    status: Status | None = None
    beside: Sequence[Value] = ()
    given: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Links of one kind and direction; `away` are those that do not hold on the day of the page."""

    anchor: str
    word: str
    links: list[Link]
    away: list[Link] = field(default_factory=list)
    shown: int = SHOWN

    @property
    def total(self) -> int:
        """All links, whether or not they hold."""
        return len(self.links) + len(self.away)


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
    standing: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """Another end that intermediaries of one class join to a thing.

    `between` are the intermediaries; it is empty where a page gives their number only.
    """

    other: Value
    word: str
    number: int
    between: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Alike:
    """A similar thing and the reasons: what is in common, in words and things."""

    other: Value
    reasons: Sequence[tuple[str, Sequence[Value], int]]


@dataclass(frozen=True, slots=True)
class Record:
    """Where a thing is stated and when that was read in; `read`: when its sources were read."""

    where: Value
    learnt: str
    source_numbers: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A named question with its parameters, behind a section; `what` tells it from others there."""

    name: str
    values: Mapping[str, str | None]
    what: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page: a title, how many things it holds, the questions that it answers.

    `block` names the macro of `things/_blocks.html` that shows `content`.
    """

    anchor: str
    title: str
    block: str
    content: Any
    count: int | None = None
    questions: Sequence[Asked] = ()
    note: str = ""
    of: int | None = None


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
    visitable: bool = False
    kinds: list[Value] = field(default_factory=list)
    other_names: list[Value] = field(default_factory=list)
    summary: list[str] = field(default_factory=list)
    state: list[str] = field(default_factory=list)
    rivals: list[Rival] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    link_count: int = 0
    places: list[Value] = field(default_factory=list)


def is_inferred(confidence: object) -> bool:
    """Whether a confidence concept says that the statement was deduced."""
    return str(confidence or "").endswith("/inferred")
