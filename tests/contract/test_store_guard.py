"""The guard: what is refused before parsing, what never is, and that it stays linear."""

from __future__ import annotations

import contextlib
import sys
import time
from types import FrameType
from typing import Any

import pytest

from lien.errors import LienError, QueryRefused, QuerySyntaxError
from lien.store import Question, guard

SLOW = 2.0
"""Processor seconds for a text of the greatest length: ten times what it takes at most."""


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
        "PREFIX : <http://x/> SELECT * { SERVICE:s { ?s ?p ?o } }",
        "PREFIX : <http://x/> PREFIX service: <http://y/> SELECT * { service:s # {\n { } }",
        "PREFIX : <http://x/> SELECT * { FILTER(1 <:b)SERVICE#>\n:s { } }",
        'PREFIX : <http://x/> SELECT * { FILTER(1 <:b#>"""\n) SERVICE :s { } #""" }',
        "SELECT * { FILTER(1 <:" + "(" * 30 + "1>2",
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
    ("text", "line", "column"),
    [
        ("S\\u0045LECT * { }", 1, 1),
        ("PREFIXex:<http://x/>\nASK {}", 1, 1),
        ("PREFIX ex: <http://x/> ex:a ASK {}", 1, 24),
        ("SELECTDISTINCT * {}", 1, 1),
        ("SELECT *\nFROM:g { ?s ?p ?o }", 2, 1),
        ("PREFIX : <http://x/> SELECT * FROM:g WHERE { ?s ?p ?o }", 1, 31),
        ("ASKFROM<http://x/> {}", 1, 1),
        ("ASK FROMNAMED<http://x/> {}", 1, 5),
        ("ASK FROM NAMED NAMED <http://x/> {}", 1, 16),
        ("ASK FROM ?g {}", 1, 10),
        ("ASK FROM {}", 1, 10),
        ("ASK FROM ex:g {}", 1, 10),
        ("PREFIX : <http://x/> ASK { ?s a:b.c.SERVICE:s {} }", 1, 31),
        ("PREFIX : <http://x/> DESCRIBE <http://x/> FROM:g", 1, 43),
        ('SELECT * { VALUES ?x { """ " } SERVICE <http://x/> { } }', 1, 24),
        ("SELECT * {\n ?s ?p '''a \\q b''' }", 2, 8),
        ('SELECT * { ?s ?p """\\uD800""" }', 1, 18),
        ('SELECT * { ?s ?p """\\U0000D800""" }', 1, 18),
        ('SELECT * { ?s ?p """\\U00110000""" }', 1, 18),
        ("SELECT * { ?s ?p 'a\n' }", 1, 18),
        ("SELECT ) * { }", 1, 8),
    ],
)
def test_what_the_engine_could_read_otherwise_is_malformed_and_its_place_is_named(
    text, line, column
):
    with pytest.raises(QuerySyntaxError) as caught:
        guard.check(text)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert str(caught.value).startswith(f"line {line}, column {column}: ")


