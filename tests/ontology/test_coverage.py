"""The reference facts say nothing that the ontology has no word for."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rdflib import RDFS, SKOS, Graph, Literal, Namespace, URIRef

SEED = Path(__file__).parent.parent.parent / "data" / "seed"
SCHEMES = Path(__file__).parent.parent.parent / "ontology" / "schemes"
SCHEME = "https://w3id.org/lien/scheme/"
PREFIXES = {
    "dcterms": Namespace("http://purl.org/dc/terms/"),
    "foaf": Namespace("http://xmlns.com/foaf/0.1/"),
    "geo": Namespace("http://www.w3.org/2003/01/geo/wgs84_pos#"),
    "lien": Namespace("https://w3id.org/lien/ns#"),
    "org": Namespace("http://www.w3.org/ns/org#"),
    "qb": Namespace("http://purl.org/linked-data/cube#"),
    "rdf": Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    "skos": Namespace("http://www.w3.org/2004/02/skos/core#"),
    "skosxl": Namespace("http://www.w3.org/2008/05/skos-xl#"),
}
TABLES = json.loads((SEED / "csv-metadata.json").read_text("utf-8"))["tables"]


def columns() -> Iterator[tuple[str, dict[str, Any]]]:
    for table in TABLES:
        for column in table["tableSchema"]["columns"]:
            yield table["url"], column


def cell_texts(file: str, column: dict[str, Any]) -> set[str]:
    with (SEED / file).open(encoding="utf-8", newline="") as stream:
        cells = [row[column["name"]] for row in csv.DictReader(stream)]
    separator = column.get("separator")
    parts = [
        part.strip() for cell in cells for part in (cell.split(separator) if separator else [cell])
    ]
    return set(filter(None, parts))


DESK = {"counting-method", "mission-kind", "mobility-kind", "request-kind", "request-state"}
"""Schemes of the tables that a desk fills itself: docs/how-to/desk."""
CONCEPTS = [(file, column) for file, column in columns() if column.get("lien:scheme")]


@pytest.mark.parametrize(
    ("file", "column"), CONCEPTS, ids=[f"{file}-{column['name']}" for file, column in CONCEPTS]
)
def test_every_text_of_the_column_has_its_concept(
    file: str, column: dict[str, Any], vocabulary: Graph
) -> None:
    scheme = URIRef(SCHEME + column["lien:scheme"])
    unknown = {
        text
        for text in cell_texts(file, column)
        if not any(
            (concept, SKOS.inScheme, scheme) in vocabulary
            for concept in vocabulary.subjects(SKOS.notation | SKOS.altLabel, Literal(text))
        )
    }
    assert unknown == set()


def test_every_scheme_of_the_tables_has_a_file_and_the_reverse() -> None:
    marks = {"flag", "value-status", "visibility"}  # of oddities, empty values and graphs
    mapped_to = {"ford"}
    links_and_periods = {"agreement-period-kind", "name-kind", "renewal", "tool"}
    work_of_the_desk = {"mission-kind", "mobility-kind", "request-kind"}
    derived = {"agreement-cover", "network", "network-measure", "pair-kind"}
    elsewhere = derived | marks | mapped_to | links_and_periods | work_of_the_desk
    used = {column["lien:scheme"] for _, column in CONCEPTS} | elsewhere
    assert used | DESK == {path.stem for path in SCHEMES.glob("*.ttl")}


def test_every_property_and_class_of_the_tables_has_a_label(vocabulary: Graph) -> None:
    names = {column["propertyUrl"] for _, column in columns() if "propertyUrl" in column}
    names |= {table["lien:class"] for table in TABLES}
    names = {name for name in names if ":" in name and not name.startswith("http")}
    terms = {PREFIXES[name.split(":")[0]][name.split(":")[1]]: name for name in names}
    languages = {
        name: {getattr(label, "language", None) for label in vocabulary.objects(term, RDFS.label)}
        for term, name in terms.items()
    }
    assert {name for name, found in languages.items() if found != {"en", "fr", "zh"}} == set()
