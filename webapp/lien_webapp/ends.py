"""Things that a form asks for: by identifier, or by words, with choices where they fit many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import request

from lien import terms
from lien_webapp.explore import names_of
from lien_webapp.matches import Match, found, shown
from lien_webapp.serialise import Thing

CHOICES: Final = 8
LOOKED_AT: Final = 50
"""Things of that name among which those that are linked are looked for."""
LONGEST: Final = 200
"""Characters of a name that count."""


@dataclass(frozen=True, slots=True)
class End:
    """A thing as it was asked for: the thing, or the choices that the words leave."""

    text: str
    thing: Thing | None = None
    choices: tuple[Match, ...] = ()

    def state(self, name: str) -> dict[str, str]:
        """The parameter that asks for the same."""
        return {name: self.thing.slug} if self.thing else {f"{name}_name": self.text}


@dataclass(frozen=True, slots=True)
class Ends:
    """Two things as they were asked for: from one to the other."""

    start: End
    end: End

    @property
    def apart(self) -> tuple[Thing, Thing] | None:
        """The two, if both are known and differ."""
        if self.start.thing and self.end.thing and not self.are_same:
            return self.start.thing, self.end.thing
        return None

    @property
    def are_same(self) -> bool:
        """Whether both are one thing."""
        start, end = self.start.thing, self.end.thing
        return bool(start and end and start.slug == end.slug)

    def state(self) -> dict[str, str]:
        """The parameters that ask for the same."""
        return self.start.state("from") | self.end.state("to")


def asked_ends() -> Ends:
    """The things that `from` and `to` say."""
    return Ends(asked_end("from"), asked_end("to"))


def asked_end(name: str) -> End:
    """The thing that the parameter `name` says, or the words of `<name>_name`."""
    slug = request.args.get(name, "").strip()
    text = request.args.get(f"{name}_name", "")[:LONGEST].strip()
    thing = names_of([slug]).get(slug) if slug else None
    if thing and text in ("", thing.name):
        return End(thing.name, thing)
    words = text or slug[:LONGEST]
    matches = [match for match in map(shown, found(words).hits[:LOOKED_AT]) if match.links]
    same = [m for m in matches if words.casefold() in (m.name.casefold(), m.acronym.casefold())]
    if len(same or matches) == 1:
        one = terms.slug((same or matches)[0].thing)
        known = names_of([one])[one]
        return End(known.name, known)
    return End(words, None, tuple(matches[:CHOICES]))
