"""The schemes: sums add up, cells can be written back, labels lead to what replaced them."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from rdflib import DCTERMS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

SEED = Path(__file__).parent.parent.parent / "data" / "seed"
SCHEME = Namespace("https://w3id.org/lien/scheme/")
TERRITORY = Namespace(SCHEME["territory/"])
PLACE = Namespace(SCHEME["place/"])
TOOL = Namespace(SCHEME["tool/"])
FORD = Namespace(SCHEME["ford/"])
MAPPED = (SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch)
TABLES = json.loads((SEED / "csv-metadata.json").read_text("utf-8"))["tables"]
CONCEPTS = [
    (table["url"], column)
    for table in TABLES
    for column in table["tableSchema"]["columns"]
    if column.get("lien:as") == "concept"
]


def cells(file: str) -> list[dict[str, str]]:
    with (SEED / file).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def members(vocabulary: Graph, scheme: str) -> set[Node]:
    return set(vocabulary.subjects(SKOS.inScheme, SCHEME[scheme]))


def named(vocabulary: Graph, scheme: str, text: str) -> URIRef:
    """The concept that a cell means."""
    found = {
        concept
        for concept in vocabulary.subjects(SKOS.notation | SKOS.altLabel, Literal(text))
        if (concept, SKOS.inScheme, SCHEME[scheme]) in vocabulary
    }
    (concept,) = found
    assert isinstance(concept, URIRef)
    return concept


def written(vocabulary: Graph, column: dict[str, Any], concept: URIRef) -> str:
    """What a cell of the column says for the concept."""
    words = [
        text
        for text in vocabulary.objects(concept, SKOS.altLabel)
        if column.get("lien:words") and getattr(text, "language", None) is None
    ]
    return str(words[0] if words else vocabulary.value(concept, SKOS.notation, any=False))


def above(vocabulary: Graph, concept: Node) -> Iterator[Node]:
    """The concept and all broader ones, the widest last; each has at most one above it."""
    while concept is not None:
        yield concept
        concept = vocabulary.value(concept, SKOS.broader, any=False)  # type: ignore[assignment]


@pytest.mark.parametrize(
    ("file", "column"), CONCEPTS, ids=[f"{file}-{column['name']}" for file, column in CONCEPTS]
)
def test_the_text_of_a_cell_can_be_written_back_from_its_concept(
    file: str, column: dict[str, Any], vocabulary: Graph
):
    """`CN` comes back as `CN`, `mainland China` as `mainland China`, by the column's own rule."""
    separator = column.get("separator")
    texts = set(
        chain.from_iterable(
            row[column["name"]].split(separator) if separator else [row[column["name"]]]
            for row in cells(file)
        )
    )
    texts = {text.strip() if separator else text for text in texts} - {""}
    concepts = {text: named(vocabulary, column["lien:scheme"], text) for text in texts}
    assert {text: written(vocabulary, column, concepts[text]) for text in texts} == {
        text: text for text in texts
    }


def test_territories_are_one_tree(vocabulary: Graph):
    """Each territory but the world lies in exactly one wider one, so nothing is counted twice."""
    wider = {
        territory: set(vocabulary.objects(territory, SKOS.broader))
        for territory in members(vocabulary, "territory")
    }
    assert wider.pop(TERRITORY.world) == set()
    assert {territory for territory, found in wider.items() if len(found) != 1} == set()
    assert all(list(above(vocabulary, one))[-1] == TERRITORY.world for one in wider)


def test_france_has_its_regions_and_mainland_china_its_provinces(vocabulary: Graph):
    """ISO 3166-2: 13 metropolitan and 5 overseas regions; 31 divisions without Hong Kong, Macao."""
    codes = [
        str(vocabulary.value(territory, SKOS.notation))
        for territory in members(vocabulary, "territory")
    ]
    assert sum(code.startswith("FR-") for code in codes) == 18
    assert sum(re.fullmatch(r"FR-97\d", code) is not None for code in codes) == 5
    assert sum(code.startswith("CN-") for code in codes) == 31


def test_every_town_lies_in_a_region_or_a_country(vocabulary: Graph):
    """What lies in none: cells that name two places, whose parts are stated, and a sea."""
    without = {
        place
        for place in members(vocabulary, "place")
        if not set(vocabulary.objects(place, SKOS.broader)) & members(vocabulary, "territory")
    }
    assert without == {
        PLACE["beijing-guangzhou"],
        PLACE["lyon-paris-marseille"],
        PLACE["south-china-sea"],
    }
    assert set(vocabulary.objects(PLACE["lyon-paris-marseille"], DCTERMS.hasPart)) == {
        PLACE.lyon,
        PLACE.marseille,
        PLACE.paris,
    }


def test_the_town_of_a_body_or_unit_lies_in_its_country(vocabulary: Graph):
    """Two columns say where it is; they never contradict each other."""
    rows = [row for file in ("organisations.csv", "units.csv") for row in cells(file)]
    apart = {
        row["id"]
        for row in rows
        if row["city"]
        and named(vocabulary, "territory", row["country"])
        not in above(vocabulary, named(vocabulary, "place", row["city"]))
    }
    assert apart == set()


