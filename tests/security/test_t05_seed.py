"""T05 on the reference facts: every graph gets a random level, then pages and questions are asked.

Each address must show, byte for byte, what it shows on a store that was only ever given what the
level may see, in another order.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient

from lien.projection.derived import Deriver
from lien.query import QUESTIONS, competencies
from lien.settings import Settings
from lien.store import Directory, EmbeddedStore, Level, Patch
from lien.store.patch import states
from lien.terms import GRAPH, ID, LIEN, SCHEME
from lien_webapp.factory import create_app
from lien_webapp.things import LISTED

SECRETS: Final = {Level.INTERNAL: "lien_internal", Level.RESTRICTED: "lien_restricted"}
VISIBILITY: Final = f" <{LIEN.visibility}> "
FORMATS: Final = ("html", "turtle", "jsonld", "json", "ntriples")
LANGUAGES: Final = ("fr", "en", "zh")
Lines = Mapping[str, list[str]]


@pytest.fixture(scope="module")
def facts(seed_directory: Directory) -> Lines:
    """Lines by graph, without what the graphs say about their visibility."""
    store = seed_directory.store
    return {
        graph: sorted(row for row in store.lines((graph,)) if VISIBILITY not in row)
        for graph in store.counts()
    }


@pytest.fixture(scope="module")
def token_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tokens") / "tokens.toml"
    path.touch(0o600)
    path.write_text(
        "".join(
            f'[[token]]\nname = "t{level}"\nlevel = "{level.name.lower()}"\n'
            f'sha256 = "{sha256(secret.encode()).hexdigest()}"\n'
            for level, secret in SECRETS.items()
        )
    )
    return path


def store_of(lines: Lines, graphs: list[str]) -> EmbeddedStore:
    """A store that was given these graphs one after the other."""
    store = EmbeddedStore()
    for position, graph in enumerate(graphs, 1):
        rows = tuple(sorted(lines[graph]))
        store.apply(Patch(rows), position, states(rows))
    store.derive(Deriver(), None)
    return store


class Addresses:
    """Random addresses that name things of the reference facts, hidden or not."""

    def __init__(self, rng: random.Random, lines: Lines) -> None:
        self.rng = rng
        subjects = {row[1 : row.index(">")] for rows in lines.values() for row in rows}
        self.things = sorted(iri for iri in subjects if iri.startswith(str(ID)))
        self.concepts = sorted(iri for iri in subjects if iri.startswith(str(SCHEME)))
        self.graphs = sorted(lines)
        self.terms = sorted(iri for iri in subjects if iri.startswith(str(LIEN)))
        labels = [row for rows in lines.values() for row in rows if '#prefLabel> "' in row]
        self.words = sorted({row.split('"')[1] for row in labels})

    def slug(self) -> str:
        return self.rng.choice(self.things).removeprefix(str(ID))

    def value(self, kind: str) -> str:
        """A value for a parameter of a named question."""
        made: dict[str, Callable[[], str]] = {
            "thing": self.slug,
            "concept": lambda: self.rng.choice(self.concepts).rsplit("/", 1)[1],
            "class": lambda: self.rng.choice(sorted(LISTED)),
            "property": lambda: "lien:" + self.rng.choice(self.terms).removeprefix(str(LIEN)),
            "text": lambda: self.rng.choice(self.words),
            "language": lambda: self.rng.choice(LANGUAGES),
            "number": lambda: "5",
            "flag": lambda: "true",
            "first-day": lambda: str(self.rng.randint(1964, 2024)),
            "last-day": lambda: str(self.rng.randint(1964, 2024)),
        }
        return made[kind]()

    def question(self) -> str:
        asked = self.rng.choice(list(QUESTIONS.values()))
        given = {
            parameter.name: self.value(parameter.kind)
            for parameter in asked.parameters
            if parameter.kind != "value" and (parameter.required or self.rng.random() < 0.3)
            and parameter.name not in ("limit", "offset")
        }  # fmt: skip
        given["format"] = self.rng.choice(("html", "json", "csv"))
        return f"/questions/{asked.name}?{urlencode(given)}"

    def one(self) -> str:
        pick, form, lang = self.rng.choice, self.rng.choice(FORMATS), self.rng.choice(LANGUAGES)
        concept = pick(self.concepts).removeprefix(str(SCHEME))
        graph = pick(self.graphs).removeprefix(str(GRAPH))
        word = quote(pick(self.words).split(" ")[0])
        iri = pick([*self.things, *self.concepts])
        triples = quote(f"SELECT ?p ?o {{ <{iri}> ?p ?o }} ORDER BY ?p STR(?o) LANG(?o)")
        counts = quote(
            "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
        )
        return pick(
            (
                self.question(),
                self.question(),
                f"/id/{self.slug()}?format={form}&lang={lang}",
                f"/id/{self.slug()}?lang={lang}",
                f"/scheme/{concept}?format={form}",
                f"/graph/{graph}?format={pick(('html', 'ntriples'))}",
                f"/things/{pick(sorted(LISTED))}?format={pick(('html', 'json', 'csv'))}",
                f"/agreements?body={self.slug()}&format={pick(('html', 'json', 'csv'))}",
                f"/{pick(('agreements', 'indicators', 'about', 'ontology', 'health', ''))}",
                f"/explore?focus={self.slug()}",
                f"/explore/neighbourhood?body={self.slug()}&lang={lang}",
                f"/explore/export?focus={self.slug()}&format={pick(('csv', 'graphml', 'gexf'))}",
                f"/search?q={word}&format={pick(('html', 'json'))}",
                f"/suggest?q={word[:4]}",
                f"/ontology/terms/{pick(self.terms).removeprefix(str(LIEN))}",
                f"/ontology/questions/{pick(competencies()).slug}",
                f"/sparql?query={pick((triples, counts))}",
                "/void?format=turtle",
                f"/rdf-graph-store?graph={pick(self.graphs)}&format=ntriples",
                "/rdf-graph-store?default&format=ntriples",
                "/sparql?format=turtle",
            )
        )


def shown(client: FlaskClient, address: str, level: Level) -> tuple[Any, ...]:
    """Status, headers but for the date, and body; lines of N-Triples stand in no order."""
    accept = "*/*" if "format=" in address or "sparql" in address else "text/html"
    headers = {"Authorization": f"Bearer {SECRETS[level]}"} if level in SECRETS else {}
    answer = client.get(address, headers=headers | {"Accept": accept})
    kept = [header for header in answer.headers if header[0] != "Date"]
    triples = answer.mimetype == "application/n-triples"
    return answer.status_code, kept, sorted(answer.data.split(b"\n")) if triples else answer.data


@pytest.mark.threat("T05")
def test_every_address_shows_what_a_store_without_the_hidden_graphs_shows(
    cases, facts: Lines, token_file: Path
) -> None:
    rng = random.Random(5)  # noqa: S311  not a secret
    addresses = Addresses(rng, facts)
    settings = Settings(tokens=str(token_file))
    worlds, each = cases.number(2, 40), cases.number(10, 50)
    found, different = 0, []
    for _ in range(worlds):
        needs = {graph: rng.choice(list(Level)) for graph in facts}
        said = {graph: f"<{graph}>{VISIBILITY}<{needs[graph].iri}> <{graph}> ." for graph in facts}
        lines = {graph: [*rows, said[graph]] for graph, rows in facts.items()}
        order = rng.sample(sorted(facts), len(facts))
        whole = create_app(settings, store_of(lines, order).reader).test_client()
        level = rng.choice([Level.PUBLIC, Level.INTERNAL])
        visible = [graph for graph in order if needs[graph] <= level]
        bare = create_app(settings, store_of(lines, visible[::-1]).reader).test_client()
        for _ in range(each):
            address = addresses.one()
            expected = shown(bare, address, level)
            if shown(whole, address, level) != expected:
                different.append((address, level.name))
            found += expected[0] == 200
    cases.tried(worlds * each)
    assert different == []
    assert found > worlds * each / 3, "too many addresses show nothing"
