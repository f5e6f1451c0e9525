"""A linear look at a user's SPARQL before it is parsed: plain refusals instead of crashes.

The engine parses by recursion and has no limits of its own; some texts of a few hundred bytes
kill it or keep it busy for hours. This guard answers them at once and says why. It is not the
security boundary: that is the child process (`lien.store.child`), which holds when this errs.
Words inside strings, comments, IRIs, prefixed names and variables never count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lien.errors import QueryRefused, QuerySyntaxError
from lien.store.model import Kind

_NEGATIONS: Final = 8
_OPERATORS: Final = 400

_ESCAPE: Final = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_NAME: Final = r"[^\W\d_](?:[\w.\-\u00b7]*[\w\-\u00b7])?"
_TOKEN: Final = re.compile(
    rf"""
      (?P<blank> \s++ | \#[^\r\n]*+ )
    | (?P<iri> <(?:[^<>"{{}}|^`\\\x00-\x20]++|{_ESCAPE})*+> )
    | (?P<text> \"\"\"(?:[^"\\]++|\\.|"(?!""))*+\"\"\" | '''(?:[^'\\]++|\\.|'(?!''))*+'''
              | "(?:[^"\\\r\n]++|\\[^\r\n])*+" | '(?:[^'\\\r\n]++|\\[^\r\n])*+' )
    | (?P<variable> [?$]\w++ )
    | (?P<tag> @[A-Za-z]++(?:-+[A-Za-z0-9]++)*+ )
    | (?P<name> (?:_|{_NAME})?:(?:[\w:.\-\u00b7]++|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%])*+ )
    | (?P<word> [A-Za-z_]\w*+ )
    | (?P<number> \d[\w.]*+ )
    | (?P<open> [({{\[] ) | (?P<close> [)}}\]] )
    | (?P<differs> != ) | (?P<not> ! )
    | (?P<operator> && | \|\| | [<>]=? | \^\^? | [-+*/|=] )
    | (?P<unicode> \\[uU] )
    | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_KINDS: Final[dict[str, Kind]] = {
    "SELECT": "select",
    "ASK": "ask",
    "CONSTRUCT": "graph",
    "DESCRIBE": "graph",
}
_UPDATES: Final = frozenset(
    {"INSERT", "DELETE", "DROP", "CLEAR", "CREATE", "COPY", "MOVE", "ADD", "LOAD", "WITH"}
)
_READ_ONLY: Final = "Lien answers SELECT, ASK, CONSTRUCT and DESCRIBE; data are changed by loading."
_LOCAL: Final = "Ask only about what is stored here; other services are not called."
_FROM: Final = "Use GRAPH <iri> { … } in the text, or the parameter default-graph-uri."


@dataclass(slots=True)
class _Scan:
    """What has been seen so far."""

    depth: int
    kind: Kind | None = None
    operators: int = 0
    pending: int = 0
    open: list[int] = field(default_factory=list)
    before: str = ""
    suspect: bool = False


def check(text: str, *, length: int = 100_000, depth: int = 24) -> Kind:
    """The kind of answer that a user's text asks for: select, ask or graph.

    `length` is in characters, `depth` in nested brackets. The time is linear in the length.

    Raises:
        QueryRefused: too long, too deep, too many operators or nested negations, an update,
            SERVICE, FROM, an escape outside strings and IRIs, or characters that are not text.
        QuerySyntaxError: no SELECT, ASK, CONSTRUCT or DESCRIBE in it.
    """
    if len(text) > length:
        reason = f"the text has {len(text)} characters, more than {length}"
        raise QueryRefused(reason, hint="Shorten lists of values, or ask in several questions.")
    if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
        raise QueryRefused("the text holds half a character (a lone surrogate)")
    scan = _Scan(depth)
    for kind, token in _tokens(text):
        _refuse_word(scan, kind, token)
        _refuse_shape(scan, kind, token)
        scan.before = token.upper()
    if scan.kind is None:
        raise QuerySyntaxError("no SELECT, ASK, CONSTRUCT or DESCRIBE was found")
    return scan.kind


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind != "blank":
            yield kind, match[0]


def _refuse_word(scan: _Scan, kind: str, token: str) -> None:
    if scan.suspect and token == "{":
        raise QueryRefused("SERVICE is not allowed", hint=_LOCAL)
    scan.suspect = False
    if kind == "name":
        # The engine reads `SERVICEex:s {` as `SERVICE ex:s {`; so do we.
        scan.suspect = token.upper().startswith("SERVICE") and scan.before != "GRAPH"
        if scan.kind and token.upper().startswith("FROM") and scan.before == "FROM":
            raise QueryRefused("FROM is not allowed", hint=_FROM)
    if kind != "word":
        return
    word = token.upper()
    if word.startswith("SERVICE"):
        raise QueryRefused("SERVICE is not allowed", hint=_LOCAL)
    if word in _UPDATES:
        raise QueryRefused(f"{word} is not allowed: this is a place for questions", hint=_READ_ONLY)
    if word.startswith("FROM"):
        raise QueryRefused("FROM is not allowed", hint=_FROM)
    if scan.kind is None:
        scan.kind = _KINDS.get(word)


def _refuse_shape(scan: _Scan, kind: str, token: str) -> None:
    if kind == "unicode":
        reason = "a \\u escape stands outside strings and IRIs"
        raise QueryRefused(reason, hint="Write the character itself.")
    if kind == "open":
        _opened(scan)
    elif kind == "close":
        if scan.open:
            scan.open.pop()
        scan.pending = 0
    elif kind == "not":
        scan.pending += 1
        _refuse_negations(scan)
    elif kind not in ("word", "name", "iri"):
        scan.pending = 0
    if kind in ("operator", "differs", "not"):
        scan.operators += 1
        if scan.operators > _OPERATORS:
            reason = f"the text has more than {_OPERATORS} operators"
            raise QueryRefused(reason, hint="Use IN (…) or VALUES for long lists.")


def _opened(scan: _Scan) -> None:
    scan.open.append(scan.pending)
    scan.pending = 0
    if len(scan.open) > scan.depth:
        reason = f"brackets are nested more than {scan.depth} deep"
        raise QueryRefused(reason, hint="Flatten the question.")


def _refuse_negations(scan: _Scan) -> None:
    if scan.pending + sum(scan.open) > _NEGATIONS:
        reason = f"more than {_NEGATIONS} negations stand inside each other"
        raise QueryRefused(reason, hint="Two negations cancel out: write the condition itself.")
