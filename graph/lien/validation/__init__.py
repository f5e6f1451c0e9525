"""Validation of statements against the shapes of the ontology.

The rules are SHACL. They run as SPARQL in Oxigraph (`as_sparql`), which takes a third of the time
of pySHACL; the tests hold the two against each other on every bad example and on the facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from lien import resources
from lien.store import Triple, read_triples
from lien.store.convert import from_engine, to_engine
from lien.validation.as_sparql import Rule, rules


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


def validate(
    triples: Iterable[Triple], *, language: str = "en", shapes: Graph | None = None
) -> list[Violation]:
    """Every rule that the statements break, ordered by focus, path, message and value.

    The statements must hold what they refer to: the class of each thing, the concepts. `shapes`
    are those of the ontology if not given. If one of them is of a kind that `as_sparql` does not
    cover, pySHACL applies them all.
    """
    tested = shapes or own_shapes()
    try:
        return by_sparql(triples, tested, language)
    except NotImplementedError:
        return by_shacl(triples, tested, language)


def own_shapes() -> Graph:
    """The shapes of the ontology."""
    files = sorted((resources.folder("ontology") / "shapes").glob("*.ttl"))
    return _graph(triple for path in files for triple in read_triples(path))


def by_sparql(triples: Iterable[Triple], shapes: Graph, language: str = "en") -> list[Violation]:
    """As `validate`, by one query for each constraint.

    Raises:
        NotImplementedError: a shape is of a kind that is not covered; nothing was read.
    """
    tested, named = rules(shapes), _named(shapes)
    engine, term = ox.Store(), cache(to_engine)
    engine.bulk_extend(
        ox.Quad(term(subject), term(prop), term(value))  # type: ignore[arg-type]
        for subject, prop, value in triples
        if prop in named
    )
    found = (
        _found(shapes, rule, focus, value, language)
        for rule in tested
        for focus, value in _rows(engine, rule)
    )
    return sorted(found, key=_order)


def by_shacl(triples: Iterable[Triple], shapes: Graph, language: str = "en") -> list[Violation]:
    """As `validate`, by pySHACL. Only properties that a shape names are looked at."""
    from pyshacl import validate as shacl  # noqa: PLC0415  slow to import, seldom needed

    named = _named(shapes)
    data = _graph(triple for triple in triples if triple[1] in named)
    _, report, _ = shacl(data, shacl_graph=shapes, inplace=True)
    if not isinstance(report, Graph):
        raise TypeError(f"pySHACL gave no report: {report!r}")
    results = report.subjects(RDF.type, SH.ValidationResult)
    found = (_violation(report, result, shapes, language) for result in results)
    return sorted(found, key=_order)


def _rows(engine: ox.Store, rule: Rule) -> Iterator[tuple[Node, Node | None]]:
    solutions = engine.query(rule.query)
    if not isinstance(solutions, ox.QuerySolutions):
        raise TypeError(f"not a SELECT: {rule.query}")
    valued = len(solutions.variables) > 1
    for solution in solutions:
        yield from_engine(solution[0]), from_engine(solution[1]) if valued else None


def _found(shapes: Graph, rule: Rule, focus: Node, value: Node | None, language: str) -> Violation:
    messages = list(shapes.objects(rule.shape, SH.message))
    return _broken(shapes, rule.shape, focus, value, messages, language)


def _order(violation: Violation) -> tuple[str, str, str, str]:
    return violation.focus, violation.path or "", violation.message, str(violation.value or "")


def _named(shapes: Graph) -> set[Node]:
    """Every property that a rule can look at."""
    return {node for node in shapes.objects() if isinstance(node, URIRef)} | {RDF.type}


def _graph(triples: Iterable[tuple[Node, Node, Node]]) -> Graph:
    graph = Graph()
    for triple in triples:
        graph.add(triple)
    return graph


def _violation(report: Graph, result: Node, shapes: Graph, language: str) -> Violation:
    messages = list(report.objects(result, SH.resultMessage))
    focus, value = report.value(result, SH.focusNode), report.value(result, SH.value)
    shape = report.value(result, SH.sourceShape)
    return _broken(shapes, shape, focus, value, messages, language)


def _broken(  # noqa: PLR0913, PLR0917  a violation has these facts
    shapes: Graph,
    shape: Node | None,
    focus: Node | None,
    value: Node | None,
    messages: Sequence[Node],
    language: str,
) -> Violation:
    message = next((m for m in messages if getattr(m, "language", None) == language), messages[0])
    severity = shapes.value(shape, SH.severity) if shape else None
    return Violation(
        focus=focus if isinstance(focus, URIRef) else URIRef(""),
        path=_property(shapes, shape),
        value=value if isinstance(value, URIRef | Literal) else None,
        severity=str(severity or SH.Violation).removeprefix(str(SH)),
        message=str(message),
    )


def _property(shapes: Graph, shape: Node | None) -> URIRef | None:
    """The property that a rule is about; of a path of several, the one that the row states."""
    path = shapes.value(shape, SH.path) if shape else None
    if path is None or isinstance(path, URIRef):
        return path
    steps = [step for step in shapes.items(path) if isinstance(step, URIRef)]
    return steps[0] if steps else None
