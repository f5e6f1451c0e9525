"""An invented partnership network, marked as such, with planted truths for every analysis.

The core is fixed and small; `truths` says what is planted in it.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory

from lien.demo.core import core
from lien.demo.tables import files, write
from lien.demo.truths import DAY, FIRST, MONTHS, QUIET_YEARS, STRONG, WINDOW, Truths, truths
from lien.importers import tables, vocabulary
from lien.store import DataDirectory, lines

__all__ = [
    "DAY",
    "FIRST",
    "MONTHS",
    "QUIET_YEARS",
    "STRONG",
    "WINDOW",
    "Truths",
    "core",
    "files",
    "load_core",
    "truths",
    "write_core",
]


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
            reading = tables.read(path, lambda _: known)
            graphs = [*reading.graphs, ontology]
            directory.commit(
                {str(graph.iri): lines(graph.triples, str(graph.iri)) for graph in graphs},
                actor="lien demo",
                operation="import",
                summary={"source": reading.source, "files": [graph.file for graph in graphs]},
                now=now,
            )
