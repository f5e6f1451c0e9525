"""The alignments: both ends of every row exist, and no class of ours is forgotten."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, Graph, URIRef
from rdflib.namespace import DCAT, FOAF, ORG, SDO, DefinedNamespace

ALIGNMENTS = Path(__file__).parents[2] / "ontology" / "alignments"
PUBLISHED = Path(__file__).parent / "published"
CLOSED: dict[str, type[DefinedNamespace]] = {
    "org": ORG,
    "foaf": FOAF,
    "schemaorg": SDO,
    "dcat": DCAT,
}
COLUMNS = [
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "comment",
]
AXIOMS = {"rdfs:subClassOf", "rdfs:subPropertyOf"}
RELATIONS = AXIOMS | {f"skos:{word}Match" for word in ("exact", "close", "broad", "related")}
PARTS = ("subject_id", "predicate_id", "object_id")
VOCABULARIES = ("cerif", "dcat", "foaf", "org", "ror", "schemaorg", "vivo", "wikidata")
LIEN = "https://w3id.org/lien/ns#"


@dataclass(frozen=True)
class Alignment:
    """One file: its metadata lines, its prefixes, its rows."""

    metadata: dict[str, str]
    prefixes: dict[str, str]
    columns: list[str]
    rows: list[dict[str, str]]

    def iri(self, name: str) -> URIRef:
        """Full IRI of a prefixed name."""
        prefix, _, local = name.partition(":")
        return URIRef(self.prefixes[prefix] + local)


def read(vocabulary: str) -> Alignment:
    """The SSSOM file of the vocabulary: comment lines first, then tab-separated values."""
    lines = (ALIGNMENTS / f"{vocabulary}.sssom.tsv").read_text("utf-8").splitlines()
    head = [line.removeprefix("# ") for line in lines if line.startswith("#")]
    pairs = [(line.startswith("  "), *line.strip().partition(": ")[::2]) for line in head]
    reader = csv.DictReader(lines[len(head) :], delimiter="\t", quoting=csv.QUOTE_NONE)
    return Alignment(
        metadata={key: value.strip('"') for inner, key, value in pairs if not inner},
        prefixes={key: value for inner, key, value in pairs if inner},
        rows=list(reader),
        columns=list(reader.fieldnames or ()),
    )


def published(vocabulary: str) -> frozenset[str]:
    """IRIs that the vocabulary publishes, for those that rdflib does not ship."""
    lines = (PUBLISHED / f"{vocabulary}.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@pytest.fixture(params=VOCABULARIES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def alignment(name: str) -> Alignment:
    return read(name)


def test_there_is_one_file_for_each_vocabulary():
    assert sorted(p.name for p in ALIGNMENTS.glob("*.tsv")) == [
        f"{name}.sssom.tsv" for name in VOCABULARIES
    ]


def test_a_file_says_what_it_is_and_has_the_columns_of_the_standard(
    alignment: Alignment, name: str
):
    assert alignment.columns == COLUMNS
    assert alignment.metadata["mapping_set_id"] == f"https://w3id.org/lien/alignments/{name}"
    wanted = ("license", "mapping_set_title", "mapping_set_version", "object_source_version")
    assert all(alignment.metadata[key] for key in wanted)


def test_every_prefix_is_declared_and_every_declared_prefix_is_used(alignment: Alignment):
    cells = [row[part] for row in alignment.rows for part in (*PARTS, "mapping_justification")]
    used = {cell.partition(":")[0] for cell in cells}
    assert used == set(alignment.prefixes)


def test_every_row_has_a_relation_and_a_reason(alignment: Alignment):
    assert len(alignment.rows) > 8
    for row in alignment.rows:
        assert row["predicate_id"] in RELATIONS, row
        assert row["mapping_justification"] == "semapv:ManualMappingCuration", row
        assert re.fullmatch(r"[^\t]{8,}\.", row["comment"]), row
        assert row["object_label"], row


def test_rows_are_in_order_and_none_is_there_twice(alignment: Alignment):
    keys = [tuple(row[part] for part in PARTS) for row in alignment.rows]
    assert keys == sorted(set(keys))


def test_the_left_side_is_a_term_of_ours_under_its_own_label(
    alignment: Alignment, vocabulary: Graph
):
    for row in alignment.rows:
        labels = vocabulary.objects(alignment.iri(row["subject_id"]), RDFS.label)
        assert row["subject_label"] in {str(x) for x in labels if x.language == "en"}, row


def test_the_right_side_is_a_term_that_the_vocabulary_publishes(alignment: Alignment, name: str):
    terms = CLOSED[name] if name in CLOSED else published(name)
    right = [str(alignment.iri(row["object_id"])) for row in alignment.rows]
    assert [iri for iri in right if iri not in terms] == []
    assert f"{right[0]}-not" not in terms


def test_an_axiom_in_a_file_is_an_axiom_of_the_modules(alignment: Alignment, vocabulary: Graph):
    for row in alignment.rows:
        if row["predicate_id"] in AXIOMS:
            axiom = tuple(alignment.iri(row[part]) for part in PARTS)
            assert axiom in vocabulary, row


def test_an_axiom_of_the_modules_towards_an_aligned_vocabulary_is_in_its_file(vocabulary: Graph):
    spaces = {name: str(CLOSED[name]._NS) for name in ("org", "foaf", "dcat")}
    for name, space in spaces.items():
        alignment = read(name)
        rows = {(row["subject_id"], row["object_id"]) for row in alignment.rows}
        given = {(str(alignment.iri(a)), str(alignment.iri(b))) for a, b in rows}
        for predicate in (RDFS.subClassOf, RDFS.subPropertyOf):
            for subject, other in vocabulary.subject_objects(predicate):
                if str(subject).startswith(LIEN) and str(other).startswith(space):
                    assert (str(subject), str(other)) in given


def test_every_class_is_aligned_or_said_to_have_no_counterpart(vocabulary: Graph):
    classes = {str(term) for term in vocabulary.subjects(RDF.type, OWL.Class)}
    ours = {iri.removeprefix(LIEN) for iri in classes if iri.startswith(LIEN)}
    aligned = {
        row["subject_id"].removeprefix("lien:") for name in VOCABULARIES for row in read(name).rows
    }
    section = (ALIGNMENTS / "README.md").read_text("utf-8").split("## Without counterpart")[1]
    alone = set(re.findall(r"^\| `lien:(\w+)` \|", section, re.MULTILINE))
    assert ours - aligned - alone == set()
    assert alone & aligned == set()


@pytest.mark.parametrize("name", ["vivo", "schemaorg", "cerif"])
def test_no_vocabulary_has_a_close_counterpart_of_our_agreement(name: str):
    rows = [row for row in read(name).rows if row["subject_id"] == "lien:Agreement"]
    assert rows
    assert {row["predicate_id"] for row in rows} <= {"skos:broadMatch", "skos:relatedMatch"}


@pytest.mark.parametrize("name", ["cerif", "ror", "vivo", "wikidata"])
def test_a_list_of_published_terms_says_where_it_comes_from(name: str):
    text = (PUBLISHED / f"{name}.txt").read_text("utf-8")
    assert all(f"# {word}: " in text for word in ("Version", "Address", "Taken"))
    assert len(published(name)) > 50
