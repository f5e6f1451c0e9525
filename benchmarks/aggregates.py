"""Aggregate questions over pairs of bodies: raw facts in SPARQL, and from the derived graph.

    python benchmarks/aggregates.py [QUADS [ROUNDS [SECONDS]]]

Fills a store, without a journal, with the partner graph of `partners.py` (all public). Prints the
time of the three questions over the raw facts (at most SECONDS, in a child that is then killed) and
from the derived graph (the named question, names included, with its processor time), the time to
derive at start, the time until 1,000 new works are counted, the share of derived quads and the
bytes a quad. Beside them Virtuoso's figures at 1 M and 10 M quads of a like graph on another day:
read orders, not digits. Up to 100,000 quads all counts are compared with SPARQL over the facts.

Targets: questions 50 ms at 1 M and 100 ms at 10 M quads; fresh after 1,000 works in 1 s at 1 M;
derived quads 15 % of the others; keeper 450 bytes a quad.
"""

from __future__ import annotations

import gc
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Final

import pyoxigraph as ox
from partners import new_works

from lien import query
from lien.errors import QueryTimeout
from lien.projection.derived import Deriver
from lien.store import EmbeddedStore, GraphState, Level, Patch, Question, Reader
from lien.terms import ID, LIEN, SCHEME

GENERATOR: Final = Path(__file__).with_name("partners.py")
WORKS: Final = SCHEME["pair-kind/co-publication"]
PREFIX: Final = f"PREFIX lien: <{LIEN}> PREFIX org: <http://www.w3.org/ns/org#> "
PAIR: Final = "?work lien:authorBody ?one, ?two FILTER(STR(?one) < STR(?two)) "
AGREED: Final = "MINUS { ?agreement lien:party ?one, ?two } "
RAW: Final = {
    "year-pair": PREFIX + "SELECT ?other ?year (COUNT(DISTINCT ?work) AS ?n) { "
    "?work lien:authorBody <BODY>, ?other ; lien:publishedOnEarliest ?day FILTER(?other != <BODY>) "
    "BIND(YEAR(?day) AS ?year) } GROUP BY ?other ?year ORDER BY DESC(?n) ?other ?year",
    "top pairs": PREFIX + f"SELECT ?one ?two (COUNT(DISTINCT ?work) AS ?n) {{ {PAIR}}} "
    "GROUP BY ?one ?two ORDER BY DESC(?n) ?one ?two LIMIT 20",
    "no agreement": PREFIX + "SELECT ?one ?two ?n { { SELECT ?one ?two (COUNT(DISTINCT ?work) AS "
    f"?n) {{ {PAIR}}} GROUP BY ?one ?two HAVING(COUNT(DISTINCT ?work) > 4) }} "
    f"{AGREED}}} ORDER BY DESC(?n) ?one ?two LIMIT 20",
}
VIRTUOSO: Final = {"year-pair": (71, 163), "top pairs": (762, 17_054), "no agreement": (487, 1_697)}
"""Milliseconds at 1 M and at 10 M quads."""


