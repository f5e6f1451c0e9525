"""T12: random hostile questions; none ends more than its own child, none is an unknown error.

The guard comes first, as in the product. What it lets pass is evaluated as in the product too, but
many questions one after the other in one child, since a fork for each would take most of the time.
A question that ends such a child, or takes too long in it, is asked again as a user would ask it.
"""

from __future__ import annotations

import json
import mmap
import os
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from multiprocessing import get_context
from typing import Final

import pytest
from tests.security.conftest import Cases
from tests.security.grammar import Hostile

from lien.errors import LienError, QueryError
from lien.store import EmbeddedStore, Level, Limits, Patch, Question, guard
from lien.store.child import Child, Outgoing
from lien.store.patch import states
from lien.terms import LIEN, SCHEME
from lien_webapp.errors import STATUS

pytestmark = [pytest.mark.threat("T12"), pytest.mark.alone]

BATCH: Final = 250
SECONDS: Final = 1.0
LIMITS: Final = Limits(memory=300, cpu=30, answer_bytes=1_000_000)
ALLOWED: Final = {"200", "400", "413", "422", "503", "504"}


@cache
def made() -> EmbeddedStore:
    """A store of 200 statements in three graphs; forked processes have that of their parent."""
    lines = []
    for number, level in enumerate(("public", "public", "restricted")):
        graph = f"<urn:s:{number}>"
        lines.append(f"{graph} <{LIEN.visibility}> <{SCHEME['visibility/' + level]}> {graph} .")
        lines += [f"<urn:{n}> <urn:p> <urn:{n * 7 % 13}> {graph} ." for n in range(30)]
        lines += [f'<urn:{n}> <urn:ex:a> "{n}" {graph} .' for n in range(36)]
    store = EmbeddedStore(LIMITS)
    store.apply(Patch(added=tuple(sorted(lines))), 1, states(lines))
    store.view(Level.PUBLIC)
    return store


class Nowhere(Outgoing):
    """Takes an answer as a child does, and drops it."""

    def _send(self, _: object) -> None:
        self._pieces.clear()
        self._held = 0


def evaluate_all(
    store: EmbeddedStore, progress: mmap.mmap, level: Level, batch: Question, output: Outgoing
) -> None:
    """Work of a child: answer all texts, noting before each which one it is."""
    found: Counter[str] = Counter()
    output.begin("application/json", "ask", "")
    for number, (text, accept) in enumerate(json.loads(batch.text)):
        progress[:4] = number.to_bytes(4, "big")
        try:
            store._evaluated(level, Question(text, accept), Nowhere(output._connection, LIMITS))
            found["200"] += 1
        except LienError as error:
            found[str(STATUS[type(error)])] += 1
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001  whatever it is, it is a fault of ours
            found[f"500{type(error).__name__}"] += 1
    output.write(json.dumps(found).encode())


def ask_all(store: EmbeddedStore, texts: list[tuple[str, str]]) -> Counter[str]:
    """How many of the texts, which the guard let pass, end in which status."""
    found: Counter[str] = Counter()
    while texts:
        with mmap.mmap(-1, 4) as progress:
            work = partial(evaluate_all, store, progress)
            batch = Question(json.dumps(texts), seconds=SECONDS * 4)
            try:
                with Child(work, LIMITS) as child:
                    body = child.ask(Level.PUBLIC, batch).body
            except LienError:
                last = int.from_bytes(progress[:4], "big")
                done, one, texts = texts[:last], texts[last], texts[last + 1 :]
                found += ask_all(store, done) + Counter([alone(store, *one)])
            else:
                return found + Counter(json.loads(body))
    return found


def alone(store: EmbeddedStore, text: str, accept: str) -> str:
    """The status with which the web would answer one question."""
    try:
        asked = Question(text, accept, seconds=SECONDS)
        _ = store.reader(Level.PUBLIC).answer(asked).body
    except LienError as error:
        return str(STATUS[type(error)])
    return "200"


def statuses(seed: int) -> Counter[str]:
    """Statuses of the questions of one batch."""
    store, hostile = made(), Hostile(seed)
    passed: list[tuple[str, str]] = []
    found: Counter[str] = Counter()
    for _ in range(BATCH):
        text = hostile.one()
        try:
            graph = guard.check(text) == "graph"
            passed.append((text, "text/turtle" if graph else "application/sparql-results+json"))
        except QueryError as error:
            found[str(STATUS[type(error)])] += 1
    return found + ask_all(store, passed)


def test_random_hostile_questions_end_as_they_should(cases: Cases) -> None:
    store = made()
    batches = cases.number(2, 4_000)
    if cases.full:
        with ProcessPoolExecutor(os.cpu_count(), get_context("fork")) as pool:
            found = sum(pool.map(statuses, range(batches)), Counter[str]())
    else:
        found = sum(map(statuses, range(batches)), Counter[str]())
    assert found.keys() <= ALLOWED, found
    assert found.total() == batches * BATCH
    assert found["200"] > found.total() / 10, "most questions are nonsense"
    assert alone(store, "ASK {}", "") == "200"
    cases.tried(found.total())
