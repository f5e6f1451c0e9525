"""Which value is kept, which only competes, and who says so."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from rdflib import RDF, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, SKOS

from lien import query
from lien.dates import PartialDate
from lien.store import Directory, Level, Reader, Triple, lines
from lien.terms import GRAPH, ID, LIEN, SCHEME, local, thing

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TREATY = thing("agr-france-china-1978")
SAMPLE = 200
EVERY_FACT = f"""
    SELECT ?graph ?subject ?property ?value
    WHERE {{
      GRAPH ?graph {{ ?subject ?property ?value }}
      FILTER(STRSTARTS(STR(?graph), "{GRAPH}seed/") && STRSTARTS(STR(?subject), "{ID}"))
    }}
    ORDER BY ?graph ?subject ?property STR(?value)"""


def shown(rows) -> list[tuple[str, str]]:
    """Standing and value of each row once, in order."""
    return list(dict.fromkeys((str(row.standing), str(row.fact)) for row in rows))


def test_what_is_kept_comes_first_and_the_more_precise_of_what_competes_next(seed_store: Reader):
    """agreements.csv keeps the day of the treaty; alternatives.csv holds three other dates.

    Of the two months the one of the earlier line comes first.
    """
    assert shown(query.origin(seed_store, TREATY, "en", property=LIEN.signedOn)) == [
        ("preferred", "1978-01-21"),
        ("competing", "1978-10-21"),
        ("competing", "1978-10"),
        ("competing", "1978-01"),
    ]


def test_competing_values_of_a_field_stand_in_the_same_order(seed_store: Reader):
    rows = query.competing(seed_store, "en", thing=thing("act-e2p2l"))
    assert [(str(row.field), str(row.kept_values), str(row.value)) for row in rows] == [
        ("start", "2011-11-04", "2010-08"),
        ("start", "2011-11-04", "2011"),
        ("start", "2011-11-04", "2012"),
    ]


def test_a_competing_value_replaces_nothing_in_any_other_question(seed_store: Reader):
    """The three other dates of the treaty are answers of no question but these two."""
    (agreement,) = [row for row in query.agreements(seed_store, "en") if row.agreement == TREATY]
    assert str(agreement.signed) == "1978-01-21"
    assert agreement.contradictions == 3
    october = query.agreements(
        seed_store, "en", signed_from=NOW.date().replace(1978, 10, 1),
        signed_to=NOW.date().replace(1978, 10, 31),
    )  # fmt: skip
    assert TREATY not in [row.agreement for row in october]
    dates = {str(row.given) for row in query.timeline(seed_store, TREATY, "en")}
    assert dates & {"1978-01-21", "1978-10-21", "1978-10", "1978-01"} == {"1978-01-21"}


def stated(name: str, date: str, confidence: str) -> list[Triple]:
    """A row of an invented table about one body: when it was founded."""
    graph = GRAPH[f"test/{name}"]
    record = URIRef(f"{graph}#body")
    return [
        (ID["body"], LIEN.start, PartialDate.parse(date).literal),
        (record, FOAF.primaryTopic, ID["body"]),
        (record, LIEN.confidence, SCHEME[f"confidence/{confidence}"]),
        (record, DCTERMS.source, ID[f"src-{name}"]),
        (graph, LIEN.visibility, URIRef(Level.PUBLIC.iri)),
    ]


def test_two_tables_that_keep_two_values_are_both_shown_stated_and_precise_first(
    empty_directory: Directory,
):
    """By name of the graph the order would be a, b, c, d."""
    rows = {
        "a": stated("a", "2010-05-04", "inferred"),
        "b": stated("b", "2011", "stated"),
        "c": stated("c", "2010-05", "stated"),
        "d": stated("d", "2010-05-03", "stated"),
    }
    change = {str(GRAPH[f"test/{n}"]): lines(t, str(GRAPH[f"test/{n}"])) for n, t in rows.items()}
    empty_directory.commit(change, actor="test", operation="edit", summary={}, now=NOW)
    reader = empty_directory.store.reader(Level.PUBLIC)
    assert shown(query.origin(reader, ID["body"], "en", property=LIEN.start)) == [
        ("preferred", "2010-05-03"),
        ("preferred", "2010-05"),
        ("preferred", "2011"),
        ("preferred", "2010-05-04"),
    ]


@pytest.fixture(scope="module")
def facts(seed_directory: Directory) -> list[tuple[str, URIRef, URIRef, Literal | URIRef]]:
    """A sample of what the tables say of their things: a share of each table, the same always."""
    tables: dict[str, list[tuple[str, URIRef, URIRef, Literal | URIRef]]] = {}
    for graph, *triple in seed_directory.store.reader(Level.RESTRICTED).select(EVERY_FACT):
        tables.setdefault(str(graph), []).append((str(graph), *triple))
    share = -(-SAMPLE // len(tables))
    chance = random.Random(1978)  # noqa: S311  a sample, no secret
    return [fact for rows in tables.values() for fact in chance.sample(rows, share)]


def test_who_says_so_is_answered_for_any_fact(seed_directory: Directory, facts):
    """At least one source, but for the rows of sources and for what nobody vouches for.

    There the answer is the row itself: the file, the line, and no source.
    """
    reader = seed_directory.store.reader(Level.RESTRICTED)
    assert len(facts) >= SAMPLE
    assert [fact for fact in facts if not answered(reader, *fact)] == []


def answered(
    reader: Reader, graph: str, subject: URIRef, prop: URIRef, value: Literal | URIRef
) -> bool:
    """Whether the table that states the fact names its line, and a source where it has some."""
    rows = query.origin(reader, subject, "en", property=prop, value=value)
    own = [row for row in rows if str(row.graph) == graph and row.fact == value]
    without = local(graph) in {"sources", "unverified"}
    return bool(own) and all(
        row.file and row.record and row.row and (row.source is None) == without for row in own
    )


def test_of_a_word_of_the_vocabulary_the_answer_is_the_vocabulary_and_no_source(
    seed_store: Reader,
):
    rows = query.origin(seed_store, SCHEME["side/cn"], "en", property=SKOS.prefLabel)
    assert {(str(row.file), row.source, row.record) for row in rows} == {("ontology", None, None)}
    assert query.origin(seed_store, SCHEME["side/cn"], "en", property=RDF.value) == []
