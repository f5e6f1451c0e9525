"""An answer to a SPARQL question as a page shows it and as a file of rows holds it."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import current_app
from rdflib import URIRef
from rdflib.namespace import XSD
from werkzeug.exceptions import UnprocessableEntity

from lien import query, terms
from lien.export import rows as written
from lien.export.spreadsheet import Cell, to_xlsx
from lien_webapp import protocol
from lien_webapp.context import reader, version
from lien_webapp.i18n import gettext, language
from lien_webapp.links import page_of, short
from lien_webapp.ontology_terms import ontology
from lien_webapp.pages import LARGEST, Page
from lien_webapp.shelf import Shelf

Binding = Mapping[str, Any]
"""One value as SPARQL results in JSON write it."""
Row = Mapping[str, Binding]

DIGITS: Final = 15
"""Digits of a number that spreadsheet programs keep; a longer one stays a text."""

NAMED_AT_ONCE: Final = 1_000
"""Things whose names are asked for in one question."""

_NUMBERS: Final = {
    str(XSD[name])
    for name in (
        "integer", "decimal", "double", "float", "int", "long", "short", "byte", "unsignedInt",
        "unsignedLong", "unsignedShort", "unsignedByte", "nonNegativeInteger", "positiveInteger",
        "nonPositiveInteger", "negativeInteger",
    )
}  # fmt: skip
_DATES: Final = {str(XSD[name]) for name in ("date", "dateTime", "gYear", "gYearMonth")}


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. `kind` is select, ask or graph; of these `rows`, `yes`, `text` is given."""

    kind: str
    columns: Sequence[str] = ()
    rows: Sequence[Row] = ()
    yes: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A value in a cell: its text, its page, its language, and the short name beside a label."""

    text: str
    address: str = ""
    language: str = ""
    code: str = ""
    number: bool = False


def answered(asked: protocol.Asked, accept: str) -> Answer:
    """The answer to a question; kept for the views of it, sorting and files, while data stay.

    Raises:
        LienError: as the store has it.
    """
    shelf: Shelf[Page] = current_app.extensions["lien-pages"]
    graphs = "\n".join((*asked.default_graphs, "", *asked.named_graphs))
    key = ("sparql", reader().level, accept, graphs, asked.text)
    found = shelf.find(key, version())
    if found is None:
        answer = protocol.ask(asked, accept)
        found = Page(answer.body, (("kind", answer.kind),))
        if not asked.moves and len(found.body) <= LARGEST and reader().version == version():
            shelf.put(key, version(), found)
    return _read(dict(found.headers)["kind"], found.body)


def _read(kind: str, body: bytes) -> Answer:
    if kind == "graph":
        return Answer(kind, text=body.decode("utf-8"))
    document = json.loads(body)
    if kind == "ask":
        return Answer(kind, yes=bool(document["boolean"]))
    return Answer(kind, document["head"]["vars"], document["results"]["bindings"])


def number(binding: Binding | None) -> float | None:
    """The value of a number; None for everything else, infinite ones included."""
    if binding is None or binding.get("datatype") not in _NUMBERS:
        return None
    try:
        value = float(binding["value"])
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def moment(binding: Binding | None) -> float | None:
    """A date as a year with its fraction: 2018-07-02 is 2018.5; None for everything else."""
    if binding is None or binding.get("datatype") not in _DATES:
        return None
    year, *rest = str(binding["value"]).partition("T")[0].split("-")
    try:
        day = date(int(year), int(rest[0]) if rest else 1, int(rest[1][:2]) if rest[1:] else 1)
    except ValueError:
        return None
    return day.year + (day.timetuple().tm_yday - 1) / 365.25


def is_iri(binding: Binding | None) -> bool:
    """Whether a value is an IRI."""
    return binding is not None and binding["type"] == "uri"


def names(iris: Iterable[str]) -> dict[str, query.Name]:
    """Names and classes of those of our things and concepts that the reader may see, by IRI."""
    ours = (str(terms.ID), str(terms.SCHEME))
    wanted = sorted({iri for iri in iris if iri.startswith(ours)})
    found: dict[str, query.Name] = {}
    for start in range(0, len(wanted), NAMED_AT_ONCE):
        some = [URIRef(iri) for iri in wanted[start : start + NAMED_AT_ONCE]]
        named = query.names(reader(), some, language())
        found |= {str(name.thing): name for name in named}
    return found


def labels(bindings: Iterable[Binding | None]) -> dict[str, tuple[str, str]]:
    """Label and its language for the IRIs among these that have one here."""
    iris = {str(binding["value"]) for binding in bindings if binding and is_iri(binding)}
    found = {
        iri: (str(called), called.language or "")
        for iri, name in names(iris).items()
        if (called := name.label or name.acronym)
    }
    if any(iri.startswith(str(terms.GRAPH)) for iri in iris):
        found |= {str(g.iri): (g.titles.get(language()) or g.title, "") for g in reader().graphs()}
    for iri in iris:
        words = ontology().labels(URIRef(iri)) if iri not in found else {}
        for lang in (language(), "en"):
            if lang in words:
                found.setdefault(iri, (words[lang], lang))
    return found


def shown(binding: Binding | None, named: Mapping[str, tuple[str, str]]) -> Shown | None:
    """How a value is shown: an IRI as a link with its label, everything else exactly as it is."""
    if binding is None:
        return None
    text = str(binding["value"])
    if binding["type"] == "uri":
        label, lang = named.get(text, ("", ""))
        name = short(text)
        return Shown(label or name, page_of(text), lang, name if label else "")
    if binding["type"] == "literal":
        lang = str(binding.get("xml:lang", ""))
        return Shown(text, language=lang, number=number(binding) is not None)
    return Shown(f"_:{text}")


def in_order(rows: Sequence[Row], by: str) -> list[Row]:
    """The rows by a column, from the greatest down when `by` begins with a minus.

    Numbers and dates by value, then texts, then IRIs by label; nothing comes last. Rows that are
    equal there keep their order.
    """
    column, backwards = by.removeprefix("-"), by.startswith("-")
    named = labels(row.get(column) for row in rows)
    filled = [row for row in rows if column in row]
    empty = [row for row in rows if column not in row]
    return [*sorted(filled, key=lambda row: _rank(row[column], named), reverse=backwards), *empty]


def _rank(binding: Binding, named: Mapping[str, tuple[str, str]]) -> tuple[int, float, str]:
    for value in (number(binding), moment(binding)):
        if value is not None:
            return 0, value, ""
    text = str(binding["value"])
    if is_iri(binding):
        return 2, 0.0, terms.fold(named[text][0] if text in named else short(text))
    return 1, 0.0, terms.fold(text)


def _cells(answer: Answer) -> Iterator[list[Cell]]:
    for row in answer.rows:
        yield [_cell(row.get(column)) for column in answer.columns]


def _cell(binding: Binding | None) -> Cell:
    if binding is None:
        return None
    value, text = number(binding), _text(binding)
    return text if value is None or len(text) > DIGITS else value


def _text(binding: Binding | None) -> str:
    if binding is None:
        return ""
    return f"_:{binding['value']}" if binding["type"] == "bnode" else str(binding["value"])


def _csv(answer: Answer) -> bytes:
    columns = answer.columns
    rows = [{column: _text(row.get(column)) for column in columns} for row in answer.rows]
    return written.to_csv(rows, columns).encode("utf-8")


def _tsv(answer: Answer) -> bytes:
    lines = ["\t".join(answer.columns)]
    for row in answer.rows:
        cells = (_text(row.get(column)) for column in answer.columns)
        lines.append("\t".join(" ".join(written.inert(cell).split()) for cell in cells))
    return "\r\n".join([*lines, ""]).encode("utf-8")


def _xlsx(answer: Answer) -> bytes:
    try:
        return to_xlsx(answer.columns, _cells(answer))
    except ValueError:
        message = gettext("The answer does not fit into an XLSX sheet; choose CSV.")
        raise UnprocessableEntity(message) from None


FILES: Final[dict[str, tuple[str, Callable[[Answer], bytes]]]] = {
    "csv": ("text/csv; charset=utf-8", _csv),
    "tsv": ("text/tab-separated-values; charset=utf-8", _tsv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
}
"""Files of rows for spreadsheet programs, in which nothing is calculated: type and writer.

The same formats asked for by `format` or `Accept` are exactly those of the SPARQL standards.
"""
