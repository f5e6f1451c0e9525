"""Indexes by level, brought up to the data: in memory, and in a file where one may be written."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache, partial
from hashlib import blake2b
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Final, NoReturn

from lien.errors import IndexBeingMade, LienError
from lien.search.changing import changed
from lien.search.following import Place, place, touched
from lien.search.index import Index, build, load, save
from lien.search.reading import read, read_again
from lien.store import Level, Reader

FOLDER: Final = "search"
SMALL: Final = 100_000
"""Quads whose index is made in about two seconds; where there are more, nobody waits for it."""
PATIENCE: Final = 3.0
"""Seconds that somebody waits for an index, on a slow machine too."""
WAIT: Final = 5.0
"""Seconds after which somebody who was told to wait may ask again."""
_TRIES: Final = 3
"""Times that an index is made where the data move meanwhile."""
_UNSAVED: Final = 1_000
"""Things read again after which the file is written anew."""
_TICK: Final = 1.0
"""Seconds between two looks at the version."""

Fresh = Callable[[], Reader]
"""Makes a reader of a level."""


@dataclass(slots=True)
class _Making:
    """An index that is being made; `settled` once it is there, or known to take long."""

    index: Future[Index] = field(default_factory=Future)
    settled: Event = field(default_factory=Event)


class Indexes:
    """The index of each level; safe for threads.

    A change of the data is followed: only what it touches is read again. `folder` is the data
    directory; its journal tells what was touched, and other processes find there what one of them
    has made. Where it does not exist or cannot be written, each process makes its own, and makes
    it anew after each change. The index of up to `small` quads is waited for, up to `patience`
    seconds.
    """

    def __init__(
        self, folder: Path | None, *, small: int = SMALL, patience: float = PATIENCE
    ) -> None:
        self._small, self._patience = small, patience
        self._folder = folder if folder and folder.is_dir() else None
        self._kept: dict[Level, Index] = {}
        self._unsaved: dict[Level, int] = {}
        self._locks = {level: Lock() for level in Level}
        self._lock = Lock()
        self._making: dict[Level, _Making] = {}

    def of(self, reader: Reader) -> Index:
        """The index of everything that the reader may see, of the version that it now has.

        However long it takes.
        """
        return self._known(reader) or self._up_to_date(lambda: reader, Event())

    def soon(self, reader: Reader, fresh: Fresh) -> Index:
        """As `of`, of a version that was there since the call; made by a thread of its own.

        `fresh` makes readers of the same level.

        Raises:
            IndexBeingMade: it takes long. It will be there later, ask again.
        """
        until = time.monotonic() + self._patience
        for _ in range(2):  # what was begun before may be of an older version
            if known := self._known(reader):
                return known
            making = self._begin(reader.level, fresh)
            making.settled.wait(max(0.0, until - time.monotonic()))
            if not making.index.done():
                raise IndexBeingMade(WAIT)
            found = making.index.result()
        return found

    def follow(self, fresh: Callable[[Level], Reader]) -> NoReturn:
        """Bring the indexes up to the data as they move, before anybody searches."""
        while True:
            for level in {Level.PUBLIC, *self._kept}:
                with suppress(LienError):
                    self.soon(fresh(level), partial(fresh, level))
            time.sleep(_TICK)

    def _known(self, reader: Reader) -> Index | None:
        kept = self._kept.get(reader.level)
        return kept if kept is not None and kept.version == reader.version else None

    def _begin(self, level: Level, fresh: Fresh) -> _Making:
        """What is being made for a level, begun now if nothing is."""
        with self._lock:
            making = self._making.get(level)
            if making is None:
                making = self._making[level] = _Making()
                Thread(target=self._run, args=(level, fresh, making), daemon=True).start()
            return making

    def _run(self, level: Level, fresh: Fresh, making: _Making) -> None:
        try:
            making.index.set_result(self._up_to_date(fresh, making.settled))
        except BaseException as error:  # noqa: BLE001  raised where it is waited for
            making.index.set_exception(error)
        finally:
            with self._lock:
                del self._making[level]
            making.settled.set()

    def _up_to_date(self, fresh: Fresh, long: Event) -> Index:
        """The index of what a reader sees, kept from now on; `long` is set where it takes long."""
        for _ in range(_TRIES):
            reader = fresh()
            level = reader.level
            with self._locks[level]:
                if known := self._known(reader):
                    return known
                index = self._made(reader, long)
                if index.version:
                    self._kept[level] = index
                    break
        return index

    def _made(self, reader: Reader, long: Event) -> Index:
        """A new index; without a version where the data moved meanwhile: it is of no one state."""
        version, now = reader.version, place(self._folder, reader)
        kept = self._kept.get(reader.level) or self._loaded(reader.level)
        found = self._followed(reader, kept, version, now)
        if found is None:
            if sum(graph.quads for graph in reader.graphs()) > self._small:
                long.set()
            with self._alone():
                found = self._followed(reader, self._loaded(reader.level), version, now)
                if found is None:
                    found = build(read(reader), version)
                    self._unsaved[reader.level] = _UNSAVED
        if reader.version != version:
            return replace(found, version="")
        if now is not None:
            found = replace(found, entry=now.entry, graphs=[*now.graphs])
        if self._unsaved.get(reader.level, 0) >= _UNSAVED:
            self._write(found, reader.level)
        return found

    def _followed(
        self, reader: Reader, kept: Index | None, version: str, now: Place | None
    ) -> Index | None:
        """An index brought up to what the reader sees; None where that cannot be done."""
        if kept is None or kept.version == version:
            return kept
        if self._folder is None or now is None or kept.entry < 0:
            return None
        before = Place(kept.entry, tuple(kept.graphs))
        things = touched(self._folder, reader, before, now)
        if things is None:
            return None
        self._unsaved[reader.level] = self._unsaved.get(reader.level, 0) + len(things)
        return changed(kept, things, read_again(reader, things), version)

    def _loaded(self, level: Level) -> Index | None:
        """The index in the file, of whatever version."""
        path = self._path(level)
        if path is not None:
            with suppress(OSError, ValueError, KeyError):
                return load(path)
        return None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Be the only process that makes an index of these data, where that can be had."""
        if self._folder is None:
            yield
            return
        place = os.open(self._folder, os.O_RDONLY)
        try:
            with suppress(OSError):
                fcntl.flock(place, fcntl.LOCK_EX)
            yield
        finally:
            os.close(place)

    def _write(self, index: Index, level: Level) -> None:
        path = self._path(level)
        if path is None:
            return
        self._unsaved[level] = 0
        with suppress(OSError):
            path.parent.mkdir(mode=0o700, exist_ok=True)
            save(index, path)
            for old in path.parent.glob(f"{path.name.partition('-')[0]}-*.npz"):
                if old != path:
                    old.unlink(missing_ok=True)

    def _path(self, level: Level) -> Path | None:
        """The file of a level, as this program writes it."""
        if self._folder is None:
            return None
        return self._folder / FOLDER / f"{level.name.lower()}-{_program()}.npz"


@cache
def _program() -> str:
    """A name for the files of this package as they are installed."""
    files = sorted(Path(__file__).parent.glob("*.*"))
    texts = b"".join(path.read_bytes() for path in files if path.is_file())
    return blake2b(texts, digest_size=12).hexdigest()
