"""Paths between two things: as sentences with dates and sources, and as a picture."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import Any, Final

import networkx as nx
from flask import Blueprint, Response, abort, render_template, request
from rdflib import URIRef

from lien import terms
from lien.analysis import Path, hubs, shortest_paths
from lien.dates import PartialDate
from lien.export.drawing import Node
from lien.export.svg import Line, graph_svg
from lien_webapp import negotiate, sentences
from lien_webapp.ends import Ends, asked_ends
from lien_webapp.explore import graph_titles, names_of
from lien_webapp.explore_files import class_words
from lien_webapp.i18n import gettext, language, span_text
from lien_webapp.links import page_of, short, url
from lien_webapp.pages import kept
from lien_webapp.present import Value
from lien_webapp.sentences import Sentence, Statement
from lien_webapp.serialise import LASTING, MOMENTS, Thing
from lien_webapp.whole import Whole, among, whole

blueprint = Blueprint("paths", __name__)

TOP: Final = 5
HOPS: Final = 5
"""Links of the longest path that is looked for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address says: the ends, the day on which links must hold, hubs or not."""

    ends: Ends
    on: PartialDate | None = None
    hubs: bool = False

    def state(self) -> dict[str, str]:
        """The parameters that ask the same."""
        state = {"on": self.on.text if self.on else "", "hubs": "1" if self.hubs else ""}
        return {name: value for name, value in (state | self.ends.state()).items() if value}


@dataclass(frozen=True, slots=True)
class Step:
    """One hop and every link that makes it, as edges of the explorer."""

    start: Thing
    end: Thing
    links: list[dict[str, Any]]


@dataclass(slots=True)
class Found:
    """Paths with their steps, best first, and what was searched."""

    paths: list[list[Step]] = field(default_factory=list)
    avoided: list[Thing] = field(default_factory=list)
    origins: dict[str, dict[str, str]] = field(default_factory=dict)
    things: int = 0
    links: int = 0

    def tokens(self) -> str:
        """The paths as the explorer's address names them."""
        return ",".join("~".join(slugs(path)) for path in self.paths)


def slugs(path: list[Step]) -> list[str]:
    """The things of a path in order."""
    return [path[0].start.slug, *(step.end.slug for step in path)]


@blueprint.get("/paths")
def page() -> Response:
    """Answer with the best paths between two things, as a page or as JSON."""
    form = negotiate.chosen("html", "json")
    return kept(_page if form == "html" else _json, form=form)


@blueprint.get("/paths/picture.svg")
def drawn() -> Response:
    """Answer with the paths of the same parameters as a picture."""
    return kept(_drawn)


def _page() -> str:
    asked = _asked()
    found = _search(asked) if asked.ends.apart else None
    back = Ends(asked.ends.end, asked.ends.start)
    return render_template(
        "paths/page.html",
        asked=asked,
        found=found,
        told=[[_told(step, found) for step in path] for path in found.paths] if found else [],
        hops=HOPS,
        state=asked.state(),
        back=replace(asked, ends=back).state(),
        explorer_address=explorer_address,
    )


def _told(step: Step, found: Found) -> list[Sentence]:
    """The links of a step as sentences."""
    names = {
        thing.slug: Value(thing.name, page_of(terms.thing(thing.slug)))
        for thing in (step.start, step.end)
    }

    def statement(item: dict[str, Any]) -> Statement:
        years = item["years"]
        when = item["when"] or (span_text(*years) if years else gettext("undated"))
        origins = [found.origins[iri] for iri in (item["graph"], *item["sources"])]
        stated = [Value(origin["label"], origin["href"]) for origin in origins]
        return Statement(item["role"] or "", when, stated)

    return [
        Sentence(
            sentences.pieces(
                *(link["property"], link["label"], names[link["from"]], names[link["to"]])
            ),
            [statement(item) for item in link["items"]],
        )
        for link in step.links
    ]


def _json() -> Response:
    asked = _asked()
    start, end, found = asked.ends.start.thing, asked.ends.end.thing, _search(asked)
    document = {
        "from": start.slug if start else None,
        "to": end.slug if end else None,
        "on": asked.on.text if asked.on else None,
        "hops": HOPS,
        "avoided": [thing.slug for thing in found.avoided],
        "things": found.things,
        "links": found.links,
        "paths": [
            {"things": slugs(path), "steps": [_step(step, found) for step in path]}
            for path in found.paths
        ],
    }
    body = json.dumps(document, ensure_ascii=False)
    return Response(body, content_type="application/json; charset=utf-8")


def _step(step: Step, found: Found) -> dict[str, Any]:
    names = {thing.slug: thing.name for thing in (step.start, step.end)}
    return {
        "from": step.start.slug,
        "to": step.end.slug,
        "links": [
            {
                "kind": link["kind"],
                "sentence": sentences.told(
                    link["property"], link["label"], names[link["from"]], names[link["to"]]
                ),
                "statements": [
                    {
                        "start": item["start"] or None,
                        "end": item["end"] or None,
                        "graph": found.origins[item["graph"]]["label"],
                        "sources": [short(source) for source in item["sources"]],
                    }
                    for item in link["items"]
                ],
            }
            for link in step.links
        ],
    }


