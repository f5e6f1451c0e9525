"""The gap finder on a million publications, as columns made here: processor seconds and peaks.

    python benchmarks/gaps.py [works]

Works have two to six bodies out of 20,000 units and institutes, a few of them very often; each body
stands below one of 400 parents. 2,000 agreements bind bodies or parents. The window holds five of
the twenty years, so about a quarter of the works.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from time import process_time
from typing import Any

import numpy as np

from lien.mediation.choices import Choices
from lien.mediation.gaps import without_agreement
from lien.mediation.records import FOREVER, NEVER, Records

BODIES, PARENTS, AGREEMENTS = 20_000, 400, 2_000
ON = date(2026, 6, 30)


def made(works: int) -> Records:
    """The records of so many works; the same for the same number."""
    chance = np.random.default_rng(6)
    number = BODIES + PARENTS
    sizes = chance.integers(2, 7, works)
    thing = np.repeat(np.arange(works), sizes)
    body = np.minimum((chance.pareto(0.9, len(thing)) * 20).astype(np.int64), BODIES - 1)
    rows = np.unique(thing * number + body)
    years = chance.integers(2007, 2027, works)
    first = np.array([date(year, 1, 1).toordinal() for year in range(2007, 2027)])[years - 2007]
    home = np.arange(number) % 2 == 0
    agreement = np.repeat(np.arange(AGREEMENTS), 2)
    return Records(
        bodies=tuple(f"b{place:06}" for place in range(number)),
        begun=np.full(number, NEVER),
        ended=np.full(number, FOREVER),
        territories=tuple(frozenset({"fr" if is_home else "cn"}) for is_home in home),
        below=np.arange(BODIES),
        above=BODIES + np.arange(BODIES) % PARENTS,
        things=tuple(f"w{place:07}" for place in range(works)),
        kind=np.zeros(works, np.int64),
        first=first,
        last=first,
        thing=rows // number,
        body=rows % number,
        agreements=tuple(f"a{place:05}" for place in range(AGREEMENTS)),
        direct_thing=np.empty(0, np.int64),
        direct_agreement=np.empty(0, np.int64),
        party_agreement=agreement,
        party=chance.integers(0, number, len(agreement)),
    )


def main() -> None:
    """Print a line for each way of asking."""
    works = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    records = made(works)
    force: Mapping[str, tuple[str, bool]] = dict.fromkeys(records.agreements, ("in-force", True))
    ways: dict[str, dict[str, Any]] = {
        "whole, from 20": {"least": 20},
        "whole, from 5": {"least": 5},
        "fractional, from 5": {"least": 5, "counting": "fractional"},
        "rolled up, from 100": {"least": 100, "roll_up": True},
    }
    for name, chosen in ways.items():
        begun = process_time()
        found = without_agreement(records, force, Choices(ON, **chosen))
        seconds = process_time() - begun
        print(f"{name:20} {seconds:6.2f} s  {len(found.rows):7,} rows of {found.coverage}")


if __name__ == "__main__":
    main()
