"""The folder that `describe-the-desk-s-work.md` builds loads, and only the desk sees it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from lien import cli
from lien.store import Directory, Level, open_directory

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"
PAGE = (HOW_TO / "describe-the-desk-s-work.md").read_text("utf-8")
TABLES = dict(re.findall(r"^`(\w+\.csv)`\n\n```csv\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE))
PREFIXES = "PREFIX lien: <https://w3id.org/lien/ns#> PREFIX id: <https://w3id.org/lien/id/>\n"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "my-desk"
    folder.mkdir()
    shutil.copy(HOW_TO / "desk" / "csv-metadata.json", folder)
    for name, text in TABLES.items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture
def data(tmp_path: Path, seed_path: Path) -> Path:
    return Path(shutil.copytree(seed_path, tmp_path / "data"))


def lien(*arguments: str | Path, data: Path) -> str:
    return CliRunner().invoke(cli.main, [*map(str, arguments), "--data", str(data)]).output


def values(directory: Directory, level: Level, question: str) -> list[list[str]]:
    rows = directory.store.reader(level).select(PREFIXES + question)
    return [[str(value).rpartition("/")[2] for value in row] for row in rows]


def test_the_page_shows_every_table_of_the_description(own: Path) -> None:
    described = re.findall(r'"url": "(\w+\.csv)"', (own / "csv-metadata.json").read_text("utf-8"))
    assert sorted(described) == sorted(TABLES)


def test_the_folder_of_the_page_loads_and_answers_questions(own: Path, data: Path) -> None:
    """Each kind of row, with its link; the public sees none of them."""
    assert "journal entry 2" in lien("load", own, data=data)
    questions = {
        "SELECT ?n ?a { id:mis-2026-1 lien:headcount ?n ; lien:concernsAction ?a }": "3 act-e2p2l",
        "SELECT ?n ?u { id:stay-2026-1 lien:headcount ?n ; lien:hostedBy ?u }": "2 unit-ijclab",
        "SELECT ?n ?m { ?c lien:publicationCount ?n ; lien:countingMethod ?m }": "12.5 fractional",
        "SELECT ?b { id:org-cnrs lien:copublishesWith ?b }": "org-cas",
        "SELECT ?r ?s { id:adv-2026-1 lien:answers ?r . ?r lien:requestState ?s }": (
            "req-2026-1 answered"
        ),
    }
    with open_directory(data) as directory:
        for question, answer in questions.items():
            assert values(directory, Level.INTERNAL, question) == [answer.split()]
            assert values(directory, Level.PUBLIC, question) == []


def test_requests_of_a_public_description_are_internal(own: Path, data: Path) -> None:
    description = own / "csv-metadata.json"
    text = description.read_text("utf-8")
    description.write_text(
        text.replace('"lien:visibility": "internal"', '"lien:visibility": "public"')
    )
    assert "journal entry 2" in lien("load", own, data=data)
    question = "SELECT ?v { GRAPH ?g { ?x a lien:%s . ?g lien:visibility ?v } }"
    with open_directory(data) as directory:
        for name in ("AssistanceRequest", "Advice"):
            assert values(directory, Level.INTERNAL, question % name) == [["internal"]]
        assert values(directory, Level.PUBLIC, question % "Mission") == [["public"]]


@pytest.mark.parametrize("table", ["requests.csv", "advice.csv"])
def test_a_public_table_of_requests_or_advice_is_refused(table: str, own: Path, data: Path) -> None:
    description = own / "csv-metadata.json"
    text = description.read_text("utf-8")
    line = f'"url": "{table}",'
    description.write_text(text.replace(line, f'{line} "lien:visibility": "public",'))
    message = lien("validate", own, data=data)
    words = "A named graph that holds requests or advice is internal or restricted, never public."
    assert words in message
    assert words in PAGE


def test_a_part_of_a_student_is_refused(own: Path, data: Path) -> None:
    sheet = own / "doctoral_stays.csv"
    sheet.write_text(sheet.read_text("utf-8").replace("-student,2,", "-student,0,"))
    assert "doctoral_stays.csv:2, column people: The number of people is a whole number" in lien(
        "validate", own, data=data
    )
