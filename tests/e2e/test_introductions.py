"""Introductions, people at a partner and departures in a browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e

ASKED = "/introductions?from=per-patrick-nedellec&to=org-fudan&ended=1"


def test_two_names_are_picked_with_the_keyboard_and_chains_come_as_sentences(
    open_page: Callable[..., Page],
) -> None:
    tab = open_page("/introductions?lang=en")
    for name, words in (("from", "Patrick NÉDELLEC"), ("to", "Fudan")):
        tab.locator(f"#{name}-name").press_sequentially(words)
        expect(tab.locator(f"[data-end={name}] [role=option]").first).to_be_visible()
        tab.keyboard.press("ArrowDown")
        tab.keyboard.press("Enter")
    tab.locator("input[name=ended]").check()
    tab.keyboard.press("Enter")
    expect(tab.locator(".paths > li").first).to_be_visible()
    for link in tab.locator(".paths .evidence > li").all():
        assert link.locator("a[href^='/graph/']").count() == 1
        assert link.locator("a[href^='/id/src-']").count() >= 1


@pytest.mark.parametrize(
    ("address", "lang", "width"),
    [
        (ASKED, "fr", 390),
        ("/interlocutors?partner=org-cnrs-bureau-chine", "zh", 390),
        ("/interlocutors?sides=both&undated=1", "fr", 1280),
        ("/departures?person=per-patrick-nedellec&on=2015", "en", 390),
    ],
)
def test_the_pages_are_accessible_and_fit_the_window(
    open_page: Callable[..., Page],
    axe: Callable[..., list[object]],
    address: str,
    lang: str,
    width: int,
) -> None:
    assert axe(f"{address}&lang={lang}", width=width) == []
    tab = open_page(f"{address}&lang={lang}", width=width)
    assert tab.evaluate("document.documentElement.scrollWidth") == width
