"""The first page: what Lien is, what it holds, and the ways in."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, render_template

from lien_webapp import agreements, indicators, things

blueprint = Blueprint("home", __name__)

HEADLINE: Final = "src-cnrsbeijing-bureau"
"""The source whose four announced figures the first page shows."""

LATEST: Final = 8


@blueprint.get("/")
def page() -> str:
    """Search, counts by kind, the headline indicators of the office, the latest agreements."""
    entries = agreements.entries()
    dated = [entry for entry in entries if entry.when]
    return render_template(
        "home/page.html",
        kinds=things.counts(),
        figures=indicators.headline(HEADLINE),
        latest=dated[-LATEST:][::-1],
        agreements_total=len(entries),
    )
