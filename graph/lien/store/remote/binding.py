"""Values put into a trusted query, token by token: a server has no substitution of its own.

The text is cut by the guard's tokenizer, so that a variable inside a string, a comment or an IRI
is none, and each value is written by the engine's serialiser. It means what the embedded engine's
substitution means: the variable has that value everywhere, and its column shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from lien.errors import QueryError
from lien.store.convert import to_engine
from lien.store.model import Node
from lien.store.remote.tokens import tokens

_LISTS: Final = frozenset({"SELECT", "GROUP", "ORDER"})
_NEXT: Final = frozenset({"WHERE", "HAVING", "LIMIT", "OFFSET", "VALUES"})
_TARGETS: Final = frozenset({"AS", "VALUES", "BOUND"})


def bound(query: str, values: Mapping[str, Node | None]) -> str:
    """The query with each value in place of its variable; None leaves the variable open.

    In a SELECT clause the value gets the variable's name; GROUP BY, where a constant makes no
    difference, loses the variable.

    Raises:
        QueryError: a variable with a value is not in the projection of a SELECT, is a target of
            AS, VALUES or BOUND, or is all that a GROUP BY has.
        ValueError: a value that RDF does not allow.
    """
    terms = {name: str(to_engine(value)) for name, value in values.items() if value is not None}
    if not terms:
        return query
    writer = _Writer(terms)
    text = "".join(writer.token(kind, token) for kind, token in tokens(query)) + writer.end()
    if missing := terms.keys() - writer.projected if writer.selects else set():
        raise QueryError(f"not in the projection: {', '.join(sorted(missing))}")
    return text


@dataclass(slots=True)
class _Writer:
    """Walks through the tokens and knows in which list of variables it stands, if in one.

    `place` is SELECT, GROUP, ORDER or nothing; `depth` counts the round brackets open in it;
    `outer` keeps both for the groups around. `kept` counts what a GROUP BY still has.
    """

    terms: Mapping[str, str]
    place: str = ""
    depth: int = 0
    outer: list[tuple[str, int]] = field(default_factory=list)
    before: list[str] = field(default_factory=lambda: ["", ""])
    kept: int = 1
    selects: bool = False
    projected: set[str] = field(default_factory=set)

    def token(self, kind: str, token: str) -> str:
        """What stands in the query in place of this token."""
        if kind == "blank":
            return token
        if kind in ("open", "close"):
            self._bracket(token)
        elif kind == "word" and not self.depth:
            self._word(token.upper())
        written = self._variable(token) if kind == "variable" else token
        if self.place == "GROUP" and written and token.upper() not in ("GROUP", "BY"):
            self.kept += 1
        self.before = [self.before[1], token.upper()]
        return written

    def end(self) -> str:
        """What stands after the last token: nothing."""
        self._leave()
        return ""

    def _bracket(self, sign: str) -> None:
        if sign == "{":
            self._leave()
            self.outer.append((self.place, self.depth))
            self.place, self.depth = "", 0
        elif sign == "}":
            self._leave()
            self.place, self.depth = self.outer.pop() if self.outer else ("", 0)
        else:
            self.depth += 1 if sign in "([" else -1

    def _word(self, word: str) -> None:
        if word in _LISTS:
            self._leave()
            self.place, self.kept = word, 0 if word == "GROUP" else 1
            self.selects |= word == "SELECT" and not self.outer
        elif word in _NEXT:
            self._leave()

    def _leave(self) -> None:
        if not self.kept:
            raise QueryError("a GROUP BY of nothing but bound variables cannot be bound")
        self.place, self.kept = "", 1

    def _variable(self, token: str) -> str:
        name = token[1:]
        if self.place == "SELECT" and not self.depth and not self.outer:
            self.projected.add(name)
        if name not in self.terms:
            return token
        term = self.terms[name]
        if self.before[1] in _TARGETS or self.before[0] in _TARGETS - {"AS"}:
            raise QueryError(f"?{name} is a target of {self.before[1]}: it cannot be bound")
        if not self.depth and self.place == "SELECT":
            return f"({term} AS {token})"
        if not self.depth and self.place:
            return "" if self.place == "GROUP" else f"ASC(STR({term}))"
        if self.before == ["STR", "("] and term.endswith('"'):
            return f'CONCAT({term}, "")'  # Virtuoso's STR of a plain text loses what is not Latin
        return term
