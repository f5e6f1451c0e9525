"""The keeper: the process of `lien serve` that holds the store and forks whoever reads it.

    supervisor ─┬─ web (gunicorn)                 asks over two Unix sockets
                └─ keeper ─┬─ readers of pages    long-lived, for the product's own questions
                           └─ children            one disposable child for each user question

It has one thread. When the journal moves it applies the new entries, forks new readers and
retires the old ones, which finish what they are answering. Forking is cheap (milliseconds) and
whoever is forked has the keeper's store at that moment, without copying it.
"""

from __future__ import annotations

import contextlib
import gc
import json
import logging
import os
import shutil
import signal
import socket
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from typing import Final, NoReturn

from lien.errors import DataDirectoryError
from lien.settings import Settings
from lien.store import worker
from lien.store.client import KeeperAddress, KeeperReader
from lien.store.directory import Directory, open_directory
from lien.store.door import Door
from lien.store.model import Derive, Level, Limits
from lien.store.supervisor import Ready, buried, forget_signals, supervise, wakeups

__all__ = ["KeeperAddress", "KeeperReader", "run"]

_LOG: Final = logging.getLogger(__name__)
_TICK: Final = 0.5
"""Seconds between two looks at the journal."""
_GRACE: Final = 5.0
"""Seconds that readers have to finish when the keeper ends."""
_BACKLOG: Final = 128
_LONGEST: Final = 80
"""Longest folder name that leaves room for a socket's name (the system allows 107 bytes)."""

Web = Callable[[KeeperAddress], None]


def run(
    path: Path,
    settings: Settings,
    web: Web,
    *,
    derive: Callable[[], Derive] | None = None,
    prepare: Callable[[], None] = lambda: None,
) -> int:
    """Keep the data directory at `path` until the web process ends; returns its exit code.

    `web` runs in a process of its own and gets the address for `KeeperReader`; `prepare` runs
    before, in this process, while the keeper opens the directory. `derive` makes, in the keeper,
    what computes its derived graphs; without it there are none. Keeper and web are brought
    back when they are killed; see `supervise`. Call this from a process with one thread.

    Raises:
        DataDirectoryError: the data directory cannot be used; `web` is then never called.
    """
    with _sockets(settings) as (address, listeners):

        def keep(ready: Ready) -> None:
            limits, deriver = Limits.of(settings), derive() if derive else None
            with open_directory(path, limits=limits, derive=deriver) as directory:
                _keep(directory, settings, listeners, address.versions, ready)

        return supervise(keep, partial(web, address), prepare)


def _keep(
    directory: Directory,
    settings: Settings,
    listeners: dict[str, socket.socket],
    versions: str,
    ready: Ready,
) -> None:
    gc.collect()
    gc.freeze()  # what is there now is never looked at again, so forks share it
    with wakeups() as woken:
        keeper = _Keeper(settings, listeners, versions, directory)
        with contextlib.closing(keeper):
            ready()
            keeper.watch(woken)


@dataclass(slots=True)
class _Generation:
    """Readers forked from the same state; closing `retire` sends them home."""

    retired: int
    retire: int
    workers: set[int] = field(default_factory=set)


