"""A writer for the crash drills: it commits without end and writes down what was acknowledged.

    python drill.py DATA LEDGER PAUSE

Each commit makes three statements in two graphs say the same number: that of its journal entry.
After a commit has returned, `<entry> <hash>` is appended to the ledger and synced to the disk.
"""

from __future__ import annotations

import os
import random
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from rdflib import RDF, SKOS, Literal, URIRef

from lien.errors import DirectoryLocked
from lien.store import Directory, Node, line, open_directory
from lien.terms import GRAPH, ID, LIEN, SCHEME

THING: Final = ID["org-drill"]
GRAPHS: Final = (str(GRAPH["drill/one"]), str(GRAPH["drill/two"]))


def statements(number: int) -> dict[str, list[str]]:
    """Everything that the drill's two graphs hold after the commit of `number`."""
    value = Literal(str(number))
    placed: list[tuple[Node, Node, Node, str]] = [
        (THING, RDF.type, LIEN.Body, GRAPHS[0]),
        (THING, SKOS.prefLabel, value, GRAPHS[0]),
        (THING, LIEN.acronym, value, GRAPHS[0]),
        (THING, LIEN.code, value, GRAPHS[1]),
    ]
    found = {graph: [] for graph in GRAPHS}
    for graph in GRAPHS:
        found[graph].append(
            line(URIRef(graph), LIEN.visibility, SCHEME["visibility/public"], graph)
        )
    for subject, link, node, graph in placed:
        found[graph].append(line(subject, link, node, graph))
    return found


def write(directory: Directory, ledger: Path) -> None:
    """One commit, and its line in the ledger once it is acknowledged."""
    with directory.lock():
        number = directory.journal.head().seq + 1
        done = directory.commit(
            statements(number),
            actor="drill",
            operation="drill",
            summary={"number": number},
            now=datetime.now(UTC),
        )
    with ledger.open("a") as file:
        file.write(f"{done.head.seq} {done.head.hash}\n")
        file.flush()
        os.fsync(file.fileno())


def main(data: str, ledger: str, pause: str) -> None:
    """Write until somebody ends this process."""
    with open_directory(data, create=True) as directory:
        while True:
            try:
                write(directory, Path(ledger))
            except DirectoryLocked:
                time.sleep(random.uniform(0.001, 0.01))  # noqa: S311  nobody has to guess it
            time.sleep(float(pause))


if __name__ == "__main__":
    main(*sys.argv[1:])
