"""Terms and lines: rdflib, Oxigraph, N-Quads and SPARQL JSON say the same thing four ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, overload

import pyoxigraph as ox
from rdflib import BNode, Literal, URIRef
from rdflib.namespace import XSD

from lien.store.model import Node, Table

_STRING: Final = str(XSD.string)


def to_engine(node: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """The engine's term for an rdflib term.

    Raises:
        ValueError: an IRI or a language tag that RDF does not allow.
    """
    if isinstance(node, Literal):
        if node.language:
            return ox.Literal(str(node), language=node.language)
        datatype = ox.NamedNode(node.datatype) if node.datatype else None
        return ox.Literal(str(node), datatype=datatype)
    if isinstance(node, URIRef):
        return ox.NamedNode(node)
    return ox.BlankNode(node)


def written(node: Node) -> str:
    """The node as a term of SPARQL and of N-Triples; nothing in it can end the term.

    rdflib's own `n3` forgets to escape the last quote of some texts with line ends.

    Raises:
        ValueError: an IRI or a language tag that RDF does not allow.
    """
    return str(to_engine(node))


def line(subject: Node, predicate: Node, value: Node, graph: str) -> str:
    """The N-Quads line, without line end, of one statement in the named graph `graph`."""
    quad = f"{to_engine(subject)} {to_engine(predicate)} {to_engine(value)} <{graph}> ."
    if subject.__class__ is BNode or value.__class__ is BNode:
        raise ValueError(f"blank nodes cannot be stored, mint an IRI instead: {quad}")
    return quad


def lines(triples: Iterable[tuple[Node, Node, Node]], graph: str) -> Iterator[str]:
    """N-Quads lines of triples, all in the named graph `graph`.

    Raises:
        ValueError: a blank node, or a term that RDF does not allow.
    """
    return (line(*triple, graph) for triple in triples)


def table_from_engine(solutions: ox.QuerySolutions) -> Table:
    """All rows of a SELECT as rdflib terms."""
    columns = tuple(variable.value for variable in solutions.variables)
    known: dict[Any, Node | None] = {None: None}
    rows = []
    for solution in solutions:
        row = []
        for term in solution:
            if term not in known:
                known[term] = from_engine(term)
            row.append(known[term])
        rows.append(tuple(row))
    return Table(columns, rows)


@overload
def from_engine(term: ox.NamedNode) -> URIRef: ...
@overload
def from_engine(term: ox.BlankNode) -> BNode: ...
@overload
def from_engine(term: ox.Literal) -> Literal: ...
@overload
def from_engine(term: Any) -> Node: ...
def from_engine(term: Any) -> Node:
    """The rdflib term for the engine's; a triple term becomes a blank node with its text."""
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.Literal):
        return literal(term.value, term.language, term.datatype.value)
    return BNode(str(term).removeprefix("_:"))


def literal(text: str, language: str | None, datatype: str | None) -> Literal:
    """An rdflib literal with the text kept as it is; `xsd:string` counts as no datatype."""
    if language:
        return Literal(text, lang=language)
    if not datatype or datatype == _STRING:
        return Literal(text)
    return Literal(text, datatype=URIRef(datatype), normalize=False)


def to_json(node: Node) -> dict[str, str]:
    """One term as in SPARQL 1.1 Query Results JSON."""
    if isinstance(node, Literal):
        term = {"type": "literal", "value": str(node)}
        if node.language:
            term["xml:lang"] = node.language
        elif node.datatype:
            term["datatype"] = str(node.datatype)
        return term
    return {"type": "uri" if isinstance(node, URIRef) else "bnode", "value": str(node)}


def from_json(term: dict[str, str]) -> Node:
    """The rdflib term of one term in SPARQL 1.1 Query Results JSON."""
    kind, value = term["type"], term["value"]
    if kind == "uri":
        return URIRef(value)
    if kind == "literal":
        return literal(value, term.get("xml:lang"), term.get("datatype"))
    return BNode(str(value))


def table_from_json(document: dict[str, Any]) -> Table:
    """All rows of SPARQL 1.1 Query Results JSON."""
    columns = tuple(document["head"]["vars"])
    iris: dict[str, URIRef] = {}
    rows: list[tuple[Node | None, ...]] = []
    for binding in document["results"]["bindings"]:
        row: list[Node | None] = []
        for column in columns:
            term = binding.get(column)
            if term is None:
                row.append(None)
            elif term["type"] == "uri":
                value = term["value"]
                row.append(iris.get(value) or iris.setdefault(value, URIRef(value)))
            else:
                row.append(from_json(term))
        rows.append(tuple(row))
    return Table(columns, rows)
