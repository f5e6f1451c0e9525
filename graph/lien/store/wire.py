"""Frames between processes: a JSON header, then bytes. Errors travel as facts, never as pickles."""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from lien.errors import (
    AnswerTooLarge,
    LienError,
    QueryError,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    ReaderLost,
)

_SIZES: Final = struct.Struct(">II")
_CHUNK: Final = 1 << 18
Header = dict[str, Any]

_ERRORS: Final[Mapping[str, Callable[[Header], LienError]]] = {
    "QuerySyntaxError": lambda facts: QuerySyntaxError(
        facts["message"], line=facts["line"], column=facts["column"]
    ),
    "QueryRefused": lambda facts: QueryRefused(facts["message"], hint=facts["hint"]),
    "QueryError": lambda facts: QueryError(facts["message"], hint=facts["hint"]),
    "QueryTimeout": lambda facts: QueryTimeout(facts["seconds"]),
    "AnswerTooLarge": lambda facts: AnswerTooLarge(facts["limit"]),
    "ReaderLost": lambda facts: ReaderLost(facts["message"]),
}
_FACTS: Final = ("line", "column", "seconds", "limit")


def packed(header: Header, body: bytes = b"") -> bytes:
    """One frame: sizes of header and body (4 bytes each, big-endian), header, body."""
    head = json.dumps(header).encode()
    return _SIZES.pack(len(head), len(body)) + head + body


def unpacked(frame: bytes) -> tuple[Header, bytes]:
    """Header and body of a whole frame.

    Raises:
        ReaderLost: the frame is cut: its sender died.
    """
    if len(frame) >= _SIZES.size:
        head, body = _SIZES.unpack_from(frame)
        start = _SIZES.size + head
        if len(frame) == start + body:
            return json.loads(frame[_SIZES.size : start]), frame[start:]
    raise ReaderLost("the process that was answering died")


def receive(connection: socket.socket, deadline: float | None = None) -> bytes:
    """One frame, or as much of it as came before the other end closed.

    `deadline` is a `time.monotonic()`; without one the connection's own timeout counts for each
    piece.

    Raises:
        TimeoutError: the deadline passed.
    """
    chunks: list[bytes] = []
    size, whole = 0, _SIZES.size
    while size < whole:
        if deadline is not None:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            connection.settimeout(left)
        chunk = connection.recv(_CHUNK)
        if not chunk:
            break
        chunks.append(chunk)
        size += len(chunk)
        if whole == _SIZES.size <= size:
            chunks = [b"".join(chunks)]
            whole += sum(_SIZES.unpack_from(chunks[0]))
    return b"".join(chunks)


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
