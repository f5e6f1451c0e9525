"""M1-M10 and S1-S10 on the demo network: Python, HTTP and the command line give the same rows.

And the acceptance of those that no other test of this folder holds: M5, S4, S5, S6, S7, S9, S10.
"""

from __future__ import annotations

import csv
import json
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from rdflib import URIRef

from lien import demo, query
from lien.analysis.recording import Run, record
from lien.analyst import Facts
from lien.cli import main
from lien.dates import PartialDate
from lien.projection.keeping import Networks
from lien.settings import Settings
from lien.store import Directory, Level, open_directory
from lien.terms import GRAPH, ID, LIEN, SCHEME, expand, local, slug
from lien_webapp.factory import create_app

TRUTHS, DAY = demo.truths(), demo.DAY
CHAIN, THREAD = TRUTHS.introductions[0], TRUTHS.single_threads[0]
HOLDER, (ABOUT, FIELD, VALUES) = TRUTHS.holders[0].body, TRUTHS.contradiction
WINDOW = {"since": str(demo.WINDOW[0]), "until": str(demo.WINDOW[1]), "home": "fr"}
COMPETENCY = Path(__file__).parents[2] / "ontology" / "competency"
NOW = datetime(2026, 12, 2, tzinfo=UTC)
Asked = Callable[[Facts], Sequence[Any]]


def on(address: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}on={DAY}"


ANALYSES: dict[str, tuple[Asked, str, str]] = {
    "M1": (
        lambda f: f.watch(DAY, months=demo.MONTHS).rows,
        on(f"/agreements/watch?months={demo.MONTHS}"),
        f"watch --months {demo.MONTHS} --on {DAY}",
    ),
    "M2": (
        lambda f: f.gaps(DAY, until=2025, least=demo.STRONG).rows,
        on(f"/gaps?until=2025&least={demo.STRONG}"),
        f"gaps --until 2025 --least {demo.STRONG} --on {DAY}",
    ),
    "M2 rolled up": (
        lambda f: f.gaps(DAY, until=2025, least=3.5, counting="fractional", roll_up=True).rows,
        on("/gaps?until=2025&least=3.5&counting=fractional&roll_up=1"),
        f"gaps --until 2025 --least 3.5 --counting fractional --roll-up --on {DAY}",
    ),
    "M3": (
        lambda f: f.sleepers(DAY, years=demo.QUIET_YEARS).rows,
        on(f"/gaps?way=agreements&years={demo.QUIET_YEARS}"),
        f"gaps agreements --years {demo.QUIET_YEARS} --on {DAY}",
    ),
    "M4": (
        lambda f: f.introductions(CHAIN.start, CHAIN.end, on=DAY).hops,
        on(f"/introductions?from={CHAIN.start}&to={CHAIN.end}"),
        f"introduce {CHAIN.start} {CHAIN.end} --on {DAY}",
    ),
    "M5": (
        lambda f: f.visit("demo-org-aiv", on=DAY).lines,
        on("/visit/demo-org-aiv"),
        f"visit demo-org-aiv --on {DAY}",
    ),
    "M6": (
        lambda f: f.interlocutors(HOLDER, on=DAY),
        on(f"/interlocutors?partner={HOLDER}"),
        f"interlocutors {HOLDER} --on {DAY}",
    ),
    "M7": (
        lambda f: f.changes(demo.FIRST, DAY).rows,
        f"/changes?from={demo.FIRST}&to={DAY}",
        f"changes --from {demo.FIRST} --to {DAY}",
    ),
    "M8": (
        lambda f: f.works_with(theme="forest-entomology", left_out=["hk"], on=DAY),
        on("/works-with?theme=forest-entomology&without=hk"),
        f"works-with --theme forest-entomology --without HK --on {DAY}",
    ),
    "M9": (
        lambda f: f.tools(territory="hk"),
        "/funding/tools?territory=hk",
        "tools --territory hk",
    ),
    "M10": (lambda f: f.single_threads(on=DAY), on("/departures"), f"departures --on {DAY}"),
    "M10 who could take over": (
        lambda f: f.departure(THREAD.person, on=DAY).successors,
        on(f"/departures?person={THREAD.person}&show=successors"),
        f"departures {THREAD.person} --successors --on {DAY}",
    ),
    "S8": (
        lambda f: f.both_sides(on=DAY),
        on("/interlocutors?sides=both"),
        f"interlocutors --both-sides --on {DAY}",
    ),
}
QUESTIONS: dict[str, tuple[str, dict[str, str]]] = {
    "S1": ("in_force", {"on": str(DAY)}),
    "S2": ("pairs", {"kind": "co-publication"}),
    "S3": ("uncovered", {"on": str(DAY), "least": str(demo.STRONG), **WINDOW}),
    "S5": ("chronicle", {}),
    "S6": ("origin", {"subject": ABOUT, "property": "lien:signedOn"}),
    "S6 rivals": ("competing", {"thing": ABOUT}),
    "S9": ("indicators", {}),
}


