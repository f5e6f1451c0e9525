"""What people type and what they mean, over the facts and a sample of ROR: `pairs.csv`.

The pairs were drawn from the tables by chance, not chosen by their results: names that one thing
alone bears, as they are, in another script, by their sound, misspelt, or some of their words.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from pathlib import Path

from lien.search import Index, find
from lien.terms import slug

PAIRS = Path(__file__).parent / "pairs.csv"


def test_what_is_meant_comes_first(index: Index) -> None:
    with PAIRS.open(encoding="utf-8", newline="") as file:
        pairs = list(csv.DictReader(file))
    places: dict[str, list[int]] = defaultdict(list)
    wrong = []
    for pair in pairs:
        hits = find(index, pair["query"], "fr").hits[:5]
        found = [slug(hit.thing) for hit in hits]
        place = found.index(pair["expected"]) if pair["expected"] in found else 99
        places[pair["class"]].append(place)
        if place:
            wrong.append((pair["query"], pair["expected"], found[:2]))
    every = [place for found_at in places.values() for place in found_at]
    table = [
        f"{name:24} {len(found_at):4} {share(found_at, 0):6.1%} {share(found_at, 4):6.1%}"
        for name, found_at in [*sorted(places.items()), ("all", every)]
    ]
    sys.stdout.write("\n".join(["", *table, ""]))
    assert len(every) >= 300
    assert share(every, 0) >= 0.95, wrong
    assert share(every, 4) >= 0.99, wrong


def share(places: list[int], last: int) -> float:
    """How many of the places are not after `last`, of all."""
    return sum(place <= last for place in places) / len(places)
