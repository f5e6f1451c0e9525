"""The network as columns says what the facts say, and is the same however it came about."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import fields
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

import numpy as np

from lien import resources
from lien.projection.columns import KINDS
from lien.projection.keeping import Networks, manifest_of
from lien.projection.network import CLASSES, Network, read
from lien.projection.pairs import UNIT
from lien.projection.texts import Texts
from lien.store import Level, Patch, open_directory
from lien.terms import GRAPH, ID, LIEN, SCHEME

NOW = datetime(2026, 11, 23, tzinfo=UTC)
HOW = {"actor": "t", "operation": "set", "summary": {}, "now": NOW}
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DATE = "http://www.w3.org/2001/XMLSchema#date"


def same(one: Network, other: Network) -> bool:
    """Whether every column has the same type and bytes."""
    return manifest_of(one, "", "") == manifest_of(other, "", "") and all(
        getattr(one, field.name).dtype == getattr(other, field.name).dtype
        for field in fields(Network)
        if isinstance(getattr(one, field.name), np.ndarray)
    )


def evidence(network: Network, edge: int) -> list[tuple[str, int, int]]:
    """Evidence of an edge with its days."""
    rows = range(network.offset[edge], network.offset[edge + 1])
    return [
        (network.iri(network.thing[row]), int(network.since[row]), int(network.until[row]))
        for row in rows
    ]


def test_the_links_of_the_reference_facts_are_edges_with_their_days_and_evidence(seed_store):
    network = read(seed_store.tsv)
    expected = defaultdict(set)
    for row in seed_store.select(resources.query("links")).records():
        since, until = (str(row[day] or "0") for day in ("startEarliest", "endLatest"))
        expected[str(row["property"]), str(row["source"]), str(row["target"])].add(
            (
                str(row["link"] or row["source"]),
                int(since.replace("-", "")),
                int(until.replace("-", "")),
            )
        )
    found = {
        (network.kinds[network.kind[edge]], network.iri(network.u[edge]), network.iri(v)): set(
            evidence(network, edge)
        )
        for edge, v in enumerate(network.v)
        if network.kind[edge] >= len(KINDS)
    }
    assert found.keys() == expected.keys()
    own = {key: {row for row in rows if row[0] != key[1]} or rows for key, rows in expected.items()}
    assert found == own
    classes = Counter(CLASSES[number - 1] for number in network.classes.tolist() if number)
    stated = {str(row[0]): str(row[1]) for row in seed_store.select(CLASSES_ASKED)}
    assert classes == Counter(
        next(name for name in CLASSES if iri.endswith(name.split(":")[1]))
        for iri in stated.values()
    )


CLASSES_ASKED = """PREFIX lien: <https://w3id.org/lien/ns#>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
SELECT DISTINCT ?s ?c { VALUES ?c { %s } ?s a ?c }""" % " ".join(CLASSES)  # noqa: UP031


def test_pairs_of_the_reference_facts_are_those_of_the_members(seed_store):
    network = read(seed_store.tsv)
    parties = defaultdict(set)
    asked = f"SELECT ?a ?b {{ ?a <{LIEN.party}> ?b }}"
    for agreement, body in seed_store.select(asked):
        parties[str(agreement)].add(str(body))
    expected = Counter(
        pair for bodies in parties.values() for pair in combinations(sorted(bodies), 2)
    )
    edges = np.flatnonzero(network.kind == network.kinds.index("agreement"))
    found = {
        (network.iri(network.u[e]), network.iri(network.v[e])): network.whole[e] for e in edges
    }
    assert found == expected
    assert sum(expected.values()) > 50


def facts(number: int, chance: random.Random) -> list[str]:
    """A work of some bodies, a link with days, and a link without."""
    end = f"<{GRAPH['g']}> ."
    bodies = chance.sample([f"<{ID[f'b{n}']}>" for n in range(12)], chance.randint(1, 4))
    work, link = f"<{ID[f'w{number}']}>", f"<{ID[f'l{number}']}>"
    lines = [f"{work} <{LIEN.authorBody}> {body} {end}" for body in bodies]
    lines.append(f'{work} <{LIEN.publishedOnEarliest}> "20{number:02}-05-01"^^<{DATE}> {end}')
    lines += [f"{body} <{RDF}type> <{LIEN.Body}> {end}" for body in bodies[:2]]
    lines.append(f"{bodies[0]} <{LIEN.partner}> {bodies[-1]} {end}")
    if chance.random() < 0.6:
        lines += [
            f"{link} <{RDF}subject> {bodies[0]} {end}",
            f"{link} <{RDF}predicate> <{LIEN.partner}> {end}",
            f"{link} <{RDF}object> {bodies[-1]} {end}",
            f'{link} <{LIEN.startEarliest}> "20{number:02}-01-01"^^<{DATE}> {end}',
        ]
    return lines


def test_a_network_that_follows_changes_is_bit_for_bit_the_one_read_anew(empty_directory, tmp_path):
    directory, chance = empty_directory, random.Random(6)  # noqa: S311  no secret
    public = f"<{GRAPH['g']}> <{LIEN.visibility}> <{SCHEME['visibility/public']}> <{GRAPH['g']}> ."
    kinds = [
        f"<{iri}> <{RDF}type> <{LIEN.LinkProperty}> <{GRAPH['g']}> ."
        for iri in (LIEN.partner, LIEN.authorBody)
    ]
    directory.commit(Patch((public, *kinds), ()), **HOW)
    reader = directory.store.reader(Level.PUBLIC)
    networks = Networks(tmp_path / "projection")
    there: set[str] = set()
    for step in range(12):
        more = {line for n in range(3) for line in facts(10 + (3 * step + n) % 20, chance)} - there
        less = set(chance.sample(sorted(there), len(there) // 4))
        there = there - less | more
        before = directory.journal.head().seq
        changed = Patch(tuple(sorted(more)), tuple(sorted(less)))
        directory.commit(changed, **HOW)

        def lines(after: int) -> list[str]:
            entries = directory.journal.entries(after=after)
            return [line for e in entries for line in (*e.patch.added, *e.patch.removed)]

        position = directory.journal.head().seq
        assert position == before + 1
        manifest, found = networks.of(reader, position, lines)
        anew = read(reader.tsv)
        assert same(found, anew)
        assert same(Networks(tmp_path / "projection").of(reader)[1], anew)
        assert manifest.digest == manifest_of(anew, "", "").digest
        assert manifest.position == position
    assert len(found) > 40
    both = np.flatnonzero(found.kind == found.kinds.index("co-publication"))
    shared = found.shared[both].sum() / UNIT
    teams = defaultdict(set)
    for line in there:
        subject, predicate, rest = line.split(" ", 2)
        if predicate == f"<{LIEN.authorBody}>":
            teams[subject].add(rest.split()[0])
    assert abs(shared - sum(len(team) > 1 for team in teams.values())) < 1e-9


def test_files_of_another_form_or_a_torn_write_are_made_anew(seed_store, tmp_path):
    networks = Networks(tmp_path)
    _, network = networks.of(seed_store)
    for damage in ("{}", "not JSON", '{"form": 0, "rule": ""}'):
        (tmp_path / "public" / "manifest.json").write_text(damage)
        assert networks.kept("public") is None
        assert same(networks.of(seed_store)[1], network)
    (tmp_path / "public" / "u.npy").unlink()
    assert networks.kept("public") is None
    assert [path.name for path in Path(tmp_path).iterdir()] == ["public"]


def test_texts_are_found_put_in_and_taken_out():
    texts = Texts.of([b"a", b"ccc", b"e"])
    new = [b"", b"b", b"d", b"f"]
    more = texts.with_more(texts.places(new), new)
    assert list(more) == [b"", b"a", b"b", b"ccc", b"d", b"e", b"f"]
    assert more.find([b"ccc", b"cc", b"f", b"g"]).tolist() == [3, -1, 6, -1]
    assert list(more.only(np.array([True, False, True, False, False, True, True]))) == [
        b"",
        b"b",
        b"e",
        b"f",
    ]
    assert list(Texts.of([])) == []


def test_hidden_facts_change_no_byte_of_a_public_network(tmp_path):
    end = f"<{GRAPH['h']}> ."
    hidden = [
        f"<{GRAPH['h']}> <{LIEN.visibility}> <{SCHEME['visibility/restricted']}> {end}",
        *(f"<{ID['w10']}> <{LIEN.authorBody}> <{ID[body]}> {end}" for body in ("b1", "x")),
        f"<{ID['x']}> <{RDF}type> <{LIEN.Body}> {end}",
    ]
    public = f"<{GRAPH['g']}> <{LIEN.visibility}> <{SCHEME['visibility/public']}> <{GRAPH['g']}> ."
    found = {}
    for name, more in (("with", hidden), ("without", [])):
        with open_directory(tmp_path / name, create=True) as directory:
            chance = random.Random(1)  # noqa: S311  no secret
            shown = [line for number in range(10, 30) for line in facts(number, chance)]
            directory.commit(Patch((public, *shown, *more), ()), **HOW)
            for level in (Level.PUBLIC, Level.RESTRICTED):
                reader = directory.store.reader(level)
                found[name, level] = manifest_of(read(reader.tsv), "", reader.version)
    assert found["with", Level.PUBLIC] == found["without", Level.PUBLIC]
    assert found["with", Level.RESTRICTED].digest != found["with", Level.PUBLIC].digest
