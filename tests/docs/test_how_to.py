"""What the how-to pages tell the reader to do works."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner
from werkzeug.serving import make_server

from lien import cli
from lien.settings import Settings
from lien.store import Question, Reader
from lien_webapp.factory import create_app

ROOT = Path(__file__).parents[2]
SEED = ROOT / "data" / "seed"
ASK = (ROOT / "docs" / "how-to" / "ask-sparql.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```sparql\n(.*?)^```$", ASK, re.DOTALL | re.MULTILINE)
ROWS = {
    "agreements.csv": (
        "id,title,kind,date_signed,action_ids,confidence,source_id",
        "agr-desk-1,Convention with ECNU,cooperation agreement,2024-05,act-e2p2l,stated,src-desk-1",
    ),
    "agreement_parties.csv": (
        "agreement_id,party_id,role,confidence,source_id",
        "agr-desk-1,org-cnrs,party,stated,src-desk-1",
        "agr-desk-1,org-ecnu,party,stated,src-desk-1",
    ),
    "sources.csv": ("source_id,title,language", "src-desk-1,File of the desk,fr"),
}
"""An invented agreement of an invented desk."""


def lien(*arguments: str | Path, data: Path) -> str:
    command = [*map(str, arguments), "--data", str(data)]
    result = CliRunner().invoke(cli.main, command)
    return result.output


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The folder of `load-your-own-spreadsheet.md`."""
    folder = tmp_path / "my-facts"
    folder.mkdir()
    description = json.loads((SEED / "csv-metadata.json").read_text("utf-8"))
    description["lien:source"] = "desk"
    description["tables"] = [table for table in description["tables"] if table["url"] in ROWS]
    (folder / "csv-metadata.json").write_text(json.dumps(description), "utf-8")
    for name, lines in ROWS.items():
        (folder / name).write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def test_ones_own_spreadsheet_loads_beside_the_reference_facts(
    own: Path, tmp_path: Path, seed_path: Path
):
    data = Path(shutil.copytree(seed_path, tmp_path / "data"))
    assert "hold every rule" in lien("validate", own, data=data)
    assert "journal entry 2" in lien("load", own, data=data)
    assert "nothing new" in lien("load", own, data=data)
    ask = ("ask", "agreements", "body=org-ecnu", "signed_from=2024-05", "--format", "json")
    (row,) = json.loads(lien(*ask, data=data))
    assert (row["label"], row["signed"]) == ("Convention with ECNU", "2024-05")
    assert len(json.loads(lien("ask", "agreements", "--format", "json", data=data))) == 56


def test_the_message_that_the_page_shows_is_the_one_that_comes(
    own: Path, tmp_path: Path, seed_path: Path
):
    data = Path(shutil.copytree(seed_path, tmp_path / "data"))
    sheet = own / "agreements.csv"
    sheet.write_text(sheet.read_text("utf-8").replace("2024-05", "21/10/1978"), "utf-8")
    message = lien("validate", own, data=data)
    assert message in (ROOT / "docs" / "how-to" / "load-your-own-spreadsheet.md").read_text("utf-8")


@pytest.mark.parametrize("example", range(len(EXAMPLES)))
def test_the_sparql_examples_give_rows(example: int, seed_store: Reader):
    question = Question(EXAMPLES[example], accept="text/csv", seconds=30.0)
    lines = seed_store.answer(question).body.decode().splitlines()
    assert len(lines) > 1


@pytest.fixture(scope="module")
def address(seed_store: Reader) -> Iterator[str]:
    """Address of a server on the reference facts."""
    server = make_server("127.0.0.1", 0, create_app(Settings(), seed_store), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_python_example_reads_the_first_agreement(
    address: str, capsys: pytest.CaptureFixture[str]
):
    (code,) = re.findall(r"^```python\n(.*?)^```$", ASK, re.DOTALL | re.MULTILINE)
    assert "http://127.0.0.1:8000/" in code
    exec(code.replace("http://127.0.0.1:8000", address), {})  # noqa: S102  the page's own code
    assert capsys.readouterr().out == "1978-01-21\n"


def test_the_example_of_paths_finds_them(seed_path: Path, capsys: pytest.CaptureFixture[str]):
    page = (ROOT / "docs" / "how-to" / "explore-links.md").read_text("utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    exec(code.replace('"lien-data"', repr(str(seed_path))), {})  # noqa: S102  the page's own code
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert all(line.startswith("4 unit-triangle > ") for line in lines)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_curl_examples_are_answered(address: str, tmp_path: Path):
    (block,) = re.findall(r"^```sh\n(curl .*?)^```$", ASK, re.DOTALL | re.MULTILINE)
    (tmp_path / "my-question.rq").write_text("ASK {}", "utf-8")
    script = block.replace("http://127.0.0.1:8000", address).replace("curl ", "curl -sf ")
    answers = [
        subprocess.run(["sh", "-c", each], cwd=tmp_path, capture_output=True, check=True).stdout
        for each in script.split("\n\n")
    ]
    assert answers[0].startswith(b"agreement,day\r\nhttps://w3id.org/lien/id/agr-")
    assert json.loads(answers[1])["boolean"] is True
    (row,) = json.loads(answers[2])["results"]["bindings"]
    assert row["triples"]["value"] == "921"


def test_there_are_three_sparql_examples():
    assert len(EXAMPLES) == 3
