"""Questions that try to make the engine fetch an address or read a file, in many disguises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

CALLS: Final = {
    "plain": "SELECT * { SERVICE <%s> { ?s ?p ?o } }",
    "silent": "SELECT * { SERVICE SILENT <%s> { ?s ?p ?o } }",
    "lower case": "select * { service <%s> { ?s ?p ?o } }",
    "mixed case": "SELECT * { sErViCe sIlEnT <%s> { ?s ?p ?o } }",
    "no blanks": "SELECT*{SERVICE<%s>{?s?p?o}}",
    "comment between": "SELECT * { SERVICE # SILENT\n# <http://nobody/>\n<%s> { ?s ?p ?o } }",
    "carriage return": "SELECT * { #\rSERVICE\r<%s>\r{ ?s ?p ?o } }",
    "tab and form": "SELECT * {\tSERVICE\t\t<%s>\t{ ?s ?p ?o } }",
    "prefixed": "PREFIX x: <%s> SELECT * { SERVICE x: { ?s ?p ?o } }",
    "prefixed, local": "PREFIX x: <%s> SELECT * { SERVICE x:sparql { ?s ?p ?o } }",
    "empty prefix": "PREFIX : <%s> SELECT * { SERVICE : { ?s ?p ?o } }",
    "glued to a name": "PREFIX x: <%s> SELECT * { SERVICEx:s { ?s ?p ?o } }",
    "glued, silent": "PREFIX x: <%s> SELECT * { SERVICESILENTx:s { ?s ?p ?o } }",
    "glued, empty prefix": "PREFIX : <%s> SELECT * { SERVICE:s { ?s ?p ?o } }",
    "a prefix of that name": "PREFIX : <%s> PREFIX service: <http://a/> "
    "SELECT * { service:s { ?s ?p ?o } }",
    "glued prefix of that name": "PREFIX x: <%s> PREFIX SERVICEx: <http://a/> "
    "SELECT * { SERVICEx:s#\n{ ?s ?p ?o } }",
    "glued to true": "PREFIX : <%s> SELECT * { ?s ?p true.SERVICE:s { ?s ?p ?o } }",
    "glued to a number": "SELECT * { ?s ?p 1SERVICE<%s>{ ?s ?p ?o } }",
    "glued to a string": "SELECT * { ?s ?p 'a'SERVICE<%s>{ ?s ?p ?o } }",
    "glued to a bracket": "SELECT * { {}SERVICE<%s>{ ?s ?p ?o } }",
    "after a second full stop": "PREFIX : <%s> SELECT * { ?s a:b.c.SERVICE:s { ?s ?p ?o } }",
    "after a comparison like an IRI": "PREFIX : <%s> "
    "SELECT * { BIND(1 AS ?a) FILTER(?a <2)SERVICE#>\n:s { ?s ?p ?o } }",
    "behind a comment like an IRI": "PREFIX : <%s> "
    'SELECT * { FILTER(1 <2#>"""\n) SERVICE :s { ?s ?p ?o } #"""\n }',
    "behind a long string that is none": 'SELECT * { VALUES ?x { """ " } SERVICE <%s> { } }',
    "behind a string with an escape": 'SELECT * { VALUES ?x { """ " } SERVICE <%s> {} }#\\q"""',
    "behind half a character": 'SELECT * { VALUES ?x { """ " } SERVICE <%s> {} }#\\uD800"""',
    "behind single quotes": "SELECT * { VALUES ?x { ''' ' } SERVICE <%s> {} }#\\z'''",
    "after an escaped quote": 'SELECT * { ?s ?p "\\"" . SERVICE <%s> { ?s ?p ?o } }',
    "escaped keyword": "SELECT * { \\u0053ERVICE <%s> { ?s ?p ?o } }",
    "escaped IRI": "SELECT * { SERVICE <\\u0068%s> { ?s ?p ?o } }",
    "variable bound before": "SELECT * { BIND(<%s> AS ?e) SERVICE ?e { ?s ?p ?o } }",
    "variable from values": "SELECT * { VALUES ?e { <%s> } SERVICE ?e { ?s ?p ?o } }",
    "variable built": "SELECT * { BIND(IRI('%s') AS ?e) SERVICE ?e { ?s ?p ?o } }",
    "in OPTIONAL": "SELECT * { OPTIONAL { SERVICE <%s> { ?s ?p ?o } } }",
    "in MINUS": "SELECT * { ?a ?b ?c MINUS { SERVICE <%s> { ?a ?b ?c } } }",
    "in UNION": "SELECT * { {} UNION { SERVICE <%s> { ?s ?p ?o } } }",
    "in EXISTS": "SELECT * { FILTER EXISTS { SERVICE <%s> { ?s ?p ?o } } }",
    "in NOT EXISTS": "SELECT * { FILTER(!EXISTS{ SERVICE <%s> { ?s ?p ?o } }) }",
    "in GRAPH": "SELECT * { GRAPH ?g { SERVICE <%s> { ?s ?p ?o } } }",
    "in LATERAL": "SELECT * { ?a ?b ?c LATERAL { SERVICE <%s> { ?s ?p ?o } } }",
    "in a subquery": "SELECT * { { SELECT * { SERVICE <%s> { ?s ?p ?o } } } }",
    "in a condition": "SELECT (EXISTS { SERVICE <%s> { ?s ?p ?o } } AS ?x) {}",
    "in ORDER BY": "SELECT * { ?s ?p ?o } ORDER BY EXISTS { SERVICE <%s> { ?a ?b ?c } }",
    "in HAVING": "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING (EXISTS { SERVICE <%s> { ?a ?b ?c } })",
    "in ASK": "ASK { SERVICE <%s> { ?s ?p ?o } }",
    "in CONSTRUCT": "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <%s> { ?s ?p ?o } }",
    "in DESCRIBE": "DESCRIBE ?s { SERVICE <%s> { ?s ?p ?o } }",
    "twice": "SELECT * { SERVICE SILENT <http://nobody.invalid/> { SERVICE <%s> { ?s ?p ?o } } }",
    "as an update": "INSERT { ?s ?p ?o } WHERE { SERVICE <%s> { ?s ?p ?o } }",
    "LOAD": "LOAD <%s>",
    "LOAD SILENT": "LOAD SILENT <%s> INTO GRAPH <http://graphs.example/one>",
    "LOAD after a question": "SELECT * {} ; LOAD <%s>",
}
"""Ways to call out; `%s` stands for the address."""

