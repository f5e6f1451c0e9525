"""T16: no value that comes from outside is ever read as SPARQL, wherever it comes in."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urljoin

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from lien import query
from lien.cli import main
from lien.errors import QueryError, UnknownQuestion, UnknownThing
from lien.query.registry import Question
from lien.settings import Settings
from lien.store import Directory, Reader, guard
from lien.terms import fold
from lien_webapp.factory import create_app

SECONDS: Final = 2.0
"""Processor time that one answer may take; the question runs in this process."""
HARMLESS: Final = "zzzqqq"
"""A value that nothing bears, in no language.

A hostile value gives the same answer, or that of no value, or that of its words without any sign,
or an error that says so.
"""

HOSTILE: Final = (
    # the end of a string, in every way of writing one
    '"', "'", '"""', "'''", '\\"', "\\", 'zzzqqq\n\\"', "zzzqqq\r'", '" . } #', "' . } #",
    # the end of a term, a pattern, a group, a query
    "}", "{", "} }", "} LIMIT 1 #", ">", "<", "> <", "<> ?p ?o", ">} #", "zzzqqq> } # ", ")", "(",
    # more patterns
    '" } UNION { ?thing ?p ?o } #', "> } UNION { ?s ?p ?o } # ", "} UNION { ?s ?p ?o",
    '" } VALUES ?thing { UNDEF } #', ') } OPTIONAL { ?a ?b ?c } #', '") ("zzzqqq', "UNDEF",
    # filters and functions
    '" || true) #', "' OR '1'='1", "1=1", "?thing", "$thing", "?x ?y ?z", "_:b", "*", "true",
    '"@en . ?thing ?p ?o . #', '"^^<http://www.w3.org/2001/XMLSchema#string>', ".*", "^(a+)+$",
    # other keywords and other places
    '" } SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } #', "} GRAPH ?g { ?s ?p ?o", "FROM <urn:x>",
    "; DROP ALL", "; INSERT DATA { <urn:a> <urn:b> <urn:c> }", "LOAD <file:///etc/passwd>",
    # escapes that some reader may undo
    "\\u0022 } #", "\\U00000022 } #", "%22%20%7D%20%23", "%3E%20%7D", "%", "%zz", "&quot; } #",
    "$(id)", "{{7*7}}", "%s %(x)s {0}", "\\u003E",
    # prefixed names and addresses
    "lien:Bodyx", "rdf:typex", "foaf:", ":x", "a", "https://", "https://[::1",
    "https://x/> } #", "://", "//x", "javascript:alert(1)", "../../etc/passwd",
    "file:///etc/passwd", "urn:x:y",
    # characters that look like others, or like nothing
    "＂ } ＃", "“ } #", "＞ ｝", "｛｝", "中国\u3000｝", "\u202e} #", "\u200b", "\ufeff", "\x00",
    "\x00} #", "\x01\x1f\x7f", "\ufffe", "\U0001f600", "e\u0301" * 20, "\t", "\r\n", "\n} #",
    # much of it
    "(" * 2000, "{" * 2000, '"' * 2000, "a" * 3000, "字" * 1500, "zzzqqq " * 400, "!" * 500,
)  # fmt: skip

