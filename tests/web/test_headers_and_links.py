"""The headers of every response, and the one door for foreign addresses."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from lien.export.html import bundle
from lien_webapp.security import HEADERS, safe_link

FORBIDDEN = ("unsafe", "http:", "https:", "*", "nonce-", "sha256-")


def test_every_page_carries_the_headers(client: FlaskClient, page_path: str) -> None:
    answer = client.get(page_path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value


def test_head_says_of_every_page_what_get_says(client: FlaskClient, page_path: str) -> None:
    get, head = client.get(page_path), client.head(page_path)
    assert (head.status_code, head.data) == (200, b"")
    assert dict(head.headers) == dict(get.headers)


@pytest.mark.parametrize(
    "path",
    ["/health", "/static/any/icon.svg", "/id/nobody", "/sparql?query=nonsense", "/no/where"],
)
def test_errors_and_files_carry_the_headers(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        for name, value in HEADERS.items():
            assert answer.headers[name] == value


def test_a_browser_keeps_what_is_named_after_its_content_and_asks_again_for_the_rest(
    client: FlaskClient,
) -> None:
    """A new version of a file has a new name; a page of before finds the file all the same."""
    page = client.get("/explore?focus=org-cnrs", headers={"Accept": "text/html"}).text
    (own,) = re.findall(r'src="(/static/[^"]+/pages/explore\.js)"', page)
    for address in (f"/static/vendor/{bundle().name}", own):
        with client.get(address) as kept:
            assert (kept.status_code, kept.cache_control.max_age) == (200, 31_536_000)
    with client.get("/static/before/pages/explore.js") as old:
        assert (old.status_code, old.cache_control.no_cache) == (200, True)
        assert not old.cache_control.immutable


def test_the_policy_allows_nothing_from_elsewhere_and_nothing_inline() -> None:
    assert not any(word in HEADERS["Content-Security-Policy"] for word in FORBIDDEN)


def test_no_page_has_inline_script_or_style(client: FlaskClient, page_path: str) -> None:
    text = client.get(page_path, headers={"Accept": "text/html"}).text.lower()
    assert "style=" not in text
    assert "<style" not in text
    assert "<script>" not in text
    assert " onclick=" not in text
    assert "javascript:" not in text


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScript:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "https://user:secret@example.org/",
        'https://example.org/"onmouseover="x',
        "https://example.org/<x>",
        "https://example.org/a b",
        "https://",
        "https://[broken",
        "//example.org/",
        "mailto:x@example.org",
        "",
    ],
)
def test_what_is_not_a_plain_web_address_is_no_link(address: str) -> None:
    assert safe_link(address) == ""


@pytest.mark.parametrize(
    "address",
    ["https://www.cnrs.fr/fr", "http://www.cas.cn/", "https://例子.中国/路径?问=答#片段"],
)
def test_web_addresses_are_links(address: str) -> None:
    assert safe_link(address) == address


def test_a_foreign_host_name_is_refused(client: FlaskClient) -> None:
    assert client.get("/about", headers={"Host": "evil.example"}).status_code == 400


def test_a_body_beyond_the_limit_is_refused(client: FlaskClient) -> None:
    answer = client.post("/sparql", data={"query": "x" * 3_000_000})
    assert answer.status_code == 413
