"""The agreements of a dossier: of the partner, and of the bodies above it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from rdflib import URIRef

from lien import query
from lien.dates import PartialDate
from lien.mediation.deadlines import last_day_for_notice, months_of
from lien.mediation.visit.lines import Asked, Line, text
from lien.query import AgreementPeriod
from lien.terms import called, local

_ALIVE: Final = ("in-force", "tacitly-renewed", "unknown-end", "suspended")
_STATUSES: Final = (*_ALIVE, "not-yet", "undated", "replaced", "ended")


def agreements(asked: Asked) -> list[Line]:
    """Agreements with the partner itself, those that stand first, the newest first of each."""
    newest = sorted(_agreements_of(asked, asked.iri, "agreement"), key=_age, reverse=True)
    return sorted(newest, key=lambda line: _STATUSES.index(line.what))


def umbrellas(asked: Asked, above: Iterable[URIRef], own: Collection[URIRef]) -> list[Line]:
    """Agreements of the bodies above, but for its `own`, that stand on the day; newest first."""
    found = [
        line
        for body in above
        for line in _agreements_of(asked, body, "umbrella")
        if line.what in _ALIVE and line.thing not in own
    ]
    return sorted(found, key=_age, reverse=True)


def _age(line: Line) -> tuple[str, URIRef]:
    return line.start or "", line.thing


def _agreements_of(asked: Asked, body: URIRef, part: str) -> list[Line]:
    rows = query.agreements(asked.store, asked.lang, body=body)
    standings = query.standings(
        asked.store, [row.agreement for row in rows], asked.lang, on=asked.on
    )
    states = {row.agreement: row for row in standings}
    terms = _last_terms(query.agreement_periods(asked.store, asked.lang, body=body))
    lines = []
    for row in rows:
        state, term = states[row.agreement], terms.get(row.agreement)
        end = text(state.end)
        lines.append(
            Line(
                part,
                str(state.status),
                row.agreement,
                called(row.agreement, row.label),
                kind=str(row.kind_label or ""),
                where=str(row.place_label or ""),
                start=text(row.signed or row.start),
                end=end,
                due=_due(end, term),
                others=tuple(p.label for p in row.parties if p.iri != asked.iri),
                note=str(term.renewal_label or "") if term else "",
            )
        )
    return lines


def _last_terms(rows: Iterable[AgreementPeriod]) -> dict[URIRef, AgreementPeriod]:
    """Of each agreement the last term or renewal."""
    return {row.agreement: row for row in rows if local(row.kind) in ("term", "renewal")}


def _due(end: str | None, term: AgreementPeriod | None) -> str | None:
    """The last day for notice, where the end and the notice are known."""
    if end is None or term is None:
        return None
    day = last_day_for_notice(PartialDate.parse(end).latest, months_of(term.notice))
    return day.isoformat() if day else None
