"""A mediator's walk, in the three languages: search, dossier, picture, source, contradiction."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import Screen
from .walk import LANGUAGES

NAMES = ("中国科学院", "CAS", "Académie des sciences de Chine")
OCTOBER = {"fr": "octobre 1978", "en": "October 1978", "zh": "1978年10月"}
JANUARY = {"fr": "21 janvier 1978", "en": "21 January 1978", "zh": "1978年1月21日"}
ALL = {"fr": "Tout afficher", "en": "Show all", "zh": "全部"}
NOT_GIVEN = {"fr": "non donné par la source", "en": "not given by the source", "zh": "来源未给出"}


def test_three_names_of_the_academy_have_the_same_first_hit(
    open_page: Callable[..., Page], screen: Screen
) -> None:
    page = open_page("/", screen=screen)
    for text in NAMES:
        page.goto(absolute(page, f"/?lang={screen.language}"))
        field = page.get_by_role("combobox").first
        field.fill(text)
        expect(page.get_by_role("option").first).to_be_visible()
        field.press("Escape")
        field.press("Enter")
        page.locator("ol.hits a").first.click()
        expect(page).to_have_url(re.compile(rf"/id/org-cas\?lang={screen.language}$"))


def test_from_the_academy_to_two_laboratories_and_a_source(
    open_page: Callable[..., Page], screen: Screen
) -> None:
    language = screen.language
    page = open_page("/id/org-cas", screen=screen)
    expect(page.locator("html")).to_have_attribute("lang", re.compile(f"^{language}"))
    body = page.locator("main").inner_text()
    assert OCTOBER[language] in body
    dates = page.locator("section[aria-labelledby=agreements] time").all()
    days = [str(date.get_attribute("datetime")) for date in dates]
    assert "1978-10" in days
    assert days == sorted(days)

    page.locator('a[href*="/explore?"][href*="focus=org-cas"]').first.click()
    expect(page.locator("html[data-ready=true]")).to_be_attached()
    opened(page, "act-liama")
    page.locator("#node-org-cnrs").click()
    page.locator("#groups [data-kind=partner-in]").get_by_role("button", name=ALL[language]).click()
    opened(page, "act-e2p2l")
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
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"open=.*{slug}"))


def absolute(page: Page, path: str) -> str:
    return "/".join(page.url.split("/")[:3]) + path


@pytest.mark.parametrize("language", LANGUAGES)
def test_contradictions_and_missing_figures_are_visible(
    open_page: Callable[..., Page], language: str
) -> None:
    page = open_page(f"/id/agr-france-china-1978?lang={language}")
    expect(page.locator("#contradictions")).to_contain_text(JANUARY[language])
    expect(page.locator("#contradictions")).to_contain_text(OCTOBER[language])
    page.goto(absolute(page, f"/?lang={language}"))
    expect(page.get_by_text(NOT_GIVEN[language])).to_have_count(4)


def test_tables_and_links_work_without_javascript(open_page: Callable[..., Page]) -> None:
    page = open_page("/explore?focus=org-cas&lang=en", java_script_enabled=False)
    page.locator("main a[href*=act-liama]").first.click()
    assert "act-liama" in page.url
    page = open_page("/search?q=CAS&lang=en", java_script_enabled=False)
    page.locator("ol.hits a").first.click()
    assert "/id/org-cas" in page.url


WORDS = {
    "fr": {
        "go": "Rechercher", "academy": "Académie des sciences de Chine", "menu": "Menu",
        "main": "Navigation principale", "agreements": "Accords", "party": "Partie",
        "filter": "Filtrer", "force": "En vigueur",
    },
    "en": {
        "go": "Search", "academy": "Chinese Academy of Sciences", "menu": "Menu",
        "main": "Main", "agreements": "Agreements", "party": "Party",
        "filter": "Filter", "force": "In force",
    },
    "zh": {
        "go": "搜索", "academy": "中国科学院", "menu": "菜单",
        "main": "主导航", "agreements": "协议", "party": "签约方",
        "filter": "筛选", "force": "有效",
    },
}  # fmt: skip


def test_a_partner_its_agreements_and_a_link_for_a_colleague_by_names_and_roles_alone(
    open_page: Callable[..., Page], screen: Screen
) -> None:
    """Flow 10: what a screen reader is told, and no script."""
    words = WORDS[screen.language]
    page = open_page("/", screen=screen, java_script_enabled=False)
    page.get_by_role("main").get_by_role("searchbox").fill("zhongguo kexueyuan")
    page.get_by_role("main").get_by_role("button", name=words["go"]).click()
    main = page.get_by_role("main")
    main.get_by_role("list").get_by_role("link", name=words["academy"]).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(words["academy"])
    if screen.width < 1000:
        page.get_by_role("button", name=words["menu"], exact=True).click()
    pages = page.get_by_role("navigation", name=words["main"], exact=True)
    pages.get_by_role("link", name=words["agreements"]).click()
    main.get_by_label(words["party"], exact=True).select_option(label="CAS")
    main.get_by_role("button", name=words["filter"]).click()
    main.get_by_role("link", name=re.compile(f"^{words['force']}")).first.click()
    expect(main.get_by_role("table").get_by_role("row")).not_to_have_count(0)
    rows = main.get_by_role("table").get_by_role("row").all_inner_texts()
    assert len(rows) > 5
    assert all("CAS" in row for row in rows[1:])
    colleague = open_page(page.url, width=screen.width, java_script_enabled=False)
    again = colleague.get_by_role("main").get_by_role("table").get_by_role("row").all_inner_texts()
    assert again == rows
