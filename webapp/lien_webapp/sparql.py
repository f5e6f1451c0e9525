"""SPARQL: the protocol endpoint and the page, at one address."""

from __future__ import annotations

from time import perf_counter
from typing import Any, Final
from urllib.parse import quote

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.exceptions import BadRequest, Forbidden

from lien import query, terms
from lien.errors import LienError, UnknownQuestion
from lien.query import QUESTIONS, as_sparql
from lien.store import Limits, guard
from lien_webapp import (
    map_drawing,
    protocol,
    self_description,
    sparql_chart,
    sparql_map,
    sparql_picture,
    vendor,
)
from lien_webapp.context import settings, volatile
from lien_webapp.errors import Problem, problem_of
from lien_webapp.i18n import gettext, language, mark
from lien_webapp.links import url
from lien_webapp.negotiate import best_type, not_acceptable
from lien_webapp.sparql_answer import FILES, Answer, answered, in_order, labels, shown

blueprint = Blueprint("sparql", __name__)

EXAMPLES: Final[dict[str, dict[str, str]]] = {
    "names": {"thing": "org-cas", "lang": "en"},
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
    "standing": {"thing": "act-e2p2l", "on": "2012"},
    "linked_through": {"body": "org-cas"},
    "similar": {"body": "org-fudan"},
    "bearers": {"term": f"{terms.SCHEME}place/wuhan"},
    "uncovered": {"on": "2026", "since": "2021", "until": "2025", "least": "5", "home": "fr"},
    "joint_works": {"first": "org-cnrs", "second": "org-cas"},
    "counterparts": {"body": "org-cas"},
    "encounters": {"body": "org-cas"},
    "joint_papers": {"body": "org-cas"},
}
"""Values with which the examples of the page are filled in."""

LINKABLE: Final = 6_000
"""Length up to which a question travels in an address, percent-encoded, in bytes."""

VIEW_PARAMETERS: Final = ("view", "x", "y", "mark", "sort")
"""What an address says of the view, besides the question."""

STRINGS: Final[dict[str, str]] = {
    "question": mark("Question"),
    "problems": mark("Problems"),
    "running": mark("Running…"),
    "cancelled": mark("Cancelled; the server has stopped working on it."),
    "lost": mark("The server could not be reached. Please try again."),
    "rows": mark("Rows: {rows} · {seconds} s"),
    "done": mark("Answered in {seconds} s"),
    "failed": mark("There is a problem: {problem}"),
    "saved": mark("Saved in this browser as “{name}”."),
    "removed": mark("“{name}” is removed."),
    "remove": mark("Remove “{name}”"),
    "terms": mark("Terms"),
    "things": mark("Things"),
    "lists": mark("Lists of terms"),
    "words": mark("SPARQL"),
    "variables": mark("Variables"),
    "class": mark("class"),
    "link": mark("link between things"),
    "property": mark("property"),
    "annotation": mark("note on a term"),
    "concept": mark("entry of a list"),
    "list": mark("list of terms"),
    "other": mark("other vocabulary"),
}
"""What the scripts of the page say; names in braces are filled in there."""


@blueprint.route("/sparql", methods=["GET", "POST"])
def page() -> Response:
    """Answer a question by the protocol; for a browser, the page with form and answer.

    Without a question a program gets the description of the service. `download` asks for the
    answer as a file for people, who open it in a spreadsheet program.

    Raises:
        Forbidden: a well-formed update.
    """
    asked = protocol.read()
    if isinstance(asked, protocol.Update):
        raise Forbidden(gettext("Updates are not offered here: facts are changed by loading them."))
    if asked is not None and asked.moves:
        volatile()
    if asked is not None and (name := request.values.get("download", "")):
        return _download(asked, name)
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


def _download(asked: protocol.Asked, name: str) -> Response:
    """The answer as a file: rows for spreadsheets, else as the standards write it."""
    offered = _files(asked.text)
    if name not in offered:
        raise not_acceptable(list(offered))
    if name in FILES:
        answer = answered(asked, protocol.TABLES["json"])
        kind, write = FILES[name]
        response = Response(write(answer), content_type=kind)
    else:
        response = protocol.answered(protocol.ask(asked, offered[name]))
    ending = {"ntriples": "nt", "turtle": "ttl", "rdfxml": "rdf"}.get(name, name)
    response.headers["Content-Disposition"] = f'attachment; filename="answer.{ending}"'
    return response


def _files(text: str) -> dict[str, str]:
    """Names of the files in which the answer to a question can be had, with their types."""
    kind = guard.check(text, Limits.of(settings()))
    if kind == "graph":
        return protocol.GRAPHS
    if kind == "ask":
        return {name: protocol.TABLES[name] for name in ("json", "xml")}
    rows = {name: kind for name, (kind, _) in FILES.items()}
    return rows | {name: protocol.TABLES[name] for name in ("json", "xml")}


