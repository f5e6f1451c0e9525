"""Validation at scale: pySHACL, the same rules as SPARQL, and only what changed.

    python benchmarks/validation.py [TRIPLES [SHACL_TRIPLES ...]]

The data are copies of the reference facts under other ids, so that they have their shape; the
vocabulary stands in them once. pySHACL runs on the smaller sizes (default 30,000, 100,000 and
300,000) and is carried on to TRIPLES by its rate at the largest, since it grows in proportion.
"Only what changed" validates one corrected row of the whole, with what it refers to and what
refers to it. Rates and ratios are of processor time, so that they hold on a busy machine.
"""

from __future__ import annotations

import gc
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import count, islice
from typing import TypeVar

from rdflib import Literal, URIRef

from lien import resources
from lien.importers import check
from lien.store import Triple, open_directory
from lien.terms import GRAPH, ID, thing
from lien.validation import by_shacl, by_sparql, own_shapes

R = TypeVar("R")
SHACL_SIZES = (30_000, 100_000, 300_000)
CHANGED = thing("agr-cnrs-cas-2023")


def seed() -> tuple[list[Triple], list[Triple]]:
    """Statements of the reference facts, and of the vocabulary."""
    with tempfile.TemporaryDirectory() as path, open_directory(path, create=True) as directory:
        graphs = check(directory, resources.folder("seed"))[0].graphs
    facts = sorted(triple for graph in graphs[:-1] for triple in graph.triples)
    return facts, sorted(graphs[-1].triples)


def copies(facts: Iterable[Triple]) -> Iterator[Triple]:
    """The facts again and again; things and records of each copy have names of their own."""
    facts = list(facts)
    for number in count():
        named = {
            n: _renamed(n, number) for s, _, o in facts for n in (s, o) if isinstance(n, URIRef)
        }
        for subject, prop, value in facts:
            other = named[value] if isinstance(value, URIRef) else value
            yield named[subject], prop, other


def _renamed(node: URIRef, number: int) -> URIRef:
    own = number and str(node).startswith((str(ID), str(GRAPH)))
    return URIRef(f"{node}.{number}") if own else node


def around(triples: Iterable[Triple], changed: URIRef) -> list[Triple]:
    """What is said of a thing and its records, and the classes of everything named there."""
    rows = list(triples)
    focus = {changed} | {s for s, _, o in rows if o == changed}
    said = [row for row in rows if row[0] in focus]
    named = {o for _, _, o in said if not isinstance(o, Literal)} | focus
    return said + [row for row in rows if row[0] in named and row[0] not in focus]


def timed(work: Callable[[], R]) -> tuple[float, float, R]:
    """Seconds by the clock and of processor time, and what came back."""
    gc.collect()
    clock, processor = time.perf_counter(), time.process_time()
    result = work()
    return time.perf_counter() - clock, time.process_time() - processor, result


def line(name: str, triples: int, clock: float, seconds: float, base: float, note: str) -> None:  # noqa: PLR0913, PLR0917  one argument per column
    """One row of the table; `base` is what pySHACL needs."""
    rates = f"{triples / seconds:>11,.0f}{base / seconds:>8.1f}"
    print(f"{name:22}{triples:>11,}{clock:>9.2f}{seconds:>10.2f}{rates}  {note}", flush=True)


def main(triples: int, shacl_sizes: Iterable[int]) -> None:
    """Print the table."""
    facts, vocabulary = seed()
    shapes, base = own_shapes(), 0.0
    header = f"{'way':22}{'triples':>11}{'seconds':>9}{'processor':>10}"
    print(f"{header}{'triples/s':>11}{'ratio':>8}")
    for size in shacl_sizes:
        data = [*islice(copies(facts), size - len(vocabulary)), *vocabulary]
        clock, base, broken = timed(partial(by_shacl, data, shapes))
        line("pySHACL", size, clock, base, base, f"{len(broken)} broken")
        clock, seconds, found = timed(partial(by_sparql, data, shapes))
        same = "the same" if found == broken else "OTHERS"
        line("SPARQL in Oxigraph", size, clock, seconds, base, same)
        whole = base * triples / size
    line("pySHACL, carried on", triples, whole, whole, whole, "not run")
    data = [*islice(copies(facts), triples - len(vocabulary)), *vocabulary]
    print(f"{len(set(data)):,} different triples of {len(data):,}", flush=True)
    clock, seconds, found = timed(partial(by_sparql, data, shapes))
    line("SPARQL in Oxigraph", triples, clock, seconds, whole, f"{len(found)} broken")
    picking, picked, part = timed(partial(around, data, CHANGED))
    clock, seconds, _ = timed(partial(by_sparql, part, shapes))
    note = f"{len(part)} looked at"
    line("only what changed", triples, picking + clock, picked + seconds, whole, note)


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    main(given[0] if given else 1_000_000, given[1:] or SHACL_SIZES)
