"""T01: eighty tricks to reach a hidden graph by SPARQL, as four principals.

The answer is that of an instance that holds the principal's own graphs only, or an error; a token
that is wrong, expired or garbled gets 401 whatever it asks.
"""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lien.settings import Settings
from lien.store import EmbeddedStore, Level, Patch
from lien.store.patch import states
from lien.terms import LIEN, SCHEME
from lien_webapp.factory import create_app

BASE: Final = "https://w3id.org/lien/graph/"
P, IN, R, S = (f"{BASE}{name}" for name in ("open", "inside", "closed", "silent"))
NEEDS: Final = {P: Level.PUBLIC, IN: Level.INTERNAL, R: Level.RESTRICTED, S: Level.RESTRICTED}
WORDS: Final = {P: "open-word", IN: "inside-word", R: "closed-word", S: "silent-word"}
EX: Final = "https://w3id.org/lien/id/"
HEAD: Final = f"PREFIX : <{EX}> PREFIX g: <{BASE}> "

FACTS: Final = {
    P: [
        f'<{EX}cas> <{EX}label> "{WORDS[P]}"',
        f"<{EX}cas> <{EX}partner> <{EX}cnrs>",
        f'<{EX}cnrs> <{EX}label> "CNRS"',
        f"<{EX}cas> <{EX}seen> <{R}>",
        f'<{EX}cas> <{EX}size> "1"^^<http://www.w3.org/2001/XMLSchema#integer>',
    ],
    IN: [
        f'<{EX}cas> <{EX}label> "{WORDS[IN]}"',
        f"<{EX}cas> <{EX}partner> <{EX}inner>",
        f"<{EX}inner> <{EX}partner> <{EX}cnrs>",
        f'<{EX}inner> <{EX}size> "5"^^<http://www.w3.org/2001/XMLSchema#integer>',
    ],
    R: [
        f'<{EX}secret> <{EX}label> "{WORDS[R]}"',
        f"<{EX}cnrs> <{EX}partner> <{EX}secret>",
        f"<{EX}secret> <{EX}partner> <{EX}cas>",
        f'<{EX}secret> <{EX}size> "7"^^<http://www.w3.org/2001/XMLSchema#integer>',
        f'<{P}> <{EX}label> "{WORDS[R]} about another graph"',
    ],
    S: [f'<{EX}secret> <{EX}label> "{WORDS[S]}"', f"<{EX}cas> <{EX}partner> <{EX}quiet>"],
}

