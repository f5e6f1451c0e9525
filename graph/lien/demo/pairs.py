"""M2: the pairs of a unit and an institute in the demo core, counted and covered."""

from __future__ import annotations

from typing import Final

from lien.demo.answers import Pair

UNITS: Final = tuple(
    f"demo-unit-{name}" for name in ("tide", "ember", "lattice", "quill", "harbor", "prism")
)
INSTITUTES: Final = tuple(f"demo-org-i{number:02}" for number in range(1, 11))
WHOLE: Final = (
    (14, 12, 3, 0, 1, 15, 2, 0, 11, 9),
    (4, 0, 11, 2, 0, 0, 13, 9, 1, 0),
    (0, 10, 0, 6, 2, 3, 0, 16, 0, 5),
    (12, 1, 0, 9, 0, 0, 10, 0, 4, 0),
    (0, 8, 0, 18, 3, 2, 0, 0, 0, 7),
    (2, 0, 5, 0, 21, 0, 1, 6, 0, 12),
)
"""M2: works of each unit (row) with each institute (column) in `WINDOW`."""
TRIPLES: Final = (
    (9, ("demo-unit-ember", "demo-org-i03", "demo-org-i08")),
    (4, ("demo-unit-tide", "demo-unit-quill", "demo-org-i01")),
)
"""M2: so many works, among those of `WHOLE`, have these three addresses; all others have two."""
BEFORE: Final = {
    ("demo-unit-ember", "demo-org-i10"): 20,
    ("demo-unit-harbor", "demo-org-i07"): 15,
}
"""M2: works from before `WINDOW`, which must not count."""
_SHARED: Final = {
    ("demo-unit-ember", "demo-org-i03"): 9,
    ("demo-unit-ember", "demo-org-i08"): 9,
    ("demo-unit-tide", "demo-org-i01"): 4,
    ("demo-unit-quill", "demo-org-i01"): 4,
}
_DIRECT: Final = {
    ("demo-unit-tide", "demo-org-i02"): "in-force",
    ("demo-unit-lattice", "demo-org-i08"): "in-force",
    ("demo-unit-harbor", "demo-org-i04"): "in-force",
    ("demo-unit-tide", "demo-org-i09"): "ended",
    ("demo-unit-prism", "demo-org-i10"): "not-yet",
}


def pairs() -> tuple[Pair, ...]:
    """All pairs, also those without a work."""
    return tuple(
        _pair(unit, institute, WHOLE[row][column])
        for row, unit in enumerate(UNITS)
        for column, institute in enumerate(INSTITUTES)
    )


def _pair(unit: str, institute: str, whole: int) -> Pair:
    """The first three units and the first five institutes stand below the umbrella agreement."""
    key = (unit, institute)
    umbrella = unit in UNITS[:3] and institute in INSTITUTES[:5]
    above = "umbrella" if umbrella else "none"
    return Pair(
        unit,
        institute,
        whole,
        3 * whole - 2 * _SHARED.get(key, 0),
        "direct" if _DIRECT.get(key) == "in-force" else above,
        "direct" if key in _DIRECT else above,
        BEFORE.get(key, 0),
    )
