"""What the index is made from: things with their names and codes, kinds, places and dates."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import chain
from typing import Final, NamedTuple, TypeAlias

from rdflib import URIRef

from lien import resources
from lien.query.text import with_values
from lien.store import Reader, Row
from lien.terms import ID, SCHEME, local

Facts: TypeAlias = Mapping[str, list[tuple[str, str]]]
"""Local name of a property to its values, each with its language ("" where there is none)."""

CLASSES: Final = (
    "Body", "ResearchUnit", "StructuringAction", "Agreement", "Person", "FundingScheme", "Event",
    "DeskPeriod", "Publication", "Work", "Mission", "DoctoralStay", "AssistanceRequest", "Advice",
    "Observation", "Source",
)  # fmt: skip
"""Local names of the classes of what can be found; of equally good finds the earlier come first."""

FACETS: Final = (
    "class", "kind", "country", "territory", "institute", "discipline", "decade", "status",
)  # fmt: skip
"""What a list of finds can be narrowed by, in the order in which pages show it."""

CONCEPTS: Final = frozenset({"kind", "country", "territory", "institute", "discipline"})
"""Facets whose values are things or concepts with names of their own."""

_WORLD: Final = str(SCHEME) + "territory/world"
_MANY: Final = 1_000
"""Things whose facts one question asks for: readers have a deadline, and Virtuoso a limit."""
_LINKS: Final = ("search_links", "search_links_back")
"""Questions that count the links of things, from them and to them."""
_FEW: Final = 100
"""Things that one question about their links or names asks for: engines join no more well."""
_VALUES: Final = {"type", "place", "territory", "broader", "institute", "discipline"}
"""Facts whose values stand in facets or lead there."""
_DATES: Final = ("start", "signedOn", "publishedOn", "period", "firstSeen")


class Role(IntEnum):
    """What a text is to the thing that bears it; of equally good finds the earlier come first."""

    NAME = 0
    ACRONYM = 1
    CODE = 2
    REGISTER = 3
    OTHER = 4
    PINYIN = 5
    FORMER = 6


_TEXTS: Final = {
    "prefLabel": Role.NAME,
    "acronym": Role.ACRONYM,
    "code": Role.CODE,
    "otherCode": Role.CODE,
    "rnsr": Role.REGISTER,
    "ror": Role.REGISTER,
    "wikidata": Role.REGISTER,
    "grid": Role.REGISTER,
    "orcid": Role.REGISTER,
    "altLabel": Role.OTHER,
}


class Key(NamedTuple):
    """A text under which a thing is found; `since` and `until` are dates as the source has them."""

    text: str
    role: Role
    since: str = ""
    until: str = ""


@dataclass(slots=True)
class Entry:
    """A thing that can be found. `labels` is by language; `values` holds short IRIs by facet."""

    iri: str
    klass: str
    labels: Mapping[str, str]
    acronym: str
    links: int
    keys: list[Key] = field(default_factory=list)
    values: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contents:
    """Entries by IRI, and the names by language of what stands in their facets."""

    entries: list[Entry]
    names: Mapping[str, Mapping[str, str]]


def read(store: Reader) -> Contents:
    """Everything that the reader may find."""
    facts = _told(store, [str(row[0]) for row in store.select(resources.query("search_things"))])
    links = (store.select(resources.query(name)) for name in _LINKS)
    return contents(facts, _counted(chain.from_iterable(links)))


def read_again(store: Reader, things: Collection[str]) -> Contents:
    """As `read`, of these IRIs and no others; one that cannot be found any more has no entry.

    `names` has those of the things too: what stands in a facet may have another name now.
    """
    facts = _told(store, things)
    bearers = _few(store, "search_bearers", things)
    facts |= _told(store, {str(row[0]) for row in bearers} - facts.keys())
    while missing := _stated(facts) - facts.keys():
        facts |= {iri: {} for iri in missing} | _told(store, missing)
    links = _counted(row for name in _LINKS for row in _few(store, name, things))
    found = contents(facts, links, only=things)
    names = {short(iri): _labels(facts.get(iri, {})) for iri in things}
    return Contents(found.entries, {**found.names, **names})


def owners(store: Reader, things: Collection[str]) -> set[str]:
    """What bears these things, where they are names or codes of something."""
    return {str(row[0]) for row in _few(store, "search_owners", things)}


def located(store: Reader, places: Collection[str]) -> set[str]:
    """What lies in these places, other places too, one step down."""
    return {str(row[0]) for row in _few(store, "search_located", places)}


def contents(
    facts: Mapping[str, Facts], links: Mapping[str, int], *, only: Collection[str] | None = None
) -> Contents:
    """The entries among the things of the question `search_texts`; `links` counts by IRI.

    `only`: entries of these and no others; the facts of the others explain theirs.
    """
    dated = _dated(facts)
    entries = [
        _entry(iri, klass, facts, dated.get(iri, ()), links.get(iri, 0))
        for iri in sorted(facts if only is None else facts.keys() & only)
        if (klass := _class(facts[iri]))
    ]
    used = {iri for entry in entries for iris in entry.values.values() for iri in iris}
    names = {short(iri): _labels(facts[iri]) for iri in sorted(used) if iri in facts}
    for entry in entries:
        entry.values = {facet: [*map(short, iris)] for facet, iris in entry.values.items()}
    return Contents(entries, names)


def _told(store: Reader, things: Iterable[str]) -> dict[str, Facts]:
    """The facts of each of these things that has any."""
    told = _parts(store, resources.query("search_texts"), things, _MANY)
    return {str(thing): _facts(str(text)) for thing, text in told}


def _few(store: Reader, name: str, things: Iterable[str]) -> Iterator[Row]:
    """The rows of a question of this package about these things."""
    return _parts(store, resources.query(name), things, _FEW)


def _parts(store: Reader, query: str, things: Iterable[str], size: int) -> Iterator[Row]:
    """Rows of a question about so many things at a time, so that none takes long."""
    bound = [{"thing": URIRef(iri)} for iri in sorted(things)]
    for start in range(0, len(bound), size):
        yield from store.select(with_values(query, bound[start : start + size]))


def _counted(rows: Iterable[Row]) -> Counter[str]:
    found = Counter[str]()
    for thing, number in rows:
        found[str(thing)] += int(str(number))
    return found


def _stated(facts: Mapping[str, Facts]) -> set[str]:
    """The IRIs of what stands in facets, and of the places that those lie in."""
    return {
        iri
        for known in facts.values()
        for name in _VALUES & known.keys()
        for iri, _ in known[name]
        if name != "type" or iri.startswith(str(SCHEME))
    }


def short(iri: str) -> str:
    """How a facet's value is written: `territory/cn`, `org-cnrs-inp`; a word stays as it is."""
    return iri.removeprefix(str(SCHEME)).removeprefix(str(ID))


