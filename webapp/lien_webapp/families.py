"""Agreements as family trees: what rests on what, renews it, changes it, and how each stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from rdflib import URIRef

from lien import query, terms
from lien_webapp.i18n import gettext, mark
from lien_webapp.links import page_of, short
from lien_webapp.present import Value
from lien_webapp.vocabulary import link_word

STANDING: Final[dict[str, str]] = {
    "in-force": mark("in force"),
    "tacitly-renewed": mark("in force, renewed by silence"),
    "unknown-end": mark("begun, no end is known"),
    "suspended": mark("suspended"),
    "not-yet": mark("not begun"),
    "ended": mark("ended"),
    "replaced": mark("replaced by a later one"),
    "undated": mark("no date is known"),
}
"""Status of the question `in_force` in words."""

_STRONGEST: Final = ("implements", "amends", "renews", "follows")
"""Relations to an earlier or wider agreement; the first one that holds places it in the tree."""
CONCERNS_ACTION: Final = terms.LIEN.concernsAction
"""Relation of an agreement to an action that it concerns."""


@dataclass(frozen=True, slots=True)
class Status:
    """How an agreement stands on the day of the page."""

    word: str
    name: str
    certain: bool


@dataclass(slots=True)
class Branch:
    """An agreement or an action in a tree; `relation` says what it is to the one above it."""

    title: Value
    relation: str = ""
    given: str = ""
    kind: str = ""
    status: Status | None = None
    here: bool = False
    branches: list[Branch] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many agreements and actions the tree holds."""
        return 1 + sum(branch.size for branch in self.branches)


def statuses(rows: Iterable[query.InForce]) -> dict[URIRef, Status]:
    """How each agreement stands, from the rows of the question `in_force`."""
    return {
        row.agreement: Status(
            gettext(STANDING[str(row.status)]), str(row.status), certain=row.certain
        )
        for row in rows
    }


@dataclass(slots=True)
class Families:
    """All relations between agreements, and what is known of each agreement; many pages share it.

    `above` leads from an agreement to the one it hangs from, `below` from there back, with how.
    """

    rows: Sequence[query.FamilyRow]
    agreements: Mapping[URIRef, query.Agreement]
    standing: Mapping[URIRef, Status]
    above: dict[URIRef, URIRef] = field(init=False)
    below: dict[URIRef, dict[URIRef, list[URIRef]]] = field(init=False)

    def __post_init__(self) -> None:
        """Place every agreement and action once."""
        self.above, self.below = self._placed()

    def of(self, members: Iterable[URIRef], here: URIRef) -> list[Branch]:
        """The trees in which these agreements stand, oldest root first; `here` is marked.

        An agreement that rests on several stands under the one it carries out, else amends, else
        renews, else follows; an action under the first agreement about it. No tree of one.
        """
        roots = dict.fromkeys(_root(member, self.above) for member in self._dated(members))
        trees = [self._grown(root, here, set()) for root in self._dated(roots)]
        return [tree for tree in trees if tree.size > 1]

    def _dated(self, members: Iterable[URIRef]) -> list[URIRef]:
        known = self.agreements
        return sorted(
            (member for member in members if member in known),
            key=lambda member: (str(known[member].signed or known[member].start or "9"), member),
        )

    def _placed(self) -> tuple[dict[URIRef, URIRef], dict[URIRef, dict[URIRef, list[URIRef]]]]:
        """Above each agreement the one it hangs from; below each thing what hangs from it, how."""
        relations: dict[URIRef, dict[URIRef, list[URIRef]]] = defaultdict(dict)
        actions: dict[URIRef, dict[URIRef, list[URIRef]]] = defaultdict(dict)
        for row in self.rows:
            if row.relation is None or row.other is None:
                continue
            if row.relation != CONCERNS_ACTION and row.other not in self.agreements:
                continue
            place = actions if row.relation == CONCERNS_ACTION else relations
            place[row.agreement].setdefault(row.other, []).append(row.relation)
        above: dict[URIRef, URIRef] = {}
        below: dict[URIRef, dict[URIRef, list[URIRef]]] = defaultdict(dict)
        for member in self._dated(relations):
            found = relations[member]
            chosen = min(found, key=lambda other: (_rank(found[other]), other))
            if _root(chosen, above) != member:
                above[member] = chosen
                below[chosen][member] = sorted(found[chosen], key=lambda r: _rank([r]))
        for member, found in actions.items():
            below[member].update(found)
        return above, below

    def _grown(
        self,
        thing: URIRef,
        here: URIRef,
        seen: set[URIRef],
        relation: str = "",
    ) -> Branch:
        seen.add(thing)
        known = self.agreements.get(thing)
        branch = Branch(
            title=Value(self._name(thing), page_of(thing)),
            relation=relation,
            given=str(known.signed or known.start or "") if known else "",
            kind=str(known.kind_label or "") if known else gettext("structuring action"),
            status=self.standing.get(thing),
            here=thing == here,
        )
        found = self.below.get(thing, {})
        agreements = self._dated(found)
        for other in [*(o for o in found if o not in self.agreements), *agreements]:
            if other in seen:
                continue
            words = (link_word(r, incoming=False) for r in found[other] if r != CONCERNS_ACTION)
            branch.branches.append(self._grown(other, here, seen, " · ".join(words)))
        return branch

    def _name(self, thing: URIRef) -> str:
        if thing in self.agreements:
            return str(self.agreements[thing].label or short(thing))
        row = next(row for row in self.rows if row.other == thing)
        return " · ".join(dict.fromkeys(str(t) for t in (row.other_acronym, row.other_label) if t))


def _root(member: URIRef, above: Mapping[URIRef, URIRef]) -> URIRef:
    while member in above:
        member = above[member]
    return member


def _rank(relations: Iterable[URIRef]) -> int:
    return min(_STRONGEST.index(terms.local(relation)) for relation in relations)
