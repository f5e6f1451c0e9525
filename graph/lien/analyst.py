"""What an analyst gets: the networkx graph, an rdflib view, and the named questions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any

import networkx as nx
from rdflib import Dataset

from lien import query
from lien.projection.derived import Deriver
from lien.projection.keeping import Networks
from lien.projection.network import Network
from lien.projection.networkx import project
from lien.search import Found, Indexes, find
from lien.store import Level, Question, Reader, Table, open_directory, table_from_json


class Facts:
    """A data directory open for reading, as one level sees it.

    It is a context manager; leaving it closes the files.
    """

    def __init__(self, path: str | Path, *, level: Level = Level.PUBLIC) -> None:
        """Open `path`.

        Raises:
            DataDirectoryError: there is no data directory, or it cannot be used.
        """
        self._directory = open_directory(Path(path), derive=Deriver())
        self._indexes = Indexes(Path(path))
        self.level = level

    @property
    def store(self) -> Reader:
        """The reader that every question is asked of."""
        return self._directory.store.reader(self.level)

    @cached_property
    def graph(self) -> nx.MultiDiGraph[str]:
        """All things and links; edges keep kind, dates and evidence."""
        return project(self.store)

    @cached_property
    def network(self) -> Network:
        """The same as columns of numbers, kept in files; see `lien.projection.network`."""
        networks = Networks(self._directory.path / "projection")
        return networks.following(self._directory, self.level)[1]

    @cached_property
    def rdf(self) -> Dataset:
        """A copy of the visible named graphs, for reading; see `lien.store.rdf_view.RdfView`."""
        return self._directory.store.dataset(self.level)

    def ask(self, name: str, **parameters: str) -> Sequence[Any]:
        """Rows of a named question, as dataclasses; parameters are slugs, IRIs or texts.

        Raises:
            UnknownQuestion: no such question or parameter; the message lists what there is.
        """
        return query.ask(self.store, name, parameters)

    def search(self, text: str, *, lang: str = "en") -> Found:
        """Things by their names in any script, acronyms, codes, former names; see `lien.search`."""
        return find(self._indexes.of(self.store), text, lang)

    def sparql(self, text: str, *, seconds: float = 60.0) -> Table:
        """Rows of a SELECT of your own, answered in a process of its own.

        Raises:
            QueryError, QueryLimit: as `Reader.answer`.
        """
        question = Question(text, accept="application/sparql-results+json", seconds=seconds)
        return table_from_json(json.loads(self.store.answer(question).body))

    def close(self) -> None:
        """Close the files of the directory."""
        self._directory.close()

    def __enter__(self) -> Facts:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
