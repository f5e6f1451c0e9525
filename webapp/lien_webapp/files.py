"""Our own browser files: styles, and scripts with the modules that they import.

Their addresses hold a digest of all of them, so that a browser asks for each once, not on every
page; modules import each other by relative addresses, and so from the same release.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from posixpath import dirname, normpath
from typing import Final

from flask import Blueprint, Flask, Response, request, send_from_directory, url_for

from lien_webapp.vendor import YEAR

STATIC: Final = Path(__file__).parent / "static"
SHEETS: Final = ("tokens", "base", "layout", "parts", "blocks", "print")
"""The styles of every page, in their order."""
SITE: Final = "css/site.css"
"""These in one file: a browser draws nothing before it has them, and each would be a request."""

blueprint = Blueprint("files", __name__)

_IMPORT: Final = re.compile(r'^(?:import|export)\b[^;"]*"(\.{1,2}/[^"]+)";', re.MULTILINE)


@cache
def release() -> str:
    """A name for the files as they are: another one when any of them has changed."""
    digest = hashlib.sha256()
    for path in sorted(path for path in STATIC.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(STATIC).as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


@blueprint.get("/static/<name>/<path:filename>")
def static(name: str, filename: str) -> Response:
    """A file; to be kept for a year under the name of this release, to be asked again otherwise."""
    answer = _site() if filename == SITE else send_from_directory(STATIC, filename)
    mine, control = name == release(), answer.cache_control
    control.no_cache = None if mine else True
    control.public = control.immutable = mine
    control.max_age = YEAR if mine else None
    return answer


def _site() -> Response:
    answer = Response(_joined(), mimetype="text/css")
    answer.add_etag()
    answer.make_conditional(request)
    return answer


@cache
def _joined() -> bytes:
    return b"".join((STATIC / f"css/{sheet}.css").read_bytes() for sheet in SHEETS)


def address(filename: str) -> str:
    """Address of a file below `STATIC`, for example `css/base.css`."""
    return url_for("files.static", name=release(), filename=filename)


@cache
def modules(script: str) -> tuple[str, ...]:
    """What a script imports, and these in turn, as paths in `static`, each once.

    The browser is told of them at once: else it finds each when it has read the one before.
    """
    found: dict[str, None] = {}
    waiting = [script]
    while waiting:
        path = waiting.pop()
        for name in _IMPORT.findall((STATIC / path).read_text("utf-8")):
            module = normpath(f"{dirname(path)}/{name}")
            if module not in found:
                found[module] = None
                waiting.append(module)
    return tuple(found)


def init_app(app: Flask) -> None:
    """Give the templates the address of a file, and the modules of a script."""
    app.jinja_env.globals.update(asset=address, modules=modules)
