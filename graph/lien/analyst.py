"""What an analyst gets: the networkx graph, an rdflib view, and the named questions."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any

import networkx as nx
from rdflib import Dataset

from lien import query, terms
from lien.mediation.answer_changes import RowChange, answer_changes
from lien.mediation.changes import Changes, changes
from lien.mediation.choices import Choices
from lien.mediation.departures import Departure, SingleThread, departure, single_threads
from lien.mediation.gaps import Gaps, gaps
from lien.mediation.interlocutors import BothSides, Interlocutor, both_sides, interlocutors
from lien.mediation.introductions import LINKS, Asked, Introductions, introductions
from lien.mediation.next_partners import NextPartner, bonds, next_partners
from lien.mediation.places import works_with
from lien.mediation.sleepers import Sleepers, sleepers
from lien.mediation.ties import Ties
from lien.mediation.tools import ToolRow, tools
from lien.mediation.visit import Visit, visit
from lien.mediation.watch import Watch, watch
from lien.projection.derived import Deriver
from lien.projection.keeping import Networks
from lien.projection.network import Network, read
from lien.projection.networkx import project
from lien.query import WorksWith
from lien.search import Found, Indexes, find
from lien.store import Level, Question, Reader, Table, open_directory, table_from_json
from lien.terms import thing


class Facts:
    """A data directory open for reading, as one level sees it.

    It is a context manager; leaving it closes the files.
    """

    def __init__(self, path: str | Path, *, level: Level = Level.PUBLIC) -> None:
        """Open `path`.

        Raises:
            DataDirectoryError: there is no data directory, or it cannot be used.
        """
        self._path = Path(path)
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

    @cached_property
    def ties(self) -> Ties:
        """Who is tied to whom: what introductions and departures are computed from."""
        return Ties.read(self.store)

    def introductions(  # noqa: PLR0913  one argument per condition
        self,
        a: str,
        b: str,
        *,
        on: date | None = None,
        ended: bool = False,
        links: int = LINKS,
        lang: str = "en",
    ) -> Introductions:
        """Up to three chains of people from `a` to `b`; see `lien.mediation.introductions`.

        `on` is the day of the ties, today when it is None.

        Raises:
            UnknownThing: an end is not in the graph.
        """
        asked = Asked(a, b, on or datetime.now(UTC).date(), ended, links)
        return introductions(self.store, self.ties, asked, lang)

    def interlocutors(
        self, partner: str, *, on: date | None = None, parts: bool = False, lang: str = "en"
    ) -> list[Interlocutor]:
        """Who stands for a partner and who did before; see `lien.mediation.interlocutors`.

        Raises:
            UnknownThing: the partner is not in the graph.
        """
        day = on or datetime.now(UTC).date()
        return interlocutors(self.store, self.ties, partner, day, lang, parts=parts)

    def both_sides(
        self,
        *,
        on: date | None = None,
        actions: bool = False,
        undated: bool = False,
        lang: str = "en",
    ) -> list[BothSides]:
        """Roles of people who stand on both sides; see `lien.mediation.interlocutors`."""
        day = on or datetime.now(UTC).date()
        return both_sides(self.store, self.ties, day, lang, actions=actions, undated=undated)

    def single_threads(self, *, on: date | None = None, lang: str = "en") -> list[SingleThread]:
        """Partners that hang on one person; see `lien.mediation.departures`."""
        return single_threads(self.store, self.ties, on or datetime.now(UTC).date(), lang)

    def departure(self, person: str, *, on: date | None = None, lang: str = "en") -> Departure:
        """What is lost when a person leaves; see `lien.mediation.departures`.

        Raises:
            UnknownThing: the person is not in the graph.
        """
        return departure(self.store, self.ties, person, on or datetime.now(UTC).date(), lang)

    def next_partners(
        self,
        body: str,
        *,
        on: date | None = None,
        same_field: bool = True,
        limit: int = 20,
        lang: str = "en",
    ) -> list[NextPartner]:
        """Whom to bring together with a body; see `lien.mediation.next_partners`.

        Raises:
            UnknownThing: the body is none of those that have worked with another one.
        """
        day = on or datetime.now(UTC).date()
        known = bonds(self.store, read(self.store.tsv), self.ties, day)
        return next_partners(
            self.store, known, thing(body), lang, same_field=same_field, limit=limit
        )

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

    def gaps(self, on: date, *, lang: str = "en", **chosen: Any) -> Gaps:
        """Bodies with joint works and no agreement in force on a day; see `lien.mediation.gaps`.

        `chosen` are fields of `lien.mediation.choices.Choices`.
        """
        return gaps(self.store, Choices(on, **chosen), lang)

    def sleepers(self, on: date, *, years: int = 3, lang: str = "en", floor: int = 1) -> Sleepers:
        """Agreements in force on a day without activity for so many years before it."""
        return sleepers(self.store, Choices(on, years=years, floor=floor), lang)

    def watch(self, on: date, *, months: int = 12, lang: str = "en") -> Watch:
        """Agreements on which something must be decided soon; see `lien.mediation.watch`."""
        return watch(self.store, on, months=months, lang=lang)

    def answer_changes(self, name: str, since: datetime, **parameters: str) -> list[RowChange]:
        """What changed in the answer to a named question; see `lien.mediation.answer_changes`."""
        return answer_changes(self._path, self.level, name, parameters, since)

    def visit(self, partner: str, *, on: date, lang: str = "en") -> Visit:
        """The dossier of a partner as of a day; see `lien.mediation.visit`."""
        return visit(self.store, partner, lang, on=on, ties=self.ties)

    def changes(
        self, begin: date, end: date, *, about: str | None = None, lang: str = "en"
    ) -> Changes:
        """What changed between two days; see `lien.mediation.changes`."""
        journal, thing = self._directory.journal, terms.thing(about) if about else None
        return changes(self.store, journal, lang, begin=begin, end=end, about=thing)

    def works_with(
        self,
        *,
        left_out: Collection[str] = (),
        on: date | None = None,
        lang: str = "en",
        **narrowed: str,
    ) -> list[WorksWith]:
        """Who works with a place on a theme; see `lien.mediation.places.works_with`."""
        return works_with(self.store, lang, left_out=left_out, on=on, **narrowed)

    def tools(self, *, territory: str = "", field: str = "", lang: str = "en") -> list[ToolRow]:
        """Cooperation tools and who used them; see `lien.mediation.tools`."""
        return tools(self.store, lang, territory=territory, field=field)

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
