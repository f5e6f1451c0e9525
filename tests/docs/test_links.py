"""Every link from one file of the repository to another leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)>\s]+)>?\)")
FENCE = re.compile(r"^ *```.*?^ *```", re.DOTALL | re.MULTILINE)
HIDDEN = re.compile(r"(^|/)(\.[^/]+|node_modules|dist|lien-data)(/|$)")


def pages() -> Iterator[str]:
    for path in sorted(ROOT.rglob("*.md")):
        name = str(path.relative_to(ROOT))
        if not HIDDEN.search(name):
            yield name


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as the usual renderers name them."""
    headings = re.findall(r"^#+ (.*)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in headings}


def broken(page: str) -> Iterator[str]:
    here = ROOT / page
    for target in LINK.findall(FENCE.sub("", here.read_text("utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        there = (here.parent / file).resolve() if file else here
        inside = there.exists() and there.is_relative_to(ROOT)
        if not inside or (anchor and anchor not in anchors(there.read_text("utf-8"))):
            yield target


@pytest.mark.parametrize("page", list(pages()))
def test_every_relative_link_of_a_page_leads_somewhere(page: str):
    assert list(broken(page)) == []


def test_every_page_of_the_documentation_is_reached_from_its_front_page():
    docs = ROOT / "docs"
    named = set(LINK.findall((docs / "README.md").read_text("utf-8")))
    folders = ("tutorial", "how-to", "explanation", "reference")
    there = {str(p.relative_to(docs)) for name in folders for p in (docs / name).glob("*.md")}
    assert there <= named


def test_every_path_in_a_docstring_that_names_the_documentation_exists():
    sources = [*(ROOT / "graph").rglob("*.py"), *(ROOT / "webapp").rglob("*.py")]
    named = {
        path
        for source in sources
        if "node_modules" not in source.parts
        for path in re.findall(r"docs/[\w./-]+\.md", source.read_text("utf-8"))
    }
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
