"""Places for the nodes of a picture: linked nodes come near each other, the others keep apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

ROUNDS: Final = 120
"""Steps of the layout; 500 nodes take about half a second."""

PULL: Final = 2.0
"""Pull to the middle; with it, the ground is about as large as the nodes need."""

Place = tuple[float, float]


def spread(nodes: Sequence[str], links: Sequence[tuple[str, str]]) -> dict[str, Place]:
    """A place for every node; about 1 apart, the middle at 0, the same for the same arguments.

    Springs between linked nodes, repulsion between all, a weak pull to the middle that keeps
    pieces without a link together (Fruchterman & Reingold 1991). No nodes: no places.
    """
    count = len(nodes)
    if count < 2:
        return dict.fromkeys(nodes, (0.0, 0.0))
    index = {node: number for number, node in enumerate(nodes)}
    joined = np.zeros((count, count))
    for one, other in links:
        joined[index[one], index[other]] = joined[index[other], index[one]] = one != other
    places = _spiral(count)
    for step in range(ROUNDS):
        square = (places**2).sum(axis=1)
        distance2 = square[:, None] + square[None, :] - 2 * places @ places.T
        distance2 = np.maximum(distance2, 0.01)
        force = 1 / distance2 - joined * np.sqrt(distance2)
        move = places * force.sum(axis=1, keepdims=True) - force @ places - PULL * places
        length = np.maximum(np.linalg.norm(move, axis=1, keepdims=True), 0.01)
        warmth = math.sqrt(count) * 0.12 * (1 - step / ROUNDS)
        places = places + move / length * np.minimum(length, warmth)
    places = places - places.mean(axis=0)
    return {node: (float(places[i, 0]), float(places[i, 1])) for node, i in index.items()}


def _spiral(count: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """The seeds of a sunflower: even from the start, and no two in one place."""
    numbers = np.arange(count)
    angle, radius = numbers * math.pi * (3 - math.sqrt(5)), np.sqrt(numbers + 0.5)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
