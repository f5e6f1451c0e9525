"""One question, several faces: Python, HTTP and the command line give the same rows."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest
from click.testing import CliRunner

from lien import query
from lien.cli import main

ASKED = [
    ("describe", {"thing": "act-e2p2l"}),
    ("neighbours", {"body": "act-e2p2l"}),
    ("agreements", {"body": "org-cas"}),
    ("timeline", {"body": "act-liama"}),
    ("origin", {"subject": "agr-france-china-1978", "property": "lien:signedOn"}),
    ("indicators", {"scope": "CNRS"}),
    ("competing", {"thing": "agr-france-china-1978"}),
    ("flags", {"thing": "act-origins"}),
    ("things", {"class": "Agreement"}),
    ("pairs", {"kind": "joint-action", "limit": "20"}),
    ("pair_years", {"body": "org-cas", "other": "org-cnrs"}),
    ("gaps", {"limit": "20"}),
    ("counted", {}),
    ("chronicle", {"body": "org-cas"}),
    ("structures", {"territory": "hk"}),
    ("structure_partners", {"action": "act-e2p2l"}),
    ("funding", {"territory": "hk"}),
    ("funding_users", {"scheme": "fund-irl"}),
    ("partners", {"territory": "hk"}),
    ("city_pairs", {"territory": "hk"}),
    ("positions", {}),
    ("roles", {"body": "org-cas"}),
]


@pytest.mark.parametrize("lang", ["fr", "en", "zh"])
@pytest.mark.parametrize(("name", "texts"), ASKED)
def test_a_question_has_the_same_rows_on_every_face(
    client, seed_path, seed_store, name, texts, lang
):
    texts = {**texts, "lang": lang}
    rows = [asdict(row) for row in query.ask(seed_store, name, texts)]
    plain = json.loads(json.dumps(rows, default=str))
    assert plain

    over_http = client.get(f"/questions/{name}", query_string={**texts, "format": "json"})
    assert over_http.get_json()["rows"] == plain

    arguments = [f"{key}={value}" for key, value in texts.items()]
    command = ["ask", name, *arguments, "--format", "json", "--data", str(seed_path)]
    printed = CliRunner().invoke(main, command)
    assert json.loads(printed.output) == plain
