"""Numbers: figures that sources give, and what measures of networks say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from rdflib import Literal, URIRef

from lien.query.answers import answer
from lien.query.parameters import Given, Lang, Limit, Offset
from lien.query.rows import Count, Label
from lien.store import Reader


@dataclass(frozen=True, slots=True)
class Observation:
    """A figure about `of`. `value` None is unknown, and `status` says why: it is never zero."""

    observation: URIRef
    indicator: URIRef
    measure_label: Literal | None
    period: Literal | None
    qualifier_label: Literal | None
    value: Literal | None
    unit_label: Literal | None
    status: URIRef | None
    status_label: Literal | None
    of: Literal | None
    note: Literal | None
    confidence: URIRef | None


def indicators(
    store: Reader,
    lang: Lang,
    *,
    scope: Annotated[
        str | None, Given("text", "What the figures are about, for example CNRS.")
    ] = None,
    measure: Annotated[URIRef | None, Given("concept", "The indicator.", "indicator")] = None,
    source: Annotated[URIRef | None, Given("thing", "Only figures that cite this source.")] = None,
) -> list[Observation]:
    """Figures by indicator and period, undated last; `value` None is unknown, never zero.

    `scope` is compared whole (`CNRS`); `source` keeps the figures whose row cites it.
    """
    return answer(
        Observation, store, "indicators", scope=scope, measure=measure, source=source, lang=lang
    ).rows()


def headline(store: Reader, source: URIRef, lang: str) -> list[Observation]:
    """Figures that `source` announces without giving their value."""
    return [row for row in indicators(store, lang, source=source) if row.value is None]


@dataclass(frozen=True, slots=True)
class RunRow:
    """A recorded measure: its graph, and all that its values depend on; `level` is who sees it."""

    run: URIRef
    network: URIRef
    network_label: Label
    year: Literal | None
    parameters: Literal
    level: URIRef
    level_label: Label
    at: Literal
    values: Count
    software: Literal
    state: Literal


def runs(store: Reader, lang: Lang) -> list[RunRow]:
    """The recorded measures, by the IRIs of their graphs."""
    return answer(RunRow, store, "runs").named(store, lang)


@dataclass(frozen=True, slots=True)
class Measured:
    """A value that a run gives to a thing, to a tie with `other`, or to the run: all of it."""

    run: URIRef
    network: URIRef
    network_label: Label
    year: Literal | None
    measure: URIRef
    measure_label: Label
    thing: URIRef
    thing_label: Label
    other: URIRef | None
    other_label: Label
    value: Literal


def measured(  # noqa: PLR0913  one argument per filter
    store: Reader,
    lang: Lang,
    *,
    run: Annotated[URIRef | None, Given("thing", "The address of the run.")] = None,
    network: Annotated[
        URIRef | None, Given("concept", "Which network was measured.", "network")
    ] = None,
    measure: Annotated[URIRef | None, Given("concept", "Which measure.", "network-measure")] = None,
    thing: Annotated[
        URIRef | None, Given("thing", "Only values of this thing, for example org-cas.")
    ] = None,
    limit: Limit = None,
    offset: Offset = 0,
) -> list[Measured]:
    """Values of recorded measures by run, measure and value, the greatest first."""
    return answer(
        Measured,
        store,
        "measured",
        limit=limit,
        offset=offset,
        run=run,
        network=network,
        measure=measure,
        thing=thing,
    ).named(store, lang)
