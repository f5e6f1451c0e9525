"""The list of named questions, and how a text becomes a parameter."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, get_args
from typing import Literal as OneOf

from rdflib import RDF, Literal, URIRef

from lien import resources
from lien.dates import PartialDate
from lien.errors import UnknownQuestion, UnknownThing
from lien.query import answers, cooperation, visits
from lien.query.text import paged, plain, with_values
from lien.store import Node, Reader
from lien.terms import SCHEME, expand, thing

Kind: TypeAlias = OneOf[
    "thing", "concept", "class", "property", "value", "text", "language", "number", "flag",
    "first-day", "last-day",
]  # fmt: skip
KINDS: Final[tuple[str, ...]] = get_args(Kind)
LANGUAGES: Final = ("fr", "en", "zh")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a question; `help` is an English sentence that pages translate.

    `scheme` is the concept scheme of a parameter of kind "concept".
    """

    name: str
    kind: Kind
    help: str
    required: bool = False
    scheme: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A named question: its file, its function, its parameters.

    `empty` says why there may be no row, where the data are not the only reason.
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


_LANG: Final = Parameter("lang", "language", "Language of the labels: fr, en or zh.")
_LIMIT: Final = Parameter("limit", "number", "How many rows at most.")
_OFFSET: Final = Parameter("offset", "number", "How many rows to leave out at the beginning.")


_DONE_TOGETHER: Final = Parameter(
    "kind", "concept", "Joint works, joint actions or agreements.", scheme="pair-kind"
)
_NOT_COUNTED: Final = (
    "No such pair is kept. The question “counted” says how many works, actions and agreements "
    "there are, and from which number on their pairs are kept."
)


def _thing(name: str, text: str, *, required: bool = True) -> Parameter:
    return Parameter(name, "thing", text, required)


def _listed(*questions: Question) -> dict[str, Question]:
    return {question.name: question for question in questions}


_NOT_MEASURED: Final = (
    "No such measure is recorded. “lien measure structure” computes the measures of the "
    "cooperation network and records them."
)
_WHERE: Final = (
    Parameter("territory", "concept", "Only this territory, for example hk.", scheme="territory"),
    Parameter("place", "concept", "Only this city, for example hong-kong.", scheme="place"),
    Parameter("on", "last-day", "As of this day; of a month or a year its last day."),
)


