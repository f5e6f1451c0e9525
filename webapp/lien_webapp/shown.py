"""What the explorer shows: the state in its address, and the picture that follows from it.

The page keeps the same rules in `static/lib/state.js` and `static/lib/neighbourhood.js`; a test
compares the two.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Final, TypeAlias

from lien.export.drawing import Place, around

Node: TypeAlias = dict[str, Any]
Edge: TypeAlias = dict[str, Any]
Answer: TypeAlias = dict[str, Any]

OPENED: Final = 100
"""Tokens of an address that count."""

THROUGH: Final = 8
"""A hidden thing links at most so many others in the picture; a larger one is only counted."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the address of the explorer says; every list keeps its order.

    `opened` are tokens: a slug, a slug and one kind (`org-cas:partner-in`), or a path (`a~b~c`).
    `hide` are classes, `off` kinds of links, `outside` territories, `without` slugs.
    """

    focus: str
    depth: int = 1
    opened: tuple[str, ...] = ()
    hide: frozenset[str] = frozenset()
    off: frozenset[str] = frozenset()
    outside: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    first: int | None = None
    last: int | None = None
    undated: bool = True
    pins: Mapping[str, Place] = field(default_factory=dict)
    trail: tuple[str, ...] = ()

    @classmethod
    def read(cls, arguments: Mapping[str, str]) -> Shown:
        """From the parameters of the address; what cannot be read counts as absent."""

        def listed(name: str) -> list[str]:
            return list(dict.fromkeys(i for i in arguments.get(name, "").split(",") if i))

        return cls(
            arguments.get("focus", ""),
            _number(arguments.get("depth", ""), range(4), 1),
            tuple(listed("open")[:OPENED]),
            frozenset(listed("hide")),
            frozenset(listed("off")),
            frozenset(listed("outside")),
            frozenset(listed("without")),
            _number(arguments.get("from", ""), range(10_000), None),
            _number(arguments.get("to", ""), range(10_000), None),
            arguments.get("undated", "") != "0",
            dict(_pins(listed("pin"))),
            tuple(listed("trail")),
        )

    @property
    def base(self) -> str:
        """The first token: the focus, with its depth unless that is 1."""
        return self.focus if self.depth == 1 else f"{self.focus}@{self.depth}"

    def holds(self, years: list[int | None] | None) -> bool:
        """Whether a link of these years is in the time window."""
        if years is None:
            return self.undated
        first, last = years
        begins = first is None or self.last is None or first <= self.last
        return begins and (last is None or self.first is None or last >= self.first)


def _number(text: str, known: range, default: int | None) -> Any:
    return int(text) if text.isascii() and text.isdigit() and int(text) in known else default


def _pins(items: list[str]) -> Iterator[tuple[str, Place]]:
    for item in items:
        slug, _, place = item.partition(":")
        x, _, y = place.partition(":")
        if all(part.lstrip("-").isdigit() and len(part) < 7 for part in (x, y)):
            yield slug, (int(x), int(y))


@dataclass(slots=True)
class Picture:
    """What is on the screen: nodes and edges by id, in the order in which they came.

    `through` are links by way of things that are hidden, `crowded` hidden things that would link
    too many; `left` counts things and links that did not fit.
    """

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: dict[str, Edge] = field(default_factory=dict)
    through: dict[str, Edge] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    origins: dict[str, dict[str, str]] = field(default_factory=dict)
    crowded: int = 0
    left: int = 0

    def lines(self) -> list[Edge]:
        """All links, those through hidden things last."""
        return [*self.edges.values(), *self.through.values()]


def picture(shown: Shown, answer: Callable[[str], Answer], *, nodes: int, links: int) -> Picture:
    """What the address shows, with at most so many nodes and links.

    `answer` gives the answer to a token. What is opened must be in the picture already.
    """
    full = _everything(shown, answer, nodes, links)
    hidden = {slug for slug, node in full.nodes.items() if _is_hidden(shown, node)}
    held = {key: kept for key, edge in full.edges.items() if (kept := _held(shown, edge))}
    ends = [{end for e in edges.values() for end in _ends(e)} for edges in (full.edges, held)]
    visible = {
        slug: node
        for slug, node in full.nodes.items()
        if slug == shown.focus or (slug not in hidden and (slug in ends[1] or slug not in ends[0]))
    }
    found = Picture(visible, parents=full.parents, origins=full.origins, left=full.left)
    found.places = {slug: shown.pins.get(slug, full.places[slug]) for slug in visible}
    found.edges = {key: e for key, e in held.items() if all(end in visible for end in _ends(e))}
    for slug in full.nodes:
        if slug in hidden:
            _add_through(found, full.nodes[slug], held)
    return found


def _ends(edge: Edge) -> tuple[str, str]:
    return edge["from"], edge["to"]


def _everything(shown: Shown, answer: Callable[[str], Answer], nodes: int, links: int) -> Picture:
    full = Picture()
    for token in (shown.base, *shown.opened):
        if token == shown.base or "~" in token or token.partition(":")[0] in full.nodes:
            _add(full, answer(token), shown, nodes, links)
    return full


def _add(full: Picture, answer: Answer, shown: Shown, nodes: int, links: int) -> None:
    start = not full.nodes
    full.left += answer.get("left", 0)
    full.origins |= answer["origins"]
    fresh: dict[str, list[str]] = {}
    for node in answer["nodes"]:
        if node["id"] not in full.nodes and _fits(full, len(full.nodes) < nodes):
            parent = _add_node(full, node, answer["focus"], shown, start=start)
            if parent:
                fresh.setdefault(parent, []).append(node["id"])
    for parent, newcomers in fresh.items():
        centre, taken = full.places[shown.focus], list(full.places.values())
        full.places |= around(newcomers, full.places[parent], centre, taken)
    for edge in answer["edges"]:
        known = edge["id"] not in full.edges and all(end in full.nodes for end in _ends(edge))
        if known and _fits(full, len(full.edges) < links):
            full.edges[edge["id"]] = edge


def _fits(full: Picture, has_room: bool) -> bool:
    full.left += not has_room
    return has_room


def _add_node(full: Picture, node: Node, focus: str, shown: Shown, *, start: bool) -> str | None:
    """Add a node; the parent round which it needs a place, None when it has one."""
    slug = node["id"]
    full.nodes[slug] = node
    full.parents[slug] = str(node.get("parent", focus))
    if slug in shown.pins:
        full.places[slug] = shown.pins[slug]
    elif start and "x" in node:
        full.places[slug] = node["x"], node["y"]
    else:
        return full.parents[slug]
    return None


def _is_hidden(shown: Shown, node: Node) -> bool:
    territories = node["territories"]
    return node["id"] != shown.focus and (
        node["group"] in shown.hide
        or node["id"] in shown.without
        or (bool(territories) and all(name in shown.outside for name in territories))
    )


def _held(shown: Shown, edge: Edge) -> Edge | None:
    """The edge with those of its links that pass the filters; None when none does."""
    if edge["kind"] in shown.off:
        return None
    items = [item for item in edge["items"] if shown.holds(item["years"])]
    return edge | {"items": items, "count": len(items)} if items else None


def _add_through(found: Picture, hidden: Node, held: Mapping[str, Edge]) -> None:
    by_end: dict[str, list[Edge]] = {}
    for edge in held.values():
        for mine, other in (_ends(edge), _ends(edge)[::-1]):
            if mine == hidden["id"] and other in found.nodes:
                by_end.setdefault(other, []).append(edge)
    if len(by_end) > THROUGH:
        found.crowded += 1
        return
    for start, end in combinations(sorted(by_end), 2):
        items = [item for edge in (*by_end[start], *by_end[end]) for item in edge["items"]]
        line = {
            "id": f"{start}|~{hidden['id']}|{end}",
            "from": start,
            "to": end,
            "kind": f"~{hidden['group']}",
            "label": hidden["name"],
            "property": "",
            "count": 1,
            "items": items,
            "through": hidden["id"],
        }
        found.through[line["id"]] = line


def kinds_of_pairs(lines: Collection[Edge]) -> dict[tuple[str, str], set[str]]:
    """Pairs of things, in alphabetical order, to the kinds of links between them."""
    found: dict[tuple[str, str], set[str]] = {}
    for line in lines:
        first, second = sorted(_ends(line))
        found.setdefault((first, second), set()).add(line["kind"])
    return found
