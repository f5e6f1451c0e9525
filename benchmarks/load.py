"""Speed of a load, journal and snapshot included, against Oxigraph's bare bulk load.

    python benchmarks/load.py [QUADS [ROUNDS]]

The two run in turn on the same lines, and their processor time is compared, so that the ratio
holds on a busy machine. Then: how
long opening the directory takes, a second load of the same lines, and a small change.
Target: at least 50 % of the bare speed at 1,000,000 quads; 30,000 quads open in 0.3 s.
"""

from __future__ import annotations

import gc
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from statistics import median

import pyoxigraph as ox

from lien.store import Level, open_directory
from lien.terms import GRAPH, ID, LIEN, SCHEME

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HOW = {"actor": "benchmark", "operation": "load", "summary": {}, "now": NOW}


def facts(quads: int, graphs: int = 5) -> dict[str, list[str]]:
    """Lines of `graphs` public graphs: half links, half labels and dates."""
    made: dict[str, list[str]] = {}
    for number in range(graphs):
        graph = GRAPH[f"bench/g{number}"]
        public = SCHEME["visibility/public"]
        made[graph] = [f"<{graph}> <{LIEN.visibility}> <{public}> <{graph}> ."]
    names = list(made)
    gyear = "http://www.w3.org/2001/XMLSchema#gYear"
    for n in range(quads - graphs):
        graph = names[n % graphs]
        value = (
            f"<{ID[f'body-{n * 7919 % 100_000}']}>",
            f'"libellé numéro {n}"@fr',
            f"<{ID[f'body-{n * 104_729 % 100_000}']}>",
            f'"{1950 + n % 75}"^^<{gyear}>',
        )[n % 4]
        made[graph].append(f"<{ID[f'body-{n // 10}']}> <{LIEN[f'p{n % 10}']}> {value} <{graph}> .")
    return made


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock and of processor time."""
    gc.collect()
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - processor


def main(quads: int, rounds: int) -> None:
    """Print the figures."""
    graphs = facts(quads)
    text = "\n".join(line for lines in graphs.values() for line in lines).encode()
    print(f"{quads:,} quads in {len(graphs)} graphs, {len(text) / 1e6:.0f} MB of N-Quads")
    ratios = []
    for turn in range(1, rounds + 1):
        bare = timed(lambda: ox.Store().bulk_load(text, ox.RdfFormat.N_QUADS))
        with tempfile.TemporaryDirectory() as path:
            with open_directory(path, create=True) as directory:
                full = timed(lambda: directory.commit(graphs, **HOW))
                ratios.append(bare[1] / full[1])
                if turn == rounds:
                    again = timed(lambda: directory.commit(graphs, **HOW))
                    few = {name: lines[:-100] for name, lines in [*graphs.items()][:1]}
                    small = timed(partial(directory.commit, few, **HOW))
            opened = timed(lambda: open_directory(path).close())
        print(
            f"round {turn}: bare {bare[0]:.2f} s ({bare[1]:.2f} s of processor), "
            f"load {full[0]:.2f} s ({full[1]:.2f}): {ratios[-1]:.0%} of the bare speed; "
            f"opened in {opened[0]:.3f} s ({opened[1]:.3f})"
        )
    print(f"median: {median(ratios):.0%} of the bare speed")
    print(f"same lines again: {again[0]:.2f} s; 100 lines fewer in one graph: {small[0]:.2f} s")
    with tempfile.TemporaryDirectory() as path, open_directory(path, create=True) as directory:
        directory.commit(graphs, **HOW)
        seen = directory.store.reader(Level.PUBLIC)
        one = timed(lambda: seen.select("SELECT ?p ?o { ?s ?p ?o }", s=None) and None)
        print(f"all rows as rdflib terms: {one[0] / quads * 1e6:.1f} µs a row")


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    main(*[*given, *(1_000_000, 3)[len(given) :]])
