"""Time of questions through the keeper, against the same engine in this process.

    python benchmarks/keeper.py [QUADS [ROUNDS]]

Prints medians in milliseconds. Targets at 1,000,000 quads: a light question of a user in 15 ms
over HTTP, so well below that here; the keeper at most 450 bytes a quad; a change seen in 1 s.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing import Process
from pathlib import Path
from statistics import median

from load import HOW, facts
from rdflib import URIRef

from lien.settings import Settings
from lien.store import Level, Patch, Question, Reader, open_directory
from lien.store.keeper import KeeperAddress, KeeperReader, run
from lien.terms import ID

ENTITY = "SELECT ?s ?p ?o { ?s ?p ?o }"
LIGHT = f"SELECT ?p ?o {{ <{ID['body-7']}> ?p ?o }}"
ROWS = "SELECT ?s ?o { ?s <https://w3id.org/lien/ns#p1> ?o } LIMIT 2000"


def milliseconds(work: Callable[[], object], rounds: int, *, pause: float = 0.0) -> float:
    """Median over `rounds` runs, `pause` seconds apart."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
        time.sleep(pause)
    return median(times) * 1000


def show(name: str, reader: Reader, rounds: int) -> None:
    """Print the figures of one reader."""
    thing = URIRef(ID["body-7"])
    question = Question(LIGHT)
    figures = {
        "entity rows": milliseconds(lambda: reader.select(ENTITY, s=thing), rounds),
        "2,000 rows": milliseconds(lambda: reader.select(ROWS), rounds),
        "user question, in a row": milliseconds(lambda: reader.answer(question), rounds),
        "user question, 50 ms apart": milliseconds(
            lambda: reader.answer(question), rounds, pause=0.05
        ),
    }
    print(f"{name}: " + "; ".join(f"{what} {value:.2f} ms" for what, value in figures.items()))


def memory(pid: int) -> int:
    """Resident bytes of a process."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096


def build(path: str, quads: int, rounds: int) -> None:
    """Write the data directory, and print the figures of a reader in the same process."""
    with open_directory(path, create=True) as directory:
        directory.commit(facts(quads), **HOW)
        show("in process", directory.store.reader(Level.PUBLIC), rounds)


def main(quads: int, rounds: int) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as path:
        # In a process of its own, so that the keeper's memory is what a fresh start needs.
        built = Process(target=build, args=(path, quads, rounds))
        built.start()
        built.join()
        started = time.perf_counter()

        def web(address: KeeperAddress) -> None:
            reader = KeeperReader(address, Level.PUBLIC)
            print(f"keeper ready after {time.perf_counter() - started:.2f} s")
            keeper = int(Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()[1])
            print(f"keeper holds {memory(keeper) / quads:.0f} bytes a quad")
            show("through the keeper", reader, rounds)
            with open_directory(path) as writer:
                before = reader.version
                start = time.perf_counter()
                writer.commit(Patch(removed=(next(writer.store.lines()),)), **HOW)
                committed = time.perf_counter()
            while KeeperReader(address, Level.PUBLIC).version == before:
                time.sleep(0.005)
            seen = time.perf_counter() - committed
            print(f"a change committed in {committed - start:.2f} s, seen after {seen:.2f} s")

        run(Path(path), Settings(), web)


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    main(*[*given, *(1_000_000, 40)[len(given) :]])
