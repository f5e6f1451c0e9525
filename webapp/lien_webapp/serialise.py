"""From links of a thing to the nodes and edges of the explorer, as JSON."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import networkx as nx

from lien import terms
from lien.export.drawing import MARKS, Edge, Node, build, rings
from lien.query import Neighbour
from lien.terms import local
from lien_webapp.i18n import gettext, span_text
from lien_webapp.links import kind_key, page_of, short
from lien_webapp.vocabulary import link_word
from lien_webapp.words import CLASSES

Origins: TypeAlias = Mapping[str, dict[str, str]]

PER_KIND: Final = 24
"""Neighbours of one kind that come without asking for that kind."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What the picture says of a thing. `mark` is the local name of its class."""

    slug: str
    name: str
    short_name: str
    mark: str

    def node(self, x: float, y: float) -> Node:
        """Place the thing in the picture."""
        kind = gettext(CLASSES[self.mark][0]) if self.mark in CLASSES else ""
        more = {"title": f"{self.name}\n{kind}", "href": page_of(terms.thing(self.slug))}
        return Node(self.slug, self.short_name, self.mark, x, y, more | {"name": self.name})


def other_end(row: Neighbour) -> Thing:
    """Tell the neighbour from a row."""
    slug = terms.slug(str(row.other))
    name = str(row.other_label or slug)
    return Thing(slug, name, str(row.other_acronym or name), local(row.other_class or ""))


def by_kind(rows: Iterable[Neighbour]) -> dict[str, dict[str, list[Neighbour]]]:
    """Kind to neighbour to the rows that link it, in the order of the rows."""
    kinds: dict[str, dict[str, list[Neighbour]]] = {}
    for row in rows:
        others = kinds.setdefault(kind_key(row), {})
        others.setdefault(terms.slug(str(row.other)), []).append(row)
    return kinds


def neighbourhood(
    focus: Thing,
    rows: Sequence[Neighbour],
    *,
    limit: int,
    origins: Origins,
    kinds: Collection[str] = (),
) -> dict[str, Any]:
    """Links of `focus` as the explorer draws and lists them.

    At most `PER_KIND` neighbours of a kind, or all of the kinds named in `kinds`; at most `limit`
    nodes in all. Every kind says how many of how many are given. `total` counts neighbours.
    """
    grouped = by_kind(rows)
    sent = _chosen(grouped, kinds, limit - 1)
    things = {focus.slug: focus} | {
        slug: other_end(links[0]) for others in sent.values() for slug, links in others.items()
    }
    nodes, edges = build(
        _placed(focus, things),
        _edges(focus, sent, origins).values(),
    )
    return {
        "focus": focus.slug,
        "name": focus.name,
        "nodes": nodes,
        "edges": edges,
        "kinds": [_kind(key, grouped[key], len(sent.get(key, ()))) for key in grouped],
        "total": len({terms.slug(str(row.other)) for row in rows}),
    }


def _chosen(
    grouped: Mapping[str, dict[str, list[Neighbour]]], kinds: Collection[str], limit: int
) -> dict[str, dict[str, list[Neighbour]]]:
    chosen: dict[str, dict[str, list[Neighbour]]] = {}
    seen: set[str] = set()
    for key, others in grouped.items():
        if kinds and key not in kinds:
            continue
        chosen[key] = {}
        for slug, links in list(others.items())[: None if kinds else PER_KIND]:
            if slug in seen or len(seen) < limit:
                seen.add(slug)
                chosen[key][slug] = links
    return chosen


def _kind(key: str, others: Mapping[str, list[Neighbour]], shown: int) -> dict[str, Any]:
    row = next(iter(others.values()))[0]
    return {
        "key": key,
        "property": str(row.property),
        "direction": str(row.direction),
        "label": _link_label(row),
        "shown": shown,
        "total": len(others),
    }


def _link_label(row: Neighbour) -> str:
    return link_word(row.property, incoming=str(row.direction) == "in", label=row.property_label)


def _placed(focus: Thing, things: Mapping[str, Thing]) -> list[Node]:
    """Put the focus in the middle and the others around it, each class together."""
    order = list(MARKS)
    others = sorted(
        (thing for slug, thing in things.items() if slug != focus.slug),
        key=lambda thing: (
            order.index(thing.mark) if thing.mark in order else len(order),
            thing.short_name.casefold(),
            thing.slug,
        ),
    )
    places = rings([thing.slug for thing in others])
    return [focus.node(0, 0), *(thing.node(*places[thing.slug]) for thing in others)]


def _edges(
    focus: Thing, sent: Mapping[str, Mapping[str, list[Neighbour]]], origins: Origins
) -> dict[str, Edge]:
    edges: dict[str, Edge] = {}
    for others in sent.values():
        for links in others.values():
            edge = _edge(focus, links, origins)
            edges.setdefault(edge.id, edge)
    return edges


