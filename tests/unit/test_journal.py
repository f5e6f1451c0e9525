"""The journal: appending, the chain, and every way to tamper with it."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from lien.errors import JournalBroken, NewerDirectory
from lien.store import GraphState, Journal, Patch
from lien.store.patch import states

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
GRAPH = "https://w3id.org/lien/graph/seed/units"


def line(number: int) -> str:
    return f'<https://example.org/{number}> <https://example.org/p> "{number}" <{GRAPH}> .'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A journal with five entries, one line each."""
    file = tmp_path / "journal.sqlite"
    with closing(Journal(file, create=True)) as journal:
        for number in range(1, 6):
            patch = Patch((line(number),))
            journal.append(
                patch,
                patch.states(journal.states()),
                actor="test",
                operation="add",
                summary={"rows": number},
                now=NOW,
            )
    return file


def tamper(path: Path, *statements: str) -> None:
    """Change the file as somebody with a database tool could, triggers out of the way."""
    with closing(sqlite3.connect(path)) as sql:
        sql.executescript("DROP TRIGGER entry_stays; DROP TRIGGER entry_remains;")
        for statement in statements:
            sql.execute(statement)
        sql.commit()


def broken_entry(path: Path) -> int:
    with closing(Journal(path)) as journal, pytest.raises(JournalBroken) as caught:
        journal.verify()
    return caught.value.entry


def append_many(path: Path, numbers: range) -> None:
    with closing(Journal(path)) as journal:
        for number in numbers:
            patch = Patch((line(number),))
            journal.append(patch, {}, actor="test", operation="add", summary={}, now=NOW)


def test_a_journal_that_grows_while_it_is_verified_is_sound(path):
    """`kill -9` drills found it: an entry written during the walk was taken for a lost one."""
    writer = threading.Thread(target=append_many, args=(path, range(6, 206)))
    heads = [0]
    with closing(Journal(path)) as journal:
        writer.start()
        while writer.is_alive() or heads[-1] < 205:
            heads.append(journal.verify().seq)
    writer.join()
    assert heads == sorted(heads)
    assert len(set(heads)) > 2


def test_entries_come_back_in_order_with_all_their_facts(path):
    with closing(Journal(path)) as journal:
        entries = list(journal.entries())
        head = journal.verify()

    assert [entry.seq for entry in entries] == [1, 2, 3, 4, 5]
    assert entries[1].patch == Patch((line(2),))
    assert entries[1].summary == {"rows": 2}
    assert entries[1].time == "2026-11-22T08:00:00Z"
    assert entries[1].previous == entries[0].hash
    assert (head.seq, head.hash) == (5, entries[4].hash)


def test_the_state_of_a_graph_is_the_sum_of_its_lines(path):
    with closing(Journal(path)) as journal:
        assert journal.states() == states([line(number) for number in range(5, 0, -1)])
        assert journal.states()[GRAPH].quads == 5


def test_time_is_written_in_utc_and_needs_a_zone(path):
    with closing(Journal(path)) as journal:
        beijing = NOW.astimezone(timezone(timedelta(hours=8)))
        facts = {"actor": "test", "operation": "add", "summary": {}}
        assert journal.append(Patch(), {}, now=beijing, **facts).time == "2026-11-22T08:00:00Z"
        with pytest.raises(ValueError, match="time zone"):
            journal.append(Patch(), {}, now=NOW.replace(tzinfo=None), **facts)


@pytest.mark.parametrize("statement", ["UPDATE entry SET actor = 'x'", "DELETE FROM entry"])
def test_the_file_itself_refuses_changes(path, statement):
    with closing(sqlite3.connect(path)) as sql, pytest.raises(sqlite3.Error, match="append-only"):
        sql.execute(statement)


