"""No SPARQL is built from pieces of text, but in the few modules that are named here."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ALLOWED = {
    "graph/lien/query/text.py": "puts values, written by the engine, into the text of a question",
    "graph/lien/projection/columns.py": "names its own properties, and subjects out of N-Quads",
    "graph/lien/projection/network.py": "names its link properties, and things out of N-Quads",
    "graph/lien/projection/derived.py": "names two properties of our own",
    "graph/lien/store/remote/state.py": "writes the book of a remote store, with its own terms",
    "graph/lien/store/remote/store.py": "writes graphs and N-Quads of the journal to a server",
    "graph/lien/validation/as_sparql.py": "writes the shapes of the ontology as questions",
}
KEYWORD = re.compile(
    r"\b(SELECT|CONSTRUCT|ASK|DESCRIBE|WHERE|VALUES|OPTIONAL|FILTER|UNION|MINUS|GRAPH|BIND|PREFIX"
    r"|INSERT|DELETE|SERVICE|LIMIT|OFFSET)\b"
)
GLUE = ("format", "format_map", "join", "replace", "substitute")
PATTERN = re.compile(r"[{}]|[?$]\w|<\w+:")
SOURCES = sorted(path for area in ("graph", "webapp") for path in (ROOT / area).rglob("*.py"))


def glued(source: str) -> list[int]:
    """Lines on which a SPARQL text is put together: f-strings, +, %, format, join, replace."""
    found = []
    for node in ast.walk(ast.parse(source)):
        pieces: list[ast.expr] = []
        if isinstance(node, ast.JoinedStr):
            if any(isinstance(part, ast.FormattedValue) for part in node.values):
                pieces = node.values
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
            pieces = [node.left, node.right]
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in GLUE:
            pieces = [node.func, *node.args]
        if is_sparql("".join(map(constant, pieces))):
            found.append(node.lineno)
    return found


def constant(node: ast.expr) -> str:
    """The text that stands in an expression as it is."""
    texts = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
    return "".join(text for text in texts if isinstance(text, str))


def is_sparql(text: str) -> bool:
    return bool(KEYWORD.search(text) and PATTERN.search(text))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_question_is_glued_together(path: Path):
    name = str(path.relative_to(ROOT))
    lines = glued(path.read_text("utf-8"))
    if name in ALLOWED:
        assert lines, f"{name} need not be allowed any more"
    else:
        assert lines == [], f"{name}: bind values, or put the text into a .rq file"


@pytest.mark.parametrize(
    "source",
    [
        'f"SELECT * WHERE {{ <{iri}> ?p ?o }}"',
        'text = "SELECT ?s WHERE { ?s ?p \'" + name + "\' }"',
        '"ASK { <%s> ?p ?o }" % iri',
        '"SELECT ?s {{ ?s a <{}> }}".format(iri)',
        '" UNION ".join(["{ ?s ?p ?o }", *others])',
        '"SELECT ?s WHERE { ?s a TERM }".replace("TERM", term)',
        'f"{query} LIMIT {n} # ?s"',
    ],
)
def test_the_check_notices_a_glued_question(source: str):
    assert glued(source)


def test_the_check_leaves_other_texts_alone():
    assert glued('f"SELECT {columns} FROM entry WHERE seq > ?"') == []
    assert glued('f"give {name} a SELECT text"') == []
