"""Measures: pure functions of a networkx graph, one module each."""

from lien.analysis.betweenness import Broker, brokers
from lien.analysis.degree import Degree, degrees
from lien.analysis.ego import ego_network
from lien.analysis.paths import Path, hubs, shortest_paths

__all__ = [
    "Broker",
    "Degree",
    "Path",
    "brokers",
    "degrees",
    "ego_network",
    "hubs",
    "shortest_paths",
]
