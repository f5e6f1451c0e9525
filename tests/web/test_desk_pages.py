"""The stages of the office and the relations of figures on their pages."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

Page = Callable[..., str]


@pytest.mark.parametrize(
    ("lang", "word", "label", "office"),
    [
        ("fr", "étape d’un bureau", "Première représentation autonome", "Bureau du CNRS en Chine"),
        ("en", "stage of a desk", "First autonomous representation office", "CNRS Office in China"),
        ("zh", "代表处阶段", "首个独立代表处", "法国国家科学研究中心中国代表处"),
    ],
)
def test_the_page_of_a_stage_names_its_office(
    page: Page, lang: str, word: str, label: str, office: str
) -> None:
    text = page("/id/desk-chine-2004", lang)
    assert all(part in text for part in (word, label, office, "2004"))


def test_the_page_of_the_office_lists_its_three_stages(page: Page) -> None:
    """Conflicts and doubts, 2: 1995, 2004 and 2011 are three different events."""
    text = page("/id/org-cnrs-bureau-chine", "en")
    stages = text.partition("Stages of its life")[2]
    for slug in ("desk-chine-1995", "desk-chine-2004", "desk-chine-2011"):
        assert f"/id/{slug}" in stages


def test_a_stage_says_which_territories_it_covers_and_with_what_means(page: Page) -> None:
    text = page("/id/desk-chine-2011", "en")
    for word in ("mainland China", "Hong Kong", "Macao", "Mongolia", "premises of the new embassy"):
        assert word in text


def test_a_stage_is_found_by_search(client: FlaskClient) -> None:
    hits = json.loads(client.get("/search?q=autonomous+representation&format=json").text)
    assert "https://w3id.org/lien/id/desk-chine-2004" in {hit["thing"] for hit in hits["rows"]}


def test_stages_have_a_list(page: Page) -> None:
    assert "/id/desk-chine-1995" in page("/things/DeskPeriod", "fr")


def test_a_computed_figure_leads_to_the_figure_it_is_computed_from(page: Page) -> None:
    text = page("/id/ind-missions-2010-b", "en")
    assert "Computed from" in text
    assert "/id/ind-missions-2011" in text
