"""Flow 8: from a term in one's own language to a chart, a file and a link for a colleague."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Screen

Open = Callable[..., Page]

COUNT = "PREFIX dcterms: <http://purl.org/dc/terms/>\nSELECT ?kind (COUNT(*) AS ?n)\nWHERE { ?a a "
REST = " dcterms:type ?kind }\nGROUP BY ?kind ORDER BY DESC(?n)"
KINDS = 21  # kinds of agreement in the reference facts
WORDS = {
    "zh": ("协议", "协议", "图表"),
    "fr": ("accord", "accord", "Diagramme"),
    "en": ("agreement", "agreement", "Chart"),
}
"""What is typed after `lien:`, the label that is chosen, and the button of the chart."""


def editor(page: Page) -> Locator:
    page.locator("html[data-ready]").wait_for()
    return page.locator(".cm-content")


def fill(page: Page, words: str) -> None:
    """Type over everything, as a person does; `Locator.fill` asks for styles of its own."""
    editor(page).press("Control+A")
    page.keyboard.type(words[0])
    page.keyboard.insert_text(words[1:])


def text(page: Page) -> str:
    return "\n".join(page.locator(".cm-line").all_inner_texts())


def test_from_a_term_to_a_chart_a_file_and_a_link(
    open_page: Open, screen: Screen, tmp_path: Path
) -> None:
    """Flow 8: a term in one's language, an error at its line, a chart, a file, a link."""
    typed, label, chart = WORDS[screen.language]
    page = open_page("/sparql", screen=screen, refused=True, accept_downloads=True)
    field = editor(page)
    field.focus()
    page.keyboard.insert_text(COUNT)
    page.keyboard.type(f"lien:{typed}")
    option = page.get_by_role("option", name=re.compile(f"^{label}lien:Agreement"))
    expect(option).to_be_visible()
    expect(option).to_have_attribute("aria-selected", "true")
    page.wait_for_timeout(250)  # the editor takes no Enter in the first 75 ms of a list
    page.keyboard.press("Enter")
    page.keyboard.insert_text(REST)
    assert "PREFIX lien: <https://w3id.org/lien/ns#>\n" in text(page)
    assert "?a a lien:Agreement dcterms:type" in text(page)

    page.keyboard.press("Control+Enter")  # a semicolon is missing
    problem = page.locator("#problem")
    expect(problem).to_be_visible()
    assert problem.get_attribute("data-line") == "4"
    faulty = page.locator(".cm-gutter-lint .cm-gutterElement:has(.cm-lint-marker-error)")
    expect(faulty).to_have_count(1)
    lines = page.locator(".cm-lineNumbers .cm-gutterElement:visible")
    at = faulty.bounding_box()
    beside = lines.get_by_text("4", exact=True).bounding_box()
    assert at is not None
    assert beside is not None
    assert at["y"] == pytest.approx(beside["y"], abs=2)

    fill(page, text(page).replace("Agreement ", "Agreement ; "))
    page.keyboard.press("Control+Enter")
    expect(page.locator("table.result tbody tr")).to_have_count(KINDS)
    expect(problem).to_have_count(0)
    expect(page.locator("#run-status")).to_contain_text(str(KINDS))
    page.get_by_role("button", name=chart).click()
    expect(page.locator("svg.bar rect")).to_have_count(KINDS)

    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV").click()
    waiting.value.save_as(tmp_path / "answer.csv")
    rows = list(csv.reader((tmp_path / "answer.csv").read_text("utf-8").splitlines()))
    assert rows[0] == ["kind", "n"]
    assert len(rows) == 1 + KINDS
    assert rows[1][1] == "12"

    again = open_page(page.url, width=screen.width)
    editor(again)
    assert again.locator("html").get_attribute("lang") == screen.language
    expect(again.locator("svg.bar rect")).to_have_count(KINDS)
    assert text(again) == text(page)
    assert again.evaluate("document.documentElement.scrollWidth") <= screen.width


def test_the_list_of_terms_comes_though_typing_went_on_before_they_arrived(open_page: Open) -> None:
    page = open_page("/sparql?lang=fr")
    editor(page)
    network = page.context.new_cdp_session(page)
    speed = {"offline": False, "downloadThroughput": -1, "uploadThroughput": -1}
    network.send("Network.emulateNetworkConditions", {"latency": 1_500, **speed})
    editor(page).focus()
    page.keyboard.insert_text("SELECT ?a { ?a a ")
    page.wait_for_timeout(300)  # the editor asks for a list where there is none yet
    page.keyboard.type("lien:accord")
    expect(page.get_by_role("option", name=re.compile("^accordlien:Agreement"))).to_be_visible()


