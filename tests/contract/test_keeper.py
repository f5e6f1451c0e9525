"""The keeper as a process: it follows the journal, replaces what dies, and ends with its web."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rdflib import Literal, URIRef

from lien.errors import (
    Busy,
    Cancelled,
    QuerySyntaxError,
    QueryTimeout,
    ReaderLost,
    TooManyQuestions,
)
from lien.store import Level, Question, line, open_directory
from lien.store.client import KeeperAddress, KeeperReader
from lien.terms import GRAPH, LIEN, SCHEME

pytestmark = pytest.mark.alone

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
NOTES = str(GRAPH["desk/notes"])
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }"
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
PROGRAM = """
import json, os, signal, sys, threading
from dataclasses import asdict
from pathlib import Path
from lien.settings import Settings
from lien.store.keeper import run

SETTINGS = Settings(query_seconds=2.0, questions=2, queue_length=3)

def web(address):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))
    signal.signal(signal.SIGINT, lambda *_: sys.exit(8))
    print(json.dumps([os.getpid(), asdict(address)]), flush=True)
    sys.exit(int(sys.stdin.readline() or 0))

sys.exit(run(Path(sys.argv[1]), SETTINGS, web))
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

    @property
    def keeper(self) -> int:
        return next(pid for pid in self.children() if pid != self.web)

    def readers(self) -> list[int]:
        """Readers of pages and spare children."""
        return self.children(self.keeper)

    def children(self, pid: int | None = None) -> list[int]:
        pid = pid or self.process.pid
        return [int(c) for c in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def replaced(self, before: list[int]) -> bool:
        """Whether one of the keeper's children has given way to a new one."""
        now = set(self.readers())
        return len(now) == len(before) and len(now - set(before)) == 1

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


def answers(served: Served) -> bool:
    try:
        return served.count() == 50
    except ReaderLost:
        return False


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_everything_ends_with_the_exit_code_of_the_web_process(served):
    folder = Path(served.address.pages).parent
    children = [*served.children(), *served.readers()]

    assert folder.stat().st_mode & 0o777 == 0o700
    assert served.end(5) == 5
    assert eventually(lambda: all(gone(pid) for pid in children))
    assert not folder.exists()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 7), (signal.SIGINT, 8)])
def test_signals_are_passed_on_to_the_web_process(served, number, code):
    served.process.send_signal(number)

    assert served.process.wait(10) == code


def test_a_patient_reader_has_sixty_times_as_long(served):
    question = HEAVY.replace("?j ?k ?l", "")
    assert eventually(lambda: answers(served))
    triples, start = served.count(), time.perf_counter()
    served.reader.select(question)
    tenth = (time.perf_counter() - start) / 10
    hurried = KeeperReader(replace(served.address, seconds=tenth), Level.PUBLIC)

    with pytest.raises(QueryTimeout):
        hurried.select(question)
    assert int(hurried.patient().select(question).rows[0][0]) == triples**3


def test_a_change_of_the_journal_is_followed_and_the_readers_are_replaced(served):
    before = served.readers()
    assert served.count() == 50
    first = served.reader.version
    commit(served.path, 70)

    assert eventually(lambda: served.version() != first)
    assert served.count() == 70
    assert served.reader.version == "+".join(sorted([first, served.version()]))
    asked = json.loads(served.reader.answer(Question(COUNT)).body)
    assert asked["results"]["bindings"][0]["n"]["value"] == "70"
    assert eventually(lambda: all(gone(pid) for pid in before))
    assert eventually(lambda: len(served.readers()) == 4)


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
    for pid in served.readers():
        os.kill(pid, signal.SIGKILL)

    assert eventually(lambda: answers(served))
    assert eventually(lambda: len(served.readers()) == 4)  # 2 for pages, 2 spare children
    assert served.reader.answer(Question("ASK {}")).kind == "ask"


def test_a_crash_of_the_parser_costs_one_question(served):
    deep = "SELECT * " + "{" * 20_000
    with pytest.raises(ReaderLost):
        served.reader.select(deep)  # trusted texts pass no guard: the reader dies
    assert eventually(lambda: len(served.readers()) == 4)
    assert served.count() == 50


def test_a_killed_keeper_comes_back_on_the_same_address(served):
    old = [served.keeper, *served.readers()]
    os.kill(served.keeper, signal.SIGKILL)

    assert eventually(lambda: answers(served), 2.0)
    assert eventually(lambda: all(gone(pid) for pid in old))
    assert served.reader.answer(Question("ASK {}")).kind == "ask"


def test_a_killed_web_process_comes_back(served):
    os.kill(served.web, signal.SIGKILL)

    assert served.process.stdout is not None
    pid, facts = json.loads(served.process.stdout.readline())
    assert pid != served.web
    assert KeeperAddress(**facts) == served.address


def test_a_question_is_given_up_when_its_asker_hangs_up(served):
    assert eventually(lambda: len(served.readers()) == 4)
    before = served.readers()
    ours, theirs = socket.socketpair()
    threading.Timer(0.3, theirs.close).start()
    start = time.monotonic()
    with ours, pytest.raises(Cancelled):
        served.reader.answer(Question(HEAVY), hangup=ours.fileno())

    assert time.monotonic() - start < 1.5
    assert eventually(lambda: served.replaced(before))


def test_a_large_answer_begins_before_it_is_whole_when_little_is_held_back(served):
    text = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"  # 125,000 rows
    answer = served.reader.answer(Question(text, "text/csv", seconds=5, held=1000))
    first = next(iter(answer.chunks))
    rest = answer.body

    assert 0 < len(first) < len(rest)
    assert (first + rest).count(b"\r\n") == 50**3 + 1


def test_an_answer_that_nobody_takes_further_frees_its_child(served):
    text = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    assert eventually(lambda: len(served.readers()) == 4)
    before = served.readers()
    answer = served.reader.answer(Question(text, "text/csv", held=1000))
    answer.chunks.close()

    assert eventually(lambda: served.replaced(before))


def test_a_child_that_was_quick_serves_again_and_one_that_failed_does_not(served):
    assert eventually(lambda: len(served.readers()) == 4)
    before = served.readers()
    for _ in range(5):
        assert served.reader.answer(Question("ASK {}")).body
    assert served.readers() == before
    with pytest.raises(QuerySyntaxError):
        served.reader.answer(Question("ASK { nonsense }"))
    assert eventually(lambda: served.replaced(before))


def test_askers_beyond_the_queue_are_told_at_once(served):
    """2 at a time, 3 may wait, 4 of one client: the fifth is too many, whoever else too."""
    with ThreadPoolExecutor(8) as pool:
        slow = Question(ENDLESS, seconds=1.5)
        asked = [pool.submit(served.reader.answer, replace(slow, client="a")) for _ in range(4)]
        time.sleep(0.3)
        with pytest.raises(TooManyQuestions) as own:
            served.reader.answer(replace(slow, client="a"))
        asked.append(pool.submit(served.reader.answer, replace(slow, client="b")))
        time.sleep(0.2)
        with pytest.raises(Busy) as full:
            served.reader.answer(replace(slow, client="c"))
    assert (own.value.setting, full.value.setting) == ("client_questions", "queue_length")
    assert all(isinstance(one.exception(), QueryTimeout) for one in asked)


def test_the_web_process_and_the_keeper_end_when_the_supervisor_is_killed(served):
    children = [*served.children(), *served.readers()]
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
