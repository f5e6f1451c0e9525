"""User questions in disposable processes: a kill or a crash costs nothing but the question.

The child sets its limits, gives up every descriptor but its connection, evaluates, and sends the
answer in frames; only the last one says that the answer is whole. The parent keeps the time. So a
question can neither open a file or a socket nor outlive its deadline.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from math import ceil
from typing import Final, NoReturn

import pyoxigraph as ox

from lien.errors import (
    AnswerTooLarge,
    Cancelled,
    LienError,
    OutOfMemory,
    QueryRefused,
    QueryTimeout,
    ReaderLost,
)
from lien.store import wire
from lien.store.model import Answer, Kind, Level, Limits, Question
from lien.terms import PREFIXES

Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
Work = Callable[[Level, Question, "Outgoing"], None]

_MIB: Final = 1 << 20
_PDEATHSIG: Final = 1
_PIECE: Final = 1 << 18
"""Bytes of an answer in one frame, about."""
_SENT: Final = 1 << 22
"""Bytes that a child may be ahead of its reader."""
_TABLES: Final = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
_GRAPHS: Final = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/trig": ox.RdfFormat.TRIG,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
_READ_BY_PEOPLE: Final = (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG)
"""Written with our prefixes; that takes up to half as long again, and half the bytes."""
MEDIA_TYPES: Final[dict[Kind, tuple[str, ...]]] = {
    "select": tuple(_TABLES),
    "ask": tuple(_TABLES),
    "graph": tuple(_GRAPHS),
}
"""Media types in which each kind of answer can be had, the first one by default."""


def wanted_type(question: Question, kind: Kind) -> str:
    """The media type in which an answer of this kind is wanted: the first one if none is named.

    Raises:
        QueryRefused: a media type of another kind of answer.
    """
    known = MEDIA_TYPES[kind]
    if question.accept and question.accept not in known:
        reason = f"this question is not answered as {question.accept!r}"
        raise QueryRefused(reason, hint=f"Ask for one of: {', '.join(known)}.")
    return question.accept or known[0]


class Child:
    """A process, already forked and confined, that waits for a question.

    After a whole answer it waits for the next one; after an error it ends. `work` runs in it. Use
    it in a `with` statement, or call `end`; a process that reaps all its children by itself takes
    `pid` and `connection` instead.
    """

    def __init__(self, work: Work, limits: Limits) -> None:
        self._limits = limits
        self.connection, theirs = socket.socketpair()
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SENT)
        parent = os.getpid()
        self.pid = os.fork()
        if self.pid == 0:
            _wait_and_answer(work, theirs, parent, limits)
        theirs.close()

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def ask(self, level: Level, question: Question, *, hangup: int | None = None) -> Answer:
        """Send the question, and wait for the whole answer; errors as in `Reader.answer`."""
        deadline = time.monotonic() + question.seconds
        incoming = wire.Incoming(self.connection, hangup)
        pieces: list[bytes] = []
        first: wire.Header = {}
        try:
            send_question(self.connection, level, question)
            while not first.get("end"):
                header, body = incoming.frame(deadline)
                wire.raise_error(header)
                first |= header
                pieces.append(body)
        except Cancelled:
            raise
        except TimeoutError:
            raise QueryTimeout(question.seconds) from None
        except (ReaderLost, OSError):
            raise cause_of_death(self.end(), question.seconds, self._limits) from None
        return Answer(first["media_type"], first["kind"], pieces)

    def end(self) -> int:
        """Kill and bury the process, if that was not done yet; the signal it died of, or 0."""
        if not self.pid:
            return 0
        self.connection.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        _, status = os.waitpid(self.pid, 0)
        self.pid = 0
        return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def send_question(connection: socket.socket, level: Level, question: Question) -> None:
    """Send a child its question."""
    connection.settimeout(question.seconds)
    connection.sendall(wire.packed({"level": int(level), "question": asdict(question)}))


def cause_of_death(number: int, seconds: float, limits: Limits) -> LienError:
    """The error that a child's death by the signal `number` means (0: it ended by itself)."""
    if number == signal.SIGXCPU:
        return QueryTimeout(min(seconds, limits.cpu))
    if number == signal.SIGABRT:
        return OutOfMemory(limits.memory)
    return ReaderLost("the process that was answering died")


def _wait_and_answer(
    work: Work, connection: socket.socket, parent: int, limits: Limits
) -> NoReturn:
    """Answer over the connection, and leave without running anything of the parent's.

    The exit code is that of the last question: 0 after an answer and 1 after an error.
    """
    code = 1
    try:
        gc.disable()
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)
        die_with_parent(parent)
        confine(connection.fileno(), limits)
        with socket.socket(fileno=0) as only:
            incoming = wire.Incoming(only)
            while True:
                header, _ = incoming.frame()
                _allow_processor(limits.cpu)
                code = _answer(work, header, Outgoing(only, limits))
                if code:
                    break
    except (OSError, LienError):  # the parent does not want the answer any more
        pass
    finally:
        os._exit(code)


