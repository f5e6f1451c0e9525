"""Finished pages, kept until the data move."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Final

from flask import Flask, current_app, request

from lien_webapp.context import reader
from lien_webapp.i18n import language

KEPT: Final = 200
"""Pages kept at most, those used last."""

Key = tuple[int, int, str, str]


class Shelf:
    """Pages by level, journal position, address and language; safe for threads."""

    def __init__(self, size: int) -> None:
        self._size, self._pages, self._lock = size, OrderedDict[Key, str](), Lock()

    def take(self, key: Key, make: Callable[[], str]) -> str:
        """The page under `key`, made when it is not there."""
        with self._lock:
            found = self._pages.get(key)
            if found is not None:
                self._pages.move_to_end(key)
                return found
        made = make()
        with self._lock:
            self._pages[key] = made
            while len(self._pages) > self._size:
                self._pages.popitem(last=False)
        return made


def kept(make: Callable[[], str]) -> str:
    """The page of this request from the shelf; other data, level or language is another page."""
    store = reader()
    shelf: Shelf = current_app.extensions["lien-pages"]
    return shelf.take((int(store.level), store.position, request.full_path, language()), make)


def init_app(app: Flask) -> None:
    """Give the application its shelf."""
    app.extensions["lien-pages"] = Shelf(KEPT)
