"""How long introductions take on a drawn network: `python benchmarks/introductions.py [THINGS]`.

Six things in ten are people with two or three dated roles in laboratories and institutes near each
other, two thirds of them were at some events; laboratories and institutes are partners in actions;
a few bodies employ everybody. Asks for introductions between people near each other and between
people drawn at random, and for the partners that hang on one person, and prints the times. To
reach: 1 s on 100,000 things.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TypeVar

from rdflib.namespace import FOAF, RDF, XSD

from lien.mediation.departures import single_threads
from lien.mediation.introductions import Asked, introductions
from lien.mediation.ties import Ties
from lien.projection.derived import Deriver
from lien.store import Level, open_directory
from lien.terms import GRAPH, ID, LIEN, ORG, SCHEME

T = TypeVar("T")
ASKED = 20
DAY = date(2024, 6, 30)
NAME = str(GRAPH["drawn/network"])


class Network:
    """The drawn network; what is near in number is near in the network, with some shortcuts."""

    def __init__(self, things: int, draw: random.Random) -> None:
        self._draw = draw
        self._units, self._actions, self._events = things // 10, things // 8, things // 8
        self._people = things * 6 // 10

    def lines(self) -> Iterator[str]:
        """Its triples."""
        yield f"<{NAME}> <{LIEN.visibility}> <{SCHEME['visibility/public']}>"
        for prop in (LIEN.holdsRoleIn, LIEN.partner, LIEN.attendee, ORG.subOrganizationOf):
            yield f"<{prop}> <{RDF.type}> <{LIEN.LinkProperty}>"
        yield from self._bodies()
        yield from self._meetings()
        for place in range(self._people):
            yield from self._person(place)

    def _near(self, place: int, of: int, among: int) -> int:
        if self._draw.random() < 0.05:
            return self._draw.randrange(among)
        return (place * among // of + self._draw.randint(-3, 3)) % among

    def _bodies(self) -> Iterator[str]:
        for place in range(20):
            yield f"<{ID[f'org-all-{place}']}> <{RDF.type}> <{LIEN.Body}>"
        for place in range(self._units):
            cls = LIEN.ResearchUnit if place % 2 else LIEN.Body
            yield f"<{ID[body(place)]}> <{RDF.type}> <{cls}>"
            yield link(body(place), ORG.subOrganizationOf, f"org-all-{self._draw.randrange(20)}")

    def _meetings(self) -> Iterator[str]:
        for place in range(self._actions):
            yield f"<{ID[f'act-{place}']}> <{RDF.type}> <{LIEN.StructuringAction}>"
            for _ in range(2):
                partner = body(self._near(place, self._actions, self._units))
                yield link(f"act-{place}", LIEN.partner, partner)
        for place in range(self._events):
            event, day = f"evt-{place}", f"{self._draw.randint(1995, 2023)}-05-01"
            yield f"<{ID[event]}> <{RDF.type}> <{LIEN.Event}>"
            yield f'<{ID[event]}> <{LIEN.startEarliest}> "{day}"^^<{XSD.date}>'
            for _ in range(3):
                person = self._near(place, self._events, self._people)
                yield link(event, LIEN.attendee, f"per-{person}")

    def _person(self, place: int) -> Iterator[str]:
        person = f"per-{place}"
        yield f"<{ID[person]}> <{RDF.type}> <{FOAF.Person}>"
        targets = [
            body(self._near(place, self._people, self._units)),
            f"act-{self._near(place, self._people, self._actions)}",
            *([f"org-all-{self._draw.randrange(20)}"] if place % 2 else []),
        ]
        for number, target in enumerate(targets):
            yield link(person, LIEN.holdsRoleIn, target)
            role, first = f"<{ID[f'rol-{place}-{number}']}>", self._draw.randint(1990, 2023)
            yield f"{role} <{RDF.subject}> <{ID[person]}>"
            yield f"{role} <{RDF.predicate}> <{LIEN.holdsRoleIn}>"
            yield f"{role} <{RDF.object}> <{ID[target]}>"
            yield f'{role} <{LIEN.startEarliest}> "{first}-01-01"^^<{XSD.date}>'
            if self._draw.random() < 0.5:
                yield f'{role} <{LIEN.endLatest}> "{first + 6}-12-31"^^<{XSD.date}>'


def body(place: int) -> str:
    """A laboratory or an institute."""
    return f"{'unit' if place % 2 else 'org'}-{place}"


def link(start: str, prop: str, end: str) -> str:
    """A direct link."""
    return f"<{ID[start]}> <{prop}> <{ID[end]}>"


def timed(work: Callable[[], T]) -> tuple[T, float, float]:
    """What `work` gives, and how long it took on the clock and on the processor."""
    start, busy = time.perf_counter(), time.process_time()
    return work(), time.perf_counter() - start, time.process_time() - busy


def main(number: int) -> None:
    """Measure and print."""
    draw = random.Random(6)  # noqa: S311  not a secret
    with (
        TemporaryDirectory() as folder,
        open_directory(Path(folder) / "data", create=True, derive=Deriver()) as directory,
    ):
        now = datetime(2026, 11, 23, tzinfo=UTC)
        directory.commit(
            {NAME: [f"{line} <{NAME}> ." for line in Network(number, draw).lines()]},
            actor="benchmark",
            operation="load",
            summary={},
            now=now,
        )
        store = directory.store.reader(Level.PUBLIC)
        ties, clock, busy = timed(lambda: Ties.read(store))
        things = len(ties.things.slugs)
        print(
            f"{things} things, {len(ties.links.u)} links, read in {clock:.1f} s ({busy:.1f} busy)"
        )
        people = [
            name for name, is_one in zip(ties.things.slugs, ties.people, strict=True) if is_one
        ]
        rows = []
        for turn in range(ASKED):
            one = draw.randrange(len(people))
            other = int(people[one].partition("-")[2]) + 12 * (turn % 4 + 1)
            far = turn % 2 or f"per-{other}" not in ties.number
            end = draw.choice(people) if far else f"per-{other}"
            asked = Asked(people[one], end, DAY, ended=True)
            found, clock, busy = timed(lambda a=asked: introductions(store, ties, a, "en"))
            rows.append((clock, busy, len(found.chains), found.cut))
        clocks, busies = zip(*((row[0], row[1]) for row in rows), strict=True)
        print(f"introductions: median {median(clocks):.3f}, most {max(clocks):.3f} s")
        print(f"  on the processor: median {median(busies):.3f}, most {max(busies):.3f} s")
        joined, cut = sum(row[2] > 0 for row in rows), sum(row[3] for row in rows)
        print(f"  {joined} of {ASKED} pairs have a chain, {cut} searches were given up")
        found, clock, busy = timed(lambda: single_threads(store, ties, DAY, "en"))
        print(f"single threads: {len(found)} in {clock:.1f} s ({busy:.1f} busy)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
