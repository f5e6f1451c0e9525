"""A graph as one HTML file that opens offline, draws itself and lists its links.

pyvis builds the nodes and edges (`lien.export.drawing`); the page is ours. It loads nothing from
anywhere: the drawing library stands inside, and the page's own policy allows only the scripts and
the style that it was written with, by their hashes. Texts from the graph are data, never markup.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from string import Template
from typing import Any, Final

import networkx as nx

from lien.export.drawing import MARKS, OTHER, Edge, Mark, Node, build, rings

ASSETS: Final = Path(__file__).parent / "assets"
"""Third-party browser files, described by the vendor.json beside them."""
_TEMPLATES: Final = Path(__file__).parent / "templates"

_WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "summary": "{nodes} things, {edges} links. Everything is also listed in the table.",
        "picture": "Picture of the graph; the table below lists every link.",
        "kinds": "Kinds",
        "links": "Links",
        "columns": "From|Link|To|Since|Until|Stated in|Sources",
        "chosen": "{name}: {count} links, marked in the table.",
        "noscript": "The picture needs JavaScript; the table does not.",
    },
    "fr": {
        "summary": "{nodes} objets, {edges} liens. Tout figure aussi dans le tableau.",
        "picture": "Image du graphe ; le tableau ci-dessous donne tous les liens.",
        "kinds": "Genres",
        "links": "Liens",
        "columns": "De|Lien|Vers|Depuis|Jusqu’à|Énoncé dans|Sources",
        "chosen": "{name} : {count} liens, marqués dans le tableau.",
        "noscript": "L’image demande JavaScript ; le tableau s’en passe.",
    },
    "zh": {
        "summary": "{nodes} 个对象，{edges} 条关联。表格列出全部内容。",
        "picture": "关系图；下表列出每一条关联。",
        "kinds": "类别",
        "links": "关联",
        "columns": "起点|关联|终点|起始|终止|出处图|来源",
        "chosen": "{name}：{count} 条关联，已在表中标出。",
        "noscript": "图形需要 JavaScript，表格不需要。",
    },
}


@cache
def bundle() -> Path:
    """Path of the drawing library, as vendor.json names it."""
    described = json.loads((ASSETS / "vendor.json").read_text("utf-8"))
    return ASSETS / str(described["files"][0]["name"])


def graph_html(
    graph: nx.MultiDiGraph[str],
    *,
    title: str,
    language: str = "en",
    places: Mapping[str, tuple[float, float]] | None = None,
    kinds: Mapping[str, str] | None = None,
) -> str:
    """Text of the page; write it as UTF-8.

    `graph` is a projection, or a part of one (`lien.projection`). Nodes show `label_<language>`,
    else `label`; edges show `label` where they have one, else `kind`. `places` gives x and y of
    nodes in pixels; without it (or for nodes that it does not name) the node with most links
    stands in the middle and the others around it. `kinds` gives the words of the legend by class.
    """
    words = _WORDS[language]
    nodes, edges = build(_nodes(graph, places or {}, language), _edges(graph))
    _bend(edges)
    used = {name: mark for name, mark in MARKS.items() if any(n["group"] == name for n in nodes)}
    data = {
        "nodes": nodes,
        "edges": edges,
        "marks": {name: asdict(mark) for name, mark in used.items()} | {"": asdict(OTHER)},
        "words": words,
    }
    style, boot = _part("graph.css"), _part("graph.js")
    library = bundle().read_text("utf-8")
    summary = words["summary"].format(nodes=len(nodes), edges=graph.number_of_edges())
    return Template(_part("graph.html")).substitute(
        {key: html.escape(text) for key, text in words.items()},
        language=html.escape(language),
        title=html.escape(title),
        summary=html.escape(summary),
        policy=html.escape(_policy(style, [library, boot])),
        style=style,
        legend="".join(_legend((kinds or {}).get(name, name), used[name]) for name in used),
        columns="".join(_heading(text) for text in words["columns"].split("|")),
        rows="\n".join(_rows(graph, language)),
        data=_block(data),
        bundle=library,
        boot=boot,
    )


@cache
def _part(name: str) -> str:
    return (_TEMPLATES / name).read_text("utf-8")


def _policy(style: str, scripts: Iterable[str]) -> str:
    return "; ".join(
        [
            "default-src 'none'",
            "script-src " + " ".join(map(_hash, scripts)),
            f"style-src {_hash(style)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
        ]
    )


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _block(data: object) -> str:
    """JSON that can stand inside a script element: no character in it means anything to HTML."""
    text = json.dumps(data, ensure_ascii=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _heading(text: str) -> str:
    return f'<th scope="col">{html.escape(text)}</th>'


def _legend(text: str, mark: Mark) -> str:
    fill, stroke = ("none", mark.colour) if mark.hollow else (mark.colour, "none")
    path = f'<path d="{mark.path}" fill="{fill}" stroke="{stroke}" stroke-width="2"/>'
    shape = f'<svg viewBox="-8 -8 16 16" aria-hidden="true">{path}</svg>'
    return f"<li>{shape} {html.escape(text)}</li>"


def _name(attributes: Mapping[str, Any], language: str) -> str:
    return str(attributes.get(f"label_{language}") or attributes["label"])


def _link(attributes: Mapping[str, Any]) -> str:
    return str(attributes.get("label") or attributes["kind"])


def _nodes(
    graph: nx.MultiDiGraph[str], places: Mapping[str, tuple[float, float]], language: str
) -> Iterator[Node]:
    by_links = sorted(graph, key=lambda name: (-graph.degree(name), name))
    found = dict.fromkeys(by_links[:1], (0.0, 0.0)) | rings(by_links[1:])
    for name, attributes in graph.nodes(data=True):
        place = places.get(name, found[name])
        yield Node(name, _name(attributes, language), str(attributes.get("cls", "")), place)


def _edges(graph: nx.MultiDiGraph[str]) -> list[Edge]:
    """Parallel links of one kind as one edge with their number."""
    found: dict[str, Edge] = {}
    for start, end, attributes in graph.edges(data=True):
        kind = str(attributes["kind"])
        name = f"{start}|{kind}|{end}"
        count = found[name].count + 1 if name in found else 1
        found[name] = Edge(name, start, end, kind, _link(attributes), count)
    return list(found.values())


def _bend(edges: list[dict[str, Any]]) -> None:
    """Give links of several kinds between the same two nodes a bend each."""
    seen: dict[frozenset[str], int] = {}
    for edge in edges:
        pair = frozenset((edge["from"], edge["to"]))
        index = seen[pair] = seen.get(pair, -1) + 1
        bend = (index + 1) // 2 * (0.16 if index % 2 else -0.16)
        edge["bend"] = bend if edge["from"] < edge["to"] else -bend


def _rows(graph: nx.MultiDiGraph[str], language: str) -> Iterator[str]:
    for start, end, attributes in graph.edges(data=True):
        cells = [
            _name(graph.nodes[start], language),
            _link(attributes),
            _name(graph.nodes[end], language),
            attributes.get("start") or "",
            attributes.get("end") or "",
            attributes.get("graph_title") or attributes.get("graph") or "",
            "; ".join(attributes.get("source_titles") or attributes.get("sources") or ()),
        ]
        ends = f'data-from="{html.escape(start)}" data-to="{html.escape(end)}"'
        shown = "".join(f"<td><bdi>{html.escape(str(cell))}</bdi></td>" for cell in cells)
        yield f"<tr {ends}>{shown}</tr>"
