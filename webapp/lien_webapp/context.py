"""What a view needs from the application: the settings, the reader, the language of the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import current_app

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
