"""Communities, sampled betweenness and next partners on real networks of co-authors.

    python benchmarks/coauthors.py [FOLDER]

The networks are M. E. J. Newman's of arXiv preprints (Proc. Natl. Acad. Sci. USA 98, 404, 2001):
condensed matter until 2003 and until 2005, astrophysics until 1999. Debian's package
python3-graph-tool carries them, "in the public domain" by its copyright file; FOLDER has its
`*.gt.gz`, without it the package is downloaded (45 MB) and unpacked into a temporary folder.
Prints each figure with its bar, in processor seconds of one thread; about five minutes. Links are
counted without their weights, people are told apart by the names as they stand.
"""

from __future__ import annotations

import gzip
import struct
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import networkx as nx
import numpy as np
from measures import parted, sampling, say, took
from numpy.typing import NDArray
from scipy.sparse import csr_array

from lien.analysis import grouping
from lien.analysis.prediction import Pairs, back_test

Ints = NDArray[np.int64]

PACKAGE: Final = "python3-graph-tool"
MAGIC: Final = "⛾ gt".encode()
OF_NODES, TEXT = 1, 6


@dataclass(frozen=True, slots=True)
class Coauthors:
    """Names of people, and the pairs that wrote together, each once, without loops."""

    names: list[str]
    u: Ints
    v: Ints

    def matrix(self) -> csr_array:
        """1 where two wrote together, in both directions."""
        ends = np.concatenate([self.u, self.v]), np.concatenate([self.v, self.u])
        number = len(self.names)
        return csr_array((np.ones(len(ends[0])), ends), shape=(number, number))

    def pairs(self, number: dict[str, int]) -> Ints:
        """The pairs as single numbers, smaller end first, of those who have a number; sorted."""
        of = np.array([number.get(name, -1) for name in self.names])
        u, v = of[self.u], of[self.v]
        both = (u >= 0) & (v >= 0) & (u != v)
        low, high = np.minimum(u, v)[both], np.maximum(u, v)[both]
        return np.unique(low * len(number) + high)


class _Bytes:
    """Reads a file in the binary format of graph-tool from front to back."""

    def __init__(self, path: Path) -> None:
        self._data, self._at = gzip.decompress(path.read_bytes()), len(MAGIC) + 2
        if not self._data.startswith(MAGIC):
            raise SystemExit(f"{path}: not a network in the format of graph-tool")
        self._order = ">" if self._data[len(MAGIC) + 1] else "<"

    def number(self, kind: str) -> int:
        """A number, by its letter in `struct`."""
        (found,) = struct.unpack_from(self._order + kind, self._data, self._at)
        self._at += struct.calcsize(kind)
        return int(found)

    def text(self) -> str:
        """A text with its length before it."""
        length = self.number("Q")
        self._at += length
        return self._data[self._at - length : self._at].decode()

    def numbers(self, count: int, width: int) -> Ints:
        """Numbers of so many bytes."""
        kind = np.dtype(f"{self._order}u{width}")
        found = np.frombuffer(self._data, kind, count, self._at).astype(np.int64)
        self._at += count * width
        return found


def read(path: Path) -> Coauthors:
    """A network with the property `label` of its nodes, which stands before any that is no text.

    Format: graph-tool's documentation, "The gt file format".
    """
    data = _Bytes(path)
    data.text()
    data.number("?")
    nodes = data.number("Q")
    width = next(width for width in (1, 2, 4, 8) if nodes < 2 ** (8 * width))
    others = [data.numbers(data.number("Q"), width) for _ in range(nodes)]
    u = np.repeat(np.arange(nodes), [len(other) for other in others])
    v = np.concatenate(others)
    low, high = np.minimum(u, v)[u != v], np.maximum(u, v)[u != v]
    once = np.unique(low * nodes + high)
    for _ in range(data.number("Q")):
        of, name, kind = data.number("B"), data.text(), data.number("B")
        if kind != TEXT:
            break
        texts = [data.text() for _ in range(nodes if of == OF_NODES else 1)]
        if (of, name) == (OF_NODES, "label"):
            return Coauthors(texts, once // nodes, once % nodes)
    raise SystemExit(f"{path}: no names of nodes")


def fetched(folder: Path) -> Path:
    """Downloads Debian's package into a folder; the folder in it that has the networks."""
    subprocess.run(["apt-get", "download", "--quiet", PACKAGE], cwd=folder, check=True)
    (package,) = folder.glob(f"{PACKAGE}_*.deb")
    subprocess.run(["dpkg-deb", "--extract", package, folder], check=True)
    return folder / "usr/lib/python3/dist-packages/graph_tool/collection"


def communities(people: Coauthors) -> None:
    """Leiden beside networkx's Louvain."""
    matrix = people.matrix()
    graph = nx.Graph(zip(people.u.tolist(), people.v.tolist(), strict=True))
    slow, louvain = took(lambda: nx.community.louvain_communities(graph, seed=1))
    fast, leiden = took(lambda: grouping.communities(matrix), 3)
    theirs, broken = nx.community.modularity(graph, louvain), parted(matrix, leiden.of)
    say(f"communities, {len(people.u):,} links, Louvain of networkx",
        f"{fast:.2f} s and {slow:.1f} s, {slow / fast:.0f}x", ">= 10x",
        reached=slow / fast >= 10)  # fmt: skip
    say("their quality; those that fall apart",
        f"{leiden.quality:.4f}, Louvain {theirs:.4f}; {broken}", ">= .738; 0",
        reached=leiden.quality >= 0.738 and not broken)  # fmt: skip


def next_coauthors(before: Coauthors, after: Coauthors) -> None:
    """Who of 2003 had written together by 2005: the best hundred by each measure."""
    number = {name: at for at, name in enumerate(sorted({*before.names}))}
    known = before.pairs(number)
    new = np.setdiff1d(after.pairs(number), known)
    every = np.concatenate([known, new])
    year = np.repeat(np.array([2003, 2005], np.int32), [len(known), len(new)])
    apart = np.arange(1, len(number) + 1, dtype=np.int32)
    u, v = (ends.astype(np.int32) for ends in np.divmod(every, len(number)))
    ties = Pairs(apart, u, v, year, hub=float("inf"))
    found = back_test(ties, range(2003, 2004), horizon=2, top=100)
    for tested in found:
        leads = tested is found[0]
        say(f"next co-authors, {tested.measure}",
            f"{tested.came} of {tested.proposed}, chance {tested.base:.4f}",
            ">= .15" if leads else "-",
            reached=not leads or tested.came >= 0.15 * tested.proposed)  # fmt: skip


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1]) if sys.argv[1:] else fetched(Path(temporary))
        until_2003, until_2005, astro = (
            read(folder / f"{name}.gt.gz")
            for name in ("cond-mat-2003", "cond-mat-2005", "astro-ph")
        )
    communities(until_2005)
    next_coauthors(until_2003, until_2005)
    sampling(astro.matrix(), "astro-ph")


if __name__ == "__main__":
    main()
