"""The security tables of the project as tests: few cases in every build, all with `--full`.

Each test names its row of the table with `@pytest.mark.threat("T07")` and takes its number of
cases from `cases.number(few, all)`. A test that loops tells how many it tried with
`cases.tried(n)`; any other counts as one. The counts are printed at the end; with `--full` they
are also written to `full_run.json`, which is checked in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from flask import Flask
from tests.e2e.walk import Site, walk

from lien.settings import Settings
from lien.store import Directory, Level, open_directory
from lien_webapp.factory import create_app

from .hostile import hostile_copy
from .service import Service, service

RECORD: Final = Path(__file__).with_name("full_run.json")
ROWS: Final = pytest.StashKey[dict[str, dict[str, Any]]]()
TRIED: Final = pytest.StashKey[int]()


@dataclass(slots=True)
class Cases:
    """How many cases a test shall try, and how many it did."""

    full: bool
    node: pytest.Item

    def number(self, few: int, everything: int) -> int:
        """`few` in an ordinary run, `everything` with `--full`."""
        return everything if self.full else few

    def tried(self, number: int) -> None:
        """Add to the cases that this test tried."""
        self.node.stash[TRIED] = self.node.stash.get(TRIED, 0) + number


@pytest.fixture
def cases(request: pytest.FixtureRequest) -> Cases:
    return Cases(request.config.getoption("--full"), request.node)


@pytest.fixture(scope="session")
def hostile_path(seed_directory: Directory, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the reference facts under hostile names, closed."""
    folder = tmp_path_factory.mktemp("hostile")
    return hostile_copy(seed_directory.store.reader(Level.RESTRICTED), folder / "data")


@pytest.fixture(scope="session")
def hostile_app(hostile_path: Path) -> Iterator[Flask]:
    """The pages over these facts, as the public sees them."""
    with open_directory(hostile_path) as directory:
        yield create_app(Settings(data=hostile_path), directory.store.reader(Level.PUBLIC))


@pytest.fixture(scope="session")
def hostile_walk(request: pytest.FixtureRequest, hostile_app: Flask) -> Site:
    """What a walk along the links of these pages finds."""
    return walk(hostile_app, 4 if request.config.getoption("--full") else 1)


@pytest.fixture(scope="session")
def hostile_service(
    hostile_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """`lien serve` on these facts."""
    with service(hostile_path, tmp_path_factory.mktemp("served")) as found:
        yield found


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    mark = item.get_closest_marker("threat")
    if call.when == "call" and mark is not None:
        rows = item.config.stash.setdefault(ROWS, {})
        row = rows.setdefault(mark.args[0], {"cases": 0, "failed": 0, "seconds": 0.0})
        row["cases"] += item.stash.get(TRIED, 1)
        row["failed"] += report.outcome != "passed"
        row["seconds"] = round(row["seconds"] + report.duration, 1)
    return report


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    rows = config.stash.get(ROWS, {})
    for name, row in sorted(rows.items()):
        terminalreporter.write_line(f"{name}: {row['cases']} cases, {row['failed']} failed")
    if config.getoption("--full") and rows:
        known = json.loads(RECORD.read_text()) if RECORD.exists() else {}
        day = datetime.now(UTC).date().isoformat()
        known |= {name: row | {"day": day} for name, row in rows.items()}
        RECORD.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n")
