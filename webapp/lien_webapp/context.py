"""What a view needs from the application: the settings, who asks, and the reader for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import TypeAlias, cast

from flask import Flask, current_app, g, request

from lien.settings import Settings
from lien.store import Level, Reader
from lien.tokens import Token, Tokens

SETTINGS = "LIEN_SETTINGS"
STORE = "LIEN_STORE"
TOKENS = "LIEN_TOKENS"

Readers: TypeAlias = Reader | Callable[[Level], Reader]
"""What gives the reader of a level; a single reader is that of every request."""


def settings() -> Settings:
    """The settings that the application was made with."""
    return cast("Settings", current_app.config[SETTINGS])


def tokens() -> Tokens | None:
    """The tokens that count here, if there are any."""
    return cast("Tokens | None", current_app.config[TOKENS])


def client() -> str:
    """Who asks, for fair shares: the name of the token, else the address."""
    token = _token()
    return token.name if token else request.remote_addr or ""


def reader() -> Reader:
    """The reader of this request: it sees what its level may see and nothing else."""
    if "reader" not in g:
        token = _token()
        store = cast("Readers", current_app.config[STORE])
        level = token.level if token else Level.PUBLIC
        g.reader = store(level) if callable(store) else store
    return cast("Reader", g.reader)


def fresh_readers(app: Flask) -> Callable[[Level], Reader]:
    """What makes readers of a level, for work that goes on beside the requests."""
    store = cast("Readers", app.config[STORE])
    return lambda level: (store(level) if callable(store) else store).patient()


def fresh_reader() -> Callable[[], Reader]:
    """What makes more readers of the level of this request; they outlive it."""
    return partial(fresh_readers(current_app), reader().level)


def version() -> str:
    """`Reader.version` as it was when this request first asked for it."""
    if "version" not in g:
        g.version = reader().version
    return str(g.version)


def today() -> date:
    """The day of this request, in UTC: pages say how things stand today."""
    if "today" not in g:
        g.today = datetime.now(UTC).date()
    return cast("date", g.today)


def asked() -> str:
    """What is asked, by whom and when: the reader's level, the day, path and query as they came."""
    path, query = request.environ.get("PATH_INFO", ""), request.environ.get("QUERY_STRING", "")
    return f"{int(reader().level)} {today()} {path}?{query}"


def whole() -> None:
    """Say that the answer to this request stands for `version()` and nothing later."""
    g.whole = True


def is_whole() -> bool:
    """Whether the answer to this request stands for `version()`: the data did not move since."""
    return bool(g.get("whole")) or reader().version == version()


def volatile() -> None:
    """Say that the answer to this request depends on more than the data and the request."""
    g.volatile = True


def is_volatile() -> bool:
    """Whether somebody has said so."""
    return bool(g.get("volatile"))


def _token() -> Token | None:
    return cast("Token | None", g.get("token"))
