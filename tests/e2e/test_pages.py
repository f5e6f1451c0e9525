"""The mediator's walk through the pages, by keyboard and by hand, in three languages."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urljoin

from playwright.sync_api import Page, expect

from .conftest import Screen

Open = Callable[..., Page]


def test_suggestions_lead_to_the_body_by_keyboard(open_page: Open, screen: Screen) -> None:
    page = open_page("/", screen=screen)
    for words in ("中国科学院", "CAS", "Académie des sciences de Chine"):
        page.goto(urljoin(page.url, f"/?lang={screen.language}"))
        field = page.get_by_role("combobox").first
        field.fill(words)
        expect(page.get_by_role("option").first).to_be_visible()
        field.press("ArrowDown")
        expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
        field.press("Enter")
        page.wait_for_url(f"**/id/org-cas?lang={screen.language}")


def test_pages_work_without_scripts(open_page: Open) -> None:
    page = open_page("/?lang=en", java_script_enabled=False)
    page.get_by_role("searchbox").fill("E2P2L")
    page.get_by_role("main").get_by_role("button").first.click()
    page.get_by_role("link", name="Eco-Efficient Products and Processes").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Eco-Efficient")
