"""Every named question: its form, its rows, its query text."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from lien import query
from lien.errors import LienError, UnknownQuestion
from lien_webapp import negotiate
from lien_webapp.context import reader, settings
from lien_webapp.downloads import rows_csv, rows_json
from lien_webapp.errors import Problem, problem_of
from lien_webapp.i18n import gettext, language
from lien_webapp.paging import Page, page_of_rows
from lien_webapp.present import Value, value

blueprint = Blueprint("questions", __name__)

OURS = {"lang", "format", "page"}
"""Parameters of every page that are none of the question's own."""


@blueprint.get("/questions")
def page() -> str:
    """All questions with their parameters."""
    return render_template("questions/index.html", questions=list(query.QUESTIONS.values()))


@blueprint.get("/questions/<name>")
def question(name: str) -> Response:
    """The form of a question and, once its parameters are given, its rows.

    Raises:
        UnknownQuestion: no such question, or a parameter that it does not take.
    """
    if name not in query.QUESTIONS:
        hint = gettext("Known questions: %(names)s.") % {"names": ", ".join(query.QUESTIONS)}
        raise UnknownQuestion(gettext("There is no question of that name."), hint=hint)
    asked = query.QUESTIONS[name]
    form = negotiate.chosen("html", "json", "csv")
    texts = _texts(asked)
    if form == "html":
        return _html(asked, texts)
    rows = query.ask(reader(), name, texts)
    if form == "json":
        return rows_json(rows, question=name, parameters=texts)
    return rows_csv(rows, asked.row, name)


def _texts(asked: Any) -> dict[str, str]:
    """The parameters of the request, with the language of the page where the question takes one."""
    texts = {k: v for k, v in request.args.items() if k not in OURS and v}
    if any(parameter.name == "lang" for parameter in asked.parameters):
        texts["lang"] = language()
    return texts


def _html(asked: Any, texts: dict[str, str]) -> Response:
    problem: Problem | None = None
    shown: Page | None = None
    missing = [p.name for p in asked.parameters if p.required and not texts.get(p.name)]
    if not missing:
        try:
            shown = page_of_rows(query.ask(reader(), asked.name, texts), settings().page_rows)
        except LienError as error:
            problem = problem_of(error)
    page = render_template(
        "questions/question.html",
        question=asked,
        problem=problem,
        page=shown,
        columns=[field.name for field in dataclasses.fields(asked.row)],
        rows=[_cells(row) for row in shown.rows] if shown else [],
        sparql=asked.as_sparql(texts),
    )
    return make_response(page, problem.status if problem else 200)


def _cells(row: Any) -> Sequence[Value | None]:
    return [_cell(getattr(row, field.name)) for field in dataclasses.fields(row)]


def _cell(node: object) -> Value | None:
    if isinstance(node, (list, tuple)):
        return Value("; ".join(shown.text for item in node if (shown := value(item)))) if node else None
    return value(node)
