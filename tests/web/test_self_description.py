"""The description of the data adds up, and every example that programs are given can be asked."""

from __future__ import annotations

import json
import time
from functools import partial

import pytest
from flask.testing import FlaskClient
from rdflib import DCTERMS, FOAF, RDF, RDFS, SDO, SH, VOID, Graph, Literal, Node, URIRef

from lien import query, resources, terms
from lien.settings import Settings
from lien.store import Directory, Level, Reader, Table
from lien_webapp.factory import create_app
from lien_webapp.self_description import statistics

DATA = URIRef("http://localhost/void#dataset")
HIDDEN = "https://w3id.org/lien/graph/seed/unverified"


@pytest.fixture(scope="module")
def app_client(seed_store: Reader) -> FlaskClient:
    app = create_app(Settings(client_seconds=10_000), seed_store)
    app.testing = True
    return app.test_client()


@pytest.fixture(scope="module")
def void(app_client: FlaskClient) -> Graph:
    answer = app_client.get("/void")
    assert (answer.status_code, answer.mimetype) == (200, "text/turtle")
    return Graph().parse(data=answer.data, format="turtle")


@pytest.fixture(scope="module")
def everything(app_client: FlaskClient) -> set[tuple[str, str, str]]:
    """All visible triples, as subject, property and object in N-Triples."""
    answer = app_client.get("/rdf-graph-store?default&format=ntriples")
    lines = answer.data.decode().splitlines()
    return {tuple(line.removesuffix(" .").split(" ", 2)) for line in lines}  # type: ignore[misc]


def number(graph: Graph, node: Node, name: URIRef) -> int:
    (value,) = graph.objects(node, name)
    assert isinstance(value, Literal)
    return int(value)


def test_the_sizes_are_those_of_the_data(
    void: Graph, everything: set[tuple[str, str, str]]
) -> None:
    kind = f"<{RDF.type}>"
    things = {s for s, p, _ in everything if p == kind and s.startswith(f"<{terms.ID}")}
    counted = {
        VOID.triples: len(everything),
        VOID.distinctSubjects: len({s for s, _, _ in everything}),
        VOID.distinctObjects: len({o for _, _, o in everything}),
        VOID.properties: len({p for _, p, _ in everything}),
        VOID.classes: len({o for _, p, o in everything if p == kind}),
        VOID.entities: len(things),
    }
    assert {name: number(void, DATA, name) for name in counted} == counted
    assert counted[VOID.triples] > 30_000


def test_every_property_has_a_part_with_its_numbers(
    void: Graph, everything: set[tuple[str, str, str]]
) -> None:
    parts = {
        f"<{void.value(part, VOID.property)}>": tuple(
            number(void, part, name)
            for name in (VOID.triples, VOID.distinctSubjects, VOID.distinctObjects)
        )
        for part in void.objects(DATA, VOID.propertyPartition)
    }
    assert set(parts) == {p for _, p, _ in everything}
    for name in (f"<{terms.LIEN.partner}>", f"<{terms.LIEN.wikidata}>", f"<{RDF.type}>"):
        rows = [(s, o) for s, p, o in everything if p == name]
        assert parts[name] == (len(rows), len({s for s, _ in rows}), len({o for _, o in rows}))


def test_every_class_has_a_part_with_its_members(
    void: Graph, everything: set[tuple[str, str, str]]
) -> None:
    counted: dict[str, int] = {}
    for _, name, value in everything:
        if name == f"<{RDF.type}>":
            counted[value] = counted.get(value, 0) + 1
    parts = {
        f"<{void.value(part, VOID['class'])}>": number(void, part, VOID.entities)
        for part in void.objects(DATA, VOID.classPartition)
    }
    assert parts == counted
    assert min(parts.values()) > 0