class _Keeper:
    def __init__(
        self,
        settings: Settings,
        listeners: dict[str, socket.socket],
        versions: str,
        directory: Directory,
    ) -> None:
        self._settings, self._listeners, self._directory = settings, listeners, directory
        self._versions = versions
        self._selector = DefaultSelector()
        self._door = Door(listeners["questions"], self._selector, settings, directory.store.child)
        self._now: _Generation | None = None
        self._leaving: set[int] = set()
        self._complained = self._ending = False
        self._renew()

    def watch(self, woken: socket.socket) -> None:
        """Follow the journal, open the door and look after the children until SIGTERM."""
        signal.signal(signal.SIGTERM, lambda *_: setattr(self, "_ending", True))
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to everybody
        self._selector.register(woken, EVENT_READ, lambda _: woken.recv(4096))
        look = 0.0
        while not self._ending:
            now = time.monotonic()
            self._bury(now)
            self._door.due(now)
            if now >= look:
                look = now + _TICK
                if self._moved():
                    self._renew()
            self._fill()
            self._door.rest()
            pause = max(0.0, min(look, self._door.next_due()) - time.monotonic())
            for key, _ in self._selector.select(pause):
                key.data(time.monotonic())

    def _moved(self) -> bool:
        try:
            return self._directory.refresh()
        except DataDirectoryError as error:
            if not self._complained:
                _LOG.error("the journal is not followed any more: %s", error)
            self._complained = True
            return False

    def _renew(self) -> None:
        if self._now is not None:  # first, so that no new reader holds the old ones' pipe
            self._retire(self._now)
        retired, retire = os.pipe()
        self._now = _Generation(retired, retire)
        for level in Level if self._settings.tokens else (Level.PUBLIC,):
            self._directory.store.view(level)  # made once here, not in every reader
        self._door.renew()
        self._fill()
        self._state(Path(self._versions))

    def _state(self, file: Path) -> None:
        """Write down the version of each level, whole at any moment."""
        beside = file.with_suffix(".new")
        beside.write_text(json.dumps([self._directory.store.version(level) for level in Level]))
        beside.replace(file)

    def _retire(self, generation: _Generation) -> None:
        os.close(generation.retire)
        os.close(generation.retired)
        self._leaving |= generation.workers

    def _fill(self) -> None:
        generation = self._now
        assert generation is not None  # noqa: S101 - _renew() comes first
        while len(generation.workers) < self._settings.readers:
            pid = os.fork()
            if pid == 0:
                self._read(generation)
            generation.workers.add(pid)

    def _read(self, generation: _Generation) -> NoReturn:
        """Be a reader of pages; never comes back."""
        try:
            forget_signals(ignore=(signal.SIGINT,))
            self._selector.close()
            self._door.close()
            os.close(generation.retire)
            handle = worker.Pages(self._directory.store)
            worker.serve(self._listeners["pages"], generation.retired, handle)
        except BaseException:  # noqa: BLE001 - reported here, since nothing above may run
            traceback.print_exc()
        finally:
            os._exit(0)

    def _bury(self, now: float) -> None:
        for pid, status in buried():
            if self._door.buried(pid, status, now):
                continue
            self._leaving.discard(pid)
            if self._now is not None and pid in self._now.workers:
                self._now.workers.discard(pid)
                code = os.waitstatus_to_exitcode(status)
                _LOG.warning("a reader of pages died (%d) and is replaced", code)

    def close(self) -> None:
        """Send the readers home; the children go with this process."""
        self._door.close()
        if self._now is not None:
            self._retire(self._now)
            self._now = None
        deadline = time.monotonic() + _GRACE
        while self._leaving and time.monotonic() < deadline:
            self._bury(time.monotonic())
            time.sleep(0.01)
        for pid in self._leaving:
            os.kill(pid, signal.SIGKILL)
        self._selector.close()


@contextmanager
def _sockets(settings: Settings) -> Iterator[tuple[KeeperAddress, dict[str, socket.socket]]]:
    """Two listening sockets and a file of versions in a folder that only this user may enter."""
    _sweep(Path(tempfile.gettempdir()))
    prefix = f"lien-{os.getpid()}-"
    folder = tempfile.mkdtemp(prefix=prefix)
    if len(folder) > _LONGEST:
        Path(folder).rmdir()
        folder = tempfile.mkdtemp(prefix=prefix, dir="/tmp")
    listeners: dict[str, socket.socket] = {}
    try:
        for name in ("pages", "questions"):
            listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            listeners[name] = listener
            listener.bind(f"{folder}/{name}")
            listener.listen(_BACKLOG)
            listener.setblocking(False)
        paths = {name: f"{folder}/{name}" for name in listeners}
        address = KeeperAddress(
            **paths,
            versions=f"{folder}/versions",
            seconds=settings.query_seconds,
            queue=settings.queue_seconds,
        )
        yield address, listeners
    finally:
        for listener in listeners.values():
            listener.close()
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(place: Path) -> None:
    """Remove folders of ours whose process was killed and could not remove them."""
    for folder in place.glob("lien-*-*"):
        number = folder.name.split("-")[1]
        if number.isdigit() and not _lives(int(number)):
            shutil.rmtree(folder, ignore_errors=True)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
