"""What was made of the data, kept until they move."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


def _one(_: object) -> int:
    return 1


class Shelf(Generic[T]):
    """Things by key, each as it was for one version of the data; safe for threads.

    What is made for another version takes the place of what was there. Those that were not asked
    for longest make room: `room` is the sum of the sizes, without `size` the number of things.
    """

    def __init__(self, room: int, size: Callable[[T], int] = _one) -> None:
        self._room, self._size, self._used = room, size, 0
        self._kept, self._lock = OrderedDict[Hashable, tuple[str, T]](), Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, key: Hashable, version: str) -> T | None:
        """What is kept under `key` for this version of the data, if it is there."""
        with self._lock:
            return self._find(key, version)

    def put(self, key: Hashable, version: str, thing: T) -> None:
        """Keep a thing."""
        with self._lock:
            self._put(key, version, thing)

    def find_or_put(self, key: Hashable, version: str, thing: T) -> T:
        """What is kept under `key` for this version; `thing`, which is then kept, if nothing is."""
        with self._lock:
            found = self._find(key, version)
            if found is None:
                self._put(key, version, thing)
            return thing if found is None else found

    def drop(self, key: Hashable, thing: T) -> None:
        """Keep `thing` no longer, if it still stands under `key`."""
        with self._lock:
            _, there = self._kept.get(key, ("", None))
            if there is thing:
                self._take(key)

    def _find(self, key: Hashable, version: str) -> T | None:
        made_for, found = self._kept.get(key, ("", None))
        if found is None or made_for != version:
            return None
        self._kept.move_to_end(key)
        return found

    def _put(self, key: Hashable, version: str, thing: T) -> None:
        if key in self._kept:
            self._take(key)
        self._kept[key] = version, thing
        self._used += self._size(thing)
        while self._used > self._room:
            self._take(next(iter(self._kept)))

    def _take(self, key: Hashable) -> None:
        _, gone = self._kept.pop(key)
        self._used -= self._size(gone)
