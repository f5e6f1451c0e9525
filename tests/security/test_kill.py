"""R01, R02, R03, R11: kill -9 anywhere, at any time; nothing acknowledged is lost or torn."""

from __future__ import annotations

import json
import os
import random
import runpy
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import cycle
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final
from urllib.parse import quote

import pytest

from lien.store import Journal, Level, open_directory
from lien.terms import GRAPH

DRILL: Final = Path(__file__).with_name("drill.py")
BACK: Final = 2.0
"""Seconds within which everything acknowledged is visible again."""
SPARED: Final = {"web master"}
"""Processes that end the service when they are killed."""

chance = random.Random()  # noqa: S311  nobody has to guess when a process is killed
drill = SimpleNamespace(**runpy.run_path(str(DRILL)))
ASK: Final = f"""
SELECT ?name ?acronym ?code WHERE {{
  <{drill.THING}> <http://www.w3.org/2004/02/skos/core#prefLabel> ?name ;
    <https://w3id.org/lien/ns#acronym> ?acronym ; <https://w3id.org/lien/ns#code> ?code .
}}"""
SPARQL: Final = "/sparql?query=" + quote(ASK)
RECORD: Final = "/id/org-drill?format=ntriples"
PAGE: Final = "/id/org-drill?format=html&lang=en"
CLEAN: Final = (502, 503)


def ledger_of(path: Path) -> dict[int, str]:
    """Hash by entry of every commit that was acknowledged; a torn last line is none."""
    if not path.exists():
        return {}
    whole = path.read_text().rpartition("\n")[0]
    return {int(row.split()[0]): row.split()[1] for row in whole.splitlines()}


class Writer:
    """A writer process (`drill.py`) that is started again after each kill."""

    def __init__(self, data: Path, ledger: Path, *, pause: float) -> None:
        self.ledger = ledger
        self._command = [sys.executable, str(DRILL), str(data), str(ledger), str(pause)]
        self._process: subprocess.Popen[bytes] | None = None

    def ensure(self) -> None:
        """Start it unless it runs, and wait for its first commit."""
        if self._process is None or self._process.poll() is not None:
            known = len(ledger_of(self.ledger))
            self._process = subprocess.Popen(self._command)
            while len(ledger_of(self.ledger)) == known:
                assert self._process.poll() is None, "the writer ended"
                time.sleep(0.01)

    def kill(self) -> None:
        """kill -9, and wait for the end."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


@dataclass
class Seen:
    """What the clients of a service saw, until `stop` is set."""

    stop: threading.Event = field(default_factory=threading.Event)
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


class Service:
    """A running `lien serve` on a port of the system's choice."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port

    def get(self, path: str, *, seconds: float = 15) -> tuple[int, bytes]:
        """Status and whole body.

        Raises:
            OSError, HTTPException: no answer, or an answer that says itself that it is cut.
        """
        connection = HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            connection.request("GET", path, headers={"Connection": "close"})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def number(self) -> int:
        """The number that the service states through SPARQL; -1 when it does not answer."""
        with suppress(OSError, HTTPException):
            status, body = self.get(SPARQL, seconds=2)
            if status == 200:
                return number_in(SPARQL, body)
        return -1

    def wait_for(self, number: int, *, seconds: float) -> float:
        """Seconds until health answers and SPARQL states `number` or more; at most `seconds`."""
        start = time.monotonic()
        while (waited := time.monotonic() - start) < seconds:
            if self.number() >= number and self._healthy():
                return time.monotonic() - start
            time.sleep(0.02)
        return waited

    def _healthy(self) -> bool:
        with suppress(OSError, HTTPException):
            return self.get("/health", seconds=2)[0] == 200
        return False

    def victims(self) -> dict[str, list[int]]:
        """Every process of the service but its first one, by kind.

        The kinds are seen from outside: `web master` and `web worker` hold gunicorn's sign of
        life; a `child` answers one user's question and holds one descriptor; the others (keeper
        and readers) are called by their distance from the first process.
        """
        tree = _descendants(self.process.pid)
        open_files = {pid: _open_files(pid) for pid, *_ in tree}
        web = {pid for pid, files in open_files.items() if "wgunicorn" in " ".join(files)}
        found: dict[str, list[int]] = {}
        for pid, parent, depth in tree:
            if pid in web:
                kind = "web worker" if parent in web else "web master"
            else:
                kind = "child" if len(open_files[pid]) == 1 else f"reader {depth}"
            found.setdefault(kind, []).append(pid)
        return found

    @contextmanager
    def watched(self, clients: int, *paths: str) -> Iterator[Seen]:
        """Let some clients ask for these paths all the time; what they saw is whole at the end."""
        seen = Seen()
        asking = [(seen, [*paths[n:], *paths[:n]]) for n in range(clients)]
        threads = [threading.Thread(target=self._client, args=what) for what in asking]
        for thread in threads:
            thread.start()
        try:
            yield seen
        finally:
            seen.stop.set()
            for thread in threads:
                thread.join()

    def _client(self, seen: Seen, paths: list[str]) -> None:
        for path in cycle(paths):
            if seen.stop.is_set():
                return
            try:
                status, body = self.get(path)
            except (OSError, HTTPException) as error:
                seen.counts[type(error).__name__] += 1
                seen.stop.wait(0.02)
                continue
            seen.stop.wait(0.005)
            seen.counts[str(status)] += 1
            if status == 200:
                if fault := fault_in(path, body):
                    seen.faults.append(fault)
            elif status not in CLEAN:
                seen.faults.append(f"{path}: {status} {body[:300]!r}")


