"""Whoever has an answer already is told so: weak ETags, `If-None-Match`, `Cache-Control`.

An answer depends on the data that the reader sees, on the program with its settings, and on the
request: its address, `Accept`, its language, and what its token lets it see. The ETag is a digest
of these and is known before anything is evaluated. An answer that depends on more
(`context.volatile`), or that was made while the data moved, has none.
"""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path
from typing import Final

from flask import Flask, Response, current_app, g, request

import lien
from lien import __version__, resources
from lien.errors import LienError
from lien.settings import Settings
from lien_webapp.context import asked, is_volatile, is_whole, version
from lien_webapp.i18n import language

_EDITION: Final = "lien-edition"
_APART: Final = frozenset({None, "files.static", "vendor.static", "status.health"})
"""Endpoints whose answers depend on something else; files have ETags of their own."""
_SOURCES: Final = frozenset(
    {
        *(".py", ".html", ".po", ".rq", ".ttl", ".tsv", ".jsonld"),
        *(".css", ".js", ".svg", ".json"),
    }
)


def init_app(app: Flask, settings: Settings) -> None:
    """Answer what is unchanged with 304, and give every other answer what a cache needs."""
    app.extensions[_EDITION] = edition(settings)
    app.before_request(_unchanged)
    app.after_request(_validated)


def edition(settings: Settings) -> str:
    """A name for the program as it is installed, with these settings."""
    folders = Path(__file__).parent, Path(lien.__file__).parent, resources.folder("ontology")
    files = sorted(path for folder in folders for path in folder.rglob("*.*"))
    stamps = [(path.name, path.stat().st_mtime_ns) for path in files if path.suffix in _SOURCES]
    return _digest(__version__, repr(settings), repr(stamps))


def _unchanged() -> Response | None:
    if request.method not in ("GET", "HEAD") or request.endpoint in _APART:
        return None
    try:
        g.tag = _tag()
    except LienError:  # the view says what is wrong, if it needs the data
        return None
    known = request.if_none_match
    if known.star_tag or not known.contains_weak(g.tag):
        return None
    return Response(status=304)


def _tag() -> str:
    return _digest(
        current_app.extensions[_EDITION],
        asked(),
        version(),
        language(),
        request.headers.get("Accept", ""),
    )


def _digest(*parts: str) -> str:
    return blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=12).hexdigest()


def _validated(response: Response) -> Response:
    response.headers.setdefault("Cache-Control", "no-cache")
    if "tag" in g and _has_tag(response.status_code):
        response.headers["ETag"] = f'W/"{g.tag}"'
    return response


def _has_tag(status: int) -> bool:
    if status == 304:
        return True
    if status != 200 or is_volatile():
        return False
    try:
        return is_whole()
    except LienError:
        return False
