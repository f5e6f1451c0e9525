"""Whatever a link leads to from the first page, in three languages, is a sound page.

The addresses are found by following links, so that a page that is added later is tried too. They
are grouped by what they show (endpoint, kind of thing, a parameter); one of each group is followed
in a build, and a sample of everything shown is opened in a browser; with `--full`, twelve of each.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route

import lien_webapp
from lien.settings import Settings
from lien.store import Reader
from lien_webapp.factory import create_app

from .conftest import ASSETS, AXE, Watch
from .walk import FAULTY, LANGUAGES, Site, in_language, opened, walk

TEMPLATES = Path(lien_webapp.__file__).parent / "templates"
SHIFT = 0.02
"""Cumulative layout shift of a page, loaded and read; Google calls less than 0.1 good."""
PROBE = """
window.found = {shift: 0, reports: []};
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) found.shift += entry.value;
}).observe({type: "layout-shift", buffered: true});
document.addEventListener("securitypolicyviolation", (event) =>
  found.reports.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`));
"""
SETTLED = """
async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  for (const part of [0.5, 1]) {
    scrollTo({ top: document.documentElement.scrollHeight * part, behavior: "instant" });
    await frame();
    await frame();
  }
  return {
    ...window.found,
    lang: document.documentElement.lang,
    width: document.documentElement.scrollWidth,
    title: document.title,
    mains: document.querySelectorAll("main").length,
    headings: document.querySelectorAll("h1").length,
  };
}
"""
"""What a page is like once it has been read to its end."""


@pytest.fixture(scope="module")
def full(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--full"))


@pytest.fixture(scope="module")
def site(seed_store: Reader, seed_path: Path, full: bool) -> Site:
    app = create_app(Settings(data=seed_path), seed_store)
    return walk(app, 12 if full else 1)


@pytest.fixture(scope="module")
def addresses(site: Site, full: bool) -> list[str]:
    """What is opened in the browser: a sample of everything shown, with `--full` all pages."""
    return [*(site.pages() if full else site.samples()), *FAULTY]


def test_every_link_leads_to_a_page_and_to_a_place_that_is_there(site: Site) -> None:
    assert site.faults == []
    assert site.lost == []
    assert len(site.groups) > 40


def test_every_page_is_reached_by_links(site: Site) -> None:
    """A page is a template that extends another; the others, and `_…`, are parts of pages."""
    there = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if "{% extends" in path.read_text("utf-8") and not path.name.startswith("_")
    }
    assert len(there) > 15
    slow = {"waiting.html"}  # comes only where something takes long to make
    assert there - site.templates - slow == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_is_calm_on_a_telephone(
    browser: Browser, server: str, addresses: list[str], lang: str
) -> None:
    """No console error, CSP report, foreign request, shift or scroll bar; title and language."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.add_init_script(PROBE)
    page = context.new_page()
    watch = Watch(page, server)
    faults = []
    for address in addresses:
        watch.faults.clear()
        opened(page, server + in_language(address, lang))
        found = page.evaluate(SETTLED)
        expected = f"status of {FAULTY.get(address)}"  # Chromium tells the console of it
        told = [fault for fault in watch.faults if expected not in fault] + found["reports"]
        wrong = {
            "shift": found["shift"] >= SHIFT,
            "language": found["lang"] != lang,
            "width": found["width"] > 390,
            "title": not found["title"].endswith(" · Lien"),
            "headings": (found["mains"], found["headings"]) != (1, 1),
        }
        if told or any(wrong.values()):
            faults.append((address, told, found, [name for name, bad in wrong.items() if bad]))
    context.close()
    assert faults == []


def test_nothing_moves_when_the_editor_comes_late(browser: Browser, server: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.add_init_script(PROBE)
    page, kept = context.new_page(), list[Route]()

    def keep(route: Route) -> None:
        kept.append(route)

    page.route("**/codemirror*", keep)
    page.goto(f"{server}/sparql", wait_until="load")
    page.evaluate(SETTLED)
    assert page.locator("[data-ready]").count() == 0
    for route in kept:
        route.continue_()
    page.wait_for_selector("[data-ready]", state="attached")
    assert page.evaluate(SETTLED)["shift"] < SHIFT
    context.close()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing(
    browser: Browser, server: str, addresses: list[str], full: bool, colours: Any
) -> None:
    """WCAG 2.0 to 2.2, A and AA. Width and language change from page to page."""
    axe = next(ASSETS.glob("axe*.js")).read_text("utf-8")
    context = browser.new_context(color_scheme=colours, bypass_csp=True, reduced_motion="reduce")
    page = context.new_page()
    findings = []
    for index, address in enumerate(addresses):
        if not full and index % 2 != (colours == "dark"):
            continue
        page.set_viewport_size({"width": (390, 1280)[index // 2 % 2], "height": 900})
        opened(page, server + in_language(address, LANGUAGES[index % 3]))
        page.evaluate(SETTLED)
        page.evaluate(axe)
        findings += [(page.url, found) for found in page.evaluate(AXE)]
    context.close()
    assert findings == []
