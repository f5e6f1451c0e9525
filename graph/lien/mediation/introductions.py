"""Who can introduce one to another: chains of dated, evidenced ties with people in between.

From a person, unit or body to another, up to three chains that share no person in the middle. A
chain names at least one person between its ends; it never passes a hub (`lien.mediation.ties`) or
somebody marked "not as introducer", and passes a body only from or to a person with a tie to it:
that two laboratories have the same partner says nothing about who knows whom. The strongest comes
first: that whose weakest tie is as strong as can be; among equally strong ones the shortest, then
the first by the names of things.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain as chained
from itertools import pairwise
from typing import Final, TypeAlias

import numpy as np
from rdflib import URIRef

from lien import resources
from lien.analysis.arrays import Flags, Floats
from lien.analysis.widest import Chain, Search
from lien.mediation.ties import TOGETHER, Held, Ties
from lien.query import LinkRow, Name, names
from lien.query.rows import rows_of
from lien.query.text import with_values
from lien.store import Node, Reader
from lien.terms import DERIVED, LIEN, called, local, slug, thing

TOP: Final = 3
LINKS: Final = 6
"""Links of the longest chain that is looked for, unless another number is asked for."""
MOST_LINKS: Final = 8
MEETS: Final = 2
"""Links within which two things already meet, so that nobody needs to introduce them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: from whom to whom, on which day, with ties that have ended, how far."""

    a: str
    b: str
    on: date
    ended: bool = False
    links: int = LINKS


@dataclass(frozen=True, slots=True)
class Hop:
    """One link of a chain: `property` runs from `subject` to `object`, which are the hop's ends.

    `chain` counts from 1; 0 marks where the two already meet without anybody in between. `start`
    and `end` are dates as given; `shown` is the last day on which the facts show the link, None
    where none is stated. `strength` is that of all links of the hop, `chain_strength` that of the
    weakest hop; 0 where no date is stated. `works` counts works published together.
    """

    chain: int
    hop: int
    subject: str
    subject_label: str
    property: str
    property_label: str
    object: str
    object_label: str
    role: str
    side: str
    start: str | None
    end: str | None
    shown: str | None
    ended: bool
    works: int | None
    strength: float
    chain_strength: float
    link: str
    graph: str
    sources: tuple[str, ...]
    confidence: str


@dataclass(frozen=True, slots=True)
class Introductions:
    """The hops of all chains in order, each chain's things, and what was searched.

    `cut` says that a search was given up because too many chains had to be looked at.
    """

    asked: Asked
    hops: tuple[Hop, ...]
    chains: tuple[tuple[str, ...], ...]
    meets: tuple[tuple[str, ...], ...]
    things: int
    links: int
    cut: bool = False


def introductions(store: Reader, ties: Ties, asked: Asked, lang: str) -> Introductions:
    """Up to `TOP` chains from `asked.a` to `asked.b`, and where the two already meet.

    `ties` are those of the reader `store`, which tells names and evidence. None within
    `asked.links`: no chains. The same facts and question give the same answer.

    Raises:
        UnknownThing: an end is not in the graph.
    """
    a, b = ties.place(asked.a), ties.place(asked.b)
    held = ties.on(asked.on)
    weights = ties.weights(held, ended=asked.ended)
    search = _search(ties, weights, asked.links)
    cut = False
    try:
        chains = list(_chains(search, a, b))
    except OverflowError:
        chains, cut = [], True
    meets = _meets(search, a, b) if a != b else []
    found = [*((0, chain) for chain in meets), *enumerate(chains, start=1)]
    telling = _Telling(store, ties, held, weights)
    return Introductions(
        asked,
        tuple(telling.hops(found, asked, lang)),
        tuple(_names(ties, chain.nodes) for chain in chains),
        tuple(_names(ties, chain.nodes) for chain in meets),
        len(ties.things.slugs),
        int((weights >= 0).sum()),
        cut,
    )


def _search(ties: Ties, weights: Floats, links: int) -> Search:
    through: Flags = ~ties.hubs & ~(ties.people & ties.things.left_out)
    bodies = ties.things.of(frozenset({"Body"}))
    return Search(ties.pairs[1], weights, through, ties.people, bodies, min(links, MOST_LINKS))


def _chains(search: Search, a: int, b: int) -> Iterator[Chain]:
    """The strongest chain, then the strongest without its people, and so on."""
    for _ in range(TOP):
        chain = search.strongest(a, b)
        if chain is None:
            return
        yield chain
        middle = np.array(chain.nodes[1:-1])
        search.through[middle[search.people[middle]]] = False


def _meets(search: Search, a: int, b: int) -> list[Chain]:
    """Where the two are tied to each other, or to one thing that is no hub; the strongest first."""
    network, weight = search.network, search.weight

    def near(node: int) -> dict[int, float]:
        low, high = network.start[node], network.start[node + 1]
        around = zip(network.other[low:high], network.edge[low:high], strict=True)
        return {int(other): float(weight[edge]) for other, edge in around if weight[edge] >= 0}

    from_a, from_b = near(a), near(b)
    found = [Chain((a, b), from_a[b])] if b in from_a else []
    both_things = not (search.people[a] or search.people[b])
    for node in from_a.keys() & from_b.keys():
        closed = search.people[node] or (search.guarded[node] and both_things)
        if search.through[node] and not closed:
            found.append(Chain((a, node, b), min(from_a[node], from_b[node])))
    return sorted(found, key=lambda chain: (-chain.strength, len(chain.nodes), chain.nodes))[:TOP]


def _names(ties: Ties, nodes: Iterable[int]) -> tuple[str, ...]:
    return tuple(ties.things.slugs[node] for node in nodes)


class _Telling:
    """Tells chains as hops, with names and evidence of the links that count."""

    def __init__(self, store: Reader, ties: Ties, held: Held, weights: Floats) -> None:
        self._store, self._ties, self._held, self._weights = store, ties, held, weights

    def hops(self, chains: Sequence[tuple[int, Chain]], asked: Asked, lang: str) -> Iterator[Hop]:
        """The hops of numbered chains; a hop of several links is several rows, the newest first."""
        pairs = {pair for _, chain in chains for pair in pairwise(chain.nodes)}
        rows = self._evidence(pairs)
        cited = {node for link in chained.from_iterable(rows.values()) for node in _to_name(link)}
        cited |= {self._thing(node) for pair in pairs for node in pair} | {LIEN.copublishesWith}
        named: dict[Node, Name] = {name.thing: name for name in names(self._store, cited, lang)}
        for number, chain in chains:
            for place, pair in enumerate(pairwise(chain.nodes), start=1):
                at = replace(_EMPTY, chain=number, hop=place, chain_strength=chain.strength)
                found = list(self._links(at, pair, rows, named, ended=asked.ended))
                yield from sorted(found, key=lambda hop: (hop.shown or "", hop.link), reverse=True)

    def _evidence(self, pairs: Iterable[tuple[int, int]]) -> _Evidence:
        """The rows of the question `links` between these things, by what they say."""
        bound: list[dict[str, Node | None]] = [
            {"source": self._thing(a), "target": self._thing(b)}
            for pair in sorted(pairs)
            for a, b in (pair, pair[::-1])
        ]
        found: _Evidence = {}
        if bound:
            table = self._store.select(with_values(resources.query("links"), bound))
            for row in rows_of(LinkRow, table):
                key = str(row.source), str(row.property), str(row.target), str(row.link or "")
                found.setdefault(key, []).append(row)
        return found

    def _links(
        self,
        at: Hop,
        pair: tuple[int, int],
        rows: _Evidence,
        named: Mapping[Node, Name],
        *,
        ended: bool,
    ) -> Iterator[Hop]:
        ties, held = self._ties, self._held
        places = [
            int(place)
            for place in ties.places(*pair)
            if held.counts[place] and (ended or not held.ended[place])
        ]
        at = replace(at, strength=round(self._weight(pair), 6))
        together = [place for place in places if ties.links.kind[place] == TOGETHER]
        if together:
            yield self._together(at, pair, together, named)
        for place in places:
            ends = self._thing(int(ties.links.u[place])), self._thing(int(ties.links.v[place]))
            prop, link = ties.links.key[place]
            for row in rows.get((str(ends[0]), prop, str(ends[1]), link), ()):
                yield self._link(at, place, row, named)

    def _weight(self, pair: tuple[int, int]) -> float:
        (edge,) = self._ties.pairs[1].edges(*pair)
        return float(self._weights[edge])

    def _link(self, at: Hop, place: int, row: LinkRow, named: Mapping[Node, Name]) -> Hop:
        return replace(
            at,
            subject=slug(str(row.source)),
            subject_label=_label(named, row.source),
            property=str(row.property),
            property_label=_label(named, row.property),
            object=slug(str(row.target)),
            object_label=_label(named, row.target),
            role=_label(named, row.role),
            side=_label(named, row.side),
            start=str(row.start) if row.start else None,
            end=str(row.end) if row.end else None,
            shown=_day(int(self._held.shown[place])),
            ended=bool(self._held.ended[place]),
            link=slug(str(row.link or "")),
            graph=str(row.graph),
            sources=tuple(slug(str(source)) for source in row.sources),
            confidence=local(row.confidence),
        )

    def _together(
        self, at: Hop, pair: tuple[int, int], places: list[int], named: Mapping[Node, Name]
    ) -> Hop:
        """Works published together, which are counted in the derived graph of the level."""
        links = self._ties.links
        ends = self._thing(pair[0]), self._thing(pair[1])
        years = [date.fromordinal(int(links.first[place])).year for place in places]
        return replace(
            at,
            subject=slug(str(ends[0])),
            subject_label=_label(named, ends[0]),
            property=str(LIEN.copublishesWith),
            property_label=_label(named, LIEN.copublishesWith),
            object=slug(str(ends[1])),
            object_label=_label(named, ends[1]),
            start=str(min(years)),
            end=str(max(years)),
            shown=_day(max(int(self._held.shown[place]) for place in places)),
            works=sum(int(links.works[place]) for place in places),
            graph=f"{DERIVED}{self._store.level.name.lower()}",
        )

    def _thing(self, node: int) -> URIRef:
        return thing(self._ties.things.slugs[node])


_Evidence: TypeAlias = dict[tuple[str, str, str, str], list[LinkRow]]
_EMPTY: Final = Hop(
    0, 0, "", "", "", "", "", "", "", "", None, None, None, False, None, 0.0, 0.0, "", "", (), ""
)


def _to_name(row: LinkRow) -> set[URIRef]:
    return {row.property} | {node for node in (row.role, row.side) if node}


def _label(named: Mapping[Node, Name], node: URIRef | None) -> str:
    name = named.get(node) if node else None
    return called(node, name and name.label)


def _day(ordinal: int) -> str | None:
    return date.fromordinal(ordinal).isoformat() if ordinal else None