QUESTIONS: Final[dict[str, Question]] = _listed(
    Question(
        "describe",
        "What is known about a thing, apart from its links.",
        answers.describe,
        (_thing("thing", "The thing, for example org-cas."), _LANG),
    ),
    Question(
        "neighbours",
        "Who and what is linked to a thing, how, since when, and according to which sources.",
        answers.neighbours,
        (_thing("body", "The thing whose links are asked for, for example org-cas."), _LANG),
    ),
    Question(
        "extents",
        "In which territory things are, and from when to when they last.",
        answers.extents,
        (_thing("thing", "The thing; without it, all that have any.", required=False), _LANG),
    ),
    Question(
        "agreements",
        "Agreements: of whom, of which kind, signed when.",
        answers.agreements,
        (
            _thing("body", "A party, signatory or witness.", required=False),
            Parameter("kind", "concept", "Kind of agreement.", scheme="agreement-kind"),
            Parameter("signed_from", "first-day", "Signed in this year, month or day, or later."),
            Parameter("signed_to", "last-day", "Signed in this year, month or day, or earlier."),
            Parameter("newest", "flag", "Newest first: true or false."),
            _LANG,
        ),
    ),
    Question(
        "in_force",
        "How every agreement stands on a day: in force, ended, replaced, suspended.",
        answers.in_force,
        (
            Parameter("on", "last-day", "The day; of a month or a year its last day.", True),
            Parameter("standing", "text", "Only those that stand so, for example in-force."),
            Parameter("ends_by", "last-day", "Only those whose end is known and not later."),
            _LANG,
        ),
    ),
    Question(
        "history",
        "Names, kinds with their codes, and periods of a thing over time.",
        answers.history,
        (_thing("thing", "The thing, for example org-cas."), _LANG),
    ),
    Question(
        "timeline",
        "What happened around a thing, in order.",
        answers.timeline,
        (_thing("body", "The thing, for example act-liama."), _LANG),
    ),
    Question(
        "standing",
        "How the links, names and kinds of a thing stand on a day.",
        answers.standing,
        (
            _thing("thing", "The thing, for example act-liama."),
            Parameter("on", "last-day", "The day; of a month or a year its last day.", True),
            _LANG,
        ),
    ),
    Question(
        "roles",
        "Who holds or held a role where, from when to when.",
        answers.roles,
        (
            _thing("body", "A body, unit or action, for example org-cas.", required=False),
            _thing("person", "Only this person.", required=False),
            _LANG,
        ),
    ),
    Question(
        "families",
        "Which agreements rest on, renew, change or follow up which; actions that they concern.",
        answers.families,
        (_LANG,),
    ),
    Question(
        "linked_through",
        "With whom a body is linked, through which actions, agreements, units, people and events.",
        answers.linked_through,
        (_thing("body", "The body or unit, for example org-cas."), _LANG),
    ),
    Question(
        "similar",
        "Bodies of the same kind with partners, fields or the city in common.",
        answers.similar,
        (_thing("body", "The body or unit, for example org-cas."), _LANG),
    ),
    Question(
        "bearers",
        "Things that bear a term: a city, a territory, a field, a kind.",
        answers.bearers,
        (_thing("term", "The address of the term."), _LANG),
    ),
    Question(
        "imports",
        "Files that were read in: when, with how many rows, under which licence.",
        answers.imports,
        (_LANG,),
    ),
    Question(
        "origin",
        "Who states a fact, in which file and row, and whether it is disputed.",
        answers.origin,
        (
            _thing("subject", "The thing that the fact is about."),
            Parameter("property", "property", "The property, for example lien:signedOn."),
            Parameter("value", "value", "The value: a thing, or a text such as 1978-10."),
            _LANG,
        ),
    ),
    Question(
        "indicators",
        "Figures, for when, and which were announced without a value.",
        answers.indicators,
        (
            Parameter("scope", "text", "What the figures are about, for example CNRS."),
            Parameter("measure", "concept", "The indicator.", scheme="indicator"),
            _thing("source", "Only figures that cite this source.", required=False),
            _LANG,
        ),
    ),
    Question(
        "competing",
        "Values that sources give against those that are kept.",
        answers.competing,
        (_thing("thing", "The thing; without it, all contradictions.", required=False), _LANG),
    ),
    Question(
        "flags",
        "What is odd in the dates, without being wrong.",
        answers.flags,
        (
            _thing("thing", "The thing; without it, everything that is odd.", required=False),
            Parameter("oddity", "concept", "Which oddity.", scheme="flag"),
            _LANG,
        ),
    ),
    Question(
        "names",
        "What a thing, a property or a concept is called, and its class.",
        answers.names_of,
        (_thing("thing", "The thing, for example org-cas."), _LANG),
    ),
    Question(
        "pairs",
        "The 200 pairs of bodies with most works, actions or agreements in common.",
        answers.pairs,
        (_DONE_TOGETHER, _LANG, _LIMIT, _OFFSET),
        empty=_NOT_COUNTED,
    ),
    Question(
        "pair_years",
        "What a body has in common with others, by year.",
        answers.pair_years,
        (
            _thing("body", "The body or unit, for example org-cas."),
            _thing("other", "Only what it has in common with this one.", required=False),
            _DONE_TOGETHER,
            _LANG,
            _LIMIT,
            _OFFSET,
        ),
        empty=_NOT_COUNTED,
    ),
    Question(
        "gaps",
        "The 200 strongest pairs that publish or act together without an agreement between them.",
        answers.gaps,
        (
            _DONE_TOGETHER,
            Parameter(
                "cover",
                "concept",
                "No agreement at all, or only one of bodies above them.",
                scheme="agreement-cover",
            ),
            _LANG,
            _LIMIT,
            _OFFSET,
        ),
        empty=_NOT_COUNTED,
    ),
    Question(
        "runs",
        "Measures of networks that were recorded: when, with which parameters.",
        answers.runs,
        (_LANG,),
        empty=_NOT_MEASURED,
    ),
    Question(
        "measured",
        "Values that recorded measures give to things and ties.",
        answers.measured,
        (
            _thing("run", "The address of the run.", required=False),
            Parameter("network", "concept", "Which network was measured.", scheme="network"),
            Parameter("measure", "concept", "Which measure.", scheme="network-measure"),
            _thing("thing", "Only values of this thing, for example org-cas.", required=False),
            _LANG,
            _LIMIT,
            _OFFSET,
        ),
        empty=_NOT_MEASURED,
    ),
    Question(
        "uncovered",
        "Pairs of bodies with many joint works and no agreement in force between them on a day.",
        answers.uncovered,
        (
            Parameter("on", "last-day", "The day; of a month or a year its last day.", True),
            Parameter("since", "first-day", "Works of this year, month or day, or later.", True),
            Parameter("until", "last-day", "Works of this year, month or day, or earlier.", True),
            Parameter("least", "number", "From how many joint works on.", True),
            Parameter("home", "concept", "Territory of one of the two.", True, "territory"),
            _LANG,
        ),
    ),
    Question(
        "joint_works",
        "Works that two bodies have in common.",
        answers.joint_works,
        (
            _thing("first", "The body or unit, for example org-cas."),
            _thing("second", "The other body or unit."),
            Parameter("parts", "flag", "Works of what stands below them too: true or false."),
            Parameter("since", "first-day", "In this year, month or day, or later."),
            Parameter("until", "last-day", "In this year, month or day, or earlier."),
            _LANG,
        ),
        empty="The two have no such work. A work is known by the bodies that its authors name.",
    ),
    Question(
        "counted",
        "What is counted between bodies, and which pairs are kept.",
        answers.counted,
        (_LANG,),
    ),
    Question(
        "chronicle",
        "What happened in the cooperation, or to one partner, in order.",
        cooperation.chronicle,
        (
            _thing("body", "Only what this body, person or action is part of.", required=False),
            Parameter("what", "text", "Only this sort, for example agreement-signed or event."),
            Parameter("since", "first-day", "In this year, month or day, or later."),
            Parameter("until", "last-day", "In this year, month or day, or earlier."),
            _LANG,
        ),
    ),
    Question(
        "structures",
        "Joint laboratories, networks and other actions.",
        cooperation.structures,
        (
            Parameter("kind", "concept", "Kind of action.", scheme="action-kind"),
            Parameter("field", "concept", "Field of the OECD, for example 1-3.", scheme="ford"),
            _thing("institute", "Institute to which the action is attached.", required=False),
            Parameter("territory", "concept", "Territory of a partner.", scheme="territory"),
            _thing("partner", "A body or unit that takes part.", required=False),
            Parameter("cnrs", "concept", "Whether it is of the CNRS.", scheme="cnrs-action"),
            _LANG,
        ),
    ),
    Question(
        "structure_partners",
        "Who takes part in joint laboratories and actions, on which side.",
        cooperation.structure_partners,
        (_thing("action", "Only in this action.", required=False), _LANG),
    ),
    Question(
        "funding",
        "Funding schemes and tools: for whom, where, last seen when.",
        cooperation.funding,
        (
            Parameter("kind", "concept", "Kind of funding.", scheme="funding-kind"),
            Parameter("territory", "concept", "Open to this territory.", scheme="territory"),
            Parameter("field", "concept", "Field of the OECD, for example 1-3.", scheme="ford"),
            _LANG,
        ),
    ),
    Question(
        "funding_users",
        "Which actions have used a funding scheme or tool.",
        cooperation.funding_users,
        (_thing("scheme", "Only of this scheme, for example fund-irp.", required=False), _LANG),
    ),
    Question(
        "partners",
        "Who takes part in actions and agreements, where, and in how many.",
        cooperation.partners,
        (*_WHERE, _LANG),
    ),
    Question(
        "city_pairs",
        "Cities of different territories and how many actions and agreements join them.",
        cooperation.city_pairs,
        (*_WHERE, _LANG),
    ),
    Question(
        "positions",
        "Where the places are on the globe.",
        cooperation.positions,
        (_LANG,),
    ),
    Question(
        "counterparts",
        "Who holds which role in a body and in its joint actions, since when.",
        visits.counterparts,
        (_thing("body", "The body or unit, for example org-cas."), _LANG),
    ),
    Question(
        "encounters",
        "Events, missions, doctoral stays and requests that a body was part of.",
        visits.encounters,
        (_thing("body", "The body or unit, for example org-cas."), _LANG),
    ),
    Question(
        "agreement_periods",
        "Terms, renewals and suspensions of agreements, with the notice to be given.",
        visits.agreement_periods,
        (
            _thing("body", "Only agreements to which this one is a party.", required=False),
            _LANG,
        ),
    ),
    Question(
        "joint_papers",
        "How many papers a body has signed with other territories, by year.",
        visits.joint_papers,
        (_thing("body", "The body or unit, for example org-cas."), _LANG),
    ),
    Question(
        "works_with",
        "Which French units and bodies work with which institutes, where, on which theme.",
        visits.works_with,
        (
            Parameter("theme", "concept", "Discipline of the action.", scheme="discipline"),
            Parameter("field", "concept", "Field of the OECD, for example 1-3.", scheme="ford"),
            *_WHERE,
            _LANG,
        ),
    ),
    Question(
        "tools",
        "Cooperation tools with their former names, and how many actions used them.",
        visits.tools,
        (_LANG,),
    ),
    Question(
        "tool_users",
        "Which actions have used which cooperation tool, and when.",
        visits.tool_users,
        (Parameter("tool", "concept", "Only this tool, for example irp.", scheme="tool"), _LANG),
    ),
    Question(
        "statements",
        "What is stated of things and of the links between them.",
        visits.statements,
        (_thing("thing", "Only of this thing or link.", required=False),),
    ),
    Question(
        "sources",
        "Sources: who publishes them, when, at which address.",
        visits.sources,
        (_thing("source", "Only this source.", required=False),),
    ),
    Question("links", "All links between things, with dates and evidence.", answers.links),
    Question(
        "things",
        "Things of one class.",
        answers.things,
        (
            Parameter("class", "class", "The class, for example Body or Agreement.", True),
            _LANG,
            _LIMIT,
            _OFFSET,
        ),
    ),
    Question("classes", "Classes of things, and how many of each.", answers.classes, (_LANG,)),
)
"""Every question by its name, in the order in which pages and the command line list them."""


