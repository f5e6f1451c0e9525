"""Validation of statements against the shapes of the ontology (SHACL, by pySHACL)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, SH

from lien import resources
from lien.store import Triple, read_triples


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: who breaks it, in which property, and the rule in words.

    `path` and `value` are None where the rule concerns the whole thing. `severity` is the local
    name of the SHACL severity: Violation, Warning or Info.
    """

    focus: URIRef
    path: URIRef | None
    value: URIRef | Literal | None
    severity: str
    message: str


def validate(triples: Iterable[Triple], *, language: str = "en") -> list[Violation]:
    """Every rule that the statements break, ordered by focus, path and message.

    The statements must hold what they refer to: the class of each thing, the concepts.
    """
    from pyshacl import validate as shacl  # noqa: PLC0415  heavy, and only loading needs it

    data = Graph()
    for triple in triples:
        data.add(triple)
    _, report, _ = shacl(data, shacl_graph=_shapes(), inplace=True)
    if not isinstance(report, Graph):
        raise TypeError(f"pySHACL gave no report: {report!r}")
    found = [_violation(report, result, language) for result in report.subjects(RDF.type, SH.ValidationResult)]
    return sorted(found, key=lambda v: (v.focus, v.path or "", v.message))


@cache
def _shapes() -> Graph:
    shapes = Graph()
    for path in sorted((resources.folder("ontology") / "shapes").glob("*.ttl")):
        for triple in read_triples(path):
            shapes.add(triple)
    return shapes


def _violation(report: Graph, result: object, language: str) -> Violation:
    messages = list(report.objects(result, SH.resultMessage))
    message = next((m for m in messages if getattr(m, "language", None) == language), messages[0])
    path = report.value(result, SH.resultPath)
    value = report.value(result, SH.value)
    severity = report.value(result, SH.resultSeverity)
    return Violation(
        focus=URIRef(str(report.value(result, SH.focusNode))),
        path=URIRef(path) if isinstance(path, URIRef) else None,
        value=value if isinstance(value, URIRef | Literal) else None,
        severity=str(severity).removeprefix(str(SH)),
        message=str(message),
    )
