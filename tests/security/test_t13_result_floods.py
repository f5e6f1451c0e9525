"""T13: an answer that is too large is an error that says so, and a slow reader harms nobody."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest
from tests.security.service import Service, Watch, service

pytestmark = [pytest.mark.threat("T13"), pytest.mark.alone]

LARGEST: Final = 5_000_000
ROWS: Final = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
TABLES: Final = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
GRAPHS: Final = (
    "text/turtle",
    "application/n-triples",
    "application/ld+json",
    "application/rdf+xml",
)
FLOODS: Final = {
    "ten million rows": f"SELECT * {{ {ROWS} }} LIMIT 10000000",
    "ten million of one column": f"SELECT ?a {{ {ROWS} }} LIMIT 10000000",
    "wide rows": f"SELECT ?a ?c (CONCAT(STR(?c), STR(?f), STR(?i)) AS ?long) {{ {ROWS} }}",
    "one enormous value": (
        "SELECT ?t23 { BIND('x' AS ?t0) "
        + " ".join(f"BIND(CONCAT(?t{n}, ?t{n}) AS ?t{n + 1})" for n in range(23))
        + " }"
    ),
    "many large values": (
        "SELECT ?t16 { ?s ?p ?o BIND('x' AS ?t0) "
        + " ".join(f"BIND(CONCAT(?t{n}, ?t{n}) AS ?t{n + 1})" for n in range(16))
        + " }"
    ),
}
MADE: Final = {
    "statements made": (
        "CONSTRUCT { ?a <urn:x> ?l } "
        f"{{ {ROWS} BIND(CONCAT(STR(?a), STR(?d), STR(?g), STR(?c), STR(?f)) AS ?l) }}"
    ),
    "statements counted out": (
        f"CONSTRUCT {{ ?a <urn:x> ?l }} {{ {ROWS} BIND(STRUUID() AS ?l) }} LIMIT 10000000"
    ),
    "a value for each": (
        "CONSTRUCT { ?s ?p ?t12 } { ?s ?p ?o BIND(CONCAT(STR(?s), STR(?p), STR(?o)) AS ?t0) "
        + " ".join(f"BIND(CONCAT(?t{n}, ?t{n}) AS ?t{n + 1})" for n in range(12))
        + " }"
    ),
    "names made up": f"CONSTRUCT {{ ?u <urn:x> ?a }} {{ {ROWS} BIND(UUID() AS ?u) }}",
}
CASES: Final = [
    *((name, FLOODS[name], kind) for name, kind in product(FLOODS, TABLES)),
    *((name, MADE[name], kind) for name, kind in product(MADE, GRAPHS)),
]


@pytest.fixture(scope="module")
def served(seed_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("flood")
    limits = {"answer_bytes": LARGEST, "client_questions": 16, "client_seconds": 1e6}
    with service(seed_path, folder, **limits, client_errors=1_000_000) as found:
        yield found


def test_a_flood_becomes_an_error_that_names_the_limit(served, cases):
    """Never a status of 200, and the memory of the web processes stays where it was."""
    chosen = CASES[:: cases.number(9, 1)]
    watch = Watch(served)
    with watch.running():
        for name, text, kind in chosen:
            reply = served.ask(text, kind)
            assert reply.status == 422, (name, kind, reply.status, reply.body[:200])
            assert reply.headers["lien-limit"] == f"answer_bytes={LARGEST}"
            assert json.loads(reply.body)["value"] == LARGEST
    cases.tried(len(chosen))

    assert watch.failures == []
    assert watch.memory < 300_000_000


@pytest.mark.parametrize("kind", TABLES)
def test_a_flood_that_was_asked_for_as_a_stream_breaks_off(served, kind):
    """The connection ends without the last piece, which no client takes for the end."""
    reply = served.ask(FLOODS["wide rows"], kind, headers={"Prefer": "stream"})
    assert (reply.status, reply.whole) == (200, False)
    assert reply.headers["preference-applied"] == "stream"


def test_an_answer_just_below_the_limit_is_whole(served):
    reply = served.ask("SELECT ?s ?p { ?s ?p ?o } LIMIT 30000", "text/csv")
    assert (reply.status, reply.body.count(b"\r\n")) == (200, 30_001)


@pytest.mark.parametrize("readers", [4, 8, 12])
def test_slow_readers_hold_up_nobody(served, readers):
    """Each asks for an answer of some megabytes and then hardly reads."""
    text = "SELECT * { ?s ?p ?o } LIMIT 30000"
    request = f"GET /sparql?query={quote(text)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    slow = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(readers)]
    watch = Watch(served)
    with watch.running():
        for connection in slow:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.sendall(request)
        for _ in range(10):
            time.sleep(0.1)
            assert all(connection.recv(10) for connection in slow)
        quick = served.ask("ASK {}")
    for connection in slow:
        connection.close()

    assert quick.status == 200
    assert watch.failures == []
    assert served.ask("ASK {}").status == 200