TRICKS: Final = (
    # GRAPH with a variable, a constant, an IRI that is built
    "SELECT ?g ?s { GRAPH ?g { ?s ?p ?o } }",
    "SELECT ?o { GRAPH <{R}> { ?s ?p ?o } }",
    "SELECT ?o { GRAPH g:closed { ?s ?p ?o } }",
    "BASE <{base}> SELECT ?o { GRAPH <closed> { ?s ?p ?o } }",
    "BASE <{base}x/y> SELECT ?o { GRAPH <../closed> { ?s ?p ?o } }",
    'SELECT ?o { BIND(IRI("{R}") AS ?g) GRAPH ?g { ?s ?p ?o } }',
    'SELECT ?o { BIND(IRI(CONCAT("{base}", "clo", "sed")) AS ?g) GRAPH ?g { ?s ?p ?o } }',
    'BASE <{base}> SELECT ?o { BIND(IRI("closed") AS ?g) GRAPH ?g { ?s ?p ?o } }',
    "SELECT ?o { VALUES ?g { g:closed g:silent g:inside } GRAPH ?g { ?s ?p ?o } }",
    "SELECT ?o { :cas :seen ?g . GRAPH ?g { ?s ?p ?o } }",
    "SELECT ?o { GRAPH ?g { ?s ?p ?o } FILTER(?g = g:closed) }",
    'SELECT ?o { GRAPH ?g { ?s ?p ?o } FILTER(STRENDS(STR(?g), "silent")) }',
    "SELECT DISTINCT ?g { GRAPH ?g { } }",
    "SELECT ?x { GRAPH g:closed { } BIND(1 AS ?x) }",
    "SELECT ?g { GRAPH ?g { OPTIONAL { :no :such ?thing } } }",
    "SELECT ?s { { GRAPH g:open { ?s ?p ?o } } UNION { GRAPH g:closed { ?s ?p ?o } } }",
    "SELECT ?o { GRAPH g:open { :cas :seen ?g } GRAPH ?g { ?s ?p ?o } }",
    "SELECT ?a ?b { GRAPH ?a { :cas :partner ?x } GRAPH ?b { ?x :partner ?y } }",
    "SELECT ?o { GRAPH ?g { GRAPH ?h { ?s ?p ?o } } }",
    "SELECT ?o { GRAPH g:open { GRAPH g:closed { ?s ?p ?o } } }",
    # the default graph
    "SELECT ?s ?o { ?s :label ?o }",
    "SELECT ?s { ?s ?p 'closed-word' }",
    "SELECT ?o { :secret ?p ?o }",
    "SELECT ?p ?o { g:closed ?p ?o }",
    "SELECT ?o { g:open :label ?o }",
    "SELECT * { ?s ?p ?o }",
    # FROM and FROM NAMED in the text
    "SELECT ?o FROM <{R}> { ?s ?p ?o }",
    "SELECT ?o FROM NAMED <{R}> { GRAPH ?g { ?s ?p ?o } }",
    "SELECT ?o FROM <{P}> FROM NAMED <{S}> { GRAPH ?g { ?s ?p ?o } }",
    "SELECT ?o FROM <{P}> FROM <{R}> { ?s ?p ?o }",
    "SELECT ?o FROM g:inside { ?s ?p ?o }",
    "BASE <{base}> SELECT ?o FROM <closed> { ?s ?p ?o }",
    "ASK FROM <{R}> { ?s ?p ?o }",
    "CONSTRUCT { ?s ?p ?o } FROM <{R}> WHERE { ?s ?p ?o }",
    "DESCRIBE :secret FROM <{R}>",
    # property paths
    "SELECT ?x { :cas :partner+ ?x }",
    "SELECT ?x { :cas :partner* ?x }",
    "SELECT ?x { ?x :partner/:partner :cas }",
    "SELECT ?x { :cas ^:partner ?x }",
    "SELECT ?x { :cas (:partner|^:partner)* ?x }",
    "SELECT ?x { :cnrs !:label ?x }",
    "SELECT ?x { :cnrs !(^:label) ?x }",
    "SELECT ?x { GRAPH ?g { :cnrs :partner? ?x } }",
    "SELECT ?x { :cas :partner/:partner/:label ?x }",
    "ASK { :cnrs :partner+ :cas }",
    "SELECT ?g ?x { GRAPH ?g { ?x :partner* ?x } }",
    # subqueries, optional parts, negation
    "SELECT ?n { { SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } } }",
    "SELECT ?o { { SELECT ?o { GRAPH g:closed { ?s :label ?o } } LIMIT 1 } }",
    "SELECT ?g { { SELECT DISTINCT ?g { GRAPH ?g { ?s :size ?n } } } }",
    "SELECT ?s { ?s :label ?l FILTER EXISTS { GRAPH g:closed { ?s ?p ?o } } }",
    "SELECT ?s { ?s :label ?l FILTER EXISTS { GRAPH ?g { ?x :partner ?s } } }",
    "SELECT ?s { ?s :label ?l FILTER NOT EXISTS { ?x :partner ?s } }",
    "SELECT ?s { ?s :label ?l MINUS { GRAPH g:closed { ?x :partner ?s } } }",
    "SELECT ?s { ?s :label ?l MINUS { ?x :partner ?s } }",
    "SELECT ?s ?o { ?s :label ?l OPTIONAL { GRAPH g:closed { ?s :size ?o } } }",
    "SELECT ?s ?o { ?s :label ?l OPTIONAL { ?s :partner ?o } }",
    "SELECT ?e { BIND(EXISTS { GRAPH g:closed { ?s ?p ?o } } AS ?e) }",
    "SELECT ?e { BIND(IF(EXISTS { :secret ?p ?o }, 'there', 'not there') AS ?e) }",
    "SELECT ?s { ?s :partner ?o FILTER(?o IN (:secret, :quiet)) }",
    # aggregates, order, truth: what an answer tells without showing it
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
    "SELECT (MAX(?n) AS ?most) (SUM(?n) AS ?all) (AVG(?n) AS ?mean) { ?s :size ?n }",
    "SELECT (MIN(?l) AS ?first) (MAX(?l) AS ?last) { ?s :label ?l }",
    "SELECT ?s (COUNT(?o) AS ?n) { ?s :partner ?o } GROUP BY ?s HAVING (COUNT(?o) > 1)",
    "SELECT (GROUP_CONCAT(?l) AS ?all) { { SELECT ?l { ?s :label ?l } ORDER BY ?l } }",
    "SELECT (SAMPLE(?l) AS ?one) { :secret :label ?l }",
    "SELECT ?l { ?s :label ?l } ORDER BY DESC(?l) LIMIT 1",
    "SELECT ?l { ?s :label ?l } ORDER BY ?l LIMIT 1 OFFSET 2",
    "SELECT ?s { ?s :label ?l } ORDER BY EXISTS { GRAPH g:closed { ?s ?p ?o } } ?s",
    "ASK { GRAPH g:closed { ?s ?p ?o } }",
    "ASK { ?s :label ?l FILTER(STRSTARTS(?l, 'closed')) }",
    "ASK { ?s :size ?n FILTER(?n > 6) }",
    "ASK { GRAPH ?g { :secret :label ?l FILTER REGEX(?l, '^c') } }",
    # answers that are triples
    "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH g:closed { ?s ?p ?o } }",
    "CONSTRUCT WHERE { ?s :label ?o }",
    "CONSTRUCT { ?g :has ?s } WHERE { GRAPH ?g { ?s :size ?n } }",
    "DESCRIBE :secret",
    "DESCRIBE <{R}>",
    "DESCRIBE ?x { ?x :partner :cas }",
    "DESCRIBE :cas :cnrs g:silent",
    # what other dialects know
    "SELECT ?o { ?s :seen ?g LATERAL { SELECT ?o { GRAPH ?g { ?x :label ?o } } ORDER BY ?o } }",
    "SELECT ?o { GRAPH DEFAULT { ?s ?p ?o } }",
    "SELECT ?o { GRAPH <urn:x-arq:UnionGraph> { ?s ?p ?o } }",
    "DEFINE input:default-graph-uri <{R}> SELECT ?o { ?s ?p ?o }",
    "SELECT ?o { SERVICE <http://127.0.0.1/sparql> { GRAPH g:closed { ?s ?p ?o } } }",
    "INSERT { GRAPH g:open { ?s ?p ?o } } WHERE { GRAPH g:closed { ?s ?p ?o } }",
    "COPY <{R}> TO <{P}>",
)

