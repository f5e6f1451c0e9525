"""Who asks: a token in the Authorization header decides the level, for this one request.

`Authorization: Bearer TOKEN`, or Basic with any user name and the token as password, so that a
browser can ask for it. Without the header the reader is the public. A token that is wrong is 401
everywhere and never counts as public.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from flask import Blueprint, Flask, Response, g, redirect, request
from werkzeug.exceptions import Unauthorized

from lien.settings import Settings
from lien.store import Level
from lien.tokens import Token, Tokens
from lien_webapp.context import TOKENS, reader, tokens
from lien_webapp.i18n import gettext, mark
from lien_webapp.links import url

blueprint = Blueprint("access", __name__)

CHALLENGES: Final = ('Basic realm="Lien", charset="UTF-8"', 'Bearer realm="Lien"')

SEEN: Final = {
    Level.PUBLIC: mark("You see: public facts"),
    Level.INTERNAL: mark("You see: public and internal facts"),
    Level.RESTRICTED: mark("You see: all facts, restricted ones too"),
}


@blueprint.get("/sign-in")
def sign_in() -> Response:
    """Let the browser ask for a token (401); once it has one, lead to the first page."""
    if g.token is None:
        raise Unauthorized(gettext("Give your token as the password; any user name will do."))
    return redirect(url("home.page"), 303)  # type: ignore[return-value]


def recognise() -> None:
    """Find out whose request this is.

    Raises:
        Unauthorized: there is a header, and no valid token in it.
        SettingsError: the file of tokens has become unreadable.
    """
    g.token = None
    if "Authorization" in request.headers:
        g.token = _token()
        if g.token is None:
            raise Unauthorized(gettext("This token is not known here, or it has expired."))


def _token() -> Token | None:
    secret, known = _secret(), tokens()
    return known.find(secret, datetime.now(UTC).date()) if secret and known else None


def _secret() -> str:
    """The token in the header; empty when there is none to be had from it."""
    sent = request.authorization
    kind = sent.type if sent else ""
    value = {"basic": "password", "bearer": "token"}.get(kind)
    return str(getattr(sent, value) or "") if value else ""


def guarded(response: Response) -> Response:
    """Keep an answer to a token out of shared caches; ask for a token where one is needed."""
    if "Authorization" in request.headers and not is_static():
        if not response.cache_control.no_store:
            response.headers["Cache-Control"] = "private, no-cache"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if response.status_code == Unauthorized.code:
        response.headers.setlist("WWW-Authenticate", CHALLENGES)
    return response


def seen() -> str:
    """What this reader may see, in words."""
    return gettext(SEEN[reader().level])


def can_sign_in() -> bool:
    """Whether there are tokens, and none was given."""
    return tokens() is not None and g.get("token") is None


def is_static() -> bool:
    """Whether the request is for a file that is the same for everybody."""
    return (request.endpoint or "").rpartition(".")[2] == "static"


def init_app(app: Flask, values: Settings) -> None:
    """Read the tokens, and look at every request.

    Raises:
        SettingsError: the file of tokens cannot be used.
    """
    app.config[TOKENS] = Tokens(Path(values.tokens)) if values.tokens else None
    app.before_request(recognise)
    app.after_request(guarded)
    app.jinja_env.globals.update(seen=seen, can_sign_in=can_sign_in)