def ask(store: Reader, name: str, texts: Mapping[str, str]) -> Sequence[Any]:
    """Rows of the question `name`, its parameters given as texts; empty texts count as absent.

    Raises:
        UnknownQuestion: no such question; a parameter that it does not have, that is missing, or
            that cannot be read.
        UnknownThing: a thing that is not there, or that the reader may not see.
    """
    question = find(name)
    arguments = _arguments(question, texts)
    for parameter in question.parameters:
        iri = arguments.get(parameter.name)
        if parameter.kind == "thing" and iri is not None and not answers.known(store, iri):
            raise UnknownThing(texts[parameter.name])
    renamed = {"klass" if key == "class" else key: value for key, value in arguments.items()}
    return question.function(store, **renamed)


def as_sparql(name: str, texts: Mapping[str, str]) -> str:
    """The text of the question with its parameters in it: asked as SPARQL it gives the same rows.

    Where a row also holds names of things (`lien.query.rows.Called`), those come from `names`.
    Errors as in `ask`, but for things, which are not looked up.
    """
    question = find(name)
    arguments = _arguments(question, texts)
    limit, offset = arguments.pop("limit", None), arguments.pop("offset", 0)
    values = _bound(arguments)
    return paged(with_values(question.text, [values]) if values else question.text, limit, offset)


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


