"""What changed in an answer: one planted change is one entry, a quiet run is none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from rdflib.namespace import SKOS

from lien.errors import UnknownQuestion
from lien.mediation.answer_changes import answer_changes
from lien.store import Level, open_directory
from lien.terms import GRAPH, ID, LIEN, SCHEME

A = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
START = datetime(2026, 3, 1, tzinfo=UTC)
SINCE = START - timedelta(1)
TEXTS = {"on": "2026-06-30", "lang": "en"}


def facts(name: str, *agreements: tuple[str, str], level: str = "public") -> dict[str, list[str]]:
    """A graph of agreements that started on 1 January 2020, each with its last day."""
    iri = GRAPH[name]
    lines = [f"<{iri}> <{LIEN.visibility}> <{SCHEME[f'visibility/{level}']}>"]
    for slug, end in agreements:
        lines += [
            f"<{ID[slug]}> <{A}> <{LIEN.Agreement}>",
            f'<{ID[slug]}> <{SKOS.prefLabel}> "{slug}"',
        ]
        for date, day in (("start", "2020-01-01"), ("end", end)):
            literal = f'"{day}"^^<http://www.w3.org/2001/XMLSchema#date>'
            lines += [
                f"<{ID[slug]}> <{LIEN[date + part]}> {literal}"
                for part in ("", "Earliest", "Latest")
            ]
    return {str(iri): [f"{line} <{iri}> ." for line in lines]}


def told(path, level=Level.PUBLIC, since=SINCE, texts=TEXTS):
    return [
        (one.time[:10], one.what, one.things, one.details)
        for one in answer_changes(path, level, "in_force", texts, since)
    ]


@pytest.fixture
def path(tmp_path):
    """Five days: two agreements, one more, another end, nothing new, one fewer; one is hidden."""
    days = [
        facts("a", ("x", "2030-12-31"), ("y", "2030-12-31")),
        facts("a", ("x", "2030-12-31"), ("y", "2030-12-31"), ("z", "2031-12-31")),
        facts("a", ("x", "2030-12-31"), ("y", "2028-12-31"), ("z", "2031-12-31")),
        facts("b", ("secret", "2030-12-31"), level="restricted"),
        facts("a", ("y", "2028-12-31"), ("z", "2031-12-31")),
    ]
    with open_directory(tmp_path / "data", create=True) as directory:
        for number, change in enumerate(days):
            directory.commit(
                change, actor="t", operation="set", summary={}, now=START + timedelta(number)
            )
    return tmp_path / "data"


def test_one_planted_change_is_one_entry_and_the_newest_comes_first(path):
    found = told(path)
    assert [row[:3] for row in found] == [
        ("2026-03-05", "vanished", ("x",)),
        ("2026-03-03", "changed", ("y",)),
        ("2026-03-02", "appeared", ("z",)),
    ]
    assert found[1][3] == ("end: 2030-12-31 → 2028-12-31",)
    assert "status: in-force" in found[2][3]


def test_a_quiet_run_says_nothing_and_the_same_run_says_the_same(path):
    assert told(path, since=START + timedelta(10)) == []
    first = answer_changes(path, Level.PUBLIC, "in_force", TEXTS, SINCE)
    assert first == answer_changes(path, Level.PUBLIC, "in_force", TEXTS, SINCE)
    assert len({one.id for one in first}) == len(first) == 3
    assert told(path, texts={"on": "2019", "standing": "in-force"}) == []


def test_a_feed_shows_what_its_reader_sees(path):
    """The hidden entry is a moment for those alone who may see it."""
    assert "secret" not in str(told(path))
    assert told(path, Level.INTERNAL) == told(path)
    assert ("2026-03-04", "appeared", ("secret",)) in [
        row[:3] for row in told(path, Level.RESTRICTED)
    ]


def test_what_is_hidden_later_was_never_there_and_what_is_gone_has_vanished(path):
    """A graph comes and is hidden; another one is emptied."""
    now = {"actor": "t", "operation": "set", "summary": {}, "now": START + timedelta(9)}
    with open_directory(path) as directory:
        directory.commit(facts("c", ("later", "2030-12-31")), **now)
        assert ("2026-03-10", "appeared", ("later",)) in [row[:3] for row in told(path)]
        directory.commit(facts("c", ("later", "2030-12-31"), level="internal"), **now)
        assert "later" not in str(told(path))
        assert "later" in str(told(path, Level.INTERNAL))
        directory.commit({str(GRAPH["a"]): []} | facts("d", ("d", "2030-12-31")), **now)
    assert {row[1:3] for row in told(path) if row[0] == "2026-03-10"} == {
        ("appeared", ("d",)),
        ("vanished", ("y",)),
        ("vanished", ("z",)),
    }


def test_the_window_begins_with_the_state_of_its_first_moment(path):
    since = START + timedelta(1, hours=1)
    assert [row[1] for row in told(path, since=since)] == ["vanished", "changed"]


def test_a_thing_that_is_not_there_has_no_rows_and_a_wrong_question_is_refused(path):
    texts = {"thing": "z", "lang": "en"}
    found = answer_changes(path, Level.PUBLIC, "describe", texts, SINCE)
    assert {one.what for one in found} == {"appeared"}
    assert {one.time[:10] for one in found} == {"2026-03-02"}
    with pytest.raises(UnknownQuestion):
        answer_changes(path, Level.PUBLIC, "nothing", {}, SINCE)
