"""The data directory: the journal is the truth, the store and its snapshot are projections."""

from __future__ import annotations

import fcntl
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any, Final, Self

import pyoxigraph as ox

from lien.errors import DataDirectoryError, DirectoryLocked, JournalBroken
from lien.store import snapshot
from lien.store.embedded import EmbeddedStore, dump
from lien.store.journal import Head, Journal
from lien.store.model import Derive, GraphInfo, Level, Limits, Store
from lien.store.patch import Patch, States, refuse_blank_nodes, states
from lien.terms import DERIVED

_LOG: Final = logging.getLogger(__name__)
_MANY: Final = 10_000
"""Changed lines after which a small store's snapshot is written again."""
_SHARE: Final = 10
"""A large store's snapshot is written again when one quad in this many has changed."""


@dataclass(frozen=True, slots=True)
class Commit:
    """What a commit did; false when the data were already so and nothing was written."""

    head: Head
    added: int
    removed: int

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)


@dataclass(frozen=True, slots=True)
class Status:
    """State of a data directory; `snapshot` is the entry that the file stands for, or None."""

    path: Path
    journal: Head
    position: int
    snapshot: int | None
    graphs: list[GraphInfo]

    @property
    def quads(self) -> int:
        """Quads of all graphs together, derived ones left out."""
        return sum(graph.quads for graph in self.graphs if not graph.derived)


def open_directory(
    path: Path | str,
    *,
    create: bool = False,
    limits: Limits | None = None,
    derive: Derive | None = None,
) -> Directory:
    """Open a data directory for reading and writing. Reading takes no lock.

    `create` makes an empty one when there is none. `derive` computes the derived graphs, which then
    follow every change; without it there are none. Close it, or use it in a `with` statement.

    Raises:
        DataDirectoryError: there is none at `path`.
        JournalBroken: the journal is damaged, was shortened, or is missing beside a snapshot.
        NewerDirectory: written by a newer version.
    """
    return Directory(Path(path), open_journal(Path(path), create=create), limits, derive)


def open_journal(folder: Path, *, create: bool = False) -> Journal:
    """The journal of the data directory `folder`; errors as in `open_directory`."""
    journal = folder / "journal.sqlite"
    if not journal.exists():
        if (folder / "store" / "snapshot.nq").exists():
            raise JournalBroken(str(journal), "the journal is missing beside its store")
        if not create:
            raise DataDirectoryError(
                f"{folder} holds no Lien data", hint=f"Load data first: lien load --data {folder}"
            )
        folder.mkdir(parents=True, exist_ok=True)
    return Journal(journal, create=create)


