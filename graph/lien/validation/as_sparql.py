"""The shapes as SPARQL: one query for each constraint, which finds what breaks it.

It covers the part of SHACL that the ontology uses; anything else is refused, so that no rule is
passed over. Subclasses are not followed: rules name the concrete classes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF, SH, XSD
from rdflib.term import Node

_ASIDE: Final = {
    SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf,
    SH.path, SH.message, SH.severity, SH.property, RDF.type,
}  # fmt: skip
_FORMS: Final[dict[Node, str]] = {
    XSD.boolean: "(true|false|1|0)",
    XSD.gYear: "-?[0-9]{4,}",
    XSD.gYearMonth: "-?[0-9]{4,}-(0[1-9]|1[0-2])",
    XSD.yearMonthDuration: "-?P([0-9]+Y)?([0-9]+M)?",
}
"""Lexical forms of the datatypes that SPARQL cannot cast to."""
_KINDS: Final[dict[Node, str]] = {SH.IRI: "isIRI", SH.Literal: "isLiteral"}
_CAST: Final = (XSD.date, XSD.decimal, XSD.integer)


@dataclass(frozen=True, slots=True)
class Rule:
    """One constraint of one shape; `query` selects ?focus and ?value, which may be unbound."""

    shape: Node
    constraint: Node
    query: str


def rules(shapes: Graph) -> list[Rule]:
    """Every constraint of the shapes that have a target.

    Raises:
        NotImplementedError: a constraint, a path or a datatype that is not covered.
    """
    return list(_rules(shapes))


def _rules(shapes: Graph) -> Iterator[Rule]:
    targeted = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
    found = {shape for target in targeted for shape in shapes.subjects(target)}
    for shape in sorted(found, key=str):
        focus, path = _target(shapes, shape), shapes.value(shape, SH.path)
        step = f"?focus {_path(shapes, path)} ?value" if path else "BIND(?focus AS ?value)"
        for constraint, value in sorted(shapes.predicate_objects(shape), key=str):
            if str(constraint).startswith(str(SH)) and constraint not in _ASIDE:
                text = _query(shapes, constraint, value, focus, step)
                yield Rule(shape, constraint, text)


def _target(shapes: Graph, shape: Node) -> str:
    parts = [
        *(f"{{ ?focus a {cls.n3()} }}" for cls in shapes.objects(shape, SH.targetClass)),
        *(f"{{ ?focus {p.n3()} [] }}" for p in shapes.objects(shape, SH.targetSubjectsOf)),
        *(f"{{ [] {p.n3()} ?focus }}" for p in shapes.objects(shape, SH.targetObjectsOf)),
    ]
    return f"{{ SELECT DISTINCT ?focus {{ {' UNION '.join(sorted(parts))} }} }}"


def _path(shapes: Graph, path: Node) -> str:
    if isinstance(path, URIRef):
        return path.n3()
    inverse, either = shapes.value(path, SH.inversePath), shapes.value(path, SH.alternativePath)
    if inverse:
        return f"^{_path(shapes, inverse)}"
    steps = [_path(shapes, part) for part in Collection(shapes, either or path)]
    if not steps:
        raise NotImplementedError(f"a path of another kind: {list(shapes[path])}")
    return f"({('|' if either else '/').join(steps)})"


def _query(shapes: Graph, constraint: Node, value: Node, focus: str, step: str) -> str:
    if constraint == SH.minCount and value.n3() == Literal(1).n3():
        return f"SELECT ?focus {{ {focus} MINUS {{ {focus} {step} }} }}"
    if constraint == SH.maxCount:
        count = f"HAVING (COUNT(DISTINCT ?value) > {value})"
        return f"SELECT ?focus {{ {focus} {step} }} GROUP BY ?focus {count}"
    if constraint == SH.uniqueLang:
        group = "GROUP BY ?focus (LANG(?value) AS ?lang)"
        return (
            f'SELECT ?focus {{ {focus} {step} FILTER(LANG(?value) != "") }} '
            f"{group} HAVING (COUNT(DISTINCT ?value) > 1)"
        )
    if constraint == SH.lessThanOrEquals:
        wrong = f". ?focus {value.n3()} ?other FILTER(!COALESCE(?value <= ?other, false))"
    else:
        wrong = f"FILTER(!({_holds(shapes, constraint, value)}))"
    return f"SELECT DISTINCT ?focus ?value {{ {focus} {step} {wrong} }}"


def _holds(shapes: Graph, constraint: Node, value: Node, of: str = "?value") -> str:
    """The condition that one value, the variable `of`, keeps: an expression, never an error."""
    tests: dict[Node, Callable[[], str]] = {
        SH["in"]: lambda: _listed(Collection(shapes, value), of),
        SH["class"]: lambda: f"EXISTS {{ {of} a {value.n3()} }}",
        SH.datatype: lambda: _typed(value, of),
        SH.nodeKind: lambda: f"{_KINDS[value]}({of})",
        SH.pattern: lambda: f"REGEX(STR({of}), {value.n3()})",
        SH.minInclusive: lambda: f"COALESCE({of} >= {value.n3()}, false)",
        SH.maxInclusive: lambda: f"COALESCE({of} <= {value.n3()}, false)",
        SH["or"]: lambda: " || ".join(_kept(shapes, s, of) for s in Collection(shapes, value)),
        SH["not"]: lambda: f"!{_kept(shapes, value, of)}",
    }
    if constraint not in tests:
        raise NotImplementedError(f"the constraint {constraint} {value}")
    return tests[constraint]()


def _kept(shapes: Graph, shape: Node, of: str) -> str:
    """The condition that a value keeps a shape without a target, which may look along a path."""
    path = shapes.value(shape, SH.path)
    if path:
        along = f"{of}_"
        held = _all_kept(shapes, shape, along)
        return f"(NOT EXISTS {{ {of} {_path(shapes, path)} {along} FILTER(!({held})) }})"
    return f"({_all_kept(shapes, shape, of)})"


def _all_kept(shapes: Graph, shape: Node, of: str) -> str:
    conditions = (
        f"sameTerm({of}, {value.n3()})"
        if constraint == SH.hasValue and not shapes.value(shape, SH.path)
        else f"({_holds(shapes, constraint, value, of)})"
        for constraint, value in shapes.predicate_objects(shape)
        if constraint != SH.path
    )
    return " && ".join(sorted(conditions))


def _listed(values: Iterable[Node], of: str) -> str:
    return " || ".join(f"sameTerm({of}, {value.n3()})" for value in values)


def _typed(datatype: Node, of: str) -> str:
    is_typed = f"COALESCE(DATATYPE({of}) = {datatype.n3()}, false)"
    if datatype == XSD.string:
        return is_typed
    if datatype in _CAST:
        return f"{is_typed} && COALESCE(isLiteral({datatype.n3()}(STR({of}))), false)"
    if datatype in _FORMS:
        return f'{is_typed} && REGEX(STR({of}), "^{_FORMS[datatype]}$")'
    raise NotImplementedError(f"the datatype {datatype}")
