"""Pages say when what they show is invented: the demo network is among the facts."""

from __future__ import annotations

from functools import lru_cache

from flask import Flask

from lien.errors import LienError
from lien.terms import INVENTED
from lien_webapp.context import reader


def is_invented() -> bool:
    """Whether a graph of the demo network is among those that this reader may see.

    False where the store cannot be asked: then no fact is shown either.
    """
    try:
        return _holds_invented(reader().version)
    except LienError:
        return False


@lru_cache(maxsize=16)
def _holds_invented(version: str) -> bool:  # noqa: ARG001  the version names all visible graphs
    return any(graph.iri.startswith(INVENTED) for graph in reader().graphs())


def init_app(app: Flask) -> None:
    """Give templates the answer."""
    app.jinja_env.globals.update(is_invented=is_invented)
