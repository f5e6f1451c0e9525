"""Where a named graph comes from, stated in the graph itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rdflib import Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, PROV, RDF, XSD

from lien.terms import LIEN, SCHEME

VISIBILITIES: Final = ("public", "internal", "restricted")

NEVER_PUBLIC: Final = frozenset({LIEN.AssistanceRequest, LIEN.Advice})
"""Classes whose graphs are internal unless their description says restricted; a shape checks it."""


def at_most(visibility: str, cls: URIRef) -> str:
    """The visibility that rows of a class take from their description: internal, not public."""
    return "internal" if visibility == "public" and cls in NEVER_PUBLIC else visibility


@dataclass(frozen=True, slots=True)
class Origin:
    """Origin of one named graph.

    `titles` by language; `file` is the name of the source file and `sha256` the digest of its
    bytes; `modified` is the day of the source's own version (ISO), never the day of loading, so
    that loading twice states the same. `rows` counts data rows. `cls` is the class of the
    rows, None when they are of several.
    """

    graph: URIRef
    titles: Mapping[str, str]
    file: str
    license: str
    modified: str
    sha256: str
    rows: int
    visibility: str
    cls: URIRef | None = None

    def statements(self) -> Iterator[tuple[URIRef, URIRef, URIRef | Literal]]:
        """The origin as statements about the graph's IRI."""
        yield self.graph, RDF.type, DCAT.Dataset
        yield self.graph, RDF.type, PROV.Entity
        for language, title in self.titles.items():
            yield self.graph, DCTERMS.title, Literal(title, lang=language)
        yield self.graph, DCTERMS.source, Literal(self.file)
        yield self.graph, DCTERMS.license, Literal(self.license)
        yield self.graph, DCTERMS.modified, Literal(self.modified, datatype=XSD.date)
        yield self.graph, LIEN.sha256, Literal(self.sha256)
        yield self.graph, LIEN.rows, Literal(self.rows)
        yield self.graph, LIEN.visibility, SCHEME[f"visibility/{self.visibility}"]
        if self.cls:
            yield self.graph, DCTERMS.subject, self.cls
