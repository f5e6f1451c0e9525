"""Who is tied to whom, as the reader of a request sees it: read in the background, then kept."""

from __future__ import annotations

import json
import time
from typing import Final

from flask import Response, make_response, render_template

from lien.mediation.ties import Ties
from lien_webapp.context import reader, version, volatile
from lien_webapp.i18n import gettext
from lien_webapp.known import answers

PATIENCE: Final = 2.0
"""Seconds that a request waits for ties that are being read."""

WAIT: Final = 1
"""Seconds after which to ask again."""


def ties() -> Ties | None:
    """The ties that the reader of this request sees; None while they are being read.

    Raises:
        LienError: they could not be read; the next request tries again.
    """
    store, kept, state = reader(), answers(), version()
    until = time.monotonic() + PATIENCE
    while True:
        found = kept.in_background(store, state, lambda: Ties.read(store), "ties")
        if found is not None or time.monotonic() > until:
            return found
        time.sleep(0.02)


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
