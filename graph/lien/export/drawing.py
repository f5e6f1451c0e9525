"""What a drawn graph looks like, in the page and in the exported file: marks, labels, places.

pyvis builds the nodes and edges (`Network(directed=True)`, which keeps parallel links); its own
page is never used, because it runs scripts found in labels and loads foreign hosts.
"""

from __future__ import annotations

import itertools
import math
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, TypeAlias

LINE: Final = 17
"""Width of a label line, in Latin letters; a Chinese character counts as two."""
LINES: Final = 2
FIRST_RING: Final = 150.0
RING_STEP: Final = 80.0
SPACING: Final = 108.0
STRETCH: Final = 1.35
"""Rings are wider than high, as labels are."""


_PATHS: Final = {
    "dot": "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0z",
    "square": "M-5.5-5.5h11v11h-11z",
    "diamond": "M0-7.5 6 0 0 7.5-6 0z",
    "hexagon": "M-3.5-6h7L7 0 3.5 6h-7L-7 0z",
    "triangle": "M0-6.5 7 5.5H-7z",
    "triangleDown": "M0 6.5 7-5.5H-7z",
    "star": "M0-7.5 1.9-2.4 7.2-2.3 2.9 1 4.5 6.2 0 3.1-4.5 6.2-2.9 1-7.2-2.3-1.9-2.4z",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """Shape and colour of a class of things; `hollow` draws the outline only."""

    shape: str
    colour: str
    hollow: bool = False

    @property
    def path(self) -> str:
        """The shape as an SVG path between -8 and 8."""
        return _PATHS[self.shape]


MARKS: Final[dict[str, Mark]] = {
    "Body": Mark("square", "#3f7fc4"),
    "ResearchUnit": Mark("dot", "#14907a"),
    "StructuringAction": Mark("diamond", "#cd641d"),
    "Agreement": Mark("hexagon", "#9a62c0"),
    "Person": Mark("triangle", "#cb4f7a"),
    "FundingScheme": Mark("star", "#8f7c28"),
    "Event": Mark("triangleDown", "#2b8ba6"),
    "Publication": Mark("square", "#767c82", hollow=True),
    "Mission": Mark("triangle", "#2b8ba6", hollow=True),
    "DoctoralStay": Mark("dot", "#cb4f7a", hollow=True),
    "AssistanceRequest": Mark("triangleDown", "#9a62c0", hollow=True),
    "Advice": Mark("star", "#9a62c0", hollow=True),
    "DeskPeriod": Mark("diamond", "#3f7fc4", hollow=True),
}
"""By local name of the class. Shapes tell the kinds apart without colour; every colour has a
contrast of at least 3:1 on the light and on the dark ground."""

OTHER: Final = Mark("dot", "#767c82", hollow=True)


@dataclass(frozen=True, slots=True)
class Node:
    """A thing to draw; `place` is x and y in pixels. `more` goes into the node as it is."""

    id: str
    label: str
    group: str
    place: tuple[float, float] | None
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edge:
    """A link to draw, all parallel links of one kind together. `more` goes into the edge."""

    id: str
    start: str
    end: str
    kind: str
    label: str
    count: int = 1
    more: dict[str, Any] = field(default_factory=dict)


def build(
    nodes: Iterable[Node], edges: Iterable[Edge]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Nodes and edges as vis-network reads them, built by pyvis.

    Labels are plain text cut into lines; the full text stays in `name`.
    """
    from pyvis.network import Network  # noqa: PLC0415  (IPython comes along: a third of a second)

    network = Network(directed=True)
    for node in nodes:
        network.add_node(
            node.id,
            label=wrapped(node.label) or node.id,
            shape=MARKS.get(node.group, OTHER).shape,
            group=node.group,
            **_at(node.place),
            **({"name": node.label} | node.more),
        )
    for edge in edges:
        network.add_edge(
            edge.start,
            edge.end,
            id=edge.id,
            kind=edge.kind,
            label=edge.label,
            count=edge.count,
            **edge.more,
        )
    drawn_nodes, drawn_edges, *_ = network.get_network_data()
    return drawn_nodes, drawn_edges


def _at(place: tuple[float, float] | None) -> dict[str, int]:
    return {"x": round(place[0]), "y": round(place[1])} if place else {}


def _width(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _pieces(label: str) -> list[str]:
    """Words of a label; Chinese has no spaces, so each of its characters is a piece."""
    pieces: list[str] = []
    for char in label:
        if not pieces or _width(char) == 2 or pieces[-1][-1] == " " or _width(pieces[-1][-1]) == 2:
            pieces.append(char)
        else:
            pieces[-1] += char
    return pieces


@lru_cache(maxsize=1 << 13)
def wrapped(label: str) -> str:
    """Cut a label into at most `LINES` lines of `LINE` letters; "…" stands for what is left out."""
    lines = [""]
    for piece in _pieces(" ".join(label.split())):
        if lines[-1] and _length(lines[-1] + piece.rstrip()) > LINE:
            lines.append("")
        lines[-1] += piece
    clean = [_cut(line.strip()) for line in lines]
    if len(clean) > LINES:
        clean = [*clean[: LINES - 1], _cut(clean[LINES - 1], left_out=True)]
    return "\n".join(clean)


def _length(text: str) -> int:
    return sum(map(_width, text))


def _cut(line: str, *, left_out: bool = False) -> str:
    cut = line
    while _length(cut) > LINE:
        cut = cut[:-1]
    return cut.rstrip(" ,;:") + "…" if left_out or cut != line else line


def rings(things: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Places around (0, 0) for `things`, in their order clockwise from the top.

    Neighbours in the order stand on different rings, so that labels don't cover each other. The
    same things in the same order always get the same places.
    """
    count = len(things)
    number = max(1, math.ceil(math.sqrt(count * SPACING / (2 * math.pi * RING_STEP)) - 0.8))
    first = max(FIRST_RING, count * SPACING / (2 * math.pi * number))
    slots = count + (number > 1 and count % number == 1)  # else the last meets the first
    places = {}
    for index, thing in enumerate(things):
        angle = 2 * math.pi * index / slots - math.pi / 2
        radius = first + RING_STEP * (index % number)
        places[thing] = (STRETCH * radius * math.cos(angle), radius * math.sin(angle))
    return places


Place: TypeAlias = tuple[float, float]
_SIDE: Final = 0.62 * math.pi
"""Newcomers stay on the outer side of their parent, within this angle."""
_ROOM: Final = (132, 72)
"""Width and height that a mark and its label need."""


def around(
    newcomers: Iterable[str], parent: Place, centre: Place, taken: Iterable[Place]
) -> dict[str, Place]:
    """Free places around `parent`, nearest rings first and, on a ring, away from `centre` first.

    `taken` are the places of everything that is drawn. The page does the same for what is opened
    there (`place.js`); the same arguments give the same places.
    """
    busy, places = list(taken), {}
    spots = _candidates(parent, _outward(parent, centre))
    for name in newcomers:
        places[name] = next(spot for spot in spots if _is_free(spot, busy))
        busy.append(places[name])
    return places


def _is_free(spot: Place, busy: Iterable[Place]) -> bool:
    return all(abs(x - spot[0]) > _ROOM[0] or abs(y - spot[1]) > _ROOM[1] for x, y in busy)


def _outward(parent: Place, centre: Place) -> float:
    if parent == centre:
        return 0.0
    return math.atan2(parent[1] - centre[1], parent[0] - centre[0])


def _candidates(parent: Place, direction: float) -> Iterator[Place]:
    for ring in itertools.count():
        radius = FIRST_RING + ring * RING_STEP
        count = max(5, math.floor(2 * _SIDE * radius / 90))
        for index in range(count):
            side = 1 if index % 2 else -1
            angle = direction + side * math.ceil(index / 2) * 2 * _SIDE / count
            yield (
                math.floor(parent[0] + STRETCH * radius * math.cos(angle) + 0.5),
                math.floor(parent[1] + radius * math.sin(angle) + 0.5),
            )