PLACES: Final = (
    "/search?q=%s&format=json",
    "/search?q=%s",
    "/search?q=CAS&class=%s&format=json",
    "/search?q=CAS&kind=%s&format=json",
    "/search?q=CAS&country=%s&format=json",
    "/search?q=CAS&territory=%s&format=json",
    "/search?institute=%s&format=json",
    "/search?discipline=%s",
    "/search?q=CAS&decade=%s&format=csv",
    "/search?q=CAS&status=%s",
    "/search?q=CAS&page=%s",
    "/search?q=CAS&format=%s",
    "/suggest?q=%s",
    "/agreements?text=%s&format=json",
    "/agreements?kind=%s&format=json",
    "/agreements?body=%s&format=json",
    "/agreements?from=%s&format=json",
    "/agreements?to=%s&format=json",
    "/agreements?page=%s",
    "/agreements?state=%s&format=json",
    "/agreements?state=ending&on=%s&format=json",
    "/agreements?state=ending&months=%s&format=json",
    "/agreements/calendar.ics?body=%s",
    "/agreements/watch?on=%s&format=json",
    "/agreements/watch?months=%s&format=json",
    "/agreements/watch?format=%s",
    "/agreements/watch.atom?months=%s",
    "/agreements/watch.ics?on=%s",
    *(
        f"/gaps?{name}=%s&format=json"
        for name in (
            "way",
            "on",
            "years",
            "until",
            "least",
            "counting",
            "home",
            "roll_up",
            "floor",
            "page",
        )
    ),
    "/gaps?home=%s",
    "/gaps?format=%s",
    "/questions/in_force/feed.atom?on=%s&format=json",
    "/questions/in_force/feed.atom?on=2018&after=%s&format=json",
    "/questions/neighbours/feed.atom?body=%s&format=json",
    "/questions/%s/feed.atom",
    "/timeline?with=%s&format=json",
    "/timeline?what=%s&format=json",
    "/timeline?from=%s&format=json",
    "/timeline?to=%s&format=json",
    "/timeline?with=%s",
    "/laboratories?kind=%s&format=json",
    "/laboratories?partner=%s",
    "/laboratories?on=%s&format=json",
    "/laboratories?view=%s",
    "/structure?network=%s&format=json",
    "/structure?by=%s",
    "/structure?community=%s",
    "/structure?core=%s",
    "/structure?cut=%s",
    "/structure?page=%s",
    "/funding?text=%s&format=json",
    "/funding?territory=%s",
    "/map?territory=%s&format=json",
    "/map?place=%s",
    "/map?on=%s&format=json",
    "/map?view=%s",
    "/agreements?format=%s",
    "/agreements?lang=%s",
    "/things/%s?format=json",
    "/things/Agreement?page=%s",
    "/id/%s",
    "/id/%s?format=turtle",
    "/id/org-cas?format=%s",
    "/id/org-cas?on=%s",
    "/scheme/%s",
    "/scheme/action-kind/%s",
    "/scheme/%s/irl",
    "/graph/%s",
    "/graph/seed/%s",
    "/explore?focus=%s",
    "/explore?focus=act-liama&kinds=%s",
    "/explore/neighbourhood?body=%s",
    "/explore/neighbourhood?body=act-liama&kinds=%s",
    "/explore/neighbourhood?body=act-liama&depth=%s",
    "/explore/neighbourhood?among=act-liama,%s",
    *(
        f"/explore/table?focus=act-liama&{name}=%s"
        for name in ("depth", "open", "hide", "off", "outside", "without", "from", "to", "pin")
    ),
    "/explore/table?focus=%s",
    "/explore?focus=act-liama&trail=%s",
    "/explore?focus=act-liama&open=%s",
    "/explore/picture.svg?focus=%s",
    "/explore/picture.svg?focus=act-liama&open=%s",
    "/explore/export?focus=act-liama&open=act-liama~%s&format=turtle",
    "/paths?from=%s&to=org-nsfc",
    "/paths?from=org-cnrs&to=%s&format=json",
    "/paths?from_name=%s&to=org-nsfc",
    "/paths?from=org-cnrs&to=org-nsfc&on=%s",
    "/paths?from=act-liama&to=org-nsfc&hubs=%s",
    "/paths?format=%s",
    "/next-partners?of=%s",
    "/next-partners?of=org-cas&format=json&on=%s",
    "/next-partners?of_name=%s",
    "/next-partners?of=org-cas&field=%s",
    "/next-partners?of=org-cas&limit=%s",
    "/next-partners?format=%s",
    "/paths/picture.svg?from=%s&to=org-nsfc",
    "/introductions?from=%s&to=org-nsfc",
    "/introductions?from_name=%s&to=org-nsfc",
    "/introductions?from=org-cnrs&to=%s&format=json",
    "/introductions?from=act-liama&to=org-nsfc&on=%s",
    "/introductions?from=act-liama&to=org-nsfc&links=%s",
    "/introductions?from=act-liama&to=org-nsfc&ended=%s",
    "/introductions?format=%s",
    "/interlocutors?partner=%s",
    "/interlocutors?partner_name=%s",
    "/interlocutors?partner=org-cas&on=%s&format=json",
    "/interlocutors?partner=org-cas&parts=%s",
    "/interlocutors?sides=%s&format=json",
    "/interlocutors?sides=both&actions=%s",
    "/interlocutors?sides=both&undated=%s",
    "/departures?person=%s",
    "/departures?person=per-patrick-nedellec&on=%s",
    "/departures?person=per-patrick-nedellec&show=%s&format=csv",
    "/explore/export?focus=%s&format=csv",
    "/explore/export?focus=act-liama&open=%s&format=csv",
    "/explore/export?focus=act-liama&hide=%s&format=csv",
    "/explore/export?focus=act-liama&without=%s&format=csv",
    "/explore/export?focus=act-liama&format=%s",
    "/visit?partner=%s",
    "/visit?on=%s",
    "/visit/%s",
    "/visit/%s?format=json",
    "/visit/org-cas?on=%s",
    "/visit/%s/copy",
    "/visit/org-cas/copy?on=%s",
    "/changes?from=%s&format=json",
    "/changes?to=%s",
    "/changes?from=2019&to=2020&about=%s",
    "/changes?from=2019&to=2020&clock=%s",
    "/changes?from=2019&to=2020&page=%s",
    "/works-with?place=%s&format=json",
    "/works-with?theme=%s",
    "/works-with?field=%s&format=json",
    "/works-with?on=%s&format=json",
    "/works-with?without=%s&format=json",
    "/works-with?place=shanghai&page=%s",
    "/funding/tools?territory=%s&format=json",
    "/funding/tools?field=%s",
    "/atlas?page=%s",
    "/atlas?format=%s",
    "/ontology/terms/%s",
    "/ontology/modules/%s",
    "/ontology/questions/%s",
    "/ns/%s",
    "/ns/%s/1.0.0",
    "/indicators?format=%s",
    "/questions/%s",
    "/sparql?query=ASK%%7B%%7D&default-graph-uri=%s",
    "/sparql?query=ASK%%7B%%7D&named-graph-uri=%s",
    "/sparql?query=ASK%%7B%%7D&format=%s",
    "/sparql?query=ASK%%7B%%7D&format=html&view=%s",
    "/sparql?query=SELECT+(1+AS+?n)+%%7B%%7D&format=html&sort=%s",
    "/sparql?query=SELECT+(1+AS+?n)+%%7B%%7D&format=html&view=chart&x=%s",
    "/sparql?query=SELECT+(1+AS+?n)+%%7B%%7D&format=html&view=chart&y=%s&mark=line",
    "/sparql?query=SELECT+(1+AS+?n)+%%7B%%7D&format=html&view=chart&mark=%s",
    "/sparql?query=ASK%%7B%%7D&download=%s",
    "/sparql?format=html&example=%s",
    "/sparql?format=html&example=neighbours&run=1&body=%s",
    "/sparql/examples?format=%s",
    "/rdf-graph-store?graph=%s",
    "/rdf-graph-store?default=%s",
    "/rdf-graph-store?default&format=%s",
    "/void?format=%s",
    "/.well-known/void?format=%s",
    "/static/%s/css/base.css",
    "/static/any/%s",
    "/static/vendor/%s",
)
"""Addresses with a place for a value, other than the parameters of named questions."""