def test_a_thing_is_found_by_name_and_a_prefix_comes_with_its_colon(open_page: Open) -> None:
    page = open_page("/sparql?lang=fr")
    editor(page).focus()
    page.keyboard.insert_text("SELECT ?name { ")
    page.keyboard.type("中国科学院")
    page.get_by_role("option", name="id:org-cas").click()
    page.keyboard.type(" skos:")
    page.keyboard.press("Escape")
    page.keyboard.insert_text("prefLabel ?name }")
    assert "PREFIX id: <https://w3id.org/lien/id/>" in text(page)
    assert "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>" in text(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator("table.result")).to_contain_text("中国科学院")


def test_the_editor_is_left_by_keyboard_and_questions_are_kept_in_the_browser(
    open_page: Open,
) -> None:
    page = open_page("/sparql?lang=en")
    field = editor(page)
    fill(page, "ASK {}")
    page.keyboard.press("Tab")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Run")).to_be_focused()
    page.get_by_label("Name of this question").fill("Mine <b>")
    page.get_by_role("button", name="Save").click()
    page.reload()
    editor(page)
    page.get_by_role("link", name="Mine <b>").click()
    expect(page.locator("#result")).to_contain_text("Yes")
    assert text(page) == "  ASK {}"  # Tab has indented it
    page.get_by_role("button", name="Remove “Mine <b>”").click()
    expect(page.locator("#saved-list li")).to_have_count(0)


def test_a_question_can_be_cancelled_and_the_server_takes_the_next_one(open_page: Open) -> None:
    page = open_page("/sparql?lang=en")
    fill(page, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    page.keyboard.press("Control+Enter")
    cancel = page.get_by_role("button", name="Cancel")
    expect(cancel).to_be_visible()
    cancel.click()
    expect(page.locator("#run-status")).to_contain_text("Cancelled")
    expect(cancel).to_be_hidden()
    fill(page, "SELECT (6 * 7 AS ?n) {}")
    page.keyboard.press("Control+Enter")
    expect(page.locator("table.result td")).to_have_text("42")


def test_a_question_too_long_for_an_address_is_shared_after_the_sign(open_page: Open) -> None:
    long = "SELECT (STRLEN('" + "联" * 1_000 + "') AS ?n) {}"
    page = open_page("/sparql?lang=en")
    fill(page, long)
    page.keyboard.press("Control+Enter")
    expect(page.locator("table.result td")).to_have_text("1000")
    again = open_page(page.url)
    expect(again.locator("table.result td")).to_have_text("1000")


def test_without_scripts_the_form_answers_sorts_and_draws(open_page: Open) -> None:
    page = open_page("/sparql?lang=en", java_script_enabled=False)
    page.get_by_label("Question", exact=True).fill(
        "SELECT ?a ?n { VALUES (?a ?n) { ('x' 2) ('y' 1) } }"
    )
    page.get_by_role("button", name="Run").click()
    page.get_by_role("button", name="n", exact=True).click()
    expect(page.locator("table.result td:first-child")).to_have_text(["y", "x"])
    page.get_by_role("button", name="Chart").click()
    expect(page.locator("svg.bar rect")).to_have_count(2)


@pytest.mark.parametrize(("view", "lang"), [("table", "zh"), ("chart", "fr"), ("graph", "en")])
def test_axe_finds_nothing_in_any_view(axe: Callable[..., list[str]], view: str, lang: str) -> None:
    query = (
        "SELECT%20%3Fa%20%3Fb%20(1%20AS%20%3Fn)%20%7B%20%3Fa%20"
        "%3Chttps%3A%2F%2Fw3id.org%2Flien%2Fns%23partner%3E%20%3Fb%20%7D%20LIMIT%2030"
    )
    for mark in ("bar", "line") if view == "chart" else ("",):
        assert axe(f"/sparql?lang={lang}&view={view}&mark={mark}&query={query}") == []
    assert axe(f"/sparql?lang={lang}&query=SELECT%20%7B", width=390) == []
    assert axe(f"/sparql?lang={lang}&query={'%0A' * 40}ASK%20%7B%7D") == []  # the editor scrolls


@pytest.mark.parametrize("path", ["/sparql?example=neighbours", "/questions/neighbours?"])
def test_a_parameter_that_is_a_thing_is_chosen_by_its_name(open_page: Open, path: str) -> None:
    page = open_page(f"{path}&lang=zh", width=390)
    field = page.get_by_role("combobox", name="body")
    field.fill("")
    field.press_sequentially("中国科学院")
    expect(page.get_by_role("option", name="CAS").first).to_be_visible(timeout=20_000)
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("org-cas")
    expect(page.get_by_role("option")).to_have_count(0)
    field.press("Enter")
    page.wait_for_url("**body=org-cas*")


def test_without_scripts_the_slug_is_typed(open_page: Open) -> None:
    page = open_page("/sparql?example=neighbours&lang=en", java_script_enabled=False)
    page.get_by_label("body").fill("org-ips")
    page.get_by_role("button", name="Fill in and run").click()
    expect(page.get_by_role("table")).to_contain_text("org-ips")
