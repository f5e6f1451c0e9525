"""Paths between two things in a browser: picked, read as sentences, seen, swapped, explained."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from .conftest import Screen

pytestmark = pytest.mark.e2e

ASKED = "from=unit-triangle&to=org-nsfc"
SENTENCE = {
    "fr": "Académie des sciences sociales de Chine est partenaire dans",
    "en": "Chinese Academy of Social Sciences is a partner in",
    "zh": "中国社会科学院是Post-Western Sociology in Europe and in China的合作方。",
}


FOUND = {"fr": "5 chemins", "en": "5 paths", "zh": "5 条路径"}
NOTHING = {
    "fr": ("0 chemin", "à cette date (1975)", "Sans passer par CNRS, CAS", "en 5 liens au plus"),
    "en": ("0 paths", "hold on 1975", "Not through CNRS, CAS", "within 5 links"),
    "zh": ("0 条路径", "1975年", "不经过几乎人人都有关联的CNRS", "在 5 条关联以内"),
}
"""What an empty answer says: the number, the day, whom the search avoids, how far it went."""


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_from_a_unit_to_the_foundation_there_are_ranked_paths_in_words_and_as_a_picture(
    open_page: Callable[..., Page], screen: Screen, scripts: bool
) -> None:
    """Flow 4: paths of four links and more, each step with who says so; and without scripts."""
    tab = open_page(f"/paths?{ASKED}", screen=screen, java_script_enabled=scripts)
    expect(tab.locator("#found")).to_have_text(FOUND[screen.language])
    paths = tab.locator(".paths > li")
    lengths = [path.locator(".steps > li").count() for path in paths.all()]
    assert lengths == sorted(lengths)
    assert (len(lengths), lengths[0]) == (5, 4)
    assert SENTENCE[screen.language] in " ".join(tab.locator(".sentence").all_text_contents())
    for evidence in paths.first.locator(".evidence > li").all():
        assert evidence.locator("a[href^='/graph/']").count() == 1
        assert evidence.locator("a[href^='/id/src-']").count() >= 1
    assert tab.locator("img.still").evaluate("(image) => image.naturalWidth") > 300
    assert tab.evaluate("document.documentElement.scrollWidth") == screen.width


def test_two_ends_are_picked_with_the_keyboard_and_swapped(
    server: str, open_page: Callable[..., Page], screen: Screen
) -> None:
    """Flow 4: picked by keyboard, swapped by mouse, and an empty answer says what was searched."""
    tab = open_page("/paths", screen=screen)
    lang = f"lang={screen.language}"
    for name, words in (("from", "Triangle : Action"), ("to", "NSFC")):
        tab.locator(f"#{name}-name").press_sequentially(words)
        expect(tab.locator(f"[data-end={name}] [role=option]").first).to_contain_text(words)
        tab.keyboard.press("ArrowDown")
        tab.keyboard.press("Enter")
    tab.locator("form.ends [type=submit]").press("Enter")
    expect(tab.locator("#found")).to_have_text(FOUND[screen.language])
    tab.locator("form.ends a.button").click()
    expect(tab).to_have_url(f"{server}/paths?from=org-nsfc&to=unit-triangle&{lang}")
    expect(tab.locator(".paths > li")).to_have_count(5)
    assert tab.locator(".paths h3").first.inner_text().endswith("Pensée politique et économique")
    tab.locator("#on").fill("1975")
    tab.locator("#on").press("Enter")
    for words in NOTHING[screen.language]:
        expect(tab.locator(".found")).to_contain_text(words)
    tab.locator(".found .note a:not([href*='on=']):not([href*=hubs]):not([href*=focus])").click()
    expect(tab.locator("#found")).to_have_text(FOUND[screen.language])


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