WITHOUT_VALUES: Final = {
    "/",
    "/about",
    "/about/style",
    "/atlas/picture",
    "/health",
    "/help",
    "/limits",
    "/mediation",
    "/ns",
    "/ontology",
    "/ontology/context.jsonld",
    "/ontology/questions",
    "/ontology/shapes.ttl",
    "/ontology/terms.json",
    "/questions",
    "/sign-in",
}
"""Addresses that take nothing but the language and the format, which are tried on others."""

REQUIRED: Final = {
    "text": "CAS", "thing": "org-cas", "body": "org-cas", "subject": "org-cas",
    "on": "2018-06-25", "class": "Body", "since": "2016", "until": "2020", "least": "2",
    "home": "fr", "first": "org-cnrs", "second": "org-cas",
    "term": "https://w3id.org/lien/scheme/place/beijing",
}  # fmt: skip


def questions() -> Iterator[tuple[Question, str]]:
    """Every parameter of every named question."""
    for question in query.QUESTIONS.values():
        for parameter in question.parameters:
            yield question, parameter.name


QUESTION_PLACES: Final = [
    f"/questions/{question.name}?{name}=%s&format=json" for question, name in questions()
]
HTTP: Final = [*PLACES, *QUESTION_PLACES]


@pytest.fixture(scope="module")
def app(seed_store: Reader, seed_path: Path) -> Flask:
    return create_app(Settings(data=seed_path), seed_store)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def some(cases: Any, few: int, turn: int) -> list[str]:
    """The hostile values for one place: all in the full run, else `few` that differ by place."""
    if cases.full:
        return list(HOSTILE)
    return [HOSTILE[(turn * few + step) % len(HOSTILE)] for step in range(few)]


