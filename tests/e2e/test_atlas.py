"""The atlas in a browser: by mouse, by keyboard, with WebGL refused, zoomed, on a narrow screen.

In a build it shows the reference facts, with `--full` 20,000 generated things beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import pytest
from benchmarks.network import as_mapping
from playwright.sync_api import Page, expect

from lien.store import open_directory

from .conftest import Screen, served

ATLAS = "import(document.querySelector('[src*=atlas]').src).then(({ atlas }) => "
COLOURS = """() => {
  const canvas = document.getElementById("atlas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
}"""
DRAWN = f"""() => {ATLAS}new Promise((done) => {{
  const {{ plate }} = atlas;
  const same = (name) => plate.drawn[name] === plate.view[name];
  const look = () => (["x", "y", "zoom"].every(same) ? done() : requestAnimationFrame(look));
  look();
}}))"""
"""Comes back when the sharp picture is that of the present view."""
NO_WEBGL = """
const get = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  return kind.startsWith("webgl") ? null : get.call(this, kind, ...rest);
};
"""
THINGS = 20_000
NOW = datetime(2026, 11, 23, tzinfo=UTC)
ACADEMY = {
    "fr": ("CAS", "organisme", "lié à"),
    "en": ("CAS", "organisation", "linked with"),
    "zh": ("CAS", "机构", "相连"),
}


@pytest.fixture(scope="module")
def things(request: pytest.FixtureRequest) -> int:
    """How many things the atlas shows at least."""
    return THINGS if request.config.getoption("--full") else 500


@pytest.fixture(scope="module")
def network(
    things: int, server: str, seed_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Address of a server with so many things."""
    if things < THINGS:
        yield server
        return
    path = tmp_path_factory.mktemp("network") / "data"
    copytree(seed_path, path)
    with open_directory(path) as directory:
        directory.commit(as_mapping(THINGS), actor="test", operation="load", summary={}, now=NOW)
    with served(path) as address:
        yield address


def ready(page: Page) -> Page:
    page.wait_for_selector("html[data-ready=true]", state="attached", timeout=300_000)
    return page


def asked(page: Page, what: str) -> object:
    return page.evaluate(f"() => {ATLAS}{what})")


def seen(page: Page, language: str) -> None:
    """Move the picture, come closer, find the academy, point at it and open it."""
    plate = page.locator("#atlas")
    plate.scroll_into_view_if_needed()
    box = plate.bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 90, middle[1] + 40, steps=5)
    page.mouse.up()
    assert asked(page, "atlas.plate.view.x") < 0.5  # type: ignore[operator]
    plate.focus()
    page.keyboard.press("+")
    assert asked(page, "atlas.plate.view.zoom") == pytest.approx(1.6)
    page.locator("#find").fill("cas")
    page.locator("#hits button").get_by_text("CAS", exact=True).click()
    expect(page.locator("#chosen strong")).to_have_text("CAS")
    for words in ACADEMY[language]:
        expect(page.locator("#status")).to_contain_text(words)
    page.evaluate(DRAWN)
    plate.scroll_into_view_if_needed()
    at = asked(page, "[atlas.plate.px, atlas.plate.py].map((p) => p[atlas.plate.chosen])")
    moved = plate.bounding_box()
    assert moved is not None
    page.mouse.move(moved["x"] + at[0], moved["y"] + at[1])  # type: ignore[index]
    assert asked(page, "atlas.plate.over === atlas.plate.chosen")


def test_move_closer_hover_find_and_open(
    open_page: Callable[..., Page], network: str, things: int, screen: Screen
) -> None:
    """Flow 6: pan, zoom, hover, find and open; the address brings another browser there."""
    page = ready(open_page(f"{network}/atlas", screen=screen))
    assert asked(page, "atlas.columns.things.length") >= things  # type: ignore[operator]
    assert page.evaluate(COLOURS) > 50, "the picture is not blank"
    seen(page, screen.language)
    again = ready(open_page(page.url, width=screen.width))
    expect(again.locator("#chosen strong")).to_have_text("CAS")
    again.locator("#atlas").focus()
    again.keyboard.press("Enter")
    again.wait_for_url("**/explore?*focus=org-cas*")
    ready(again)


def test_without_webgl_zoomed_or_narrow_and_dark(
    open_page: Callable[..., Page], network: str, screen: Screen
) -> None:
    """Flow 6 with WebGL refused: the wide screen at 200 % zoom, the narrow one at 320 pixels."""
    width = max(screen.width // 2, 320)  # zoomed by two, a window is half as wide to the page
    page = open_page(
        f"{network}/about", width=width, height=450, color_scheme="dark", device_scale_factor=2
    )
    page.add_init_script(NO_WEBGL)
    page.goto(f"{network}/atlas?lang={screen.language}")
    ready(page)
    assert page.evaluate(COLOURS) > 50
    seen(page, screen.language)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.locator("#legend input").first.uncheck()
    assert asked(page, "[...atlas.plate.hidden].length") == 1


def test_the_list_is_there_without_scripts(open_page: Callable[..., Page]) -> None:
    ready(open_page("/atlas?lang=en"))
    page = open_page("/atlas?lang=en", java_script_enabled=False)
    expect(page.locator("tbody tr")).to_have_count(50)
    expect(page.locator(".atlas")).to_be_hidden()


def test_axe_finds_nothing(axe: Callable[..., list[str]]) -> None:
    assert axe("/atlas?lang=zh") == []
