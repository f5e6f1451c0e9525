"""What stands above the sections of a page: names, dates, places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rdflib import DCTERMS, RDFS, SKOS, Literal, URIRef

from lien import query, terms
from lien.terms import local
from lien_webapp.dossier.subject import Subject
from lien_webapp.dossier.view import (
    Dossier,
)
from lien_webapp.i18n import (
    date_text,
    language,
    span_text,
)
from lien_webapp.links import page_of, short, url
from lien_webapp.present import Value
from lien_webapp.vocabulary import class_word


def heading(iri: URIRef, rows: Sequence[query.Fact]) -> Dossier:
    """The page with what stands above its sections, its name in the language of the page."""
    names = [
        row.value
        for row in rows
        if row.property in (SKOS.prefLabel, RDFS.label) and isinstance(row.value, Literal)
    ]
    titles = [row.value for row in rows if row.property == DCTERMS.title]
    first = _best(names or [title for title in titles if isinstance(title, Literal)])
    shown = Value(str(first), language=first.language or "") if first else Value(short(iri))
    values = {short(row.property): row for row in rows}
    acronym = values.get("lien:acronym")
    klass = rows[0].klass
    return Dossier(
        iri=str(iri),
        slug=terms.slug(str(iri)),
        name=shown,
        class_word=class_word(klass),
        class_page=url("things.listing", name=local(klass)) if klass else "",
        acronym=str(acronym.value) if acronym else "",
        dates=_dates(values, local(klass) if klass else ""),
        kinds=[
            Value(str(row.value_label or short(row.value)), page_of(row.value))
            for row in rows
            if short(row.property) == "dcterms:type"
        ],
        other_names=[
            Value(text, language=lang)
            for text, lang in {str(n): n.language or "" for n in names}.items()
            if text != shown.text
        ],
    )


def places(it: Subject, found: Dossier) -> list[Value]:
    """The towns of the thing, or the thing if it is one or a territory, with their maps."""
    places: list[tuple[object, object]] = [
        (row.value, row.value_label) for row in it.rows if short(row.property) == "lien:place"
    ]
    if it.kind == "Concept":
        places = [(it.iri, found.name.text)]
    on = it.on.given if it.on else None
    shown = []
    for iri, label in places:
        scheme, _, name = str(iri).removeprefix(str(terms.SCHEME)).partition("/")
        if scheme in ("place", "territory"):
            address = url("maps.page", **{scheme: name, "on": on})
            shown.append(Value(str(label or name), address))
    return shown


def _best(names: Sequence[Literal]) -> Literal | None:
    """The name in the language of the page, else the one without language, English, any."""
    order = [language(), None, "en", "fr", "zh"]
    ranked = sorted(names, key=lambda n: order.index(n.language) if n.language in order else 9)
    return ranked[0] if ranked else None


def _dates(values: Mapping[str, Any], kind: str) -> str:
    start, end = (values.get(name) for name in ("lien:start", "lien:end"))
    if signed := values.get("lien:signedOn"):
        return date_text(signed.value)
    if kind == "Event" and start and not end:
        return date_text(start.value)
    return span_text(start and start.value, end and end.value)
