"""Servers for the remote store: real ones, on loopback, started once and stopped by their pid."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sysconfig
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from lien.settings import Settings
from lien.store.remote import connect
from lien.store.remote.state import BOOK

PASSWORD = "only-for-tests"  # noqa: S105 - of a server that ends with the tests
PATIENCE = 60.0
VIRTUOSO = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 20
CheckpointInterval = 0
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
DirsAllowed = .
ThreadsPerQuery = 2
AsyncQueueMaxThreads = 4
MaxQueryMem = 1G
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 20
MaxKeepAlives = 20
KeepAliveTimeout = 10
[SPARQL]
ResultSetMaxRows = 0
MaxQueryCostEstimationTime = 0
MaxQueryExecutionTime = 0
"""
"""What docs/how-to/use-a-remote-store.md says, with the ports filled in."""


def free_ports(number: int) -> list[int]:
    """Ports that nobody listens on."""
    with ExitStack() as stack:
        found = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(number)]
        return [one.getsockname()[1] for one in found]


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until somebody listens on the port."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, f"the server ended with {process.returncode}"
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"nobody listens on {port} after {PATIENCE:g} s")


@contextmanager
def running(command: list[str], folder: Path, port: int) -> Iterator[None]:
    """A process that listens on the port; it and nothing else is killed at the end."""
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output)
    try:
        wait_for(port, process)
        yield
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def empty(settings: Settings) -> Settings:
    """The settings, after everything of ours on their server is gone."""
    with closing(connect(settings)) as store:
        store.server.update(f"DELETE WHERE {{ GRAPH <{BOOK}> {{ ?s <{BOOK}#writing> ?o }} }}")
        for graph in [*store.state().graphs, BOOK]:
            store.server.update(f"DROP SILENT GRAPH <{graph}>")
    return settings


@pytest.fixture
def emptied() -> Callable[[Settings], Settings]:
    """What empties a server."""
    return empty


@pytest.fixture(scope="session")
def running_virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A Virtuoso with nothing in it, and how to reach it."""
    assert shutil.which("virtuoso-t"), "Virtuoso is missing: make system"
    folder = tmp_path_factory.mktemp("virtuoso")
    sql, http = free_ports(2)
    (folder / "virtuoso.ini").write_text(VIRTUOSO.format(sql=sql, http=http))
    with running(["virtuoso-t", "+foreground", "+configfile", "virtuoso.ini"], folder, http):
        word = f"user_set_password('dba', '{PASSWORD}');"
        command = ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"exec={word}"]
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
        yield Settings(
            store=f"http://127.0.0.1:{http}/sparql", store_name="dba", store_password=PASSWORD
        )


@pytest.fixture(scope="session")
def running_oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Oxigraph's own server with nothing in it, and how to reach it."""
    folder = tmp_path_factory.mktemp("oxigraph")
    (port,) = free_ports(1)
    program = str(Path(sysconfig.get_path("scripts")) / "oxigraph")
    with running(
        [program, "serve", "--timeout-s", "10", "--bind", f"127.0.0.1:{port}"], folder, port
    ):
        yield Settings(store=f"http://127.0.0.1:{port}/query")


@pytest.fixture(scope="module")
def virtuoso(running_virtuoso: Settings) -> Settings:
    """How to reach a Virtuoso that holds nothing of ours."""
    return empty(running_virtuoso)


@pytest.fixture(scope="module")
def oxigraph_server(running_oxigraph: Settings) -> Settings:
    """How to reach an Oxigraph server that holds nothing."""
    return empty(running_oxigraph)
