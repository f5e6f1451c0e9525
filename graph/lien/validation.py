"""Validation of statements against the shapes of the ontology (SHACL, by pySHACL)."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, TypeVar, cast

from pyshacl import validate as shacl
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from lien import resources
from lien.store import Triple, read_triples

R = TypeVar("R")

MANY: Final = 5_000
"""Statements from which a second process pays."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: who breaks it, in which property, and the rule in words.

    `path` and `value` are None where the rule concerns the whole thing; `focus` is the empty IRI
    where a value by itself is wrong. `severity` is the local name of the SHACL severity:
    Violation, Warning or Info.
    """

    focus: URIRef
    path: URIRef | None
    value: URIRef | Literal | None
    severity: str
    message: str


def validate(triples: Iterable[Triple], *, language: str = "en") -> list[Violation]:
    """Every rule that the statements break, ordered by focus, path and message.

    The statements must hold what they refer to: the class of each thing, the concepts. Many of
    them are validated by two processes at once, each against half of the shape files; a file must
    therefore not refer to a shape of another one.
    """
    data, files = list(triples), _shape_files()
    if len(data) < MANY:
        return sorted(_violations(data, files, language), key=_order)
    own, other = files[::2], files[1::2]
    with _beside(partial(_violations, data, other, language)) as others:
        found = _violations(data, own, language) + others()
    return sorted(found, key=_order)


@contextmanager
def _beside(work: Callable[[], R]) -> Iterator[Callable[[], R]]:
    """Do `work` in a forked process, which has the data already; the result when asked for.

    Raises:
        ChildProcessError: the process died, as when the machine has no memory left.
    """
    fork = multiprocessing.get_context("fork")
    result, sending = fork.Pipe(duplex=False)
    process = fork.Process(target=lambda: sending.send(work()))
    process.start()
    sending.close()

    def received() -> R:
        try:
            return cast("R", result.recv())
        except EOFError:
            raise ChildProcessError("the process that validated half of the rules died") from None

    try:
        yield received
    finally:
        result.close()
        process.join()


def _order(violation: Violation) -> tuple[str, str, str]:
    return violation.focus, violation.path or "", violation.message


def _shape_files() -> list[Path]:
    """The shape files, the largest first."""
    files = (resources.folder("ontology") / "shapes").glob("*.ttl")
    return sorted(files, key=lambda path: (-path.stat().st_size, path.name))


def _violations(data: Iterable[Triple], files: Iterable[Path], language: str) -> list[Violation]:
    """What breaks the rules of some files. Only properties that a shape names are looked at."""
    shapes = _graph(triple for path in files for triple in read_triples(path))
    named = {node for node in shapes.objects() if isinstance(node, URIRef)} | {RDF.type}
    _, report, _ = shacl(
        _graph(triple for triple in data if triple[1] in named), shacl_graph=shapes, inplace=True
    )
    if not isinstance(report, Graph):
        raise TypeError(f"pySHACL gave no report: {report!r}")
    results = report.subjects(RDF.type, SH.ValidationResult)
    return [_violation(report, result, shapes, language) for result in results]


def _graph(triples: Iterable[tuple[Node, Node, Node]]) -> Graph:
    graph = Graph()
    for triple in triples:
        graph.add(triple)
    return graph


def _violation(report: Graph, result: Node, shapes: Graph, language: str) -> Violation:
    messages = list(report.objects(result, SH.resultMessage))
    message = next((m for m in messages if getattr(m, "language", None) == language), messages[0])
    focus = report.value(result, SH.focusNode)
    value = report.value(result, SH.value)
    severity = report.value(result, SH.resultSeverity)
    return Violation(
        focus=focus if isinstance(focus, URIRef) else URIRef(""),
        path=_property(shapes, report.value(result, SH.sourceShape)),
        value=value if isinstance(value, URIRef | Literal) else None,
        severity=str(severity).removeprefix(str(SH)),
        message=str(message),
    )


def _property(shapes: Graph, shape: Node | None) -> URIRef | None:
    """The property that a rule is about; of a path of several, the one that the row states."""
    path = shapes.value(shape, SH.path) if shape else None
    if path is None or isinstance(path, URIRef):
        return path
    steps = [step for step in shapes.items(path) if isinstance(step, URIRef)]
    return steps[0] if steps else None
