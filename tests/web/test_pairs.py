"""Questions about pairs of bodies on their pages: an empty answer says why it is empty."""

from __future__ import annotations

import pytest

HTML = {"Accept": "text/html"}


@pytest.mark.parametrize(
    ("lang", "why"),
    [
        ("en", "No such pair is kept."),
        ("fr", "Aucune paire de cette sorte n’est gardée."),
        ("zh", "没有保留这样的机构对。"),
    ],
)
def test_where_no_works_are_known_the_page_says_why_there_are_no_pairs(client, lang, why):
    page = client.get(f"/questions/pairs?kind=co-publication&lang={lang}", headers=HTML)
    assert page.status_code == 200
    assert why in page.get_data(as_text=True)


def test_a_gap_on_its_page_names_both_bodies_and_what_is_missing(client):
    """CNRS and Tsinghua run four joint actions and are party to no agreement together."""
    page = client.get("/questions/gaps?limit=1&lang=en", headers=HTML).get_data(as_text=True)
    for words in ("joint action", "Tsinghua University", "no agreement"):
        assert words in page
