"""The checks bite: one rule is broken at a time, and the rule named beside it finds it.

Each table reads: what is changed in words, the change, the rule that catches it.
"""

from __future__ import annotations

import csv
import runpy
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import QuerySolutions, Store
from rdflib import Graph

from lien import resources
from lien.errors import InvalidData
from lien.importers import check
from lien.store import Directory, open_directory

ONTOLOGY = Path(__file__).parent.parent.parent / "ontology"
SEED = resources.folder("seed")
PREFIXES = """
PREFIX agreement-kind: <https://w3id.org/lien/scheme/agreement-kind/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX id: <https://w3id.org/lien/id/>
PREFIX lien: <https://w3id.org/lien/ns#>
PREFIX module: <https://w3id.org/lien/ns/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX party-role: <https://w3id.org/lien/scheme/party-role/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX record: <https://w3id.org/lien/graph/example/rows#>
PREFIX scheme: <https://w3id.org/lien/scheme/>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX shape: <https://w3id.org/lien/shape/>
PREFIX side: <https://w3id.org/lien/scheme/side/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX territory: <https://w3id.org/lien/scheme/territory/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""

VOCABULARY = [
    (
        "a term loses its French label",
        (
            "DELETE { lien:renews rdfs:label ?l } WHERE { lien:renews rdfs:label ?l "
            'FILTER ( LANG(?l) = "fr" ) }'
        ),
        "term-without-label",
    ),
    (
        "a term loses its English definition",
        (
            "DELETE { lien:party skos:definition ?d } WHERE { lien:party skos:definition ?d "
            'FILTER ( LANG(?d) = "en" ) }'
        ),
        "term-without-definition",
    ),
    (
        "a definition uses the word that it defines",
        'INSERT DATA { lien:Agreement skos:definition "an agreement between bodies"@en }',
        "circular-definition",
    ),
    (
        "a second English definition is added",
        'INSERT DATA { lien:Event skos:definition "something that takes place"@en }',
        "two-texts-in-one-language",
    ),
    (
        "a definition becomes a sentence",
        'INSERT DATA { lien:Event skos:definition "Something that takes place."@en }',
        "definition-as-a-sentence",
    ),
    (
        "a link loses its Chinese inverse reading",
        (
            "DELETE { lien:partner lien:inverseLabel ?l } WHERE { lien:partner "
            'lien:inverseLabel ?l FILTER ( LANG(?l) = "zh" ) }'
        ),
        "link-without-inverse-reading",
    ),
    (
        "a link is no longer declared a property between things",
        "DELETE DATA { lien:party a owl:ObjectProperty }",
        "link-property-of-another-kind",
    ),
    (
        "a property is a link and a value at once",
        "INSERT DATA { lien:place a owl:DatatypeProperty }",
        "term-not-of-one-kind",
    ),
    (
        "a term is used that no module declares",
        "INSERT DATA { id:org-cas lien:motto id:org-cnrs }",
        "undeclared-term",
    ),
    (
        "a term is declared that nothing uses",
        "INSERT DATA { lien:motto a owl:DatatypeProperty ; rdfs:isDefinedBy module:bodies }",
        "orphan-term",
    ),
    (
        "a term leaves its module",
        "DELETE DATA { lien:Body rdfs:isDefinedBy module:bodies }",
        "term-without-module",
    ),
    (
        "the range of a value becomes a class",
        (
            "DELETE DATA { lien:row rdfs:range xsd:integer } ; "
            "INSERT DATA { lien:row rdfs:range skos:Concept }"
        ),
        "domain-or-range-of-another-kind",
    ),
    (
        "a link gets a second range",
        "INSERT DATA { lien:place rdfs:range lien:Body }",
        "several-domains-or-ranges",
    ),
    (
        "a link is put below a property of values",
        "INSERT DATA { lien:funder rdfs:subPropertyOf dcterms:date }",
        "above-of-another-kind",
    ),
    (
        "a class is put below its own subclass",
        "INSERT DATA { lien:Link rdfs:subClassOf lien:RoleHeld }",
        "term-above-itself",
    ),
    (
        "an inverse is said from one end only",
        "DELETE DATA { lien:predecessor owl:inverseOf lien:successor }",
        "inverse-out-of-step",
    ),
    (
        "a term is given up without a successor",
        "INSERT DATA { lien:season owl:deprecated true }",
        "deprecated-term-without-successor",
    ),
    (
        "a rule goes on using a term given up",
        "INSERT DATA { lien:party owl:deprecated true ; dcterms:isReplacedBy lien:partner }",
        "deprecated-term-in-use",
    ),
    (
        "a module's version IRI stays behind its number",
        (
            "DELETE { module:units owl:versionInfo ?n } INSERT { module:units owl:versionInfo "
            '"9.0.0" } WHERE { module:units owl:versionInfo ?n }'
        ),
        "module-with-incomplete-header",
    ),
    (
        "a module forgets the version before its own",
        (
            "DELETE { module:units owl:versionInfo ?n ; owl:priorVersion ?p } "
            'INSERT { module:units owl:versionInfo "9.0.0" } '
            "WHERE { module:units owl:versionInfo ?n "
            "OPTIONAL { module:units owl:priorVersion ?p } }"
        ),
        "version-without-predecessor",
    ),
    (
        "a module no longer imports what it builds on",
        "DELETE WHERE { module:people owl:imports ?module }",
        "reference-to-a-module-not-imported",
    ),
    (
        "the first and the last day of a date are no longer declared",
        "DELETE DATA { lien:signedOnEarliest lien:earliestOf lien:signedOn }",
        "date-without-companions",
    ),
    (
        "a class is left out of the disjoint ones",
        (
            "DELETE { ?l rdf:first lien:Event } INSERT { ?l rdf:first lien:Body } "
            "WHERE { ?l rdf:first lien:Event }"
        ),
        "class-outside-the-disjoint-classes",
    ),
    (
        "a class loses its rules",
        "DELETE { ?s sh:targetClass lien:Record } WHERE { ?s sh:targetClass lien:Record }",
        "class-without-rule",
    ),
    (
        "a rule loses its target",
        (
            "DELETE { ?s sh:targetClass ?c } WHERE { shape:Agreement sh:property ?s . "
            "?s sh:path lien:party ; sh:targetClass ?c }"
        ),
        "rule-without-target",
    ),
    (
        "a rule loses its Chinese message",
        (
            "DELETE { ?s sh:message ?m } WHERE { shape:Agreement sh:property ?s . ?s sh:message ?m "
            'FILTER ( LANG(?m) = "zh" ) }'
        ),
        "rule-without-words",
    ),
    (
        "a rule misspells a property of another vocabulary",
        (
            "DELETE { ?s sh:path dcterms:type } INSERT { ?s sh:path dcterms:tpye } WHERE "
            "{ shape:Agreement sh:property ?s . ?s sh:path dcterms:type }"
        ),
        "rule-about-an-undeclared-term",
    ),
    (
        "a property is written with a capital",
        "INSERT DATA { lien:Motto a owl:DatatypeProperty ; rdfs:isDefinedBy module:bodies }",
        "name-against-the-convention",
    ),
    (
        "two concepts share the text of a cell",
        'INSERT DATA { side:fr skos:notation "cn" }',
        "shared-notation",
    ),
    (
        "a concept stands above itself",
        "INSERT DATA { side:fr skos:broader side:fr }",
        "concept-above-itself",
    ),
]

REASONING = [
    (
        "a body is also an agreement",
        "INSERT DATA { id:org-cas a lien:Agreement }",
        "inconsistent",
    ),
    (
        "a territory is a body",
        "INSERT DATA { id:org-cnrs lien:territory id:org-cas }",
        "inconsistent",
    ),
    (
        "a person stands where the role is held",
        "INSERT DATA { id:per-huang-hua lien:holdsRoleIn id:per-patrick-nedellec }",
        "inconsistent",
    ),
    (
        "an agreement renews an event",
        "INSERT DATA { id:agr-cnrs-cas-2018 lien:renews id:evt-office-cas-2018 }",
        "inconsistent",
    ),
    (
        "a participation is a role held",
        "INSERT DATA { lien:Participation rdfs:subClassOf lien:RoleHeld }",
        "no member: Participation",
    ),
    (
        "an event is a document",
        "INSERT DATA { lien:Event rdfs:subClassOf prov:Entity }",
        "no member: Event",
    ),
    (
        "a unit is a person",
        "INSERT DATA { lien:ResearchUnit rdfs:subClassOf foaf:Person }",
        "no member: ResearchUnit",
    ),
    (
        "a property is a link and a value at once",
        "INSERT DATA { lien:place a owl:DatatypeProperty }",
        "OWL 2 DL: Cannot pun between properties",
    ),
    (
        "a class of the language itself is refined",
        "INSERT DATA { lien:LinkProperty rdfs:subClassOf owl:ObjectProperty }",
        "OWL 2 DL: Use of reserved vocabulary for class IRI",
    ),
    (
        "a superclass is declared nowhere",
        "INSERT DATA { lien:Event rdfs:subClassOf prov:Happening }",
        "OWL 2 DL: Use of undeclared class",
    ),
]

EXAMPLES = [
    (
        "an agreement loses its kind",
        "DELETE { ?a dcterms:type ?t } WHERE { ?a a lien:Agreement ; dcterms:type ?t }",
        "shape:Agreement dcterms:type minCount",
    ),
    (
        "an agreement gets a kind of another scheme",
        (
            "DELETE { id:agr-cnrs-cas-1978 dcterms:type ?t } INSERT { id:agr-cnrs-cas-1978 "
            "dcterms:type side:fr } WHERE { id:agr-cnrs-cas-1978 dcterms:type ?t }"
        ),
        "shape:Agreement dcterms:type/skos:inScheme in",
    ),
    (
        "a date loses its first day",
        (
            "DELETE { id:agr-cnrs-cas-1978 lien:signedOnEarliest ?d } WHERE { id:agr-cnrs-cas-1978 "
            "lien:signedOnEarliest ?d }"
        ),
        "shape:signedOn lien:signedOnEarliest minCount",
    ),
    (
        "a date is plain text",
        (
            'DELETE DATA { id:agr-cnrs-cas-1978 lien:signedOn "1978-10"^^xsd:gYearMonth } ; '
            'INSERT DATA { id:agr-cnrs-cas-1978 lien:signedOn "1978-10" }'
        ),
        "shape:PartialDate or",
    ),
    (
        "a row loses its source",
        "DELETE { record:org-cas dcterms:source ?s } WHERE { record:org-cas dcterms:source ?s }",
        "shape:Body ^foaf:primaryTopic/dcterms:source minCount",
    ),
    (
        "a body loses its only name",
        "DELETE { id:org-cas skos:prefLabel ?n } WHERE { id:org-cas skos:prefLabel ?n }",
        "shape:Body skos:prefLabel minCount",
    ),
    (
        "a checksum loses a digit",
        (
            "DELETE { ?d lien:sha256 ?s } INSERT { ?d lien:sha256 ?short } "
            "WHERE { ?d lien:sha256 ?s BIND ( SUBSTR(?s, 2) AS ?short ) }"
        ),
        "shape:Dataset lien:sha256 pattern",
    ),
    (
        "a concept loses the words of the tables",
        "DELETE { side:fr skos:notation ?n } WHERE { side:fr skos:notation ?n }",
        "shape:Concept skos:notation minCount",
    ),
]

TABLES = [
    # what is changed, file, the row's first cell, column, new text, column of the problem, rule
    (
        "an agreement signed in the thirteenth month",
        ("agreements.csv", "agr-france-china-1978", "date_signed", "1978-13"),
        "date_signed",
        "not a date",
    ),
    (
        "a party in an unknown role",
        ("agreement_parties.csv", "agr-france-china-1978", "role", "boss"),
        "role",
        "not in the list",
    ),
    (
        "an agreement about an action that is not there",
        ("agreements.csv", "agr-france-china-1978", "action_ids", "act-nowhere"),
        "action_ids",
        "refers to nothing",
    ),
    (
        "an agreement that ends before it starts",
        ("agreements.csv", "agr-france-china-1978", "end", "1970"),
        "start",
        "The start is not after the end.",
    ),
    (
        "a fact without a source",
        ("organisations.csv", "org-cas", "source_id", ""),
        "source_id",
        "required column value is missing",
    ),
    (
        "a body of no confidence",
        ("organisations.csv", "org-cas", "confidence", "rumour"),
        "confidence",
        "not in the list",
    ),
    (
        "a body below another that is not there",
        ("organisations.csv", "org-cas", "parent_id", "org-nowhere"),
        "parent_id",
        "refers to nothing",
    ),
    (
        "a unit with a short RNSR number",
        ("units.csv", "unit-e2p2l", "rnsr", "2011"),
        "rnsr",
        "lexical value",
    ),
    (
        "a person with a malformed ORCID",
        ("people.csv", "per-patrick-nedellec", "orcid", "0000"),
        "orcid",
        "lexical value",
    ),
    (
        "a role held by a body",
        ("roles.csv", "rol-patrick-nedellec-1", "person_id", "org-cnrs-bureau-chine"),
        "person_id",
        "not of the kind wanted here (foaf:Person)",
    ),
    (
        "an agreement that renews one that is not there",
        ("agreements.csv", "agr-france-china-1978", "renews_id", "agr-nowhere"),
        "renews_id",
        "refers to nothing",
    ),
    (
        "a figure that is a word",
        ("indicators.csv", "ind-missions-2010", "value", "many"),
        "value",
        "decimal",
    ),
    (
        "an event on a day that the calendar lacks",
        ("events.csv", "evt-exhibition-1972", "date", "1972-11-31"),
        "date",
        "not a date",
    ),
    (
        "a partner for no country",
        ("action_partners.csv", "act-e2p2l", "side", "moon"),
        "side",
        "not in the list",
    ),
]


def names(table: list[tuple[Any, ...]]) -> list[str]:
    return [row[0].replace(" ", "-") for row in table]


def changed(graph: Graph, change: str) -> Graph:
    """A copy of the graph after the change, which must change something."""
    copy = Graph(bind_namespaces="none")
    for triple in graph:
        copy.add(triple)
    copy.update(PREFIXES + change)
    assert set(copy) != set(graph)
    return copy


@pytest.mark.parametrize(("name", "change", "query"), VOCABULARY, ids=names(VOCABULARY))
def test_a_hygiene_query_catches_that(
    name: str, change: str, query: str, everything: Store
) -> None:
    """Nothing is found before the change, something after it."""
    store = Store()
    store.extend(everything)
    text = (ONTOLOGY / "hygiene" / f"{query}.rq").read_text("utf-8")
    assert answers(store, text) == []
    store.update(PREFIXES + change)
    assert answers(store, text) != []


def answers(store: Store, query: str) -> list[str]:
    solutions = store.query(query)
    assert isinstance(solutions, QuerySolutions)
    return [str(solution) for solution in solutions]


@pytest.mark.parametrize(("name", "change", "caught"), REASONING, ids=names(REASONING))
def test_the_reasoner_catches_that(
    name: str, change: str, caught: str, reasoner: Any, axioms: Graph, published: Graph, good: Graph
) -> None:
    """Contradictions need the examples, empty classes and profiles only the vocabulary."""
    kind, _, what = caught.partition(": ")
    world = axioms + published + good if kind == "inconsistent" else axioms + published
    verdict = reasoner.judge(changed(world, change), profiles=kind == "OWL 2 DL")
    assert verdict.consistent == (kind != "inconsistent")
    if kind == "no member":
        assert [iri.partition("#")[2] for iri in verdict.unsatisfiable] == [what]
    if kind == "OWL 2 DL":
        assert any(violation.startswith(what) for violation in verdict.dl)


broken_rules = runpy.run_path(str(Path(__file__).parent / "test_examples.py"))["broken_rules"]


@pytest.mark.parametrize(("name", "change", "rule"), EXAMPLES, ids=names(EXAMPLES))
def test_the_shape_catches_that(
    name: str, change: str, rule: str, good: Graph, shapes: Graph
) -> None:
    """That rule and no other: the good examples break none before."""
    assert broken_rules(changed(good, change), shapes) == {rule}


@pytest.fixture(scope="module")
def nothing_loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Directory]:
    """A data directory that stays empty: `check` writes nothing."""
    with open_directory(tmp_path_factory.mktemp("mutations") / "data", create=True) as directory:
        yield directory


def excerpt(folder: Path, start: str) -> None:
    """The fact tables with only the rows that one row leads to; their lines stay as they are.

    A row leads to the rows that begin with one of the identifiers in its cells. All other rows
    become empty lines.
    """
    tables = {path.name: read(path) for path in SEED.glob("*.csv")}
    wanted, found = [start], set()
    while wanted:
        name = wanted.pop()
        if name and name not in found:
            found.add(name)
            rows = (row for table in tables.values() for row in table[1:] if row[:1] == [name])
            wanted += [part.strip() for row in rows for cell in row for part in cell.split(";")]
    shutil.copy(SEED / "csv-metadata.json", folder)
    for file, table in tables.items():
        write(folder / file, [table[0], *(r if r[0] in found else [] for r in table[1:])])


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def write(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def set_cell(path: Path, row: str, column: str, text: str) -> int:
    """Change one cell of the row that begins with `row`; its line in the file."""
    rows = read(path)
    line = next(number for number, cells in enumerate(rows, start=1) if cells[:1] == [row])
    place = rows[0].index(column)
    assert rows[line - 1][place] != text
    rows[line - 1][place] = text
    write(path, rows)
    return line


def test_no_cell_of_the_tables_holds_a_line_break() -> None:
    """So the number of a row is the number of its line, which the tests below rely on."""
    for path in SEED.glob("*.csv"):
        assert len(read(path)) == path.read_bytes().count(b"\n")


@pytest.mark.parametrize(("name", "cell", "column", "rule"), TABLES, ids=names(TABLES))
def test_the_importer_names_file_line_and_column_of_that(
    name: str,
    cell: tuple[str, str, str, str],
    column: str,
    rule: str,
    tmp_path: Path,
    nothing_loaded: Directory,
) -> None:
    """One cell of the reference facts is changed; the rows that it leads to are there."""
    file, row, header, text = cell
    excerpt(tmp_path, row)
    check(nothing_loaded, tmp_path)
    line = set_cell(tmp_path / file, row, header, text)
    with pytest.raises(InvalidData) as caught:
        check(nothing_loaded, tmp_path)
    problem = caught.value.problems[0]
    assert (problem.file, problem.line, problem.column) == (file, line, column)
    assert rule in problem.rule
    assert len(caught.value.problems) == 1
