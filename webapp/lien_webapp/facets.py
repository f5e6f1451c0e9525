"""Facets: the values by which a list can be narrowed, each with how many rows it would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

from lien import terms
from lien_webapp.links import here

R = TypeVar("R")

Values = Mapping[str, str]
"""Slugs of a row in a facet, with their names."""


@dataclass(frozen=True, slots=True)
class Facet(Generic[R]):
    """A way to narrow a list: the parameter that holds the choice, its words, a row's values."""

    name: str
    words: str
    values: Callable[[R], Values]


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet: its address takes it, or takes it back when it is chosen."""

    name: str
    count: int
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """The values of a facet, those with most rows first."""

    words: str
    choices: list[Choice]


class Faceted(Generic[R]):
    """A list narrowed by the choices in the address; a value that no row has leaves none."""

    def __init__(self, rows: Sequence[R], facets: Sequence[Facet[R]]) -> None:
        self._rows, self._facets = rows, facets
        asked = {facet.name: request.args.get(facet.name, "").strip() for facet in facets}
        self.chosen = {name: value for name, value in asked.items() if value}
        self.rows = [row for row in rows if self._passes(row)]

    def _passes(self, row: R, apart_from: str = "") -> bool:
        return all(
            self.chosen[facet.name] in facet.values(row)
            for facet in self._facets
            if facet.name in self.chosen and facet.name != apart_from
        )

    def choices(self) -> list[Choices]:
        """Every facet with its values and the rows that each would leave; none without values."""
        found = [Choices(facet.words, self._choices(facet)) for facet in self._facets]
        return [facet for facet in found if facet.choices]

    def _choices(self, facet: Facet[R]) -> list[Choice]:
        counts, names = Counter[str](), dict[str, str]()
        for row in self._rows:
            values = facet.values(row)
            names.update(values)
            if self._passes(row, facet.name):
                counts.update(values.keys())
        chosen = self.chosen.get(facet.name)
        ordered = sorted(names, key=lambda slug: (-counts[slug], terms.fold(names[slug])))
        return [
            Choice(
                names[slug],
                counts[slug],
                here(**{facet.name: None if slug == chosen else slug}),
                slug == chosen,
            )
            for slug in ordered
            if counts[slug] or slug == chosen
        ]


def valued(*pairs: tuple[object, object]) -> Values:
    """The values of a row from concepts or things with their names; what is not there is left."""
    return {terms.local(iri): str(name) for iri, name in pairs if iri and name}
