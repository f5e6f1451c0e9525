"""Validation of statements against the shapes of the ontology (SHACL, by pySHACL)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from lien import resources
from lien.store import Triple, read_triples


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

    The statements must hold what they refer to: the class of each thing, the concepts. Only
    properties that a shape names are looked at, which halves the time.
    """
    from pyshacl import validate as shacl  # noqa: PLC0415  heavy, and only loading needs it

    shapes = _shapes()
    named = {node for node in shapes.objects() if isinstance(node, URIRef)}
    data = Graph()
    for triple in triples:
        if triple[1] in named or triple[1] == RDF.type:
            data.add(triple)
    _, report, _ = shacl(data, shacl_graph=shapes, inplace=True)
    if not isinstance(report, Graph):
        raise TypeError(f"pySHACL gave no report: {report!r}")
    results = report.subjects(RDF.type, SH.ValidationResult)
    found = [_violation(report, result, shapes, language) for result in results]
    return sorted(found, key=lambda v: (v.focus, v.path or "", v.message))


@cache
def _shapes() -> Graph:
    shapes = Graph()
    for path in sorted((resources.folder("ontology") / "shapes").glob("*.ttl")):
        for triple in read_triples(path):
            shapes.add(triple)
    return shapes


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
