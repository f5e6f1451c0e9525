"""The derived graph: pairs counted as plain Python counts them, and nothing hidden in it."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import pytest
from rdflib import URIRef

from lien import query, resources
from lien.projection.derived import RANKED, Deriver
from lien.store import Directory, Level, Patch, Reader, open_directory, read_quads
from lien.terms import DERIVED, GRAPH, ID, LIEN, ORG, SCHEME
from lien.validation import validate

NOW = datetime(2026, 11, 23, tzinfo=UTC)
HOW = {"actor": "t", "operation": "set", "summary": {}, "now": NOW}
XSD = "http://www.w3.org/2001/XMLSchema#"


def graph(name: str, *facts: str, level: str = "public") -> dict[str, list[str]]:
    """A named graph of these facts, written as `subject property object`."""
    iri = GRAPH[name]
    stated = f"<{iri}> <{LIEN.visibility}> <{SCHEME[f'visibility/{level}']}>"
    return {str(iri): [f"{fact} <{iri}> ." for fact in (stated, *facts)]}


def work(name: str, bodies: str, year: int = 0) -> list[str]:
    """A work of bodies, one letter each."""
    facts = [f"<{ID[name]}> <{LIEN.authorBody}> <{ID[body]}>" for body in bodies]
    if year:
        day = f'"{year}-01-01"^^<{XSD}date>'
        facts.append(f"<{ID[name]}> <{LIEN.publishedOnEarliest}> {day}")
    return facts


def agreement(name: str, bodies: str) -> list[str]:
    """An agreement of bodies, one letter each."""
    return [f"<{ID[name]}> <{LIEN.party}> <{ID[body]}>" for body in bodies]


def below(lower: str, upper: str) -> str:
    """A body is part of another one."""
    return f"<{ID[lower]}> <{ORG.subOrganizationOf}> <{ID[upper]}>"


def opened(path: Path) -> Directory:
    """A new data directory with derived graphs."""
    return open_directory(path, create=True, derive=Deriver())


def derived(directory: Directory, level: Level = Level.PUBLIC) -> dict[str, set[str]]:
    """The derived graphs that a level sees, as N-Triples lines."""
    reader = directory.store.reader(level)
    return {
        info.iri: set(
            reader.construct(
                "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } "
                f"FILTER(?g = <{info.iri}>) }}",
                media_type="application/n-triples",
            )
            .decode()
            .splitlines()
        )
        for info in reader.graphs()
        if info.derived
    }


def counts(reader: Reader, kind: str = "co-publication") -> dict[str, tuple[int, str]]:
    """Whole and fractional count of each ranked pair, by its two slugs."""
    return {
        f"{row.first.removeprefix(ID)}{row.second.removeprefix(ID)}": (
            row.whole,
            str(row.fraction),
        )
        for row in query.pairs(reader, "en", kind=SCHEME[f"pair-kind/{kind}"])
    }


def totals(
    reader: Reader, kind: str = "co-publication"
) -> dict[tuple[str, str], tuple[int, float]]:
    """Whole and fractional count of every pair that is kept, by its two slugs."""
    found = reader.select(
        "SELECT ?a ?b ?n ?f WHERE { ?p <http://purl.org/linked-data/cube#dataSet> ?set ; "
        f"<{LIEN.firstBody}> ?a ; <{LIEN.secondBody}> ?b ; <{LIEN.wholeCount}> ?n . "
        f"?set <{LIEN.pairKind}> <{SCHEME[f'pair-kind/{kind}']}> "
        f"OPTIONAL {{ ?p <{LIEN.fractionalCount}> ?f }} }}"
    )
    return {
        (str(a).removeprefix(ID), str(b).removeprefix(ID)): (int(str(n)), float(str(f or 0)))
        for a, b, n, f in found
    }


def test_five_works_of_four_bodies_are_counted_as_by_hand(tmp_path):
    """Works AB, ABC, AD, BC, ABCD: one pair of two is worth 1, of three 1/3, of four 1/6."""
    teams = ("AB", "ABC", "AD", "BC", "ABCD")
    facts = [fact for number, team in enumerate(teams) for fact in work(f"w{number}", team, 2000)]
    with opened(tmp_path) as directory:
        directory.commit(graph("works", *facts), **HOW)
        found = counts(directory.store.reader(Level.PUBLIC))
    assert found == {
        "AB": (3, "1.5"),
        "BC": (3, "1.5"),
        "AD": (2, "1.166667"),
        "AC": (2, "0.5"),
        "BD": (1, "0.166667"),
        "CD": (1, "0.166667"),
    }
    assert list(found) == ["AB", "BC", "AD", "AC", "BD", "CD"]


def test_years_of_a_pair_add_up_and_a_work_without_a_year_is_in_the_total_only(tmp_path):
    facts = [*work("w1", "AB", 2001), *work("w2", "ABC", 2001), *work("w3", "AB", 2004)]
    with opened(tmp_path) as directory:
        directory.commit(graph("works", *facts, *work("w4", "AB")), **HOW)
        reader = directory.store.reader(Level.PUBLIC)
        rows = query.pair_years(reader, ID["B"], "en", other=ID["A"])
        assert [(str(row.year), row.whole, str(row.fraction)) for row in rows] == [
            ("2001", 2, "1.333333"),
            ("2004", 1, "1"),
        ]
        assert counts(reader)["AB"] == (4, "3.333333")
        assert [row.without_year for row in query.counted(reader, "en")] == [0, 1, 0]


def test_a_statement_in_two_graphs_counts_once(tmp_path):
    with opened(tmp_path) as directory:
        directory.commit(
            {**graph("one", *work("w", "AB")), **graph("two", *work("w", "AB"))}, **HOW
        )
        assert counts(directory.store.reader(Level.PUBLIC)) == {"AB": (1, "1")}


def test_a_work_of_more_than_a_hundred_bodies_is_left_out_and_said(tmp_path):
    def crowd(name: str, size: int) -> list[str]:
        return [f"<{ID[name]}> <{LIEN.authorBody}> <{ID[f'b{number}']}>" for number in range(size)]

    with opened(tmp_path) as directory:
        directory.commit(graph("works", *crowd("hundred", 100), *crowd("more", 101)), **HOW)
        row = query.counted(directory.store.reader(Level.PUBLIC), "en")[1]
        assert (row.things, row.too_large, row.pairs) == (1, 1, 4950)


def test_pairs_without_an_agreement_are_told_from_those_under_an_umbrella(tmp_path):
    """Planted: AB direct, CD through the bodies above, EF one house, A with its part a, GH none."""
    facts = [
        *(fact for pair in ("AB", "CD", "EF", "Aa", "GH") for fact in work(f"w{pair}", pair, 2010)),
        *agreement("ab", "AB"),
        *agreement("xy", "XY"),
        *(below("C", "x"), below("x", "X"), below("D", "Y")),
        *(below("E", "Z"), below("F", "z"), below("z", "Z"), below("Z", "E2"), below("a", "A")),
    ]
    with opened(tmp_path) as directory:
        directory.commit(graph("facts", *facts), **HOW)
        reader = directory.store.reader(Level.PUBLIC)
        covers = {
            (row.first.removeprefix(ID) + row.second.removeprefix(ID)): row.cover
            for row in query.pairs(reader, "en", kind=SCHEME["pair-kind/co-publication"])
        }
        gaps = [(str(r.cover), r.rank, r.first, r.second) for r in query.gaps(reader, "en")]
    cover = SCHEME["agreement-cover/"]
    assert covers == {
        "AB": cover + "direct",
        "Aa": cover + "same-house",
        "CD": cover + "umbrella",
        "EF": cover + "same-house",
        "GH": cover + "none",
    }
    assert gaps == [
        (str(cover + "none"), 1, ID["G"], ID["H"]),
        (str(cover + "umbrella"), 1, ID["C"], ID["D"]),
    ]


def test_bodies_that_stand_above_each_other_in_a_circle_are_one_house(tmp_path):
    facts = [*work("w", "AB"), below("A", "B"), below("B", "C"), below("C", "A")]
    with opened(tmp_path) as directory:
        directory.commit(graph("facts", *facts), **HOW)
        (row,) = query.pairs(directory.store.reader(Level.PUBLIC), "en")
        assert row.cover == SCHEME["agreement-cover/same-house"]


def test_where_there_are_too_many_pairs_the_weak_ones_are_left_out_and_said(tmp_path):
    """4,000 pairs of one work take 28,000 quads, more than 25,000; ten pairs have two works."""
    facts = [
        f"<{ID[f'w{number}']}> <{LIEN.authorBody}> <{ID[f'{side}{number % 4000}']}>"
        for number in range(4_010)
        for side in "ab"
    ]
    with opened(tmp_path) as directory:
        directory.commit(graph("works", *facts), **HOW)
        reader = directory.store.reader(Level.PUBLIC)
        row = query.counted(reader, "en")[1]
        assert (row.things, row.pairs, row.kept, row.kept_from) == (4010, 4000, 10, 2)
        assert {pair.whole for pair in query.pairs(reader, "en")} == {2}


def test_only_the_first_two_hundred_have_a_rank(tmp_path):
    facts = [
        f"<{ID[f'w{number}']}> <{LIEN.authorBody}> <{ID[f'{side}{number}']}>"
        for number in range(RANKED + 5)
        for side in "ab"
    ]
    with opened(tmp_path) as directory:
        directory.commit(graph("works", *facts), **HOW)
        reader = directory.store.reader(Level.PUBLIC)
        assert [row.rank for row in query.pairs(reader, "en")] == list(range(1, RANKED + 1))
        assert query.counted(reader, "en")[1].kept == RANKED + 5


@pytest.mark.parametrize(
    ("kind", "file", "thing", "body", "roles"),
    [
        ("agreement", "agreement_parties.csv", "agreement_id", "party_id", {"party"}),
        ("joint-action", "action_partners.csv", "action_id", "partner_id", None),
    ],
)
def test_pairs_of_the_reference_facts_are_those_of_the_tables(
    seed_store, kind, file, thing, body, roles
):
    teams: dict[str, set[str]] = defaultdict(set)
    with (resources.folder("seed") / file).open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            if roles is None or row["role"] in roles:
                teams[row[thing]].add(row[body])
    expected = Counter(pair for team in teams.values() for pair in combinations(sorted(team), 2))
    found = {pair: whole for pair, (whole, _) in totals(seed_store, kind).items()}
    assert found == dict(expected)
    strongest = sorted(expected, key=lambda pair: (-expected[pair], pair))[:RANKED]
    ranked = query.pairs(seed_store, "en", kind=SCHEME[f"pair-kind/{kind}"])
    assert [(r.first.removeprefix(ID), r.second.removeprefix(ID)) for r in ranked] == strongest


def test_the_reference_facts_have_no_works_and_the_question_says_so(seed_store):
    row = query.counted(seed_store, "en")[1]
    assert (row.kind, row.things, row.pairs) == (SCHEME["pair-kind/co-publication"], 0, 0)
    assert query.pairs(seed_store, "en", kind=row.kind) == []


def test_the_derived_graph_of_the_reference_facts_breaks_no_rule(seed_directory, tmp_path):
    lines = [*seed_directory.store.lines()]
    for iri, found in derived(seed_directory).items():
        lines += [f"{line[:-1]}<{iri}> ." for line in found]
    file = tmp_path / "all.nq"
    file.write_text("\n".join(lines), encoding="utf-8")
    triples = [triple for _, triple in read_quads(file)]
    assert len(triples) > 40_000
    assert validate(triples) == []


def filtered(directory: Directory, level: Level, path: Path) -> Directory:
    """A directory that never held what `level` may not see, filled in another order."""
    shown = [info.iri for info in directory.store.reader(level).graphs() if not info.derived]
    other = opened(path)
    for iri in reversed(shown):
        other.commit({iri: list(directory.store.lines((iri,)))}, **HOW)
    return other


def everything() -> Mapping[str, Iterable[str]]:
    """Works and agreements at three levels."""
    return {
        **graph("p1", *work("w1", "AB", 2001), *work("w2", "ABC", 2002)),
        **graph("p2", *work("w3", "BC", 2001), below("A", "U")),
        **graph("i", *work("w4", "AB", 2001), *agreement("a1", "AB"), level="internal"),
        **graph("r", *work("w5", "AZ", 2003), *agreement("a2", "BC"), level="restricted"),
    }


@pytest.mark.parametrize("level", list(Level))
def test_what_is_derived_is_what_a_store_without_the_hidden_graphs_derives(tmp_path, level):
    with opened(tmp_path / "all") as directory:
        directory.commit(everything(), **HOW)
        with filtered(directory, level, tmp_path / "some") as other:
            assert derived(other, level) == derived(directory, level)
            assert len(derived(directory, level)) == 1
            assert other.store.version(level) == directory.store.version(level)


def test_every_level_sees_one_derived_graph_and_its_own_sums(tmp_path):
    with opened(tmp_path) as directory:
        directory.commit(everything(), **HOW)
        seen = {level: list(derived(directory, level)) for level in Level}
        sums = [counts(directory.store.reader(level))["AB"][0] for level in Level]
    assert seen == {level: [DERIVED + level.name.lower()] for level in Level}
    assert sums == [2, 3, 3]


def test_levels_that_see_the_same_facts_share_one_derived_graph(tmp_path):
    with opened(tmp_path) as directory:
        directory.commit(graph("p", *work("w", "AB")), **HOW)
        assert {name for level in Level for name in derived(directory, level)} == {
            DERIVED + "public"
        }
        directory.commit(graph("r", *work("v", "AB"), level="restricted"), **HOW)
        assert [list(derived(directory, level)) for level in Level] == [
            [DERIVED + "public"],
            [DERIVED + "public"],
            [DERIVED + "restricted"],
        ]
        directory.commit({str(GRAPH["r"]): []}, **HOW)
        assert list(derived(directory, Level.RESTRICTED)) == [DERIVED + "public"]


def test_after_every_change_the_graph_is_the_one_derived_anew(tmp_path):
    """Works arrive, change a body, lose a date, go; agreements and bodies above come later."""
    steps: list[Patch | Mapping[str, Iterable[str]]] = [
        everything(),
        graph("p1", *work("w1", "ABD", 2001), *work("w2", "ABC", 2002)),
        graph("p1", *work("w1", "ABD"), *work("w2", "C", 2002)),
        graph("p3", *agreement("a3", "UB"), below("B", "V"), *work("w1", "Q", 1999)),
        Patch(removed=tuple(line for line in graph("p2", below("A", "U"))[str(GRAPH["p2"])][1:])),
        {str(GRAPH["i"]): []},
        graph("r", *work("w5", "AZ", 2003), level="internal"),
        {str(GRAPH["p1"]): [], str(GRAPH["p3"]): []},
    ]
    with opened(tmp_path / "kept") as directory:
        for step in steps:
            directory.commit(step, **HOW)
            with open_directory(tmp_path / "kept", derive=Deriver()) as anew:
                for level in Level:
                    assert derived(directory, level) == derived(anew, level)
                    (info,) = [i for i in anew.store.reader(level).graphs() if i.derived]
                    assert info.quads == len(derived(anew, level)[info.iri])


def test_another_process_follows_the_journal(tmp_path):
    with opened(tmp_path) as directory, open_directory(tmp_path) as writer:
        writer.commit(graph("p", *work("w1", "AB")), **HOW)
        writer.commit(graph("p", *work("w1", "AB"), *work("w2", "AB")), **HOW)
        assert directory.refresh()
        assert counts(directory.store.reader(Level.PUBLIC)) == {"AB": (2, "2")}


def test_a_derived_graph_is_in_no_journal_no_snapshot_and_no_count(tmp_path):
    with opened(tmp_path) as directory:
        directory.commit(graph("p", *work("w1", "AB")), **HOW)
        directory.rebuild()
        assert list(directory.journal.states()) == [str(GRAPH["p"])]
        assert directory.store.counts() == {str(GRAPH["p"]): 3}
        assert directory.store.count_again() == {str(GRAPH["p"]): 3}
        assert not any(DERIVED in line for line in directory.store.lines())
        assert [info.derived for info in directory.status().graphs] == [True, False]
        assert directory.status().quads == 3
    assert DERIVED not in (tmp_path / "store" / "snapshot.nq").read_text()


def test_nobody_writes_into_a_derived_graph(tmp_path):
    iri = DERIVED + "public"
    line = f"<{ID['x']}> <{LIEN.wholeCount}> <{ID['y']}> <{iri}> ."
    with opened(tmp_path) as directory:
        for change in ({iri: [line]}, Patch(added=(line,))):
            with pytest.raises(ValueError, match="is derived"):
                directory.commit(change, **HOW)
        assert directory.journal.head().seq == 0


def test_the_graph_says_from_what_at_which_state_and_by_which_method(tmp_path):
    with opened(tmp_path) as directory:
        directory.commit(everything(), **HOW)
        reader = directory.store.reader(Level.INTERNAL)
        said = defaultdict(set)
        for prop, value in reader.select(f"SELECT ?p ?o {{ <{DERIVED}internal> ?p ?o }}"):
            said[str(prop)].add(value)
        version = reader.version
    source = "http://www.w3.org/ns/prov#wasDerivedFrom"
    assert said[source] == {GRAPH[name] for name in ("p1", "p2", "i")}
    assert said[str(LIEN.derivedFor)] == {SCHEME["visibility/internal"]}
    assert [str(value) for value in said[str(LIEN.derivedFromState)]] == [version]
    assert said["http://purl.org/dc/terms/conformsTo"] == {
        URIRef("https://w3id.org/lien/ns/derived")
    }


def test_names_that_are_not_ours_and_years_that_are_none_do_no_harm(tmp_path):
    odd = [
        f"<https://example.org/a?b,c#d~e> <{LIEN.party}> <https://example.org/x~y>",
        f"<https://example.org/a?b,c#d~e> <{LIEN.party}> <https://ror.org/02feahw73>",
        f'<https://example.org/a?b,c#d~e> <{LIEN.signedOnEarliest}> "-0044-03-15"^^<{XSD}date>',
        f'<{ID["w"]}> <{LIEN.publishedOnEarliest}> "before the war"',
        f'<{ID["w"]}> <{LIEN.authorBody}> "<a text\\tin place of a body>"',
        f'<{ID["A"]}> <{ORG.subOrganizationOf}> "B"',
        *work("w", "AB"),
    ]
    with opened(tmp_path) as directory:
        directory.commit(graph("p", *odd), **HOW)
        reader = directory.store.reader(Level.PUBLIC)
        rows = query.pairs(reader, "en")
        assert [(row.first, row.second, row.whole) for row in rows] == [
            (
                URIRef("https://example.org/x~y"),
                URIRef("https://ror.org/02feahw73"),
                1,
            ),
            (ID["A"], ID["B"], 1),
        ]
        assert [row.without_year for row in query.counted(reader, "en")] == [1, 1, 0]


def test_random_works_are_counted_as_plain_python_counts_them(tmp_path):
    """Fixed pseudo-random teams of 1 to 9 of 40 bodies over 10 years; whole, shared and by year."""
    teams = {
        f"w{n}": (
            "".join(sorted({chr(65 + (n * k * 7919 + k * k) % 40) for k in range(n % 9 + 1)}))
        )
        for n in range(400)
    }
    years = {name: 2000 + number % 10 for number, name in enumerate(teams)}
    facts = [
        fact
        for name, team in teams.items()
        for fact in (
            *(f"<{ID[name]}> <{LIEN.authorBody}> <{ID[f'b{ord(body)}']}>" for body in team),
            f'<{ID[name]}> <{LIEN.publishedOnEarliest}> "{years[name]}-02-03"^^<{XSD}date>',
        )
    ]
    whole: Counter[tuple[str, str]] = Counter()
    by_year: Counter[tuple[str, str, str]] = Counter()
    shared: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for name, team in teams.items():
        members = sorted(f"b{ord(body)}" for body in team)
        for one, two in combinations(members, 2):
            whole[one, two] += 1
            by_year[one, two, str(years[name])] += 1
            shared[one, two] += Fraction(2, len(team) * (len(team) - 1))
    with opened(tmp_path) as directory:
        directory.commit(graph("works", *facts), **HOW)
        reader = directory.store.reader(Level.PUBLIC)
        pairs = totals(reader)
        assert {pair: count for pair, (count, _) in pairs.items()} == dict(whole)
        for pair, (_, fraction) in pairs.items():
            assert fraction == pytest.approx(float(shared[pair]), abs=1e-6)
        total = sum(fraction for _, fraction in pairs.values())
        assert total == pytest.approx(sum(len(team) > 1 for team in teams.values()), abs=1e-3)
        found = {
            (str(first), str(second), str(year)): int(count)
            for first, second, year, count in reader.select(
                f"SELECT ?a ?b ?y ?n {{ ?p <{LIEN.firstBody}> ?a ; <{LIEN.secondBody}> ?b ; "
                "<http://purl.org/linked-data/cube#observation> ?f . "
                f"?f <{LIEN.year}> ?y ; <{LIEN.wholeCount}> ?n }}"
            )
        }
        assert found == {
            (str(ID[one]), str(ID[two]), year): n for (one, two, year), n in by_year.items()
        }
