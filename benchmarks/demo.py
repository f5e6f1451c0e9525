"""The demo network: how fast it is made, in how much memory.

    python benchmarks/demo.py [TRIPLES ...]

Tables, N-Quads and TriG, each in a process of its own. Seconds are of the processor, so that
they hold on a busy machine.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path

from lien.demo import FORMS
from lien.demo.network import Network, counts
from lien.demo.writing import write_network

SIZES = (30_000, 300_000, 1_000_000)


def measure(triples: int, form: str) -> None:
    """One line of the table."""
    with tempfile.TemporaryDirectory() as folder:
        begun = time.process_time()
        path = write_network(Network(counts(triples), 1), Path(folder), form)
        seconds = time.process_time() - begun
        files = path.iterdir() if path.is_dir() else [path]
        megabytes = sum(file.stat().st_size for file in files) / 1e6
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rate = triples / seconds
    print(f"{triples:>10,} {form:8}{seconds:>8.1f} s{rate:>10,.0f}/s{megabytes:>8.0f} MB"
          f"{memory:>7.0f} MB of memory", flush=True)  # fmt: skip


def main(sizes: list[int]) -> None:
    """Print the table."""
    for triples in sizes:
        for form in FORMS:
            process = get_context("spawn").Process(target=measure, args=(triples, form))
            process.start()
            process.join()


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or list(SIZES))
