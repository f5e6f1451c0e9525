"""The explorer's addresses: the page without scripts, the JSON, the files."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any

import networkx as nx
import pytest
from flask.testing import FlaskClient

from lien import query
from lien.settings import Settings
from lien.store import Reader
from lien.terms import slug, thing
from lien_webapp.factory import create_app
from lien_webapp.serialise import PER_KIND

STATE = "focus=org-cas&open=act-liama,org-cnrs:partner-in&hide=Person&without=act-seed"


def asked(client: FlaskClient, parameters: str) -> dict[str, Any]:
    answer = client.get(f"/explore/neighbourhood?{parameters}")
    assert answer.status_code == 200, answer.text
    return json.loads(answer.text)  # type: ignore[no-any-return]


def test_the_answer_holds_exactly_the_neighbours_of_the_question(
    client: FlaskClient, seed_store: Reader
) -> None:
    rows = query.neighbours(seed_store, thing("act-liama"), "en")
    answer = asked(client, "body=act-liama&lang=en")
    others = {str(row.other) for row in rows}
    assert {str(thing(node["id"])) for node in answer["nodes"][1:]} == others
    assert answer["total"] == len(others)
    assert sum(len(edge["items"]) for edge in answer["edges"]) == len(rows)


def test_a_link_carries_its_kind_and_who_states_it(client: FlaskClient) -> None:
    answer = asked(client, "body=act-e2p2l&lang=en")
    edge = next(edge for edge in answer["edges"] if edge["to"] == "org-cnrs")
    assert (edge["from"], edge["kind"]) == ("act-e2p2l", "partner")
    item = edge["items"][0]
    assert (item["start"], item["years"]) == ("2011-11-04", [2011, None])
    graph, *sources = (answer["origins"][name] for name in (item["graph"], *item["sources"]))
    assert graph["href"].startswith("/graph/seed/action_partners")
    assert [source["href"] for source in sources] == ["/id/src-e2p2l-history?lang=en"]
    assert all(source["label"] and source["label"] != item["sources"][0] for source in sources)


def test_parallel_links_of_one_kind_are_merged_and_keep_their_evidence(client: FlaskClient) -> None:
    answer = asked(client, "body=org-cnrs&kinds=holdsRoleIn-in")
    ids = [edge["id"] for edge in answer["edges"]]
    assert len(ids) == len(set(ids))
    assert all(edge["count"] == len(edge["items"]) for edge in answer["edges"])
    assert max(edge["count"] for edge in answer["edges"]) > 1


def test_a_long_kind_is_cut_and_says_so_until_it_is_asked_for(client: FlaskClient) -> None:
    first = asked(client, "body=org-cnrs")
    kind = next(kind for kind in first["kinds"] if kind["key"] == "partner-in")
    assert kind["shown"] == PER_KIND < kind["total"]
    whole = asked(client, "body=org-cnrs&kinds=partner-in")
    assert len(whole["nodes"]) - 1 == kind["total"]
    assert {edge["kind"] for edge in whole["edges"]} == {"partner"}


def test_no_answer_is_larger_than_the_setting(seed_store: Reader) -> None:
    app = create_app(Settings(explorer_nodes=10), seed_store)
    answer = asked(app.test_client(), "body=org-cnrs")
    assert len(answer["nodes"]) == 10
    assert answer["total"] > 10


def test_further_links_are_those_that_steps_reach_and_nearer_places_stay(
    client: FlaskClient, seed_store: Reader
) -> None:
    near, far = asked(client, "body=act-liama"), asked(client, "body=act-liama&depth=2")
    around = {
        slug(str(row.other)) for row in query.neighbours(seed_store, thing("act-liama"), "en")
    }
    reached = {"act-liama"} | around
    for one in around:
        reached |= {slug(str(row.other)) for row in query.neighbours(seed_store, thing(one), "en")}
    assert {node["id"] for node in far["nodes"]} == reached
    assert [(node["x"], node["y"]) for node in far["nodes"][: len(near["nodes"])]] == [
        (node["x"], node["y"]) for node in near["nodes"]
    ]
    assert asked(client, "body=act-liama&depth=0")["nodes"] == near["nodes"][:1]
    assert "left" not in near
    capped = create_app(Settings(explorer_nodes=30), seed_store).test_client()
    few = asked(capped, "body=act-liama&depth=2")
    assert (len(few["nodes"]), few["left"]) == (30, len(reached) - 30)


def test_the_links_among_things_are_all_of_them_and_no_others(client: FlaskClient) -> None:
    answer = asked(client, "among=org-cas,act-liama,org-cnrs")
    assert [node["id"] for node in answer["nodes"]] == ["org-cas", "act-liama", "org-cnrs"]
    ends = {(edge["from"], edge["to"]) for edge in answer["edges"]}
    assert ends == {("act-liama", "org-cas"), ("act-liama", "org-cnrs")}


def test_the_same_question_gives_the_same_places(client: FlaskClient) -> None:
    assert asked(client, "body=org-cas") == asked(client, "body=org-cas")
    places = [(node["x"], node["y"]) for node in asked(client, "body=org-cas")["nodes"]]
    assert places[0] == (0, 0)
    assert len(set(places)) == len(places)


def test_what_the_public_may_not_see_is_in_no_answer(client: FlaskClient) -> None:
    assert "unverified" not in client.get("/explore/neighbourhood?body=org-cnrs").text


@pytest.mark.parametrize(
    "path",
    [
        "/explore/neighbourhood?body=org-nope",
        "/explore/neighbourhood?among=org-cas,org-nope",
        "/explore?focus=org-nope",
        "/explore/table?focus=org-nope&depth=2",
        "/explore/picture.svg?focus=org-nope",
    ],
)
def test_an_unknown_thing_is_404(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_request_without_a_thing_says_what_is_missing(client: FlaskClient) -> None:
    answer = client.get("/explore/neighbourhood?lang=en")
    assert answer.status_code == 400
    assert "body=org-cas" in answer.text


def test_without_scripts_the_page_lists_every_kind_with_links_on(page: Callable[..., str]) -> None:
    text = page("/explore?focus=act-liama")
    body = text.partition("<template")[0]
    assert body.count('class="neighbour"') > 15
    assert 'href="/explore?focus=org-cnrs&amp;lang=en"' in body
    assert 'href="/id/org-cnrs?lang=en"' in body
    assert re.search(r'data-slot="shown">(\d+)</span> / <span data-slot="total">\1<', body)


def test_without_a_focus_the_page_offers_where_to_start(page: Callable[..., str]) -> None:
    assert "/explore?focus=org-cas" in page("/explore")


@pytest.mark.parametrize("lang", ["fr", "en", "zh"])
def test_the_page_speaks_every_language(page: Callable[..., str], lang: str) -> None:
    title = {"fr": "Académie des sciences de Chine", "en": "Chinese Academy of Sciences",
             "zh": "中国科学院"}  # fmt: skip
    assert f"<h1>{title[lang]}</h1>" in page("/explore?focus=org-cas", lang)


def test_nothing_in_the_page_is_inline_script_or_style(page: Callable[..., str]) -> None:
    text = page("/explore?focus=org-cas")
    assert not re.search(r"<script(?![^>]*(src=|application/json))|\son\w+=|\sstyle=|<style", text)


def test_the_drawing_library_comes_from_our_origin(client: FlaskClient) -> None:
    text = client.get("/explore?focus=org-cas").text
    address = re.search(r'<script src="(/static/vendor/[^"]+)"', text)
    assert address
    with client.get(address[1]) as answer:
        assert answer.mimetype in ("text/javascript", "application/javascript")
        assert answer.data.startswith(b"/*! vis-network")


def test_the_files_hold_what_the_address_shows(client: FlaskClient) -> None:
    def file(form: str) -> bytes:
        answer = client.get(f"/explore/export?{STATE}&format={form}")
        assert answer.status_code == 200, form
        assert answer.headers["Content-Disposition"] == f'attachment; filename="org-cas.{form}"'
        return bytes(answer.data)

    table = list(csv.DictReader(io.StringIO(file("csv").decode())))
    gexf = nx.read_gexf(io.BytesIO(file("gexf")))
    graphml = nx.read_graphml(io.BytesIO(file("graphml")), force_multigraph=True)
    assert set(gexf) == set(graphml)
    assert len(table) == graphml.number_of_edges()
    assert "act-seed" not in gexf
    assert "Person" not in set(nx.get_node_attributes(graphml, "cls").values())
    assert {row["start"] for row in table} | {row["end"] for row in table} <= set(gexf)
    assert file("html").startswith(b"<!doctype html>")


def test_the_places_of_the_browser_go_into_the_page(client: FlaskClient) -> None:
    answer = client.post(
        f"/explore/export?{STATE}", data={"format": "html", "places": '{"org-cas": [41, -17]}'}
    )
    found = re.search(r'id="data">(.*?)</script>', answer.text)
    assert found
    nodes = {node["id"]: node for node in json.loads(found[1])["nodes"]}
    assert (nodes["org-cas"]["x"], nodes["org-cas"]["y"]) == (41, -17)


@pytest.mark.parametrize("places", ["[]", "{", '{"org-cas": 1}', '{"org-cas": ["a", 1]}'])
def test_places_that_are_none_are_refused(client: FlaskClient, places: str) -> None:
    answer = client.post(f"/explore/export?{STATE}", data={"format": "html", "places": places})
    assert answer.status_code == 400


def test_an_unknown_format_is_refused(client: FlaskClient) -> None:
    assert client.get(f"/explore/export?{STATE}&format=exe").status_code == 400
