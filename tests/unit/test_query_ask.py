"""Questions asked with texts: the same rows on every face, and errors that help."""

from __future__ import annotations

from pathlib import Path

import pytest

from lien import query
from lien.errors import UnknownQuestion, UnknownThing
from lien.query.naming import Unnamed
from lien.query.parameters import KINDS
from lien.query.text import with_values

ASKED = [
    ("describe", {"thing": "org-cas", "lang": "zh"}),
    ("describe", {"thing": "agr-france-china-1978"}),
    ("neighbours", {"body": "org-cas"}),
    ("neighbours", {"body": "act-e2p2l", "lang": "zh"}),
    ("neighbours", {"body": "per-patrick-nedellec", "lang": "fr"}),
    ("extents", {}),
    ("extents", {"thing": "org-cas", "lang": "zh"}),
    ("agreements", {}),
    ("agreements", {"body": "org-cas", "newest": "true"}),
    ("agreements", {"kind": "framework-agreement", "signed_from": "2010", "signed_to": "2020-06"}),
    ("in_force", {"on": "2013-06-30"}),
    ("history", {"thing": "act-e2p2l"}),
    ("history", {"thing": "agr-france-china-1978", "lang": "fr"}),
    ("timeline", {"body": "act-liama"}),
    ("timeline", {"body": "per-patrick-nedellec", "lang": "fr"}),
    ("origin", {"subject": "agr-france-china-1978", "property": "signedOn"}),
    ("origin", {"subject": "act-e2p2l", "property": "lien:partner", "value": "org-cnrs"}),
    ("origin", {"subject": "agr-france-china-1978", "property": "signedOn", "value": "1978-10"}),
    ("origin", {"subject": "org-cas"}),
    ("indicators", {"scope": "CNRS"}),
    ("indicators", {"source": "src-cnrsbeijing-bureau", "lang": "fr"}),
    ("indicators", {"measure": "cnrs-staff-missions-to-china"}),
    ("competing", {}),
    ("competing", {"thing": "act-e2p2l"}),
    ("flags", {}),
    ("flags", {"thing": "act-origins", "lang": "fr"}),
    ("flags", {"oddity": "event-after-action", "lang": "zh"}),
    ("names", {"thing": "org-cas", "lang": "zh"}),
    ("pairs", {}),
    ("pairs", {"kind": "joint-action", "limit": "10", "lang": "fr"}),
    ("pairs", {"kind": "co-publication"}),
    ("pair_years", {"body": "org-cas"}),
    ("pair_years", {"body": "org-cas", "other": "org-cnrs", "kind": "agreement", "lang": "zh"}),
    ("gaps", {"kind": "joint-action"}),
    ("gaps", {"cover": "umbrella", "lang": "zh"}),
    ("counted", {"lang": "fr"}),
    ("runs", {"lang": "zh"}),
    ("measured", {}),
    ("measured", {"thing": "org-cas", "measure": "core", "network": "agreement", "lang": "fr"}),
    ("counterparts", {"body": "org-cas", "lang": "fr"}),
    ("encounters", {"body": "act-e2p2l"}),
    ("encounters", {"body": "org-cas", "lang": "zh"}),
    ("agreement_periods", {}),
    ("agreement_periods", {"body": "org-cas", "lang": "fr"}),
    ("joint_papers", {"body": "org-cas"}),
    ("works_with", {}),
    ("works_with", {"place": "shanghai", "field": "1-4", "on": "2013", "lang": "zh"}),
    ("works_with", {"theme": "theoretical-chemistry", "territory": "hk"}),
    ("tools", {"lang": "fr"}),
    ("tool_users", {}),
    ("tool_users", {"tool": "lia", "lang": "zh"}),
    ("statements", {"thing": "act-e2p2l"}),
    ("statements", {}),
    ("sources", {}),
    ("sources", {"source": "src-lfcc"}),
    ("chronicle", {}),
    ("chronicle", {"body": "org-cas", "what": "event", "since": "2000", "until": "2011-06"}),
    ("structures", {"lang": "fr"}),
    ("structures", {"kind": "lia", "field": "1-1", "cnrs": "yes", "partner": "org-cnrs"}),
    ("structures", {"territory": "hk", "institute": "org-cnrs-inshs", "lang": "zh"}),
    ("structure_partners", {}),
    ("structure_partners", {"action": "act-e2p2l", "lang": "zh"}),
    ("funding", {"lang": "zh"}),
    ("funding", {"territory": "hk", "field": "1-3", "kind": "cnrs-tool"}),
    ("funding_users", {}),
    ("funding_users", {"scheme": "fund-irl", "lang": "fr"}),
    ("partners", {"lang": "zh"}),
    ("partners", {"territory": "hk", "on": "2015-06"}),
    ("city_pairs", {}),
    ("city_pairs", {"place": "hong-kong", "on": "2015"}),
    ("positions", {"lang": "fr"}),
    ("in_force", {"on": "2015", "standing": "in-force", "ends_by": "2017"}),
    ("links", {}),
    ("things", {"class": "Body", "limit": "7"}),
    ("things", {"class": "Person", "lang": "zh"}),
    ("classes", {"lang": "zh"}),
    ("standing", {"thing": "act-e2p2l", "on": "2013-06"}),
    ("standing", {"thing": "org-cnrs-bureau-chine", "on": "2000", "lang": "fr"}),
    ("linked_through", {"body": "org-cas", "lang": "zh"}),
    ("similar", {"body": "org-fudan"}),
    ("families", {}),
    ("roles", {"body": "org-cnrs-bureau-chine", "lang": "fr"}),
    ("roles", {"person": "per-patrick-nedellec"}),
    ("bearers", {"term": "https://w3id.org/lien/scheme/territory/cn", "lang": "fr"}),
    ("imports", {"lang": "zh"}),
    ("uncovered", {"on": "2020", "since": "2016", "until": "2020", "least": "2", "home": "fr"}),
    ("joint_works", {"first": "org-cnrs", "second": "org-cas", "parts": "true", "since": "2016"}),
    ("joint_works", {"first": "org-cnrs", "second": "org-cas", "until": "2016", "lang": "fr"}),
]


