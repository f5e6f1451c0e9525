"""Who states a fact, since when, and what speaks against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from rdflib import RDF, Literal, URIRef

from lien.query.answers import answer, answer_for_each
from lien.query.parameters import Given, Lang
from lien.query.rows import Called, Iris, Label
from lien.store import Node, Reader


@dataclass(frozen=True, slots=True)
class Origin:
    """Who states a fact: graph, file, line (header is 1) and one source. See `standing`.

    `standing` is "preferred" for what the graph keeps and "competing" for what a source says
    against it.
    """

    fact: Node
    standing: Literal
    graph: URIRef
    graph_title: Literal | None
    file: Literal | None
    record: URIRef | None
    row: Literal | None
    confidence: URIRef | None
    confidence_label: Label
    source: URIRef | None
    source_label: Literal | None
    source_address: Node | None
    source_publisher: Literal | None
    source_date: Literal | None
    source_read: Literal | None
    note: Literal | None


def origin(
    store: Reader,
    subject: Annotated[URIRef, Given("thing", "The thing that the fact is about.")],
    lang: Lang,
    *,
    property: Annotated[  # noqa: A002  the word of the domain
        URIRef | None, Given("property", "The property, for example lien:signedOn.")
    ] = RDF.type,
    value: Annotated[
        Node | None, Given("value", "The value: a thing, or a text such as 1978-10.")
    ] = None,
) -> list[Origin]:
    """Who states `subject property value`, one row per source, what is kept first.

    Then: stated before inferred, the more precise date first, by graph and line.

    By default the origin of the row that describes `subject`. `property` None: of every statement
    about it; `value` None: of every value. Values are compared as text.
    """
    return answer(
        Origin, store, "origin", subject=subject, property=property, value=value, lang=lang
    ).named(store, lang)


def origins(store: Reader, things: Iterable[URIRef], lang: str) -> dict[URIRef, list[Origin]]:
    """The rows of the question `origin` for each of `things`."""
    told = answer_for_each(Origin, store, "origin", "subject", things, property=RDF.type, lang=lang)
    found: dict[URIRef, list[Origin]] = defaultdict(list)
    for record, row in zip(told.table.records(), told.named(store, lang), strict=True):
        found[URIRef(str(record["subject"]))].append(row)
    return dict(found)


@dataclass(frozen=True, slots=True)
class Import:
    """A named graph: the file that it comes from and the day on which it was read in."""

    graph: URIRef
    title: Literal | None
    file: Literal | None
    date: Literal
    rows: Literal | None
    sha256: Literal | None
    licence: Literal | URIRef | None


def imports(store: Reader, lang: Lang) -> list[Import]:
    """The named graphs that say when they were read in, by IRI."""
    return answer(Import, store, "imports", lang=lang).rows()


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A source as footnotes name it; `read` is the day on which it was read."""

    source: URIRef
    label: Literal | None
    publisher: Literal | None
    date: Literal | None
    address: Node | None
    read: Literal | None


def sources(
    store: Reader,
    *,
    source: Annotated[URIRef | None, Given("thing", "Only this source.")] = None,
) -> list[CitedSource]:
    """Title, publisher, date and address of `source`, or of all sources, by IRI."""
    return answer(CitedSource, store, "sources", source=source).rows()


def sources_of(store: Reader, wanted: Iterable[URIRef]) -> dict[URIRef, CitedSource]:
    """The rows of the question `sources` for these."""
    found = answer_for_each(CitedSource, store, "sources", "source", wanted).rows()
    return {row.source: row for row in found}


def _in_order(cell: Node | None) -> Literal | None:
    return Literal(" | ".join(sorted(str(cell).split(" | ")))) if cell else None


@dataclass(frozen=True, slots=True)
class Competing:
    """What a source says against a value that is kept.

    `property` is None when the field is not a column of the thing's table; `kept_values` is None
    when nothing is kept for it.
    """

    statement: URIRef
    about: URIRef
    label: Annotated[Literal | None, Called("about")]
    field: Literal
    property: URIRef | None
    property_label: Label
    kept_values: Annotated[Literal | None, _in_order]
    value: Node
    value_label: Label
    sources: Iris
    note: Literal | None


def competing(
    store: Reader,
    lang: Lang,
    *,
    thing: Annotated[
        URIRef | None, Given("thing", "The thing; without it, all contradictions.")
    ] = None,
) -> list[Competing]:
    """What sources say against values kept for `thing`, or for anything when it is None.

    By thing and field; of one field, stated before inferred, then the more precise date first.
    """
    return answer(Competing, store, "competing", thing=thing).named(store, lang)


def competing_of(store: Reader, things: Iterable[URIRef], lang: str) -> list[Competing]:
    """The rows of the question `competing` for these things."""
    return answer_for_each(Competing, store, "competing", "thing", things).named(store, lang)


@dataclass(frozen=True, slots=True)
class Flag:
    """Something odd: `date` of `about` does not fit with the date `against` of `other`.

    `at` carries the date: a participation, a party, a role, else `about` itself. `other` is
    `about` where two dates of one thing do not fit together. Both dates are as given.
    """

    rule: URIRef
    rule_label: Label
    about: URIRef
    label: Annotated[Literal | None, Called("about")]
    date: Literal
    other: URIRef
    other_label: Label
    against: Literal
    at: URIRef


def flags(
    store: Reader,
    lang: Lang,
    *,
    thing: Annotated[
        URIRef | None, Given("thing", "The thing; without it, everything that is odd.")
    ] = None,
    oddity: Annotated[URIRef | None, Given("concept", "Which oddity.", "flag")] = None,
) -> list[Flag]:
    """What is odd in the dates of `thing`, or of anything: by rule, thing, date.

    Only what is certain: a date that may fit is not odd. Odd is not wrong. `oddity` is a concept of
    the scheme `flag`. Unknown thing or rule: no rows.
    """
    return answer(Flag, store, "flags", thing=thing, oddity=oddity).named(store, lang)


def flags_of(store: Reader, things: Iterable[URIRef], lang: str) -> list[Flag]:
    """The rows of the question `flags` for these things."""
    return answer_for_each(Flag, store, "flags", "thing", things).named(store, lang)
