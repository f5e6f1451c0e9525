"""Whatever is committed, replaying the journal gives what a plain dict of sets holds."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import Literal, URIRef
from rdflib.namespace import XSD

from lien.store import Level, lines, open_directory
from lien.store.patch import states

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
GRAPHS = [f"https://w3id.org/lien/graph/test/{name}" for name in "abc"]

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
terms = st.one_of(
    st.sampled_from("xyz").map(lambda name: URIRef(f"https://example.org/{name}")),
    text.map(Literal),
    text.map(lambda value: Literal(value, lang="zh")),
    st.integers(-99, 99).map(lambda value: Literal(value, datatype=XSD.integer)),
)
triples = st.tuples(
    st.sampled_from("st").map(lambda name: URIRef(f"https://example.org/{name}")),
    st.sampled_from("pq").map(lambda name: URIRef(f"https://example.org/{name}")),
    terms,
)
changes = st.lists(
    st.dictionaries(st.sampled_from(GRAPHS), st.lists(triples, max_size=6), max_size=3), max_size=6
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changes)
def test_the_journal_replayed_equals_a_plain_dict_of_sets(history):
    expected: dict[str, set[str]] = {graph: set() for graph in GRAPHS}
    with tempfile.TemporaryDirectory() as folder:
        with open_directory(folder, create=True) as directory:
            for change in history:
                new = {graph: set(lines(found, graph)) for graph, found in change.items()}
                made = directory.commit(new, actor="t", operation="set", summary={}, now=NOW)
                assert bool(made) == any(expected[graph] != new[graph] for graph in new)
                expected |= new
            together = {line for found in expected.values() for line in found}
            assert set(directory.store.lines()) == together
            assert directory.journal.states() == states(together)
        for saved in Path(folder).glob("store/*"):
            saved.unlink()
        with open_directory(folder) as again:
            assert set(again.store.lines()) == together
            assert again.store.counts() == {g: len(found) for g, found in expected.items() if found}
            counted = again.store.reader(Level.RESTRICTED).select(
                "SELECT * { GRAPH ?g { ?s ?p ?o } }"
            )
            assert len(counted) == len(together)
