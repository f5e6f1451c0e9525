"""From nodes of the graph to what a page or a table shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask
from rdflib import Literal, URIRef
from rdflib.namespace import XSD

from lien_webapp.i18n import date_text, gettext, number_text
from lien_webapp.links import page_of, short

_DATES = {str(XSD.gYear), str(XSD.gYearMonth), str(XSD.date)}
_NUMBERS = {str(XSD.integer), str(XSD.decimal)}


@dataclass(frozen=True, slots=True)
class Value:
    """A text to show, with the page it leads to and the language it is in, where known."""

    text: str
    address: str = ""
    language: str = ""


def value(node: object, label: object = None) -> Value | None:
    """How a node is shown: an IRI by its label or short name, a date in words, a text."""
    if node is None or node == "":
        return None
    if isinstance(node, URIRef):
        return Value(str(label or short(node)), page_of(node))
    if isinstance(node, bool):
        return Value(gettext("yes") if node else gettext("no"))
    if isinstance(node, Literal):
        return _literal(str(node), str(node.datatype or ""), node.language or "")
    return Value(str(node))


def _literal(text: str, datatype: str, language: str) -> Value:
    if datatype in _DATES:
        return Value(date_text(text))
    if datatype == str(XSD.boolean):
        return Value(gettext("yes") if text in ("true", "1") else gettext("no"))
    if datatype in _NUMBERS:
        return Value(number_text(text))
    return Value(text, language=language)


def sparql_value(binding: dict[str, Any] | None) -> Value | None:
    """How a binding of SPARQL results in JSON is shown: exactly as it is, IRIs as links."""
    if binding is None:
        return None
    text = str(binding["value"])
    if binding["type"] == "uri":
        return Value(short(text), page_of(text))
    if binding["type"] == "literal":
        return Value(text, language=str(binding.get("xml:lang", "")))
    return Value(f"_:{text}")


def init_app(app: Flask) -> None:
    """Give the templates the conversion."""
    app.jinja_env.filters["value"] = value
