"""Time of each named question on the reference facts, beside the bare engine on the same text.

    python benchmarks/questions.py [ROUNDS]

Both run in one process, interleaved round by round; medians in milliseconds. The bare engine gets
the text with its values in it, over the whole store, and reads every cell; the ratio therefore
holds the price of visibility, of binding values, of typed rows.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

import pyoxigraph as ox

from lien import query
from lien.importers import load_seed
from lien.store import Level, open_directory

ASKED: list[tuple[str, dict[str, str]]] = [
    ("describe", {"thing": "org-cas"}),
    ("neighbours", {"body": "act-e2p2l"}),
    ("neighbours", {"body": "org-cas"}),
    ("neighbours", {"body": "org-cnrs"}),
    ("agreements", {"body": "org-cas"}),
    ("agreements", {}),
    ("timeline", {"body": "org-cas"}),
    ("origin", {"subject": "agr-france-china-1978", "property": "signedOn"}),
    ("indicators", {"source": "src-cnrsbeijing-bureau"}),
    ("competing", {"thing": "agr-france-china-1978"}),
    ("links", {}),
    ("things", {"class": "Body"}),
    ("classes", {}),
]


def bare(engine: ox.Store, text: str) -> None:
    """Ask the engine itself and read all cells."""
    found = engine.query(text, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    for row in found:
        tuple(row)


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of one run."""
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1000


def main(rounds: int) -> None:
    """Load the seed into a passing directory and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data"
        with open_directory(path, create=True) as directory:
            load_seed(directory, now=datetime.now(UTC))
            reader = directory.store.reader(Level.PUBLIC)
            engine = ox.Store()
            lines = "\n".join(directory.store.lines())
            engine.load(input=lines.encode(), format=ox.RdfFormat.N_QUADS)
            print(f"{'question':44} {'rows':>5} {'lien ms':>8} {'bare ms':>8} {'ratio':>6}")
            for name, texts in ASKED:
                text = query.as_sparql(name, texts)
                ask = partial(query.ask, reader, name, texts)
                direct = partial(bare, engine, text)
                pairs = [(timed(ask), timed(direct)) for _ in range(rounds)]
                ours, theirs = median(p[0] for p in pairs), median(p[1] for p in pairs)
                label = f"{name} {' '.join(f'{k}={v}' for k, v in texts.items())}"[:44]
                print(f"{label:44} {len(ask()):5} {ours:8.1f} {theirs:8.1f} {ours / theirs:6.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
