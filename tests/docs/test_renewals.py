"""What `say-an-agreement-renews-another.md` shows is what Lien loads, states and answers."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from lien import cli

ROOT = Path(__file__).parents[2]
SEED = ROOT / "data" / "seed"
PAGE = (ROOT / "docs" / "how-to" / "say-an-agreement-renews-another.md").read_text("utf-8")
TABLES = ("agreements.csv", "agreement_parties.csv", "sources.csv")
ID = "https://w3id.org/lien/id/"


def blocks(kind: str) -> list[str]:
    """The fenced blocks of the page in this language."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def lien(*arguments: str | Path, data: Path) -> str:
    result = CliRunner().invoke(cli.main, [*map(str, arguments), "--data", str(data)])
    return result.output


@pytest.fixture(scope="module")
def loaded(seed_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the reference facts and the tables of the page."""
    place = tmp_path_factory.mktemp("renewals")
    folder, data = place / "my-facts", Path(shutil.copytree(seed_path, place / "data"))
    folder.mkdir()
    description = json.loads((SEED / "csv-metadata.json").read_text("utf-8"))
    description["lien:source"] = "desk"
    description["tables"] = [table for table in description["tables"] if table["url"] in TABLES]
    (folder / "csv-metadata.json").write_text(json.dumps(description), "utf-8")
    for name, text in zip(TABLES, blocks("csv"), strict=True):
        (folder / name).write_text(text, "utf-8")
    assert "hold every rule" in lien("validate", folder, data=data)
    assert "journal entry 2" in lien("load", folder, data=data)
    return data


def answer(query: str, data: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(lien("query", query, "--format", "csv", data=data))))


def test_the_tables_say_what_the_turtle_says(loaded: Path):
    (turtle,) = blocks("turtle")
    triples = [quad.triple for quad in ox.parse(turtle, ox.RdfFormat.TURTLE)]
    assert len(triples) == 14  # counted in the block
    for triple in triples:
        asked = lien("query", f"ASK {{ {triple} }}", "--format", "json", data=loaded)
        assert json.loads(asked)["boolean"], triple


def test_the_first_question_finds_the_renewal_and_the_action(loaded: Path):
    rows = answer(blocks("sparql")[0], loaded)
    assert {
        "agreement": f"{ID}agr-desk-2024",
        "earlier": f"{ID}agr-desk-2019",
        "action": f"{ID}act-e2p2l",
    } in rows
    with (SEED / "agreements.csv").open(encoding="utf-8", newline="") as file:
        renewing = {row["id"] for row in csv.DictReader(file) if row["renews_id"]}
    expected = {f"{ID}{name}" for name in renewing} | {f"{ID}agr-desk-2024"}
    assert {row["agreement"] for row in rows} == expected


def test_the_second_question_finds_the_family(loaded: Path):
    assert answer(blocks("sparql")[1], loaded) == [{"earlier": f"{ID}agr-desk-2019"}]