def texts_for(question: Question, name: str, value: str) -> dict[str, str]:
    needed = {p.name: REQUIRED[p.name] for p in question.parameters if p.required}
    return needed | {name: value}


def outcome(reader: Reader, question: Question, name: str, value: str) -> list[Any] | str:
    """The rows of a question, or the kind of the error."""
    start = time.process_time()
    try:
        return list(query.ask(reader, question.name, texts_for(question, name, value)))
    except (UnknownQuestion, UnknownThing, QueryError) as error:
        return type(error).__name__
    finally:
        assert time.process_time() - start < SECONDS, (question.name, name, value)


def test_there_are_enough_hostile_values_and_none_twice():
    assert len(HOSTILE) >= 63
    assert len(set(HOSTILE)) == len(HOSTILE)


def test_every_address_has_its_places_here(app: Flask):
    """A new address fails this test until its values are tried too."""
    tried = {re.sub("%s|[^/]*$", "", place.partition("?")[0]) for place in HTTP}
    tried |= {place.partition(end)[0] for place in HTTP for end in ("?", "%s")}
    missing = []
    for rule in app.url_map.iter_rules():
        fixed = re.sub("<[^>]*>.*", "", rule.rule)
        if rule.rule not in WITHOUT_VALUES and not {fixed, rule.rule} & tried:
            missing.append(rule.rule)
    assert missing == []


@pytest.mark.threat("T16")
def test_a_question_answers_a_hostile_value_as_an_unknown_one(seed_store: Reader, cases: Any):
    for turn, (question, name) in enumerate(questions()):
        plain = outcome(seed_store, question, name, HARMLESS)
        absent = outcome(seed_store, question, name, "")
        for value in some(cases, 2, turn):
            found = outcome(seed_store, question, name, value)
            if not isinstance(found, str) and found not in (plain, absent):
                assert found == outcome(seed_store, question, name, fold(value)), (name, value)
            cases.tried(1)


@pytest.mark.threat("T16")
def test_the_query_that_is_shown_holds_a_hostile_value_as_a_term(seed_store: Reader, cases: Any):
    for turn, (question, name) in enumerate(questions()):
        for value in some(cases, 2, turn):
            texts = texts_for(question, name, value)
            try:
                shown = query.as_sparql(question.name, texts)
            except (UnknownQuestion, UnknownThing, QueryError):
                continue
            assert guard.check(shown) == "select"
            asked = outcome(seed_store, question, name, value)
            rows = seed_store.select(shown)
            assert len(rows) == (0 if isinstance(asked, str) else len(asked)), (name, value)
            cases.tried(1)