READS: Final = {
    "FROM": "SELECT * FROM <%s> { ?s ?p ?o }",
    "FROM NAMED": "SELECT * FROM NAMED <%s> { GRAPH ?g { ?s ?p ?o } }",
    "FROM, glued": "SELECT*FROM<%s>{?s?p?o}",
    "FROM, lower case": "construct from named <%s> where { ?s ?p ?o }",
    "FROM, prefixed": "PREFIX x: <%s> SELECT * FROM x: { ?s ?p ?o }",
    "FROM, relative": "BASE <%s> SELECT * FROM <> { ?s ?p ?o }",
    "FROM, twice": "SELECT * FROM <%s> FROM NAMED <%s> { GRAPH ?g { ?s ?p ?o } }",
    "escaped quote in a string": 'SELECT * { ?s ?p "\\u0022 SERVICE <%s> {} #" }',
    "after a full stop in a name": "PREFIX : <%s> SELECT * { ?s ?p :a.b.SERVICE:s { ?s ?p ?o } }",
    "FROM, comment": "SELECT * FROM # <http://nobody.example/>\n <%s> { ?s ?p ?o }",
    "DESCRIBE": "DESCRIBE <%s>",
    "DESCRIBE FROM": "DESCRIBE ?s FROM <%s> { ?s ?p ?o }",
    "CONSTRUCT FROM": "CONSTRUCT { ?s ?p ?o } FROM <%s> WHERE { ?s ?p ?o }",
    "GRAPH": "SELECT * { GRAPH <%s> { ?s ?p ?o } }",
    "ASK FROM": "ASK FROM <%s> { ?s ?p ?o }",
}
"""Ways to name a document that some engines would fetch."""


def written(disguises: dict[str, str], addresses: list[str]) -> Iterator[tuple[str, str]]:
    """Each disguise with each address: what it is called, and its text."""
    for name, text in disguises.items():
        for address in addresses:
            yield f"{name}: {address}", text.replace("%s", address)
