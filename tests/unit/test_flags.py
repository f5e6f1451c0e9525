"""What is odd in the dates of the reference facts, counted by hand in their tables."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from rdflib import RDF, Literal, URIRef

from lien import query, resources
from lien.dates import PartialDate
from lien.store import Directory, Level, Reader, Triple, lines
from lien.terms import GRAPH, ID, LIEN, SCHEME, local, slug

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

ODD = [
    # rule, thing, its date, other thing, the date there
    ("event-after-action", "evt-origins-2018", "2018-11-01", "act-origins", "2016"),
    ("event-after-action", "evt-wuhan-reunion-2015", "2015-04-18", "act-wuhan-class", "1994"),
    ("event-before-action", "evt-petit-2024", "2024-06-23", "act-irn-biodiversity", "2024-06-25"),
    ("in-force-before-signature", "agr-monocl-2012", "2011", "agr-monocl-2012", "2012"),
    ("institute-younger-than-action", "org-cnrs-inc", "2009", "act-mof", "2008"),
    ("institute-younger-than-action", "org-cnrs-inshs", "2009", "act-cefc", "1991"),
    ("launched-before-signature", "act-mof", "2008", "agr-mof-2009", "2009"),
    ("launched-before-signature", "act-monocl", "2011-01", "agr-monocl-2012", "2012"),
    (
        "launched-before-signature",
        "act-postwestsocio",
        "2013-01",
        "agr-postwestsocio-2013",
        "2013-04",
    ),
    ("partner-after-action", "org-leshan", "2023", "act-ehede", "2020-12"),
    ("partner-after-action", "org-yunnan-obs", "2018-11", "act-origins", "2016"),
    ("partner-after-action", "org-yunnan-univ", "2018-11", "act-origins", "2016"),
    ("partner-before-action", "org-hku", "1999-10-16", "act-hku-pasteur", "2000-10-24"),
    (
        "partner-before-action",
        "org-institut-pasteur",
        "1999-10-16",
        "act-hku-pasteur",
        "2000-10-24",
    ),
    ("partner-before-action", "org-thales", "2014", "act-hkust-hub", "2017-03-24"),
    ("partner-ended-before-participation", "org-rhodia", "2011-09", "act-e2p2l", "2011-11-04"),
    ("partner-younger-than-participation", "org-inrae", "2020", "act-bipi", "2019"),
    ("partner-younger-than-participation", "org-uca-clermont", "2017", "act-fcppl", "2007-04-10"),
    (
        "partner-younger-than-participation",
        "org-univ-paris-saclay",
        "2015",
        "act-fcppl",
        "2007-04-10",
    ),
    ("partner-younger-than-participation", "unit-cppm", "2012", "act-fcppl", "2007-04-10"),
    ("partner-younger-than-participation", "unit-ic2mp", "2012", "act-lfcc", "2000-03-20"),
    ("partner-younger-than-participation", "unit-icgm", "2006", "act-lfcc", "2000-03-20"),
    ("partner-younger-than-participation", "unit-locie", "2011", "act-lse", "2008-12-09"),
    ("partner-younger-than-participation", "unit-lrs", "2009", "act-lfcc", "2000-03-20"),
    ("role-after-place", "per-francois-hammer", "2018-11", "act-origins", "2016"),
    ("role-before-place", "per-li-yong", "2018-11", "act-postwestsocio-ial", "2021"),
    ("role-before-place", "per-marie-bellot", "2019-05", "act-postwestsocio-ial", "2021"),
    ("role-before-place", "per-vincent-deubel", "2004-10-10", "org-ips", "2004-10-11"),
    ("role-before-place", "per-zang-jingwu", "2004-10-10", "org-ips", "2004-10-11"),
]
"""Every oddity of the tables. The institute of LSE, INST2I, has no row: only a note names it."""


def short(row: query.Flag) -> tuple[str, ...]:
    about, other = slug(row.about), slug(row.other)
    return (local(row.rule), about, str(row.date), other, str(row.against))


def test_everything_odd_in_the_reference_facts_is_found_and_nothing_else(seed_store: Reader):
    """The list is also what a plain comparison of the CSV files gives."""
    assert [short(row) for row in query.flags(seed_store, "en")] == ODD


@pytest.mark.parametrize(
    ("lang", "rule", "label"),
    [
        ("en", "partner after the action", "Yunnan University"),
        ("fr", "partenaire après l’action", None),
        ("zh", "参与方晚于合作项目", "云南大学"),
    ],
)
def test_the_rule_and_the_things_are_named(seed_store: Reader, lang, rule, label):
    oddity, thing = SCHEME["flag/partner-after-action"], ID["org-yunnan-univ"]
    (row,) = query.flags(seed_store, lang, thing=thing, oddity=oddity)
    assert str(row.rule_label) == rule
    assert label is None or str(row.label) == label
    assert row.at == ID["act-origins.org-yunnan-univ.1"]


def test_one_asks_for_one_thing_or_one_rule(seed_store: Reader):
    """Five rows of the list above name the LIA Origins; two are events after their action."""
    origins = query.ask(seed_store, "flags", {"thing": "act-origins"})
    assert [short(row) for row in origins] == [odd for odd in ODD if "act-origins" in odd]
    events = query.ask(seed_store, "flags", {"oddity": "event-after-action"})
    assert [short(row) for row in events] == ODD[:2]


CASES = [
    # rule, what is dated, its date, what it is held against, a date that is odd, one that may fit
    ("partner-before-action", "start", "part", "2010", "action", "2011", "2010-12-31"),
    ("partner-before-action", "end", "part", "2010-05", "action", "2010-06", "2010-05-31"),
    ("partner-after-action", "start", "part", "2016", "action", "2015-12", "2016-01"),
    ("partner-after-action", "end", "part", "2016-02", "action", "2016-01", "2016"),
    ("party-younger-than-agreement", "start", "body", "2009-11", "agreement", "2008", "2009"),
    ("party-ended-before-agreement", "end", "body", "2009", "agreement", "2010-01-01", "2009-12"),
    ("role-before-place", "asOf", "role", "2018", "action", "2019", "2018-12"),
    ("role-after-place", "asOf", "role", "2018-11", "action", "2018-10", "2018"),
]
AGAINST = {
    "partner-before-action": LIEN.start, "partner-after-action": LIEN.end,
    "party-younger-than-agreement": LIEN.signedOn, "party-ended-before-agreement": LIEN.signedOn,
    "role-before-place": LIEN.start, "role-after-place": LIEN.end,
}  # fmt: skip
LINKS = {"part": LIEN.Participation, "body": LIEN.AgreementParty, "role": LIEN.RoleHeld}


@pytest.mark.parametrize("odd", [True, False])
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]} {case[1]}")
def test_only_what_is_certain_is_odd(empty_directory: Directory, case, odd):
    """Invented things: odd against the first date, perhaps not against the second."""
    rule, prop, dated, date, other, wrong, fits = case
    link, body = ID["link"], ID["body"]
    triples = [
        (link, RDF.type, LINKS[dated]),
        (link, RDF.subject, body if dated == "role" else ID[other]),
        (link, RDF.object, ID[other] if dated == "role" else body),
        *on(body if dated == "body" else link, LIEN[prop], date),
        *on(ID[other], AGAINST[rule], wrong if odd else fits),
    ]
    assert [local(row.rule) for row in asked(empty_directory, triples)] == [rule] * odd


def test_an_action_is_launched_before_signature_only_if_no_agreement_may_be_older(empty_directory):
    """A second agreement without a date may be the first: then nothing is certain."""
    action, first, second = ID["action"], ID["first"], ID["second"]
    triples = [
        (action, RDF.type, LIEN.StructuringAction),
        *on(action, LIEN.start, "2010"),
        *[(agreement, RDF.type, LIEN.Agreement) for agreement in (first, second)],
        *[(agreement, LIEN.concernsAction, action) for agreement in (first, second)],
        *on(first, LIEN.signedOn, "2012"),
    ]
    assert asked(empty_directory, triples) == []
    (row,) = asked(empty_directory, [*triples, *on(second, LIEN.signedOn, "2013")])
    assert (local(row.rule), row.other) == ("launched-before-signature", first)
    assert asked(empty_directory, [*triples, *on(second, LIEN.signedOn, "2010")]) == []


def test_each_date_of_a_role_is_compared_by_itself(empty_directory: Directory):
    """Seen in 2013 and in November 2018, in an action that ended in 2016: one row, not two."""
    role, action = ID["role"], ID["action"]
    triples = [
        (role, RDF.type, LIEN.RoleHeld),
        (role, RDF.subject, ID["person"]),
        (role, RDF.object, action),
        *[triple for date in ("2013", "2018-11") for triple in on(role, LIEN.asOf, date)],
        *on(action, LIEN.end, "2016"),
    ]
    assert [str(row.date) for row in asked(empty_directory, triples)] == ["2018-11"]


def test_every_rule_is_a_concept_that_the_query_can_give():
    """The scheme and the query name the same rules."""
    scheme = (resources.folder("ontology") / "schemes" / "flag.ttl").read_text("utf-8")
    listed = set(re.findall(r'skos:notation "([a-z-]+)"', scheme))
    assert set(re.findall(r"BIND\(flag:([a-z-]+) AS", resources.query("flags"))) == listed
    assert listed >= {rule for rule, *_ in [*ODD, *CASES]}


def on(subject: URIRef, prop: URIRef, text: str) -> list[Triple]:
    date = PartialDate.parse(text)
    return [
        (subject, prop, date.literal),
        (subject, URIRef(f"{prop}Earliest"), Literal(date.earliest)),
        (subject, URIRef(f"{prop}Latest"), Literal(date.latest)),
    ]


def asked(directory: Directory, triples: list[Triple]) -> list[query.Flag]:
    graph = GRAPH["test/odd"]
    stated = [*triples, (graph, LIEN.visibility, URIRef(Level.PUBLIC.iri))]
    how = {"actor": "test", "operation": "edit", "summary": {}, "now": NOW}
    directory.commit({str(graph): lines(stated, str(graph))}, **how)
    return query.flags(directory.store.reader(Level.PUBLIC), "en")
