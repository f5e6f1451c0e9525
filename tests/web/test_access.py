"""Tokens on the web: what a request may see, how it is told, and what leaves no trace."""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lien.settings import Settings
from lien.store import Directory, Level
from lien.terms import GRAPH, ID, LIEN
from lien.tokens import add
from lien_webapp import context
from lien_webapp.factory import create_app

NOW = datetime(2026, 11, 23, tzinfo=UTC)
HTML = {"Accept": "text/html"}
NAMES = {Level.PUBLIC: "Open", Level.INTERNAL: "Inner", Level.RESTRICTED: "Closed"}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def basic(token: str, user: str = "anybody") -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{token}".encode()).decode()}


def facts(level: Level, name: str) -> dict[str, list[str]]:
    graph, body = str(GRAPH[f"test/{level.name.lower()}"]), ID[f"org-{level.name.lower()}"]
    return {
        graph: [
            f"<{body}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{LIEN.Body}> <{graph}> .",
            f'<{body}> <http://www.w3.org/2004/02/skos/core#prefLabel> "{name}" <{graph}> .',
            f"<{graph}> <{LIEN.visibility}> <{level.iri}> <{graph}> .",
        ]
    }


@pytest.fixture
def directory(empty_directory: Directory) -> Directory:
    for level, name in NAMES.items():
        empty_directory.commit(facts(level, name), actor="t", operation="load", summary={}, now=NOW)
    return empty_directory


@pytest.fixture
def tokens(tmp_path: Path) -> Path:
    return tmp_path / "tokens.toml"


@pytest.fixture
def token(tokens: Path) -> Callable[[Level], str]:
    made = {level: add(tokens, level.name.lower(), level) for level in list(Level)[1:]}
    return made.__getitem__


@pytest.fixture
def app(directory: Directory, tokens: Path, token: Callable[[Level], str]) -> Flask:
    return create_app(Settings(tokens=str(tokens), proxies=1), directory.store.reader)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize("header", [bearer, basic])
@pytest.mark.parametrize("level", list(Level)[1:])
def test_a_token_shows_its_level_and_nothing_above(client, token, header, level):
    for other, name in NAMES.items():
        answer = client.get(f"/id/org-{other.name.lower()}", headers=HTML | header(token(level)))
        assert answer.status_code == (200 if other <= level else 404)
        assert (name in answer.text) == (other <= level)


def test_the_footer_says_in_three_languages_what_one_sees(client, token):
    def footer(lang: str, headers: dict[str, str]) -> str:
        text = client.get(f"/about?lang={lang}", headers=HTML | headers).text
        return text.split("<footer")[1]

    assert "You see: public facts" in footer("en", {})
    assert "Vous voyez\u00a0: les faits publics et internes" in footer(
        "fr", bearer(token(Level.INTERNAL))
    )
    assert "您看到的是：全部事实，包括受限事实" in footer("zh", basic(token(Level.RESTRICTED)))
    assert "/sign-in" in footer("en", {})
    assert "/sign-in" not in footer("en", bearer(token(Level.INTERNAL)))


def test_no_sign_in_is_offered_where_there_are_no_tokens(directory):
    client = create_app(Settings(), directory.store.reader).test_client()
    assert "/sign-in" not in client.get("/about", headers=HTML).text
    assert client.get("/about", headers=bearer("lien_x")).status_code == 401
    assert client.get("/sign-in", headers=bearer("lien_x")).status_code == 401


def test_signing_in_asks_the_browser_and_leads_home_on_this_site_only(client, token):
    asked = client.get("/sign-in?next=//evil.example&lang=fr", headers=HTML)
    assert asked.status_code == 401
    assert asked.headers.getlist("WWW-Authenticate") == [
        'Basic realm="Lien", charset="UTF-8"',
        'Bearer realm="Lien"',
    ]
    assert "Donnez votre jeton comme mot de passe" in asked.text
    path = "/sign-in?next=//evil.example&lang=fr"
    given = client.get(path, headers=HTML | basic(token(Level.INTERNAL)))
    assert (given.status_code, given.headers["Location"]) == (303, "/?lang=fr")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/health",
        "/sparql?query=ASK{}",
        "/nowhere",
        "/sign-in",
        "/static/any/icon.svg",
        "/explore/neighbourhood?body=org-public",
    ],
)
def test_a_wrong_token_is_refused_at_every_address(client, path):
    answer = client.get(path, headers=bearer("lien_wrong"))
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"
    assert answer.json is not None
    assert answer.json["title"] == "Il faut un jeton"
    assert "WWW-Authenticate" in answer.headers
    assert "lien_wrong" not in answer.text


