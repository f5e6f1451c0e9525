"""Pages of things, concepts and named graphs, and lists of things by class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template
from rdflib import FOAF, SKOS, URIRef
from werkzeug.exceptions import NotFound

from lien import query, terms
from lien.errors import UnknownThing
from lien.terms import local
from lien_webapp import graph_store, negotiate
from lien_webapp.asof import asked_state
from lien_webapp.context import reader, settings
from lien_webapp.dossier.page import dossier
from lien_webapp.downloads import rows_csv, rows_json
from lien_webapp.i18n import gettext, language
from lien_webapp.links import page_of, short, url
from lien_webapp.pages import kept
from lien_webapp.paging import page_of_rows
from lien_webapp.present import Value
from lien_webapp.vocabulary import class_word
from lien_webapp.words import CLASSES

blueprint = Blueprint("things", __name__)

LISTED: Final[dict[str, URIRef]] = {
    **{
        name: terms.LIEN[name]
        for name in (
            "Body",
            "ResearchUnit",
            "StructuringAction",
            "Agreement",
            "FundingScheme",
            "Event",
            "Publication",
            "Work",
            "Source",
            "Participation",
            "AgreementParty",
            "RoleHeld",
            "CompetingStatement",
            "Mission",
            "DoctoralStay",
            "AssistanceRequest",
            "Advice",
            "DeskPeriod",
            "CoPublication",
            "IndicatorRelation",
        )
    },
    "Person": FOAF.Person,
    "Observation": terms.QB.Observation,
    "Concept": SKOS.Concept,
    "ConceptScheme": SKOS.ConceptScheme,
}
"""Class in the address to class."""

DATA: Final = {"jsonld": "application/ld+json", "json": "application/ld+json"}


@dataclass(frozen=True, slots=True)
class Count:
    """A class of things with how many there are; `name` is its local name."""

    name: str
    word: str
    page: str
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """A thing in a list."""

    name: Value
    acronym: str
    kind: str
    dates: str = ""


@blueprint.get("/id/<slug>")
def thing(slug: str) -> Response:
    """The page of a thing, or its statements as JSON-LD or Turtle."""
    return _about(terms.thing(slug))


@blueprint.get("/scheme/<scheme>/<concept>")
def concept(scheme: str, concept: str) -> Response:
    """The page of a concept."""
    return _about(terms.inside(terms.SCHEME, f"{scheme}/{concept}"))


@blueprint.get("/scheme/<scheme>")
def scheme(scheme: str) -> Response:
    """A list of terms with its concepts."""
    iri = terms.inside(terms.SCHEME, scheme)
    rows = query.things(reader(), SKOS.Concept, language())
    inside = [_line(row) for row in rows if str(row.thing).startswith(f"{iri}/")]
    return _about(iri, members=inside, members_word=gettext("Terms"))


@blueprint.get("/graph/<path:name>")
def graph(name: str) -> Response:
    """The page about a named graph: its source, licence, date and size; as data, its content."""
    iri = terms.inside(terms.GRAPH, name)
    form = negotiate.chosen("html", *graph_store.FORMATS)
    if form != "html":
        return graph_store.content(str(iri), form)
    known = {found.iri: found for found in reader().graphs()}
    if str(iri) not in known:
        raise UnknownThing(name)
    return _about(iri, quads=known[str(iri)].quads)


@blueprint.get("/things/<name>")
def listing(name: str) -> Response:
    """All things of a class, a page at a time."""
    if name not in LISTED:
        known = ", ".join(LISTED)
        raise NotFound(
            gettext("There is no list of that name. There are: %(names)s.") % {"names": known}
        )
    rows = query.things(reader(), LISTED[name], language())
    form = negotiate.chosen("html", "json", "csv")
    if form == "json":
        return rows_json(rows)
    if form == "csv":
        return rows_csv(rows, query.Listed, name)
    return make_response(
        render_template(
            "things/list.html",
            word=class_word(LISTED[name], many=True),
            class_name=short(LISTED[name]),
            page=page_of_rows([_line(row) for row in rows], settings().page_rows),
        )
    )


def counts() -> list[Count]:
    """How many things of each class there are."""
    return [
        Count(
            local(row.klass),
            class_word(row.klass, many=True),
            url("things.listing", name=local(row.klass)),
            row.things,
        )
        for row in query.classes(reader(), language())
        if local(row.klass) in CLASSES
    ]


def _line(row: Any) -> Line:
    kind = ", ".join(str(text) for text in (row.kind_label, row.place_label) if text)
    return Line(
        Value(str(row.label or local(row.thing)), page_of(row.thing)), str(row.acronym or ""), kind
    )


def _about(
    iri: URIRef,
    *,
    members: Sequence[Line] = (),
    members_word: str = "",
    quads: int | None = None,
) -> Response:
    form = negotiate.chosen("html", "turtle", "jsonld", "json", "ntriples")
    if form != "html":
        kind = negotiate.FORMATS[form]
        body = query.document(reader(), iri, DATA.get(form, kind))
        charset = "; charset=utf-8" if kind.startswith("text/") else ""
        return Response(body, content_type=kind + charset)
    on = asked_state()
    return kept(
        lambda: render_template(
            "things/thing.html",
            thing=dossier(iri, on),
            on=on,
            members=members,
            members_word=members_word,
            quads=quads,
        )
    )