def _asked() -> Asked:
    day = request.args.get("on", "").strip()
    try:
        on = PartialDate.parse(day) if day else None
    except ValueError:
        abort(400, gettext("“on” is a date: 2015, 2015-06 or 2015-06-30."))
    return Asked(asked_ends(), on, request.args.get("hubs", "") == "1")


def _search(asked: Asked) -> Found:
    """Nothing for ends that are not known, or the same."""
    if asked.ends.apart is None:
        return Found()
    network = whole()
    graph = _held(network, asked.on.latest if asked.on else None)
    ends = tuple(thing.slug for thing in asked.ends.apart)
    avoid = [] if asked.hubs else hubs(network.graph)
    result = Found(things=len(graph), links=graph.number_of_edges())
    result.avoided = list(names_of(slug for slug in avoid if slug not in ends).values())
    if not all(slug in graph for slug in ends):
        return result
    paths = shortest_paths(graph, *ends, top=TOP, hops=HOPS, avoid=avoid)
    _tell(result, paths, graph)
    return result


def _tell(result: Found, paths: list[Path], graph: nx.MultiDiGraph[str]) -> None:
    """Add names and evidence to the paths; only links that `graph` holds are told."""
    order = list(dict.fromkeys(slug for path in paths for slug in path.things))
    cast, edges = among(order, graph_titles())
    things = {slug: cast.thing(terms.thing(slug)) for slug in order}
    by_pair: dict[frozenset[str], list[dict[str, Any]]] = {}
    for edge in edges:
        items = [item for item in edge.more["items"] if _is_in(graph, edge, item)]
        told = {"from": edge.start, "to": edge.end, "kind": edge.kind, "label": edge.label}
        told |= {"property": edge.more["property"], "items": items}
        if items:
            by_pair.setdefault(frozenset((edge.start, edge.end)), []).append(told)
    result.paths = [
        [Step(things[a], things[b], by_pair[frozenset((a, b))]) for a, b in pairwise(path.things)]
        for path in paths
    ]
    cited = {
        iri
        for links in by_pair.values()
        for link in links
        for item in link["items"]
        for iri in (item["graph"], *item["sources"])
    }
    result.origins = {iri: cast.origin(URIRef(iri)) for iri in cited}


def _is_in(graph: nx.MultiDiGraph[str], edge: Any, item: dict[str, Any]) -> bool:
    key = terms.slug(item["link"]) if item["link"] else f"{edge.kind}@{item['graph']}"
    return bool(graph.has_edge(edge.start, edge.end, key))


def _held(network: Whole, day: date | None) -> nx.MultiDiGraph[str]:
    """The links that had begun on the day and had not ended; what is not dated may hold."""
    if day is None:
        return network.graph
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from(network.graph)
    for start, end, key, attributes in network.graph.edges(keys=True, data=True):
        first, last = attributes["start_earliest"], attributes["end_latest"]
        if not (first or last):
            first, last = _days(network, start, end)
        if (not first or first <= day.isoformat()) and (not last or last >= day.isoformat()):
            graph.add_edge(start, end, key)
    return graph


def _days(network: Whole, start: str, end: str) -> tuple[str, str]:
    """First and last day of the event, agreement or action at one end; a moment has no last."""
    for classes in (MOMENTS, LASTING):
        for slug in (start, end):
            for extent in network.extents([slug]):
                if network.graph.nodes[slug]["cls"] in classes:
                    lasts = classes is LASTING
                    return str(extent.first or ""), str((lasts and extent.last) or "")
    return "", ""


def _drawn() -> Response:
    asked = _asked()
    found = _search(asked)
    title = gettext("Paths from %(start)s to %(end)s") % {
        "start": asked.ends.start.text,
        "end": asked.ends.end.text,
    }
    nodes = {node.id: node for node in _placed(found)}
    lines = {tuple(sorted((s.start.slug, s.end.slug))): s for path in found.paths for s in path}
    body = graph_svg(
        list(nodes.values()),
        [_line(step) for step in lines.values()],
        title=title,
        language=language(),
        kinds=class_words(),
        large=[slug for path in found.paths[:1] for slug in (slugs(path)[0], slugs(path)[-1])],
    )
    return Response(body, content_type="image/svg+xml; charset=utf-8")


def _line(step: Step) -> Line:
    words = " · ".join(dict.fromkeys(link["label"] for link in step.links))
    return Line(step.start.slug, step.end.slug, words, words)


def _placed(found: Found) -> Iterator[Node]:
    """Each path on a row of its own, the ends in the middle; a shared thing stands once."""
    seen: set[str] = set()
    width = max((len(path) for path in found.paths), default=1) * 230
    middle = (len(found.paths) - 1) / 2 * 110
    for row, path in enumerate(found.paths):
        things = [path[0].start, *(step.end for step in path)]
        for index, thing in enumerate(things):
            if thing.slug in seen:
                continue
            seen.add(thing.slug)
            inner = 0 < index < len(things) - 1
            place = (width * index / len(path), row * 110 if inner else middle)
            title = f"{thing.name}\n{page_of(terms.thing(thing.slug))}"
            yield Node(thing.slug, thing.short_name, thing.mark, place, {"title": title})


def explorer_address(found: Found) -> str:
    """The address of the explorer that shows these paths and nothing else."""
    focus = found.paths[0][0].start.slug
    return url("explore.page", focus=focus, depth=0, open=found.tokens())
