"""Search on the reference facts: order, reasons, facets, and indexes that follow the data."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from lien import resources
from lien.cli import main
from lien.errors import UnknownQuestion
from lien.search import FACETS, Found, Index, Indexes, find
from lien.search.index import build, load, save
from lien.search.reading import contents
from lien.search.words import words
from lien.settings import Settings
from lien.store import Directory, Level, Patch, Reader, open_directory
from lien.terms import ID, LIEN, fold, slug
from lien_webapp.factory import create_app

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture(scope="module")
def facts(seed_store: Reader) -> Index:
    return Indexes(None).of(seed_store)


def found(index: Index, text: str, lang: str = "en", **filters: list[str]) -> Found:
    return find(index, text, lang, filters=filters)


def slugs(answer: Found) -> list[str]:
    return [slug(hit.thing) for hit in answer.hits]


@pytest.mark.parametrize("lang", ["fr", "en", "zh"])
def test_the_academy_is_found_first_in_three_languages(facts: Index, lang: str) -> None:
    texts = (
        "中国科学院", "中國科學院", "中科院", "科学院", "CAS", "ＣＡＳ", "ACADEMIE  Chine",
        "académie des sciences de chine", "zhong guo ke xue yuan", "Zhōngguó Kēxuéyuàn",
    )  # fmt: skip
    assert {text: slugs(found(facts, text, lang))[0] for text in texts} == dict.fromkeys(
        texts, "org-cas"
    )


def test_every_word_must_be_in_some_text_of_the_thing_if_anything_has_them_all(
    facts: Index,
) -> None:
    triangle = found(facts, "politique UMR 5206")  # units.csv: its name, its code
    assert slugs(triangle) == ["unit-triangle"]
    assert [hit.why for hit in triangle.hits] == ["several names"]
    partly = found(facts, "CAS umbrella")
    assert partly.missing == ["umbrella"]
    assert {hit.why for hit in partly.hits} == {"some words"}
    assert slugs(found(facts, "… !")) == []


@pytest.mark.parametrize(
    ("text", "expected", "why", "matched", "since", "until"),
    [  # names.csv, kinds.csv, organisations.csv, people.csv
        ("中科院", "org-cas", "other name", "中科院", "", ""),
        ("zhongguokexueyuan", "org-cas", "pinyin", "中国科学院", "", ""),
        ("https://ror.org/034t30j35", "org-cas", "register", "034t30j35", "", ""),
        ("UMI 3464", "act-e2p2l", "code", "UMI 3464", "2011", ""),
        (
            "sino-french laboratory in computer science, automation and applied mathematics",
            "act-liama",
            "former name",
            "Sino-French Laboratory in Computer Science, Automation and Applied Mathematics",
            "",
            "",
        ),
        ("Nedelec", "per-patrick-nedellec", "spelling", "Patrick NÉDELLEC", "", ""),
        ("E2P2L", "act-e2p2l", "acronym", "E2P2L", "", ""),
    ],
)
def test_a_hit_says_by_what_it_was_found(
    facts: Index, text: str, expected: str, why: str, matched: str, since: str, until: str
) -> None:
    first = found(facts, text).hits[0]
    assert slug(first.thing) == expected
    assert (first.why, first.matched, first.since, first.until) == (why, matched, since, until)


def test_whole_names_come_before_beginnings_and_those_before_words(facts: Index) -> None:
    names = [hit.matched for hit in found(facts, "institut de physique", "fr").hits]
    assert names[0] == "Institut de physique"
    begin = [name.startswith("Institut de physique") for name in names]
    assert begin == sorted(begin, reverse=True)
    assert sum(begin) < len(begin)


def test_hits_are_the_same_in_parts_and_in_every_run(facts: Index, seed_store: Reader) -> None:
    hits = found(facts, "laboratoire", "fr").hits
    again = found(Indexes(None).of(seed_store), "laboratoire", "fr").hits
    assert [*hits[:7], *hits[7:]] == list(again) == list(hits)


def test_words_are_those_of_the_folded_text(facts: Index) -> None:
    for text in (*facts.key_text, "Œuvre œ ﬁ ½ ＡＢ 中国, 中國 ²", "a_b", "Straße ı İ"):
        assert words(fold(text)) == words(text), text


def test_facets_count_what_is_found_and_choosing_gives_what_they_say(facts: Index) -> None:
    answer = found(facts, "laboratoire")
    classes = Counter(hit.klass for hit in answer.hits)
    assert {row.value: row.count for row in answer.facets["class"]} == classes
    assert tuple(answer.facets) == FACETS
    for facet, rows in answer.facets.items():
        for row in rows:
            assert len(found(facts, "laboratoire", **{facet: [row.value]}).hits) == row.count
    one, other = (row.value for row in answer.facets["country"][:2])
    both = found(facts, "laboratoire", country=[one, other], status=["open"])
    assert set(slugs(both)) == {
        thing
        for country in (one, other)
        for thing in slugs(found(facts, "laboratoire", country=[country], status=["open"]))
    }
    counts = [row.count for row in found(facts, "laboratoire", country=[one]).facets["country"]]
    assert counts == [row.count for row in answer.facets["country"]]
    everything = found(facts, "", **{"class": ["StructuringAction"], "institute": ["org-cnrs-inc"]})
    with (resources.folder("seed") / "actions.csv").open(encoding="utf-8", newline="") as file:
        rows_ = [row["id"] for row in csv.DictReader(file) if row["institute_id"] == "org-cnrs-inc"]
    assert sorted(slugs(everything)) == sorted(rows_)


def test_an_unknown_facet_or_language_is_refused_and_an_unknown_value_finds_nothing(
    facts: Index,
) -> None:
    with pytest.raises(UnknownQuestion):
        found(facts, "CAS", colour=["red"])
    with pytest.raises(UnknownQuestion):
        found(facts, "CAS", "de")
    assert slugs(found(facts, "CAS", country=["territory/atlantis"])) == []


def test_what_nothing_bears_is_answered_with_the_nearest_words(facts: Index) -> None:
    answer = found(facts, "catalyzizz")
    assert (len(answer.hits), answer.words, answer.missing) == (0, ["catalyzizz"], ["catalyzizz"])
    assert "catalysis" in answer.nearest


def test_without_things_nothing_is_found() -> None:
    nothing = build(contents({}, {}), "x")
    assert [len(find(nothing, text, "fr").hits) for text in ("", "CAS", "中国")] == [0, 0, 0]


def test_an_index_comes_back_from_its_file(facts: Index, tmp_path: Path) -> None:
    save(facts, tmp_path / "index.npz")
    again = load(tmp_path / "index.npz")
    for text in ("CAS", "laboratoire", "科学", "univercity"):
        assert list(find(again, text, "zh").hits) == list(find(facts, text, "zh").hits)
    assert [path.name for path in tmp_path.iterdir()] == ["index.npz"]


def test_an_index_follows_the_data_and_its_file_is_shared(seed_path: Path, tmp_path: Path) -> None:
    copytree(seed_path, tmp_path / "data")
    with open_directory(tmp_path / "data") as directory:
        one, other, alone = (Indexes(path) for path in (directory.path, directory.path, None))
        store = directory.store.reader(Level.PUBLIC)
        before = one.of(store)
        assert one.of(store) is before
        (file,) = (directory.path / "search").iterdir()
        stamp = file.stat().st_mtime_ns
        assert other.of(store).version == before.version
        assert file.stat().st_mtime_ns == stamp
        file.write_bytes(b"damaged")
        assert Indexes(directory.path).of(store).version == before.version
        stamp = file.stat().st_mtime_ns
        assert _commit(directory, "Zxqweria, https://example.org/a") == "org-new"
        for indexes in (one, other, alone):
            index = indexes.of(directory.store.reader(Level.PUBLIC))
            assert slugs(found(index, "Zxqweria")) == ["org-new"]
        (left,) = (directory.path / "search").iterdir()
        assert (left, left.stat().st_mtime_ns) == (file, stamp)  # one thing is not worth a file
        anew = Indexes(directory.path).of(directory.store.reader(Level.PUBLIC))  # as a new process
        assert slugs(found(anew, "Zxqweria")) == ["org-new"]


def _commit(directory: Directory, name: str) -> str:
    graph = "https://w3id.org/lien/graph/seed/organisations"
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    label = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    added = (
        f"<{ID['org-new']}> {kind} <{LIEN.Body}> <{graph}> .",
        f'<{ID["org-new"]}> {label} "{name}" <{graph}> .',
    )
    directory.commit(Patch(added=added), actor="test", operation="edit", summary={}, now=NOW)
    return "org-new"


def test_a_folder_that_cannot_be_written_does_no_harm(seed_store: Reader, tmp_path: Path) -> None:
    (tmp_path / "search").write_text("a file where the folder should be")
    assert len(Indexes(tmp_path).of(seed_store).thing) > 900


@pytest.mark.parametrize("lang", ["fr", "zh"])
def test_a_search_has_the_same_rows_on_every_face(
    seed_store: Reader, seed_path: Path, facts: Index, lang: str, tmp_path: Path
) -> None:
    copytree(seed_path, tmp_path / "data")
    client: FlaskClient = create_app(Settings(), seed_store).test_client()
    here = "country=territory/cn"
    rows = [asdict(hit) for hit in found(facts, "CAS", lang, country=["territory/cn"]).hits]
    assert len(rows) > 3
    address = f"/search?q=CAS&{here}&lang={lang}&format="
    assert client.get(f"{address}json").get_json()["rows"] == rows
    assert client.get(f"{address}json").get_json()["count"] == len(rows)
    as_csv = list(csv.DictReader(io.StringIO(client.get(f"{address}csv").text)))
    assert [row["thing"] for row in as_csv] == [row["thing"] for row in rows]
    command = ["search", "CAS", "--only", here, "--lang", lang, "--data", str(tmp_path / "data")]
    printed = CliRunner().invoke(main, [*command, "--format", "json"])
    assert json.loads(printed.output) == rows
