"""What the engine complains about, as errors of ours with readable messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from lien.errors import QueryError, QuerySyntaxError
from lien.terms import PREFIXES

_PLACE: Final = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_DECLARED: Final = re.compile(r"\bPREFIX\s+([^\s:<>]*):", re.IGNORECASE)
_USED: Final = re.compile(r"(?<![\w?$<@/#.\"'-])([A-Za-z][\w.-]*)?:(?=[\w%\\])(?!//)")
_NEAR: Final = 24


@contextmanager
def translated(text: str) -> Iterator[None]:
    """Turn what the engine raises about the query `text`, when parsing or later, into our errors.

    Raises:
        QuerySyntaxError: malformed text.
        QueryError: the engine cannot evaluate it.
    """
    try:
        yield
    except SyntaxError as error:
        raise syntax_error(text, str(error)) from None
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryError(str(error)) from None


def syntax_error(text: str, message: str) -> QuerySyntaxError:
    """The error for what the engine says about `text`: what is wrong, and where.

    The engine lists every token that it would have taken, thousands of characters of them. We
    keep its reason if it has one, name an undeclared prefix, else show what was not expected.
    """
    place = _PLACE.match(message)
    if place is None:
        return QuerySyntaxError(message[:200])
    line, column = int(place[1]), int(place[2])
    reason = _undeclared(text, line) or _reason(place[3]) or _unexpected(text, line, column)
    return QuerySyntaxError(f"line {line}, column {column}: {reason}", line=line, column=column)


def _undeclared(text: str, line: int) -> str:
    declared = set(_DECLARED.findall(text))
    here = "\n".join(text.split("\n")[line - 1 : line + 1])
    return next(
        (undeclared(prefix) for prefix in _USED.findall(here) if prefix not in declared), ""
    )


def undeclared(prefix: str) -> str:
    """The complaint about a prefix without declaration, with the cure if it is one of ours."""
    known = PREFIXES.get(prefix)
    cure = f"; add PREFIX {prefix}: <{known}> at the top" if known else ""
    return f"the prefix {prefix + ':'!r} is not declared{cure}"


def _reason(expected: str) -> str:
    """The one sentence among the tokens that the engine would have taken, if there is one."""
    for item in expected.split(", "):
        if item[:1].isalpha() and item.count(" ") >= 2 and not set("\"'[]|") & set(item):
            return item.strip()
    return ""


def _unexpected(text: str, line: int, column: int) -> str:
    rows = text.split("\n")
    row = rows[line - 1] if line <= len(rows) else ""
    near = row[column - 1 :].strip()[:_NEAR]
    if near:
        return f"unexpected {near!r}"
    return f"something is missing or misplaced before this place, after {row[-_NEAR:].strip()!r}"
