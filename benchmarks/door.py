"""Requests a second through Lien, Oxigraph's own server and rdflib-endpoint, side by side.

    python benchmarks/door.py [QUADS [SECONDS [ROUNDS [RDFLIB_ENDPOINT_PYTHON]]]]

`wrk` (Debian) asks each server in turn, over and over, about 300 things in rotation. The
data come from `partners.py`. The raw server holds the public graphs, in memory and on disk, and
is asked the text that `lien_webapp` shows at "see the query". rdflib-endpoint is asked when a
Python that has it is named (only up to 100,000 quads: it does not load more in a useful time).
Then: a heavy answer against the engine in this process, and the pages during a storm of 50
hostile questions. Targets: light question 15 ms (median, one at a time); pages' own questions 40 %
of the raw server's requests; heavy question 1.1 times the engine and 20 ms; pages' p90 1 s.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import quote

import pyoxigraph as ox
from partners import as_mapping
from serving import free_port, served, wait_for

from lien.query import as_sparql
from lien.store import Level, open_directory

OXIGRAPH = str(Path(sys.executable).with_name("oxigraph"))
THINGS = 300
OPEN = {
    "LIEN_CLIENT_QUESTIONS": "1000",
    "LIEN_CLIENT_SECONDS": "1e9",
    "LIEN_CLIENT_ERRORS": "1000000000",
    "LIEN_QUEUE_LENGTH": "64",
}
ROTATE = """
local n = 0
request = function()
  n = n + 1
  return wrk.format("GET", (string.gsub(wrk.path, "org%-0", "org-" .. (n * 7919 % %d))))
end
"""
LIGHT = """SELECT ?p ?o { <https://w3id.org/lien/id/org-0> ?p ?o }"""
HEAVY = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 40000"
HOSTILE = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
JSON = "application/sparql-results+json"
OWN = {"names": {"thing": "org-0", "lang": "en"}, "describe": {"thing": "org-0"}}


@contextmanager
def oxigraph(arguments: list[str], port: int) -> Iterator[str]:
    """Oxigraph's server with these arguments; its query address."""
    command = [OXIGRAPH, *arguments]
    process = subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}/query"
    finally:
        process.terminate()
        process.wait(15)