def _facts(text: str) -> Facts:
    """The facts of a thing, those of a name in order."""
    facts: dict[str, list[tuple[str, str]]] = {}
    for fact in sorted(text.split("\x1e")):
        name, lang, value = fact.split("\x1f", 2)
        facts.setdefault(name, []).append((value, lang))
    return facts


def _class(known: Facts) -> str:
    """The first of the classes that a thing has; "" for what cannot be found."""
    names = {local(iri) for iri, _ in known.get("type", ()) if not iri.startswith(str(SCHEME))}
    return next((name for name in CLASSES if name in names), "")


def _entry(
    iri: str, klass: str, facts: Mapping[str, Facts], dated: Iterable[Key], links: int
) -> Entry:
    known = facts[iri]
    acronym = min((text for text, _ in known.get("acronym", ())), default="")
    entry = Entry(iri, klass, _labels(known), acronym, links)
    entry.keys = sorted({*dated, *_keys(known)}, key=lambda key: (key.role, key.text, key.since))
    entry.values = {name: found for name, found in _values(klass, known, facts) if found}
    return entry


def _keys(known: Facts) -> Iterator[Key]:
    for name in _TEXTS.keys() & known.keys():
        role = _TEXTS[name]
        for text, _ in known[name]:
            is_page = role is Role.REGISTER and text.startswith(("https://", "http://"))
            yield Key(text.rpartition("/")[2] if is_page else text, role)


def _dated(facts: Mapping[str, Facts]) -> dict[str, list[Key]]:
    """Names and codes with their periods, by the thing that bears them."""
    found: dict[str, list[Key]] = defaultdict(list)
    for known in facts.values():
        since, until = (min((t for t, _ in known.get(n, ())), default="") for n in ("start", "end"))
        for owner, _ in known.get("nameOf", ()):
            role = _name_role(known, until)
            found[owner] += (Key(t, role, since, until) for t, _ in known.get("literalForm", ()))
        for owner, _ in known.get("kindOf", ()):
            found[owner] += (Key(t, Role.CODE, since, until) for t, _ in known.get("code", ()))
    return found


def _name_role(known: Facts, until: str) -> Role:
    kinds = {local(iri) for iri, _ in known.get("type", ())}
    if until or "former" in kinds:
        return Role.FORMER
    return Role.ACRONYM if "acronym" in kinds else Role.OTHER


def _labels(known: Facts) -> dict[str, str]:
    """Names by language, one each: the first in alphabetical order."""
    labels: dict[str, str] = {}
    for text, lang in sorted(known.get("prefLabel", ())):
        labels.setdefault(lang.partition("-")[0], text)
    return labels


def _values(
    klass: str, known: Facts, facts: Mapping[str, Facts]
) -> Iterator[tuple[str, list[str]]]:
    """The values of a thing in each facet."""
    places = [
        _above(iri, facts) for name in ("place", "territory") for iri, _ in known.get(name, ())
    ]
    year = next((text[:4] for name in _DATES for text, _ in sorted(known.get(name, ()))), "")
    yield "class", [klass]
    yield "kind", [iri for iri, _ in known.get("type", ()) if iri.startswith(str(SCHEME))]
    yield "country", [*dict.fromkeys(path[-1] for path in places)]
    yield "territory", [*dict.fromkeys(path[-2] for path in places if len(path) > 1)]
    yield "institute", [iri for iri, _ in known.get("institute", ())]
    yield "discipline", [iri for iri, _ in known.get("discipline", ())]
    yield "decade", [f"{year[:3]}0"] if re.fullmatch("[0-9]{4}", year) else []
    yield "status", [_status(known)]


def _above(iri: str, facts: Mapping[str, Facts]) -> list[str]:
    """The place and what it lies in, the country last."""
    path = [iri]
    while wider := facts.get(path[-1], {}).get("broader"):
        if wider[0][0] == _WORLD or wider[0][0] in path:
            break
        path.append(wider[0][0])
    return path


def _status(known: Facts) -> str:
    """What is said about the end of a thing: "ended", the state in a register, or "open"."""
    if known.get("end"):
        return "ended"
    states = {local(iri) for iri, _ in known.get("rorStatus", ())} - {"active"}
    return min(states, default="open")


def label(labels: Mapping[str, str], lang: str, otherwise: str) -> str:
    """The name in a language, else without language, in English, in any other."""
    for name in (lang, "", "en", "fr"):
        if name in labels:
            return labels[name]
    return labels[min(labels)] if labels else local(URIRef(otherwise))
