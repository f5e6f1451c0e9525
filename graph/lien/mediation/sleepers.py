"""Which agreements in force show no activity, and what activity was looked for.

Definitions and limits: docs/explanation/gaps.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from lien import query
from lien.dates import PartialDate
from lien.mediation.agreed import binds, ordered
from lien.mediation.choices import Choices
from lien.mediation.pairing import spread, together
from lien.mediation.records import KINDS, NEVER, Flags, Records, named, read, standing
from lien.projection.columns import Ints
from lien.store import Reader


@dataclass(frozen=True, slots=True)
class Sleeper:
    """An agreement in force without activity that is known.

    `verdict`: "asleep" when at least two of its parties, not of one house, are seen in `floor`
    dated records of the window each, but never together; else "cannot-tell". `seen` of the
    `parties` are seen so often. `last` is when joint activity was last seen before the window, as
    precise as it is known ("" if there is none), of the kind `last_kind`, in `last_thing`.
    """

    agreement: str
    label: str
    verdict: str
    status: str
    begin: str
    end: str
    parties: tuple[str, ...]
    party_labels: tuple[str, ...]
    seen: tuple[str, ...]
    last: str
    last_kind: str
    last_thing: str


@dataclass(frozen=True, slots=True)
class Looked:
    """A kind of activity that was looked for: its records with a date in the window, and without.

    `agreements`: in force for the whole window, and with activity of this kind in it.
    """

    kind: str
    dated: int
    undated: int
    agreements: int


@dataclass(frozen=True, slots=True)
class Sleepers:
    """Answer to "which agreements sleep": the rows and what was looked for.

    `in_force` agreements on the day, of which `young` began inside the window and are not judged,
    `active` saw activity.
    """

    asked: Choices
    rows: list[Sleeper]
    looked: list[Looked]
    in_force: int
    young: int
    active: int


def sleepers(
    store: Reader, asked: Choices, lang: str = "en", records: Records | None = None
) -> Sleepers:
    """Agreements in force without activity for `asked.years` years, those asleep first.

    Then the one whose last activity is longest ago. `asked.least`, `counting`, `roll_up` and `home`
    do not count.
    """
    known = records or read(store)
    stands = standing(store, asked.on)
    found = without_activity(known, stands, asked)
    parties = {body for row in found.rows for body in row.parties}
    labels = named(store, parties | {row.agreement for row in found.rows}, lang)
    rows = [
        replace(
            row,
            label=labels[row.agreement],
            party_labels=tuple(labels[body] for body in row.parties),
        )
        for row in found.rows
    ]
    return replace(found, rows=rows)


def without_activity(
    records: Records, stands: Mapping[str, query.InForce], asked: Choices
) -> Sleepers:
    """As `sleepers`, on records and on how agreements stand; labels are empty."""
    since, on = asked.since.toordinal(), asked.on.toordinal()
    force = [name for name in records.agreements if binds(_plain(stands), name)]
    old = [name for name in force if _begun(stands[name]) < since]
    dated = records.first != NEVER
    during = dated & (records.first <= on) & (records.last >= since)
    before = dated & (records.last < since)
    place = {name: at for at, name in enumerate(records.agreements)}
    parties = _parties(records)
    met = _Met(records, parties)
    rows, active = list[Sleeper](), 0
    by_kind = [0] * len(KINDS)
    seen = _seen(records, during, asked.floor)
    for name in old:
        kinds = met.kinds(place[name], during)
        for kind in kinds:
            by_kind[kind] += 1
        if kinds:
            active += 1
            continue
        bound = parties.get(place[name], [])
        awake = [party for party in bound if seen[party]]
        last = met.last(place[name], before)
        stand = stands[name]
        rows.append(
            Sleeper(
                agreement=name,
                label="",
                verdict="asleep" if met.apart(awake) else "cannot-tell",
                status=str(stand.status),
                begin=str(stand.begin or ""),
                end=str(stand.end or ""),
                parties=tuple(records.bodies[party] for party in bound),
                party_labels=(),
                seen=tuple(records.bodies[party] for party in awake),
                last=records.given(last) if last >= 0 else "",
                last_kind=KINDS[records.kind[last]] if last >= 0 else "",
                last_thing=records.things[last] if last >= 0 else "",
            )
        )
    rows.sort(key=lambda row: (row.verdict, row.last, row.agreement))
    looked = [
        Looked(
            name,
            int(np.count_nonzero(during & (records.kind == kind))),
            int(np.count_nonzero(~dated & (records.kind == kind))),
            by_kind[kind],
        )
        for kind, name in enumerate(KINDS)
    ]
    return Sleepers(asked, rows, looked, len(force), len(force) - len(old), active)


def _plain(stands: Mapping[str, query.InForce]) -> dict[str, tuple[str, bool]]:
    return {name: (str(row.status), row.certain) for name, row in stands.items()}


def _begun(stand: query.InForce) -> int:
    """The first day on which the agreement may have begun."""
    return PartialDate.parse(str(stand.begin)).earliest.toordinal()


def _parties(records: Records) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    rows = records.party_agreement.tolist(), records.party.tolist()
    for agreement, party in zip(*rows, strict=True):
        found.setdefault(agreement, []).append(party)
    return found


def _seen(records: Records, during: Flags, floor: int) -> Flags:
    """Which bodies take part, themselves or through bodies below, in `floor` of these things."""
    use = during[records.thing]
    row, end = spread(records.upper(), records.body[use])
    base = max(len(records.bodies), 1)
    pairs = np.unique(records.thing[use][row] * base + end)
    seen: Flags = np.bincount(pairs % base, minlength=len(records.bodies)) >= floor
    return seen


class _Met:
    """In which things the parties of agreements met, themselves or through bodies below them."""

    def __init__(self, records: Records, parties: Mapping[int, list[int]]) -> None:
        self._records, self._parties = records, parties
        self._upper = records.upper()
        base = max(len(records.bodies), 1)
        bound = np.zeros(len(records.bodies), bool)
        bound[records.party] = True
        row, end = spread(self._upper, records.body)
        row, end = row[bound[end]], end[bound[end]]
        rows = np.unique(records.thing[row] * base + end)
        thing_, party = rows // base, rows % base
        one, two = together(thing_)
        key = party[one] * base + party[two]
        order = np.argsort(key, kind="stable")
        self._base, self._key, self._thing = base, key[order], thing_[one][order]
        self._direct: dict[int, list[int]] = {}
        rows_ = records.direct_agreement.tolist(), records.direct_thing.tolist()
        for agreement, direct in zip(*rows_, strict=True):
            self._direct.setdefault(agreement, []).append(direct)

    def apart(self, parties: Iterable[int]) -> bool:
        """Whether two of these are not of one house."""
        known = list(parties)
        return any(
            not self._one_house(one, two) for at, one in enumerate(known) for two in known[:at]
        )

    def _one_house(self, one: int, two: int) -> bool:
        """Whether one stands above the other."""
        ends, start = self._upper
        return two in ends[start[one] : start[one + 1]] or one in ends[start[two] : start[two + 1]]

    def _things(self, agreement: int) -> Ints:
        """All activity of an agreement: its own, and that of two parties not of one house."""
        known = self._parties.get(agreement, [])
        found = [np.array(self._direct.get(agreement, []), np.int64)]
        for at, one in enumerate(known):
            for two in known[:at]:
                if not self._one_house(one, two):
                    low, high = ordered(one, two)
                    key = low * self._base + high
                    ends = np.searchsorted(self._key, [key, key + 1])
                    found.append(self._thing[ends[0] : ends[1]])
        return np.unique(np.concatenate(found))

    def kinds(self, agreement: int, during: Flags) -> set[int]:
        """Kinds of the activity of an agreement among these things."""
        things = self._things(agreement)
        return set(self._records.kind[things[during[things]]].tolist())

    def last(self, agreement: int, before: Flags) -> int:
        """The latest of these things that is activity of the agreement; -1 without any."""
        things = self._things(agreement)
        things = things[before[things]]
        return int(things[np.argmax(self._records.last[things])]) if len(things) else -1
