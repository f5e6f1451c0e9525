"""What an answer to each analysis of the demo core says, and for which days and choices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

DAY: Final = date(2026, 12, 1)
"""The day for which the answers hold."""
FIRST: Final = date(2026, 6, 15)
"""The day of the first journal entry: what was known before the rest was learnt."""
MONTHS: Final = 6
"""M1 looks this far ahead: until 1 June 2027."""
WINDOW: Final = (2021, 2025)
"""M2 counts works of these years, both included."""
STRONG: Final = 10
"""M2: from this many works on a pair is strong."""
QUIET_YEARS: Final = 3
"""M3: an agreement sleeps when nothing happened for so many years."""


@dataclass(frozen=True, slots=True)
class Watched:
    """M1: an agreement on which something must be decided within `MONTHS` after `DAY`.

    `on` is the day that matters and `why` which one it is: "end", or "notice" where silence renews
    the agreement. `ends` is the last day, `notice` the last day on which a party can give notice.
    """

    agreement: str
    on: date
    why: str
    ends: date
    notice: date
    parties: tuple[str, str]
    owner: str
    contacts: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Pair:
    """M2: a unit and an institute, their works in `WINDOW` and what covers them.

    `fractional_thirds` is three times the shared count (a work counts 2/(n(n-1)) for each of its
    pairs). `cover` is that of agreements in force on `DAY`, `ever` that of all on record.
    """

    unit: str
    institute: str
    whole: int
    fractional_thirds: int
    cover: str
    ever: str
    before: int = 0

    @property
    def fractional(self) -> float:
        """The shared count."""
        return self.fractional_thirds / 3


@dataclass(frozen=True, slots=True)
class Activity:
    """M3: an agreement in force, and whether it is "active", "asleep" or "cannot tell"."""

    agreement: str
    verdict: str
    last: str


@dataclass(frozen=True, slots=True)
class Introduction:
    """M4: who can introduce `start` to `end`: for each chain the people between them, in order.

    `ended` are the chains that there are more when ended roles are asked for; `trap` is what a
    naive shortest path would go through.
    """

    start: str
    end: str
    chains: tuple[tuple[str, ...], ...]
    ended: tuple[tuple[str, ...], ...] = ()
    trap: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    """M6: who held `post` in `body`, and whether the person does on `DAY`."""

    body: str
    post: str
    person: str
    start: date
    end: date | None
    current: bool


@dataclass(frozen=True, slots=True)
class Succession:
    """M6: the periods in which two held the post, and in which nobody did (both days included)."""

    body: str
    overlaps: tuple[tuple[date, date], ...]
    gaps: tuple[tuple[date, date], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """M7: what differs between the journal entries of `FIRST` and `DAY`.

    `kind` is "happened" (dated between the two) or "learnt" (about an earlier day). `was` is the
    value that was replaced, if any.
    """

    thing: str
    kind: str
    dated: str
    was: str = ""


@dataclass(frozen=True, slots=True)
class PlaceTheme:
    """M8: a unit works with an institute in a place on a theme, in an action."""

    unit: str
    institute: str
    place: str
    territory: str
    theme: str
    action: str


@dataclass(frozen=True, slots=True)
class Tool:
    """M9: a cooperation tool, its former name, and the actions that used it."""

    tool: str
    name: str
    former: str
    users: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SingleThread:
    """M10: partners whose only current tie to our side is this person.

    `successors` gives for a partner the people with an evidenced, ended tie to it.
    """

    person: str
    partners: tuple[str, ...]
    successors: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """S1: how many agreements stand so on a day, by the rule of the question `in_force`."""

    on: date
    in_force: int
    tacitly_renewed: int
    unknown_end: int


@dataclass(frozen=True, slots=True)
class RolledUp:
    """S4: the institutes of a body on a day, and the works until the end of that year with it.

    `alone` counts works that name the body itself, `works` those of the body or of an institute
    that existed in the year of the work, each work once.
    """

    body: str
    on: date
    institutes: tuple[str, ...]
    alone: int
    works: int


@dataclass(frozen=True, slots=True)
class Canary:
    """A thing or link that only readers of `level` and above may ever notice."""

    slug: str
    level: str


@dataclass(frozen=True, slots=True)
class Truths:
    """All that is planted."""

    watched: tuple[Watched, ...]
    to_complete: tuple[str, ...]
    not_watched: tuple[str, ...]
    pairs: tuple[Pair, ...]
    activity: tuple[Activity, ...]
    introductions: tuple[Introduction, ...]
    not_introducers: tuple[str, ...]
    holders: tuple[Holder, ...]
    successions: tuple[Succession, ...]
    changes: tuple[Change, ...]
    places: tuple[PlaceTheme, ...]
    tools: tuple[Tool, ...]
    single_threads: tuple[SingleThread, ...]
    two_sided: tuple[str, ...]
    two_sided_restricted: tuple[str, ...]
    contradiction: tuple[str, str, tuple[str, ...]]
    missing_labels: tuple[tuple[str, str], ...]
    without_value: tuple[str, ...]
    standings: tuple[Standing, ...]
    rolled_up: tuple[RolledUp, ...]
    canaries: tuple[Canary, ...]

    @property
    def gaps(self) -> tuple[Pair, ...]:
        """M2: strong pairs (whole count) that no agreement in force covers, not even above them."""
        return tuple(p for p in self.pairs if p.whole >= STRONG and p.cover == "none")

    @property
    def umbrella_only(self) -> tuple[Pair, ...]:
        """M2: strong pairs (whole count) that only an agreement above them covers."""
        return tuple(p for p in self.pairs if p.whole >= STRONG and p.cover == "umbrella")
