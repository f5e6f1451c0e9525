"""What the code offers is named in the documentation."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest
from flask import Flask

import lien
from lien import __version__, cli, errors
from lien.description import WAYS
from lien.query import QUESTIONS
from lien.settings import Settings
from lien_webapp.errors import STATUS
from lien_webapp.factory import create_app

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
COLUMN_NOTES = (
    "as", "scheme", "open", "words", "to", "about", "inverse", "search", "whenEmpty", "link", "key",
    "competing", "classOf", "labelFrom", "dataSet", "class", "source", "visibility",
)  # fmt: skip


def page(name: str) -> str:
    return (REFERENCE / f"{name}.md").read_text("utf-8")


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_app(Settings(), lambda _: pytest.fail("no request is made"))


@pytest.mark.parametrize("setting", [field.name for field in fields(Settings)])
def test_every_setting_is_documented(setting: str):
    assert f"`LIEN_{setting.upper()}`" in page("settings")


@pytest.mark.parametrize("command", sorted(cli.main.commands))
def test_every_command_is_documented(command: str):
    assert f"## lien {command}\n" in page("command-line")


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_is_documented(question: str):
    assert f"## {question}\n" in page("questions")


def test_every_address_is_documented(app: Flask):
    text = page("http")
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    assert [rule for rule in sorted(rules) if f"`{rule}" not in text] == []


def test_every_address_in_the_documentation_exists(app: Flask):
    rows = page("http").split("## Addresses")[1].split("##")[0].splitlines()
    named = {row.split("`")[1].partition("?")[0] for row in rows if row.startswith("| `")}
    assert named == {rule.rule for rule in app.url_map.iter_rules()}


def test_every_status_of_an_error_is_documented():
    text = page("http")
    assert [code for code in sorted(set(STATUS.values())) if f"| {code} |" not in text] == []


def test_every_kind_of_error_stands_in_the_tree_that_its_module_draws():
    tree = errors.__doc__ or ""
    kinds = [name for name, kind in vars(errors).items() if isinstance(kind, type)]
    named = [name for name in kinds if issubclass(vars(errors)[name], errors.LienError)]
    assert [name for name in named if name not in tree] == []


@pytest.mark.parametrize("note", COLUMN_NOTES)
def test_every_annotation_of_a_table_is_documented(note: str):
    assert f"`lien:{note}`" in page("table-description")


def test_every_annotation_that_is_read_is_in_the_list_above():
    folder = Path(lien.__file__).parent / "importers" / "tables"
    others = [Path(lien.__file__).parent / name for name in ("description.py", "export/tables.py")]
    files = [*folder.glob("*.py"), *others]
    text = "".join(path.read_text("utf-8") for path in files)
    read = {part.split('"')[0] for part in text.split('"lien:')[1:]}
    assert read == set(COLUMN_NOTES)


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_reading_a_cell_is_documented(way: str):
    assert f"| `{way}` |" in page("table-description")


def test_the_version_is_the_same_everywhere():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    cited = re.search(r"^version: (.*)$", (ROOT / "CITATION.cff").read_text("utf-8"), re.MULTILINE)
    assert cited
    assert {project["version"], cited[1]} == {__version__}


def test_notes_of_changes_are_short_and_say_their_kind():
    for note in (ROOT / "changelog.d").iterdir():
        assert re.fullmatch(r"[a-z-]+\.(added|changed|fixed|removed|security)\.md", note.name)
        assert 20 < len(note.read_text("utf-8")) < 400, note.name
