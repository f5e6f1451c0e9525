"""Frames between processes: a JSON header, then bytes. Errors travel as facts, never as pickles."""

from __future__ import annotations

import json
import select
import socket
import struct
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from lien.errors import (
    AnswerTooLarge,
    Busy,
    Cancelled,
    LienError,
    OutOfMemory,
    QueryError,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QuestionTooLong,
    ReaderLost,
    TooManyQuestions,
)

_SIZES: Final = struct.Struct(">II")
_CHUNK: Final = 1 << 18
_HUNG_UP: Final = getattr(select, "POLLRDHUP", 0)  # Linux; elsewhere the error events count
WHOLE: Final = b"!"
"""What an asker tells the door when it has the whole answer."""
Header = dict[str, Any]

_ERRORS: Final[Mapping[str, Callable[[Header], LienError]]] = {
    "QuerySyntaxError": lambda facts: QuerySyntaxError(
        facts["message"], line=facts["line"], column=facts["column"]
    ),
    "QueryRefused": lambda facts: QueryRefused(
        facts["message"], hint=facts["hint"], setting=facts["setting"]
    ),
    "QuestionTooLong": lambda facts: QuestionTooLong(facts["length"]),
    "QueryError": lambda facts: QueryError(facts["message"], hint=facts["hint"]),
    "QueryTimeout": lambda facts: QueryTimeout(facts["seconds"]),
    "AnswerTooLarge": lambda facts: AnswerTooLarge(facts["limit"]),
    "OutOfMemory": lambda facts: OutOfMemory(facts["limit"]),
    "Busy": lambda facts: Busy(facts["setting"], facts["wait"]),
    "TooManyQuestions": lambda facts: TooManyQuestions(facts["setting"], facts["wait"]),
    "ReaderLost": lambda facts: ReaderLost(facts["message"]),
}
_FACTS: Final = ("line", "column", "seconds", "limit", "length", "setting", "wait")


def packed(header: Header, body: bytes = b"") -> bytes:
    """One frame: sizes of header and body (4 bytes each, big-endian), header, body."""
    head = json.dumps(header).encode()
    return _SIZES.pack(len(head), len(body)) + head + body


def header_of(frame: bytes) -> Header:
    """Header of a whole frame without a body."""
    header: Header = json.loads(frame[_SIZES.size :])
    return header


class Incoming:
    """Frames that come in over a connection, one after the other.

    `hangup` is a descriptor of whoever waits for the answer; when its other end closes, nobody
    waits any more.
    """

    def __init__(self, connection: socket.socket, hangup: int | None = None) -> None:
        self._connection, self._hangup = connection, hangup
        self._buffer = bytearray()

    def frame(self, deadline: float | None = None) -> tuple[Header, bytes]:
        """Header and body of the next frame; `deadline` is a `time.monotonic()`.

        Raises:
            ReaderLost: the other end closed before the frame was whole: its process died.
            TimeoutError: the deadline, or the connection's own timeout, passed.
            Cancelled: `hangup` was hung up.
        """
        self._fill(_SIZES.size, deadline)
        head, body = _SIZES.unpack_from(self._buffer)
        start = _SIZES.size + head
        self._fill(start, deadline)
        header: Header = json.loads(self._buffer[_SIZES.size : start])
        content = self._buffer[start : start + body]
        del self._buffer[: start + body]
        return header, self._whole(content, body, deadline)

    def _whole(self, content: bytearray, size: int, deadline: float | None) -> bytes:
        """`content` and what follows it, `size` bytes in all, read straight to their place."""
        got = len(content)
        content.extend(bytes(size - got))
        with memoryview(content) as place:
            while got < size:
                wait(self._connection, deadline, self._hangup)
                got += self._some(self._connection.recv_into(place[got:]))
        return bytes(content)

    def _fill(self, size: int, deadline: float | None) -> None:
        while len(self._buffer) < size:
            wait(self._connection, deadline, self._hangup)
            chunk = self._connection.recv(_CHUNK)
            self._some(len(chunk))
            self._buffer += chunk

    @staticmethod
    def _some(number: int) -> int:
        if not number:
            raise ReaderLost("the process that was answering died")
        return number


def wait(connection: socket.socket, deadline: float | None, hangup: int | None) -> None:
    """Return when the connection can be read; errors as in `Incoming.frame`."""
    if deadline is None and hangup is None:
        return
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    if hangup is not None:
        poll.register(hangup, _HUNG_UP)
    left = None if deadline is None else max(0.0, deadline - time.monotonic()) * 1000
    ready = [number for number, _ in poll.poll(left)]
    if not ready:
        raise TimeoutError
    if connection.fileno() not in ready:
        raise Cancelled("whoever asked has gone")


def error_header(error: LienError) -> Header:
    """The header that stands for an error of this table; any other becomes a `QueryError`."""
    kind = type(error).__name__
    facts = {name: getattr(error, name) for name in _FACTS if hasattr(error, name)}
    known = kind if kind in _ERRORS else "QueryError"
    return {"error": known, "message": str(error), "hint": error.hint, **facts}


def raise_error(header: Header) -> None:
    """Raise the error that a header stands for; nothing when it stands for none."""
    kind = header.get("error")
    if kind is not None:
        raise _ERRORS[kind](header)
