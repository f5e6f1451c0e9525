"""The projection as GEXF and GraphML, which Gephi, Cytoscape, igraph and networkx read."""

from __future__ import annotations

import io
from typing import Any, Final

import networkx as nx

from lien.export.rows import cell_text

FORMATS: Final = ("gexf", "graphml")


def network(graph: nx.MultiDiGraph[str], form: str) -> bytes:
    """The graph in `form`, one of `FORMATS`, as UTF-8.

    Parallel links stay apart. Both formats hold flat values only: lists are joined by `; `, None
    is an empty text. Nodes keep their slug as id and their label.
    """
    flat = _flat(graph)
    text = io.BytesIO()
    if form == "gexf":
        nx.write_gexf(flat, text, encoding="utf-8")
    else:
        nx.write_graphml(flat, text, encoding="utf-8", named_key_ids=True)
    return text.getvalue()


def _flat(graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    flat: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node, attributes in graph.nodes(data=True):
        flat.add_node(node, **_texts(attributes))
    for number, (start, end, key, attributes) in enumerate(graph.edges(keys=True, data=True)):
        flat.add_edge(start, end, key=number, link=key, **_texts(attributes))
    return flat


def _texts(attributes: dict[str, Any]) -> dict[str, str | int | float]:
    return {
        name: value if isinstance(value, int | float) else cell_text(value)
        for name, value in attributes.items()
    }
