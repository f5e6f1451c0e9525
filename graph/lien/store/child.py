"""One user question in one disposable process: a kill or a crash costs nothing but the question.

The child sets its limits, gives up every descriptor but its pipe, evaluates, builds the whole
answer and only then sends it as one frame; the parent keeps the time. So an answer is whole or
it is an error, and a question can neither open a file or a socket nor outlive its deadline.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable
from math import ceil
from typing import Final, NoReturn

import pyoxigraph as ox

from lien.errors import AnswerTooLarge, LienError, QueryRefused, QueryTimeout, ReaderLost
from lien.store import guard, wire
from lien.store.model import Answer, Kind, Limits, Question

Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
Run = Callable[[str], Results]

_MIB: Final = 1 << 20
_CHUNK: Final = 1 << 18
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


def answer(run: Run, question: Question, limits: Limits) -> Answer:
    """Guard, fork, evaluate `question.text` with `run` in the child, and wait for the answer.

    Errors as in `Reader.answer`.
    """
    kind = guard.check(question.text, length=limits.length, depth=limits.depth)
    media_type = question.accept or MEDIA_TYPES[kind][0]
    if media_type not in MEDIA_TYPES[kind]:
        known = ", ".join(MEDIA_TYPES[kind])
        reason = f"this question is not answered as {media_type!r}"
        raise QueryRefused(reason, hint=f"Ask for one of: {known}.")
    return isolated(lambda: _evaluated(run, question.text, media_type, limits), question, limits)


def isolated(work: Callable[[], Answer], question: Question, limits: Limits) -> Answer:
    """What `work` returns in a forked child with limits; errors as in `Reader.answer`."""
    ours, theirs = os.pipe()
    deadline = time.monotonic() + question.seconds
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        _child(work, theirs, parent, question.seconds, limits)
    os.close(theirs)
    try:
        frame = _received(ours, deadline)
    finally:
        os.close(ours)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
    if frame is None or (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU):
        raise QueryTimeout(question.seconds)
    header, body = wire.unpacked(frame)
    wire.raise_error(header)
    return Answer(header["media_type"], body, header["kind"])


def _received(pipe: int, deadline: float) -> bytes | None:
    """Everything up to the end of the pipe; None when the deadline passed first."""
    chunks: list[bytes] = []
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(ceil(left * 1000)):
            return None
        chunk = os.read(pipe, _CHUNK)
        if not chunk:
            return b"".join(chunks)
        chunks.append(chunk)


def _child(
    work: Callable[[], Answer], pipe: int, parent: int, seconds: float, limits: Limits
) -> NoReturn:
    """Answer into the pipe and leave without running anything of the parent's."""
    try:
        gc.disable()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)
        die_with_parent(parent)
        confine(pipe, seconds, limits)
        try:
            found = work()
            frame = wire.packed({"kind": found.kind, "media_type": found.media_type}, found.body)
        except LienError as error:
            frame = wire.packed(wire.error_header(error))
        view = memoryview(frame)
        while view:
            view = view[os.write(0, view) :]
    finally:
        os._exit(0)


def confine(pipe: int, seconds: float, limits: Limits) -> None:
    """Limit this process: memory, processor time, no file, no core dump, no new descriptor.

    Afterwards descriptor 0 is the pipe, and none other is open nor can be opened.
    """
    present = 0
    with contextlib.suppress(OSError), open("/proc/self/statm", encoding="ascii") as file:
        present = int(file.read().split()[0]) * resource.getpagesize()
    os.dup2(pipe, 0)
    os.closerange(1, os.sysconf("SC_OPEN_MAX"))
    memory = present + limits.memory * _MIB
    cpu = ceil(seconds) + 1
    for name, soft in (
        (resource.RLIMIT_NOFILE, 1),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, cpu),
    ):
        resource.setrlimit(name, (soft, soft))


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


def _evaluated(run: Run, text: str, media_type: str, limits: Limits) -> Answer:
    found = run(text)
    body = _Capped(limits.answer_bytes)
    try:
        if isinstance(found, ox.QueryTriples):
            found.serialize(body, _GRAPHS[media_type])  # type: ignore[arg-type]
            kind: Kind = "graph"
        else:
            found.serialize(body, _TABLES[media_type])  # type: ignore[arg-type]
            kind = "ask" if isinstance(found, ox.QueryBoolean) else "select"
    except MemoryError:
        raise ReaderLost("the question needed more memory than it may use") from None
    return Answer(media_type, b"".join(body.chunks), kind)
