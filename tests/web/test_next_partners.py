"""Next partners: the same rows everywhere, each with its reasons, and what earlier ones came to."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from click.testing import CliRunner
from flask.testing import FlaskClient
from tests.web.asking import answered

import lien
from lien.cli import main
from lien.mediation.next_partners import Bonds
from lien_webapp.context import reader, version
from lien_webapp.known import answers, shared
from lien_webapp.ties import whole_network

DAY = "2020-12-31"


def test_page_http_command_line_and_python_give_the_same_rows(
    client: FlaskClient, page: Callable[..., str], seed_path: Path
) -> None:
    asked = f"/next-partners?of=org-cas&on={DAY}&lang=en"
    answer = json.loads(answered(client, f"{asked}&format=json").text)
    partners = [row["partner"] for row in answer["rows"]]
    assert len(partners) == answer["count"] > 5
    sheet = csv.DictReader(io.StringIO(answered(client, f"{asked}&format=csv").text))
    assert [row["partner"] for row in sheet] == partners
    linked = re.findall(r'<h3><a href="/id/([\w-]+)', page(asked))
    assert [f"https://w3id.org/lien/id/{slug}" for slug in linked] == partners
    told = CliRunner().invoke(
        main, ["next", "org-cas", "--on", DAY, "--format", "json", "--data", str(seed_path)]
    )
    assert json.loads(told.stdout) == answer["rows"]
    with lien.open(seed_path) as facts:
        rows = facts.next_partners("org-cas", on=date.fromisoformat(DAY))
    assert [str(row.partner) for row in rows] == partners


def test_every_proposal_is_of_the_other_side_and_says_why(client: FlaskClient) -> None:
    rows = json.loads(answered(client, "/next-partners?of=org-cas&format=json").text)["rows"]
    assert not {row["territory"] for row in rows} & {"cn", "hk", "mo"}
    assert all(row["through"] and row["fields"] for row in rows)
    assert not any(hub in row["through"] for row in rows for hub in ("org-cnrs", "org-cas"))
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))


def test_the_page_says_how_often_it_was_right_or_that_this_cannot_be_told(
    client: FlaskClient, page: Callable[..., str]
) -> None:
    answer = json.loads(answered(client, f"/next-partners?of=org-cas&on={DAY}&format=json").text)
    first = answer["tested"][0]
    assert (first["measure"], first["proposed"], first["came_true"]) == ("adamic-adar", 190, 9)
    assert "made 190 proposals; 9 of them" in page(f"/next-partners?of=org-cas&on={DAY}&lang=en")
    assert "cannot be told" in page("/next-partners?of=org-cas&on=1999&lang=en")


def test_what_cannot_be_answered_is_said(client: FlaskClient, page: Callable[..., str]) -> None:
    assert "worked with anyone" in page("/next-partners?of=per-patrick-nedellec&lang=en")
    assert "Nothing with links" in page("/next-partners?of_name=zzyzx&lang=en")
    assert answered(client, "/next-partners?of=org-cas&limit=0").status_code == 400
    assert answered(client, "/next-partners?of=org-cas&field=maths").status_code == 400


def test_the_network_is_read_once_for_all_days_and_shared_with_the_page_of_its_structure(
    client: FlaskClient,
) -> None:
    for year in (2019, 2020):
        assert answered(client, f"/next-partners?of=org-cas&on={year}").status_code == 200

    def unknown() -> tuple[Bonds, object]:
        raise AssertionError("it is there already")

    with client.application.test_request_context("/"):
        days = [date(year, 12, 31) for year in (2019, 2020)]
        known = [shared(unknown, "next partners", day, True) for day in days]
        of = answers(), reader(), version()
        assert all(bonds.network is whole_network(*of) for bonds, _ in known)
