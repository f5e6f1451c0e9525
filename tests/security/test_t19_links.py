"""T19: only an address that a reader may be sent to by a click becomes a link."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.e2e.walk import Site

from lien_webapp.security import safe_link

from .hostile import LINKS

WRITTEN = (
    " javascript:ran()", "\tjavascript:ran()", "\x00javascript:ran()", "java\tscript:ran()",
    "java\nscript:ran()", "java\rscript:ran()", "javascript\t:ran()", "\u00a0javascript:ran()",
    "\u2028javascript:ran()", "&#106;avascript:ran()", "%6Aavascript:ran()", "//example.org/",
    "///example.org", "\\\\example.org", "/\\example.org", "https:\\\\example.org", "https:/x",
    "https://", "https://#", "https://?x", "https://exa mple.org/", "https://example.org/\"x",
    "https://example.org/'x", "https://example.org/<x>", "https://example.org/`x",
    "https://example.org/{x}", "https://example.org/\r\nSet-Cookie: x", "https://[::1", "mailto:",
    "https://example.org\\@evil.example/", "https://a@b@example.org/", "https://:@example.org/",
)  # fmt: skip
"""What no term of RDF can be, and a form or a table may hold."""
GOOD = ("https://www.cnrs.fr/fr", "http://www.cas.cn/", "https://例子.中国/路径?问=答#片段")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


@pytest.mark.threat("T19")
def test_what_is_no_plain_web_address_is_no_link(cases: Any) -> None:
    assert [address for address in (*LINKS, *WRITTEN) if safe_link(address)] == []
    assert [address for address in GOOD if not safe_link(address)] == []
    assert len({*LINKS, *WRITTEN}) >= 60
    cases.tried(len({*LINKS, *WRITTEN, *GOOD}))


@pytest.mark.threat("T19")
def test_every_link_of_every_page_leads_to_us_or_to_a_web_address(
    hostile_walk: Site, cases: Any
) -> None:
    """The facts name a hostile address as the page of each source and body."""
    wrong, foreign = [], 0
    for address, anchors in hostile_walk.anchors.items():
        for anchor in anchors:
            held = {name: unescape(value) for name, value in ATTRIBUTE.findall(anchor)}
            scheme = urlsplit(held.get("href", "")).scheme
            safe = scheme in ("http", "https") and "noopener" in held.get("rel", "")
            if scheme and not safe:
                wrong.append((address, held))
            foreign += bool(scheme)
            cases.tried(1)
    assert wrong == []
    assert foreign > 10
