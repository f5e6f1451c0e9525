"""The door for users' questions: a queue, and a disposable child for whoever's turn it is.

Whoever asks connects and sends a ticket (client, seconds). When its turn comes it gets the
connection of a child, over which question and answer travel without touching this process. The
first connection stays: hanging it up gives the question up, and when the child dies the reason
is said there. One byte says that the answer came whole; a child that was quick may then serve
the next, any other is thrown away.
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

_TICKET: Final = 4096
"""Longest ticket, in bytes."""
_SOON: Final = 1.0
_USES: Final = 100
"""Questions that a child answers at most."""
_QUICK: Final = 0.5
"""Seconds after which a question counts as slow."""
_NICE: Final = 10
"""How far a slow question steps back behind the pages and the quick ones."""


@dataclass(slots=True, eq=False)
class _Asker:
    """One that has connected.

    `until` is when its wait or its turn ends, `quick` when it counts as slow.
    """

    connection: socket.socket
    seconds: float = 0.0
    entered: bool = False
    child: Child | None = None
    began: float = 0.0
    until: float = inf
    quick: float = inf
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
        self._turns = settings.questions
        self._admission: Admission[_Asker] = Admission(Shares.of(settings))
        self._askers: set[_Asker] = set()
        self._children: dict[int, _Asker] = {}
        self._spare: list[Child] = []
        self._uses: dict[int, int] = {}
        selector.register(listener, EVENT_READ, self._accept)

    def renew(self) -> None:
        """The data have changed: children that hold the old ones wait for nobody any more."""
        for child in self._spare:
            _kill(child)
        self._spare.clear()
        self._uses.clear()

    def rest(self) -> None:
        """Fork children in advance: as many in all as there are turns."""
        while len(self._spare) + len(self._children) < self._turns:
            child = self._fork()
            self._uses[child.pid] = 0
            self._spare.append(child)

    def close(self) -> None:
        """Close every connection; in a fork this ends nothing for the others."""
        for asker in self._askers:
            asker.connection.close()
        for child in (*self._spare, *(asker.child for asker in self._children.values())):
            if child is not None:
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
        if data == wire.WHOLE and asker.child is not None:
            self._returned(asker, asker.child, now)
            return
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
            self.rest()
            child = asker.child = self._spare.pop()
            asker.began, asker.until, asker.quick = now, now + asker.seconds, now + _QUICK
            self._children[child.pid] = asker
            try:
                frame = wire.packed({"granted": True})
                socket.send_fds(asker.connection, [frame], [child.connection.fileno()])
            except OSError:  # it has just gone; its hang-up comes next
                os.kill(child.pid, signal.SIGKILL)

    def _returned(self, asker: _Asker, child: Child, now: float) -> None:
        """The answer came whole; a child that was quick serves the next."""
        del self._children[child.pid]
        quick = asker.quick < inf and not asker.late
        self._finish(asker, now, failed=False)
        uses = self._uses.get(child.pid, _USES) + 1
        if quick and uses < _USES:
            self._uses[child.pid] = uses
            self._spare.append(child)
        else:
            _kill(child)
        self._serve(now)

    def _drop(self, asker: _Asker) -> None:
        """Nobody waits for this answer any more."""
        self._askers.discard(asker)
        self._selector.unregister(asker.connection)
        asker.connection.close()
        if asker.child is not None:
            asker.gone = True
            os.kill(asker.child.pid, signal.SIGKILL)
        elif asker.entered:
            self._admission.leave(asker)

    def _refuse(self, asker: _Asker, error: LienError) -> None:
        _say(asker, error)
        self._drop(asker)

    def buried(self, pid: int, status: int, now: float) -> bool:
        """A child of the keeper has died; whether it was one of ours."""
        ours = self._uses.pop(pid, None) is not None
        asker = self._children.pop(pid, None)
        if asker is not None and asker.child is not None:
            asker.child.connection.close()
            self._finish(asker, now, failed=not asker.gone)
            self._explain(asker, status)
            self._serve(now)
        for child in [child for child in self._spare if child.pid == pid]:
            child.connection.close()
            self._spare.remove(child)
        return ours or asker is not None

    def _finish(self, asker: _Asker, now: float, *, failed: bool) -> None:
        asker.child, asker.until, asker.quick = None, inf, inf
        self._admission.finish(asker, now - asker.began, now, failed=failed)
        if asker.gone:
            self._admission.leave(asker)

    def _explain(self, asker: _Asker, status: int) -> None:
        """Say why the child died, when it was not done."""
        if asker.late:
            _say(asker, QueryTimeout(asker.seconds))
        elif os.WIFSIGNALED(status) and not asker.gone:
            number = os.WTERMSIG(status)
            _say(asker, cause_of_death(number, asker.seconds, self._limits))

    def due(self, now: float) -> None:
        """End what has lasted too long, and let what is slow step back behind the rest."""
        for asker in self._askers:
            if asker.quick <= now and asker.child is not None:
                asker.quick = inf
                with contextlib.suppress(ProcessLookupError):  # it has just ended
                    os.setpriority(os.PRIO_PROCESS, asker.child.pid, _NICE)
        for asker in [one for one in self._askers if one.until <= now]:
            if asker.child is not None:
                asker.late, asker.until = True, inf
                os.kill(asker.child.pid, signal.SIGKILL)
            else:
                self._refuse(asker, Busy("queue_seconds", _SOON))

    def next_due(self) -> float:
        """When `due` is to be called next; infinity when nothing lasts."""
        return min((min(asker.until, asker.quick) for asker in self._askers), default=inf)


def _kill(child: Child) -> None:
    child.connection.close()
    os.kill(child.pid, signal.SIGKILL)


def _say(asker: _Asker, error: LienError) -> None:
    with contextlib.suppress(OSError):  # it may be gone
        asker.connection.send(wire.packed(wire.error_header(error)))
