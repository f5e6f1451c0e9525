"""A real server and a real browser.

A flow that takes `screen` is a test for each of two screens, with `--full` for all six: three
languages, two widths.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import combinations
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin
from zlib import crc32

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from .walk import LANGUAGES, in_language, opened

ASSETS = Path(__file__).parent / "assets"
AXE = """
async () => (await axe.run({
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
  resultTypes: ["violations"],
})).violations.flatMap((found) => found.nodes.map((node) => `${found.id}: ${node.html}`))
"""
"""Findings, as `rule: element`; what passes is not described, which takes most of the time."""
WIDTHS = {1280: 900, 390: 844}
"""Pixels of the windows, and how high they are."""
expect.set_options(timeout=20_000)  # two files at a time on two cores


class Screen(NamedTuple):
    """In which language and how wide a flow is tried."""

    language: str
    width: int

    def __str__(self) -> str:
        return f"{self.language}-{self.width}"


SCREENS = [Screen(language, width) for language in LANGUAGES for width in WIDTHS]


def screens_of(name: str, *, full: bool) -> list[Screen]:
    """All screens if `full`; else two that the name draws, of two languages and both widths."""
    if full:
        return SCREENS
    pairs = [
        [one, other]
        for one, other in combinations(SCREENS, 2)
        if one.language != other.language and one.width != other.width
    ]
    return pairs[crc32(name.encode()) % len(pairs)]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "screen" in metafunc.fixturenames:
        full = metafunc.config.getoption("--full")
        screens = screens_of(metafunc.function.__name__, full=full)
        metafunc.parametrize("screen", screens, ids=str)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is an end-to-end test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("e2e")


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@pytest.fixture(scope="session")
def server(seed_path: Path) -> Iterator[str]:
    """Address of `lien serve` on the reference facts."""
    with served(seed_path) as address:
        yield address


@contextmanager
def served(data: Path) -> Iterator[str]:
    """Address of `lien serve` on a data directory."""
    port = free_port()
    command = [sys.executable, "-m", "lien", "serve", "--data", str(data), "--port", str(port)]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(port, process)
        yield address
        process.send_signal(signal.SIGTERM)
        process.wait(15)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        assert process.poll() is None, "lien serve ended"
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise AssertionError("lien serve did not answer")


class Watch:
    """What a page may never do: console errors, CSP reports, requests to elsewhere.

    A browser reports every answer of 400; with `refused` that is what the test asked for.
    """

    def __init__(self, page: Page, origin: str, *, refused: bool = False) -> None:
        self.faults: list[str] = []
        self.refused = refused
        page.on("console", lambda m: self._console(m.type, m.text))
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("request", lambda r: self._request(r.url, origin))

    def _console(self, kind: str, text: str) -> None:
        expected = self.refused and "responded with a status of 400" in text
        if kind in ("error", "warning") and not expected:
            self.faults.append(f"console {kind}: {text}")

    def _request(self, url: str, origin: str) -> None:
        if not url.startswith((origin, "data:", "blob:")):
            self.faults.append(f"request to {url}")


@pytest.fixture
def open_page(browser: Browser, server: str) -> Iterator[Callable[..., Page]]:
    """Open a path of the server in a fresh browser context; faults fail the test at its end.

    Arguments: the path, or a whole address of another server; the `screen`, or `width` and
    `height`; `refused` where the server is to refuse something; and anything that
    `Browser.new_context` takes. With a screen the path is asked for in its language.
    """
    contexts: list[BrowserContext] = []
    watches: list[Watch] = []

    def opened(
        path: str,
        *,
        screen: Screen | None = None,
        width: int = 1280,
        height: int = 900,
        refused: bool = False,
        **context: object,
    ) -> Page:
        if screen:
            path = in_language(path, screen.language)
            width, height = screen.width, WIDTHS[screen.width]
        address = urljoin(server, path)
        made = browser.new_context(viewport={"width": width, "height": height}, **context)
        contexts.append(made)
        page = made.new_page()
        watches.append(Watch(page, urljoin(address, "/"), refused=refused))
        page.goto(address)
        return page

    yield opened
    for made in contexts:
        made.close()
    assert [fault for watch in watches for fault in watch.faults] == []


@pytest.fixture
def explore(open_page: Callable[..., Page]) -> Callable[..., Page]:
    """Open the explorer, of the server or of another `origin`, and wait until it has drawn."""

    def opened(query: str, *, origin: str = "", **options: object) -> Page:
        tab = open_page(f"{origin}/explore?{query}", **options)
        expect(tab.locator("html[data-ready=true]")).to_be_attached()
        return tab

    return opened


@pytest.fixture
def axe(browser: Browser, server: str) -> Iterator[Callable[..., list[str]]]:
    """Findings of axe-core (WCAG 2.0 to 2.2, A and AA) on a path, as `rule: element`."""
    contexts: list[BrowserContext] = []

    def findings(path: str, *, width: int = 1280) -> list[str]:
        made = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
        contexts.append(made)
        page = made.new_page()
        opened(page, server + path)
        page.wait_for_load_state("networkidle")
        page.add_script_tag(path=str(next(ASSETS.glob("axe*.js"))))
        found: list[str] = page.evaluate(AXE)
        return found

    yield findings
    for made in contexts:
        made.close()
