"""Answers that many requests share, asked once and kept until the data move."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Thread
from time import monotonic, sleep
from typing import Any, Final, TypeVar

from flask import Flask, current_app

from lien.store import Reader
from lien_webapp.context import reader, version
from lien_webapp.shelf import Shelf

T = TypeVar("T")

ROOM: Final = 64
"""Answers kept at most, those used last."""
PATIENCE: Final = 2.0
"""Seconds that a request waits for what is made in the background."""
_STEP: Final = 0.02


class Answers:
    """Answers by level and by what is asked; however many ask at once, each is made once."""

    def __init__(self) -> None:
        self._shelf = Shelf[Future[Any]](ROOM)

    def of(self, store: Reader, state: str, make: Callable[[], T], *what: Hashable) -> T:
        """What `make` gives for the data of `store` in the version `state`.

        What was made while the data moved is given and not kept. An error is that of all who wait;
        whoever asks next tries again.
        """
        return self._result((store.level, *what), self._begun(store, state, make, *what))

    def in_background(
        self, store: Reader, state: str, make: Callable[[Reader], T], *what: Hashable
    ) -> T | None:
        """The same, or None while another thread makes it, of a patient reader."""
        patient = store.patient()
        found = self._begun(patient, state, lambda: make(patient), *what, background=True)
        return self._result((store.level, *what), found) if found.done() else None

    def _begun(
        self,
        store: Reader,
        state: str,
        make: Callable[[], T],
        *what: Hashable,
        background: bool = False,
    ) -> Future[T]:
        key, mine = (store.level, *what), Future[T]()

        def run() -> None:
            try:
                mine.set_result(make())
            except Exception as error:  # noqa: BLE001  it is raised where the answer is wanted
                mine.set_exception(error)
            if store.version != state:
                self._shelf.drop(key, mine)

        found = self._shelf.find_or_put(key, state, mine)
        if found is mine and background:
            Thread(target=run, daemon=True).start()
        elif found is mine:
            run()
        return found

    def _result(self, key: Hashable, found: Future[T]) -> T:
        try:
            return found.result()
        except Exception:
            self._shelf.drop(key, found)
            raise


def answers() -> Answers:
    """Those of this application."""
    found: Answers = current_app.extensions["lien-answers"]
    return found


def shared(make: Callable[[], T], *what: Hashable) -> T:
    """What `make` gives, made once for the data and the level of this request.

    `what` stands for the question with all that the answer depends on besides: its parameters, and
    the language if it holds words.
    """
    return answers().of(reader(), version(), make, *what)


def patiently(make: Callable[[Reader], T], *what: Hashable) -> T | None:
    """The same, made by another thread; None when it takes longer than a request should wait.

    `make` runs without a request and gets a reader that is given more time. The answer meanwhile
    is `lien_webapp.waiting.being_made`.
    """
    store, state, until = reader(), version(), monotonic() + PATIENCE
    while True:
        found = answers().in_background(store, state, make, *what)
        if found is not None or monotonic() > until:
            return found
        sleep(_STEP)


def init_app(app: Flask) -> None:
    """Give the application its answers."""
    app.extensions["lien-answers"] = Answers()
