"""Who works with a place on a theme: pairs, and their sums by town, territory, unit and theme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from rdflib import URIRef

from lien import query
from lien.query import WorksWith
from lien.store import Reader
from lien.terms import concept, local

SCHEMES: Final = {"theme": "discipline", "field": "ford", "place": "place"}
"""What links are narrowed by, and the concept scheme of its values."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A unit and an institute with the actions that join them."""

    unit: URIRef
    institute: URIRef
    actions: int


@dataclass(frozen=True, slots=True)
class Sums:
    """The rows summed: every row counts once in `towns`, in `territories` and in `pairs`.

    None is a town or a territory that is not known. Each of the three adds up to `total`.
    """

    total: int
    towns: dict[URIRef | None, int]
    territories: dict[URIRef | None, int]
    pairs: list[Pair]


def works_with(
    store: Reader,
    lang: str,
    *,
    left_out: Collection[str] = (),
    on: date | None = None,
    **narrowed: str,
) -> list[WorksWith]:
    """Who works with whom in which action, by unit, institute and action.

    `narrowed` are slugs of concepts, by the names in `SCHEMES`; `left_out` are territories whose
    institutes do not count. `on`: only what may last on this day.

    Raises:
        UnknownThing: no concept can have such a slug.
    """
    concepts = {name: concept(SCHEMES[name], slug) for name, slug in narrowed.items() if slug}
    return without(query.works_with(store, lang, on=on, **concepts), left_out)


def without(rows: Iterable[WorksWith], territories: Collection[str]) -> list[WorksWith]:
    """The rows whose institute is in none of these territories, given by slug (`hk`)."""
    return [row for row in rows if local(row.in_territory) not in territories]


def sums(rows: Sequence[WorksWith]) -> Sums:
    """The sums of these rows; most rows first, then by IRI, what is not known last."""
    pairs = Counter((row.unit, row.institute) for row in rows)
    return Sums(
        len(rows),
        _ordered(Counter(row.in_place for row in rows)),
        _ordered(Counter(row.in_territory for row in rows)),
        [
            Pair(unit, institute, count)
            for (unit, institute), count in sorted(pairs.items(), key=lambda p: (-p[1], p[0]))
        ],
    )


def _ordered(counts: Counter[URIRef | None]) -> dict[URIRef | None, int]:
    return dict(sorted(counts.items(), key=lambda p: (p[0] is None, -p[1], str(p[0]))))
