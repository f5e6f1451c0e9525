"""Every page in three languages, what it must show, and what it must never show."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape

import pytest
from flask.testing import FlaskClient

from lien.settings import Settings
from lien.store import Directory, Level, Reader
from lien_webapp.factory import create_app

Get = Callable[..., str]
HREF = re.compile(r'href="([^"#]*)')
HIDDEN = ("graph/seed/unverified", "Laboratoire de chimie bactérienne")
CLASS = "UnverifiedStatement"


def plain(html: str) -> str:
    """The text of the main part of a page, spaces folded."""
    main = html.split("<main")[1].split("</main>", maxsplit=1)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_every_page_exists_in_every_language(page: Get, page_path: str, page_lang: str) -> None:
    text = page(page_path, page_lang)
    assert f'<html lang="{page_lang}">' in text
    assert text.count("<h1") == 1
    assert "Traceback" not in text
    assert "None<" not in text


@pytest.mark.parametrize("words", ["中国科学院", "CAS", "Académie des sciences de Chine", "cas"])
def test_the_same_body_is_found_in_every_language(client: FlaskClient, words: str) -> None:
    answer = client.get("/search", query_string={"q": words, "format": "json"})
    assert answer.json is not None
    assert answer.json["rows"][0]["thing"].endswith("/id/org-cas")
    suggested = client.get("/suggest", query_string={"q": words})
    assert suggested.json is not None
    assert suggested.json["suggestions"][0]["page"] == "/id/org-cas"


def test_the_home_page_shows_the_four_announced_figures_without_value(page: Get) -> None:
    for lang, words in (
        ("fr", "non donné par la source"),
        ("en", "not given by the source"),
        ("zh", "来源未给出"),
    ):
        assert plain(page("/", lang)).count(words) == 4


@pytest.mark.parametrize(
    ("lang", "month"), [("fr", "octobre 1978"), ("en", "October 1978"), ("zh", "1978年10月")]
)
def test_a_month_stays_a_month_and_agreements_stand_in_order(
    page: Get, lang: str, month: str
) -> None:
    text = plain(page("/agreements", lang))
    assert month in text
    assert not re.search(r"\b1(er)? (octobre|October) 1978|1978年10月1日", text)
    assert text.index("1978") < text.index(month) < text.index("1997")


def test_the_contradiction_on_the_agreement_of_january_1978_is_visible(page: Get) -> None:
    text = plain(page("/id/agr-france-china-1978", "en"))
    assert "Sources disagree" in text
    assert text.index("21 January 1978") < text.index("kept here") < text.index("21 October 1978")
    assert "embassy brochure of 2012" in text


def test_links_read_from_the_side_of_the_page(page: Get) -> None:
    action, person = plain(page("/id/act-e2p2l")), plain(page("/id/per-patrick-nedellec"))
    assert "Partners" in action
    assert "Holds a role in" not in action
    assert "People 3" in action
    assert "Holds a role in" in person


def test_every_link_leads_to_who_says_so(client: FlaskClient, page: Get) -> None:
    text = page("/id/act-e2p2l")
    links = [unescape(link) for link in HREF.findall(text) if "/questions/origin" in link]
    links = [link for link in links if "value=" in link]
    assert len(links) == 23
    for link in links[:4]:
        answer = client.get(f"{link}&format=json")
        assert answer.json is not None
        assert answer.json["count"] >= 1
        assert all(row["source"] for row in answer.json["rows"])


def test_the_query_of_a_block_gives_the_rows_of_the_block(client: FlaskClient, page: Get) -> None:
    text = page("/id/org-cas")
    (link,) = {unescape(link) for link in HREF.findall(text) if "/questions/neighbours" in link}
    rows = client.get(f"{link}&format=json").json
    assert rows is not None
    assert f"Links {rows['count']}" in plain(text)
    shown = client.get(link, headers={"Accept": "text/html"}).text
    (sparql,) = {unescape(link) for link in HREF.findall(shown) if "/sparql?query" in link}
    answer = json.loads(client.get(sparql).data)
    assert len(answer["results"]["bindings"]) == rows["count"]


def test_sources_are_numbered_and_every_number_leads_to_one(page: Get, page_path: str) -> None:
    text = page(page_path)
    wanted = set(re.findall(r'href="#(source-\d+)"', text))
    assert wanted == set(re.findall(r'<li id="(source-\d+)"', text)) or not wanted


def test_nothing_of_the_hidden_graph_is_on_any_page(client: FlaskClient) -> None:
    todo, seen = deque(["/"]), set()
    while todo and len(seen) < 120:
        path = todo.popleft()
        if path in seen:
            continue
        seen.add(path)
        answer = client.get(path, headers={"Accept": "text/html"})
        assert answer.status_code in (200, 202), path
        assert not [word for word in HIDDEN if word in answer.text], path
        assert CLASS not in answer.text or path.startswith("/ontology"), path
        links = [unescape(link) for link in HREF.findall(answer.text)]
        todo.extend(
            link
            for link in links
            if link.startswith("/") and not re.search(r"static|lang=|format=|query=", link)
        )
    assert len(seen) == 120


@pytest.mark.parametrize("path", ["/graph/seed/unverified", "/things/UnverifiedStatement"])
def test_what_is_hidden_is_as_unknown_as_what_does_not_exist(
    client: FlaskClient, path: str
) -> None:
    hidden, absent = client.get(path), client.get(path.replace("nverified", "nheard"))
    assert hidden.status_code == absent.status_code == 404
    assert hidden.json is not None
    assert absent.json is not None
    assert {**hidden.json, "detail": "", "name": ""} == {**absent.json, "detail": "", "name": ""}


def test_hostile_labels_are_inert(empty_directory: Directory) -> None:
    label = "<img src=x onerror=alert(1)>\"' {{7*7}} </script> \u202e" + "長" * 300
    graph = "https://w3id.org/lien/graph/test/hostile"
    body = "https://w3id.org/lien/id/org-hostile"
    words = [
        ("<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", "<https://w3id.org/lien/ns#Body>"),
        ("<http://www.w3.org/2004/02/skos/core#prefLabel>", json.dumps(label, ensure_ascii=False)),
        ("<http://www.w3.org/2004/02/skos/core#hiddenLabel>", '"hostile"'),
        ("<http://xmlns.com/foaf/0.1/homepage>", "<javascript:alert(1)>"),
    ]
    lines = [f"<{body}> {name} {value} <{graph}> ." for name, value in words]
    lines.append(
        f"<{graph}> <https://w3id.org/lien/ns#visibility>"
        f" <https://w3id.org/lien/scheme/visibility/public> <{graph}> ."
    )
    now = datetime(2026, 11, 22, tzinfo=UTC)
    empty_directory.commit({graph: lines}, actor="test", operation="import", summary={}, now=now)
    app = create_app(Settings(), empty_directory.store.reader(Level.PUBLIC))
    client = app.test_client()
    for path in ("/id/org-hostile", "/search?q=hostile", "/things/Body", "/"):
        text = client.get(path, headers={"Accept": "text/html"}).text
        assert "<img src=x" not in text
        assert 'href="javascript' not in text
        assert "</script> " not in text
    assert "&lt;img src=x" in client.get("/id/org-hostile", headers={"Accept": "text/html"}).text


def test_health_tells_the_version_of_the_data(client: FlaskClient, seed_store: Reader) -> None:
    answer = client.get("/health")
    assert answer.json is not None
    assert answer.json["status"] == "ok"
    assert answer.json["data_version"] == seed_store.version


@pytest.mark.parametrize(("lang", "length"), [("fr", "5 ans"), ("en", "5 years"), ("zh", "5年")])
def test_the_term_of_the_treaty_is_in_the_words_of_the_page(
    page: Get, lang: str, length: str
) -> None:
    """Five years, then renewed by silence: agreement_periods.csv."""
    text = plain(page(f"/id/agr-france-china-1978?lang={lang}")).replace("\xa0", " ")
    assert f"{length} ·" in text
