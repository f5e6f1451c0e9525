"""What is answered while something that the data need is made in the background."""

from __future__ import annotations

import json
from typing import Final

from flask import Response, make_response, render_template

from lien_webapp.context import volatile
from lien_webapp.i18n import gettext

WAIT: Final = 2
"""Seconds after which to ask again; the page does so by itself."""


def being_made(form: str) -> Response:
    """A page, or 202 as JSON; both say when to ask again, and neither is kept."""
    volatile()
    if form == "html":
        response = make_response(render_template("waiting.html", wait=WAIT))
    else:
        words = gettext("This is being computed; ask again in a moment.")
        body = json.dumps({"status": words}, ensure_ascii=False)
        response = Response(body, 202, content_type="application/json; charset=utf-8")
    response.headers["Retry-After"] = str(WAIT)
    return response
