"""The links in an answer as a picture: nodes with places, lines between them."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from lien import terms
from lien.analysis.layout import Places, positions
from lien.export.drawing import MARKS, OTHER, Mark
from lien_webapp.i18n import gettext
from lien_webapp.links import page_of, short
from lien_webapp.sparql_answer import Answer, is_iri, labels, names
from lien_webapp.words import CLASSES

ROOM: Final = (170, 115)
"""Ground for a node, across and down, in pixels; names are wide."""
EDGE: Final = 90
"""Ground around the nodes, in pixels, for the names of the outermost."""
LONGEST: Final = 24
"""Letters of a name in the picture; a Chinese character counts as two."""
LETTER: Final = (6.6, 15.0)
"""Room of a letter, across and down, in pixels."""
BELOW: Final = 19
"""How far below its node a name stands, in pixels."""

_TRIPLE: Final = re.compile(r"(<[^>]*>|_:\S+) <([^>]*)> (<[^>]*>|_:\S+) \.")


@dataclass(frozen=True, slots=True)
class Node:
    """A thing of the picture; `label` is empty where it would cover that of another."""

    x: float
    y: float
    name: str
    label: str
    address: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Line:
    """A link of the picture; `title` says what links what."""

    x1: float
    y1: float
    x2: float
    y2: float
    title: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing of `width` by `height` pixels; `left_out` links found no room for their things.

    `kinds` are the marks in it with their words. `x` and `y` are the columns that are linked, `xs`
    those that can be chosen; empty for a graph.
    """

    width: int
    height: int
    nodes: Sequence[Node]
    lines: Sequence[Line]
    kinds: Sequence[tuple[Mark, str]]
    links: int
    left_out: int
    x: str = ""
    y: str = ""
    xs: Sequence[str] = ()

    @property
    def unnamed(self) -> int:
        """How many things stand without their name."""
        return sum(not node.label for node in self.nodes)


Link = tuple[str, str, str]
"""From, to, and the property between them, if it is known."""


def linkable(answer: Answer) -> list[str]:
    """Columns with an IRI in them."""
    return [column for column in answer.columns if any(is_iri(r.get(column)) for r in answer.rows)]


def of_rows(answer: Answer, *, x: str, y: str, most: int) -> Picture:
    """The links from column `x` to column `y`; what cannot be is chosen anew.

    There must be two columns in `linkable(answer)`.
    """
    xs = linkable(answer)
    x = x if x in xs else xs[0]
    y = y if y in xs and y != x else next(column for column in reversed(xs) if column != x)
    links = [
        (str(row[x]["value"]), str(row[y]["value"]), "")
        for row in answer.rows
        if is_iri(row.get(x)) and is_iri(row.get(y))
    ]
    return _picture(links, most, x=x, y=y, xs=xs)


def of_triples(ntriples: str, *, most: int) -> Picture:
    """The statements of an N-Triples text that link two things; texts and numbers are no things."""
    found = (_TRIPLE.fullmatch(line) for line in ntriples.splitlines())
    links = [(_plain(m[1]), _plain(m[3]), m[2]) for m in found if m]
    return _picture(links, most)


def _plain(term: str) -> str:
    return term[1:-1] if term.startswith("<") else term


def _picture(
    links: Iterable[Link], most: int, x: str = "", y: str = "", xs: Sequence[str] = ()
) -> Picture:
    things: dict[str, None] = {}
    taken, left_out = Counter[Link](), 0
    for link in links:
        new = {link[0], link[1]} - things.keys()
        if len(things) + len(new) > most:
            left_out += 1
            continue
        things |= dict.fromkeys((link[0], link[1]))
        taken[link] += 1
    pairs = sorted({(one, other) for one, other, _ in taken if one != other})
    drawing = _Drawing(list(things), taken)
    return Picture(
        width=drawing.width, height=drawing.height, nodes=list(drawing.nodes()),
        lines=list(drawing.lines(pairs)), kinds=drawing.kinds(), links=taken.total(),
        left_out=left_out, x=x, y=y, xs=xs,
    )  # fmt: skip


class _Drawing:
    """Things and links with their places, names and marks."""

    def __init__(self, things: Sequence[str], links: Counter[Link]) -> None:
        self.things, self.links = things, links
        bindings = [{"type": "uri", "value": iri} for iri in {*things, *(p for _, _, p in links)}]
        self.labels = {iri: label for iri, (label, _) in labels(bindings).items()}
        self.classes = {iri: terms.local(name.klass) for iri, name in names(things).items()}
        side = math.sqrt(len(things))
        spots = {
            thing: (EDGE + float(x) * side * ROOM[0], EDGE / 2 + float(y) * side * ROOM[1])
            for thing, (x, y) in zip(things, _places(things, links), strict=True)
        }
        self.width = math.ceil(max((x for x, _ in spots.values()), default=0)) + EDGE
        self.height = math.ceil(max((y for _, y in spots.values()), default=0)) + EDGE // 2
        self.places = {thing: (round(x, 1), round(y, 1)) for thing, (x, y) in spots.items()}

    def nodes(self) -> Iterator[Node]:
        written = self._labels()
        for thing in self.things:
            mark = MARKS.get(self.classes.get(thing, ""), OTHER)
            label = written.get(thing, "")
            yield Node(*self.places[thing], self.name(thing), label, page_of(thing), mark)

    def _labels(self) -> dict[str, str]:
        """The names that can be written without covering each other, of the most linked first."""
        degree = Counter(end for one, other, _ in self.links for end in {one, other})
        taken: list[tuple[float, float, float]] = []
        found = {}
        for thing in sorted(self.things, key=lambda thing: (-degree[thing], thing)):
            label, (x, y) = _cut(self.name(thing)), self.places[thing]
            half = sum(map(_wide, label)) * LETTER[0] / 2
            if all(abs(x - a) > half + h or abs(y - b) > LETTER[1] for a, b, h in taken):
                taken.append((x, y, half))
                found[thing] = label
        return found

    def lines(self, pairs: Iterable[tuple[str, str]]) -> Iterator[Line]:
        between: dict[tuple[str, str], list[str]] = {}
        for (one, other, prop), count in self.links.items():
            what = self.labels.get(prop) or short(prop)
            text = f"{what} × {count}" if count > 1 and what else what
            between.setdefault((one, other), []).append(text)
        for one, other in pairs:
            what = ", ".join(filter(None, between[one, other]))
            title = f"{self.name(one)} → {self.name(other)}" + (f" ({what})" if what else "")
            yield Line(*self.places[one], *self.places[other], title)

    def kinds(self) -> list[tuple[Mark, str]]:
        """The marks in use with their words, in the order of the legend."""
        used = set(self.classes.values())
        found = [(MARKS[name], gettext(CLASSES[name][1])) for name in MARKS if name in used]
        others = any(self.classes.get(thing) not in MARKS for thing in self.things)
        return [*found, (OTHER, gettext("Other things"))] if others else found

    def name(self, thing: str) -> str:
        return self.labels.get(thing) or short(thing)


def _wide(char: str) -> int:
    return 2 if char >= "\u2e80" else 1


def _places(things: Sequence[str], links: Iterable[Link]) -> Places:
    index = {thing: number for number, thing in enumerate(things)}
    ends = [(index[one], index[other]) for one, other, _ in links]
    return positions(len(things), np.array(ends, dtype=np.int64).reshape(-1, 2))


def _cut(name: str) -> str:
    room, taken = LONGEST, 0
    for index, char in enumerate(name):
        taken += _wide(char)
        if taken > room:
            return f"{name[:index]}…"
    return name
