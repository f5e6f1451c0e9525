"""The keeper: the main process of `lien serve`. It holds the store and forks whoever reads it.

    keeper ─┬─ web (gunicorn)                     asks over two Unix sockets
            ├─ readers of pages                   long-lived, answer the product's own questions
            └─ readers of questions ── children   one disposable child for each user question

It has one thread. When the journal moves it applies the new entries, forks new readers and
retires the old ones, which finish what they are answering. Forking is cheap (milliseconds) and
every reader has the keeper's store at the moment of the fork, without copying it.
"""

from __future__ import annotations

import contextlib
import logging
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

from lien.errors import DataDirectoryError
from lien.settings import Settings
from lien.store import worker
from lien.store.child import die_with_parent
from lien.store.client import KeeperAddress, KeeperReader
from lien.store.directory import Directory, open_directory
from lien.store.model import Level, Limits

__all__ = ["KeeperAddress", "KeeperReader", "run"]

_LOG: Final = logging.getLogger(__name__)
_TICK: Final = 0.5
"""Seconds between two looks at the journal."""
_GRACE: Final = 5.0
"""Seconds that readers have to finish when the keeper ends."""
_BACKLOG: Final = 128
_LONGEST: Final = 80
"""Longest folder name that leaves room for a socket's name (the system allows 107 bytes)."""
_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD)

Web = Callable[[KeeperAddress], None]


def run(path: Path, settings: Settings, web: Web) -> int:
    """Keep the data directory at `path` until the web process ends; returns its exit code.

    `web` runs in a process of its own, forked before the store is opened, and gets the address
    for `KeeperReader`. SIGTERM and SIGINT are passed on to it; it gets SIGTERM when the keeper
    dies. Call this from a process with one thread.

    Raises:
        DataDirectoryError: the data directory cannot be used; `web` is then never called.
    """
    with _sockets(settings) as (address, listeners), _signals() as wakeups:
        go_read, go_write = os.pipe()
        keeper = os.getpid()
        pid = os.fork()
        if pid == 0:
            os.close(go_write)
            _web(web, address, go_read, keeper)
        os.close(go_read)
        with contextlib.closing(_Keeper(settings, listeners, wakeups, pid)) as kept:
            try:
                kept.open(path)
                with contextlib.suppress(BrokenPipeError):  # stopped before it began
                    os.write(go_write, b"!")
            finally:
                os.close(go_write)
            return kept.watch()


@dataclass(slots=True)
class _Generation:
    """Readers forked from the same state; closing `retire` sends them home."""

    position: int
    retired: int
    retire: int
    workers: dict[int, str] = field(default_factory=dict)


