"""Every text of the pages exists in French and Chinese, and no translation is left over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask import Flask

import lien_webapp
from lien.query import QUESTIONS
from lien_webapp.i18n import contracted, span_text
from lien_webapp.question_words import EMPTY, HELP

PACKAGE = Path(lien_webapp.__file__).parent
METHODS = [
    ("**.py", "python"),
    ("templates/**.html", "jinja2.ext:babel_extract"),
    ("static/pages/**.js", "javascript"),
    ("static/lib/**.js", "javascript"),
]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "mark": None}
PLACE = re.compile(r"%\((\w+)\)|\{(\w+)\}")
HAN = re.compile("[一-鿿]")


def extracted() -> set[str | tuple[str, str]]:
    """Message ids in Python, templates and JavaScript; a pair where there is a plural."""
    options = {"templates/**.html": {"newstyle_gettext": "true", "trimmed": "true"}}
    found = extract_from_dir(PACKAGE, METHODS, options, KEYWORDS, strip_comment_tags=True)
    return {message for _, _, message, _, _ in found if message}


def catalogue(lang: str) -> Catalog:
    with (PACKAGE / "i18n" / f"{lang}.po").open("rb") as file:
        return read_po(file, locale=lang)


def messages(lang: str) -> Iterator[Message]:
    return (message for message in catalogue(lang) if message.id)


def parts(text: object) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(str(part) for part in text)  # type: ignore[attr-defined]


@pytest.mark.parametrize("lang", ["fr", "zh"])
def test_every_text_is_translated_and_every_translation_is_used(lang: str) -> None:
    have = {message.id for message in messages(lang)}
    want = extracted()
    assert len(want) > 150
    assert sorted(map(str, want - have)) == [], "without translation"
    assert sorted(map(str, have - want)) == [], "no longer used"


@pytest.mark.parametrize("lang", ["fr", "zh"])
def test_no_translation_is_empty_or_fuzzy(lang: str) -> None:
    bad = [m.id for m in messages(lang) if m.fuzzy or not all(parts(m.string))]
    assert bad == []


@pytest.mark.parametrize("lang", ["fr", "zh"])
def test_no_line_of_a_catalogue_stands_apart_from_its_message(lang: str) -> None:
    text = (PACKAGE / "i18n" / f"{lang}.po").read_text("utf-8")
    assert re.findall(r'\n\n".*', text) == []  # it would be read into the text before it


@pytest.mark.parametrize("lang", ["fr", "zh"])
def test_translations_keep_the_places_of_the_values(lang: str) -> None:
    for message in messages(lang):
        wanted = set(PLACE.findall(parts(message.id)[-1]))
        for text in parts(message.string):
            assert set(PLACE.findall(text)) == wanted, message.id


def test_every_help_text_of_the_questions_is_marked_for_translation() -> None:
    questions = QUESTIONS.values()
    texts = {question.help for question in questions}
    texts |= {parameter.help for question in questions for parameter in question.parameters}
    assert texts == set(HELP)
    assert {question.empty for question in questions if question.empty} == set(EMPTY)


def test_chinese_translations_are_in_chinese() -> None:
    plain = [m.id for m in messages("zh") if not HAN.search(parts(m.string)[0])]
    names = [":", ": %(name)s", ";", "GRID", "GeoNames", "ORCID iD", "ROR", "SPARQL", "Wikidata"]
    assert sorted(map(str, plain)) == names


def test_french_punctuation_is_set_as_french() -> None:
    loose = re.compile(r"[^\u00a0\u202f]([;!»]|[?](?!format)|:(?= |$))|«[^\u00a0\u202f]|['\"]")
    wrong = [text for m in messages("fr") for text in parts(m.string) if loose.search(text)]
    assert wrong == []


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ("2011", "jusqu’en 2011"),
        ("2011-03", "jusqu’en mars 2011"),
        ("2011-03-01", "jusqu’au 1er mars 2011"),
    ],
)
def test_an_end_has_the_preposition_of_its_precision_in_french(
    app: Flask, end: str, words: str
) -> None:
    with app.test_request_context("/?lang=fr"):
        assert span_text("", end) == words


def test_a_city_with_an_article_takes_it_into_the_preposition(app: Flask) -> None:
    with app.test_request_context("/?lang=fr"):
        assert contracted("Université à Le Mans") == "Université au Mans"
        assert contracted("Université à Shanghai") == "Université à Shanghai"
