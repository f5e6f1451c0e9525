"""The scripts of the pages, with the modules that they import."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from posixpath import dirname, normpath
from typing import Final

from flask import Flask

STATIC: Final = Path(__file__).parent / "static"

_IMPORT: Final = re.compile(r'^(?:import|export)\b[^;"]*"(\.{1,2}/[^"]+)";', re.MULTILINE)


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
    """Give the templates the modules of a script."""
    app.jinja_env.globals["modules"] = modules