PARAMETERS: Final = (
    {},
    {"default-graph-uri": R},
    {"named-graph-uri": R},
    {"default-graph-uri": P, "named-graph-uri": S},
    {"default-graph-uri": f"{BASE}none"},
    {"using-graph-uri": R},
    {"level": "restricted"},
    {"access_token": "lien_restricted"},
)
"""What stands beside the question; each trick goes with one of them, and with none."""

SECRETS: Final = {Level.INTERNAL: "lien_internal", Level.RESTRICTED: "lien_restricted"}


def basic(name: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


PRINCIPALS: Final[dict[str, tuple[Level, tuple[str | None, ...]]]] = {
    "anonymous": (Level.PUBLIC, (None,)),
    "internal": (Level.INTERNAL, ("Bearer lien_internal", basic("anybody", "lien_internal"))),
    "restricted": (Level.RESTRICTED, ("Bearer lien_restricted", basic("", "lien_restricted"))),
}
"""Principal to the level it has and the headers that it may send."""

STRANGERS: Final = (
    "Bearer lien_wrong", "Bearer lien_expired", "Bearer", "Bearer lien_restrictedx",
    "Bearer lien_restricte", "Bearer LIEN_RESTRICTED", "Bearer lien_internal, lien_restricted",
    "Bearer lien_restricted=", "lien_restricted", "Token lien_restricted", "Digest x=y",
    basic("lien_restricted", ""), basic("x", "lien_expired"), basic("x", " lien_restricted"),
    "Basic !!!", "Basic", "Basic bGllbl9yZXN0cmljdGVk", "", " ",
    f"Bearer {sha256(b'lien_restricted').hexdigest()}",
)  # fmt: skip


def lines(level: Level) -> list[str]:
    """What a level sees: each graph with what it states of itself."""
    rows = []
    for graph, facts in FACTS.items():
        if NEEDS[graph] <= level:
            rows += [f"{fact} <{graph}> ." for fact in facts]
            if graph != S:
                said = SCHEME["visibility/" + NEEDS[graph].name.lower()]
                rows.append(f"<{graph}> <{LIEN.visibility}> <{said}> <{graph}> .")
    return sorted(rows)


Open = Callable[[Level], FlaskClient]


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Open:
    """A client of the instance that holds what a level may see; restricted holds everything."""
    path = tmp_path_factory.mktemp("tokens") / "tokens.toml"
    path.touch(0o600)
    entries = [(level.name.lower(), level.name.lower(), SECRETS[level], "") for level in SECRETS]
    entries.append(("expired", "restricted", "lien_expired", "expires = 2026-11-22\n"))
    text = "".join(
        f'[[token]]\nname = "{name}"\nlevel = "{level}"\n'
        f'sha256 = "{sha256(secret.encode()).hexdigest()}"\n{more}'
        for name, level, secret, more in entries
    )
    path.write_text(text)

    def client(level: Level) -> FlaskClient:
        store = EmbeddedStore()
        rows = tuple(lines(level))
        store.apply(Patch(rows), 1, states(rows))
        return create_app(Settings(tokens=str(path)), store.reader).test_client()

    made = {level: client(level) for level in Level}
    return made.__getitem__


def ask(
    client: FlaskClient, trick: str, turn: int, more: Mapping[str, str], header: str | None
) -> TestResponse:
    """Send a question in one of the three forms of the protocol."""
    text = trick.replace("{base}", BASE)
    for name, graph in (("{P}", P), ("{R}", R), ("{S}", S)):
        text = text.replace(name, graph)
    text = text if text.startswith(("BASE", "DEFINE")) else HEAD + text
    text = text.replace("SELECT", HEAD + "SELECT", 1) if text.startswith("BASE") else text
    graph = "CONSTRUCT" in text or "DESCRIBE" in text
    headers = {"Accept": "application/n-triples" if graph else "application/sparql-results+json"}
    if header is not None:
        headers["Authorization"] = header
    if turn % 3 == 0:
        return client.get("/sparql?" + urlencode({"query": text, **more}), headers=headers)
    if turn % 3 == 1:
        return client.post("/sparql", data={"query": text, **more}, headers=headers)
    kind = "application/sparql-query"
    return client.post("/sparql?" + urlencode(more), data=text, content_type=kind, headers=headers)


def told(answer: TestResponse) -> Any:
    """What the answer says, without the order of rows and lines."""
    if answer.mimetype == "application/sparql-results+json":
        found = json.loads(answer.data)
        if "boolean" in found:
            return found["boolean"]
        rows = found["results"]["bindings"]
        return found["head"]["vars"], Counter(json.dumps(row, sort_keys=True) for row in rows)
    if answer.mimetype == "application/n-triples":
        return Counter(answer.text.splitlines())
    return answer.status_code, answer.text


def tries(cases: Any) -> list[tuple[int, str, Mapping[str, str]]]:
    """Tricks with what stands beside them: few of them, or all."""
    found = []
    for turn, trick in enumerate(TRICKS):
        found.append((turn, trick, PARAMETERS[0]))
        if turn % 4 == 0:
            found.append((turn + 1, trick, PARAMETERS[1 + turn // 4 % (len(PARAMETERS) - 1)]))
    return found[:: cases.number(9, 1)]


@pytest.mark.threat("T01")
@pytest.mark.parametrize("principal", PRINCIPALS)
def test_a_trick_gives_what_an_instance_of_the_own_graphs_gives(
    cases, instance: Open, principal: str
) -> None:
    level, headers = PRINCIPALS[principal]
    hidden = [word for graph, word in WORDS.items() if NEEDS[graph] > level]
    tricks = tries(cases)
    revealing = 0
    for turn, trick, more in tricks:
        header = headers[turn % len(headers)]
        answer = ask(instance(Level.RESTRICTED), trick, turn, more, header)
        own = ask(instance(level), trick, turn, more, header)
        assert answer.status_code == own.status_code, (trick, more)
        assert told(answer) == told(own), (trick, more)
        sent = trick.replace("'closed-word'", "")
        shown = answer.text if answer.status_code == 200 else ""
        assert not [word for word in hidden if word in shown and word not in sent], (trick, more)
        everything = ask(instance(Level.RESTRICTED), trick, turn, more, "Bearer lien_restricted")
        revealing += told(everything) != told(answer)
    if level < Level.RESTRICTED:
        assert revealing > len(tricks) / 2, "most tricks must reveal something to who may see it"
    cases.tried(len(tricks))


@pytest.mark.threat("T01")
def test_a_stranger_gets_401_whatever_the_trick(cases, instance: Open) -> None:
    tricks = tries(cases)
    for number, (turn, trick, more) in enumerate(tricks):
        header = STRANGERS[number % len(STRANGERS)]
        answer = ask(instance(Level.RESTRICTED), trick, turn, more, header)
        assert answer.status_code == 401, (header, trick)
        assert answer.mimetype == "application/problem+json"
        assert answer.headers.getlist("WWW-Authenticate")[0].startswith("Basic realm=")
        assert not [word for word in (*WORDS.values(), "lien_") if word in answer.text], header
    cases.tried(len(tricks))
