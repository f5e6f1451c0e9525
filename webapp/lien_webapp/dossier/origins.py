"""Where a thing is stated, by whom, and when that was read in."""

from __future__ import annotations

from collections.abc import Sequence

from rdflib import URIRef

from lien import query
from lien_webapp.context import reader
from lien_webapp.dossier.subject import Subject
from lien_webapp.dossier.view import (
    Asked,
    Record,
    Section,
    Source,
)
from lien_webapp.i18n import (
    date_text,
    gettext,
    language,
)
from lien_webapp.known import shared
from lien_webapp.links import page_of, short
from lien_webapp.present import Value
from lien_webapp.security import safe_link


def record(it: Subject) -> Section:
    """Where a thing is stated, and when that was read in."""
    lang = language()
    imports = {
        row.graph: row for row in shared(lambda: query.imports(reader(), lang), "imports", lang)
    }
    found: dict[str, Record] = {}
    for row in it.asked.origins:
        text = str(row.file or row.graph_title or short(row.graph))
        if row.row:
            text = gettext("%(file)s, line %(line)s") % {"file": text, "line": row.row}
        known = imports.get(row.graph)
        learnt = date_text(known.date) if known else ""
        key = str(row.record or row.graph)
        before = found[key].source_numbers if key in found else ()
        sources = it.numbers.of([row.source]) if row.source else []
        found[key] = Record(Value(text, page_of(row.graph)), learnt, sorted({*before, *sources}))
    values = {"subject": it.thing()["thing"]}
    return Section(
        "record",
        gettext("History of the record"),
        "record",
        list(found.values()),
        count=len(found),
        questions=[
            Asked("origin", values, gettext("Statements")),
            Asked("imports", {}, gettext("Files read in")),
        ],
    )


def sources(iris: Sequence[URIRef], asked: query.About) -> list[Source]:
    """The sources of a page by number."""
    known = {row.source: row for row in asked.origins}
    return [_source(n, iri, asked.names.get(iri), known.get(iri)) for n, iri in enumerate(iris, 1)]


def _source(number: int, iri: URIRef, name: query.Name | None, row: query.Origin | None) -> Source:
    return Source(
        number=number,
        title=str(name.label) if name and name.label else short(iri),
        page=page_of(iri),
        publisher=str(row.source_publisher or "") if row else "",
        date=str(row.source_date or "") if row else "",
        address=safe_link(row.source_address) if row and row.source_address else "",
    )
