"""Finished answers, kept until the data move."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask import Flask, Response, current_app, make_response

from lien_webapp.context import asked, reader, version, whole
from lien_webapp.i18n import language
from lien_webapp.shelf import Shelf

ROOM: Final = 64 << 20
"""Bytes of bodies kept at most, those used last."""

LARGEST: Final = 4 << 20
"""Bytes of a body that is still kept."""


@dataclass(frozen=True, slots=True)
class Page:
    """The body and the headers of an answer."""

    body: bytes
    headers: tuple[tuple[str, str], ...]


def shelf() -> Shelf[Page]:
    """An empty shelf for finished answers."""
    return Shelf[Page](ROOM, lambda page: len(page.body))


def kept(make: Callable[[], Response | str], form: str = "html") -> Response:
    """The answer of this request from the shelf; other data, level or language is another one.

    `form` names the representation, with whatever else the answer depends on. What was made while
    the data moved is answered but not kept.
    """
    pages: Shelf[Page] = current_app.extensions["lien-pages"]
    key = (asked(), language(), form)
    found = pages.find(key, version())
    if found is not None:
        whole()
        return Response(found.body, headers=[*found.headers])
    response = make_response(make())
    body = response.get_data()
    if response.status_code == 200 and len(body) <= LARGEST and reader().version == version():
        whole()
        pages.put(key, version(), Page(body, tuple(response.headers)))
    return response


def init_app(app: Flask) -> None:
    """Give the application its shelf."""
    app.extensions["lien-pages"] = shelf()
