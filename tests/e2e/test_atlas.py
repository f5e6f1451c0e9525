"""The atlas in a browser: by mouse, by keyboard, with WebGL refused, on a narrow screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

ATLAS = "import('/static/pages/atlas.js').then(({ atlas }) => "
COLOURS = """() => {
  const canvas = document.getElementById("atlas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
}"""


def ready(page: Page) -> Page:
    page.wait_for_selector("html[data-ready=true]", state="attached", timeout=60_000)
    return page


def asked(page: Page, what: str) -> object:
    return page.evaluate(f"() => {ATLAS}{what})")


def test_move_closer_hover_find_and_open(open_page: Callable[..., Page]) -> None:
    page = ready(open_page("/atlas?lang=zh"))
    assert page.evaluate(COLOURS) > 50, "the picture is not blank"
    plate = page.locator("#atlas")
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
    page.locator("#hits button", has_text="CAS").first.click()
    expect(page.locator("#chosen")).to_contain_text("CAS")
    page.wait_for_timeout(300)
    at = asked(page, "[atlas.plate.px, atlas.plate.py].map((p) => p[atlas.plate.chosen])")
    moved = plate.bounding_box()
    assert moved is not None
    page.mouse.move(moved["x"] + at[0], moved["y"] + at[1])  # type: ignore[index]
    assert asked(page, "atlas.plate.over === atlas.plate.chosen")
    again = ready(open_page(page.url.removeprefix(page.evaluate("location.origin"))))
    expect(again.locator("#chosen")).to_contain_text("CAS")
    again.locator("#atlas").focus()
    again.keyboard.press("Enter")
    again.wait_for_url("**/explore?*focus=org-cas*")


def test_without_webgl_narrow_and_dark(open_page: Callable[..., Page]) -> None:
    page = open_page("/about", width=320, color_scheme="dark", device_scale_factor=2)
    page.add_init_script(
        "const get = HTMLCanvasElement.prototype.getContext;"
        "HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {"
        "  return kind.startsWith('webgl') ? null : get.call(this, kind, ...rest); };"
    )
    page.goto(page.url.replace("/about", "/atlas?lang=fr"))
    ready(page)
    assert page.evaluate(COLOURS) > 50
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("#legend input").first.uncheck()
    page.wait_for_timeout(200)
    assert asked(page, "[...atlas.plate.hidden].length") == 1


def test_the_list_is_there_without_scripts(open_page: Callable[..., Page]) -> None:
    ready(open_page("/atlas?lang=en"))
    page = open_page("/atlas?lang=en", java_script_enabled=False)
    expect(page.locator("tbody tr")).to_have_count(50)
    expect(page.locator(".atlas")).to_be_hidden()


def test_axe_finds_nothing(axe: Callable[..., list[str]]) -> None:
    assert axe("/atlas?lang=zh") == []
