"""The mediator's walk through the pages, by keyboard and by hand, in three languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Open = Callable[..., Page]


@pytest.mark.parametrize("lang", ["fr", "en", "zh"])
@pytest.mark.parametrize("words", ["中国科学院", "CAS", "Académie des sciences de Chine"])
def test_suggestions_lead_to_the_body_by_keyboard(open_page: Open, lang: str, words: str) -> None:
    page = open_page(f"/?lang={lang}")
    field = page.get_by_role("combobox").first
    field.fill(words)
    expect(page.get_by_role("option").first).to_be_visible()
    field.press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    page.wait_for_url(f"**/id/org-cas?lang={lang}")


def test_pages_work_without_scripts(open_page: Open) -> None:
    page = open_page("/?lang=en", java_script_enabled=False)
    page.get_by_role("searchbox").fill("E2P2L")
    page.get_by_role("main").get_by_role("button").first.click()
    page.get_by_role("link", name="Eco-Efficient Products and Processes").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Eco-Efficient")