@pytest.fixture(scope="module")
def facts(demo_path: Path) -> Iterator[Facts]:
    with Facts(demo_path) as found:
        yield found


@pytest.fixture(scope="module")
def pages(demo_path: Path, demo_directory: Directory) -> FlaskClient:
    reader = demo_directory.store.reader(Level.PUBLIC)
    return create_app(Settings.read(data=demo_path), reader).test_client()


@pytest.fixture
def copied(demo_path: Path, tmp_path: Path) -> Iterator[Directory]:
    """A copy that a test may write to."""
    shutil.copytree(demo_path, tmp_path / "data")
    with open_directory(tmp_path / "data") as directory:
        yield directory


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[dict[str, str]]]:
    """The written tables of the newer state that the public may read."""
    _, (folder, _) = demo.write_core(tmp_path_factory.mktemp("core"))

    def read(name: str) -> list[dict[str, str]]:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return read


def same(
    expected: Sequence[Any], address: str, command: Sequence[str], pages: FlaskClient, path: Path
) -> None:
    """The rows of Python are those of the page's data and of the command."""
    rows = json.loads(json.dumps([asdict(row) for row in expected], default=str))
    assert rows
    separator = "&" if "?" in address else "?"
    for _ in range(100):
        answer = pages.get(f"{address}{separator}lang=en&format=json")
        if answer.status_code != 202:
            break
        time.sleep(0.1)
    assert answer.get_json()["rows"] == rows
    printed = CliRunner().invoke(main, [*command, "--format", "json", "--data", str(path)])
    assert printed.exit_code == 0, printed.output
    assert json.loads(printed.stdout) == rows


@pytest.mark.parametrize("name", ANALYSES)
def test_an_analysis_has_the_same_rows_on_every_face(
    name: str, facts: Facts, pages: FlaskClient, demo_path: Path
) -> None:
    asked, address, command = ANALYSES[name]
    same(asked(facts), address, command.split(), pages, demo_path)


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_analyst_s_question_has_the_same_rows_on_every_face(
    name: str, facts: Facts, pages: FlaskClient, demo_path: Path
) -> None:
    question, texts = QUESTIONS[name]
    named = [f"{key}={value}" for key, value in texts.items()]
    address = f"/questions/{question}?{'&'.join(named)}"
    same(facts.ask(question, **texts), address, ["ask", question, *named], pages, demo_path)


