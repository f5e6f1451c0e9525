"""A mediator's walk, in the three languages: search, dossier, picture, source, contradiction."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

LANGUAGES = ["fr", "en", "zh"]
OCTOBER = {"fr": "octobre 1978", "en": "October 1978", "zh": "1978年10月"}
JANUARY = {"fr": "21 janvier 1978", "en": "21 January 1978", "zh": "1978年1月21日"}
NOT_GIVEN = {"fr": "non donné par la source", "en": "not given by the source", "zh": "来源未提供"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ["中国科学院", "CAS", "Académie des sciences de Chine"])
def test_three_names_of_the_academy_have_the_same_first_hit(
    open_page: Callable[..., Page], language: str, text: str
) -> None:
    page = open_page(f"/?lang={language}")
    field = page.get_by_role("combobox").first
    field.fill(text)
    expect(page.get_by_role("option").first).to_be_visible()
    field.press("Escape")
    field.press("Enter")
    page.locator("ol.hits a").first.click()
    assert "/id/org-cas" in page.url
    assert f"lang={language}" in page.url


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [1280, 390])
def test_from_the_academy_to_two_laboratories_and_a_source(
    open_page: Callable[..., Page], language: str, width: int
) -> None:
    page = open_page(f"/id/org-cas?lang={language}", width=width)
    expect(page.locator("html")).to_have_attribute("lang", re.compile(f"^{language}"))
    body = page.locator("main").inner_text()
    assert OCTOBER[language] in body
    dates = page.locator("#agreements li time, #agreements td time").all()
    days = [str(date.get_attribute("datetime")) for date in dates]
    assert "1978-10" in days
    assert days == sorted(days)

    page.locator('a[href*="/explore?"][href*="focus=org-cas"]').first.click()
    expect(page.locator("html[data-ready=true]")).to_be_attached()
    opened(page, "act-liama")
    opened(page, "org-cnrs")
    opened(page, "act-e2p2l")
    assert "act-e2p2l" in page.url

    page.goto(absolute(page, f"/id/act-e2p2l?lang={language}"))
    page.locator('a[href*="/questions/origin"]').first.click()
    expect(page.locator("main")).to_contain_text("act-e2p2l")
    page.locator('main a[href*="/id/src-"]').first.click()
    assert "/id/src-" in page.url


def opened(page: Page, slug: str) -> None:
    """Open a thing of the picture with the keyboard."""
    row = page.locator(f"#node-{slug}")
    expect(row).to_be_attached()
    row.click()
    page.locator("#nodes").press("Enter")
    expect(page).to_have_url(re.compile(slug))


def absolute(page: Page, path: str) -> str:
    return "/".join(page.url.split("/")[:3]) + path


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_contradiction_about_the_treaty_is_visible(
    open_page: Callable[..., Page], language: str
) -> None:
    page = open_page(f"/id/agr-france-china-1978?lang={language}")
    box = page.locator(".dispute, #competing, [class*=disagree], section").filter(
        has_text=OCTOBER[language]
    )
    expect(box.first).to_contain_text(JANUARY[language])
    expect(box.first).to_contain_text(OCTOBER[language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_four_headline_figures_of_the_office_have_no_value(
    open_page: Callable[..., Page], language: str
) -> None:
    page = open_page(f"/?lang={language}")
    assert page.get_by_text(NOT_GIVEN[language]).count() == 4


PAGES = [
    "/", "/search?q=CAS", "/id/org-cas", "/id/act-e2p2l", "/id/agr-france-china-1978",
    "/id/unit-e2p2l", "/id/per-patrick-nedellec", "/id/ind-missions-2010", "/id/src-ror",
    "/explore?focus=org-cas", "/sparql", "/agreements", "/indicators", "/questions",
    "/questions/neighbours?body=act-e2p2l", "/things/Body", "/about", "/help", "/limits",
    "/id/org-nowhere",
]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(axe: Callable[..., list[str]], path: str, language: str) -> None:
    mark = "&" if "?" in path else "?"
    assert axe(f"{path}{mark}lang={language}") == []


@pytest.mark.parametrize("path", PAGES[:-1])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_scrolls_sideways_nor_reports_a_fault(
    open_page: Callable[..., Page], path: str, width: int
) -> None:
    mark = "&" if "?" in path else "?"
    page = open_page(f"{path}{mark}lang=fr", width=width)
    page.wait_for_load_state("networkidle")
    measured: Any = page.evaluate("document.documentElement.scrollWidth")
    assert measured <= width


def test_tables_and_links_work_without_javascript(open_page: Callable[..., Page]) -> None:
    page = open_page("/explore?focus=org-cas&lang=en", java_script_enabled=False)
    page.locator("main a", has_text="LIAMA").first.click()
    assert "act-liama" in page.url
    page = open_page("/search?q=CAS&lang=en", java_script_enabled=False)
    page.locator("ol.hits a").first.click()
    assert "/id/org-cas" in page.url