def test_sums_by_territory_add_up(vocabulary: Graph):
    """183 bodies: 181 with a country; the regions of a country and its rest make its sum."""
    rows = [row for row in cells("organisations.csv") if row["country"]]
    sums: Counter[Node] = Counter()
    for row in rows:
        country = named(vocabulary, "territory", row["country"])
        leaf = named(vocabulary, "place", row["city"]) if row["city"] else country
        sums.update(set(above(vocabulary, leaf)))
    assert sums[TERRITORY.world] == len(rows) == 181
    assert (sums[TERRITORY.fr], sums[TERRITORY.cn], sums[TERRITORY.hk]) == (98, 71, 9)
    for wider in (TERRITORY.world, TERRITORY.fr, TERRITORY.cn):
        parts = sum(sums[part] for part in vocabulary.subjects(SKOS.broader, wider))
        at_its_own_level = sum(
            not row["city"] and named(vocabulary, "territory", row["country"]) == wider
            for row in rows
        )
        assert parts + at_its_own_level == sums[wider]


def test_ford_has_its_six_broad_and_forty_two_second_level_fields(vocabulary: Graph):
    """Frascati Manual 2015: 7, 11, 5, 5, 9 and 5 second-level fields."""
    fields = members(vocabulary, "ford")
    below = {str(n): len(set(vocabulary.subjects(SKOS.broader, FORD[str(n)]))) for n in range(1, 7)}
    assert below == {"1": 7, "2": 11, "3": 5, "4": 5, "5": 9, "6": 5}
    assert len(fields) == 48


def test_every_discipline_leads_to_a_field_of_the_oecd(vocabulary: Graph):
    """So that actions and funding schemes can be counted by field."""
    fields = members(vocabulary, "ford")
    unmapped = {
        discipline
        for discipline in members(vocabulary, "discipline")
        if not fields.issuperset(
            mapped := {o for p in MAPPED for o in vocabulary.objects(discipline, p)}
        )
        or not mapped
    }
    assert unmapped == set()


def test_no_discipline_stands_in_the_scheme_that_no_table_writes(vocabulary: Graph):
    """Each text of actions.csv (its parts) and funding.csv (whole) has a concept, and no more."""
    texts = {part for row in cells("actions.csv") for part in row["discipline"].split(", ")}
    texts |= {row["discipline"] for row in cells("funding.csv")}
    notations = {
        str(vocabulary.value(discipline, SKOS.notation))
        for discipline in members(vocabulary, "discipline")
    }
    assert notations == texts - {""}


@pytest.mark.parametrize(
    ("former", "present"),
    [("LIA", "IRP"), ("GDRI", "IRN"), ("UMI", "IRL"), ("USR", "UAR"), ("UMS", "UAR")],
)
def test_a_former_tool_leads_to_the_one_that_replaced_it(
    former: str, present: str, vocabulary: Graph
):
    """Forwards and backwards, and to the same words of the kinds of actions or unit codes."""
    old, new = named(vocabulary, "tool", former), named(vocabulary, "tool", present)
    assert list(vocabulary.objects(old, DCTERMS.isReplacedBy)) == [new]
    assert (new, DCTERMS.replaces, old) in vocabulary
    for tool, text in ((old, former), (new, present)):
        same = {
            vocabulary.value(c, SKOS.notation) for c in vocabulary.objects(tool, SKOS.exactMatch)
        }
        assert same == {Literal(text)}


def test_every_label_that_actions_and_units_bear_is_a_tool(vocabulary: Graph):
    """What stands in kind_history, code and code_type, without years, numbers and remarks."""
    histories = [part for row in cells("actions.csv") for part in row["kind_history"].split(";")]
    codes = [part for row in cells("actions.csv") for part in row["code"].split(";")]
    units = [part for row in cells("units.csv") for part in (row["code_type"], row["other_codes"])]
    labels = {label(text) for text in [*histories, *codes, *units]} - NOT_A_LABEL
    known = {str(vocabulary.value(tool, SKOS.notation)) for tool in members(vocabulary, "tool")}
    assert {"LIA", "USR", "joint institute", "ANR/RGC project"} <= labels
    assert labels - known == set()


NOT_A_LABEL = {"", "renewed", "ended"}


def label(text: str) -> str:
    """`USR 3331 (2009-)` gives `USR`, `ANR/RGC project 2015 call` gives `ANR/RGC project`."""
    return re.sub(r"\(.*?\)|\bcall$|[ -]?\d[\d-]*", "", text.strip()).replace("  ", " ").strip()


def test_what_a_tool_says_about_years_names_its_source(vocabulary: Graph):
    """Each history note names a source that stands in sources.csv."""
    sources = {row["source_id"] for row in cells("sources.csv")}
    notes = [
        str(note)
        for tool in members(vocabulary, "tool")
        for note in vocabulary.objects(tool, SKOS.historyNote)
    ]
    assert len(notes) == 24
    assert all(re.findall(r"src-[a-z0-9-]+", note) for note in notes)
    assert {found for note in notes for found in re.findall(r"src-[a-z0-9-]+", note)} <= sources
