"""Answers that many pages share, kept until the data move."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, Final, TypeVar

from flask import Flask, current_app

from lien_webapp.context import reader, version
from lien_webapp.i18n import language

T = TypeVar("T")

ROOM: Final = 64
"""Answers kept at most, those used last."""


class Answers:
    """Answers by level, data, language and name; safe for threads."""

    def __init__(self, room: int) -> None:
        self._room, self._lock = room, Lock()
        self._kept = OrderedDict[tuple[object, ...], Any]()

    def find(self, key: tuple[object, ...]) -> Any:
        """The answer under `key`, or None."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: tuple[object, ...], answer: Any) -> None:
        """Keep an answer; the one that was not asked for longest makes room."""
        with self._lock:
            self._kept[key] = answer
            while len(self._kept) > self._room:
                self._kept.popitem(last=False)


def shared(name: str, ask: Callable[[], T]) -> T:
    """What `ask` gives, asked once for the data, level and language of this request.

    `name` stands for the question with its parameters. What was asked while the data moved is not
    kept.
    """
    answers: Answers = current_app.extensions["lien-answers"]
    key = (reader().level, version(), language(), name)
    found: T | None = answers.find(key)
    if found is None:
        found = ask()
        if reader().version == version():
            answers.put(key, found)
    return found


def init_app(app: Flask) -> None:
    """Give the application its answers."""
    app.extensions["lien-answers"] = Answers(ROOM)
