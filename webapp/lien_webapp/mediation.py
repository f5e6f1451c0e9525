"""The analyses of a mediator, each named by the question that it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, render_template

from lien_webapp.i18n import mark
from lien_webapp.pages import kept

blueprint = Blueprint("mediation", __name__)


@dataclass(frozen=True, slots=True)
class Analysis:
    """A page that answers a question of a mediator; `values` are parameters of its address."""

    endpoint: str
    question: str
    title: str
    values: tuple[tuple[str, str], ...] = ()


ANALYSES: Final[tuple[tuple[str, tuple[Analysis, ...]], ...]] = (
    (
        mark("Before a visit or a call"),
        (
            Analysis("visit.start", mark("Prepare my visit to a partner"), mark("Visit dossier")),
            Analysis("introductions.page", mark("Who can introduce one to another?"),
                     mark("Introductions")),
            Analysis("interlocutors.page", mark("Who is our contact at a partner, and who before?"),
                     mark("People at a partner")),
            Analysis("changes.page", mark("What changed since my last visit?"),
                     mark("Changes between two days")),
        ),
    ),
    (
        mark("Agreements and what they carry"),
        (
            Analysis("watch.page", mark("Which agreements need a decision soon?"),
                     mark("Agreements watch")),
            Analysis("gaps.page", mark("Who publishes together without an agreement?"),
                     mark("Works without an agreement")),
            Analysis("gaps.page", mark("Which agreements sleep?"),
                     mark("Agreements without activity"), (("way", "agreements"),)),
        ),
    ),
    (
        mark("The network and its weak points"),
        (
            Analysis("structure.page", mark("Who holds the network together?"),
                     mark("Structure of the network")),
            Analysis("departures.page", mark("What do we risk when somebody leaves?"),
                     mark("Departures")),
            Analysis("interlocutors.page", mark("Who has roles on both sides?"),
                     mark("People on both sides"), (("sides", "both"),)),
            Analysis("paths.page", mark("What joins two things?"), mark("Paths")),
        ),
    ),
    (
        mark("New work together"),
        (
            Analysis("next_partners.page", mark("Whom to bring together next?"),
                     mark("Next partners")),
            Analysis("works_with.page", mark("Who works with a place on a theme?"),
                     mark("Places and themes")),
            Analysis("tools.page", mark("Which cooperation tools fit, and who has used them?"),
                     mark("Cooperation tools")),
        ),
    ),
)  # fmt: skip
"""What the pages are for, and the pages; in the order in which they are shown."""


@blueprint.get("/mediation")
def page() -> Response:
    """The ways in to all analyses."""
    return kept(lambda: render_template("mediation/page.html", analyses=ANALYSES))
