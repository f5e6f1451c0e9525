"""The disposable child: what it cannot do even when the guard has let a text pass."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import threading
import time
from pathlib import Path

import pytest

from lien.errors import OutOfMemory, QueryTimeout, ReaderLost
from lien.store import EmbeddedStore, Level, Limits, Question
from lien.store.child import Child, Outgoing
from lien.store.embedded import evaluate

pytestmark = pytest.mark.alone

ASK = Question("ASK {}", "application/sparql-results+json", seconds=5)
LIMITS = Limits(memory=300)


def tried(action) -> str:
    """What happens to `action` inside a child."""

    def work(level: Level, question: Question, output: Outgoing) -> None:
        output.begin("text/plain", "ask", "1")
        try:
            output.write(repr(action()).encode())
        except OSError as error:
            output.write(type(error).__name__.encode())

    with Child(work, LIMITS) as child:
        return child.ask(Level.PUBLIC, ASK).body.decode()


def unguarded(text: str) -> str:
    """What the engine does with a text that no guard has seen, inside a child."""
    engine = EmbeddedStore()._engine

    def run() -> None:
        list(evaluate(engine, text, [], []))

    return tried(run)


@pytest.mark.parametrize(
    "action",
    [
        socket.socket,
        lambda: os.open("/etc/hostname", os.O_RDONLY),
        os.pipe,
        lambda: os.dup(0),
        lambda: os.write(2, b"nothing may be said\n"),
    ],
    ids=["socket", "file", "pipe", "dup", "stderr"],
)
def test_a_child_has_one_descriptor_and_gets_no_other(action):
    assert tried(action) == "OSError"


def test_service_calls_nobody():
    calls: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(1.0)

        def listen() -> None:
            with contextlib.suppress(TimeoutError):
                calls.append(server.accept()[1])

        thread = threading.Thread(target=listen)
        thread.start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        text = f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}"
        assert unguarded(text) == "OSError"
        thread.join()
    assert calls == []


@pytest.mark.parametrize("text", ["SELECT * " + "{" * 2300, "SELECT * " + "{" * 20_000])
def test_a_text_that_kills_the_parser_kills_one_child(text):
    with pytest.raises(ReaderLost):
        unguarded(text)
    assert unguarded("SELECT * {}") == "None"


def test_a_parse_that_does_not_end_is_stopped():
    engine = EmbeddedStore()._engine

    def work(level: Level, question: Question, output: Outgoing) -> None:
        evaluate(engine, question.text, [], [])

    text = "SELECT * { FILTER(" + "!(" * 30 + "nothing(?x)" + ")" * 30 + ") }"
    start = time.monotonic()
    with Child(work, LIMITS) as child, pytest.raises(QueryTimeout):
        child.ask(Level.PUBLIC, Question(text, seconds=0.5))
    assert time.monotonic() - start < 2


def test_memory_is_limited():
    with pytest.raises(OutOfMemory):
        tried(lambda: len(bytearray(2_000_000_000)))


def test_a_child_that_is_killed_from_outside_is_lost_not_late():
    with pytest.raises(ReaderLost):
        tried(lambda: os.kill(os.getpid(), signal.SIGKILL))


def test_processor_time_is_limited_apart_from_the_clock():
    with pytest.raises(QueryTimeout):
        tried(lambda: os.kill(os.getpid(), signal.SIGXCPU))


def test_an_answer_cut_in_the_middle_is_never_whole(monkeypatch):
    def cut(level: Level, question: Question, output: Outgoing) -> None:
        socket.socket(fileno=0).sendall(b"\x00\x00\x00\x02\x00\x00\x00\xff{}" + b"half")
        os._exit(0)

    with Child(cut, LIMITS) as child, pytest.raises(ReaderLost):
        child.ask(Level.PUBLIC, ASK)


def test_children_leave_no_process_and_no_descriptor_behind():
    own = f"/proc/self/task/{os.getpid()}/children"
    before = os.listdir("/proc/self/fd"), Path(own).read_text()
    for _ in range(5):
        tried(os.getpid)
    assert (os.listdir("/proc/self/fd"), Path(own).read_text()) == before
