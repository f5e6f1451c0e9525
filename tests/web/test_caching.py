"""Whoever has an answer already gets 304 and nothing is evaluated; nobody gets an old one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lien.errors import ReaderLost
from lien.settings import Settings
from lien.store import Directory, Level, Reader, open_directory
from lien.tokens import add
from lien_webapp.caching import edition
from lien_webapp.factory import create_app
from lien_webapp.files import SHEETS, SITE, STATIC, release

from .conftest import HTML

NOW = datetime(2026, 11, 22, tzinfo=UTC)
GRAPH = "https://w3id.org/lien/graph/test/cached"
HIDDEN = "https://w3id.org/lien/graph/test/hidden"
NS = "https://w3id.org/lien/"
ASK = "/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%22First%22%20%7D"
CACHED = (
    "/id/org-kept?format=turtle",
    "/id/org-kept",
    "/questions/describe?thing=org-kept&format=json",
    "/questions/describe?thing=org-kept&format=csv",
    "/questions/describe?thing=org-kept",
    "/things/Body?format=json",
    "/search?q=First&format=json",
    "/agreements",
    "/explore?focus=org-kept",
    "/explore/neighbourhood?body=org-kept",
    "/graph/test/cached?format=ntriples",
    "/rdf-graph-store?default",
    "/void",
    "/sparql",
    "/sparql/examples",
    "/about",
    "/limits",
    ASK,
)
"""Addresses whose answers depend on the data, the program and the request only."""


def commit(directory: Directory, name: str, graph: str = GRAPH, level: str = "public") -> None:
    body = f"<{NS}id/org-kept>"
    lines = [
        f"{body} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{NS}ns#Body> <{graph}> .",
        f'{body} <http://www.w3.org/2004/02/skos/core#prefLabel> "{name}" <{graph}> .',
        f"<{graph}> <{NS}ns#visibility> <{NS}scheme/visibility/{level}> <{graph}> .",
    ]
    directory.commit({graph: lines}, actor="test", operation="import", summary={}, now=NOW)


@dataclass
class Counting:
    """A reader that counts what is evaluated, and passes everything on."""

    reader: Reader
    evaluated: int = 0

    def __getattr__(self, name: str) -> object:
        self.evaluated += name in ("select", "construct", "answer", "graphs")
        return getattr(self.reader, name)


@pytest.fixture
def kept(empty_directory: Directory) -> tuple[Directory, FlaskClient]:
    commit(empty_directory, "First")
    app = create_app(Settings(), lambda *_: empty_directory.store.reader(Level.PUBLIC))
    app.testing = True
    return empty_directory, app.test_client()


@pytest.mark.parametrize("path", CACHED)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_answer_one_has_is_304_and_nothing_is_evaluated(
    kept: tuple[Directory, FlaskClient], path: str, method: str
) -> None:
    directory, _ = kept
    counting = Counting(directory.store.reader(Level.PUBLIC))
    client = create_app(Settings(), counting).test_client()  # type: ignore[arg-type]
    first = client.open(path, method=method)
    tag = first.headers["ETag"]
    assert (first.status_code, first.headers["Cache-Control"]) == (200, "no-cache")
    assert re.fullmatch(r'W/"[0-9a-f]{24}"', tag)
    before = counting.evaluated
    for known in (tag, f'"other", {tag}', tag.removeprefix("W/")):
        again = client.open(path, method=method, headers={"If-None-Match": known})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
        assert again.headers["Cache-Control"] == "no-cache"
        assert {"Accept", "Accept-Language", "Accept-Encoding"} <= set(again.vary)
    assert counting.evaluated == before


@pytest.mark.parametrize("path", CACHED)
def test_other_data_are_another_answer(kept: tuple[Directory, FlaskClient], path: str) -> None:
    directory, client = kept
    tag = client.get(path).headers["ETag"]
    commit(directory, "Second")
    again = client.get(path, headers={"If-None-Match": tag})
    assert again.status_code == 200
    assert again.headers["ETag"] != tag


def test_an_answer_is_named_by_format_language_address_and_program(
    kept: tuple[Directory, FlaskClient],
) -> None:
    directory, client = kept
    requests = [
        ("/id/org-kept", HTML),
        ("/id/org-kept", {"Accept": "text/turtle"}),
        ("/id/org-kept", HTML | {"Accept-Language": "zh"}),
        ("/id/org-kept?lang=en", HTML),
        ("/things/Body", HTML),
    ]
    tags = [client.get(path, headers=headers).headers["ETag"] for path, headers in requests]
    other = create_app(Settings(page_rows=7), directory.store.reader(Level.PUBLIC)).test_client()
    tags.append(other.get("/id/org-kept", headers=HTML).headers["ETag"])
    tags.append(client.get("/id/org-kept", headers=HTML).headers["ETag"])
    assert len(set(tags)) == len(tags) - 1
    assert tags[0] == tags[-1]


def test_another_level_is_another_answer(empty_directory: Directory) -> None:
    commit(empty_directory, "Open")
    apps = [
        create_app(Settings(), empty_directory.store.reader(level))
        for level in (Level.PUBLIC, Level.RESTRICTED)
    ]
    tags = [app.test_client().get("/id/org-kept").headers["ETag"] for app in apps]
    assert tags[0] != tags[1]


@pytest.mark.parametrize("path", CACHED)
def test_what_is_hidden_is_in_no_name(kept: tuple[Directory, FlaskClient], path: str) -> None:
    directory, client = kept
    first = client.get(path)
    commit(directory, "Secret", graph=HIDDEN, level="restricted")
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_a_token_has_answers_of_its_own_and_no_cache_shares_them(
    empty_directory: Directory, tmp_path: Path
) -> None:
    commit(empty_directory, "Open")
    commit(empty_directory, "Secret", graph=HIDDEN, level="internal")
    tokens = tmp_path / "tokens.toml"
    headers = {
        level: {"Authorization": f"Bearer {add(tokens, level.name.lower(), level)}"}
        for level in (Level.INTERNAL, Level.RESTRICTED)
    }
    app = create_app(Settings(tokens=str(tokens)), empty_directory.store.reader)
    client = app.test_client()
    path = "/id/org-kept?format=ntriples"
    anybody, internal, restricted = (client.get(path, headers=h) for h in ({}, *headers.values()))
    assert len({answer.headers["ETag"] for answer in (anybody, internal, restricted)}) == 3
    assert [b"Secret" in answer.data for answer in (anybody, internal, restricted)] == [0, 1, 1]
    for answer, header in ((internal, Level.INTERNAL), (restricted, Level.RESTRICTED)):
        assert answer.headers["Cache-Control"] == "private, no-cache"
        known = {"If-None-Match": answer.headers["ETag"]}
        again = client.get(path, headers=headers[header] | known)
        assert (again.status_code, again.headers["Cache-Control"]) == (304, "private, no-cache")
        assert client.get(path, headers=known).status_code == 200
    assert "Authorization" in anybody.vary
    wrong = {"Authorization": "Bearer nobody", "If-None-Match": internal.headers["ETag"]}
    assert client.get(path, headers=wrong).status_code == 401


@pytest.mark.parametrize("word", ["NOW()", "rand()", "UUID()", "STRUUID ()"])
def test_what_changes_by_itself_has_no_name(kept: tuple[Directory, FlaskClient], word: str) -> None:
    _, client = kept
    for accept in ("text/csv", "text/html"):
        answer = client.get(
            "/sparql",
            query_string={"query": f"SELECT ({word} AS ?x) {{}}"},
            headers={"Accept": accept},
        )
        assert answer.status_code == 200
        assert "ETag" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/id/org-nobody", "/sparql?query=ASK", "/no/where"])
def test_an_error_has_no_name(kept: tuple[Directory, FlaskClient], path: str) -> None:
    answer = kept[1].get(path, headers={"If-None-Match": "*"})
    assert answer.status_code in (400, 404)
    assert "ETag" not in answer.headers


def test_health_and_posted_questions_are_not_kept(kept: tuple[Directory, FlaskClient]) -> None:
    _, client = kept
    health = client.get("/health", headers={"If-None-Match": "*"})
    assert (health.status_code, health.headers["Cache-Control"]) == (200, "no-store")
    assert "ETag" not in health.headers
    assert "ETag" not in client.post("/sparql", data={"query": "ASK {}"}).headers


def test_an_answer_that_was_made_while_the_data_moved_has_no_name(
    empty_directory: Directory,
) -> None:
    """Its body may stand for either state; the next request gets a name and the new body."""
    commit(empty_directory, "First")
    reader = empty_directory.store.reader(Level.PUBLIC)

    class Moving(Counting):
        def __getattr__(self, name: str) -> object:
            if name == "construct" and not self.evaluated:
                self.evaluated = 1
                commit(empty_directory, "Second")
            return getattr(reader, name)

    client = create_app(Settings(), Moving(reader)).test_client()  # type: ignore[arg-type]
    first = client.get("/id/org-kept?format=turtle")
    assert first.status_code == 200
    assert "ETag" not in first.headers
    second = client.get("/id/org-kept?format=turtle")
    assert b"Second" in second.data
    assert "ETag" in second.headers


def test_pages_without_data_answer_when_the_data_cannot_be_had(seed_store: Reader) -> None:
    class Lost(Counting):
        def __getattr__(self, name: str) -> object:
            if name == "version":
                raise ReaderLost("gone")
            return getattr(seed_store, name)

    app: Flask = create_app(Settings(), Lost(seed_store))  # type: ignore[arg-type]
    answer = app.test_client().get("/limits?format=json")
    assert answer.status_code == 200
    assert "ETag" not in answer.headers


@pytest.mark.parametrize("sheet", ["base", "site"])
def test_files_keep_their_own_names(client: FlaskClient, sheet: str) -> None:
    with client.get(f"/static/any/css/{sheet}.css") as answer:
        tag = answer.headers["ETag"]
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.headers["Vary"] == "Accept-Encoding"
    with client.get(f"/static/any/css/{sheet}.css", headers={"If-None-Match": tag}) as again:
        assert again.status_code == 304


def test_the_styles_of_every_page_come_as_one_file(client: FlaskClient) -> None:
    address = f"/static/{release()}/{SITE}"
    assert client.get("/about").text.count('rel="stylesheet"') == 1
    assert address in client.get("/about").text
    with client.get(address) as answer:
        sheets = [(STATIC / f"css/{sheet}.css").read_text("utf-8") for sheet in SHEETS]
        assert answer.text == "".join(sheets)
        assert answer.cache_control.immutable


def test_other_settings_are_another_edition() -> None:
    settings = Settings()
    assert edition(settings) == edition(Settings())
    assert edition(settings) != edition(replace(settings, page_rows=7))


def test_opening_the_data_again_changes_no_name(tmp_path: Path) -> None:
    tags = []
    for create in (True, False):
        with open_directory(tmp_path / "data", create=create) as directory:
            if create:
                commit(directory, "First")
            client = create_app(Settings(), directory.store.reader(Level.PUBLIC)).test_client()
            tags.append(client.get("/id/org-kept").headers["ETag"])
    assert tags[0] == tags[1]
