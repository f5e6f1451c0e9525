"""Third-party browser files: built by webapp/frontend, committed, named after their content."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, send_from_directory, url_for
from werkzeug.exceptions import NotFound

from lien.export.html import ASSETS

blueprint = Blueprint("vendor", __name__)

FOLDERS: Final = (ASSETS, Path(__file__).parent / "static" / "vendor")
"""Where these files stand, each folder described by its vendor.json."""

YEAR: Final = 365 * 24 * 3600
"""Seconds for which a browser keeps a file: its name holds the digest of its content."""


@cache
def _files() -> dict[str, Path]:
    """Name of every file, and of every licence, to its folder."""
    return {
        str(file[key]): folder
        for folder in FOLDERS
        for file in json.loads((folder / "vendor.json").read_text("utf-8"))["files"]
        for key in ("name", "licence_file")
    }


@blueprint.get("/static/vendor/<name>")
def static(name: str) -> Response:
    """A file, to be kept for a year.

    Raises:
        NotFound: it is not listed in a vendor.json.
    """
    folder = _files().get(name)
    if folder is None:
        raise NotFound
    return send_from_directory(folder, name, max_age=YEAR)


def address(package: str) -> str:
    """Address of the file that was made of `package`, for example `codemirror`."""
    (name,) = (n for n in _files() if n.startswith(f"{package}-") and n.endswith(".js"))
    return url_for("vendor.static", name=name)
