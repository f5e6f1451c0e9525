"""What changed between two days: the two steps are the whole difference, recomputed from lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from itertools import combinations_with_replacement
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.web.asking import answered

from lien import demo
from lien.cli import main
from lien.mediation.changes import changes
from lien.store import Directory, Journal, Level, Patch, open_directory
from lien.terms import ID, thing

LIEN, RDF = "https://w3id.org/lien/ns#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
LEVELS = "https://w3id.org/lien/scheme/visibility/"
LINE = re.compile(r"<(\S+)> <(\S+)> (.+) <(\S+)> \.")
DATES = ("start", "signedOn", "publishedOn")


def lines(graph: str, *statements: tuple[str, str, str]) -> tuple[str, ...]:
    """N-Quads; a name without colon is a thing, `a` is the type, a date has its two days."""
    found = []
    for subject, link, value in statements:
        head = f"<{ID}{subject}>"
        if link == "a":
            found.append(f"{head} <{RDF}type> <{LIEN}{value}> <{graph}> .")
        elif link in ("start", "end", "signedOn"):
            day = "2021-06-15" if value == "2021-06" else value
            found += [
                f'{head} <{LIEN}{link}> "{value}" <{graph}> .',
                f'{head} <{LIEN}{link}Earliest> "{day}"^^<{XSD}date> <{graph}> .',
                f'{head} <{LIEN}{link}Latest> "{day}"^^<{XSD}date> <{graph}> .',
            ]
        elif link in ("subject", "predicate", "object"):
            node = LIEN + value if link == "predicate" else ID + value
            found.append(f"{head} <{RDF}{link}> <{node}> <{graph}> .")
        else:
            found.append(f'{head} <{LIEN}{link}> "{value}" <{graph}> .')
    return tuple(found)


def level(graph: str, name: str) -> tuple[str, ...]:
    return (f"<{graph}> <{LIEN}visibility> <{LEVELS}{name}> <{graph}> .",)


OPEN, SHUT = "https://w3id.org/lien/graph/t/open", "https://w3id.org/lien/graph/t/shut"
FIRST = lines(
    OPEN,
    ("act-a", "a", "StructuringAction"), ("act-a", "start", "2010-01-01"),
    ("act-a", "statusText", "running"),
    ("act-a.org-o.1", "a", "Participation"), ("act-a.org-o.1", "subject", "act-a"),
    ("act-a.org-o.1", "predicate", "partner"), ("act-a.org-o.1", "object", "org-o"),
    ("act-a.org-o.1", "start", "2010-01-01"), ("org-o", "a", "Body"),
    ("agr-r", "a", "Agreement"), ("agr-r", "signedOn", "2015-02-03"),
    ("agr-r", "end", "2019-12-31"),
    ("evt-wrong", "a", "Event"), ("evt-wrong", "start", "2019-05-05"),
)  # fmt: skip
CORRECTED = lines(OPEN, ("agr-r", "end", "2021-12-31"), ("act-a", "statusText", "ended"))
LATER = lines(
    OPEN,
    ("evt-old", "a", "Event"), ("evt-old", "start", "2012-04-04"),
    ("evt-new", "a", "Event"), ("evt-new", "start", "2021-06-15"),
    ("act-a", "end", "2021-09-30"),
    ("act-a.org-p.1", "a", "Participation"), ("act-a.org-p.1", "subject", "act-a"),
    ("act-a.org-p.1", "predicate", "partner"), ("act-a.org-p.1", "object", "org-p"),
    ("act-a.org-p.1", "start", "2020-05-01"), ("org-p", "a", "Body"),
    ("org-p", "start", "2000-01-01"),
)  # fmt: skip
HIDDEN = lines(SHUT, ("evt-hidden", "a", "Event"), ("evt-hidden", "start", "2020-02-02"))
ENTRIES = (
    (date(2020, 1, 10), Patch(tuple(sorted(FIRST + level(OPEN, "public"))))),
    (
        date(2022, 3, 1),
        Patch(
            tuple(sorted(CORRECTED + LATER + HIDDEN + level(SHUT, "restricted"))),
            tuple(
                sorted(
                    line
                    for line in FIRST
                    if "evt-wrong" in line or "2019-12-31" in line or "running" in line
                )
            ),
        ),
    ),
    (
        date(2024, 2, 2),
        Patch(lines(OPEN, ("evt-late", "a", "Event"), ("evt-late", "start", "2023-11-11"))),
    ),
)
DAYS = (
    date(2019, 1, 1), date(2020, 1, 9), date(2020, 1, 10), date(2021, 6, 15), date(2021, 12, 31),
    date(2022, 3, 1), date(2023, 1, 1), date(2024, 2, 2), date(2026, 1, 1),
)  # fmt: skip


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Directory]:
    path = tmp_path_factory.mktemp("changes") / "data"
    with open_directory(path, create=True) as found:
        for day, patch in ENTRIES:
            now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
            found.commit(patch, actor="test", operation="edit", summary={}, now=now)
        yield found


State = dict[str, tuple[str, ...]]


def known(directory: Directory, day: date, graphs: set[str]) -> dict[str, dict[str, set[str]]]:
    """Subject to property to values, read line by line from the journal."""
    held: set[str] = set()
    for entry in directory.journal.entries():
        if entry.time[:10] <= str(day):
            held = held.difference(entry.patch.removed).union(entry.patch.added)
    found: dict[str, dict[str, set[str]]] = {}
    for line in held:
        subject, link, value, graph = LINE.fullmatch(line).groups()  # type: ignore[union-attr]
        if graph in graphs:
            text = value.split("^^")[0].strip('"<>')
            found.setdefault(subject, {}).setdefault(link, set()).add(text)
    return found


def standing(told: dict[str, set[str]], day: date) -> str:
    first = [v for name in DATES for v in told.get(f"{LIEN}{name}Earliest", ())]
    last = told.get(f"{LIEN}endLatest", set())
    if first and str(day) < min(first):
        return "not-yet"
    return "over" if last and str(day) > max(last) else "there"


def items(told: dict[str, dict[str, set[str]]], day: date) -> dict[str, str]:
    """Things and links, each with how it stands on the day."""
    return {
        subject: standing(links, day)
        for subject, links in told.items()
        if links.get(f"{RDF}type", set()) - {f"{LIEN}Record"} and subject.startswith(str(ID))
    }


@pytest.mark.parametrize(("begin", "end"), [*combinations_with_replacement(DAYS, 2)])
def test_the_rows_are_those_of_a_comparison_line_by_line(
    directory: Directory, begin: date, end: date
) -> None:
    found = changes(
        directory.store.reader(Level.PUBLIC), directory.journal, "en", begin=begin, end=end
    )
    then, now = known(directory, begin, {OPEN}), known(directory, end, {OPEN})
    old, same_day, new = items(then, begin), items(now, begin), items(now, end)
    agreements = {s for s in now if f"{LIEN}Agreement" in now[s].get(f"{RDF}type", ())}
    words = {("not-yet", "there"): "begins", ("there", "over"): "ends",
             ("not-yet", "over"): "begins-and-ends"}  # fmt: skip
    happened = {
        (subject, what)
        for subject in new
        if subject not in agreements
        and (what := words.get((same_day[subject], new[subject])))
        and not (f"{LIEN}Event" in now[subject][f"{RDF}type"] and what == "ends")
    }
    assert {
        (str(row.node or row.thing), row.what)
        for row in found.rows
        if row.clock == "happened" and row.what != "status"
    } == happened
    was = {s for s in old if old[s] != "not-yet"}
    is_ = {s for s in same_day if same_day[s] != "not-yet"}
    rows = [row for row in found.rows if row.clock == "learnt"]
    for what, expected in (("new", is_ - was), ("gone", was - is_)):
        assert {
            str(row.node or row.thing)
            for row in rows
            if row.what == what and (row.property is None or row.node is not None)
        } == expected
    corrected = {
        (subject, link, min(then[subject][link]), min(now[subject][link]))
        for subject in was & is_
        for link in then[subject].keys() & now[subject].keys()
        if then[subject][link] != now[subject][link] and not link.endswith(("Earliest", "Latest"))
    }
    assert {
        (str(row.thing), str(row.property), row.before, row.after)
        for row in rows
        if row.what == "corrected"
    } == corrected
    assert not any("hidden" in str(row) for row in found.rows)


def test_a_corrected_end_changes_what_was_believed_and_what_happened(directory: Directory) -> None:
    """By hand: believed to have ended in 2019, it had gone on to the end of 2021."""
    store, journal = directory.store.reader(Level.PUBLIC), directory.journal
    found = changes(store, journal, "en", begin=date(2020, 6, 1), end=date(2023, 1, 1))
    rows = {
        (row.clock, row.what, row.before, row.after)
        for row in found.rows
        if row.thing == thing("agr-r")
    }
    assert rows == {
        ("happened", "status", "in-force", "ended"),
        ("learnt", "corrected", "2019-12-31", "2021-12-31"),
        ("learnt", "status", "ended", "in-force"),
    }
    assert {row.learnt for row in found.rows if row.clock == "learnt"} == {"2022-03-01"}
    assert found.since == "2020-01-10"


@pytest.mark.parametrize(("seen", "expected"), [(Level.PUBLIC, 0), (Level.RESTRICTED, 1)])
def test_only_who_may_see_a_graph_learns_of_what_it_holds(
    directory: Directory, seen: Level, expected: int
) -> None:
    begin, end = date(2021, 1, 1), date(2023, 1, 1)
    found = changes(directory.store.reader(seen), directory.journal, "en", begin=begin, end=end)
    assert sum("evt-hidden" in row.thing for row in found.rows) == expected


def test_the_planted_changes_of_the_demo_network_are_found_and_no_other(
    demo_directory: Directory,
) -> None:
    """M7, precision and recall 1: every row about the institute of changes is a planted one."""
    store = demo_directory.store.reader(Level.PUBLIC)
    found = changes(
        store, demo_directory.journal, "en", begin=demo.FIRST, end=demo.DAY,
        about=thing("demo-org-m7"),
    )  # fmt: skip
    rows = [
        (
            str(row.node or row.thing).removeprefix(str(ID)),
            row.clock,
            row.after if row.what == "corrected" else row.given,
            row.before if row.what == "corrected" else "",
        )
        for row in found.rows
    ]
    assert sorted(rows) == sorted((c.thing, c.kind, c.dated, c.was) for c in demo.truths().changes)


def test_page_and_command_line_have_the_same_rows(demo_path: Path) -> None:
    from lien.settings import Settings  # noqa: PLC0415
    from lien_webapp.factory import create_app  # noqa: PLC0415

    with open_directory(demo_path) as opened:
        app = create_app(Settings.read(data=demo_path), opened.store.reader(Level.PUBLIC))
        address = f"/changes?from={demo.FIRST}&to={demo.DAY}&about=demo-org-m7&lang=fr"
        client = app.test_client()
        rows = answered(client, f"{address}&format=json").get_json()["rows"]
        text = answered(client, f"{address}&clock=learnt").text
    asked = ["changes", "--from", str(demo.FIRST), "--to", str(demo.DAY), "--about", "demo-org-m7"]
    options = ["--lang", "fr", "--format", "json", "--data", str(demo_path)]
    assert json.loads(CliRunner().invoke(main, [*asked, *options]).output) == rows
    assert len(rows) == 6
    assert "Atelier oublié" in text
    assert "2024 → 31 décembre 2025" in text


def test_without_a_journal_nothing_was_learnt(demo_directory: Directory, demo_path: Path) -> None:
    store = demo_directory.store.reader(Level.PUBLIC)
    alone = changes(store, None, "en", begin=demo.FIRST, end=demo.DAY)
    with closing(Journal(demo_path / "journal.sqlite")) as journal:
        whole = changes(store, journal, "en", begin=demo.FIRST, end=demo.DAY)
    assert alone.rows == [row for row in whole.rows if row.clock == "happened"]