@pytest.mark.parametrize(
    "partner", ["demo-org-aiv", "demo-org-i02", "demo-org-m6-b", "demo-org-m7", "demo-org-w1"]
)
def test_m5_the_dossier_tells_what_the_tables_say_and_no_more(partner, facts, tables):
    """Agreements, people, contacts and joint works of the day, counted again in the tables."""
    lines = facts.visit(partner, on=DAY).lines

    def told(part: str) -> list[str]:
        return sorted(slug(str(line.thing)) for line in lines if line.part == part)

    bound = {r["agreement_id"] for r in tables("agreement_parties") if r["party_id"] == partner}
    agreements = {row["id"]: row for row in tables("agreements") if row["id"] in bound}
    begun = [name for name, row in agreements.items() if begins(row, "date_signed", "start")]
    assert told("agreement") == sorted(begun)
    where = {r["action_id"] for r in tables("action_partners") if r["partner_id"] == partner}
    roles = [
        r for r in tables("roles") if r["target_id"] in {partner, *where} and begins(r, "from")
    ]
    assert told("person") == sorted(row["person_id"] for row in roles)
    holding = {r["person_id"] for r in roles if not r["to"] or r["to"] >= str(DAY)}
    held = {slug(str(line.thing)) for line in lines if line.what == "holds"}
    assert held == holding
    there = [r["id"] for r in tables("events") if partner in r["organisation_ids"].split(";")]
    there += [r["id"] for r in tables("missions") if partner == r["hosted_by_ids"]]
    assert told("contact") == sorted(there)
    ours = {r["id"] for name in ("organisations", "units") for r in tables(name)
            if r["country"] == "FR"}  # fmt: skip
    years = Counter(
        row["date"][:4]
        for row in tables("works")
        if partner in (bodies := row["author_body_ids"].split(";")) and ours & {*bodies}
    )
    papers = {line.start: line.number for line in lines if line.part == "papers"}
    assert papers == dict(years)
    rival = [line for line in lines if line.what == "contradiction"]
    assert [line.others for line in rival] == [(VALUES[1],)] * (ABOUT in agreements)


def begins(row: dict[str, str], *columns: str) -> bool:
    first = next((row[name] for name in columns if row[name]), "")
    return not first or PartialDate.parse(first).earliest <= DAY


ROLLED_UP = """
PREFIX lien: <https://w3id.org/lien/ns#> PREFIX org: <http://www.w3.org/ns/org#>
SELECT (COUNT(DISTINCT ?own) AS ?alone) (COUNT(DISTINCT ?work) AS ?rolled_up) WHERE {{
  ?body org:subOrganizationOf* <{academy}> .
  ?work lien:authorBody ?body ; lien:publishedOnEarliest ?day .
  OPTIONAL {{ ?body lien:endLatest ?closed }}
  FILTER(YEAR(?day) <= {year} && (!BOUND(?closed) || ?day <= ?closed))
  BIND(IF(?body = <{academy}>, ?work, ?none) AS ?own)
}}"""


@pytest.mark.parametrize("truth", TRUTHS.rolled_up, ids=lambda truth: str(truth.on))
def test_s4_no_work_of_an_academy_and_its_institutes_counts_twice(truth, facts, pages, demo_path):
    text = ROLLED_UP.format(academy=ID[truth.body], year=truth.on.year)
    ((alone, rolled_up),) = facts.sparql(text)
    assert (int(str(alone)), int(str(rolled_up))) == (truth.alone, truth.works)
    over_http = pages.get("/sparql", query_string={"query": text}, headers={"Accept": "text/csv"})
    assert over_http.text.splitlines()[1] == f"{truth.alone},{truth.works}"
    asked = ["query", text, "--format", "csv", "--data", str(demo_path)]
    printed = CliRunner().invoke(main, asked).stdout
    assert printed.splitlines() == over_http.text.splitlines()


def test_s5_the_chronicle_is_in_order_and_invents_no_day(demo_store, tables):
    """Dates are as the tables give them; a year stands before its months and days."""
    rows = query.chronicle(demo_store, "en")
    dates = [str(row.given) for row in rows]
    assert dates == sorted(dates)
    written = {row["date"] for row in tables("events")}
    written |= {
        row[name] for row in tables("agreements") for name in ("date_signed", "start", "end")
    }
    told = {str(row.given) for row in rows if local(row.klass) in ("Event", "Agreement")}
    assert told <= written
    assert {len(text) for text in dates} >= {4, 10}


