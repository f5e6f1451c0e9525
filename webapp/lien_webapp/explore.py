"""The explorer: the links of a thing as a picture and as lists, and what is shown as a file."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, Final

from flask import Blueprint, Response, abort, make_response, render_template, request

from lien import query, terms
from lien.errors import UnknownThing
from lien.export.drawing import MARKS, OTHER
from lien.query import Name
from lien.store import Node
from lien_webapp import explore_files as files
from lien_webapp import serialise, vendor
from lien_webapp.context import reader, settings
from lien_webapp.i18n import gettext, language, mark
from lien_webapp.links import url
from lien_webapp.pages import kept
from lien_webapp.paging import page_of_rows
from lien_webapp.shown import THROUGH, Picture, Shown, picture
from lien_webapp.whole import among, whole
from lien_webapp.words import CLASSES

blueprint = Blueprint("explore", __name__)

STARTS: Final = ("org-cnrs", "org-cas", "act-liama")
"""Where the page without a focus proposes to start, if they are known."""

STRINGS: Final[dict[str, str]] = {
    "picture": mark("Picture of the links; the lists and the table hold the same."),
    "open": mark("Expand"),
    "close": mark("Close"),
    "opened": mark("{name} opened: {count} more in the picture."),
    "closed": mark("{name} closed."),
    "hidden": mark("{name} taken off the picture."),
    "filtered": mark("Filter changed: {things} things, {links} links in the picture."),
    "reset": mark("Back to the start."),
    "undone": mark("Undone."),
    "redone": mark("Done again."),
    "nothingToUndo": mark("There is nothing to undo."),
    "nothingToRedo": mark("There is nothing to do again."),
    "evidence": mark("Evidence of the links between {name} and {other}."),
    "failed": mark("The links of {name} could not be read. Please try again."),
    "limit": mark(
        "The picture holds at most {limit} things and {links} links; {left} are left out."
    ),
    "refused": mark("Not opened: the picture would pass {limit} things or {links} links."),
    "pinned": mark("{name} stays where it is."),
    "unpinned": mark("{name} is free again."),
    "moved": mark("{name} moved."),
    "pin": mark("Pin"),
    "unpin": mark("Unpin"),
    "depth": mark("Depth {depth}: {things} things, {links} links in the picture."),
    "window": mark("{from} to {to}: {things} things, {links} links in the picture."),
    "allYears": mark("All years: {things} things, {links} links in the picture."),
    "counts": mark("{things} things, {links} links"),
    "kinds": mark("{count} kinds"),
    "between": mark("{name} and {other}"),
    "through": mark("through {name}"),
    "crowded": mark("{count} hidden things would join too many others; those links are not drawn."),
    "undatedCount": mark("{count} undated links"),
    "matches": mark("{count} found in the picture."),
    "paths": mark("{count} paths from {name} to {other}."),
    "noPaths": mark("No path of at most {hops} links from {name} to {other}."),
    "noLinks": mark("No link is in the picture."),
    "more": mark("+{count} more"),
    "undated": mark("undated"),
    "since": mark("since {year}"),
    "until": mark("until {year}"),
}
"""What the script of the page says; names in braces are filled in there."""

PARAMETERS: Final = (
    "focus", "depth", "open", "hide", "off", "outside", "without", "from", "to", "undated",
    "apart", "pin", "trail", "at",
)  # fmt: skip
"""What the address of the explorer says, besides the language."""

EMBEDDED: Final = 12
"""Answers that come with the page for what its address opens; further ones are asked for."""

TABLE: Final = {"nodes": 5_000, "links": 20_000}
"""What the table may hold: more than the picture."""

_TOKEN: Final = re.compile(r"(?P<slug>[^:@~]+)(?:@(?P<depth>[0-3])|:(?P<kind>[^:@~]+))?")


@blueprint.get("/explore")
def page() -> Response:
    """Answer with the explorer around `focus`; without it, with where to start."""
    if not request.args.get("focus", ""):
        return make_response(render_template("explore/start.html", starts=_starts()))
    return kept(_page)


def _page() -> str:
    shown = Shown.read(request.args)
    kind = request.args.get("kinds", "").partition(",")[0]
    answers = _embedded(shown)
    first = _answer(f"{shown.focus}:{kind}") if kind else answers[shown.focus]
    return render_template(
        "explore/page.html",
        focus=first,
        shown=shown,
        groups=_groups(first),
        trail=_trail(shown),
        marks=MARKS,
        other=OTHER,
        classes=files.class_words(),
        formats=files.FORMATS,
        bundle=vendor.address("vis-network"),
        strings=_strings(),
        state=_state(),
        data={
            "focus": shown.focus,
            "answers": answers,
            "limit": settings().explorer_nodes,
            "links": settings().explorer_links,
            "through": THROUGH,
            "neighbourhood": url("explore.neighbourhood"),
            "paths": url("paths.page"),
            "marks": MARKS,
            "other": OTHER,
        },
    )


def _embedded(shown: Shown) -> dict[str, dict[str, Any]]:
    """What the page needs at once by token; of what it opens only what there is."""
    answers = {token: _answer(token) for token in dict.fromkeys((shown.focus, shown.base))}
    for token in shown.opened[:EMBEDDED]:
        with suppress(UnknownThing):
            answers[token] = _answer(token)
    return answers


def _state() -> dict[str, str]:
    """The parameters of this page that say what it shows, for its tables and files."""
    return {name: request.args[name] for name in PARAMETERS if name in request.args}


@blueprint.get("/explore/neighbourhood")
def neighbourhood() -> Response:
    """Answer with links as JSON: of `body`, with `kinds` or `depth`, or those `among` things."""
    slugs = request.args.get("among", "")
    body = request.args.get("body", "")
    if not slugs and not body:
        abort(400, gettext("Name a thing: body=org-cas."))
    kinds = request.args.get("kinds", "")
    depth = request.args.get("depth", "")
    token = "~".join(slugs.split(",")) if slugs else body
    if not slugs and kinds:
        return kept(lambda: _as_json(_of_kinds(body, kinds.split(","))))
    return kept(lambda: _as_json(_answer(f"{token}@{depth}" if depth else token)))


def _as_json(document: Any) -> Response:
    body = json.dumps(document, ensure_ascii=False)
    return Response(body, content_type="application/json; charset=utf-8")


@blueprint.route("/explore/export", methods=["GET", "POST"])
def export() -> Response:
    """Answer with what the explorer shows, as a file; same parameters as the page, and `format`."""
    name = request.values.get("format", "html")
    if name not in files.FORMATS:
        abort(400, gettext("This format is not offered: %(name)s.") % {"name": name})
    shown = Shown.read(request.args)
    return files.file(name, _picture(shown), shown)


@blueprint.get("/explore/picture.svg")
def drawn() -> Response:
    """Answer with the picture of the same parameters as the page, for a page without scripts."""
    return kept(_drawn)


def _drawn() -> Response:
    shown = Shown.read(request.args)
    body = files.svg(_picture(shown), shown)
    return Response(body, content_type="image/svg+xml; charset=utf-8")


@blueprint.get("/explore/table")
def table() -> Response:
    """Answer with every link that the same parameters show, as a table a page at a time."""
    return kept(_table)


def _table() -> str:
    shown = Shown.read(request.args)
    found = _picture(shown, **TABLE)
    return render_template(
        "explore/table.html",
        focus=found.nodes[shown.focus],
        picture=found,
        page=page_of_rows(files.rows(found), settings().page_rows),
        state=_state(),
        formats=files.FORMATS,
    )


def _picture(shown: Shown, *, nodes: int = 0, links: int = 0) -> Picture:
    most = nodes or settings().explorer_nodes
    return picture(
        shown,
        partial(_answer, limit=most),
        nodes=most,
        links=links or settings().explorer_links,
    )


def _answer(token: str, limit: int = 0) -> dict[str, Any]:
    """The answer to a token: a thing, one of its kinds, its depth, or a path.

    Raises:
        UnknownThing: the reader sees no such thing, or the token is none.
    """
    most = limit or settings().explorer_nodes
    if "~" in token:
        return _along(token.split("~"))
    match = _TOKEN.fullmatch(token)
    if not match:
        raise UnknownThing(token)
    slug, depth, kind = match.group("slug", "depth", "kind")
    if depth in ("2", "3"):
        return _deep(slug, int(depth), most)
    found = _of_kinds(slug, [kind] if kind else [], most)
    return _alone(found) if depth == "0" else found


def _of_kinds(slug: str, kinds: Collection[str], limit: int = 0) -> dict[str, Any]:
    body = terms.thing(slug)
    found = query.surroundings(reader(), body, language())
    if body not in found.names:
        raise UnknownThing(slug)
    cast = serialise.Cast.of(found, graph_titles())
    most = limit or settings().explorer_nodes
    return serialise.neighbourhood(found, body, cast, limit=most, kinds=kinds)


def _alone(found: dict[str, Any]) -> dict[str, Any]:
    """Depth 0: the thing alone, with the counts of its kinds."""
    kinds = [kind | {"shown": 0} for kind in found["kinds"]]
    return found | {"nodes": found["nodes"][:1], "edges": [], "kinds": kinds}


def _deep(slug: str, depth: int, limit: int) -> dict[str, Any]:
    """Everything within `depth` links, the nearest first, at most `limit` things.

    What depth 1 shows stands where it stands there; the browser finds places for the others.
    """
    near = _of_kinds(slug, (), limit)
    distance = whole().reach(slug, depth)
    first = [node["id"] for node in near["nodes"]]
    slugs = list(dict.fromkeys([*first, *distance]))
    return _joined(near, slugs[:limit], lambda one: whole().parent(one, distance)) | {
        "left": max(0, len(slugs) - limit)
    }


def _along(slugs: list[str]) -> dict[str, Any]:
    """The links among the things of a path; each has the one before it as its parent."""
    whole().reach(slugs[0], 0)
    for slug in slugs:
        whole().reach(slug, 0)
    cast, edges = among(slugs, graph_titles())
    things = [cast.thing(terms.thing(slug)) for slug in slugs]
    found = serialise.answer(things[0], [one.node(None) for one in things], edges, cast)
    for node, before in zip(found["nodes"][1:], slugs, strict=False):
        node["parent"] = before
    return found


def _joined(near: dict[str, Any], slugs: list[str], parent: Any) -> dict[str, Any]:
    """The links among `slugs`, with the places, kinds and counts of `near`."""
    cast, edges = among(slugs, graph_titles())
    focus = near["focus"]
    placed = {node["id"]: (node["x"], node["y"]) for node in near["nodes"]}
    things = [cast.thing(terms.thing(slug)) for slug in slugs]
    nodes = [one.node(placed.get(one.slug)) for one in things]
    found = serialise.answer(things[0], nodes, edges, cast)
    for node in found["nodes"]:
        if node["id"] != focus:
            node["parent"] = parent(node["id"])
    full = [kind | {"shown": kind["total"]} for kind in near["kinds"]]
    return found | {"kinds": full, "total": near["total"]}


def graph_titles() -> dict[str, str]:
    """Titles of the named graphs that the reader sees."""
    return {graph.iri: graph.titles.get(language()) or graph.title for graph in reader().graphs()}


def names_of(slugs: Iterable[str]) -> dict[str, serialise.Thing]:
    """Those of the things that the reader sees, by slug."""
    things = {slug: terms.thing(slug) for slug in slugs if terms.is_iri(slug)}
    names = query.names(reader(), things.values(), language())
    found: dict[Node, Name] = {name.thing: name for name in names}
    cast = serialise.Cast(found, (), {})
    return {slug: cast.thing(iri) for slug, iri in things.items() if iri in found}


def _starts() -> list[serialise.Thing]:
    return list(names_of(STARTS).values())


def _trail(shown: Shown) -> list[tuple[serialise.Thing, str]]:
    """Things visited before the focus, each with the address that goes back there."""
    known = names_of(shown.trail)
    slugs = [slug for slug in shown.trail if slug in known]
    return [
        (known[slug], url("explore.page", focus=slug, trail=",".join(slugs[:index]) or None))
        for index, slug in enumerate(slugs)
    ]


def _groups(
    first: dict[str, Any],
) -> list[tuple[dict[str, Any], list[tuple[dict[str, Any], dict[str, Any]]]]]:
    """Kinds with their links and other ends, for the list that works without scripts."""
    focus = first["focus"]
    nodes: Mapping[str, dict[str, Any]] = {node["id"]: node for node in first["nodes"]}
    found: dict[str, list[tuple[dict[str, Any], dict[str, Any]]]] = {
        kind["key"]: [] for kind in first["kinds"]
    }
    for edge in first["edges"]:
        outgoing = edge["from"] == focus
        other = nodes[edge["to"] if outgoing else edge["from"]]
        found[f"{edge['kind']}-{'out' if outgoing else 'in'}"].append((edge, other))
    return [(kind, found[kind["key"]]) for kind in first["kinds"]]


def _strings() -> dict[str, Any]:
    singular = {name: gettext(CLASSES[name][0]) for name in MARKS}
    return {key: gettext(text) for key, text in STRINGS.items()} | {"classes": singular}
