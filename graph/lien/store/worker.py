"""What a reader of pages does: accept a connection, answer its one request, accept the next."""

from __future__ import annotations

import contextlib
import json
import select
import signal
import socket
from dataclasses import asdict
from typing import Any, Final

from lien.errors import LienError, QueryError
from lien.store import wire
from lien.store.convert import from_json
from lien.store.embedded import EmbeddedStore
from lien.store.model import Level

_PATIENCE: Final = 10.0
"""Seconds that a client may take to send its request or to take the next bytes."""


def serve(listener: socket.socket, retired: int, handle: Pages) -> None:
    """Answer requests until the pipe `retired` is closed at its other end.

    A request that is being answered is finished first. Several processes may share the listener.
    """
    poll = select.poll()
    poll.register(listener, select.POLLIN)
    poll.register(retired, select.POLLHUP)
    while True:
        ready = {number for number, _ in poll.poll()}
        if retired in ready:
            return
        try:
            connection, _ = listener.accept()
        except BlockingIOError:  # another reader was faster
            continue
        with connection, contextlib.suppress(OSError, LienError):
            connection.settimeout(_PATIENCE)
            header, _ = wire.Incoming(connection).frame()
            connection.sendall(_handled(handle, header))


def _handled(handle: Pages, header: wire.Header) -> bytes:
    try:
        return handle(header)
    except LienError as error:
        return wire.packed(wire.error_header(error))


class Pages:
    """Answers the product's own questions; one that takes longer than it says ends the process."""

    def __init__(self, store: EmbeddedStore) -> None:
        self._store = store

    def __call__(self, header: wire.Header) -> bytes:
        """Answer one request."""
        signal.setitimer(signal.ITIMER_REAL, header["seconds"])
        try:
            return _page(self._store, header)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)


def _page(store: EmbeddedStore, header: wire.Header) -> bytes:
    reader = store.reader(Level(header["level"]))
    facts = {"version": reader.version}
    operation = header["op"]
    if operation == "graphs":
        found = [asdict(graph) for graph in reader.graphs()]
        return wire.packed(facts, json.dumps(found).encode())
    query: str = header["query"]
    values: dict[str, Any] = {name: from_json(term) for name, term in header["values"].items()}
    if operation == "select":
        return wire.packed(facts, reader.select_json(query, **values))
    if operation == "tsv":
        return wire.packed(facts, reader.tsv(query))
    if operation == "construct":
        body = reader.construct(query, media_type=header["media_type"], **values)
        return wire.packed(facts, body)
    raise QueryError(f"there is no operation {operation!r}")
