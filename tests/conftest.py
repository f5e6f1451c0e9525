"""What several kinds of test share: the reference facts in a data directory of their own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from lien.demo import load_core
from lien.importers import load_seed
from lien.projection.derived import Deriver
from lien.store import Directory, Level, Reader, open_directory

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
"""The same Chromium without windows costs a third less processor time; else the whole one."""
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="all cases of tests/security")


@pytest.fixture(scope="session")
def seed_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the reference facts, closed; nobody may write to it."""
    path = tmp_path_factory.mktemp("seed") / "data"
    with open_directory(path, create=True) as directory:
        load_seed(directory, now=NOW)
    return path


@pytest.fixture(scope="session")
def seed_directory(seed_path: Path) -> Iterator[Directory]:
    """The same directory, open for reading."""
    with open_directory(seed_path, derive=Deriver()) as directory:
        yield directory


@pytest.fixture(scope="session")
def seed_store(seed_directory: Directory) -> Reader:
    """The reference facts as the public sees them."""
    return seed_directory.store.reader(Level.PUBLIC)


@pytest.fixture(scope="session")
def demo_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the core of the demo network, closed; nobody may write to it."""
    path = tmp_path_factory.mktemp("demo") / "data"
    with open_directory(path, create=True) as directory:
        load_core(directory)
    return path


@pytest.fixture(scope="session")
def demo_directory(demo_path: Path) -> Iterator[Directory]:
    """The same directory, open for reading."""
    with open_directory(demo_path, derive=Deriver()) as directory:
        yield directory


@pytest.fixture(scope="session")
def demo_store(demo_directory: Directory) -> Reader:
    """The demo network as the public sees it."""
    return demo_directory.store.reader(Level.PUBLIC)


@pytest.fixture
def empty_directory(tmp_path: Path) -> Iterator[Directory]:
    """A new data directory that holds nothing."""
    with open_directory(tmp_path / "data", create=True) as directory:
        yield directory


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests: Playwright allows one at a time."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()
