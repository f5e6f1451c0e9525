"""Every file of the ontology is written in the one Turtle style."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

ONTOLOGY = Path(__file__).parent.parent.parent / "ontology"
FILES = sorted(ONTOLOGY.rglob("*.ttl"))
formatted = runpy.run_path(str(Path(__file__).parent / "formatting.py"))["formatted"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ONTOLOGY)))
def test_the_file_is_in_the_one_style(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    assert text == formatted(text), f"run: python tests/ontology/formatting.py {path}"


def test_nested_nodes_and_lists_survive_formatting() -> None:
    text = '@prefix a: <http://a/> .\na:x a:y [ a:z ( 1 true \'q"q\' [ a:w a:v ] ) ] , "k"@fr .\n'
    once = formatted(text)
    assert formatted(once) == once
    assert '( 1 true "q\\"q" [' in once


def test_a_node_without_a_name_survives_formatting() -> None:
    text = "@prefix a: <http://a/> .\n[] a a:X ; a:y ( a:z a:w ) .\n"
    assert formatted(text).endswith("\n[\n    a a:X ;\n    a:y ( a:z a:w )\n] .\n")