def _bound(arguments: Mapping[str, Any]) -> dict[str, Node | None]:
    return {
        name: value if isinstance(value, URIRef | Literal) else Literal(value)
        for name, value in arguments.items()
    }


def _arguments(question: Question, texts: Mapping[str, str]) -> dict[str, Any]:
    known = {parameter.name: parameter for parameter in question.parameters}
    given = {key: text for key, text in texts.items() if text.strip()}
    names = ", ".join(known) or "none"
    if "lang" in known:
        given.setdefault("lang", "en")
    for name in given:
        if name not in known:
            message = f"the question {question.name!r} has no parameter {name!r}"
            raise UnknownQuestion(message, hint=f"Parameters: {names}.")
    for name, parameter in known.items():
        if parameter.required and name not in given:
            message = f"the question {question.name!r} needs the parameter {name!r}"
            raise UnknownQuestion(message, hint=parameter.help)
    arguments = {name: _argument(known[name], text.strip()) for name, text in given.items()}
    if question.name == "origin":
        arguments.setdefault("property", RDF.type)
    return arguments


def _argument(parameter: Parameter, text: str) -> Any:
    try:
        return _READERS[parameter.kind](parameter, text)
    except (KeyError, ValueError):
        message = f"{text!r} cannot be the parameter {parameter.name!r}"
        raise UnknownQuestion(message, hint=parameter.help) from None


