"""The towns or the coordinates in an answer on the map of the cooperation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rdflib import URIRef

from lien import query, terms
from lien_webapp.context import reader
from lien_webapp.i18n import language
from lien_webapp.links import short
from lien_webapp.map_drawing import Picture, Town
from lien_webapp.maps import pictures
from lien_webapp.sparql_answer import Answer, is_iri, labels, number, shown

_PLACE: Final = f"{terms.SCHEME}place/"
_LATITUDE: Final = ("latitude", "lat")
_LONGITUDE: Final = ("longitude", "long", "lon", "lng")


@dataclass(frozen=True, slots=True)
class Map:
    """Towns with the number of rows that name them; `off` are towns whose position is not known.

    `without` rows have no town. `x` is the column of towns and `xs` those that can be chosen.
    """

    world: Picture
    insets: Sequence[tuple[str, Picture]]
    towns: Sequence[Town]
    off: Sequence[tuple[str, int]]
    without: int
    x: str
    xs: Sequence[str]

    @property
    def outside(self) -> list[str]:
        """Names of the towns that lie beyond the edges of the drawing."""
        return [town.name for town in self.towns if not self.world.frame.holds(town)]


def located(answer: Answer) -> list[str]:
    """Columns with a town in them; else that of latitudes, beside one of longitudes."""
    towns = [c for c in answer.columns if any(_place(row.get(c)) for row in answer.rows)]
    return towns or [pair[0] for pair in [_coordinates(answer)] if pair]


def drawn(answer: Answer, *, x: str) -> Map:
    """The map of column `x`; what cannot be is chosen anew.

    There must be a column in `located(answer)`.
    """
    xs = located(answer)
    x = x if x in xs else xs[0]
    pair = _coordinates(answer)
    counts: Counter[URIRef]
    if pair and x == pair[0]:
        towns, counts = _points(answer, *pair)
    else:
        counts = Counter(filter(None, (_place(row.get(x)) for row in answer.rows)))
        towns = _towns(counts)
    world, insets = pictures(towns, ())
    named = labels({"type": "uri", "value": str(place)} for place in counts)
    off = [(named.get(str(p), (short(p), ""))[0], n) for p, n in counts.items() if p not in towns]
    listed = sorted(towns.values(), key=lambda town: (-town.links, town.name))
    without = len(answer.rows) - counts.total()
    return Map(world, insets, listed, off, without, x, xs)


def _place(binding: object) -> URIRef | None:
    text = str(binding["value"]) if is_iri(binding) else ""  # type: ignore[arg-type,index]
    return URIRef(text) if text.startswith(_PLACE) else None


def _towns(counts: Counter[URIRef]) -> dict[URIRef, Town]:
    return {
        row.place: Town(
            str(row.place).removeprefix(_PLACE),
            str(row.label or short(row.place)),
            float(row.latitude),
            float(row.longitude),
            counts[row.place],
        )
        for row in reversed(query.positions(reader(), language()))
        if row.place in counts
    }


def _coordinates(answer: Answer) -> tuple[str, str] | None:
    """The columns of latitudes and of longitudes, by their names."""
    lower = {column.lower(): column for column in answer.columns}
    latitude = next((lower[name] for name in _LATITUDE if name in lower), "")
    longitude = next((lower[name] for name in _LONGITUDE if name in lower), "")
    rows = answer.rows
    filled = any(number(r.get(latitude)) is not None for r in rows)
    return (latitude, longitude) if latitude and longitude and filled else None


def _points(
    answer: Answer, latitude: str, longitude: str
) -> tuple[dict[URIRef, Town], Counter[URIRef]]:
    """A point for every place on the globe, named by the first column that is no coordinate."""
    title = next((c for c in answer.columns if c not in (latitude, longitude)), latitude)
    named = labels(row.get(title) for row in answer.rows)
    names, counts = dict[URIRef, str](), Counter[URIRef]()
    places = dict[URIRef, tuple[float, float]]()
    for row in answer.rows:
        north, east = number(row.get(latitude)), number(row.get(longitude))
        if north is None or east is None or abs(north) > 90 or abs(east) > 180:
            continue
        key = URIRef(f"geo:{north},{east}")
        value = shown(row.get(title), named)
        names.setdefault(key, value.text if value else key)
        places[key] = north, east
        counts[key] += 1
    towns = {key: Town(key, names[key], *places[key], counts[key]) for key in places}
    return towns, counts
