"""The dated entries about a thing, as a list and as a chart."""

from __future__ import annotations

from typing import Final

from rdflib import URIRef

from lien import query
from lien.dates import PartialDate
from lien_webapp.asof import AsOf
from lien_webapp.dossier import figures
from lien_webapp.dossier.subject import Subject
from lien_webapp.dossier.view import (
    Asked,
    Entry,
    Section,
)
from lien_webapp.i18n import (
    gettext,
    mark,
)
from lien_webapp.links import page_of, short
from lien_webapp.present import Value

MOMENTS: Final[dict[str, str]] = {
    "begins": mark("beginning"),
    "ends": mark("end"),
    "signed": mark("signature"),
    "published": mark("publication date"),
    "first-seen": mark("first seen"),
    "last-seen": mark("last seen"),
    "action-begins": mark("an action begins"),
    "action-ends": mark("an action ends"),
    "event": mark("event"),
    "role-begins": mark("a role begins"),
    "role-ends": mark("a role ends"),
    "role-seen": mark("seen in a role"),
}
"""What happened, as the question on the timeline names it, in words."""


def moments(it: Subject) -> Section:
    """The dated entries up to the day, with a chart of the years."""
    rows = [row for row in it.asked.moments if not it.on or by(row.given, it.on)]
    entries = [_moment(it.iri, row) for row in rows]
    title = gettext("Timeline")
    return Section(
        "timeline",
        title,
        "timeline",
        (entries, figures.per_year("timeline-chart", gettext("Dated entries by year"), rows))
        if entries
        else None,
        count=len(entries),
        of=len(it.asked.moments) if it.on else None,
        questions=[Asked("timeline", it.thing("body"))],
    )


def _moment(iri: URIRef, row: query.Moment) -> Entry:
    name = str(row.what)
    what = gettext(MOMENTS[name]) if name in MOMENTS else name
    if row.thing == iri:
        return Entry(str(row.given), Value(what[:1].upper() + what[1:]))
    kind = f"{what} · {row.kind_label}" if row.kind_label else what
    title = Value(str(row.label or short(row.thing)), page_of(row.thing))
    return Entry(str(row.given), title, kind)


def by(given: object, on: AsOf) -> bool:
    """Whether a date as given may lie on the day or before it."""
    try:
        return PartialDate.parse(str(given)).earliest <= on.day
    except ValueError:
        return True
