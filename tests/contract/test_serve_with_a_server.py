"""`lien serve --store`: the product on a SPARQL server, and the turns of its users' questions."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote

import pytest
from rdflib import Literal, URIRef

from lien.errors import Busy, TooManyQuestions
from lien.settings import Settings
from lien.store import line, open_data
from lien.store.remote.turns import Turns
from lien.terms import GRAPH, ID, LIEN, SCHEME

pytestmark = pytest.mark.alone

NOTES = str(GRAPH["desk/notes"])
COUNT = "SELECT (COUNT(*) AS ?n) { ?s <https://w3id.org/lien/ns#number> ?o }"


@dataclass(slots=True)
class Site:
    """A running `lien serve`."""

    address: str
    data: Path
    settings: Settings

    def get(self, path: str, accept: str = "*/*") -> bytes:
        request = urllib.request.Request(self.address + path, headers={"Accept": accept})  # noqa: S310  our own server
        with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
            return bytes(response.read())

    def count(self) -> int:
        found = json.loads(self.get(f"/sparql?query={quote(COUNT)}"))
        return int(found["results"]["bindings"][0]["n"]["value"])


@pytest.fixture
def site(
    running_oxigraph: Settings, emptied: Callable[[Settings], Settings], tmp_path: Path
) -> Iterator[Site]:
    settings = Settings(store=emptied(running_oxigraph).store, data=tmp_path / "data")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "lien", "serve", "--store", settings.store]
    process = subprocess.Popen([*command, "--data", str(settings.data), "--port", str(port)])
    found = Site(f"http://127.0.0.1:{port}", settings.data, settings)
    try:
        assert eventually(lambda: b'"ok"' in found.get("/health"), 60)
        yield found
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()


def eventually(true: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if true():
                return True
        except URLError:
            pass
        time.sleep(0.1)
    return False


def test_pages_and_questions_are_answered_from_a_server_and_follow_the_journal(site):
    assert "Académie des sciences de Chine" in site.get("/id/org-cas", "text/html").decode()
    pairs = json.loads(site.get("/questions/pairs?kind=agreement&limit=1&format=json"))
    assert [row["rank"] for row in pairs["rows"]] == [1]
    before = site.count()

    about = line(URIRef(NOTES), LIEN.visibility, SCHEME["visibility/public"], NOTES)
    notes = [line(ID[f"note-{n}"], LIEN.number, Literal(str(n)), NOTES) for n in range(3)]
    with open_data(site.settings) as directory:
        directory.commit(
            {NOTES: [about, *notes]},
            actor="test",
            operation="load",
            summary={},
            now=datetime.now(UTC),
        )
    assert eventually(lambda: site.count() == before + 3, 10)


def test_questions_have_turns_and_shares_where_a_server_evaluates_them():
    """2 at a time and 2 that wait; of one client 3."""
    turns = Turns(Settings(questions=2, queue_length=2, client_questions=3, queue_seconds=20.0))
    inside, leave = threading.Semaphore(0), threading.Event()

    def asked(client: str) -> None:
        with turns.turn(client):
            inside.release()
            leave.wait(10)

    with ThreadPoolExecutor(4) as pool:
        going = [pool.submit(asked, "a") for _ in range(3)]
        assert inside.acquire(timeout=5)
        assert inside.acquire(timeout=5)
        with pytest.raises(TooManyQuestions), turns.turn("a"):
            pass
        going.append(pool.submit(asked, "b"))
        time.sleep(0.2)
        with pytest.raises(Busy) as full, turns.turn("c"):
            pass
        assert full.value.setting == "queue_length"
        assert not inside.acquire(timeout=0.2), "two at a time"
        leave.set()
        for one in going:
            one.result(10)
    with turns.turn("a"):
        pass


def test_a_turn_that_does_not_come_is_given_up():
    turns = Turns(Settings(questions=1, queue_seconds=0.1))
    with turns.turn("a"), pytest.raises(Busy) as late, turns.turn("b"):
        pass
    assert late.value.setting == "queue_seconds"