def told(response: Any) -> object:
    """What an answer says, apart from the value itself that some answers repeat."""
    if response.status_code >= 400:
        return "refused"
    if response.status_code >= 300:
        assert urljoin("http://localhost/", response.location).startswith("http://localhost/")
        return "refused"
    if response.mimetype != "application/json":
        return response.status_code
    document = json.loads(response.text)
    return document.get("rows", document.get("suggestions", document.get("edges", "none")))


@pytest.mark.threat("T16")
def test_an_address_answers_a_hostile_value_as_an_unknown_one(client: FlaskClient, cases: Any):
    get = partial(client.get, buffered=True)  # files are closed
    for turn, place in enumerate(HTTP):
        plain = told(get(place % HARMLESS))
        for value in some(cases, 1, turn):
            start = time.process_time()
            response = get(place % quote(value, safe="/" if turn % 2 else ""))
            took = time.process_time() - start
            assert response.status_code < 500, (place, value, response.text)
            found = told(response)
            if found not in (plain, "refused") and found != told(get(place % "")):
                assert found == told(get(place % quote(fold(value)))), (place, value)
            assert took < SECONDS, (place, value, took)
            cases.tried(1)


@pytest.mark.threat("T16")
def test_the_command_line_answers_a_hostile_value_or_says_what_is_wrong(
    empty_directory: Directory, cases: Any
):
    def asked(question: Question, texts: dict[str, str]) -> str:
        pairs = [f"{key}={text}" for key, text in texts.items()]
        path = str(empty_directory.path)
        command = ["ask", question.name, *pairs, "--format", "json", "--data", path]
        result = CliRunner().invoke(main, command)
        assert result.exit_code in (0, 1), (command, result.output)
        assert result.exception is None or isinstance(result.exception, SystemExit), command
        return result.stdout

    for turn, (question, name) in enumerate(questions()):
        plain, absent = (asked(question, texts_for(question, name, v)) for v in (HARMLESS, ""))
        for value in some(cases, 1, turn):
            assert asked(question, texts_for(question, name, value)) in (plain, absent, "")
            cases.tried(1)


@pytest.mark.threat("T16")
def test_what_others_see_is_as_before(client: FlaskClient, seed_directory: Directory, cases: Any):
    asked = ("/search?q=CAS&format=json", "/agreements?format=json", "/id/org-cas?format=turtle")
    before = [client.get(path).data for path in asked]
    position, counts = seed_directory.store.position, seed_directory.store.counts()
    places = HTTP[:: cases.number(8, 1)]
    for turn, place in enumerate(places):
        client.get(place % quote(HOSTILE[turn % len(HOSTILE)], safe=""))
    cases.tried(len(places))
    assert [client.get(path).data for path in asked] == before
    assert (seed_directory.store.position, seed_directory.store.count_again()) == (position, counts)


@pytest.mark.threat("T16")
@pytest.mark.parametrize(
    "name",
    ["Accept", "Accept-Language", "Accept-Encoding", "If-None-Match", "Authorization", "Cookie"],
)
def test_headers_are_no_way_in_either(client: FlaskClient, name: str, cases: Any):
    for value in some(cases, 4, len(name)):
        if "\n" in value or "\r" in value:  # no server lets these through
            continue
        sent = value.encode("utf-8").decode("latin-1")
        response = client.get("/about", headers={name: f"x, {sent}"})
        assert response.status_code < 500, (name, value)
        cases.tried(1)


@pytest.mark.threat("T16")
def test_what_the_browser_sends_about_the_picture_is_read_as_numbers_or_refused(
    client: FlaskClient, cases: Any
):
    for value in some(cases, 8, 3):
        for places in (value, json.dumps({value: [1, 2]}), json.dumps({"act-liama": [value, 1]})):
            path = "/explore/export?focus=act-liama&format=html"
            response = client.post(path, data={"places": places})
            assert response.status_code in (200, 400), (value, response.status_code)
            cases.tried(1)
