"""A real `lien serve` to be attacked, and a look at its processes while it is."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import quantiles
from typing import Final
from urllib.parse import urlencode

PAGES: Final = ("/health", "/id/org-cas", "/agreements", "/search?q=CAS")


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; `whole` is false when the connection broke before the end."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float
    whole: bool = True


@dataclass(slots=True)
class Service:
    """Requests to one running service."""

    port: int
    pid: int

    def ask(
        self, text: str, accept: str = "*/*", *, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """One question by POST."""
        body = urlencode({"query": text}, errors="surrogatepass").encode()
        kinds = {"Content-Type": "application/x-www-form-urlencoded", "Accept": accept}
        return self.send("POST", "/sparql", body, kinds | dict(headers or {}))

    def send(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """One request; status 0 when nobody answered."""
        start = time.monotonic()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, dict(headers or {}))
            response = connection.getresponse()
            content, whole = b"", True
            try:
                content = response.read()
            except HTTPException:
                whole = False
            facts = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, facts, content, time.monotonic() - start, whole)
        except OSError:
            return Reply(0, {}, b"", time.monotonic() - start)
        finally:
            connection.close()

    def lasting(self) -> set[int]:
        """Supervisor, keeper, gunicorn and its processes: what no question may end."""
        keeper, web = sorted(children(self.pid))
        return {self.pid, keeper, web, *children(web)}

    def memory(self) -> int:
        """Largest private memory among the keeper's children now, in bytes."""
        keeper = min(children(self.pid))
        return max((private(pid) for pid in children(keeper)), default=0)


@dataclass(slots=True)
class Watch:
    """Asks pages again and again while something else goes on."""

    service: Service
    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    memory: int = 0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Watch until the block ends."""
        over = threading.Event()
        thread = threading.Thread(target=self._watch, args=(over,))
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    @property
    def p90(self) -> float:
        """The time within which nine of ten pages came, in seconds."""
        return quantiles(self.seconds, n=10)[-1]

    def _watch(self, over: threading.Event) -> None:
        number = 0
        while not over.wait(0.02):
            path = PAGES[number % len(PAGES)]
            number += 1
            reply = self.service.send("GET", path, headers={"Accept": "text/html"})
            self.seconds.append(reply.seconds)
            if reply.status != 200:
                self.failures.append(f"{path}: {reply.status}")
            self.memory = max(self.memory, self.service.memory())


@contextmanager
def service(seed: Path, folder: Path, **settings: object) -> Iterator[Service]:
    """`lien serve` on a copy of the data directory `seed` with these settings."""
    data = shutil.copytree(seed, folder / "data")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    given = {f"LIEN_{name.upper()}": str(value) for name, value in settings.items()}
    process = subprocess.Popen(
        [sys.executable, "-m", "lien", "serve", "--data", str(data), "--port", str(port)],
        env=os.environ | given,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    found = Service(port, process.pid)
    try:
        for _ in range(300):
            if found.send("GET", "/health").status == 200:
                break
            time.sleep(0.1)
        yield found
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def children(pid: int) -> list[int]:
    """Children of a process; none when it is gone."""
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def private(pid: int) -> int:
    """Memory that a process does not share, in bytes; 0 when it is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))
