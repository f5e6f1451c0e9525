"""The journal: every change, append-only and hash-chained, in one SQLite file. It is the truth."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from lien.errors import JournalBroken, NewerDirectory
from lien.store.patch import GraphState, Patch, version

FORMAT: Final = 1
"""Format of the file, kept in `PRAGMA user_version`; a newer one is refused."""

_START: Final = "0" * 64
_SCHEMA: Final = """
CREATE TABLE entry (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, time TEXT NOT NULL, actor TEXT NOT NULL,
  operation TEXT NOT NULL, summary TEXT NOT NULL, patch BLOB NOT NULL, graphs TEXT NOT NULL,
  previous TEXT NOT NULL, hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER entry_stays BEFORE UPDATE ON entry
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER entry_remains BEFORE DELETE ON entry
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
"""
_COLUMNS: Final = "seq, time, actor, operation, summary, patch, graphs, previous, hash"


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry; `seq` 0 and a hash of zeros when there is none. `time` is ISO 8601 UTC."""

    seq: int = 0
    hash: str = _START
    time: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One change. `graphs` holds the resulting state of each graph that it touched."""

    seq: int
    time: str
    actor: str
    operation: str
    summary: Mapping[str, Any]
    graphs: Mapping[str, GraphState]
    previous: str
    hash: str
    packed: bytes

    @property
    def patch(self) -> Patch:
        """The lines added and removed."""
        return Patch.parse(zlib.decompress(self.packed).decode())


class Journal:
    """An open journal. One process appends at a time (see `Directory.lock`); any may read."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open the file, or write an empty one when `create` is true and there is none.

        Raises:
            JournalBroken: missing, damaged, or not a journal.
            NewerDirectory: written by a newer version.
        """
        self.path = path
        new = not path.exists()
        if new and not create:
            raise JournalBroken(str(path), "the journal is missing")
        self._sql = sqlite3.connect(path, isolation_level=None)
        try:
            self._open(new=new)
        except BaseException:
            self._sql.close()
            raise

    def _open(self, *, new: bool) -> None:
        try:
            if new:
                self._sql.execute("PRAGMA journal_mode = WAL")
                self._sql.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {FORMAT}; COMMIT;")
            self._sql.execute("PRAGMA synchronous = FULL")
            found = self._sql.execute("PRAGMA user_version").fetchone()[0]
            if found > FORMAT:
                raise NewerDirectory(str(self.path), found=found, known=FORMAT)
            self._sql.execute(f"SELECT {_COLUMNS} FROM entry LIMIT 0")  # noqa: S608
        except sqlite3.DatabaseError as error:
            raise self._broken(error) from error

    def close(self) -> None:
        """Close the file; the journal cannot be used afterwards."""
        self._sql.close()

    def head(self) -> Head:
        """The last entry.

        Raises:
            JournalBroken: the file is damaged.
        """
        rows = self._rows("SELECT seq, hash, time FROM entry ORDER BY seq DESC LIMIT 1")
        return next((Head(*row) for row in rows), Head())

    def entries(self, *, after: int = 0) -> Iterator[Entry]:
        """Entries with a sequence number above `after`, oldest first.

        Raises:
            JournalBroken: the file is damaged.
        """
        for row in self._walk(after):
            yield _entry(row)

    def hash_at(self, seq: int) -> str | None:
        """Hash of one entry; None when there is no such entry."""
        if seq == 0:
            return _START
        rows = self._rows("SELECT hash FROM entry WHERE seq = ?", seq)
        return next((row[0] for row in rows), None)

    def states(self, seq: int | None = None) -> dict[str, GraphState]:
        """State of every graph after entry `seq`, or the last; sorted by IRI, empty ones absent."""
        found: dict[str, GraphState] = {}
        upto = "SELECT graphs FROM entry WHERE ?1 IS NULL OR seq <= ?1 ORDER BY seq"
        for (text,) in self._rows(upto, seq):
            found |= _states(text)
        return {graph: found[graph] for graph in sorted(found) if found[graph].quads}

    def place(self, name: str, graphs: Collection[str], *, back: int = 20) -> int | None:
        """The last entry after which these graphs had the state of this name (`patch.version`).

        None where none of the last `back` entries left them so.
        """
        last = self.head().seq
        for seq in range(last, max(last - back, -1), -1):
            states = self.states(seq)
            if version({graph: states[graph] for graph in graphs if graph in states}) == name:
                return seq
        return None

    def lines(self, graphs: Iterable[str]) -> set[str]:
        """N-Quads lines of these graphs after the last entry, from all patches that touch them."""
        wanted = set(graphs)
        ends = tuple(f" <{graph}> ." for graph in wanted)
        found: set[str] = set()
        for entry in self.entries():
            if not wanted.isdisjoint(entry.graphs):
                patch = entry.patch
                found.difference_update(row for row in patch.removed if row.endswith(ends))
                found.update(row for row in patch.added if row.endswith(ends))
        return found

    def append(  # noqa: PLR0913 - an entry has these facts
        self,
        patch: Patch,
        graphs: Mapping[str, GraphState],
        *,
        actor: str,
        operation: str,
        summary: Mapping[str, Any],
        now: datetime,
    ) -> Head:
        """Write one entry and return it as the new head; it is on the disk when this returns.

        `graphs` is the state after the patch of each graph that it touches. `now` needs a zone.

        Raises:
            ValueError: `now` has no time zone.
            JournalBroken: the file cannot be written.
        """
        if now.tzinfo is None:
            raise ValueError("the time of an entry needs a time zone")
        time = now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        states = {graph: [state.quads, state.hex] for graph, state in sorted(graphs.items())}
        packed = zlib.compress(patch.text.encode(), 1)
        previous = self.head()
        row = (
            *(previous.seq + 1, time, actor, operation),
            *(_json(summary), packed, _json(states), previous.hash),
        )
        head = Head(previous.seq + 1, _chained(row), time)
        try:
            insert = f"INSERT INTO entry ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?)"  # noqa: S608
            self._sql.execute(insert, (*row, head.hash))
        except sqlite3.DatabaseError as error:
            raise self._broken(error) from error
        return head

    def verify(self) -> Head:
        """Walk the whole chain and return its head. Others may append meanwhile.

        Raises:
            JournalBroken: `entry` is the first entry that is altered, missing or out of place.
        """
        last = self._last()
        head = Head()
        for row in self._walk(0):
            expected = head.seq + 1
            if row[0] != expected:
                raise JournalBroken(str(self.path), f"entry {expected} is missing", entry=expected)
            if row[7] != head.hash:
                reason = f"entry {expected} does not follow entry {head.seq}"
                raise JournalBroken(str(self.path), reason, entry=expected)
            if row[8] != _chained(row[:8]):
                reason = f"entry {expected} was altered"
                raise JournalBroken(str(self.path), reason, entry=expected)
            head = Head(row[0], row[8], row[1])
        if last > head.seq:
            reason = f"entry {head.seq + 1} is missing: there were once {last} entries"
            raise JournalBroken(str(self.path), reason, entry=head.seq + 1)
        return head

    def _last(self) -> int:
        """Number of entries that there ever were, also when some are gone."""
        rows = self._rows("SELECT seq FROM sqlite_sequence WHERE name = 'entry'")
        return next((int(row[0]) for row in rows), 0)

    def _walk(self, after: int) -> Iterator[tuple[Any, ...]]:
        """Whole rows one by one, since patches may be large; no cursor stays open in between."""
        query = f"SELECT {_COLUMNS} FROM entry WHERE seq > ? ORDER BY seq LIMIT 1"  # noqa: S608
        while rows := self._rows(query, after):
            yield rows[0]
            after = rows[0][0]

    def _rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        try:
            return self._sql.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise self._broken(error) from error

    def _broken(self, error: sqlite3.DatabaseError) -> JournalBroken:
        return JournalBroken(str(self.path), f"the journal cannot be used: {error}")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _chained(row: tuple[Any, ...]) -> str:
    """SHA-256 over the canonical JSON of all columns but `hash`, the patch by its own SHA-256."""
    seq, time, actor, operation, summary, packed, graphs, previous = row
    facts = [seq, time, actor, operation, summary, sha256(packed).hexdigest(), graphs, previous]
    return sha256(_json(facts).encode()).hexdigest()


def _states(text: str) -> dict[str, GraphState]:
    return {
        graph: GraphState(quads, int(hexa, 16)) for graph, (quads, hexa) in json.loads(text).items()
    }


def _entry(row: tuple[Any, ...]) -> Entry:
    seq, time, actor, operation, summary, packed, graphs, previous, chained = row
    facts, states = json.loads(summary), _states(graphs)
    return Entry(seq, time, actor, operation, facts, states, previous, chained, packed)
