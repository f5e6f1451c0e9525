"""T09: no update gets in through the query endpoint, however it is sent and whoever sends it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Final
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from lien import tokens
from lien.settings import Settings
from lien.store import Directory, Level
from lien_webapp.factory import create_app

CAS: Final = "<https://w3id.org/lien/id/org-cas>"
NAMES: Final = "<https://w3id.org/lien/graph/seed/organisations>"
NEW: Final = f"{CAS} <urn:x:says> 'no'"

UPDATES: Final = (
    f"INSERT DATA {{ {NEW} }}",
    f"INSERT DATA {{ GRAPH {NAMES} {{ {NEW} }} }}",
    f"insert data {{ {NEW} }}",
    f"INSERT {{ {NEW} }} WHERE {{}}",
    f"INSERT {{ ?s <urn:x:p> ?o }} WHERE {{ {CAS} ?s ?o }}",
    f"WITH {NAMES} DELETE {{ {CAS} ?p ?o }} INSERT {{ {NEW} }} WHERE {{ {CAS} ?p ?o }}",
    f"DELETE DATA {{ GRAPH {NAMES} {{ {CAS} <https://w3id.org/lien/ns#acronym> 'CAS' }} }}",
    "DELETE WHERE { ?s ?p ?o }",
    "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }",
    f"DELETE {{ {CAS} ?p ?o }} USING {NAMES} WHERE {{ {CAS} ?p ?o }}",
    "CLEAR ALL",
    "CLEAR DEFAULT",
    f"CLEAR SILENT GRAPH {NAMES}",
    "DROP ALL",
    "DROP NAMED",
    f"DROP GRAPH {NAMES}",
    "CREATE GRAPH <urn:x:g>",
    f"COPY {NAMES} TO <urn:x:g>",
    f"MOVE {NAMES} TO DEFAULT",
    f"ADD {NAMES} TO <urn:x:g>",
    f"LOAD <http://127.0.0.1:9/> INTO GRAPH {NAMES}",
    "LOAD SILENT <file:///etc/passwd>",
    f"# ASK {{}}\nPREFIX x: <urn:x:> BASE <urn:x:> DROP ALL ; INSERT DATA {{ {NEW} }}",
    f"ASK {{}} ; INSERT DATA {{ {NEW} }}",
)

Send = Callable[[FlaskClient, str, dict[str, str]], Any]
FORM: Final = "application/x-www-form-urlencoded"

TRANSPORTS: Final[dict[str, Send]] = {
    "GET query=": lambda c, text, h: c.get("/sparql?" + urlencode({"query": text}), headers=h),
    "GET update=": lambda c, text, h: c.get("/sparql?" + urlencode({"update": text}), headers=h),
    "POST form query=": lambda c, text, h: c.post("/sparql", data={"query": text}, headers=h),
    "POST form update=": lambda c, text, h: c.post("/sparql", data={"update": text}, headers=h),
    "POST query": lambda c, text, h: c.post(
        "/sparql", data=text, content_type="application/sparql-query", headers=h
    ),
    "POST update": lambda c, text, h: c.post(
        "/sparql", data=text, content_type="application/sparql-update", headers=h
    ),
    "POST query and update": lambda c, text, h: c.post(
        "/sparql?" + urlencode({"query": "ASK {}"}), data={"update": text}, headers=h
    ),
    "PUT": lambda c, text, h: c.put(
        "/sparql", data=text, content_type="application/sparql-update", headers=h
    ),
    "PATCH": lambda c, text, h: c.patch(
        "/sparql", data=text, content_type="application/sparql-update", headers=h
    ),
    "DELETE": lambda c, text, h: c.delete("/sparql?" + urlencode({"update": text}), headers=h),
    "overridden method": lambda c, text, h: c.post(
        "/sparql",
        data=urlencode({"update": text, "_method": "PUT"}),
        content_type=FORM,
        headers=h | {"X-HTTP-Method-Override": "PUT"},
    ),
}
PRINCIPALS: Final[dict[str, Level | None]] = {
    "public": None,
    "internal": Level.INTERNAL,
    "restricted": Level.RESTRICTED,
}


@pytest.fixture(scope="module")
def door(
    seed_directory: Directory, tmp_path_factory: pytest.TempPathFactory
) -> tuple[FlaskClient, dict[str, dict[str, str]]]:
    """A client of the application, and the headers of each principal."""
    file = tmp_path_factory.mktemp("tokens") / "tokens.toml"
    headers: dict[str, dict[str, str]] = {}
    for name, level in PRINCIPALS.items():
        secret = tokens.add(file, name, level) if level else ""
        headers[name] = {"Authorization": f"Bearer {secret}"} if secret else {}
    app = create_app(Settings(tokens=str(file)), seed_directory.store.reader)
    return app.test_client(), headers


def everything(directory: Directory) -> tuple[int, tuple[str, ...], int, frozenset[str]]:
    """All that an update could have changed: the journal, what each level sees, every quad."""
    versions = tuple(directory.store.reader(level).version for level in Level)
    journal = directory.journal.head().seq
    return directory.store.position, versions, journal, frozenset(directory.store.lines())


@pytest.fixture(scope="module")
def unchanged(seed_directory: Directory) -> Iterator[Callable[[], None]]:
    before = everything(seed_directory)

    def check() -> None:
        assert everything(seed_directory) == before

    yield check
    check()


@pytest.mark.threat("T09")
@pytest.mark.parametrize("transport", TRANSPORTS)
def test_an_update_is_refused_and_changes_nothing(
    door: tuple[FlaskClient, dict[str, dict[str, str]]],
    unchanged: Callable[[], None],
    transport: str,
    cases: Any,
):
    client, principals = door
    for turn, (name, headers) in enumerate(principals.items()):
        for text in UPDATES if cases.full else UPDATES[turn::8]:
            response = TRANSPORTS[transport](client, text, headers)
            assert 400 <= response.status_code < 500, (name, text, response.status_code)
            cases.tried(1)
    unchanged()


def test_there_are_enough_updates_and_ways_to_send_them():
    assert len(UPDATES) >= 23
    assert len(TRANSPORTS) >= 6
    assert len(PRINCIPALS) == 3


def test_the_same_door_answers_questions_and_knows_its_principals(
    door: tuple[FlaskClient, dict[str, dict[str, str]]], seed_directory: Directory
):
    """So that the refusals above are those of updates."""
    client, principals = door
    asked = {"query": "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }"}
    counts = []
    for headers in principals.values():
        response = client.post("/sparql", data=asked, headers=headers)
        assert response.status_code == 200
        counts.append(json.loads(response.data)["results"]["bindings"][0]["n"]["value"])
    seen = [len(seed_directory.store.reader(level).graphs()) for level in Level]
    assert [int(count) for count in counts] == seen
