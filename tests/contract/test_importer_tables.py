"""The importer of tables: nothing lost, everything named, all or nothing."""

from __future__ import annotations

import csv
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lien import resources
from lien.errors import InvalidData, SourceError
from lien.importers import load
from lien.store import Level
from lien.terms import GRAPH, ID

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SEED = resources.folder("seed")


@pytest.fixture
def sheets(tmp_path: Path) -> Path:
    """A copy of the fact tables that a test may spoil."""
    return Path(shutil.copytree(SEED, tmp_path / "sheets"))


def rows(name: str) -> list[dict[str, str]]:
    with (SEED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


TABLES = sorted(path.name for path in SEED.glob("*.csv"))


@pytest.mark.parametrize("name", TABLES)
def test_every_row_of_every_table_has_its_record(seed_directory, name):
    reader = seed_directory.store.reader(Level.RESTRICTED)
    graph = GRAPH[f"seed/{Path(name).stem}"]
    query = """
        SELECT ?graph (COUNT(DISTINCT ?record) AS ?n)
        WHERE { GRAPH ?graph { ?record a <https://w3id.org/lien/ns#Record> } }
        GROUP BY ?graph"""
    counted = {str(g): int(str(n)) for g, n in reader.select(query)}
    assert counted[str(graph)] == len(rows(name))


@pytest.mark.parametrize("name", [t for t in TABLES if t not in ("sources.csv", "unverified.csv")])
def test_every_row_keeps_all_its_sources_and_each_one_resolves(seed_directory, name):
    reader = seed_directory.store.reader(Level.RESTRICTED)
    query = """
        SELECT ?line ?source WHERE {
          GRAPH <%s> { ?record <https://w3id.org/lien/ns#row> ?line ;
                               <http://purl.org/dc/terms/source> ?source }
          ?source a <https://w3id.org/lien/ns#Source> ;
                  <http://www.w3.org/2004/02/skos/core#prefLabel> ?title .
        }"""
    table = reader.select(query % GRAPH[f"seed/{Path(name).stem}"])
    found = {(int(str(line)), str(source)) for line, source in table}
    expected = {
        (number, str(ID[source]))
        for number, row in enumerate(rows(name), start=2)
        for source in row["source_id"].split(";")
        if source
    }
    assert found == expected


def test_the_facts_that_nobody_vouches_for_are_hidden_from_the_public(seed_directory):
    hidden = str(GRAPH["seed/unverified"])
    assert hidden not in [g.iri for g in seed_directory.store.reader(Level.PUBLIC).graphs()]
    assert hidden in [g.iri for g in seed_directory.store.reader(Level.RESTRICTED).graphs()]


def test_loading_twice_writes_no_second_entry(empty_directory):
    first = load(empty_directory, SEED, now=NOW, actor="test")
    again = load(empty_directory, SEED, now=NOW, actor="test")
    assert first.entry == 1
    assert again.entry is None
    assert empty_directory.store.position == 1


def spoil(sheets: Path, file: str, old: str, new: str) -> None:
    path = sheets / file
    data = path.read_bytes()
    assert old.encode() in data
    path.write_bytes(data.replace(old.encode(), new.encode(), 1))


SPOILT = [
    # file, text, replacement, line, column, part of the rule
    ("people.csv", "per-patrick-nedellec,", "per-jean-claude-thivolle,", 3, "id", "stands already"),
    ("organisations.csv", "org-cnrs-inp,", "CNRS INP,", 3, "id", "lexical value"),
    ("agreements.csv", "1978-10,,", "1978-13,,", 3, "date_signed", "not a date"),
    (
        "agreements.csv",
        ",act-irn-biodiversity,",
        ",act-nowhere,",
        5,
        "action_ids",
        "refers to nothing",
    ),
    (
        "agreement_parties.csv",
        "org-gov-france,party",
        "org-gov-france,boss",
        2,
        "role",
        "not in the list",
    ),
    ("organisations.csv", "https://ror.org/02feahw73", "ror.org/02feahw73", 2, "ror", ""),
    (
        "roles.csv",
        "per-jean-claude-thivolle,director",
        "org-cas,director",
        2,
        "person_id",
        "not of the kind",
    ),
    ("indicators.csv", ",350,missions", ",some,missions", 2, "value", "decimal"),
    ("events.csv", "1972-11-25,1972-12-05", "1972-11-25,1971-12-05", 3, "date", ""),
    (
        "organisations.csv",
        ",stated,src-cnrsbeijing-bureau",
        ",stated,",
        2,
        "source_id",
        "refers to nothing",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "line", "column", "rule"), SPOILT)
def test_a_row_that_breaks_a_rule_is_named_and_nothing_is_written(
    empty_directory, sheets, file, old, new, line, column, rule
):
    spoil(sheets, file, old, new)
    with pytest.raises(InvalidData) as caught:
        load(empty_directory, sheets, now=NOW, actor="test")
    places = [(p.file, p.line, p.column) for p in caught.value.problems]
    assert (file, line, column) in places
    assert rule in str(caught.value)
    assert empty_directory.store.position == 0
    assert empty_directory.store.counts() == {}


def test_all_broken_rows_are_reported_at_once(empty_directory, sheets):
    spoil(sheets, "agreements.csv", "1978-10,,", "1978-13,,")
    spoil(sheets, "people.csv", "per-patrick-nedellec,", "per-jean-claude-thivolle,")
    with pytest.raises(InvalidData) as caught:
        load(empty_directory, sheets, now=NOW, actor="test")
    assert {p.file for p in caught.value.problems} >= {"agreements.csv", "people.csv"}


UNREADABLE = [
    (b"\xff\xfeid,", 1, "not UTF-8"),
    (b'id,kind,confidence,source_id\r\n"org-a,x\r\n', 2, "malformed CSV"),
    (b"id;kind\r\n", 1, "no such column"),
    (b"kind\r\nuniversity\r\n", 1, "missing"),
    (b"id,id\r\n", 1, "twice"),
    (b"id,name_fr\r\norg-a,Acad\x00emie\r\n", 2, "control character"),
    ("id,name_fr\norg-a,Académie\n".encode("latin-1"), 2, "not UTF-8"),
    ("标识,名称\n".encode("gb18030"), 1, "not UTF-8"),
]


@pytest.mark.parametrize(("data", "line", "reason"), UNREADABLE)
def test_a_file_that_cannot_be_read_is_named_with_its_line(
    empty_directory, sheets, data, line, reason
):
    (sheets / "organisations.csv").write_bytes(data)
    with pytest.raises(SourceError) as caught:
        load(empty_directory, sheets, now=NOW, actor="test")
    assert caught.value.problem.file == "organisations.csv"
    assert caught.value.problem.line == line
    assert reason in str(caught.value)
    assert empty_directory.store.position == 0


def test_a_row_with_too_few_cells_is_named(empty_directory, sheets):
    path = sheets / "sources.csv"
    path.write_bytes(path.read_bytes() + b"src-short,only two\r\n")
    with pytest.raises(
        InvalidData, match=r"sources.csv:191: the row has 2 cells, the header has 6"
    ):
        load(empty_directory, sheets, now=NOW, actor="test")


def test_a_sheet_saved_by_a_spreadsheet_program_with_a_byte_order_mark_is_read(
    empty_directory, sheets
):
    path = sheets / "people.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load(empty_directory, sheets, now=NOW, actor="test").entry == 1


def own_table(folder, file, text):
    """A source of one table, named like its folder and described as the reference facts are."""
    folder.mkdir()
    description = json.loads((SEED / "csv-metadata.json").read_text("utf-8"))
    description["lien:source"] = folder.name
    description["tables"] = [table for table in description["tables"] if table["url"] == file]
    (folder / "csv-metadata.json").write_text(json.dumps(description), "utf-8")
    (folder / file).write_text(text, "utf-8")
    return folder


def test_a_users_own_tables_may_refer_to_things_loaded_before(empty_directory, tmp_path):
    load(empty_directory, SEED, now=NOW, actor="test")
    folder = own_table(
        tmp_path / "office",
        "agreements.csv",
        "id,title,kind,date_signed,renews_id,confidence,source_id\n"
        "agr-office-1,Accord-cadre,framework agreement,2026-11,agr-cnrs-cas-2023,stated,"
        "src-cnrs-2023\n",
    )
    assert load(empty_directory, folder, now=NOW, actor="test").entry == 2
    counts = empty_directory.store.counts()
    assert str(GRAPH["office/agreements"]) in counts
    assert str(GRAPH["seed/agreements"]) in counts


def test_a_row_of_ones_own_may_link_two_things_loaded_before(empty_directory, tmp_path):
    """The row states something about the action, whose name, kind and source stand elsewhere."""
    load(empty_directory, SEED, now=NOW, actor="test")
    folder = own_table(
        tmp_path / "office",
        "action_partners.csv",
        "action_id,partner_id,side,role,confidence,source_id\n"
        "act-liama,org-ecnu,cn,partner,stated,src-cnrs-2023\n",
    )
    assert load(empty_directory, folder, now=NOW, actor="test").entry == 2


def test_a_thing_that_the_new_version_of_a_source_dropped_cannot_be_referred_to(
    empty_directory, sheets
):
    load(empty_directory, sheets, now=NOW, actor="test")
    path = sheets / "people.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text(
        "".join(x for x in lines if not x.startswith("per-hubert-curien,")), "utf-8", newline=""
    )
    with pytest.raises(InvalidData, match="per-hubert-curien"):
        load(empty_directory, sheets, now=NOW, actor="test")
    assert empty_directory.store.position == 1