def _allow_processor(seconds: float) -> None:
    """Limit the processor time of the next question."""
    used = time.process_time()
    resource.setrlimit(resource.RLIMIT_CPU, (ceil(used + seconds), resource.RLIM_INFINITY))


def _answer(work: Work, header: wire.Header, output: Outgoing) -> int:
    question = question_from(header["question"])
    try:
        work(Level(header["level"]), question, output)
    except LienError as error:
        output.fail(error)
    except MemoryError:
        output.fail(OutOfMemory(output.limits.memory))
    else:
        output.end()
        return 0
    return 1


class Outgoing:
    """The file that an answer is written to: frames, as many bytes as an answer may have.

    Say what it is (`begin`) before the first byte. Only `end` makes it a whole answer.
    """

    def __init__(self, connection: socket.socket, limits: Limits) -> None:
        self._connection, self.limits = connection, limits
        self._header: wire.Header = {}
        self._pieces: list[bytes] = []
        self._held = self._size = 0

    def begin(self, media_type: str, kind: Kind, version: str) -> None:
        """Say what the answer is, and of which version of the visible data."""
        self._header = {"media_type": media_type, "kind": kind, "version": version}

    def write(self, data: bytes) -> int:
        """Take these bytes.

        Raises:
            AnswerTooLarge: more than an answer may have.
        """
        self._size += len(data)
        if self._size > self.limits.answer_bytes:
            raise AnswerTooLarge(self.limits.answer_bytes)
        self._pieces.append(data)
        self._held += len(data)
        if self._held >= _PIECE:
            self._send({})
        return len(data)

    def flush(self) -> None:
        """Nothing to do: the end flushes."""

    def end(self) -> None:
        """Send what is left, and that the answer is whole."""
        self._send({"end": True})

    def fail(self, error: LienError) -> None:
        """Send an error instead of the rest."""
        self._pieces.clear()
        self._send(wire.error_header(error))

    def _send(self, header: wire.Header) -> None:
        self._connection.sendall(wire.packed(self._header | header, b"".join(self._pieces)))
        self._header, self._held = {}, 0
        self._pieces.clear()


def question_from(facts: wire.Header) -> Question:
    """The question that travelled as `dataclasses.asdict` in JSON."""
    lists = {name: tuple(facts[name]) for name in ("default_graphs", "named_graphs")}
    return Question(**{**facts, **lists})


def confine(connection: int, limits: Limits) -> None:
    """Limit this process: memory, files, descriptors, no core dump.

    Afterwards descriptor 0 is the connection, and none other is open nor can be opened.
    """
    present = 0
    with contextlib.suppress(OSError), open("/proc/self/statm", encoding="ascii") as file:
        present = int(file.read().split()[0]) * resource.getpagesize()
    os.dup2(connection, 0)
    _close_others()
    for name, limit in (
        (resource.RLIMIT_NOFILE, limits.descriptors),
        (resource.RLIMIT_FSIZE, limits.files),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, present + limits.memory * _MIB),
    ):
        resource.setrlimit(name, (limit, limit))


def _close_others() -> None:
    try:
        found = [int(name) for name in os.listdir("/proc/self/fd")]
    except OSError:
        os.closerange(1, os.sysconf("SC_OPEN_MAX"))
        return
    for number in found:
        if number:
            with contextlib.suppress(OSError):  # the listing's own descriptor is closed already
                os.close(number)


def die_with_parent(parent: int, number: int = signal.SIGKILL) -> None:
    """Let the kernel send `number` to this process when its parent `parent` ends (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PDEATHSIG, int(number))
        if os.getppid() != parent:
            os.kill(os.getpid(), number)


def serialise(found: Results, media_type: str, version: str, output: Outgoing) -> None:
    """Write the engine's results as one of `MEDIA_TYPES`; they are of `version`.

    Raises:
        AnswerTooLarge: more than an answer may have.
    """
    if isinstance(found, ox.QueryTriples):
        output.begin(media_type, "graph", version)
        form = _GRAPHS[media_type]
        if form in _READ_BY_PEOPLE:
            ox.serialize(found, output, form, prefixes=PREFIXES)  # type: ignore[arg-type]
        else:
            found.serialize(output, form)  # type: ignore[arg-type]
        return
    kind: Kind = "ask" if isinstance(found, ox.QueryBoolean) else "select"
    output.begin(media_type, kind, version)
    found.serialize(output, _TABLES[media_type])  # type: ignore[arg-type]
