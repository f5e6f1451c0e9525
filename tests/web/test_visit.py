"""The visit dossier: what it says word for word, to whom, and that its copy needs nothing else.

The golden files hold the two pages of an invented institute. After a wanted change:
WRITE_GOLDEN=1 pytest tests/web/test_visit.py, then read the difference.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from time import process_time

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from rdflib import Graph

from lien import demo
from lien.analyst import Facts
from lien.cli import main
from lien.demo.tables import write
from lien.importers import tables, vocabulary
from lien.mediation import pinyin
from lien.mediation.introductions import Asked, introductions
from lien.mediation.ties import Ties
from lien.mediation.visit import visit
from lien.settings import Settings
from lien.store import Directory, Level, Reader, lines, open_directory
from lien.terms import ID, PREFIXES, SCHEME
from lien_webapp.factory import create_app
from lien_webapp.visit_sheet import ROOM, sheet

GOLDEN = Path(__file__).parent / "golden"
DAY = date(2026, 11, 23)
SLUG = "demo-org-v-lake"
STATED = {"confidence": "stated", "source_id": "demo-src-v-file"}


def named(en: str, fr: str, zh: str, column: str = "name") -> dict[str, str]:
    return {f"{column}_en": en, f"{column}_fr": fr, f"{column}_zh": zh}


def role(number: str, person: str, target: str, post: str, **more: str) -> dict[str, str]:
    kind = "organisation" if "-org-" in target else "action"
    return {
        "id": f"demo-rol-v-{number}", "person_id": person, "role": post, "target_type": kind,
        "target_id": target, **more, **STATED,
    }  # fmt: skip


def person(slug: str, given: str, family: str, zh: str = "") -> dict[str, str]:
    return {
        "id": slug, "display_name": f"{given} {family}", "family_name": family,
        "given_name": given, "name_zh": zh, **STATED,
    }  # fmt: skip


ROWS = {
    "sources": [{"source_id": "demo-src-v-file", "title": "Invented file", "language": "en",
                 "publisher": "Nobody", "date": "2026-11", "address": "https://example.org/file"}],
    "organisations": [
        {"id": "demo-org-v-academy", "kind": "academy", "city": "Beijing", "country": "CN",
         **named("Academy of Lakes", "Académie des lacs", "湖泊科学院"), **STATED},
        {"id": SLUG, "kind": "research_institute", "city": "Wuhan", "country": "CN",
         "acronym": "ILW", "parent_id": "demo-org-v-academy",
         **named("Institute of Lakes", "Institut des lacs", "湖泊研究所"), **STATED},
        {"id": "demo-org-v-house", "kind": "research_organisation", "city": "Paris",
         "country": "FR", "acronym": "MEV",
         **named("House of Waters", "Maison des eaux", "水之家"), **STATED},
    ],
    "units": [{"id": "demo-unit-v-river", "code_type": "UMR", "city": "Lyon", "country": "FR",
               **named("River Laboratory", "Laboratoire des rivières", "河流实验室"), **STATED}],
    "actions": [
        {"id": "demo-act-v-1", "kind": "IRP", "cnrs_action": "no", "start": "2022", "end": "2027",
         **named("Water of Lakes", "L’eau des lacs", "湖水", "title"), **STATED},
        {"id": "demo-act-v-2", "kind": "LIA", "cnrs_action": "no", "start": "2010",
         "end": "2014", **named("Old Waters", "Eaux anciennes", "旧水", "title"), **STATED},
    ],
    "action_partners": [
        {"action_id": act, "partner_id": who, "side": side, "role": "partner", **STATED}
        for act in ("demo-act-v-1", "demo-act-v-2")
        for who, side in ((SLUG, "cn"), ("demo-unit-v-river", "fr"))
    ],
    "agreements": [
        {"id": "demo-agr-v-now", "kind": "cooperation agreement", "date_signed": "2022-03-01",
         "start": "2022-03-01", "end": "2027-02-28", "place": "Wuhan",
         **named("Agreement of Lakes", "Accord des lacs", "湖泊协议", "title"), **STATED},
        {"id": "demo-agr-v-open", "kind": "letter of intent", "date_signed": "2020-06",
         **named("Letter of Lakes", "Lettre des lacs", "湖泊意向书", "title"), **STATED},
        {"id": "demo-agr-v-later", "kind": "cooperation agreement", "date_signed": "2027-05-05",
         **named("Coming agreement", "Accord à venir", "未来协议", "title"), **STATED},
        {"id": "demo-agr-v-above", "kind": "framework agreement", "date_signed": "2019-10-01",
         **named("Frame of the Academy", "Cadre de l’académie", "科学院框架", "title"), **STATED},
    ],
    "agreement_parties": [
        {"agreement_id": f"demo-agr-v-{agreement}", "party_id": who, "role": "party", **STATED}
        for agreement, theirs in (("now", SLUG), ("open", SLUG), ("later", SLUG),
                                  ("above", "demo-org-v-academy"))
        for who in (theirs, "demo-org-v-house")
    ],
    "agreement_periods": [
        {"agreement_id": "demo-agr-v-now", "kind": "term", "from": "2022-03-01",
         "to": "2027-02-28", "duration": "P5Y", "renewal": "tacit", "notice": "P6M", **STATED},
    ],
    "people": [
        person("demo-per-v-zeng", "Hai", "ZENG", "曾海"), person("demo-per-v-old", "Jun", "LI"),
        person("demo-per-v-fr", "Marie", "DURAND"),
    ],
    "roles": [
        role("1", "demo-per-v-zeng", SLUG, "director", **{"from": "2023-01-01"}),
        role("2", "demo-per-v-old", SLUG, "director", **{"from": "2015", "to": "2022"}),
        role("3", "demo-per-v-fr", "demo-act-v-1", "French director", as_of="2025-06-01"),
    ],
    "events": [{"id": "demo-evt-v-1", "date": "2025-06-01", "kind": "workshop", "place": "Wuhan",
                "organisation_ids": SLUG,
                **named("Workshop of Lakes", "Atelier des lacs", "湖泊研讨会", "title"), **STATED}],
    "missions": [{"id": "demo-mis-v-1", "kind": "mission", "people": "3",
                  "sent_by_ids": "demo-unit-v-river", "hosted_by_ids": SLUG, "place": "Wuhan",
                  "territory": "CN", "from": "2026-04-01", "to": "2026-04-04",
                  **named("Mission to the lake", "Mission au lac", "湖泊出访"), **STATED}],
    "works": [
        {"id": f"demo-wrk-v-{number}", "date": year, "discipline": "physics",
         "author_body_ids": f"{SLUG};demo-unit-v-river",
         **named(f"Work {number}", f"Travail {number}", f"成果 {number}", "title"), **STATED}
        for number, year in enumerate(("2023", "2024", "2024", "2025", "2025", "2025"))
    ],
    "alternatives": [
        {"entity_id": "demo-agr-v-now", "field": "date_signed",
         "alternative_value": "2022-03-15", "source_id": "demo-src-v-file"},
    ],
    "agreements_restricted": [
        {"id": "demo-agr-v-secret", "kind": "cooperation agreement", "date_signed": "2024-01-01",
         **named("Hidden zzyzx", "Caché zzyzx", "隐藏 zzyzx", "title"), **STATED},
    ],
    "agreement_parties_restricted": [
        {"agreement_id": "demo-agr-v-secret", "party_id": SLUG, "role": "party", **STATED},
    ],
}  # fmt: skip


STAYS = "https://w3id.org/lien/graph/demo/stays"
STAY = f"""
<{ID}demo-stay-v-1> a lien:DoctoralStay ; skos:prefLabel "Two theses"@en , "Deux thèses"@fr ;
  dcterms:type <{SCHEME}mobility-kind/joint-doctoral-student> ; lien:headcount 2 ;
  lien:homeBody <{ID}{SLUG}> ; lien:hostedBy <{ID}demo-unit-v-river> ;
  lien:start "2025-10"^^xsd:gYearMonth ; lien:startEarliest "2025-10-01"^^xsd:date ;
  lien:startLatest "2025-10-31"^^xsd:date .
