"""The named questions on the reference facts; counts are taken from the tables themselves."""

from __future__ import annotations

import csv
from datetime import date
from itertools import pairwise

from rdflib import URIRef

from lien import query, resources
from lien.dates import PartialDate
from lien.terms import LIEN, SCHEME, slug, thing

SEED = resources.folder("seed")
CAS, CNRS, E2P2L = thing("org-cas"), thing("org-cnrs"), thing("act-e2p2l")
TREATY = thing("agr-france-china-1978")


def rows(name):
    with (SEED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_neighbours_are_the_links_of_the_tables(seed_store):
    found = query.neighbours(seed_store, E2P2L, "en")
    partners = [row for row in found if row.property == LIEN.partner]
    expected = [row for row in rows("action_partners") if row["action_id"] == "act-e2p2l"]
    assert sorted(slug(row.other) for row in partners) == sorted(r["partner_id"] for r in expected)
    assert {row.direction.value for row in partners} == {"out"}
    (cnrs,) = [row for row in partners if row.other == CNRS]
    assert (str(cnrs.start), str(cnrs.role_label), str(cnrs.property_label)) == (
        "2011-11-04",
        "lead",
        "partner",
    )
    assert cnrs.sources == (thing("src-e2p2l-history"),)
    assert cnrs.link == thing("act-e2p2l.org-cnrs.1")


def test_a_link_is_seen_from_both_ends_with_the_words_of_each(seed_store):
    (seen,) = [
        row
        for row in query.neighbours(seed_store, CNRS, "en")
        if row.other == E2P2L and row.property == LIEN.partner
    ]
    assert (str(seen.direction), str(seen.property_label)) == ("in", "takes part in")


def test_a_neighbour_seen_on_two_days_is_one_row(seed_store):
    found = query.neighbours(seed_store, thing("per-patrick-nedellec"), "fr")
    (office,) = [row for row in found if row.link == thing("rol-patrick-nedellec-1")]
    assert office.as_of == ("2011-04-07", "2013-07")


def test_every_link_says_which_graph_and_which_sources_state_it(seed_store):
    for slug_ in ("org-cas", "act-liama", "per-patrick-nedellec", "fund-phc-cai-yuanpei"):
        found = query.neighbours(seed_store, thing(slug_), "zh")
        assert found
        assert all(row.graph and row.sources and row.confidence for row in found)


def test_labels_follow_the_language_then_fall_back(seed_store):
    things = [CAS, thing("act-liama"), TREATY]
    named = {slug(n.thing): n.label for n in query.names(seed_store, things, "zh")}
    assert (str(named["org-cas"]), named["org-cas"].language) == ("中国科学院", "zh")
    assert named["agr-france-china-1978"].language is None
    assert query.names(seed_store, [], "fr") == []
    assert query.names(seed_store, [thing("org-nobody")], "fr") == []


def test_a_description_keeps_partial_dates_and_shows_no_derived_values(seed_store):
    facts = query.describe(seed_store, thing("agr-cnrs-cas-1978"), "en")
    (signed,) = [fact for fact in facts if fact.property == LIEN.signedOn]
    assert (str(signed.value), str(signed.value.datatype).rpartition("#")[2]) == (
        "1978-10",
        "gYearMonth",
    )
    assert not [fact for fact in facts if str(fact.property).endswith(("Earliest", "Latest"))]
    assert not [fact for fact in facts if str(fact.property).endswith(("hiddenLabel", "#type"))]
    assert str(facts[0].property).endswith("prefLabel")
    assert all(fact.property_label for fact in facts)


def test_all_agreements_are_listed_by_first_day_and_undated_ones_come_last(seed_store):
    found = query.agreements(seed_store, "fr")
    table = rows("agreements")
    assert {slug(row.agreement) for row in found} == {row["id"] for row in table}
    assert len(found) == len(table)
    undated = [row["id"] for row in table if not row["date_signed"]]
    assert {slug(row.agreement) for row in found[-len(undated) :]} == set(undated)
    newest = query.agreements(seed_store, "fr", newest=True)
    assert {slug(row.agreement) for row in newest[-len(undated) :]} == set(undated)
    days = [str(row.signed) for row in newest[: -len(undated)]]
    assert all(a[:4] >= b[:4] for a, b in pairwise(days))


def test_agreements_of_a_body_are_those_it_takes_part_in(seed_store):
    found = query.agreements(seed_store, "en", body=CAS)
    table = {r["agreement_id"] for r in rows("agreement_parties") if r["party_id"] == "org-cas"}
    assert {slug(row.agreement) for row in found} == table
    assert all("CAS" in [party.label for party in row.parties] for row in found)


def test_a_year_meets_the_agreements_that_may_have_been_signed_in_it(seed_store):
    found = query.agreements(
        seed_store, "fr", signed_from=date(1978, 1, 1), signed_to=date(1978, 12, 31)
    )
    assert [(slug(row.agreement), str(row.signed)) for row in found] == [
        ("agr-france-china-1978", "1978-01-21"),
        ("agr-cnrs-cas-1978", "1978-10"),
    ]


def test_kinds_filter_agreements(seed_store):
    kind = SCHEME["agreement-kind/letter-of-intent"]
    found = query.agreements(seed_store, "en", kind=kind)
    expected = [row for row in rows("agreements") if row["kind"] == "letter of intent"]
    assert len(found) == len(expected)


def test_contradictions_are_counted_and_told(seed_store):
    table = [row for row in rows("alternatives") if row["entity_id"] == slug(TREATY)]
    (treaty,) = [r for r in query.agreements(seed_store, "fr") if r.agreement == TREATY]
    assert treaty.contradictions == len(table)
    told = query.competing(seed_store, "en", thing=TREATY)
    assert {str(row.value) for row in told} == {row["alternative_value"] for row in table}
    assert {str(row.kept_values) for row in told} == {"1978-01-21"}
    assert len(query.competing(seed_store, "en")) == len(rows("alternatives"))


def test_the_timeline_is_in_order_with_coarse_dates_first(seed_store):
    found = query.timeline(seed_store, CAS, "fr")
    keys = [(PartialDate.parse(str(row.given)).earliest, len(str(row.given))) for row in found]
    assert keys == sorted(keys)
    agreement = [row for row in found if row.thing == thing("agr-cnrs-cas-1978")]
    assert [(str(row.given), str(row.what)) for row in agreement] == [("1978-10", "signed")]
    assert ("1949", "begins") in [(str(row.given), str(row.what)) for row in found]


def test_each_day_on_which_a_role_was_seen_is_a_moment_of_its_own(seed_store):
    found = query.timeline(seed_store, thing("per-patrick-nedellec"), "fr")
    seen = [row for row in found if row.at == thing("rol-patrick-nedellec-1")]
    assert [str(row.given) for row in seen] == ["2011-04-07", "2013-07"]


def test_the_origin_of_a_fact_names_file_row_sources_and_rivals(seed_store):
    found = query.origin(seed_store, TREATY, "en", property=LIEN.signedOn)
    kept = [row for row in found if str(row.standing) == "preferred"]
    (row,) = [row for row in rows("agreements") if row["id"] == slug(TREATY)]
    assert {slug(origin.source) for origin in kept} == set(row["source_id"].split(";"))
    assert {(str(origin.file), origin.row.value) for origin in kept} == {("agreements.csv", 2)}
    rivals = {str(origin.fact) for origin in found if str(origin.standing) == "competing"}
    assert rivals == {"1978-10-21", "1978-10", "1978-01"}
    assert found[0].source_label
    assert str(found[0].graph_title) == "Agreements"


def test_the_origin_of_a_link_is_the_row_of_the_link(seed_store):
    (origin,) = query.origin(seed_store, E2P2L, "fr", property=LIEN.partner, value=CNRS)
    assert (str(origin.file), origin.row.value) == ("action_partners.csv", 2)


def test_an_unknown_figure_has_no_value_and_says_why(seed_store):
    found = query.indicators(seed_store, "en")
    table = rows("indicators")
    assert len(found) == len(table)
    assert sum(row.value is None for row in found) == sum(not row["value"] for row in table)
    headline = query.headline(seed_store, thing("src-cnrsbeijing-bureau"), "en")
    # README of the facts, "Conflicts and doubts" 3: four labels whose numbers are missing
    assert len(headline) == 4
    assert all(row.value is None and row.status_label and row.note for row in headline)
    scoped = query.indicators(seed_store, "en", scope="CNRS")
    assert len(scoped) == sum(row["scope"] == "CNRS" for row in table)


def test_classes_count_what_the_tables_hold(seed_store):
    counts = {
        str(row.klass).rpartition("#")[2]: row.things for row in query.classes(seed_store, "fr")
    }
    tables = {"Body": "organisations", "Agreement": "agreements", "Source": "sources"}
    for name, table in tables.items():
        assert counts[name] == len(rows(table))
    listed = query.things(seed_store, LIEN.Body, "fr")
    assert len(listed) == counts["Body"]
    assert query.things(seed_store, LIEN.Body, "fr", limit=5, offset=5) == listed[5:10]


def test_links_are_every_row_of_the_link_tables(seed_store):
    nodes = [row.link for row in query.links(seed_store) if row.link]
    tables = ("action_partners", "agreement_links", "agreement_parties", "identities", "roles")
    assert len(nodes) == len(set(nodes)) == sum(len(rows(table)) for table in tables)


def test_what_is_unverified_does_not_exist_for_the_public(seed_store):
    # first row of unverified.csv: a unit that no verified table names
    unknown = thing("unit-lcb")
    assert not query.known(seed_store, unknown)
    assert query.origin(seed_store, unknown, "fr") == []


def test_an_unknown_body_has_no_rows_anywhere(seed_store):
    nobody = URIRef("https://example.org/nobody")
    assert query.neighbours(seed_store, nobody, "fr") == []
    assert query.describe(seed_store, nobody, "fr") == []
    assert query.timeline(seed_store, nobody, "fr") == []
    assert query.agreements(seed_store, "fr", body=nobody) == []


def test_the_history_of_e2p2l_is_one_number_under_two_labels(seed_store):
    """UMI 3464 in 2011, IRL 3464 seen in 2021: kinds.csv."""
    stages = query.history(seed_store, E2P2L, "en")
    assert [(str(s.what), str(s.code), str(s.start or ""), s.as_of) for s in stages] == [
        ("kind", "UMI 3464", "2011", ()),
        ("kind", "IRL 3464", "", ("2021",)),
    ]


def test_the_treaty_runs_five_years_and_goes_on_tacitly(seed_store):
    """The row of agreement_periods.csv, with its length and way of renewal."""
    (stage,) = query.history(seed_store, TREATY, "en")
    assert (str(stage.what), str(stage.duration), str(stage.renewal_label)) == (
        "period", "P5Y", "tacit",
    )  # fmt: skip
