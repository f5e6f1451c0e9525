"""What is planted in the core of the demo network, written out by hand, one table per analysis.

Every name is a slug. The answers are those on `DAY` for a public reader, unless a row says
otherwise; a test recounts them from the tables that are written.
"""

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


def _pairs() -> tuple[Pair, ...]:
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


def _watched() -> tuple[Watched, ...]:
    rows = (
        ("01", date(2026, 12, 15), "end", date(2026, 12, 15), date(2026, 9, 15), "gale", "w1"),
        ("02", date(2026, 12, 31), "end", date(2026, 12, 31), date(2026, 6, 30), "gale", "w2"),
        ("03", date(2027, 2, 9), "notice", date(2027, 5, 9), date(2027, 2, 9), "rill", "w1"),
        ("04", date(2027, 3, 31), "end", date(2027, 3, 31), date(2026, 9, 30), "rill", "w3"),
        ("05", date(2027, 5, 31), "end", date(2027, 5, 31), date(2026, 11, 30), "gale", "w4"),
    )
    return tuple(
        Watched(
            f"demo-agr-m1-{number}", on, why, ends, notice,
            (f"demo-unit-{unit}", f"demo-org-{institute}"),
            f"demo-per-m1-owner-{unit}",
            (f"demo-per-m1-fr-{number}", f"demo-per-m1-cn-{number}"),
        )
        for number, on, why, ends, notice, unit, institute in rows
    )  # fmt: skip


def truths() -> Truths:
    """Everything planted in the core, as plain rows."""
    return Truths(
        watched=_watched(),
        to_complete=("demo-agr-m1-09", "demo-agr-m1-10"),
        not_watched=tuple(f"demo-agr-m1-{n}" for n in ("06", "07", "08", "11", "12")),
        pairs=_pairs(),
        activity=_ACTIVITY,
        introductions=_INTRODUCTIONS,
        not_introducers=("demo-per-m4-leo",),
        holders=_HOLDERS,
        successions=_SUCCESSIONS,
        changes=_CHANGES,
        places=_PLACES,
        tools=_TOOLS,
        single_threads=_THREADS,
        two_sided=(
            "demo-per-m10-yao", "demo-per-m10-zora", "demo-per-s8-ana",
        ),
        two_sided_restricted=("demo-per-canary", "demo-per-s8-dov"),
        contradiction=("demo-agr-cnr-aiv", "date_signed", ("2019-11-20", "2019-12")),
        missing_labels=(
            ("demo-org-s7-en", "en"), ("demo-org-s7-fr", "fr"), ("demo-org-s7-zh", "zh"),
        ),
        without_value=("demo-ind-4", "demo-ind-5"),
        standings=_STANDINGS,
        rolled_up=_ROLLED_UP,
        canaries=_CANARIES,
    )  # fmt: skip


