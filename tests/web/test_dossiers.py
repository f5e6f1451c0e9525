"""Pages of things: the state on a day, families, likeness, charts, the same rows on every face."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from lien import query, resources
from lien.settings import Settings
from lien.store import Directory, Level, Reader
from lien.terms import thing
from lien_webapp.factory import create_app

LIEN, SCHEME = "https://w3id.org/lien/ns#", "https://w3id.org/lien/scheme/"
RDF, SKOS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
Get = Callable[..., str]
OFFICE, E2P2L = "org-cnrs-bureau-chine", "act-e2p2l"
STATES = [
    (OFFICE, "1990", {"desk-chine-1995": "not-yet", "rol-patrick-nedellec-1": "not-yet"}),
    (OFFICE, "1996-05", {"desk-chine-1995": "holds", "desk-chine-2004": "not-yet"}),
    (OFFICE, "2004-06-01", {"desk-chine-1995": "holds", "desk-chine-2004": "holds"}),
    (OFFICE, "2005", {"desk-chine-1995": "over", "desk-chine-2004": "holds"}),
    (OFFICE, "2012", {"desk-chine-2011": "holds", "rol-patrick-nedellec-1": "holds"}),
    (OFFICE, "2015", {"rol-antoine-mynard-1": "holds", "rol-patrick-nedellec-1": "unknown"}),
    (E2P2L, "2010", {"act-e2p2l.umi.1": "not-yet", "act-e2p2l.org-cnrs.1": "not-yet"}),
    (E2P2L, "2012", {"act-e2p2l.umi.1": "holds", "act-e2p2l.org-fudan.1": "not-yet"}),
    (E2P2L, "2013", {"act-e2p2l.irl.1": "unknown", "act-e2p2l.org-fudan.1": "holds"}),
    (E2P2L, "2022", {"act-e2p2l.umi.1": "replaced", "act-e2p2l.irl.1": "holds"}),
    ("act-postwestsocio", "2015", {"act-postwestsocio.lia.1": "holds"}),
    ("act-postwestsocio", "2015", {"act-postwestsocio.irp.1": "unknown"}),
]
"""Thing, day, and how link nodes (or the other end of plain links) stand.

