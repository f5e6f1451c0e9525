"""The door for users' questions: a queue, and one disposable child for each question.

Whoever asks connects and sends a ticket (client, seconds). When its turn comes it gets the
connection of a child, over which question and answer travel without touching this process. The
first connection stays: hanging it up gives the question up, and when the child dies the reason
is said there.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from selectors import EVENT_READ, BaseSelector
from typing import Final

from lien.errors import Busy, LienError, QueryTimeout
from lien.settings import Settings
from lien.store import wire
from lien.store.admission import Admission, Shares
from lien.store.child import Child, cause_of_death
from lien.store.model import Limits

_SPARE: Final = 2
"""Children forked in advance."""
_TICKET: Final = 4096
"""Longest ticket, in bytes."""
_SOON: Final = 1.0


@dataclass(slots=True, eq=False)
class _Asker:
    """One that has connected. `until` is when its wait or its turn ends."""

    connection: socket.socket
    seconds: float = 0.0
    entered: bool = False
    pid: int = 0
    began: float = 0.0
    until: float = inf
    late: bool = False
    gone: bool = False


class Door:
    """Runs in the keeper's loop; `fork` makes a child that holds the present data."""

    def __init__(
        self,
        listener: socket.socket,
        selector: BaseSelector,
        settings: Settings,
        fork: Callable[[], Child],
    ) -> None:
        self._listener, self._selector, self._fork = listener, selector, fork
        self._limits, self._patience = Limits.of(settings), settings.queue_seconds
        self._admission: Admission[_Asker] = Admission(Shares.of(settings))
        self._askers: set[_Asker] = set()
        self._children: dict[int, _Asker] = {}
        self._spare: list[Child] = []
        selector.register(listener, EVENT_READ, self._accept)

    def renew(self) -> None:
        """The data have changed: children that wait hold the old ones, and go."""
        for child in self._spare:
            child.connection.close()
            os.kill(child.pid, signal.SIGKILL)
        self._spare.clear()

    def rest(self) -> None:
        """Fork children in advance."""
        while len(self._spare) < _SPARE:
            self._spare.append(self._fork())

    def close(self) -> None:
        """Close every connection; in a fork this ends nothing for the others."""
        for asker in self._askers:
            asker.connection.close()
        for child in self._spare:
            child.connection.close()

    def _accept(self, _: float) -> None:
        with contextlib.suppress(BlockingIOError):
            connection, _ = self._listener.accept()
            connection.setblocking(False)
            asker = _Asker(connection)
            self._askers.add(asker)
            self._selector.register(connection, EVENT_READ, lambda now: self._heard(asker, now))

    def _heard(self, asker: _Asker, now: float) -> None:
        """A ticket came, or the asker hung up."""
        try:
            data = asker.connection.recv(_TICKET)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data or asker.entered:
            self._drop(asker)
            return
        ticket = json.loads(data)
        asker.seconds = ticket["seconds"]
        try:
            self._admission.enter(asker, ticket["client"], now)
        except LienError as error:
            self._refuse(asker, error)
            return
        asker.entered, asker.until = True, now + self._patience
        self._serve(now)

    def _serve(self, now: float) -> None:
        while (asker := self._admission.next()) is not None:
            child = self._spare.pop() if self._spare else self._fork()
            asker.pid, asker.began, asker.until = child.pid, now, now + asker.seconds
            self._children[child.pid] = asker
            with child.connection:
                try:
                    frame = wire.packed({"granted": True})
                    socket.send_fds(asker.connection, [frame], [child.connection.fileno()])
                except OSError:  # it has just gone; its hang-up comes next
                    os.kill(child.pid, signal.SIGKILL)

    def _drop(self, asker: _Asker) -> None:
        """Nobody waits for this answer any more."""
        self._askers.discard(asker)
        self._selector.unregister(asker.connection)
        asker.connection.close()
        if asker.pid:
            asker.gone = True
            os.kill(asker.pid, signal.SIGKILL)
        elif asker.entered:
            self._admission.leave(asker)

    def _refuse(self, asker: _Asker, error: LienError) -> None:
        _say(asker, error)
        self._drop(asker)

    def buried(self, pid: int, status: int, now: float) -> bool:
        """A child of the keeper has died; whether it was one of ours."""
        asker = self._children.pop(pid, None)
        if asker is not None:
            self._finish(asker, status, now)
            self._serve(now)
            return True
        spare = [child for child in self._spare if child.pid == pid]
        for child in spare:
            child.connection.close()
            self._spare.remove(child)
        return bool(spare)

    def _finish(self, asker: _Asker, status: int, now: float) -> None:
        asker.pid, asker.until = 0, inf
        failed = status != 0 and not asker.gone
        self._admission.finish(asker, now - asker.began, now, failed=failed)
        if asker.gone:
            self._admission.leave(asker)
        elif asker.late:
            _say(asker, QueryTimeout(asker.seconds))
        elif os.WIFSIGNALED(status):
            number = os.WTERMSIG(status)
            _say(asker, cause_of_death(number, asker.seconds, self._limits))

    def due(self, now: float) -> None:
        """End what has lasted too long."""
        for asker in [one for one in self._askers if one.until <= now]:
            if asker.pid:
                asker.late, asker.until = True, inf
                os.kill(asker.pid, signal.SIGKILL)
            else:
                self._refuse(asker, Busy("queue_seconds", _SOON))

    def next_due(self) -> float:
        """When `due` is to be called next; infinity when nothing lasts."""
        return min((asker.until for asker in self._askers), default=inf)


def _say(asker: _Asker, error: LienError) -> None:
    with contextlib.suppress(OSError):  # it may be gone
        asker.connection.send(wire.packed(wire.error_header(error)))
