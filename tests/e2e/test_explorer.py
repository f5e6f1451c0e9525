"""The explorer in a browser: mouse, keyboard, address, evidence, small screens, no scripts."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import networkx as nx
import pytest
from playwright.sync_api import Browser, Page, expect

from lien import resources

from .conftest import SCREENS, WIDTHS, Screen
from .explorer import COLOURS, EXPLORER, choose, exported, on_screen, places, point, status, unmoved

pytestmark = pytest.mark.e2e

ACADEMY = {
    "fr": "Académie des sciences de Chine",
    "en": "Chinese Academy of Sciences",
    "zh": "中国科学院",
}
ACADEMY_LINKS = {
    "subOrganizationOf-in": 22, "party-in": 16, "involves-in": 12, "partner-in": 11,
    "holdsRoleIn-in": 9, "funder-in": 4,
}  # fmt: skip
"""Kinds of link of the academy in the reference facts, and how many there are of each."""
SAYS = {
    "fr": ("%s de plus dans l’image", "Annulé", "Rétabli"),
    "en": ("%s more in the picture", "Undone", "Done again"),
    "zh": ("图中新增 %s 个", "已撤销", "已重做"),
}
KINDS = {"fr": "3 sortes", "en": "3 kinds", "zh": "3 种"}
EVIDENCE = {"fr": "Preuves des liens entre", "en": "Evidence of the links between", "zh": "的依据"}
OBJECTS = {"fr": "%s objets, %s liens", "en": "%s things, %s links", "zh": "%s 个对象，%s 条关联"}
STATES = (
    "focus=org-cas",
    "focus=act-liama&open=org-cnrs:partner-in,org-cas&hide=Person&without=org-inria",
    "focus=org-nsfc&depth=2&hide=Agreement,Event",
    "focus=act-fcppl&open=org-cas&outside=fr,hk&off=institute",
    "focus=org-cnrs&from=1990&to=2005&undated=0",
    "focus=unit-triangle&depth=0&open=unit-triangle~act-postwestsocio~org-cass,org-cass",
)
"""What the explorer is asked for, one state a screen."""

AXE = next((Path(__file__).parent / "assets").glob("axe-core-*.js"))


def test_the_picture_shows_something_and_as_much_as_the_lists_say(
    explore: Callable[..., Page],
) -> None:
    tab = explore("focus=org-cas&lang=en")
    assert tab.evaluate(COLOURS) > 50
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


def drag(tab: Page, thumb: str, year: int) -> None:
    """Move a thumb of the time window to a year with the mouse."""
    slider = tab.locator(f"#window [data-slot={thumb}]")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    first, last, now = (
        int(str(slider.evaluate(f"(input) => input.{name}"))) for name in ("min", "max", "value")
    )
    assert box
    reach = box["width"] - 24

    def x(value: int) -> float:
        return float(box["x"] + 12 + reach * (value - first) / (last - first))

    tab.mouse.move(x(now), box["y"] + box["height"] / 2)
    tab.mouse.down()
    tab.mouse.move(x(year), box["y"] + box["height"] / 2, steps=4)
    tab.mouse.up()


def agreements_of(body: str, first: int, last: int) -> set[str]:
    """Agreements to which a body is a party, of which some day lies in these years."""

    def rows(name: str) -> list[dict[str, str]]:
        with (resources.folder("seed") / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    mine = {
        row["agreement_id"]
        for row in rows("agreement_parties.csv")
        if row["party_id"] == body and row["role"] == "party"
    }
    dates = {
        row["id"]: (row["start"] or row["date_signed"], row["end"])
        for row in rows("agreements.csv")
    }
    return {
        name
        for name in mine
        if (dates[name][0] and int(dates[name][0][:4]) <= last)
        and (not dates[name][1] or int(dates[name][1][:4]) >= first)
    }


def test_from_the_search_to_a_picture_that_its_table_repeats(
    open_page: Callable[..., Page], screen: Screen
) -> None:
    """Flow 1: a name in Chinese and an acronym, the kinds with counts, the table."""
    tab = open_page("/about", screen=screen)
    for words in ("中国科学院", "CAS"):
        tab.locator("#quick-q").fill(words)
        hit = tab.locator(".quick-search [role=option]").first
        expect(hit).to_contain_text(ACADEMY[screen.language])
        hit.click()
        expect(tab).to_have_url(re.compile(rf"/id/org-cas\?lang={screen.language}$"))
    tab.locator("main a[href*='/explore?'][href*='focus=org-cas']").first.click()
    expect(tab.locator("html[data-ready=true]")).to_be_attached()
    kinds = {
        str(kind.get_attribute("data-kind")): [
            int(kind.locator(f"[data-slot={name}]").text_content() or "")
            for name in ("shown", "total")
        ]
        for kind in tab.locator("#groups .kind").all()
    }
    assert kinds == {kind: [count, count] for kind, count in ACADEMY_LINKS.items()}
    tab.locator("#table summary").click()
    nodes, links = on_screen(tab)
    assert (len(nodes), len(links)) == (75, 74)
    expect(tab.locator("#counts")).to_have_text(OBJECTS[screen.language] % (75, 74))
    expect(tab.locator("#table tbody tr")).to_have_count(len(links))
    hrefs = tab.locator("#table tbody td:nth-child(1) a, #table tbody td:nth-child(3) a")
    pages = hrefs.evaluate_all("(all) => all.map((one) => new URL(one.href).pathname)")
    assert set(pages) == {f"/id/{slug}" for slug in nodes}


def test_one_kind_by_mouse_and_one_by_keyboard_then_back_and_forth(
    explore: Callable[..., Page], screen: Screen
) -> None:
    """Flow 2: what is opened is announced, nothing that was there moves, two undos lead back."""
    more, undone, redone = SAYS[screen.language]
    tab = explore("focus=act-liama&depth=0", screen=screen)
    start = places(tab)
    assert list(start) == ["act-liama"]
    tab.locator("#groups [data-kind=partner-out] [data-slot=open]").click()
    status(tab, more % 13)
    after_mouse = places(tab)
    tab.locator("#groups [data-kind=holdsRoleIn-in] [data-slot=open]").focus()
    tab.keyboard.press("Enter")
    status(tab, more % 5)
    after_keys = places(tab)
    assert [len(start), len(after_mouse), len(after_keys)] == [1, 14, 19]
    assert unmoved(start, after_mouse) == unmoved(after_mouse, after_keys) == 0
    tab.locator("#nodes").focus()
    tab.keyboard.press("Backspace")
    expect(tab.locator("#nodes [role=option]")).to_have_count(14)
    status(tab, undone)
    tab.keyboard.press("Backspace")
    expect(tab.locator("#nodes [role=option]")).to_have_count(1)
    assert places(tab) == start
    tab.keyboard.press("Shift+Backspace")
    status(tab, redone)
    assert places(tab) == after_mouse


def test_a_time_window_means_the_same_in_picture_table_histogram_and_address(
    explore: Callable[..., Page], screen: Screen
) -> None:
    """Flow 3: 1978 to 1995, then 2011 to 2018, by mouse and keyboard; the address keeps it."""
    tab = explore("focus=org-cas", screen=screen)
    tab.locator("#window [data-slot=undated]").uncheck()
    drag(tab, "to", 1995)
    drag(tab, "from", 1978)
    expect(tab.locator("#window [data-slot=range]")).to_have_text("1978–1995")

    def agreements() -> set[str]:
        return {slug for slug in on_screen(tab)[0] if slug.startswith("agr-")}

    assert agreements() == agreements_of("org-cas", 1978, 1995)
    drag(tab, "to", 2018)
    tab.locator("#window [data-slot=from]").focus()
    for _ in range(2011 - 1978):
        tab.keyboard.press("ArrowRight")
    expect(tab.locator("#window [data-slot=range]")).to_have_text("2011–2018")
    assert agreements() == agreements_of("org-cas", 2011, 2018)
    tab.locator("#table summary").click()
    nodes, links = on_screen(tab)
    assert tab.locator("#table tbody tr").count() == len(links)
    assert tab.locator("#window rect.in").count() == 2018 - 2011 + 1
    status(tab, OBJECTS[screen.language] % (len(nodes), len(links)))
    again = explore(urlsplit(tab.url).query, width=screen.width)
    assert on_screen(again) == (nodes, links)
    assert places(again) == places(tab)
    again.locator("#window [role=slider]").focus()
    again.keyboard.press("PageDown")
    expect(again.locator("#window [data-slot=range]")).to_have_text("2001–2008")


def test_three_kinds_between_two_bodies_are_one_line_that_opens_to_them(
    explore: Callable[..., Page], screen: Screen
) -> None:
    """Flow 5: one line for three kinds, here kept through hidden things, with dates and sources."""
    tab = explore("focus=org-nsfc&depth=2&hide=Agreement,FundingScheme,Event,Person", screen=screen)
    labels = tab.evaluate(
        f"{EXPLORER}.then(({{ view }}) => view.edges.get().filter((e) => e.from === 'org-cnrs' &&"
        " e.to === 'org-nsfc').map((e) => [e.label, Boolean(e.dashes)]))"
    )
    assert labels == [[KINDS[screen.language], True]]
    tab.locator(".pairs summary").click()
    tab.locator("#pairs [data-with=org-cnrs]").press("Enter")
    status(tab, EVIDENCE[screen.language])
    between = tab.locator("#between")
    kinds = {str(kind.get_attribute("data-kind")) for kind in between.locator(".kind").all()}
    assert kinds == {"~Agreement", "~FundingScheme", "~Event"}
    for kind in kinds:
        part = between.locator(f"[data-kind='{kind}']").first
        expect(part.locator("[data-slot=graph]").first).not_to_have_attribute("href", "#")
        expect(part.locator(".sources a").first).to_have_attribute("href", re.compile("^/id/src-"))
    assert between.get_by_text(re.compile(r"\b20\d\d\b")).count() >= 1
    tab.locator("[data-action=leave]").click()
    expect(tab.locator("#groups")).to_be_visible()


def test_files_and_picture_of_the_server_are_what_the_page_shows(
    explore: Callable[..., Page], screen: Screen
) -> None:
    tab = explore(STATES[SCREENS.index(screen)], screen=screen)
    nodes, links = on_screen(tab)
    rows = list(csv.DictReader(io.StringIO(exported(tab, "csv").decode())))
    assert sorted(f"{row['start']} {row['kind']} {row['end']}" for row in rows) == links
    gexf = nx.read_gexf(io.BytesIO(exported(tab, "gexf")))
    assert (set(gexf), gexf.number_of_edges()) == (nodes, len(links))
    answer = tab.request.get(f"{tab.url.partition('?')[0]}/picture.svg?{urlsplit(tab.url).query}")
    marks = re.findall(r"translate\((-?\d+) (-?\d+)\) scale", answer.text())
    assert sorted((int(x), int(y)) for x, y in marks) == sorted(
        (round(x), round(y)) for x, y in places(tab).values()
    )


def test_the_view_is_taken_away_as_a_page_that_needs_no_network(
    explore: Callable[..., Page], browser: Browser, tmp_path: Path, screen: Screen
) -> None:
    """Flow 9: the view as a file that opens offline, and as GEXF with as many nodes and edges."""
    tab = explore("focus=act-e2p2l&open=org-solvay&hide=Person", screen=screen)
    nodes, links = on_screen(tab)
    assert nodes > {"act-e2p2l", "org-solvay", "org-cnrs"}
    path = tmp_path / "view.html"
    path.write_bytes(exported(tab, "html"))
    assert path.stat().st_size <= 700_000
    context = browser.new_context(
        offline=True, viewport={"width": screen.width, "height": WIDTHS[screen.width]}
    )
    asked: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    expect(page.locator("html[data-ready=true]")).to_be_attached()
    assert page.locator("tbody tr").count() == len(links)
    assert OBJECTS[screen.language] % (len(nodes), len(links)) in page.locator("body").inner_text()
    assert page.evaluate(COLOURS) > 50
    assert asked == [path.as_uri()]
    context.close()
    gexf = nx.read_gexf(io.BytesIO(exported(tab, "gexf")))
    assert (set(gexf), gexf.number_of_edges()) == (nodes, len(links))
    assert exported(tab, "turtle").count(b"rdf:subject") == len(links)
    assert exported(tab, "svg").startswith(b"<svg ")


def test_more_than_the_picture_holds_is_refused_and_stands_in_a_table(
    explore: Callable[..., Page],
) -> None:
    tab = explore("focus=org-cnrs&lang=en")
    before = on_screen(tab)
    tab.locator("#depth").select_option("3")
    status(tab, "Not opened")
    assert on_screen(tab) == before
    expect(tab.locator("#depth")).to_have_value("1")
    tab.get_by_role("link", name="See everything as a table").click()
    text = tab.locator("main").inner_text()
    things, links = re.search(r"([\d,]+) things, ([\d,]+) links", text).groups()  # type: ignore[union-attr]
    assert int(things.replace(",", "")) > 500
    assert f"of {links}" in text


def test_a_pin_stands_in_the_address_and_is_made_with_mouse_or_keyboard(
    explore: Callable[..., Page],
) -> None:
    tab = explore("focus=act-e2p2l&lang=en")
    choose(tab, "org-cnrs")
    x, y = places(tab)["org-cnrs"]
    tab.keyboard.press("Shift+ArrowRight")
    status(tab, "moved")
    assert places(tab)["org-cnrs"] == [x + 20, y]
    again = explore(urlsplit(tab.url).query)
    assert places(again) == places(tab)
    expect(again.locator("#node-org-cnrs [data-slot=pinned]")).to_be_visible()
    tab.keyboard.press("p")
    status(tab, "free again")
    assert places(tab)["org-cnrs"] == [x, y]


def test_the_box_finds_things_in_the_picture(explore: Callable[..., Page]) -> None:
    tab = explore("focus=act-e2p2l&lang=fr")
    tab.locator("#inside").fill("ECOLE superieure")
    expect(tab.locator("#nodes [role=option]:visible")).to_have_count(1)
    tab.keyboard.press("Enter")
    expect(tab.locator("#node-org-ens-lyon")).to_have_attribute("aria-selected", "true")
    assert parse_qs(urlsplit(tab.url).query)["at"] == ["org-ens-lyon"]


def test_a_new_start_remembers_the_way(explore: Callable[..., Page]) -> None:
    tab = explore("focus=org-cas&lang=en")
    choose(tab, "act-liama")
    tab.get_by_role("link", name="Start from here").click()
    expect(tab.locator("html[data-ready=true]")).to_be_attached()
    expect(tab.locator("#trail")).to_contain_text("CAS")
    tab.locator("#trail a").first.click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Chinese Academy of Sciences")


def test_without_scripts_the_lists_lead_from_thing_to_thing(
    server: str, open_page: Callable[..., Page]
) -> None:
    tab = open_page("/explore?focus=act-e2p2l&lang=en", java_script_enabled=False)
    expect(tab.locator("#graph")).to_be_hidden()
    row = tab.locator("#groups [data-id=org-cnrs]").first
    row.locator("summary").click()
    expect(row.locator("[data-slot=graph]").first).to_be_visible()
    picture = tab.locator(".picture img")
    assert picture.evaluate("(image) => image.naturalWidth") > 300
    row.locator("[data-slot=name]").click()
    expect(tab).to_have_url(f"{server}/explore?focus=org-cnrs&lang=en")


def test_a_small_screen_has_the_picture_first_and_no_sideways_scroll(
    explore: Callable[..., Page],
) -> None:
    tab = explore("focus=org-cas&lang=fr", width=390, height=844)
    assert tab.evaluate("document.documentElement.scrollWidth") == 390
    picture, lists = tab.locator("#graph").bounding_box(), tab.locator(".lists").bounding_box()
    assert picture
    assert lists
    assert picture["height"] >= 320
    assert picture["y"] + picture["height"] <= lists["y"]


def test_the_picture_follows_the_colours_of_the_page(explore: Callable[..., Page]) -> None:
    tab = explore("focus=act-e2p2l&lang=en")
    node = "view.network.body.nodes['org-cnrs']"
    ink = f"{EXPLORER}.then(({{ view }}) => {node}.labelModule.fontOptions.color)"
    light = tab.evaluate(ink)
    tab.get_by_role("button", name="Dark colours").click()
    assert tab.evaluate(ink) != light


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(explore: Callable[..., Page], scheme: str) -> None:
    tab = explore("focus=act-liama&lang=zh", bypass_csp=True, color_scheme=scheme)
    tab.locator("#groups details summary").first.click()
    tab.add_script_tag(content=AXE.read_text("utf-8"))
    found = tab.evaluate(
        "axe.run({resultTypes: ['violations']}).then(({ violations }) => violations)"
    )
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
