"""The sentences with which the library explains its questions, marked for the catalogues.

A test compares them with the registry, so that a new question arrives in three languages.
"""

from __future__ import annotations

from typing import Final

from lien_webapp.i18n import mark

HELP: Final = (
    mark("Language of the labels: fr, en or zh."),
    mark("How many rows at most."),
    mark("How many rows to leave out at the beginning."),
    mark("What is known about a thing, apart from its links."),
    mark("What a thing, a property or a concept is called, and its class."),
    mark("The thing, for example org-cas."),
    mark("Who and what is linked to a thing, how, since when, and according to which sources."),
    mark("The thing whose links are asked for, for example org-cas."),
    mark("In which territory things are, and from when to when they last."),
    mark("The thing; without it, all that have any."),
    mark("Who holds or held a role where, from when to when."),
    mark("A body, unit or action, for example org-cas."),
    mark("Only this person."),
    mark("Agreements: of whom, of which kind, signed when."),
    mark("A party, signatory or witness."),
    mark("Kind of agreement."),
    mark("Signed in this year, month or day, or later."),
    mark("Signed in this year, month or day, or earlier."),
    mark("Newest first: true or false."),
    mark("How every agreement stands on a day: in force, ended, replaced, suspended."),
    mark("The day; of a month or a year its last day."),
    mark("Names, kinds with their codes, and periods of a thing over time."),
    mark("What happened around a thing, in order."),
    mark("The thing, for example act-liama."),
    mark("Who states a fact, in which file and row, and whether it is disputed."),
    mark("The thing that the fact is about."),
    mark("The property, for example lien:signedOn."),
    mark("The value: a thing, or a text such as 1978-10."),
    mark("Figures, for when, and which were announced without a value."),
    mark("What the figures are about, for example CNRS."),
    mark("The indicator."),
    mark("Only figures that cite this source."),
    mark("Values that sources give against those that are kept."),
    mark("The thing; without it, all contradictions."),
    mark("What is odd in the dates, without being wrong."),
    mark("The thing; without it, everything that is odd."),
    mark("Which oddity."),
    mark("The 200 pairs of bodies with most works, actions or agreements in common."),
    mark("Joint works, joint actions or agreements."),
    mark("What a body has in common with others, by year."),
    mark("The body or unit, for example org-cas."),
    mark("Only what it has in common with this one."),
    mark("The 200 strongest pairs that publish or act together without an agreement between them."),
    mark("No agreement at all, or only one of bodies above them."),
    mark("What is counted between bodies, and which pairs are kept."),
    mark("All links between things, with dates and evidence."),
    mark("Things of one class."),
    mark("The class, for example Body or Agreement."),
    mark("Classes of things, and how many of each."),
    mark("How the links, names and kinds of a thing stand on a day."),
    mark("Which agreements rest on, renew, change or follow up which; actions that they concern."),
    mark(
        "With whom a body is linked, through which actions, agreements, units, people and events."
    ),
    mark("Bodies of the same kind with partners, fields or the city in common."),
    mark("Things that bear a term: a city, a territory, a field, a kind."),
    mark("The address of the term."),
    mark("Files that were read in: when, with how many rows, under which licence."),
    mark("Only those that stand so, for example in-force."),
    mark("Only those whose end is known and not later."),
    mark("What happened in the cooperation, or to one partner, in order."),
    mark("Only what this body, person or action is part of."),
    mark("Only this sort, for example agreement-signed or event."),
    mark("In this year, month or day, or later."),
    mark("In this year, month or day, or earlier."),
    mark("Joint laboratories, networks and other actions."),
    mark("Kind of action."),
    mark("Field of the OECD, for example 1-3."),
    mark("Institute to which the action is attached."),
    mark("Territory of a partner."),
    mark("A body or unit that takes part."),
    mark("Whether it is of the CNRS."),
    mark("Who takes part in joint laboratories and actions, on which side."),
    mark("Only in this action."),
    mark("Funding schemes and tools: for whom, where, last seen when."),
    mark("Kind of funding."),
    mark("Open to this territory."),
    mark("Which actions have used a funding scheme or tool."),
    mark("Only of this scheme, for example fund-irp."),
    mark("Who takes part in actions and agreements, where, and in how many."),
    mark("Only this territory, for example hk."),
    mark("Only this city, for example hong-kong."),
    mark("As of this day; of a month or a year its last day."),
    mark("Cities of different territories and how many actions and agreements join them."),
    mark("Where the places are on the globe."),
)
"""Every help text of the registry of questions."""

EMPTY: Final = (
    mark(
        "No such pair is kept. The question “counted” says how many works, actions and agreements "
        "there are, and from which number on their pairs are kept."
    ),
)
"""Every text for a question without rows in the registry."""
