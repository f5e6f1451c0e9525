"""Finished answers, kept until the data move."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Final

from flask import Flask, Response, current_app, make_response

from lien_webapp.context import asked, reader, version, whole
from lien_webapp.i18n import language

ROOM: Final = 64 << 20
"""Bytes of bodies kept at most, those used last."""

LARGEST: Final = 4 << 20
"""Bytes of a body that is still kept."""

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The body and the headers of an answer."""

    body: bytes
    headers: tuple[tuple[str, str], ...]


class Shelf:
    """Answers by what is asked and by whom, data, language and form; safe for threads."""

    def __init__(self, room: int) -> None:
        self._room, self._used = room, 0
        self._pages, self._lock = OrderedDict[Key, Page](), Lock()

    def find(self, key: Key) -> Page | None:
        """The answer under `key`, if it is there."""
        with self._lock:
            found = self._pages.get(key)
            if found is not None:
                self._pages.move_to_end(key)
            return found

    def put(self, key: Key, page: Page) -> None:
        """Keep an answer; those that were not asked for longest make room."""
        with self._lock:
            before = self._pages.pop(key, None)
            self._used += len(page.body) - (len(before.body) if before else 0)
            self._pages[key] = page
            while self._used > self._room:
                _, gone = self._pages.popitem(last=False)
                self._used -= len(gone.body)


def kept(make: Callable[[], Response | str], form: str = "html") -> Response:
    """The answer of this request from the shelf; other data, level or language is another one.

    `form` names the representation, with whatever else the answer depends on. What was made while
    the data moved is answered but not kept.
    """
    shelf: Shelf = current_app.extensions["lien-pages"]
    key = (asked(), version(), language(), form)
    found = shelf.find(key)
    if found is not None:
        whole()
        return Response(found.body, headers=[*found.headers])
    response = make_response(make())
    body = response.get_data()
    if response.status_code == 200 and len(body) <= LARGEST and reader().version == version():
        whole()
        shelf.put(key, Page(body, tuple(response.headers)))
    return response


def init_app(app: Flask) -> None:
    """Give the application its shelf."""
    app.extensions["lien-pages"] = Shelf(ROOM)
