"""Random questions from the grammar of SPARQL: harmless, deep, glued, cut and mixed up."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

DEEPEST: Final = 10_000
"""Levels of nesting of the deepest questions."""

VARIABLES: Final = ("?a", "?b", "?c", "$d", "?a1")
IRIS: Final = (
    "<urn:p>", "<urn:1>", "<urn:2>", "ex:a", "ex:b.c", ":x", "service:s", "load:l", "from:f",
    "<a>", "<#b>", "<http://a/(b)>", "a:b.c", "a:b.c.d", "ex:", "ex:%41\\-", "<urn:é>",
)  # fmt: skip
LITERALS: Final = (
    "1", "-1", "1.5", "1e9", "true", "'a'", '"b"@en', "'''c\n'd'''", '"1"^^<urn:t>', "'SERVICE'",
    '"""x"" y"""', "'\\u0041'", "''", "99999999999999999999", "'a'@en-service",
)  # fmt: skip
FUNCTIONS: Final = (
    "RAND/0", "NOW/0", "UUID/0", "STR/1", "LANG/1", "DATATYPE/1", "IRI/1", "BNODE/1", "ABS/1",
    "CEIL/1", "STRLEN/1", "UCASE/1", "SHA512/1", "MD5/1", "YEAR/1", "isIRI/1", "xsd:integer/1",
    "ENCODE_FOR_URI/1", "CONCAT/2", "REGEX/2", "SUBSTR/2", "STRDT/2", "sameTerm/2", "COALESCE/3",
    "IF/3", "REPLACE/3",
)  # fmt: skip
"""Names of functions and how many arguments they take."""

AGGREGATES: Final = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
OPERATORS: Final = ("=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "&&", "||")
NOISE: Final = (
    "SERVICE", "SERVICE SILENT", "LOAD", "FROM", "FROM NAMED", "INSERT DATA", "DROP ALL", "\\u0053",
    '"', "'''", "<", ">", "{", "}", "(", ")", "[", "]", ";", ".", "!", "^", "#", "#\n", "\x00", "é",
    "\U0001f600", "SERVICEex:s {", "trueSERVICE:s", "<2)SERVICE#>", '"""', "\\", "{|", "|}", "<<",
    "LIMIT 0", "WHERE", "a", "()", "[]", "%", "BASE <x>", "PREFIX ex: <urn:>", "\r", "\ufeff",
)  # fmt: skip
PROLOGUE: Final = (
    "BASE <http://base/> PREFIX ex: <urn:ex:> PREFIX : <urn:> PREFIX a: <urn:a:> "
    "PREFIX service: <urn:s:> "
    "PREFIX load: <urn:l:> PREFIX from: <urn:f:> "
    "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
)
DEEP: Final = (
    ("{", "}"), ("(", ")"), ("[", "]"), ("OPTIONAL {", "}"), ("FILTER(!(", "))"), ("!", ""),
    ("{ SELECT * {", "} }"), ("IF(1,", ",1)"), ("(1+", ")"), ("^(", ")"), ("<<", ">>"),
    ("REPLACE(", ",'a','b')"), ("{} UNION {", "}"), ("EXISTS {", "}"), ("-", ""), ("(", ")*"),
)  # fmt: skip


