"""What the explorer shows as rows, as a picture, and as files to take away."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import networkx as nx
from flask import Response, abort, request

from lien.export.drawing import MARKS, Node
from lien.export.html import graph_html
from lien.export.network import network
from lien.export.svg import Line, graph_svg
from lien.export.triples import turtle
from lien_webapp.downloads import rows_csv
from lien_webapp.i18n import gettext, language, mark, ngettext
from lien_webapp.shown import Edge, Picture, Shown
from lien_webapp.words import CLASSES

FORMATS: Final = {
    "html": mark("Page that works offline (HTML)"),
    "svg": mark("Picture (SVG)"),
    "csv": mark("Table (CSV)"),
    "graphml": "GraphML",
    "gexf": "GEXF",
    "turtle": "Turtle",
}
"""Name of a format in the address to the words on its button."""


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One link of the picture as a line of a table."""

    start: str
    start_name: str
    kind: str
    link: str
    end: str
    end_name: str
    role: str
    since: str
    until: str
    graph: str
    sources: list[str]


def file(name: str, found: Picture, shown: Shown) -> Response:
    """The picture in a format of `FORMATS`, as a download.

    Raises:
        BadRequest: the places that the browser sent cannot be read.
    """
    found.places |= {slug: at for slug, at in _sent().items() if slug in found.places}
    return WRITERS[name](found, shown)


def _sent() -> dict[str, tuple[float, float]]:
    """Places of the nodes as the browser has them."""
    try:
        sent = json.loads(request.form.get("places", "") or "{}")
        return {str(slug): (float(x), float(y)) for slug, (x, y) in sent.items()}
    except (AttributeError, TypeError, ValueError, OverflowError):
        abort(400, gettext("The places of the picture cannot be read."))


def graph_of(found: Picture) -> nx.MultiDiGraph[str]:
    """The picture as a graph: one edge for every link with its evidence."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for slug, node in found.nodes.items():
        graph.add_node(slug, label=node["name"], cls=node["group"])
    for line in found.lines():
        for index, item in enumerate(_items(line)):
            key = f"{line['kind']}#{line.get('through', '')}#{index}"
            graph.add_edge(line["from"], line["to"], key, **_attributes(found, line, item))
    return graph


def _items(line: Edge) -> list[dict[str, Any]]:
    """The links of a line; by way of something hidden it is one, with all sources."""
    if "through" not in line:
        return list(line["items"])
    sources = sorted({source for item in line["items"] for source in item["sources"]})
    nothing = dict.fromkeys(("role", "start", "end", "graph", "link"), "")
    return [nothing | {"sources": sources, "years": None}]


def _attributes(found: Picture, line: Edge, item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "kind": "through" if "through" in line else line["kind"],
        "property": line["property"],
        "label": line["label"],
        "role": item["role"],
        "start": item["start"],
        "end": item["end"],
        "graph": item["graph"],
        "graph_title": found.origins[item["graph"]]["label"] if item["graph"] else "",
        "sources": item["sources"],
        "source_titles": [found.origins[source]["label"] for source in item["sources"]],
        "link_iri": item["link"],
    }


def rows(found: Picture) -> list[LinkRow]:
    """Links of the picture as rows, in its order, those through hidden things last."""
    graph = graph_of(found)
    return [
        LinkRow(
            start,
            graph.nodes[start]["label"],
            edge["kind"],
            edge["label"],
            end,
            graph.nodes[end]["label"],
            edge["role"],
            edge["start"],
            edge["end"],
            edge["graph"],
            edge["sources"],
        )
        for start, end, edge in graph.edges(data=True)
    ]


def class_words() -> dict[str, str]:
    """The word for several things of every class that has a mark."""
    return {name: gettext(CLASSES[name][1]) for name in MARKS}


def title(found: Picture, shown: Shown) -> str:
    """What the picture is called."""
    return gettext("Links of %(name)s") % {"name": found.nodes[shown.focus]["name"]}


def svg(found: Picture, shown: Shown) -> str:
    """The picture as SVG; links between the same two things are one line."""
    nodes = [
        Node(slug, node["label"], node["group"], found.places[slug], {"title": node["title"]})
        for slug, node in found.nodes.items()
    ]
    opened = {token.partition(":")[0] for token in shown.opened}
    return graph_svg(
        nodes,
        _lines(found),
        title=title(found, shown),
        language=language(),
        kinds=class_words(),
        large={shown.focus, *opened},
    )


def _lines(found: Picture) -> list[Line]:
    pairs: dict[tuple[str, str], list[Edge]] = {}
    for line in found.lines():
        first, second = sorted((line["from"], line["to"]))
        pairs.setdefault((first, second), []).append(line)
    return [_line(ends, lines) for ends, lines in pairs.items()]


def _line(ends: tuple[str, str], lines: list[Edge]) -> Line:
    kinds = {line["kind"] for line in lines}
    text = ngettext("%(num)s kind", "%(num)s kinds", len(kinds))
    dashed = all("through" in line for line in lines)
    words = " · ".join(dict.fromkeys(line["label"] for line in lines))
    return Line(*ends, text if len(kinds) > 1 else "", words, dashed)


def _download(body: str | bytes, name: str, media_type: str) -> Response:
    """Make a download: never shown inside our own pages."""
    response = Response(body, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _html(found: Picture, shown: Shown) -> Response:
    text = graph_html(
        graph_of(found),
        title=title(found, shown),
        language=language(),
        places=found.places,
        kinds=class_words(),
    )
    return _download(text, f"{shown.focus}.html", "text/html; charset=utf-8")


def _svg(found: Picture, shown: Shown) -> Response:
    return _download(svg(found, shown), f"{shown.focus}.svg", "image/svg+xml; charset=utf-8")


def _csv(found: Picture, shown: Shown) -> Response:
    return rows_csv(rows(found), LinkRow, shown.focus)


def _turtle(found: Picture, shown: Shown) -> Response:
    text = turtle(graph_of(found), language())
    return _download(text, f"{shown.focus}.ttl", "text/turtle; charset=utf-8")


def _network(found: Picture, shown: Shown, form: str) -> Response:
    body = network(graph_of(found), form)
    return _download(body, f"{shown.focus}.{form}", "application/xml; charset=utf-8")


WRITERS: Final[dict[str, Callable[[Picture, Shown], Response]]] = {
    "html": _html,
    "svg": _svg,
    "csv": _csv,
    "graphml": partial(_network, form="graphml"),
    "gexf": partial(_network, form="gexf"),
    "turtle": _turtle,
}
