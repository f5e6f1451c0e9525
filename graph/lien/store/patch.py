"""Changes as RDF Patch text (Apache Jena's format), and the state of a graph as count and hash."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from lien.store.model import Writer

_MODULUS: Final = 1 << 256
_CHUNK: Final = 10_000
_VERSION: Final = 24
_BLANK: Final = re.compile(r"_:|<[^>]*> <[^>]*> _:")


@dataclass(frozen=True, slots=True)
class GraphState:
    """Quads of one graph, and the sum modulo 2^256 of the SHA-256 of each canonical line."""

    quads: int = 0
    digest: int = 0

    @property
    def hex(self) -> str:
        """The digest as 64 hexadecimal digits."""
        return f"{self.digest:064x}"


States = Mapping[str, GraphState]
"""Graph IRI to state; a graph without quads is absent."""


@dataclass(frozen=True, slots=True)
class Patch:
    """N-Quads lines added and removed, each sorted and without line end; no blank nodes."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)

    def __len__(self) -> int:
        return len(self.added) + len(self.removed)

    @classmethod
    def between(cls, old: Iterable[str], new: Iterable[str]) -> Patch:
        """What turns the lines `old` into the lines `new`; repeated lines count once."""
        before, after = set(old), set(new)
        if not before:
            return cls(tuple(sorted(after)))
        return cls(tuple(sorted(after - before)), tuple(sorted(before - after)))

    def write(self, output: Writer) -> None:
        """Write the added lines as N-Quads."""
        for start in range(0, len(self.added), _CHUNK):
            output.write(("\n".join(self.added[start : start + _CHUNK]) + "\n").encode())

    @property
    def text(self) -> str:
        """RDF Patch: `D` lines first, then `A` lines."""
        parts = []
        if self.removed:
            parts.append("D " + "\nD ".join(self.removed) + "\n")
        if self.added:
            parts.append("A " + "\nA ".join(self.added) + "\n")
        return "".join(parts)

    @classmethod
    def parse(cls, text: str) -> Patch:
        """Read `Patch.text` back.

        Raises:
            ValueError: a line that is neither an addition nor a removal.
        """
        rows: dict[str, list[str]] = {"A": [], "D": []}
        for row in text.split("\n"):
            if row:
                if row[:2] not in ("A ", "D "):
                    raise ValueError(f"not a line of RDF Patch: {row[:80]!r}")
                rows[row[0]].append(row[2:])
        return cls(tuple(rows["A"]), tuple(rows["D"]))

    def states(self, before: States) -> dict[str, GraphState]:
        """State of each graph that the patch touches, after it; emptied graphs have 0 quads."""
        counts: dict[str, int] = {}
        digests: dict[str, int] = {}
        for sign, rows in ((-1, self.removed), (1, self.added)):
            for graph, (quads, digest) in _sums(rows).items():
                counts[graph] = counts.get(graph, 0) + sign * quads
                digests[graph] = digests.get(graph, 0) + sign * digest
        nothing = GraphState()
        return {
            graph: GraphState(
                before.get(graph, nothing).quads + counts[graph],
                (before.get(graph, nothing).digest + digests[graph]) % _MODULUS,
            )
            for graph in sorted(counts)
        }


def states(lines: Iterable[str]) -> dict[str, GraphState]:
    """State of each graph among the lines, sorted by IRI."""
    return {
        graph: GraphState(quads, digest % _MODULUS)
        for graph, (quads, digest) in sorted(_sums(lines).items())
    }


def version(states: States) -> str:
    """24 hexadecimal digits (96 bits) that name the states of some graphs."""
    rows = (f"{graph} {state.quads} {state.hex}\n" for graph, state in sorted(states.items()))
    return sha256("".join(rows).encode()).hexdigest()[:_VERSION]


def _sums(lines: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Count and unreduced sum of hashes for each graph."""
    number, fresh = int.from_bytes, sha256().copy  # a copy costs less than a new hash
    sums: dict[str, tuple[int, int]] = {}
    for graph, group in _by_graph(lines):
        digest = 0
        for line in group:
            hashed = fresh()
            hashed.update(line.encode())
            digest += number(hashed.digest(), "big")
        sums[graph] = len(group), digest
    return sums


def _by_graph(lines: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    groups: dict[str, list[str]] = {}
    for line in lines:
        groups.setdefault(line[line.rindex(" <") :], []).append(line)
    return ((end[2:-3], group) for end, group in groups.items())


def refuse_blank_nodes(lines: Iterable[str], text: str) -> None:
    """Stop when one of the lines, which together are `text`, holds a blank node.

    Raises:
        ValueError: names the line.
    """
    if "_:" not in text:
        return
    for line in lines:
        if _BLANK.match(line):
            raise ValueError(f"blank nodes cannot be stored, mint an IRI instead: {line}")