From roles.csv, kinds.csv, action_partners.csv and desk_periods.csv, read by hand: the office has
three stages; its heads were seen from 2011-04-07 to 2013-07 and from 2014 to 2016-11-01; E2P2L was
inaugurated on 2011-11-04 as UMI and is attested as IRL in 2021; no source says since when
POSTWESTSOCIO is an IRP.
"""


def plain(html: str) -> str:
    """The text of the main part of a page, spaces folded."""
    main = html.split("<main")[1].split("</main>", maxsplit=1)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).replace("\xa0", " ").split())


def section(html: str, anchor: str) -> str:
    """The text of a section of a page."""
    part = html.split(f'aria-labelledby="{anchor}"', 1)[1]
    part = part.split('<section class="part', 1)[0].split("<aside", 1)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", part)).split())


@pytest.mark.parametrize(("slug", "on", "expected"), STATES)
def test_links_names_and_kinds_stand_on_a_day_as_their_dates_say(
    seed_store: Reader, slug: str, on: str, expected: dict[str, str]
) -> None:
    rows = query.ask(seed_store, "standing", {"thing": slug, "on": on})
    found = {str(row.node or row.other): str(row.standing) for row in rows}
    assert {name: found[str(thing(name))] for name in expected} == expected


def test_the_state_on_a_day_has_the_same_rows_on_every_face(
    client: FlaskClient, page: Get, seed_store: Reader, seed_path: Path
) -> None:
    rows = query.ask(seed_store, "standing", {"thing": E2P2L, "on": "2012"})
    over_http = client.get(f"/questions/standing?thing={E2P2L}&on=2012&lang=en&format=json").json
    asked = [sys.executable, "-m", "lien", "ask", "standing", f"thing={E2P2L}", "on=2012"]
    run = subprocess.run(
        [*asked, "--data", str(seed_path), "--format", "json"],
        capture_output=True, check=True, text=True,
    )  # fmt: skip
    pairs = {(str(row.other), str(row.standing)) for row in rows}
    assert over_http is not None
    for found in (over_http["rows"], json.loads(run.stdout)):
        assert len(found) == len(rows) == 25
        assert {(row["other"], row["standing"]) for row in found} == pairs
    text = page(f"/id/{E2P2L}?on=2012")
    partners = [row for row in rows if str(row.property).endswith("#partner")]
    gone = sum(str(row.standing) in ("not-yet", "over") for row in partners)
    unsure = sum(str(row.standing) == "unknown" for row in partners)
    shown = section(text, "partners")
    assert f"Partners {len(partners) - gone} of {len(partners)}" in shown
    assert shown.count("not known for that day") == unsure == 2
    assert f"questions/standing?thing={E2P2L}&on=2012" in unescape(text)


def test_a_day_travels_with_the_links_and_is_said_plainly(page: Get, client: FlaskClient) -> None:
    text = page(f"/id/{OFFICE}?on=2000")
    assert "State on 31 December 2000 2000 counts to its last day." in plain(text)
    assert "According to one source the date is 2004: then it was not there yet." in plain(text)
    assert "It was not there yet: it begins 1995." in plain(page(f"/id/{OFFICE}?on=1980-10"))
    links = re.findall(r'href="(/(?:id|scheme|graph)/[^"#]+)"', text)
    assert len(links) > 20
    assert [link for link in links if "on=2000" not in link] == [f"/id/{OFFICE}?lang=en"]
    assert 'href="/id/org-cnrs?on=2000&amp;lang=fr"' not in page("/agreements?on=2000")
    for wrong in ("soon", "1978-13", "1978-02-30", "19780101", "１９７８"):
        answer = client.get(f"/id/{OFFICE}", query_string={"on": wrong, "lang": "en"})
        assert answer.status_code == 400, wrong
        assert "1978-10" in answer.text


@pytest.mark.parametrize(
    ("on", "status"),
    [("1977", "not begun"), ("1990", "begun, no end is known"), ("2020", "replaced by a later")],
)
def test_an_agreement_stands_in_its_family_with_the_status_of_the_day(
    page: Get, on: str, status: str
) -> None:
    """agr-cnrs-cas-1978 was renewed on 2018-06-25 and has no end: agreements.csv."""
    text = section(page(f"/id/agr-cnrs-cas-1978?on={on}"), "families")
    own = text.split("cooperation agreement", 1)[1]
    assert own.startswith(f" {status}")
    assert text.index("25 June 2018") < text.index("19 October 2023") < text.index("June 2024")
    assert "Carries out" in text


def test_a_body_has_the_codes_of_its_row_with_links_to_the_registers(page: Get) -> None:
    with (resources.folder("seed") / "organisations.csv").open(encoding="utf-8") as file:
        (row,) = [row for row in csv.DictReader(file) if row["id"] == "org-cas"]
    text = page("/id/org-cas")
    assert f'<a href="{row["ror"]}" rel="noopener noreferrer">' in text
    assert f'<a href="http://www.wikidata.org/entity/{row["wikidata"]}" rel="noopener' in text
    assert row["grid"] in section(text, "codes")


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fr", "Université à Shanghai, depuis 1905."),
        ("en", "University in Shanghai, since 1905."),
        ("zh", "上海的大学，1905年起。"),
    ],
)
def test_a_page_begins_with_a_sentence_made_of_facts(page: Get, lang: str, words: str) -> None:
    assert words in plain(page("/id/org-fudan", lang))


def test_what_joins_two_bodies_and_what_is_alike_is_counted_as_in_the_tables(
    seed_store: Reader, page: Get
) -> None:
    with (resources.folder("seed") / "action_partners.csv").open(encoding="utf-8") as file:
        rows = [(row["action_id"], row["partner_id"]) for row in csv.DictReader(file)]
    of = {body: {a for a, b in rows if b == body} for body in ("org-fudan", "org-cnrs")}
    joint = sorted(of["org-fudan"] & of["org-cnrs"])
    found = query.ask(seed_store, "linked_through", {"body": "org-fudan"})
    (row,) = [
        row
        for row in found
        if row.other == thing("org-cnrs") and str(row.through).endswith("StructuringAction")
    ]
    assert list(row.between) == [thing(action) for action in joint]
    assert row.number == len(joint) == 3
    alike = query.ask(seed_store, "similar", {"body": "org-fudan"})
    assert alike[0].other == thing("org-ecnu")
    assert [str(city).rpartition("/")[2] for city in alike[0].cities] == ["shanghai"]
    text = section(page("/id/org-fudan"), "similar")
    assert "East China Normal University both partner of" in text
    assert "both in Shanghai" in text


def test_a_city_lists_what_is_there(page: Get) -> None:
    text = section(page("/scheme/place/wuhan"), "bearers")
    for name in ("Wuhan University", "Central China Normal University"):
        assert name in text


def test_a_chart_has_its_table_and_an_unknown_figure_is_no_bar(page: Get) -> None:
    """CNRS staff missions: five figures from 2000 to 2012, and 2018 announced without one."""
    text = page("/id/ind-missions-2010")
    chart = text.split('<figure class="chart">')[1].split("</figure>")[0]
    assert chart.count('class="chart-bar"') == 5
    assert chart.count(">?</text>") == 1
    assert "Years without a known figure: 15." in chart
    rows = re.findall(r'<th scope="row">(\d+)</th>', chart)
    assert rows == ["2000", "2010", "2010", "2011", "2012", "2018"]
    assert "not given by the source" in chart
    assert "<desc" in chart
    assert "style=" not in text


def test_what_a_reader_may_not_see_joins_nobody_and_is_like_nobody(
    empty_directory: Directory,
) -> None:
    """A hidden action joins two universities of one city that nothing else joins."""
    public, hidden = (f"https://w3id.org/lien/graph/test/{name}" for name in ("open", "closed"))
    lines: dict[str, list[str]] = {public: [], hidden: []}

    def say(graph: str, subject: str, name: str, value: str) -> None:
        names = {"a": f"{RDF}type", "is": f"{SKOS}prefLabel", "kind": f"{DCTERMS}type"}
        predicate = names.get(name, f"{LIEN}{name}")
        shown = value if value.startswith('"') else f"<{value}>"
        lines[graph].append(f"<{subject}> <{predicate}> {shown} <{graph}> .")

    for graph, level in ((public, "public"), (hidden, "restricted")):
        say(graph, graph, "visibility", f"{SCHEME}visibility/{level}")
    for slug in ("org-one", "org-two"):
        say(public, thing(slug), "a", f"{LIEN}Body")
        say(public, thing(slug), "is", f'"{slug} university"@en')
        say(public, thing(slug), "kind", f"{SCHEME}body-kind/university")
        say(hidden, thing("act-secret"), "partner", thing(slug))
    say(hidden, thing("act-secret"), "a", f"{LIEN}StructuringAction")
    say(hidden, thing("act-secret"), "is", '"Secret laboratory"@en')
    say(hidden, f"{LIEN}partner", "a", f"{LIEN}LinkProperty")
    now = datetime(2026, 11, 22, tzinfo=UTC)
    how = {"actor": "test", "operation": "import", "summary": {}, "now": now}
    empty_directory.commit(lines, **how)  # type: ignore[arg-type]
    seen = {}
    for level in (Level.PUBLIC, Level.RESTRICTED):
        client = create_app(Settings(), empty_directory.store.reader(level)).test_client()
        for on in ("", "&on=2020"):
            answer = client.get(f"/id/org-one?lang=en{on}", headers={"Accept": "text/html"})
            assert answer.status_code == 200
            seen[level, on] = plain(answer.text)
    for on in ("", "&on=2020"):
        assert "Secret" not in seen[Level.PUBLIC, on]
        assert "org-two" not in seen[Level.PUBLIC, on]
        assert "Linked through" not in seen[Level.PUBLIC, on]
        assert "Secret" in seen[Level.RESTRICTED, on]
        assert "Linked through 1" in seen[Level.RESTRICTED, on]


def test_the_record_says_when_it_was_read_in(page: Get) -> None:
    assert "organisations.csv, line 16" in section(page(f"/id/{OFFICE}"), "record")
    assert "read in on 22 November 2026" in section(page(f"/id/{OFFICE}"), "record")
