"""The data directory: commit, start, rebuild, and what happens when files are missing or odd."""

from __future__ import annotations

import logging
import multiprocessing
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rdflib import BNode, Literal, URIRef

from lien.errors import DataDirectoryError, DirectoryLocked, JournalBroken, NewerDirectory
from lien.store import Directory, Level, Patch, line, open_directory
from lien.terms import GRAPH, LIEN, SCHEME

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
UNITS, NOTES = str(GRAPH["seed/units"]), str(GRAPH["desk/notes"])
HOW = {"actor": "test", "operation": "load", "summary": {"files": ["units.csv"]}, "now": NOW}
P = URIRef("https://example.org/p")


def facts(graph: str, count: int, visibility: str = "public") -> list[str]:
    about = line(URIRef(graph), LIEN.visibility, SCHEME[f"visibility/{visibility}"], graph)
    things = [line(GRAPH[f"thing-{n}"], P, Literal(f"n° {n}"), graph) for n in range(count)]
    return [about, *things]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with open_directory(tmp_path / "data", create=True) as directory:
        directory.commit({UNITS: facts(UNITS, 20), NOTES: facts(NOTES, 3)}, **HOW)
    return tmp_path / "data"


def content(path: Path) -> set[str]:
    with open_directory(path) as directory:
        return set(directory.store.lines())


def test_importing_twice_changes_nothing(path):
    with open_directory(path) as directory:
        again = directory.commit({NOTES: facts(NOTES, 3), UNITS: facts(UNITS, 20)[::-1]}, **HOW)

        assert not again
        assert (again.added, again.removed) == (0, 0)
        assert directory.journal.head().seq == 1


def test_a_commit_replaces_the_graphs_that_it_names_and_no_other(path):
    with open_directory(path) as directory:
        made = directory.commit({UNITS: facts(UNITS, 22)[1:]}, **HOW)

        assert (made.added, made.removed) == (2, 1)
        assert directory.store.counts() == {NOTES: 4, UNITS: 22}
        entry = list(directory.journal.entries())[-1]
        assert entry.summary == {"files": ["units.csv"], "added": 2, "removed": 1}


def test_a_graph_without_lines_is_removed(path):
    with open_directory(path) as directory:
        directory.commit({NOTES: []}, **HOW)

        assert directory.store.counts() == {UNITS: 21}
        assert NOTES not in directory.journal.states()
        found = directory.store.reader(Level.RESTRICTED).select("SELECT ?g { GRAPH ?g {} }")
        assert found.rows == [(URIRef(UNITS),)]


def test_a_patch_changes_only_what_is_not_so_already(path):
    new, old = line(GRAPH["x"], P, Literal("x"), NOTES), facts(NOTES, 1)[1]
    with open_directory(path) as directory:
        present = facts(NOTES, 2)[2]
        made = directory.commit(Patch((new, present), (old, new.replace('"x"', '"y"'))), **HOW)

        assert (made.added, made.removed) == (1, 1)
        assert directory.store.holds(new)
        assert not directory.store.holds(old)
    assert new in content(path)


def test_numbers_and_escapes_count_by_value_not_by_spelling(path):
    number = '<https://example.org/a> <https://example.org/p> "%s"^^<%s%s> <%s> .'
    xsd = "http://www.w3.org/2001/XMLSchema#"
    with open_directory(path) as directory:
        first = number % ("007", xsd, "integer", NOTES)
        second = number % ("7", xsd, "integer", NOTES)
        assert directory.commit({NOTES: [first]}, **HOW)
        assert not directory.commit({NOTES: [second, first]}, **HOW)
        assert list(directory.store.lines((NOTES,))) == [second]


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("nonsense", "not N-Quads"),
        (f"_:b <https://example.org/p> <https://example.org/o> <{NOTES}> .", "blank nodes"),
        (f"<https://example.org/s> <https://example.org/p> _:b <{NOTES}> .", "blank nodes"),
        (f"<https://example.org/s> <https://example.org/p> <https://e.org/o> <{UNITS}> .", "named"),
        ("<https://example.org/s> <https://example.org/p> <https://example.org/o> .", "named"),
    ],
)
def test_a_bad_line_writes_nothing(path, bad, says):
    before = content(path)
    with open_directory(path) as directory:
        with pytest.raises(ValueError, match=says):
            directory.commit({NOTES: [*facts(NOTES, 1), bad]}, **HOW)
        assert directory.journal.head().seq == 1
        assert set(directory.store.lines()) == before


def test_a_literal_that_looks_like_a_blank_node_is_stored(path):
    odd = line(GRAPH["x"], P, Literal("> _:b"), NOTES)
    with open_directory(path) as directory:
        assert directory.commit({NOTES: [odd]}, **HOW)
    with pytest.raises(ValueError, match="blank nodes"):
        line(BNode(), P, Literal("x"), NOTES)


def test_rebuilding_gives_the_same_quads_and_hashes(path):
    with open_directory(path) as directory:
        directory.commit({UNITS: facts(UNITS, 7)}, **HOW)
        before, states = set(directory.store.lines()), directory.journal.states()
        status = directory.rebuild()

        assert set(directory.store.lines()) == before
        assert directory.journal.states() == states
        assert status.snapshot == status.position == status.journal.seq == 2
        assert status.quads == len(before)


def test_a_missing_snapshot_is_rebuilt_with_a_warning(path, caplog):
    before = content(path)
    (path / "store" / "snapshot.nq").unlink()
    with caplog.at_level(logging.WARNING):
        assert content(path) == before
    assert "is missing: replaying the journal" in caplog.text
    assert (path / "store" / "snapshot.nq").exists()


