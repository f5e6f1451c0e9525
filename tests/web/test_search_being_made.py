"""While the index is made from many facts a search says so at once, and the rest works."""

from __future__ import annotations

import time
from threading import Event
from typing import Any

import pytest
from flask.testing import FlaskClient

from lien import resources
from lien.search import Indexes
from lien.settings import Settings
from lien.store import Node, Reader, Table
from lien_webapp.factory import create_app

HTML = {"Accept": "text/html"}


class Gated:
    """A reader that answers the first question of the index when it is let."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.open = Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def patient(self) -> Gated:
        return self

    def select(self, query: str, /, **values: Node | None) -> Table:
        if query == resources.query("search_things"):
            assert self.open.wait(60)
        return self._reader.select(query, **values)


@pytest.fixture
def gated(seed_store: Reader) -> Gated:
    return Gated(seed_store)


def client_of(gated: Gated, *, small: int, patience: float = 60) -> FlaskClient:
    app = create_app(Settings(), gated)  # type: ignore[arg-type]
    app.extensions["lien-search"] = Indexes(None, small=small, patience=patience)
    return app.test_client()


@pytest.mark.parametrize(
    ("small", "patience"),
    [pytest.param(0, 60, id="many facts"), pytest.param(100_000, 0.1, id="a slow machine")],
)
def test_a_search_says_that_the_index_is_being_made_and_finds_once_it_is(
    gated: Gated, small: int, patience: float
) -> None:
    client = client_of(gated, small=small, patience=patience)
    for lang, title in (
        ("en", "One moment"),
        ("fr", "Un instant"),
        ("zh", "请稍候"),
    ):
        page = client.get(f"/search?q=CAS&lang={lang}", headers=HTML)
        assert (page.status_code, page.headers["Retry-After"]) == (200, "2")
        assert '<meta http-equiv="refresh" content="2">' in page.text
        assert f"<h1>{title}</h1>" in page.text
        assert "ETag" not in page.headers
        for address in ("/search?q=CAS&format=json", "/suggest?q=CAS"):
            answer = client.get(f"{address}&lang={lang}")
            assert (answer.status_code, answer.headers["Retry-After"]) == (202, "2")
            assert set(answer.get_json()) == {"status"}
    assert client.get("/id/org-cas", headers=HTML).status_code == 200
    assert client.get("/id/org-case", headers=HTML).status_code == 404
    gated.open.set()
    until = time.monotonic() + 60
    while (found := client.get("/search?q=CAS&format=json")).status_code == 202:
        assert time.monotonic() < until
        time.sleep(0.05)
    assert found.get_json()["rows"][0]["thing"].endswith("org-cas")


def test_a_small_index_is_waited_for(gated: Gated) -> None:
    gated.open.set()
    answer = client_of(gated, small=100_000).get("/search?q=CAS&format=json")
    assert answer.status_code == 200
