"""What a reader of the gap finder chooses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from lien.errors import UnknownQuestion
from lien.mediation.sides import OURS

Counting = Literal["whole", "fractional"]
COUNTINGS: Final[tuple[Counting, ...]] = ("whole", "fractional")


@dataclass(frozen=True, slots=True)
class Choices:
    """What the reader chose. Agreements are looked at as of the day `on`.

    `years`: how many calendar years of works count, the last of which is `until` (0: the year of
    the day); or how many years back from the day activity is looked for.
    `least`: joint works, in the counting chosen, from which a pair is listed. `roll_up`: works
    count for those above their bodies too. `home`: a pair has one end in this territory and one
    outside. `floor`: dated records of a party below which nothing is said about it.
    """

    on: date
    years: int = 5
    least: float = 5
    counting: Counting = "whole"
    roll_up: bool = False
    home: str = OURS
    floor: int = 1
    until: int = 0

    def __post_init__(self) -> None:
        """Refuse what has no meaning.

        Raises:
            UnknownQuestion: names the parameter and what it may be.
        """
        if not 1 <= self.years <= 100:
            raise _wrong("years", "a number of years from 1 to 100")
        if self.until and not 1 <= self.until <= 9999:
            raise _wrong("until", "a year")
        if not 0 < self.least <= 1_000_000:
            raise _wrong("least", "a number above 0")
        if self.counting not in COUNTINGS:
            raise _wrong("counting", "whole or fractional")
        if not 1 <= self.floor <= 1_000_000:
            raise _wrong("floor", "a number from 1 on")

    @property
    def last_year(self) -> int:
        """The last year whose works count."""
        return self.until or self.on.year

    @property
    def first_year(self) -> int:
        """The first year whose works count."""
        return max(self.last_year - self.years + 1, 1)

    @property
    def since(self) -> date:
        """First day on which activity counts: the day so many years earlier, and one day later."""
        year = self.on.year - self.years
        if year < 1:
            return date.min
        try:
            earlier = self.on.replace(year=year)
        except ValueError:  # 29 February
            earlier = date(year, 2, 28)
        return date.fromordinal(earlier.toordinal() + 1)


def _wrong(name: str, allowed: str) -> UnknownQuestion:
    return UnknownQuestion(f"{name!r} is {allowed}")


def years_of(way: str) -> int:
    """How many years count unless the reader says: five of works, three without activity."""
    return 5 if way == "works" else 3
