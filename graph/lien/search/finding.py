"""What a search gives back: things, why each of them is there, and counts by facet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias, overload

import numpy as np
from numpy.typing import NDArray

from lien.errors import UnknownQuestion
from lien.query.parameters import LANGUAGES
from lien.search import matching
from lien.search.index import Index, Ints
from lien.search.matching import Matches
from lien.search.reading import CLASSES, FACETS, Role

Filters: TypeAlias = Mapping[str, Sequence[str]]
"""Values chosen in each facet: things have one of them, in every facet that is named."""
Mask: TypeAlias = NDArray[np.bool_]

_WHY: Final = {
    Role.NAME: "name",
    Role.ACRONYM: "acronym",
    Role.CODE: "code",
    Role.REGISTER: "register",
    Role.OTHER: "other name",
    Role.PINYIN: "pinyin",
    Role.FORMER: "former name",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found.

    `klass` is the local name of its class, `kind` the name of its kind in the language asked for.
    `why` is what the text that was found is to it: "name", "acronym", "code", "register" (a number
    in ROR, RNSR, Wikidata, GRID, ORCID), "other name", "pinyin", "former name"; or "spelling" (a
    close one), "several names" (the words stand in several of them), "some words" (not all are
    there), "" (no text was asked for). `matched` is that text, `since` and `until` its period.
    """

    thing: str
    label: str
    acronym: str
    klass: str
    kind: str
    links: int
    why: str
    matched: str
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class Count:
    """A value of a facet, its name, how many of the finds have it, whether it is chosen."""

    value: str
    label: str
    count: int
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Hits(Sequence[Hit]):
    """Things that were found, best first; each is made when it is asked for."""

    found_in: Index
    matches: Matches
    places: Ints
    lang: str

    def __len__(self) -> int:
        return len(self.places)

    @overload
    def __getitem__(self, at: int) -> Hit: ...
    @overload
    def __getitem__(self, at: slice) -> list[Hit]: ...
    def __getitem__(self, at: int | slice) -> Hit | list[Hit]:
        column = LANGUAGES.index(self.lang)
        if isinstance(at, slice):
            return [_hit(self.found_in, self.matches, int(p), column) for p in self.places[at]]
        return _hit(self.found_in, self.matches, int(self.places[at]), column)


@dataclass(frozen=True)
class Found:
    """What a text finds.

    `words` are those that were looked for, `missing` those that are in no text that was found,
    `spelt` the close spellings of some of them, where nothing has them as they are.
    """

    hits: Hits
    words: list[str]
    spelt: dict[str, list[str]]
    missing: list[str]
    chosen: Filters

    @cached_property
    def facets(self) -> dict[str, list[Count]]:
        """The values in each facet with their counts, most first.

        What is chosen in a facet does not narrow its own counts.
        """
        return _facets(self.hits.found_in, self.hits.matches.things, self.chosen, self.hits.lang)

    @cached_property
    def nearest(self) -> list[str]:
        """Where nothing was found, words of names that come nearest to the missing ones."""
        return matching.nearest(self.hits.found_in, self.missing) if not self.hits else []


def find(index: Index, text: str, lang: str, *, filters: Filters | None = None) -> Found:
    """The things that bear the words of `text`, best first; all things when it is empty.

    In `filters` a value that nothing has finds nothing.

    Raises:
        UnknownQuestion: a facet or a language that does not exist.
    """
    chosen = {facet: list(values) for facet, values in (filters or {}).items() if values}
    for name, known in (*((facet, FACETS) for facet in chosen), (lang, LANGUAGES)):
        if name not in known:
            raise UnknownQuestion(f"there is no {name!r}", hint=f"There are: {', '.join(known)}.")
    matches = matching.match(index, text) if text.strip() else matching.everything(index)
    inside = _inside(index, chosen)
    places = np.flatnonzero(inside[matches.things]).astype(np.int32)
    hits = Hits(index, matches, places, lang)
    return Found(hits, matches.words, matches.spelt, matches.missing, chosen)


def _inside(index: Index, chosen: Filters) -> Mask:
    """Which things have one of the values in every facet."""
    inside = np.ones(len(index.thing), np.bool_)
    for facet, values in chosen.items():
        inside &= _having(index, facet, values)
    return inside


def _having(index: Index, facet: str, values: Sequence[str]) -> Mask:
    """Which things have one of the values."""
    numbers = _numbers(index, FACETS.index(facet), values)
    found = np.zeros(len(index.thing), np.bool_)
    found[index.facet_thing[np.isin(index.facet_value, numbers)]] = True
    return found


def _facets(index: Index, things: Ints, chosen: Filters, lang: str) -> dict[str, list[Count]]:
    found = np.zeros(len(index.thing), np.bool_)
    found[things] = True
    labels = index.value_label[LANGUAGES.index(lang)]
    narrowed = _per_value(index, found & _inside(index, chosen))
    counts: dict[str, list[Count]] = {}
    for number, facet in enumerate(FACETS):
        per_value, taken = narrowed, chosen.get(facet, ())
        if taken:
            others = {name: values for name, values in chosen.items() if name != facet}
            per_value = _per_value(index, found & _inside(index, others))
        own = np.flatnonzero((index.value_facet == number) & (per_value > 0)).tolist()
        own += [v for v in _numbers(index, number, taken) if not per_value[v]]
        rows = [
            Count(index.value[v], labels[v], int(per_value[v]), index.value[v] in taken)
            for v in own
        ]
        counts[facet] = sorted(rows, key=lambda row: (-row.count, row.label, row.value))
    return counts


def _per_value(index: Index, inside: Mask) -> NDArray[np.intp]:
    """How many of the things have each value."""
    return np.bincount(index.facet_value[inside[index.facet_thing]], minlength=len(index.value))


def _numbers(index: Index, facet: int, values: Sequence[str]) -> list[int]:
    """The places of values of a facet."""
    if not values:
        return []
    own = np.flatnonzero(index.value_facet == facet).tolist()
    return [number for number in own if index.value[number] in values]


def _hit(index: Index, matches: Matches, place: int, column: int) -> Hit:
    thing, key, how = (int(row[place]) for row in (matches.things, matches.keys, matches.how))
    kind = int(index.thing_kind[thing])
    why = _why(how, Role(int(index.key_role[key]))) if key >= 0 else ""
    shown = key >= 0 and why != "several names"
    return Hit(
        thing=index.thing[thing],
        label=index.thing_label[column][thing],
        acronym=index.thing_acronym[thing],
        klass=CLASSES[index.thing_class[thing]],
        kind=index.value_label[column][kind] if kind >= 0 else "",
        links=int(index.thing_links[thing]),
        why=why,
        matched=index.key_text[key] if shown else "",
        since=index.key_since[key] if shown else "",
        until=index.key_until[key] if shown else "",
    )


def _why(how: int, role: Role) -> str:
    if how in (matching.IN_SEVERAL, matching.BEGUN_IN_SEVERAL, matching.SPELT_IN_SEVERAL):
        return "several names"
    if how == matching.MOST:
        return "some words"
    return "spelling" if how < matching.BEGUN_IN_SEVERAL else _WHY[role]
