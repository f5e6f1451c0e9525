"""The journal as PROV-O activities."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from rdflib import Graph

from lien import resources
from lien.cli import main
from lien.export.prov import prov
from lien.importers import load
from lien.store import Directory, Level, Patch, open_directory

FIRST = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SECOND = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
THIRD = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
PEOPLE = "https://w3id.org/lien/graph/seed/people"
HIDDEN = "https://w3id.org/lien/graph/seed/unverified"
PREFIXES = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX lien: <https://w3id.org/lien/ns#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX void: <http://rdfs.org/ns/void#>
"""


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """The reference facts, loaded again with one person renamed; both digests of people.csv."""
    folder = tmp_path_factory.mktemp("twice")
    sheets = Path(shutil.copytree(resources.folder("seed"), folder / "sheets"))
    people = sheets / "people.csv"
    with open_directory(folder / "data", create=True) as directory:
        before = hashlib.sha256(people.read_bytes()).hexdigest()
        load(directory, sheets, now=FIRST, actor="lien")
        text = people.read_bytes().replace(b"Jean-Claude THIVOLLE", b"J.-C. THIVOLLE", 1)
        people.write_bytes(text)
        load(directory, sheets, now=SECOND, actor="Desk of Beijing")
    return folder / "data", before, hashlib.sha256(text).hexdigest()


@pytest.fixture
def history(twice: tuple[Path, str, str], tmp_path: Path) -> Iterator[tuple[Directory, str, str]]:
    """A copy of that directory, which a test may change."""
    path, before, after = twice
    with open_directory(Path(shutil.copytree(path, tmp_path / "data"))) as directory:
        yield directory, before, after


def asked(directory: Directory, query: str, level: Level = Level.RESTRICTED) -> list[list[str]]:
    graph = Graph().parse(data=prov(directory.journal.entries(), level), format="turtle")
    return [[str(cell) for cell in row] for row in graph.query(PREFIXES + query)]


def test_each_import_is_an_activity_with_its_time_and_its_agent(history):
    found = asked(
        history[0],
        """
        SELECT ?number ?label ?start ?end ?who {
          ?activity a prov:Activity ; dcterms:identifier ?number ; rdfs:label ?label ;
            prov:startedAtTime ?start ; prov:endedAtTime ?end ;
            prov:wasAssociatedWith ?agent .
          ?agent a prov:Agent ; rdfs:label ?who } ORDER BY ?number""",
    )
    first, second = "2026-11-22T12:00:00+00:00", "2026-11-23T09:30:00+00:00"
    assert [[*row[:2], row[2].replace("Z", "+00:00"), row[3].replace("Z", "+00:00"), row[4]]
            for row in found] == [
        ["1", "import seed", first, first, "lien"],
        ["2", "import seed", second, second, "Desk of Beijing"],
    ]  # fmt: skip


def test_the_second_import_used_the_changed_file_only(history):
    """Only people.csv has other bytes: its digest is what the second activity used."""
    found = asked(
        history[0],
        """
        SELECT ?title ?digest {
          ?activity dcterms:identifier 2 ; prov:used ?file .
          ?file a prov:Entity ; dcterms:title ?title ; lien:sha256 ?digest }""",
    )
    assert found == [["people.csv", history[2]]]


def test_the_first_import_used_every_file_as_its_graph_says(history):
    rows = asked(
        history[0],
        """
        SELECT ?title ?digest {
          ?activity dcterms:identifier 1 ; prov:used ?file .
          ?file dcterms:title ?title ; lien:sha256 ?digest }""",
    )
    seed = resources.folder("seed")
    expected = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in seed.glob("*.csv")
    }
    found = {title: digest for title, digest in rows if title != "ontology"}
    assert found == expected


def test_a_changed_graph_is_a_revision_of_what_it_was(history):
    found = asked(
        history[0],
        f"""
        SELECT ?before ?after ?digest {{
          ?new prov:specializationOf <{PEOPLE}> ; prov:wasRevisionOf ?old ;
            prov:wasGeneratedBy/dcterms:identifier ?after ; void:triples ?n ;
            prov:wasDerivedFrom/lien:sha256 ?digest .
          ?old prov:specializationOf <{PEOPLE}> ; ^prov:generated/dcterms:identifier ?before }}""",
    )
    assert found == [["1", "2", history[2]]]


def test_a_removed_graph_is_invalidated_by_the_activity_that_removed_it(history):
    directory = history[0]
    directory.commit({PEOPLE: ()}, actor="steward", operation="edit", summary={}, now=THIRD)
    found = asked(
        directory,
        f"""
        SELECT ?number ?label ?from {{
          ?state prov:specializationOf <{PEOPLE}> ; prov:wasInvalidatedBy ?activity ;
            prov:wasGeneratedBy/dcterms:identifier ?from .
          ?activity dcterms:identifier ?number ; rdfs:label ?label }}""",
    )
    assert found == [["3", "edit", "2"]]


def test_an_edit_uses_no_file(history):
    directory = history[0]
    line = f'<https://w3id.org/lien/id/x> <https://w3id.org/lien/ns#note> "y" <{PEOPLE}> .'
    directory.commit(Patch(added=(line,)), actor="steward", operation="edit", summary={}, now=THIRD)
    ask = """
        SELECT ?made ?used {
          ?a dcterms:identifier 3 ; prov:generated ?made OPTIONAL { ?a prov:used ?used } }"""
    ((made, used),) = asked(directory, ask)
    assert made.endswith("/seed/people")
    assert used == "None"


def test_the_public_history_says_nothing_of_a_restricted_graph(history):
    ask = f"SELECT ?state {{ ?state prov:specializationOf <{HIDDEN}> }}"
    assert len(asked(history[0], ask)) == 1
    assert asked(history[0], ask, Level.PUBLIC) == []
    public = prov(history[0].journal.entries(), Level.PUBLIC)
    assert b"unverified" not in public


def test_the_same_journal_gives_the_same_bytes(history, tmp_path):
    directory = history[0]
    written = tmp_path / "prov.ttl"
    command = ["export", "prov", "-o", str(written), "--data", str(directory.path)]
    assert CliRunner().invoke(main, command).exit_code == 0
    assert written.read_bytes() == prov(directory.journal.entries(), Level.PUBLIC)


def test_an_empty_journal_is_an_empty_document(empty_directory):
    document = prov(empty_directory.journal.entries(), Level.RESTRICTED)
    assert len(Graph().parse(data=document, format="turtle")) == 0