@pytest.mark.parametrize(
    "column", ["time", "actor", "operation", "summary", "graphs", "previous", "hash"]
)
def test_an_altered_text_is_found(path, column):
    tamper(path, f"UPDATE entry SET {column} = {column} || ' ' WHERE seq = 3")  # noqa: S608

    assert broken_entry(path) == 3


def test_one_altered_byte_of_a_patch_is_found(path):
    change = "substr(patch, 1, 20) || x'00' || substr(patch, 22)"
    tamper(path, f"UPDATE entry SET patch = CAST({change} AS BLOB) WHERE seq = 4")  # noqa: S608

    assert broken_entry(path) == 4


def test_a_dropped_entry_is_found(path):
    tamper(path, "DELETE FROM entry WHERE seq = 2")

    assert broken_entry(path) == 2


def test_a_dropped_entry_with_the_others_moved_up_is_found(path):
    tamper(path, "DELETE FROM entry WHERE seq = 2", "UPDATE entry SET seq = seq - 1 WHERE seq > 2")

    assert broken_entry(path) == 2


def test_two_entries_in_each_others_place_are_found(path):
    tamper(
        path,
        "UPDATE entry SET seq = 99 WHERE seq = 2",
        "UPDATE entry SET seq = 2 WHERE seq = 3",
        "UPDATE entry SET seq = 3 WHERE seq = 99",
    )

    assert broken_entry(path) == 2


def test_a_cut_off_end_is_found(path):
    tamper(path, "DELETE FROM entry WHERE seq > 3")

    assert broken_entry(path) == 4


def test_an_inserted_entry_is_found(path):
    columns = "time, actor, operation, summary, patch, graphs, previous, hash"
    tamper(path, f"INSERT INTO entry ({columns}) SELECT {columns} FROM entry WHERE seq = 5")  # noqa: S608

    assert broken_entry(path) == 6


@pytest.mark.parametrize("keep", [0, 50, 5000])
def test_a_truncated_file_is_broken(path, keep):
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(JournalBroken), closing(Journal(path)) as journal:
        journal.verify()


def test_a_file_with_overwritten_pages_is_broken(path):
    content = bytearray(path.read_bytes())
    content[4096:8192] = b"\xa5" * 4096
    path.write_bytes(content)
    with pytest.raises(JournalBroken), closing(Journal(path)) as journal:
        journal.verify()


def test_another_database_is_not_a_journal(tmp_path):
    with closing(sqlite3.connect(tmp_path / "other.sqlite")) as sql:
        sql.execute("CREATE TABLE address (name TEXT)")
    with pytest.raises(JournalBroken):
        Journal(tmp_path / "other.sqlite")


def test_a_missing_journal_is_not_made_by_accident(tmp_path):
    with pytest.raises(JournalBroken, match="missing"):
        Journal(tmp_path / "journal.sqlite")
    assert list(tmp_path.iterdir()) == []


def test_a_newer_format_is_refused_by_name(path):
    with closing(sqlite3.connect(path)) as sql:
        sql.execute("PRAGMA user_version = 2")
    with pytest.raises(NewerDirectory) as caught:
        Journal(path)
    assert (caught.value.found, caught.value.known) == (2, 1)


def test_a_patch_is_rdf_patch_text_and_comes_back():
    patch = Patch.between([line(1), line(2)], [line(2), line(3)])

    assert patch.text == f"D {line(1)}\nA {line(3)}\n"
    assert Patch.parse(patch.text) == patch
    assert not Patch.between([line(1)], [line(1), line(1)])
    with pytest.raises(ValueError, match="not a line of RDF Patch"):
        Patch.parse("TX .\n")


def test_a_line_with_unusual_spaces_stays_one_line():
    odd = line(1).replace('"1"', '"a\u2028b\u0085c"')

    assert Patch.parse(Patch((odd,)).text).added == (odd,)


def test_an_emptied_graph_has_no_quads_and_no_hash():
    before = states([line(1)])

    assert Patch(removed=(line(1),)).states(before) == {GRAPH: GraphState(0, 0)}
