"""What changed since an index was made: read from the journal, as the IRIs to look at again.

The journal tells only where to look. What is there is asked of the reader, so that an index holds
nothing that its reader may not see, whatever the journal says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rdflib.namespace import RDF, SKOS

from lien.errors import LienError
from lien.search.reading import located, owners
from lien.store import Journal, Reader
from lien.terms import LIEN

MOST: Final = 5_000
"""Things that an update reads again; where more changed, the index is made anew."""
_BROADER: Final = f"<{SKOS.broader}>"
_DECLARES: Final = f"<{RDF.type}> <{LIEN.LinkProperty}>"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the journal a reader stands: an entry, and the graphs that the reader sees."""

    entry: int
    graphs: tuple[str, ...]


def place(folder: Path | None, reader: Reader) -> Place | None:
    """Where the reader stands; None where the journal does not tell.

    The states of the graphs that it sees are compared with those in the journal, by the name of
    them all: an entry too early or too late gives another name.
    """
    graphs = tuple(graph.iri for graph in reader.graphs() if not graph.derived)
    if folder is None:
        return None
    try:
        with closing(Journal(folder / "journal.sqlite")) as journal:
            entry = journal.place(reader.version, graphs)
    except LienError:
        return None
    return None if entry is None else Place(entry, graphs)


def touched(folder: Path, reader: Reader, before: Place, now: Place) -> set[str] | None:
    """What has to be read again to come from one place to the other; None: everything.

    The IRIs in the statements that came or went, and what bears a name that is among them.
    """
    try:
        with closing(Journal(folder / "journal.sqlite")) as journal:
            both = journal.states(before.entry).keys() & journal.states(now.entry).keys()
            if both & ({*before.graphs} ^ {*now.graphs}):
                return None  # somebody may see now what was hidden, or the reverse
            found = _iris(_lines(journal, before.entry, now.entry))
    except LienError:
        return None
    if found is None or not _holds(reader, *found):
        return None
    things = found[0] | owners(reader, found[0])
    return things if len(things) <= MOST else None


def _lines(journal: Journal, one: int, other: int) -> Iterator[str]:
    """The lines that came or went between two entries."""
    first, last = sorted((one, other))
    for entry in journal.entries(after=first):
        if entry.seq > last:
            return
        patch = entry.patch
        yield from patch.removed
        yield from patch.added


def _iris(lines: Iterable[str]) -> tuple[set[str], set[str]] | None:
    """The IRIs that lines are about, and those whose place among others has changed.

    None where there are more than `MOST`, or what counts as a link has changed.
    """
    things, moved = set[str](), set[str]()
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        value = rest.split(" ", 1)[0]
        things.update(term[1:-1] for term in (subject, value) if term.startswith("<"))
        if predicate == _BROADER:
            moved.add(subject[1:-1])
        if len(things) > MOST or f"{predicate} {value}" == _DECLARES:
            return None
    return things, moved


def _holds(reader: Reader, things: set[str], moved: set[str]) -> bool:
    """Whether everything that lies in a place that moved, at any depth, is among the things."""
    seen = set[str]()
    while moved := located(reader, moved) - seen:
        if not moved <= things:
            return False
        seen |= moved
    return True
