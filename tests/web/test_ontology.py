"""The pages about the ontology: what they must show, as pages and as data."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from itertools import pairwise

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from rdflib import RDF, RDFS, Graph, Literal, URIRef

from lien.query import competencies
from lien.store.convert import from_engine
from lien.terms import LIEN
from lien_webapp.ontology_diagram import WIDTH, Arrow, drawing, wrapped
from lien_webapp.ontology_terms import examples, ontology

Get = Callable[..., str]
HTML = {"Accept": "text/html"}
SUFFIXES = {
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
}


def plain(html: str) -> str:
    """The text of the main part of a page, spaces folded."""
    main = html.split("<main")[1].split("</main>", maxsplit=1)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split()).replace(" ,", ",")


def parsed(text: str, form: ox.RdfFormat) -> Graph:
    graph = Graph()
    for quad in ox.parse(text, form):
        graph.add(tuple(from_engine(node) for node in (quad.subject, quad.predicate, quad.object)))
    return graph


def test_the_start_page_lists_every_module_list_and_term(page: Get) -> None:
    text = page("/ontology")
    known = ontology()
    assert set(re.findall(r"/ontology/modules/(\w+)", text)) == set(known.modules)
    assert set(re.findall(r"/ontology/terms/(\w+)", text)) == set(known.terms)
    assert set(re.findall(r'<li id="(\w+)"', text)) == set(known.terms)
    assert len(set(re.findall(r"/scheme/([a-z-]+)", text))) == len(known.schemes)


@pytest.mark.parametrize("lang", ["fr", "en", "zh"])
def test_every_module_and_every_term_has_a_page(page: Get, lang: str) -> None:
    known = ontology()
    for module in known.modules.values():
        text = page(f"/ontology/modules/{module.name}", lang)
        wanted = {term.name for term in module.terms if term.bound_of is None}
        assert wanted <= set(re.findall(r"/ontology/terms/(\w+)", text)), module.name
    for term in known.terms.values():
        text = page(f"/ontology/terms/{term.name}", lang)
        assert f'<code class="select">{term.iri}</code>' in text
        assert term.labels[lang] in unescape(text)
        assert "None<" not in text


def test_the_page_of_renews_says_all_that_speaks_of_it(page: Get) -> None:
    text = plain(page("/ontology/terms/renews", "fr"))
    assert "accord antérieur que l’accord décrit prolonge ou remplace" in text
    assert "renewed by" not in text
    assert "Lu depuis l’autre bout renouvelé par" in text
    assert "Plus étroit que prov:wasRevisionOf" in text
    assert "Accords agreements.csv renews_id" in text
    assert "Ce qu’un accord renouvelle est un accord ; cette ligne doit exister." in text
    assert "lien:renews id:agr-cnrs-cas-1978" in text


def test_a_class_names_its_properties_and_what_leads_to_it(page: Get) -> None:
    text = plain(page("/ontology/terms/Agreement"))
    properties = text.split("Its properties and links")[1].split("Links that lead to it")[0]
    assert {"party", "signatory", "renews"} <= set(properties.strip().split(", "))
    assert "Links that lead to it about the agreement, renews" in text


def test_uses_are_counted_in_the_present_data(client: FlaskClient, page: Get) -> None:
    text = page("/ontology/terms/renews")
    (link,) = [unescape(href) for href in re.findall(r'href="(/sparql[?]query[^"]*)"', text)]
    rows = client.get(link, headers={"Accept": "text/csv"}).text.splitlines()[1:]
    assert len(rows) >= 15  # seed: rows of agreements.csv with renews_id
    assert f"In the present data {len(rows)} uses" in plain(text)
    assert "In the present data 1 use ·" not in plain(text)


def test_a_definition_in_another_language_says_so(page: Get) -> None:
    text = page("/ontology/terms/renews", "zh")
    assert '<p class="lead"><span lang="en">earlier agreement' in text
    assert "<h1>续签" in text


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_ending_of_an_address_chooses_the_format(client: FlaskClient, suffix: str) -> None:
    kind, name = SUFFIXES[suffix]
    answer = client.get(f"/ontology/terms/signedOn.{suffix}", headers=HTML)
    assert (answer.status_code, answer.mimetype) == (200, kind)
    graph = parsed(answer.text, name)
    assert Literal("signé le", lang="fr") in set(graph.objects(LIEN.signedOn, RDFS.label))
    assert (LIEN.signedOnLatest, LIEN.latestOf, LIEN.signedOn) in graph


@pytest.mark.parametrize(
    "path", ["/ontology", "/ontology/terms/renews", "/ontology/modules/agreements"]
)
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_header_chooses_the_format(client: FlaskClient, path: str, suffix: str) -> None:
    kind, name = SUFFIXES[suffix]
    answer = client.get(path, headers={"Accept": kind})
    assert (answer.status_code, answer.mimetype) == (200, kind)
    graph = parsed(answer.text, name)
    assert (LIEN.renews, RDF.type, LIEN.LinkProperty) in graph


def test_the_whole_ontology_as_data_holds_every_term_and_concept(client: FlaskClient) -> None:
    graph = parsed(client.get("/ontology?format=turtle").text, ox.RdfFormat.TURTLE)
    assert {term.iri for term in ontology().terms.values()} <= set(graph.subjects(RDFS.label))
    concept = URIRef("https://w3id.org/lien/scheme/action-kind/irl")
    assert (concept, None, None) in graph


def test_rules_and_context_are_there_to_download(client: FlaskClient) -> None:
    shapes = client.get("/ontology/shapes.ttl")
    assert shapes.mimetype == "text/turtle"
    assert len(parsed(shapes.text, ox.RdfFormat.TURTLE)) > 1000
    context = client.get("/ontology/context.jsonld")
    assert context.mimetype == "application/ld+json"
    assert context.json is not None
    assert context.json["@context"]["lien"] == str(LIEN)


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/ns", "/ontology"),
        ("/ns?lang=zh", "/ontology?lang=zh"),
        ("/ns?format=turtle", "/ontology?format=turtle"),
        ("/ns/agreements", "/ontology/modules/agreements"),
    ],
)
def test_the_iris_of_the_vocabulary_lead_to_its_pages(
    client: FlaskClient, path: str, target: str
) -> None:
    answer = client.get(path, headers=HTML)
    assert (answer.status_code, answer.headers["Location"]) == (303, target)


def test_the_version_iri_of_a_module_leads_to_it_and_no_other_version_does(
    client: FlaskClient,
) -> None:
    module = ontology().modules["agreements"]
    right = client.get(f"/ns/agreements/{module.version}", headers=HTML)
    assert right.headers["Location"] == "/ontology/modules/agreements"
    assert client.get("/ns/agreements/99.0.0", headers=HTML).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/ontology/terms/nothing",
        "/ontology/terms/nothing.ttl",
        "/ontology/modules/nothing",
        "/ontology/questions/nothing",
        "/ns/nothing",
    ],
)
def test_what_the_ontology_does_not_have_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_property_of_a_fact_leads_to_the_page_of_its_term(client: FlaskClient) -> None:
    query = "SELECT ?p { ?s ?p ?o FILTER(?p = <https://w3id.org/lien/ns#renews>) } LIMIT 1"
    answer = client.get("/sparql", query_string={"query": query}, headers=HTML)
    assert 'href="/ontology/terms/renews"' in answer.text


def test_the_questions_lead_to_their_answers(page: Get) -> None:
    asked = competencies()
    text = page("/ontology/questions")
    assert set(re.findall(r"/ontology/questions/([\w-]+)", text)) == {q.slug for q in asked}
    for question in asked[:3]:
        shown = page(f"/ontology/questions/{question.slug}")
        assert question.words["en"] in plain(shown)
        assert 'href="/sparql?query=' in shown


def test_the_answer_of_a_question_is_that_of_the_sparql_page(
    client: FlaskClient, page: Get
) -> None:
    (question,) = [each for each in competencies() if each.mentions("renews")][:1]
    shown = plain(page(f"/ontology/questions/{question.slug}"))
    answer = client.get("/sparql", query_string={"query": question.text})
    assert answer.json is not None
    assert f"{len(answer.json['results']['bindings'])} row" in shown


def test_a_drawing_has_a_box_for_each_end_and_a_line_for_each_arrow() -> None:
    body, unit, agreement = LIEN.Body, LIEN.ResearchUnit, LIEN.Agreement
    listed = [
        Arrow("link", (agreement,), "renews", (agreement,)),
        Arrow("link", (agreement,), "party", (body, unit)),
        Arrow("link", (unit,), "supervising body", (body,)),
    ]
    made = drawing(listed, lambda iri: str(iri).rpartition("#")[2])
    assert [[text.words for text in box.texts] for box in made.boxes] == [
        ["Agreement"],
        ["Body", "ResearchUnit"],
        ["Agreement"],
        ["Body"],
        ["ResearchUnit"],
    ]
    assert [[text.words for text in line.texts] for line in made.lines] == [
        ["renews"],
        ["party"],
        ["supervising body"],
    ]
    assert drawing(listed, lambda iri: str(iri).rpartition("#")[2]) == made


@pytest.mark.parametrize("lang", ["fr", "en", "zh"])
def test_nothing_in_a_drawing_lies_outside_or_over_another_box(page: Get, lang: str) -> None:
    number = r'="([\d.]+)"'
    rect = re.compile(rf"<rect x{number} y{number} width{number} height{number}")
    for name in ontology().modules:
        text = page(f"/ontology/modules/{name}", lang)
        boxes = [tuple(map(float, found)) for found in rect.findall(text)]
        size = re.search(r'viewBox="0 0 (\d+) ([\d.]+)" role', text)
        if not size:
            assert boxes == []
            continue
        assert int(size[1]) == WIDTH
        assert max(y + height for _, y, _, height in boxes) <= float(size[2])
        for column in {x for x, *_ in boxes}:
            spans = sorted((y, y + height) for x, y, _, height in boxes if x == column)
            assert all(low[1] < high[0] for low, high in pairwise(spans)), name


def test_words_are_wrapped_where_the_language_allows() -> None:
    assert wrapped("structuring action", 100) == ["structuring", "action"]
    assert wrapped("party", 10) == ["party"]
    assert wrapped("结构性合作项目", 60) == ["结构性合作", "项目"]


def test_the_module_of_agreements_is_drawn_and_said_in_words(page: Get) -> None:
    text = plain(page("/ontology/modules/agreements"))
    assert "agreement – renews → agreement" in text
    assert "agreement – party → body, research unit" in text
    assert "part in an agreement – is a → link" in text


def test_examples_are_whole_statements_about_one_thing() -> None:
    (example, *_) = examples("renews")
    assert example.file == "agreement"
    assert example.text.startswith("id:agr-cnrs-cas-2018\n    a lien:Agreement ;")
    assert example.text.endswith(" .")
