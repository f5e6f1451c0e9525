"""T02, T03, T04: every surface is that of an instance that never held what is hidden.

Byte for byte, in the same time, and from the first request after something was hidden. Things of
each kind are copied from the reference facts, with their links to and from what
everybody sees, into a graph that is hidden; every copy bears a word that nothing else bears. Each
address, file and measure is then compared with an instance that was never given that graph.
"""

from __future__ import annotations

import random
import re
import resource
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import Any, Final

import pytest
from flask.testing import FlaskClient

from lien import resources
from lien.analysis import brokers, degrees, ego_network, shortest_paths
from lien.export.html import graph_html
from lien.export.network import network
from lien.export.prov import prov
from lien.export.tables import tables
from lien.export.vocabulary import in_words_of
from lien.projection.derived import Deriver
from lien.projection.networkx import project
from lien.query import competencies
from lien.settings import Settings
from lien.store import Directory, Level, Patch, Reader, open_directory, trig, turtle
from lien.terms import GRAPH, ID, LIEN, SCHEME
from lien_webapp.context import SETTINGS
from lien_webapp.factory import create_app
from lien_webapp.shelf import Shelf

pytestmark = pytest.mark.alone

NOW: Final = datetime(2026, 11, 23, tzinfo=UTC)
WORD: Final = "zzyzx"
SECRETS: Final = {Level.INTERNAL: "lien_internal-token", Level.RESTRICTED: "lien_restricted-token"}
LATE: Final = str(GRAPH["seed/indicators"])
"""A graph that everybody sees and that comes last, after the hidden one."""

KINDS: Final = {
    "body": str(ID["org-cas"]),
    "action": str(ID["act-e2p2l"]),
    "agreement": str(ID["agr-france-china-1978"]),
    "person": str(ID["per-patrick-nedellec"]),
    "indicator": str(ID["ind-missions-2010"]),
    "event": str(ID["evt-relations-1964"]),
    "concept": str(SCHEME["action-kind/irl"]),
}
"""Kind of hidden thing to what it is copied from."""

PRINCIPALS: Final = (
    (Level.PUBLIC, Level.INTERNAL),
    (Level.PUBLIC, Level.RESTRICTED),
    (Level.INTERNAL, Level.RESTRICTED),
)
"""Who asks, and for whom alone the graph is."""