def _checked(text: str) -> str:
    if not re.fullmatch(r"[^\s<>\"{}|\\^`]+", text):
        raise ValueError(text)
    return text


def _a_thing(_: Parameter, text: str) -> URIRef:
    return URIRef(_checked(text)) if "://" in text else thing(_checked(text))


def _a_concept(parameter: Parameter, text: str) -> URIRef:
    path = f"{parameter.scheme}/{_checked(text)}"
    return URIRef(text) if "://" in text else SCHEME[path]


def _a_class(_: Parameter, text: str) -> URIRef:
    usual = {"Person": "foaf:Person", "Observation": "qb:Observation"}
    return _a_property(_, usual.get(text, text))


def _a_property(_: Parameter, text: str) -> URIRef:
    name = _checked(text)
    return expand(name if ":" in name else f"lien:{name}")


def _a_value(_: Parameter, text: str) -> Node:
    if "://" in text:
        return URIRef(_checked(text))
    looks_like_slug = re.fullmatch(
        r"(?:org|unit|act|agr|per|fund|ind|evt|pub|src)-[a-z0-9.-]+", text
    )
    return thing(text) if looks_like_slug else Literal(text)


def _a_language(_: Parameter, text: str) -> str:
    if text not in LANGUAGES:
        raise ValueError(text)
    return text


def _a_number(_: Parameter, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text, re.ASCII):
        raise ValueError(text)
    return int(text)


def _a_flag(_: Parameter, text: str) -> bool:
    return {"true": True, "false": False}[text.casefold()]


_READERS: Final[dict[str, Callable[[Parameter, str], Any]]] = {
    "thing": _a_thing,
    "concept": _a_concept,
    "class": _a_class,
    "property": _a_property,
    "value": _a_value,
    "text": lambda _, text: text,
    "language": _a_language,
    "number": _a_number,
    "flag": _a_flag,
    "first-day": lambda _, text: PartialDate.parse(text).earliest,
    "last-day": lambda _, text: PartialDate.parse(text).latest,
}
