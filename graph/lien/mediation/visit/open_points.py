"""The open points of a dossier: what sources disagree on, and what none of them says."""

from __future__ import annotations

from collections.abc import Sequence

from lien import query
from lien.mediation.visit.lines import LANGUAGES, Asked, Line
from lien.terms import called


def open_points(asked: Asked, lines: Sequence[Line]) -> list[Line]:
    """Contradictions, odd dates, unknown ends, then what no source says at all."""
    here = {asked.iri, *(line.thing for line in lines if line.part in ("agreement", "action"))}
    found = [
        Line(
            "open",
            "contradiction",
            row.about,
            called(row.about, row.label),
            kind=str(row.property_label or row.field),
            others=(str(row.value_label or row.value),),
            note=str(row.kept_values or ""),
            sources=row.sources,
        )
        for row in query.competing_of(asked.store, here, asked.lang)
    ]
    found += [
        Line(
            "open",
            "odd-dates",
            row.about,
            called(row.about, row.label),
            kind=str(row.rule_label or ""),
            start=str(row.date),
            end=str(row.against),
        )
        for row in dict.fromkeys(query.flags_of(asked.store, here, asked.lang))
    ]
    found += [
        Line("open", line.what, line.thing, line.label, start=line.start)
        for line in lines
        if line.part == "agreement" and line.what in ("unknown-end", "undated", "suspended")
    ]
    return [*found, *_missing(asked, lines)]


def _missing(asked: Asked, lines: Sequence[Line]) -> list[Line]:
    """What no source says of the partner itasked."""
    has = {(line.part, line.what) for line in lines}
    parts = {line.part for line in lines}
    silent = [f"no-name-{tag}" for tag in LANGUAGES if ("name", tag) not in has]
    if ("place", "place") not in has:
        silent.append("no-place")
    if ("person", "holds") not in has:
        silent.append("no-person-now" if "person" in parts else "no-person")
    silent += [f"no-{part}" for part in ("agreement", "papers", "mobility", "contact")
               if part not in parts]  # fmt: skip
    return [Line("open", what, asked.iri, "") for what in silent]
