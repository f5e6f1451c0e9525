"""`lien serve` with the store on a server: one process brings the server up to the journal."""

from __future__ import annotations

import logging
import select
import signal
from collections.abc import Callable
from functools import partial
from typing import Final

from lien.errors import LienError
from lien.settings import Settings
from lien.store.model import Derive
from lien.store.remote.directory import RemoteDirectory, open_remote
from lien.store.remote.store import connect
from lien.store.supervisor import Ready, supervise, wakeups

_LOG: Final = logging.getLogger(__name__)
_TICK: Final = 0.5
"""Seconds between two looks at the journal."""


def run(
    settings: Settings,
    web: Callable[[], None],
    *,
    derive: Callable[[], Derive],
    prepare: Callable[[], None],
) -> int:
    """Follow the journal until the web process ends; returns its exit code.

    `derive` and `prepare` as in `lien.store.keeper.run`.

    Raises:
        DataDirectoryError: the data directory or the server cannot be used.
    """
    return supervise(partial(_follow, settings, derive), web, prepare)


def _follow(settings: Settings, derive: Callable[[], Derive], ready: Ready) -> None:
    ending = False

    def end(*_: object) -> None:
        nonlocal ending
        ending = True

    store = connect(settings)
    with wakeups() as woken, open_remote(settings.data, store, derive=derive()) as directory:
        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        ready()
        said = ""
        while not ending:
            said = _refreshed(directory, said)
            if select.select([woken], [], [], _TICK)[0]:
                woken.recv(4096)


def _refreshed(directory: RemoteDirectory, said: str) -> str:
    """Follow the journal once; what was complained of, so that it is said once."""
    try:
        directory.refresh()
    except LienError as error:
        if str(error) != said:
            _LOG.error("the journal is not followed: %s", error)
        return str(error)
    return ""
