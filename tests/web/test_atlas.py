"""The atlas: drawn once in the background, the same in the picture and in the list."""

from __future__ import annotations

import time
from threading import Event
from typing import Any

import pytest
from flask.testing import FlaskClient

from lien import resources
from lien.errors import QueryTimeout
from lien.projection.networkx import project
from lien.settings import Settings
from lien.store import Node, Reader, Table
from lien_webapp import known
from lien_webapp.factory import create_app


def drawn(client: FlaskClient, path: str) -> object:
    """The answer as soon as the drawing is there."""
    deadline = time.monotonic() + 60
    while (answer := client.get(path)).status_code == 202 or "Retry-After" in answer.headers:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return answer


def test_picture_list_and_projection_hold_the_same(client: FlaskClient, seed_store: Reader) -> None:
    picture = drawn(client, "/atlas/picture?lang=en").json  # type: ignore[attr-defined]
    rows = drawn(client, "/atlas?format=json&lang=en").json  # type: ignore[attr-defined]
    graph = project(seed_store)
    pairs = {frozenset((a, b)) for a, b in graph.edges() if a != b}
    linked = {thing for pair in pairs for thing in pair}
    things = picture["things"]
    assert set(things) == linked
    assert [row["thing"] for row in rows["rows"]] == things
    assert rows["unlinked"] == len(graph) - len(linked)
    ends = zip(picture["from"], picture["to"], strict=True)
    assert {frozenset((things[a], things[b])) for a, b in ends} == pairs
    assert [row["others"] for row in rows["rows"]] == picture["others"]
    assert picture["others"] == sorted(picture["others"], reverse=True)
    assert things[0] == "org-cnrs"
    assert all(0 <= at <= picture["grid"] for at in picture["x"] + picture["y"])


class Slow:
    """A reader without the time for every link; its patient twin has it, once it is let."""

    def __init__(self, store: Reader, allowed: Event | None = None) -> None:
        self._store, self._allowed = store, allowed
        self.let = allowed or Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def select(self, text: str, /, **values: Node | None) -> Table:
        if text == resources.query("links"):
            if self._allowed is None:
                raise QueryTimeout(10.0)
            assert self._allowed.wait(60)
        return self._store.select(text, **values)

    def patient(self) -> Slow:
        return Slow(self._store, self.let)


@pytest.mark.parametrize(
    "address",
    [
        "/atlas/picture",
        "/explore/neighbourhood?body=org-cas&depth=2",
        "/paths?from=org-cas&to=org-cnrs&format=json",
    ],
)
def test_links_that_take_longer_than_a_question_may_are_waited_for(
    seed_store: Reader, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known, "PATIENCE", 0.1)
    slow = Slow(seed_store)
    client = create_app(Settings(), slow).test_client()  # type: ignore[arg-type]
    first = client.get(address)
    assert (first.status_code, set(first.get_json())) == (202, {"status"})
    slow.let.set()
    found = drawn(client, address)
    assert found.status_code == 200  # type: ignore[attr-defined]
    assert found.get_json().keys() & {"things", "nodes", "paths"}  # type: ignore[attr-defined]


def test_while_it_is_drawn_the_page_says_so_and_is_not_kept(client: FlaskClient) -> None:
    first = client.get("/atlas?lang=fr")
    if "Retry-After" in first.headers:
        assert "en cours de dessin" in first.text
        assert "ETag" not in first.headers
    page = drawn(client, "/atlas?lang=fr").text  # type: ignore[attr-defined]
    assert "objets dans l’image" in page
    assert "Centre national" in page or "Centre National" in page
