"""R01, R02, R03, R11: kill -9 anywhere, at any time; nothing acknowledged is lost or torn."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest
from tests.security import drill
from tests.security.service import Service, children, service

from lien.store import Journal, Level, open_directory
from lien.terms import GRAPH, LIEN

pytestmark = pytest.mark.alone

BACK: Final = 2.0
"""Seconds within which everything acknowledged is visible again, on a machine of its own."""
KINDS: Final = ("web master", "keeper", "web worker", "reader", "child", "writer")
LIBERAL: Final = {
    "client_questions": 64,
    "client_seconds": 1e6,
    "client_errors": 1_000_000,
    "queue_length": 60,
}
"""Shares of one client: here all requests come from one address, and many are killed."""

chance = random.Random()  # noqa: S311  nobody has to guess when a process is killed

ASK: Final = f"""
SELECT ?name ?acronym ?code WHERE {{
  <{drill.THING}> <http://www.w3.org/2004/02/skos/core#prefLabel> ?name ;
    <https://w3id.org/lien/ns#acronym> ?acronym ; <https://w3id.org/lien/ns#code> ?code .
}}"""
SPARQL: Final = "/sparql?query=" + quote(ASK)
RECORD: Final = "/id/org-drill?format=ntriples"
PAGE: Final = "/id/org-drill?format=html&lang=en"
CLEAN: Final = (0, 502, 503)
"""Statuses that a client may see when a process dies; 0 is a refused or broken connection."""


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
        self._command = [sys.executable, drill.__file__, str(data), str(ledger), str(pause)]
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


def stated_by(asked: Service) -> int:
    """The number that the service states through SPARQL; -1 when it does not answer."""
    reply = asked.send("GET", SPARQL)
    return number_in(SPARQL, reply.body) if reply.status == 200 and reply.whole else -1


def wait_for(asked: Service, number: int, *, seconds: float = 30) -> float:
    """Seconds until health answers and SPARQL states `number` or more.

    Raises:
        AssertionError: it does not come back.
    """
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        if stated_by(asked) >= number and asked.send("GET", "/health").status == 200:
            return time.monotonic() - start
        time.sleep(0.02)
    raise AssertionError(f"{number} was not stated within {seconds} s")


def patience() -> float:
    """`BACK`, stretched where more processes want to run than there are processors."""
    return BACK * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def victims(root: int) -> dict[str, list[int]]:
    """Every process below the supervisor, by kind, as seen from outside.

    Those of the web hold gunicorn's sign of life; a child, that answers one user's question,
    holds one descriptor; the others are the keeper and, below it, the readers.
    """
    tree = descendants(root)
    files = {pid: open_files(pid) for pid, *_ in tree}
    web = {pid for pid, names in files.items() if "wgunicorn" in " ".join(names)}
    found: dict[str, list[int]] = {}
    for pid, parent, depth in tree:
        if pid in web:
            kind = "web worker" if parent in web else "web master"
        elif len(files[pid]) == 1:
            kind = "child"
        else:
            kind = "keeper" if depth == 1 else "reader"
        found.setdefault(kind, []).append(pid)
    return found


def descendants(root: int) -> list[tuple[int, int, int]]:
    """Processes below `root`: each with its parent and its distance from the root."""
    found: list[tuple[int, int, int]] = []
    level = [(root, 0, 0)]
    while level:
        level = [(pid, at, depth + 1) for at, _, depth in level for pid in children(at)]
        found += level
    return found


def open_files(pid: int) -> list[str]:
    """What the descriptors of a process lead to."""
    found = []
    with suppress(OSError):
        for number in os.listdir(f"/proc/{pid}/fd"):
            with suppress(OSError):
                found.append(os.readlink(f"/proc/{pid}/fd/{number}"))
    return found


@contextmanager
def watched(asked: Service, clients: int, *paths: str) -> Iterator[Seen]:
    """Let some clients ask for these paths all the time; what they saw is whole at the end."""
    seen = Seen()
    orders = [[*paths[n:], *paths[:n]] for n in range(clients)]
    threads = [threading.Thread(target=client, args=(asked, seen, order)) for order in orders]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        seen.stop.set()
        for thread in threads:
            thread.join()


def client(asked: Service, seen: Seen, paths: list[str]) -> None:
    for path in cycle(paths):
        reply = asked.send("GET", path)
        seen.counts[f"{reply.status}" if reply.whole else "cut"] += 1
        if reply.status == 200 and reply.whole:
            if fault := fault_in(path, reply.body):
                seen.faults.append(fault)
        elif reply.status not in CLEAN and reply.whole:
            seen.faults.append(f"{path}: {reply.status} {reply.body[:300]!r}")
        if seen.stop.wait(0.005):
            return


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
            return "" if document["data_version"] else "health names no state of the data"
        if path == PAGE:
            whole = body.rstrip().endswith(b"</html>") and b"org-drill" in body
            return "" if whole else f"half a page of {len(body)} bytes"
        number_in(path, body)
    except (ValueError, KeyError) as error:
        return f"{path}: {error}: {body[:500]!r}"
    return ""


@dataclass(frozen=True, slots=True)
class Drill:
    """A service on the reference facts and the drill's statements, with its ledger."""

    served: Service
    data: Path
    ledger: Path


