"""The snapshot: all quads in one N-Quads file, so that a start does not replay the whole journal.

The last line is a comment that says which journal entry the file stands for and what its bytes
hash to. One file, written beside and renamed, is either the old one or the new one, never half.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Final

import pyoxigraph as ox

from lien.store.model import Writer

FORMAT: Final = 1
_MARK: Final = b"# lien-snapshot "
_TAIL: Final = 4096
_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the last line of a snapshot says; `size` is the number of bytes before that line."""

    position: int
    head: str
    sha256: str
    size: int


class _Hashing:
    """A file that hashes what is written to it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.hash, self.size = file, sha256(), 0

    def write(self, data: bytes) -> int:
        self.hash.update(data)
        self.size += len(data)
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()


class Damaged(Exception):
    """The snapshot is missing, cut, altered, or of another format."""


def write(path: Path, dump: Callable[[Writer], None], *, position: int, head: str) -> Snapshot:
    """Replace the snapshot by what `dump` writes; it is on the disk when this returns.

    One process writes at a time: what another has left half written is taken away.
    """
    path.parent.mkdir(exist_ok=True)
    for left in path.parent.glob(f"{path.stem}.*.tmp"):
        left.unlink(missing_ok=True)
    beside = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        with beside.open("wb") as file:
            hashing = _Hashing(file)
            dump(hashing)
            snapshot = Snapshot(position, head, hashing.hash.hexdigest(), hashing.size)
            facts = {
                "format": FORMAT,
                "position": position,
                "head": head,
                "sha256": snapshot.sha256,
            }
            file.write(_MARK + json.dumps(facts).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return snapshot


def read(path: Path) -> tuple[Snapshot, ox.Store]:
    """The snapshot and an engine that holds its quads.

    Raises:
        Damaged: it cannot be used; rebuild it from the journal.
    """
    try:
        with path.open("rb") as file:
            snapshot = _facts(file)
            _check(file, snapshot)
            file.seek(0)
            engine = ox.Store()
            engine.bulk_load(file, ox.RdfFormat.N_QUADS)
    except FileNotFoundError:
        raise Damaged("is missing") from None
    except (OSError, ValueError, SyntaxError, KeyError, TypeError) as error:
        raise Damaged(f"cannot be read: {error}") from error
    return snapshot, engine


def _facts(file: IO[bytes]) -> Snapshot:
    end = file.seek(0, os.SEEK_END)
    start = file.seek(max(0, end - _TAIL))
    tail = file.read()
    at = tail.rfind(_MARK)
    if at < 0 or not tail.endswith(b"\n"):
        raise Damaged("is cut short")
    facts = json.loads(tail[at + len(_MARK) :])
    if facts["format"] != FORMAT:
        raise Damaged("has another format")
    return Snapshot(facts["position"], facts["head"], facts["sha256"], start + at)


def _check(file: IO[bytes], snapshot: Snapshot) -> None:
    file.seek(0)
    hashed, left = sha256(), snapshot.size
    while left:
        chunk = file.read(min(_CHUNK, left))
        hashed.update(chunk)
        left -= len(chunk)
    if hashed.hexdigest() != snapshot.sha256:
        raise Damaged("was altered")