def put(address: str, file: Path) -> None:
    """Load an N-Quads file into a server through its graph store."""
    request = urllib.request.Request(
        address, file.read_bytes(), {"Content-Type": "application/n-quads"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=600):
        pass


@contextmanager
def rdflib_endpoint(python: str, file: Path) -> Iterator[str]:
    """rdflib-endpoint over an N-Triples file, by the Python that has it; it answers at `/`."""
    port = free_port()
    process = subprocess.Popen(
        [python, "-m", "rdflib_endpoint", "serve", str(file), "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(ask(f"http://localhost:{port}/", "ASK {}"), seconds=300)
        yield f"http://localhost:{port}/"
    finally:
        process.terminate()
        process.wait(15)


def rate(address: str, seconds: int, script: Path, connections: int = 8) -> float:
    """Answers a second; any that is not a 200 ends the benchmark."""
    done = subprocess.run(
        [
            *("wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script)),
            *("-H", f"Accept: {JSON}, application/json;q=0.9", address),
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    if "Non-2xx" in done.stdout:
        raise SystemExit(f"{address}\n{done.stdout}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)[1])  # type: ignore[index]


def fetched(address: str, accept: str = JSON) -> tuple[float, float, int]:
    """Seconds to the first byte and to the last, and the size."""
    request = urllib.request.Request(address, headers={"Accept": accept})
    start = time.perf_counter()
    with urllib.request.urlopen(request, timeout=120) as response:
        first = response.read(1)
        came = time.perf_counter() - start
        size = len(first) + len(response.read())
    return came, time.perf_counter() - start, size


def ask(server: str, text: str) -> str:
    """Address of a question."""
    return f"{server}?query={quote(text)}"


def compare(servers: dict[str, str], paths: dict[str, str], how: tuple[int, int, Path]) -> None:
    """Print the requests a second of each server, and the ratio of the first to the others."""
    seconds, rounds, script = how
    found: dict[str, list[float]] = {name: [] for name in servers}
    for _ in range(rounds):
        for name in servers:
            found[name].append(rate(paths[name], seconds, script))
    middle = {name: median(rates) for name, rates in found.items()}
    own = middle.pop("lien")
    ratio = {
        name: f"{own / one:.0%}" if one else "no answer in time" for name, one in middle.items()
    }
    others = ", ".join(f"{name} {one:,.1f} ({ratio[name]})" for name, one in middle.items())
    print(f"  lien {own:,.0f} a second; {others}", flush=True)


def one_at_a_time(address: str, number: int = 200) -> None:
    """Print the median time of a light question."""
    times = sorted(
        fetched(address.replace("org-0", f"org-{n * 7919 % THINGS}"))[1] for n in range(number)
    )
    print(f"  one at a time: median {median(times) * 1000:.1f} ms", flush=True)


def heavy(engine: ox.Store, lien: str, rounds: int) -> None:
    """Print the time of a heavy answer against the engine in this process."""
    inside, whole, first, streamed = [], [], [], []
    for _ in range(rounds * 3):
        start = time.perf_counter()
        found = engine.query(HEAVY, use_default_graph_as_union=True)
        size = len(found.serialize(format=ox.QueryResultsFormat.JSON) or b"")
        inside.append(time.perf_counter() - start)
        whole.append(fetched(ask(lien, HEAVY))[1])
        request = urllib.request.Request(
            ask(lien, HEAVY), headers={"Accept": JSON, "Prefer": "stream"}
        )
        start = time.perf_counter()
        with urllib.request.urlopen(request, timeout=120) as response:
            response.read(1)
            first.append(time.perf_counter() - start)
            response.read()
            streamed.append(time.perf_counter() - start)
    a, b, c, d = (median(times) * 1000 for times in (inside, whole, first, streamed))
    print(
        f"heavy answer ({size / 1e6:.1f} MB): engine {a:.0f} ms, lien {b:.0f} ms whole "
        f"({b / a:.2f} times), streamed {d:.0f} ms ({d / a:.2f}), first byte {c:.0f} ms",
        flush=True,
    )


def storm(server: str) -> None:
    """Print how long pages take while 50 hostile questions are in the air."""
    pages: list[float] = []
    health: list[float] = []
    with ThreadPoolExecutor(50) as pool:
        hostile = [pool.submit(_status, ask(f"{server}/sparql", HOSTILE)) for _ in range(50)]
        while not all(one.done() for one in hostile):
            pages.append(fetched(f"{server}/id/org-{len(pages)}", "text/html")[1])
            health.append(fetched(f"{server}/health", "application/json")[1])
    print(
        f"storm of 50: {len(pages)} pages, p90 {quantiles(pages, n=10)[-1]:.2f} s, "
        f"health p90 {quantiles(health, n=10)[-1]:.2f} s; "
        f"answers {sorted({one.result() for one in hostile})}",
        flush=True,
    )


def _status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=300) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


def main(quads: int, seconds: int, rounds: int, python: str) -> None:
    """Print the figures."""
    os.environ |= OPEN
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        place = Path(folder)
        with open_directory(place / "data", create=True) as directory:
            how = {"actor": "benchmark", "operation": "load", "now": datetime.now(UTC)}
            directory.commit(as_mapping(quads), **how, summary={})
            engine = directory.store.view(Level.PUBLIC)
            file = place / "public.nq"
            engine.dump(str(file), ox.RdfFormat.N_QUADS)
        script = place / "rotate.lua"
        script.write_text(ROTATE.replace("%d", str(THINGS)))
        print(f"{quads:,} quads, {len(engine):,} of them public", flush=True)
        lien = stack.enter_context(served(place / "data"))
        port, union = free_port(), "--union-default-graph"
        memory = stack.enter_context(oxigraph(["serve", union], port))
        put(f"http://127.0.0.1:{port}/store?no_transaction", file)
        stored = ["--location", str(place / "disk")]
        subprocess.run(
            [OXIGRAPH, "load", *stored, "--file", str(file)], check=True, capture_output=True
        )
        disk = stack.enter_context(oxigraph(["serve-read-only", union, *stored], free_port()))
        servers = {"lien": f"{lien}/sparql", "oxigraph memory": memory, "oxigraph disk": disk}
        if python:
            triples = place / "public.nt"
            ox.serialize((quad.triple for quad in engine), str(triples), ox.RdfFormat.N_TRIPLES)
            servers["rdflib-endpoint"] = stack.enter_context(rdflib_endpoint(python, triples))
        how_long = (seconds, rounds, script)
        print("light question through /sparql")
        compare(servers, {name: ask(one, LIGHT) for name, one in servers.items()}, how_long)
        one_at_a_time(ask(servers["lien"], LIGHT))
        for name, values in OWN.items():
            print(f"pages' own question {name!r}")
            paths = {other: ask(one, as_sparql(name, values)) for other, one in servers.items()}
            given = "&".join(f"{key}={value}" for key, value in values.items())
            paths["lien"] = f"{lien}/questions/{name}?{given}&format=json"
            compare(servers, paths, how_long)
        heavy(engine, servers["lien"], rounds)
        if python:
            peer = fetched(ask(servers["rdflib-endpoint"], HEAVY))[1]
            print(f"  the same from rdflib-endpoint: {peer * 1000:,.0f} ms", flush=True)
        storm(lien)


if __name__ == "__main__":
    given = [int(value) for value in sys.argv[1:4]]
    main(*(given + [100_000, 3, 2][len(given) :]), *(sys.argv[4:5] or [""]))  # type: ignore[arg-type]