ADDRESSES: Final = (
    "/", "/?lang=zh", "/search?q=zzyzx", "/search?q=CAS", "/search?q=zzyzx&format=json",
    "/search?q=nedellec&format=json", "/suggest?q=zzy", "/suggest?q=acad", "/id/{slug}",
    "/id/{slug}?format=turtle", "/id/{slug}?format=json", "/id/{old}", "/id/{old}?format=turtle",
    "/id/{old}?format=jsonld", "/id/{old}?format=ntriples", "/id/{old}x", "/id/org-cas",
    "/id/org-cas?format=turtle", "/scheme/action-kind", "/scheme/action-kind?format=turtle",
    "/scheme/action-kind/irl", "/scheme/action-kind/irl-zzyzx", "/graph/hidden/things",
    "/graph/hidden/things?format=turtle", "/graph/never/there", "/graph/seed/organisations",
    "/graph/seed/indicators", "/things/Body", "/things/Body?format=json", "/things/Body?format=csv",
    "/things/Person?format=json", "/things/Concept?format=json", "/agreements",
    "/agreements?format=csv", "/agreements?body=org-cas&format=json", "/agreements?body={slug}",
    "/gaps?on=2026-06-30&least=1&format=json", "/gaps?way=agreements&on=2026-06-30&floor=1",
    "/gaps?way=agreements&on=2026-06-30&format=csv", "/gaps?on=2026-06-30&roll_up=1&home=cn",
    "/agreements/watch?on=2018&months=600&format=json", "/agreements/watch.atom?on=2012&months=600",
    "/agreements/watch.ics?on=2012&months=600", "/agreements/watch?on=2018",
    "/questions/agreements/feed.atom?after=2020", "/questions/indicators/feed.atom?after=2020",
    "/questions/neighbours/feed.atom?body={slug}&after=2020&format=json",
    "/agreements?state=in-force&on=2018", "/agreements/calendar.ics?on=2012-06-30&months=600",
    "/laboratories?on=2018", "/laboratories?format=json&on=2018", "/laboratories?partner={slug}",
    "/structure", "/structure?format=csv", "/structure?network=agreement&by=core&format=json",
    "/funding", "/funding?format=csv", "/map", "/map?view=matrix&territory=hk", "/map?format=json",
    "/timeline", "/timeline?with={old}&format=json", "/timeline?with={slug}",
    "/indicators", "/indicators?format=json", "/explore", "/explore?focus={old}", "/atlas",
    "/atlas?format=csv", "/atlas/picture",
    "/explore?focus={slug}", "/explore/neighbourhood?body={old}",
    "/explore/neighbourhood?body={slug}", "/explore/export?focus={old}&format=html",
    "/explore/export?focus={old}&format=csv", "/explore/export?focus={old}&format=graphml",
    "/explore/export?focus={old}&format=gexf", "/explore/export?focus={slug}&format=csv",
    "/explore/neighbourhood?body={old}&depth=2", "/explore/neighbourhood?among={old},{slug}",
    "/explore/table?focus={old}&depth=2", "/explore/picture.svg?focus={old}&depth=2",
    "/explore/export?focus={old}&depth=2&format=turtle", "/paths?from={old}&to=org-cnrs&hubs=1",
    "/paths?from={slug}&to=org-cnrs", "/paths?from_name=zzyzx&to=org-cnrs&format=json",
    "/paths/picture.svg?from={old}&to=org-nsfc",
    "/introductions?from={old}&to=org-ustc&ended=1&lang=en",
    "/introductions?from=per-patrick-nedellec&to=org-fudan&ended=1&links=8&format=json",
    "/introductions?from={slug}&to=org-cas", "/interlocutors?partner=org-cnrs-bureau-chine",
    "/interlocutors?partner={old}&parts=1&on=2015", "/interlocutors?partner={slug}&format=json",
    "/interlocutors?sides=both&actions=1&undated=1&format=csv", "/departures?on=2016",
    "/departures?person=per-patrick-nedellec&on=2015&format=json", "/departures?person={slug}",
    "/visit/org-cas?on=2020&format=json", "/visit/{slug}?on=2020", "/visit?partner=zzyzx",
    "/visit/unit-e2p2l?on=2020", "/visit/org-cas/copy?on=2020", "/works-with?format=json",
    "/changes?from=2010&to=2020&format=json", "/changes?from=2010&to=2020&about={slug}",
    "/works-with?place=shanghai", "/funding/tools?format=json", "/funding/tools?territory=hk",
    "/next-partners?of={old}&field=any", "/next-partners?of={slug}",
    "/next-partners?of=org-cas&field=any&limit=200&format=json",
    "/questions/neighbours?body={old}&format=json", "/questions/neighbours?body={slug}",
    "/questions/in_force?on=2018-06-25&format=csv", "/search?q=zzyzx&format=csv", "/search",
    "/search?kind=body-kind/academy&format=json",
    "/search?q=CAS&format=json&country=territory/cn",
    "/questions/classes?format=json", "/questions/timeline?body={old}&format=json",
    "/questions/history?thing={old}&format=json", "/questions/flags?format=json",
    "/questions/competing?format=csv", "/ontology", "/ontology/terms/Agreement",
    "/ontology/terms/partner", "/ontology/questions", "/health", "/limits", "/about", "/sign-in",
    "/sparql?query=SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o }}",
    "/sparql?query=SELECT ?g (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?s ?p ?o }}}} GROUP BY ?g ORDER BY ?g",
    "/sparql?query=ASK {{ GRAPH <https://w3id.org/lien/graph/hidden/things> {{ ?s ?p ?o }} }}",
    "/sparql?format=csv&query=SELECT ?s ?p ?o {{ ?s ?p ?o FILTER(CONTAINS(STR(?o), 'yzx')) }}",
    "/sparql?query=SELECT ?s {{ <{iri}> ?p ?s }}", "/sparql?query=SELECT ?s {{ broken",
    "/sparql?format=turtle", "/sparql/examples?format=turtle", "/void?format=turtle",
    "/void?format=jsonld", "/rdf-graph-store?default&format=ntriples", "/.well-known/void",
    "/rdf-graph-store?graph=https://w3id.org/lien/graph/hidden/things&format=ntriples",
    "/rdf-graph-store?graph=https://w3id.org/lien/graph/never/there&format=ntriples",
    "/rdf-graph-store?graph=https://w3id.org/lien/graph/seed/indicators&format=ntriples",
    "/graph/seed/indicators?format=ntriples", "/graph/derived/public?format=ntriples",
    "/graph/derived/internal", "/graph/derived/restricted", "/questions/counted?format=json",
    "/questions/pairs?kind=joint-action&format=json", "/questions/gaps?cover=none&format=json",
    "/questions/pair_years?body=org-cas&other=org-cnrs&format=json",
    "/sparql?format=html&query=SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o }}", "/not/there",
)  # fmt: skip