def number_in(path: str, body: bytes) -> int:
    """The number that an answer states.

    Raises:
        ValueError: it states several, or none.
    """
    if path == SPARQL:
        rows = json.loads(body)["results"]["bindings"]
        found = {cell["value"] for row in rows for cell in row.values()}
    else:
        lines = [row for row in body.decode().splitlines() if row.startswith(f"<{drill.THING}>")]
        found = {row.split('"')[1] for row in lines if '"' in row}
        if len([row for row in lines if '"' in row]) != 3:
            raise ValueError(f"not three statements: {lines}")
    if len(found) != 1:
        raise ValueError(f"{len(found)} numbers: {sorted(found)}")
    return int(found.pop())


def fault_in(path: str, body: bytes) -> str:
    """What is wrong with the body of a 200; nothing when it is whole and of one state."""
    try:
        if path == "/health":
            document: dict[str, Any] = json.loads(body)
            return "" if document["position"] else "health without a position"
        if path == PAGE:
            whole = body.rstrip().endswith(b"</html>") and b"org-drill" in body
            return "" if whole else f"half a page of {len(body)} bytes"
        number_in(path, body)
    except (ValueError, KeyError) as error:
        return f"{path}: {error}: {body[:500]!r}"
    return ""


def _descendants(root: int) -> list[tuple[int, int, int]]:
    """Processes below `root`: each with its parent and its distance from the root."""
    children: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with suppress(OSError):
                stat = Path(f"/proc/{entry}/stat").read_text()
                children.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(entry))
    found: list[tuple[int, int, int]] = []
    level = [(root, 0, 0)]
    while level:
        level = [(pid, at, depth + 1) for at, _, depth in level for pid in children.get(at, [])]
        found += level
    return found


def _open_files(pid: int) -> list[str]:
    found = []
    with suppress(OSError):
        for number in os.listdir(f"/proc/{pid}/fd"):
            with suppress(OSError):
                found.append(os.readlink(f"/proc/{pid}/fd/{number}"))
    return found


