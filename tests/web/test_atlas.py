"""The atlas: drawn once in the background, the same in the picture and in the list."""

from __future__ import annotations

import time

from flask.testing import FlaskClient

from lien.projection.networkx import project
from lien.store import Reader


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


def test_while_it_is_drawn_the_page_says_so_and_is_not_kept(client: FlaskClient) -> None:
    first = client.get("/atlas?lang=fr")
    if "Retry-After" in first.headers:
        assert "en cours de dessin" in first.text
        assert "ETag" not in first.headers
    page = drawn(client, "/atlas?lang=fr").text  # type: ignore[attr-defined]
    assert "éléments dans l’image" in page
    assert "Centre national" in page or "Centre National" in page
