"""The reference facts and a sample of the Research Organization Registry in one index."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import pytest
from benchmarks.organisations import as_mapping, sample

from lien.search import Index, Indexes
from lien.store import Directory, Level, open_directory

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture(scope="session")
def world(seed_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Directory]:
    """A data directory with both."""
    path = tmp_path_factory.mktemp("search") / "data"
    copytree(seed_path, path)
    with open_directory(path) as directory:
        directory.commit(
            as_mapping(sample()), actor="test", operation="load", summary={"source": "ror"}, now=NOW
        )
        yield directory


@pytest.fixture(scope="session")
def index(world: Directory) -> Index:
    """What the public may find in it."""
    return Indexes(None).of(world.store.reader(Level.PUBLIC))