@pytest.fixture(scope="module")
def drilled(seed_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drill]:
    folder = tmp_path_factory.mktemp("drill")
    ledger = folder / "ledger"
    first = shutil.copytree(seed_path, folder / "first")
    with open_directory(first) as directory:
        drill.write(directory, ledger)
    with service(first, folder, **LIBERAL) as served:
        yield Drill(served, folder / "data", ledger)


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
    rows = "".join(f"<{graph}> lien:rows {n} .\n" for n in range(20_000))
    with open_directory(path, create=True) as directory:
        drill.write(directory, tmp_path / "ledger")
    public = "lien:visibility <https://w3id.org/lien/scheme/visibility/public>"
    prefix = f"@prefix lien: <{LIEN}> ."
    took, killed, number = 4.0, 0, cases.number(2, 60)
    for turn in range(number):
        last = f"<urn:turn> <urn:is> {turn} ."
        file.write_text(f"{prefix}\n<{graph}> {{ <{graph}> {public} .\n{rows}{last} }}")
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
            killed += 1
        with open_directory(path) as directory:
            lines = list(directory.store.lines((graph,)))
            assert len(lines) in (0, 20_002)
            assert sum(row.startswith("<urn:turn>") for row in lines) == bool(lines)
            directory.rebuild()
        assert [at.name for at in path.rglob("*.tmp")] == []
    assert killed > number // 2 or not cases.full
    cases.tried(number)


@pytest.mark.threat("R11")
def test_no_reader_sees_half_a_commit(drilled: Drill, cases: Any):
    wanted = cases.number(100, 10_000)
    before = len(ledger_of(drilled.ledger))
    writer = Writer(drilled.data, drilled.ledger, pause=0.05)
    writer.ensure()
    try:
        with watched(drilled.served, 2, SPARQL, RECORD) as seen:
            while seen.counts.total() < wanted and not seen.faults:
                time.sleep(0.05)
    finally:
        writer.kill()
    assert seen.faults == []
    assert set(seen.counts) == {"200"}
    assert len(ledger_of(drilled.ledger)) > before + 1
    cases.tried(seen.counts.total())


@pytest.mark.threat("R03")
def test_killing_any_process_of_the_service_loses_nothing(drilled: Drill, cases: Any):
    """Web processes, keeper, readers, the child of a question, and the writer."""
    served, ledger, kills = drilled.served, drilled.ledger, cases.number(6, 200)
    slow: list[tuple[str, float]] = []
    writer = Writer(drilled.data, ledger, pause=0.02)
    try:
        with watched(served, 3, SPARQL, RECORD, PAGE, "/health") as seen:
            for turn in range(kills):
                writer.ensure()
                time.sleep(chance.uniform(0, 0.3))
                kind = KINDS[turn % len(KINDS)]
                if kind == "writer":
                    writer.kill()
                else:
                    kill(served, kind)
                took = wait_for(served, max(ledger_of(ledger)))
                if took > patience():
                    slow.append((kind, round(took, 1)))
    finally:
        writer.kill()
    last = max(ledger_of(ledger))
    wait_for(served, last)
    assert seen.faults == []
    assert seen.counts["200"] > kills
    assert slow == []
    assert check_ledger(drilled.data, ledger) > 1
    assert stated(drilled.data) >= last
    cases.tried(kills)


def kill(served: Service, kind: str) -> None:
    """kill -9 one process of this kind, as soon as there is one."""
    while not (found := victims(served.pid).get(kind)):
        time.sleep(0.01)
    with suppress(ProcessLookupError):  # it ended by itself a moment ago
        os.kill(chance.choice(found), signal.SIGKILL)
