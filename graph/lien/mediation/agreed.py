"""Agreements between two bodies, and above them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lien.mediation.pairing import together
from lien.mediation.records import IN_FORCE, Flags, Records
from lien.projection.columns import Ints


def binds(statuses: Mapping[str, tuple[str, bool]], agreement: str) -> bool:
    """Whether an agreement is in force, by its status and whether that is certain."""
    return agreement in statuses and statuses[agreement][0] in IN_FORCE


def bound_together(records: Records, use: Flags) -> tuple[Ints, Ints, Ints]:
    """Pairs of parties of the agreements marked, the lower place first, and the agreement."""
    row = use[records.party_agreement] if len(use) else np.zeros(0, bool)
    agreement, party = records.party_agreement[row], records.party[row]
    one, two = together(agreement)
    return party[one], party[two], agreement[one]


class Agreed:
    """Agreements between bodies and above them, by pair."""

    def __init__(
        self,
        records: Records,
        statuses: Mapping[str, tuple[str, bool]],
        upper: tuple[Ints, Ints],
        agreed: tuple[Ints, Ints, Ints],
    ) -> None:
        over = np.array([_over(statuses, name) for name in records.agreements], bool)
        self._records, self._upper, self.statuses = records, upper, statuses
        self._agreed = _by_pair(records, agreed)
        self._past = _by_pair(records, bound_together(records, over))
        self._above: dict[int, list[int]] = {}
        for low, high in zip(records.below.tolist(), records.above.tolist(), strict=True):
            self._above.setdefault(low, []).append(high)

    def past(self, first: int, second: int) -> tuple[str, ...]:
        """Agreements between the two that do not bind on the day."""
        return tuple(sorted(self._past.get(ordered(first, second), ())))

    def nearest(self, first: int, second: int) -> tuple[tuple[str, ...], int]:
        """The agreements in force that bind the two through the fewest steps up, and how many."""
        found: dict[int, set[str]] = {}
        two = self._steps(second)
        for x, up in self._steps(first).items():
            for y, further in two.items():
                if agreements := self._agreed.get(ordered(x, y)):
                    found.setdefault(up + further, set()).update(agreements)
        least = min(found)
        return tuple(sorted(found[least])), least

    def _steps(self, body: int) -> dict[int, int]:
        """The bodies at or above this one on the day, with the steps up to each."""
        ends, start = self._upper
        allowed = set(ends[start[body] : start[body + 1]].tolist())
        steps, fresh, step = {body: 0}, {body}, 0
        while fresh:
            step += 1
            fresh = {up for one in fresh for up in self._above.get(one, ())} & allowed
            fresh -= steps.keys()
            steps |= dict.fromkeys(fresh, step)
        return steps


def _by_pair(records: Records, rows: tuple[Ints, Ints, Ints]) -> dict[tuple[int, int], list[str]]:
    found: dict[tuple[int, int], list[str]] = {}
    for one, two, agreement in zip(*(column.tolist() for column in rows), strict=True):
        found.setdefault((one, two), []).append(records.agreements[agreement])
    return found


def ordered(one: int, two: int) -> tuple[int, int]:
    """The two, the lower first."""
    return (one, two) if one < two else (two, one)


def _over(statuses: Mapping[str, tuple[str, bool]], agreement: str) -> bool:
    """Whether an agreement is dated and does not bind on the day."""
    status = statuses.get(agreement, ("undated", False))[0]
    return status not in (*IN_FORCE, "undated")
