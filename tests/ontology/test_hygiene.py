"""The ontology keeps its own rules: each query selects what breaks one."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store, parse

ONTOLOGY = Path(__file__).parent.parent.parent / "ontology"
FAULTS = Path(__file__).parent / "faults.ttl"
QUERIES = sorted((ONTOLOGY / "hygiene").glob("*.rq"))


def rows(query: Path, store: Store) -> list[str]:
    solutions = store.query(query.read_text("utf-8"))
    assert isinstance(solutions, QuerySolutions)
    return [str(solution) for solution in solutions]


@pytest.fixture(scope="module")
def everything() -> Store:
    store = Store()
    for folder in ("modules", "imports", "schemes", "shapes", "reasoning"):
        for path in (ONTOLOGY / folder).glob("*.ttl"):
            store.load(path=path, format=RdfFormat.TURTLE)
    for path in (ONTOLOGY / "examples").glob("*/*.ttl"):
        quads = parse(path=path, format=RdfFormat.TURTLE)
        # examples bring along concepts that are not ours
        store.extend(quad for quad in quads if "/scheme/" not in str(quad.subject))
    return store


@pytest.fixture(scope="module")
def with_faults(everything: Store) -> Store:
    store = Store()
    store.extend(everything)
    store.load(path=FAULTS, format=RdfFormat.TURTLE)
    return store


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_the_query_finds_nothing_wrong(query: Path, everything: Store) -> None:
    assert rows(query, everything) == []


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_the_query_finds_what_it_looks_for(query: Path, with_faults: Store) -> None:
    assert rows(query, with_faults) != []


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_the_query_says_what_it_looks_for(query: Path) -> None:
    assert query.read_text("utf-8").startswith("# ")
