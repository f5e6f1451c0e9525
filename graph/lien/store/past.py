"""What was known on a day: the store as the journal had made it by then."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from lien.store.embedded import EmbeddedStore
from lien.store.journal import Entry, Journal
from lien.store.patch import Patch


def as_known(journal: Journal, day: date, graphs: Collection[str]) -> EmbeddedStore:
    """The store at the end of a day (UTC), with these graphs alone; it may be empty.

    A graph is as visible in it as it was then.
    """
    lines: set[str] = set()
    for entry in upto(journal, day):
        patch = entry.patch
        lines.difference_update(patch.removed)
        lines.update(line for line in patch.added if graph_of(line) in graphs)
    store = EmbeddedStore()
    if lines:
        patch = Patch(tuple(sorted(lines)))
        store.apply(patch, 1, patch.states({}))
    return store


def upto(journal: Journal, day: date) -> Iterator[Entry]:
    """The entries up to the end of a day (UTC), oldest first."""
    return (entry for entry in journal.entries() if entry.time[:10] <= day.isoformat())


def graph_of(line: str) -> str:
    """The graph of an N-Quads line."""
    return line[line.rindex(" <") + 2 : -3]
