"""Measures as recorded computations: what came out of a run, with all that it depends on.

A run is one named graph of Data Cube observations, committed to the journal. The same facts,
parameters and software give the same bytes. See docs/explanation/measures.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rdflib import Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, PROV, RDF, XSD

from lien import resources
from lien.analysis import cohesion, grouping, holes
from lien.analysis.arrays import Int64s
from lien.analysis.between import betweenness
from lien.analysis.pagerank import pagerank
from lien.analysis.selection import Selection, selection
from lien.errors import UnknownQuestion
from lien.projection.keeping import Manifest
from lien.projection.network import Network
from lien.store import Commit, DataDirectory, Level, Reader
from lien.terms import BASE, GRAPH, ID, LIEN, QB, SCHEME

MEASURES: Final = GRAPH + "measures/"
"""Where the graphs of recorded runs stand."""
STRUCTURE: Final = "structure"
"""The run of all measures that the page of the structure shows."""
KEPT: Final = 500
"""Above `ALL` things a run keeps those that are among so many first ones by some measure."""
ALL: Final = 2_000
DIGITS: Final = 12
_METHOD: Final = BASE + "ns/derived"
_TITLES: Final = {"en": "Measures: {}", "fr": "Mesures : {}", "zh": "测量：{}"}
_LOW_FIRST: Final = {"constraint", "community"}


_Values = dict[str, NDArray[np.float64]]
Tie = tuple[str, int, int, float]


@dataclass(frozen=True, slots=True)
class Result:
    """What a run found.

    `things` has the values of each measure by thing, in the order of `iris`; NaN is no value.
    `ties` are measures of two things each; `totals` are of the whole network. Values have
    `DIGITS` digits behind the point.
    """

    iris: list[str]
    things: Mapping[str, NDArray[np.float64]]
    ties: list[Tie]
    totals: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Run:
    """A measure, or all of them (`STRUCTURE`), of one network; `year` 0 is all years."""

    measure: str
    network: str = "cooperation"
    year: int = 0
    seed: int = 1

    @property
    def parameters(self) -> str:
        """Everything besides the facts that the result depends on."""
        year = f" year={self.year}" if self.year else ""
        return f"measure={self.measure} network={self.network}{year} seed={self.seed}"

    def graph(self, level: Level) -> str:
        """The IRI of the graph that holds the run."""
        parts = [level.name.lower(), self.measure, self.network]
        parts += [str(self.year)] if self.year else []
        parts += [f"seed-{self.seed}"] if self.seed != 1 else []
        return MEASURES + "/".join(parts)


_Found = tuple[_Values, list[Tie], dict[str, float]]
_Measure = Callable[[Selection, int], _Found]


def _between(chosen: Selection, seed: int) -> _Found:
    found = betweenness(chosen.plain, seed=seed)
    return {"betweenness": found.values}, [], {"epsilon": found.epsilon}


def _grouped(chosen: Selection, seed: int) -> _Found:
    found = grouping.communities(chosen.matrix, seed=seed)
    return {"community": found.of.astype(float)}, [], {"quality": found.quality}


def _cut(chosen: Selection, _: int) -> _Found:
    found, weight = cohesion.cuts(chosen.plain), chosen.matrix
    ties = [("bridge", u, v, float(weight[u, v])) for u, v in found.bridges.tolist()]
    parts = float(cohesion.components(chosen.plain).max(initial=-1) + 1)
    return {"cut-point": found.articulation.astype(float)}, ties, {"components": parts}


def _plainly(
    name: str, measure: Callable[[Selection], NDArray[np.generic]]
) -> tuple[str, _Measure]:
    return name, lambda chosen, _: ({name: measure(chosen).astype(np.float64)}, [], {})


NAMES: Final[dict[str, _Measure]] = dict(
    (
        ("betweenness", _between),
        ("community", _grouped),
        ("cut-point", _cut),
        _plainly("clustering", lambda chosen: holes.clustering(chosen.plain)),
        _plainly("constraint", lambda chosen: holes.constraint(chosen.matrix)),
        _plainly("core", lambda chosen: cohesion.core(chosen.plain)),
        _plainly("effective-size", lambda chosen: holes.effective_size(chosen.plain)),
        _plainly("neighbours", lambda chosen: np.diff(chosen.plain.indptr)),
        _plainly("pagerank", lambda chosen: pagerank(chosen.matrix)),
    )
)
"""Measures that can be recorded one by one; `STRUCTURE` is all of them."""


def result(network: Network, run: Run) -> Result:
    """What a run finds in a network; the same each time.

    Weights are whole counts; they matter for PageRank, constraint and communities.

    Raises:
        UnknownQuestion: there is no such measure, or no such network.
    """
    if run.measure not in {STRUCTURE, *NAMES}:
        hint = f"Measures are {STRUCTURE}, {', '.join(NAMES)}."
        raise UnknownQuestion(f"there is no measure {run.measure!r}", hint=hint)
    return measured(selection(network, run.network, since=run.year, until=run.year), run)


def measured(chosen: Selection, run: Run, *, most: int = ALL, first: int = KEPT) -> Result:
    """What a run finds in its part of a network; of more than `most` things the first few."""
    things: _Values = {}
    ties: list[Tie] = []
    totals = {"nodes": float(len(chosen.nodes)), "edges": float(len(chosen.weight))}
    for name in NAMES if run.measure == STRUCTURE else (run.measure,):
        values, more, whole = NAMES[name](chosen, run.seed)
        things |= values
        ties += more
        totals |= whole
    return _kept(Result(chosen.iris, things, ties, totals), most, first)


def _kept(found: Result, most: int, first: int) -> Result:
    """The first things by any measure, and the ties between them; all where they are not many."""
    number = len(found.iris)
    keep = np.full(number, number <= most)
    if number > most:
        for name, values in found.things.items():
            signed = values if name in _LOW_FIRST else -values
            keep[np.argsort(np.where(np.isnan(signed), np.inf, signed), kind="stable")[:first]] = (
                True
            )
    place: Int64s = np.cumsum(keep) - 1
    return Result(
        [iri for iri, kept in zip(found.iris, keep.tolist(), strict=True) if kept],
        {name: _rounded(values[keep]) for name, values in found.things.items()},
        [(n, int(place[u]), int(place[v]), w) for n, u, v, w in found.ties if keep[u] and keep[v]],
        {name: round(v, DIGITS) for name, v in found.totals.items()} | {"kept": float(keep.sum())},
    )


def _rounded(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The values as they are recorded, so that every face gives the same."""
    return np.array([round(value, DIGITS) for value in values.tolist()], np.float64)