def own(kind: str) -> str:
    """The address of the hidden thing."""
    return f"/{'scheme/action-kind' if kind == 'concept' else 'id'}/{{slug}}"


@dataclass(frozen=True, slots=True)
class World:
    """An instance: its data directory and its pages."""

    directory: Directory
    client: FlaskClient
    kind: str

    def reader(self, level: Level) -> Reader:
        return self.directory.store.reader(level)

    def get(self, address: str, level: Level) -> tuple[Any, ...]:
        """Status, headers but for the date, and body.

        Left out are the time that an answer took and the order of lines of N-Triples.
        """
        old = KINDS[self.kind].rsplit("/", 1)[1]
        path = address.format(old=old, slug=f"{old}-{WORD}", iri=f"{KINDS[self.kind]}-{WORD}")
        headers = {"Authorization": f"Bearer {SECRETS[level]}"} if level in SECRETS else {}
        answer = self.client.get(path, headers=headers | {"Accept": accepted(path)})
        while "Retry-After" in answer.headers and answer.status_code in (200, 202):
            time.sleep(0.1)  # it is being made
            answer = self.client.get(path, headers=headers | {"Accept": accepted(path)})
        kept = [(name, value) for name, value in answer.headers if name != "Date"]
        triples = answer.mimetype == "application/n-triples"
        body = re.sub(rb"[0-9]+\.[0-9]{2} s\b", b"", answer.data)
        return answer.status_code, kept, sorted(body.split(b"\n")) if triples else body


def accepted(path: str) -> str:
    return "*/*" if "format=" in path or path.startswith(("/sparql", "/health")) else "text/html"


def copied(lines: Mapping[str, list[str]], thing: str, level: Level) -> list[str]:
    """What is said of a thing and of its links, once more under another name in a hidden graph."""
    graph = str(GRAPH["hidden/things"])
    renamed = re.compile(rf"<{re.escape(thing)}(?=[>.])")
    found = {
        f"<{graph}> <{LIEN.visibility}> <{level.iri}> <{graph}> .",
        f'<{graph}> <http://purl.org/dc/terms/title> "{WORD} title"@en <{graph}> .',
    }
    for name, rows in lines.items():
        for row in rows:
            if renamed.search(row) and not row.startswith("<https://w3id.org/lien/graph/"):
                text = renamed.sub(f"<{thing}-{WORD}", row).removesuffix(f" <{name}> .")
                if "Label>" in text:
                    text = re.sub(r'"(@\w+)?$', rf' {WORD}"\1', text)
                found.add(f"{text} <{graph}> .")
    return sorted(found)


@pytest.fixture(scope="session")
def seed_lines(seed_directory: Directory) -> dict[str, list[str]]:
    store = seed_directory.store
    hidden = str(GRAPH["seed/unverified"])
    return {graph: sorted(store.lines((graph,))) for graph in store.counts() if graph != hidden}


@pytest.fixture(scope="session")
def token_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tokens") / "tokens.toml"
    path.touch(0o600)
    for level, secret in SECRETS.items():
        name, digest = level.name.lower(), sha256(secret.encode()).hexdigest()
        with path.open("a") as file:
            file.write(f'[[token]]\nname = "{name}"\nlevel = "{name}"\nsha256 = "{digest}"\n')
    return path


Build = Callable[[str, Level | None], World]


