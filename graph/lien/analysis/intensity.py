"""How strong a tie is beside what the sizes of the two partners would lead one to expect.

C is the number of joint works of two partners, N_x the number of all works of one, k_x the sum of
its C with all others, T the sum of C over all pairs. All functions take numbers or arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
from numpy.typing import ArrayLike

from lien.analysis.arrays import Floats

NORMAL_95 = 1.959963984540054
"""The standard normal deviate of a two-sided interval of 95 %."""


def association_strength(joint: ArrayLike, k_x: ArrayLike, k_y: ArrayLike, total: float) -> Floats:
    """2 T C / (k_x k_y): joint works as a multiple of what chance would give; 1 is neutral.

    As in VOSviewer (van Eck & Waltman 2009). bibliometrix divides by N_x N_y instead.
    """
    return _ratio(2.0 * total * np.asarray(joint, float), np.multiply(k_x, k_y))


def salton(joint: ArrayLike, n_x: ArrayLike, n_y: ArrayLike) -> Floats:
    """C / sqrt(N_x N_y), the cosine: 0 to 1. Source: Salton & McGill 1983."""
    return _ratio(joint, np.sqrt(np.multiply(n_x, n_y)))


def jaccard(joint: ArrayLike, n_x: ArrayLike, n_y: ArrayLike) -> Floats:
    """C / (N_x + N_y - C), joint works as a share of all works of either: 0 to 1."""
    return _ratio(joint, np.add(n_x, n_y) - np.asarray(joint))


def inclusion(joint: ArrayLike, n_x: ArrayLike, n_y: ArrayLike) -> Floats:
    """C / min(N_x, N_y), joint works as a share of those of the smaller partner: 0 to 1."""
    return _ratio(joint, np.minimum(n_x, n_y))


def equivalence(joint: ArrayLike, n_x: ArrayLike, n_y: ArrayLike) -> Floats:
    """C squared / (N_x N_y), the square of Salton's measure: 0 to 1."""
    return np.square(salton(joint, n_x, n_y))


def activity(part: ArrayLike, own: ArrayLike, field: ArrayLike, world: ArrayLike) -> Floats:
    """The activity index: the field's share of one's works beside its share of the world's.

    `part` are one's works in the field, `own` all of one's, `field` the world's in the field,
    `world` all. 1 is neutral, 0 none. Source: Frame 1977; Schubert & Braun 1986.
    """
    return _ratio(_ratio(part, own), _ratio(field, world))


def specialisation(part: ArrayLike, own: ArrayLike, field: ArrayLike, world: ArrayLike) -> Floats:
    """The relative specialisation index (A - 1) / (A + 1) of the activity index A: -1 to 1."""
    index = activity(part, own, field, world)
    return np.asarray((index - 1.0) / (index + 1.0))


def _ratio(upper: ArrayLike, lower: ArrayLike) -> Floats:
    """The quotient; NaN where there is nothing to divide by."""
    top, below = np.broadcast_arrays(np.asarray(upper, float), np.asarray(lower, float))
    out = np.full(top.shape, np.nan)
    return np.asarray(np.divide(top, below, out=out, where=below != 0))


@dataclass(frozen=True, slots=True)
class Intensity:
    """`value` with its interval of 95 % from `low` to `high`; NaN where nothing can be said.

    `distinct`: the interval does not hold 1, so the tie is stronger or weaker than neutral.
    """

    value: float
    low: float
    high: float
    distinct: bool


def relative_intensity(joint: int, k_x: int, k_y: int, total: int) -> Intensity:
    """The relative intensity of collaboration of x with y; it is not that of y with x.

    (C / k_x) / ((k_y - C) / (T - k_x)): the share of y among x's joint works, beside its share
    among those of all others; 1 is neutral. The interval is that of a ratio of two shares. Source:
    Fuchs, Sivertsen & Rousseau 2021, "Measuring the relative intensity of collaboration within a
    network"; interval after Katz et al. 1978.
    """
    others, rest = k_y - joint, total - k_x
    if k_x <= 0 or rest <= 0 or others <= 0:
        return Intensity(np.nan, np.nan, np.nan, False)
    value = joint * rest / (k_x * others)
    if not joint:
        return Intensity(0.0, np.nan, np.nan, False)
    spread = NORMAL_95 * sqrt(max(1 / joint - 1 / k_x + 1 / others - 1 / rest, 0.0))
    low, high = exp(log(value) - spread), exp(log(value) + spread)
    return Intensity(value, low, high, not low <= 1.0 <= high)
