"""Indexes by level, kept until the data move: in memory, and in a file where one may be written."""

from __future__ import annotations

from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import Final

from lien.search.index import Index, build, load, save
from lien.search.reading import read
from lien.store import Level, Reader

FOLDER: Final = "search"


class Indexes:
    """The index of each level; safe for threads.

    `folder` is the data directory; other processes find there what one of them has made. Where it
    does not exist or cannot be written, each process makes its own.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder / FOLDER if folder and folder.is_dir() else None
        self._kept: dict[Level, Index] = {}
        self._locks = {level: Lock() for level in Level}

    def of(self, reader: Reader) -> Index:
        """The index of everything that the reader may see, of the version that it now has."""
        kept = self._kept.get(reader.level)
        if kept is not None and kept.version == reader.version:
            return kept
        with self._locks[reader.level]:
            kept = self._kept.get(reader.level)
            if kept is None or kept.version != reader.version:
                kept = self._kept[reader.level] = self._made(reader)
            return kept

    def _made(self, reader: Reader) -> Index:
        path = self._path(reader)
        if path is not None:
            with suppress(OSError, ValueError, KeyError):
                found = load(path)
                if found.version == reader.version:
                    return found
        contents = read(reader)
        index = build(contents, reader.version)
        if path is not None and path == self._path(reader):
            with suppress(OSError):
                self._write(index, path)
        return index

    def _write(self, index: Index, path: Path) -> None:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        save(index, path)
        for old in path.parent.glob(f"{path.name.partition('-')[0]}-*.npz"):
            if old != path:
                old.unlink(missing_ok=True)

    def _path(self, reader: Reader) -> Path | None:
        """The file of what the reader now sees, as this program writes it."""
        if self._folder is None:
            return None
        name = blake2b(f"{reader.version} {_program()}".encode(), digest_size=12).hexdigest()
        return self._folder / f"{reader.level.name.lower()}-{name}.npz"


def _program() -> str:
    """A name for the files of this package as they are installed."""
    files = sorted(Path(__file__).parent.glob("*.*"))
    texts = b"".join(path.read_bytes() for path in files if path.is_file())
    return blake2b(texts, digest_size=12).hexdigest()
