"""The seed in the words of VIVO and of schema.org: whole, dated, and nothing but their terms."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import FOAF, SDO, XSD

from lien.cli.exporting import VOCABULARIES
from lien.export.vocabulary import FORMS, in_words_of
from lien.store import Directory, Level, Reader

ROOT = Path(__file__).parents[2]
SEED = ROOT / "data" / "seed"
PUBLISHED = ROOT / "tests" / "ontology" / "published" / "vivo.txt"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ID = Namespace("https://w3id.org/lien/id/")
VIVO = Namespace("http://vivoweb.org/ontology/core#")
BIBO = Namespace("http://purl.org/ontology/bibo/")
OBO = Namespace("http://purl.obolibrary.org/obo/")
EVENT = Namespace("http://purl.org/NET/c4dm/event.owl#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
BUILT_IN = {str(RDF.type), str(RDFS.label), str(RDFS.seeAlso)}


def read(form: str, store: Reader) -> Graph:
    """The export as a graph again."""
    body = in_words_of(form, store)
    syntax = ox.RdfFormat.JSON_LD if form.endswith("jsonld") else ox.RdfFormat.TURTLE
    triples = (quad.triple for quad in ox.parse(body, format=syntax))
    text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    return Graph().parse(data=text, format="nt")


@pytest.fixture(scope="module")
def vivo(seed_store: Reader) -> Graph:
    return read("vivo", seed_store)


@pytest.fixture(scope="module")
def schemaorg(seed_store: Reader) -> Graph:
    return read("schemaorg", seed_store)


def rows(*tables: str) -> list[dict[str, str]]:
    """The rows of the tables of the seed."""
    texts = [(SEED / f"{table}.csv").read_text("utf-8").splitlines() for table in tables]
    return [row for lines in texts for row in csv.DictReader(lines)]


def things(graph: Graph, kind: URIRef) -> set[str]:
    """Slugs of what the graph says to be of this kind."""
    return {str(thing).removeprefix(str(ID)) for thing in graph.subjects(RDF.type, kind)}


def ids(*tables: str) -> set[str]:
    return {row["id"] for row in rows(*tables)}


def terms(graph: Graph) -> set[str]:
    """Every class and every property that the graph uses."""
    return {str(term) for term in {*graph.predicates(), *graph.objects(None, RDF.type)}}


def test_the_command_offers_every_form():
    assert VOCABULARIES == FORMS


def test_vivo_is_written_in_terms_that_vivo_publishes(vivo: Graph):
    lines = PUBLISHED.read_text("utf-8").splitlines()
    assert terms(vivo) - BUILT_IN - set(lines) == set()
    assert (
        {str(o) for o in vivo.objects(None, VIVO.dateTimePrecision)}
        == {
            str(VIVO.yearPrecision),
            str(VIVO.yearMonthPrecision),
            str(VIVO.yearMonthDayPrecision),
        }
        <= set(lines)
    )


def test_schemaorg_is_written_in_terms_that_schemaorg_publishes(schemaorg: Graph):
    assert [term for term in terms(schemaorg) - BUILT_IN if term not in SDO] == []
    assert len(terms(schemaorg)) > 40


@pytest.mark.parametrize(
    ("kind", "tables"),
    [
        (FOAF.Organization, ("organisations", "units")),
        (FOAF.Person, ("people",)),
        (VIVO.Project, ("actions",)),
        (VIVO.Relationship, ("agreements",)),
        (EVENT.Event, ("events",)),
        (VIVO.Program, ("funding",)),
        (BIBO.Document, ("publications",)),
    ],
)
def test_vivo_has_every_thing_of_the_seed(vivo: Graph, kind: URIRef, tables: tuple[str, ...]):
    assert things(vivo, kind) == ids(*tables)


@pytest.mark.parametrize(
    ("kind", "tables"),
    [
        (SDO.Organization, ("organisations", "units")),
        (SDO.Person, ("people",)),
        (SDO.ResearchProject, ("actions",)),
        (SDO.CreativeWork, ("agreements", "publications")),
        (SDO.Event, ("events",)),
        (SDO.FundingScheme, ("funding",)),
    ],
)
def test_schemaorg_has_every_thing_of_the_seed(
    schemaorg: Graph, kind: URIRef, tables: tuple[str, ...]
):
    assert things(schemaorg, kind) == ids(*tables)


def test_vivo_has_every_role_and_every_part_in_an_action(vivo: Graph):
    positions, members = things(vivo, VIVO.Position), things(vivo, VIVO.MemberRole)
    in_actions = {row["id"] for row in rows("roles") if row["target_id"].startswith("act-")}
    assert positions == ids("roles") - in_actions
    assert in_actions <= members
    assert len(members) == len(in_actions) + len(rows("action_partners"))


def test_schemaorg_has_every_role_and_every_part_in_an_action_or_agreement(schemaorg: Graph):
    roles = things(schemaorg, SDO.OrganizationRole)
    assert ids("roles") <= roles
    assert len(roles) == len(rows("roles")) + len(rows("action_partners"))
    assert len(things(schemaorg, SDO.Role)) == len(rows("agreement_parties"))


def test_every_thing_has_its_names(vivo: Graph, schemaorg: Graph):
    names = {
        Literal("Centre National de la Recherche Scientifique", "fr"),
        Literal("French National Centre for Scientific Research", "en"),
        Literal("法国国家科学研究中心", "zh"),
    }
    assert set(vivo.objects(ID["org-cnrs"], RDFS.label)) == names
    assert set(schemaorg.objects(ID["org-cnrs"], SDO.name)) == names
    assert (ID["org-cnrs"], VIVO.abbreviation, Literal("CNRS")) in vivo
    assert (ID["org-cnrs"], SDO.alternateName, Literal("CNRS")) in schemaorg


def test_what_a_thing_is_about_is_written_in_words(vivo: Graph, schemaorg: Graph):
    for graph, keyword in ((vivo, VIVO.freetextKeyword), (schemaorg, SDO.keywords)):
        words = set(graph.objects(None, keyword))
        assert len(words) > 40
        assert all(isinstance(word, Literal) for word in words)
        assert "mobility figures; FCPPL; Xiamen, Guangzhou, Jinan" in {str(word) for word in words}


@pytest.mark.parametrize(
    ("thing", "property_", "time", "precision"),
    [
        ("org-cnrs", VIVO.start, "1939-01-01", VIVO.yearPrecision),
        ("act-e2p2l", VIVO.start, "2011-11-04", VIVO.yearMonthDayPrecision),
        ("agr-cnrs-cas-1978", VIVO.start, "1978-01-01", VIVO.yearPrecision),
        ("agr-cnrs-cas-1978", VIVO.dateTimeValue, "1978-10-01", VIVO.yearMonthPrecision),
        ("pub-letter-03", VIVO.dateTimeValue, "2011-05-01", VIVO.yearMonthPrecision),
    ],
)
def test_vivo_says_how_precise_a_date_is(
    vivo: Graph, thing: str, property_: URIRef, time: str, precision: URIRef
):
    at = vivo.value(ID[thing], VIVO.dateTimeInterval) if property_ == VIVO.start else ID[thing]
    value = vivo.value(at, property_)
    assert vivo.value(value, VIVO.dateTime) == Literal(f"{time}T00:00:00", datatype=XSD.dateTime)
    assert vivo.value(value, VIVO.dateTimePrecision) == precision


@pytest.mark.parametrize(
    ("thing", "property_", "date"),
    [
        ("org-cnrs", SDO.foundingDate, "1939"),
        ("act-e2p2l", SDO.foundingDate, "2011-11-04"),
        ("agr-cnrs-cas-1978", SDO.dateCreated, "1978-10"),
        ("pub-letter-03", SDO.datePublished, "2011-05"),
        ("evt-exhibition-1972", SDO.endDate, "1972-12-05"),
    ],
)
def test_schemaorg_keeps_dates_as_they_are_given(
    schemaorg: Graph, thing: str, property_: URIRef, date: str
):
    assert list(schemaorg.objects(ID[thing], property_)) == [Literal(date)]


def test_a_person_a_role_and_a_body_are_joined_as_vivo_joins_them(vivo: Graph):
    role, person = ID["rol-patrick-nedellec-1"], ID["per-patrick-nedellec"]
    assert set(vivo.objects(role, VIVO.relates)) == {person, ID["org-cnrs-bureau-chine"]}
    assert (person, VIVO.relatedBy, role) in vivo
    assert Literal("director of the CNRS office in China", "en") in vivo.objects(role, RDFS.label)
    name = vivo.value(vivo.value(person, OBO.ARG_2000028), VCARD.hasName)
    assert vivo.value(name, VCARD.familyName) == Literal("NÉDELLEC")


def test_a_person_a_role_and_a_body_are_joined_as_schemaorg_joins_them(schemaorg: Graph):
    role, person = ID["rol-patrick-nedellec-1"], ID["per-patrick-nedellec"]
    assert (person, SDO.memberOf, role) in schemaorg
    assert set(schemaorg.objects(role, SDO.memberOf)) == {ID["org-cnrs-bureau-chine"]}


def test_the_wikidata_item_of_what_ended_is_not_said_to_be_the_same(schemaorg: Graph):
    pairs = [(thing, str(page)) for thing, page in schemaorg.subject_objects(SDO.sameAs)]
    said = {thing for thing, page in pairs if "wikidata.org" in page}
    bodies = [row for row in rows("organisations") if row["wikidata"]]
    continued = {ID[row["id"]] for row in bodies if row["successor_ids"]}
    assert len(continued) > 5
    assert continued & said == set()
    assert ID["org-cnrs"] in said


def test_every_link_leads_to_something_that_is_described(vivo: Graph, schemaorg: Graph):
    for graph in (vivo, schemaorg):
        ours = {o for o in graph.objects() if str(o).startswith(str(ID))}
        assert {o for o in ours if (o, RDF.type, None) not in graph} == set()


def test_json_ld_says_the_same_as_turtle_with_short_names(seed_store: Reader, schemaorg: Graph):
    document = json.loads(in_words_of("schemaorg-jsonld", seed_store))
    assert document["@context"] == {"@vocab": "https://schema.org/"}
    (cnrs,) = [node for node in document["@graph"] if node["@id"] == str(ID["org-cnrs"])]
    assert cnrs["foundingDate"] == "1939"
    assert set(read("schemaorg-jsonld", seed_store)) == set(schemaorg)


@pytest.mark.parametrize("form", FORMS)
def test_nothing_of_a_restricted_graph_is_written_for_the_public(
    form: str, seed_directory: Directory, empty_directory: Directory
):
    """The graph of people is made restricted; then the public finds no person and no name."""
    people = "<https://w3id.org/lien/graph/seed/people>"
    visibility = f"{people} <https://w3id.org/lien/ns#visibility> "
    changed: dict[str, list[str]] = {}
    for line in seed_directory.store.lines():
        graph = line.rpartition(" <")[2].removesuffix("> .")
        hidden = line.startswith(visibility)
        changed.setdefault(graph, []).append(
            line.replace("/visibility/public>", "/visibility/restricted>") if hidden else line
        )
    empty_directory.commit(changed, actor="test", operation="load", summary={}, now=NOW)

    family, kind = (
        (VCARD.familyName, FOAF.Person) if form == "vivo" else (SDO.familyName, SDO.Person)
    )
    public = read(form, empty_directory.store.reader(Level.PUBLIC))
    assert (None, family, None) not in public
    assert things(public, kind) == set()
    assert len(public) > 5000
    restricted = read(form, empty_directory.store.reader(Level.RESTRICTED))
    assert things(restricted, kind) == ids("people")


@pytest.mark.parametrize("form", FORMS)
def test_what_nobody_verified_is_in_no_export(form: str, seed_directory: Directory):
    text = in_words_of(form, seed_directory.store.reader(Level.RESTRICTED)).decode()
    values = [row["value"] for row in rows("unverified") if len(row["value"]) > 40]
    assert len(values) > 3
    assert [value for value in values if value in text] == []