def _html(asked: protocol.Asked | None) -> Response:
    example, filled = _example()
    if filled and asked is None and "run" in request.args:
        asked = protocol.Asked(filled, (), ())
    text = asked.text if asked else filled
    found: dict[str, Any] = {"answer": None, "problem": None, "seconds": 0.0}
    status, headers = 200, dict[str, str]()
    if asked and text.strip():
        start = perf_counter()
        try:
            found |= _view(asked)
        except LienError as error:
            problem = problem_of(error)
            status, headers = problem.status, problem.headers()
            found |= {"problem": problem, "excerpt": _excerpt(text, problem)}
        found["seconds"] = perf_counter() - start
    page = render_template(
        "sparql/page.html",
        text=text,
        example=example,
        values=_values(),
        link=_link(text) if asked else "",
        names=FILE_WORDS,
        questions=QUESTIONS.values(),
        competencies=_competencies(),
        data={
            "strings": {key: gettext(message) for key, message in STRINGS.items()},
            "terms": url("ontology.terms_file"),
            "suggest": url("search.suggest"),
            "linkable": LINKABLE,
        },
        editor=vendor.address("codemirror"),
        **found,
    )
    return make_response(page, status, headers)


FILE_WORDS: Final = {
    "csv": "CSV", "tsv": "TSV", "xlsx": "XLSX", "json": "JSON", "xml": "XML",
    "turtle": "Turtle", "ntriples": "N-Triples", "jsonld": "JSON-LD", "rdfxml": "RDF/XML",
}  # fmt: skip


def _view(asked: protocol.Asked) -> dict[str, Any]:
    """The answer in the view that is asked for, else in the first one that it offers.

    Raises:
        LienError: as the store has it.
    """
    view, files = request.values.get("view", ""), list(_files(asked.text))
    if _gives_graph(asked.text):
        return {"files": files} | _graph_view(asked, view)
    answer = answered(asked, protocol.TABLES["json"])
    if answer.kind == "ask":
        return {"files": files, "answer": answer, "views": (), "view": "table"}
    views = ["table"]
    views += ["chart"] if sparql_chart.numeric(answer) else []
    views += ["graph"] if len(sparql_picture.linkable(answer)) > 1 else []
    views += ["map"] if settings().maps and sparql_map.located(answer) else []
    view = view if view in views else "table"
    return {"files": files, "answer": answer, "views": views, "view": view} | _drawn(answer, view)


def _graph_view(asked: protocol.Asked, view: str) -> dict[str, Any]:
    """The statements of an answer as Turtle text or as a picture."""
    view = "graph" if view == "graph" else "text"
    answer = answered(asked, protocol.GRAPHS["ntriples" if view == "graph" else "turtle"])
    found = {"answer": answer, "views": ("text", "graph"), "view": view}
    if view == "text":
        return found
    picture = sparql_picture.of_triples(answer.text, most=settings().explorer_nodes)
    return found | {"picture": picture}


def _drawn(answer: Answer, view: str) -> dict[str, Any]:
    """What a view of rows needs: sorted rows, a chart, a picture, or a map."""
    x, y = request.values.get("x", ""), request.values.get("y", "")
    if view == "chart":
        mark = request.values.get("mark", "")
        return {"chart": sparql_chart.chart(answer, x=x, y=y, mark=mark)}
    if view == "map":
        return {"map": sparql_map.drawn(answer, x=x), "land": map_drawing.land()}
    if view == "graph":
        most = settings().explorer_nodes
        return {"picture": sparql_picture.of_rows(answer, x=x, y=y, most=most)}
    sort = request.values.get("sort", "")
    sort = sort if sort.removeprefix("-") in answer.columns else ""
    rows = (in_order(answer.rows, sort) if sort else answer.rows)[: settings().page_rows]
    named = labels(value for row in rows for value in row.values())
    cells = [[shown(row.get(column), named) for column in answer.columns] for row in rows]
    return {"rows": cells, "sort": sort}


def _link(text: str) -> str:
    """Address of this question in this view; empty when it is too long for one."""
    if len(quote(text)) > LINKABLE:
        return ""
    view = {name: request.values.get(name) or None for name in VIEW_PARAMETERS}
    return url("sparql.page", query=text, **view)


def _values() -> dict[str, str]:
    """The values for the parameters of the example: those in the address, else our own."""
    name = request.args.get("example", "")
    given = {key: text for key, text in request.args.items() if key not in _OURS and text}
    return given or EXAMPLES.get(name, {})


_OURS: Final = {"lang", "format", "example", "run"}


def _example() -> tuple[query.Question | None, str]:
    """The named question that `example` asks for, if it is one, and the text to put in.

    Raises:
        UnknownQuestion: no example of that name.
        BadRequest: a parameter that cannot be read.
    """
    name = request.args.get("example", "")
    if not name:
        return None, ""
    found = [each for each in query.competencies() if each.slug == name]
    if found:
        return None, found[0].text
    question, values = query.find(name), dict(_values())
    if any(parameter.name == "lang" for parameter in question.parameters):
        values["lang"] = language()
    try:
        return question, as_sparql(name, values)
    except UnknownQuestion as error:
        raise BadRequest(f"{error}. {error.hint}") from None


def _competencies() -> list[tuple[str, str]]:
    """Slug and words of every competency question, by its words."""
    lang = language()
    asked = ((each.slug, each.words.get(lang) or each.words["en"]) for each in query.competencies())
    return sorted(asked, key=lambda pair: pair[1])


def _excerpt(text: str, problem: Problem) -> tuple[str, str]:
    """The line of the error and a line with a mark under its column."""
    line, column = problem.facts.get("line", 0), problem.facts.get("column", 0)
    lines = text.splitlines()
    if not 1 <= line <= len(lines):
        return "", ""
    return lines[line - 1], " " * max(column - 1, 0) + "▲"
