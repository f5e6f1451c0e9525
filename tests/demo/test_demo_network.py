"""The network around the core: the same bytes each time, and the same facts in every form."""

from __future__ import annotations

from pathlib import Path

import pytest

from lien import importers
from lien.demo.network import Network, counts
from lien.demo.writing import FORMS, write_network
from lien.store import Directory, read_quads

TRIPLES, SEED = 9_000, 7


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
