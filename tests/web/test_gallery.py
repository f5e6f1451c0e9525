"""Timeline, map, standing of agreements, laboratories, funding: the pages and their other faces."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import tomllib
from collections import Counter
from dataclasses import asdict
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import icalendar
import pytest

import lien_webapp
from lien import query, resources
from lien.errors import SettingsError
from lien.export.ical import Entry, to_ical
from lien.mediation.deadlines import months_later
from lien.settings import Settings
from lien.store import Reader
from lien_webapp import map_drawing
from lien_webapp.factory import create_app
from lien_webapp.map_drawing import Town, frames, picture

MAP = Path(lien_webapp.__file__).parent / "static" / "map"
FRONTEND = Path(__file__).parents[2] / "webapp" / "frontend" / "map"


def table(name: str) -> list[dict[str, str]]:
    path = resources.folder("seed") / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def plain(rows):
    return json.loads(json.dumps([asdict(row) for row in rows], default=str))


@pytest.mark.parametrize(
    ("path", "question", "texts"),
    [
        ("/timeline?with=org-cas&from=2000&to=2011-06", "chronicle",
         {"body": "org-cas", "since": "2000", "until": "2011-06"}),
        ("/timeline?what=event", "chronicle", {"what": "event"}),
        ("/laboratories?territory=hk", "structures", {"territory": "hk"}),
        ("/laboratories?kind=lia&field=1-1&partner=org-cnrs", "structures",
         {"kind": "lia", "field": "1-1", "partner": "org-cnrs"}),
        ("/laboratories?institute=org-cnrs-inshs&cnrs=yes", "structures",
         {"institute": "org-cnrs-inshs", "cnrs": "yes"}),
        ("/funding?territory=hk&kind=mobility", "funding", {"territory": "hk", "kind": "mobility"}),
        ("/funding?field=6", "funding", {"field": "6"}),
        ("/map?place=hong-kong&on=2015", "city_pairs", {"place": "hong-kong", "on": "2015"}),
    ],
)  # fmt: skip
def test_a_page_as_json_and_csv_has_the_rows_of_its_question(
    client, seed_store, path, question, texts
):
    expected = plain(query.ask(seed_store, question, {**texts, "lang": "fr"}))
    assert expected

    found = client.get(f"{path}&format=json&lang=fr").get_json()

    assert found["rows"] == expected
    assert found["count"] == len(expected)
    lines = list(csv.reader(client.get(f"{path}&format=csv&lang=fr").text.splitlines()))
    assert len(lines) == len(expected) + 1


def test_the_timeline_invents_no_day_and_puts_a_year_before_its_months(client, page):
    rows = client.get("/timeline?format=json").get_json()["rows"]
    dates = [row["given"] for row in rows]

    signed = {row["given"] for row in rows if row["thing"].endswith("agr-cnrs-cas-1978")}
    assert signed == {"1978-10"}
    assert dates == sorted(dates)
    assert dates.index("2010") < dates.index("2010-08-31")
    shown = re.findall(r'<time datetime="([^"]+)"', page("/timeline"))
    assert shown == dates


def test_the_timeline_holds_every_dated_row_of_the_tables(client):
    counts = Counter(
        row["moment"] for row in client.get("/timeline?format=json").get_json()["rows"]
    )

    agreements, actions = table("agreements"), table("actions")
    assert counts["agreement-signed"] == sum(bool(row["date_signed"]) for row in agreements)
    assert counts["agreement-begins"] == sum(
        bool(row["start"]) and not row["date_signed"] for row in agreements
    )
    assert counts["agreement-ends"] == sum(bool(row["end"]) for row in agreements)
    assert counts["action-begins"] == sum(bool(row["start"]) for row in actions)
    assert counts["action-ends"] == sum(bool(row["end"]) for row in actions)
    assert counts["event"] == sum(bool(row["date"]) for row in table("events"))
    assert counts["stage"] == len(table("desk_periods"))


def partners_of_the_tables() -> dict[str, str]:
    """Everybody who takes part in an action or is a party, with the country."""
    country = {row["id"]: row["country"] for row in (*table("organisations"), *table("units"))}
    taking_part = {row["partner_id"] for row in table("action_partners")}
    parties = {row["party_id"] for row in table("agreement_parties") if row["role"] == "party"}
    return {slug: country[slug] for slug in taking_part | parties if slug in country}


def test_sums_by_territory_add_up_to_the_number_of_partners(seed_store, page):
    everybody = query.partners(seed_store, "en")
    expected = Counter(partners_of_the_tables().values())

    found = Counter(str(row.in_territory or "").rpartition("/")[2].upper() for row in everybody)
    assert found == expected
    assert sum(found.values()) == len(everybody) == len(partners_of_the_tables())
    areas = page("/map").split('<table class="areas">')[1].split("</table>")[0]
    *parts, total = map(int, re.findall(r'<td class="number">(\d+)', areas))
    assert sum(parts) == total == len(everybody)


def test_choosing_hong_kong_lists_its_partners_on_map_and_matrix(client, page):
    expected = sum(country == "HK" for country in partners_of_the_tables().values())
    for view in ("", "&view=matrix"):
        text = page(f"/map?territory=hk{view}")
        assert f"{expected} partners" in text
        listed = text.split('<section id="partners">')[1]
        assert listed.split("<tbody>")[1].count("<tr><th scope=") == expected


def test_the_matrix_adds_up_to_all_links_between_towns(client, page):
    rows = client.get("/map?format=json").get_json()["rows"]
    links = sum(row["actions"] + row["agreements"] for row in rows)
    text = page("/map?view=matrix")
    others = text.split("Other pairs of towns:")[1].split("</p>")[0]
    total = int(re.findall(r'<td class="sum">(\d+)</td></tr></tfoot>', text)[0])
    assert total + sum(map(int, re.findall(r" (\d+)(?:;|\s*$)", others))) == links


def test_a_link_counts_on_the_days_on_which_it_holds(seed_store):
    """The CNRS takes part in E2P2L from November 2011 on; one without a beginning never counts."""

    def actions(on: str) -> int:
        rows = query.ask(seed_store, "partners", {"on": on})
        return sum(row.actions for row in rows if row.partner.endswith("org-cnrs"))

    known = [row for row in table("actions") if row["id"] == "act-e2p2l"]
    assert known[0]["start"] == "2011-11-04"
    assert actions("1960") == 0
    assert actions("2011-11-05") > actions("2005") > 0


def test_the_map_draws_land_and_towns_and_names_its_sources(page):
    text = page("/map")
    assert "Natural Earth 4.1.0" in text
    assert "Research Organization Registry" in text
    assert re.search(
        r'<use class="land" href="/static/[0-9a-f]{12}/map/land-[^"]+\.svg#world"', text
    )
    assert "Xishuangbanna" in text.split("Without a known position:")[1].split("</p>")[0]
    land = map_drawing.land()
    svg = (MAP.parent / land).read_text("utf-8")
    assert set(re.findall(r"<(\w+)", svg)) == {"svg", "defs", "path"}
    assert set(re.findall(r'id="([^"]+)"', svg)) == {n for n, f in frames().items() if f.coast}


def test_the_coastlines_are_the_file_that_is_described():
    (entry,) = tomllib.loads((MAP / "VENDOR.toml").read_text("utf-8"))["file"]
    data = (MAP / entry["name"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == entry["sha256"]
    assert len(data) == entry["size"] < 80_000
    assert (MAP / entry["licence_file"]).read_text("utf-8").startswith("The coastlines are from")
    lock = json.loads((FRONTEND / "package-lock.json").read_text("utf-8"))
    (package,) = entry["package"]
    locked = lock["packages"][f"node_modules/{package['name']}"]
    assert (package["version"], package["integrity"]) == (locked["version"], locked["integrity"])
    assert "resolved" not in json.dumps(lock)


def test_no_name_on_a_map_covers_another_name():
    towns = [
        Town(
            f"t{n}",
            "Villeneuve-sur-Lot" if n % 2 else "格勒诺布尔",
            43 + n % 9 * 0.9,
            n * 0.3 - 4,
            n,
        )
        for n in range(40)
    ]
    found = picture(frames()["france"], towns)
    width = {"start": 0.0, "middle": 0.5, "end": 1.0}
    boxes = []
    for name in found.names:
        long = 12 * sum(1.0 if char > "一" else 0.6 for char in name.town.name)
        left = name.x - width[name.anchor] * long
        boxes.append((left, name.y - 10, left + long, name.y + 2))
    for one, other in combinations(boxes, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart
    assert len(found.names) + len(found.unnamed) == len(towns)
    assert len(found.names) > 10


@pytest.mark.parametrize(
    ("state", "statuses"),
    [
        ("in-force", {"in-force", "tacitly-renewed", "unknown-end"}),
        ("ended", {"ended", "replaced"}),
        ("undated", {"undated"}),
        ("not-yet", {"not-yet"}),
        ("suspended", {"suspended"}),
    ],
)
def test_agreements_stand_as_the_question_says(client, seed_store, state, statuses):
    rows = query.ask(seed_store, "in_force", {"on": "2023-01-15"})
    expected = {row.agreement for row in rows if str(row.status) in statuses}

    found = client.get(f"/agreements?state={state}&on=2023-01-15&format=json").get_json()

    assert {row["agreement"] for row in found["rows"]} == set(map(str, expected)) != set()
    assert found["on"] == "2023-01-15"


def test_every_agreement_stands_in_one_list(client):
    states = ("in-force", "suspended", "not-yet", "ended", "undated")
    counts = [
        client.get(f"/agreements?state={state}&on=2015-06-30&format=json").get_json()["count"]
        for state in states
    ]
    assert sum(counts) == len(table("agreements"))


def test_what_ends_soon_is_what_the_watch_says_in_the_list_and_in_both_calendars(client, page):
    path = "on=2012-06-30&months=120"
    watched = client.get(f"/agreements/watch?format=json&{path}").get_json()["rows"]
    assert {row["why"] for row in watched} > {"end"}
    addresses = [f"https://w3id.org/lien/id/{row['agreement']}" for row in watched]
    rows = client.get(f"/agreements?state=ending&format=json&{path}").get_json()["rows"]
    assert [row["agreement"] for row in rows] == addresses
    assert f"{len(rows)} agreements" in page(f"/agreements?state=ending&{path}")

    answer = client.get(f"/agreements/calendar.ics?{path}&lang=zh")
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in answer.data.split(b"\r\n"))
    assert answer.data == client.get(f"/agreements/watch.ics?{path}&lang=zh").data
    found = icalendar.Calendar.from_ical(answer.data).walk("VEVENT")
    assert [str(event["URL"]) for event in found] == addresses
    days = {
        str(event["UID"]): (event.decoded("DTSTART"), event.decoded("DTEND")) for event in found
    }
    assert days["agr-sismo-2011-end-2013-06-30@w3id.org"] == (date(2013, 6, 30), date(2013, 7, 1))

    body = watched[0]["parties"][0]
    some = client.get(f"/agreements/calendar.ics?{path}&body={body}")
    events = icalendar.Calendar.from_ical(some.data).walk("VEVENT")
    assert [str(event["URL"]) for event in events] == [
        address for address, row in zip(addresses, watched, strict=True) if body in row["parties"]
    ]
    assert 0 < len(events) < len(found)


def test_a_calendar_keeps_every_character_and_folds_long_lines():
    hostile = 'a;b,c\\d\ne "中国科学院" ' + "联" * 60 + "\x07"
    entry = Entry("u@x", date(2026, 1, 31), date(2026, 1, 31), hostile, hostile, "https://x.org/")
    text = to_ical([entry], name=hostile, stamp=date(2026, 1, 1))

    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert str(event["SUMMARY"]) == hostile.removesuffix("\x07")
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2023, 12, 1), 2, date(2024, 2, 1)),
        (date(2024, 11, 30), 3, date(2025, 2, 28)),
        (date(9999, 6, 1), 12, date.max),
    ],
)
def test_months_ahead_end_with_the_month(day, months, then):
    assert months_later(day, months) == then


def test_a_card_has_the_name_in_the_readers_language_and_the_others_beside_it(page):
    names = {"fr": "Laboratoire franco-chinois de catalyse",
             "en": "France-China Bio-mineralization and Nano-structure Laboratory",
             "zh": "中法生物矿化与纳米结构联合实验室"}  # fmt: skip
    chinese = page("/laboratories", "zh")
    card = chinese.split(names["zh"])[1].split("</li>")[0]
    assert f'lang="en">{names["en"]}' in card
    assert names["fr"] in page("/laboratories", "fr")
    assert page("/laboratories", "en").count('<li class="card state-') == len(table("actions"))


def test_facets_count_what_they_leave(client, page):
    text = page("/laboratories?territory=hk")
    choices = re.findall(r'<a href="([^"]+)"><span>[^<]+</span> <span class="count">(\d+)', text)
    assert len(choices) > 10
    for address, count in choices[:6]:
        joint = f"{address.replace('&amp;', '&')}&format=json"
        assert client.get(joint).get_json()["count"] == int(count), address


def test_a_scheme_says_what_is_unknown_who_used_it_and_what_it_replaces(client, page):
    rows = {row["funding"].rpartition("/")[2]: row
            for row in client.get("/funding?format=json").get_json()["rows"]}  # fmt: skip
    most = rows["fund-anr-most"]
    assert (most["discipline"], most["fields"], most["amount"], most["users"]) == (
        None,
        [],
        None,
        0,
    )
    assert [former["label"] for former in rows["fund-irp"]["former"]] == ["LIA"]
    assert rows["fund-anr-rgc"]["users"] == sum(
        "fund-anr-rgc" in row["funding_ids"] for row in table("actions")
    )
    text = page("/funding?text=ANR-MOST")
    assert text.count("not said by the sources") == 4
    assert "none known here" in text
    assert "E2P2L" in page("/funding?text=International Research Laboratory")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/timeline?from=1200&to=1201", "No date matches"),
        ("/laboratories?kind=nothing", "No action matches"),
        ("/funding?field=nothing", "No scheme matches"),
        ("/map?place=nowhere", "No link between towns"),
        ("/map?on=1900", "without a beginning count on no day"),
        ("/agreements?state=ending&on=1900", "No agreement matches"),
    ],
)
def test_an_empty_answer_says_why(page, path, words):
    assert words in page(path)


@pytest.mark.parametrize(
    "path",
    ["/timeline?from=yesterday", "/map?on=2015-13", "/laboratories?on=0000", "/agreements?months=0",
     "/agreements?months=９", "/agreements?state=lost"],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(client, path):
    assert client.get(path).status_code == 400


@pytest.mark.parametrize("text", ["False", "true"])
def test_maps_can_be_switched_off(seed_store: Reader, text: str) -> None:
    client = create_app(Settings.read({"LIEN_MAPS": text}), seed_store).test_client()
    page = client.get("/map?lang=en").text
    drawn = text == "true"
    assert ('<svg class="map' in page, '<table class="matrix">' in page) == (drawn, not drawn)
    assert ("view=matrix" in page, 'id="partners"' in page) == (True, True)
    query = "SELECT ?town { ?body <https://w3id.org/lien/ns#place> ?town }"
    answer = client.get("/sparql", query_string={"query": query, "format": "html", "lang": "en"})
    assert (answer.status_code, 'value="map"' in answer.text) == (200, drawn)


def test_a_setting_that_is_neither_true_nor_false_is_refused() -> None:
    with pytest.raises(SettingsError, match="LIEN_MAPS='maybe' is not a bool"):
        Settings.read({"LIEN_MAPS": "maybe"})