def test_a_refusal_names_line_and_column():
    with pytest.raises(QueryRefused, match=r"^line 2, column 3: SERVICE is not allowed$"):
        guard.check("SELECT * {\n  SERVICE <http://x/> { } }")


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
        "SELECT * { VALUES (?x ?y) { (1 <#a>) (<#b> <#c>) } }",
        "SELECT * { ?s ?p (1 <http://x/a#b> <http://x/c#d>) }",
        "PREFIX service: <http://x/> SELECT * { ?s ?p service:a { ?s ?p ?o } }",
        "PREFIX : <http://x/> PREFIX service: <a> SELECT * { GRAPH service:a { ?s ?p ?o } }",
        "PREFIX : <http://x/> PREFIX service: <http://y/> SELECT * FROM service:a { ?s ?p ?o }",
        "PREFIX load: <http://x/> SELECT * { GRAPH load:g { ?s ?p ?o } }",
        "PREFIX from: <http://x/> SELECT (from:f(?x) AS ?y) FROM from:from { ?x ?p ?o }",
        "PREFIX named: <http://x/> SELECT ?x FROM NAMED named:named FROM named:from { ?x ?p ?o }",
        "SELECT * { ?s ?p 'a'@from, \"b\"@service-load . _:service.load ?q ?r }",
        'SELECT * { ?s ?p """ " SERVICE <http://x/> { \'\'\' """, "" , \'\' }',
        "SELECT * { ?s <http://x/a)SERVICE> ?o . FILTER(?o = <http://x/SERVICE#a>) }",
        "PREFIX \U00010400: <http://x/> SELECT ?é中 { ?s \U00010400:a\u203fSERVICE ?o }",
        "SELECT * { ?s ?p 1.e5, 1.5, .5e-1, 1 . FILTER(?o<5&&?o>4) }",
        "SELECT ?x WHERE { ?x ?p ?o } GROUP BY ?x HAVING (COUNT(*) > 1) ORDER BY ?x LIMIT 1",
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
        ("PREFIX ex: <a> PREFIX service: <b> DESCRIBE ex:a service:b WHERE { ?s ?p ?o }", "graph"),
        ("PREFIX from: <a> DESCRIBE from:named ?x <from> FROM from:a { ?x ?p ?o }", "graph"),
        ("DESCRIBE <http://x/> LIMIT 5", "graph"),
        ("CONSTRUCT { ?s ?p ?o } FROM <http://x/> WHERE { ?s ?p ?o }", "graph"),
        ("CONSTRUCT FROM <http://x/> WHERE { ?s ?p ?o }", "graph"),
        ('VERSION "1.2" ASK {}', "ask"),
    ],
)
def test_the_kind_of_answer_is_told_by_the_first_keyword(text, kind):
    assert guard.check(text) == kind


@pytest.mark.parametrize(
    ("text", "default", "named"),
    [
        ("SELECT * FROM <http://x/g> { ?s ?p ?o }", "http://x/g", ""),
        ("select*from<http://x/g>{}", "http://x/g", ""),
        ("ASK FROM NAMED <http://x/g> FROM <http://x/h> {}", "http://x/h", "http://x/g"),
        ("BASE <http://x/a/b> ASK FROM <../c> FROM <#d> {}", "http://x/c http://x/a/b#d", ""),
        ("base <http://x/> Prefix e: <y/> ASK FROM e:a\\-b {}", "http://x/y/a-b", ""),
        ("BASE <http://x/> BASE <z/> ASK FROM NAMED <c> {}", "", "http://x/z/c"),
        ("PREFIX : <http://x/> PREFIX : <http://y/> ASK FROM : FROM :{}", "http://y/", ""),
        ("ASK FROM<http://x/\\u00e9> # FROM <http://x/no>\n{ }", "http://x/é", ""),
        ("ASK FROM <http://x/g> { FILTER(' FROM <http://x/no>' = '') }", "http://x/g", ""),
        ("CONSTRUCT { ?s ?p ?o } FROM <http://x/g> WHERE { ?s ?p ?o }", "http://x/g", ""),
        ("DESCRIBE <http://x/a> FROM <http://x/g>", "http://x/g", ""),
        ("PREFIX : <http://x/> DESCRIBE :a.b.FROM:c FROM :a.b.c", "http://x/a.b.c", ""),
    ],
)  # fmt: skip
def test_from_is_read_as_the_engine_reads_iris(text, default, named):
    found = guard.dataset(Question(text), guard.look(text))
    assert found == (set(default.split()), set(named.split()))


def test_a_text_without_from_asks_about_everything():
    text = "PREFIX from: <http://x/> SELECT ?from { ?s from:from ' FROM <http://x/g> ' } # FROM <a>"
    assert guard.dataset(Question(text), guard.look(text)) is None


def test_the_parameters_of_the_protocol_come_before_from():
    text = "ASK FROM <http://x/a> FROM NAMED <http://x/b> {}"
    asked = Question(text, named_graphs=("http://x/c",))
    assert guard.dataset(asked, guard.look(text)) == (set(), {"http://x/c"})