def test_a_missing_description_is_named(empty_directory, tmp_path):
    with pytest.raises(SourceError, match=r"csv-metadata\.json"):
        load(empty_directory, tmp_path, now=NOW, actor="test")


def test_a_competing_date_is_typed_like_the_column_it_disputes(seed_store):
    query = """
        SELECT ?value WHERE { ?statement a <https://w3id.org/lien/ns#CompetingStatement> ;
          <http://www.w3.org/1999/02/22-rdf-syntax-ns#subject> ?s ;
          <http://www.w3.org/1999/02/22-rdf-syntax-ns#object> ?value
          FILTER(STRENDS(STR(?s), "/agr-france-china-1978")) } ORDER BY ?value"""
    found = {(str(v), str(v.datatype).rpartition("#")[2]) for (v,) in seed_store.select(query)}
    assert found == {("1978-10-21", "date"), ("1978-10", "gYearMonth"), ("1978-01", "gYearMonth")}


def test_every_cell_of_the_tables_stands_in_the_graph(seed_directory):
    """No loss: the text of each cell comes back, as a literal, a slug or a concept's text."""
    reader = seed_directory.store.reader(Level.RESTRICTED)
    notations: dict[str, set[str]] = {}
    for concept, text in reader.select(
        """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT ?c ?n WHERE { ?c skos:notation|skos:altLabel ?n FILTER(LANG(?n) = "") }"""
    ):
        notations.setdefault(str(concept), set()).add(str(text))
    lost = []
    for name in TABLES:
        graph = GRAPH[f"seed/{Path(name).stem}"]
        said: dict[int, set[str]] = {}
        query = f"""
            SELECT ?line ?value WHERE {{ GRAPH <{graph}> {{
              ?record <https://w3id.org/lien/ns#row> ?line ;
                      <http://xmlns.com/foaf/0.1/primaryTopic> ?topic .
              {{ ?record ?p ?value }} UNION {{ ?topic ?p ?value }} UNION {{ ?value ?p ?topic }}
            }} }}"""
        for line, value in reader.select(query):
            text = str(value)
            short = {text.removeprefix(str(ID)), text.rstrip("/").rpartition("/")[2]}
            texts = {text} | notations.get(text, set()) | short
            said.setdefault(int(str(line)), set()).update(texts)
        for number, row in enumerate(rows(name), start=2):
            for column, cell in row.items():
                for part in parts(name, column, cell):
                    if part not in said[number] and column != "target_type":
                        lost.append((name, number, column, part))
    assert lost == []


LISTS = ("_ids", "aliases", "other_codes", "code", "supervisors", "cities", "as_of", "source_id")
LISTS += ("territories",)


def parts(name: str, column: str, cell: str) -> list[str]:
    if (name, column) == ("actions.csv", "discipline"):
        return [piece for piece in cell.split(", ") if piece]
    pieces = cell.split(";") if column.endswith(LISTS) else [cell]
    return [piece.strip() for piece in pieces if piece.strip()]
