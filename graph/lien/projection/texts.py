"""Many texts in order as two arrays, which are read from a file as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import overload

import numpy as np
from numpy.typing import NDArray

from lien.projection.columns import Ints


@dataclass(frozen=True, slots=True)
class Texts(Sequence[bytes]):
    """Texts in rising order, each once: text `i` is `data[start[i] : start[i + 1]]`."""

    data: NDArray[np.uint8]
    start: Ints

    @classmethod
    def of(cls, ordered: Sequence[bytes]) -> Texts:
        """These texts, which are in order."""
        sizes = np.fromiter(map(len, ordered), np.int64, len(ordered))
        start = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        return cls(np.frombuffer(b"".join(ordered), np.uint8), start)

    def __len__(self) -> int:
        return len(self.start) - 1

    @overload
    def __getitem__(self, place: int) -> bytes: ...
    @overload
    def __getitem__(self, place: slice) -> list[bytes]: ...
    def __getitem__(self, place: int | slice) -> bytes | list[bytes]:
        if isinstance(place, slice):
            return [self[at] for at in range(*place.indices(len(self)))]
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        at = place % len(self)
        return self.data[self.start[at] : self.start[at + 1]].tobytes()

    def places(self, names: Sequence[bytes]) -> Ints:
        """Where each of these names stands, or would stand if it were here."""
        data, start = self.data.data, self.start.data
        return np.fromiter((_place(data, start, name) for name in names), np.int64, len(names))

    def find(self, names: Sequence[bytes]) -> Ints:
        """The place of each of these names; -1 for one that is not here."""
        places, last = self.places(names), len(self)
        there = (
            at < last and self[at] == name for at, name in zip(places.tolist(), names, strict=True)
        )
        found: Ints = np.where(np.fromiter(there, bool, len(names)), places, -1)
        return found

    def with_more(self, places: Ints, names: Sequence[bytes]) -> Texts:
        """These and the `names`, which are in order and not here; `places` are theirs."""
        new = Texts.of(names)
        sizes = np.insert(np.diff(self.start), places, np.diff(new.start))
        bounds = [0, *self.start[places].tolist(), len(self.data)]
        pieces: list[NDArray[np.uint8]] = []
        for at, (low, high) in enumerate(pairwise(bounds)):
            pieces.append(self.data[low:high])
            pieces.append(new.data[new.start[at] : new.start[min(at + 1, len(new))]])
        start = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        return Texts(np.concatenate(pieces), start)

    def only(self, keep: NDArray[np.bool_]) -> Texts:
        """Those that are to be kept."""
        sizes = np.diff(self.start)
        start = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes[keep])])
        return Texts(self.data[np.repeat(keep, sizes)], start)


def _place(data: memoryview, start: memoryview, name: bytes) -> int:
    """The first text that is not before the name, as `bisect.bisect_left` finds it."""
    low, high = 0, len(start) - 1
    while low < high:
        middle = (low + high) // 2
        if data[start[middle] : start[middle + 1]].tobytes() < name:
            low = middle + 1
        else:
            high = middle
    return low