@pytest.mark.parametrize("damage", ["cut", "byte", "empty", "garbage", "first line"])
def test_a_damaged_snapshot_is_rebuilt_with_a_warning(path, caplog, damage):
    before = content(path)
    file = path / "store" / "snapshot.nq"
    whole = file.read_bytes()
    file.write_bytes(
        {
            "cut": whole[:-30],
            "byte": whole[:50] + b"~" + whole[51:],
            "empty": b"",
            "garbage": b"\x00" * 500,
            "first line": whole.partition(b"\n")[2],
        }[damage]
    )
    with caplog.at_level(logging.WARNING):
        assert content(path) == before
    assert "replaying the journal" in caplog.text


def test_the_tail_of_the_journal_is_applied_at_start(path):
    snapshot = (path / "store" / "snapshot.nq").read_bytes()
    with open_directory(path) as directory:
        directory.commit({NOTES: facts(NOTES, 9)}, **HOW)
        expected = set(directory.store.lines())
        assert directory.status().snapshot == 1

    assert (path / "store" / "snapshot.nq").read_bytes() == snapshot
    assert content(path) == expected


def test_a_missing_journal_beside_a_store_is_an_alarm(path):
    (path / "journal.sqlite").unlink()
    with pytest.raises(JournalBroken, match="missing beside its store"):
        open_directory(path, create=True)


def test_a_journal_shorter_than_the_store_is_an_alarm(path):
    with closing(sqlite3.connect(path / "journal.sqlite")) as sql:
        sql.executescript("DROP TRIGGER entry_remains; DELETE FROM entry;")
        sql.execute("DELETE FROM sqlite_sequence")
        sql.commit()
    with pytest.raises(JournalBroken, match="which the journal lacks"):
        open_directory(path)


def test_a_directory_of_a_newer_version_is_refused(path):
    with closing(sqlite3.connect(path / "journal.sqlite")) as sql:
        sql.execute("PRAGMA user_version = 99")
    with pytest.raises(NewerDirectory, match="99"):
        open_directory(path)


def test_an_empty_place_is_not_a_data_directory(tmp_path):
    with pytest.raises(DataDirectoryError) as caught:
        open_directory(tmp_path / "nothing")
    assert "lien load" in caught.value.hint
    assert not (tmp_path / "nothing").exists()


def test_a_second_writer_is_told_to_wait_and_readers_are_not(path):
    with open_directory(path) as one, open_directory(path) as other:
        with one.lock():
            with pytest.raises(DirectoryLocked):
                other.commit({NOTES: []}, **HOW)
            assert len(content(path)) == 25
            assert one.commit({NOTES: []}, **HOW)
        assert other.commit({UNITS: facts(UNITS, 1)}, **HOW).head.seq == 3
        assert one.refresh()
        assert set(one.store.lines()) == set(other.store.lines())
        assert not one.refresh()


def _die_in_commit(path: Path) -> None:
    with open_directory(path) as directory:
        directory.store.apply = None  # type: ignore[assignment,method-assign]
        directory.commit({NOTES: facts(NOTES, 50)}, **HOW)


def test_a_process_that_dies_after_the_journal_lost_nothing(path):
    process = multiprocessing.get_context("fork").Process(target=_quiet, args=(path,))
    process.start()
    process.join()

    assert process.exitcode == 3
    with open_directory(path) as directory:
        assert directory.store.counts()[NOTES] == 51
        assert directory.status().position == 2


def _quiet(path: Path) -> None:
    try:
        _die_in_commit(path)
    except TypeError:
        raise SystemExit(3) from None


def test_the_rdflib_view_holds_only_what_the_level_may_see(tmp_path):
    with open_directory(tmp_path, create=True) as directory:
        hidden = facts(NOTES, 3, "restricted")
        directory.commit({UNITS: facts(UNITS, 2), NOTES: hidden}, **HOW)
        view = directory.store.dataset(Level.PUBLIC)
        every = directory.store.dataset(Level.RESTRICTED)

        ask = "SELECT ?g ?s { GRAPH ?g { ?s ?p ?o } }"
        assert {str(row.g) for row in view.graph(URIRef(UNITS)).query(ask)} == {UNITS}
        assert {str(row.g) for row in every.query(ask)} == {UNITS, NOTES}
        assert len(list(view.quads((None, P, None, None)))) == 2
        assert str(view.graph(URIRef(NOTES)).serialize(format="nt")).strip() == ""


def test_a_graph_cannot_state_the_visibility_of_another(tmp_path):
    claim = line(URIRef(NOTES), LIEN.visibility, SCHEME["visibility/public"], UNITS)
    twice = line(URIRef(NOTES), LIEN.visibility, SCHEME["visibility/public"], NOTES)
    with open_directory(tmp_path, create=True) as directory:
        hidden = [*facts(NOTES, 1, "internal"), twice]
        directory.commit({UNITS: [*facts(UNITS, 1), claim], NOTES: hidden}, **HOW)
        seen = [graph.iri for graph in directory.store.reader(Level.PUBLIC).graphs()]

    assert seen == [UNITS]


def test_a_level_changes_with_the_data(path):
    with open_directory(path) as directory:
        reader = directory.store.reader(Level.PUBLIC)
        assert len(reader.graphs()) == 2
        directory.commit({NOTES: facts(NOTES, 3, "internal")}, **HOW)
        assert [graph.iri for graph in reader.graphs()] == [UNITS]
        assert isinstance(directory, Directory)
