"""A linear look at a user's SPARQL before it is parsed: plain refusals instead of crashes.

The engine parses by recursion and has no limits of its own; some texts of a few hundred bytes
kill it or keep it busy for hours. This guard answers them at once and says why. It also reads
what the store needs of a text: the kind of answer, FROM and FROM NAMED, and the `*` of a SELECT.
It is not the security boundary: that is the child process (`lien.store.child`) and the two lists
of graphs that every question is given, which hold when this errs.

Tokens are those of the SPARQL 1.1 grammar, so words inside strings, comments, IRIs, prefixed
names, variables, labels and language tags never count. The engine has no tokens: it takes
`SERVICEex:s {` as `SERVICE ex:s {`, ends a name at its second full stop, and reads `<` as "less
than" where the grammar sees an IRI. What the two would read differently is refused, but for such
names: the engine gets their IRIs (`expanded`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from lien.errors import QueryRefused, QuerySyntaxError, QuestionTooLong
from lien.store.model import Kind, Limits, Question
from lien.store.syntax import undeclared

_USUAL: Final = Limits()

_BASE: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_MORE: Final = "0-9_\u00b7\u0300-\u036f\u203f\u2040"
_CHAR: Final = rf"[{_BASE}{_MORE}\-]"
_RUN: Final = rf"[{_BASE}]{_CHAR}*+(?:\.++{_CHAR}++)*+"
_PIECE: Final = rf"(?:[{_BASE}{_MORE}:\-]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%])"
_UNICODE: Final = (
    r"\\u(?![Dd][89A-Fa-f])[0-9A-Fa-f]{4}|\\U00(?:0(?!0[Dd][89A-Fa-f])[0-9A-Fa-f]|10)[0-9A-Fa-f]{4}"
)
_ESCAPE: Final = rf"\\[tbnrf\"'\\]|{_UNICODE}"
_TOKEN: Final = re.compile(
    rf"""
    (?: [ \t\r\n]++ | \#[^\r\n]*+ )*+
    (?:
      (?P<open> \{{\|? | [(\[] ) | (?P<close> \|\}} | [)}}\]] )
    | (?P<variable> [?$][{_BASE}0-9_][{_BASE}{_MORE}]*+ )
    | (?P<number> (?:[0-9]++(?:\.[0-9]*+(?=[eE][+\-]?[0-9])|\.[0-9]++)?+|\.[0-9]++)
                  (?:[eE][+\-]?[0-9]++)?+ )
    | (?P<iri> <(?:[^<>"{{}}|^`\\\x00-\x20]++|{_UNICODE})*+> )
    | (?P<text> \"\"\"(?:[^"\\]++|{_ESCAPE}|"{{1,2}}(?!"))*+\"\"\"
              | '''(?:[^'\\]++|{_ESCAPE}|'{{1,2}}(?!'))*+'''
              | (?!\"\"\")"(?:[^"\\\r\n]++|{_ESCAPE})*+" | (?!''')'(?:[^'\\\r\n]++|{_ESCAPE})*+' )
    | (?P<broken> ["'] )
    | (?P<tag> @[A-Za-z]++(?:--?[A-Za-z0-9]++)*+ )
    | (?P<label> _:[{_BASE}0-9_]{_CHAR}*+(?:\.++{_CHAR}++)*+ )
    | (?P<name> (?:{_RUN})?+:(?:(?![\u00b7\u0300-\u036f\u203f\u2040\-]){_PIECE}++
                                (?:\.++{_PIECE}++)*+)?+ )
    | (?P<word> {_RUN} )
    | (?P<differs> != ) | (?P<not> ! )
    | (?P<operator> && | \|\| | [<>]=? | \^\^? | [-+*/|=] )
    | (?P<unicode> \\[uU] )
    | (?P<end> \Z )
    | (?P<other> . )
    )
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
_CLAUSES: Final = frozenset({"DISTINCT", "REDUCED", "FROM", "WHERE"})
_MODIFIERS: Final = frozenset({"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"})
_PARTS: Final = re.compile(r"[.\-]")
_DOTS: Final = re.compile(r"(?<!\\)\.+")
_PATTERN: Final = re.compile(r"(?: [ \t\r\n]++ | \#[^\r\n]*+ )*+ \{ (?!\|)", re.VERBOSE)
_HIERARCHICAL: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*+://")
_OPERANDS: Final = frozenset(
    {"variable", "text", "tag", "number", "name", "label", "iri", "close", "word"}
)


Token = re.Match[str]
"""A match of `_TOKEN`: `lastgroup` is its kind, the text of that group what is written."""


def written(token: Token) -> str:
    """The text of a token, without the blanks and comments before it."""
    return token[token.lastindex or 0]


def begins(token: Token) -> int:
    """Where the text of a token begins."""
    return token.end() - len(written(token))


def says(token: Token, *words: str) -> bool:
    """Whether a token is one of these keywords, in any case."""
    return token.lastgroup == "word" and written(token).upper() in words


_END: Final = next(_TOKEN.finditer(""))
_Step = Callable[[Token, Token], None]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a text asks, read from its tokens.

    `default` and `named` are the IRIs of FROM and FROM NAMED as they are written, in order.
    `prologue` holds BASE and PREFIX, one a line. `star` is the place of the `*` in `SELECT *`,
    and `variables` the names of all variables in order of first appearance. `names` are the
    places, from and to, of the prefixed names that the engine would end too early.
    """

    kind: Kind
    prologue: str
    default: tuple[str, ...]
    named: tuple[str, ...]
    star: int | None
    variables: tuple[str, ...]
    names: tuple[tuple[int, int], ...]


def check(text: str, limits: Limits = _USUAL) -> Kind:
    """The kind of answer that a user's text asks for; see `look`."""
    return look(text, limits).kind


def look(text: str, limits: Limits = _USUAL) -> Seen:
    """What a user's text asks, when it may be asked. The time is linear in the length.

    Raises:
        QueryRefused: too long, too deep, too many operators or nested negations, an update,
            SERVICE, an escape outside strings and IRIs, or characters that are not text.
        QuerySyntaxError: no SELECT, ASK, CONSTRUCT or DESCRIBE in it, or not as the grammar says:
            what comes before them, between them and the pattern, and the ends of strings.
    """
    if len(text) > limits.length:
        raise QuestionTooLong(limits.length)
    if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
        raise QueryRefused("the text holds half a character (a lone surrogate)")
    place = _Place(text)
    head = _Head(place)
    body = _Body(place, limits, head.prefixes)
    steps: dict[str, _Step] = {
        "word": body.word,
        "name": body.name,
        "iri": body.iri,
        "variable": body.variable,
        "open": body.opens,
        "close": body.closes,
        "not": body.negation,
        "differs": body.operator,
        "operator": body.operator,
        "unicode": body.escape,
        "broken": body.broken,
    }
    before = _END
    for token in _TOKEN.finditer(text):
        steps.get(token.lastgroup or "", body.other)(before, token)
        if head.step is not None:
            head.step(before, token)
        before = token
    return head.seen(tuple(body.variables), tuple(body.names))


def dataset(question: Question, seen: Seen) -> tuple[frozenset[str], frozenset[str]] | None:
    """IRIs of the default graph and of the named graphs that are asked about; None: all there are.

    The protocol's parameters come before FROM and FROM NAMED (SPARQL 1.1 Protocol, 2.1.4). With
    either kind given, the other one is empty unless it is given too.

    Raises:
        QuerySyntaxError: an IRI of FROM that is relative without BASE, or is none.
    """
    if question.default_graphs or question.named_graphs:
        return frozenset(question.default_graphs), frozenset(question.named_graphs)
    if seen.default or seen.named:
        try:
            lists = (_resolved(seen.prologue, iris) for iris in (seen.default, seen.named))
            default, named = map(frozenset, lists)
        except SyntaxError:
            raise QuerySyntaxError("an IRI of FROM cannot be read; is BASE missing?") from None
        return default, named
    return None


def _resolved(prologue: str, iris: Iterable[str]) -> list[str]:
    """IRIs and prefixed names as the engine reads them: as the objects of a Turtle document."""
    rows = (f"<urn:x:s> <urn:x:p> {iri} ." for iri in iris)
    quads = ox.parse("\n".join((prologue, *rows)), ox.RdfFormat.TURTLE)
    return [quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)]


def expanded(text: str, seen: Seen) -> str:
    """The text with IRIs for the prefixed names that the engine would end too early.

    The engine reads `ex:a.b.c` as `ex:a.b`, a full stop and something else. A malformed prologue
    leaves the text as it is: the engine complains about it.
    """
    try:
        iris = _resolved(seen.prologue, (text[start:end] for start, end in seen.names))
    except SyntaxError:
        return text
    pieces, done = [], 0
    for (start, end), iri in zip(seen.names, iris, strict=True):
        pieces += [text[done:start], f"<{iri}>"]
        done = end
    return "".join((*pieces, text[done:]))


def in_order(text: str, seen: Seen, columns: list[str]) -> str:
    """A `SELECT *` that names its columns, in order of first appearance in the text.

    `columns` are those of the engine, which sorts them. Any other text comes back as it is.
    """
    place = {name: number for number, name in enumerate(seen.variables)}
    wanted = sorted(columns, key=lambda column: place.get(column, len(place)))
    if seen.star is None or wanted == columns:
        return text
    listed = " ".join(f"?{column}" for column in wanted)
    return f"{text[: seen.star]} {listed} {text[seen.star + 1 :]}"


@dataclass(frozen=True, slots=True)
class _Place:
    """Errors that say where in the text they are."""

    text: str

    def of(self, token: Token) -> tuple[int, int]:
        """Line and column, from 1."""
        start = begins(token)
        return self.text.count("\n", 0, start) + 1, start - self.text.rfind("\n", 0, start)

    def refused(self, token: Token, reason: str, hint: str, setting: str = "") -> QueryRefused:
        """A refusal of this token; `setting` names the limit that it is beyond, if any."""
        line, column = self.of(token)
        text = f"line {line}, column {column}: {reason}"
        return QueryRefused(text, hint=hint, setting=setting)

    def service(self, token: Token) -> QueryRefused:
        """The refusal of SERVICE."""
        hint = "Ask only about what is stored here; other services are not called."
        return self.refused(token, "SERVICE is not allowed", hint)

    def wrong(self, token: Token, reason: str = "") -> QuerySyntaxError:
        """A token that the grammar does not have here."""
        line, column = self.of(token)
        reason = reason or f"unexpected {written(token)[:24]!r}"
        return QuerySyntaxError(f"line {line}, column {column}: {reason}", line=line, column=column)


class _Head:
    """Reads from the start of the text to the pattern: prologue, kind, `*` and FROM.

    It follows the grammar token by token and stops where the pattern begins. `step` takes the
    token before and the next one; it is None when there is nothing more to read.
    """

    def __init__(self, place: _Place) -> None:
        self.prefixes: set[str] = set()
        self.step: _Step | None = self._prologue
        self._place = place
        self._lines: list[str] = []
        self._form = ""
        self._graphs: dict[str, list[str]] = {"FROM": [], "NAMED": []}
        self._star: int | None = None
        self._depth = 0

    def seen(self, variables: tuple[str, ...], names: tuple[tuple[int, int], ...]) -> Seen:
        """What was read, after the last token."""
        return Seen(
            _KINDS[self._form],
            "\n".join(self._lines),
            tuple(self._graphs["FROM"]),
            tuple(self._graphs["NAMED"]),
            self._star,
            variables,
            names,
        )

    def _prologue(self, before: Token, token: Token) -> None:
        """A declaration, or the word that tells the kind of answer."""
        if token.lastgroup == "end":
            raise QuerySyntaxError("no SELECT, ASK, CONSTRUCT or DESCRIBE was found")
        if before.lastgroup in ("word", "name"):
            self._declaration(before, token)
        elif says(token, *_KINDS):
            self._form, self.step = written(token).upper(), self._clauses
        elif not says(token, "BASE", "PREFIX", "VERSION"):
            reason = f"no SELECT, ASK, CONSTRUCT or DESCRIBE before {written(token)[:24]!r}"
            raise self._place.wrong(token, reason)

    def _declaration(self, before: Token, token: Token) -> None:
        if says(before, "PREFIX") and token.lastgroup == "name" and written(token).endswith(":"):
            self.prefixes.add(written(token)[:-1])
        elif (says(before, "BASE") or before.lastgroup == "name") and token.lastgroup == "iri":
            word = "BASE" if before.lastgroup == "word" else f"PREFIX {written(before)}"
            self._lines.append(f"{word} {written(token)}")
        elif not (says(before, "VERSION") and token.lastgroup == "text"):
            raise self._place.wrong(token)

    def _clauses(self, before: Token, token: Token) -> None:
        """Something between the kind of answer and the pattern."""
        if says(before, "FROM", "NAMED") and not self._depth:
            if not (says(before, "FROM") and says(token, "NAMED")):
                self._graphs[written(before).upper()].append(self._iri(token))
        elif self._depth or token.lastgroup in ("open", "close"):
            self._bracket(before, token)
        elif token.lastgroup == "end" or says(token, *_MODIFIERS):
            self.step = None
        elif self._form == "DESCRIBE" and token.lastgroup in ("iri", "name"):
            self._iri(token)
        elif written(token) == "*":
            self._star = begins(token) if self._form == "SELECT" else None
        elif token.lastgroup != "variable" and not says(token, *_CLAUSES):
            raise self._place.wrong(token)

    def _iri(self, token: Token) -> str:
        """What is written in a token that must be an IRI, and nothing else to the engine."""
        prefix = written(token).partition(":")[0]
        if token.lastgroup == "name" and prefix not in self.prefixes:
            raise self._place.wrong(token, undeclared(prefix))
        if token.lastgroup not in ("iri", "name"):
            raise self._place.wrong(token)
        return written(token)

    def _bracket(self, before: Token, token: Token) -> None:
        template = self._form == "CONSTRUCT" and says(before, "CONSTRUCT")
        if written(token) == "{" and not self._depth and not template:
            self.step = None
        self._depth += (token.lastgroup == "open") - (token.lastgroup == "close")
        if self._depth < 0:
            raise self._place.wrong(token)


@dataclass(frozen=True, slots=True)
class _Bracket:
    """An open bracket: negations before it, and whether it holds the rows of VALUES."""

    text: str
    negations: int
    rows: bool


@dataclass(slots=True)
class _Body:
    """Refuses keywords, and texts that the engine's parser takes too long for, or dies of.

    Each method takes the token before and the next one.
    """

    place: _Place
    limits: Limits
    prefixes: set[str]
    variables: dict[str, None] = field(default_factory=dict)
    names: list[tuple[int, int]] = field(default_factory=list)
    open: list[_Bracket] = field(default_factory=list)
    operators: int = 0
    negations: int = 0
    values: bool = False

    def other(self, _: Token, __: Token) -> None:
        """Take a token that means nothing here."""
        self.negations = 0

    def variable(self, _: Token, token: Token) -> None:
        """Note the name."""
        self.variables[written(token)[1:]] = None
        self.negations = 0

    def word(self, _: Token, token: Token) -> None:
        """Refuse SERVICE and updates; count what the engine takes for operators."""
        text = written(token).upper()
        if "SERVICE" in text:
            raise self.place.service(token)
        for word in _PARTS.split(text):
            if word in _UPDATES:
                reason = f"{word} is not allowed: this is a place for questions"
                hint = "Lien answers SELECT, ASK, CONSTRUCT and DESCRIBE; loading changes data."
                raise self.place.refused(token, reason, hint)
        self.values = self.values or text == "VALUES"
        self._count(token, (text == "UNION") + text.count("-"))

    def name(self, before: Token, token: Token) -> None:
        """Refuse a prefixed name that is SERVICE and an IRI for the engine."""
        prefix, _, local = written(token).partition(":")
        if "." in local and len(_DOTS.findall(local)) > 1:
            if prefix in self.prefixes:
                self.names.append((begins(token), token.end()))
            elif "SERVICE" in local.upper():
                raise self.place.wrong(token, undeclared(prefix))
        if not self.open or "SERVICE" not in prefix.upper():
            return
        rest = re.split("SERVICE", prefix, flags=re.IGNORECASE)[1:]
        rest += [end[6:] for end in rest if end[:6].upper() == "SILENT"]
        readable = prefix not in self.prefixes or not self.prefixes.isdisjoint(rest)
        called = rest and readable and not says(before, "GRAPH") and written(before) != ","
        pattern = _PATTERN.match(self.place.text, token.end())
        if called and pattern:
            raise self.place.service(token)

    def iri(self, before: Token, token: Token) -> None:
        """Refuse what may be "less than" and more for the engine, where it may compare."""
        if not self.open or self.open[-1].text != "(" or self.open[-1].rows:
            return
        if before.lastgroup not in _OPERANDS or _HIERARCHICAL.match(written(token)):
            return
        if (
            "#" in written(token)
            or sum(map(written(token).count, "([!+*/=-")) > self.limits.negations
        ):
            hint = "Write the IRI with its scheme and “//”, or put blanks around “<” and “>”."
            raise self.place.refused(token, "this may be an IRI or two comparisons", hint)

    def opens(self, _: Token, token: Token) -> None:
        """Go one bracket deeper."""
        rows = self.values if written(token) == "{" else bool(self.open) and self.open[-1].rows
        self.values = self.values and written(token) != "{"
        self.open.append(_Bracket(written(token), self.negations, rows))
        self.negations = 0
        if len(self.open) > self.limits.depth:
            reason = f"brackets are nested more than {self.limits.depth} deep"
            raise self.place.refused(token, reason, "Flatten the question.", "query_depth")

    def closes(self, _: Token, __: Token) -> None:
        """Leave a bracket."""
        if self.open:
            self.open.pop()
        self.negations = 0

    def negation(self, _: Token, token: Token) -> None:
        """Count a `!` together with those that it stands in."""
        self.negations += 1
        if self.negations + sum(bracket.negations for bracket in self.open) > self.limits.negations:
            reason = f"more than {self.limits.negations} negations stand inside each other"
            hint = "Two negations cancel out: write the condition itself."
            raise self.place.refused(token, reason, hint, "query_negations")
        self._count(token, 1)

    def operator(self, _: Token, token: Token) -> None:
        """Count an operator."""
        self.negations = 0
        self._count(token, 1)

    def _count(self, token: Token, number: int) -> None:
        self.operators += number
        if self.operators > self.limits.operators:
            reason = f"the text has more than {self.limits.operators} operators"
            hint = "Use IN (…) or VALUES for long lists."
            raise self.place.refused(token, reason, hint, "query_operators")

    def escape(self, _: Token, token: Token) -> None:
        """Refuse an escape that the engine does not know here."""
        reason = "a \\u escape stands outside strings and IRIs"
        raise self.place.refused(token, reason, "Write the character itself.")

    def broken(self, _: Token, token: Token) -> None:
        """Refuse a string without end."""
        reason = "a string is not closed, or holds an escape that does not exist"
        raise self.place.wrong(token, reason)