class _Keeper:
    def __init__(
        self,
        settings: Settings,
        listeners: dict[str, socket.socket],
        wakeups: socket.socket,
        web: int,
    ) -> None:
        self._settings, self._listeners, self._wakeups = settings, listeners, wakeups
        self._web = web
        self._directory: Directory | None = None
        self._now: _Generation | None = None
        self._leaving: dict[int, str] = {}
        self._complained = False
        signal.signal(signal.SIGTERM, self._forward)
        signal.signal(signal.SIGINT, self._forward)

    def open(self, path: Path) -> None:
        """Open the directory and fork the first readers."""
        self._directory = open_directory(path, limits=Limits.of(self._settings))
        self._renew(self._directory)

    def watch(self) -> int:
        """Follow the journal and look after the children until the web process ends."""
        directory = self._directory
        assert directory is not None  # noqa: S101 - open() comes first
        while (code := self._reap()) is None:
            if self._moved(directory):
                self._renew(directory)
            self._fill(directory)
            if select.select([self._wakeups], [], [], _TICK)[0]:
                self._wakeups.recv(4096)
        return code

    def _forward(self, number: int, _: FrameType | None) -> None:
        with contextlib.suppress(ProcessLookupError):
            if self._web:
                os.kill(self._web, number)

    def _moved(self, directory: Directory) -> bool:
        try:
            return directory.refresh()
        except DataDirectoryError as error:
            if not self._complained:
                _LOG.error("the journal is not followed any more: %s", error)
            self._complained = True
            return False

    def _renew(self, directory: Directory) -> None:
        if self._now is not None:  # first, so that no new reader holds the old ones' pipe
            self._retire(self._now)
        retired, retire = os.pipe()
        self._now = _Generation(directory.store.position, retired, retire)
        for level in Level if self._settings.tokens else (Level.PUBLIC,):
            directory.store.view(level)  # made once here, not in every reader
        self._fill(directory)

    def _retire(self, generation: _Generation) -> None:
        os.close(generation.retire)
        os.close(generation.retired)
        self._leaving |= generation.workers

    def _fill(self, directory: Directory) -> None:
        generation = self._now
        assert generation is not None  # noqa: S101 - _renew() comes first
        wanted = {"pages": self._settings.readers, "questions": self._settings.questions}
        roles = list(generation.workers.values())
        for role, count in wanted.items():
            for _ in range(count - roles.count(role)):
                pid = os.fork()
                if pid == 0:
                    self._read(role, generation, directory)
                generation.workers[pid] = role

    def _read(self, role: str, generation: _Generation, directory: Directory) -> NoReturn:
        """Be a reader; never comes back."""
        try:
            _forget_signals(ignore=(signal.SIGINT,))
            os.close(generation.retire)
            store, seconds = directory.store, self._settings.query_seconds
            handle = worker.Pages(store, seconds) if role == "pages" else worker.Questions(store)
            worker.serve(self._listeners[role], generation.retired, handle)
        except BaseException:  # noqa: BLE001 - reported here, since nothing above may run
            traceback.print_exc()
        finally:
            os._exit(0)

    def _reap(self) -> int | None:
        """Bury dead children; the exit code of the web process when it is among them."""
        code = None
        for pid, status in _dead():
            if pid == self._web:
                self._web = 0
                code = _exit_code(status)
            elif self._leaving.pop(pid, None) is None and self._now is not None:
                role = self._now.workers.pop(pid, "child")
                _LOG.warning("a reader of %s died (%d) and is replaced", role, _exit_code(status))
                time.sleep(0.05)
        return code

    def close(self) -> None:
        """End the web process and the readers, and close the directory."""
        if self._now is not None:
            self._retire(self._now)
        if self._web:
            self._leaving[self._web] = "web"
            self._forward(signal.SIGTERM, None)
        self._web = 0
        deadline = time.monotonic() + _GRACE
        while self._leaving and time.monotonic() < deadline:
            self._reap()
            time.sleep(0.01)
        for pid in self._leaving:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        if self._directory is not None:
            self._directory.close()


def _web(web: Web, address: KeeperAddress, go: int, keeper: int) -> NoReturn:
    code = 1
    try:
        _forget_signals()
        die_with_parent(keeper, signal.SIGTERM)
        if not os.read(go, 1):
            os._exit(0)
        os.close(go)
        web(address)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - reported here, since nothing above may run
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _forget_signals(*, ignore: tuple[signal.Signals, ...] = ()) -> None:
    signal.set_wakeup_fd(-1)
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN if number in ignore else signal.SIG_DFL)


def _dead() -> Iterator[tuple[int, int]]:
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            yield pid, status


def _exit_code(status: int) -> int:
    """As a shell counts: the exit code, or 128 and the signal."""
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


@contextmanager
def _sockets(settings: Settings) -> Iterator[tuple[KeeperAddress, dict[str, socket.socket]]]:
    """Two listening sockets in a folder that only this user may enter."""
    folder = tempfile.mkdtemp(prefix="lien-")
    if len(folder) > _LONGEST:
        Path(folder).rmdir()
        folder = tempfile.mkdtemp(prefix="lien-", dir="/tmp")
    listeners: dict[str, socket.socket] = {}
    try:
        for name in ("pages", "questions"):
            listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            listeners[name] = listener
            listener.bind(f"{folder}/{name}")
            listener.listen(_BACKLOG)
            listener.setblocking(False)
        paths = {name: f"{folder}/{name}" for name in listeners}
        yield KeeperAddress(**paths, seconds=settings.query_seconds), listeners
    finally:
        for listener in listeners.values():
            listener.close()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _signals() -> Iterator[socket.socket]:
    """A socket that becomes readable when a signal came; the old handlers return at the end."""
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    woken = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    try:
        signal.signal(signal.SIGCHLD, lambda *_: None)
        yield ours
    finally:
        signal.set_wakeup_fd(woken)
        for number, handler in before.items():
            signal.signal(number, handler)
        ours.close()
        theirs.close()
