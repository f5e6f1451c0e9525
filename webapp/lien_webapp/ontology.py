"""The ontology: its modules, terms, lists of terms and competency questions, as pages and data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, json, redirect, render_template
from rdflib import Graph, Literal, URIRef
from werkzeug.wrappers import Response as AnyResponse

from lien import query
from lien.errors import UnknownThing
from lien.query import Competency
from lien.query.text import with_values
from lien.store import Question, Table, table_from_json
from lien.terms import PREFIXES, fold
from lien_webapp import negotiate
from lien_webapp.context import reader, settings
from lien_webapp.i18n import gettext, language, mark
from lien_webapp.links import page_of, short, url
from lien_webapp.ontology_diagram import Arrow, arrows, drawing
from lien_webapp.ontology_terms import (
    KINDS,
    Module,
    Rule,
    Term,
    Words,
    context_text,
    entries,
    examples,
    module_file,
    ontology,
    shapes_text,
)
from lien_webapp.pages import kept
from lien_webapp.paging import page_of_rows
from lien_webapp.present import Value, value

blueprint = Blueprint("ontology", __name__)

FORMATS: Final = ("html", "turtle", "jsonld", "rdfxml", "ntriples")
SUFFIXES: Final = {"ttl": "turtle", "jsonld": "jsonld", "rdf": "rdfxml", "nt": "ntriples"}
"""Ending of an address to the format that it asks for."""

_WRITERS: Final = {"turtle": "turtle", "jsonld": "json-ld", "rdfxml": "xml", "ntriples": "nt"}

TABLE: Final = "application/sparql-results+json"
_USES: Final = """\
SELECT ?thing ?value
WHERE {
  { ?thing a ?term }
  UNION
  { ?thing ?term ?value }
}
"""

KIND_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "class": (mark("class"), mark("Classes")),
    "link": (mark("link between things"), mark("Links")),
    "property": (mark("property"), mark("Properties")),
    "annotation": (mark("note on a term"), mark("Notes on terms")),
}
"""Kind of term to its word (one, several)."""

SEVERITIES: Final = {
    "Violation": mark("error"),
    "Warning": mark("warning"),
    "Info": mark("remark"),
}

RELATIONS: Final = {
    "skos:exactMatch": mark("the same as"),
    "skos:closeMatch": mark("nearly the same as"),
    "skos:broadMatch": mark("narrower than"),
    "skos:narrowMatch": mark("wider than"),
    "skos:relatedMatch": mark("near to"),
    "rdfs:subClassOf": mark("a kind of"),
    "rdfs:subPropertyOf": mark("a kind of"),
}
"""Relation of an alignment to its words, read from our term to the other one."""

ASKERS: Final = {
    "mediator": mark("mediator"),
    "analyst": mark("analyst"),
    "engineer": mark("engineer"),
    "steward": mark("steward of the data"),
}
"""Who asks a competency question, as its file says it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A term in a list, with its definition."""

    name: Value
    code: str
    definition: Value | None
    domains: list[Value]
    ranges: list[Value]
    above: list[Value]
    below: list[Value]
    bounds: list[Value]


@dataclass(frozen=True, slots=True)
class Asked:
    """A competency question in the words of the page, with who asks it."""

    question: Competency
    words: Value
    asker: str


@blueprint.get("/ontology")
def page() -> Response:
    """What the ontology is for, its modules, lists of terms and terms; or all of it as RDF."""
    form = negotiate.chosen(*FORMATS)
    if form != "html":
        return _document(ontology().graph, form)
    return kept(_start_page)


@blueprint.get("/ontology/modules/<name>")
def module(name: str) -> Response:
    """A module with its terms and a drawing; `.ttl` and the like give it as RDF."""
    plain, form = _name_and_form(name)
    found = ontology().modules.get(plain)
    if found is None:
        raise UnknownThing(plain)
    if form == "turtle":
        return _text(module_file(plain).read_text("utf-8"), "text/turtle")
    if form != "html":
        return _document(_module_graph(found), form)
    return kept(lambda: _module_page(found))


@blueprint.get("/ontology/terms/<name>")
def term(name: str) -> Response:
    """A term with everything that speaks of it; `.ttl` and the like give it as RDF."""
    plain, form = _name_and_form(name)
    found = ontology().terms.get(plain)
    if found is None:
        raise UnknownThing(plain)
    if form != "html":
        return _document(ontology().about([found.iri, *found.bounds]), form)
    return kept(lambda: _term_page(found))


@blueprint.get("/ontology/questions")
def questions() -> str:
    """The competency questions: what one must be able to ask."""
    asked = [_asked(each) for each in query.competencies()]
    return render_template("ontology/questions.html", asked=asked)


@blueprint.get("/ontology/questions/<slug>")
def question(slug: str) -> Response:
    """A competency question with its answer on the present data."""
    found = next((each for each in query.competencies() if each.slug == slug), None)
    if found is None:
        raise UnknownThing(slug)
    return kept(lambda: _question_page(found))


@blueprint.get("/ontology/shapes.ttl")
def shapes() -> Response:
    """All rules that data must keep, as SHACL."""
    return _text(shapes_text(), "text/turtle")


@blueprint.get("/ontology/context.jsonld")
def context() -> Response:
    """The JSON-LD context of the vocabulary."""
    return _text(context_text(), "application/ld+json")


@blueprint.get("/ontology/terms.json")
def terms_file() -> Response:
    """What an editor completes: prefixes, and terms and concepts with their labels as JSON.

    Labels are in all languages, definitions in that of the request.
    """
    lang = language()
    listed = [
        {
            "name": entry.name,
            "kind": entry.kind,
            "labels": entry.labels,
            "definition": entry.definitions.get(lang) or entry.definitions.get("en", ""),
        }
        for entry in entries()
    ]
    text = json.dumps({"prefixes": PREFIXES, "terms": listed}, ensure_ascii=False)
    return _text(text, "application/json")


@blueprint.get("/ns")
def namespace() -> AnyResponse:
    """Where the IRI of the vocabulary leads; a term's fragment stays in the browser's address."""
    return redirect(url("ontology.page", format=_asked_format()), 303)


@blueprint.get("/ns/<name>")
@blueprint.get("/ns/<name>/<version>")
def module_iri(name: str, version: str = "") -> AnyResponse:
    """Where the IRI of a module leads, and that of its present version."""
    found = ontology().modules.get(name)
    if found is None or version not in ("", found.version):
        raise UnknownThing(f"{name}/{version}" if version else name)
    return redirect(url("ontology.module", name=name, format=_asked_format()), 303)


def _asked_format() -> str | None:
    """The format of this request for the address that it is sent to; none for a page."""
    form = negotiate.chosen(*FORMATS)
    return None if form == "html" else form


def _name_and_form(name: str) -> tuple[str, str]:
    plain, _, ending = name.rpartition(".")
    if plain and ending in SUFFIXES:
        return plain, SUFFIXES[ending]
    return name, negotiate.chosen(*FORMATS)


def _document(graph: Graph, form: str) -> Response:
    body = graph.serialize(format=_WRITERS[form], encoding="utf-8")
    return _text(body.decode("utf-8"), negotiate.FORMATS[form])


def _text(body: str, kind: str) -> Response:
    charset = "; charset=utf-8" if kind.startswith("text/") else ""
    return Response(body, content_type=kind + charset)


def _module_graph(found: Module) -> Graph:
    return ontology().about([found.iri, *(each.iri for each in found.terms)])


def _start_page() -> str:
    known = ontology()
    listed = sorted(known.terms.values(), key=_place)
    return render_template(
        "ontology/page.html",
        modules=[
            (each, _title(each), in_words(each.descriptions)) for each in known.modules.values()
        ],
        schemes=[
            (in_words(each.labels, page_of(each.iri)), each.concepts) for each in known.schemes
        ],
        terms=[(each, named(each.iri)) for each in listed if each.bound_of is None],
        bounds=[each for each in listed if each.bound_of is not None],
        questions=[(each.slug, in_words(each.words)) for each in query.competencies()],
        graph_page=url("things.graph", name="ontology"),
    )


def _place(term: Term) -> str:
    """Where a term stands in the list: by its words, in Chinese by its name in the address."""
    return fold(term.name if language() == "zh" else plain_name(term.iri))


def _title(module: Module) -> Value:
    """The title of a module without the name of the ontology, which stands before a colon."""
    title = in_words(module.titles)
    return Value(re.split(r"\s*[:：]\s*", title.text, maxsplit=1)[-1], "", title.language)


def _module_page(found: Module) -> str:
    listed = arrows(found, gettext("is a"), plain_name)
    lines = [_line(each) for each in found.terms if each.bound_of is None]
    kinds = [each.kind for each in found.terms if each.bound_of is None]
    groups = [
        (KIND_WORDS[kind][1], [line for line, own in zip(lines, kinds, strict=True) if own == kind])
        for kind in KINDS
        if kind in kinds
    ]
    return render_template(
        "ontology/module.html",
        module=found,
        title=_title(found),
        description=in_words(found.descriptions),
        imports=[(name, _title(ontology().modules[name])) for name in found.imports],
        groups=groups,
        drawing=drawing(listed, plain_name) if listed else None,
        arrows=[_read(arrow) for arrow in listed],
    )


def _term_page(found: Term) -> str:
    known = ontology()
    listed = sorted(known.terms.values(), key=_place)
    return render_template(
        "ontology/term.html",
        term=found,
        name=named(found.iri),
        kind=KIND_WORDS[found.kind][0],
        module=known.modules[found.module],
        module_title=_title(known.modules[found.module]),
        labels=[(lang, found.labels[lang]) for lang in ("fr", "en", "zh") if lang in found.labels],
        definitions=[(lang, text) for lang, text in sorted(found.definitions.items())],
        definition=in_words(found.definitions),
        inverse=in_words(found.inverse),
        line=_line(found),
        replaced_by=named(found.replaced_by) if found.replaced_by else None,
        bound_of=named(found.bound_of) if found.bound_of else None,
        columns=[(column, in_words(column.titles)) for column in known.columns.get(found.iri, ())],
        bears=[named(each.iri) for each in listed if found.iri in each.domains],
        reached_by=[named(each.iri) for each in listed if found.iri in each.ranges],
        rules=list(dict.fromkeys(_rule(rule) for rule in known.rules_about(found))),
        alignments=known.alignments.get(found.name, ()),
        relations=RELATIONS,
        examples=examples(found.name),
        uses=query.uses(reader(), found.iri),
        uses_query=_uses_query(found.iri),
        questions=[
            (each.slug, in_words(each.words))
            for each in query.competencies()
            if each.mentions(found.name)
        ],
    )


def _rule(rule: Rule) -> tuple[str, str, Value]:
    return rule.shape, SEVERITIES.get(rule.severity, rule.severity), in_words(rule.messages)


def _uses_query(iri: URIRef) -> str:
    """What the page of a term counts, as rows."""
    return with_values(_USES, [{"term": iri}])


def _line(found: Term) -> Line:
    return Line(
        name=named(found.iri),
        code=short(found.iri),
        definition=in_words(found.definitions) if found.definitions else None,
        domains=_all_named(found.domains),
        ranges=[*_all_named(found.ranges), *_all_named(found.schemes)],
        above=_all_named(found.above),
        below=_all_named(found.below),
        bounds=_all_named(found.bounds),
    )


def _read(arrow: Arrow) -> tuple[list[Value], str, list[Value]]:
    return _all_named(arrow.domains), arrow.words, _all_named(arrow.ranges)


def _all_named(iris: Iterable[URIRef]) -> list[Value]:
    return [named(iri) for iri in iris]


def named(iri: URIRef) -> Value:
    """A term or list of terms by its label, else its short name, with the page about it."""
    return in_words(ontology().labels(iri) or {"": short(iri)}, page_of(iri))


def plain_name(iri: URIRef) -> str:
    """The words of a term in a drawing."""
    return named(iri).text


def in_words(words: Words, address: str = "") -> Value:
    """The words in the language of the page, else English, else any."""
    lang = next((tag for tag in (language(), "en", "fr") if tag in words), "")
    text = words.get(lang) or next(iter(words.values()), "")
    return Value(text, address, lang)


def _asked(question: Competency) -> Asked:
    return Asked(question, in_words(question.words), _asker(question))


def _asker(question: Competency) -> str:
    names = [name.strip() for name in question.asked_by.split(",")]
    return ", ".join(gettext(ASKERS[name]) if name in ASKERS else name for name in names)


def _question_page(question: Competency) -> str:
    """The page of a question; things in the rows of its answer bear their names."""
    table = _answer(question)
    part = page_of_rows(table.rows, settings().page_rows)
    things = [node for row in part.rows for node in row if isinstance(node, URIRef)]
    labels: dict[object, object] = {
        name.thing: name.label for name in query.names(reader(), things, language())
    }
    known = ontology()
    return render_template(
        "ontology/question.html",
        asked=_asked(question),
        page=part,
        columns=table.columns,
        rows=[[value(node, labels.get(node)) for node in row] for row in part.rows],
        terms=[named(each.iri) for each in known.terms.values() if question.mentions(each.name)],
    )


def _answer(question: Competency) -> Table:
    """The rows of a question at the level of the page, within the limits of a SPARQL question."""
    seconds = settings().query_seconds
    answer = reader().answer(Question(question.text, accept=TABLE, seconds=seconds))
    found = json.loads(answer.body)
    if answer.kind == "ask":
        return Table((gettext("Answer"),), [(Literal(found["boolean"]),)])
    return table_from_json(found)
