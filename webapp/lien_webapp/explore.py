"""The explorer: the links of a thing as a picture and as lists, and what is shown as a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from typing import Any, Final

import networkx as nx
from flask import Blueprint, Response, abort, make_response, render_template, request
from rdflib import URIRef

from lien import query, terms
from lien.errors import UnknownThing
from lien.export.drawing import MARKS, OTHER
from lien.export.html import graph_html
from lien.export.network import network
from lien_webapp import serialise, vendor
from lien_webapp.context import reader, settings
from lien_webapp.downloads import rows_csv
from lien_webapp.i18n import gettext, language, mark
from lien_webapp.links import short, url
from lien_webapp.pages import kept
from lien_webapp.words import CLASSES

blueprint = Blueprint("explore", __name__)

STARTS: Final = ("org-cnrs", "org-cas", "act-liama")
"""Where the page without a focus proposes to start, if they are known."""

STRINGS: Final[dict[str, str]] = {
    "picture": mark("Picture of the links; the lists beside it hold the same."),
    "open": mark("Expand"),
    "close": mark("Close"),
    "opened": mark("{name} opened: {count} more in the picture."),
    "closed": mark("{name} closed."),
    "hidden": mark("{name} taken off the picture."),
    "groupHidden": mark("A kind is hidden."),
    "groupShown": mark("A kind is shown again."),
    "reset": mark("Back to the start."),
    "undone": mark("Undone."),
    "nothingToUndo": mark("There is nothing to undo."),
    "evidence": mark("Evidence of the link between {name} and {other}."),
    "failed": mark("The links of {name} could not be read. Please try again."),
    "limit": mark("The picture holds at most {limit} things; {left} more are only in the lists."),
}
"""What the script of the page says; names in braces are filled in there."""


@blueprint.get("/explore")
def page() -> Response:
    """Answer with the explorer around `focus`; without it, with where to start."""
    slug = request.args.get("focus", "")
    if not slug:
        return make_response(render_template("explore/start.html", starts=_starts()))
    return kept(lambda: _page(slug))


def _page(slug: str) -> str:
    first = _neighbourhood(slug, _kinds())
    nodes = {node["id"]: node for node in first["nodes"]}
    return render_template(
        "explore/page.html",
        focus=first,
        nodes=nodes,
        groups=_groups(first, nodes),
        marks=MARKS,
        other=OTHER,
        classes=_class_words(),
        formats=FORMATS,
        bundle=vendor.address("vis-network"),
        export=url("explore.export", focus=slug),
        strings=_strings(),
        data={
            "first": first,
            "limit": settings().explorer_nodes,
            "neighbourhood": url("explore.neighbourhood"),
            "marks": MARKS,
            "other": OTHER,
        },
    )


@blueprint.get("/explore/neighbourhood")
def neighbourhood() -> Response:
    """Answer with the links of `body` as JSON: nodes, edges with evidence, kinds with counts."""
    slug = request.args.get("body", "")
    if not slug:
        abort(400, gettext("Name a thing: body=org-cas."))
    return kept(lambda: _as_json(_neighbourhood(slug, _kinds())), form="json")


def _as_json(document: Any) -> Response:
    body = json.dumps(document, ensure_ascii=False)
    return Response(body, content_type="application/json; charset=utf-8")


@blueprint.route("/explore/export", methods=["GET", "POST"])
def export() -> Response:
    """Answer with what the explorer shows, as a file; same parameters as the page, and `format`."""
    name = request.values.get("format", "html")
    if name not in FORMATS:
        abort(400, gettext("This format is not offered: %(name)s.") % {"name": name})
    shown = serialise.Shown.read(request.args)
    limit = settings().explorer_nodes
    graph = serialise.union(shown, _neighbourhood, limit=limit)
    return WRITERS[name](graph, shown)


def _kinds() -> list[str]:
    return [kind for kind in request.args.get("kinds", "").split(",") if kind]


def _neighbourhood(slug: str, kinds: Collection[str]) -> dict[str, Any]:
    rows = query.neighbours(reader(), terms.thing(slug), language())
    sources = {source for row in rows for source in row.sources}
    names = _names({terms.thing(slug), *sources})
    graphs = {graph.iri: graph.titles.get(language()) or graph.title for graph in reader().graphs()}
    titles = {str(name.thing): str(name.label) for name in names.values() if name.label}
    origins = {str(source): short(source) for source in sources} | titles | graphs
    return serialise.neighbourhood(
        _thing(slug, names),
        rows,
        limit=settings().explorer_nodes,
        origins=serialise.origins(origins),
        kinds=kinds,
    )


def _names(things: Iterable[URIRef]) -> dict[str, query.Name]:
    found = query.names(reader(), list(things), language())
    return {terms.slug(str(name.thing)): name for name in found}


def _thing(slug: str, names: Mapping[str, query.Name]) -> serialise.Thing:
    if slug not in names:
        raise UnknownThing(slug)
    name = names[slug]
    label = str(name.label or slug)
    return serialise.Thing(slug, label, str(name.acronym or label), terms.local(name.klass))


def _starts() -> list[serialise.Thing]:
    known = _names(map(terms.thing, STARTS))
    return [_thing(slug, known) for slug in STARTS if slug in known]


def _groups(
    first: dict[str, Any], nodes: Mapping[str, dict[str, Any]]
) -> list[tuple[dict[str, Any], list[tuple[dict[str, Any], dict[str, Any]]]]]:
    """Kinds with their links and other ends, for the list that works without scripts."""
    focus = first["focus"]
    found: dict[str, list[tuple[dict[str, Any], dict[str, Any]]]] = {
        kind["key"]: [] for kind in first["kinds"]
    }
    for edge in first["edges"]:
        outgoing = edge["from"] == focus
        other = nodes[edge["to"] if outgoing else edge["from"]]
        found[f"{edge['kind']}-{'out' if outgoing else 'in'}"].append((edge, other))
    return [(kind, found[kind["key"]]) for kind in first["kinds"]]


def _class_words() -> dict[str, str]:
    return {name: gettext(CLASSES[name][1]) for name in MARKS}


def _strings() -> dict[str, Any]:
    singular = {name: gettext(CLASSES[name][0]) for name in MARKS}
    return {key: gettext(text) for key, text in STRINGS.items()} | {"classes": singular}


def _file(body: str, name: str, media_type: str) -> Response:
    """Make a download: never shown inside our own pages."""
    response = Response(body, content_type=f"{media_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _html(graph: nx.MultiDiGraph[str], shown: serialise.Shown) -> Response:
    name = graph.nodes[shown.focus]["label"]
    places = _places(request.form.get("places", ""))
    text = graph_html(
        graph,
        title=gettext("Links of %(name)s") % {"name": name},
        language=language(),
        places=places,
        kinds=_class_words(),
    )
    return _file(text, f"{shown.focus}.html", "text/html")


def _places(text: str) -> dict[str, tuple[float, float]]:
    """Places of the nodes as the browser sent them; whatever is not one is left out."""
    try:
        sent = json.loads(text or "{}")
        return {str(slug): (float(x), float(y)) for slug, (x, y) in sent.items()}
    except (AttributeError, TypeError, ValueError):
        abort(400, gettext("The places of the picture cannot be read."))


def _csv(graph: nx.MultiDiGraph[str], shown: serialise.Shown) -> Response:
    return rows_csv(serialise.rows(graph), serialise.LinkRow, shown.focus)


FORMATS: Final = {
    "html": mark("Page that works offline (HTML)"),
    "csv": mark("Table (CSV)"),
    "graphml": "GraphML",
    "gexf": "GEXF",
}
"""Name of a format in the address to the words on its button."""


def _network(graph: nx.MultiDiGraph[str], shown: serialise.Shown, form: str) -> Response:
    response = _file("", f"{shown.focus}.{form}", "application/xml")
    response.data = network(graph, form)
    return response


WRITERS: Final[dict[str, Callable[[nx.MultiDiGraph[str], serialise.Shown], Response]]] = {
    "html": _html,
    "csv": _csv,
    "graphml": partial(_network, form="graphml"),
    "gexf": partial(_network, form="gexf"),
}