def record(  # noqa: PLR0913  what the graph depends on, and who made it
    directory: DataDirectory,
    network: tuple[Manifest, Network],
    run: Run,
    *,
    level: Level,
    actor: str,
    now: datetime,
) -> Commit:
    """Compute a run and commit its graph; one that would be as it is stays untouched.

    `network` is that of `level`. `now` needs a time zone.

    Raises:
        UnknownQuestion: there is no such measure, or no such network.
        DirectoryLocked: another process is writing.
    """
    manifest, arrays = network
    graph, reader = run.graph(level), directory.store.reader(level)
    lines = sorted(_observations(graph, result(arrays, run)))
    digest = sha256("\n".join(lines).encode()).hexdigest()
    rows = sum(f" <{LIEN.value}> " in line for line in lines)
    about = {*_about(graph, run, level, reader), *_stated(manifest, rows, digest)}
    time = _made(reader, graph, digest, manifest.digest) or _time(now)
    about.add((PROV.generatedAtTime, f'"{time}"^^<{XSD.dateTime}>'))
    lines += [f"<{graph}> <{predicate}> {value} <{graph}> ." for predicate, value in about]
    summary = {"parameters": run.parameters, "level": level.name.lower()}
    return directory.commit(
        {graph: lines}, actor=actor, operation="measure", summary=summary, now=now
    )


