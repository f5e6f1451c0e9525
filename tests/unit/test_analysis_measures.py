"""Measures against published values, and against networkx, also through its dispatch.

Values of Zachary's club, the Florentine families and Les Misérables: Newman & Girvan 2004, Breiger
& Pattison 1986, Knuth 1993, computed alike by networkx and igraph; Borgatti's example: UCINET.
"""

from __future__ import annotations

import inspect
import math
import os
import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.stats.contingency import relative_risk

from lien.analysis import backend
from lien.analysis.backend import LienGraph, convert_from_nx
from lien.analysis.between import betweenness
from lien.analysis.cohesion import by_size, components, core, cuts
from lien.analysis.grouping import adjusted_rand, communities, modularity
from lien.analysis.holes import clustering, constraint, effective_size, transitivity
from lien.analysis.intensity import (
    activity,
    association_strength,
    equivalence,
    inclusion,
    jaccard,
    relative_intensity,
    salton,
    specialisation,
)
from lien.analysis.pagerank import pagerank
from lien.errors import LienError


def matrix(graph: nx.Graph, weight: str | None = None) -> csr_array:
    return nx.to_scipy_sparse_array(graph, weight=weight, dtype=float, format="csr")


def named(graph: nx.Graph, values) -> dict[object, float]:
    return dict(zip(graph, np.asarray(values).tolist(), strict=True))


def near(value: float):
    return pytest.approx(value, abs=1e-6)


KARATE = nx.karate_club_graph()
FLORENCE = nx.florentine_families_graph()
MISERABLES = nx.les_miserables_graph()


def test_zacharys_club_has_its_published_values():
    plain = matrix(KARATE)
    between = betweenness(plain)
    assert between.epsilon == 0
    assert between.values[0] == near(0.437635)
    pairs = 33 * 32 / 2
    assert (between.values[[0, 33, 32, 2]] * pairs).tolist() == [
        pytest.approx(value, abs=5e-5) for value in (231.0714, 160.5516, 76.6905, 75.8508)
    ]
    assert constraint(plain)[[0, 33, 32]].tolist() == [
        near(0.155423),
        near(0.156419),
        near(0.249223),
    ]
    assert effective_size(plain)[[0, 33]].tolist() == [
        near(13.75),
        pytest.approx(15.2353, abs=5e-5),
    ]
    assert pagerank(plain)[[33, 0]].tolist() == [near(0.100919), near(0.096997)]
    assert core(plain).max() == 4
    assert transitivity(plain) == near(0.255682)
    assert clustering(plain).mean() == near(0.570638)
    assert cuts(plain).bridges.tolist() == [[0, 11]]
    found = communities(plain)
    assert found.quality == near(0.419790)  # the optimum
    assert found.of.max() == 3


def test_the_florentine_families_have_their_published_values():
    plain = matrix(FLORENCE)
    between = named(FLORENCE, betweenness(plain).values)
    assert between["Medici"] == near(0.521978)
    assert between["Guadagni"] == near(0.254579)
    assert [between[name] * 91 for name in ("Medici", "Guadagni", "Albizzi", "Salviati")] == [
        pytest.approx(value, abs=5e-5) for value in (47.5, 23.1667, 19.3333, 13.0)
    ]
    assert named(FLORENCE, constraint(plain))["Medici"] == near(0.209877)
    assert named(FLORENCE, effective_size(plain))["Medici"] == pytest.approx(5.6667, abs=5e-5)
    found, names = cuts(plain), list(FLORENCE)
    assert len(found.bridges) == 5
    assert {names[node] for node in np.flatnonzero(found.articulation)} == {
        "Albizzi",
        "Guadagni",
        "Medici",
        "Salviati",
    }
    assert communities(plain).quality == near(0.39875)


def test_les_miserables_has_its_published_values():
    plain = matrix(MISERABLES)
    assert (len(MISERABLES), MISERABLES.number_of_edges()) == (77, 254)
    between = named(MISERABLES, betweenness(plain).values)["Valjean"]
    assert between == near(0.569989)
    assert between * 76 * 75 / 2 == pytest.approx(1624.4688, abs=5e-5)
    assert named(MISERABLES, constraint(plain))["Valjean"] == near(0.070601)
    assert named(MISERABLES, effective_size(plain))["Valjean"] == pytest.approx(31.7778, abs=5e-5)
    assert len(cuts(plain).bridges) == 18
    assert core(plain).max() == 9


