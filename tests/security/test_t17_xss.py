"""T17: names that are scripts run nowhere, on no page that a link leads to, and stay as written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Error, Page
from tests.e2e.walk import FAULTY, LANGUAGES, Site, in_language, opened

from .hostile import MARKED, TEXTS, in_html
from .service import Service

WATCH: Final = """
window.ran = () => { window.runs = (window.runs ?? 0) + 1; };
window.alert = window.confirm = window.prompt = window.ran;
window.reports = [];
document.addEventListener("securitypolicyviolation", (event) =>
  reports.push(`${event.violatedDirective} ${event.sourceFile}:${event.lineNumber}`));
document.addEventListener("click", (event) => event.preventDefault(), true);
window.navigation.addEventListener("navigate", (event) => {
  if (event.cancelable && !event.destination.sameDocument) event.preventDefault();
});
document.addEventListener("submit", (event) => event.preventDefault(), true);
"""
TOUCH: Final = """
(click) => {
  const every = [...document.querySelectorAll("body *")].slice(0, 1500);
  for (const name of ["pointerover", "mouseover", "mouseenter"]) {
    for (const element of every) element.dispatchEvent(new Event(name, {bubbles: true}));
  }
  if (!click) return;
  const live = "a, button, input, select, textarea, summary, [tabindex]";
  for (const element of [...document.querySelectorAll(live)].slice(0, 150)) element.focus();
  for (const element of every) {
    element.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true}));
  }
}
"""
"""Moves over everything; focuses and clicks it too, whatever it would lead to."""
FOUND: Final = """
() => new Promise((done) => setTimeout(() => {
  const bad = /^\\s*(javascript|vbscript|data|file|blob)\\s*:/i;
  const links = ["href", "src", "action", "formaction", "xlink:href", "data", "background"];
  const attributes = [], texts = [];
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on") || name === "srcdoc" || name === "style" && value.includes("⟦") ||
          links.includes(name) && bad.test(value)) {
        attributes.push(`${element.localName} ${name}=${value}`);
      }
      if (value.includes("⟦") && !name.startsWith("data-")) texts.push(value); // folded for search
    }
  }
  const walker = document.createTreeWalker(document, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement?.closest("script, noscript") ? NodeFilter.FILTER_REJECT : 1);
  const shown = [];
  while (walker.nextNode()) shown.push(walker.currentNode.data);
  for (const template of document.querySelectorAll("template")) {
    shown.push(template.content.textContent);
  }
  done({
    runs: window.runs ?? 0,
    reports,
    attributes,
    texts: [...texts, shown.join("")],
    strange: [...document.querySelectorAll(
      "iframe, object, embed, base, video, audio, math, style, img:not([src^='/static/'])," +
      "script:not([src^='/static/'], [type='application/json'])")].map((element) =>
        element.outerHTML),
  });
}, 0))
"""
FRAMES: Final = """
(texts) => {
  window.alive = new Set();
  texts.forEach((text, number) => {
    window[`ran${number}`] = () => alive.add(number);
    const frame = document.createElement("iframe");
    const ran = `<script>window.ran = () => parent.ran${number}()</script>`;
    frame.srcdoc = ran + text;
    frame.addEventListener("load", () => {
      for (const element of frame.contentDocument.querySelectorAll("*")) {
        for (const name of ["mouseover", "mouseenter", "mousemove", "pointerover", "focus", "blur",
            "click", "focusin", "toggle"]) {
          element.dispatchEvent(new Event(name));
        }
      }
    });
    document.body.append(frame);
  });
}
"""
REFLECTED: Final = (
    "/search?q=%s",
    "/agreements?text=%s",
    "/questions/%s",
    "/questions/neighbours?body=%s",
    "/sparql?query=%s",
    "/no/%s",
    "/id/%s",
    "/explore?focus=%s",
    "/things/%s",
    "/?lang=%s",
)
"""Places that say again what was asked."""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(WATCH)
    yield context.new_page()
    context.close()


def read(page: Page, address: str, *, asked: bool = False) -> int:
    """Open a page and look at it; see `look`."""
    opened(page, address)
    return look(page, address, asked=asked)


def look(page: Page, address: str, *, asked: bool = False) -> int:
    """Touch everything on a page; how many hostile texts stand on it, each as written.

    A sentence begins with a capital, so that the first letter of a text may be one; a label of a
    picture has one blank for any white space.
    What the address `asked` for may have lost the white space before it, and stand in a message
    as Python writes a text.
    """
    page.evaluate(TOUCH, True)
    found: dict[str, Any] = page.evaluate(FOUND)
    assert found["runs"] == 0, address
    assert found["reports"] == [], address
    assert found["attributes"] == [], address
    assert found["strange"] == [], address
    numbers = set()
    for text in found["texts"]:
        for mark in MARKED.finditer(text):
            wanted = in_html(int(mark[1]))
            wanted = wanted.lstrip() if asked else wanted
            ways = (wanted, wanted[:1].upper() + wanted[1:], " ".join(wanted.split()))
            ways += (repr(wanted)[1:-1],) if asked else ()
            there = text[: mark.start()]
            assert there.endswith(ways), (address, wanted)
            numbers.add(mark[1])
    return len(numbers)


def test_there_are_166_texts_and_they_run_where_they_are_read_as_markup(browser: Browser) -> None:
    """Without an escape, what this file watches for is what happens."""
    assert len(set(TEXTS)) == 166
    page = browser.new_page()
    page.set_content("<p>Every text in a frame of its own.</p>")
    page.evaluate(FRAMES, list(TEXTS))
    for _ in range(40):
        page.wait_for_timeout(250)
        alive = page.evaluate("alive.size")
        if alive >= 60:
            break
    page.close()
    assert alive >= 60


@pytest.mark.parametrize(("place", "markup"), [("<p>%s</p>", "<"), ('<p title="%s">x</p>', '"')])
def test_a_name_that_is_not_escaped_is_noticed(
    browser: Browser, cases: Any, place: str, markup: str
) -> None:
    """Either a fault is found, or the text does not stand on the page; one is no markup at all."""
    context = browser.new_context()
    context.add_init_script(WATCH)
    unnoticed = set()
    for number in range(0, len(TEXTS), cases.number(4, 1)):
        if markup not in TEXTS[number]:
            continue
        page = context.new_page()
        try:
            page.goto("about:blank")
            page.set_content(place % f"{TEXTS[number]}⟦{number:03}⟧")
            if look(page, TEXTS[number], asked=True):
                unnoticed.add(TEXTS[number])
        except (AssertionError, Error):  # an error: the text has led the page elsewhere
            pass
        page.close()
    context.close()
    assert unnoticed <= {"<%= ran() %>"}


@pytest.mark.threat("T17")
def test_no_page_runs_or_changes_a_name(
    page: Page, hostile_walk: Site, hostile_service: Service, cases: Any
) -> None:
    assert hostile_walk.faults == []
    origin = f"http://127.0.0.1:{hostile_service.port}"
    total = 0
    for turn, address in enumerate([*hostile_walk.pages(), *FAULTY][:: cases.number(3, 1)]):
        for lang in LANGUAGES if cases.full else LANGUAGES[turn % 3 :][:1]:
            total += read(page, origin + in_language(address, lang))
    cases.tried(total)
    assert total >= cases.number(800, 2500)


@pytest.mark.threat("T17")
def test_no_page_runs_what_the_address_says(
    page: Page, hostile_service: Service, cases: Any
) -> None:
    origin = f"http://127.0.0.1:{hostile_service.port}"
    for turn, place in enumerate(REFLECTED):
        for number in range(turn, len(TEXTS), cases.number(83, 1)):
            text = quote(f"{TEXTS[number]}⟦{number:03}⟧", safe="")
            read(page, origin + place % text, asked=True)
            cases.tried(1)


@pytest.mark.threat("T17")
def test_suggestions_are_texts(page: Page, hostile_service: Service, cases: Any) -> None:
    origin = f"http://127.0.0.1:{hostile_service.port}"
    page.goto(f"{origin}/?lang=en")
    for words in ("CAS", "CNRS", "institute", "laboratoire")[: cases.number(1, 4)]:
        page.locator("#q").fill(words)
        page.get_by_role("option").first.wait_for()
        page.evaluate(TOUCH, False)
        found = page.evaluate(FOUND)
        assert (found["runs"], found["reports"], found["attributes"]) == (0, [], [])
        options = page.get_by_role("option").all_inner_texts()
        assert options
        cases.tried(len(options))
