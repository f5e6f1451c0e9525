"""Parameters of questions: how each is declared in a signature, and how a text becomes its value.

A parameter of a question is an argument of its function, annotated with a `Given`. Those that
several questions share have a name here.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final, TypeAlias, get_args, get_type_hints
from typing import Literal as OneOf

from rdflib import Literal, URIRef

from lien.dates import PartialDate
from lien.query.rows import column
from lien.store import Node
from lien.terms import SCHEME, expand, thing

Kind: TypeAlias = OneOf[
    "thing", "concept", "class", "property", "value", "text", "language", "number", "flag",
    "first-day", "last-day",
]  # fmt: skip
KINDS: Final[tuple[str, ...]] = get_args(Kind)
LANGUAGES: Final = ("fr", "en", "zh")

_LAST: Final = ("lang", "limit", "offset")


@dataclass(frozen=True, slots=True)
class Given:
    """Marks an argument as a parameter of the question; `help` is a sentence that pages translate.

    `scheme` is the concept scheme of a parameter of kind "concept".
    """

    kind: Kind
    help: str
    scheme: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a question: an argument of its function, with what it is `Given` as.

    `default` is a term that the question is asked with when the parameter is not given.
    """

    name: str
    kind: Kind
    help: str
    required: bool = False
    scheme: str = ""
    default: Node | None = None


Lang: TypeAlias = Annotated[str, Given("language", "Language of the labels: fr, en or zh.")]
Limit: TypeAlias = Annotated[int | None, Given("number", "How many rows at most.")]
Offset: TypeAlias = Annotated[int, Given("number", "How many rows to leave out at the beginning.")]
Thing: TypeAlias = Annotated[URIRef, Given("thing", "The thing, for example org-cas.")]
ThingInTime: TypeAlias = Annotated[URIRef, Given("thing", "The thing, for example act-liama.")]
Body: TypeAlias = Annotated[URIRef, Given("thing", "The body or unit, for example org-cas.")]
Field: TypeAlias = Annotated[
    URIRef | None, Given("concept", "Field of the OECD, for example 1-3.", "ford")
]
Territory: TypeAlias = Annotated[
    URIRef | None, Given("concept", "Only this territory, for example hk.", "territory")
]
Place: TypeAlias = Annotated[
    URIRef | None, Given("concept", "Only this city, for example hong-kong.", "place")
]
Day: TypeAlias = Annotated[date, Given("last-day", "The day; of a month or a year its last day.")]
AsOf: TypeAlias = Annotated[
    date | None, Given("last-day", "As of this day; of a month or a year its last day.")
]
Since: TypeAlias = Annotated[
    date | None, Given("first-day", "In this year, month or day, or later.")
]
Until: TypeAlias = Annotated[
    date | None, Given("last-day", "In this year, month or day, or earlier.")
]


def parameters_of(function: Callable[..., Any]) -> tuple[Parameter, ...]:
    """The arguments of `function` that are `Given`, in its order, but language and page last.

    One without a default is required, but for the language.
    """
    hints = get_type_hints(function, include_extras=True)
    found = [
        _parameter(argument, given)
        for argument in inspect.signature(function).parameters.values()
        for given in getattr(hints.get(argument.name), "__metadata__", ())
    ]
    order = {name: place for place, name in enumerate(_LAST, start=1)}
    return tuple(sorted(found, key=lambda parameter: order.get(parameter.name, 0)))


def _parameter(argument: inspect.Parameter, given: Given) -> Parameter:
    needed = argument.default is inspect.Parameter.empty and given.kind != "language"
    default = argument.default if isinstance(argument.default, URIRef) else None
    return Parameter(column(argument.name), given.kind, given.help, needed, given.scheme, default)


def read(parameter: Parameter, text: str) -> Any:
    """The value that `text` is for this parameter: a term, a date, a number, a text, a flag.

    Raises:
        ValueError, KeyError: it is none.
    """
    return _READERS[parameter.kind](parameter, text)


def _checked(text: str) -> str:
    if not re.fullmatch(r"[^\s<>\"{}|\\^`]+", text):
        raise ValueError(text)
    return text


def _a_thing(_: Parameter, text: str) -> URIRef:
    return URIRef(_checked(text)) if "://" in text else thing(_checked(text))


def _a_concept(parameter: Parameter, text: str) -> URIRef:
    path = f"{parameter.scheme}/{_checked(text)}"
    return URIRef(text) if "://" in text else SCHEME[path]


def _a_class(_: Parameter, text: str) -> URIRef:
    usual = {"Person": "foaf:Person", "Observation": "qb:Observation"}
    return _a_property(_, usual.get(text, text))


def _a_property(_: Parameter, text: str) -> URIRef:
    name = _checked(text)
    return expand(name if ":" in name else f"lien:{name}")


def _a_value(_: Parameter, text: str) -> Node:
    if "://" in text:
        return URIRef(_checked(text))
    looks_like_slug = re.fullmatch(
        r"(?:org|unit|act|agr|per|fund|ind|evt|pub|src)-[a-z0-9.-]+", text
    )
    return thing(text) if looks_like_slug else Literal(text)


def _a_language(_: Parameter, text: str) -> str:
    if text not in LANGUAGES:
        raise ValueError(text)
    return text


def _a_number(_: Parameter, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text, re.ASCII):
        raise ValueError(text)
    return int(text)


def _a_flag(_: Parameter, text: str) -> bool:
    return {"true": True, "false": False}[text.casefold()]


_READERS: Final[dict[str, Callable[[Parameter, str], Any]]] = {
    "thing": _a_thing,
    "concept": _a_concept,
    "class": _a_class,
    "property": _a_property,
    "value": _a_value,
    "text": lambda _, text: text,
    "language": _a_language,
    "number": _a_number,
    "flag": _a_flag,
    "first-day": lambda _, text: PartialDate.parse(text).earliest,
    "last-day": lambda _, text: PartialDate.parse(text).latest,
}
