"""From kinds of error to answers: the one table, and the one shape that an error has.

A client that names HTML gets a page; every other gets a problem document (RFC 9457) with
`status`, `title`, `detail`, `hint` and the facts of the error, such as `line` and `column`. A
limit that was reached is named in the document, with its value, and in the header `Lien-Limit`.
"""

from __future__ import annotations

import http
import logging
from dataclasses import dataclass
from math import ceil
from typing import Any, Final

from flask import Flask, Response, json, make_response, render_template, request
from werkzeug.exceptions import HTTPException, SecurityError

from lien import errors as lien_errors
from lien.errors import LienError
from lien_webapp.context import settings
from lien_webapp.i18n import gettext, mark
from lien_webapp.matches import close_matches
from lien_webapp.negotiate import wants_html
from lien_webapp.waiting import being_made

log = logging.getLogger(__name__)

STATUS: Final[dict[type[LienError], int]] = {
    lien_errors.LienError: 500,
    lien_errors.SettingsError: 500,
    lien_errors.SourceError: 422,
    lien_errors.InvalidData: 422,
    lien_errors.UnknownThing: 404,
    lien_errors.UnknownQuestion: 404,
    lien_errors.QueryError: 400,
    lien_errors.QuerySyntaxError: 400,
    lien_errors.QueryRefused: 400,
    lien_errors.QuestionTooLong: 413,
    lien_errors.QueryLimit: 503,
    lien_errors.QueryTimeout: 504,
    lien_errors.AnswerTooLarge: 422,
    lien_errors.OutOfMemory: 503,
    lien_errors.TooMuchHistory: 422,
    lien_errors.Busy: 503,
    lien_errors.TooManyQuestions: 429,
    lien_errors.BeingMade: 503,
    lien_errors.IndexBeingMade: 503,
    lien_errors.ReaderLost: 503,
    lien_errors.Cancelled: 503,
    lien_errors.DataDirectoryError: 500,
    lien_errors.NewerDirectory: 500,
    lien_errors.JournalBroken: 500,
    lien_errors.DirectoryLocked: 503,
}

TITLES: Final[dict[int, str]] = {
    400: mark("This request cannot be answered as it is written"),
    401: mark("A token is needed"),
    403: mark("This may not be done here"),
    404: mark("Not found"),
    405: mark("This method is not offered here"),
    406: mark("This format is not offered here"),
    413: mark("This request is too long"),
    415: mark("This kind of content is not read here"),
    422: mark("This cannot be processed"),
    429: mark("You have asked for more than your share"),
    500: mark("Something went wrong on our side"),
    503: mark("The answer was lost; please ask again"),
    504: mark("The question took too long"),
}

HINTS: Final[dict[int, str]] = {
    400: mark("Correct the request; the details say where."),
    401: mark("Give a valid token, or ask without one to see what is public."),
    403: mark("Ask questions here; change facts by loading them."),
    404: mark("Search by name, acronym or code instead."),
    405: mark("Use one of the methods in the Allow header."),
    406: mark("Ask for one of the formats listed above."),
    413: mark("Shorten it; the page on limits says how long it may be."),
    415: mark("Send a form, or a question as application/sparql-query."),
    422: mark("Narrow the question, or correct the rows."),
    429: mark("Wait until the time in the Retry-After header has passed, then ask again."),
    500: mark("The error was recorded. Please tell whoever runs this site."),
    503: mark("Ask again in a moment."),
    504: mark("Narrow the question: name a body, a kind or a period, or use LIMIT."),
}

