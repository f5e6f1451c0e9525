"""Good examples break no rule; a bad one breaks those that its first lines name, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import OWL, RDF, SH, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

EXAMPLES = Path(__file__).parent.parent.parent / "ontology" / "examples"
BAD = sorted((EXAMPLES / "bad").glob("*.ttl"))
LIEN = Namespace("https://w3id.org/lien/ns#")
SHAPE = "https://w3id.org/lien/shape/"
ABSTRACT = {LIEN.Link, LIEN.LinkProperty}


def named_rules(path: Path) -> set[str]:
    lines = path.read_text("utf-8").splitlines()
    return {line.removeprefix("# breaks: ") for line in lines if line.startswith("# breaks: ")}


def broken_rules(data: Graph, shapes: Graph) -> set[str]:
    """Rules as `shape:Agreement lien:signedOn maxCount`; a shape without a path has no path."""
    _, report, _ = validate(data, shacl_graph=shapes, inplace=True)
    assert isinstance(report, Graph)
    return {
        rule(report, result, shapes) for result in report.subjects(RDF.type, SH.ValidationResult)
    }


def rule(report: Graph, result: Node, shapes: Graph) -> str:
    source = report.value(result, SH.sourceShape)
    assert source is not None
    shape = shapes.value(predicate=SH.property, object=source) or source
    component = str(report.value(result, SH.sourceConstraintComponent))
    constraint = component.removeprefix(str(SH)).removesuffix("ConstraintComponent")
    path = shapes.value(source, SH.path)
    words = [
        str(shape).replace(SHAPE, "shape:"),
        path_text(shapes, path) if path else "",
        constraint[0].lower() + constraint[1:],
    ]
    return " ".join(filter(None, words))


def path_text(shapes: Graph, path: Node) -> str:
    if isinstance(path, URIRef):
        return path.n3(shapes.namespace_manager)
    if inverse := shapes.value(path, SH.inversePath):
        return "^" + path_text(shapes, inverse)
    if choices := shapes.value(path, SH.alternativePath):
        return "|".join(path_text(shapes, item) for item in Collection(shapes, choices))
    return "/".join(path_text(shapes, item) for item in Collection(shapes, path))


def test_the_good_examples_break_no_rule(good: Graph, shapes: Graph) -> None:
    assert broken_rules(good, shapes) == set()


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_example_breaks_the_rules_that_it_names(
    path: Path, good: Graph, shapes: Graph
) -> None:
    wrong = [t for t in Graph(bind_namespaces="none").parse(path) if t not in good]
    for triple in wrong:
        good.add(triple)
    try:
        assert broken_rules(good, shapes) == named_rules(path) != set()
    finally:
        for triple in wrong:
            good.remove(triple)


def test_every_class_has_a_good_example(good: Graph, vocabulary: Graph) -> None:
    ours = {c for c in vocabulary.subjects(RDF.type, OWL.Class) if str(c).startswith(str(LIEN))}
    assert ours - ABSTRACT - set(good.objects(predicate=RDF.type)) == set()


def test_every_class_has_a_shape(shapes: Graph, vocabulary: Graph) -> None:
    ours = {c for c in vocabulary.subjects(RDF.type, OWL.Class) if str(c).startswith(str(LIEN))}
    assert ours - ABSTRACT - set(shapes.objects(predicate=SH.targetClass)) == set()


def test_every_shape_has_a_bad_example(shapes: Graph) -> None:
    broken = {rule.split()[0] for path in BAD for rule in named_rules(path)}
    known = {str(s).replace(SHAPE, "shape:") for s in shapes.subjects(RDF.type, SH.NodeShape)}
    assert broken == known