def memory() -> int:
    """Resident bytes of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def milliseconds(
    work: Callable[[], object], rounds: int, clock: Callable[[], float] = time.perf_counter
) -> float:
    """Median over `rounds` runs."""
    times = []
    for _ in range(rounds):
        start = clock()
        work()
        times.append(clock() - start)
    return median(times) * 1000


def raw(reader: Reader, text: str, seconds: float) -> float | None:
    """Milliseconds of a question over the raw facts; None when it was stopped."""
    asked = Question(text, accept="text/csv", seconds=seconds)
    try:
        first = milliseconds(lambda: reader.answer(asked).body, 1)
    except QueryTimeout:
        return None
    return first if first > 2_000 else milliseconds(lambda: reader.answer(asked).body, 3)


def busiest(reader: Reader) -> str:
    """The slug of the body in the strongest pair."""
    (row,) = query.pairs(reader, "en", kind=WORKS, limit=1)
    return str(row.first.removeprefix(ID))


def compare(reader: Reader) -> None:
    """Stop unless the derived graph says what SPARQL over the raw facts says, fractions too.

    Raises:
        AssertionError: a count differs.
    """
    size = "{ SELECT ?work (COUNT(DISTINCT ?b) AS ?s) { ?work lien:authorBody ?b } GROUP BY ?work }"
    counted = reader.select(
        f"{PREFIX} SELECT ?one ?two (COUNT(?work) AS ?n) (SUM(2.0 / (?s * (?s - 1))) AS ?f) {{ "
        f"{{ SELECT DISTINCT ?work ?one ?two {{ {PAIR}}} }} {size} }} GROUP BY ?one ?two"
    )
    whole = {(str(one), str(two)): int(str(n)) for one, two, n, _ in counted}
    shared = {(str(one), str(two)): float(str(f)) for one, two, _, f in counted}
    kept = reader.select(
        f"{PREFIX} SELECT ?a ?b ?n ?f {{ ?p lien:firstBody ?a ; lien:secondBody ?b ; "
        "lien:wholeCount ?n ; lien:fractionalCount ?f }"
    )
    for one, two, n, f in kept:
        pair = str(one), str(two)
        assert whole[pair] == int(str(n)), pair
        assert abs(shared[pair] - float(str(f))) < 1e-6, pair
    least = query.counted(reader, "en")[1].kept_from
    assert len(kept) == sum(n >= least for n in whole.values())
    print(f"{len(kept):,} pairs are as SPARQL over the raw facts counts them, fractions too")


def filled(quads: int) -> EmbeddedStore:
    """A store with the partner graph; its memory is what a fresh start needs."""
    with tempfile.NamedTemporaryFile(suffix=".nq") as file:
        subprocess.run([sys.executable, GENERATOR, str(quads), file.name, "--public"], check=True)
        engine = ox.Store()
        engine.bulk_load(path=file.name, format=ox.RdfFormat.N_QUADS)
    store = EmbeddedStore()
    store.adopt(engine, 1, {})
    store.adopt(engine, 1, {name: GraphState(count) for name, count in store.count_again().items()})
    return store


def main(quads: int, rounds: int, seconds: float) -> None:
    """Print the figures."""
    gc.collect()
    empty = memory()
    store, derive = filled(quads), Deriver()
    bare, facts = memory() - empty, sum(store.counts().values())
    start, processor = time.perf_counter(), time.process_time()
    store.derive(derive, None)
    took = time.perf_counter() - start, time.process_time() - processor
    reader = store.reader(Level.PUBLIC)
    (info,) = [graph for graph in reader.graphs() if graph.derived]
    print(f"{facts:,} quads; derived in {took[0]:.2f} s ({took[1]:.2f} s of processor)")
    print(f"{info.quads:,} derived quads, {info.quads / facts:.1%} of the others")
    both = (memory() - empty) / (facts + info.quads)
    print(f"{bare / facts:.0f} bytes a quad without what is derived, {both:.0f} with it")
    for row in query.counted(reader, "en"):
        print(
            f"  {row.kind.rpartition('/')[2]}: {row.things:,} counted, {row.pairs:,} pairs, "
            f"{row.kept:,} kept (from {row.kept_from}; by year from {row.years_from})"
        )
    if quads <= 100_000:
        compare(reader)
    ask(reader, rounds, seconds)
    fresh(store, derive, quads)


def ask(reader: Reader, rounds: int, seconds: float) -> None:
    """Print the times of the three questions."""
    body = ID[busiest(reader)]
    asked: dict[str, Callable[[], list[object]]] = {
        "year-pair": lambda: [*query.pair_years(reader, body, "en", kind=WORKS)],
        "top pairs": lambda: [*query.pairs(reader, "en", kind=WORKS, limit=20)],
        "no agreement": lambda: [*query.gaps(reader, "en", kind=WORKS, limit=20)],
    }
    print(
        f"{'':14} {'raw ms':>10} {'derived ms':>10} {'(cpu)':>8} {'rows':>5}  Virtuoso at 1 M, 10 M"
    )
    for name, work in asked.items():
        slow = raw(reader, RAW[name].replace("BODY", body), seconds)
        shown = f">{seconds:.0f} s" if slow is None else f"{slow:,.0f}"
        theirs = ", ".join(f"{value:,}" for value in VIRTUOSO[name])
        clock = milliseconds(work, rounds)
        used = milliseconds(work, rounds, time.process_time)
        print(f"{name:14} {shown:>10} {clock:10.1f} {f'({used:.1f})':>8} {len(work()):5}  {theirs}")


def fresh(store: EmbeddedStore, derive: Deriver, quads: int) -> None:
    """Print how long 1,000 new works take until all questions know them."""
    times = []
    for seed in (2, 3, 4):
        patch = Patch(added=tuple(sorted(new_works(quads, seed=seed))))
        states = patch.states({name: GraphState(n) for name, n in store.counts().items()})
        start, processor = time.perf_counter(), time.process_time()
        store.apply(patch, store.position + 1, states)
        store.derive(derive, patch.added)
        times.append((time.perf_counter() - start, time.process_time() - processor))
    clock, used = (median(column) for column in zip(*times, strict=True))
    print(f"1,000 new works are read and counted in {clock:.2f} s ({used:.2f} s of processor)")


if __name__ == "__main__":
    given = [float(argument) for argument in sys.argv[1:]]
    size, turns, most = [*given, *(1_000_000, 15, 40)[len(given) :]]
    main(int(size), int(turns), most)