_ACTIVITY: Final = (
    Activity("demo-agr-cnr-aiv", "active", "2025-06-10"),
    Activity("demo-agr-tide-i02", "active", "2025"),
    Activity("demo-agr-lattice-i08", "active", "2025"),
    Activity("demo-agr-harbor-i04", "active", "2025"),
    Activity("demo-agr-m3-awake-work", "active", "2025"),
    Activity("demo-agr-m3-awake-mission", "active", "2025-03-14"),
    Activity("demo-agr-m3-awake-event", "active", "2024-04-18"),
    Activity("demo-agr-m3-asleep-work", "asleep", "2019"),
    Activity("demo-agr-m3-asleep-never", "asleep", ""),
    Activity("demo-agr-m3-asleep-mission", "asleep", "2022-05-20"),
    Activity("demo-agr-m3-unknown-1", "cannot tell", ""),
    Activity("demo-agr-m3-unknown-2", "cannot tell", ""),
    Activity("demo-agr-m7-new", "active", "2026-09-10"),
    *(
        Activity(f"demo-agr-m1-{number:02}", "active", "2030")
        for number in (1, 2, 3, 4, 5, 6, 8, 9, 10, 11)
    ),
)
_M4: Final = "demo-per-m4-"
_INTRODUCTIONS: Final = (
    Introduction(
        f"{_M4}ada",
        f"{_M4}bo",
        ((f"{_M4}cleo",), (f"{_M4}dan",), (f"{_M4}eve",)),
        trap="demo-org-hub",
    ),
    Introduction(f"{_M4}hal", f"{_M4}jon", (), ended=((f"{_M4}ivy",),)),
    Introduction(
        f"{_M4}kim", f"{_M4}mia", ((f"{_M4}noa", f"{_M4}oki"),), trap=f"{_M4}leo"
    ),
    Introduction(f"{_M4}pia", f"{_M4}rex", ()),
    Introduction(f"{_M4}sol", f"{_M4}tom", ()),
    Introduction("demo-unit-m4", "demo-org-m4", ((f"{_M4}uma", f"{_M4}vic"),)),
)  # fmt: skip
_POST: Final = "head of international cooperation"
_HOLDERS: Final = tuple(
    Holder(f"demo-org-m6-{body}", _POST, f"demo-per-m6-{person}", start, end, current)
    for body, person, start, end, current in (
        ("a", "one", date(2012, 1, 1), date(2016, 6, 30), False),
        ("a", "two", date(2016, 4, 1), date(2020, 8, 31), False),
        ("a", "three", date(2021, 2, 1), date(2026, 11, 30), False),
        ("b", "four", date(2014, 9, 1), date(2022, 2, 28), False),
        ("b", "five", date(2022, 3, 1), None, True),
    )
)
_SUCCESSIONS: Final = (
    Succession(
        "demo-org-m6-a",
        ((date(2016, 4, 1), date(2016, 6, 30)),),
        ((date(2020, 9, 1), date(2021, 1, 31)),),
    ),
    Succession("demo-org-m6-b", (), ()),
)
_CHANGES: Final = (
    Change("demo-agr-m7-new", "happened", "2026-07-15"),
    Change("demo-evt-m7-visit", "happened", "2026-09-10"),
    Change("demo-rol-m7-new", "happened", "2026-10-01"),
    Change("demo-evt-m7-old", "learnt", "2019-05-20"),
    Change("demo-rol-m7-old", "learnt", "2012"),
    Change("demo-agr-m7-old", "learnt", "2025-12-31", was="2024"),
)
_THEME: Final = "forest entomology"
_PLACES: Final = tuple(
    PlaceTheme(
        f"demo-unit-m8-{unit}", f"demo-org-m8-{institute}", place, territory, theme,
        f"demo-act-m8-{number}",
    )
    for number, unit, institute, place, territory, theme in (
        (1, "a", "sh1", "Shanghai", "CN", _THEME),
        (2, "b", "sh2", "Shanghai", "CN", _THEME),
        (3, "a", "hk", "Hong Kong", "HK", _THEME),
        (4, "c", "mo", "Macao", "MO", _THEME),
        (5, "b", "ub", "Ulaanbaatar", "MN", _THEME),
        (6, "c", "sh1", "Shanghai", "CN", "electrochemistry"),
    )
)  # fmt: skip
_TOOLS: Final = (
    Tool("demo-fund-irp", "IRP", "LIA", ("demo-act-m9-1", "demo-act-m9-2")),
    Tool("demo-fund-irn", "IRN", "GDRI", ("demo-act-m9-3",)),
    Tool("demo-fund-iea", "IEA", "", ()),
)
_THREADS: Final = (
    SingleThread(
        "demo-per-m10-yao",
        ("demo-org-m10-t1", "demo-org-m10-t2"),
        (("demo-org-m10-t1", "demo-per-m10-wen"),),
    ),
    SingleThread("demo-per-m10-zora", ("demo-org-m10-t4",)),
    SingleThread("demo-per-s8-ana", ("demo-org-s8",), (("demo-org-s8", "demo-per-s8-ben"),)),
)
_STANDINGS: Final = tuple(
    Standing(date.fromisoformat(on), *numbers)
    for on, *numbers in (
        ("1999-12-31", 0, 0, 0),
        ("2015-03-01", 2, 0, 0),
        ("2015-03-02", 3, 0, 0),
        ("2019-06-30", 11, 0, 1),
        ("2019-07-01", 10, 0, 1),
        ("2021-11-30", 12, 1, 2),
        ("2021-12-01", 13, 1, 2),
        ("2026-11-30", 20, 2, 2),
        ("2026-12-01", 19, 2, 2),
        ("2027-03-01", 18, 2, 2),
    )
)
_ROLLED_UP: Final = (
    RolledUp("demo-org-aiv", date(2016, 6, 1), (*INSTITUTES[:5], "demo-org-s4-closed"), 3, 7),
    RolledUp("demo-org-aiv", DAY, INSTITUTES[:5], 3, 147),
)
_CANARIES: Final = (
    Canary("demo-req-canary", "internal"),
    Canary("demo-adv-canary", "internal"),
    Canary("demo-mis-canary", "internal"),
    Canary("demo-rol-s8-dov-cn", "restricted"),
    Canary("demo-agr-canary", "restricted"),
    Canary("demo-per-canary", "restricted"),
)