@pytest.fixture(scope="session")
def world(
    seed_lines: dict[str, list[str]], token_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Build]:
    """Builds the instance that hides a copy of a thing of this kind; hides nothing without level.

    The hidden graph comes in the middle of the history, changes once more by itself, and is part
    of an entry that everybody sees.
    """
    with ExitStack() as stack:

        def build(kind: str, level: Level | None) -> World:
            path = tmp_path_factory.mktemp("world") / "data"
            opened = open_directory(path, create=True, derive=Deriver())
            directory = stack.enter_context(opened)
            early = {graph: rows for graph, rows in seed_lines.items() if graph != LATE}
            hidden: dict[str, list[str]] = {}
            if level is not None:
                hidden[str(GRAPH["hidden/things"])] = copied(seed_lines, KINDS[kind], level)
            directory.commit({**early, **hidden}, **how("load"))
            for graph, rows in hidden.items():
                directory.commit(Patch(removed=(rows[-1],)), **how("edit"))
                directory.commit(Patch(added=(f"<{ID.x}> <{ID.y}> <{ID.z}> <{graph}> .",)), **how())
            directory.commit({LATE: seed_lines[LATE]}, **how("load"))
            settings = Settings(tokens=str(token_file))
            app = create_app(settings, directory.store.reader)
            app.config[SETTINGS] = replace(settings, data=path)  # no part of the ETags
            return World(directory, app.test_client(), kind)

        bare = cache(lambda: build("body", None))

        def made(kind: str, level: Level | None) -> World:
            if level is not None:
                return build(kind, level)
            plain = bare()
            return World(plain.directory, plain.client, kind)

        yield cache(made)


def how(operation: str = "edit") -> dict[str, Any]:
    return {"actor": "test", "operation": operation, "summary": {"source": "seed"}, "now": NOW}


def visible_lines(world: World, level: Level) -> Iterator[str]:
    return world.directory.store.lines(tuple(graph.iri for graph in world.reader(level).graphs()))


FILES: Final[dict[str, Callable[[World, Level], object]]] = {
    "trig": lambda w, level: trig(visible_lines(w, level)),
    "turtle": lambda w, level: turtle(visible_lines(w, level)),
    "gexf": lambda w, level: network(project(w.reader(level)), "gexf"),
    "graphml": lambda w, level: network(project(w.reader(level)), "graphml"),
    "html": lambda w, level: graph_html(
        ego_network(project(w.reader(level)), "org-cas"), title="x", language="fr"
    ),
    "vivo": lambda w, level: in_words_of("vivo", w.reader(level)),
    "schemaorg": lambda w, level: in_words_of("schemaorg-jsonld", w.reader(level)),
    "tables": lambda w, level: tables(w.reader(level), resources.folder("seed")),
    "prov": lambda w, level: prov(w.directory.journal.entries(), level),
    "rdflib": lambda w, level: sorted(map(str, w.directory.store.dataset(level).quads())),
    "brokers": lambda w, level: brokers(project(w.reader(level)), top=30),
    "degrees": lambda w, level: degrees(project(w.reader(level))),
    "paths": lambda w, level: shortest_paths(project(w.reader(level)), "org-cas", "act-e2p2l"),
    "version": lambda w, level: w.reader(level).version,
    "graphs": lambda w, level: w.reader(level).graphs(),
}


@cache
def surfaces() -> dict[str, Callable[[World, Level], object]]:
    """Everything that shows facts, by name."""
    slugs = [f"/ontology/questions/{question.slug}" for question in competencies()]
    pages = {
        address: lambda world, level, a=address: world.get(a, level)
        for address in (*ADDRESSES, *slugs)
    }
    return pages | FILES


Without = Callable[[str, Level, str], object]


@pytest.fixture(scope="session")
def without(world: Build) -> Without:
    """What a surface shows on the instance that hides nothing: its name, the level, the kind."""
    shown = cache(lambda name, level, kind: surfaces()[name](world(kind, None), level))
    return lambda name, level, kind: shown(name, level, kind if "{" in name else "body")


@pytest.mark.threat("T02")
@pytest.mark.parametrize(("level", "hidden"), PRINCIPALS)
def test_every_surface_is_that_of_an_instance_without_what_is_hidden(
    cases, world: Build, without: Without, level: Level, hidden: Level
) -> None:
    turn = PRINCIPALS.index((level, hidden))
    step = cases.number(16, 1)
    chosen = list(surfaces().items())[turn % step :: step]
    for kind in list(KINDS)[: cases.number(1, len(KINDS))]:
        full = world(kind, hidden)
        assert full.get(own(kind), hidden)[0] == 200
        different = [n for n, show in chosen if show(full, level) != without(n, level, kind)]
        assert different == [], kind
        cases.tried(len(chosen))


