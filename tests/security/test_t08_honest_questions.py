"""T08: questions that only mention the words of refused things are answered, and correctly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic
from tests.security.conftest import Cases

from lien.store import EmbeddedStore, Level, Limits, Patch, Question
from lien.store.patch import states
from lien.terms import LIEN, SCHEME

pytestmark = pytest.mark.threat("T08")

WORDS: Final = (
    "SERVICE", "SILENT", "LOAD", "INSERT", "DELETE", "DROP", "CLEAR", "CREATE", "COPY", "MOVE",
    "ADD", "WITH", "FROM", "NAMED", "USING",
)  # fmt: skip
PLACES: Final = {
    "string": "SELECT ?s { ?s ?p ?o FILTER(?o != '%s <http://x/> { ?s ?p ?o }') }",
    "string with quotes": 'SELECT ?o { ?s ?p ?o FILTER(?o != "\\"%s \\" <a> \\\\") }',
    "long string": "SELECT ?s { ?s ?p ?o FILTER(STR(?o) != '''a' %s ''\n%s\\''' {''') }",
    "value": "SELECT ?s ?p { ?s ?p '%s'@%l }",
    "comment": "SELECT ?s # %s <http://x/> {\n{ ?s ?p ?o # } %s <http://x/> {}\r\n}",
    "IRI": "SELECT * { <http://words.example/%s> ?p ?o }",
    "IRI after a fragment": "SELECT * { ?s <http://words.example/p#%s> ?o }",
    "base": "BASE <http://words.example/%s/> SELECT * { <../%s> ?p ?o }",
    "prefix": "PREFIX %l: <http://words.example/> SELECT * { %l:%s ?p ?o }",
    "prefix in capitals": "PREFIX %s: <http://words.example/> SELECT * { ?s %s:p ?o }",
    "local name": "PREFIX w: <http://words.example/> SELECT * { w:%s w:p ?o }",
    "local name with stop": "PREFIX w: <http://words.example/> SELECT * { ?s w:x.%s ?o }",
    "variable": "SELECT ?%s $%l { ?%s <http://words.example/p> $%l }",
    "star": "SELECT * { ?%s <http://words.example/p> ?%l }",
    "label": "SELECT ?o { _:%s <http://words.example/p> ?o . _:%s.%s ?p ?o }",
    "language": "SELECT ?s { ?s ?p ?o FILTER(LANG(?o) = '%l' || ?o = 'x'@%l || ?o = 'x'@%l-%l) }",
    "datatype": "SELECT ?s { ?s ?p ?o FILTER(?o != 'x'^^<http://words.example/%s>) }",
    "graph": "PREFIX %l: <http://words.example/> SELECT * { GRAPH %l:%s { ?s ?p ?o } }",
    "graph of FROM": "PREFIX %l: <http://words.example/> SELECT * FROM %l:%s { ?s ?p ?o }",
    "graph of FROM NAMED": "PREFIX %l: <http://words.example/> "
    "SELECT * FROM NAMED %l:%s { GRAPH ?g { ?s ?p ?o } }",
    "described": "PREFIX w: <http://words.example/> PREFIX %l: <http://words.example/> "
    "DESCRIBE w:none %l:%s WHERE { ?s ?p ?o }",
    "constructed": "PREFIX %l: <http://words.example/> "
    "CONSTRUCT { %l:%s %l:p '%s' } WHERE { ?s %l:p ?o }",
    "object before a group": "PREFIX %l: <http://words.example/> "
    "SELECT * { ?s ?p %l:%s { ?s ?p ?o } }",
    "function": "PREFIX %l: <http://www.w3.org/2001/XMLSchema#> "
    "SELECT (%l:string(?o) AS ?%s) { ?s ?p ?o }",
    "asked": "PREFIX %l: <http://words.example/> ASK { %l:%s %l:p '%s'@%l }",
}
"""Where a word may stand; `%s` is the word, `%l` the same in lower case."""


def questions() -> Iterator[tuple[str, str]]:
    for place, text in PLACES.items():
        for word in WORDS:
            yield f"{word} in {place}", text.replace("%s", word).replace("%l", word.lower())


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    """A graph for each word, that says something about the word."""
    level = f"<{LIEN.visibility}> <{SCHEME['visibility/public']}>"
    lines = []
    for word in WORDS:
        iri = f"<http://words.example/{word}>"
        lines += [f"{iri} {level} {iri} .", f'{iri} <http://words.example/p> "{word}" {iri} .']
        lines += [f'{iri} <http://words.example/p#{word}> "{word}"@{word.lower()} {iri} .']
        lines += [f"<urn:x> <http://words.example/x.{word}> {iri} {iri} ."]
    made = EmbeddedStore(Limits(memory=300))
    made.apply(Patch(added=tuple(sorted(lines))), 1, states(lines))
    return made


def in_process(engine: ox.Store, text: str, *, union: bool) -> tuple[str, bytes]:
    """Media type and answer of the engine itself, over the union of all graphs or as FROM says."""
    found = engine.query(text, use_default_graph_as_union=union)
    if isinstance(found, ox.QueryTriples):
        return "application/n-triples", found.serialize(format=ox.RdfFormat.N_TRIPLES) or b""
    return "text/csv", found.serialize(format=ox.QueryResultsFormat.CSV) or b""


def rows(body: bytes) -> list[list[bytes]]:
    """Lines of CSV, in no order, with their columns in no order."""
    lines = [line.split(b",") for line in body.splitlines()]
    order = sorted(range(len(lines[0])), key=lines[0].__getitem__)
    return [lines[0]] and sorted([line[place] for place in order] for line in lines)


def test_honest_questions_are_answered_as_the_engine_answers_them(
    store: EmbeddedStore, cases: Cases
) -> None:
    everything = list(questions())
    tried = everything[:: len(everything) // cases.number(60, len(everything))]
    engine = store.view(Level.PUBLIC)
    empty = 0
    for name, text in tried:
        media_type, expected = in_process(engine, text, union="graph of FROM" not in name)
        answer = store.reader(Level.PUBLIC).answer(Question(text, media_type))
        if media_type == "text/csv":
            assert rows(answer.body) == rows(expected), (name, text)
            empty += b"\n" not in expected.strip()
        else:
            found, wanted = (
                Graph().parse(data=one, format="nt") for one in (answer.body, expected)
            )
            assert isomorphic(found, wanted), (name, text)
    assert empty < len(tried) / 8  # nearly all of them find something
    cases.tried(len(tried))
