"""One user question in one disposable process: a kill or a crash costs nothing but the question.

The child sets its limits, gives up every descriptor but its connection, evaluates, builds the
whole answer and only then sends it as one frame; the parent keeps the time. So an answer is whole
or it is an error, and a question can neither open a file or a socket nor outlive its deadline.
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
from dataclasses import asdict, replace
from math import ceil
from typing import Final, NoReturn

import pyoxigraph as ox

from lien.errors import (
    AnswerTooLarge,
    LienError,
    QueryRefused,
    QueryTimeout,
    ReaderLost,
)
from lien.store import guard, wire
from lien.store.model import Answer, Kind, Level, Limits, Question

Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
Work = Callable[[Level, Question], Answer]

_MIB: Final = 1 << 20
_PDEATHSIG: Final = 1
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
MEDIA_TYPES: Final[dict[Kind, tuple[str, ...]]] = {
    "select": tuple(_TABLES),
    "ask": tuple(_TABLES),
    "graph": tuple(_GRAPHS),
}
"""Media types in which each kind of answer can be had, the first one by default."""


def checked(question: Question, limits: Limits) -> Question:
    """The question with its media type filled in, when the guard lets it pass.

    Raises:
        QueryRefused: by the guard, or a media type of the wrong kind.
        QuerySyntaxError: no SELECT, ASK, CONSTRUCT or DESCRIBE in it.
    """
    kind = guard.check(question.text, length=limits.length, depth=limits.depth)
    if not question.accept:
        return replace(question, accept=MEDIA_TYPES[kind][0])
    if question.accept not in MEDIA_TYPES[kind]:
        known = ", ".join(MEDIA_TYPES[kind])
        reason = f"this question is not answered as {question.accept!r}"
        raise QueryRefused(reason, hint=f"Ask for one of: {known}.")
    return question


class Child:
    """A process, already forked and confined, that waits for its one question.

    `work` runs in it. Use it in a `with` statement, or call `end`.
    """

    def __init__(self, work: Work, limits: Limits) -> None:
        self._ours, theirs = socket.socketpair()
        parent = os.getpid()
        self._pid = os.fork()
        if self._pid == 0:
            _wait_and_answer(work, theirs, parent, limits)
        theirs.close()

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def ask(self, level: Level, question: Question) -> Answer:
        """Send the question, and wait for the whole answer; errors as in `Reader.answer`."""
        deadline = time.monotonic() + question.seconds
        try:
            request = wire.packed({"level": int(level), "question": asdict(question)})
            self._ours.settimeout(question.seconds)
            self._ours.sendall(request)
            header, body = wire.unpacked(wire.receive(self._ours, deadline))
        except TimeoutError:
            raise QueryTimeout(question.seconds) from None
        except (ReaderLost, OSError):
            if self.end() == signal.SIGXCPU:
                raise QueryTimeout(question.seconds) from None
            raise ReaderLost("the process that was answering died") from None
        wire.raise_error(header)
        return Answer(header["media_type"], header["kind"], (body,))

    def end(self) -> int:
        """Kill and bury the process, if that was not done yet; the signal it died of, or 0."""
        if not self._pid:
            return 0
        self._ours.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        _, status = os.waitpid(self._pid, 0)
        self._pid = 0
        return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def _wait_and_answer(
    work: Work, connection: socket.socket, parent: int, limits: Limits
) -> NoReturn:
    """Answer over the connection, and leave without running anything of the parent's."""
    try:
        gc.disable()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)
        die_with_parent(parent)
        confine(connection.fileno(), limits)
        with socket.socket(fileno=0) as only:
            header, _ = wire.unpacked(wire.receive(only))
            only.sendall(_frame(work, header))
    except (OSError, LienError):  # the parent does not want the answer any more
        pass
    finally:
        os._exit(0)


def _frame(work: Work, header: wire.Header) -> bytes:
    question = question_from(header["question"])
    seconds = ceil(question.seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    try:
        found = work(Level(header["level"]), question)
    except LienError as error:
        return wire.packed(wire.error_header(error))
    except MemoryError:
        lost = ReaderLost("the question needed more memory than it may use")
        return wire.packed(wire.error_header(lost))
    return wire.packed({"kind": found.kind, "media_type": found.media_type}, found.body)


def question_from(facts: wire.Header) -> Question:
    """The question that travelled as `dataclasses.asdict` in JSON."""
    lists = {name: tuple(facts[name]) for name in ("default_graphs", "named_graphs")}
    return Question(**{**facts, **lists})


def confine(connection: int, limits: Limits) -> None:
    """Limit this process: memory, no file, no core dump, no new descriptor.

    Afterwards descriptor 0 is the connection, and none other is open nor can be opened.
    """
    present = 0
    with contextlib.suppress(OSError), open("/proc/self/statm", encoding="ascii") as file:
        present = int(file.read().split()[0]) * resource.getpagesize()
    os.dup2(connection, 0)
    _close_others()
    memory = present + limits.memory * _MIB
    for name, soft in (
        (resource.RLIMIT_NOFILE, 1),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, memory),
    ):
        resource.setrlimit(name, (soft, soft))


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


class _Capped:
    """A file in memory that refuses to grow above a number of bytes."""

    def __init__(self, limit: int) -> None:
        self._limit, self._size = limit, 0
        self.chunks: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._size += len(data)
        if self._size > self._limit:
            raise AnswerTooLarge(self._limit)
        self.chunks.append(data)
        return len(data)

    def flush(self) -> None:
        """Nothing to flush."""


def serialised(found: Results, media_type: str, limits: Limits) -> Answer:
    """The engine's results as one of `MEDIA_TYPES`.

    Raises:
        AnswerTooLarge: more than `limits.answer_bytes`.
    """
    body = _Capped(limits.answer_bytes)
    if isinstance(found, ox.QueryTriples):
        found.serialize(body, _GRAPHS[media_type])  # type: ignore[arg-type]
        return Answer(media_type, "graph", body.chunks)
    found.serialize(body, _TABLES[media_type])  # type: ignore[arg-type]
    kind: Kind = "ask" if isinstance(found, ox.QueryBoolean) else "select"
    return Answer(media_type, kind, body.chunks)