@pytest.mark.threat("T04")
def test_what_is_hidden_later_is_gone_from_every_surface_on_the_next_request(
    cases, world: Build, without: Without
) -> None:
    """Every surface is shown to everybody first, so that whatever is kept is kept."""
    graph = str(GRAPH["hidden/things"])
    said = "<{0}> <{1}> <{2}> <{0}> .".format
    for kind in list(KINDS)[: cases.number(1, len(KINDS))]:
        full = world(kind, Level.PUBLIC)
        chosen = list(surfaces().items())[:: cases.number(25, 1)]
        for _, show in chosen:
            show(full, Level.PUBLIC)
        assert full.get(own(kind), Level.PUBLIC)[0] == 200
        change = Patch(
            (said(graph, LIEN.visibility, Level.RESTRICTED.iri),),
            (said(graph, LIEN.visibility, Level.PUBLIC.iri),),
        )
        full.directory.commit(change, **how())
        for level in (Level.PUBLIC, Level.INTERNAL):
            different = [n for n, show in chosen if show(full, level) != without(n, level, kind)]
            assert different == [], (kind, level)
        assert full.get(own(kind), Level.RESTRICTED)[0] == 200
        cases.tried(2 * len(chosen))


TIMED: Final = (
    "/id/{slug}", "/id/{slug}?format=turtle", "/id/{slug}?format=json", "/explore?focus={slug}",
    "/explore/neighbourhood?body={slug}", "/explore/export?focus={slug}&format=csv",
    "/questions/neighbours?body={slug}&format=json", "/questions/history?thing={slug}&format=json",
    "/questions/describe?thing={slug}&format=csv", "/questions/timeline?body={slug}",
    "/search?q={word}&format=json", "/questions/names?thing={slug}&format=json",
    "/search?q={word}", "/suggest?q={word}", "/graph/hidden/{graph}",
    "/graph/hidden/{graph}?format=turtle", "/agreements?text={word}",
    "/sparql?query=ASK {{ <https://w3id.org/lien/id/{slug}> ?p ?o }}",
    "/sparql?query=ASK {{ GRAPH <https://w3id.org/lien/graph/hidden/{graph}> {{ ?s ?p ?o }} }}",
    "/sparql?query=SELECT ?s {{ ?s ?p ?o FILTER CONTAINS(STR(?o), '{word}') }}",
)  # fmt: skip
"""Addresses that name something hidden, or something that never was."""


def processor() -> float:
    """Seconds of processor time until now."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


@pytest.mark.threat("T03")
def test_what_is_hidden_takes_as_long_as_what_never_was(cases, world: Build) -> None:
    """Medians differ by less than 5 % or 5 ms; judged in the whole run only, else printed.

    It is processor time, of this process and of its children, so that a busy machine tells nothing.
    No finished answer is taken again: nothing is kept, and each request names its languages anew.
    """
    rng = random.Random(3)  # noqa: S311  not a secret
    kinds = ("body", "agreement", "person")[: cases.number(1, 3)]
    slower: dict[tuple[str, str], float] = {}
    for kind in kinds:
        full = world(kind, Level.RESTRICTED)
        full.client.application.extensions["lien-pages"] = Shelf(0)
        slug = f"{KINDS[kind].rsplit('/', 1)[1]}-{WORD}"
        for address in TIMED[:: cases.number(5, 1)]:
            there = address.format(slug=slug, word=WORD, graph="things")
            never = address.format(slug=f"{slug[:-1]}q", word=f"{WORD[:-1]}q", graph="thinks")
            spent: dict[str, list[float]] = {there: [], never: []}
            for turn in range(cases.number(5, 200)):
                headers = {"Accept-Language": f"en, fr;q=0.{turn + 100}"}
                for path in rng.sample([there, never], 2):
                    start = processor()
                    full.client.get(path, headers=headers | {"Accept": accepted(path)})
                    spent[path].append(processor() - start)
            hidden, absent = median(spent[there]), median(spent[never])
            slower[kind, address] = hidden - absent
            print(f"{hidden * 1000:8.2f} {absent * 1000:8.2f} ms {kind} {address}")  # noqa: T201
            tells = abs(hidden - absent) > max(0.005, 0.05 * absent)
            assert not (cases.full and tells), (kind, address, hidden, absent)
            cases.tried(1)
    assert len(slower) == len(kinds) * len(TIMED[:: cases.number(5, 1)])