def _edge(focus: Thing, links: Sequence[Neighbour], origins: Origins) -> Edge:
    """All links of one kind between two things, with the evidence of each."""
    first = links[0]
    other = other_end(first)
    ends = (focus.slug, other.slug)
    start, end = ends if str(first.direction) == "out" else ends[::-1]
    kind = local(first.property)
    label = link_word(first.property, incoming=False, label=first.property_label)
    more = {
        "title": f"{focus.short_name} · {_link_label(first)} · {other.short_name}",
        "items": [_item(row, origins) for row in links],
    }
    return Edge(f"{start}|{kind}|{end}", start, end, kind, label, len(links), more)


def origins(names: Mapping[str, str]) -> Origins:
    """Graphs and sources, by IRI, as evidence names them: short name, label, address."""
    return {
        iri: {"id": short(iri), "label": str(name), "href": page_of(iri)}
        for iri, name in names.items()
    }


def _item(row: Neighbour, origin: Origins) -> dict[str, Any]:
    """Role, period, named graph and sources of one link."""
    roles = [str(text) for text in (row.role_label, row.side_label) if text]
    return {
        "role": " · ".join(roles),
        "when": _when(row),
        "start": str(row.start or ""),
        "end": str(row.end or ""),
        "confidence": gettext("inferred") if local(row.confidence) == "inferred" else "",
        "graph": origin[str(row.graph)],
        "sources": [origin[str(source)] for source in row.sources],
    }


def _when(row: Neighbour) -> str:
    if row.start or row.end:
        return span_text(row.start, row.end)
    seen = ", ".join(str(day) for day in row.as_of)
    return gettext("seen on %(date)s") % {"date": seen} if seen else ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the explorer's address says: the focus, what was opened after it, what is left out."""

    focus: str
    opened: tuple[str, ...] = ()
    hide: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()

    @classmethod
    def read(cls, arguments: Mapping[str, str]) -> Shown:
        """From the parameters of the address: lists are separated by commas."""

        def listed(name: str) -> list[str]:
            return [item for item in arguments.get(name, "").split(",") if item]

        return cls(
            arguments.get("focus", ""),
            tuple(listed("open")),
            frozenset(listed("hide")),
            frozenset(listed("without")),
        )


def union(
    shown: Shown, answer: Callable[[str, Collection[str]], dict[str, Any]], *, limit: int
) -> nx.MultiDiGraph[str]:
    """Everything that the address shows, one edge for every link with its evidence.

    `answer` gives the neighbourhood of a slug, of all kinds or of those named. The rules are those
    of the page (`static/lib/neighbourhood.js`): what is opened must be in the picture already.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for token in (shown.focus, *shown.opened):
        slug, _, kind = token.partition(":")
        if token == shown.focus or slug in graph:
            _add(graph, answer(slug, [kind] if kind else []), shown.without, limit)
    hidden = [
        slug
        for slug, group in graph.nodes(data="cls")
        if group in shown.hide and slug != shown.focus
    ]
    graph.remove_nodes_from(hidden)
    return graph


def _add(
    graph: nx.MultiDiGraph[str], answer: dict[str, Any], without: Collection[str], limit: int
) -> None:
    for node in answer["nodes"]:
        if node["id"] not in without and (node["id"] in graph or len(graph) < limit):
            graph.add_node(node["id"], label=node["name"], cls=node["group"])
    for edge in answer["edges"]:
        ends = edge["from"], edge["to"]
        if all(end in graph for end in ends) and not graph.has_edge(*ends, f"{edge['kind']}#0"):
            for index, item in enumerate(edge["items"]):
                graph.add_edge(*ends, f"{edge['kind']}#{index}", **_attributes(edge, item))


def _attributes(edge: dict[str, Any], item: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": edge["kind"],
        "label": edge["label"],
        "role": item["role"],
        "start": item["start"],
        "end": item["end"],
        "graph": item["graph"]["id"],
        "graph_title": item["graph"]["label"],
        "sources": [source["id"] for source in item["sources"]],
        "source_titles": [source["label"] for source in item["sources"]],
    }


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One link of the picture as a line of a table."""

    start: str
    start_name: str
    kind: str
    link: str
    end: str
    end_name: str
    role: str
    since: str
    until: str
    graph: str
    sources: list[str]


def rows(graph: nx.MultiDiGraph[str]) -> list[LinkRow]:
    """Links of a graph as rows, in the order of the graph."""
    return [
        LinkRow(
            start,
            graph.nodes[start]["label"],
            edge["kind"],
            edge["label"],
            end,
            graph.nodes[end]["label"],
            edge["role"],
            edge["start"],
            edge["end"],
            edge["graph"],
            edge["sources"],
        )
        for start, end, edge in graph.edges(data=True)
    ]
