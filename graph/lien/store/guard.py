"""A linear look at a user's SPARQL before it is parsed: plain refusals instead of crashes.

The engine parses by recursion and has no limits of its own; some texts of a few hundred bytes
kill it or keep it busy for hours. This guard answers them at once and says why. It is not the
security boundary: that is the child process (`lien.store.child`), which holds when this errs.
Words inside strings, comments, IRIs, prefixed names and variables never count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from lien.errors import QueryRefused, QuerySyntaxError
from lien.store.model import Kind

_NEGATIONS: Final = 8
_OPERATORS: Final = 400

_ESCAPE: Final = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_RUN: Final = r"[^\W\d_][\w.\-\u00b7]*+"
_TOKEN: Final = re.compile(
    rf"""
      (?P<blank> \s++ | \#[^\r\n]*+ )
    | (?P<iri> <(?:[^<>"{{}}|^`\\\x00-\x20]++|{_ESCAPE})*+> )
    | (?P<text> \"\"\"(?:[^"\\]++|\\.|"(?!""))*+(?:\"\"\")?+
              | '''(?:[^'\\]++|\\.|'(?!''))*+(?:''')?+
              | "(?:[^"\\\r\n]++|\\[^\r\n])*+"?+ | '(?:[^'\\\r\n]++|\\[^\r\n])*+'?+ )
    | (?P<variable> [?$]\w++ )
    | (?P<tag> @[A-Za-z]++(?:-+[A-Za-z0-9]++)*+ )
    | (?P<name> (?:_|{_RUN})?+:
                (?:[\w:.\-\u00b7]++|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%])*+ )
    | (?P<word> {_RUN} | _\w*+ )
    | (?P<number> (?:\d++(?:\.\d++)?+|\.\d++)(?:[eE][+-]?+\d++)?+ )
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
_ELSEWHERE: Final = {
    "SERVICE": "Ask only about what is stored here; other services are not called.",
    "FROM": "Use GRAPH <iri> { … } in the text, or the parameter default-graph-uri.",
}
_PARTS: Final = re.compile(r"[.\-\u00b7]")


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
    words, shape = _Words(), _Shape(depth)
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind != "blank":
            words.see(kind, match[0].upper())
            shape.see(kind)
    if words.kind is None:
        raise QuerySyntaxError("no SELECT, ASK, CONSTRUCT or DESCRIBE was found")
    return words.kind


@dataclass(slots=True)
class _Words:
    """Refuses keywords, and finds out the kind of answer from the first one that tells it."""

    kind: Kind | None = None
    before: str = ""
    suspect: str = ""

    def see(self, kind: str, token: str) -> None:
        """Take the next token, in capitals."""
        if self.suspect and token in ("{", "WHERE"):
            _refuse(self.suspect)
        self.suspect = ""
        if kind == "word":
            for word in _PARTS.split(token):
                self._word(word)
        elif kind == "name" and self.before not in ("GRAPH", "DESCRIBE", "PREFIX"):
            self.suspect = _glued(token.partition(":")[0])
        self.before = token

    def _word(self, word: str) -> None:
        if word in _UPDATES:
            reason = f"{word} is not allowed: this is a place for questions"
            raise QueryRefused(reason, hint=_READ_ONLY)
        if glued := _glued(word):
            _refuse(glued)
        if self.kind is None:
            self.kind = _KINDS.get(word)


def _glued(word: str) -> str:
    """The refused keyword in a word: the engine reads `SERVICEex:s {` as `SERVICE ex:s {`."""
    return next((keyword for keyword in _ELSEWHERE if keyword in word), "")


def _refuse(keyword: str) -> None:
    raise QueryRefused(f"{keyword} is not allowed", hint=_ELSEWHERE[keyword])


@dataclass(slots=True)
class _Shape:
    """Refuses texts that the engine's parser takes too long for, or dies of."""

    depth: int
    operators: int = 0
    pending: int = 0
    open: list[int] = field(default_factory=list)

    def see(self, kind: str) -> None:
        """Take the next token."""
        if kind == "unicode":
            reason = "a \\u escape stands outside strings and IRIs"
            raise QueryRefused(reason, hint="Write the character itself.")
        if kind in ("open", "close"):
            self._bracket(opens=kind == "open")
        elif kind == "not":
            self._negation()
        elif kind not in ("word", "name", "iri"):
            self.pending = 0
        if kind in ("operator", "differs", "not"):
            self._operator()

    def _bracket(self, *, opens: bool) -> None:
        if opens:
            self.open.append(self.pending)
            if len(self.open) > self.depth:
                reason = f"brackets are nested more than {self.depth} deep"
                raise QueryRefused(reason, hint="Flatten the question.")
        elif self.open:
            self.open.pop()
        self.pending = 0

    def _negation(self) -> None:
        self.pending += 1
        if self.pending + sum(self.open) > _NEGATIONS:
            reason = f"more than {_NEGATIONS} negations stand inside each other"
            raise QueryRefused(reason, hint="Two negations cancel out: write the condition itself.")

    def _operator(self) -> None:
        self.operators += 1
        if self.operators > _OPERATORS:
            reason = f"the text has more than {_OPERATORS} operators"
            raise QueryRefused(reason, hint="Use IN (…) or VALUES for long lists.")
