"""Every named question: its form, its rows, its query text."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import fields
from typing import Any, Final, get_args, get_type_hints

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.exceptions import BadRequest

from lien import query
from lien.errors import UnknownQuestion
from lien_webapp import negotiate
from lien_webapp.context import reader, settings
from lien_webapp.downloads import rows_csv, rows_json
from lien_webapp.i18n import language
from lien_webapp.links import url
from lien_webapp.pages import kept
from lien_webapp.paging import Page, page_of_rows
from lien_webapp.present import Value, value

blueprint = Blueprint("questions", __name__)

OURS: Final = frozenset({"lang", "format", "page"})
"""Parameters of every page that are none of the question's own."""


@blueprint.get("/questions")
def page() -> str:
    """All questions with their parameters."""
    return render_template("questions/index.html", questions=list(query.QUESTIONS.values()))


@blueprint.get("/questions/<name>")
def question(name: str) -> Response:
    """The form of a question and, once its parameters are given, its rows.

    Raises:
        UnknownQuestion: no such question.
        BadRequest: a parameter that it does not take, that is missing or that cannot be read.
    """
    asked = query.find(name)
    form = negotiate.chosen("html", "json", "csv")
    try:
        return kept(lambda: _answer(asked, form), form)
    except UnknownQuestion as error:
        raise BadRequest(f"{error}. {error.hint}") from None


def _answer(asked: query.Question, form: str) -> Response:
    texts = asked_texts(asked)
    if form == "html":
        return _html(asked, texts)
    rows = query.ask(reader(), asked.name, texts)
    if form == "json":
        return rows_json(rows, question=asked.name, parameters=texts)
    return rows_csv(rows, row_type(asked), asked.name)


def row_type(asked: query.Question) -> type[Any]:
    """The dataclass of a question's rows."""
    found: type[Any] = get_args(get_type_hints(asked.function)["return"])[0]
    return found


def asked_texts(asked: query.Question, ours: Set[str] = OURS) -> dict[str, str]:
    """The parameters of the request, with the language of the page where the question takes one.

    `ours` are those that are none of the question's.
    """
    texts = {key: text for key, text in request.args.items() if key not in ours and text}
    if any(parameter.name == "lang" for parameter in asked.parameters):
        texts["lang"] = language()
    return texts


def _html(asked: query.Question, texts: dict[str, str]) -> Response:
    complete = all(texts.get(p.name) for p in asked.parameters if p.required)
    shown: Page | None = None
    if complete:
        shown = page_of_rows(query.ask(reader(), asked.name, texts), settings().page_rows)
    return make_response(
        render_template(
            "questions/question.html",
            question=asked,
            page=shown,
            columns=[field.name for field in fields(row_type(asked))],
            rows=[_cells(row) for row in shown.rows] if shown else [],
            sparql=query.as_sparql(asked.name, texts) if complete else asked.text,
            feed=_feed(asked, texts),
        )
    )


def _feed(asked: query.Question, texts: dict[str, str]) -> str:
    """The address of the feed of what changes in the answer."""
    given = {key: text for key, text in texts.items() if key != "lang"}
    return url("watch.question", name=asked.name, **given)


def _cells(row: Any) -> Sequence[Value | None]:
    return [_cell(getattr(row, field.name)) for field in fields(row)]


def _cell(node: object) -> Value | None:
    if isinstance(node, (list, tuple)):
        texts = [shown.text for item in node if (shown := _item(item))]
        return Value("; ".join(texts)) if texts else None
    return value(node)


def _item(node: object) -> Value | None:
    """One of several values in a cell; a party by its name."""
    return Value(node.label) if isinstance(node, query.Party) else value(node)
