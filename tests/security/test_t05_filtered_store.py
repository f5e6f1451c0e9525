"""T05: whatever is hidden from whom, an answer is that of a store that never held it.

Random named graphs with random visibility, random SPARQL: a reader of the whole store against a
reader of a store that was only ever given what the level may see. Which graphs those are is
worked out here, from the rule in the manual, and not by the store.
"""

from __future__ import annotations

import io
import json
import random
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lien.errors import LienError
from lien.store import EmbeddedStore, Level, Patch, Question
from lien.store.patch import states
from lien.terms import LIEN, SCHEME

LEVELS: Final = {
    "public": Level.PUBLIC,
    "internal": Level.INTERNAL,
    "restricted": Level.RESTRICTED,
    "no-such-level": Level.RESTRICTED,
}
GRAPHS: Final = [f"urn:g:{n}" for n in range(5)]
ABSENT: Final = "urn:g:none"
NODES: Final = [f"<urn:n:{n}>" for n in range(4)] + [f"<{graph}>" for graph in GRAPHS[:2]]
PROPERTIES: Final = [f"<urn:p:{n}>" for n in range(3)]
NUMBERS: Final = [f'"{n}"^^<http://www.w3.org/2001/XMLSchema#integer>' for n in range(4)]
VARIABLES: Final = ["?a", "?b", "?c"]
NAMES: Final = [f"<{graph}>" for graph in (*GRAPHS, ABSENT)]
Lines = Mapping[str, list[str]]


def says(about: str, level: str, where: str) -> str:
    return f"<{about}> <{LIEN.visibility}> <{SCHEME['visibility/' + level]}> <{where}> ."


@st.composite
def datasets(draw: st.DrawFn) -> tuple[dict[str, list[str]], dict[str, Level]]:
    """Lines by graph, and the level that each graph needs.

    A graph may state no level, several, or one we do not know. It may also state the level of
    another graph, which does not count.
    """
    seed = draw(st.integers(0, 2**32))
    rng = random.Random(seed)  # noqa: S311  not a secret
    lines: dict[str, list[str]] = {}
    needs: dict[str, Level] = {}
    for graph in GRAPHS[: rng.randint(2, len(GRAPHS))]:
        stated = rng.sample(sorted(LEVELS), rng.choice((0, 1, 1, 1, 1, 1, 2)))
        needs[graph] = max((LEVELS[name] for name in stated), default=Level.RESTRICTED)
        rows = {says(graph, name, graph) for name in stated}
        if rng.random() < 0.3:
            other = rng.choice([name for name in GRAPHS if name != graph])
            rows.add(says(other, "public", graph))
        for _ in range(rng.randint(1, 7)):
            value = rng.choice(NODES + NUMBERS[:2])
            rows.add(f"{rng.choice(NODES)} {rng.choice(PROPERTIES)} {value} <{graph}> .")
        lines[graph] = sorted(rows)
    return lines, needs


