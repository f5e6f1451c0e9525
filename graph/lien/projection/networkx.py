"""From named graphs to the networkx graph that analysts get.

The only place where triples become nodes and edges. Nodes are slugs (`org-cas`); edges are links
and keep what makes them credible: kind, role, dates, the named graph that states them, sources.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import networkx as nx

from lien import resources
from lien.store import Reader, Table
from lien.terms import local, slug

_LANGUAGES = ("en", "fr", "zh")


def project(store: Reader, links: Table | None = None) -> nx.MultiDiGraph[str]:
    """All things that the reader may see and the links between them.

    Node attributes: `iri`, `cls` (local name of the class), `kind` (local name of the concept, ""
    if none), `acronym`, `label` (untagged, else en, fr, zh, else the acronym), and `label_en`,
    `label_fr`, `label_zh` where stated. Edge keys are the slug of the link, or
    `<property>@<graph>` for a link without a node of its own. Edge attributes: `kind` (local name
    of the property), `role`, `side` (local names, "" if none), `start`, `end` (as given),
    `start_earliest`, `start_latest`, `end_earliest`, `end_latest` (ISO days, "" when unknown),
    `graph` (IRI), `sources` (sorted tuple of slugs), `confidence` ("stated", "inferred" or "").
    Things without a link are nodes too. An empty store gives an empty graph. Order is that of the
    IRIs, so that two runs are the same.
    `links` is the answer to the question `links`, for those who have it already.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for key, attributes in _nodes(store.select(resources.query("nodes"))):
        graph.add_node(key, **attributes)
    table = store.select(resources.query("links")) if links is None else links
    for start, end, key, attributes in _edges(table):
        graph.add_edge(start, end, key=key, **attributes)
    return graph


def _nodes(table: Table) -> Iterator[tuple[str, dict[str, Any]]]:
    found: dict[str, dict[str, Any]] = {}
    for row in table.records():
        iri, language = str(row["node"]), str(row["language"] or "")
        attributes = found.setdefault(
            slug(iri),
            {
                "iri": iri,
                "cls": local(row["class"]),
                "kind": local(row["kind"]),
                "acronym": str(row["acronym"] or ""),
                "label": "",
            },
        )
        attributes.setdefault(f"label_{language}", str(row["name"] or ""))
    for key, attributes in found.items():
        names = [attributes.get(f"label_{language}") for language in ("", *_LANGUAGES)]
        attributes["label"] = next(filter(None, (*names, attributes["acronym"], key)))
        attributes.pop("label_", None)
        yield key, attributes


def _edges(table: Table) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    for row in table.records():
        kind = local(row["property"])
        graph = str(row["graph"])
        key = slug(str(row["link"])) if row["link"] else f"{kind}@{graph}"
        yield (
            slug(str(row["source"])),
            slug(str(row["target"])),
            key,
            {
                "kind": kind,
                "role": local(row["role"]),
                "side": local(row["side"]),
                "start": str(row["start"] or ""),
                "start_earliest": str(row["startEarliest"] or ""),
                "start_latest": str(row["startLatest"] or ""),
                "end": str(row["end"] or ""),
                "end_earliest": str(row["endEarliest"] or ""),
                "end_latest": str(row["endLatest"] or ""),
                "graph": graph,
                "sources": tuple(sorted(slug(iri) for iri in str(row["sources"] or "").split())),
                "confidence": local(row["confidence"]),
            },
        )
