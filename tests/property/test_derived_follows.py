"""Whatever changes, in whatever steps, the derived graphs are those of the facts as they stand."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lien.projection.derived import Deriver
from lien.store import Directory, Level, open_directory
from lien.terms import GRAPH, ID, LIEN, ORG, SCHEME

HOW = {
    "actor": "t",
    "operation": "set",
    "summary": {},
    "now": datetime(2026, 11, 23, tzinfo=UTC),
}
DAY = "http://www.w3.org/2001/XMLSchema#date"

body = st.sampled_from("ABCDE").map(lambda name: f"<{ID[name]}>")
fact = st.one_of(
    st.tuples(
        st.sampled_from(["w1", "w2", "w3"]).map(lambda name: f"<{ID[name]}>"),
        st.sampled_from([LIEN.authorBody, LIEN.party, LIEN.partner]).map(lambda p: f"<{p}>"),
        body,
    ),
    st.tuples(
        st.sampled_from(["w1", "w2", "w3"]).map(lambda name: f"<{ID[name]}>"),
        st.sampled_from([LIEN.publishedOnEarliest, LIEN.startEarliest]).map(lambda p: f"<{p}>"),
        st.sampled_from(["1999", "2001"]).map(lambda year: f'"{year}-05-01"^^<{DAY}>'),
    ),
    st.tuples(body, st.just(f"<{ORG.subOrganizationOf}>"), body),
)
change = st.tuples(
    st.sampled_from("abc"),
    st.sampled_from(["public", "internal", "restricted"]),
    st.lists(fact, max_size=12),
)


def seen(directory: Directory) -> Iterator[tuple[str, set[bytes]]]:
    """Every derived graph that a level sees, with its statements."""
    for level in Level:
        reader = directory.store.reader(level)
        for info in reader.graphs():
            if info.derived:
                text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{info.iri}> {{ ?s ?p ?o }} }}"
                found = reader.construct(text, media_type="application/n-triples")
                yield info.iri, set(found.splitlines())


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(change, min_size=1, max_size=5))
def test_what_followed_the_changes_is_what_is_derived_at_once(changes):
    with (
        tempfile.TemporaryDirectory() as folder,
        open_directory(Path(folder) / "a", create=True, derive=Deriver()) as followed,
        open_directory(Path(folder) / "b", create=True) as last,
    ):
        final: dict[str, list[str]] = {}
        for name, level, facts in changes:
            graph = GRAPH[name]
            visible = (f"<{graph}>", f"<{LIEN.visibility}>", f"<{SCHEME[f'visibility/{level}']}>")
            final[graph] = [f"{s} {p} {o} <{graph}> ." for s, p, o in (*facts, visible)]
            followed.commit({graph: final[graph]}, **HOW)
        last.commit(final, **HOW)
        last.follow(Deriver())
        assert list(seen(followed)) == list(seen(last))
