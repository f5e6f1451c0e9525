"""Frames between processes: a JSON header, then bytes. Errors travel as facts, never as pickles."""

from __future__ import annotations

import json
import struct
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


def expected(start: bytes) -> int | None:
    """Size of the frame that begins with these bytes; None while they are too few to tell."""
    if len(start) < _SIZES.size:
        return None
    head, body = _SIZES.unpack_from(start)
    return int(_SIZES.size + head + body)


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