BORGATTI = {
    "AB": 2, "AF": 3, "AG": 5, "AE": 2, "EG": 8, "FG": 3, "BG": 4, "BD": 1, "DG": 3, "GC": 10,
}  # fmt: skip


def test_borgattis_example_is_as_ucinet_gives_it():
    """Ties and values as in networkx's own tests of structural holes."""
    graph = nx.Graph([(a, b, {"weight": weight}) for (a, b), weight in BORGATTI.items()])
    for weight, tight, size in (
        (None, {"G": 0.400, "A": 0.595, "C": 1}, {"G": 4.67, "A": 2.50, "C": 1}),
        ("weight", {"G": 0.299, "A": 0.795, "C": 1}, {"G": 5.47, "A": 2.47, "C": 1}),
    ):
        found = named(graph, constraint(matrix(graph, weight)))
        sizes = named(graph, effective_size(matrix(graph, weight)))
        assert {name: found[name] for name in tight} == pytest.approx(tight, abs=1e-3)
        assert {name: sizes[name] for name in size} == pytest.approx(size, abs=1e-2)
        assert found == pytest.approx(nx.constraint(graph, weight=weight), abs=1e-12)


def test_published_constraints_of_igraphs_own_tests():
    """igraph tests/unit/igraph_constraint.out."""
    assert constraint(matrix(nx.path_graph(4))).tolist() == pytest.approx([1, 0.5, 0.5, 1])
    assert constraint(matrix(nx.complete_graph(4))).tolist() == [near(0.925926)] * 4
    cliques = nx.disjoint_union(nx.complete_graph(4), nx.complete_graph(4))
    cliques.add_edges_from([(3, "between"), ("between", 4)])
    found = named(cliques, constraint(matrix(cliques)))
    assert [found[node] for node in (0, 1, 2, 3, "between", 4, 5, 6, 7)] == [
        *[near(0.865741)] * 3,
        *(near(0.583333), near(0.5), near(0.583333)),
        *[near(0.865741)] * 3,
    ]
    alone = csr_array((1, 1))
    assert math.isnan(constraint(alone)[0])
    assert math.isnan(effective_size(alone)[0])


def test_davis_women_and_five_works_have_their_published_weights():
    women = nx.davis_southern_women_graph()
    top = [node for node, side in women.nodes(data="bipartite") if side == 0]
    works = nx.bipartite.biadjacency_matrix(women, top, dtype=float)
    joint = (works @ works.T).toarray()
    np.fill_diagonal(joint, 0)
    at = {name: place for place, name in enumerate(top)}
    assert np.count_nonzero(joint) == 2 * 139
    assert joint[at["Evelyn Jefferson"], at["Theresa Anderson"]] == 7
    c = {"AB": 3, "AC": 2, "AD": 2, "BC": 3, "BD": 1, "CD": 1}
    n, k = (
        dict(zip("ABCD", (4, 4, 3, 2), strict=True)),
        dict(zip("ABCD", (7, 7, 6, 4), strict=True)),
    )
    strength = {p: float(association_strength(v, k[p[0]], k[p[1]], 12)) for p, v in c.items()}
    assert strength == {
        "AB": near(1.469388), "AC": near(1.142857), "AD": near(1.714286), "BC": near(1.714286),
        "BD": near(0.857143), "CD": near(1.0),
    }  # fmt: skip
    assert salton([3, 3], [n["A"], n["B"]], [n["B"], n["C"]]).tolist() == [0.75, near(0.866025)]
    assert float(equivalence(3, 4, 3)) == near(0.75)
    assert float(jaccard(3, 4, 4)) == near(3 / 5)
    assert float(inclusion(2, 4, 2)) == 1
    ric = {p: relative_intensity(v, k[p[0]], k[p[1]], 12).value for p, v in c.items()}
    assert (ric["AB"], ric["AC"], ric["AD"]) == (near(0.535714), near(0.357143), near(0.714286))
    assert relative_intensity(2, k["C"], k["A"], 12).value == near(0.4)
    assert relative_intensity(2, k["D"], k["A"], 12).value == near(0.8)


