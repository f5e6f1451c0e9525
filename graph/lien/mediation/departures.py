"""What hangs on one person: partners that a single person joins to our side, and what one leaves.

Our side are the bodies and units that stand for France on the day, partners those that stand for
China alone (`lien.mediation.sides`). Two things are joined when ties of that day lead from one
to the other, never through a hub of `lien.mediation.ties`. A partner hangs on a person when every
way to our side passes that person: the person dominates the partner in the graph whose root is our
side (Lengauer & Tarjan 1979; in an undirected graph these are its cut vertices).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

import networkx as nx

from lien.mediation.sides import OURS, THEIRS, sides
from lien.mediation.ties import Ties
from lien.query import names
from lien.store import Reader
from lien.terms import thing

NEAR: Final = 4
"""Links within which a partner counts as joined to something of ours, for what is lost and kept."""
SUCCESSORS: Final = 10
_ROOT: Final = -1


@dataclass(frozen=True, slots=True)
class SingleThread:
    """A partner that hangs on a person; `chain` is a shortest way from it to our side."""

    partner: str
    partner_label: str
    person: str
    person_label: str
    ours: str
    ours_label: str
    chain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Loss:
    """A partner that a departure concerns.

    `lost` are things of ours within `NEAR` links of the partner before and not after, `kept` those
    that stay within. `cut`: nothing of ours is left at any distance.
    """

    partner: str
    partner_label: str
    cut: bool
    lost: tuple[str, ...]
    lost_labels: tuple[str, ...]
    kept: tuple[str, ...]
    kept_labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Successor:
    """Somebody with ties, on the day, to what the person who leaves is tied to.

    `shared` are these things; `partners` are partners that would be cut off and that this person
    has a tie to, directly or through one other thing. `strength` is that of the strongest tie.
    """

    person: str
    person_label: str
    shared: tuple[str, ...]
    shared_labels: tuple[str, ...]
    partners: tuple[str, ...]
    partner_labels: tuple[str, ...]
    strength: float


@dataclass(frozen=True, slots=True)
class Departure:
    """What is lost when a person leaves, and who already has ties to take over."""

    person: str
    person_label: str
    losses: tuple[Loss, ...]
    successors: tuple[Successor, ...]


class Joined:
    """Who is joined to whom on a day."""

    def __init__(self, ties: Ties, on: date) -> None:
        self.ties = ties
        _, network = ties.pairs
        self.weights = ties.weights(ties.on(on))
        of, kinds = sides(ties, on), ties.things.classes
        numbers = range(len(kinds))
        bodies = {n for n in numbers if kinds[n] in ("Body", "ResearchUnit")}
        self.ours = {n for n in bodies if OURS in of[n]}
        self.partners = sorted(n for n in bodies if of[n] == frozenset({THEIRS}))
        self._network, self._hubs = network, ties.hubs

    def near(self, node: int) -> dict[int, float]:
        """The neighbours of a thing and the strength of its ties to them."""
        low, high = self._network.start[node], self._network.start[node + 1]
        around = zip(self._network.other[low:high], self._network.edge[low:high], strict=True)
        return {
            int(other): float(self.weights[edge])
            for other, edge in around
            if self.weights[edge] >= 0
        }

    def from_us(self, without: int | None = None) -> dict[int, int]:
        """What is joined to our side, each with the thing before it on a shortest way there."""
        before = dict.fromkeys(sorted(self.ours - {without}), _ROOT)
        ahead = deque(before)
        while ahead:
            node = ahead.popleft()
            if self._hubs[node] and node not in self.ours:
                continue
            for other in self.near(node):
                if other not in before and other != without:
                    before[other] = node
                    ahead.append(other)
        return before

    def around(self, node: int, links: int, *, without: int | None = None) -> set[int]:
        """What is within so many links of a thing, not through hubs nor through us."""
        found, ring = {node}, {node}
        for _ in range(links):
            inner = {n for n in ring if n == node or not (self._hubs[n] or n in self.ours)}
            ring = {other for n in inner for other in self.near(n)} - found - {without}
            found |= ring
        return found - {node}

    @cached_property
    def threads(self) -> dict[int, list[int]]:
        """Partners that hang on people: those people, the nearest to the partner first."""
        graph: nx.DiGraph[int] = nx.DiGraph()
        graph.add_node(_ROOT)
        for node, _ in self.from_us().items():
            if node in self.ours:
                graph.add_edge(_ROOT, node)
            if node in self.ours or not self._hubs[node]:
                graph.add_edges_from((node, o) for o in self.near(node) if o not in self.ours)
        above = nx.immediate_dominators(graph, _ROOT)
        found = {}
        for partner in self.partners:
            chain, node = [], above.get(partner)
            while node is not None and node != _ROOT:
                if self.ties.people[node]:
                    chain.append(node)
                node = above[node]
            if chain:
                found[partner] = chain
        return found


def single_threads(store: Reader, ties: Ties, on: date, lang: str) -> list[SingleThread]:
    """Partners that hang on one person on a day, by partner, the nearest person first.

    Where several people stand in a row between a partner and us, each of them is a row.
    """
    joined = Joined(ties, on)
    before, slugs = joined.from_us(), ties.things.slugs
    rows = []
    for partner, people in joined.threads.items():
        chain = [partner]
        while before[chain[-1]] != _ROOT:
            chain.append(before[chain[-1]])
        rows += [(partner, person, chain) for person in people]
    called = _labels(store, ties, {n for p, q, chain in rows for n in (p, q, chain[-1])}, lang)
    return [
        SingleThread(
            slugs[partner], called[partner], slugs[person], called[person],
            slugs[chain[-1]], called[chain[-1]], tuple(slugs[n] for n in chain),
        )
        for partner, person, chain in rows
    ]  # fmt: skip


def departure(store: Reader, ties: Ties, person: str, on: date, lang: str) -> Departure:
    """What is lost when a person leaves on a day: the graph is searched again without that person.

    Losses: partners that are cut off first, then those that lose most, then by name. Successors:
    those tied to most partners that are cut off first, then to most of what the person is tied to,
    then the strongest. Nobody is proposed without a tie of the day.

    Raises:
        UnknownThing: the person is not in the graph.
    """
    joined, leaver = Joined(ties, on), ties.place(person)
    losses = sorted(_losses(joined, leaver), key=lambda row: (not row[1], -len(row[2]), row[0]))
    cut = {partner for partner, gone, _, _ in losses if gone}
    heirs = _successors(joined, leaver, cut)
    cited = {leaver} | {n for p, _, lost, kept in losses for n in (p, *lost, *kept)}
    cited |= {n for heir, shared, partners, _ in heirs for n in (heir, *shared, *partners)}
    called, slugs = _labels(store, ties, cited, lang), ties.things.slugs

    def told(nodes: list[int]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return tuple(slugs[n] for n in nodes), tuple(called[n] for n in nodes)

    return Departure(
        slugs[leaver],
        called[leaver],
        tuple(Loss(slugs[p], called[p], gone, *told(a), *told(b)) for p, gone, a, b in losses),
        tuple(
            Successor(slugs[heir], called[heir], *told(shared), *told(partners), round(best, 6))
            for heir, shared, partners, best in heirs
        ),
    )


def _losses(joined: Joined, leaver: int) -> Iterator[tuple[int, bool, list[int], list[int]]]:
    after = joined.from_us(without=leaver)
    before = joined.from_us()
    near = joined.around(leaver, NEAR - 1)
    for partner in joined.partners:
        gone = partner in before and partner not in after
        if not gone and partner not in near:
            continue
        had = joined.around(partner, NEAR) & joined.ours
        keeps = joined.around(partner, NEAR, without=leaver) & joined.ours
        if gone or had - keeps:
            yield partner, gone, sorted(had - keeps), sorted(keeps)


def _successors(
    joined: Joined, leaver: int, cut: set[int]
) -> list[tuple[int, list[int], list[int], float]]:
    people, left_out = joined.ties.people, joined.ties.things.left_out
    shared: dict[int, dict[int, float]] = {}
    for node in joined.near(leaver):
        if not joined.ties.hubs[node] and not people[node]:
            for other, strength in joined.near(node).items():
                if people[other] and other != leaver and not left_out[other]:
                    shared.setdefault(other, {})[node] = strength
    found = []
    for other, things in shared.items():
        partners = sorted(joined.around(other, 2, without=leaver) & cut)
        found.append((other, sorted(things), partners, max(things.values())))
    return sorted(found, key=lambda row: (-len(row[2]), -len(row[1]), -row[3], row[0]))[:SUCCESSORS]


def _labels(store: Reader, ties: Ties, nodes: set[int], lang: str) -> dict[int, str]:
    slugs = ties.things.slugs
    called = names(store, [thing(slugs[node]) for node in nodes], lang)
    labels = {str(name.thing): str(name.label) for name in called if name.label}
    return {node: labels.get(str(thing(slugs[node])), slugs[node]) for node in nodes}
