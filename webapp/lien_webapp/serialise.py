"""From links of things to the nodes and edges of the explorer, as JSON."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from rdflib import URIRef

from lien import terms
from lien.export.drawing import MARKS, Edge, Node, build, rings
from lien.query import Extent, Name, Neighbour, Surroundings
from lien.store import Node as Term
from lien.terms import local
from lien_webapp.i18n import gettext, span_text
from lien_webapp.links import kind_key, page_of, short
from lien_webapp.vocabulary import link_word
from lien_webapp.words import CLASSES

PER_KIND: Final = 24
"""Neighbours of one kind that come without asking for that kind."""

MOMENTS: Final = frozenset({"Event", "Publication"})
"""Classes that date their links with one moment; without an end they end when they begin."""
LASTING: Final = frozenset(
    {"Agreement", "StructuringAction", "Mission", "DoctoralStay", "AssistanceRequest", "Advice"}
) | {"DeskPeriod"}
"""Classes that date their links with a period; without an end they are open."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What the picture says of a thing. `mark` is the local name of its class.

    `first` and `last` are the years that its dates allow, None where none is stated.
    """

    slug: str
    name: str
    short_name: str
    mark: str
    territories: tuple[str, ...] = ()
    first: int | None = None
    last: int | None = None

    def node(self, place: tuple[float, float] | None) -> Node:
        """Place the thing in the picture, or leave that to the browser."""
        kind = gettext(CLASSES[self.mark][0]) if self.mark in CLASSES else ""
        more = {
            "title": f"{self.name}\n{kind}",
            "href": page_of(terms.thing(self.slug)),
            "name": self.name,
            "territories": list(self.territories),
        }
        return Node(self.slug, self.short_name, self.mark, place, more)


class Cast:
    """The things and origins of one answer: names, classes, territories and years."""

    def __init__(
        self, names: Mapping[Term, Name], extents: Iterable[Extent], graphs: Mapping[str, str]
    ) -> None:
        self._names, self._graphs = names, graphs
        self._extents: dict[str, list[Extent]] = {}
        for extent in extents:
            self._extents.setdefault(str(extent.thing), []).append(extent)
        self._things: dict[URIRef, Thing] = {}

    @classmethod
    def of(cls, found: Surroundings, graphs: Mapping[str, str]) -> Cast:
        """The cast of what surrounds a thing; `graphs` gives titles of named graphs by IRI."""
        return cls(found.names, found.extents, graphs)

    def thing(self, iri: URIRef) -> Thing:
        """What is known of a thing; an unknown one goes by its slug."""
        if iri not in self._things:
            self._things[iri] = self._made(iri)
        return self._things[iri]

    def _made(self, iri: URIRef) -> Thing:
        slug, name = terms.slug(str(iri)), self._names.get(iri)
        label = str(name.label or name.acronym or slug) if name else slug
        extents = self._extents.get(str(iri), [])
        return Thing(
            slug,
            label,
            str(name.acronym or label) if name else slug,
            local(name.klass) if name else "",
            tuple(local(e.territory) for e in extents if e.territory),
            year(extents[0].first) if extents else None,
            year(extents[0].last) if extents else None,
        )

    def territories(self, nodes: Iterable[Mapping[str, Any]]) -> dict[str, str]:
        """Local name to name of the territories of these nodes."""
        used = {name for node in nodes for name in node["territories"]}
        found = [e for extents in self._extents.values() for e in extents if e.territory]
        labels = {local(e.territory): str(e.territory_label or local(e.territory)) for e in found}
        return {name: labels[name] for name in sorted(used, key=lambda n: labels[n].casefold())}

    def origin(self, iri: URIRef) -> dict[str, str]:
        """A graph or source as evidence names it: label and address."""
        name = self._names.get(iri)
        label = self._graphs.get(str(iri)) or (name and name.label) or short(iri)
        return {"label": str(label), "href": page_of(iri)}


def year(day: object) -> int | None:
    """The year of a day or of a partial date; None for what has none."""
    text = str(day or "")
    return int(text[:4]) if text[:4].isdigit() else None


def neighbourhood(
    found: Surroundings, body: URIRef, cast: Cast, *, limit: int, kinds: Collection[str] = ()
) -> dict[str, Any]:
    """Links of `body` as the explorer draws and lists them.

    At most `PER_KIND` neighbours of a kind, or all of the kinds named in `kinds`; at most `limit`
    nodes in all. Every kind says how many of how many are given. `total` counts neighbours.
    """
    grouped = by_kind(found.links)
    sent = _chosen(grouped, kinds, limit - 1)
    focus = cast.thing(body)
    things = {
        terms.slug(str(links[0].other)): cast.thing(links[0].other)
        for others in sent.values()
        for links in others.values()
    }
    edges = [edge(cast, body, links) for others in sent.values() for links in others.values()]
    shown = {key: len(others) for key, others in sent.items()}
    return answer(focus, placed(focus, things.values()), edges, cast) | {
        "kinds": kinds_of(grouped, shown),
        "total": len({row.other for row in found.links}),
    }


def answer(
    focus: Thing, nodes: Iterable[Node], edges: Iterable[Edge], cast: Cast
) -> dict[str, Any]:
    """An answer of the explorer without counts: nodes, edges once each, what they cite."""
    unique = {found.id: found for found in edges}
    drawn_nodes, drawn_edges = build(nodes, unique.values())
    cited = {
        URIRef(iri)
        for found in drawn_edges
        for item in found["items"]
        for iri in (item["graph"], *item["sources"])
    }
    for found in drawn_edges:
        for item in found["items"]:
            item["graph"] = short(item["graph"])
            item["sources"] = [short(source) for source in item["sources"]]
    return {
        "focus": focus.slug,
        "name": focus.name,
        "nodes": drawn_nodes,
        "edges": drawn_edges,
        "kinds": [],
        "total": 0,
        "origins": {short(iri): cast.origin(iri) for iri in sorted(cited)},
        "territories": cast.territories(drawn_nodes),
    }


def by_kind(rows: Iterable[Neighbour]) -> dict[str, dict[str, list[Neighbour]]]:
    """Kind to neighbour to the rows that link it, in the order of the rows."""
    kinds: dict[str, dict[str, list[Neighbour]]] = {}
    for row in rows:
        others = kinds.setdefault(kind_key(row), {})
        others.setdefault(terms.slug(str(row.other)), []).append(row)
    return kinds


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


def kinds_of(
    grouped: Mapping[str, Mapping[str, Sequence[Neighbour]]], shown: Mapping[str, int]
) -> list[dict[str, Any]]:
    """Every kind of link with its word and its counts."""
    return [
        _kind(key, next(iter(others.values()))[0], shown.get(key, 0), len(others))
        for key, others in grouped.items()
    ]


def _kind(key: str, row: Neighbour, shown: int, total: int) -> dict[str, Any]:
    return {
        "key": key,
        "property": str(row.property),
        "direction": str(row.direction),
        "label": _link_label(row),
        "shown": shown,
        "total": total,
    }


def _link_label(row: Neighbour) -> str:
    return link_word(row.property, incoming=str(row.direction) == "in", label=row.property_label)


def placed(focus: Thing, others: Iterable[Thing]) -> list[Node]:
    """Put the focus in the middle and the others around it, each class together."""
    order = list(MARKS)
    ordered = sorted(
        (thing for thing in others if thing.slug != focus.slug),
        key=lambda thing: (
            order.index(thing.mark) if thing.mark in order else len(order),
            thing.short_name.casefold(),
            thing.slug,
        ),
    )
    places = rings([thing.slug for thing in ordered])
    return [focus.node((0, 0)), *(thing.node(places[thing.slug]) for thing in ordered)]


def edge(cast: Cast, body: URIRef, links: Sequence[Neighbour]) -> Edge:
    """All links of one kind between `body` and one neighbour, with the evidence of each."""
    first = links[0]
    mine, other = cast.thing(body), cast.thing(first.other)
    start, end = (mine, other) if str(first.direction) == "out" else (other, mine)
    kind = local(first.property)
    more = {
        "property": short(first.property),
        "title": f"{mine.short_name} · {_link_label(first)} · {other.short_name}",
        "items": [_item(row, start, end) for row in links],
    }
    label = link_word(first.property, incoming=False, label=first.property_label)
    return Edge(
        f"{start.slug}|{kind}|{end.slug}", start.slug, end.slug, kind, label, len(links), more
    )


def _item(row: Neighbour, start: Thing, end: Thing) -> dict[str, Any]:
    """Role, period, years, named graph and sources (as IRIs) of one link."""
    roles = [str(text) for text in (row.role_label, row.side_label) if text]
    return {
        "role": " · ".join(roles),
        "when": _when(row),
        "years": _years(row, start, end),
        "start": str(row.start or ""),
        "end": str(row.end or ""),
        "confidence": gettext("inferred") if local(row.confidence) == "inferred" else "",
        "graph": str(row.graph),
        "sources": [str(source) for source in row.sources],
        "link": str(row.link or ""),
    }


def _when(row: Neighbour) -> str:
    if row.start or row.end:
        return span_text(row.start, row.end)
    seen = ", ".join(str(day) for day in row.as_of)
    return gettext("seen on %(date)s") % {"date": seen} if seen else ""


def _years(row: Neighbour, start: Thing, end: Thing) -> list[int | None] | None:
    """First and last year of a link, None for an open end; None when nothing dates it.

    Its own dates count; else the days on which it was seen; else the dates of the event or
    publication at one of its ends; else those of the agreement, action or stay there.
    """
    if row.start or row.end:
        return [year(row.start), year(row.end)]
    seen = [found for day in row.as_of if (found := year(day))]
    if seen:
        return [min(seen), max(seen)]
    dated = [thing for thing in (start, end) if thing.first or thing.last]
    for thing in dated:
        if thing.mark in MOMENTS:
            return [thing.first, thing.last or thing.first]
    for thing in dated:
        if thing.mark in LASTING:
            return [thing.first, thing.last]
    return None
