"""Turns of users' questions in one web process, where a server evaluates them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

from lien.errors import Busy, LienError
from lien.settings import Settings
from lien.store.admission import Admission, Shares


class Turns:
    """The admission of `lien.store.door` for threads that wait; see there for the rules."""

    def __init__(self, settings: Settings) -> None:
        self._admission: Admission[object] = Admission(Shares.of(settings))
        self._patience = settings.queue_seconds
        self._running: set[object] = set()
        self._moved = Condition()

    @contextmanager
    def turn(self, client: str) -> Iterator[None]:
        """Wait for a turn, and have it.

        Raises:
            TooManyQuestions: the client's own share is used up.
            Busy: as many as may be here are here, or the wait was too long.
        """
        ticket = object()
        with self._moved:
            self._admission.enter(ticket, client, time.monotonic())
            self._grant()
            if not self._moved.wait_for(lambda: ticket in self._running, self._patience):
                self._admission.leave(ticket)
                raise Busy("queue_seconds", 1.0)
        began, failed = time.monotonic(), False
        try:
            yield
        except LienError:
            failed = True
            raise
        finally:
            now = time.monotonic()
            with self._moved:
                self._running.discard(ticket)
                self._admission.finish(ticket, now - began, now, failed=failed)
                self._admission.leave(ticket)
                self._grant()

    def _grant(self) -> None:
        while (ticket := self._admission.next()) is not None:
            self._running.add(ticket)
        self._moved.notify_all()