def test_s6_every_statement_comes_with_its_source_and_its_rivals(demo_store):
    """The planted contradiction is two rows of two sources; nothing is stated without a source."""
    rows = query.ask(demo_store, "origin", {"subject": ABOUT, "property": "lien:signedOn"})
    assert [str(row.standing) for row in rows] == ["preferred", "competing"]
    assert len({row.source for row in rows}) == 2
    rivals = query.ask(demo_store, "competing", {})
    assert [(slug(row.about), str(row.field), str(row.value)) for row in rivals] == [
        (ABOUT, FIELD, VALUES[1])
    ]
    every = query.ask(demo_store, "origin", {"subject": ABOUT})
    assert every
    assert all(row.source for row in every)


def test_s7_a_missing_name_is_counted_until_it_is_given(copied, tables):
    """Bodies without a name in a language: those of the table, and one less after one is added."""
    text = (COMPETENCY / "labels-missing.rq").read_text("utf-8")

    def missing() -> dict[str, int]:
        rows = copied.store.reader(Level.PUBLIC).select(text)
        return {
            str(tag): int(str(things))
            for klass, tag, things in rows
            if str(klass) in (str(LIEN.Body), str(LIEN.Agreement))
        }

    slugs = {tag: name for name, tag in TRUTHS.missing_labels}
    before = missing()
    assert before == dict.fromkeys(slugs, 1)
    iri = GRAPH["t"]
    lines = [f"<{iri}> <{LIEN.visibility}> <{SCHEME['visibility/public']}> <{iri}> ."]
    lines.append(f'<{ID[slugs["zh"]]}> <{expand("skos:prefLabel")}> "虚构"@zh <{iri}> .')
    copied.commit({str(iri): lines}, actor="t", operation="set", summary={}, now=NOW)
    assert missing() == {tag: 1 for tag in before if tag != "zh"}


def test_s9_a_figure_that_no_source_gives_has_no_value_and_says_why(demo_store):
    rows = query.ask(demo_store, "indicators", {})
    silent = {slug(row.observation): row for row in rows if row.value is None}
    assert {*silent} == {*TRUTHS.without_value}
    assert all(row.status for row in silent.values())
    assert all(float(row.value) for row in rows if row.value is not None)


def test_s10_two_recorded_years_compare_in_one_question_and_two_runs_are_one(copied, tables):
    """Joint works of a pair, by year, are the ties of that year's network."""
    reader = copied.store.reader(Level.PUBLIC)
    kept = Networks(copied.path / "projection").following(copied, Level.PUBLIC)
    runs = [Run("neighbours", "co-publication", year) for year in demo.WINDOW]
    for run in runs:
        record(copied, kept, run, level=Level.PUBLIC, actor="t", now=NOW)
    again = record(copied, kept, runs[0], level=Level.PUBLIC, actor="t", now=NOW)
    assert not again.added and not again.removed  # noqa: PT018  nothing changed at all
    found = reader.select(
        f"""SELECT ?body ?before ?after {{
          ?a <{LIEN.measured}> ?body ; <{LIEN.value}> ?before ;
            <http://purl.org/linked-data/cube#dataSet> <{runs[0].graph(Level.PUBLIC)}> .
          ?b <{LIEN.measured}> ?body ; <{LIEN.value}> ?after ;
            <http://purl.org/linked-data/cube#dataSet> <{runs[1].graph(Level.PUBLIC)}> .
        }}"""
    )
    told = {slug(str(body)): (int(float(a)), int(float(b))) for body, a, b in found}
    with_whom: list[dict[str, set[str]]] = []
    for year in demo.WINDOW:
        partners: dict[str, set[str]] = {}
        for row in tables("works"):
            bodies = (
                set(row["author_body_ids"].split(";")) if row["date"][:4] == str(year) else set()
            )
            for body in bodies:
                partners.setdefault(body, set()).update(bodies - {body})
        with_whom.append({body: others for body, others in partners.items() if others})
    first, last = with_whom
    assert told == {b: (len(first[b]), len(last[b])) for b in first.keys() & last.keys()}
    assert len(told) > 10
    for run in runs:
        rows = query.measured(reader, "en", run=URIRef(run.graph(Level.PUBLIC)))
        values = {slug(str(row.thing)): int(row.value) for row in rows if row.thing != row.run}
        assert values == {b: len(o) for b, o in with_whom[runs.index(run)].items()}
