"""The mediator's walk through the pages, by keyboard and by hand, in three languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from lien.query import competencies

Open = Callable[..., Page]
PATHS = (
    "/",
    "/search?q=CAS",
    "/id/org-cas",
    "/id/act-e2p2l",
    "/id/agr-france-china-1978",
    "/id/unit-e2p2l",
    "/id/per-patrick-nedellec",
    "/id/ind-missions-2010",
    "/id/org-cnrs-bureau-chine?on=2000",
    "/scheme/territory/cn",
    "/things/Body",
    "/agreements",
    "/indicators",
    "/questions/neighbours?body=org-cas",
    "/sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%205",
    "/help",
    "/limits",
    "/ontology",
    "/ontology/modules/agreements",
    "/ontology/terms/Agreement",
    "/ontology/questions",
    f"/ontology/questions/{competencies()[0].slug}",
)


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


@pytest.mark.parametrize("lang", ["fr", "en", "zh"])
@pytest.mark.parametrize("path", PATHS)
def test_pages_fit_a_telephone(open_page: Open, path: str, lang: str) -> None:
    joint = "&" if "?" in path else "?"
    page = open_page(f"{path}{joint}lang={lang}", width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing(axe: Callable[..., list[str]], path: str, width: int) -> None:
    assert axe(path, width=width) == []
