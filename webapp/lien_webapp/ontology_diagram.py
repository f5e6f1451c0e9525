"""A drawing of a module: classes as boxes, an arrow for each superclass and each link.

Boxes of those who bear a link stand on the left, of those it leads to on the right; what has the
same ends shares its boxes. So arrows never cross, the drawing is the same each time, and it is
narrow enough for a telephone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from rdflib import OWL, URIRef

from lien_webapp.ontology_terms import Module, Term

Name = Callable[[URIRef], str]
Ends = tuple[URIRef, ...]

WIDTH: Final = 360
"""Width of the drawing in units of its view box; the text is 12 units high."""

_BOX: Final = 112
_LINE: Final = 16
_PAD: Final = 8
_GAP: Final = 14
_LATIN: Final = 6.6
_HAN: Final = 12.0


@dataclass(frozen=True, slots=True)
class Arrow:
    """One arrow: from what to what, and its words. `kind` is "is-a" or "link"."""

    kind: str
    domains: Ends
    words: str
    ranges: Ends


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; `x` is its middle, `y` its base line."""

    x: float
    y: float
    words: str


@dataclass(frozen=True, slots=True)
class Box:
    """A box of classes, with its lines of text and the heights of the rules between classes."""

    x: float
    y: float
    height: float
    texts: tuple[Text, ...]
    rules: tuple[float, ...]
    width: float = _BOX


@dataclass(frozen=True, slots=True)
class Line:
    """The line of an arrow at height `y`, its words above it."""

    kind: str
    x1: float
    x2: float
    y: float
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Boxes and lines, and the height that they need."""

    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: float = WIDTH


def arrows(module: Module, is_a: str, name: Name) -> list[Arrow]:
    """The superclasses of the module's classes and its links, each with the words of its arrow.

    A link of which nothing says from what to what it goes is left out.
    """
    classes = [term for term in module.terms if term.kind == "class"]
    found = [Arrow("is-a", (term.iri,), is_a, _known(term.above)) for term in classes]
    found += [
        Arrow("link", term.domains, name(term.iri), _known(term.ranges))
        for term in module.terms
        if _is_drawn(term)
    ]
    drawn = [arrow for arrow in found if arrow.domains and arrow.ranges]
    return sorted(drawn, key=lambda arrow: (arrow.domains, arrow.kind, arrow.ranges, arrow.words))


def drawing(listed: Sequence[Arrow], name: Name) -> Drawing:
    """The arrows as boxes and lines; `name` gives the words in a box."""
    boxes: list[Box] = []
    lines: list[Line] = []
    top = 1.0
    for domains, group in groupby(listed, key=lambda arrow: arrow.domains):
        start = top
        for ranges, same in groupby(group, key=lambda arrow: (arrow.kind, arrow.ranges)):
            made = [_line(arrow) for arrow in same]
            heights = [_PAD + len(words) * _LINE + _PAD for _, words in made]
            box = _box(WIDTH - _BOX - 1, top, sum(heights), ranges[1], name)
            boxes.append(box)
            slack = (box.height - sum(heights)) / len(heights)
            y = top
            for (kind, words), height in zip(made, heights, strict=True):
                y += height + slack
                lines.append(_placed(kind, words, y - _PAD - slack / 2))
            top += box.height + _GAP
        left = _box(1, start, top - _GAP - start, domains, name)
        boxes.append(left)
        top = max(top, left.y + left.height + _GAP)
    return Drawing(top - _GAP + 1, tuple(boxes), tuple(lines))


def _is_drawn(term: Term) -> bool:
    return term.kind == "link"


def _known(iris: Iterable[URIRef]) -> Ends:
    return tuple(iri for iri in iris if iri not in (OWL.Class, OWL.ObjectProperty))


def _line(arrow: Arrow) -> tuple[str, list[str]]:
    return arrow.kind, wrapped(arrow.words, WIDTH - 2 * _BOX - 22)


def _placed(kind: str, words: Sequence[str], y: float) -> Line:
    middle = WIDTH / 2 - 3
    texts = tuple(
        Text(middle, y - 5 - _LINE * (len(words) - 1 - index), line)
        for index, line in enumerate(words)
    )
    return Line(kind, _BOX + 1, WIDTH - _BOX - 2, y, texts)


def _box(x: float, y: float, least: float, classes: Ends, name: Name) -> Box:
    """A box of at least this height, its classes spread over it."""
    named = [wrapped(name(iri), _BOX - 12) for iri in classes]
    need = [2 * _PAD + len(lines) * _LINE for lines in named]
    height = max(least, float(sum(need)))
    slack = (height - sum(need)) / len(need)
    texts: list[Text] = []
    rules: list[float] = []
    top = y
    for lines, own in zip(named, need, strict=True):
        first = top + (own + slack - len(lines) * _LINE) / 2 + 12
        texts += [Text(x + _BOX / 2, first + _LINE * i, line) for i, line in enumerate(lines)]
        top += own + slack
        rules.append(top)
    return Box(x, y, height, tuple(texts), tuple(rules[:-1]))


def wrapped(text: str, width: float) -> list[str]:
    """The text in lines that are at most this wide, as far as its words allow."""
    lines = [""]
    for piece in _pieces(text):
        if lines[-1].strip() and _width((lines[-1] + piece).strip()) > width:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


def _pieces(text: str) -> Iterator[str]:
    """Where a line may be broken: after a space, a colon of a prefix, a Chinese character."""
    piece = ""
    for char in text:
        piece += char
        if char in " :-" or _is_han(char):
            yield piece
            piece = ""
    if piece:
        yield piece


def _width(text: str) -> float:
    return sum(_HAN if _is_han(char) else _LATIN for char in text)


def _is_han(char: str) -> bool:
    return char >= "\u2e80"
