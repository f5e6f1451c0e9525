"""Flow 7: the map, its list and its matrix; and the pages of the cooperation on every screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import Screen

Open = Callable[..., Page]
PATHS = (
    "/map",
    "/map?view=matrix&territory=hk",
    "/laboratories",
    "/laboratories?view=table&territory=hk",
    "/funding?territory=hk",
    "/timeline?with=org-cas",
    "/agreements?state=ending&on=2015-06-30&months=24",
)
WORDS = {
    "fr": ("Afficher", "Matrice", "Territoire", "Hong Kong"),
    "en": ("Show", "Matrix", "Territory", "Hong Kong"),
    "zh": ("显示", "矩阵", "地区", "香港"),
}
COVERED = """
svgs => svgs.flatMap(svg => {
  const boxes = [...svg.querySelectorAll(".town-name")].map(name => [name, name.getBBox()]);
  return boxes.flatMap(([one, a], i) => boxes.slice(i + 1).filter(([, b]) =>
    a.x < b.x + b.width - 1 && b.x < a.x + a.width - 1 &&
    a.y < b.y + b.height - 4 && b.y < a.y + a.height - 4
  ).map(([other]) => `${one.textContent} / ${other.textContent}`));
})
"""
"""Pairs of names on one map whose boxes overlap; lines may share the room of their leading."""


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_hong_kong_is_chosen_on_the_map_and_its_partners_are_listed(
    open_page: Open, screen: Screen, scripts: bool
) -> None:
    """Flow 7: a territory, its partners, where the land is from, the matrix; without scripts."""
    show, matrix, territory, hong_kong = WORDS[screen.language]
    page = open_page("/map", screen=screen, java_script_enabled=scripts)
    everybody = page.locator("#partners tbody tr").count()

    page.get_by_label(territory, exact=True).select_option("hk")
    page.get_by_role("main").get_by_role("button", name=show).press("Enter")

    rows = page.locator("#partners tbody tr")
    expect(rows).to_have_count(8)
    assert everybody == 158
    assert all(hong_kong in text for text in rows.all_inner_texts())
    expect(page.locator("figcaption", has_text="Natural Earth 4.1.0")).to_be_visible()
    assert "border" not in page.locator("svg.map.world").inner_html()
    page.get_by_role("link", name=matrix).press("Enter")
    expect(page.locator("table.matrix")).to_be_visible()
    expect(page.locator("#partners tbody tr")).to_have_count(8)
    assert "territory=hk" in page.url
    assert "view=matrix" in page.url


def test_a_town_on_the_map_is_chosen_with_the_mouse(open_page: Open, screen: Screen) -> None:
    """Flow 7, with the mouse."""
    town = {"fr": "Wuhan", "en": "Wuhan", "zh": "武汉"}[screen.language]
    page = open_page("/map", screen=screen)
    page.locator("svg.eastern-china a", has=page.locator("title", has_text=town)).click()
    expect(page.locator("#partners h2")).to_contain_text(town)
    assert "place=wuhan" in page.url


def test_the_land_is_drawn_and_no_name_covers_another(open_page: Open, screen: Screen) -> None:
    """Flow 7: what the map draws."""
    page = open_page("/map", screen=screen)
    assert page.locator("svg.map").evaluate_all(COVERED) == []
    land = page.locator("svg.world use")
    assert land.evaluate("use => use.getBBox().width") > 1000


@pytest.mark.parametrize("path", PATHS)
def test_the_pages_fit_a_telephone_and_axe_finds_nothing(
    open_page: Open, axe: Callable[..., list[str]], path: str
) -> None:
    joint = "&" if "?" in path else "?"
    for lang in ("fr", "zh"):
        page = open_page(f"{path}{joint}lang={lang}", width=390, height=844)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert axe(f"{path}{joint}lang=en", width=390) == []


def test_the_timeline_reads_as_a_list_without_style_and_script(open_page: Open) -> None:
    page = open_page("/timeline?to=1980&lang=en", java_script_enabled=False)
    times = page.locator("ol.chronicle time").evaluate_all("all => all.map(one => one.dateTime)")
    assert times[:3] == ["1964-01-27", "1972-11-25", "1974"]
    assert times[3:] == ["1978-01-21", "1978-01-21", "1978-10", "1978-10", "1980"]
