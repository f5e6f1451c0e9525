"""Finished pages are kept, and never shown for other data or in another language."""

from __future__ import annotations

from datetime import UTC, datetime

from lien.settings import Settings
from lien.store import Directory, Level
from lien_webapp.factory import create_app

NOW = datetime(2026, 11, 22, tzinfo=UTC)
GRAPH = "https://w3id.org/lien/graph/test/kept"
HTML = {"Accept": "text/html"}


def commit(directory: Directory, name: str) -> None:
    body, ns = "<https://w3id.org/lien/id/org-kept>", "https://w3id.org/lien/"
    lines = [
        f"{body} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{ns}ns#Body> <{GRAPH}> .",
        f'{body} <http://www.w3.org/2004/02/skos/core#prefLabel> "{name}" <{GRAPH}> .',
        f"<{GRAPH}> <{ns}ns#visibility> <{ns}scheme/visibility/public> <{GRAPH}> .",
    ]
    directory.commit({GRAPH: lines}, actor="test", operation="import", summary={}, now=NOW)


def test_a_change_of_the_data_is_seen_at_once(empty_directory: Directory) -> None:
    commit(empty_directory, "First name")
    app = create_app(Settings(), empty_directory.store.reader)
    client = app.test_client()
    for _ in range(2):
        assert "First name" in client.get("/id/org-kept", headers=HTML).text
    commit(empty_directory, "Second name")
    assert "Second name" in client.get("/id/org-kept", headers=HTML).text


def test_each_language_has_its_own_page(empty_directory: Directory) -> None:
    commit(empty_directory, "Name")
    client = create_app(Settings(), empty_directory.store.reader(Level.PUBLIC)).test_client()
    for lang in ("fr", "en", "zh"):
        answer = client.get("/id/org-kept", headers=HTML | {"Accept-Language": lang})
        assert f'<html lang="{lang}">' in answer.text
