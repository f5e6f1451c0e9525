"""Answers that are here already leave without waking the application.

Only what anybody may have: a GET without a token whose answer carries an ETag, so that it depends
on nothing but the visible data, the program and the request. It is kept under everything of the
request that an answer can depend on, and under the version of the public data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from flask import Flask

from lien.errors import LienError
from lien.store import Level
from lien_webapp.context import STORE
from lien_webapp.pages import LARGEST, Page, shelf

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_DEPENDS_ON: Final = (
    "PATH_INFO",
    "QUERY_STRING",
    "HTTP_ACCEPT",
    "HTTP_ACCEPT_LANGUAGE",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_PREFER",
    "HTTP_RANGE",
    "HTTP_HOST",
    "HTTP_ORIGIN",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "wsgi.url_scheme",
)
_OTHERWISE: Final = ("HTTP_AUTHORIZATION", "HTTP_IF_NONE_MATCH", "HTTP_COOKIE")
"""With one of these the application answers itself."""


class Front:
    """The application behind a shelf of its finished answers."""

    def __init__(self, application: WSGIApplication, version: Callable[[], str]) -> None:
        self._application, self._version = application, version
        self._shelf = shelf()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The kept answer, else that of the application."""
        if environ["REQUEST_METHOD"] != "GET" or any(name in environ for name in _OTHERWISE):
            return self._application(environ, start_response)
        try:
            version = self._version()
        except LienError:  # the application says it
            return self._application(environ, start_response)
        key = tuple(str(environ.get(name, "")) for name in _DEPENDS_ON)
        found = self._shelf.find(key, version)
        if found is None:
            return self._made(key, version, environ, start_response)
        start_response("200 OK", [*found.headers])
        return (found.body,)

    def _made(
        self,
        key: tuple[str, ...],
        version: str,
        environ: WSGIEnvironment,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        said: list[tuple[str, list[tuple[str, str]]]] = []

        def begin(status: str, headers: list[tuple[str, str]], *error: object) -> object:
            said.append((status, headers))
            return start_response(status, headers, *error)  # type: ignore[arg-type]

        pieces = self._application(environ, begin)  # type: ignore[arg-type]
        status, headers = said[-1] if said else ("", [])
        facts = {name.lower(): value for name, value in headers}
        size = int(facts.get("content-length", LARGEST + 1))
        depends_on_data = facts.get("etag", "").startswith("W/")
        if status != "200 OK" or not depends_on_data or size > LARGEST:
            return pieces
        try:
            body = b"".join(pieces)
        finally:
            if close := getattr(pieces, "close", None):
                close()
        if self._version() == version:
            self._shelf.put(key, version, Page(body, tuple(headers)))
        return (body,)


def init_app(app: Flask) -> None:
    """Put the shelf in front of the application."""
    store = app.config[STORE]

    def version() -> str:
        reader = store(Level.PUBLIC) if callable(store) else store
        return str(reader.version)

    app.wsgi_app = Front(app.wsgi_app, version)  # type: ignore[method-assign]
