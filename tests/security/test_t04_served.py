"""T04 on a running service: what was taken back or hidden is gone, through keeper and gunicorn."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from lien.store import Level, Patch, open_directory
from lien.terms import GRAPH, ID, LIEN
from lien.tokens import add

pytestmark = pytest.mark.alone

HOW = {
    "actor": "test", "operation": "edit", "summary": {},
    "now": datetime(2026, 11, 23, tzinfo=UTC),
}  # fmt: skip
INSIDE = str(GRAPH["test/inside"])
LABEL = f'<{ID["org-x"]}> <http://www.w3.org/2004/02/skos/core#prefLabel> "Inside" <{INSIDE}> .'
BODY = f"<{ID['org-x']}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{LIEN.Body}>"
COUNT = "/sparql?query=" + quote(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{INSIDE}> {{ ?s ?p ?o }} }}")
Get = Callable[..., tuple[int, Any]]


def says(level: Level) -> str:
    return f"<{INSIDE}> <{LIEN.visibility}> <{level.iri}> <{INSIDE}> ."


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "data"
    with open_directory(path, create=True) as directory:
        facts = [says(Level.INTERNAL), LABEL, f"{BODY} <{INSIDE}> ."]
        directory.commit({INSIDE: facts}, **HOW)
    return path


@pytest.fixture
def tokens(tmp_path: Path) -> Path:
    return tmp_path / "tokens.toml"


@pytest.fixture
def token(tokens: Path) -> str:
    return add(tokens, "desk", Level.INTERNAL)


@pytest.fixture
def get(data: Path, tokens: Path, token: str) -> Iterator[Get]:
    command = [sys.executable, "-m", "lien", "serve", "--data", str(data), "--port", "0"]
    served = subprocess.Popen(
        command,
        env=os.environ | {"LIEN_TOKENS": str(tokens)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert served.stdout is not None
    line = served.stdout.readline()
    place = re.search(r"http://\S+", line)
    assert place, line
    opened = build_opener(ProxyHandler({}))

    def got(path: str, secret: str | None = None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        request = Request(place[0] + path, headers=headers)  # noqa: S310  our own server
        try:
            with opened.open(request, timeout=20) as answer:
                return answer.status, json.load(answer)
        except HTTPError as error:
            with error:
                return error.code, json.load(error)

    yield got
    served.terminate()
    assert served.wait(20) == 0
    served.stdout.close()


def eventually(true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def count(answer: tuple[int, Any]) -> int:
    return int(answer[1]["results"]["bindings"][0]["n"]["value"])


@pytest.mark.threat("T04")
def test_a_running_service_follows_levels_and_tokens(get: Get, data, tokens, token, cases):
    assert (count(get(COUNT)), count(get(COUNT, token))) == (0, 3)
    assert (get("/id/org-x?format=jsonld")[0], get("/id/org-x?format=jsonld", token)[0]) == (
        404,
        200,
    )
    public, internal = get("/health")[1], get("/health", token)[1]
    assert internal["graphs"] == public["graphs"] + 1
    with open_directory(data) as writer:
        writer.commit(Patch((says(Level.RESTRICTED),), (says(Level.INTERNAL),)), **HOW)
    assert eventually(lambda: get("/health", token)[1] == public)
    assert count(get(COUNT, token)) == 0
    assert get("/id/org-x?format=jsonld", token)[0] == 404
    assert get("/health")[1] == public, "the public sees no change"
    tokens.write_text("")
    assert get("/health", token)[0] == get(COUNT, token)[0] == 401
    cases.tried(4)
