"""Errors have one shape, a page or a problem document, in the language of the reader."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from lien import errors
from lien_webapp.errors import HINTS, STATUS, TITLES

HTML = {"Accept": "text/html"}


def classes(root: type[errors.LienError]) -> set[type[errors.LienError]]:
    return {root}.union(*(classes(child) for child in root.__subclasses__()))


def test_every_error_of_the_library_has_a_status() -> None:
    own = {found for found in classes(errors.LienError) if found.__module__ == "lien.errors"}
    assert own == set(STATUS)


def test_every_status_has_a_title_and_a_hint() -> None:
    assert set(STATUS.values()) | {403, 404, 405, 406, 413, 415} <= set(TITLES)
    assert set(TITLES) == set(HINTS)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/id/org-nobody", 404),
        ("GET", "/scheme/action-kind/nothing", 404),
        ("GET", "/scheme/nothing", 404),
        ("GET", "/graph/seed/nothing", 404),
        ("GET", "/things/Nothing", 404),
        ("GET", "/questions/nothing", 404),
        ("GET", "/questions/neighbours?format=json", 400),
        ("GET", "/questions/neighbours?body=org-cas&colour=red", 400),
        ("GET", "/no/such/page", 404),
        ("GET", "/agreements?from=soon", 400),
        ("GET", "/agreements?page=99", 400),
        ("POST", "/about", 405),
        ("DELETE", "/sparql", 405),
        ("GET", "/about?format=docx", 200),
        ("GET", "/limits?format=docx", 406),
        ("GET", "/sparql?query=", 400),
        ("POST", "/sparql", 415),
        ("GET", "/rdf-graph-store", 400),
        ("PUT", "/rdf-graph-store?default", 405),
    ],
)
def test_errors_for_programs_are_problem_documents(
    client: FlaskClient, method: str, path: str, status: int
) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == status
    if status == 200:
        return
    assert answer.mimetype == "application/problem+json"
    assert answer.json is not None
    assert {"type", "status", "title", "detail", "hint"} <= set(answer.json)
    assert answer.json["status"] == status
    assert answer.json["title"]
    assert answer.json["hint"]


@pytest.mark.parametrize("path", ["/id/org-nobody", "/no/such/page", "/questions/nothing"])
def test_errors_for_people_are_pages_in_their_language(
    client: FlaskClient, path: str, page_lang: str
) -> None:
    answer = client.get(f"{path}?lang={page_lang}", headers=HTML)
    title = {"fr": "Introuvable", "en": "Not found", "zh": "未找到"}[page_lang]
    assert answer.status_code == 404
    assert answer.mimetype == "text/html"
    assert f"<h1>{title}</h1>" in answer.text
    assert "Traceback" not in answer.text


def test_an_unknown_thing_comes_with_close_matches(client: FlaskClient) -> None:
    answer = client.get("/id/e2p2l")
    assert answer.json is not None
    assert any(match["page"].endswith("/id/act-e2p2l") for match in answer.json["close"])
    assert "/id/act-e2p2l" in client.get("/id/e2p2l", headers=HTML).text


@pytest.mark.parametrize(
    "accept", ["application/json", "application/ld+json", "text/turtle", "text/html"]
)
@pytest.mark.parametrize("slug", ["org-nowhere", "unit-lcb", "%3Cx%3E", "a%20b", "中"])
def test_what_is_not_there_is_not_found_in_any_form(
    client: FlaskClient, slug: str, accept: str
) -> None:
    answer = client.get(f"/id/{slug}", headers={"Accept": accept})
    assert answer.status_code == 404
    if accept != "text/html":
        assert answer.json is not None
        assert answer.json["hint"]


def test_malformed_sparql_names_line_and_column(client: FlaskClient) -> None:
    text = "SELECT ?s\nWHERE { ?s ?p }"
    answer = client.get("/sparql", query_string={"query": text})
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["line"] == 2
    assert answer.json["column"] > 1
    shown = client.get("/sparql", query_string={"query": text, "lang": "en"}, headers=HTML)
    assert shown.status_code == 400
    assert "Line 2, column" in shown.text


@pytest.mark.parametrize(
    "hostile",
    ["<script>alert(1)</script>", "\"onmouseover='x'", "{{7*7}}", "%(status)s", "\u202e\u0000x"],
)
def test_what_was_asked_is_echoed_as_text_only(client: FlaskClient, hostile: str) -> None:
    for path, name in (("/search", "q"), ("/sparql", "query"), ("/agreements", "text")):
        text = client.get(path, query_string={name: hostile}, headers=HTML).text
        assert "<script>alert" not in text
        assert '"onmouseover' not in text
        assert "49" not in text.split("<main")[1].split("</h1>")[0]
    missing = client.get(f"/id/{hostile}", headers=HTML)
    assert missing.status_code in (400, 404)
    assert "<script>alert" not in missing.text