class Hostile:
    """Random questions; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311  not a secret
        self._patterns: tuple[Callable[[int], str], ...] = (
            self._triples, self._triples, self._triples, self._filter, self._optional, self._union,
            self._graph, self._minus, self._bind, self._values, self._subquery, self._path,
        )  # fmt: skip

    def one(self) -> str:
        """A question: mostly well-formed, a part of them spoilt, deep or both."""
        text = PROLOGUE * (self.rng.random() < 0.9) + self._query(self.rng.randint(0, 3))
        dice = self.rng.random()
        if dice < 0.25:
            text = self._spoilt(text)
        elif dice < 0.35:
            text = self._deep(text)
        return text

    def _of(self, choices: tuple[str, ...]) -> str:
        return choices[int(self.rng.random() * len(choices))]

    def _many(self, part: Callable[[int], str], depth: int, most: int) -> str:
        return " ".join(part(depth) for _ in range(1 + int(self.rng.random() * most)))

    def _query(self, depth: int) -> str:
        group = self._group(depth)
        clause = self._dataset() + self._of(("WHERE ", ""))
        form = self.rng.random()
        if form < 0.6:
            return f"SELECT {self._columns(depth)} {clause}{group} {self._modifiers(depth)}"
        if form < 0.75:
            return f"ASK {clause}{group}"
        if form < 0.9:
            return f"CONSTRUCT {{ {self._triples(0)} }} {clause}{group} {self._modifiers(0)}"
        return f"DESCRIBE {self._of(IRIS + VARIABLES)} {clause}{group}"

    def _dataset(self) -> str:
        if self.rng.random() < 0.85:
            return ""
        return f"FROM {self._of(('', 'NAMED '))}{self._of(IRIS)} "

    def _columns(self, depth: int) -> str:
        dice = self.rng.random()
        if dice < 0.4:
            return self._of(("*", "DISTINCT *", "REDUCED *"))
        if dice < 0.8:
            return " ".join(VARIABLES[: 1 + int(self.rng.random() * 3)])
        inner = f"{self._of(('', 'DISTINCT '))}{self._expression(depth)}"
        return f"({self._of(AGGREGATES)}({inner}) AS ?n)"

    def _modifiers(self, depth: int) -> str:
        dice = self.rng.random()
        if dice < 0.7:
            return "LIMIT 50"
        if dice < 0.95:
            return f"ORDER BY {self._of(('', 'DESC '))}({self._expression(depth)}) LIMIT 50"
        return f"GROUP BY {self._of(VARIABLES)} HAVING({self._expression(depth)}) LIMIT 50"

    def _group(self, depth: int) -> str:
        return "{ " + self._many(self._pattern, depth - 1, 3) + " }"

    def _pattern(self, depth: int) -> str:
        if depth < 0:
            return self._triples(0)
        return self._patterns[int(self.rng.random() * len(self._patterns))](depth)

    def _term(self) -> str:
        return self._of((VARIABLES, VARIABLES, IRIS, LITERALS)[int(self.rng.random() * 4)])

    def _triples(self, _: int) -> str:
        rest = f" ; {self._of(IRIS)} {self._term()}" if self.rng.random() < 0.3 else ""
        return f"{self._of(VARIABLES + IRIS)} {self._of(VARIABLES + IRIS)} {self._term()}{rest} ."

    def _path(self, depth: int) -> str:
        steps = [self._of(IRIS) + self._of(("", "", "*", "+", "?")) for _ in range(3)]
        path = self._of(("/", "|", "/^")).join(steps)
        return f"?a {'(' * depth}{path}{')' * depth} ?b ."

    def _expression(self, depth: int) -> str:
        dice = self.rng.random()
        if depth <= 0 or dice < 0.3:
            return self._term()
        if dice < 0.6:
            return f"({self._expression(depth - 1)} {self._of(OPERATORS)} {self._expression(0)})"
        if dice < 0.7:
            return f"!{self._expression(depth - 1)}"
        if dice < 0.75:
            return f"{self._of(('', 'NOT '))}EXISTS {self._group(depth - 1)}"
        if dice < 0.8:
            return f"{self._term()} IN ({self._expression(depth - 1)}, {self._term()})"
        name, _, number = self._of(FUNCTIONS).partition("/")
        return f"{name}({', '.join(self._expression(depth - 1) for _ in range(int(number)))})"

    def _filter(self, depth: int) -> str:
        return f"FILTER({self._expression(depth)})"

    def _optional(self, depth: int) -> str:
        return f"OPTIONAL {self._group(depth)}"

    def _union(self, depth: int) -> str:
        return f"{self._group(depth)} UNION {self._group(depth)}"

    def _graph(self, depth: int) -> str:
        return f"GRAPH {self._of(VARIABLES + IRIS)} {self._group(depth)}"

    def _minus(self, depth: int) -> str:
        return f"MINUS {self._group(depth)}"

    def _bind(self, depth: int) -> str:
        return f"BIND({self._expression(depth)} AS ?x{self.rng.randint(0, 99)})"

    def _values(self, _: int) -> str:
        return f"VALUES {self._of(VARIABLES)} {{ {self._of(IRIS)} {self._of(LITERALS)} UNDEF }}"

    def _subquery(self, depth: int) -> str:
        return f"{{ SELECT {self._columns(0)} {self._group(depth)} LIMIT 9 }}"

    def _spoilt(self, text: str) -> str:
        """With something put in, taken out, doubled or cut."""
        for _ in range(self.rng.randint(1, 3)):
            at = self.rng.randrange(len(text) + 1)
            until = min(at + self.rng.randint(1, 9), len(text))
            dice = self.rng.random()
            if dice < 0.5:
                text = text[:at] + self._of(("", " ")) + self._of(NOISE) + text[at:]
            elif dice < 0.7:
                text = text[:at] + text[until:]
            elif dice < 0.9:
                text = text[:until] + text[at:until] + text[until:]
            else:
                text = text[:at]
        return text

    def _deep(self, text: str) -> str:
        """With something nested, to a depth of any order of size up to the deepest."""
        opens, closes = DEEP[self.rng.randrange(len(DEEP))]
        depth = int(DEEPEST ** self.rng.random())
        at = text.rfind(" ", 0, self.rng.randrange(len(text)) + 1) + 1
        inside = self._of(("", "1", "?a ?b ?c"))
        return f"{text[:at]}{opens * depth}{inside}{closes * depth} {text[at:]}"