def test_the_interval_of_the_relative_intensity_is_that_of_a_ratio_of_two_shares():
    for joint, x, y, total in [(30, 200, 90, 5_000), (4, 60, 80, 900), (2, 7, 6, 40)]:
        found = relative_intensity(joint, x, y, total)
        ratio = relative_risk(joint, x, y - joint, total - x)
        interval = ratio.confidence_interval(0.95)
        assert (found.value, found.low, found.high) == pytest.approx(
            (ratio.relative_risk, interval.low, interval.high)
        )
        assert found.distinct == (not interval.low <= 1 <= interval.high)
    assert relative_intensity(0, 10, 10, 100).value == 0
    assert math.isnan(relative_intensity(5, 10, 5, 100).value)  # y works with nobody else


def test_activity_and_specialisation_are_neutral_where_shares_are_equal():
    assert activity([10, 30, 0], 100, [50, 50, 50], 500).tolist() == pytest.approx([1, 3, 0])
    assert specialisation([10, 30, 0], 100, [50, 50, 50], 500).tolist() == pytest.approx(
        [0, 0.5, -1]
    )
    assert math.isnan(activity(1, 10, 0, 100))


def test_the_adjusted_rand_index_is_that_of_hubert_and_arabie():
    """By hand, from the pairs that are together in one division, in the other, in both."""
    one, other = np.array([0, 0, 0, 1, 1, 1]), np.array([0, 0, 1, 1, 2, 2])
    assert adjusted_rand(one, other) == near(8 / 33)  # (2 - 6*3/15) / ((6 + 3) / 2 - 6*3/15)
    assert adjusted_rand(one, one[::-1] + 5) == 1
    assert adjusted_rand(np.zeros(4, int), np.zeros(4, int)) == 1
    assert by_size(np.array([7, 3, 3, 7, 9, 3])).tolist() == [1, 0, 0, 1, 2, 0]


@pytest.mark.parametrize("seed", [1, 2])
def test_what_networkx_is_given_for_arrays_is_what_it_computes_itself(seed):
    graph = nx.union(
        nx.powerlaw_cluster_graph(120, 2, 0.5, seed=seed), nx.path_graph(4), rename="ab"
    )
    for number, (u, v) in enumerate(graph.edges):
        graph.edges[u, v]["weight"] = 1 + number % 4
    arrays = convert_from_nx(graph)
    assert (len(arrays), arrays.number_of_edges()) == (124, graph.number_of_edges())
    for name in ("betweenness_centrality", "constraint", "effective_size", "clustering"):
        assert getattr(backend, name)(arrays) == pytest.approx(getattr(nx, name)(graph), abs=1e-12)
    for name in ("constraint", "effective_size"):
        # node by node: for all at once networkx 3.6 divides by the wrong node's strongest tie
        expected = getattr(nx, name)(graph, weight="weight", nodes=list(graph))
        found = getattr(backend, name)(arrays, weight="weight")
        assert found == pytest.approx(expected, abs=1e-12)
    assert backend.core_number(arrays) == nx.core_number(graph)
    exact = nx.pagerank(graph, tol=1e-13, max_iter=500)
    assert backend.pagerank(arrays) == pytest.approx(exact, abs=1e-9)
    assert backend.transitivity(arrays) == pytest.approx(nx.transitivity(graph))
    for name in ("bridges", "articulation_points", "connected_components"):
        found, expected = getattr(backend, name)(arrays), getattr(nx, name)(graph)
        assert {*map(frozenset, found)} == {*map(frozenset, expected)}
    assert backend.number_connected_components(arrays) == 2
    found = backend.bidirectional_shortest_path(arrays, "a0", "a119")
    assert len(found) == nx.shortest_path_length(graph, "a0", "a119") + 1
    with pytest.raises(nx.NetworkXNoPath):
        backend.bidirectional_shortest_path(arrays, "a0", "b0")
    groups = backend.leiden_communities(arrays, seed=seed)
    assert all(nx.is_connected(graph.subgraph(group)) for group in groups)
    labels = np.array([next(i for i, g in enumerate(groups) if node in g) for node in graph])
    quality = nx.community.modularity(graph, groups)
    assert modularity(matrix(graph, "weight"), labels) == pytest.approx(quality)
    louvain = nx.community.louvain_communities(graph, seed=1)
    assert quality > nx.community.modularity(graph, louvain) - 0.02
    with pytest.raises(NotImplementedError):
        backend.betweenness_centrality(arrays, k=5)
    assert nx.utils.graphs_equal(backend.convert_to_nx(arrays), graph)