def _time(now: datetime) -> str:
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _made(reader: Reader, graph: str, digest: str, state: str) -> str | None:
    """When the graph was made, if it holds just this, of this state."""
    table = reader.select(
        resources.query("run_made"),
        graph=URIRef(graph),
        digest=Literal(digest),
        state=Literal(state),
        software=Literal(_software()),
    )
    return next((str(row["at"]) for row in table.records()), None)


def _observations(graph: str, found: Result) -> Iterator[str]:
    """Four lines for each value, five for one of a tie."""
    for name, values in found.things.items():
        for iri, value in zip(found.iris, values.tolist(), strict=True):
            if not np.isnan(value):
                yield from _observation(graph, name, (iri,), value)
    for name, u, v, value in found.ties:
        yield from _observation(graph, name, (found.iris[u], found.iris[v]), value)
    for name, value in found.totals.items():
        yield from _observation(graph, name, (graph,), value)


def _observation(graph: str, name: str, things: tuple[str, ...], value: float) -> Iterator[str]:
    slugs = "~".join(_local(iri) for iri in things if iri != graph)
    node, end = f"<{graph}#{name}{'~' if slugs else ''}{slugs}>", f"<{graph}> ."
    yield f"{node} <{QB.dataSet}> <{graph}> {end}"
    yield f"{node} <{LIEN.measure}> <{SCHEME}network-measure/{name}> {end}"
    yield f'{node} <{LIEN.value}> "{_decimal(value)}"^^<{XSD.decimal}> {end}'
    for thing in things:
        yield f"{node} <{LIEN.measured}> <{thing}> {end}"


def _local(iri: str) -> str:
    """The slug of a thing of ours, else a digest."""
    slug = iri.removeprefix(str(ID))
    return slug if slug != iri and "~" not in slug else sha256(iri.encode()).hexdigest()[:24]


def _decimal(value: float) -> str:
    text = f"{value:.{DIGITS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _software() -> str:
    """The programs that a result depends on, with their versions."""
    return ", ".join(f"{name} {version(name)}" for name in ("lien", "networkit", "numpy", "scipy"))


def _about(graph: str, run: Run, level: Level, reader: Reader) -> Iterator[tuple[str, str]]:
    """What the graph says of itself, sources and their licences among it."""
    yield RDF.type, f"<{DCAT.Dataset}>"
    yield RDF.type, f"<{PROV.Entity}>"
    for language, title in _TITLES.items():
        yield DCTERMS.title, f'"{title.format(graph.removeprefix(MEASURES))}"@{language}'
    yield DCTERMS.type, f"<{SCHEME}network/{run.network}>"
    yield LIEN.parameters, f'"{run.parameters}"'
    yield LIEN.visibility, f"<{level.iri}>"
    yield LIEN.derivedFor, f"<{level.iri}>"
    if run.year:
        yield LIEN.year, f'"{run.year}"^^<{XSD.gYear}>'
    facts = {one.iri for one in reader.graphs() if not one.derived and MEASURES not in one.iri}
    yield from ((PROV.wasDerivedFrom, f"<{iri}>") for iri in facts)
    days = _values(reader, DCTERMS.modified, facts)
    yield DCTERMS.modified, days[-1] if days else f'"0001-01-01"^^<{XSD.date}>'
    licences = [text.strip('"<>') for text in _values(reader, DCTERMS.license, facts)]
    yield DCTERMS.license, '"' + "; ".join(licences) + '"'


def _values(reader: Reader, predicate: str, graphs: set[str]) -> list[str]:
    """What these graphs state of themselves, in order."""
    table = reader.select(resources.query("graph_values"), property=URIRef(predicate))
    found = (row["value"] for row in table.records() if str(row["graph"]) in graphs)
    return sorted(value.n3() for value in found if value is not None)


def _stated(manifest: Manifest, rows: int, digest: str) -> Iterator[tuple[str, str]]:
    yield DCTERMS.source, '"derived"'
    yield DCTERMS.conformsTo, f"<{_METHOD}>"
    yield LIEN.sha256, f'"{digest}"'
    yield LIEN.rows, f'"{rows}"^^<{XSD.integer}>'
    yield LIEN.derivedFromState, f'"{manifest.digest}"'
    yield LIEN.software, f'"{_software()}"'