<{STAYS}> lien:visibility <{SCHEME}visibility/public> .
"""


def stays() -> list[str]:
    """A table that the demo network does not have."""
    graph = Graph()
    for prefix, space in PREFIXES.items():
        graph.bind(prefix, space)
    heads = "".join(f"PREFIX {prefix}: <{space}>\n" for prefix, space in PREFIXES.items())
    graph.parse(data=heads + STAY, format="turtle")
    return [f"{' '.join(part.n3() for part in triple)} <{STAYS}> ." for triple in graph]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, found = tmp_path_factory.mktemp("visit"), tmp_path_factory.mktemp("v") / "data"
    write(demo.files(ROWS), folder)
    ontology = vocabulary.read()
    known = tables.Known({}, vocabulary.concepts(ontology.triples))
    graphs = [*tables.read(folder, lambda _: known).graphs, ontology]
    change = {str(graph.iri): lines(graph.triples, str(graph.iri)) for graph in graphs}
    change[STAYS] = stays()
    now = datetime(2026, 11, 20, tzinfo=UTC)
    with open_directory(found, create=True) as directory:
        directory.commit(change, actor="test", operation="import", summary={}, now=now)
    return found


@pytest.fixture(scope="module")
def directory(path: Path) -> Iterator[Directory]:
    with open_directory(path) as found:
        yield found


@pytest.fixture(scope="module")
def store(directory: Directory) -> Reader:
    return directory.store.reader(Level.PUBLIC)


@pytest.fixture(scope="module")
def own(path: Path, store: Reader) -> Flask:
    return create_app(Settings.read(data=path), store)


def copy_of(own: Flask, lang: str) -> str:
    answer = own.test_client().get(f"/visit/{SLUG}/copy?on={DAY}&lang={lang}")
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("lang", ["fr", "en", "zh"])
def test_the_two_pages_say_word_for_word_what_is_known(
    own: Flask, store: Reader, lang: str
) -> None:
    text = re.sub(r"<style.*?</style>", "", copy_of(own, lang), flags=re.DOTALL)
    text = re.sub(r"sha256-[^']*", "HASH", text).replace(store.version, "VERSION")
    file = GOLDEN / f"visit-{lang}.html"
    if os.environ.get("WRITE_GOLDEN"):
        file.write_text(text, "utf-8")
    assert text == file.read_text("utf-8")


def test_the_lines_are_those_of_the_tables(store: Reader) -> None:
    """By hand from `ROWS`: notice six months before the last of February, on the last of August.

    What begins in 2027 is left out.
    """
    found = visit(store, SLUG, "en", on=DAY)
    told = {(line.part, line.what, line.label, line.start, line.end) for line in found.lines}
    assert told >= {
        ("agreement", "in-force", "Agreement of Lakes", "2022-03-01", "2027-02-28"),
        ("agreement", "unknown-end", "Letter of Lakes", "2020-06", None),
        ("umbrella", "unknown-end", "Frame of the Academy", "2019-10-01", None),
        ("action", "running", "Water of Lakes", "2022", "2027"),
        ("action", "ended", "Old Waters", "2010", "2014"),
        ("person", "holds", "Hai ZENG", "2023-01-01", None),
        ("person", "over", "Jun LI", "2015", "2022"),
        ("person", "unknown", "Marie DURAND", None, None),
        ("contact", "Mission", "Mission to the lake", "2026-04-01", "2026-04-04"),
        ("contact", "Event", "Workshop of Lakes", "2025-06-01", None),
        ("mobility", "DoctoralStay", "Two theses", "2025-10", None),
    }
    lines_of = {line.label: line for line in found.lines if line.part != "open"}
    assert lines_of["Agreement of Lakes"].due == "2026-08-31"
    assert lines_of["Hai ZENG"].pinyin == "Zēng Hǎi"
    papers = [(row.start, row.number) for row in found.lines if row.part == "papers"]
    assert papers == [("2023", 1.0), ("2024", 2.0), ("2025", 3.0)]
    assert found.later == 1
    assert {line.what for line in found.lines if line.part == "open"} == {
        "contradiction", "unknown-end",
    }  # fmt: skip


def test_the_strongest_chain_from_the_office_is_that_of_the_introductions(
    client: FlaskClient, seed_store: Reader
) -> None:
    """`desk_periods.csv`: the office has stages. To itself it needs nobody."""
    ties = Ties.read(seed_store)
    told = introductions(seed_store, ties, Asked("org-cnrs-bureau-chine", "org-fudan", DAY), "fr")
    hops = [hop for hop in told.hops if hop.chain == 1]
    found = visit(seed_store, "org-fudan", "fr", on=DAY, ties=ties)
    (line,) = [line for line in found.lines if line.part == "introduction"]
    names = {hop.subject: hop.subject_label for hop in hops}
    names |= {hop.object: hop.object_label for hop in hops}
    assert line.others == tuple(names[name] for name in told.chains[0])
    assert str(line.thing).removeprefix(ID) in told.chains[0][1:-1]
    assert line.as_of == ("2024-05-11",), "the visit to E2P2L; the role there lasts"
    assert line.sources
    text = client.get(f"/visit/org-fudan/copy?on={DAY}&lang=fr").text
    assert "Qui peut présenter le bureau" in text
    own = visit(seed_store, "org-cnrs-bureau-chine", "fr", on=DAY, ties=ties)
    assert "introduction" not in {line.part for line in own.lines}


def test_on_an_earlier_day_the_earlier_state_is_told(store: Reader) -> None:
    found = visit(store, SLUG, "en", on=date(2021, 6, 30))
    held = {line.label: line.what for line in found.lines if line.part in ("person", "agreement")}
    assert held == {"Letter of Lakes": "unknown-end", "Jun LI": "holds"}
    assert found.later > 4


def test_a_restricted_agreement_is_there_for_those_who_may_see_it_alone(
    directory: Directory,
) -> None:
    told = {
        level: str(visit(directory.store.reader(level), SLUG, "en", on=DAY).lines)
        for level in Level
    }
    assert [level for level in Level if "zzyzx" in told[level]] == [Level.RESTRICTED]
    assert told[Level.PUBLIC] == told[Level.INTERNAL]


def test_page_command_line_and_python_have_the_same_rows(own: Flask, path: Path) -> None:
    answer = own.test_client().get(f"/visit/{SLUG}?on={DAY}&lang=fr&format=json").get_json()
    options = ["--on", str(DAY), "--lang", "fr", "--data", str(path)]
    printed = CliRunner().invoke(main, ["visit", SLUG, *options, "--format", "json"])
    assert json.loads(printed.output) == answer["rows"]
    with Facts(path) as facts:
        found = facts.visit(SLUG, on=DAY, lang="fr")
    assert [line.label for line in found.lines] == [row["label"] for row in answer["rows"]]
    assert answer["data_version"] == found.version


def test_the_command_writes_the_copy_of_the_page(own: Flask, path: Path, tmp_path: Path) -> None:
    out = tmp_path / "visit.html"
    options = ["--on", "2026-11-23", "--lang", "zh", "--out", str(out), "--data", str(path)]
    done = CliRunner().invoke(main, ["visit", SLUG, *options])
    assert (done.exit_code, done.output) == (0, "")
    assert out.read_text("utf-8") == copy_of(own, "zh")


def test_the_copy_asks_for_nothing(own: Flask) -> None:
    text = copy_of(own, "en")
    assert not re.search(r"<(?:script|link|img|iframe|object|use|base|form)\b", text)
    assert not re.search(r"""(?:src|style|action|srcset)\s*=|@import|url\(""", text)
    assert set(re.findall(r'href="([^"]*)"', text)) == {
        "https://example.org/file", "#visit-source-1"
    }  # fmt: skip
    assert "default-src 'none'" in text


def test_the_pages_of_the_largest_partner_leave_out_what_they_say(client: FlaskClient) -> None:
    """Of every part as many lines as `ROOM` says; the number of the others stands beside it."""
    rows = client.get(f"/visit/org-cas?on={DAY}&lang=en&format=json").get_json()["rows"]
    text = client.get(f"/visit/org-cas?on={DAY}&lang=en", headers={"Accept": "text/html"}).text
    for part in ("agreement", "action", "contact"):
        more = sum(row["part"] == part for row in rows) - ROOM[part]
        assert more > 0
        assert f"{more} more on the page" in text


def test_a_dossier_takes_less_than_two_seconds(seed_store: Reader, app: Flask) -> None:
    with app.test_request_context("/visit?lang=fr"):
        sheet(visit(seed_store, "org-cas", "fr", on=DAY))
        start = process_time()
        sheet(visit(seed_store, "org-cas", "fr", on=DAY))
    assert process_time() - start < 2


@pytest.mark.parametrize("address", ["/visit/nobody", "/visit/per-lu-yongxiang", "/visit/a%00b"])
def test_what_is_no_partner_has_no_dossier(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_partner_is_found_by_any_of_its_names(client: FlaskClient) -> None:
    text = client.get("/visit?partner=中科院&lang=zh", headers={"Accept": "text/html"}).text
    assert "/visit/org-cas?" in text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("曾国藩", "Zēng Guófān"), ("欧阳修", "Ōuyáng Xiū"), ("解缙", "Xiè Jìn"),
        ("尉迟恭", "Yùchí Gōng"), ("张亚平", "Zhāng Yàpíng"), ("Zhang", ""), ("张（虚构）", ""),
    ],
)  # fmt: skip
def test_a_surname_is_said_as_a_surname(name: str, said: str) -> None:
    assert pinyin.of_person(name) == said
