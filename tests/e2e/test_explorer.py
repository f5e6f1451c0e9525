"""The explorer in a browser: mouse, keyboard, address, evidence, small screens, no scripts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e

AXE = next((Path(__file__).parent / "assets").glob("axe-core-*.js"))
EXPLORER = "import('/static/pages/explore.js').then(({ explorer }) => explorer)"
Places = dict[str, list[float]]


@pytest.fixture
def explore(open_page: Callable[..., Page]) -> Callable[..., Page]:
    """Open the explorer and wait until it has drawn."""

    def opened(query: str, **options: Any) -> Page:
        tab = open_page(f"/explore?{query}", **options)
        expect(tab.locator("html[data-ready=true]")).to_be_attached()
        return tab

    return opened


def places(tab: Page) -> Places:
    """Slug to x and y of every node, in the coordinates of the picture."""
    found: Places = tab.evaluate(
        f"{EXPLORER}.then((e) => Object.fromEntries([...e.view.places()]"
        ".map(([id, { x, y }]) => [id, [x, y]])))"
    )
    return found


def point(tab: Page, slug: str, towards: str = "") -> tuple[float, float]:
    """Where a node (or the middle of the way to another) is on the screen."""
    x, y = tab.evaluate(
        f"""([a, b]) => {EXPLORER}.then(({{ view }}) => {{
          const at = view.network.getPositions([a, b]);
          const middle = {{ x: (at[a].x + at[b].x) / 2, y: (at[a].y + at[b].y) / 2 }};
          const dom = view.network.canvasToDOM(middle);
          const box = document.getElementById("graph").getBoundingClientRect();
          return [box.x + dom.x, box.y + dom.y];
        }})""",
        [slug, towards or slug],
    )
    return x, y


def choose(tab: Page, slug: str) -> None:
    """Select a thing in the list of the picture, with the keyboard only."""
    names = tab.locator("#nodes [role=option]")
    target = [option.get_attribute("data-id") for option in names.all()].index(slug)
    tab.locator("#nodes").focus()
    tab.keyboard.press("Home")
    for _ in range(target):
        tab.keyboard.press("ArrowDown")
    expect(tab.locator(f"#node-{slug}")).to_have_attribute("aria-selected", "true")


def status(tab: Page, text: str) -> None:
    expect(tab.locator("#status")).to_contain_text(text)


def unmoved(before: Places, after: Places) -> float:
    return max(
        abs(here - there)
        for slug in before.keys() & after.keys()
        for here, there in zip(before[slug], after[slug], strict=True)
    )


def test_the_picture_shows_something_and_as_much_as_the_lists_say(
    explore: Callable[..., Page],
) -> None:
    tab = explore("focus=org-cas&lang=en")
    colours = tab.evaluate(
        """() => {
          const canvas = document.querySelector("#graph canvas");
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          return new Set(new Uint32Array(data.buffer)).size;
        }"""
    )
    assert colours > 50
    assert tab.locator("#nodes [role=option]").count() == len(places(tab))
    assert tab.locator("#groups .neighbour").count() == len(places(tab)) - 1


def test_a_double_click_opens_a_thing_and_nothing_else_moves(explore: Callable[..., Page]) -> None:
    tab = explore("focus=org-cas&lang=en")
    before = places(tab)
    tab.mouse.dblclick(*point(tab, "act-liama"))
    status(tab, "opened")
    after = places(tab)
    assert len(after) > len(before)
    assert unmoved(before, after) == 0
    assert "open=act-liama" in tab.url


def test_newcomers_stand_on_nobody(explore: Callable[..., Page]) -> None:
    tab = explore("focus=org-cas&open=act-liama,act-fcppl&lang=en")
    stands = sorted(places(tab).values())
    for index, (x, y) in enumerate(stands):
        for other_x, other_y in stands[:index]:
            assert max(abs(x - other_x) / 60, abs(y - other_y) / 40) >= 1


def test_the_keyboard_alone_opens_hides_and_undoes(explore: Callable[..., Page]) -> None:
    tab = explore("focus=org-cas&lang=en")
    before = places(tab)
    choose(tab, "act-liama")
    tab.keyboard.press("Enter")
    status(tab, "opened")
    assert unmoved(before, places(tab)) == 0
    choose(tab, "act-fcppl")
    tab.keyboard.press("Delete")
    status(tab, "taken off")
    assert "act-fcppl" not in places(tab)
    tab.keyboard.press("Backspace")
    status(tab, "Undone")
    tab.locator("#nodes").press("Backspace")
    expect(tab.locator("#nodes [role=option]")).to_have_count(len(before))
    assert places(tab) == before
    expect(tab.locator("[data-action=undo]")).to_be_disabled()


def test_one_kind_of_links_can_be_opened_alone(explore: Callable[..., Page]) -> None:
    tab = explore("focus=act-liama&lang=en")
    tab.locator("#node-org-cnrs").click()
    kind = tab.locator("#groups [data-kind=partner-in]")
    kind.get_by_role("button", name="Show all in the picture").click()
    status(tab, "opened")
    assert "open=org-cnrs:partner-in" in tab.url
    total = kind.locator("[data-slot=total]").inner_text()
    expect(kind.locator("[data-slot=shown]")).to_have_text(total)


def test_the_address_restores_the_view_in_another_browser(explore: Callable[..., Page]) -> None:
    first = explore("focus=org-cas&lang=en")
    for slug in ("act-liama", "act-fcppl"):
        choose(first, slug)
        first.keyboard.press("Enter")
        expect(first.locator("[data-action=toggle]")).to_have_text("Close")
    first.get_by_label("Events").uncheck()
    status(first, "Filter changed")
    second = explore(first.url.partition("?")[2])
    assert places(second) == places(first)
    assert second.get_by_label("Events").is_checked() is False
    assert not any(slug.startswith("evt-") for slug in places(second))


def test_back_to_start_leaves_the_focus_and_its_neighbours(explore: Callable[..., Page]) -> None:
    tab = explore("focus=org-cas&open=act-liama&hide=Person&lang=en")
    tab.get_by_role("button", name="Back to start").click()
    status(tab, "Back to the start")
    fresh = explore("focus=org-cas&lang=en")
    assert places(tab).keys() == places(fresh).keys()


def test_the_other_languages_keep_the_view(explore: Callable[..., Page]) -> None:
    tab = explore("focus=org-cas&lang=en")
    choose(tab, "act-liama")
    tab.keyboard.press("Enter")
    status(tab, "opened")
    tab.locator("a[hreflang=zh]").click()
    expect(tab.locator("html[lang=zh][data-ready=true]")).to_be_attached()
    assert "open=act-liama" in tab.url
    expect(tab.get_by_role("heading", level=1)).to_have_text("中国科学院")


def test_a_click_on_a_line_shows_who_states_it(explore: Callable[..., Page]) -> None:
    tab = explore("focus=act-e2p2l&lang=en")
    tab.mouse.click(*point(tab, "act-e2p2l", "org-cnrs"))
    status(tab, "Evidence")
    link = tab.locator("#between [data-kind=partner]")
    expect(link.locator("[data-slot=when]").first).to_contain_text("2011")
    expect(link.locator("[data-slot=graph]").first).to_have_attribute(
        "href", "/graph/seed/action_partners?lang=en"
    )
    expect(link.locator(".sources a").first).to_have_attribute(
        "href", "/id/src-e2p2l-history?lang=en"
    )


def test_a_node_can_be_dragged_and_stays_where_it_was_put(explore: Callable[..., Page]) -> None:
    tab = explore("focus=act-e2p2l&lang=en")
    before = places(tab)["org-cnrs"]
    x, y = point(tab, "org-cnrs")
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x + 40, y + 30, steps=5)
    tab.mouse.up()
    moved = places(tab)
    assert moved["org-cnrs"] != before
    choose(tab, "org-solvay")
    tab.keyboard.press("Enter")
    status(tab, "opened")
    assert unmoved(moved, places(tab)) == 0


def test_the_picture_is_saved_as_png(explore: Callable[..., Page], tmp_path: Path) -> None:
    tab = explore("focus=act-e2p2l&lang=en")
    with tab.expect_download() as waiting:
        tab.get_by_role("button", name="Picture (PNG)").click()
    waiting.value.save_as(tmp_path / "picture.png")
    assert waiting.value.suggested_filename == "act-e2p2l.png"
    assert (tmp_path / "picture.png").read_bytes().startswith(b"\x89PNG")


def test_without_scripts_the_lists_lead_from_thing_to_thing(
    server: str, open_page: Callable[..., Page]
) -> None:
    tab = open_page("/explore?focus=act-e2p2l&lang=en", java_script_enabled=False)
    expect(tab.locator("#graph")).to_be_hidden()
    row = tab.locator("#groups [data-id=org-cnrs]").first
    row.locator("summary").click()
    expect(row.locator("[data-slot=graph]").first).to_be_visible()
    row.locator("[data-slot=name]").click()
    expect(tab).to_have_url(f"{server}/explore?focus=org-cnrs&lang=en")


@pytest.mark.parametrize("lang", ["fr", "en", "zh"])
def test_a_small_screen_has_the_picture_first_and_no_sideways_scroll(
    explore: Callable[..., Page], lang: str
) -> None:
    tab = explore(f"focus=org-cas&lang={lang}", width=390, height=844)
    assert tab.evaluate("document.documentElement.scrollWidth") == 390
    picture, lists = tab.locator("#graph").bounding_box(), tab.locator(".lists").bounding_box()
    assert picture
    assert lists
    assert picture["height"] >= 320
    assert picture["y"] + picture["height"] <= lists["y"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(explore: Callable[..., Page], scheme: str) -> None:
    tab = explore("focus=act-liama&lang=zh", bypass_csp=True, color_scheme=scheme)
    tab.locator("#groups details summary").first.click()
    tab.add_script_tag(content=AXE.read_text("utf-8"))
    found = tab.evaluate("axe.run().then(({ violations }) => violations)")
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
