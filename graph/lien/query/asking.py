"""A question asked by its name, its parameters given as texts: what every face of Lien does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lien.errors import UnknownQuestion, UnknownThing
from lien.query.answers import as_terms
from lien.query.parameters import Parameter, read
from lien.query.questions.things import known
from lien.query.registry import Question, find
from lien.query.text import paged, with_values
from lien.store import Reader


def ask(store: Reader, name: str, texts: Mapping[str, str]) -> Sequence[Any]:
    """Rows of the question `name`, its parameters given as texts; empty texts count as absent.

    Raises:
        UnknownQuestion: no such question; a parameter that it does not have, that is missing, or
            that cannot be read.
        UnknownThing: a thing that is not there, or that the reader may not see.
    """
    question = find(name)
    arguments = _arguments(question, texts)
    for parameter in question.parameters:
        iri = arguments.get(parameter.name)
        if parameter.kind == "thing" and iri is not None and not known(store, iri):
            raise UnknownThing(texts[parameter.name])
    renamed = {"klass" if key == "class" else key: value for key, value in arguments.items()}
    return question.function(store, **renamed)


def as_sparql(name: str, texts: Mapping[str, str]) -> str:
    """The text of the question with its parameters in it: asked as SPARQL it gives the same rows.

    Where a row also holds names of things (`lien.query.rows.Called`), those come from `names`.
    Errors as in `ask`, but for things, which are not looked up.
    """
    question = find(name)
    arguments = _arguments(question, texts)
    limit, offset = arguments.pop("limit", None), arguments.pop("offset", 0)
    values = as_terms(arguments)
    return paged(with_values(question.text, [values]) if values else question.text, limit, offset)


def _arguments(question: Question, texts: Mapping[str, str]) -> dict[str, Any]:
    """The values of what is given, in the order of `texts`, then those that are always there."""
    known = {parameter.name: parameter for parameter in question.parameters}
    given = {key: text for key, text in texts.items() if text.strip()}
    if "lang" in known:
        given.setdefault("lang", "en")
    for name in given:
        if name not in known:
            message = f"the question {question.name!r} has no parameter {name!r}"
            raise UnknownQuestion(message, hint=f"Parameters: {', '.join(known) or 'none'}.")
    for name, parameter in known.items():
        if parameter.required and name not in given:
            message = f"the question {question.name!r} needs the parameter {name!r}"
            raise UnknownQuestion(message, hint=parameter.help)
    usual = {name: each.default for name, each in known.items() if each.default is not None}
    arguments = {name: _argument(known[name], text.strip()) for name, text in given.items()}
    return arguments | {name: term for name, term in usual.items() if name not in arguments}


def _argument(parameter: Parameter, text: str) -> Any:
    try:
        return read(parameter, text)
    except (KeyError, ValueError):
        message = f"{text!r} cannot be the parameter {parameter.name!r}"
        raise UnknownQuestion(message, hint=parameter.help) from None
