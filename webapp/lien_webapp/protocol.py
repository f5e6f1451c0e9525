"""SPARQL 1.1 Protocol: what a request asks, and in which format it wants the answer.

Nothing here judges the text of a question: the store does. Percent encoding is decoded exactly
once, by Werkzeug; bytes that are not UTF-8, which it would leave encoded, are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import Final
from urllib.parse import unquote_to_bytes

from flask import Response, request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from lien.errors import QuestionTooLong
from lien.store import Answer, Question
from lien_webapp.context import client, reader, settings
from lien_webapp.i18n import gettext
from lien_webapp.negotiate import best_type, not_acceptable

FORM_TYPE: Final = "application/x-www-form-urlencoded"
QUERY_TYPE: Final = "application/sparql-query"
UPDATE_TYPE: Final = "application/sparql-update"

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

HELD: Final = 1 << 16
"""Bytes of a streamed answer that are held back; an error among them has its own status."""

_MOVING: Final = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID)\b", re.IGNORECASE)
_TOKEN: Final = re.compile(
    r"""<[^<>"{}|^`\\\s]*+> | \#[^\r\n]*+ | [?$]\w++
      | \"\"\"(?:[^"\\]++|\\.|"(?!""))*+(?:\"\"\")?+ | '''(?:[^'\\]++|\\.|'(?!''))*+(?:''')?+
      | "(?:[^"\\]++|\\.)*+"?+ | '(?:[^'\\]++|\\.)*+'?+
      | (?P<word>[\w.-]++) (?P<name>:[\w.-]*+)?+ | :[\w.-]*+""",
    re.VERBOSE | re.DOTALL,
)
"""What a text is made of, as far as keywords are concerned; every character is looked at once."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it came in."""

    text: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]

    @property
    def moves(self) -> bool:
        """Whether the answer may differ between two moments of the same data (NOW, RAND, UUID)."""
        return _MOVING.search(self.text) is not None


@dataclass(frozen=True, slots=True)
class Update:
    """An update as it came in."""

    text: str
    using_graphs: tuple[str, ...]
    using_named_graphs: tuple[str, ...]


def read() -> Asked | Update | None:
    """The question or the update in this request; `None` when a GET carries neither.

    Raises:
        BadRequest: no text, several, an update that is not sent by POST, graphs named both in an
            update and beside it, or bytes that are not UTF-8.
        UnsupportedMediaType: a POST that is neither a form nor a question nor an update.
        QuestionTooLong: the text is longer than the setting allows.
    """
    posted = request.method == "POST"
    direct = _body() if posted else None
    _check_utf8(unquote_to_bytes(request.query_string))
    texts = [] if direct is None else [direct]
    for name in ("query", "update"):
        texts += [(name, text) for text in (request.form if posted else request.args).getlist(name)]
    if not texts and not posted:
        return None
    doubled = posted and ("query" in request.args or "update" in request.args)
    if len(texts) != 1 or doubled:
        raise BadRequest(gettext("Give exactly one question, in the parameter “query”."))
    ((name, text),) = texts
    longest = settings().query_length
    if len(text) > longest:
        raise QuestionTooLong(longest)
    if name == "query":
        return Asked(text, _all("default-graph-uri"), _all("named-graph-uri"))
    return _update(text)


def _update(text: str) -> Update:
    if request.method != "POST":
        raise BadRequest(gettext("An update is sent by POST."))
    graphs = _all("using-graph-uri"), _all("using-named-graph-uri")
    if any(graphs) and _keywords(text) & {"USING", "WITH"}:
        raise BadRequest(
            gettext("The graphs are named twice: in the update (USING or WITH) and beside it.")
        )
    return Update(text, *graphs)


def _keywords(text: str) -> set[str]:
    """The words of an update, in capitals: no strings, comments, IRIs, names or variables."""
    tokens = _TOKEN.finditer(text)
    return {token["word"].upper() for token in tokens if token["word"] and not token["name"]}


def _all(name: str) -> tuple[str, ...]:
    return (*request.args.getlist(name), *request.form.getlist(name))


def _body() -> tuple[str, str] | None:
    """Which operation is sent as the body, and its text; `None` when the body is a form."""
    operation = {QUERY_TYPE: "query", UPDATE_TYPE: "update"}.get(request.mimetype)
    if operation is None and request.mimetype != FORM_TYPE:
        raise UnsupportedMediaType(
            gettext("Send %(form)s or %(query)s.") % {"form": FORM_TYPE, "query": QUERY_TYPE}
        )
    if request.mimetype_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise UnsupportedMediaType(gettext("A question is written in UTF-8."))
    data = request.get_data(cache=True)
    if operation is None:
        _check_utf8(unquote_to_bytes(data))
        return None
    return operation, _check_utf8(data)


def _check_utf8(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise BadRequest(gettext("The question is not UTF-8 text.")) from None


def answer_type(*, graph: bool) -> str:
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


def reply(asked: Asked, accept: str) -> Response:
    """The answer to a question: whole or an error, unless the client asked for a stream."""
    stream = wants_stream()
    response = answered(ask(asked, accept, held=HELD if stream else None))
    response.headers["Vary"] = "Prefer"
    if stream:
        response.headers["Preference-Applied"] = "stream"
    return response


def ask(asked: Asked, accept: str, *, held: int | None = None) -> Answer:
    """Ask the store, to be answered as `accept`; `held` as in `Question`.

    A client that hangs up gives its question up.
    """
    limits, connection = settings(), request.environ.get("gunicorn.socket")
    question = Question(
        text=asked.text,
        accept=accept,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        seconds=limits.query_seconds,
        client=client(),
        held=held,
    )
    return reader().answer(question, hangup=connection.fileno() if connection else None)


def wants_stream() -> bool:
    """Whether the client takes a long answer as it comes (`Prefer: stream`, RFC 7240).

    Then a limit that is reached on the way can no longer become an error with its own status.
    """
    preferences = request.headers.get("Prefer", "").lower().split(",")
    return "stream" in (one.partition(";")[0].strip() for one in preferences)


def answered(answer: Answer) -> Response:
    """The answer: a short one whole, a long one piece by piece.

    What goes wrong in the first `HELD` bytes rises as the store's error. What goes wrong later,
    in an answer that was not held back, breaks the connection off, so that no client takes a part
    for the whole.
    """
    text = answer.media_type.startswith("text/")
    kind = answer.media_type + ("; charset=utf-8" if text else "")
    pieces, first = iter(answer.chunks), list[bytes]()
    for piece in pieces:
        first.append(piece)
        if sum(map(len, first)) > HELD:
            break
    else:
        return Response(b"".join(first), content_type=kind)
    response = Response(chain(first, pieces), content_type=kind)
    if close := getattr(answer.chunks, "close", None):
        response.call_on_close(close)
    return response
