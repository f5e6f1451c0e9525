"""What a store is: the rows, levels, questions and answers that every implementation shares."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, Protocol, Self, TypeAlias

from rdflib import BNode, URIRef
from rdflib import Literal as RdfLiteral

from lien.settings import Settings
from lien.terms import SCHEME

if TYPE_CHECKING:
    from lien.store.patch import Patch, States

Node: TypeAlias = URIRef | RdfLiteral | BNode
Row: TypeAlias = tuple[Node | None, ...]
Kind: TypeAlias = Literal["select", "ask", "graph"]

_VISIBILITY: Final = str(SCHEME) + "visibility/"
PATIENCE: Final = 60
"""How many times the deadline of a reader the questions of a patient one may take."""


class Level(enum.IntEnum):
    """Who may see a named graph; a higher level sees everything below it too."""

    PUBLIC = 0
    INTERNAL = 1
    RESTRICTED = 2

    @property
    def iri(self) -> str:
        """The concept `…/scheme/visibility/<level>` that a graph states about itself."""
        return _VISIBILITY + self.name.lower()

    @classmethod
    def of(cls, iri: str) -> Level:
        """The level of a visibility concept; anything unknown is restricted."""
        return _LEVELS.get(iri, cls.RESTRICTED)


_LEVELS: Final = {level.iri: level for level in Level}


def strictest(stated: Mapping[str, Level], graph: str, sources: Iterable[str]) -> Level:
    """The level of a graph, given what all graphs state and what this one was computed from.

    A source that is there no longer counts as restricted.
    """
    levels = (stated.get(source, Level.RESTRICTED) for source in sources)
    return max((stated[graph], *levels))


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a SELECT, in the engine's order; an unbound variable is None."""

    columns: tuple[str, ...]
    rows: list[Row]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def records(self) -> list[dict[str, Node | None]]:
        """The rows as dictionaries from column name to value."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class GraphInfo:
    """One named graph: `quads` is a count, `titles` goes from language tag ("" if none) to text.

    `derived`: computed from the others, and in no journal.
    """

    iri: str
    titles: Mapping[str, str]
    quads: int
    visibility: Level
    derived: bool = False

    @property
    def title(self) -> str:
        """English title, else the first of the others by language tag, else the IRI."""
        if "en" in self.titles:
            return self.titles["en"]
        return self.titles[min(self.titles)] if self.titles else self.iri


@dataclass(frozen=True, slots=True)
class Question:
    """SPARQL text of a user, with what the SPARQL Protocol says beside it.

    `accept` is one media type, already chosen; empty means JSON for SELECT and ASK, Turtle for
    CONSTRUCT and DESCRIBE. `default_graphs` and `named_graphs` are the protocol's parameters; both
    empty means FROM and FROM NAMED of the text, without them everything that the reader may see.
    `seconds` is the deadline. `client` is whoever asks, for fair shares: an address or the name of
    a token. `held` is how many bytes of the answer are held back, so that a limit which is reached
    meanwhile becomes an error instead of half an answer; None holds back all of them.
    """

    text: str
    accept: str = ""
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    seconds: float = 10.0
    client: str = ""
    held: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in pieces, in order; whoever takes them all has the whole answer or an error."""

    media_type: str
    kind: Kind
    chunks: Iterable[bytes]

    @property
    def body(self) -> bytes:
        """The whole answer; pieces that come from a process can be taken once only."""
        return b"".join(self.chunks)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one user question may use; the settings say of each what it counts."""

    memory: int = 1024
    answer_bytes: int = 50_000_000
    length: int = 100_000
    depth: int = 24
    cpu: float = 10.0
    files: int = 0
    descriptors: int = 1
    operators: int = 400
    negations: int = 8

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """The limits that the settings state."""
        return cls(
            settings.query_memory,
            settings.answer_bytes,
            settings.query_length,
            settings.query_depth,
            settings.query_cpu,
            settings.query_files,
            settings.query_descriptors,
            settings.query_operators,
            settings.query_negations,
        )


@dataclass(frozen=True, slots=True)
class View:
    """What one level sees of the facts, for those who derive a graph from it.

    `graph` is the IRI of the derived graph, `graphs` are the IRIs of what is visible, in order,
    `version` names their state. `tsv` answers a trusted SELECT over their union in SPARQL 1.1 Query
    Results TSV; a statement in two graphs may count twice.
    """

    level: Level
    graph: str
    graphs: tuple[str, ...]
    version: str
    tsv: Callable[[str], bytes]


class Derive(Protocol):
    """Computes a derived graph."""

    def __call__(self, view: View, changed: Iterable[str] | None) -> Patch:
        """What turns `view.graph` as the last call for it left it into what it is now.

        What it is now depends on what is visible alone. `changed`: the lines added to or removed
        from the store since the last call, hidden graphs included; None when that is not known,
        and the graph is then empty.
        """
        ...


class Writer(Protocol):
    """Where a dump is written."""

    def write(self, data: bytes, /) -> int:
        """Take these bytes and return how many there were."""
        ...

    def flush(self) -> None:
        """Hand everything on."""
        ...


class Reader(Protocol):
    """A store as one level sees it: what that level may not see does not exist."""

    @property
    def level(self) -> Level:
        """The level that every answer is scoped to."""
        ...

    @property
    def version(self) -> str:
        """What names the state of everything that this level may see; another state, another name.

        Two stores that hold the same visible graphs have the same version, whatever they hide.
        Once a reader has answered it is the version of its answers; where the data moved between
        two of them, a name that no single state has.
        """
        ...

    def patient(self) -> Self:
        """A reader of the same level for work that no request waits for: it is given more time."""
        ...

    def select(self, query: str, /, **values: Node | None) -> Table:
        """Rows of a trusted SELECT text.

        Every name in `values` is bound by the engine and must stand in the SELECT projection;
        None leaves it unbound.

        Raises:
            QuerySyntaxError: malformed text.
            QueryError: the engine cannot answer it.
            ReaderLost: the process that was answering died.
        """
        ...

    def tsv(self, query: str, /) -> bytes:
        """Rows of a trusted SELECT text in SPARQL 1.1 Query Results TSV, for reading in columns.

        Ten times as fast as `select` for many rows; errors are the same.
        """
        ...

    def construct(self, query: str, /, *, media_type: str, **values: Node | None) -> bytes:
        """Triples of a trusted CONSTRUCT or DESCRIBE text, serialised as `media_type`.

        They stand in the order of their N-Triples lines: the same triples are the same bytes.
        Errors as in `select`, and QueryRefused when the media type is not an RDF format.
        """
        ...

    def graphs(self) -> list[GraphInfo]:
        """The named graphs that this level may see, sorted by IRI."""
        ...

    def answer(self, question: Question, *, hangup: int | None = None) -> Answer:
        """Answer the SPARQL of a user, in a process of its own with limits.

        Columns stand in the order of the SELECT clause, those of `SELECT *` in order of first
        appearance. A graph that is unknown or hidden is empty: the two cannot be told apart. FROM
        and FROM NAMED choose among the visible graphs, unless the protocol's parameters do.
        `hangup` is a descriptor; when its other end closes the question is given up.

        Raises:
            QueryRefused: an update, SERVICE, or too deep; a media type of the wrong kind.
            QuerySyntaxError: malformed, with line and column.
            QueryError: the engine cannot evaluate it.
            QueryTimeout: `question.seconds` passed.
            AnswerTooLarge: more bytes than an answer may have.
            OutOfMemory: it needs more memory than it may use.
            Busy, TooManyQuestions: it was not begun.
            Cancelled: `hangup` was hung up.
            ReaderLost: the evaluating process died of a fault.
        """
        ...


class Store(Protocol):
    """The writing side: named graphs, changed only by patches of the journal."""

    @property
    def position(self) -> int:
        """Sequence number of the last patch applied; 0 when empty."""
        ...

    def apply(self, patch: Patch, position: int, states: States) -> None:
        """Apply one patch, wholly or not at all, and move to `position`.

        `states` is the state after the patch of each graph that it touches.

        Raises:
            ValueError: lines that are not N-Quads, or a position that is not further on.
        """
        ...

    def derive(self, derive: Derive, changed: Iterable[str] | None) -> None:
        """Bring the derived graph of each level up to the facts.

        `changed`: the lines that were added or removed since the last call; None when that is not
        known. A level that sees the same facts as a lower one has no derived graph of its own.
        """
        ...

    def reader(self, level: Level) -> Reader:
        """The store as `level` sees it."""
        ...

    def lines(self, graphs: tuple[str, ...] | None = None) -> Iterator[str]:
        """N-Quads lines without line ends, of these graphs or of all, in no order."""
        ...

    def counts(self) -> dict[str, int]:
        """Quads of each named graph, sorted by IRI; empty graphs do not exist."""
        ...
