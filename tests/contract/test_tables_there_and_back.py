"""The tables of a source come back from the graph, cell by cell."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from lien import resources
from lien.cli import main
from lien.description import Column, Table, read_description
from lien.errors import InvalidData, SourceError
from lien.export.tables import tables
from lien.importers import load, vocabulary
from lien.store import Directory, Level, Patch, open_directory
from lien.terms import GRAPH, ID, LIEN, expand

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SEED = resources.folder("seed")
DESCRIBED = {table.file: table for table in read_description(SEED / "csv-metadata.json").tables}
HIDDEN = {file for file, table in DESCRIBED.items() if table.visibility != "public"}


@pytest.fixture(scope="module")
def back(seed_directory: Directory) -> dict[str, bytes]:
    """Every table of the reference facts, as somebody who may see everything writes it back."""
    return tables(seed_directory.store.reader(Level.RESTRICTED), SEED)


@pytest.fixture(scope="module")
def concepts() -> Mapping[tuple[str, str], object]:
    """Concept by scheme and text, for the texts of the vocabulary."""
    return vocabulary.concepts(vocabulary.read().triples)


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline=""), strict=True))


def meant(column: Column, cell: str, concepts: Mapping[tuple[str, str], object]) -> object:
    """The cell apart from what the graph does not keep.

    The order of the values of a list, spaces around its separator, zeros at the end of a number,
    and which of the texts of one concept was written.
    """
    separator = column.csvw.inherit("separator")
    parts = cell.split(separator) if separator else [cell]
    values = {part.strip() if separator else part for part in parts} - {""}
    if column.way == "number":
        return {Decimal(value) for value in values}
    if column.way == "concept":
        return {concepts.get((column.notes["lien:scheme"], value), value) for value in values}
    return values


def unlike(table: Table, then: bytes, now: bytes, concepts: Mapping[tuple[str, str], object]):
    """Line, column and the two texts of every cell that says something else."""
    before, after = rows(then), rows(now)
    assert len(before) == len(after)
    return [
        (line, name, row.get(name, ""), again[name])
        for line, (row, again) in enumerate(zip(before, after, strict=True), start=2)
        for name, column in table.by_name.items()
        if meant(column, row.get(name, ""), concepts) != meant(column, again[name], concepts)
    ]


@pytest.mark.parametrize("file", DESCRIBED)
def test_every_cell_of_every_table_comes_back(back, concepts, file):
    """1,639 rows and more: the same cells in the same order of rows, in CRLF."""
    content = back[file]
    assert unlike(DESCRIBED[file], (SEED / file).read_bytes(), content, concepts) == []
    assert content.count(b"\r\n") == content.count(b"\n")
    header = content.decode().partition("\r\n")[0].split(",")
    assert header == [column.name for column in DESCRIBED[file].columns]


def test_every_cell_comes_back_in_its_own_words(back):
    """Apart from the order of lists: what `meant` forgives must not hide a loss."""
    changed = [
        (file, name, cell, again[name])
        for file, table in DESCRIBED.items()
        for row, again in zip(rows((SEED / file).read_bytes()), rows(back[file]), strict=True)
        for name, cell in row.items()
        if pieces(table.by_name[name], cell) != pieces(table.by_name[name], again[name])
    ]
    assert changed == []


def pieces(column: Column, cell: str) -> list[str]:
    separator = column.csvw.inherit("separator")
    return sorted(part.strip() for part in cell.split(separator)) if separator else [cell]


def test_loading_what_was_written_gives_the_same_graph(back, seed_directory, tmp_path):
    """All but the digests of the files, which say other bytes: lists are in another order."""
    for name, content in back.items():
        (tmp_path / name).write_bytes(content)
    with open_directory(tmp_path / "copy", create=True) as copy:
        load(copy, tmp_path, now=NOW, actor="test")
        assert facts(copy) == facts(seed_directory)


def facts(directory: Directory) -> set[str]:
    return {line for line in directory.store.lines() if f"<{LIEN.sha256}>" not in line}


def test_the_public_gets_no_restricted_table_and_no_word_of_it(seed_directory):
    written = tables(seed_directory.store.reader(Level.PUBLIC), SEED)
    assert set(written) == {*DESCRIBED, "csv-metadata.json"} - HIDDEN
    assert "unverified.csv" in HIDDEN
    assert b"unverified.csv" not in written["csv-metadata.json"]


def test_a_table_of_ones_own_comes_back_without_new_code(empty_directory, tmp_path):
    """Quotes, a line break, a list, a number and a link that no table of ours has."""
    folder = tmp_path / "own"
    folder.mkdir()
    columns = [
        {"name": "ref", "suppressOutput": True, "required": True},
        {"name": "text", "propertyUrl": "skos:prefLabel", "lang": "fr"},
        {"name": "other", "propertyUrl": "skos:altLabel", "separator": "|"},
        {
            "name": "web", "propertyUrl": "foaf:page",
            "lien:as": "iri", "valueUrl": "https://x.org/{web}.html",
        },
        {"name": "since", "propertyUrl": "lien:start", "lien:as": "date"},
        {
            "name": "of", "propertyUrl": "org:subOrganizationOf",
            "lien:as": "thing", "lien:inverse": True, "lien:to": [],
        },
        {
            "name": "what", "propertyUrl": "dcterms:type",
            "lien:as": "concept", "lien:scheme": "body-kind", "lien:open": True,
        },
        {
            "name": "territory", "propertyUrl": "lien:territory",
            "lien:as": "concept", "lien:scheme": "territory",
        },
        {
            "name": "sure", "propertyUrl": "lien:confidence", "lien:about": "record",
            "lien:as": "concept", "lien:scheme": "confidence",
        },
        {
            "name": "from", "propertyUrl": "dcterms:source", "lien:about": "record",
            "lien:as": "thing", "lien:to": [],
        },
    ]  # fmt: skip
    table = {
        "url": "bodies.csv", "dc:title": "Bodies", "lien:class": "lien:Body",
        "tableSchema": {"columns": columns, "primaryKey": "ref"},
    }  # fmt: skip
    text = (
        "ref,text,other,web,since,of,what,territory,sure,from\r\n"
        'org-b,"Le ""grand"" institut,\r\nde la ville",b|a,1,'
        "2011-04,,=odd kind,FR,stated,src-ror\r\n"
        "org-a,Le petit,,,,org-b,university,Hong Kong,inferred,src-ror\r\n"
    )
    described = {
        "@context": "http://www.w3.org/ns/csvw", "dc:title": "Own", "dc:license": "none",
        "dc:modified": "2026-11-22", "lien:source": "own", "lien:visibility": "public",
        "tables": [table],
    }  # fmt: skip
    (folder / "csv-metadata.json").write_text(json.dumps(described), "utf-8")
    (folder / "bodies.csv").write_bytes(text.encode())
    load(empty_directory, SEED, now=NOW, actor="test")
    load(empty_directory, folder, now=NOW, actor="test")
    written = tables(empty_directory.store.reader(Level.PUBLIC), folder)
    expected = text.replace("b|a", "a|b").replace("Hong Kong", "HK")
    assert written["bodies.csv"].decode() == expected


def test_a_cell_that_takes_one_value_and_has_two_is_named(seed_path, tmp_path):
    path = Path(shutil.copytree(seed_path, tmp_path / "data"))
    graph = GRAPH["seed/organisations"]
    line = f'<{ID["org-cas"]}> <{LIEN.acronym}> "ASC" <{graph}> .'
    with open_directory(path) as directory:
        patch = Patch(added=(line,))
        directory.commit(patch, actor="test", operation="edit", summary={}, now=NOW)
        two = r"organisations\.csv:\d+, column acronym: the graph holds 2 values"
        with pytest.raises(SourceError, match=two):
            tables(directory.store.reader(Level.PUBLIC), SEED)


def test_a_kind_that_does_not_fit_the_thing_beside_it_is_refused(empty_directory, tmp_path):
    """The class of a role's target follows from the target: the cell may not say another one."""
    sheets = Path(shutil.copytree(SEED, tmp_path / "sheets"))
    path = sheets / "roles.csv"
    path.write_text(
        path.read_text("utf-8").replace("organisation,org-cnrs-bureau", "unit,org-cnrs-bureau", 1),
        "utf-8",
        newline="",
    )
    with pytest.raises(InvalidData, match=r"roles\.csv:2, column target_type: .*not of the kind"):
        load(empty_directory, sheets, now=NOW, actor="test")


def test_the_command_writes_a_folder_that_loads(seed_path, tmp_path):
    folder = tmp_path / "out"
    command = ["export", "tables", "-o", str(folder), "--data", str(seed_path)]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.output
    assert {path.name for path in folder.iterdir()} == {*DESCRIBED, "csv-metadata.json"} - HIDDEN
    again = CliRunner().invoke(main, ["validate", str(folder), "--data", str(tmp_path / "none")])
    assert "hold every rule" in again.output


def test_the_command_needs_a_folder_to_write_to(seed_path):
    done = CliRunner().invoke(main, ["export", "tables", "--data", str(seed_path)])
    assert done.exit_code == 2
    assert "--output" in done.output


def test_class_of_names_classes_that_the_vocabulary_has():
    rule = DESCRIBED["roles.csv"].by_name["target_type"].notes["lien:classOf"]
    known = {s for s, _, _ in vocabulary.read().triples}
    assert {expand(value) for key, value in rule.items() if key != "column"} <= known
