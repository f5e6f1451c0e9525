"""Networks as arrays beside networkx: memory, opening, following, measures, chains.

    python benchmarks/measures.py [--small]

Generates works of labs in fields (seed 7) and prints each figure with its bar; the times are
processor seconds of one thread, both sides in one run. `--small` is a tenth of everything. `missed`
after a figure means that its bar was not reached. `coauthors.py` has the real networks.
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, TypeVar

import networkx as nx
import numpy as np
import pyoxigraph as ox
from rdflib import Graph
from rdflib.extras.external_graph_libs import rdflib_to_networkx_multidigraph
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from lien.analysis import between, cohesion, grouping, holes
from lien.analysis.arrays import adjacency
from lien.analysis.backend import LienGraph
from lien.analysis.pagerank import pagerank
from lien.analysis.routes import routes, shortest_route
from lien.analysis.selection import selection
from lien.projection import network as projection
from lien.projection.keeping import Networks, manifest_of
from lien.store import EmbeddedStore, GraphState, Level, Patch, Reader
from lien.terms import GRAPH, ID, LIEN, SCHEME

T = TypeVar("T")
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
NAME: Final = str(GRAPH["works"])
SEEDS: Final = range(1, 6)
DAY: Final = "^^<http://www.w3.org/2001/XMLSchema#date>"


def took(work: Callable[[], T], rounds: int = 1) -> tuple[float, T]:
    """Processor seconds, the least of some rounds, and what came out."""
    best, found = float("inf"), None
    for _ in range(rounds):
        gc.collect()
        start = time.process_time()
        found = work()
        best = min(best, time.process_time() - start)
    return best, found  # type: ignore[return-value]


def say(what: str, figure: str, bar: str, *, reached: bool) -> None:
    """One line."""
    print(f"{what:54} {figure:>34}   bar {bar}{'' if reached else '   missed'}", flush=True)


def teams(works: int, chance: np.random.Generator, each: int) -> Iterator[list[int]]:
    """Bodies of works, `each` works a body: most of one lab, others of its field or anywhere."""
    bodies = max(works // each, 50)
    lab, field = 40, 400
    for size, home in zip(
        1 + chance.geometric(0.5, works), chance.integers(0, bodies, works), strict=True
    ):
        reach = np.where(chance.random(size) < 0.8, lab, field)
        reach = np.where(chance.random(size) < 0.02, bodies, reach)
        low = home // reach * reach
        inside = np.floor(np.minimum(reach, bodies - low) * chance.random(size) ** 1.6)
        yield sorted({int(home), *(low + inside).astype(int).tolist()})


def lines(works: int, start: int = 0, seed: int = 7, each: int = 1) -> list[str]:
    """N-Quads of works with their bodies and days."""
    found, end = [], f"<{NAME}> ."
    for number, team in enumerate(teams(works, np.random.default_rng(seed), each), start):
        work = f"<{ID}work-{number}>"
        found += [f"{work} <{LIEN.authorBody}> <{ID}body-{body}> {end}" for body in team]
        found.append(f'{work} <{LIEN.publishedOnEarliest}> "{2000 + number % 25}-01-01"{DAY} {end}')
    return found


def filled(works: int, each: int = 1) -> EmbeddedStore:
    """A store with public works and nothing else."""
    end = f"<{NAME}> ."
    public = f"<{NAME}> <{LIEN.visibility}> <{SCHEME['visibility/public']}> {end}"
    engine, store = ox.Store(), EmbeddedStore()
    engine.bulk_load("\n".join([public, *lines(works, each=each)]), ox.RdfFormat.N_QUADS)
    store.adopt(engine, 1, {})
    store.adopt(engine, 1, {name: GraphState(count) for name, count in store.count_again().items()})
    return store


def memory() -> int:
    """Resident bytes of this process."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def columns(works: int) -> tuple[LienGraph, csr_array]:
    """Reading, opening, following; gives the network and its matrix."""
    store = filled(works)
    reader = store.reader(Level.PUBLIC)
    reading, network = took(lambda: projection.read(reader.tsv))
    triples = sum(store.counts().values())
    sample = Graph()
    rows = lines(max(works // 20, 500))
    text = "\n".join(line.replace(f" <{NAME}> .", " .") for line in rows)

    def road() -> object:
        sample.parse(data=text, format="nt")
        return rdflib_to_networkx_multidigraph(sample)

    ours, theirs = reading / triples, took(road)[0] / len(rows)
    say(
        f"store to arrays, {triples:,} triples, {len(network):,} edges",
        f"{ours * 1e6:.1f} us a triple, rdflib {theirs * 1e6:.1f}, {theirs / ours:.1f}x",
        ">= 5x",
        reached=theirs / ours >= 5,
    )
    with tempfile.TemporaryDirectory() as folder:
        networks = Networks(Path(folder))
        networks.of(reader, 1)

        def opened() -> object:
            _, found = networks.kept("public")  # type: ignore[misc]
            return adjacency(len(found.names), found.u, found.v)

        seconds = took(opened, 3)[0]
        say(f"kept network of {len(network):,} edges to rows", f"{seconds:.3f} s", "<= 0.1 s",
            reached=seconds <= 0.1)  # fmt: skip
        following(store, reader, networks, works)
    return graph_of(network)


def following(store: EmbeddedStore, reader: Reader, networks: Networks, works: int) -> None:
    """A thousand works more, against reading all anew."""
    more = lines(1_000, works, 8)
    known = networks.kept("public")
    states = {NAME: GraphState(store.counts()[NAME] + len(more), 2)}
    store.apply(Patch(tuple(more), ()), 2, states)
    seconds, found = took(lambda: projection.refreshed(known[1], reader.tsv, more))  # type: ignore[index]
    anew, again = took(lambda: projection.read(reader.tsv))
    equal = manifest_of(found, "", "").digest == manifest_of(again, "", "").digest
    say("1,000 works more, against reading anew; bits",
        f"{seconds:.2f} s, {anew / seconds:.0f}x, {'equal' if equal else 'DIFFER'}",
        ">= 10x, equal", reached=equal and anew / seconds >= 10)  # fmt: skip


def graph_of(network: projection.Network) -> tuple[LienGraph, csr_array]:
    """The co-publications of a network."""
    chosen = selection(network, "co-publication")
    return LienGraph.of(chosen), chosen.plain


def weight(graph: LienGraph) -> None:
    """Bytes an edge beside a MultiDiGraph of the same IRIs."""
    edges, rows = graph.number_of_edges(), graph.adjacency
    arrays = rows.start.nbytes + rows.other.nbytes + rows.edge.nbytes + graph.weight.nbytes  # type: ignore[union-attr]
    names = sum(name.__sizeof__() for name in graph.names) + graph.names.__sizeof__()
    ours = (arrays + names) / edges
    before = memory()
    other: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    source = np.repeat(np.arange(len(graph)), np.diff(rows.start))
    for u, v in zip(source.tolist(), rows.other.tolist(), strict=True):
        if u < v:
            other.add_edge(graph.names[u], graph.names[v])
    theirs = (memory() - before + names) / edges
    say(f"memory, {edges:,} edges, IRIs included",
        f"{ours:.0f} B an edge, MultiDiGraph {theirs:.0f}, 1/{theirs / ours:.1f}", "<= 1/5",
        reached=theirs >= 5 * ours)  # fmt: skip


def beside(name: str, bar: float, theirs: Callable[[], Any], ours: Callable[[], Any]) -> Any:
    """How many times as fast as networkx; what both found."""
    slow, expected = took(theirs)
    fast, found = took(ours, 3)
    say(f"{name}, against networkx", f"{fast:.3f} s and {slow:.2f} s, {slow / fast:.1f}x",
        f">= {bar:g}x", reached=slow / fast >= bar)  # fmt: skip
    return expected, found


def measures(matrix: csr_array) -> None:
    """Speed-ups at the size of cond-mat 2005."""
    graph = nx.from_scipy_sparse_array(matrix)
    print(f"generated, {len(graph):,} nodes, {graph.number_of_edges():,} edges")
    number = len(graph)
    _, found = beside(
        "PageRank", 5, lambda: nx.pagerank(graph, tol=1e-10), lambda: pagerank(matrix)
    )
    exact = nx.pagerank(graph, tol=1e-10 / number, max_iter=1_000)
    off = abs(np.fromiter(exact.values(), float) - found).sum()
    say("PageRank, sum of differences", f"{off:.1e}", "<= 1e-8", reached=off <= 1e-8)
    beside("constraint", 4, lambda: nx.constraint(graph), lambda: holes.constraint(matrix))
    few = list(graph)[:: max(len(graph) // 20, 1)]
    share = len(few) / len(graph)
    slow, _ = took(lambda: nx.effective_size(graph, nodes=few))
    fast, _ = took(lambda: holes.effective_size(matrix), 3)
    say(f"effective size, networkx on {len(few)} nodes only",
        f"{fast:.3f} s and {slow / share:.1f} s, {slow / share / fast:.0f}x", ">= 20x",
        reached=slow / share / fast >= 20)  # fmt: skip
    louvain, leiden = beside("communities, Louvain of networkx", 10,
                             lambda: nx.community.louvain_communities(graph, seed=1),
                             lambda: grouping.communities(matrix))  # fmt: skip
    theirs = nx.community.modularity(graph, louvain)
    broken = parted(matrix, leiden.of)
    say("communities, quality; those that fall apart",
        f"{leiden.quality:.4f}, Louvain {theirs:.4f}; {broken}", "not worse; 0",
        reached=leiden.quality >= theirs and not broken)  # fmt: skip
    beside("core", 1, lambda: nx.core_number(graph), lambda: cohesion.core(matrix))
    beside("bridges and articulation points", 1,
           lambda: (list(nx.bridges(graph)), list(nx.articulation_points(graph))),
           lambda: cohesion.cuts(matrix))  # fmt: skip


def parted(matrix: csr_array, labels: np.ndarray[Any, Any]) -> int:
    """How many communities are not connected."""
    coo = matrix.tocoo()
    rows, cols = coo.coords
    inside = labels[rows] == labels[cols]
    within = csr_array((coo.data[inside], (rows[inside], cols[inside])), matrix.shape)
    return int(connected_components(within, directed=False)[0] - (labels.max() + 1))


def sampling(matrix: csr_array, name: str) -> None:
    """Sampled betweenness beside the exact one: the worst of `SEEDS` for each figure."""
    slow, exact = took(lambda: between.betweenness(matrix, exact=True))
    top = {*np.argsort(-exact.values)[:20].tolist()}
    shares, faster, errors = [], [], []
    for seed in SEEDS:
        fast, found = took(lambda s=seed: between.betweenness(matrix, exact=False, seed=s))
        shares.append(len(top & {*np.argsort(-found.values)[:20].tolist()}) / 20)
        faster.append(slow / fast)
        errors.append(float(np.abs(found.values - exact.values).max()))
    say(f"betweenness of {name}, {matrix.shape[0]:,} nodes, sampled",
        f"top 20: {min(shares):.2f}, 1/{min(faster):.0f} of {slow:.0f} s", ">= .9 at <= 1/30",
        reached=min(shares) >= 0.9 and min(faster) >= 30)  # fmt: skip
    say("its largest error", f"{max(errors):.4f}", f"<= {found.epsilon:.4f}",
        reached=max(errors) <= found.epsilon)  # fmt: skip


def chains(large: LienGraph, small: LienGraph) -> None:
    """A shortest chain in the large network, all of four hops in the small one."""
    chance = np.random.default_rng(3)
    pairs = chance.integers(0, len(large), (200, 2)).tolist()
    seconds, _ = took(lambda: [shortest_route(large.adjacency, a, b) for a, b in pairs])
    say(f"shortest chain, {large.number_of_edges():,} edges", f"{seconds * 5:.2f} ms each",
        "<= 2 ms", reached=seconds * 5 <= 2)  # fmt: skip
    rows = small.adjacency
    source = np.repeat(np.arange(len(small)), np.diff(rows.start))
    graph = nx.Graph(zip(source.tolist(), rows.other.tolist(), strict=True))
    pairs = chance.choice(len(small), (6, 2), replace=False).tolist()
    slow, expected = took(
        lambda: [sum(1 for _ in nx.all_simple_paths(graph, a, b, cutoff=4)) for a, b in pairs]
    )
    fast, found = took(lambda: [sum(1 for _ in routes(rows, a, b, hops=4)) for a, b in pairs])
    say(f"all chains of 4 hops, {small.number_of_edges():,} edges, {sum(found)} chains",
        f"{fast:.3f} s and {slow:.2f} s, {slow / fast:.0f}x, "
        f"{'equal' if found == expected else 'DIFFER'}", ">= 50x, equal",
        reached=found == expected and slow / fast >= 50)  # fmt: skip


def main() -> None:
    """Print the figures."""
    logging.getLogger("rdflib").setLevel(logging.ERROR)
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", action="store_true")
    asked = parser.parse_args()
    size = 10 if asked.small else 1
    large, _ = columns(240_000 // size)
    weight(large)
    _, matrix = graph_of(projection.read(filled(30_500 // size).reader(Level.PUBLIC).tsv))
    measures(matrix)
    small, _ = graph_of(projection.read(filled(2_700, 2).reader(Level.PUBLIC).tsv))
    chains(large, small)
    sampling(graph_of(projection.read(filled(14_000 // size).reader(Level.PUBLIC).tsv))[1], "works")


if __name__ == "__main__":
    main()
