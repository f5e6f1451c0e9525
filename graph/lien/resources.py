"""Where the files that travel with the library are, in a wheel and in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent


def folder(name: str) -> Path:
    """The folder `ontology` or `seed`: the one shipped inside the package, else the checkout's."""
    shipped = _PACKAGE / name
    if shipped.is_dir():
        return shipped
    checkout = _PACKAGE.parent.parent
    return checkout / {"ontology": "ontology", "seed": "data/seed"}[name]


@cache
def query(name: str) -> str:
    """Text of the named question's query file.

    Raises:
        FileNotFoundError: no such query file.
    """
    return (_PACKAGE / "query" / f"{name}.rq").read_text("utf-8")
