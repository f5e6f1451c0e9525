"""One address, several representations: quality values decide, then precision, then order."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "text/html"),
        ("*/*", "text/html"),
        (BROWSER, "text/html"),
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/json", "application/json"),
        ("application/json, text/plain, */*", "application/json"),
        ("text/turtle;q=0.4, application/ld+json;q=0.9", "application/ld+json"),
        ("text/html;q=0, */*;q=0.1", "text/turtle"),
        ("text/*;q=0.3, application/ld+json;q=0.2", "text/html"),
    ],
)
def test_a_thing_comes_in_the_preferred_representation(
    client: FlaskClient, accept: str, expected: str
) -> None:
    answer = client.get("/id/org-cas", headers={"Accept": accept} if accept else {})
    assert answer.status_code == 200
    assert answer.mimetype == expected
    assert {"Accept", "Accept-Language"} <= set(answer.vary)


@pytest.mark.parametrize("name", ["turtle", "jsonld", "json", "html"])
def test_format_in_the_address_wins_over_the_header(client: FlaskClient, name: str) -> None:
    kinds = {"turtle": "text/turtle", "jsonld": "application/ld+json"}
    kinds |= {"json": "application/json", "html": "text/html"}
    answer = client.get(f"/id/org-cas?format={name}", headers={"Accept": "image/png"})
    assert answer.mimetype == kinds[name]


def test_what_nobody_offers_is_406_and_lists_what_is_offered(client: FlaskClient) -> None:
    answer = client.get("/id/org-cas", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/turtle" in answer.json["detail"]


@pytest.mark.parametrize(
    ("path", "kinds"),
    [
        ("/search?q=CAS", ["json"]),
        ("/agreements", ["json", "csv"]),
        ("/indicators", ["json", "csv"]),
        ("/things/Body", ["json", "csv"]),
        ("/questions/neighbours?body=org-cas", ["json", "csv"]),
        ("/limits", ["json"]),
    ],
)
def test_lists_are_data_too(client: FlaskClient, path: str, kinds: list[str]) -> None:
    types = {"json": "application/json", "csv": "text/csv"}
    for kind in kinds:
        answer = client.get(path, headers={"Accept": types[kind]})
        assert (answer.status_code, answer.mimetype) == (200, types[kind])


@pytest.mark.parametrize(
    ("header", "query", "lang"),
    [
        ("", "", "fr"),
        ("zh-CN,zh;q=0.9,en;q=0.1", "", "zh"),
        ("de, en-GB;q=0.5, fr;q=0.4", "", "en"),
        ("fr", "?lang=zh", "zh"),
        ("en", "?lang=xx", "en"),
        ("de", "", "fr"),
    ],
)
def test_the_language_is_the_one_asked_for(
    client: FlaskClient, header: str, query: str, lang: str
) -> None:
    answer = client.get(f"/about{query}", headers={"Accept-Language": header} if header else {})
    assert f'<html lang="{lang}">' in answer.text
    assert answer.headers["Content-Language"] == lang


def test_a_chosen_language_stays_in_the_links(client: FlaskClient) -> None:
    text = client.get("/?lang=zh").text
    assert 'href="/agreements?lang=zh"' in text
    assert 'href="/?lang=fr"' in text
    assert "lang=" not in client.get("/about").text.split("<main")[1].split("</main>")[0]
