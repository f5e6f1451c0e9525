"""The page of brokers, communities and bridges: computed until something is recorded."""

from __future__ import annotations

import csv
import shutil
from datetime import UTC, datetime
from io import StringIO

import pytest
from tests.web.asking import answered

from lien.analysis.recording import STRUCTURE, Run, record, result
from lien.projection.keeping import Networks
from lien.projection.network import read
from lien.settings import Settings
from lien.store import Level, open_directory
from lien.terms import GRAPH, ID, LIEN, ORG, SCHEME
from lien_webapp.factory import create_app


def test_nothing_recorded_the_page_computes_what_the_library_computes(client, seed_store):
    answer = answered(client, "/structure?format=json&network=cooperation").get_json()
    assert answer["run"] == ""
    expected = result(read(seed_store.tsv), Run(STRUCTURE))
    betweenness = dict(zip(expected.iris, expected.things["betweenness"].tolist(), strict=True))
    assert {row["thing"]: row["betweenness"] for row in answer["rows"]} == {
        iri.rpartition("/")[2]: value for iri, value in betweenness.items()
    }
    assert answer["rows"][0]["thing"] == "org-cnrs"
    text = answered(client, "/structure?lang=en").text
    assert f"{len(expected.ties)} bridges" in text
    assert "nothing is recorded yet" in text
    table = list(csv.DictReader(StringIO(client.get("/structure?format=csv&by=constraint").text)))
    constraints = [float(row["constraint"]) for row in table]
    assert constraints == sorted(constraints)
    some = answered(client, "/structure?format=json&community=0&cut=yes").get_json()["rows"]
    assert 0 < len(some) < len(table)
    assert all(row["community"] == 0 and row["cut_point"] for row in some)
    assert client.get("/structure?by=charm").status_code == 400
    empty = answered(client, "/structure?network=co-publication&lang=fr")
    assert "aucun organisme n’est lié à un autre" in empty.text


@pytest.mark.parametrize("level", [Level.PUBLIC, Level.RESTRICTED])
def test_the_last_recorded_run_is_shown_with_its_date_and_equal_rows(
    client, seed_path, tmp_path, level
):
    computed = answered(client, "/structure?format=json").get_json()["rows"]
    shutil.copytree(seed_path, tmp_path / "data")
    with open_directory(tmp_path / "data") as directory:
        now = datetime(2026, 10, 5, tzinfo=UTC)
        network = Networks(tmp_path / "projection").following(directory, level)
        record(directory, network, Run(STRUCTURE), level=level, actor="t", now=now)
        app = create_app(Settings(), directory.store.reader)
        answer = app.test_client().get("/structure?format=json")
        if level is Level.RESTRICTED:  # the public does not see that there is a run
            assert answer.status_code == 202 or answer.get_json()["run"] == ""
            return
        recorded = answer.get_json()
        assert (recorded["at"], recorded["run"]) == ("2026-10-05", Run(STRUCTURE).graph(level))
        assert recorded["rows"] == computed
        assert "2026年10月5日" in app.test_client().get("/structure?lang=zh").text
        assert "facts have not changed since" in app.test_client().get("/structure?lang=en").text

        fact = f"<{ID['org-cas']}> <{ORG.subOrganizationOf}> <{ID['org-gov-china']}>"
        more = {str(GRAPH["t"]): [f"{line} <{GRAPH['t']}> ." for line in (shown(GRAPH["t"]), fact)]}
        directory.commit(more, actor="t", operation="set", summary={}, now=now)
        newer = answered(app.test_client(), "/structure?format=json").get_json()
        assert (newer["run"], newer["recorded"], newer["checked"]) == ("", "2026-10-05", True)
        expected = result(read(directory.store.reader(level).tsv), Run(STRUCTURE))
        assert newer["totals"]["edges"] == expected.totals["edges"]
        text = app.test_client().get("/structure?lang=en").text
        assert "they have changed since figures were recorded on 5 October 2026" in text


def shown(graph: str) -> str:
    """That everybody sees a graph."""
    return f"<{graph}> <{LIEN.visibility}> <{SCHEME['visibility/public']}>"
