"""Introductions, people at a partner and departures: the same rows on every face, said plainly."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from lien.analyst import Facts
from lien.cli import main

DAY = date(2015, 6, 30)
FACES = {
    "/introductions?from=per-patrick-nedellec&to=org-fudan&ended=1&links=5": (
        "introduce per-patrick-nedellec org-fudan --ended --links 5",
        lambda f: (
            f.introductions(
                "per-patrick-nedellec", "org-fudan", on=DAY, ended=True, links=5, lang="zh"
            ).hops
        ),
    ),
    "/interlocutors?partner=org-cnrs-bureau-chine": (
        "interlocutors org-cnrs-bureau-chine",
        lambda f: f.interlocutors("org-cnrs-bureau-chine", on=DAY, lang="zh"),
    ),
    "/interlocutors?sides=both&undated=1": (
        "interlocutors --both-sides --undated",
        lambda f: f.both_sides(on=DAY, undated=True, lang="zh"),
    ),
    "/departures?": ("departures", lambda f: f.single_threads(on=DAY, lang="zh")),
    "/departures?person=per-patrick-nedellec": (
        "departures per-patrick-nedellec",
        lambda f: f.departure("per-patrick-nedellec", on=DAY, lang="zh").losses,
    ),
    "/departures?person=per-patrick-nedellec&show=successors": (
        "departures per-patrick-nedellec --successors",
        lambda f: f.departure("per-patrick-nedellec", on=DAY, lang="zh").successors,
    ),
}


@pytest.mark.parametrize("address", FACES)
def test_the_rows_are_the_same_over_http_on_the_command_line_and_in_python(
    client: FlaskClient, seed_path: Path, address: str
) -> None:
    command, ask = FACES[address]
    with Facts(seed_path) as facts:
        rows = json.loads(json.dumps([asdict(row) for row in ask(facts)]))
    over_http = client.get(f"{address}&on=2015-06&lang=zh&format=json").get_json()
    assert over_http["rows"] == rows
    assert over_http["on"] == "2015-06-30"
    assert bool(over_http["empty"]) is not bool(rows)
    table = client.get(f"{address}&on=2015-06&lang=zh&format=csv").text
    assert len(list(csv.DictReader(io.StringIO(table)))) == len(rows)
    options = ["--on", "2015-06", "--lang", "zh", "--format", "json", "--data", str(seed_path)]
    printed = CliRunner().invoke(main, [*command.split(), *options])
    assert json.loads(printed.stdout) == rows


def test_each_link_of_a_chain_is_a_sentence_with_its_date_and_sources(
    page: Callable[..., str],
) -> None:
    """Thivolle and Nédellec both headed the office; the seed has seen the former in 2010."""
    text = page("/introductions?from=per-patrick-nedellec&to=org-fudan&ended=1&lang=en")
    assert "Fudan University</a> is a partner in" in text
    assert "Over " in text
    assert 'href="/id/src-' in text


def test_an_empty_answer_says_why_and_what_else_to_try(
    client: FlaskClient, page: Callable[..., str]
) -> None:
    asked = "/introductions?from=unit-triangle&to=org-nsfc"
    text = page(f"{asked}&lang=en")
    assert "No chain of at most 6 links names somebody in between." in text
    assert "ended=1" in text
    assert client.get(f"{asked}&format=json&lang=en").get_json()["empty"].startswith("No chain")
    for wrong in ("links=99", "links=two", "on=2015-13"):
        assert client.get(f"{asked}&{wrong}").status_code == 400
    for unknown in ("/introductions?from=zzyzx&to=org-cas", "/interlocutors?partner=zzyzx"):
        assert client.get(f"{unknown}&format=json").status_code == 404
    assert client.get("/interlocutors?format=json").status_code == 400
