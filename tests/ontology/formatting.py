"""The one Turtle style of the ontology: sorted, one value a line, so that a diff shows meaning.

Run `python tests/ontology/formatting.py FILE...` to rewrite files in it. Comment lines at the top
of a file stay; all other comments are lost, so say it in a `skos:` note instead.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from rdflib import OWL, RDF, SKOS, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_HEADERS = {OWL.Ontology, SKOS.ConceptScheme}


def formatted(text: str) -> str:
    """The same Turtle in the one style."""
    graph = Graph(bind_namespaces="none")
    graph.parse(data=text, format="turtle")
    top = "".join(f"{line}\n" for line in _top_comments(text))
    return top + _Writer(graph).document()


def _top_comments(text: str) -> list[str]:
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line)
    return lines


class _Writer:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.prefixes = {str(namespace): prefix for prefix, namespace in graph.namespaces()}
        self.used: set[str] = set()

    def document(self) -> str:
        blocks = [self.block(subject) for subject in self.subjects()]
        blocks += sorted(f"{self.node(root, 0)} .\n" for root in self.unnamed())
        names = sorted((self.prefixes[namespace], namespace) for namespace in self.used)
        head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in names)
        return head + "".join("\n" + block for block in blocks)

    def subjects(self) -> list[URIRef]:
        found = {s for s in self.graph.subjects() if isinstance(s, URIRef)}
        return sorted(found, key=lambda s: (not self.is_header(s), str(s)))

    def unnamed(self) -> list[BNode]:
        """Blank nodes that nothing refers to."""
        found = {s for s in self.graph.subjects() if isinstance(s, BNode)}
        return [s for s in found if (None, None, s) not in self.graph]

    def is_header(self, subject: Node) -> bool:
        return bool(_HEADERS & set(self.graph.objects(subject, RDF.type)))

    def block(self, subject: Node) -> str:
        return f"{self.node(subject, 0)}\n{self.properties(subject, 1)} .\n"

    def properties(self, subject: Node, depth: int) -> str:
        names = {self.verb(p): p for p in self.graph.predicates(subject, unique=True)}
        order = sorted(names, key=lambda name: (name != "a", name))
        return " ;\n".join(self.property(subject, names[name], name, depth) for name in order)

    def property(self, subject: Node, predicate: Node, name: str, depth: int) -> str:
        values = sorted(self.graph.objects(subject, predicate), key=self.rank)
        texts = [self.node(value, depth) for value in values]
        between = ", " if isinstance(values[0], BNode) else ",\n" + "    " * (depth + 1)
        return "    " * depth + f"{name} " + between.join(texts)

    def rank(self, value: Node) -> tuple[str, str]:
        if isinstance(value, Literal):
            return value.language or "", str(value)
        if isinstance(value, BNode):
            text = self.node(value, 0)
            path = re.search(r"sh:path (\S+)", text)
            return path[1] if path else "", text
        return "", str(value)

    def verb(self, predicate: Node) -> str:
        return "a" if predicate == RDF.type else self.node(predicate, 0)

    def node(self, node: Node, depth: int) -> str:
        if isinstance(node, URIRef):
            return self.iri(node)
        if isinstance(node, Literal):
            return self.literal(node)
        if (node, RDF.first, None) in self.graph:
            items = [self.node(item, depth) for item in Collection(self.graph, node)]
            return f"( {' '.join(items)} )"
        return f"[\n{self.properties(node, depth + 1)}\n{'    ' * depth}]"

    def iri(self, iri: URIRef) -> str:
        for namespace in sorted(self.prefixes, key=len, reverse=True):
            local = str(iri).removeprefix(namespace)
            if local != str(iri) and _LOCAL.fullmatch(local):
                self.used.add(namespace)
                return f"{self.prefixes[namespace]}:{local}"
        return f"<{iri}>"

    def literal(self, literal: Literal) -> str:
        if literal.datatype in {XSD.integer, XSD.boolean}:
            return str(literal)
        quoted = str(literal).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        if literal.language:
            return f'"{quoted}"@{literal.language}'
        if literal.datatype and literal.datatype != XSD.string:
            return f'"{quoted}"^^{self.iri(literal.datatype)}'
        return f'"{quoted}"'


def main(names: list[str]) -> None:
    """Rewrite the named files."""
    for name in names:
        path = Path(name)
        text = formatted(path.read_text("utf-8"))
        path.write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
