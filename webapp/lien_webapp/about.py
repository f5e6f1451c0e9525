"""What Lien is, and how to use it."""

from __future__ import annotations

from flask import Blueprint, render_template

from lien_webapp.context import reader

blueprint = Blueprint("about", __name__)


@blueprint.get("/about")
def page() -> str:
    """What Lien is, where its facts come from, with every named graph and its size."""
    return render_template("about/page.html", graphs=reader().graphs())


@blueprint.get("/help")
def help_page() -> str:
    """How to search, read a page, ask a question and take the data away."""
    return render_template("about/help.html")
