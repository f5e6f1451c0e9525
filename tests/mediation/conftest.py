"""Stores that hold small facts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.mediation.facts import Build, facts

from lien.projection.derived import Deriver
from lien.store import Level, Reader, open_directory
from lien.terms import GRAPH, LIEN, SCHEME

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def built(tmp_path: Path) -> Iterator[Build]:
    """Gives the reader of the public level and that of the restricted one."""
    with ExitStack() as stack:

        def build(text: str, hidden: str = "") -> tuple[Reader, Reader]:
            opened = open_directory(tmp_path / "data", create=True, derive=Deriver())
            directory = stack.enter_context(opened)
            graphs = {}
            for level, lines in (("public", facts(text)), ("restricted", facts(hidden))):
                iri = GRAPH[f"test/{level}"]
                stated = f"<{iri}> <{LIEN.visibility}> <{SCHEME[f'visibility/{level}']}>"
                graphs[str(iri)] = [f"{line} <{iri}> ." for line in (stated, *lines)]
            directory.commit(graphs, actor="t", operation="set", summary={}, now=NOW)
            store = directory.store
            return store.reader(Level.PUBLIC), store.reader(Level.RESTRICTED)

        yield build
