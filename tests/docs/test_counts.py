"""Counts that the documentation states are those of the tables."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from lien import resources

ROOT = Path(__file__).parent.parent.parent


def rows(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.DictReader(file))


@pytest.mark.parametrize("name", ["README.md", "docs/tutorial/analyst.md"])
def test_the_number_of_fact_rows_is_right(name: str) -> None:
    total = sum(rows(path) for path in resources.folder("seed").glob("*.csv"))
    assert f"{total:,} rows" in (ROOT / name).read_text("utf-8")


def test_the_number_of_competency_questions_is_right() -> None:
    total = len(list((resources.folder("ontology") / "competency").glob("*.rq")))
    assert f"answers {total} competency questions" in (ROOT / "README.md").read_text("utf-8")
