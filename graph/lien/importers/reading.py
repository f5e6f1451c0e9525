"""What an importer hands over: named graphs, and where in the source each subject stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from rdflib import Literal, URIRef

Triple = tuple[URIRef, URIRef, URIRef | Literal]


@dataclass(frozen=True)
class NamedGraph:
    """All statements of one named graph.

    `lines` gives the line of the source file for a subject, `columns` the column for a property;
    both are empty where the source has neither.
    """

    iri: URIRef
    triples: set[Triple]
    file: str
    lines: Mapping[URIRef, int] = field(default_factory=dict)
    columns: Mapping[URIRef, str] = field(default_factory=dict)

    @cached_property
    def subjects(self) -> set[URIRef]:
        """Everything that the graph states something about."""
        return {subject for subject, _, _ in self.triples}


@dataclass(frozen=True, slots=True)
class Reading:
    """All named graphs that came from one source."""

    source: str
    graphs: list[NamedGraph]
