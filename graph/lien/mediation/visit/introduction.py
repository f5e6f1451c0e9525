"""How a desk abroad comes to somebody at the partner."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lien.mediation.introductions import Asked as Question
from lien.mediation.introductions import Hop, introductions
from lien.mediation.ties import Ties
from lien.mediation.visit.lines import Asked, Line
from lien.terms import slug, thing

_STAGE: Final = "stageOf"


def introduction(asked: Asked, ties: Ties) -> list[Line]:
    """The strongest chain of people from a desk to the partner on the day.

    A desk is a body that has stages. `thing` is the first person of the chain, whom to ask,
    `others` are all its members in order, `as_of` the last days on which those of its links are
    shown that do not last on the day. Without a desk, a chain or a partner other than the desk:
    nothing.
    """
    partner, links = slug(str(asked.iri)), ties.links
    desks = {
        ties.things.slugs[int(end)]
        for end, kind in zip(links.v, links.kind, strict=True)
        if kind == _STAGE
    } - {partner}
    if partner not in ties.number:
        return []
    told = [
        introductions(asked.store, ties, Question(desk, partner, asked.on), asked.lang)
        for desk in sorted(desks)
    ]
    chains = [
        (one.chains[0], [hop for hop in one.hops if hop.chain == 1]) for one in told if one.chains
    ]
    if not chains:
        return []
    names, hops = max(chains, key=lambda chain: chain[1][0].chain_strength)
    return [_line(asked, ties, names, hops)]


def _line(asked: Asked, ties: Ties, names: Sequence[str], hops: Sequence[Hop]) -> Line:
    labels = {hop.subject: hop.subject_label for hop in hops}
    labels |= {hop.object: hop.object_label for hop in hops}
    newest = {hop.hop: hop.shown for hop in reversed(hops)}  # of each hop the newest stands first
    people = [name for name in names[1:-1] if ties.people[ties.number[name]]]
    return Line(
        "introduction",
        "chain",
        thing(people[0]),
        ", ".join(labels[name] for name in people),
        as_of=tuple(sorted({day for day in newest.values() if day and day < str(asked.on)})),
        others=tuple(labels[name] for name in names),
        sources=tuple(dict.fromkeys(thing(source) for hop in hops for source in hop.sources)),
    )
