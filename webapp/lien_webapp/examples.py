"""Example questions for programs, described in SHACL as other SPARQL services describe theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response
from rdflib import RDF, RDFS, SDO, SH, XSD, Graph, Literal, URIRef

from lien import query, terms
from lien.store import Kind, guard
from lien_webapp.i18n import LANGUAGES, catalogue
from lien_webapp.self_description import document
from lien_webapp.sparql import EXAMPLES

blueprint = Blueprint("examples", __name__)

_FORMS: Final[dict[Kind, tuple[URIRef, URIRef]]] = {
    "select": (SH.SPARQLSelectExecutable, SH.select),
    "ask": (SH.SPARQLAskExecutable, SH.ask),
    "graph": (SH.SPARQLConstructExecutable, SH.construct),
}


@dataclass(frozen=True, slots=True)
class Example:
    """A question that can be asked as it stands: its page, its words by language, its text."""

    path: str
    words: Mapping[str, str]
    keywords: tuple[str, ...]
    text: str


@blueprint.get("/sparql/examples")
def page() -> Response:
    """Every named question and every competency question, ready to be asked."""
    return document(_graph)


def _examples() -> Iterator[Example]:
    for name, question in query.QUESTIONS.items():
        words = {lang: _translated(question.help, lang) for lang in LANGUAGES}
        text = query.as_sparql(name, EXAMPLES.get(name, {}))
        yield Example(f"questions/{name}", words, ("named question",), text)
    for asked in query.competencies():
        keywords = tuple(word for word in (asked.asked_by, asked.case) if word)
        yield Example(f"ontology/questions/{asked.slug}", asked.words, keywords, asked.text)


def _translated(message: str, lang: str) -> str:
    found = catalogue(lang).get(message, "")
    return (found if isinstance(found, str) else found[0]) or message


def _graph(root: str) -> Graph:
    graph, prefixes = Graph(), URIRef(f"{root}sparql/examples#prefixes")
    for prefix, space in terms.PREFIXES.items():
        declared = URIRef(f"{prefixes}/{prefix}")
        graph.add((prefixes, SH.declare, declared))
        graph.add((declared, SH.prefix, Literal(prefix)))
        graph.add((declared, SH.namespace, Literal(space, datatype=XSD.anyURI)))
    for example in _examples():
        node = URIRef(root + example.path)
        kind, text = _FORMS[guard.check(example.text)]
        graph.add((node, RDF.type, SH.SPARQLExecutable))
        graph.add((node, RDF.type, kind))
        graph.add((node, SH.prefixes, prefixes))
        graph.add((node, text, Literal(example.text)))
        graph.add((node, SDO.target, URIRef(f"{root}sparql")))
        for lang, words in example.words.items():
            graph.add((node, RDFS.comment, Literal(words, lang=lang)))
        for keyword in example.keywords:
            graph.add((node, SDO.keywords, Literal(keyword)))
    return graph
