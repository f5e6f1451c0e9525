"""Whatever changes, in whatever steps, a search index is what it would be if it were made anew."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib.namespace import DCTERMS, FOAF, RDF, SKOS

from lien import resources
from lien.search import Index, Indexes, find
from lien.search.index import build
from lien.search.reading import read
from lien.store import Directory, Level, Node, Patch, Reader, Table, open_directory
from lien.terms import GRAPH, ID, LIEN, SCHEME, slug

HOW: dict[str, Any] = {
    "actor": "t",
    "operation": "set",
    "summary": {},
    "now": datetime(2026, 11, 23, tzinfo=UTC),
}
XL = "http://www.w3.org/2008/05/skos-xl#literalForm"


def rows(index: Index) -> dict[str, Any]:
    """Every column, and what is made from it later; not where in the journal it was made."""
    columns = {c.name for c in fields(Index)} - {"entry", "graphs"}
    made = {name: getattr(index, name) for name in (*columns, "spelt", "whole_by_length")}
    made["thing_order"] = index.thing_order
    return {n: (c.dtype, c.tolist()) if isinstance(c, np.ndarray) else c for n, c in made.items()}


def anew(reader: Reader) -> Index:
    return build(read(reader), reader.version)


class Listener:
    """A reader that remembers what it was asked."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.asked: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def select(self, query: str, /, **values: Node | None) -> Table:
        self.asked.add(query)
        return self._reader.select(query, **values)


thing = st.sampled_from(["a", "b", "c"]).map(lambda name: f"<{ID[name]}>")
name = st.sampled_from(["n1", "n2"]).map(lambda name: f"<{ID[name]}>")
place = st.sampled_from(["x", "y", "z"]).map(lambda name: f"<{SCHEME['territory/' + name]}>")
text = st.sampled_from(
    ["Institut", "Institut Écologie", "中国科学院", "UMR 5206", "ecologie", "AB CD", "Pasteur"]
).map(lambda text: f'"{text}"')


def facts(subject: Any, properties: Iterable[object], value: Any) -> Any:
    return st.tuples(subject, st.sampled_from([f"<{one}>" for one in properties]), value)


fact = st.one_of(
    facts(thing, [RDF.type], st.sampled_from([f"<{LIEN.Body}>", f"<{FOAF.Person}>"])),
    facts(thing, [SKOS.prefLabel, SKOS.altLabel, LIEN.acronym, LIEN.code], text),
    facts(thing, [LIEN.place, LIEN.territory, DCTERMS.type, LIEN.discipline], place),
    facts(thing, [LIEN.institute, LIEN.partner], thing),
    facts(thing, [LIEN.start, LIEN.end], st.sampled_from(['"1999"', '"2001"'])),
    facts(name, [XL], text),
    facts(name, [LIEN.code], text),
    facts(name, [LIEN.nameOf, LIEN.kindOf], thing),
    facts(name, [LIEN.end], st.just('"2001"')),
    facts(place, [SKOS.prefLabel], text),
    facts(place, [SKOS.broader], place),
    facts(st.just(f"<{LIEN.partner}>"), [RDF.type], st.just(f"<{LIEN.LinkProperty}>")),
)
change = st.tuples(
    st.sampled_from("fg"),
    st.sampled_from(["public", "public", "internal"]),
    st.lists(fact, max_size=14),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(change, min_size=2, max_size=5))
def test_an_index_that_followed_the_changes_is_the_one_made_anew(changes):
    with (
        tempfile.TemporaryDirectory() as folder,
        open_directory(Path(folder) / "a", create=True) as directory,
    ):
        indexes = Indexes(directory.path)
        for graph, level, stated in changes:
            iri = GRAPH[graph]
            visible = (f"<{iri}>", f"<{LIEN.visibility}>", f"<{SCHEME[f'visibility/{level}']}>")
            lines = [f"{s} {p} {o} <{iri}> ." for s, p, o in (*stated, visible)]
            directory.commit({iri: lines}, **HOW)
            for seen in (Level.PUBLIC, Level.INTERNAL):
                reader = directory.store.reader(seen)
                assert rows(indexes.of(reader)) == rows(anew(reader))


@pytest.fixture
def seeded(seed_path: Path, tmp_path: Path) -> Iterator[Directory]:
    copytree(seed_path, tmp_path / "data", ignore=ignore_patterns("search"))
    with open_directory(tmp_path / "data") as directory:
        yield directory


def lines_of(directory: Directory, *subjects: str) -> list[str]:
    starts = tuple(f"<{ID[subject]}> " for subject in subjects)
    return [line for line in directory.store.lines() if line.startswith(starts)]


def test_changes_of_the_reference_facts_are_followed_without_reading_everything(
    seeded: Directory,
) -> None:
    reader = seeded.store.reader(Level.PUBLIC)
    indexes, listener = Indexes(seeded.path), Listener(reader)
    indexes.of(listener)
    assert resources.query("search_things") in listener.asked
    renamed = [line for line in lines_of(seeded, "org-cas") if f"<{SKOS.prefLabel}>" in line]
    graph = renamed[0].rsplit(" ", 2)[1]
    city = f"<{SCHEME['place/wuhan']}>"
    named = [r for r in seeded.store.lines() if r.startswith(f"{city} <{SKOS.prefLabel}>")]
    new_name = f'<{ID["org-cas"]}> <{SKOS.prefLabel}> "Zxqweria"@en {graph} .'
    steps = [
        Patch(removed=tuple(lines_of(seeded, "unit-triangle"))),
        Patch(added=(new_name,), removed=tuple(renamed)),
        Patch(removed=tuple(r for r in seeded.store.lines() if f"<{LIEN.nameOf}>" in r)[:20]),
        Patch(added=(f'{city} <{SKOS.prefLabel}> "Wu"@en {graph} .',), removed=tuple(named)),
        Patch(added=tuple(lines_of(seeded, "unit-triangle"))),
        Patch(added=tuple(renamed), removed=(new_name,)),
    ]
    for step in steps:
        assert seeded.commit(step, **HOW)
        listener = Listener(reader)
        followed = indexes.of(listener)
        assert resources.query("search_things") not in listener.asked  # it is for a whole index
        assert rows(followed) == rows(anew(reader))
    assert slug(find(followed, "CAS", "en").hits[0].thing) == "org-cas"
    assert not find(followed, "Zxqweria", "en").hits


def test_what_is_withdrawn_is_not_found_from_the_first_search_on(seeded: Directory) -> None:
    levels = [seeded.store.reader(level) for level in (Level.PUBLIC, Level.INTERNAL)]
    indexes = Indexes(seeded.path)
    assert all(find(indexes.of(reader), "UMR 5206", "fr").hits for reader in levels)
    (unit,) = {row.rsplit(" ", 2)[1] for row in lines_of(seeded, "unit-triangle")}
    (stated,) = (
        row for row in seeded.store.lines() if row.startswith(f"{unit} <{LIEN.visibility}>")
    )
    hidden = stated.replace("visibility/public>", "visibility/internal>")
    seeded.commit(Patch(added=(hidden,), removed=(stated,)), **HOW)
    public, internal = (indexes.of(reader) for reader in levels)
    assert "unit-triangle" not in {slug(iri) for iri in public.thing}
    assert "unit-triangle" in {slug(iri) for iri in internal.thing}
