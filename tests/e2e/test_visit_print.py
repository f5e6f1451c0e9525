"""The dossier of the largest partner, printed: at most two pages of A4 in every language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from lien.settings import Settings
from lien.store import Reader
from lien_webapp.factory import create_app


@pytest.fixture(scope="module")
def made(seed_store: Reader) -> Flask:
    return create_app(Settings(), seed_store)


@pytest.mark.parametrize("lang", ["fr", "en", "zh"])
@pytest.mark.parametrize("partner", ["org-cas", "org-cnrs"])
def test_the_copy_prints_on_two_pages_and_asks_for_nothing(
    browser: Browser, made: Flask, tmp_path: Path, partner: str, lang: str
) -> None:
    """The copy, opened from the disk: what it draws is what the browser's PDF has."""
    file = tmp_path / "visit.html"
    answer = made.test_client().get(f"/visit/{partner}/copy?on=2026-11-23&lang={lang}")
    file.write_bytes(answer.data)
    page = browser.new_page()
    asked: list[str] = []
    told: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.goto(file.as_uri())
    pdf = page.pdf(prefer_css_page_size=True)
    accent = page.evaluate("getComputedStyle(document.querySelector('.sheet h2')).fontSize")
    page.close()
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 2
    assert re.search(rb"/MediaBox \[0 0 59[45][.\d]* 84[12]", pdf)
    assert asked == [file.as_uri()]
    assert told == []
    assert accent != "16px", "the style of the file is applied"