class Questions:
    """Random SPARQL without anything that two runs on one store may answer differently."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def one(self, *choices: str) -> str:
        return self.rng.choice(choices)

    def term(self) -> str:
        return self.one(*VARIABLES, *VARIABLES, self.one(*NODES))

    def path(self, depth: int = 2) -> str:
        simple = self.one(*PROPERTIES)
        if not depth or self.rng.random() < 0.5:
            return simple
        inner = self.path(depth - 1)
        return self.one(
            f"{simple}/{inner}", f"({simple}|{inner})", f"^{simple}", f"({inner})*",
            f"({inner})+", f"({inner})?", f"!({simple}|^{self.one(*PROPERTIES)})",
        )  # fmt: skip

    def triple(self) -> str:
        verb = self.one(self.one(*VARIABLES), self.one(*PROPERTIES), self.path())
        return f"{self.term()} {verb} {self.one(self.term(), self.term(), self.one(*NUMBERS))} . "

    def condition(self, depth: int) -> str:
        a, b = self.one(*VARIABLES), self.one(*VARIABLES)
        choices = [
            f"{a} != {b}", f"BOUND({a})", f"isIRI({a})", f"STR({a}) < STR({b})", f"{a} > 1",
            f'CONTAINS(STR({a}), "{self.one("g", "1", "n:2")}")', f"{a} IN ({b}, <urn:n:1>)",
            f"COALESCE({a}, {b}) = <urn:n:1>", f"IF(BOUND({a}), {a} = {b}, true)",
        ]  # fmt: skip
        if depth:
            choices += [f"{self.one('EXISTS', 'NOT EXISTS')} {{ {self.group(depth - 1)} }}"] * 6
        return self.one(*choices)

    def block(self, depth: int) -> str:
        if not depth or self.rng.random() < 0.35:
            return self.triple()
        inner, other = self.group(depth - 1), self.group(depth - 1)
        name = self.one(*VARIABLES, "?g", "?g", *NAMES[:3], NAMES[-1])
        choices = [
            *[f"GRAPH {name} {{ {inner} }} "] * 4,
            f"OPTIONAL {{ {inner} }} ",
            f"{{ {inner} }} UNION {{ {other} }} ",
            f"{self.triple()} MINUS {{ {inner} }} ",
            f"{self.triple()} FILTER({self.condition(depth)}) ",
            f'BIND(IRI("urn:g:{self.rng.randint(0, 5)}") AS ?g) GRAPH ?g {{ {self.triple()} }} ',
            f"VALUES ?g {{ {self.one(*NAMES)} {self.one(*NAMES)} }} GRAPH ?g {{ {inner} }} ",
            f"{{ SELECT DISTINCT {self.one(*VARIABLES)} ?g {{ {inner} }} }} ",
            f"{{ SELECT ?a (COUNT(*) AS ?n) {{ {inner} }} GROUP BY {self.one('?a', '?a ?b')} }} ",
        ]
        return self.one(*choices)

    def group(self, depth: int) -> str:
        return "".join(self.block(depth) for _ in range(self.rng.choice((1, 1, 2))))

    def dataset(self) -> str:
        if self.rng.random() < 0.8:
            return ""
        words = [self.one("FROM ", "FROM NAMED ") + self.one(*NAMES) for _ in range(2)]
        return " ".join(words) + " "

    def text(self) -> str:
        where, source = f"{{ {self.group(2)}}}", self.dataset()
        a, b = self.rng.sample(VARIABLES, 2)
        tail = self.one("", f" ORDER BY {a} {b} ?g", f" ORDER BY DESC({a}) {b} ?g")
        if tail:
            tail += self.one("", " LIMIT 3", " OFFSET 1")
        return self.one(
            f"SELECT * {source}{where}",
            f"SELECT {a} {b} ?g {source}{where}{tail}",
            f"SELECT DISTINCT {a} {b} ?g {source}{where}{tail}",
            f"SELECT {a} (COUNT(DISTINCT {b}) AS ?n) (MIN({b}) AS ?least) (SUM(?x) AS ?s) "
            f"{source}{where} GROUP BY {a} HAVING (COUNT(*) > {self.rng.randint(0, 2)})",
            f"SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?g) AS ?graphs) {source}{where}",
            f"ASK {source}{where}",
            f"CONSTRUCT {{ {a} <urn:made> {b} . {b} <urn:in> ?g }} {source}WHERE {where}",
            f"DESCRIBE {a} {source}{where}",
            f"DESCRIBE {self.one(*NODES)} {source}",
        )

    def question(self) -> Question:
        def graphs() -> tuple[str, ...]:
            few = [name[1:-1] for name in NAMES]
            return tuple(self.rng.sample(few, self.rng.randint(1, 3)))

        default, named = (), ()
        if self.rng.random() < 0.25:
            default, named = self.rng.choice(((graphs(), ()), ((), graphs()), (graphs(), graphs())))
        return Question(self.text(), default_graphs=default, named_graphs=named)


def store_of(lines: Lines) -> EmbeddedStore:
    store = EmbeddedStore()
    rows = tuple(sorted(row for rows in lines.values() for row in rows))
    store.apply(Patch(rows), 1, states(rows))
    return store


class Told(io.BytesIO):
    """An answer in memory instead of in a pipe."""

    def begin(self, *about: str) -> None:
        """Take media type, kind and version of what is written from here on."""
        self.about = about


def told(store: EmbeddedStore, level: Level, question: Question) -> Any:
    """The answer as far as SPARQL fixes it: rows in order only where the question orders them.

    It is evaluated here in the way of the disposable child, without the process.
    """
    answer = Told()
    try:
        store._evaluated(level, question, answer)  # type: ignore[arg-type]
    except LienError as error:
        return type(error).__name__, str(error), error.hint
    if answer.about[1] == "graph":
        return answer.about, Counter(answer.getvalue().decode().split("\n"))
    document = json.loads(answer.getvalue())
    if answer.about[1] == "ask":
        return document["boolean"]
    rows = [json.dumps(row, sort_keys=True) for row in document["results"]["bindings"]]
    return document["head"]["vars"], rows if "ORDER BY" in question.text else Counter(rows)


def ntriples(question: Question) -> Question:
    """The same question, answered line by line where it gives triples."""
    graph = question.text.startswith(("CONSTRUCT", "DESCRIBE"))
    accept = "application/n-triples" if graph else ""
    return Question(
        question.text, accept, question.default_graphs, question.named_graphs, question.seconds
    )


@pytest.mark.threat("T05")
def test_random_questions_are_answered_as_by_a_store_that_never_held_what_is_hidden(cases):
    tried = hidden = answered = 0

    @settings(
        max_examples=cases.number(250, 20_000),
        deadline=None,
        database=None,
        derandomize=not cases.full,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(datasets(), st.integers(0, 2**32), st.sampled_from(list(Level)))
    def check(dataset: tuple[Lines, dict[str, Level]], seed: int, level: Level) -> None:
        nonlocal tried, hidden, answered
        lines, needs = dataset
        visible = {graph: rows for graph, rows in lines.items() if needs[graph] <= level}
        whole, bare = store_of(lines), store_of(visible)
        question = ntriples(Questions(random.Random(seed)).question())  # noqa: S311
        expected = told(bare, Level.RESTRICTED, question)
        assert told(whole, level, question) == expected, question
        assert told(bare, level, question) == expected, question
        assert whole.reader(level).version == bare.reader(level).version
        assert whole.reader(level).graphs() == bare.reader(level).graphs()
        tried += 1
        hidden += len(visible) < len(lines)
        answered += not isinstance(expected, tuple) or isinstance(expected[1], list | Counter)

    check()
    cases.tried(tried)
    assert hidden > tried / 3, "too few cases hide anything"
    assert answered > tried / 2, "too few questions are answered at all"
