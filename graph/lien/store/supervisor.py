"""Two processes kept alive: the keeper of the data and the web. Whoever is killed comes back.

The supervisor itself does next to nothing, so that there is little in it that could fail. When
it is killed, the kernel ends both.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Final, NoReturn

from lien.errors import DataDirectoryError, LienError
from lien.store.child import die_with_parent

_GRACE: Final = 8.0
"""Seconds that a process has to end when it is asked to."""
_YOUNG: Final = 2.0
"""A process that dies before this age, in seconds, is brought back less and less soon."""
_SOON, _LATE = 0.05, 5.0
"""Shortest and longest pause before a process is brought back, in seconds."""
_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD)

Ready = Callable[[], None]


@dataclass(slots=True)
class _Part:
    """One of the two: what it does, and the process that does it now."""

    work: Callable[[], None]
    pid: int = 0
    since: float = 0.0
    young_deaths: int = 0

    def start(self) -> None:
        """Fork it."""
        parent = os.getpid()
        self.since = time.monotonic()
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if self.pid == 0:
            _live(self.work, parent)

    def again(self) -> None:
        """Fork it anew after it has died."""
        young = time.monotonic() - self.since < _YOUNG
        self.young_deaths = self.young_deaths + 1 if young else 0
        time.sleep(min(_LATE, _SOON * 2**self.young_deaths))
        self.start()

    def tell(self, number: int) -> None:
        """Send it a signal, if it lives."""
        if self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)


def supervise(
    keep: Callable[[Ready], None], web: Callable[[], None], prepare: Callable[[], None]
) -> int:
    """Run `keep` and, once it has called what it is given, `web`; the exit code of `web`.

    `prepare` runs in this process while the keeper gets ready.

    Either is forked again when it dies of a signal, the keeper whenever it ends. SIGTERM and
    SIGINT are passed on to the web; its own end ends everything. Call this from a process with
    one thread.

    Raises:
        DataDirectoryError: the keeper ended before it was ready, with what it said.
    """
    with wakeups() as woken:
        said, say = os.pipe()
        keeper = _Part(lambda: _kept(keep, say))
        site = _Part(web)
        signal.signal(signal.SIGTERM, lambda number, _: site.tell(number))
        signal.signal(signal.SIGINT, lambda number, _: site.tell(number))
        keeper.start()
        try:
            os.close(say)
            prepare()
            _await_ready(said)
            keeper.work = lambda: keep(_nobody_waits)
            site.start()
            return _watch(woken, keeper, site)
        finally:
            _end(site)
            _end(keeper)


def _kept(keep: Callable[[Ready], None], say: int) -> None:
    """Keep, and say over the pipe that all is ready or why it cannot be."""

    def tell(text: str) -> None:
        with contextlib.suppress(OSError):
            os.write(say, text.encode())

    try:
        keep(lambda: tell("!"))
    except LienError as error:
        tell(f"{error}\0{error.hint}")
        raise SystemExit(1) from None


def _await_ready(said: int) -> None:
    with os.fdopen(said, "rb") as pipe:
        text = pipe.read1(1 << 16).decode()
    if text != "!":
        message, _, hint = text.partition("\0")
        raise DataDirectoryError(message or "the data could not be opened", hint=hint)


def _watch(woken: socket.socket, keeper: _Part, site: _Part) -> int:
    while True:
        woken.recv(4096)
        for pid, status in buried():
            if pid == keeper.pid:
                keeper.again()
            elif pid == site.pid:
                site.pid = 0
                if not os.WIFSIGNALED(status):
                    return os.waitstatus_to_exitcode(status)
                site.again()


def _end(part: _Part) -> None:
    """Ask it to end, then make it."""
    part.tell(signal.SIGTERM)
    deadline = time.monotonic() + _GRACE
    while part.pid and not _is_buried(part.pid):
        if time.monotonic() > deadline:
            part.tell(signal.SIGKILL)
        time.sleep(0.01)


def _is_buried(pid: int) -> bool:
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return True


def _live(work: Callable[[], None], parent: int) -> NoReturn:
    """Be one of the two; never comes back."""
    code = 1
    try:
        forget_signals()
        die_with_parent(parent, signal.SIGTERM)
        work()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - reported here, since nothing above may run
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def forget_signals(*, ignore: tuple[signal.Signals, ...] = ()) -> None:
    """Take back in a fork what the parent does about signals."""
    signal.set_wakeup_fd(-1)
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN if number in ignore else signal.SIG_DFL)


def buried() -> Iterator[tuple[int, int]]:
    """Process id and wait status of each child that has died, once."""
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            yield pid, status


@contextmanager
def wakeups() -> Iterator[socket.socket]:
    """A socket that becomes readable when a signal came; the old handlers return at the end."""
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    woken = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    try:
        signal.signal(signal.SIGCHLD, _nothing)
        yield ours
    finally:
        signal.set_wakeup_fd(woken)
        for number, handler in before.items():
            signal.signal(number, handler)
        ours.close()
        theirs.close()


def _nobody_waits() -> None:
    """A keeper that comes back tells nobody that it is ready."""


def _nothing(_: int, __: FrameType | None) -> None:
    """A handler is needed for the wake-up to be written."""
