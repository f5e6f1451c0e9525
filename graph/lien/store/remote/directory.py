"""A data directory whose store is a server: the journal is here, the projection is there."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from lien.errors import DirectoryLocked, JournalBroken, QueryError, ReaderLost
from lien.store.directory import DataDirectory, Status, open_journal
from lien.store.journal import Journal
from lien.store.model import Derive
from lien.store.patch import Patch, States
from lien.store.remote.state import Stamp
from lien.store.remote.store import RemoteStore

_LOG: Final = logging.getLogger(__name__)


def open_remote(
    path: Path | str,
    store: RemoteStore,
    *,
    create: bool = False,
    derive: Derive | None = None,
) -> RemoteDirectory:
    """Open a data directory with its store on a server, and bring the server up to the journal.

    `derive` as in `open_directory`.

    Raises:
        DataDirectoryError: there is none at `path`.
        JournalBroken: the journal is damaged, or the server holds what it does not say.
        NewerDirectory: written by a newer version.
        ReaderLost: the server is not there.
    """
    return RemoteDirectory(Path(path), open_journal(Path(path), create=create), store, derive)


class RemoteDirectory(DataDirectory):
    """A data directory whose store is a server.

    Whoever holds the lock of the directory writes to the server; the others wait for it. What is
    there already is learnt from the journal and never from the server, which may keep literals in
    forms of its own.
    """

    store: RemoteStore

    def __init__(
        self, path: Path, journal: Journal, store: RemoteStore, derive: Derive | None = None
    ) -> None:
        super().__init__(path, journal)
        self.store = store
        try:
            self.journal.verify()
            self._refuse_others(self.store.stamp())
            self.refresh()
            self._compare_counts()
            if derive is not None:
                self.follow(derive)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the journal and the connections."""
        super().close()
        self.store.close()

    def refresh(self) -> bool:
        """Bring the server up to the journal; whether there was anything to do.

        While another process writes there is nothing to do here.

        Raises:
            JournalBroken: the server holds what the journal does not say.
            ReaderLost: the server is not there.
        """
        self._head = self.journal.head()
        stamp = self.store.stamp()
        if stamp.position == self._head.seq and not stamp.writing:
            return False
        try:
            with self.lock():
                moved = self._follow()
                self._derived(None)
                return moved
        except DirectoryLocked:
            return False

    def _derived(self, changed: list[str] | None) -> None:
        try:
            with self.lock():
                super()._derived(changed)
        except DirectoryLocked:  # whoever writes derives
            pass
        except ReaderLost as error:
            _LOG.warning("the derived graphs will follow later: %s", error)

    def _follow(self) -> bool:
        stamp = self.store.stamp()
        if stamp.writing:
            _LOG.warning("the server was left with half of entry %s: mending", stamp.writing)
            self._mend(self._touched(after=stamp.position))
            return True
        self._refuse_others(stamp)
        try:
            for entry in self.journal.entries(after=stamp.position):
                self.store.apply(entry.patch, entry.seq, entry.graphs)
        except QueryError as error:
            _LOG.warning("the server refuses a change, its graphs are written whole: %s", error)
            self._mend(self._touched(after=stamp.position))
        return self._head.seq > stamp.position

    def _refuse_others(self, stamp: Stamp) -> None:
        expected = self.journal.states(stamp.position)
        if replace(stamp, writing=0, derived=()) != Stamp.of(stamp.position, expected):
            reason = f"the server holds other data than entry {stamp.position} says"
            raise JournalBroken(str(self.journal.path), reason, entry=stamp.position)

    def _touched(self, *, after: int) -> set[str]:
        return {graph for entry in self.journal.entries(after=after) for graph in entry.graphs}

    def _changed(self, patch: Patch, after: States, loaded: ox.Store | None) -> None:  # noqa: ARG002
        try:
            self._follow()
        except ReaderLost as error:
            _LOG.warning("written to the journal; the server will follow later: %s", error)

    def _mend(self, graphs: Iterable[str]) -> None:
        """Write these graphs anew and whole, and let the server stand for the journal's head."""
        head = self.journal.head()
        self.store.begin(head.seq)
        for graph in sorted(graphs):
            lines = self.journal.lines((graph,))
            self.store.replace(graph, sorted(lines))
            self._compare(graph, lines)
        self.store.end(head.seq, self.journal.states())

    def _compare(self, graph: str, lines: set[str]) -> None:
        found = set(self.store.lines((graph,)))
        if differing := sorted(lines - found):
            example = "; ".join(islice(differing, 1))
            text = "the server keeps %s statements of <%s> otherwise than they are, for example: %s"
            _LOG.warning(text, len(differing), graph, example)

    def _compare_counts(self) -> None:
        expected = {graph: state.quads for graph, state in self.journal.states().items()}
        found = self.store.count_again(expected)
        if wrong := {graph for graph in expected if found.get(graph) != expected[graph]}:
            with self.lock():
                _LOG.warning("the server lacks statements or has more: mending %s", sorted(wrong))
                self._mend(wrong)

    def lines(self, graphs: Iterable[str]) -> Iterable[str]:
        """N-Quads lines without line ends of these graphs, in no order, out of the journal."""
        return self.journal.lines(graphs)

    def _holder(self, lines: list[str]) -> Callable[[str], bool]:
        present = self.journal.lines({line[line.rindex(" <") + 2 : -3] for line in lines})
        return present.__contains__

    def rebuild(self) -> Status:
        """Write every graph anew from the journal, and compare; see `DataDirectory.rebuild`.

        Statements that the server keeps in forms of its own are named in warnings.

        Raises:
            JournalBroken: the chain is broken, or a graph has another number of statements.
            DirectoryLocked: another process is writing.
        """
        with self.lock():
            self._head = self.journal.verify()
            states = self.journal.states()
            self._mend(states)
            found = self.store.count_again(states)
            for graph, state in states.items():
                if found.get(graph) != state.quads:
                    reason = f"the server holds {found.get(graph, 0)} statements of <{graph}>"
                    raise JournalBroken(str(self.journal.path), f"{reason}, not {state.quads}")
        return self.status()