def test_every_function_of_the_back_end_has_the_signature_that_networkx_has():
    homes = {"leiden_communities": nx.community}
    names = [
        name
        for name, made in vars(backend).items()
        if inspect.isfunction(made)
        and made.__module__ == backend.__name__
        and not name.startswith(("_", "convert", "info"))
    ]
    assert len(names) == 13
    for name in names:
        theirs = inspect.signature(getattr(homes.get(name, nx), name).orig_func).parameters
        ours = inspect.signature(getattr(backend, name)).parameters
        assert {n: p.default for n, p in ours.items()} == {n: p.default for n, p in theirs.items()}


DISPATCHED = """
import networkx as nx
from lien.analysis import backend
from lien.analysis.backend import convert_from_nx
graph = nx.karate_club_graph()
arrays = convert_from_nx(graph)
assert "lien" in nx.config.backends
assert abs(nx.constraint(arrays)[33] - 0.156419) < 1e-6
assert len(nx.community.leiden_communities(arrays, weight=None, seed=1)) == 4
try:
    nx.triangles(arrays)
except NotImplementedError:
    nx.config.fallback_to_nx = True
    assert nx.triangles(arrays) == nx.triangles(graph)
    print("dispatched")
"""


def test_networkx_finds_the_back_end_by_its_entry_point(tmp_path):
    """As `pyproject.toml` declares it, also where lien was installed before it was declared."""
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text()
    declared = tomllib.loads(text)["project"]["entry-points"]["networkx.backends"]
    if not entry_points(group="networkx.backends", name="lien"):
        (tmp_path / "late-1.dist-info").mkdir()
        lines = ["[networkx.backends]", *(f"{name} = {value}" for name, value in declared.items())]
        (tmp_path / "late-1.dist-info" / "entry_points.txt").write_text("\n".join(lines))
    paths = [str(tmp_path), *filter(None, sys.path)]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", DISPATCHED],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stdout == "dispatched\n", done.stderr


def test_sampled_betweenness_stays_within_its_error_and_two_runs_are_the_same():
    graph = nx.powerlaw_cluster_graph(600, 3, 0.4, seed=3)
    graph.add_edge("x", "y")
    exact = betweenness(matrix(graph), exact=True).values
    sampled = betweenness(matrix(graph), exact=False, epsilon=0.01, seed=4)
    assert sampled.epsilon == 0.01
    assert np.abs(sampled.values - exact).max() < 0.01
    top = {*np.argsort(-exact)[:20].tolist()}
    assert len(top & {*np.argsort(-sampled.values)[:20].tolist()}) >= 18
    again = betweenness(matrix(graph), exact=False, epsilon=0.01, seed=4)
    assert (again.values == sampled.values).all()


def test_the_same_seed_gives_the_same_communities_and_none_falls_apart():
    graph = nx.powerlaw_cluster_graph(500, 2, 0.6, seed=5)
    graph.add_nodes_from(["alone", "too"])
    found = communities(matrix(graph), seed=7)
    assert (communities(matrix(graph), seed=7).of == found.of).all()
    sizes = np.bincount(found.of)
    assert (np.diff(sizes) <= 0).all()
    names = np.array(list(graph), object)
    groups = [set(names[found.of == group]) for group in range(len(sizes))]
    assert all(nx.is_connected(graph.subgraph(group)) for group in groups)
    assert found.quality == pytest.approx(nx.community.modularity(graph, groups))


def test_empty_networks_have_empty_measures_and_a_walk_that_does_not_settle_says_so():
    empty = csr_array((0, 0))
    for measure in (pagerank, constraint, effective_size, clustering, core, components):
        assert len(measure(empty)) == 0
    assert len(betweenness(empty).values) == len(communities(empty).of) == 0
    assert len(cuts(empty).bridges) == 0
    assert transitivity(empty) == 0
    with pytest.raises(LienError):
        pagerank(matrix(KARATE), steps=3)
    assert isinstance(convert_from_nx(nx.Graph([(1, 1), (1, 2)])), LienGraph)
