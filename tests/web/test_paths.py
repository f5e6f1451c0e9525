"""The addresses of the paths: ends by slug or by words, a date, hubs, JSON and the picture."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient
from rdflib import Graph

from lien.export.drawing import Node
from lien.export.svg import Line, graph_svg
from lien.terms import LIEN, ORG
from lien_webapp.sentences import LINKS, told
from lien_webapp.vocabulary import LINKS as WORDS

ASKED = "from=unit-triangle&to=org-nsfc"


def found(client: FlaskClient, parameters: str) -> dict[str, Any]:
    answer = client.get(f"/paths?{parameters}&format=json")
    assert answer.status_code == 200, answer.text
    return json.loads(answer.text)  # type: ignore[no-any-return]


def test_every_hop_is_a_stated_link_with_its_graph_and_sources(client: FlaskClient) -> None:
    answer = found(client, f"{ASKED}&lang=en")
    assert len(answer["paths"]) == 5
    for path in answer["paths"]:
        assert (path["things"][0], path["things"][-1]) == ("unit-triangle", "org-nsfc")
        assert not {"org-cnrs", "org-cas"} & set(path["things"])
        for step in path["steps"]:
            assert step["links"]
            for link in step["links"]:
                assert all(item["graph"] and item["sources"] for item in link["statements"])


def test_the_largest_are_passed_only_when_asked(client: FlaskClient) -> None:
    shortest = found(client, f"{ASKED}&hubs=1")["paths"][0]["things"]
    assert len(shortest) == 4
    assert shortest[1] == "org-cnrs"
    assert found(client, "from=org-cnrs&to=org-nsfc")["avoided"] == ["org-cas"]


@pytest.mark.parametrize(("day", "partner"), [("2014", True), ("2012-12", False)])
def test_only_links_that_may_hold_on_the_day_make_a_path(
    client: FlaskClient, day: str, partner: bool
) -> None:
    """The unit is a partner in POSTWESTSOCIO since January 2013."""
    answer = found(client, f"from=unit-triangle&to=act-postwestsocio&on={day}")
    direct = ["unit-triangle", "act-postwestsocio"]
    assert (direct in [path["things"] for path in answer["paths"]]) is partner


def test_words_may_stand_for_an_end_and_what_is_open_is_asked(
    client: FlaskClient, page: Callable[..., str]
) -> None:
    assert found(client, "from_name=nsfc&to_name=E2P2L")["from"] == "org-nsfc"
    text = page("/paths?from_name=CNRS+chimie&to=org-nsfc")
    assert "may be one of these" in text
    assert "Nothing with links bears the words" in page("/paths?from_name=zzyzx")
    assert "the same thing" in page("/paths?from=org-cas&to=org-cas")
    assert client.get(f"/paths?{ASKED}&on=2015-13").status_code == 400


def test_the_picture_of_the_paths_names_every_thing_once(client: FlaskClient) -> None:
    picture = ET.fromstring(client.get(f"/paths/picture.svg?{ASKED}&lang=fr").data)  # noqa: S314  ours
    things = {t for path in found(client, ASKED)["paths"] for t in path["things"]}
    titles = [t.text or "" for t in picture.iter("{http://www.w3.org/2000/svg}title")]
    assert sorted(
        t.partition("\n/id/")[2].partition("?")[0] for t in titles if "\n" in t
    ) == sorted(things)


def test_every_kind_of_link_has_a_sentence() -> None:
    assert set(WORDS) <= set(LINKS)
    assert told("lien:partner", "", "LIAMA", "CNRS") == "CNRS is a partner in LIAMA."
    assert told("ex:knows", "knows", "Anna", "Bo") == "Anna – knows – Bo."


def test_the_turtle_of_the_explorer_holds_its_links_and_their_statements(
    client: FlaskClient,
) -> None:
    answer = client.get("/explore/export?focus=act-e2p2l&format=turtle&lang=zh")
    graph = Graph().parse(data=answer.data, format="turtle")
    partners = set(graph.subject_objects(LIEN.partner))
    rows = json.loads(client.get("/explore/neighbourhood?body=act-e2p2l").text)["edges"]
    assert len(partners) == sum(edge["kind"] == "partner" for edge in rows)
    starts = {str(value) for value in graph.objects(None, LIEN.start)}
    assert "2011-11-04" in starts
    assert not set(graph.subject_objects(ORG.role))


def test_hostile_names_stay_text_in_a_picture() -> None:
    hostile = '</title><script>alert(1)</script>\x00"\u202e'
    nodes = [Node(hostile, hostile, "Body", (0, 0)), Node("b", "b" * 300, "", (200, 0))]
    text = graph_svg(nodes, [Line(hostile, "b", hostile, hostile)], title=hostile)
    tree = ET.fromstring(text)  # noqa: S314  ours
    names = {element.tag.rpartition("}")[2] for element in tree.iter()}
    assert names == {"svg", "title", "rect", "g", "line", "text", "path"}
