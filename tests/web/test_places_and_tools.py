"""Who works with a place on a theme (M8), and which tools there are and who used them (M9)."""

from __future__ import annotations

import csv
import re
from collections import Counter
from itertools import product
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from lien import demo, query, resources
from lien.mediation.places import sums, without
from lien.mediation.tools import tools
from lien.settings import Settings
from lien.store import Directory, Level, Reader
from lien.terms import SCHEME, local, slug, thing
from lien_webapp.factory import create_app

HTML = {"Accept": "text/html"}
TRUTHS = demo.truths()


def read(name: str) -> list[dict[str, str]]:
    with (resources.folder("seed") / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def places(demo_path: Path, demo_directory: Directory) -> FlaskClient:
    reader = demo_directory.store.reader(Level.PUBLIC)
    return create_app(Settings.read(data=demo_path), reader).test_client()


def test_the_planted_units_are_found_by_place_theme_and_territory(demo_store: Reader) -> None:
    """Precision and recall 1, for every planted theme with every planted place."""
    themes = {truth.theme for truth in TRUTHS.places}
    towns = {(truth.place, truth.territory) for truth in TRUTHS.places}
    for theme, (town, territory) in product(themes, towns):
        found = query.works_with(
            demo_store,
            "en",
            theme=SCHEME[f"discipline/{theme.replace(' ', '-')}"],
            place=SCHEME[f"place/{town.lower().replace(' ', '-')}"],
            territory=SCHEME[f"territory/{territory.lower()}"],
        )
        assert {(slug(r.unit), slug(r.institute), slug(r.action)) for r in found} == {
            (truth.unit, truth.institute, truth.action)
            for truth in TRUTHS.places
            if (truth.theme, truth.place) == (theme, town)
        }


@pytest.mark.parametrize("left_out", [(), ("hk",), ("hk", "mo", "mn"), ("cn", "mn")])
def test_list_map_and_graph_agree_with_every_switch(
    places: FlaskClient, left_out: tuple[str, ...]
) -> None:
    """Sums by territory, by town and over the graph add up to the rows of the list."""
    named = ",".join(left_out)
    address = f"/works-with?theme=forest-entomology&without={named}&lang=en"
    rows = places.get(f"{address}&format=json").get_json()["rows"]
    expected = [
        truth
        for truth in TRUTHS.places
        if truth.theme == "forest entomology" and truth.territory.lower() not in left_out
    ]
    assert len(rows) == len(expected)
    page = places.get(address, headers=HTML).text
    total = len(expected)
    assert f"= {total}</p>" in page
    towns = re.findall(r'<li><a href="[^"]*">[^<]*</a> <span class="count">(\d+)', page)
    listed = re.search(r'class="works-towns">(.*?)</ul>', page, re.DOTALL)
    assert listed is not None
    assert towns
    assert sum(map(int, re.findall(r'class="count">(\d+)', listed[1]))) == total
    drawn = re.search(r"(\d+) links? (?:is|are) drawn", page)
    assert drawn is not None
    assert int(drawn[1]) == total
    assert page.count('<tr><th scope="row">') == total


def test_the_links_of_the_reference_facts_are_those_of_the_table(seed_store: Reader) -> None:
    """Every French with every other participation of an action, recounted in the CSV file."""
    sides: dict[str, tuple[set[str], set[str]]] = {}
    for row in read("action_partners"):
        here = sides.setdefault(row["action_id"], (set(), set()))
        here[row["side"] != "fr"].add(row["partner_id"])
    expected = {
        (unit, institute, action)
        for action, (french, others) in sides.items()
        for unit, institute in product(french, others)
    }
    rows = query.works_with(seed_store, "en")
    assert {(slug(r.unit), slug(r.institute), slug(r.action)) for r in rows} == expected
    assert len(rows) == len(expected)
    found = sums(rows)
    assert found.total == sum(found.towns.values()) == sum(found.territories.values())
    assert found.total == sum(pair.actions for pair in found.pairs)
    hong_kong = sum(local(row.in_territory) == "hk" for row in rows)
    assert hong_kong > 0
    assert len(without(rows, ["hk"])) == found.total - hong_kong


def test_the_planted_tools_have_their_names_and_users(demo_store: Reader) -> None:
    """Of the former name too: who bore it is a user of that name."""
    rows = {row.code: row for row in tools(demo_store, "en")}
    for truth in TRUTHS.tools:
        row = rows[truth.name]
        assert row.funding == thing(truth.tool)
        assert {slug(user) for user in row.users} == set(truth.users)
        if truth.former:
            assert truth.former in row.former
            assert rows[truth.former].later
            assert {slug(user) for user in rows[truth.former].users} <= set(truth.users)
    silent = [row for row in rows.values() if not row.users]
    assert rows["IEA"] in silent
    assert all(row.periods == () for row in silent)


def test_the_users_of_a_tool_are_those_of_the_table(seed_store: Reader) -> None:
    """Recounted in `kinds.csv`; tools that no row and no funding names have no user."""
    borne = {(row["kind"], row["thing_id"]) for row in read("kinds")}
    acronyms = {row["id"]: row["acronym"] for row in read("funding")}
    for row in read("actions"):
        borne |= {(acronyms.get(f, ""), row["id"]) for f in row["funding_ids"].split(";") if f}
    actions = {row["id"] for row in read("actions")}
    expected = Counter(kind for kind, user in borne if user in actions)
    for row in tools(seed_store, "en"):
        assert len(row.users) == expected[row.code], row.code


def test_whether_a_tool_is_open_is_unknown_where_no_source_says_so(seed_store: Reader) -> None:
    """`funding.csv`: the tools of the CNRS; a label without a scheme is never said to fit."""
    asked = tools(seed_store, "en", territory="hk")
    schemes = {row["id"]: row["territory"] for row in read("funding")}
    for row in asked:
        if row.funding is None or not schemes[slug(row.funding)]:
            assert row.fits == "unknown"
        else:
            assert row.fits in ("yes", "no")
    assert all(row.fits == "" for row in tools(seed_store, "en"))


def test_the_catalogue_says_old_and_new_names(client: FlaskClient) -> None:
    text = client.get("/funding/tools?lang=en", headers=HTML).text
    rows = client.get("/funding/tools?lang=en&format=json").get_json()["rows"]
    assert len(rows) == text.count('<li class="card">')
    assert "Replaced by" in text
    assert "none known here" in text