@pytest.mark.parametrize("iri", ["<g>", "<http://x/%zz>", "<http://[/>"])
def test_from_with_an_iri_that_is_none_is_malformed(iri):
    text = f"ASK FROM {iri} {{}}"
    with pytest.raises(QuerySyntaxError, match="FROM"):
        guard.dataset(Question(text), guard.look(text))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("ASK { ?s :a.b.c ?o . ?s :a.b 1.5 }", "ASK { ?s <http://x/a.b.c> ?o . ?s :a.b 1.5 }"),
        ("ASK{?s ?p :1.2.SERVICE:s{}}", "ASK{?s ?p <http://x/1.2.SERVICE:s>{}}"),
        ("DESCRIBE :a.b.FROM:c {}", "DESCRIBE <http://x/a.b.FROM:c> {}"),
        ("ASK { :a..b..c\\. ?p '中.a.b' }", "ASK { <http://x/a..b..c.> ?p '中.a.b' }"),
        ("ASK { ?s :a\\.b\\.c\\.d.e :a.b. }", "ASK { ?s :a\\.b\\.c\\.d.e :a.b. }"),
        ("ASK { # :a.b.c\n ?s <:a.b.c> ':a.b.c' }", "ASK { # :a.b.c\n ?s <:a.b.c> ':a.b.c' }"),
    ],
)
def test_a_name_that_the_engine_would_cut_is_written_as_its_iri(text, written):
    prologue = "PREFIX : <http://x/> "
    found = guard.expanded(prologue + text, guard.look(prologue + text))
    assert found == prologue + written


@pytest.mark.parametrize(
    ("text", "columns", "written"),
    [
        ("SELECT * { ?b ?c ?a }", ["a", "b", "c"], "SELECT  ?b ?c ?a  { ?b ?c ?a }"),
        ("SELECT DISTINCT * { ?a $b 1 }", ["a", "b"], ""),
        ("SELECT*{ $b ?a 1 }", ["a", "b"], "SELECT ?b ?a { $b ?a 1 }"),
        ("SELECT * { ?b ?no ?a }", ["a", "b"], "SELECT  ?b ?a  { ?b ?no ?a }"),
        ("SELECT ?b { { SELECT * { ?b ?c ?a } } }", ["b"], ""),
        ("SELECT (COUNT(*) AS ?n) { ?b ?c ?a }", ["n"], ""),
        ("DESCRIBE * { ?b ?c ?a }", [], ""),
    ],
)
def test_the_star_of_a_select_is_written_out_in_order_of_appearance(text, columns, written):
    assert guard.in_order(text, guard.look(text), columns) == (written or text)


@pytest.mark.parametrize(
    "piece",
    [
        *("a.", "a-", "a.b:", "<a", "<", '"', "'", '"""', '"""\\"', '"\\', "'''\"\"\"'", "\\"),
        *("!", "?", "@a-", "(1)", "}", "# \n", "%41:", "_", "1e", "1.", "..", "é", "a ", "· "),
    ],
)
def test_the_time_is_linear_whatever_is_repeated(piece):
    text = "SELECT " + (piece * 100_000)[:99_000]
    start = time.process_time()
    with contextlib.suppress(LienError):
        guard.check(text)
    assert time.process_time() - start < SLOW


def _steps(text: str) -> tuple[int, int]:
    """Tokens that the guard takes from a text, and how many lines of it run."""
    lines = 0

    def count(frame: FrameType, event: str, _: object) -> Any:
        nonlocal lines
        lines += event == "line" and frame.f_code.co_filename == guard.__file__
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        guard.look(text)
    finally:
        sys.settrace(before)
    return len(guard._TOKEN.findall(text)), lines


@pytest.mark.parametrize(
    "piece", ["(1)", "ex:a.b ", "!?x ", "(<a> <b>) ", "SERVICE:a ", "'a' ", "a-", "# \n", "VALUES "]
)
def test_twice_the_text_takes_twice_the_steps(piece):
    first, second, third = (_steps(f"ASK {{ {piece * number} }}") for number in (1, 6, 11))
    for zero, once, twice in zip(first, second, third, strict=True):
        assert twice - once == once - zero
