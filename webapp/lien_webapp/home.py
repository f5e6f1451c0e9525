"""The first page: what Lien is, what it holds, and the ways in."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, render_template

from lien_webapp.agreements import entries
from lien_webapp.indicators import headline
from lien_webapp.things import counts

blueprint = Blueprint("home", __name__)

HEADLINE: Final = "src-cnrsbeijing-bureau"
"""The source whose four announced figures the first page shows."""

LATEST: Final = 8


@blueprint.get("/")
def page() -> str:
    """Search, counts by kind, the headline indicators of the office, the latest agreements."""
    agreements = entries()
    dated = [entry for entry in agreements if entry.given]
    return render_template(
        "home/page.html",
        kinds=counts(),
        figures=headline(HEADLINE),
        latest=dated[-LATEST:][::-1],
        agreements_total=len(agreements),
    )
