"""Answers that may take long: made in the background, waited for shortly, kept for a while."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock, Thread
from typing import Final, Generic, TypeVar

from lien.errors import LienError

T = TypeVar("T")

KEPT: Final = 16
"""Answers kept, those asked for last."""
PATIENCE: Final = 8.0
"""Seconds that a request waits for an answer which is being made."""

Key = tuple[object, ...]


class _Task(Generic[T]):
    def __init__(self, make: Callable[[], T]) -> None:
        self.answer: T | None = None
        self.error: LienError | None = None
        self._make = make
        self.thread = Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        try:
            self.answer = self._make()
        except LienError as error:
            self.error = error
        except Exception:
            self.error = LienError("the answer could not be made")
            raise


class Background(Generic[T]):
    """Answers by key, each made once in a thread of its own; safe for threads."""

    def __init__(self, *, patience: float = PATIENCE) -> None:
        self._tasks: OrderedDict[Key, _Task[T]] = OrderedDict()
        self._lock, self._patience = Lock(), patience

    def of(self, key: Key, make: Callable[[], T]) -> T | None:
        """The answer under `key`, or None while it is being made.

        Raises:
            LienError: it could not be made; the next call tries again.
        """
        with self._lock:
            task = self._tasks.get(key)
            if task is None:
                task = self._tasks[key] = _Task(make)
                while len(self._tasks) > KEPT:
                    self._tasks.popitem(last=False)
                task.thread.start()
            self._tasks.move_to_end(key)
        task.thread.join(self._patience)
        if task.thread.is_alive():
            return None
        if task.error is not None:
            self.forget(key)
            raise task.error
        return task.answer

    def forget(self, key: Key) -> None:
        """Let an answer go."""
        with self._lock:
            self._tasks.pop(key, None)
