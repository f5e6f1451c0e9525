"""What is planted in the core of the demo network, written out by hand, one table per analysis.

Every name is a slug. The answers are those on `DAY` for a public reader, unless a row says
otherwise; a test recounts them from the tables that are written.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from lien.demo.answers import (
    DAY,
    Activity,
    Canary,
    Change,
    Holder,
    Introduction,
    PlaceTheme,
    RolledUp,
    SingleThread,
    Standing,
    Succession,
    Tool,
    Truths,
    Watched,
)
from lien.demo.pairs import INSTITUTES, pairs


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
        pairs=pairs(),
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
