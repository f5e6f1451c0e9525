"""The lines that a dossier is made of, and what all of them are made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from rdflib import Literal, URIRef

from lien.dates import PartialDate
from lien.store import Reader

PARTS: Final = (
    "name", "place", "agreement", "umbrella", "person", "introduction", "action",
    "contact", "papers", "mobility", "part", "open",
)  # fmt: skip
"""Parts of a dossier, in order."""

LANGUAGES: Final = ("zh", "fr", "en")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a dossier; what is not known is None or empty.

    `what` is a word: of an agreement, and of an `umbrella` (one of the body above), its status
    (`in_force.rq`); of an action how it lasts (running, open, undated, left, ended); of a person
    how the role stands (holds, unknown, over, `followed`: somebody else is seen in it later);
    of a contact or a stay its class, of papers `year` or `stated`, of an open point which one.
    `kind` is a label: the kind or the post. `where` is the place, or where the role is held.
    `others` are the other parties or partners, or the members of a chain, `number` people or
    papers, `due` the last day for notice. Dates are as given; `as_of` are days on which sources
    saw it.
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
class Asked:
    """About whom a dossier is, as of which day, for which reader and in which language."""

    store: Reader
    iri: URIRef
    lang: str
    on: date

    def by_then(self, day: str) -> bool:
        """Whether a day as given may lie before the day of the dossier, or be that day."""
        return PartialDate.parse(day).earliest <= self.on


def text(value: Literal | None) -> str | None:
    """A value as text."""
    return None if value is None else str(value)
