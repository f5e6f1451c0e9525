"""Paths between two things in a browser: picked, read as sentences, seen, swapped, explained."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e

ASKED = "from=unit-triangle&to=org-nsfc"
SENTENCE = {
    "fr": "Académie des sciences sociales de Chine est partenaire dans",
    "en": "Chinese Academy of Social Sciences is a partner in",
    "zh": "中国社会科学院是Post-Western Sociology in Europe and in China的合作方。",
}


@pytest.mark.parametrize(
    ("lang", "width", "scripts"), [("fr", 1280, True), ("en", 390, False), ("zh", 390, True)]
)
def test_from_a_unit_to_the_foundation_there_are_ranked_paths_in_words_and_as_a_picture(
    open_page: Callable[..., Page], lang: str, width: int, scripts: bool
) -> None:
    tab = open_page(f"/paths?{ASKED}&lang={lang}", width=width, java_script_enabled=scripts)
    paths = tab.locator(".paths > li")
    lengths = [path.locator(".steps > li").count() for path in paths.all()]
    assert len(lengths) >= 2
    assert lengths == sorted(lengths)
    assert SENTENCE[lang] in " ".join(tab.locator(".sentence").all_text_contents())
    for evidence in paths.first.locator(".evidence > li").all():
        assert evidence.locator("a[href^='/graph/']").count() == 1
        assert evidence.locator("a[href^='/id/src-']").count() >= 1
    assert tab.locator("img.still").evaluate("(image) => image.naturalWidth") > 300
    assert tab.evaluate("document.documentElement.scrollWidth") == width


def test_two_ends_are_picked_with_the_keyboard_and_swapped(
    server: str, open_page: Callable[..., Page]
) -> None:
    tab = open_page("/paths?lang=en")
    for name, words in (("from", "Triangle : Action"), ("to", "NSFC")):
        tab.locator(f"#{name}-name").press_sequentially(words)
        expect(tab.locator(f"[data-end={name}] [role=option]").first).to_be_visible()
        tab.keyboard.press("ArrowDown")
        tab.keyboard.press("Enter")
    tab.get_by_role("button", name="Find paths").press("Enter")
    expect(tab.locator("#found")).to_contain_text("paths")
    there = tab.locator(".paths > li").count()
    tab.get_by_role("link", name="Swap the two").click()
    expect(tab).to_have_url(f"{server}/paths?from=org-nsfc&to=unit-triangle&lang=en")
    assert tab.locator(".paths > li").count() == there


def test_an_empty_answer_says_what_was_searched_and_what_to_try(
    open_page: Callable[..., Page],
) -> None:
    tab = open_page(f"/paths?{ASKED}&on=1975&lang=en")
    found = tab.locator(".found")
    expect(found).to_contain_text("links that may hold on 1975; at most 5 links long")
    expect(found).to_contain_text("Not through CNRS, CAS")
    found.get_by_role("link", name="Look without a date").click()
    assert tab.locator(".paths > li").count() >= 2


def test_the_explorer_shows_the_paths_and_nothing_else(open_page: Callable[..., Page]) -> None:
    tab = open_page(f"/paths?{ASKED}&lang=en")
    tab.get_by_role("link", name="Show the paths in the explorer").click()
    expect(tab.locator("html[data-ready=true]")).to_be_attached()
    tokens = urlsplit(tab.url).query.partition("open=")[2].partition("&")[0].split(",")
    things = {slug for token in tokens for slug in token.split("~")}
    shown = {option.get_attribute("data-id") for option in tab.locator("#nodes li").all()}
    assert shown == things
    assert len(shown) > 5


def test_the_explorer_adds_the_paths_to_a_thing(open_page: Callable[..., Page]) -> None:
    tab = open_page("/explore?focus=unit-triangle&open=act-postwestsocio,org-cass&lang=en")
    expect(tab.locator("html[data-ready=true]")).to_be_attached()
    tab.locator("#nodes li", has_text="Delegations of the CASS").click()
    tab.get_by_role("button", name="Add the paths to it").click()
    expect(tab.locator("#status")).to_contain_text("paths from Triangle")
    assert "~evt-" in tab.url


def test_axe_finds_nothing(axe: Callable[..., list[str]]) -> None:
    assert axe(f"/paths?{ASKED}&lang=fr", width=390) == []
    assert axe("/explore/table?focus=act-liama&depth=2&lang=zh") == []
