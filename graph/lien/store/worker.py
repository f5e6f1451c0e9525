"""What a forked reader does: accept a connection, answer its one request, accept the next."""

from __future__ import annotations

import contextlib
import json
import select
import signal
import socket
from dataclasses import asdict
from typing import Any, Final, Protocol

from lien.errors import LienError, QueryError
from lien.store import wire
from lien.store.child import Child, question_from
from lien.store.convert import from_json
from lien.store.embedded import EmbeddedStore
from lien.store.model import Level


class Handler(Protocol):
    """Answers requests, and prepares for the next one once an answer was sent."""

    def __call__(self, header: wire.Header) -> bytes:
        """The frame that answers a request."""
        ...

    def rest(self) -> None:
        """Prepare for the next request, before the first one too."""
        ...


_PATIENCE: Final = 10.0
"""Seconds that a client may take to send its request or to take the next bytes."""


def serve(listener: socket.socket, retired: int, handle: Handler) -> None:
    """Answer requests until the pipe `retired` is closed at its other end.

    A request that is being answered is finished first. Several processes may share the listener.
    """
    poll = select.poll()
    poll.register(listener, select.POLLIN)
    poll.register(retired, select.POLLHUP)
    while True:
        handle.rest()
        ready = {number for number, _ in poll.poll()}
        if retired in ready:
            return
        try:
            connection, _ = listener.accept()
        except BlockingIOError:  # another reader was faster
            continue
        with connection, contextlib.suppress(OSError, LienError):
            connection.settimeout(_PATIENCE)
            header, _ = wire.unpacked(wire.receive(connection))
            connection.sendall(_handled(handle, header))


def _handled(handle: Handler, header: wire.Header) -> bytes:
    try:
        return handle(header)
    except LienError as error:
        return wire.packed(wire.error_header(error))


class Pages:
    """Answers the product's own questions; one that takes over `seconds` ends the process."""

    def __init__(self, store: EmbeddedStore, seconds: float) -> None:
        self._store, self._seconds = store, seconds

    def __call__(self, header: wire.Header) -> bytes:
        """Answer one request."""
        signal.setitimer(signal.ITIMER_REAL, self._seconds)
        try:
            return _page(self._store, header)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def rest(self) -> None:
        """Nothing to prepare for the next request."""


def _page(store: EmbeddedStore, header: wire.Header) -> bytes:
    reader = store.reader(Level(header["level"]))
    facts = {"version": reader.version}
    operation = header["op"]
    if operation == "version":
        return wire.packed(facts)
    if operation == "graphs":
        found = [asdict(graph) for graph in reader.graphs()]
        return wire.packed(facts, json.dumps(found).encode())
    query: str = header["query"]
    values: dict[str, Any] = {name: from_json(term) for name, term in header["values"].items()}
    if operation == "select":
        return wire.packed(facts, reader.select_json(query, **values))
    if operation == "construct":
        body = reader.construct(query, media_type=header["media_type"], **values)
        return wire.packed(facts, body)
    raise QueryError(f"there is no operation {operation!r}")


class Questions:
    """Answers users' questions, each in a disposable child that was forked in advance."""

    def __init__(self, store: EmbeddedStore) -> None:
        self._store = store
        self._spare: Child | None = None
        self._used: Child | None = None

    def __call__(self, header: wire.Header) -> bytes:
        """Answer one request."""
        self._used, self._spare = self._spare, None
        question = question_from(header["question"])
        answer = self._store.answer(Level(header["level"]), question, self._used)
        return wire.packed({"media_type": answer.media_type, "kind": answer.kind}, answer.body)

    def rest(self) -> None:
        """Bury the child that has answered and fork the next one."""
        if self._used is not None:
            self._used.end()
            self._used = None
        if self._spare is None:
            self._spare = self._store.child()
