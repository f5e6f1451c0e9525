"""T21: no text is evaluated as a template, forges a line of a log, or adds a header."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from html import escape
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lien.export.html import graph_html
from lien.settings import Settings
from lien.store import Reader
from lien_webapp.factory import create_app

from .hostile import TEXTS
from .test_t17_xss import REFLECTED
from .test_t18_graph_widget import graph_of

PRODUCT = str(1234 * 4321)
TEMPLATES = (
    "{{1234*4321}}", "{{ 1234 * 4321 }}", "{%print(1234*4321)%}", "{%if 1%}{{1234*4321}}{%endif%}",
    "${1234*4321}", "#{1234*4321}", "<%= 1234*4321 %>", "{1234*4321}", "*{1234*4321}",
    "@(1234*4321)", "[[${1234*4321}]]", "{{config.items()}}{{1234*4321}}",
)  # fmt: skip
BREAKS = (
    "x\nFORGED line", "x\rFORGED line", "x\r\nFORGED line", "x\r\nSet-Cookie: forged=1",
    "x\r\n\r\n<html>FORGED", "x\x0bFORGED", "x\x85FORGED", "x\u2028FORGED", "x\x1b[2JFORGED",
    'x"; filename="forged.exe',
)  # fmt: skip
HTML = {"Accept": "text/html"}
FILES = (
    "/explore/export?focus=%s&format=csv",
    "/questions/%s?format=csv",
    "/things/%s?format=csv",
    "/sparql?query=SELECT(1 AS ?x){}&download=%s",
)


@pytest.fixture(scope="module")
def client(seed_store: Reader) -> FlaskClient:
    return create_app(Settings(), seed_store).test_client()


class Broken:
    """A reader that fails at whatever it is asked."""

    version = "0"
    level = 0

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError("x\nFORGED by the fault itself")


@pytest.fixture
def failing() -> Iterator[tuple[FlaskClient, io.StringIO]]:
    """The pages over a broken reader, and what they write to the log."""
    app: Flask = create_app(Settings(), Broken())  # type: ignore[arg-type]
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.Formatter("ENTRY %(message)s"))
    app.logger.addHandler(handler)
    yield app.test_client(), written
    app.logger.removeHandler(handler)


@pytest.mark.threat("T21")
def test_no_text_is_evaluated_as_a_template(client: FlaskClient, cases: Any) -> None:
    for turn, place in enumerate(REFLECTED):
        for text in TEMPLATES[:: cases.number(6, 1)] + TEMPLATES[turn : turn + 1]:
            answer = client.get(place % quote(text, safe=""), headers=HTML)
            assert PRODUCT not in answer.text, (place, text)
            cases.tried(1)


@pytest.mark.threat("T21")
def test_no_name_is_evaluated_as_a_template_in_a_file(cases: Any) -> None:
    braces = [number for number, text in enumerate(TEXTS) if set(text) & set("{$%#")]
    for number in braces:
        page = graph_html(graph_of(range(number, number + 1), "label"), title=TEXTS[number])
        assert escape(f"{TEXTS[number]}⟦{number:03}⟧") in page
        cases.tried(1)
    for text in TEMPLATES:
        page = graph_html(graph_of(range(1), "label"), title=text)
        assert PRODUCT not in page.split("<script")[0]
        cases.tried(1)


@pytest.mark.threat("T21")
def test_a_request_writes_one_entry_that_no_text_can_split(
    failing: tuple[FlaskClient, io.StringIO], cases: Any
) -> None:
    client, written = failing
    for text in BREAKS:
        for place in ("/id/%s", "/things/%s", "/questions/%s"):
            written.seek(0)
            written.truncate()
            answer = client.get(place % quote(text, safe=""), headers=HTML | {"User-Agent": "x"})
            assert answer.status_code in (404, 500)
            lines = written.getvalue().splitlines()  # also at \x85 and \u2028
            assert len([line for line in lines if line.startswith("ENTRY")]) <= 1
            assert not [
                line for line in lines if line.startswith(("FORGED", "<html", "Set-Cookie"))
            ], (place, text)
            assert "\x1b" not in written.getvalue()
            cases.tried(1)


@pytest.mark.threat("T21")
def test_no_text_adds_a_header_or_names_a_file(client: FlaskClient, cases: Any) -> None:
    for text in (*BREAKS, *TEMPLATES[:2]):
        for place in FILES:
            answer = client.get(place % quote(text, safe=""))
            assert "forged" not in str(answer.headers).lower(), (place, text)
            assert "Set-Cookie" not in answer.headers
            assert answer.status_code in (400, 404, 406), (place, text)
            cases.tried(1)
        for header in ("Accept-Language", "Accept", "User-Agent", "If-None-Match"):
            sent = text.encode("utf-8").decode("latin-1")
            if "\n" in sent or "\r" in sent:  # no client and no server lets these through
                continue
            answer = client.get("/about", headers={header: sent})
            assert answer.status_code < 500
            assert "FORGED" not in str(answer.headers)
            cases.tried(1)
