"""SPARQL 1.1 Protocol: what a request asks, and in which format it wants the answer.

Nothing here reads or judges the text of a question: the store does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from lien.settings import Settings
from lien.store import Question
from lien_webapp.i18n import gettext
from lien_webapp.negotiate import best_type, not_acceptable

FORM_TYPE: Final = "application/x-www-form-urlencoded"
QUERY_TYPE: Final = "application/sparql-query"

TABLES: Final[dict[str, str]] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
GRAPHS: Final[dict[str, str]] = {
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdfxml": "application/rdf+xml",
}
_SYNONYMS: Final = {
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
}
_GRAPH_SYNONYMS: Final = {
    "text/plain": "ntriples",
    "application/json": "jsonld",
    "application/xml": "rdfxml",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it came in."""

    text: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]

    def question(self, accept: str, settings: Settings) -> Question:
        """The question for the store, to be answered as `accept`."""
        return Question(
            text=self.text,
            accept=accept,
            default_graphs=self.default_graphs,
            named_graphs=self.named_graphs,
            seconds=settings.query_seconds,
        )


def read(request: Request, settings: Settings) -> Asked | None:
    """The question in a request; `None` when a GET carries none.

    Percent encoding is decoded exactly once, by the form parser.

    Raises:
        BadRequest: no question, several, an update, or text that is not UTF-8.
        UnsupportedMediaType: a POST that is neither a form nor a question.
        RequestEntityTooLarge: the text is longer than the setting allows.
    """
    if "update" in request.args or "update" in request.form:
        raise BadRequest(gettext("Updates are not offered here."))
    direct = request.method == "POST" and request.mimetype == QUERY_TYPE
    if request.method == "POST" and not direct and request.mimetype != FORM_TYPE:
        raise UnsupportedMediaType(
            gettext("Send %(form)s or %(query)s.") % {"form": FORM_TYPE, "query": QUERY_TYPE}
        )
    fields = request.form if request.method == "POST" and not direct else request.args
    texts = [_direct_text(request)] if direct else fields.getlist("query")
    if not texts and request.method != "POST":
        return None
    if len(texts) != 1:
        raise BadRequest(gettext("Give exactly one question, in the parameter “query”."))
    if len(texts[0]) > settings.query_length:
        raise RequestEntityTooLarge(
            gettext("The question is longer than %(length)s characters.")
            % {"length": settings.query_length}
        )
    graphs = (*request.args.lists(), *(() if fields is request.args else fields.lists()))
    return Asked(
        text=texts[0],
        default_graphs=_all(graphs, "default-graph-uri"),
        named_graphs=_all(graphs, "named-graph-uri"),
    )


def _all(lists: tuple[tuple[str, list[str]], ...], name: str) -> tuple[str, ...]:
    return tuple(value for key, values in lists if key == name for value in values)


def _direct_text(request: Request) -> str:
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in ("utf-8", "utf8"):
        raise UnsupportedMediaType(gettext("A question is written in UTF-8."))
    try:
        return request.get_data().decode("utf-8")
    except UnicodeDecodeError:
        raise BadRequest(gettext("The question is not UTF-8 text.")) from None


def answer_type(request: Request, *, graph: bool) -> str:
    """Media type of the answer: `format`, else `Accept`, else JSON or Turtle.

    Raises:
        NotAcceptable: none of the formats of this form of question is acceptable.
    """
    offered = GRAPHS if graph else TABLES
    asked = request.values.get("format", "")
    if asked and asked != "html":
        if asked not in offered:
            raise not_acceptable(list(offered.values()))
        return offered[asked]
    accept = request.accept_mimetypes
    if not accept.provided:
        return next(iter(offered.values()))
    synonyms = _GRAPH_SYNONYMS if graph else _SYNONYMS
    kinds = [*((kind, name) for name, kind in offered.items()), *synonyms.items()]
    best = best_type(accept, [kind for kind, _ in kinds])
    if best is None:
        raise not_acceptable(list(offered.values()))
    return offered[kinds[best][1]]
