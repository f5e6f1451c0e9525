"""The test suites of the W3C beside the repository, and what their manifests list."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

ARCHIVE: Final = (
    Path(__file__).resolve().parents[3] / "shared/conformance/w3c-rdf-tests/sparql-tests.tar.gz"
)
BASE: Final = "http://suite.example/"
"""Where the IRIs of all files of the suites begin."""

MF: Final = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT: Final = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT: Final = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")

_KINDS: Final = {
    MF.QueryEvaluationTest: "evaluation",
    MF.CSVResultFormatTest: "evaluation",
    MF.PositiveSyntaxTest: "positive",
    MF.PositiveSyntaxTest11: "positive",
    MF.NegativeSyntaxTest: "negative",
    MF.NegativeSyntaxTest11: "negative",
    MF.UpdateEvaluationTest: "update",
    MF.PositiveUpdateSyntaxTest11: "update",
    MF.NegativeUpdateSyntaxTest11: "update",
}


@dataclass(frozen=True, slots=True)
class Suite:
    """An unpacked archive: paths become IRIs below `BASE`."""

    folder: Path

    def iri(self, path: Path) -> str:
        """The IRI of a file."""
        return BASE + path.relative_to(self.folder).as_posix()

    def path(self, iri: str) -> Path:
        """The file of an IRI."""
        return self.folder / iri.removeprefix(BASE)


@dataclass(frozen=True, slots=True)
class Case:
    """One test: its name (`group#name`), what is asked of which files, and the expected result.

    `kind` is "evaluation", "positive", "negative" or "update". `result` is empty where none is
    named. `lax` says that the number of times a row comes does not count.
    """

    name: str
    kind: str
    query: str
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    result: str = ""
    lax: bool = False

    @property
    def group(self) -> str:
        """The folder of the test, as `sparql11/aggregates`."""
        return self.name.partition("#")[0]


def unpacked(folder: Path) -> Suite:
    """The suites, unpacked into `folder`.

    Raises:
        FileNotFoundError: the archive is not beside the repository.
    """
    if not ARCHIVE.is_file():
        raise FileNotFoundError(f"{ARCHIVE}: the W3C suites must lie there for this test")
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(folder, filter="data")
    return Suite(folder / "sparql")


def cases(suite: Suite, manifest: str) -> Iterator[Case]:
    """The tests of a manifest and of those that it includes, in their order."""
    path = suite.folder / manifest
    graph = Graph().parse(path, format="turtle", publicID=suite.iri(path))
    here = URIRef(suite.iri(path))
    for included in _members(graph, here, MF.include):
        if suite.path(included).is_file():
            yield from cases(suite, included.removeprefix(BASE))
    group = path.parent.relative_to(suite.folder).as_posix()
    for test in _members(graph, here, MF.entries):
        yield _case(graph, URIRef(test), group)


def _members(graph: Graph, subject: URIRef, property_: URIRef) -> list[str]:
    return [
        str(member)
        for found in graph.objects(subject, property_)
        for member in Collection(graph, found)
    ]


def _case(graph: Graph, test: URIRef, group: str) -> Case:
    kinds = [_KINDS[kind] for kind in graph.objects(test, RDF.type) if kind in _KINDS]
    action = graph.value(test, MF.action)
    assert len(kinds) == 1, test
    assert action is not None, test
    query = graph.value(action, QT.query) or graph.value(action, UT.request) or action
    return Case(
        name=f"{group}#{test.rpartition('#')[2]}",
        kind=kinds[0],
        query=str(query),
        default=_texts(graph, action, QT.data),
        named=_texts(graph, action, QT.graphData),
        result=str(graph.value(test, MF.result) or ""),
        lax=graph.value(test, MF.resultCardinality) == MF.LaxCardinality,
    )


def _texts(graph: Graph, subject: Node, property_: URIRef) -> tuple[str, ...]:
    return tuple(sorted(map(str, graph.objects(subject, property_))))
