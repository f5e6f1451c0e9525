"""The keeper as a process: it follows the journal, replaces what dies, and ends with its web."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rdflib import Literal, URIRef

from lien.errors import QueryTimeout, ReaderLost
from lien.store import Level, Question, line, open_directory
from lien.store.client import KeeperAddress, KeeperReader
from lien.terms import GRAPH, LIEN, SCHEME

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
NOTES = str(GRAPH["desk/notes"])
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
PROGRAM = """
import json, os, signal, sys, threading
from dataclasses import asdict
from pathlib import Path
from lien.settings import Settings
from lien.store.keeper import run

def web(address):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))
    signal.signal(signal.SIGINT, lambda *_: sys.exit(8))
    print(json.dumps([os.getpid(), asdict(address)]), flush=True)
    sys.exit(int(sys.stdin.readline() or 0))

sys.exit(run(Path(sys.argv[1]), Settings(query_seconds=2.0, questions=2), web))
"""


def commit(path: Path, count: int) -> None:
    about = line(URIRef(NOTES), LIEN.visibility, SCHEME["visibility/public"], NOTES)
    notes = [line(GRAPH[f"n-{n}"], LIEN.number, Literal(str(n)), NOTES) for n in range(count - 1)]
    with open_directory(path, create=True) as directory:
        directory.commit(
            {NOTES: [about, *notes]}, actor="test", operation="load", summary={}, now=NOW
        )


class Served:
    """A running keeper."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", PROGRAM, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.web, facts = json.loads(self.process.stdout.readline())
        self.address = KeeperAddress(**facts)
        self.reader = KeeperReader(self.address, Level.PUBLIC)

    def children(self, pid: int | None = None) -> list[int]:
        pid = pid or self.process.pid
        return [int(c) for c in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def version(self) -> str:
        return KeeperReader(self.address, Level.PUBLIC).version

    def count(self) -> int:
        return int(self.reader.select(COUNT).rows[0][0])

    def end(self, code: int = 0) -> int:
        assert self.process.stdin is not None
        with suppress(BrokenPipeError), self.process.stdin as stdin:
            stdin.write(f"{code}\n")
        return self.process.wait(10)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    commit(tmp_path, 50)
    keeper = Served(tmp_path)
    yield keeper
    if keeper.process.stdin is not None and not keeper.process.stdin.closed:
        keeper.end()
    assert keeper.process.stdout is not None
    keeper.process.stdout.close()


def eventually(true: Callable[[], bool], seconds: float = 5.0) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_the_keeper_ends_with_the_exit_code_of_its_web_process(served):
    folder = Path(served.address.pages).parent
    children = served.children()

    assert folder.stat().st_mode & 0o777 == 0o700
    assert served.end(5) == 5
    assert eventually(lambda: all(gone(pid) for pid in children))
    assert not folder.exists()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 7), (signal.SIGINT, 8)])
def test_signals_are_passed_on_to_the_web_process(served, number, code):
    served.process.send_signal(number)

    assert served.process.wait(10) == code


def test_a_change_of_the_journal_is_followed_and_the_readers_are_replaced(served):
    before = served.children()
    assert served.count() == 50
    first = served.reader.version
    commit(served.path, 70)

    assert eventually(lambda: served.version() != first)
    assert served.count() == 70
    assert served.reader.version == "+".join(sorted([first, served.version()]))
    asked = json.loads(served.reader.answer(Question(COUNT)).body)
    assert asked["results"]["bindings"][0]["n"]["value"] == "70"
    old = [pid for pid in before if pid != served.web]
    assert eventually(lambda: all(gone(pid) for pid in old))
    assert len(served.children()) == len(before)


def test_a_reader_finishes_its_question_while_it_is_replaced(served):
    commit(served.path, 51)
    for size in range(52, 58):
        assert served.count() in (50, *range(51, size))
        commit(served.path, size)
    assert eventually(lambda: served.count() == 57)


def test_a_runaway_question_is_killed_and_the_keeper_still_answers(served):
    with pytest.raises(QueryTimeout):
        served.reader.answer(Question(HEAVY, seconds=0.4))

    assert served.count() == 50
    assert served.reader.answer(Question("ASK {}")).kind == "ask"


def test_a_page_question_that_never_ends_is_stopped_too(served):
    with pytest.raises(QueryTimeout):
        served.reader.select(HEAVY.replace("}", ". ?m ?n1 ?o . ?p ?q ?r }"))
    assert served.count() == 50


def test_killed_readers_are_replaced(served):
    for pid in served.children():
        if pid != served.web:
            os.kill(pid, signal.SIGKILL)

    def answers() -> bool:
        try:
            return served.count() == 50
        except ReaderLost:
            return False

    assert eventually(answers)
    assert eventually(lambda: len(served.children()) == 5)  # web, 2 for pages, 2 for questions
    assert served.reader.answer(Question("ASK {}")).kind == "ask"


def test_a_crash_of_the_parser_costs_one_question(served):
    deep = "SELECT * " + "{" * 20_000
    with pytest.raises(ReaderLost):
        served.reader.select(deep)  # trusted texts pass no guard: the reader dies
    assert eventually(lambda: len(served.children()) == 5)
    assert served.count() == 50


def test_the_web_process_ends_when_the_keeper_is_killed(served):
    children = [*served.children(), *(c for p in served.children() for c in served.children(p))]
    served.process.kill()
    served.process.wait(5)

    assert eventually(lambda: all(gone(pid) for pid in children))
    with pytest.raises(ReaderLost):
        served.count()
    shutil.rmtree(Path(served.address.pages).parent)


def test_a_data_directory_that_cannot_be_opened_starts_nothing(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)], capture_output=True, text=True, check=False
    )

    assert done.stdout == ""
    assert "holds no Lien data" in done.stderr
