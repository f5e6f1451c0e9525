"""Whatever a link leads to from the first page, in three languages, is a sound page.

The addresses are found by following links, so that a page that is added later is tried too. They
are grouped by what they show (endpoint, kind of thing, parameters); of each group a few are
opened in a build, and many with `--full`.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urlencode, urljoin, urlsplit

import pytest
from flask import Flask, template_rendered
from flask.testing import FlaskClient
from playwright.sync_api import Browser

import lien_webapp
from lien.settings import Settings
from lien.store import Reader
from lien_webapp.factory import create_app

from .conftest import ASSETS, Watch

LANGUAGES = ("fr", "en", "zh")
TEMPLATES = Path(lien_webapp.__file__).parent / "templates"
SEEDS = ("/", "/search?q=nothing-has-this-name")
"""Where the walk begins; nobody links to a search without results, but everybody gets there."""
FAULTY = {"/no/where": 404, "/sparql?query=nonsense": 400}
"""Addresses that are pages too: what a reader sees who made a mistake."""
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
HREF = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"')
ID = re.compile(r'\bid="([^"]*)"')
SHIFT = 0.02
"""Cumulative layout shift of a page while it loads; Google calls less than 0.1 good."""
PROBE = """
window.found = {shift: 0, reports: []};
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) found.shift += entry.value;
}).observe({type: "layout-shift", buffered: true});
document.addEventListener("securitypolicyviolation", (event) =>
  found.reports.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`));
"""
SETTLED = """
() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done({
  ...window.found,
  lang: document.documentElement.lang,
  width: document.documentElement.scrollWidth,
  title: document.title,
  mains: document.querySelectorAll("main").length,
  headings: document.querySelectorAll("h1").length,
}))))
"""
AXE = """
async () => (await axe.run({
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
  resultTypes: ["violations"],
})).violations.flatMap((found) => found.nodes.map((node) => `${found.id}: ${node.html}`))
"""


@dataclass
class Site:
    """What a walk along the links found."""

    groups: dict[tuple[object, ...], list[str]] = field(default_factory=lambda: defaultdict(list))
    templates: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """Links to a place in the same page that is not there."""


def group(app: Flask, address: str) -> tuple[object, ...]:
    """What an address shows: endpoint, kind of thing, names of the parameters."""
    parts = urlsplit(address)
    endpoint, values = app.url_map.bind("localhost").match(parts.path)
    kinds = [_kind(str(value), whole=endpoint == "things.thing") for value in values.values()]
    return (endpoint, *kinds, *sorted({name for name, _ in parse_qsl(parts.query)}))


def _kind(value: str, *, whole: bool) -> str:
    """A thing by its prefix, and whether it is a part of another; else how the name begins."""
    if whole:
        return value.partition("-")[0] + (".part" if "." in value else "")
    return "Name" if value[:1].isupper() else "name"


def walk(app: Flask, number: int) -> Site:
    """Follow every link from the seeds, `number` pages of each group."""
    site, todo, known = Site(), deque(SEEDS), set(SEEDS)
    client = app.test_client()

    def rendered(_: Flask, template: Any, **__: Any) -> None:
        site.templates.add(str(template.name))

    with template_rendered.connected_to(rendered, app):
        for address, status in FAULTY.items():
            answer = client.get(address, headers=HTML)
            assert (answer.status_code, answer.mimetype) == (status, "text/html")
        while todo:
            address = todo.popleft()
            found = site.groups[group(app, address)]
            if len(found) < number:
                fresh = visit(site, client, address, found) - known
                known |= fresh
                todo.extend(sorted(fresh))
    return site


def visit(site: Site, client: FlaskClient, address: str, found: list[str]) -> set[str]:
    """Open a page, put it down in its group, and answer with where its links lead."""
    answer = client.get(address, headers=HTML)
    if answer.status_code not in (200, 303):
        site.faults.append(f"{answer.status_code} {address}")
    if answer.mimetype != "text/html" or answer.status_code != 200:
        return set()
    found.append(address)
    links = list(read(address, answer.text))
    there = {"", *ID.findall(answer.text)}
    site.lost += [
        f"{address}#{place}" for at, place in links if at == address and place not in there
    ]
    return {link for link, _ in links}


def read(address: str, text: str) -> Iterator[tuple[str, str]]:
    """The links of a page to our own pages, each with the place in it; the language apart."""
    for href in HREF.findall(text):
        target, place = urldefrag(urljoin(f"http://here{address}", unescape(href)))
        parts = urlsplit(target)
        if parts.netloc != "here" or parts.path.startswith("/static/"):
            continue
        values = [(name, value) for name, value in parse_qsl(parts.query) if name != "lang"]
        if not any(name == "format" for name, _ in values):
            yield parts.path + (f"?{urlencode(values)}" if values else ""), place


@pytest.fixture(scope="module")
def full(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--full"))


@pytest.fixture(scope="module")
def site(seed_store: Reader, full: bool) -> Site:
    app = create_app(Settings(), seed_store)
    return walk(app, 100_000 if full else 4)


@pytest.fixture(scope="module")
def addresses(site: Site, full: bool) -> list[str]:
    """What is opened in the browser: one of each group and the faulty ones, with `--full` more."""
    return [
        *(page for found in site.groups.values() for page in found[: 12 if full else 1]),
        *FAULTY,
    ]


def test_every_link_leads_to_a_page_and_to_a_place_that_is_there(site: Site) -> None:
    assert site.faults == []
    assert site.lost == []
    assert len(site.groups) > 40


def test_every_template_is_reached_by_links(site: Site) -> None:
    there = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if not path.name.startswith("_")
    }
    assert there - site.templates == {"base.html"}


def in_language(address: str, lang: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}lang={lang}"


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
        page.goto(server + in_language(address, lang), wait_until="load")
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
        page.goto(server + in_language(address, LANGUAGES[index % 3]), wait_until="load")
        page.evaluate(SETTLED)
        page.evaluate(axe)
        findings += [(page.url, found) for found in page.evaluate(AXE)]
    context.close()
    assert findings == []
