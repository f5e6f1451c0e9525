"""The derived graph of one view of the facts: pairs of bodies counted, as Data Cube observations.

What is stored, what is left out and why: docs/explanation/derived-graphs.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

import numpy as np
from rdflib.namespace import DCAT, DCTERMS, PROV, RDF, XSD

from lien.projection.columns import KINDS, Columns, Ints, Kind
from lien.projection.pairs import NONE, UMBRELLA, UNIT, Pairs, closure, count, covers, places
from lien.store import Patch, View
from lien.terms import BASE, ID, LIEN, QB, SCHEME

RANKED: Final = 200
"""Pairs of a kind that have a rank; a question for the strongest then reads no others."""
STEPS: Final = (1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1_000, 2_000, 5_000, 10_000)
"""What the smallest count that is kept may be."""
TOTALS: Final = (25_000, 0.6)
YEARS: Final = (10_000, 0.4)
"""Quads for totals and for years of a kind: so many, or this share of its rows (thing, body)."""
METHOD: Final = BASE + "ns/derived"
_TITLES: Final = {
    "en": "Pairs of bodies, counted",
    "fr": "Paires d’organismes, comptées",
    "zh": "机构对统计",
}
_COVERS: Final = tuple(
    f"<{SCHEME}agreement-cover/{name}>" for name in ("none", "umbrella", "same-house", "direct")
)
_FIRST, _SECOND = f"<{LIEN.firstBody}>", f"<{LIEN.secondBody}>"
_WHOLE, _FRACTION = f"<{LIEN.wholeCount}>", f"<{LIEN.fractionalCount}>"
_RANK, _COVER, _GAP_RANK = f"<{LIEN.rank}>", f"<{LIEN.cover}>", f"<{LIEN.gapRank}>"
_DATA_SET, _OBSERVATION = f"<{QB.dataSet}>", f"<{QB.observation}>"
_YEAR = f"<{LIEN.year}>"
_GYEAR, _INTEGER, _DECIMAL = (f"^^<{kind}>" for kind in (XSD.gYear, XSD.integer, XSD.decimal))
_DIGITS: Final = 6
_MODULUS: Final = 1 << 256
_ID: Final = str(ID)


@dataclass(frozen=True, slots=True)
class _Kept:
    """Which pairs of a kind are kept (places, strongest first), and which of them by year."""

    pairs: Ints
    totals_from: int
    years_from: int


Rows = set[tuple[int, ...]]


@dataclass(slots=True)
class _State:
    """What was derived last, bodies by their numbers in `columns`, and the digest of it.

    Totals: first, second, whole, fraction, rank, cover (-1: does not apply), rank as a gap.
    Years: first, second, year, whole, fraction. A rank of 0 is none.
    """

    columns: Columns = field(default_factory=Columns)
    totals: dict[str, Rows] = field(default_factory=dict)
    years: dict[str, Rows] = field(default_factory=dict)
    about: set[str] = field(default_factory=set)
    digest: int = 0


class Deriver:
    """Makes derived graphs; keeps the columns of each view from one call to the next.

    A `lien.store.Derive`. The same facts give the same lines, whatever order they came in.
    """

    def __init__(self) -> None:
        self._states: dict[str, _State] = {}

    def __call__(self, view: View, changed: Iterable[str] | None) -> Patch:
        """What turns the graph as it was after the last call into what it is now.

        `changed`: the lines added to and removed from the store since that call; None begins
        anew, with an empty graph.
        """
        if changed is None:
            state = self._states[view.graph] = _State()
            state.columns.read(view.tsv)
        else:
            state = self._states[view.graph]
            state.columns.update(view.tsv, changed)
        return _advance(view, state)


def _advance(view: View, state: _State) -> Patch:
    """Count anew, and write only the lines of rows that are not what they were."""
    columns, came, gone, about = state.columns, list[str](), list[str](), set[str]()
    ordered, place = places(columns)
    number = columns.bodies.known(ordered)
    iris = [iri.decode() for iri in columns.bodies.of]
    pairs = {kind.name: count(columns.members[kind.name], place) for kind in KINDS}
    below, above = columns.above
    upper = closure(place[below], place[above], len(place))
    agreed = pairs["agreement"].first, pairs["agreement"].second
    for kind in KINDS:
        found = pairs[kind.name]
        kept = _kept(kind, found, len(columns.members[kind.name].thing))
        about.update(_dataset(view.graph, kind, found, kept))
        cover = np.full(len(kept.pairs), -1)
        if kind.name != "agreement":
            first, second = found.first[kept.pairs], found.second[kept.pairs]
            cover = covers(upper, agreed, first, second)
        for rows, before, lines in (
            (_totals(found, kept, cover, number), state.totals, _total_lines),
            (_years(found, kept, number), state.years, _year_lines),
        ):
            old = before.get(kind.name, set())
            gone += ("\n".join(lines(view, kind, iris, row)) for row in old - rows)
            came += ("\n".join(lines(view, kind, iris, row)) for row in rows - old)
            before[kind.name] = rows
    return _patch(view, state, came, gone, about)


def _patch(view: View, state: _State, came: list[str], gone: list[str], about: set[str]) -> Patch:
    """The patch of observations that came and went, and of what the graph states about itself."""
    state.digest = (state.digest + _sum(came) - _sum(gone)) % _MODULUS
    observations = sum(len(rows) for rows in (*state.totals.values(), *state.years.values()))
    about.update(_origin(view, observations, f"{state.digest:064x}"))
    before, state.about = state.about, about
    added = {*"\n".join(came).split("\n"), *about} - {""}
    removed = {*"\n".join(gone).split("\n"), *before} - {""}
    return Patch(tuple(sorted(added - removed)), tuple(sorted(removed - added)))


def _sum(observations: list[str]) -> int:
    """Sum of the SHA-256 of the lines of each observation; their order does not matter."""
    return sum(int.from_bytes(sha256(lines.encode()).digest()) for lines in observations)


def _kept(kind: Kind, pairs: Pairs, rows: int) -> _Kept:
    """The pairs whose totals are kept, strongest first; from which total on years are kept too."""
    totals = _smallest(pairs.whole, 6 + kind.shared, _allowed(TOTALS, rows))
    years = _smallest(pairs.whole[pairs.year_pair], 3 + kind.shared, _allowed(YEARS, rows))
    order = np.lexsort((-pairs.fraction * kind.shared, -pairs.whole))  # stable: ties as the IRIs
    return _Kept(order[pairs.whole[order] >= totals], totals, max(totals, years))


def _allowed(most: tuple[int, float], rows: int) -> float:
    return max(most[0], most[1] * rows)


def _smallest(values: Ints, quads: int, most: float) -> int:
    """The smallest step such that the rows whose value reaches it fit into `most` quads."""
    return next((s for s in STEPS if np.count_nonzero(values >= s) * quads <= most), STEPS[-1])


def _dataset(graph: str, kind: Kind, pairs: Pairs, kept: _Kept) -> Iterator[str]:
    end, years = f"<{graph}> .", int(np.count_nonzero(pairs.whole >= kept.years_from))
    totals = f"<{graph}#{kind.name}>"
    yield f"{totals} <{RDF.type}> <{QB.DataSet}> {end}"
    yield f"{totals} <{QB.structure}> <{LIEN.pairStructure}> {end}"
    yield f"{totals} <{LIEN.pairKind}> <{kind.iri}> {end}"
    numbers = {
        LIEN.thingsCounted: pairs.counted,
        LIEN.thingsWithoutYear: pairs.undated,
        LIEN.thingsTooLarge: pairs.large,
        LIEN.pairsFound: len(pairs.first),
        LIEN.pairsKept: len(kept.pairs),
        LIEN.keptFrom: kept.totals_from,
        LIEN.yearsKept: years,
        LIEN.yearsKeptFrom: kept.years_from,
    }
    for predicate, number in numbers.items():
        yield f"{totals} <{predicate}> {_integer(number)} {end}"


def _totals(pairs: Pairs, kept: _Kept, cover: Ints, number: Ints) -> Rows:
    """A row for each pair that is kept."""
    at, place = kept.pairs, np.arange(1, len(kept.pairs) + 1)
    gaps = np.zeros(len(at), np.int64)
    for kind in (NONE, UMBRELLA):
        of_kind = np.flatnonzero(cover == kind)[:RANKED]
        gaps[of_kind] = np.arange(1, len(of_kind) + 1)
    return _tuples(
        *(number[pairs.first[at]], number[pairs.second[at]], pairs.whole[at], pairs.fraction[at]),
        *(np.where(place <= RANKED, place, 0), cover, gaps),
    )


def _years(pairs: Pairs, kept: _Kept, number: Ints) -> Rows:
    """A row for each year of the strongest pairs."""
    at = np.flatnonzero(pairs.whole[pairs.year_pair] >= kept.years_from)
    pair = pairs.year_pair[at]
    return _tuples(
        *(number[pairs.first[pair]], number[pairs.second[pair]], pairs.year[at]),
        *(pairs.year_whole[at], pairs.year_fraction[at]),
    )


def _tuples(*columns: Ints) -> Rows:
    return set(zip(*(column.tolist() for column in columns), strict=True))


def _total_lines(view: View, kind: Kind, iris: list[str], row: tuple[int, ...]) -> Iterator[str]:
    first, second, whole, fraction, rank, cover, gap = row
    name = _name(view.graph, kind, iris[first], iris[second])
    end = f"<{view.graph}> ."
    yield f"{name} {_DATA_SET} <{view.graph}#{kind.name}> {end}"
    yield f"{name} {_FIRST} <{iris[first]}> {end}"
    yield f"{name} {_SECOND} <{iris[second]}> {end}"
    yield f"{name} {_WHOLE} {_integer(whole)} {end}"
    if kind.shared:
        yield f"{name} {_FRACTION} {_decimal(fraction)} {end}"
    if rank:
        yield f"{name} {_RANK} {_integer(rank)} {end}"
    if cover >= 0:
        yield f"{name} {_COVER} {_COVERS[cover]} {end}"
    if gap:
        yield f"{name} {_GAP_RANK} {_integer(gap)} {end}"


def _year_lines(view: View, kind: Kind, iris: list[str], row: tuple[int, ...]) -> Iterator[str]:
    """The pair is the slice that its years belong to."""
    first, second, year, whole, fraction = row
    pair = _name(view.graph, kind, iris[first], iris[second])
    name, end = f"{pair[:-1]}~{year}>", f"<{view.graph}> ."
    yield f"{pair} {_OBSERVATION} {name} {end}"
    yield f'{name} {_YEAR} "{year}"{_GYEAR} {end}'
    yield f"{name} {_WHOLE} {_integer(whole)} {end}"
    if kind.shared:
        yield f"{name} {_FRACTION} {_decimal(fraction)} {end}"


def _name(graph: str, kind: Kind, first: str, second: str) -> str:
    """The IRI of a pair: the slugs of the two, or a digest where one is not a thing of ours."""
    one, two = first.removeprefix(_ID), second.removeprefix(_ID)
    if one == first or two == second or "~" in one + two:
        one, two = sha256(first.encode()).hexdigest()[:24], sha256(second.encode()).hexdigest()[:24]
    return f"<{graph}#{kind.name}~{one}~{two}>"


def _integer(number: int) -> str:
    return f'"{number}"{_INTEGER}'


def _decimal(fraction: int) -> str:
    """A fraction with six digits behind the point, without zeros at its end."""
    rounded = (2 * fraction * 10**_DIGITS + UNIT) // (2 * UNIT)
    whole, rest = divmod(rounded, 10**_DIGITS)
    text = f"{whole}.{rest:0{_DIGITS}}".rstrip("0").removesuffix(".")
    return f'"{text}"{_DECIMAL}'


def _origin(view: View, rows: int, digest: str) -> Iterator[str]:
    """Where the graph comes from, stated in itself."""
    graph, end = f"<{view.graph}>", f"<{view.graph}> ."
    level = f"<{view.level.iri}>"
    facts = [
        (RDF.type, f"<{DCAT.Dataset}>"),
        (RDF.type, f"<{PROV.Entity}>"),
        *((DCTERMS.title, f'"{title}"@{language}') for language, title in _TITLES.items()),
        (DCTERMS.source, '"derived"'),
        (DCTERMS.conformsTo, f"<{METHOD}>"),
        (LIEN.sha256, f'"{digest}"'),
        (LIEN.rows, _integer(rows)),
        (LIEN.visibility, level),
        (LIEN.derivedFor, level),
        (LIEN.derivedFromState, f'"{view.version}"'),
        *((PROV.wasDerivedFrom, f"<{iri}>") for iri in view.graphs),
        *_of_sources(view),
    ]
    for predicate, value in facts:
        yield f"{graph} <{predicate}> {value} {end}"


def _of_sources(view: View) -> Iterator[tuple[str, str]]:
    """The newest day and all licences of the graphs that it is derived from."""
    asked = f"SELECT ?graph ?value {{ GRAPH ?graph {{ ?graph <{DCTERMS.modified}> ?value }} }}"
    days = sorted(line.split("\t")[1] for line in view.tsv(asked).decode().split("\n")[1:-1])
    yield DCTERMS.modified, days[-1] if days else f'"0001-01-01"^^<{XSD.date}>'
    asked = f"SELECT ?graph ?value {{ GRAPH ?graph {{ ?graph <{DCTERMS.license}> ?value }} }}"
    named = {line.split("\t")[1] for line in view.tsv(asked).decode().split("\n")[1:-1]}
    texts = sorted(text.strip('"<>') for text in named)
    yield DCTERMS.license, '"' + "; ".join(texts) + '"'
