"""For which country a body, unit or action stands on a day: ours, theirs, both or neither.

A body stands for the sides that its participations state; without any, for those of what it
answers to; without these, for the territory that it belongs to. An action stands for the sides of
its partners, a person for those of the roles held.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Final

from lien.mediation.ties import ABOVE, Ties

OURS: Final = "fr"
THEIRS: Final = "cn"
_OF_TERRITORY: Final = {"fr": OURS, "cn": THEIRS, "hk": THEIRS, "mo": THEIRS}
_BODIES: Final = frozenset({"Body", "ResearchUnit"})

Sides = list[frozenset[str]]
"""For each thing the local names of its sides; empty where nothing says any."""


def sides(ties: Ties, day: date) -> Sides:
    """The sides of bodies, units and actions on a day, by the number of the thing."""
    held, links = ties.on(day), ties.links
    stated = defaultdict[int, set[str]](set)
    above = defaultdict[int, list[int]](list)
    partners = defaultdict[int, list[tuple[int, str]]](list)
    for place, kind in enumerate(links.kind):
        u, v = int(links.u[place]), int(links.v[place])
        if kind == "partner":
            if links.side[place]:
                stated[v].add(links.side[place])
            if held.counts[place] and not held.ended[place]:
                partners[u].append((v, links.side[place]))
        elif kind in ABOVE:
            above[u].append(v)
    found: dict[int, frozenset[str]] = {}

    def of(node: int, below: frozenset[int]) -> frozenset[str]:
        if node not in found:
            upper = [n for n in above[node] if n not in below]
            inherited = frozenset[str]().union(*(of(n, below | {node}) for n in upper))
            found[node] = frozenset(stated[node]) or inherited or _of_territory(ties, node)
        return found[node]

    def action(node: int) -> frozenset[str]:
        each = ({side} if side else of(body, frozenset()) for body, side in partners[node])
        return frozenset().union(*each)

    kinds = ties.things.classes
    return [
        of(node, frozenset())
        if kinds[node] in _BODIES
        else action(node)
        if kinds[node] == "StructuringAction"
        else frozenset()
        for node in range(len(kinds))
    ]


def _of_territory(ties: Ties, node: int) -> frozenset[str]:
    codes = (name.partition("-")[0] for name in ties.things.territories[node])
    return frozenset(_OF_TERRITORY.get(code, "other") for code in codes)
