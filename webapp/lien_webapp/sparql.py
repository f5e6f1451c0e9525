"""SPARQL: the protocol endpoint and the page, at one address."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response, json, make_response, render_template, request
from werkzeug.exceptions import Forbidden

from lien.errors import LienError
from lien.query import QUESTIONS, as_sparql
from lien.store import Answer, Limits, guard
from lien_webapp import protocol, self_description
from lien_webapp.context import settings, volatile
from lien_webapp.errors import Problem, problem_of
from lien_webapp.i18n import gettext
from lien_webapp.negotiate import best_type
from lien_webapp.present import Value, sparql_value

blueprint = Blueprint("sparql", __name__)

EXAMPLES: Final[dict[str, dict[str, str]]] = {
    "names": {"thing": "org-cas", "lang": "en"},
    "search": {"text": "CAS"},
    "describe": {"thing": "act-e2p2l"},
    "neighbours": {"body": "org-cas"},
    "extents": {"thing": "org-cas"},
    "agreements": {"body": "org-cas"},
    "in_force": {"on": "2018-06-25"},
    "history": {"thing": "act-e2p2l"},
    "timeline": {"body": "act-liama"},
    "origin": {"subject": "agr-france-china-1978", "property": "lien:signedOn"},
    "flags": {"thing": "act-origins"},
    "pair_years": {"body": "org-cas"},
    "things": {"class": "StructuringAction"},
}
"""Values with which the examples of the page are filled in."""

LINKABLE: Final = 4_000
"""Length up to which a question travels in an address, in characters."""


@blueprint.route("/sparql", methods=["GET", "POST"])
def page() -> Response:
    """Answer a question by the protocol; for a browser, the page with form and answer.

    Without a question a program gets the description of the service.

    Raises:
        Forbidden: a well-formed update.
    """
    asked = protocol.read()
    if isinstance(asked, protocol.Update):
        raise Forbidden(gettext("Updates are not offered here: facts are changed by loading them."))
    if asked is not None and asked.moves:
        volatile()
    if _is_browser():
        return _html(asked)
    if asked is None:
        return self_description.service()
    graph = _gives_graph(asked.text)
    return protocol.reply(asked, protocol.answer_type(graph=graph))


def _is_browser() -> bool:
    asked = request.values.get("format", "")
    if asked:
        return asked == "html"
    kinds = [*protocol.TABLES.values(), "application/json", *protocol.GRAPHS.values(), "text/html"]
    best = best_type(request.accept_mimetypes, kinds)
    return best == len(kinds) - 1


def _gives_graph(text: str) -> bool:
    return guard.check(text, Limits.of(settings())) == "graph"


def _html(asked: protocol.Asked | None) -> Response:
    text = asked.text if asked else ""
    shown: dict[str, Any] = {"answer": None, "problem": None, "graph": False}
    status = 200
    if asked and text.strip():
        try:
            graph = _gives_graph(text)
            kind = (protocol.GRAPHS["turtle"], protocol.TABLES["json"])[not graph]
            answer = protocol.ask(asked, kind)
            shown |= {"answer": _table(answer), "graph": graph}
        except LienError as error:
            problem = problem_of(error)
            status = problem.status
            shown |= {"problem": problem, "excerpt": _excerpt(text, problem)}
    page = render_template(
        "sparql/page.html",
        text=text,
        linkable=len(text) <= LINKABLE,
        formats=protocol.GRAPHS if shown["graph"] else protocol.TABLES,
        examples=examples(),
        **shown,
    )
    return make_response(page, status)


def examples() -> list[dict[str, str]]:
    """Each question with the values of an example in it."""
    return [
        {"name": name, "help": question.help, "text": as_sparql(name, EXAMPLES.get(name, {}))}
        for name, question in QUESTIONS.items()
    ]


def _table(answer: Answer) -> dict[str, Any]:
    """The answer as the page shows it: a table, a yes or no, or Turtle text."""
    if answer.kind == "graph":
        return {"kind": "graph", "text": answer.body.decode("utf-8")}
    found = json.loads(answer.body)
    if answer.kind == "ask":
        return {"kind": "ask", "yes": bool(found["boolean"])}
    columns: list[str] = found["head"]["vars"]
    bindings: list[dict[str, Any]] = found["results"]["bindings"]
    rows: list[list[Value | None]] = [
        [sparql_value(row.get(column)) for column in columns]
        for row in bindings[: settings().page_rows]
    ]
    return {"kind": "select", "columns": columns, "rows": rows, "total": len(bindings)}


def _excerpt(text: str, problem: Problem) -> tuple[str, str]:
    """The line of the error and a line with a mark under its column."""
    line, column = problem.facts.get("line", 0), problem.facts.get("column", 0)
    lines = text.splitlines()
    if not 1 <= line <= len(lines):
        return "", ""
    return lines[line - 1], " " * max(column - 1, 0) + "▲"
