"""The network around the core: invented bodies, people, actions, agreements and works, any number.

Everything grows with one number, that of the units. Who publishes with whom follows a model with a
heavy tail: bodies of one field mostly find each other, the productive ones more often (weights
after Pareto); a unit goes back to few partners (Zipf), gets new ones over the years, and meets the
partners of the units that it works with (closed triangles). Works grow by five per cent a year.

Only `Generator.random` is drawn, so that one seed gives the same bytes with every numpy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import isqrt
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lien.demo.rows import invented

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Row: TypeAlias = dict[str, str]

SOURCE: Final = "demo-src-network"
PER_UNIT: Final = 1029
"""Statements that come with one unit, its institute, people, actions, agreements and works."""
FIXED: Final = 250
"""Statements that there are at any size: the graphs' own and the houses'."""
WORKS_PER_UNIT: Final = 45
_FIRST_YEAR: Final = 1992
_YEARS: Final = 35
_GROWTH: Final = 1.05
_TAIL: Final = 1.3
_PARTNERS: Final = 8
_FRIENDS: Final = 4
_OUTSIDE: Final = 0.12
_TEAM: Final = 12
_CHUNK: Final = 10_000
_RECORD: Final = {"confidence": "stated", "source_id": SOURCE}

_FIELDS: Final = (
    ("acoustics", "Acoustics", "d’acoustique", "声学"),
    ("applied mathematics", "Applied Mathematics", "de mathématiques appliquées", "应用数学"),
    ("astrophysics", "Astrophysics", "d’astrophysique", "天体物理"),
    ("biodiversity", "Biodiversity", "de biodiversité", "生物多样性"),
    ("catalysis", "Catalysis", "de catalyse", "催化"),
    ("computer science", "Computing", "d’informatique", "计算机"),
    ("ecology", "Ecology", "d’écologie", "生态"),
    ("energy", "Energy", "de l’énergie", "能源"),
    ("genomics", "Genomics", "de génomique", "基因组"),
    ("nanosciences", "Nanosciences", "de nanosciences", "纳米科学"),
    ("particle physics", "Particle Physics", "de physique des particules", "粒子物理"),
    ("virology", "Virology", "de virologie", "病毒学"),
)
_FRENCH: Final = ("Paris", "Lyon", "Grenoble", "Toulouse", "Marseille", "Lille", "Rennes", "Nancy")
_CHINESE: Final = (
    "Beijing", "Shanghai", "Guangzhou", "Wuhan", "Nanjing", "Hefei", "Xiamen", "Hong Kong",
)  # fmt: skip
_POSTS: Final = ("director", "deputy director", "scientific leader", "co-director", "head")
_GIVEN: Final = ("Alda", "Bao", "Coline", "Dong", "Elsie", "Fang", "Gaël", "Hui", "Iris", "Jun")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows of each kind there are."""

    units: int
    works: int

    @property
    def houses(self) -> int:
        """Bodies above the units, and as many above the institutes."""
        return max(1, isqrt(self.units) // 2)

    @property
    def people(self) -> int:
        """Three for each unit; half of them of institutes."""
        return 3 * self.units

    @property
    def actions(self) -> int:
        """Four for five units; there are as many agreements."""
        return max(1, 4 * self.units // 5)


def counts(triples: int) -> Counts:
    """The rows that make about so many statements (to 2 per cent from 100,000 on)."""
    units = max(1, round((triples - FIXED) / PER_UNIT))
    return Counts(units, WORKS_PER_UNIT * units)


class Network:
    """One network: the same counts and seed give the same rows."""

    def __init__(self, counts: Counts, seed: int) -> None:
        self.counts, self.seed = counts, seed
        n = counts.units
        self.field = np.arange(n) % len(_FIELDS)
        self.weight = self._random("weight", 2 * n).reshape(2, n)
        self.weight = (1 - self.weight) ** (-1 / _TAIL)

    def _random(self, purpose: str, size: int, part: int = 0) -> Floats:
        """Uniform numbers from 0 to 1, of their own for each purpose and part."""
        names = [self.seed, part, *purpose.encode()]
        return np.random.default_rng(names).random(size)

    def _among(self, weights: Floats, field: Ints, at: Floats) -> Ints:
        """For each number from 0 to 1 a body of that field, in proportion to the weights."""
        order = np.argsort(self.field, kind="stable")
        sums = np.concatenate([[0.0], np.cumsum(weights[order])])
        ends = np.searchsorted(self.field[order], np.arange(len(_FIELDS) + 1))
        low, high = sums[ends[field]], sums[ends[field + 1]]
        place = np.searchsorted(sums, low + at * (high - low), side="right") - 1
        found: Ints = order[np.clip(place, ends[field], np.maximum(ends[field + 1] - 1, 0))]
        return found

    def _fields(self, purpose: str, each: int) -> Ints:
        """A field for each partner of each unit: mostly that of the unit, else any."""
        own = np.repeat(self.field, each)
        other, which = self._random(purpose, 2 * len(own)).reshape(2, -1)
        known = min(len(_FIELDS), self.counts.units)
        found: Ints = np.where(other < _OUTSIDE, (which * known).astype(np.int64), own)
        return found

    @cached_property
    def partners(self) -> tuple[Ints, Ints]:
        """The institutes that each unit goes back to, and the year from which it does.

        The later half are first partners of the units that it works with.
        """
        n = self.counts.units
        at = self._random("partners", n * _PARTNERS)
        field = self._fields("fields of partners", _PARTNERS)
        years = self._random("partner years", n * _PARTNERS).reshape(n, _PARTNERS)
        since = np.sort(_FIRST_YEAR + (years * _YEARS).astype(np.int64), axis=1)
        since[:, 0] = _FIRST_YEAR
        found = self._among(self.weight[1], field, at).reshape(n, _PARTNERS)
        found[:, _FRIENDS:] = found[self.friends, np.arange(_FRIENDS)]
        return found, since

    @cached_property
    def friends(self) -> Ints:
        """The units that each unit works with."""
        n = self.counts.units
        at = self._random("friends", n * _FRIENDS)
        field = self._fields("fields of friends", _FRIENDS)
        return self._among(self.weight[0], field, at).reshape(n, _FRIENDS)

    def tables(self) -> Iterator[tuple[str, Iterator[list[Row]]]]:
        """Every table with its rows, some at a time."""
        yield "sources", iter([[_source()]])
        yield "organisations", iter([[*self._houses(), *self._institutes()]])
        yield "units", iter([list(self._units())])
        yield "people", iter([list(self._people())])
        yield "actions", iter([list(self._actions())])
        yield "action_partners", iter([list(self._action_partners())])
        yield "agreements", iter([list(self._agreements())])
        yield "agreement_parties", iter([list(self._agreement_parties())])
        yield "roles", iter([list(self._roles())])
        yield "works", self._works()

    def _houses(self) -> Iterator[Row]:
        for number in range(self.counts.houses):
            for side, cities, country, kind in (
                ("fr", _FRENCH, "FR", "research_organisation"),
                ("cn", _CHINESE[:-1], "CN", "academy"),
            ):
                names = invented(
                    f"House {number} {side}", f"Maison {number} {side}", f"总院 {number} {side}"
                )
                yield {
                    "id": _house(side, number), "kind": kind, **names, **_RECORD,
                    "city": cities[number % len(cities)], "country": country,
                }  # fmt: skip

    def _institutes(self) -> Iterator[Row]:
        for number in range(self.counts.units):
            _, en, fr, zh = _FIELDS[self.field[number]]
            names = invented(
                f"Institute of {en} {number}", f"Institut {fr} {number}", f"{zh}研究所 {number}"
            )
            city = _CHINESE[number * 7 % len(_CHINESE)]
            below = number % 3 < 2
            yield {
                "id": _institute(number), "kind": "research_institute", **names, **_RECORD,
                "city": city, "country": "HK" if city == "Hong Kong" else "CN",
                "parent_id": _house("cn", number % self.counts.houses) if below else "",
            }  # fmt: skip

    def _units(self) -> Iterator[Row]:
        for number in range(self.counts.units):
            _, en, fr, zh = _FIELDS[self.field[number]]
            names = invented(
                f"Laboratory of {en} {number}", f"Laboratoire {fr} {number}", f"{zh}实验室 {number}"
            )
            yield {
                "id": _unit(number), "code_type": "UMR", **names, **_RECORD, "country": "FR",
                "city": _FRENCH[number * 5 % len(_FRENCH)],
                "supervisor_ids": _house("fr", number % self.counts.houses),
            }  # fmt: skip

    def _people(self) -> Iterator[Row]:
        for number in range(self.counts.people):
            given = f"{_GIVEN[number % len(_GIVEN)]} {number}"
            yield {
                "id": _person(number), "display_name": f"{given} DÉMO-FICTIF",
                "family_name": "DÉMO-FICTIF", "given_name": given,
                "name_zh": f"{given}（虚构人物）", **_RECORD,
            }  # fmt: skip

    @cached_property
    def _pairs(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Of each action: unit, first partner, another one (-1: none), year."""
        number = self.counts.actions
        units = np.arange(number) * self.counts.units // number
        at, other, years = self._random("actions", 3 * number).reshape(3, number)
        institutes, _ = self.partners
        first = institutes[units, (at * 3).astype(np.int64)]
        second = institutes[units, 3 + (other * (_PARTNERS - 3)).astype(np.int64)]
        second = np.where((second == first) | (other > 0.6), -1, second)
        return units, first, second, 2000 + (years * 25).astype(np.int64)

    def _actions(self) -> Iterator[Row]:
        units, _, _, years = (column.tolist() for column in self._pairs)
        for number, (unit, year) in enumerate(zip(units, years, strict=True)):
            word, en, fr, zh = _FIELDS[self.field[unit]]
            names = invented(
                f"Project of {en} {number}", f"Projet {fr} {number}", f"{zh}项目 {number}", "title"
            )
            yield {
                "id": f"demo-act-g{number}", "kind": ("IRP", "IRN", "IRL")[number % 3],
                **names, **_RECORD, "start": str(year), "cnrs_action": "no", "discipline": word,
                "end": str(year + 8) if year < 2016 else "",
            }  # fmt: skip

    def _action_partners(self) -> Iterator[Row]:
        for number, (unit, one, two, _) in enumerate(self._joined()):
            bodies = [("fr", _unit(unit)), ("cn", _institute(one))]
            bodies += [("cn", _institute(two))] if two >= 0 else []
            for side, body in bodies:
                yield {
                    "action_id": f"demo-act-g{number}", "partner_id": body, "side": side,
                    "role": "partner", **_RECORD,
                }  # fmt: skip

    def _joined(self) -> Iterator[tuple[int, int, int, int]]:
        return zip(*(column.tolist() for column in self._pairs), strict=True)

    def _agreements(self) -> Iterator[Row]:
        """None ends in the years around the day of the core, and none without saying when."""
        for number, (_, _, _, year) in enumerate(self._joined()):
            names = invented(f"Agreement {number}", f"Accord {number}", f"协议 {number}", "title")
            yield {
                "id": f"demo-agr-g{number}", "kind": "cooperation agreement", **names, **_RECORD,
                "start": str(year + 1), "end": str(year + 6 if year < 2018 else year + 15),
                "action_ids": f"demo-act-g{number}" if number % 2 else "",
            }  # fmt: skip

    def _agreement_parties(self) -> Iterator[Row]:
        """Every tenth agreement is one of two houses, the others of a unit and an institute."""
        for number, (unit, institute, _, _) in enumerate(self._joined()):
            house = number % self.counts.houses
            parties = (
                (_house("fr", house), _house("cn", house))
                if number % 10 == 9
                else (_unit(unit), _institute(institute))
            )
            for party in parties:
                yield {
                    "agreement_id": f"demo-agr-g{number}", "party_id": party, "role": "party",
                    **_RECORD,
                }  # fmt: skip

    def _roles(self) -> Iterator[Row]:
        """Everybody has a role at home; of six people one has one in an action too."""
        people = self.counts.people
        at, years = self._random("roles", 2 * people).reshape(2, people)
        since = (1995 + years * 30).astype(np.int64).tolist()
        over = (at < 0.3).tolist()
        for number, (year, ended) in enumerate(zip(since, over, strict=True)):
            home = number // 2 % self.counts.units
            french = number % 2 == 0
            yield _role(
                f"g{number}", number, "unit" if french else "organisation",
                _unit(home) if french else _institute(home), year, ended=ended,
            )  # fmt: skip
            if number % 6 == 0:
                action = number // 6 % self.counts.actions
                yield _role(
                    f"g{number}-a", number, "action", f"demo-act-g{action}", year, ended=False
                )

    def _works(self) -> Iterator[list[Row]]:
        for part in range(-(-self.counts.works // _CHUNK)):
            first = part * _CHUNK
            yield list(self._some_works(first, min(_CHUNK, self.counts.works - first), part))

    def _some_works(self, first: int, size: int, part: int) -> Iterator[Row]:
        teams, years, units = self._teams(size, part)
        names = [_unit(n) for n in range(self.counts.units)]
        names += [_institute(n) for n in range(self.counts.units)]
        rows = zip(teams.tolist(), years.tolist(), self.field[units].tolist(), strict=True)
        for number, (team, year, field) in enumerate(rows, first):
            yield {
                "id": f"demo-wrk-g{number}", "title_en": f"Work g{number} (invented)",
                "title_fr": f"Travail g{number} (fictif)", "title_zh": f"成果 g{number}（虚构）",
                "date": str(year), "discipline": _FIELDS[field][0], **_RECORD,
                "author_body_ids": ";".join(names[b] for b in dict.fromkeys(team) if b >= 0),
            }  # fmt: skip

    def _teams(self, size: int, part: int) -> tuple[Ints, Ints, Ints]:
        """The bodies of works (a row each, -1: none; institutes after the units), year, lead."""
        n = self.counts.units
        draws = self._random("works", (9 + _TEAM) * size, part).reshape(9 + _TEAM, size)
        when, who, which, friend, met, share, triangle, crowd, length = draws[:9]
        steps = np.log(1 + when * (_GROWTH**_YEARS - 1)) / np.log(_GROWTH)
        years = _FIRST_YEAR + np.minimum(steps.astype(np.int64), _YEARS - 1)
        leads = np.searchsorted(np.cumsum(self.weight[0]), who * self.weight[0].sum())
        units: Ints = np.minimum(leads, n - 1)
        institutes, since = self.partners
        teams = np.full((size, 4 + _TEAM), -1)
        teams[:, 0] = units
        teams[:, 1] = n + self._known(institutes, since, units, which, years)
        friends = self.friends[units, (friend * _FRIENDS).astype(np.int64)]
        teams[:, 2] = np.where(share < 0.35, friends, -1)
        through = n + self._known(institutes, since, friends, met, years)
        teams[:, 3] = np.where((share < 0.35) & (triangle < 0.6), through, -1)
        wide = np.flatnonzero(crowd < 0.02)
        fields = np.repeat(self.field[units[wide]], _TEAM)
        extra = self._among(self.weight[1], fields, draws[9:, wide].T.ravel())
        within = np.arange(_TEAM) < (1 + length[wide] * _TEAM)[:, None]
        teams[wide, 4:] = np.where(within, n + extra.reshape(len(wide), _TEAM), -1)
        return teams, years, units

    @staticmethod
    def _known(institutes: Ints, since: Ints, units: Ints, at: Floats, years: Ints) -> Ints:
        """A partner that the unit has by then, the first ones more often (Zipf)."""
        zipf = np.cumsum(1 / np.arange(1, _PARTNERS + 1))
        rank = np.searchsorted(zipf / zipf[-1], at)
        rank = np.where(since[units, rank] <= years, rank, 0)
        found: Ints = institutes[units, rank]
        return found


def _source() -> Row:
    return {
        "source_id": SOURCE, "title": "Invented for the network around the demo core",
        "language": "en",
    }  # fmt: skip


def _role(  # noqa: PLR0913  one argument per column
    slug: str, person: int, kind: str, target: str, year: int, *, ended: bool
) -> Row:
    return {
        "id": f"demo-rol-{slug}", "person_id": _person(person),
        "role": _POSTS[person % len(_POSTS)], "target_type": kind, "target_id": target,
        "from": str(year), "to": str(min(year + 6, 2024)) if ended else "", **_RECORD,
    }  # fmt: skip


def _unit(number: int) -> str:
    return f"demo-unit-g{number}"


def _institute(number: int) -> str:
    return f"demo-org-g{number}"


def _house(side: str, number: int) -> str:
    return f"demo-org-{side}-house{number}"


def _person(number: int) -> str:
    return f"demo-per-g{number}"
