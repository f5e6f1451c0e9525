"""Finished pages, kept until something that their readers may see changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Final

from flask import Flask, current_app, request

from lien.store import Level
from lien_webapp.context import reader
from lien_webapp.i18n import language

KEPT: Final = 200
"""Pages kept at most, those used last."""

Key = tuple[Level, str, str, str]


class Shelf:
    """Pages by level, version of the data, address and language; safe for threads."""

    def __init__(self, size: int) -> None:
        self._size, self._pages, self._lock = size, OrderedDict[Key, str](), Lock()

    def find(self, key: Key) -> str | None:
        """The page under `key`, if it is there."""
        with self._lock:
            found = self._pages.get(key)
            if found is not None:
                self._pages.move_to_end(key)
            return found

    def keep(self, key: Key, page: str) -> None:
        """Put a page under `key`; the one that was used longest ago gives way."""
        with self._lock:
            self._pages[key] = page
            while len(self._pages) > self._size:
                self._pages.popitem(last=False)


def kept(make: Callable[[], str]) -> str:
    """The page of this request from the shelf; other data, level or language is another page.

    A page that was made while the data moved belongs to no version, and is not kept.
    """
    store = reader()
    shelf: Shelf = current_app.extensions["lien-pages"]
    version = store.version
    key = (store.level, version, request.full_path, language())
    page = shelf.find(key)
    if page is None:
        page = make()
        if store.version == version:
            shelf.keep(key, page)
    return page


def init_app(app: Flask) -> None:
    """Give the application its shelf."""
    app.extensions["lien-pages"] = Shelf(KEPT)
