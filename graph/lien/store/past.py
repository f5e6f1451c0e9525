"""The data as they were: the journal replayed into a store of its own, entry by entry."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from lien.store.directory import open_journal
from lien.store.embedded import EmbeddedStore
from lien.store.journal import Entry, Journal
from lien.store.model import Derive, Level, Reader
from lien.store.patch import Patch
from lien.terms import LIEN

_STATED: Final = f" <{LIEN.visibility}> "
"""What a line holds that states how visible its graph is."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A state of what a level sees, from `time` on (ISO 8601, UTC), until the next moment.

    `reader` answers for this state only until the next moment is taken.
    """

    time: str
    reader: Reader


def moments(
    path: Path, level: Level, since: datetime, derive: Derive | None = None
) -> Iterator[Moment]:
    """The states of the data directory at `path` as `level` sees them, oldest first.

    The first is that of `since`, or the first in which anything is visible. An entry of the journal
    that changes nothing visible is no moment, so that nothing tells of it. A graph that the level
    may not see now is in no state, though it may have been seen then. With `derive` each state has
    its derived graphs. An empty journal: nothing.

    Raises:
        DataDirectoryError: as in `open_directory`.
    """
    begin = since.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    with closing(open_journal(path)) as journal:
        hidden = _hidden(journal, level)
        past = _Seen(level, derive, lambda graph: graph not in hidden)
        for entry in journal.entries():
            if entry.time > begin and past.is_new():
                yield past.moment()
            past.apply(entry)
        if past.is_new():
            yield past.moment()


class _Replay:
    """A store that entries of the journal go into in their order; of the graphs kept alone."""

    def __init__(self, keeps: Callable[[str], bool]) -> None:
        self.store, self._keeps = EmbeddedStore(), keeps

    def apply(self, entry: Entry) -> Patch:
        """Bring the store up to the entry; what was changed by that."""
        states = {graph: state for graph, state in entry.graphs.items() if self._keeps(graph)}
        patch = entry.patch if states else Patch()
        if states and len(states) < len(entry.graphs):
            patch = _only(patch, lambda line: self._keeps(graph_of(line)))
        self.store.apply(patch, entry.seq, states)
        return patch


def _only(patch: Patch, chosen: Callable[[str], bool]) -> Patch:
    """The lines of a patch that are chosen."""
    return Patch(tuple(filter(chosen, patch.added)), tuple(filter(chosen, patch.removed)))


def _hidden(journal: Journal, level: Level) -> set[str]:
    """The graphs that there are now and that the level may not see, whatever it saw before."""
    now = EmbeddedStore()
    for entry in journal.entries():
        now.apply(_only(entry.patch, lambda line: _STATED in line), entry.seq, entry.graphs)
    return now.counts().keys() - {graph.value for graph in now.facts(level)}


class _Seen:
    """The data as one level sees them while the journal is replayed."""

    def __init__(self, level: Level, derive: Derive | None, keeps: Callable[[str], bool]) -> None:
        self._replay, self._level, self._derive = _Replay(keeps), level, derive
        self._store = self._replay.store
        self._empty = self._store.version(level)
        self._last = self._time = ""
        self._changed: list[str] | None = None

    def is_new(self) -> bool:
        """Whether anything is visible, and not what the last moment showed."""
        version = self._store.version(self._level)
        return version not in (self._last, self._empty)

    def apply(self, entry: Entry) -> None:
        before = self._store.version(self._level)
        patch = self._replay.apply(entry)
        if self._changed is not None:
            self._changed += (*patch.added, *patch.removed)
        if self._store.version(self._level) != before:
            self._time = entry.time

    def moment(self) -> Moment:
        if self._derive is not None:
            self._store.derive(self._derive, self._changed)
            self._changed = []
        self._last = self._store.version(self._level)
        return Moment(self._time, self._store.reader(self._level))


def size(path: Path) -> int:
    """Lines that were ever added or removed in the data directory: what a replay has to read.

    Raises:
        DataDirectoryError: as in `open_directory`.
    """
    with closing(open_journal(path)) as journal:
        counts = (entry.summary for entry in journal.entries())
        return sum(int(facts["added"]) + int(facts["removed"]) for facts in counts)


def as_known(journal: Journal, day: date, graphs: Collection[str]) -> EmbeddedStore:
    """The store at the end of a day (UTC), with these graphs alone; it may be empty.

    A graph is as visible in it as it was then.
    """
    past = _Replay(graphs.__contains__)
    for entry in upto(journal, day):
        past.apply(entry)
    return past.store


def upto(journal: Journal, day: date) -> Iterator[Entry]:
    """The entries up to the end of a day (UTC), oldest first."""
    return (entry for entry in journal.entries() if entry.time[:10] <= day.isoformat())


def graph_of(line: str) -> str:
    """The graph of an N-Quads line."""
    return line[line.rindex(" <") + 2 : -3]
