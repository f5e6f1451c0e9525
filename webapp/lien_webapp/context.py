"""What a view needs from the application: the settings, the reader, the state of its data."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import current_app, g, request

from lien.settings import Settings
from lien.store import Reader

SETTINGS = "LIEN_SETTINGS"
STORE = "LIEN_STORE"


def settings() -> Settings:
    """The settings that the application was made with."""
    return cast("Settings", current_app.config[SETTINGS])


def reader() -> Reader:
    """The reader of this request: it sees what its level may see and nothing else."""
    store = cast("Reader | Callable[[], Reader]", current_app.config[STORE])
    return store() if callable(store) else store


def version() -> str:
    """`Reader.version` as it was when this request first asked for it."""
    if "version" not in g:
        g.version = reader().version
    return str(g.version)


def address() -> str:
    """Path and query of this request as they came in: names what is asked, and is cheap to have."""
    environ = request.environ
    return f"{environ.get('PATH_INFO', '')}?{environ.get('QUERY_STRING', '')}"


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
