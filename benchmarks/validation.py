"""Validation at scale: pySHACL, the same rules as SPARQL, and only what changed.

    python benchmarks/validation.py [TRIPLES [SHACL_TRIPLES ...]]

The data are copies of the reference facts under other ids, so that they have their shape; the
vocabulary stands in them once. pySHACL runs on the smaller sizes (default 30,000,
100,000 and 300,000) and is
carried on to TRIPLES by its rate at the largest, since it grows in proportion. "Only what
changed" validates one corrected row of the whole, with what it refers to and what refers to it.
"""

from __future__ import annotations

import gc
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
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
    facts = [triple for graph in graphs[:-1] for triple in graph.triples]
    return facts, list(graphs[-1].triples)


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
    own = number and node.startswith((str(ID), str(GRAPH)))
    return URIRef(f"{node}.{number}") if own else node


def around(triples: Iterable[Triple], changed: URIRef) -> list[Triple]:
    """What is said of a thing and its records, and the classes of everything named there."""
    rows = list(triples)
    focus = {changed} | {s for s, _, o in rows if o == changed}
    said = [row for row in rows if row[0] in focus]
    named = {o for _, _, o in said if not isinstance(o, Literal)} | focus
    return said + [row for row in rows if row[0] in named and row[0] not in focus]


def timed(work: Callable[[], R]) -> tuple[float, R]:
    """Seconds by the clock, and what came back."""
    gc.collect()
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def line(name: str, triples: int, seconds: float, base: float, note: str = "") -> None:
    """One row of the table."""
    rate = triples / seconds
    print(f"{name:34}{triples:>12,}{seconds:>10.2f}{rate:>13,.0f}{base / seconds:>9.1f}  {note}")


def main(triples: int, shacl_sizes: Iterable[int]) -> None:
    """Print the table."""
    facts, vocabulary = seed()
    print(f"{'way':34}{'triples':>12}{'seconds':>10}{'triples/s':>13}{'ratio':>9}")
    shapes, rate = own_shapes(), 0.0
    for size in shacl_sizes:
        data = [*islice(copies(facts), size - len(vocabulary)), *vocabulary]
        # what the cut leaves without its other half breaks rules: both ways must find the same
        shacl, broken = timed(lambda data=data: by_shacl(data, shapes))
        line("pySHACL", size, shacl, shacl, f"{len(broken)} broken")
        sparql, found = timed(lambda data=data: by_sparql(data, shapes))
        same = "the same" if found == broken else "OTHERS"
        line("SPARQL in Oxigraph", size, sparql, shacl, same)
        rate = size / shacl
    whole = triples / rate
    line("pySHACL, carried on", triples, whole, whole, "not run")
    data = [*islice(copies(facts), triples - len(vocabulary)), *vocabulary]
    sparql, found = timed(lambda: by_sparql(data, shapes))
    line("SPARQL in Oxigraph", triples, sparql, whole, f"{len(found)} broken")
    picked, part = timed(lambda: around(data, CHANGED))
    few, _ = timed(lambda: by_shacl(part, shapes))
    line(
        "one changed row: found, then pySHACL",
        triples,
        picked + few,
        whole,
        f"{len(part)} looked at",
    )


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    main(given[0] if given else 1_000_000, given[1:] or SHACL_SIZES)
