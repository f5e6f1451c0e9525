"""The sentences with which the library explains its questions, marked for the catalogues.

A test compares them with the registry, so that a new question arrives in three languages.
"""

from __future__ import annotations

from typing import Final

from lien_webapp.i18n import mark

HELP: Final = (
    mark("Things that bear a name, an acronym or a code."),
    mark("Words of a name in any language, an acronym, a code."),
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
)
"""Every help text of the registry of questions."""

EMPTY: Final = (
    mark(
        "No such pair is kept. The question “counted” says how many works, actions and agreements "
        "there are, and from which number on their pairs are kept."
    ),
)
"""Every text for a question without rows in the registry."""
