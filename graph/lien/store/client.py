"""The web process's reader: every question goes to the keeper's readers over a Unix socket."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from lien.errors import QueryTimeout, ReaderLost
from lien.store import wire
from lien.store.child import send_question
from lien.store.convert import table_from_json, to_json
from lien.store.model import PATIENCE, Answer, GraphInfo, Level, Node, Question, Table

_QUEUE: Final = 60.0
"""Seconds that a page's question may wait for its turn, beyond its own deadline."""
_GRACE: Final = 5.0
"""Seconds that the keeper may be late with what it says."""
_FRAME: Final = 4096
"""Bytes of the longest frame that the door sends."""


@dataclass(frozen=True, slots=True)
class KeeperAddress:
    """Where a keeper listens: two socket paths, and beside them a file with its versions.

    `seconds` is its deadline for the pages' own questions, `queue` the longest wait for a turn.
    """

    pages: str
    questions: str
    versions: str
    seconds: float
    queue: float


class KeeperReader:
    """A `Reader` that asks a keeper, for one request: it keeps the versions of its answers.

    It holds no connection. Its answers come from several processes, which move one by one.
    """

    def __init__(self, address: KeeperAddress, level: Level) -> None:
        self._address, self._level, self._seconds = address, level, address.seconds
        self._versions: set[str] = set()

    @property
    def level(self) -> Level:
        """The level that every answer is scoped to."""
        return self._level

    @property
    def version(self) -> str:
        """What names the visible state; see `Reader.version`."""
        if not self._versions:
            self._versions.add(self._stated())
        return "+".join(sorted(self._versions))

    def patient(self) -> Self:
        """A reader whose questions have more time, one at a time; see `Reader.patient`."""
        other = type(self)(self._address, self._level)
        other._seconds *= PATIENCE
        return other

    def _stated(self) -> str:
        """What the keeper has written down."""
        try:
            versions: list[str] = json.loads(Path(self._address.versions).read_bytes())
        except OSError:
            raise ReaderLost("the process that answers is not there") from None
        return versions[self._level]

    def select(self, query: str, /, **values: Node | None) -> Table:
        """Rows of a trusted SELECT text; see `Reader.select`."""
        request = {"op": "select", "query": query, "values": _json(values)}
        _, body = self._page(request)
        return table_from_json(json.loads(body))

    def tsv(self, query: str, /) -> bytes:
        """Rows of a trusted SELECT text as TSV; see `Reader.tsv`."""
        _, body = self._page({"op": "tsv", "query": query, "values": {}})
        return body

    def construct(self, query: str, /, *, media_type: str, **values: Node | None) -> bytes:
        """Triples of a trusted CONSTRUCT or DESCRIBE text; see `Reader.construct`."""
        request = {"op": "construct", "query": query, "values": _json(values)}
        _, body = self._page({**request, "media_type": media_type})
        return body

    def graphs(self) -> list[GraphInfo]:
        """The named graphs that this level may see, sorted by IRI."""
        _, body = self._page({"op": "graphs"})
        found = json.loads(body)
        return [GraphInfo(**{**facts, "visibility": Level(facts["visibility"])}) for facts in found]

    def answer(self, question: Question, *, hangup: int | None = None) -> Answer:
        """Answer the SPARQL of a user in a child of the keeper; see `Reader.answer`.

        The client counts as present until all pieces are taken or `chunks.close()` is called.
        """
        delivery = _Delivery(self._address, self._level, question, hangup)
        self._versions.add(delivery.header["version"])
        return Answer(delivery.header["media_type"], delivery.header["kind"], delivery)

    def _page(self, request: wire.Header) -> tuple[wire.Header, bytes]:
        with self._turn():
            seconds, start = self._seconds, time.monotonic()
            try:
                header, body = self._asked({**request, "seconds": seconds}, seconds + _QUEUE)
            except ReaderLost:
                if time.monotonic() - start >= seconds:
                    raise QueryTimeout(seconds) from None
                raise
        self._versions.add(header["version"])
        return header, body

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Of the patient readers of all processes one asks at a time, so that pages find room."""
        if self._seconds == self._address.seconds:
            yield
            return
        try:
            folder = os.open(Path(self._address.versions).parent, os.O_RDONLY)
        except OSError:
            raise ReaderLost("the process that answers is not there") from None
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def _asked(self, request: wire.Header, patience: float) -> tuple[wire.Header, bytes]:
        frame = wire.packed({**request, "level": int(self._level)})
        try:
            with _connected(self._address.pages, patience) as connection:
                connection.sendall(frame)
                header, body = wire.Incoming(connection).frame()
        except TimeoutError:
            raise ReaderLost("no process was free to answer in time") from None
        except OSError:
            raise ReaderLost("the process that was answering is not there") from None
        wire.raise_error(header)
        return header, body


class _Delivery(Iterator[bytes]):
    """One question on its way: its turn, its child, and the pieces of its answer."""

    def __init__(
        self, address: KeeperAddress, level: Level, question: Question, hangup: int | None
    ) -> None:
        self._hangup = hangup
        self._data: socket.socket | None = None
        self._held: deque[bytes] = deque()
        self.header: wire.Header = {}
        try:
            self._door = _connected(address.questions, address.seconds)
        except OSError:
            raise ReaderLost("the process that answers questions is not there") from None
        try:
            self._enter(address, question)
            self._ask(level, question)
            self._hold(question.held)
        except BaseException:
            self.close()
            raise

    def _enter(self, address: KeeperAddress, question: Question) -> None:
        """Wait for a turn, and get the connection of a child."""
        ticket = {"client": question.client, "seconds": question.seconds}
        try:
            self._door.sendall(json.dumps(ticket).encode())
            wire.wait(self._door, time.monotonic() + address.queue + _GRACE, self._hangup)
            frame, descriptors, _, _ = socket.recv_fds(self._door, _FRAME, 1)
        except OSError:
            raise ReaderLost("the process that answers questions is not there") from None
        if not frame:
            raise ReaderLost("the process that answers questions died")
        wire.raise_error(wire.header_of(frame))
        self._data = socket.socket(fileno=descriptors[0])

    def _ask(self, level: Level, question: Question) -> None:
        assert self._data is not None  # noqa: S101 - _enter() comes first
        self._until = time.monotonic() + question.seconds + _GRACE
        self._incoming = wire.Incoming(self._data, self._hangup)
        with suppress(OSError):  # the child is dead: the door says why
            send_question(self._data, level, question)

    def _hold(self, size: int | None) -> None:
        """Take pieces until they are more than `size` bytes, or all."""
        held = 0
        while not self.header.get("end") and (size is None or held <= size):
            piece = self._piece()
            held += len(piece)
            self._held.append(piece)

    def _piece(self) -> bytes:
        try:
            header, piece = self._incoming.frame(self._until)
        except (ReaderLost, OSError):
            self._why()
            raise ReaderLost("the process that was answering died") from None
        wire.raise_error(header)
        self.header |= header
        if self.header.get("end"):
            with suppress(OSError):  # the keeper has gone: nobody needs to know
                self._door.sendall(wire.WHOLE)
        return piece

    def _why(self) -> None:
        """Raise what the door says about the end of the child, if it says something."""
        with suppress(OSError):
            header, _ = wire.Incoming(self._door).frame(time.monotonic() + _GRACE)
            wire.raise_error(header)

    def __next__(self) -> bytes:
        if not self._held:
            if self.header.get("end"):
                self.close()
                raise StopIteration
            self._held.append(self._piece())
        return self._held.popleft()

    def close(self) -> None:
        """Give the question up, or say that its answer was taken."""
        self._door.close()
        if self._data is not None:
            self._data.close()

    def __del__(self) -> None:
        if hasattr(self, "_door"):
            self.close()


def _connected(path: str, patience: float) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(patience)
        connection.connect(path)
    except OSError:
        connection.close()
        raise
    return connection


def _json(values: dict[str, Node | None]) -> dict[str, dict[str, str]]:
    return {name: to_json(value) for name, value in values.items() if value is not None}
