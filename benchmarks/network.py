"""A generated network of communities, as a graph or as statements.

From a program: `Directory.commit(as_mapping(20_000), ...)`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import networkx as nx
import numpy as np
from rdflib.namespace import FOAF, RDF, SKOS

from lien.terms import GRAPH, ID, LIEN, SCHEME

KINDS: Final = {
    "Body": LIEN.Body,
    "ResearchUnit": LIEN.ResearchUnit,
    "StructuringAction": LIEN.StructuringAction,
    "Person": FOAF.Person,
    "Agreement": LIEN.Agreement,
}
GRAPH_NAME: Final = str(GRAPH["generated/network"])


def network(things: int) -> nx.MultiDiGraph[str]:
    """As `lien.projection` gives it. The same number gives the same graph."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for number, kind in _kinds(things):
        name = _name(number)
        facts = {"iri": f"{ID}org-{number}", "acronym": f"I{number}"}
        graph.add_node(f"org-{number}", cls=kind, label=name, label_en=name, **facts)
    graph.add_edges_from((f"org-{a}", f"org-{b}") for a, b in _links(things))
    return graph


def as_mapping(things: int) -> dict[str, list[str]]:
    """The same things and links as lines by graph, as `Directory.commit` takes them."""
    triples = [f"<{GRAPH_NAME}> <{LIEN.visibility}> <{SCHEME}visibility/public>"]
    for number, kind in _kinds(things):
        thing = f"<{ID}org-{number}>"
        triples += [
            f"{thing} <{RDF.type}> <{KINDS[kind]}>",
            f'{thing} <{SKOS.prefLabel}> "{_name(number)}"@en',
            f'{thing} <{LIEN.acronym}> "I{number}"',
        ]
    triples += (f"<{ID}org-{a}> <{LIEN.partner}> <{ID}org-{b}>" for a, b in _links(things))
    return {GRAPH_NAME: [f"{triple} <{GRAPH_NAME}> ." for triple in dict.fromkeys(triples)]}


def _kinds(things: int) -> Iterator[tuple[int, str]]:
    names = list(KINDS)
    return ((number, names[number % len(names)]) for number in range(things))


def _name(number: int) -> str:
    return f"Institute of topic {number}"


def _links(things: int) -> Iterator[tuple[int, int]]:
    """Communities of about sixty; each thing has three links, one in twenty leaves its own."""
    rng = np.random.default_rng(1)
    start = rng.integers(0, things, 3 * things)
    end = np.clip(start + rng.integers(-40, 41, 3 * things), 0, things - 1)
    far = rng.random(3 * things) < 0.05
    end[far] = rng.integers(0, things, far.sum())
    return zip(start.tolist(), end.tolist(), strict=True)
