"""The whole network as one picture, drawn in the background, and as a list."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import networkx as nx
from flask import Blueprint, Response, make_response, render_template

from lien.analysis.atlas import Atlas, atlas
from lien.errors import LienError
from lien.export.drawing import MARKS, OTHER, Mark
from lien.store import Reader
from lien_webapp import negotiate
from lien_webapp.context import reader, version, volatile
from lien_webapp.downloads import rows_csv, rows_json
from lien_webapp.i18n import gettext, language, mark
from lien_webapp.known import answers
from lien_webapp.links import page_of, url
from lien_webapp.pages import kept
from lien_webapp.paging import page_of_rows
from lien_webapp.whole import network
from lien_webapp.words import CLASSES

blueprint = Blueprint("atlas", __name__)

GRID: Final = 16383
"""Places are sent as whole numbers from 0 to this."""

LISTED: Final = 50
"""Rows of the list on one page."""

WAIT: Final = 1
"""Seconds after which to ask again for a drawing that is being made."""

STRINGS: Final[dict[str, str]] = {
    "picture": mark("Picture of the whole network; the list below holds the same things."),
    "waiting": mark("The picture is being drawn; it comes by itself."),
    "failed": mark("The picture could not be drawn. The list below holds the same things."),
    "ready": mark("{count} things and {links} links are in the picture."),
    "chosen": mark("{name}, {kind}, linked with {count} others."),
    "hits": mark("{count} found in the picture."),
    "none": mark("Nothing in the picture has this name."),
}
"""What the script of the page says; names in braces are filled in there."""

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Drawing:
    """An atlas with what its things are called and of which class they are."""

    atlas: Atlas
    names: list[Mapping[str, Any]]

    def name(self, row: int, lang: str) -> str:
        """The short name of a thing: its acronym, else its name in this language."""
        node = self.names[row]
        return str(node["acronym"] or node.get(f"label_{lang}") or node["label"])

    def kinds(self) -> list[str]:
        """The class of each thing."""
        return [str(node["cls"]) for node in self.names]


@dataclass(frozen=True, slots=True)
class Row:
    """A thing of the picture as the list shows it; `cluster` names what it keeps together with."""

    thing: str
    name: str
    kind: str
    others: int
    cluster: str
    page: str


def drawing(graph: nx.MultiDiGraph[str]) -> Drawing:
    """The atlas of a projected graph, with names."""
    made = atlas(graph)
    return Drawing(made, [graph.nodes[thing] for thing in made.things])


@blueprint.get("/atlas")
def page() -> Response:
    """Answer with the picture and the list of what is in it; JSON and CSV hold the list."""
    form = negotiate.chosen("html", "json", "csv")
    found = _drawing()
    if found is None:
        return _being_drawn(form)
    rows = _rows(found, language())
    if form == "json":
        return rows_json(rows, unlinked=found.atlas.unlinked)
    if form == "csv":
        return rows_csv(rows, Row, "atlas")
    return kept(lambda: _page(rows, found))


def _page(rows: list[Row] | None, found: Drawing | None) -> str:
    return render_template(
        "atlas/page.html",
        page=None if rows is None else page_of_rows(rows, LISTED),
        unlinked=found.atlas.unlinked if found else 0,
        wait=WAIT,
        marks=MARKS,
        other=OTHER,
        counts=Counter(found.kinds()) if found else {},
        classes={name: gettext(CLASSES[name][1]) for name in MARKS},
        strings=_strings(),
        data={
            "drawing": url("atlas.picture"),
            "explore": url("explore.page"),
            "listed": rows is not None,
            "marks": {name: _mark(found) for name, found in MARKS.items()},
            "other": _mark(OTHER),
        },
    )


def _mark(found: Mark) -> dict[str, Any]:
    return {"colour": found.colour, "path": found.path, "hollow": found.hollow}


def _being_drawn(form: str) -> Response:
    volatile()
    if form == "html":
        response = make_response(_page(None, None))
    else:
        body = json.dumps({"status": _strings()["waiting"]}, ensure_ascii=False)
        response = Response(body, 202, content_type="application/json; charset=utf-8")
    response.headers["Retry-After"] = str(WAIT)
    return response


@blueprint.get("/atlas/picture")
def picture() -> Response:
    """Answer with the drawing in columns as JSON; 202 while it is being made."""
    found = _drawing()
    if found is None:
        return _being_drawn("json")
    return kept(lambda: _as_json(_columns(found, language())))


def _drawing() -> Drawing | None:
    """The drawing of what the reader sees; None while it is being made.

    Raises:
        LienError: it could not be made; the next request tries again.
    """
    kept, store, state = answers(), reader(), version()

    def made(patient: Reader) -> Drawing:
        try:
            return drawing(network(kept, patient, state).graph)
        except RuntimeError as error:
            _LOG.exception("the atlas could not be drawn")
            raise LienError(str(error)) from error

    return kept.in_background(store, state, made, "drawing")


def _rows(found: Drawing, lang: str) -> list[Row]:
    made = found.atlas
    return [
        Row(
            thing=thing,
            name=str(found.names[row].get(f"label_{lang}") or found.names[row]["label"]),
            kind=gettext(CLASSES[str(found.names[row]["cls"])][0]),
            others=int(made.others[row]),
            cluster=_cluster(found, int(made.community[row]), lang),
            page=page_of(found.names[row]["iri"]),
        )
        for row, thing in enumerate(made.things)
    ]


def _cluster(found: Drawing, community: int, lang: str) -> str:
    return "" if community < 0 else found.name(found.atlas.clusters[community].first, lang)


def _columns(found: Drawing, lang: str) -> dict[str, Any]:
    """Columns: `things`, `labels`, `kinds` (rows of `groups`), `x`, `y`, `others`, `from`, `to`."""
    made = found.atlas
    groups = list(MARKS)
    x, y = (made.places * GRID).round().astype(int).T.tolist() if made.things else ([], [])
    return {
        "groups": groups,
        "grid": GRID,
        "things": made.things,
        "labels": [found.name(row, lang) for row in range(len(made.things))],
        "kinds": [groups.index(kind) if kind in groups else -1 for kind in found.kinds()],
        "x": x,
        "y": y,
        "others": made.others.tolist(),
        "from": made.links[:, 0].tolist(),
        "to": made.links[:, 1].tolist(),
        "clusters": [
            {
                "label": found.name(one.first, lang),
                "x": round(one.x * GRID),
                "y": round(one.y * GRID),
                "size": one.size,
            }
            for one in made.clusters
        ],
    }


def _as_json(document: Any) -> Response:
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return Response(body, content_type="application/json; charset=utf-8")


def _strings() -> dict[str, Any]:
    singular = {name: gettext(CLASSES[name][0]) for name in MARKS}
    return {key: gettext(text) for key, text in STRINGS.items()} | {"classes": singular}
