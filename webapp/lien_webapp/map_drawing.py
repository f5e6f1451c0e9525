"""Where towns, arcs and names stand on the map: frames, projection, placing of names.

The frames stand in `static/map/frames.json`, from which the coastlines were drawn too. The
projection is equidistant cylindrical, true to scale at the parallel of the frame.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import cos, hypot, radians, sqrt
from pathlib import Path
from typing import Final

from lien_webapp.i18n import by_script

FOLDER: Final = Path(__file__).parent / "static" / "map"
LETTERS: Final = 12
"""Height of the names, in units of the drawing."""
WIDEST: Final = 9.0
"""Width of the arc with most links."""


_SIDES: Final = ("west", "east", "south", "north", "parallel", "scale")


@dataclass(frozen=True, slots=True)
class Frame:
    """A part of the globe, in degrees; `scale` is units for a degree of latitude.

    `coast`: whether there is a drawing of its coastline; else all of it is land.
    """

    name: str
    west: float
    east: float
    south: float
    north: float
    parallel: float
    scale: float
    coast: bool

    @property
    def width(self) -> float:
        """Units from west to east."""
        return round((self.east - self.west) * cos(radians(self.parallel)) * self.scale, 1)

    @property
    def height(self) -> float:
        """Units from north to south."""
        return round((self.north - self.south) * self.scale, 1)

    def place(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Units from the left and from the top."""
        narrow = cos(radians(self.parallel))
        x, y = (longitude - self.west) * narrow, self.north - latitude
        return round(x * self.scale, 1), round(y * self.scale, 1)

    def holds(self, town: Town) -> bool:
        """Whether a town lies inside."""
        inside = self.south <= town.latitude <= self.north
        return inside and self.west <= town.longitude <= self.east


@dataclass(frozen=True, slots=True)
class Town:
    """A town with the number of its links; `slug` is that of its concept."""

    slug: str
    name: str
    latitude: float
    longitude: float
    links: int


