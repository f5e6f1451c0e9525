"""An invented partnership network, marked as such, with planted truths for every analysis.

The core is fixed and small; `truths` says what is planted in it. Around it a network of any size
names nothing of the core.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from lien.demo.answers import DAY, FIRST, MONTHS, QUIET_YEARS, STRONG, WINDOW, Truths
from lien.demo.core import core
from lien.demo.network import Network, counts
from lien.demo.tables import files, write
from lien.demo.truths import truths
from lien.demo.writing import FORMS, SOURCE, pieces, write_network
from lien.errors import DataDirectoryError
from lien.importers import tables, vocabulary
from lien.store import DataDirectory, lines

__all__ = [
    "CORE",
    "DAY",
    "FIRST",
    "FORMS",
    "MONTHS",
    "MOST_LOADED",
    "QUIET_YEARS",
    "SIZES",
    "STRONG",
    "WINDOW",
    "Truths",
    "core",
    "load",
    "load_core",
    "truths",
    "write_core",
    "write_files",
]

CORE: Final = 14_877
"""Statements of the core; the vocabulary is not counted."""
SIZES: Final = {
    "core": CORE,
    "small": 30_000,
    "medium": 300_000,
    "large": 1_000_000,
    "huge": 10_000_000,
}
"""Statements of each size, about."""
MOST_LOADED: Final = 2_000_000
"""More statements than this are only written as files."""
_ACTOR: Final = "lien demo"


def write_files(folder: Path, triples: int, seed: int, form: str) -> list[Path]:
    """Write a demo network of about so many statements; returns what to load, in order.

    The core is tables, in two states of knowledge; the network around it is of the form asked for.
    Fewer statements than the core has are a network without it.
    """
    made = [] if triples < CORE else [path for path, _ in write_core(folder)]
    if around := _around(triples):
        made.append(write_network(Network(counts(around), seed), folder, form))
    return made


def load(directory: DataDirectory, triples: int = CORE, seed: int = 1) -> None:
    """Load a demo network of about so many statements, without testing the rules again.

    All statements of the network around the core are held in memory: about 2 GB for a million.

    Raises:
        DataDirectoryError: the directory holds something; what is invented stands apart.
    """
    if directory.journal.head().seq:
        raise DataDirectoryError(
            f"{directory.path} holds data, and everything in the demo network is invented",
            hint="Give it a data directory of its own.",
        )
    if triples >= CORE:
        load_core(directory)
    if around := _around(triples):
        found = pieces(Network(counts(around), seed))
        named = {
            graph: [f"{text} <{graph}> ." for piece in some for text in piece.statements]
            for graph, some in groupby(found, attrgetter("graph"))
        }
        _commit(directory, SOURCE, named, datetime.combine(DAY, time(10), UTC))


def _around(triples: int) -> int:
    """Statements of the network around the core."""
    return triples if triples < CORE else triples - CORE


def write_core(folder: Path) -> tuple[tuple[Path, datetime], tuple[Path, datetime]]:
    """Write the core as two folders of tables: as known on `FIRST`, and as known on `DAY`.

    Returns each folder with the moment at which to load it; the second replaces the first.
    """
    steps = (
        (folder / "1-first", datetime.combine(FIRST, time(9), UTC), False),
        (folder / "2-now", datetime.combine(DAY, time(9), UTC), True),
    )
    for path, _, later in steps:
        write(files(core(later=later)), path)
    first, now = ((path, moment) for path, moment, _ in steps)
    return first, now


def load_core(directory: DataDirectory) -> None:
    """Load the core in two journal entries: what was known on `FIRST`, then what is on `DAY`.

    The rules are not tested again: a test does that once, for the tables and so for this.
    """
    ontology = vocabulary.read()
    known = tables.Known({}, vocabulary.concepts(ontology.triples))
    with TemporaryDirectory(prefix="lien-demo-") as folder:
        for path, now in write_core(Path(folder)):
            graphs = [*tables.read(path, lambda _: known).graphs, ontology]
            named = {str(graph.iri): lines(graph.triples, str(graph.iri)) for graph in graphs}
            _commit(directory, "demo", named, now)


def _commit(
    directory: DataDirectory, source: str, named: Mapping[str, Iterable[str]], now: datetime
) -> None:
    directory.commit(
        named,
        actor=_ACTOR,
        operation="import",
        summary={"source": source, "files": [graph.rpartition("/")[2] for graph in named]},
        now=now,
    )