def test_an_expired_token_is_refused_the_day_after(client, tokens):
    today = datetime.now(UTC).date()
    valid = add(tokens, "today", Level.INTERNAL, today)
    past = add(tokens, "yesterday", Level.INTERNAL, today - timedelta(days=1))
    assert client.get("/health", headers=bearer(valid)).status_code == 200
    assert client.get("/health", headers=bearer(past)).status_code == 401
    assert date.min < today


def test_a_token_taken_back_is_refused_on_the_next_request_and_kept_pages_with_it(
    client, tokens, token
):
    secret = token(Level.INTERNAL)
    for _ in range(2):
        assert "Inner" in client.get("/id/org-internal", headers=HTML | bearer(secret)).text
    tokens.write_text("")
    assert client.get("/id/org-internal", headers=HTML | bearer(secret)).status_code == 401
    assert client.get("/id/org-internal", headers=HTML).status_code == 404


def test_a_file_that_has_become_unreadable_lets_nobody_in_and_the_public_stays(
    client, tokens, token, caplog
):
    secret = token(Level.INTERNAL)
    tokens.chmod(0o644)
    with caplog.at_level(logging.ERROR):
        refused = client.get("/", headers=HTML | bearer(secret))
    assert refused.status_code == 500
    assert "others may read it" in caplog.text
    assert str(tokens) not in refused.text
    assert client.get("/", headers=HTML).status_code == 200


def test_answers_depend_on_the_header_and_those_to_a_token_are_private(client, token):
    paths = ["/", "/id/org-public", "/search?q=Open&format=json", "/sparql?query=ASK{}", "/nowhere"]
    for path in paths:
        assert "Authorization" in client.get(path).headers["Vary"], path
        private = client.get(path, headers=bearer(token(Level.INTERNAL)))
        assert private.headers["Cache-Control"] == "private, no-cache", path
        assert private.headers["Cross-Origin-Resource-Policy"] == "same-origin", path
    healthy = client.get("/health", headers=bearer(token(Level.INTERNAL)))
    assert healthy.headers["Cache-Control"] == "no-store"
    with client.get("/static/any/icon.svg") as file:
        assert "Authorization" not in file.headers.get("Vary", "")


def test_who_asks_is_the_name_of_the_token_or_the_address_behind_the_proxy(app, token):
    def client_of(headers: dict[str, str]) -> str:
        with app.test_request_context("/health", headers=headers) as made:
            app.preprocess_request()
            assert made.request.path == "/health"
            return context.client()

    assert client_of(bearer(token(Level.RESTRICTED))) == "restricted"
    seen: list[str] = []
    app.after_request(lambda response: seen.append(context.client()) or response)
    sent = {"X-Forwarded-For": "198.51.100.1, 203.0.113.7"}
    app.test_client().get("/health", headers=sent)
    assert seen == ["203.0.113.7"], "what the client itself wrote is not believed"


def test_no_token_reaches_the_log_or_an_answer(client, token, caplog):
    secret = token(Level.INTERNAL)
    texts = []
    with caplog.at_level(logging.DEBUG):
        for headers in (bearer(secret), basic(secret), bearer(secret + "x"), basic("", secret)):
            for path in ("/", "/nowhere", "/sparql?query=broken", "/id/org-none"):
                answer = client.get(path, headers=HTML | headers)
                texts.append(answer.text + str(answer.headers))
    assert [text for text in [*texts, caplog.text] if secret in text] == []
