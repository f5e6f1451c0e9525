"""The network around the core: the same bytes each time, and the same facts in every form."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lien import cli, importers
from lien.demo import CORE, core
from lien.demo.network import Network, counts
from lien.demo.writing import FORMS, write_network
from lien.settings import Settings
from lien.store import Directory, Level, Reader, open_directory, read_quads
from lien.terms import INVENTED
from lien_webapp.factory import create_app

MARKS = {"en": "Invented demo: ", "fr": "Démo fictive : ", "zh": "虚构演示："}
TRIPLES, SEED = 9_000, 7


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.main, [*arguments])


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("network")
    network = Network(counts(TRIPLES), SEED)
    return {form: write_network(network, folder, form) for form in FORMS}


def test_the_importer_reads_from_the_tables_what_the_other_forms_say(
    written: dict[str, Path], empty_directory: Directory
) -> None:
    reading, warnings = importers.check(empty_directory, written["tables"])
    assert warnings == []
    facts = {(graph.iri, *triple) for graph in reading.graphs[:-1] for triple in graph.triples}
    quads = {(graph, *triple) for graph, triple in read_quads(written["nquads"])}
    assert quads == facts
    assert quads == {(graph, *triple) for graph, triple in read_quads(written["trig"])}
    assert len(quads) == pytest.approx(TRIPLES, rel=0.05)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(
    written: dict[str, Path], tmp_path: Path
) -> None:
    again = write_network(Network(counts(TRIPLES), SEED), tmp_path, "nquads")
    assert again.read_bytes() == written["nquads"].read_bytes()
    other = write_network(Network(counts(TRIPLES), SEED + 1), tmp_path, "nquads")
    assert other.read_bytes() != written["nquads"].read_bytes()


def test_the_command_makes_a_data_directory_that_says_it_is_invented(tmp_path: Path) -> None:
    """Two sides of one border: with the core and without, and never among other facts."""
    data = str(tmp_path / "data")
    made = run("demo", "--triples", "17000", "--data", data)
    quads = int(re.findall(r"\d+", made.stdout)[0])
    with open_directory(tmp_path / "data") as directory:
        facts = {g: n for g, n in directory.store.counts().items() if g.startswith(INVENTED)}
        reader = directory.store.reader(Level.PUBLIC)
        for graph in reader.graphs():
            if graph.iri.startswith(INVENTED):
                assert [m in graph.titles[lang] for lang, m in MARKS.items()] == [True] * 3
    core = sum(n for graph, n in facts.items() if graph.startswith(INVENTED[0]))
    assert core == CORE
    assert sum(facts.values()) == pytest.approx(17_000, rel=0.05)
    assert quads > sum(facts.values())
    again = run("demo", "--data", data)
    assert again.exit_code == 1
    assert "a data directory of its own" in again.stderr
    alone = run("demo", "--triples", "1000", "--into", str(tmp_path / "files"))
    assert alone.stdout == f"lien load {tmp_path / 'files' / '3-network'}\n"
    assert run("demo").exit_code == 2
    assert run("demo", "--size", "huge", "--data", data).exit_code == 2


def test_every_page_says_that_what_it_shows_is_invented(
    demo_store: Reader, seed_store: Reader
) -> None:
    texts = {"en": "Demo network:", "fr": "Réseau de démonstration", "zh": "演示网络："}
    for store, expected in ((demo_store, True), (seed_store, False)):
        client = create_app(Settings(), store).test_client()
        for language, text in texts.items():
            for address in ("/", "/agreements", "/mediation"):
                page = client.get(f"{address}?lang={language}", headers={"Accept": "text/html"})
                assert (text in page.text) == expected, address


def test_the_network_has_a_heavy_tail_and_names_nothing_of_the_core() -> None:
    network = Network(counts(150_000), SEED)
    slugs = {row["id"] for rows in core().values() for row in rows if "id" in row}
    together: Counter[tuple[str, str]] = Counter()
    for name, parts in network.tables():
        for row in (row for rows in parts for row in rows):
            cells = {one for cell in row.values() for one in cell.split(";")}
            assert not cells & slugs
            if name == "works":
                together.update(combinations(sorted(row["author_body_ids"].split(";")), 2))
            if name == "agreements":
                assert int(row["end"]) not in range(2024, 2030)
    most = sorted(together.values())
    assert most[len(most) // 2] <= 2
    assert most[-1] > 50 * most[len(most) // 2]
    assert sum(most[-len(most) // 10 :]) > sum(most) / 2