def test_each_named_graph_that_may_be_seen_is_a_subset(void: Graph, seed_store: Reader) -> None:
    datasets = set(void.subjects(RDF.type, VOID.Dataset)) - {DATA}
    subsets = {iri for iri in datasets if (DATA, VOID.subset, iri) in void}
    assert subsets == {URIRef(known.iri) for known in seed_store.graphs()}
    assert URIRef(HIDDEN) not in set(void.all_nodes())
    for known in seed_store.graphs():
        iri = URIRef(known.iri)
        assert number(void, iri, VOID.triples) == known.quads
        assert {title.language for title in void.objects(iri, DCTERMS.title)} == {"fr", "en", "zh"}  # type: ignore[attr-defined]
        assert len(set(void.objects(iri, DCTERMS.license))) == 1
        (dump,) = void.objects(iri, VOID.dataDump)
        assert "rdf-graph-store?graph=https%3A%2F%2Fw3id.org%2Flien%2Fgraph%2F" in dump


def test_links_elsewhere_are_linksets(void: Graph, everything: set[tuple[str, str, str]]) -> None:
    linked = {
        void.value(part, VOID.linkPredicate): (
            number(void, part, VOID.triples),
            str(void.value(part, VOID.objectsTarget)),
        )
        for part in void.subjects(RDF.type, VOID.Linkset)
    }
    counts = {
        name: sum(1 for _, p, _ in everything if p == f"<{name}>")
        for name in (terms.LIEN.ror, terms.LIEN.wikidata)
    }
    assert linked == {
        terms.LIEN.ror: (counts[terms.LIEN.ror], "https://ror.org/"),
        terms.LIEN.wikidata: (counts[terms.LIEN.wikidata], "http://www.wikidata.org/"),
    }


def test_programs_find_the_description_and_what_it_leads_to(
    void: Graph, app_client: FlaskClient
) -> None:
    assert app_client.get("/.well-known/void").headers["Location"] == "/void"
    assert (DATA, VOID.sparqlEndpoint, URIRef("http://localhost/sparql")) in void
    assert (URIRef("http://localhost/void"), FOAF.primaryTopic, DATA) in void
    assert (DATA, VOID.vocabulary, URIRef(str(terms.LIEN))) in void
    assert (DATA, VOID.uriSpace, Literal(str(terms.ID))) in void
    (dump,) = void.objects(DATA, VOID.dataDump)
    assert app_client.head(str(dump)).status_code == 200


def test_a_store_without_facts_is_described_as_empty(empty_directory: Directory) -> None:
    app = create_app(Settings(), empty_directory.store.reader(Level.PUBLIC))
    found = Graph().parse(data=app.test_client().get("/void").data, format="turtle")
    assert number(found, DATA, VOID.triples) == 0
    assert not set(found.objects(DATA, VOID.subset))
    assert not set(found.objects(DATA, DCTERMS.license))


def test_of_very_many_triples_only_what_is_cheap_is_counted(
    seed_store: Reader,
) -> None:
    """What is not known is left out: nothing says 0."""
    app = create_app(Settings(), seed_store)
    few = partial(statistics, seed_store, most=1_000)
    app.extensions["lien-answers"].of(seed_store, seed_store.version, few, "statistics")
    found = Graph().parse(data=app.test_client().get("/void").data, format="turtle")
    uncounted = (VOID.triples, VOID.entities, VOID.properties, VOID.distinctSubjects)
    assert [name for name in uncounted if (DATA, name, None) in found] == []
    assert not set(found.objects(DATA, VOID.propertyPartition))
    assert len(set(found.objects(DATA, VOID.classPartition))) > 40
    assert Literal(0) not in set(found.objects())
    for known in seed_store.graphs():
        assert number(found, URIRef(known.iri), VOID.triples) == known.quads


