"""Who is tied to whom, as the reader of a request sees it: read in the background, then kept."""

from __future__ import annotations

import json
import logging
from collections import OrderedDict
from threading import Event, Lock, Thread
from typing import Final

from flask import Flask, Response, current_app, make_response, render_template

from lien.errors import LienError
from lien.mediation.ties import Ties
from lien.store import Reader
from lien_webapp.context import reader, version, volatile
from lien_webapp.i18n import gettext

KEPT: Final = 4
"""Sets of ties kept, those asked for last: one for each version that readers see."""

PATIENCE: Final = 2.0
"""Seconds that a request waits for ties that are being read."""

WAIT: Final = 1
"""Seconds after which to ask again."""

_LOG: Final = logging.getLogger(__name__)


class Reading:
    """Ties that are being read, or have been, or could not be."""

    def __init__(self, store: Reader, state: str) -> None:
        self._done, self.state = Event(), state
        self._found: Ties | LienError | None = None
        Thread(target=self._read, args=(store,), daemon=True).start()

    def _read(self, store: Reader) -> None:
        try:
            self._found = Ties.read(store)
            if store.version != self.state:
                self._found = LienError("the data moved while the ties were read")
        except (LienError, RuntimeError) as error:
            _LOG.exception("the ties could not be read")
            self._found = LienError(str(error))
        self._done.set()

    def wait(self) -> Ties | LienError | None:
        """What was read; None when it takes longer than `PATIENCE`."""
        self._done.wait(PATIENCE)
        return self._found


class Shelf:
    """Ties by version of the visible data; each is read once; safe for threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Reading] = OrderedDict()
        self._lock = Lock()

    def of(self, store: Reader, state: str) -> Ties | None:
        """The ties that `store` sees; None while they are being read.

        Raises:
            LienError: they could not be read; the next call tries again.
        """
        with self._lock:
            if state not in self._kept:
                self._kept[state] = Reading(store, state)
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            reading = self._kept[state]
        found = reading.wait()
        if isinstance(found, LienError):
            with self._lock:
                self._kept.pop(state, None)
            raise found
        return found


def ties() -> Ties | None:
    """The ties that the reader of this request sees; None while they are being read."""
    shelf: Shelf = current_app.extensions["lien-ties"]
    return shelf.of(reader(), version())


def being_read(form: str) -> Response:
    """What is answered meanwhile: a page, or 202 as JSON; both say when to ask again."""
    volatile()
    if form == "html":
        response = make_response(render_template("mediation/being_read.html"))
    else:
        words = gettext("The network is being read; ask again in a moment.")
        body = json.dumps({"status": words}, ensure_ascii=False)
        response = Response(body, 202, content_type="application/json; charset=utf-8")
    response.headers["Retry-After"] = str(WAIT)
    return response


def init_app(app: Flask) -> None:
    """Give the application its shelf."""
    app.extensions["lien-ties"] = Shelf()
