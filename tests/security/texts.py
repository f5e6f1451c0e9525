"""Texts of death: what is deep, long, ambiguous or huge, for the parser and the guard before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

NESTED: Final = {
    "groups": ("SELECT * { ", "{", "", "}", " }"),
    "subqueries": ("SELECT * { ", "{ SELECT * {", "", "} }", " }"),
    "OPTIONAL": ("SELECT * { ", "OPTIONAL {", "?s ?p ?o", "}", " }"),
    "MINUS": ("SELECT * { ", "?s ?p ?o MINUS {", "?s ?p ?o", "}", " }"),
    "GRAPH": ("SELECT * { ", "GRAPH ?g {", "", "}", " }"),
    "UNION": ("SELECT * { ", "{ {} UNION", "{}", "}", " }"),
    "EXISTS": ("SELECT * { ", "FILTER EXISTS {", "", "}", " }"),
    "NOT EXISTS": ("SELECT * { ", "FILTER(NOT EXISTS {", "", "})", " }"),
    "brackets": ("SELECT * { FILTER", "(", "1", ")", " }"),
    "negations": ("SELECT * { FILTER(", "!(", "nothing(?x)", ")", ") }"),
    "bare negations": ("SELECT * { FILTER(", "!", "nothing(?x)", "", ") }"),
    "minus": ("SELECT * { FILTER(", "-(", "1", ")", ") }"),
    "sums": ("SELECT * { FILTER(", "(1+", "nothing(?x)", ")", ") }"),
    "comparisons": ("SELECT * { FILTER(", "(1=", "1", ")", ") }"),
    "IN": ("SELECT * { FILTER(", "1 IN (", "1", ")", ") }"),
    "IF": ("SELECT * { FILTER(", "IF(true,", "1", ",1)", ") }"),
    "CONCAT": ("SELECT * { FILTER(", "CONCAT(", "'a'", ")", ") }"),
    "COALESCE": ("SELECT * { FILTER(", "COALESCE(", "1", ")", ") }"),
    "REPLACE": ("SELECT * { FILTER(", "REPLACE(", "'a'", ",'a','b')", ") }"),
    "REGEX": ("SELECT * { FILTER(", "REGEX(", "'a'", ",'a')", ") }"),
    "SUBSTR": ("SELECT * { FILTER(", "SUBSTR(", "'abc'", ",1)", ") }"),
    "functions": ("SELECT * { FILTER(", "<urn:f>(", "1", ")", ") }"),
    "GROUP_CONCAT": ("SELECT (", "GROUP_CONCAT(DISTINCT ", "?x", ")", " AS ?y) {}"),
    "SUM": ("SELECT (", "SUM(", "?x", ")", " AS ?y) {}"),
    "lists": ("SELECT * { ?s ?p ", "(", "1", ")", " }"),
    "blank nodes": ("SELECT * { ?s ?p ", "[ ?p ", "1", "]", " }"),
    "paths": ("SELECT * { ?s ", "(", "<urn:p>", ")", " ?o }"),
    "repeated paths": ("SELECT * { ?s ", "(", "<urn:p>", ")*", " ?o }"),
    "inverse paths": ("SELECT * { ?s ", "^(", "<urn:p>", ")", " ?o }"),
    "negated paths": ("SELECT * { ?s ", "!(", "<urn:p>", ")", " ?o }"),
    "quoted triples": ("SELECT * { ", "<<", "?s ?p ?o", ">> ?p ?o", " }"),
    "triple terms": ("SELECT * { ?s ?p ", "<<( ?s ?p ", "1", ")>>", " }"),
    "annotations": ("SELECT * { ?s ?p ?o ", "{| ?p ?o ", "", "|}", " }"),
    "like IRIs": ("SELECT * { FILTER(1 <:", "(", "1", ")", ">1) }"),
    "open only": ("SELECT * ", "{", "", "", ""),
    "mixed": ("SELECT * ", "{[(", "", ")]}", ""),
}
"""What comes before, what opens, what is inside, what closes, and what comes after."""

CHAINS: Final = {
    "sum": ("SELECT * { FILTER(1", "+1", ") }"),
    "product": ("SELECT * { FILTER(1", "*1", ") }"),
    "or": ("SELECT * { FILTER(true", "||true", ") }"),
    "and": ("SELECT * { FILTER(true", "&&true", ") }"),
    "equals": ("SELECT * { FILTER(1", "=1", ") }"),
    "glued minus": ("SELECT * { FILTER(true", "-true", ") }"),
    "sequence": ("SELECT * { ?s <urn:p>", "/<urn:p>", " ?o }"),
    "alternatives": ("SELECT * { ?s <urn:p>", "|<urn:p>", " ?o }"),
    "modifiers": ("SELECT * { ?s <urn:p>", "*", " ?o }"),
    "UNION": ("SELECT * { {}", " UNION {}", " }"),
    "OPTIONAL": ("SELECT * { ", "OPTIONAL { ?s ?p ?o } ", " }"),
    "MINUS": ("SELECT * { ", "MINUS { ?s ?p ?o } ", " }"),
    "groups": ("SELECT * { ", "{} ", " }"),
    "triples": ("SELECT * { ?s ?p ?o ", ". ?s ?p ?o ", " }"),
    "predicates": ("SELECT * { ?s ?p ?o ", "; ?p ?o ", " }"),
    "objects": ("SELECT * { ?s ?p ?o ", ", ?o ", " }"),
    "FILTER": ("SELECT * { ", "FILTER(true) ", " }"),
    "BIND": ("SELECT * { ", "BIND(1 AS ?x) ", " }"),
    "VALUES": ("SELECT * { VALUES ?x { ", "1 ", "} }"),
    "VALUES blocks": ("SELECT * { ", "VALUES ?x { 1 2 } ", "}"),
    "IN": ("SELECT * { FILTER(1 IN (1", ",1", ")) }"),
    "arguments": ("SELECT * { FILTER(CONCAT('a'", ",'a'", ")) }"),
    "list": ("SELECT * { ?s ?p (", "1 ", ") }"),
    "PREFIX": ("", "PREFIX a: <urn:a> ", "SELECT * {}"),
    "BASE": ("BASE <http://a/> ", "BASE <a/> ", "SELECT * {}"),
    "FROM": ("SELECT * ", "FROM <urn:a> ", "{}"),
    "ORDER BY": ("SELECT * { ?s ?p ?o } ORDER BY ?s", " ?s", ""),
    "GROUP BY": ("SELECT (1 AS ?x) { ?s ?p ?o } GROUP BY ?s", " ?s", ""),
    "HAVING": ("SELECT (1 AS ?x) { ?s ?p ?o } HAVING", " (true)", ""),
    "columns": ("SELECT ?a ", "?a ", "{}"),
    "DESCRIBE": ("DESCRIBE ", "<urn:a> ", ""),
    "template": ("CONSTRUCT { ", "?s ?p ?o . ", "} WHERE {}"),
    "annotations": ("SELECT * { ?s ?p ?o ", "~ <urn:a> ", " }"),
}

HUGE: Final = {
    "string": ("SELECT * { ?s ?p '", "a", "' }"),
    "long string": ('SELECT * { ?s ?p """', 'a"', 'a""" }'),
    "string without end": ("SELECT * { ?s ?p '", "a", ""),
    "long string without end": ('SELECT * { ?s ?p """', '"a', ""),
    "quotes": ("SELECT * { ?s ?p ", '"', ""),
    "single quotes": ("SELECT * { ?s ?p ", "'''a", ""),
    "escapes": ("SELECT * { ?s ?p '", "\\n", "' }"),
    "code points": ("SELECT * { ?s ?p '", "\\u0041", "' }"),
    "backslashes": ("SELECT * { ", "\\", " }"),
    "IRI": ("SELECT * { ?s <urn:", "a", "> ?o }"),
    "IRI without end": ("SELECT * { ?s <urn:", "a", ""),
    "IRIs without end": ("SELECT * { ", "<a", ""),
    "variable": ("SELECT * { ?", "a", " ?p ?o }"),
    "name": ("PREFIX a: <urn:a> SELECT * { ?s ?p a:", "a", " }"),
    "name of stops": ("PREFIX a: <urn:a> SELECT * { ?s ?p a:", "a.", "a }"),
    "name of percents": ("PREFIX a: <urn:a> SELECT * { ?s ?p a:", "%41", " }"),
    "names of that kind": ("SELECT * { ", "SERVICE:SERVICE ", " }"),
    "prefix": ("PREFIX ", "a.", "a: <urn:a> SELECT * {}"),
    "word": ("SELECT * { ", "a", " }"),
    "word of stops": ("SELECT * { ", "a-.", " }"),
    "number": ("SELECT * { ?s ?p ", "1", " }"),
    "decimal": ("SELECT * { ?s ?p 1.", "1", " }"),
    "exponent": ("SELECT * { ?s ?p 1e", "1", " }"),
    "tag": ("SELECT * { ?s ?p 'a'@a", "-a", " }"),
    "label": ("SELECT * { _:a", ".a", " ?p ?o }"),
    "comment": ("SELECT * { } #", "a", ""),
    "comments": ("SELECT * { ", "#\n", "}"),
    "blanks": ("SELECT * {", " ", "}"),
    "blanks at the end": ("SELECT * {}", " \n", ""),
    "ideographs": ("SELECT * { ?s ?p '", "\u4e2d", "' }"),
    "beyond the plane": ("SELECT * { ?", "\U00010400", " ?p ?o }"),
    "stops": ("SELECT * { ", ".", " }"),
    "zeros": ("SELECT * { ", "\x00", " }"),
    "LIMIT": ("SELECT * {} LIMIT 9", "9", ""),
    "nothing at all": ("", "a", ""),
}
"""What comes before, what is repeated, and what comes after."""

DEPTHS: Final = (8, 16, 24, 300, 2_300, 10_000)
LENGTHS: Final = (50, 390, 3_000, 12_000)
SIZES: Final = (50, 5_000, 99_000, 8_000_000)


def texts() -> Iterator[tuple[str, str]]:
    """All of them: what it is, and the text; 50 bytes to 8 MB."""
    for size in SIZES:
        for name, (start, piece, end) in HUGE.items():
            whole = start + piece * (max(size - len(start) - len(end), 0) // len(piece)) + end
            yield f"huge: {name}, {size}", whole
    for depth in DEPTHS:
        for name, (start, opens, inside, closes, end) in NESTED.items():
            text = start + opens * depth + inside + closes * depth + end
            yield f"nested: {name}, {depth}", text
    for length in LENGTHS:
        for name, (start, piece, end) in CHAINS.items():
            yield f"chain: {name}, {length}", start + piece * length + end
