"""The list of named questions."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lien import resources
from lien.errors import UnknownQuestion
from lien.query.parameters import Parameter, parameters_of
from lien.query.questions import (
    actions,
    agreements,
    funding,
    links,
    measures,
    origins,
    people,
    things,
    works,
)
from lien.query.text import plain


@dataclass(frozen=True, slots=True)
class Question:
    """A named question: its file, its function, its parameters.

    `help` and `empty` are English sentences that pages translate; `empty` says why there may be no
    row, where the data are not the only reason.
    """

    name: str
    help: str
    function: Callable[..., Sequence[Any]]
    parameters: tuple[Parameter, ...] = ()
    empty: str = ""

    @property
    def text(self) -> str:
        """The text of the query file, as any SPARQL server understands it."""
        return plain(resources.query(self.name))

    @property
    def titles(self) -> dict[str, str]:
        """The question in words, by language, from the head of the query file."""
        return dict(re.findall(r"^# (en|fr): (.*)$", self.text, re.MULTILINE))


def find(name: str) -> Question:
    """The question of that name.

    Raises:
        UnknownQuestion: there is none.
    """
    if name not in QUESTIONS:
        raise UnknownQuestion(
            f"there is no question {name!r}", hint=f"Questions: {', '.join(QUESTIONS)}."
        )
    return QUESTIONS[name]


def _question(
    function: Callable[..., Sequence[Any]], said: str, *, name: str = "", empty: str = ""
) -> Question:
    """The question that `function` answers: it has its name, unless told, and its parameters."""
    return Question(name or function.__name__, said, function, parameters_of(function), empty)


_NOT_COUNTED: Final = (
    "No such pair is kept. The question “counted” says how many works, actions and agreements "
    "there are, and from which number on their pairs are kept."
)
_NOT_MEASURED: Final = (
    "No such measure is recorded. “lien measure structure” computes the measures of the "
    "cooperation network and records them."
)
_NOT_JOINT: Final = (
    "The two have no such work. A work is known by the bodies that its authors name."
)

_LISTED: Final = (
    _question(things.describe, "What is known about a thing, apart from its links."),
    _question(
        links.neighbours,
        "Who and what is linked to a thing, how, since when, and according to which sources.",
    ),
    _question(things.extents, "In which territory things are, and from when to when they last."),
    _question(agreements.agreements, "Agreements: of whom, of which kind, signed when."),
    _question(
        agreements.in_force,
        "How every agreement stands on a day: in force, ended, replaced, suspended.",
    ),
    _question(things.history, "Names, kinds with their codes, and periods of a thing over time."),
    _question(things.timeline, "What happened around a thing, in order."),
    _question(links.standing, "How the links, names and kinds of a thing stand on a day."),
    _question(people.roles, "Who holds or held a role where, from when to when."),
    _question(
        agreements.families,
        "Which agreements rest on, renew, change or follow up which; actions that they concern.",
    ),
    _question(
        links.linked_through,
        "With whom a body is linked, through which actions, agreements, units, people and events.",
    ),
    _question(
        links.similar, "Bodies of the same kind with partners, fields or the city in common."
    ),
    _question(things.bearers, "Things that bear a term: a city, a territory, a field, a kind."),
    _question(
        origins.imports, "Files that were read in: when, with how many rows, under which licence."
    ),
    _question(
        origins.origin, "Who states a fact, in which file and row, and whether it is disputed."
    ),
    _question(measures.indicators, "Figures, for when, and which were announced without a value."),
    _question(origins.competing, "Values that sources give against those that are kept."),
    _question(origins.flags, "What is odd in the dates, without being wrong."),
    _question(
        things.names_of,
        "What a thing, a property or a concept is called, and its class.",
        name="names",
    ),
    _question(
        works.pairs,
        "The 200 pairs of bodies with most works, actions or agreements in common.",
        empty=_NOT_COUNTED,
    ),
    _question(
        works.pair_years, "What a body has in common with others, by year.", empty=_NOT_COUNTED
    ),
    _question(
        works.gaps,
        "The 200 strongest pairs that publish or act together without an agreement between them.",
        empty=_NOT_COUNTED,
    ),
    _question(
        measures.runs,
        "Measures of networks that were recorded: when, with which parameters.",
        empty=_NOT_MEASURED,
    ),
    _question(
        measures.measured,
        "Values that recorded measures give to things and ties.",
        empty=_NOT_MEASURED,
    ),
    _question(
        works.uncovered,
        "Pairs of bodies with many joint works and no agreement in force between them on a day.",
    ),
    _question(works.joint_works, "Works that two bodies have in common.", empty=_NOT_JOINT),
    _question(works.counted, "What is counted between bodies, and which pairs are kept."),
    _question(things.chronicle, "What happened in the cooperation, or to one partner, in order."),
    _question(actions.structures, "Joint laboratories, networks and other actions."),
    _question(
        actions.structure_partners,
        "Who takes part in joint laboratories and actions, on which side.",
    ),
    _question(funding.funding, "Funding schemes and tools: for whom, where, last seen when."),
    _question(funding.funding_users, "Which actions have used a funding scheme or tool."),
    _question(
        actions.partners, "Who takes part in actions and agreements, where, and in how many."
    ),
    _question(
        actions.city_pairs,
        "Cities of different territories and how many actions and agreements join them.",
    ),
    _question(actions.positions, "Where the places are on the globe."),
    _question(
        people.counterparts, "Who holds which role in a body and in its joint actions, since when."
    ),
    _question(
        people.encounters, "Events, missions, doctoral stays and requests that a body was part of."
    ),
    _question(
        agreements.agreement_periods,
        "Terms, renewals and suspensions of agreements, with the notice to be given.",
    ),
    _question(
        works.joint_papers, "How many papers a body has signed with other territories, by year."
    ),
    _question(
        actions.works_with,
        "Which French units and bodies work with which institutes, where, on which theme.",
    ),
    _question(
        funding.tools, "Cooperation tools with their former names, and how many actions used them."
    ),
    _question(funding.tool_users, "Which actions have used which cooperation tool, and when."),
    _question(links.statements, "What is stated of things and of the links between them."),
    _question(origins.sources, "Sources: who publishes them, when, at which address."),
    _question(links.links, "All links between things, with dates and evidence."),
    _question(things.things, "Things of one class."),
    _question(things.classes, "Classes of things, and how many of each."),
)

QUESTIONS: Final = {question.name: question for question in _LISTED}
"""Every question by its name, in the order in which pages and the command line list them."""