_DETAILS: Final[dict[type[LienError], str]] = {
    lien_errors.UnknownThing: mark("Nothing is known here under “%(name)s”."),
    lien_errors.QuestionTooLong: mark("The question is longer than %(length)s characters."),
    lien_errors.QueryTimeout: mark("The question was stopped after %(seconds)g seconds."),
    lien_errors.AnswerTooLarge: mark("The answer is larger than %(limit)d bytes."),
    lien_errors.ReaderLost: mark("The process that was answering ended before it had answered."),
    lien_errors.TooMuchHistory: mark("The journal holds more than %(limit)d lines."),
    lien_errors.OutOfMemory: mark("The question needed more than %(limit)d MiB of memory."),
    lien_errors.Busy: mark("As many questions are waiting as may wait."),
    lien_errors.TooManyQuestions: mark("You have used your share (%(setting)s)."),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One error as it is told to the client."""

    status: int
    title: str
    detail: str
    hint: str
    facts: dict[str, Any]

    def document(self) -> dict[str, Any]:
        """The problem document."""
        limit = self.facts.get("setting")
        return {
            "type": f"/limits#{limit}" if limit else "about:blank",
            "status": self.status,
            "title": self.title,
            "detail": self.detail,
            "hint": self.hint,
        } | self.facts

    def headers(self) -> dict[str, str]:
        """When to ask again, and which limit was reached, as headers."""
        found = {}
        if self.status in (429, 503):
            found["Retry-After"] = str(ceil(self.facts.get("wait", 1)))
        if "setting" in self.facts:
            found["Lien-Limit"] = f"{self.facts['setting']}={self.facts['value']}"
        return found


def problem_of(error: LienError) -> Problem:
    """The problem that an error of the library becomes. Errors on our side keep their details."""
    status = STATUS[type(error)]
    setting = getattr(error, "setting", "")
    facts = {
        key: value
        for key, value in vars(error).items()
        if key not in ("hint", "setting") and isinstance(value, (str, int, float))
    }
    if setting:
        facts |= _limit(setting)
    detail = gettext(_DETAILS[type(error)]) % facts if type(error) in _DETAILS else str(error)
    if status == 500:
        return _problem(status, "")
    return _problem(status, detail, facts)


def _limit(setting: str) -> dict[str, Any]:
    """The facts of a limit that was reached."""
    return {"setting": setting, "value": getattr(settings(), setting)}


def _problem(status: int, detail: str, facts: dict[str, Any] | None = None) -> Problem:
    phrase = http.HTTPStatus(status).phrase
    title = gettext(TITLES[status]) if status in TITLES else phrase
    hint = gettext(HINTS[status]) if status in HINTS else ""
    return Problem(status, title, detail, hint, facts or {})


def respond(problem: Problem, **page: Any) -> Response:
    """The problem as a page or as a document, by what the client asked for.

    Under a host name that is not ours no page can be made, since no link can.
    """
    if wants_html() and not isinstance(request.routing_exception, SecurityError):
        response = make_response(render_template("error.html", problem=problem, **page))
    else:
        extra = {"close": page["close"]} if page.get("close") else {}
        body = json.dumps(problem.document() | extra, ensure_ascii=False)
        response = make_response(body)
        response.mimetype = "application/problem+json"
    response.status_code = problem.status
    response.headers.update(problem.headers())
    return response


def _handle_library(error: LienError) -> Response:
    problem = problem_of(error)
    if problem.status == 500:
        log.error("%s: %s", type(error).__name__, error)
    close: list[dict[str, str]] = []
    if isinstance(error, lien_errors.UnknownThing):
        close = close_matches(error.name)
    return respond(problem, close=close)


def _handle_being_made(_: lien_errors.BeingMade) -> Response:
    return being_made("html" if wants_html() else "json")


def _handle_http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return make_response(error.get_response())
    own = str(error.description or "")
    stock = str(type(error).description or "")
    facts = _limit("body_bytes") if status == 413 else {}
    response = respond(_problem(status, "" if own == stock else own, facts))
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


class OneEntry(logging.Filter):
    """Keeps texts from outside within their entry of the log.

    What is no printable character is escaped, and the lines of a traceback are set in, so that no
    path and no message can look like an entry of its own.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; it is always kept."""
        record.msg, record.args = _printable(record.getMessage()), ()
        if record.exc_info:
            lines = logging.Formatter().formatException(record.exc_info).split("\n")
            record.exc_text = "\n".join(f"  {_printable(line)}" for line in lines)
        return True


ONE_ENTRY: Final = OneEntry()


def _printable(text: str) -> str:
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


def init_app(app: Flask) -> None:
    """Register the handlers."""
    for logger in (app.logger, log):
        logger.addFilter(ONE_ENTRY)
    app.register_error_handler(LienError, _handle_library)
    app.register_error_handler(lien_errors.BeingMade, _handle_being_made)
    app.register_error_handler(HTTPException, _handle_http)