@contextmanager
def served(data: Path) -> Iterator[Service]:
    """`lien serve` on a data directory that already holds the drill's statements."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "lien", "serve", "--data", str(data), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    service = Service(process, port)
    try:
        if service.wait_for(0, seconds=60) >= 60:
            raise AssertionError("lien serve did not answer")
        yield service
        assert process.poll() is None, "lien serve ended"
    finally:
        process.terminate()
        try:
            process.wait(20)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture
def data(seed_path: Path, tmp_path: Path) -> Path:
    """The reference facts, with the first statements of the drill."""
    copied = tmp_path / "data"
    shutil.copytree(seed_path, copied)
    with open_directory(copied) as directory:
        drill.write(directory, tmp_path / "ledger")
    return copied


def stated(data: Path) -> int:
    """The number that the directory states after a start from the disk."""
    with open_directory(data) as directory:
        table = directory.store.reader(Level.PUBLIC).select(ASK)
        assert len(table) == 1
        assert len(set(table.rows[0])) == 1
        return int(str(table.rows[0][0]))


def check_ledger(data: Path, ledger: Path) -> int:
    """Every acknowledged commit is in a sound journal, as it was; how many there are."""
    acknowledged = ledger_of(ledger)
    journal = Journal(data / "journal.sqlite")
    try:
        journal.verify()
        found = {entry: journal.hash_at(entry) for entry in acknowledged}
    finally:
        journal.close()
    assert found == acknowledged
    return len(acknowledged)


@pytest.mark.threat("R01")
def test_killing_writers_loses_no_acknowledged_commit(tmp_path: Path, cases: Any):
    data, ledger = tmp_path / "data", tmp_path / "ledger"
    with open_directory(data, create=True) as directory:
        drill.write(directory, ledger)
    writers = [Writer(data, ledger, pause=0) for _ in range(cases.number(2, 8))]
    cycles = cases.number(3, 200)
    try:
        for _ in range(cycles):
            for writer in writers:
                writer.ensure()
            time.sleep(chance.uniform(0, 0.5))
            chance.choice(writers).kill()
            check_ledger(data, ledger)
    finally:
        for writer in writers:
            writer.kill()
    assert check_ledger(data, ledger) > cycles
    assert stated(data) >= max(ledger_of(ledger))
    cases.tried(cycles)


@pytest.mark.threat("R02")
def test_killing_a_load_leaves_all_of_it_or_nothing(tmp_path: Path, cases: Any):
    path, file, graph = tmp_path / "data", tmp_path / "many.trig", str(GRAPH["drill/many"])
    rows = "".join(f"<{graph}> <https://w3id.org/lien/ns#rows> {n} .\n" for n in range(20_000))
    with open_directory(path, create=True) as directory:
        drill.write(directory, tmp_path / "ledger")
    took, number = 4.0, cases.number(2, 60)
    whole = 0
    for turn in range(number):
        public = "<https://w3id.org/lien/ns#visibility> "
        public += "<https://w3id.org/lien/scheme/visibility/public>"
        file.write_text(f"<{graph}> {{ <{graph}> {public} .\n{rows}<urn:turn> <urn:is> {turn} . }}")
        start = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", "lien", "load", "--data", str(path), str(file)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            process.wait(chance.uniform(0.2, 1.2) * took)
            took = time.monotonic() - start
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        with open_directory(path) as directory:
            counts = directory.store.counts()
            assert counts.get(graph, 0) in (0, 20_002)
            lines = set(directory.store.lines((graph,)))
            turns = [row for row in lines if row.startswith("<urn:turn>")]
            assert len(turns) == (graph in counts)
            whole += graph in counts
            with directory.lock():
                pass
            directory.rebuild()
        left = {at.name for at in path.rglob("*") if at.is_file()}
        assert {name for name in left if "tmp" in name} == set()
    cases.tried(number)


@pytest.mark.threat("R03")
def test_killing_any_process_of_the_service_loses_nothing(data: Path, tmp_path: Path, cases: Any):
    """Web process, its worker, keeper, readers, the child of a question, and the writer."""
    ledger, kills = tmp_path / "ledger", cases.number(6, 200)
    writer = Writer(data, ledger, pause=0.02)
    killed: Counter[str] = Counter()
    slow: list[tuple[str, float]] = []
    with served(data) as service:
        try:
            with service.watched(3, SPARQL, RECORD, PAGE, "/health") as seen:
                for turn in range(kills):
                    writer.ensure()
                    time.sleep(chance.uniform(0, 0.3))
                    victims = service.victims()
                    kinds = [*sorted(set(victims) - SPARED), "writer"]
                    kind = kinds[turn % len(kinds)]
                    if kind == "writer":
                        writer.kill()
                    else:
                        with suppress(ProcessLookupError):  # it ended by itself a moment ago
                            os.kill(chance.choice(victims[kind]), signal.SIGKILL)
                    killed[kind] += 1
                    acknowledged = max(ledger_of(ledger))
                    waited = service.wait_for(acknowledged, seconds=30)
                    if waited > BACK:
                        slow.append((kind, round(waited, 1)))
        finally:
            writer.kill()
        last = max(ledger_of(ledger))
        assert service.wait_for(last, seconds=30) < 30
    assert seen.faults == []
    assert slow == [], killed
    assert check_ledger(data, ledger) > 1
    assert stated(data) >= last
    cases.tried(sum(killed.values()))


@pytest.mark.threat("R11")
def test_no_reader_sees_half_a_commit(data: Path, tmp_path: Path, cases: Any):
    wanted = cases.number(100, 10_000)
    writer = Writer(data, tmp_path / "ledger", pause=0.05)
    with served(data) as service:
        writer.ensure()
        try:
            with service.watched(2, SPARQL, RECORD) as seen:
                while seen.counts.total() < wanted and not seen.faults:
                    time.sleep(0.05)
        finally:
            writer.kill()
    assert seen.faults == []
    assert set(seen.counts) == {"200"}
    assert len(ledger_of(tmp_path / "ledger")) > 2
    cases.tried(seen.counts.total())
