"""What Lien is, and how to use it."""

from __future__ import annotations

from flask import Blueprint, render_template

from lien.export.drawing import MARKS
from lien_webapp.context import reader
from lien_webapp.i18n import gettext
from lien_webapp.words import CLASSES

blueprint = Blueprint("about", __name__)


@blueprint.get("/about")
def page() -> str:
    """What Lien is, where its facts come from, with every named graph and its size."""
    return render_template("about/page.html", graphs=reader().graphs())


@blueprint.get("/help")
def help_page() -> str:
    """How to search, read a page, ask a question and take the data away."""
    return render_template("about/help.html")


@blueprint.get("/about/style")
def style() -> str:
    """The parts of which every page is made, as they look in these colours and this language."""
    kinds = [(name, gettext(CLASSES[name][1])) for name in MARKS]
    return render_template("about/style.html", kinds=kinds)
