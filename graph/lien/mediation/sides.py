"""The two sides, and for which of them a body, unit or action stands on a day: one, both or none.

A body stands for the sides that its participations state; without any, for those of what it
answers to; without these, for the territory that it belongs to. An action stands for the sides of
its partners, a person for those of the roles held. The gap finder asks for territories alone
(`Choices.home`, ours unless chosen otherwise): its pairs are of any home with everything outside.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lien.mediation.ties import Ties

OURS: Final = "fr"
"""Our side, named by its territory."""
THEIRS: Final = "cn"
"""The side of the partners, named by the first of its territories."""
ONLY_OURS: Final = frozenset({OURS})
ONLY_THEIRS: Final = frozenset({THEIRS})
_OF_TERRITORY: Final = {"fr": OURS, "cn": THEIRS, "hk": THEIRS, "mo": THEIRS}

Sides = list[frozenset[str]]
"""For each thing the local names of its sides; empty where nothing says any."""


def sides(ties: Ties, day: date) -> Sides:
    """The sides of bodies, units and actions on a day, by the number of the thing."""
    told = _Told(ties, day)
    of: dict[str, Callable[[int], frozenset[str]]] = {
        "Body": told.body,
        "ResearchUnit": told.body,
        "StructuringAction": told.action,
    }
    return [of.get(kind, _nobody)(node) for node, kind in enumerate(ties.things.classes)]


def _nobody(_: int) -> frozenset[str]:
    return frozenset()


class _Told:
    """What the links of a day say of the sides of things."""

    def __init__(self, ties: Ties, day: date) -> None:
        self._ties = ties
        self._stated = defaultdict[int, set[str]](set)
        self._above = defaultdict[int, list[int]](list)
        self._partners = defaultdict[int, list[tuple[int, str]]](list)
        self._found: dict[int, frozenset[str]] = {}
        held, links, up = ties.on(day), ties.links, ties.up
        for place, kind in enumerate(links.kind):
            u, v, side = int(links.u[place]), int(links.v[place]), links.side[place]
            if up[place]:
                self._above[u].append(v)
            elif kind == "partner":
                if side:
                    self._stated[v].add(side)
                if held.counts[place] and not held.ended[place]:
                    self._partners[u].append((v, side))

    def body(self, node: int, below: frozenset[int] = frozenset()) -> frozenset[str]:
        """Stated sides, else those of what it answers to, else that of its territory."""
        if node not in self._found:
            upper = [other for other in self._above[node] if other not in below]
            inherited = frozenset[str]().union(*(self.body(n, below | {node}) for n in upper))
            stated = frozenset(self._stated[node])
            self._found[node] = stated or inherited or _of_territory(self._ties, node)
        return self._found[node]

    def action(self, node: int) -> frozenset[str]:
        """The sides that its partners of the day take part for."""
        each = ({side} if side else self.body(body) for body, side in self._partners[node])
        return frozenset[str]().union(*each)


def _of_territory(ties: Ties, node: int) -> frozenset[str]:
    codes = (name.partition("-")[0] for name in ties.things.territories[node])
    return frozenset(_OF_TERRITORY.get(code, "other") for code in codes)