@dataclass(frozen=True, slots=True)
class Point:
    """A town in a drawing."""

    town: Town
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a drawing: where its baseline begins, in the middle or ends (`anchor`)."""

    town: Town
    x: float
    y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Arc:
    """Two towns joined: the path, its width, and how many links it stands for."""

    path: str
    width: float
    links: int
    names: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, from the left and the top."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: Box) -> bool:
        """Whether the two have a point in common."""
        across = self.x < other.x + other.width and other.x < self.x + self.width
        return across and self.y < other.y + other.height and other.y < self.y + self.height


@dataclass(frozen=True, slots=True)
class Picture:
    """One frame with what is drawn in it; `unnamed` are towns whose name found no room."""

    frame: Frame
    points: list[Point]
    names: list[Name]
    arcs: list[Arc]
    insets: list[tuple[Frame, Box]]
    unnamed: list[Town]


@cache
def frames() -> dict[str, Frame]:
    """All frames by name; `world` is the large one."""
    texts = json.loads((FOLDER / "frames.json").read_text("utf-8"))
    return {name: _frame(name, text) for name, text in texts.items()}


def _frame(name: str, text: Mapping[str, float | str]) -> Frame:
    west, east, south, north, parallel, scale = (float(text[side]) for side in _SIDES)
    return Frame(name, west, east, south, north, parallel, scale, "resolution" in text)


@cache
def land() -> str:
    """The file with the coastlines, below the static folder."""
    (found,) = FOLDER.glob("land-*.svg")
    return f"map/{found.name}"


def picture(
    frame: Frame,
    towns: Sequence[Town],
    pairs: Sequence[tuple[Town, Town, int]] = (),
    inside: Sequence[Frame] = (),
) -> Picture:
    """The towns of a frame and, as arcs, pairs with their links; `inside` are frames to mark.

    Names of towns with most links are placed first; one is left out where it would cover another
    name or a town, or where another frame shows the town larger.
    """
    most = max((town.links for town in towns), default=1)
    points = [_point(frame, town, most) for town in towns if frame.holds(town)]
    points.sort(key=lambda point: (-point.town.links, point.town.slug))
    boxes = [_box(frame, other) for other in inside]
    names, unnamed = _names(frame, points, inside)
    widest = max((links for _, _, links in pairs), default=1)
    arcs = [_arc(frame, one, other, links, widest) for one, other, links in pairs]
    return Picture(
        frame=frame,
        points=points,
        names=names,
        arcs=sorted(arcs, key=lambda arc: arc.links),
        insets=list(zip(inside, boxes, strict=True)),
        unnamed=unnamed,
    )


def _point(frame: Frame, town: Town, most: int) -> Point:
    x, y = frame.place(town.latitude, town.longitude)
    return Point(town, x, y, round(2 + 5 * sqrt(town.links / most), 1))


def _box(frame: Frame, other: Frame) -> Box:
    left, top = frame.place(other.north, other.west)
    right, bottom = frame.place(other.south, other.east)
    return Box(left, top, round(right - left, 1), round(bottom - top, 1))


def _names(
    frame: Frame, points: Sequence[Point], inside: Sequence[Frame]
) -> tuple[list[Name], list[Town]]:
    taken = [Box(p.x - p.radius, p.y - p.radius, 2 * p.radius, 2 * p.radius) for p in points]
    names: list[Name] = []
    unnamed: list[Town] = []
    for index, point in enumerate(points):
        larger_elsewhere = any(other.holds(point.town) for other in inside)
        if larger_elsewhere and point.town.links < points[0].town.links * _LARGE:
            continue
        others = [box for place, box in enumerate(taken) if place != index]
        found = _room(frame, point, others)
        if found is None:
            unnamed.append(point.town)
        else:
            names.append(found[0])
            taken.append(found[1])
    return names, unnamed


_LARGE: Final = 0.3
"""Share of the links of the town with most from which a town is named in every frame."""


def _room(frame: Frame, point: Point, taken: Sequence[Box]) -> tuple[Name, Box] | None:
    """The first free place for the name around its town, with the room that it takes."""
    width, gap = _width(point.town.name), point.radius + 2
    sides = (
        ("start", gap, LETTERS * 0.35),
        ("end", -gap, LETTERS * 0.35),
        ("middle", 0.0, -gap - 1),
        ("middle", 0.0, gap + LETTERS * 0.8),
        ("start", gap * 0.7, -gap * 0.7),
        ("start", gap * 0.7, gap * 0.7 + LETTERS * 0.7),
        ("end", -gap * 0.7, -gap * 0.7),
        ("end", -gap * 0.7, gap * 0.7 + LETTERS * 0.7),
    )
    for anchor, right, down in sides:
        x, y = point.x + right, point.y + down
        left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
        box = Box(left, y - LETTERS * 0.85, width, LETTERS * 1.1)
        inside = box.x >= 0 and box.x + width <= frame.width and box.y >= 0
        if inside and y <= frame.height - 3 and not any(box.meets(other) for other in taken):
            return Name(point.town, round(x, 1), round(y, 1), anchor), box
    return None


def _width(text: str) -> float:
    """About how wide a name is: Chinese characters are as wide as high, letters rather less."""
    return sum(len(piece) * (1.02 if han else 0.6) for piece, han in by_script(text)) * LETTERS


def _arc(frame: Frame, one: Town, other: Town, links: int, widest: int) -> Arc:
    (x1, y1), (x2, y2) = (frame.place(t.latitude, t.longitude) for t in (one, other))
    bend = 0.16 * hypot(x2 - x1, y2 - y1)
    path = f"M{x1} {y1}Q{(x1 + x2) / 2:.1f} {(y1 + y2) / 2 - bend:.1f} {x2} {y2}"
    return Arc(path, round(max(0.6, WIDEST * links / widest), 1), links, (one.name, other.name))
