"""The Python blocks of the tutorials run, and print what the text says they print."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SERVICE = "http://127.0.0.1:8000/"
"""Blocks that ask a running service are run beside one, in test_how_to.py."""
TUTORIALS = sorted(
    str(path.relative_to(ROOT))
    for path in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md"))
    if "```python" in path.read_text("utf-8")
)


@pytest.fixture
def beside_the_facts(tmp_path: Path, seed_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder in which `lien-data` holds the reference facts."""
    (tmp_path / "lien-data").symlink_to(seed_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def blocks(page: str) -> list[tuple[int, str, str | None]]:
    """Line, code and expected output (None: not said) of each Python block of a page."""
    text = (ROOT / page).read_text("utf-8")
    found = list(BLOCK.finditer(text))
    after = [*found[1:], None]
    return [
        (
            text[: block.start()].count("\n") + 1,
            block[2],
            following[2] if following and following[1] == "text" else None,
        )
        for block, following in zip(found, after, strict=True)
        if block[1] == "python" and SERVICE not in block[2]
    ]


def test_the_analyst_tutorial_is_among_those_that_run():
    assert "docs/tutorial/analyst.md" in TUTORIALS


@pytest.mark.parametrize("page", TUTORIALS)
def test_the_blocks_of_a_page_run_and_print_what_it_says(page: str, beside_the_facts: Path):
    namespace: dict[str, Any] = {}
    for line, code, expected in blocks(page):
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            exec(compile("\n" * line + code, page, "exec"), namespace)  # noqa: S102
        if expected is not None:
            assert output.getvalue() == expected, f"{page}, block in line {line}"
