"""The explorer: the links of a thing as a picture and as lists, and what is shown as a file."""

from __future__ import annotations

import json
from typing import Any, Final

from flask import Blueprint, Response, abort, render_template, request, url_for

from lien import query
from lien.errors import UnknownThing
from lien.export.drawing import MARKS, OTHER
from lien.export.html import ASSETS, bundle
from lien_webapp import serialise
from lien_webapp.context import reader, settings
from lien_webapp.i18n import gettext, language, mark
from lien_webapp.links import url
from lien_webapp.words import CLASSES

blueprint = Blueprint(
    "explore", __name__, static_folder=str(ASSETS), static_url_path="/static/vendor"
)

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
def page() -> str:
    """The explorer around `focus`; without it, where to start."""
    slug = request.args.get("focus", "")
    if not slug:
        return render_template("explore/start.html", starts=_starts())
    first = _neighbourhood(slug, _kinds())
    nodes = {node["id"]: node for node in first["nodes"]}
    return render_template(
        "explore/page.html",
        focus=_thing(slug),
        first=first,
        nodes=nodes,
        groups=_groups(first, nodes),
        marks=MARKS,
        other=OTHER,
        classes=_class_words(),
        formats=FORMATS,
        bundle=url_for("explore.static", filename=bundle().name),
        export=url("explore.export", focus=slug),
        strings={key: gettext(text) for key, text in STRINGS.items()} | {"classes": _class_words()},
        data={
            "first": first,
            "limit": settings().explorer_nodes,
            "neighbourhood": url("explore.neighbourhood"),
            "marks": MARKS,
            "other": OTHER,
        },
    )
