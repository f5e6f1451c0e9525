"""Time of loading the reference facts, of starting, and of pages asked for the first time.

    python benchmarks/pages.py [THINGS]

Loads the reference facts into a new directory (validation and journal included), starts
`lien serve` on it, and asks for the page and the neighbourhood of THINGS things (default 60,
spread over all of them), each for the first time, so that no kept page helps. Beside each page,
in the same run, stands the time of `/health`: what HTTP alone costs here.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from serving import served

from lien.projection.networkx import project
from lien.store import Level, open_directory

LIEN = [sys.executable, "-m", "lien"]


def timed(action: Callable[[], object]) -> float:
    """Seconds that `action` takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def get(port: int, path: str) -> int:
    """Fetch a page; its status."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers={"Accept": "text/html"})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def report(name: str, seconds: Iterable[float], against: float) -> None:
    """Print median and 95th percentile, and the ratio of the median to `against`."""
    times = sorted(seconds)
    median, high = statistics.median(times), times[int(len(times) * 0.95)]
    print(
        f"{name:32} median {median * 1000:7.1f} ms   p95 {high * 1000:7.1f} ms"
        f"   {median / against:5.1f} x /health"
    )


def main() -> None:
    """Run everything once and print it."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        load = timed(lambda: subprocess.run([*LIEN, "load", "--data", str(data)], check=True))
        print(f"load with validation, process start included: {load:.2f} s")
        with open_directory(data) as directory:
            things = sorted(project(directory.store.reader(Level.PUBLIC)))
        start = time.perf_counter()
        with served(data) as address:
            port = urlsplit(address).port or 80
            get(port, "/")
            seconds = time.perf_counter() - start
            print(f"start on an existing directory to the first page: {seconds:.2f} s")
            measure(port, things[:: max(1, len(things) // wanted)])


def measure(port: int, things: list[str]) -> None:
    """Pages in shuffled kinds, one after the other, with /health between them."""
    times: dict[str, list[float]] = {"page": [], "again": [], "neighbourhood": [], "health": []}
    for slug in things:
        times["health"].append(timed(lambda: get(port, "/health")))
        times["page"].append(timed(lambda slug=slug: get(port, f"/id/{slug}?lang=fr")))
        times["again"].append(timed(lambda slug=slug: get(port, f"/id/{slug}?lang=fr")))
        path = f"/explore/neighbourhood?body={slug}&lang=fr"
        times["neighbourhood"].append(timed(lambda path=path: get(port, path)))
    alone = statistics.median(times["health"])
    report(f"page, first time ({len(things)} things)", times["page"], alone)
    report("page, kept", times["again"], alone)
    report("neighbourhood", times["neighbourhood"], alone)
    report("/health", times["health"], alone)


if __name__ == "__main__":
    main()