def test_what_was_counted_is_not_counted_again_for_another_address_or_format(
    seed_store: Reader,
) -> None:
    counted = []

    class Watching:
        def __getattr__(self, name: str) -> object:
            return getattr(seed_store, name)

        def select(self, text: str, /, **values: Node | None) -> Table:
            counted.append(text)
            return seed_store.select(text, **values)  # type: ignore[arg-type]

    client = create_app(Settings(), Watching()).test_client()  # type: ignore[arg-type]
    for path in ("/void", "/void?format=jsonld", "/void?any=1", "/void?any=2"):
        assert client.get(path).status_code == 200
    for name in ("void_totals", "void_properties", "void_classes"):
        assert counted.count(resources.query(name)) == 1


def test_the_description_is_made_quickly_and_kept(seed_store: Reader) -> None:
    """Without what the first request of an application costs; the best of three."""
    made, found = [], []
    for _ in range(3):
        client = create_app(Settings(), seed_store).test_client()
        client.get("/sparql")
        for times in (made, found):
            start = time.process_time()
            assert client.get("/void").status_code == 200
            times.append(time.process_time() - start)
    assert min(made) < 0.3
    assert min(found) < min(made) / 5


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # inside rdflib
@pytest.mark.parametrize("path", ["/void", "/sparql/examples"])
def test_the_descriptions_come_in_every_format(app_client: FlaskClient, path: str) -> None:
    forms = {"turtle": "turtle", "jsonld": "json-ld", "json": "json-ld"}
    forms |= {"ntriples": "nt", "rdfxml": "xml"}
    graphs = [
        set(Graph().parse(data=app_client.get(f"{path}?format={name}").data, format=form))
        for name, form in forms.items()
    ]
    assert len(graphs[0]) > 500
    assert all(graph == graphs[0] for graph in graphs)
    assert app_client.get(path, headers={"Accept": "image/png"}).status_code == 406


@pytest.fixture(scope="module")
def examples(app_client: FlaskClient) -> Graph:
    return Graph().parse(data=app_client.get("/sparql/examples").data, format="turtle")


def test_every_named_and_every_competency_question_is_an_example(examples: Graph) -> None:
    named = {f"http://localhost/questions/{name}" for name in query.QUESTIONS}
    asked = {f"http://localhost/ontology/questions/{each.slug}" for each in query.competencies()}
    found = set(examples.subjects(RDF.type, SH.SPARQLExecutable))
    assert {str(iri) for iri in found} == named | asked
    for iri in found:
        assert (iri, RDF.type, SH.SPARQLSelectExecutable) in examples
        words = {str(text.language) for text in examples.objects(iri, RDFS.comment)}  # type: ignore[attr-defined]
        assert words == {"fr", "en", "zh"}
        assert set(examples.objects(iri, SDO.target)) == {URIRef("http://localhost/sparql")}
        assert len(set(examples.objects(iri, SDO.keywords))) >= 1


def test_the_examples_declare_our_prefixes(examples: Graph) -> None:
    (prefixes,) = set(examples.objects(None, SH.prefixes))
    declared = {
        str(examples.value(each, SH.prefix)): str(examples.value(each, SH.namespace))
        for each in examples.objects(prefixes, SH.declare)
    }
    assert declared == terms.PREFIXES


def test_every_example_is_answered_at_the_address_that_it_names(
    examples: Graph, app_client: FlaskClient
) -> None:
    """Almost all have rows; the others ask for what is rightly not there."""
    empty = []
    for iri, text in examples.subject_objects(SH.select):
        answer = app_client.post(
            str(examples.value(iri, SDO.target)), data=str(text).encode(), content_type=QUERY
        )
        assert answer.status_code == 200, (iri, answer.data)
        if not json.loads(answer.data)["results"]["bindings"]:
            empty.append(str(iri))
    named = {iri.rpartition("/")[2] for iri in empty if "/ontology/" not in iri}
    assert named == {"joint_papers", "joint_works", "measured", "runs", "uncovered"}, (
        "the reference facts hold no works, and no measure is recorded"
    )
    assert len(empty) - len(named) < 10, empty


QUERY = "application/sparql-query"