class DataDirectory(ABC):
    """An open data directory: `store` to read, `journal` for history, `commit` to change.

    Every kind has the same journal, lock and commits; it says how its store follows.
    """

    store: Store

    def __init__(self, path: Path, journal: Journal) -> None:
        self.path, self.journal = path, journal
        self._head = Head()
        self._locks = 0
        self._derive: Derive | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the journal."""
        self.journal.close()

    @property
    def snapshot(self) -> int | None:
        """The journal entry that the snapshot stands for; None when there is none."""
        return None

    @abstractmethod
    def refresh(self) -> bool:
        """Apply what other processes have written since; whether there was anything.

        Raises:
            JournalBroken: the journal does not continue what the store has.
        """

    @abstractmethod
    def lines(self, graphs: Iterable[str]) -> Iterable[str]:
        """N-Quads lines without line ends of these graphs, in no order."""

    @abstractmethod
    def rebuild(self) -> Status:
        """Make the store anew from the journal, and compare.

        Raises:
            JournalBroken: the chain is broken, or the store does not hold what it says.
            DirectoryLocked: another process is writing.
        """

    @abstractmethod
    def _holder(self, lines: list[str]) -> Callable[[str], bool]:
        """Tells of each of these lines whether it is there."""

    @abstractmethod
    def _changed(self, patch: Patch, after: States, loaded: ox.Store | None) -> None:
        """Bring the store to the journal's new head, whose patch this is.

        `after` is the state of each graph that the patch touches. `loaded` holds the whole new
        content of all these graphs, when it is known.
        """

    def follow(self, derive: Derive) -> None:
        """Derive graphs from now on, at once and after every change."""
        self._derive = derive
        self._derived(None)

    def _derived(self, changed: list[str] | None) -> None:
        if self._derive is not None:
            self.store.derive(self._derive, changed)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Be the one writer; may be nested, and `commit` takes it by itself.

        Raises:
            DirectoryLocked: another process is writing.
            DataDirectoryError: this process may not write here.
        """
        try:
            file = (self.path / "writer.lock").open("a")
        except OSError as error:
            raise DataDirectoryError(f"{self.path} cannot be written: {error.strerror}") from None
        with file:
            if not self._locks:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    raise DirectoryLocked(str(self.path)) from None
            self._locks += 1
            try:
                yield
            finally:
                self._locks -= 1

    def commit(
        self,
        change: Mapping[str, Iterable[str]] | Patch,
        *,
        actor: str,
        operation: str,
        summary: Mapping[str, Any],
        now: datetime,
    ) -> Commit:
        """Change the data: journal first, then store.

        A mapping from graph IRI to N-Quads lines replaces these graphs whole; no lines remove a
        graph. A patch adds and removes lines; what is there already, or is not, does not count.
        Lines need not be canonical nor sorted. An empty difference writes nothing. `summary` is
        JSON; the counts `added` and `removed` are put beside it. `now` needs a time zone.

        Raises:
            ValueError: a line that is not N-Quads, lies in another graph or has a blank node; a
                derived graph.
            DirectoryLocked: another process is writing.
            JournalBroken: the journal cannot be written.
        """
        with self.lock():
            self.refresh()
            loaded = None
            if isinstance(change, Patch):
                patch = self._effective(change)
            else:
                loaded = _loaded(chain.from_iterable(change.values()))
                patch = self._replacing({str(graph) for graph in change}, loaded)
            if patch:
                facts = {**summary, "added": len(patch.added), "removed": len(patch.removed)}
                after = patch.states(self.journal.states())
                for graph in after:
                    if graph.startswith(DERIVED):
                        raise ValueError(f"<{graph}> is derived: it is computed, not written")
                self._head = self.journal.append(
                    patch, after, actor=actor, operation=operation, summary=facts, now=now
                )
                self._changed(patch, after, loaded)
                self._derived([*patch.added, *patch.removed])
            return Commit(self._head, len(patch.added), len(patch.removed))

    def _replacing(self, graphs: set[str], loaded: ox.Store) -> Patch:
        for graph in loaded.named_graphs():
            if graph.value not in graphs:
                raise ValueError(f"a line lies in the graph <{graph.value}>, which was not named")
        lines = _canonical(loaded)
        if graphs.isdisjoint(self.store.counts()):
            return Patch(tuple(sorted(lines)))
        return Patch.between(self.lines(graphs), lines)

    def _effective(self, patch: Patch) -> Patch:
        removed, added = _canonical(_loaded(patch.removed)), _canonical(_loaded(patch.added))
        holds = self._holder([*removed, *added])
        return Patch(
            tuple(sorted(line for line in added if not holds(line))),
            tuple(sorted(line for line in removed if holds(line))),
        )

    def status(self) -> Status:
        """Journal head, store position, snapshot position and every graph, hidden ones too."""
        graphs = self.store.reader(Level.RESTRICTED).graphs()
        head, position = self.journal.head(), self.store.position
        return Status(self.path, head, position, self.snapshot, graphs)


