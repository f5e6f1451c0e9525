"""T06: FROM, FROM NAMED and the protocol's parameters choose among what a level may see.

What must come back is worked out here from the rules of SPARQL 1.1 (Query, 13.2; Protocol,
2.1.4) and from a list of who may see which graph, not by the store. Rows are compared as a set:
the engine gives a statement of the default graph once for each graph that holds it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

import pytest
from tests.security.conftest import Cases

from lien.errors import QueryError
from lien.store import EmbeddedStore, Level, Limits, Patch, Question
from lien.store.patch import states
from lien.terms import LIEN, SCHEME

pytestmark = pytest.mark.threat("T06")

G: Final = "http://graphs.example/"
LEVELS: Final = {"one": "public", "two": "public", "desk": "internal", "hidden": "restricted"}
SEES: Final = {
    Level.PUBLIC: {"one", "two"},
    Level.INTERNAL: {"one", "two", "desk"},
    Level.RESTRICTED: {"one", "two", "desk", "hidden"},
}
PATTERN: Final = """
WHERE {
  { ?s <urn:p> ?o BIND("default" AS ?g) } UNION { GRAPH ?g { ?s <urn:p> ?o } }
}
"""
CHOICES: Final = ((), ("one",), ("hidden",), ("absent",), ("two", "desk", "hidden"), ("one", "one"))
PARAMETERS: Final = (((), ()), (("two",), ()), ((), ("two", "hidden")), (("absent",), ("desk",)))
SPELLINGS: Final = (
    "{clause} <" + G + "{name}>",
    "{clause} graph:{name}",
    "{clause} <../{name}>",
    "{clause} # FROM <" + G + "two>\n <" + G + "{name}>",
    "{clause}<" + G + "\\u00{code:x}{rest}>",
)


@dataclass(frozen=True, slots=True)
class Case:
    """Graphs of FROM and FROM NAMED, graphs of the parameters, and who asks."""

    default: tuple[str, ...]
    named: tuple[str, ...]
    parameters: tuple[tuple[str, ...], tuple[str, ...]]
    level: Level


def everything() -> Iterator[Case]:
    for parts in product(CHOICES, CHOICES, PARAMETERS, Level):
        yield Case(*parts)


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    """Each graph says that it holds itself, and all say one thing in common."""
    lines = []
    for name, level in LEVELS.items():
        graph = f"<{G}{name}>"
        lines += [
            f"{graph} <{LIEN.visibility}> <{SCHEME['visibility/' + level]}> {graph} .",
            f'<urn:{name}> <urn:p> "{name}" {graph} .',
            f'<urn:common> <urn:p> "all" {graph} .',
        ]
    made = EmbeddedStore(Limits(memory=300))
    made.apply(Patch(added=tuple(sorted(lines))), 1, states(lines))
    return made


def text(case: Case, number: int) -> str:
    """The question, with its clauses spelt in one of several ways."""
    spelling = SPELLINGS[number % len(SPELLINGS)]
    clauses = [("FROM", name) for name in case.default]
    clauses += [("FROM NAMED", name) for name in case.named]
    if number % 2:
        clauses.reverse()
    written = " ".join(
        spelling.format(clause=clause, name=name, code=ord(name[0]), rest=name[1:])
        for clause, name in clauses
    )
    return f"BASE <{G}a/b> PREFIX graph: <../> SELECT ?s ?g {written} {PATTERN}"


def answer(case: Case) -> set[tuple[str, str]]:
    """Subject and graph of every row, by the rules."""
    chosen = case.parameters if any(case.parameters) else (case.default, case.named)
    sees = SEES[case.level]
    default, named = (set(one) & sees for one in chosen) if any(chosen) else (sees, sees)
    subjects = {"urn:common"} | {f"urn:{name}" for name in default} if default else set()
    rows = {(subject, "default") for subject in subjects}
    for name in named:
        rows |= {("urn:common", G + name), (f"urn:{name}", G + name)}
    return rows


def iris(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(G + name for name in names)


def test_from_and_parameters_choose_among_the_visible_graphs(
    store: EmbeddedStore, cases: Cases
) -> None:
    chosen = list(everything())
    step = len(chosen) // cases.number(40, len(chosen))
    for number, case in enumerate(chosen[::step]):
        default, named = map(iris, case.parameters)
        asked = Question(text(case, number), "text/csv", default, named)
        body = store.reader(case.level).answer(asked).body.decode()
        rows = {(row[0], row[1]) for row in list(csv.reader(io.StringIO(body)))[1:]}
        assert rows == answer(case), (case, asked.text)
    cases.tried(len(chosen[::step]))


@pytest.mark.parametrize(
    "clauses",
    [
        "FROM:one", "FROMgraph:one", "FROMNAMED graph:one", "FROM NAMEDgraph:one", "FROM ?g",
        "FROM graph:", "FROM NAMED", "FROM", "FROM <one two>", "FROM FROM graph:one",
        "FROM (graph:one)", "FROM 'one'", "FROM _:one", "FROM <//[>",
        "FROM graph:one, graph:two", "FROM other:one", "DISTINCTFROM graph:one",
    ],
)  # fmt: skip
def test_a_clause_that_cannot_be_read_with_certainty_is_refused(
    store: EmbeddedStore, clauses: str
) -> None:
    text = f"PREFIX graph: <{G}> PREFIX : <{G}> PREFIX FROMgraph: <{G}> SELECT * {clauses} {{}}"
    if clauses in ("FROM graph:", "FROMgraph:one"):
        text = text.replace(f"PREFIX FROMgraph: <{G}>", "").replace("PREFIX graph:", "PREFIX g:")
    with pytest.raises(QueryError):
        store.reader(Level.RESTRICTED).answer(Question(text))
