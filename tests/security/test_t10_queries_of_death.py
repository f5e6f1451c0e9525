"""T10: questions that would never end, or eat everything, end at their limit and harm nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path
from typing import Final

import pytest
from tests.security.service import Reply, Service, Watch, service

pytestmark = [pytest.mark.threat("T10"), pytest.mark.alone]

SECONDS: Final = 1.0
MEMORY: Final = 300
OWN: Final = 100
"""MiB that a child has from the keeper, which count as its own once it has written to them."""


@pytest.fixture(scope="module")
def served(seed_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("hostile")
    limits = {
        "query_seconds": SECONDS,
        "query_memory": MEMORY,
        "answer_bytes": 5_000_000,
        "queue_length": 60,
        "queue_seconds": 60,
        "client_questions": 64,
        "client_seconds": 1e6,
        "client_errors": 1_000_000,
    }
    with service(seed_path, folder, **limits) as found:
        yield found


def pattern(count: int) -> str:
    """`count` patterns that share no variable: a product."""
    return " . ".join(f"?s{n} ?p{n} ?o{n}" for n in range(count))


def doubled(count: int) -> str:
    """A string that doubles `count` times."""
    start = "BIND('0123456789' AS ?t0)"
    steps = (f"BIND(CONCAT(?t{n}, ?t{n}) AS ?t{n + 1})" for n in range(count))
    return " ".join((start, *steps))


def optional(count: int) -> str:
    """A chain of optional parts that share nothing."""
    return " ".join(f"OPTIONAL {{ ?a{n} ?b{n} ?c{n} }}" for n in range(count))


def values(count: int) -> str:
    """A product of `count` lists of 100 values."""
    row = " ".join(map(str, range(100)))
    return " ".join(f"VALUES ?v{n} {{ {row} }}" for n in range(count))


FAMILIES: Final = {
    "product counted": lambda n: f"SELECT (COUNT(*) AS ?n) {{ {pattern(n)} }}",
    "product in full": lambda n: f"SELECT * {{ {pattern(n)} }}",
    "product sorted": lambda n: f"SELECT ?s0 {{ {pattern(n)} }} ORDER BY DESC(STR(?o1)) ?s0",
    "product made distinct": lambda n: f"SELECT DISTINCT ?s0 ?o1 {{ {pattern(n)} }}",
    "product grouped": lambda n: (
        f"SELECT ?o0 (GROUP_CONCAT(STR(?o1)) AS ?t) {{ {pattern(n)} }} GROUP BY ?o0"
    ),
    "product constructed": lambda n: f"CONSTRUCT {{ ?s0 ?p0 ?o1 }} {{ {pattern(n)} }}",
    "product described": lambda n: f"DESCRIBE ?s0 ?s1 {{ {pattern(n)} }}",
    "product hashed": lambda n: (
        f"SELECT (MAX(SHA512(CONCAT(STR(?s0), STR(?o1)))) AS ?h) {{ {pattern(n)} }}"
    ),
    "product searched": lambda n: (
        f"SELECT ?s0 {{ {pattern(n)} FILTER(REGEX(STR(?o0), '(a|b|ab)*c(.*)+x', 'i')) }}"
    ),
    "string doubled": lambda n: f"SELECT (STRLEN(?t{n * 5}) AS ?n) {{ {doubled(n * 5)} }}",
    "strings joined": lambda n: (
        f"SELECT (STRLEN(GROUP_CONCAT(?t12)) AS ?n) {{ {pattern(n)} {doubled(12)} }}"
    ),
    "paths without end": lambda n: (
        "SELECT (COUNT(*) AS ?n) { "
        + " . ".join(f"?a{k} (<urn:x>|!<urn:y>)* ?b{k}" for k in range(n))
        + " }"
    ),
    "optional chain": lambda n: f"SELECT (COUNT(*) AS ?n) {{ {optional(n)} }}",
    "lists crossed": lambda n: f"SELECT (SUM(?v0 * ?v1) AS ?n) {{ {values(n)} }}",
    "nothing subtracted": lambda n: (
        f"SELECT (COUNT(*) AS ?n) {{ {pattern(n)} MINUS {{ {pattern(n)} FILTER(?o0 > ?o1) }} }}"
    ),
    "exists in exists": lambda n: (
        f"ASK {{ {pattern(n)} FILTER NOT EXISTS {{ {pattern(n)} FILTER(?s0 = ?o1) }} "
        "FILTER(1 = 2) }"
    ),
}
SIZES: Final = (2, 3, 4, 5, 6, 7, 8, 10, 14, 20)
QUESTIONS: Final = {
    f"{name} × {size}": make(size) for size, (name, make) in product(SIZES, FAMILIES.items())
}


def honest(reply: Reply) -> bool:
    """A whole answer, or an error that says which limit was reached."""
    if reply.status == 200:
        return reply.whole
    problem = json.loads(reply.body)
    named = {"query_seconds", "query_cpu", "query_memory", "answer_bytes"}
    limit = reply.headers.get("lien-limit", "").partition("=")[0]
    return (reply.status, limit) == (400, "") or (
        reply.status in (422, 503, 504) and limit in named and problem["setting"] == limit
    )


def test_hostile_questions_end_at_their_limit_and_pages_stay_quick(served, cases):
    """50 at a time storm the door: see `research`, "p90 of the others below a second"."""
    chosen = list(QUESTIONS.items())[:: cases.number(10, 1)]
    before, watch = served.lasting(), Watch(served)
    with watch.running(), ThreadPoolExecutor(50) as pool:
        replies = dict(
            zip(
                (name for name, _ in chosen),
                pool.map(served.ask, (text for _, text in chosen)),
                strict=True,
            )
        )
    cases.tried(len(chosen))

    assert {name: reply.status for name, reply in replies.items() if not honest(reply)} == {}
    assert before <= served.lasting(), "a process was ended"
    assert watch.failures == []
    assert watch.memory < (MEMORY + OWN) * 1_048_576
    assert watch.p90 < cases.number(3, 1), "a busy build is given more time"


def test_a_hostile_question_alone_ends_three_seconds_after_its_limit_at_the_latest(served, cases):
    names = list(QUESTIONS)[3 :: cases.number(40, 1)]
    for name in names:
        reply = served.ask(QUESTIONS[name])
        assert honest(reply), (name, reply.status, reply.body[:300])
        assert reply.seconds < SECONDS + 3, name
    cases.tried(len(names))
