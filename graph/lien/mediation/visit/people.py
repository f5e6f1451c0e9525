"""The people of a dossier: who holds which role in the partner and in its actions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from rdflib import URIRef

from lien import query
from lien.dates import PartialDate
from lien.mediation import pinyin
from lien.mediation.visit.lines import Asked, Line, text
from lien.query import Counterpart
from lien.terms import called, local

_PAST: Final = ("followed", "over")


def people(asked: Asked, ended: Collection[str]) -> tuple[list[Line], int]:
    """Roles in the partner and its actions; those in actions that have `ended` are over.

    And how many were first seen after the day.
    """
    later = 0
    rows = query.counterparts(asked.store, asked.iri, asked.lang)
    latest: dict[tuple[URIRef | None, URIRef], tuple[str, URIRef]] = {}
    for row in rows:
        key = row.post, row.where
        latest[key] = max(latest.get(key, ("", row.person)), (_newest(asked, row), row.person))
    lines = []
    for row in rows:
        start, end = text(row.start), text(row.end)
        seen = tuple(day for day in row.as_of if asked.by_then(day))
        if row.as_of and not seen and not start:
            later += 1
            continue
        newest, holder = latest[row.post, row.where]
        standing = _standing(start, end, row.as_of, asked.on)
        if row.where in ended:
            standing = "over"
        elif start and not end and holder != row.person and newest > _newest(asked, row):
            standing = "followed"
        own = row.where == asked.iri
        han = str(row.name_zh or "")
        lines.append(
            Line(
                "person",
                standing,
                row.person,
                called(row.person, row.label),
                kind=str(row.post_label or ""),
                where="" if own else called(row.where, row.where_acronym, row.where_label),
                start=start,
                end=end,
                as_of=seen,
                others=tuple(local(region) for region in row.territories),
                note=han if han != str(row.label) else "",
                pinyin=pinyin.of_person(han) if han else "",
                sources=row.sources,
            )
        )
    newest_first = sorted(lines, key=_freshness, reverse=True)
    return sorted(newest_first, key=lambda line: (line.what in _PAST, bool(line.where))), later


def _newest(asked: Asked, row: Counterpart) -> str:
    """The newest date, as given, at which anything is said of a role by the day."""
    dates = (str(row.start or ""), *row.as_of, str(row.end or ""))
    by_then = [day for day in dates if day and asked.by_then(day)]
    return max(by_then, default="")


def _freshness(line: Line) -> tuple[str, URIRef]:
    return max((line.start or "", *line.as_of, line.end or "")), line.thing


def _standing(start: str | None, end: str | None, seen: Sequence[str], on: date) -> str:
    """How a role stands on the day: as in `standing.rq`, for what has begun."""
    if end is not None and PartialDate.parse(end).latest < on:
        return "over"
    if start is not None:
        return "holds"
    days = [PartialDate.parse(day) for day in seen]
    around = any(d.earliest <= on for d in days) and any(d.latest >= on for d in days)
    return "holds" if around or (end is not None) else "unknown"
