"""Finished answers leave without the application, and only those that anybody may have."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from lien.settings import Settings
from lien.store import Directory
from lien_webapp.factory import create_app

NOW = datetime(2026, 11, 22, tzinfo=UTC)
GRAPH = "https://w3id.org/lien/graph/test/front"
HTML = {"Accept": "text/html"}
PAGE = "/id/org-kept"


def commit(directory: Directory, name: str) -> None:
    body, ns = "<https://w3id.org/lien/id/org-kept>", "https://w3id.org/lien/"
    lines = [
        f"{body} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{ns}ns#Body> <{GRAPH}> .",
        f'{body} <http://www.w3.org/2004/02/skos/core#prefLabel> "{name}" <{GRAPH}> .',
        f"<{GRAPH}> <{ns}ns#visibility> <{ns}scheme/visibility/public> <{GRAPH}> .",
    ]
    directory.commit({GRAPH: lines}, actor="test", operation="import", summary={}, now=NOW)


class Counted:
    """The application behind its front, with a count of the requests that reach it."""

    def __init__(self, app: Flask) -> None:
        self.number = 0
        front: Any = app.wsgi_app
        inner = front._application

        def count(environ: Any, start_response: Any) -> Iterable[bytes]:
            self.number += 1
            return inner(environ, start_response)

        front._application = count


@pytest.fixture
def app(empty_directory: Directory) -> Flask:
    commit(empty_directory, "First name")
    return create_app(Settings(), empty_directory.store.reader)


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (PAGE, HTML),
        (f"{PAGE}?format=turtle", {}),
        ("/questions/describe?thing=org-kept&format=json", {}),
        ("/sparql?query=ASK%20%7B%7D", {}),
        (PAGE, HTML | {"Accept-Encoding": "gzip"}),
    ],
)
def test_the_second_answer_is_the_first_one_and_nobody_made_it(app, path, headers):
    counted, client = Counted(app), app.test_client()
    first, second = (client.get(path, headers=headers) for _ in range(2))
    assert counted.number == 1
    assert (first.status_code, first.data) == (second.status_code, second.data)
    assert dict(first.headers) == dict(second.headers)


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/id/org-none", HTML),
        ("/health", {}),
        ("/sparql?query=ASK%20%7B%7D%20broken", {}),
        ("/sparql?query=SELECT%20%28RAND%28%29%20AS%20%3Fr%29%20%7B%7D", {}),
        (PAGE, HTML | {"Host": "elsewhere.example"}),
        (PAGE, HTML | {"Authorization": "Bearer wrong"}),
    ],
)
def test_errors_tokens_and_what_changes_by_itself_are_made_anew(app, path, headers):
    counted, client = Counted(app), app.test_client()
    for _ in range(2):
        client.get(path, headers=headers)
    assert counted.number == 2


def test_other_languages_forms_and_hosts_are_other_answers(app):
    counted, client = Counted(app), app.test_client()
    for headers in (
        HTML,
        HTML | {"Accept-Language": "zh"},
        HTML | {"Host": "127.0.0.1"},
        {"Accept": "text/turtle"},
    ):
        client.get(PAGE, headers=headers)
    assert counted.number == 4


def test_a_change_of_the_data_is_seen_at_once(app, empty_directory):
    counted, client = Counted(app), app.test_client()
    for _ in range(2):
        assert "First name" in client.get(PAGE, headers=HTML).text
    commit(empty_directory, "Second name")
    assert "Second name" in client.get(PAGE, headers=HTML).text
    assert counted.number == 2
