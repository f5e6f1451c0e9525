"""What the data are like as a whole: how much there is, of which classes, in which words.

Numbers are literals of type xsd:integer.
"""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import Literal, URIRef

from lien.query.answers import answer
from lien.store import Reader


@dataclass(frozen=True, slots=True)
class Totals:
    """How many things of ours, and how many distinct subjects and objects of triples."""

    entities: Literal
    subjects: Literal
    objects: Literal


@dataclass(frozen=True, slots=True)
class ClassUse:
    """A class with the number of its members."""

    klass: URIRef
    entities: Literal


@dataclass(frozen=True, slots=True)
class PropertyUse:
    """A property with the number of its triples, of their subjects and of their objects."""

    property: URIRef
    triples: Literal
    subjects: Literal
    objects: Literal


@dataclass(frozen=True, slots=True)
class GraphFact:
    """One thing that a named graph states about itself."""

    graph: URIRef
    property: URIRef
    value: URIRef | Literal


def totals(store: Reader) -> Totals:
    """How much the reader sees, all graphs together."""
    (row,) = answer(Totals, store, "void_totals").rows()
    return row


def class_uses(store: Reader) -> list[ClassUse]:
    """The classes that have members, by IRI."""
    return answer(ClassUse, store, "void_classes").rows()


def property_uses(store: Reader) -> list[PropertyUse]:
    """The properties that are used, by IRI; a triple in two graphs counts once."""
    return answer(PropertyUse, store, "void_properties").rows()


def graph_facts(store: Reader) -> list[GraphFact]:
    """What each named graph states about its title, licence, source, date and subject."""
    return answer(GraphFact, store, "void_graphs").rows()
