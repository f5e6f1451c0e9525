"""Time of a search at 60,000 organisations, beside a scan by SPARQL and by SQLite LIKE.

    python benchmarks/search.py [ORGANISATIONS]

Loads organisations mixed from real names (`organisations.py`), makes the index, and asks for every
text of `tests/search/pairs.csv`, the first three letters of each (as somebody types), and texts
that very many things bear. A search is what a page needs: the total, 50 things, the counts by
facet. A few of the texts are also looked for by the two scans, in turns, in the same run. Times are
of the processor, which a busy machine changes less. Last come the times after a change of so many
things, up to the first search, beside the making of the whole index.
"""

from __future__ import annotations

import csv
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Final

from organisations import as_mapping, mixed
from rdflib import Literal

from lien.importers import load_seed
from lien.search import Index, find
from lien.search.changing import changed
from lien.search.index import build, load, save
from lien.search.reading import read, read_again
from lien.search.words import words
from lien.store import Level, Reader, open_directory

NOW: Final = datetime(2026, 11, 23, tzinfo=UTC)
PAIRS: Final = Path(__file__).parent.parent / "tests" / "search" / "pairs.csv"
BROAD: Final = (
    "university",
    "institute of",
    "中国",
    "laboratoire",
    "da xue",
    "科学",
    "u",
    "of the",
)
CHANGED: Final = (1, 100, 5_000)
"""Things that change at once."""
SCAN: Final = """
SELECT ?w ?thing (MIN(?key) AS ?name) WHERE {
  ?thing <http://www.w3.org/2004/02/skos/core#prefLabel> ?key .
  FILTER(CONTAINS(LCASE(STR(?key)), ?w))
} GROUP BY ?w ?thing"""


def timed(action: Callable[[], object]) -> float:
    """Milliseconds of processor time that `action` takes."""
    start = time.process_time()
    action()
    return (time.process_time() - start) * 1000


def report(name: str, times: Iterable[float]) -> float:
    """Print median and 95th percentile; the median."""
    found = sorted(times)
    middle, high = median(found), found[int(len(found) * 0.95)]
    print(f"{name:32} {len(found):5} texts   median {middle:8.2f} ms   p95 {high:8.2f} ms")
    return middle


def searched(index: Index, text: str) -> None:
    """What a page of results needs."""
    found = find(index, text, "fr")
    _ = len(found.hits), found.hits[:50], found.facets


def measure_changes(index: Index, store: Reader, whole: float) -> None:
    """Times to bring the index up to changes, and to be ready for any search; `whole` in seconds.

    What makes an index ready is made at its first search; `_ready` asks for it.
    """
    _ready(index)
    for number in CHANGED:
        things = set(index.thing[:: max(1, len(index.thing) // number)][:number])
        times = [timed(lambda t=things: _ready(_changed(index, store, t))) for _ in range(5)]  # type: ignore[misc]
        middle = median(times)
        print(
            f"after a change of {number:5} things {middle:8.0f} ms: "
            f"a whole making takes {whole * 1000 / middle:.0f} times as long"
        )


def _changed(index: Index, store: Reader, things: set[str]) -> Index:
    return changed(index, things, read_again(store, things), index.version)


def _ready(index: Index) -> None:
    _ = index.spelt, index.whole_by_length, index.thing_order


def measure(index: Index, store: Reader, texts: list[str]) -> None:
    """Everything about the search itself, and the scans in turns with it."""
    searched(index, "warm up the spelings")
    report("search", [timed(lambda t=text: searched(index, t)) for text in texts])  # type: ignore[misc]
    report("search, broad", [timed(lambda t=text: searched(index, t)) for text in BROAD])  # type: ignore[misc]
    begun = sorted({text[:3] for text in texts})
    report("suggest", [timed(lambda t=t: find(index, t, "fr").hits[:8]) for t in begun])  # type: ignore[misc]
    like = sqlite3.connect(":memory:")
    like.execute("CREATE TABLE key (thing INTEGER, text TEXT)")
    rows = (
        (int(t), " ".join(words(k))) for t, k in zip(index.key_thing, index.key_text, strict=True)
    )
    like.executemany("INSERT INTO key VALUES (?, ?)", rows)
    ours, by_like, by_sparql = [], [], []
    for text in texts[:: max(1, len(texts) // 12)]:
        needle = " ".join(words(text))
        ours.append(timed(lambda t=text: searched(index, t)))  # type: ignore[misc]
        by_like.append(timed(lambda n=needle: _like(like, n)))  # type: ignore[misc]
        by_sparql.append(timed(lambda n=needle: store.select(SCAN, w=Literal(n))))  # type: ignore[misc]
    middle = report("search, the same texts", ours)
    for name, times in (("SQLite LIKE, all words", by_like), ("SPARQL CONTAINS", by_sparql)):
        print(f"{'':32} {report(name, times) / middle:.1f} times as long as search")


def _like(database: sqlite3.Connection, needle: str) -> list[object]:
    each = " AND ".join("text LIKE ?" for _ in needle.split()) or "1"
    values = [f"%{word}%" for word in needle.split()]
    return database.execute(f"SELECT DISTINCT thing FROM key WHERE {each}", values).fetchall()  # noqa: S608  only places for values


def main() -> None:
    """Run everything once and print it."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 60_000
    with PAIRS.open(encoding="utf-8", newline="") as file:
        texts = [row["query"] for row in csv.DictReader(file)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data"
        with open_directory(path, create=True) as directory:
            load_seed(directory, now=NOW)
            organisations = as_mapping(mixed(number))
            directory.commit(
                organisations, actor="benchmark", operation="load", summary={}, now=NOW
            )
            store = directory.store.reader(Level.PUBLIC)
            start = time.process_time()
            contents = read(store)
            told = time.process_time()
            index = build(contents, store.version)
            made = time.process_time()
            save(index, path / "index.npz")
            saved = time.process_time()
            load(path / "index.npz")
            loaded = time.process_time()
            size = (path / "index.npz").stat().st_size
            print(
                f"{len(index.thing)} things, {len(index.key_text)} texts, {len(index.word)} words: "
                f"read {told - start:.2f} s, made {made - told:.2f} s, "
                f"written {saved - made:.2f} s, "
                f"read from its file ({size / 1e6:.0f} MB) {loaded - saved:.2f} s"
            )
            measure(index, store, texts)
            measure_changes(index, store, made - start)


if __name__ == "__main__":
    main()
