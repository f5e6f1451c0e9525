"""A generated partner graph in the vocabulary of Lien, for benchmarks: seeded, skewed, streaming.

    python benchmarks/partners.py QUADS OUT.nq [SEED] [--public]

Organisations, units, people with dated roles, actions with partners, agreements with parties,
missions, funding schemes and scholarly works by several bodies, in one named graph per source with
its origin and visibility. A few bodies are in most of the works, most bodies in a few; every body
has usual partners, so that pairs repeat. The same arguments give the same lines; there are at most
`QUADS` of them, and only a few less; `--public` leaves the hidden graphs out. From a program:
`Directory.commit(as_mapping(1_000_000))`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from rdflib.namespace import DCAT, DCTERMS, FOAF, PROV, RDF, SKOS, XSD

from lien.terms import GRAPH, ID, LIEN, ORG, SCHEME

Lines = Iterator[str]
Ints = NDArray[np.int64]

USUAL: Final = 8
"""Usual partners of a body."""
FIRST_YEAR, LAST_YEAR = 1990, 2025
_BODY_KINDS: Final = ("university", "research-institute", "company", "academy", "agency")
_ACTION_KINDS: Final = ("irl", "irn", "irp", "lia", "gdri", "joint-laboratory")
_AGREEMENT_KINDS: Final = ("cooperation-agreement", "framework-agreement", "bilateral-agreement")
_PLACES: Final = ("beijing", "shanghai", "paris", "lyon", "wuhan", "grenoble", "kunming")
_TERRITORIES: Final = ("cn", "fr", "hk")
_POSTS: Final = ("director", "chinese-co-director", "attache-for-science-and-academic-affairs")
_WORDS: Final = (
    "quantum", "carbon", "climate", "protein", "galaxy", "river", "surface", "language", "network",
    "catalyst", "neutrino", "genome", "archive", "polymer", "ocean", "laser", "memory", "crystal",
)  # fmt: skip


@dataclass(slots=True)
class _Source:
    """Writes the lines of one named graph."""

    name: str
    level: str = "public"
    rows: int = 0
    found: list[str] = field(default_factory=list)

    @property
    def graph(self) -> str:
        return str(GRAPH[f"partners/{self.name}"])

    def add(self, slug: str, predicate: str, value: str) -> None:
        """A statement about a thing; `value` is written as N-Quads writes it."""
        self.found.append(f"<{ID}{slug}> <{predicate}> {value} <{self.graph}> .")

    def thing(self, slug: str, cls: str, label: str = "", kind: str = "") -> None:
        """Class, name and kind of a thing, and the record of its row."""
        self.rows += 1
        self.add(slug, RDF.type, f"<{cls}>")
        if kind:
            self.add(slug, DCTERMS.type, f"<{SCHEME}{kind}>")
        if label:
            self.add(slug, SKOS.prefLabel, f'"{label}"@en')
            self.add(slug, SKOS.hiddenLabel, f'"{label.casefold()}"')
        record, end = f"<{self.graph}#{slug}>", f"<{self.graph}> ."
        self.found += (
            f"{record} <{RDF.type}> <{LIEN.Record}> {end}",
            f"{record} <{FOAF.primaryTopic}> <{ID}{slug}> {end}",
            f"{record} <{LIEN.confidence}> <{SCHEME}confidence/stated> {end}",
            f'{record} <{LIEN.row}> "{self.rows + 1}"^^<{XSD.integer}> {end}',
            f"{record} <{DCTERMS.source}> <{ID}src-{self.name}> {end}",
        )

    def link(self, source: str, predicate: str, target: str, cls: str, **more: str) -> None:
        """A link with a node of its own; `more` are concepts of its role and side."""
        node = f"{source}.{target}"
        self.add(source, predicate, f"<{ID}{target}>")
        self.thing(node, cls)
        self.add(node, RDF.subject, f"<{ID}{source}>")
        self.add(node, RDF.predicate, f"<{predicate}>")
        self.add(node, RDF.object, f"<{ID}{target}>")
        for key, concept in more.items():
            self.add(node, {"role": ORG.role, "side": LIEN.side}[key], f"<{SCHEME}{concept}>")

    def year(self, slug: str, predicate: str, year: int) -> None:
        """A year with its first and last day."""
        self.add(slug, predicate, f'"{year}"^^<{XSD.gYear}>')
        self.add(slug, f"{predicate}Earliest", f'"{year}-01-01"^^<{XSD.date}>')
        self.add(slug, f"{predicate}Latest", f'"{year}-12-31"^^<{XSD.date}>')

    def take(self) -> list[str]:
        """The lines written since the last call."""
        found, self.found = self.found, []
        return found

    def origin(self) -> list[str]:
        """Where the graph comes from, stated in itself."""
        title = f"Generated {self.name}"
        facts = [
            (RDF.type, f"<{DCAT.Dataset}>"),
            (RDF.type, f"<{PROV.Entity}>"),
            (DCTERMS.title, f'"{title}"@en'),
            (DCTERMS.source, f'"{self.name}.csv"'),
            (DCTERMS.license, '"CC0-1.0"'),
            (DCTERMS.modified, f'"2026-11-22"^^<{XSD.date}>'),
            (LIEN.visibility, f"<{SCHEME}visibility/{self.level}>"),
        ]
        return [
            f"<{self.graph}> <{predicate}> {value} <{self.graph}> ." for predicate, value in facts
        ]


class Partners:
    """How many things of each sort a graph of `quads` quads has, and who works with whom."""

    def __init__(self, quads: int, seed: int = 1, *, public: bool = False) -> None:
        """`public`: without the internal and restricted graphs."""
        self.quads, self.seed, self.public = quads, seed, public
        self.bodies = max(40, quads // 170)
        self.units = max(10, quads // 700)
        self.people = max(20, quads // 125)
        self.actions = max(10, quads // 1_000)
        self.agreements = max(20, quads // 500)
        self.missions = max(10, quads // 500)
        self.schemes = max(5, quads // 4_000)
        ends = self.bodies + self.units
        rng = self.rng("usual")
        order = rng.permutation(ends)
        weights = 1.0 / np.arange(1, ends + 1) ** 0.9
        self._cumulated = np.cumsum(weights / weights.sum())
        self._order = order
        self._usual = self.skewed(rng, ends * USUAL).reshape(ends, USUAL)

    def rng(self, name: str) -> np.random.Generator:
        """Random numbers of their own for each part, so that parts do not depend on another."""
        return np.random.default_rng([self.seed, *name.encode()])

    def skewed(self, rng: np.random.Generator, count: int) -> Ints:
        """Numbers of bodies and units, a few of them very often (Zipf, exponent 0.9)."""
        places = np.searchsorted(self._cumulated, rng.random(count))
        chosen: Ints = self._order[np.minimum(places, len(self._order) - 1)]
        return chosen

    def slug(self, number: int) -> str:
        """Slug of a body or unit."""
        return f"org-{number}" if number < self.bodies else f"unit-{number - self.bodies}"

    def teams(self, rng: np.random.Generator, sizes: Ints) -> Iterator[list[int]]:
        """Bodies that do something together: a first one, then mostly its usual partners."""
        starts = np.concatenate([[0], np.cumsum(sizes)])
        first = np.repeat(self.skewed(rng, len(sizes)), sizes)
        usual = self._usual[first, (USUAL * rng.random(len(first)) ** 2).astype(np.int64)]
        other = np.where(rng.random(len(first)) < 0.65, usual, self.skewed(rng, len(first)))
        other[starts[:-1]] = first[starts[:-1]]
        flat = other.tolist()
        for start, end in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
            yield sorted(set(flat[start:end]))

    def years(self, rng: np.random.Generator, count: int) -> Ints:
        """Years, the late ones more often."""
        span = LAST_YEAR - FIRST_YEAR + 1
        years: Ints = (FIRST_YEAR + span * np.sqrt(rng.random(count))).astype(np.int64)
        return years

    def sources(self) -> list[tuple[_Source, Callable[[_Source], Iterator[None]]]]:
        """Each named graph with what fills it; works, which fill the rest, come last."""
        made: list[tuple[_Source, Callable[[_Source], Iterator[None]]]] = [
            (_Source("organisations"), self._bodies),
            (_Source("units"), self._units),
            (_Source("people"), self._people),
            (_Source("actions"), self._actions),
            (_Source("agreements"), self._agreements),
            (_Source("agreements-internal", "internal"), self._agreements),
            (_Source("missions", "internal"), self._missions),
            (_Source("funding"), self._funding),
            (_Source("works-internal", "internal"), self._works),
            (_Source("works-restricted", "restricted"), self._works),
            *((_Source(f"works-{number}"), self._works) for number in range(1, 5)),
        ]
        return [(source, fill) for source, fill in made if source.level in self._levels()]

    def _levels(self) -> tuple[str, ...]:
        return ("public",) if self.public else ("public", "internal", "restricted")

    def graphs(self) -> Iterator[tuple[str, Lines]]:
        """Graph IRI and lines, one graph after the other; take the lines of one before the next."""
        left = self.quads
        sources = self.sources()
        works = sum(source.name.startswith("works-") for source, _ in sources)
        for source, fill in sources:
            share = left
            if source.name in {"works-internal", "works-restricted"}:
                share, works = left // 25, works - 1
            elif source.name.startswith("works-"):
                share, works = left // works, works - 1
            taken = [0]
            yield source.graph, _counted(_written(source, fill, share), taken)
            left -= taken[0]

    def _bodies(self, source: _Source) -> Iterator[None]:
        rng = self.rng(source.name)
        parents = self._order[(rng.random(self.bodies) ** 3 * 60).astype(np.int64)]
        below = rng.random(self.bodies) < 0.3
        big = set(self._order[:60].tolist())
        for number in range(self.bodies):
            slug, kind = self.slug(number), _BODY_KINDS[number % len(_BODY_KINDS)]
            source.thing(slug, LIEN.Body, f"Body {number} of {_word(number)}", f"body-kind/{kind}")
            _place(source, slug, number)
            if number % 3 == 0:
                source.add(slug, LIEN.acronym, f'"B{number}"')
            parent = int(parents[number])
            if below[number] and parent < self.bodies and number not in big:
                source.add(slug, ORG.subOrganizationOf, f"<{ID}{self.slug(parent)}>")
            source.year(slug, LIEN.start, 1900 + number % 110)
            yield

    def _units(self, source: _Source) -> Iterator[None]:
        rng = self.rng(source.name)
        for number, above in enumerate(self.skewed(rng, self.units).tolist()):
            slug = f"unit-{number}"
            source.thing(slug, LIEN.ResearchUnit, f"Unit {number} of {_word(number)}")
            source.add(slug, LIEN.code, f'"UMR {number}"')
            _place(source, slug, number)
            if above < self.bodies:
                source.add(slug, LIEN.supervisingBody, f"<{ID}{self.slug(above)}>")
            yield

    def _people(self, source: _Source) -> Iterator[None]:
        rng = self.rng(source.name)
        starts = self.years(rng, self.people).tolist()
        for number, home in enumerate(self.skewed(rng, self.people).tolist()):
            slug, target = f"per-{number}", self.slug(home)
            source.thing(slug, FOAF.Person, f"Person {number}")
            source.add(slug, FOAF.familyName, f'"NAME{number}"')
            post = f"post/{_POSTS[number % len(_POSTS)]}"
            source.link(slug, LIEN.holdsRoleIn, target, LIEN.RoleHeld, role=post)
            source.year(f"{slug}.{target}", LIEN.start, starts[number])
            if number % 2:
                source.year(f"{slug}.{target}", LIEN.end, starts[number] + 1 + number % 9)
            yield

    def _actions(self, source: _Source) -> Iterator[None]:
        rng = self.rng(source.name)
        years = self.years(rng, self.actions).tolist()
        sizes = 2 + rng.poisson(1.2, self.actions)
        for number, team in enumerate(self.teams(rng, sizes)):
            slug, kind = f"act-{number}", _ACTION_KINDS[number % len(_ACTION_KINDS)]
            label = f"Joint action {number} on {_word(number)}"
            source.thing(slug, LIEN.StructuringAction, label, f"action-kind/{kind}")
            if number % 20:
                source.year(slug, LIEN.start, years[number])
            for body in team:
                source.link(
                    slug,
                    LIEN.partner,
                    self.slug(body),
                    LIEN.Participation,
                    role="partner-role/consortium-member",
                    side=f"side/{('cn', 'fr', 'other')[body % 3]}",
                )
            yield

    def _agreements(self, source: _Source) -> Iterator[None]:
        rng = self.rng(source.name)
        count = self.agreements // (8 if source.level == "internal" else 1)
        years = self.years(rng, count).tolist()
        sizes = 2 + rng.poisson(0.3, count)
        for number, team in enumerate(self.teams(rng, sizes)):
            slug = f"agr-{source.level}-{number}"
            kind = f"agreement-kind/{_AGREEMENT_KINDS[number % len(_AGREEMENT_KINDS)]}"
            source.thing(slug, LIEN.Agreement, f"Agreement {number} on {_word(number)}", kind)
            if number % 15:
                source.year(slug, LIEN.signedOn, years[number])
            source.year(slug, LIEN.start, years[number])
            if number % 3:
                source.year(slug, LIEN.end, years[number] + 4 + number % 5)
            for body in team:
                source.link(
                    *(slug, LIEN.party, self.slug(body), LIEN.AgreementParty),
                    role="party-role/party",
                )
            yield

    def _missions(self, source: _Source) -> Iterator[None]:
        rng = self.rng(source.name)
        years = self.years(rng, self.missions).tolist()
        sizes = np.full(self.missions, 2)
        for number, team in enumerate(self.teams(rng, sizes)):
            slug = f"mis-{number}"
            source.thing(slug, LIEN.Mission, f"Mission {number}", "mission-kind/mission")
            source.add(slug, LIEN.sentBy, f"<{ID}{self.slug(team[0])}>")
            source.add(slug, LIEN.hostedBy, f"<{ID}{self.slug(team[-1])}>")
            source.add(slug, LIEN.headcount, f'"{1 + number % 6}"^^<{XSD.integer}>')
            source.year(slug, LIEN.start, years[number])
            yield

    def _funding(self, source: _Source) -> Iterator[None]:
        rng = self.rng(source.name)
        years = self.years(rng, self.schemes).tolist()
        sizes = 1 + rng.poisson(0.8, self.schemes)
        for number, team in enumerate(self.teams(rng, sizes)):
            slug = f"fund-{number}"
            source.thing(slug, LIEN.FundingScheme, f"Scheme {number}", "funding-kind/mobility")
            for body in team:
                source.add(slug, LIEN.funder, f"<{ID}{self.slug(body)}>")
            source.year(slug, LIEN.firstSeen, years[number])
            yield

    def _works(self, source: _Source, chunk: int = 5_000) -> Iterator[None]:
        """Works without end; whoever writes them stops when the graph is full."""
        rng = self.rng(source.name)
        number = 0
        while True:
            years = self.years(rng, chunk).tolist()
            for team in self.teams(rng, _sizes(rng, chunk)):
                work(source, f"wrk-{source.name}-{number}", number, years[number % chunk],
                     [self.slug(body) for body in team])  # fmt: skip
                number += 1
                yield


def work(source: _Source, slug: str, number: int, year: int, bodies: list[str]) -> None:
    """A scholarly work of these bodies."""
    label = f"On the {_word(number)} of the {_word(number * 7 + 3)}, part {number}"
    source.thing(slug, LIEN.Work, label)
    source.year(slug, LIEN.publishedOn, year)
    for body in bodies:
        source.add(slug, LIEN.authorBody, f"<{ID}{body}>")


def new_works(quads: int, count: int = 1_000, seed: int = 2) -> list[str]:
    """Lines of `count` new works in a public graph of the partner graph of `quads` quads."""
    partners = Partners(quads)
    rng = np.random.default_rng([seed, quads])
    source = _Source("works-1")
    years = partners.years(rng, count).tolist()
    for number, team in enumerate(partners.teams(rng, _sizes(rng, count))):
        slugs = [partners.slug(body) for body in team]
        work(source, f"wrk-new-{seed}-{number}", number, years[number], slugs)
    return source.take()


def _sizes(rng: np.random.Generator, count: int) -> Ints:
    """Bodies in a work: most have one to four, one in a hundred has dozens."""
    few = 1 + rng.poisson(1.7, count)
    many = rng.integers(11, 60, count)
    sizes: Ints = np.where(rng.random(count) < 0.01, many, few)
    return sizes


def _written(
    source: _Source, fill: Callable[[_Source], Iterator[None]], most: int
) -> Iterator[list[str]]:
    """The lines of a graph, thing by thing, at most `most` of them; its origin first."""
    origin = source.origin()
    yield origin
    left = most - len(origin)
    for _ in fill(source):
        lines = source.take()
        if len(lines) > left:
            return
        left -= len(lines)
        yield lines


def _counted(chunks: Iterator[list[str]], total: list[int]) -> Lines:
    for lines in chunks:
        total[0] += len(lines)
        yield from lines


def _place(source: _Source, slug: str, number: int) -> None:
    source.add(slug, LIEN.place, f"<{SCHEME}place/{_PLACES[number % len(_PLACES)]}>")
    territory = _TERRITORIES[number % len(_TERRITORIES)]
    source.add(slug, LIEN.territory, f"<{SCHEME}territory/{territory}>")


def _word(number: int) -> str:
    return _WORDS[number % len(_WORDS)]


def as_mapping(quads: int, seed: int = 1, *, public: bool = False) -> dict[str, list[str]]:
    """Graph IRI to lines, as `Directory.commit` takes them."""
    return {graph: list(lines) for graph, lines in Partners(quads, seed, public=public).graphs()}


def write(path: Path, quads: int, **how: Any) -> int:
    """Write the graph as N-Quads, a chunk of lines at a time; returns the number of lines."""
    written = 0
    with path.open("w", encoding="utf-8") as file:
        for _, lines in Partners(quads, **how).graphs():
            while chunk := list(islice(lines, 10_000)):
                file.write("\n".join(chunk) + "\n")
                written += len(chunk)
    return written


if __name__ == "__main__":
    given = [argument for argument in sys.argv[1:] if argument != "--public"]
    if len(given) < 2:
        sys.exit(__doc__)
    how = {"public": "--public" in sys.argv, "seed": int(given[2]) if len(given) > 2 else 1}
    print(f"{write(Path(given[1]), int(given[0]), **how):,} quads")