@pytest.mark.parametrize(("name", "texts"), ASKED)
def test_the_query_that_is_shown_gives_the_same_rows(seed_store, name, texts):
    asked = list(query.ask(seed_store, name, texts))
    shown = seed_store.select(query.as_sparql(name, texts))
    assert len(shown) == len(asked)
    if asked:
        lang = texts.get("lang", "en")
        rows = Unnamed(type(asked[0]), shown).named(seed_store, lang)
        assert sorted(rows, key=repr) == sorted(asked, key=repr)


def test_rows_come_in_the_order_of_the_query_but_for_names(seed_store):
    shown = seed_store.select(query.as_sparql("agreements", {}))
    assert Unnamed(query.Agreement, shown).named(seed_store, "en") == list(
        query.ask(seed_store, "agreements", {})
    )


def test_every_question_has_a_query_in_two_languages_and_is_asked_in_these_tests():
    assert {name for name, _ in ASKED} == set(query.QUESTIONS)
    for question in query.QUESTIONS.values():
        assert set(question.titles) == {"en", "fr"}
        assert question.help.endswith(".")
        assert all(parameter.kind in KINDS for parameter in question.parameters)


def test_every_query_file_says_what_it_asks_and_who_asks():
    for path in Path(query.__file__).parent.glob("*.rq"):
        head = path.read_text("utf-8").splitlines()[:3]
        assert [line[:5] for line in head[:2]] == ["# en:", "# fr:"], path.name
        assert head[2].startswith("# Asked by: "), path.name


def test_a_thing_may_be_named_by_slug_or_by_address(seed_store):
    by_slug = query.ask(seed_store, "describe", {"thing": "org-cas"})
    by_iri = query.ask(seed_store, "describe", {"thing": "https://w3id.org/lien/id/org-cas"})
    assert by_slug == by_iri


def test_an_empty_parameter_counts_as_absent(seed_store):
    everything = query.ask(seed_store, "agreements", {})
    assert query.ask(seed_store, "agreements", {"body": "", "kind": " "}) == everything


@pytest.mark.parametrize(
    ("name", "texts", "hint"),
    [
        ("nonsense", {}, "neighbours"),
        ("describe", {}, "org-cas"),
        ("describe", {"thing": "a b"}, "org-cas"),
        ("describe", {"thing": "org-cas", "colour": "red"}, "thing, lang"),
        ("describe", {"thing": "org-cas", "lang": "de"}, "fr, en or zh"),
        ("things", {"class": "zz:Body"}, "Agreement"),
        ("things", {"class": "Body", "limit": "-1"}, "rows"),
        ("things", {"class": "Body", "limit": "１"}, "rows"),
        ("agreements", {"signed_from": "1978-13"}, "month"),
        ("agreements", {"newest": "maybe"}, "true or false"),
        ("describe", {"thing": "https://x/> } # "}, "org-cas"),
    ],
)
def test_a_question_that_cannot_be_asked_says_how_to_ask_it(seed_store, name, texts, hint):
    for attempt in (
        lambda: query.ask(seed_store, name, texts),
        lambda: query.as_sparql(name, texts),
    ):
        with pytest.raises(UnknownQuestion) as caught:
            attempt()
        assert hint in caught.value.hint


def test_an_unknown_or_hidden_thing_is_an_error(seed_store):
    for slug in ("org-nobody", "unit-lcb"):
        with pytest.raises(UnknownThing):
            query.ask(seed_store, "neighbours", {"body": slug})


def test_values_are_written_as_terms():
    text = query.as_sparql("indicators", {"scope": 'a" } # b', "lang": "fr"})
    assert 'VALUES (?scope ?lang) {\n    ("a\\" } # b" "fr")' in text
    assert (
        with_values("SELECT * WHERE { ?s ?p ?o }", [{"s": None}]) == "SELECT * WHERE { ?s ?p ?o }"
    )