class Directory(DataDirectory):
    """A data directory whose store is in the memory of this process, with a snapshot of it."""

    store: EmbeddedStore

    def __init__(
        self,
        path: Path,
        journal: Journal,
        limits: Limits | None = None,
        derive: Derive | None = None,
    ) -> None:
        super().__init__(path, journal)
        self.store = EmbeddedStore(limits)
        self._snapshot_file = path / "store" / "snapshot.nq"
        self._snapshot: int | None = None
        self._unsaved = 0
        try:
            self._start()
            if derive is not None:
                self.follow(derive)
        except BaseException:
            self.close()
            raise

    @property
    def snapshot(self) -> int | None:
        """The journal entry that the snapshot stands for; None when there is none."""
        return self._snapshot

    def _start(self) -> None:
        head = self.journal.verify()
        try:
            saved, engine = snapshot.read(self._snapshot_file)
        except snapshot.Damaged as damage:
            if head.seq:
                _LOG.warning("%s %s: replaying the journal", self._snapshot_file, damage)
        else:
            if self.journal.hash_at(saved.position) != saved.head:
                reason = f"the store stands at entry {saved.position}, which the journal lacks"
                raise JournalBroken(str(self.journal.path), reason, entry=saved.position)
            self.store.adopt(engine, saved.position, self.journal.states(saved.position))
            self._snapshot, self._head = saved.position, Head(saved.position, saved.head)
        self.refresh()
        if self.store.count_again() != self.store.counts():
            _LOG.warning("%s: counts differ from the journal, replaying it", self._snapshot_file)
            self._replay()
        if self._snapshot is None and head.seq:
            self._save_if_possible()

    def refresh(self) -> bool:
        """Apply what other processes have written since; whether there was anything.

        Raises:
            JournalBroken: the journal does not continue what this process has read.
        """
        before = self.store.position
        changed: list[str] = []
        for entry in self.journal.entries(after=before):
            if entry.seq != self._head.seq + 1 or entry.previous != self._head.hash:
                reason = f"entry {entry.seq} does not follow entry {self._head.seq}"
                raise JournalBroken(str(self.journal.path), reason, entry=entry.seq)
            patch = entry.patch
            self.store.apply(patch, entry.seq, entry.graphs)
            self._unsaved += len(patch)
            self._head = Head(entry.seq, entry.hash, entry.time)
            if self._derive is not None:
                changed += (*patch.added, *patch.removed)
        if self.store.position > before:
            self._derived(changed)
        return self.store.position > before

    def lines(self, graphs: Iterable[str]) -> Iterable[str]:
        """N-Quads lines without line ends of these graphs, in no order."""
        return self.store.lines(tuple(graphs))

    def _holder(self, lines: list[str]) -> Callable[[str], bool]:  # noqa: ARG002
        return self.store.holds

    def _changed(self, patch: Patch, after: States, loaded: ox.Store | None) -> None:
        if loaded is not None and not self.store.counts():
            self.store.adopt(loaded, self._head.seq, after)
            self._save(patch)
        else:
            self.store.apply(patch, self._head.seq, after)
            self._unsaved += len(patch)
            self._save_when_due()

    def _save_when_due(self) -> None:
        due = max(_MANY, sum(self.store.counts().values()) // _SHARE)
        if self._snapshot is None or self._unsaved > due:
            self._save()

    def _save(self, everything: Patch | None = None) -> None:
        """Write the snapshot; `everything`, when known, is the whole store as additions."""
        dump = self.store.write if everything is None else everything.write
        written = snapshot.write(
            self._snapshot_file, dump, position=self._head.seq, head=self._head.hash
        )
        self._snapshot, self._unsaved = written.position, 0

    def _save_if_possible(self) -> None:
        try:
            with self.lock():
                self._save()
        except (DirectoryLocked, OSError) as error:
            _LOG.warning("%s was not written: %s", self._snapshot_file, error)

    def rebuild(self) -> Status:
        """Replay the whole journal into an empty store, compare, and write the snapshot anew.

        Raises:
            JournalBroken: the chain is broken, or the replay gives other graphs than it says.
            DirectoryLocked: another process is writing.
        """
        with self.lock():
            self.journal.verify()
            self._replay()
            self._save()
        return self.status()

    def _replay(self) -> None:
        self.store.adopt(ox.Store(), 0, {})
        self._head = Head()
        self.refresh()
        expected = self.journal.states(self.store.position)
        found = states(self.store.lines())
        for graph in sorted(expected.keys() | found.keys()):
            if expected.get(graph) != found.get(graph):
                reason = f"replaying it gives another graph <{graph}> than it says"
                raise JournalBroken(str(self.journal.path), reason)


def _loaded(lines: Iterable[str]) -> ox.Store:
    engine = ox.Store()
    try:
        engine.load("\n".join(lines), ox.RdfFormat.N_QUADS)
    except SyntaxError as error:
        raise ValueError(f"not N-Quads: {error}") from None
    for quad in engine.quads_for_pattern(None, None, None, ox.DefaultGraph()):
        raise ValueError(f"a line lies in no named graph: {quad}")
    return engine


def _canonical(engine: ox.Store) -> list[str]:
    found: list[str] = []
    for graph in engine.named_graphs():
        text = dump(engine, graph.value)
        lines = text.split("\n")[:-1]
        refuse_blank_nodes(lines, text)
        found += lines
    return found
