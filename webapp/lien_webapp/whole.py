"""The whole network as a reader sees it, kept until the data move: for depth and for paths."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

import networkx as nx
from rdflib import Literal, URIRef

from lien import query, resources, terms
from lien.errors import BeingMade, UnknownThing
from lien.projection.networkx import project
from lien.query import Extent, LinkRow, Name, Neighbour
from lien.query.rows import rows_of
from lien.store import Node, Reader
from lien_webapp import serialise
from lien_webapp.context import reader
from lien_webapp.i18n import language
from lien_webapp.known import Answers, patiently
from lien_webapp.vocabulary import link_word
from lien_webapp.waiting import WAIT

WHAT: Final = ("network",)
"""What stands for the network among the answers that are kept."""


class Whole:
    """Projection, links and extents of everything that one reader sees in one state of the data."""

    def __init__(self, store: Reader) -> None:
        linked = store.select(resources.query("links"))
        self.graph: nx.MultiDiGraph[str] = project(store, linked)
        self.near: nx.Graph[str] = nx.Graph(self.graph.edges())
        self.near.add_nodes_from(self.graph)
        self._links: dict[str, list[LinkRow]] = {}
        for row in rows_of(LinkRow, linked):
            self._links.setdefault(terms.slug(str(row.source)), []).append(row)
        self._extents: dict[str, list[Extent]] = {}
        for extent in query.extents(store, "en"):
            self._extents.setdefault(terms.slug(str(extent.thing)), []).append(extent)

    def reach(self, slug: str, depth: int) -> dict[str, int]:
        """Everything within `depth` links of a thing, with its distance, the nearest first.

        Raises:
            UnknownThing: there is no such thing.
        """
        if slug not in self.near:
            raise UnknownThing(slug)
        return dict(nx.single_source_shortest_path_length(self.near, slug, cutoff=depth))

    def parent(self, slug: str, distance: dict[str, int]) -> str:
        """The neighbour of a thing that is one step nearer; the first by slug."""
        nearer = distance[slug] - 1
        return min(str(other) for other in self.near[slug] if distance.get(other) == nearer)

    def links(self, among: Collection[str]) -> list[LinkRow]:
        """The links between these things, by their starts in the order of `among`."""
        inside = set(among)
        return [
            row
            for slug in among
            for row in self._links.get(slug, ())
            if terms.slug(str(row.target)) in inside
        ]

    def extents(self, among: Iterable[str]) -> list[Extent]:
        """Territory and days of these things."""
        return [extent for slug in among for extent in self._extents.get(slug, ())]


def whole() -> Whole:
    """The network of the reader of this request.

    Raises:
        BeingMade: it takes longer to make than a request should wait.
    """
    found = patiently(Whole, *WHAT)
    if found is None:
        raise BeingMade(WAIT)
    return found


def network(kept: Answers, store: Reader, state: str) -> Whole:
    """The network that `store` sees in the version `state` of the data, made once."""
    return kept.of(store, state, lambda: Whole(store), *WHAT)


def among(slugs: Sequence[str], graphs: dict[str, str]) -> tuple[serialise.Cast, list[Any]]:
    """Names and edges for these things: every link between any two of them."""
    network, lang = whole(), language()
    rows = network.links(slugs)
    extents = network.extents(slugs)
    wanted = _to_name(slugs, rows, extents)
    named: dict[Node, Name] = {name.thing: name for name in query.names(reader(), wanted, lang)}
    cast = serialise.Cast(named, _labelled(extents, named), graphs)
    grouped: dict[tuple[URIRef, URIRef, URIRef], list[Neighbour]] = {}
    for row in rows:
        grouped.setdefault((row.source, row.property, row.target), []).append(_seen(row, named))
    return cast, [serialise.edge(cast, ends[0], links) for ends, links in grouped.items()]


def _to_name(
    slugs: Iterable[str], rows: Iterable[LinkRow], extents: Iterable[Extent]
) -> set[URIRef]:
    wanted = {terms.thing(slug) for slug in slugs}
    wanted |= {extent.territory for extent in extents if extent.territory}
    for row in rows:
        wanted |= {row.property, *row.sources}
        wanted |= {concept for concept in (row.role, row.side) if concept}
    return wanted


def _labelled(extents: Iterable[Extent], named: dict[Node, Name]) -> list[Extent]:
    return [
        Extent(e.thing, e.territory, _label(e.territory, named), e.first, e.last) for e in extents
    ]


def _label(iri: Node | None, named: dict[Node, Name]) -> Literal | None:
    name = named.get(iri) if isinstance(iri, URIRef) else None
    return name.label if name else None


def _seen(row: LinkRow, named: dict[Node, Name]) -> Neighbour:
    """The link as a row of the neighbours of its start."""
    other = named.get(row.target)
    return Neighbour(
        Literal("out"),
        row.property,
        Literal(link_word(row.property, incoming=False, label=_label(row.property, named))),
        row.target,
        other.label if other else None,
        other.acronym if other else None,
        other.klass if other else None,
        row.role,
        _label(row.role, named),
        row.side,
        _label(row.side, named),
        row.start,
        row.end,
        (),
        row.graph,
        row.link,
        row.confidence,
        row.sources,
    )
