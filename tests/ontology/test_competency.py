"""The competency questions return the right rows on the reference facts.

Expected rows stand in `competency/<slug>.csv`, each read against the fact tables. Long answers are
built here a second time, from the tables alone.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path
from time import perf_counter

import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store

from lien import query
from lien.store import Node, Reader

ROOT = Path(__file__).parent.parent.parent
SEED = ROOT / "data" / "seed"
EXPECTED = Path(__file__).parent / "competency"
QUERIES = sorted((ROOT / "ontology" / "competency").glob("*.rq"))
SLUGS = [path.stem for path in QUERIES]
HEAD = re.compile(r"# (en|fr|zh|asked by|case): (.+)")
ASKERS = {"mediator", "analyst", "engineer", "steward"}

MODELLING_CASES = {
    "one body under several labels and codes",
    "tools renamed under running actions",
    "one action split in two",
    "action leaving the CNRS",
    "chains of actions",
    "renamed or overlapping directorates",
    "legal name and usage name",
    "institutes younger than the action",
    "mergers and renames of units",
    "universities",
    "homonyms",
    "industrial partner changing hands",
    "membership over time",
    "multilateral agreements",
    "company as party",
    "unit as party",
    "suspended agreement",
    "agreement without date",
    "launch before signature",
    "partner before or after the action",
    "agreement families",
    "people with several roles",
    "same person on both sides",
    "French researcher on the Chinese side",
    "names in two scripts",
    "name known only in Chinese",
    "person without a given name",
    "indicators without value",
    "indicators with bounds",
    "indicators computed",
    "indicators with a year inferred",
    "events without a year",
    "events announced only",
    "territories",
    "conflicts and doubts",
}
ACCEPTANCE_CHECKS = {"S1", "S4", "S5", "S6", "S7", "S9", "M6", "M8"}

IN_FORCE = {
    # none: the agreement of 1978 begins with its signature, which lies inside its start "1978"
    date(1978, 1, 20): (0, 0),
    date(1978, 1, 21): (1, 0),
    # the month of the CNRS-CAS agreement begins; no end is stated
    date(1978, 9, 30): (1, 0),
    date(1978, 10, 1): (1, 1),
    # 1978, Institut Pasteur of Shanghai, MONOCL; then the seismology memorandum of 2012-03.
    # 22 have no end, but LIAMA 1997 and 2000, JoRISS 2009 and PROSFER 2002 were renewed
    date(2012, 2, 29): (3, 18),
    date(2012, 3, 1): (4, 18),
    # Origins came; six more have no end, and the renewals of E2P2L, Origins and the genome centre
    # take the place of three; the memorandum ends with 2013-06
    date(2013, 6, 30): (5, 21),
    date(2013, 7, 1): (4, 21),
    # 1978, Pasteur, Origins until 2016, MONOCL 2015, VIRHOST; then POSTWESTSOCIO for Origins.
    # PROSFER, LIASFMA, Xiamen, ECOLAND came, PROSFER 2009 went; PolyU and the renewal of 2017
    date(2016, 12, 31): (5, 24),
    date(2017, 1, 1): (5, 24),
    # 1978, Pasteur, the framework of 2021; then Pasteur is suspended from 2022-12.
    # nine more without end; LIAMA 2004, CNRS-CAS 1978 and PROSFER 2014 were renewed
    date(2022, 11, 30): (3, 30),
    date(2022, 12, 1): (2, 30),
}


def lines(store: Reader, slug: str) -> list[list[str]]:
    """Columns and rows of a question as text, things and concepts by their local names."""
    found = store.select((ROOT / "ontology" / "competency" / f"{slug}.rq").read_text("utf-8"))
    return [list(found.columns), *(list(map(text, row)) for row in found)]


def answer(store: Reader, slug: str) -> list[dict[str, str]]:
    """The rows of a question by column."""
    columns, *rows = lines(store, slug)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def text(node: Node | str | None) -> str:
    """What a cell holds: nothing, a local name of ours, or the value as it is written."""
    value = "" if node is None else str(node)
    ours = value.startswith("https://w3id.org/lien/")
    return re.split("[/#]", value)[-1] if ours else value


def expected(slug: str) -> list[list[str]]:
    """Columns and rows of a case file."""
    with (EXPECTED / f"{slug}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def table(name: str) -> list[dict[str, str]]:
    """The rows of a fact table."""
    with (SEED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def items(cell: str) -> list[str]:
    """The items of a cell that holds a list."""
    return [item.strip() for item in cell.split(";") if item.strip()]


def slug_of(words: str) -> str:
    """The local name that a concept has for these words of a table."""
    if words == "%":
        return "percent"
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def first_day(partial: str) -> str:
    """The first day that a date of a table may mean."""
    return partial + "-01-01"[len(partial) - 4 :] if len(partial) < 10 else partial


def last_day(partial: str) -> str:
    """The last day that a date of a table may mean."""
    if len(partial) == 4:
        return f"{partial}-12-31"
    if len(partial) == 7:
        return f"{partial}-{monthrange(int(partial[:4]), int(partial[5:]))[1]}"
    return partial


def head(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text("utf-8").splitlines():
        if found := HEAD.fullmatch(line):
            yield found[1], found[2]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_question_returns_the_expected_rows(seed_store: Reader, slug: str) -> None:
    """Columns, rows and order are those of the case file."""
    assert lines(seed_store, slug) == expected(slug)


def test_there_are_forty_questions_or_more() -> None:
    """The number that was promised."""
    assert len(QUERIES) >= 40


def test_every_question_has_a_case_file_and_the_reverse() -> None:
    """No question without expected rows, no rows without a question."""
    assert sorted(path.stem for path in EXPECTED.glob("*.csv")) == SLUGS


@pytest.mark.parametrize("path", QUERIES, ids=SLUGS)
def test_a_question_says_in_three_languages_what_it_asks_and_for_whom(path: Path) -> None:
    """Each header stands once; the questions end as questions do in their language."""
    headers = dict(head(path))
    assert list(headers) == ["en", "fr", "zh", "asked by", "case"]
    assert headers["en"].endswith("?")
    assert headers["fr"].endswith(" ?")
    assert headers["zh"].endswith("？")
    assert set(headers["asked by"].split(", ")) <= ASKERS


@pytest.mark.parametrize("path", QUERIES, ids=SLUGS)
def test_a_question_orders_its_rows(path: Path) -> None:
    """An answer that comes in any order cannot be compared."""
    assert "\nORDER BY " in path.read_text("utf-8")


def test_every_modelling_case_has_a_question() -> None:
    """The cases are those that the README of the facts lists, and the acceptance checks."""
    asked = {dict(head(path))["case"] for path in QUERIES}
    assert asked == MODELLING_CASES | ACCEPTANCE_CHECKS


@pytest.mark.parametrize("day", IN_FORCE, ids=str)
def test_agreements_in_force_are_counted_as_by_hand(seed_store: Reader, day: date) -> None:
    """In force for sure, and running without a stated end: counted by hand in agreements.csv."""
    rows = [
        row
        for row in answer(seed_store, "agreements-in-force-on-a-date")
        if row["on"] == day.isoformat()
    ]
    counts = tuple(sum(int(row[name]) for row in rows) for name in ("in_force", "end_unknown"))
    assert counts == IN_FORCE[day]


@pytest.mark.parametrize("day", IN_FORCE, ids=str)
def test_the_question_in_force_counts_the_same(seed_store: Reader, day: date) -> None:
    """The named question and the competency question follow one rule."""
    status = Counter(str(row.status) for row in query.in_force(seed_store, "en", on=day))
    in_force = status["in-force"] + status["tacitly-renewed"]
    assert (in_force, status["unknown-end"]) == IN_FORCE[day]


def test_a_family_counts_the_agreements_of_its_bodies(seed_store: Reader) -> None:
    """Parties outside France, led up to their highest parent, counted in the tables."""
    bodies = {row["id"]: row for row in table("organisations")}
    units = {row["id"]: row for row in table("units")}
    running = ("in-force", "tacitly-renewed", "unknown-end")
    expected = []
    for day in ("1978-10-01", "2000-01-01", "2013-06-30", "2024-06-25"):
        standing = query.in_force(seed_store, "en", on=date.fromisoformat(day))
        in_force = {text(row.agreement) for row in standing if str(row.status) in running}
        families: dict[str, set[str]] = {}
        for row in table("agreement_parties"):
            party = bodies.get(row["party_id"]) or units.get(row["party_id"])
            if row["role"] != "party" or row["agreement_id"] not in in_force or party is None:
                continue
            while party.get("parent_id"):
                party = bodies[party["parent_id"]]
            if (bodies | units)[row["party_id"]]["country"] not in ("FR", ""):
                families.setdefault(party["id"], set()).add(row["agreement_id"])
        expected += [(day, name, str(len(found))) for name, found in sorted(families.items())]
    rows = answer(seed_store, "agreements-in-force-by-family")
    assert [(row["on"], row["family"], row["agreements"]) for row in rows] == expected


def test_the_timeline_holds_every_dated_event_and_signature_in_order(seed_store: Reader) -> None:
    """By first possible day; a year before a month before a day; no day is invented."""
    dated = [(row["date"], "event", row["id"]) for row in table("events")]
    dated += [(row["date_signed"], "signature", row["id"]) for row in table("agreements")]
    dated = [row for row in dated if row[0]]
    dated.sort(key=lambda row: (first_day(row[0]), len(row[0]), row[1], row[2]))
    found = answer(seed_store, "timeline")
    assert [(row["date"], row["what"], row["thing"]) for row in found] == dated


def test_january_1978_comes_before_october_1978_and_a_year_before_its_months(
    seed_store: Reader,
) -> None:
    """1978-01-21, then 1978-10; 2012, then 2012-06."""
    order = [row["thing"] for row in answer(seed_store, "timeline")]
    assert order.index("agr-france-china-1978") < order.index("agr-cnrs-cas-1978")
    assert order.index("agr-monocl-2012") < order.index("evt-circea-2012")


def test_every_indicator_comes_with_value_bound_unit_and_source(seed_store: Reader) -> None:
    """One row per figure and source of indicators.csv; an empty value has a reason."""
    rows = sorted(
        (
            row["id"],
            source,
            row["year"],
            slug_of(row["qualifier"]),
            row["value"],
            slug_of(row["unit"]),
            row["scope"],
            "" if row["value"] else "not-given-by-source",
            row["confidence"],
        )
        for row in table("indicators")
        for source in items(row["source_id"])
    )
    names = ("observation", "source", "period", "qualifier", "value", "unit", "scope", "reason")
    found = answer(seed_store, "indicators-with-source")
    assert [tuple(row[name] for name in (*names, "confidence")) for row in found] == rows


def test_the_four_headline_figures_have_a_reason_and_no_value(seed_store: Reader) -> None:
    """The page of the office announces four figures; none of them is zero."""
    found = answer(seed_store, "headline-figures")
    assert {row["observation"] for row in found} == {
        "ind-missions-2018",
        "ind-phd-undated",
        "ind-copub-share-undated",
        "ind-structures-undated",
    }
    assert {(row["value"], row["reason"]) for row in found} == {("", "not-given-by-source")}
    assert answer(seed_store, "figures-that-are-zero") == []


def test_missing_labels_are_those_of_the_empty_cells(seed_store: Reader) -> None:
    """Tables with a column per language are counted; the others have no language at all."""
    bodies, actions = table("organisations"), table("actions")
    people = table("people")
    missing = {
        (name, language): sum(not row[f"{column}_{language}"] for row in rows)
        for name, column, rows in (
            ("Body", "name", bodies),
            ("StructuringAction", "title", actions),
        )
        for language in ("en", "fr", "zh")
    }
    for name, rows in (
        ("ResearchUnit", table("units")),
        ("Agreement", table("agreements")),
        ("FundingScheme", table("funding")),
        ("Event", table("events")),
        ("Publication", table("publications")),
        ("http://xmlns.com/foaf/0.1/Person", people),
    ):
        missing |= {(name, language): len(rows) for language in ("en", "fr", "zh")}
    missing["http://xmlns.com/foaf/0.1/Person", "zh"] = sum(not row["name_zh"] for row in people)
    found = answer(seed_store, "labels-missing")
    assert {(row["class"], row["language"]): int(row["things"]) for row in found} == missing


def test_holders_of_a_post_are_those_of_the_table(seed_store: Reader) -> None:
    """Every post at a place that roles.csv gives to two people or more."""
    roles = table("roles")
    holders = Counter((row["target_id"], row["role"]) for row in roles)
    rows = {
        (
            row["target_id"],
            slug_of(row["role"]),
            row["person_id"],
            row["from"],
            row["to"],
            min(items(row["as_of"]), default=""),
            max(items(row["as_of"]), default=""),
        )
        for row in roles
        if holders[row["target_id"], row["role"]] > 1
    }
    names = ("target", "role", "person", "start", "end", "first_seen", "last_seen")
    found = answer(seed_store, "holders-of-a-post")
    assert {tuple(row[name] for name in names) for row in found} == rows
    assert len(found) == len(rows)


def test_parties_gone_and_new_are_the_differences_of_the_two_lists(seed_store: Reader) -> None:
    """agreement_parties.csv of the agreement against that of its renewal."""
    parties: dict[str, set[str]] = {}
    for row in table("agreement_parties"):
        if row["role"] == "party":
            parties.setdefault(row["agreement_id"], set()).add(row["party_id"])
    rows = {
        (row["renews_id"], row["id"], party, change)
        for row in table("agreements")
        if row["renews_id"]
        for change, gone in (
            ("no longer named", parties[row["renews_id"]] - parties[row["id"]]),
            ("new", parties[row["id"]] - parties[row["renews_id"]]),
        )
        for party in gone
    }
    found = answer(seed_store, "parties-gone-at-renewal")
    names = ("agreement", "renewal", "party", "change")
    assert {tuple(row[name] for name in names) for row in found} == rows


def test_old_agreements_keep_the_old_party(seed_store: Reader) -> None:
    """The party is the one of agreement_parties.csv, the successor that of organisations.csv."""
    successors = {row["id"]: items(row["successor_ids"]) for row in table("organisations")}
    rows = {
        (row["agreement_id"], row["party_id"], successor)
        for row in table("agreement_parties")
        if row["role"] == "party"
        for successor in successors.get(row["party_id"], [])
    }
    found = answer(seed_store, "parties-that-have-a-successor")
    assert {(row["agreement"], row["party"], row["next"]) for row in found} == rows


def test_members_on_a_date_are_those_whose_time_holds_it(seed_store: Reader) -> None:
    """Each action and day of the question, counted in action_partners.csv."""
    partners = table("action_partners")
    found = answer(seed_store, "members-on-a-date")
    assert len(found) == 12
    for row in found:
        members = [
            partner
            for partner in partners
            if partner["action_id"] == row["action"]
            and partner["from"]
            and first_day(partner["from"]) <= row["on"]
            and (not partner["to"] or last_day(partner["to"]) >= row["on"])
        ]
        chinese = sum(partner["side"] == "cn" for partner in members)
        assert (int(row["members"]), int(row["chinese_side"])) == (len(members), chinese)


def test_partners_outside_the_action_are_dated_so_in_the_tables(seed_store: Reader) -> None:
    """Wholly before the start or wholly after the end, as precise as the dates are."""
    actions = {row["id"]: row for row in table("actions")}
    rows = set()
    for row in table("action_partners"):
        action, start = actions[row["action_id"]], row["from"]
        if start and action["start"] and last_day(start) < first_day(action["start"]):
            rows.add((row["action_id"], row["partner_id"], "before"))
        if start and action["end"] and first_day(start) > last_day(action["end"]):
            rows.add((row["action_id"], row["partner_id"], "after"))
    found = answer(seed_store, "partners-outside-the-action")
    assert {(row["action"], row["partner"], row["when"]) for row in found} == rows


def test_people_with_several_roles_are_those_of_the_table(seed_store: Reader) -> None:
    """All roles of everybody who has two rows or more in roles.csv."""
    roles = table("roles")
    count = Counter(row["person_id"] for row in roles)
    rows = sorted(
        (row["person_id"], row["target_id"], slug_of(row["role"]))
        for row in roles
        if count[row["person_id"]] > 1
    )
    found = answer(seed_store, "people-with-several-roles")
    assert sorted((row["person"], row["target"], row["role"]) for row in found) == rows


def test_names_in_two_scripts_are_those_with_both_cells(seed_store: Reader) -> None:
    """People with a Chinese name beside the Latin one, in the order in which it is written."""
    rows = {
        (row["id"], row["display_name"], row["name_zh"])
        for row in table("people")
        if row["name_zh"]
    }
    found = answer(seed_store, "names-in-two-scripts")
    assert {(row["person"], row["latin"], row["chinese"]) for row in found} == rows


def test_names_of_the_institutes_are_those_of_the_table(seed_store: Reader) -> None:
    """Every cell of names.csv about one of the ten institutes, with its kind and language."""
    institutes = {r["id"] for r in table("organisations") if r["kind"] == "scientific_institute"}
    assert len(institutes) == 10
    rows = {
        (row["thing_id"], row["kind"], row[f"name_{language}"], language)
        for row in table("names")
        if row["thing_id"] in institutes
        for language in ("fr", "en", "zh")
        if row[f"name_{language}"]
    }
    found = answer(seed_store, "institutes-and-their-names")
    names = ("institute", "kind", "name", "language")
    assert {tuple(row[name] for name in names) for row in found} == rows


def test_shared_acronyms_are_those_of_the_tables(seed_store: Reader) -> None:
    """Every pair of rows with the same acronym, over four tables."""
    bearers: dict[str, list[str]] = {}
    for name in ("organisations", "units", "actions", "funding"):
        for row in table(name):
            if row["acronym"]:
                bearers.setdefault(row["acronym"], []).append(row["id"])
    rows = {
        (acronym, *pair)
        for acronym, things in bearers.items()
        for pair in combinations(sorted(things), 2)
    }
    found = answer(seed_store, "homonyms")
    assert {(row["acronym"], row["thing"], row["other"]) for row in found} == rows


def test_every_question_is_answered_within_a_second(seed_store: Reader) -> None:
    """On the reference facts; the slowest takes some 0.03 s on two cores."""
    slow = []
    for slug in SLUGS:
        start = perf_counter()
        lines(seed_store, slug)
        if perf_counter() - start > 1:
            slow.append(slug)
    assert slow == []


def planted(facts: str) -> Store:
    """A store that holds these triples only."""
    prefixes = """
        @prefix id: <https://w3id.org/lien/id/> .
        @prefix lien: <https://w3id.org/lien/ns#> .
        @prefix org: <http://www.w3.org/ns/org#> .
        @prefix post: <https://w3id.org/lien/scheme/post/> .
        @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    """
    store = Store()
    store.load(prefixes + facts, format=RdfFormat.TURTLE)
    return store


def planted_answer(store: Store, slug: str) -> list[dict[str, str]]:
    """The rows of a question about planted facts."""
    found = store.query((ROOT / "ontology" / "competency" / f"{slug}.rq").read_text("utf-8"))
    assert isinstance(found, QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [{name: text(row[name] and row[name].value) for name in names} for row in found]


def term(person: str, first: str, last: str) -> str:
    """A term as director at one place, from the first to the last day."""
    return f"""
        id:rol-{person} a lien:RoleHeld ; rdf:subject id:{person} ; rdf:object id:place ;
          org:role post:director ; lien:start "{first}"^^xsd:date ; lien:end "{last}"^^xsd:date ;
          lien:startEarliest "{first}"^^xsd:date ; lien:startLatest "{first}"^^xsd:date ;
          lien:endEarliest "{last}"^^xsd:date ; lien:endLatest "{last}"^^xsd:date .
    """


def test_planted_terms_meet_overlap_and_leave_a_gap() -> None:
    """Invented: one year too many, one day shared, one year missing."""
    store = planted(
        term("a", "2000-01-01", "2004-12-31")
        + term("b", "2004-01-01", "2006-12-31")
        + term("c", "2006-12-31", "2008-12-31")
        + term("d", "2010-01-01", "2012-12-31")
    )
    rows = planted_answer(store, "posts-that-overlap")
    assert [(row["person"], row["next"], row["relation"]) for row in rows] == [
        ("a", "b", "overlap"),
        ("b", "c", "meets"),
        ("c", "d", "gap"),
    ]
    shared = planted_answer(store, "posts-shared")
    assert [(row["person"], row["other"], row["from"], row["until"]) for row in shared] == [
        ("a", "b", "2004-01-01", "2004-12-31"),
        ("b", "c", "2006-12-31", "2006-12-31"),
    ]


def test_a_planted_institute_counts_in_its_years_only() -> None:
    """Invented: an institute closed in 2010 and the CAS itself, both in one action since 2000."""
    links = "".join(
        f"""
        id:link-{member} a lien:Participation ; rdf:subject id:action ; rdf:object id:{member} ;
          lien:startEarliest "2000-01-01"^^xsd:date .
        """
        for member in ("org-cas", "institute")
    )
    store = planted(
        links
        + """
        id:institute org:subOrganizationOf id:org-cas ; lien:endLatest "2010-12-31"^^xsd:date .
        """
    )
    rows = planted_answer(store, "cas-with-its-institutes")
    counts = {row["on"]: (row["with_institutes"], row["participations"]) for row in rows}
    assert counts == {
        "2005-12-31": ("1", "2"),
        "2011-12-31": ("1", "1"),
        "2018-12-31": ("1", "1"),
        "2024-12-31": ("1", "1"),
    }


def test_the_missing_labels_fall_by_one_when_a_label_is_added() -> None:
    """Invented: two bodies without a Chinese name, then one."""
    facts = """
        id:one a lien:Body ; skos:prefLabel "Un"@fr , "One"@en .
        id:two a lien:Body ; skos:prefLabel "Deux"@fr , "Two"@en .
    """
    before = planted_answer(planted(facts), "labels-missing")
    after = planted_answer(planted(facts + 'id:one skos:prefLabel "一"@zh .'), "labels-missing")
    assert before == [{"class": "Body", "language": "zh", "things": "2"}]
    assert after == [{"class": "Body", "language": "zh", "things": "1"}]


def test_an_action_counts_once_however_many_bodies_of_the_cas_take_part(
    seed_store: Reader,
) -> None:
    """The rolled-up count is that of the distinct actions; the participations are more."""
    rows = answer(seed_store, "cas-bodies-by-action")
    [total] = [
        row for row in answer(seed_store, "cas-with-its-institutes") if row["on"] == "2018-12-31"
    ]
    assert int(total["with_institutes"]) == len({row["action"] for row in rows}) == 10
    assert int(total["participations"]) == len(rows) == 21
    assert int(total["cas_alone"]) == sum(row["member"] == "org-cas" for row in rows) == 6


def test_bodies_by_territory_add_up(seed_store: Reader) -> None:
    """The parts make the number of rows of organisations.csv."""
    found = answer(seed_store, "bodies-by-territory")
    assert sum(int(row["bodies"]) for row in found) == len(table("organisations"))


def test_no_fact_is_without_a_source(seed_store: Reader) -> None:
    """Every row of the tables except the sources themselves names a source."""
    records = seed_store.select(
        "PREFIX lien: <https://w3id.org/lien/ns#> SELECT ?record { ?record a lien:Record }"
    )
    assert len(records) > 1400
    assert answer(seed_store, "rows-without-a-source") == [{"rows": "0"}]


def test_the_signature_of_1978_has_four_rival_statements(seed_store: Reader) -> None:
    """Three other dates, one of them in two sources; the kept one names its sources."""
    found = answer(seed_store, "statements-about-the-1978-agreement")
    signed = [row for row in found if row["property"] == "signedOn"]
    rivals = [(row["value"], row["source"]) for row in signed if row["statement"] == "rival"]
    assert rivals == [
        ("1978-01", "src-cnrsbeijing-bureau"),
        ("1978-10", "src-amba-shanghai-life"),
        ("1978-10", "src-nl-50ans"),
        ("1978-10-21", "src-brochure-2012"),
    ]
    assert {row["value"] for row in signed if row["statement"] == "kept"} == {"1978-01-21"}
    assert all(row["source"] for row in found)
