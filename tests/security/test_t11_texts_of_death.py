"""T11: a text that is deep, long or huge is refused, or costs one child and its time."""

from __future__ import annotations

import contextlib
import random
import time
from typing import Final

import pytest
from tests.security.conftest import Cases
from tests.security.texts import texts

from lien.errors import LienError
from lien.settings import Settings
from lien.store import EmbeddedStore, Level, Limits, Patch, Question, guard
from lien.store.patch import states
from lien.terms import LIEN, SCHEME
from lien_webapp.errors import STATUS
from lien_webapp.factory import create_app

pytestmark = [pytest.mark.threat("T11"), pytest.mark.alone]

SECONDS: Final = 1.0
GRACE: Final = 3.0
GUARD: Final = 0.2
"""Processor time of the guard for one text, in seconds."""


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    graph = "<http://graphs.example/one>"
    lines = [f"{graph} <{LIEN.visibility}> <{SCHEME['visibility/public']}> {graph} ."]
    lines += [f"<urn:{n}> <urn:p> <urn:{n + 1}> {graph} ." for n in range(100)]
    made = EmbeddedStore(Limits(memory=300, cpu=SECONDS + 1))
    made.apply(Patch(added=tuple(sorted(lines))), 1, states(lines))
    return made


def cost(text: str) -> float:
    """Processor time of the guard: the best of three, if the first is bad."""
    best = GUARD * 2
    for _ in range(3):
        start = time.process_time()
        with contextlib.suppress(LienError):
            guard.look(text)
        best = min(best, time.process_time() - start)
        if best <= GUARD:
            break
    return best


def status(store: EmbeddedStore, text: str) -> int:
    """The status with which the web would answer."""
    try:
        _ = store.reader(Level.PUBLIC).answer(Question(text, seconds=SECONDS)).body
    except LienError as error:
        return STATUS[type(error)]
    return 200


def test_a_text_of_death_is_refused_or_ends_at_its_limit(
    store: EmbeddedStore, cases: Cases
) -> None:
    everything = list(texts())
    random.Random(11).shuffle(everything)  # noqa: S311  not a secret
    tried = everything[: cases.number(40, len(everything))]
    for name, text in tried:
        assert cost(text) <= GUARD, name
        start = time.monotonic()
        found = status(store, text)
        assert time.monotonic() - start <= SECONDS + GRACE, name
        assert found in (200, 400, 413, 422, 503, 504), (name, found)
    assert status(store, "ASK {}") == 200
    cases.tried(len(tried))


def test_texts_of_death_by_http_get_a_problem_document(store: EmbeddedStore, cases: Cases) -> None:
    client = create_app(Settings(), store.reader(Level.PUBLIC)).test_client()
    tried = [(name, text) for name, text in texts() if name.endswith((", 8000000", ", 10000"))]
    tried = tried[:: len(tried) // cases.number(14, len(tried))]
    for number, (name, text) in enumerate(tried):
        sent = {"data": text.encode(), "content_type": "application/sparql-query"}
        answer = client.post("/sparql", **(sent if number % 2 else {"data": {"query": text}}))
        assert 400 <= answer.status_code < 500, name
        assert answer.content_type == "application/problem+json", name
        assert answer.json["status"] == answer.status_code, name
    cases.tried(len(tried))
