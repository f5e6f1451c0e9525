"""The guard: what is refused before parsing, what never is, and that it stays linear."""

from __future__ import annotations

import contextlib
import time

import pytest

from lien.errors import LienError, QueryRefused
from lien.store import guard

SLOW = 2.0
"""Seconds for a text of the greatest length: a hundred times what it takes."""


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <https://example.org/> { ?s ?p ?o } }",
        "SELECT * { service silent <https://example.org/> { ?s ?p ?o } }",
        "SELECT * { SERVICE # comment\n <https://example.org/> { } }",
        "SELECT * { SERVICE:s { ?s ?p ?o } }",
        "SELECT * { SERVICEex:s { ?s ?p ?o } }",
        "SELECT * { SERVICESILENTex:s\n{ ?s ?p ?o } }",
        "SELECT * { ?s ?p 1SERVICE ex:s { } }",
        "SELECT * { ?s ?p trueSERVICEex:s { } }",
        "SELECT * { ?s ?p true.SERVICE ex:s { } }",
        "SELECT * { ?s ?p 'a'SERVICE<https://example.org/>{} }",
        'SELECT * { ?s ?p "a\\""SERVICE<https://example.org/>{} }',
        "SELECT * FROM <https://example.org/g> { ?s ?p ?o }",
        "SELECT * FROM NAMED ex:g { ?s ?p ?o }",
        "SELECT * FROM:g { ?s ?p ?o }",
        "SELECT * FROM:g WHERE { ?s ?p ?o }",
        "INSERT DATA { <a> <b> <c> }",
        "PREFIX a: <b> DELETE WHERE { ?s ?p ?o }",
        "LOAD <https://example.org/>",
        "DROP ALL",
        "clear all",
        "CREATE GRAPH <g>",
        "COPY <a> TO <b>",
        "MOVE <a> TO <b>",
        "ADD <a> TO <b>",
        "WITH <g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "S\\u0045LECT * { }",
        "SELECT * { ?s ex:\\u0041 ?o }",
        "SELECT * " + "{" * 25,
        "SELECT * " + "(" * 2300,
        "SELECT * { FILTER(" + "!(" * 9,
        "SELECT * { FILTER(" + "!<f>(" * 9,
        "SELECT * { FILTER(1" + "+1" * 401 + ") }",
        "SELECT * { } #" + "x" * 100_000,
        "ASK { ?s ?p '\ud800' }",
    ],
)
def test_refused_with_a_reason(text):
    with pytest.raises(QueryRefused) as caught:
        guard.check(text)
    assert len(str(caught.value)) < 100


@pytest.mark.parametrize(
    "text",
    [
        'SELECT ?service { ?s ?p "SERVICE <x> {}" }',
        "SELECT ?s { ?s ?p '''DROP \\' ALL''' }",
        'SELECT ?s { ?s ?p """a "INSERT" b""" }',
        "SELECT * { ?s service:x ?o } # SERVICE <x> {",
        "PREFIX service: <https://example.org/SERVICE#> SELECT * { ?s service:a ?o }",
        "PREFIX add: <http://x/LOAD> SELECT ?add { ?s add:load ?from ; ex:from ?x }",
        "BASE <http://x/FROM> PREFIX from: <http://x/> SELECT ?x WHERE { ?x from:a from:b . }",
        'SELECT ?x { ?s ?p "a"@add }',
        "SELECT * { GRAPH service:x { ?s ?p ?o } }",
        "SELECT * { _:from ex:with _:service }",
        "SELECT $load { ?s ?p $load }",
        "SELECT * { ?s a ex:y . FILTER(?x<?y) }",
        "SELECT * { ?s !(ex:a|^ex:b) ?o }",
        "SELECT * { " + "FILTER(!BOUND(?a) && ?b != 1) " * 40 + "}",
        'SELECT (STRLEN("\\u0041") AS ?n) { <http://x/\\u0041> ?p ?o }',
        "SELECT * { VALUES ?x { " + "<http://x/a> " * 3000 + "} }",
    ],
)
def test_words_that_are_not_keywords_are_not_refused(text):
    assert guard.check(text) == "select"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("select*{}", "select"),
        ("# ASK\nPREFIX construct: <http://x/> ASK{}", "ask"),
        ("BASE <http://select/> CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "graph"),
        ("describe <x>", "graph"),
    ],
)
def test_the_kind_of_answer_is_told_by_the_first_keyword(text, kind):
    assert guard.check(text) == kind


@pytest.mark.parametrize(
    "piece",
    [
        *("a.", "a-", "a.b:", "<a", "<", '"', "'", '"""', '"""\\"', '"\\', "'''\"\"\"'", "\\"),
        *("!", "?", "@a-", "(1)", "}", "# \n", "%41:", "_", "1e", "1.", "..", "é", "a ", "· "),
    ],
)
def test_the_time_is_linear_whatever_is_repeated(piece):
    text = "SELECT " + (piece * 100_000)[:99_000]
    start = time.perf_counter()
    with contextlib.suppress(LienError):
        guard.check(text)
    assert time.perf_counter() - start < SLOW
