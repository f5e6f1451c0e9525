"""Lien: who works with whom, under which agreement, since when, and according to which source.

>>> import lien
>>> facts = lien.open("lien-data")          # doctest: +SKIP
>>> facts.graph                             # a networkx MultiDiGraph
>>> facts.ask("neighbours", body="org-cas") # a named question
>>> facts.rdf                               # an rdflib Dataset
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from lien.analyst import Facts

__all__ = ["__version__", "open"]
__version__ = "0.1.0"


def open(path: str | Path) -> Facts:  # noqa: A001  `lien.open` is what analysts type
    """Open a data directory for reading; see `lien.analyst.Facts`."""
    from lien.analyst import Facts  # noqa: PLC0415  networkx is not needed to import lien

    return Facts(path)
