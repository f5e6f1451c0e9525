"""Gaps and the agreements watch as pages, data and feeds, on the demo network."""

from __future__ import annotations

import csv
import io
import json
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from icalendar import Calendar

from lien import demo
from lien.analyst import Facts
from lien.cli import main
from lien.settings import Settings
from lien.store import Patch, open_directory
from lien_webapp.factory import create_app

ATOM = "{http://www.w3.org/2005/Atom}"
DAY = demo.DAY.isoformat()
WORKS = f"/gaps?on={DAY}&until=2025&least=10&lang=en"
SLEEP = f"/gaps?way=agreements&on={DAY}&lang=en"
WATCH = f"/agreements/watch?on={DAY}&months=6&lang=en"


@pytest.fixture(scope="module")
def copied(demo_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demo network that a test may write to."""
    return Path(shutil.copytree(demo_path, tmp_path_factory.mktemp("gaps") / "data"))


@pytest.fixture
def pages(demo_path: Path, demo_store) -> FlaskClient:
    return create_app(Settings(data=demo_path), demo_store).test_client()


def rows(answer) -> list[dict]:
    return json.loads(answer.text)["rows"]


def cells(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def told(*words: str, path: Path) -> list[dict]:
    result = CliRunner().invoke(main, [*words, "--format", "json", "--data", str(path)])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def plain(found: list) -> list[dict]:
    """Rows as JSON has them."""
    fields = found[0].__slots__
    return json.loads(json.dumps([{key: getattr(row, key) for key in fields} for row in found]))


def test_page_data_command_line_and_python_give_the_same_rows(pages, demo_path):
    with Facts(demo_path) as facts:
        expected = {
            WORKS: plain(facts.gaps(demo.DAY, until=2025, least=10).rows),
            SLEEP: plain(facts.sleepers(demo.DAY).rows),
            WATCH: plain(facts.watch(demo.DAY, months=6).rows),
        }
    commands = {
        WORKS: ("gaps", "--on", DAY, "--until", "2025", "--least", "10"),
        SLEEP: ("gaps", "agreements", "--on", DAY),
        WATCH: ("watch", "--on", DAY, "--months", "6"),
    }
    for address, wanted in expected.items():
        assert len(wanted) >= 5
        assert rows(pages.get(f"{address}&format=json")) == wanted
        assert told(*commands[address], path=demo_path) == wanted
        table = cells(pages.get(f"{address}&format=csv").text)
        assert [list(row) for row in table] == [list(row) for row in wanted]
        html = pages.get(address).text
        for row in wanted:
            slug = row.get("agreement") or row["first"]
            assert f'href="/id/{slug}?lang=en"' in html


def test_an_answer_says_its_day_its_parameters_and_what_it_rests_on(pages):
    answer = json.loads(pages.get(f"{WORKS}&counting=fractional&format=json").text)
    assert answer["asked"]["on"] == DAY
    assert answer["asked"]["counting"] == "fractional"
    assert (answer["asked"]["first_year"], answer["asked"]["last_year"]) == (2021, 2025)
    assert answer["data_version"]
    assert answer["coverage"]["works"] > 200
    html = pages.get(WORKS).text
    assert html.count("umbrella only") == len(demo.truths().umbrella_only)
    assert "/questions/joint_works?first=" in html
    assert "/questions/uncovered?" in html
    quiet = pages.get(SLEEP).text
    assert "cannot tell" in quiet
    assert "doctoral stays" in quiet


@pytest.mark.parametrize("wrong", ["way=x", "counting=half", "years=0", "least=0", "least=x",
                                   "floor=0", "years=x", "on=yesterday", "until=-1"])  # fmt: skip
def test_what_cannot_be_read_is_refused(pages, wrong):
    assert pages.get(f"/gaps?{wrong}").status_code == 400


def test_the_calendar_and_the_feed_hold_the_rows_of_the_page(pages):
    """As an iCalendar parser and an XML parser read them, by the rules of RFC 4287."""
    watched = demo.truths().watched
    calendar = Calendar.from_ical(pages.get(WATCH.replace("watch?", "watch.ics?")).data)
    events = calendar.walk("VEVENT")
    assert [event.decoded("DTSTART") for event in events] == [row.on for row in watched]
    assert [str(event["URL"]).rpartition("/")[2] for event in events] == [
        row.agreement for row in watched
    ]
    answer = pages.get(WATCH.replace("watch?", "watch.atom?"))
    assert answer.mimetype == "application/atom+xml"
    entries = valid(answer.data)
    assert [entry.findtext(f"{ATOM}id").split("/")[-3] for entry in entries] == [
        row.agreement for row in watched
    ]
    assert "Last day for notice: 9 February 2027" in entries[2].findtext(f"{ATOM}summary")
    assert valid(pages.get("/agreements/watch.atom?on=1900&months=1").data) == []


def valid(body: bytes) -> list[ElementTree.Element]:
    """The entries of a feed that has what RFC 4287 asks for."""
    feed = ElementTree.fromstring(body)  # noqa: S314  our own bytes
    entries = feed.findall(f"{ATOM}entry")
    assert feed.tag == f"{ATOM}feed"
    assert feed.find(f"{ATOM}author/{ATOM}name").text
    assert {link.get("rel") for link in feed.findall(f"{ATOM}link")} == {"self", "alternate"}
    for part in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert len(part.findall(f"{ATOM}{name}")) == 1
            assert part.findtext(f"{ATOM}{name}")
        datetime.fromisoformat(part.findtext(f"{ATOM}updated"))
        assert part.findtext(f"{ATOM}id").startswith("tag:w3id.org,2026:lien/")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    return entries


def test_one_planted_change_is_one_entry_of_a_question_s_feed(copied):
    """An agreement gets another end; then the same facts are written again."""
    feed = f"/questions/in_force/feed.atom?on={DAY}&after=2026-12-02&lang=en"
    gone = '"2030-12-31"^^<http://www.w3.org/2001/XMLSchema#date>'
    subject = "<https://w3id.org/lien/id/demo-agr-lattice-i08>"
    with open_directory(copied) as directory:
        client = create_app(Settings(data=copied), directory.store.reader).test_client()
        assert valid(client.get(feed).data) == []
        now = datetime.combine(date(2026, 12, 3), datetime.min.time(), UTC)
        lines = [
            line
            for line in directory.lines(directory.store.counts())
            if line.startswith(f"{subject} <https://w3id.org/lien/ns#end") and gone in line
        ]
        assert len(lines) == 3
        patch = Patch(tuple(line.replace("2030", "2029") for line in lines), tuple(lines))
        how = {"actor": "t", "operation": "set", "summary": {}}
        assert directory.commit(patch, now=now, **how)
        entries = valid(client.get(feed).data)
        assert len(entries) == 1
        assert entries[0].findtext(f"{ATOM}summary") == "end: 2030-12-31 → 2029-12-31"
        assert entries[0].find(f"{ATOM}category").get("term") == "changed"
        assert not directory.commit(patch, now=now + timedelta(1), **how)
        assert valid(client.get(feed).data)[0].findtext(f"{ATOM}id") == (
            entries[0].findtext(f"{ATOM}id")
        )
        data = rows(client.get(f"{feed}&format=json"))
        assert data == told(
            "watch", "in_force", f"on={DAY}", "--after", "2026-12-02", path=copied
        )  # fmt: skip


def test_the_feed_of_a_wrong_question_is_refused(pages):
    assert pages.get("/questions/nothing/feed.atom").status_code == 404
    assert pages.get("/questions/in_force/feed.atom").status_code == 400
    assert pages.get("/questions/in_force/feed.atom?on=2020&of=x").status_code == 400
    assert pages.get("/questions/in_force/feed.atom?on=2020&after=x").status_code == 400


def test_a_long_journal_is_not_replayed_for_a_page(demo_path, demo_store):
    client = create_app(Settings(data=demo_path, feed_lines=10), demo_store).test_client()
    answer = client.get("/questions/in_force/feed.atom?on=2020")
    assert (answer.status_code, answer.headers["Lien-Limit"]) == (422, "feed_lines=10")
