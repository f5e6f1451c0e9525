"""RDF files read by the engine's parsers: fast, and they fetch nothing.

rdflib's own parsers never see a file that somebody hands in: they follow remote contexts and
read local paths (docs/explanation/security.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from rdflib import BNode, Literal, URIRef

from lien.errors import SourceError
from lien.store.convert import from_engine
from lien.terms import BASE, PREFIXES

Triple = tuple[URIRef, URIRef, URIRef | Literal]

FORMATS: Final = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
}


def read_triples(path: Path) -> Iterator[tuple[URIRef | BNode, URIRef, URIRef | Literal | BNode]]:
    """Triples of a Turtle or N-Triples file, in file order; blank nodes are kept.

    Raises:
        SourceError: an unknown ending, or malformed RDF, with its line.
    """
    for quad in _parse(path):
        yield _terms(quad)


def read_quads(path: Path) -> Iterator[tuple[URIRef, Triple]]:
    """Named graph and triple of each statement of a TriG or N-Quads file, in file order.

    Raises:
        SourceError: an unknown ending, malformed RDF, a statement outside every named graph, or
            a blank node.
    """
    for quad in _parse(path):
        if not isinstance(quad.graph_name, ox.NamedNode):
            raise SourceError(
                path.name, reason=f"{quad.subject} {quad.predicate} stands in no named graph"
            )
        subject, predicate, value = _terms(quad)
        if isinstance(subject, BNode) or isinstance(value, BNode):
            raise SourceError(path.name, reason=f"{quad} has a blank node; give it an IRI")
        yield URIRef(quad.graph_name.value), (subject, predicate, value)


def _terms(quad: ox.Quad) -> tuple[URIRef | BNode, URIRef, URIRef | Literal | BNode]:
    subject = from_engine(quad.subject)
    if isinstance(subject, Literal):
        raise SourceError(str(quad), reason="a literal cannot be the subject")
    return subject, from_engine(quad.predicate), from_engine(quad.object)


def trig(lines: Iterable[str]) -> bytes:
    """N-Quads lines as one TriG document, sorted, with our prefixes."""
    quads = ox.parse("\n".join(sorted(lines)), ox.RdfFormat.N_QUADS)
    return bytes(ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=PREFIXES) or b"")


def turtle(lines: Iterable[str], prefixes: Mapping[str, str] = PREFIXES) -> bytes:
    """The triples of N-Quads lines as one Turtle document, sorted; the graphs are left out."""
    quads = ox.parse("\n".join(sorted(lines)), ox.RdfFormat.N_QUADS)
    triples = dict.fromkeys(quad.triple for quad in quads)
    return bytes(ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=dict(prefixes)) or b"")


def _parse(path: Path) -> Iterator[ox.Quad]:
    form = FORMATS.get(path.suffix)
    if form is None:
        known = ", ".join(FORMATS)
        raise SourceError(path.name, reason=f"not an RDF file that Lien reads ({known})")
    try:
        yield from ox.parse(path=path, format=form, base_iri=BASE)
    except SyntaxError as error:
        raise SourceError(
            path.name, line=error.lineno or 0, reason=f"malformed RDF: {error.msg}"
        ) from None
    except OSError as error:
        raise SourceError(path.name, reason=f"cannot be read: {error.strerror or error}") from None
