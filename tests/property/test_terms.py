"""A stored term comes out as it went in, and a bound one finds itself and nothing else."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import Literal, URIRef
from rdflib.namespace import XSD

from lien.query.text import with_values
from lien.store import Level, Node, line, open_directory, table_from_json
from lien.terms import GRAPH, LIEN, SCHEME

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
G = str(GRAPH["terms"])
IS = URIRef("https://example.org/is")
FIND = "SELECT ?thing ?value\nWHERE {\n  ?thing <https://example.org/is> ?value\n}"

hard = st.sampled_from(
    ['"', "'", "\\", "\n", "\r", "}", "{", ">", "<", "#", "\\u0022", '"""', "?x"]
)
text = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.lists(hard, max_size=8).map("".join),
)
in_iri = st.text(
    st.characters(categories=["Ll", "Lu", "Lo", "Nd"], exclude_characters="\ufffd"), max_size=8
)
nodes: st.SearchStrategy[Node] = st.one_of(
    text.map(Literal),
    st.builds(Literal, text, lang=st.sampled_from(["fr", "en", "zh", "zh-hans"])),
    st.builds(lambda value: Literal(value, datatype=URIRef("urn:x:code"), normalize=False), text),
    st.integers(-99, 99).map(lambda value: Literal(value, datatype=XSD.integer)),
    in_iri.map(lambda name: URIRef(f"https://example.org/{name}/%E4%B8%AD?q=(1)&b='x'#{name}")),
)


def stated(values: list[Node]) -> list[str]:
    about = line(URIRef(G), LIEN.visibility, SCHEME["visibility/public"], G)
    return [about, *(line(URIRef(f"urn:n:{n}"), IS, value, G) for n, value in enumerate(values))]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(values=st.lists(nodes, min_size=1, max_size=12, unique_by=lambda node: node.n3()))
def test_terms_survive_the_store_and_every_way_of_binding(values: list[Node]):
    with tempfile.TemporaryDirectory() as place, open_directory(place, create=True) as directory:
        how = {"actor": "test", "operation": "test", "summary": {}, "now": NOW}
        directory.commit({G: stated(values)}, **how)
        reader, view = directory.store.reader(Level.PUBLIC), directory.store.dataset(Level.PUBLIC)
        expected = {(URIRef(f"urn:n:{n}"), value) for n, value in enumerate(values)}

        assert set(reader.select(FIND).rows) == expected
        found = json.loads(directory.store.reader(Level.PUBLIC).select_json(FIND))
        assert set(table_from_json(found).rows) == expected
        assert set(view.subject_objects(IS)) == expected
        for thing, value in expected:
            alone = [(thing, value)]
            assert reader.select(FIND, value=value).rows == alone
            assert reader.select(with_values(FIND, [{"value": value}])).rows == alone
            assert list(view.query(FIND, initBindings={"value": value})) == alone
            assert list(view.subjects(IS, value)) == [thing]

    with tempfile.TemporaryDirectory() as place, open_directory(place, create=True) as again:
        again.commit({G: stated(values)}, **how)
        assert set(again.store.lines()) == set(directory.store.lines())
