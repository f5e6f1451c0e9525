"""Reference pages made from the code are those that stand in the folder."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGES: dict[str, str] = runpy.run_path(str(DOCS / "generate.py"))["pages"]()


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_fresh(name: str):
    found = (DOCS / "reference" / name).read_text("utf-8")
    assert found == PAGES[name], "run `make docs`"


def test_no_page_says_that_it_is_generated_and_is_not():
    marked = {
        path.name
        for path in (DOCS / "reference").glob("*.md")
        if "Made by docs/generate.py" in path.read_text("utf-8")
    }
    assert marked == set(PAGES)
