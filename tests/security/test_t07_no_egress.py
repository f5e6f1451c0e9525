"""T07: no question makes Lien call an address or read a file, with the guard and without it."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import pytest
from tests.security.conftest import Cases
from tests.security.disguises import CALLS, READS, written

from lien.errors import LienError, QueryError, ReaderLost
from lien.store import EmbeddedStore, Level, Limits, Patch, Question
from lien.store.child import Child, Outgoing, serialise
from lien.store.embedded import evaluate
from lien.store.patch import states
from lien.terms import LIEN, SCHEME

pytestmark = pytest.mark.threat("T07")

CANARY: Final = "the canary of the cage"
TRIPLE: Final = f'<urn:canary> <urn:says> "{CANARY}" .\n'
GRAPH: Final = "<http://graphs.example/one>"


@dataclass(slots=True)
class Canary:
    """A web server that notes whoever connects, and a file; both hold the same triple."""

    port: int
    file: Path
    calls: list[object] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/canary.ttl"


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canary]:
    file = tmp_path_factory.mktemp("cage") / "canary.ttl"
    file.write_text(TRIPLE)
    calls: list[object] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = TRIPLE.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/turtle")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815  the name that the base class looks for

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(HTTPServer):
        def process_request(self, request: object, address: object) -> None:
            calls.append(address)
            socketserver.TCPServer.process_request(self, request, address)  # type: ignore[arg-type]

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Canary(server.server_address[1], file, calls)
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    made = EmbeddedStore(Limits(memory=300))
    level = f"{GRAPH} <{LIEN.visibility}> <{SCHEME['visibility/public']}> {GRAPH} ."
    lines = (f'<urn:a> <urn:says> "a" {GRAPH} .', level)
    made.apply(Patch(added=lines), 1, states(lines))
    return made


def unguarded(store: EmbeddedStore, text: str) -> bytes:
    """What a child answers to a text that no guard has seen; nothing when it is an error."""
    graph = ox.NamedNode(GRAPH[1:-1])

    def work(level: Level, question: Question, output: Outgoing) -> None:
        found = evaluate(store.view(level), question.text, [graph], [graph])
        graphs = isinstance(found, ox.QueryTriples)
        serialise(found, ("text/csv", "text/turtle")[graphs], "", output)

    try:
        with Child(work, Limits(memory=300)) as child:
            return child.ask(Level.PUBLIC, Question(text, "text/plain", seconds=3)).body
    except LienError:
        return b""


def chosen(
    cases: Cases, few: int, canary: Canary, disguises: dict[str, str]
) -> list[tuple[str, str]]:
    found = list(written(disguises, [canary.url, canary.file.as_uri()]))
    return found[:: len(found) // cases.number(few, len(found))]


def test_the_canary_sings_when_it_is_called(canary: Canary) -> None:
    body = ox.Store().query(f"SELECT * {{ SERVICE <{canary.url}> {{ ?s ?p ?o }} }}")
    with pytest.raises((OSError, ValueError, SyntaxError, RuntimeError)):
        list(body)  # a Turtle file is no result, but it was fetched
    assert len(canary.calls) == 1
    canary.calls.clear()


def test_no_disguise_of_service_or_load_gets_past_the_guard(
    canary: Canary, store: EmbeddedStore, cases: Cases
) -> None:
    tried = chosen(cases, 52, canary, CALLS)
    for name, text in tried:
        with pytest.raises(QueryError) as caught:
            store.reader(Level.PUBLIC).answer(Question(text, seconds=3))
        assert not isinstance(caught.value, ReaderLost), name
        assert CANARY not in str(caught.value), name
    assert canary.calls == []
    cases.tried(len(tried))


def test_no_disguise_calls_out_or_reads_even_without_the_guard(
    canary: Canary, store: EmbeddedStore, cases: Cases
) -> None:
    assert b"urn:says" in unguarded(store, "SELECT * { ?s ?p ?o }")
    tried = chosen(cases, 26, canary, CALLS) + chosen(cases, 6, canary, READS)
    for name, text in tried:
        assert CANARY.encode() not in unguarded(store, text), name
    assert canary.calls == []
    cases.tried(len(tried))


def test_from_names_graphs_and_never_documents(
    canary: Canary, store: EmbeddedStore, cases: Cases
) -> None:
    tried = chosen(cases, 26, canary, READS)
    for name, text in tried:
        body = store.reader(Level.PUBLIC).answer(Question(text)).body
        assert CANARY.encode() not in body, name
        assert b"urn:says" not in body, name
    assert canary.calls == []
    cases.tried(len(tried))


@pytest.mark.parametrize("parameter", ["default_graphs", "named_graphs"])
def test_the_parameters_name_graphs_and_never_documents(
    canary: Canary, store: EmbeddedStore, parameter: str
) -> None:
    for address in (canary.url, canary.file.as_uri(), str(canary.file), "file:canary.ttl"):
        text = "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
        asked = Question(text, **{parameter: (address,)})
        assert b"urn:" not in store.reader(Level.PUBLIC).answer(asked).body
    assert canary.calls == []
