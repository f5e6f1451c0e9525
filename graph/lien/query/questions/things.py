"""What is known of a thing, which things there are, and what happened to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from rdflib import Literal, URIRef

from lien import resources
from lien.errors import UnknownThing
from lien.query.answers import answer, answer_for_each
from lien.query.naming import Unnamed, names
from lien.query.parameters import Given, Lang, Limit, Offset, Since, Thing, ThingInTime, Until
from lien.query.rows import Called, Count, Iris, Label, Name, Texts
from lien.query.text import with_values
from lien.store import Node, Reader
from lien.terms import fold, is_iri, slug


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement about a thing that is not a link."""

    klass: URIRef | None
    property: URIRef
    property_label: Literal | None
    value: Node
    value_label: Literal | None
    graph: URIRef


def describe(store: Reader, thing: Thing, lang: Lang) -> list[Fact]:
    """Statements about `thing` but for its links: names first, then kind, codes, dates, place.

    Nothing known, or text that cannot be an IRI: no rows.
    """
    if not is_iri(thing):
        return []
    return answer(Fact, store, "describe", thing=thing, lang=lang).rows()


def names_of(store: Reader, thing: Thing, lang: Lang) -> list[Name]:
    """As `lien.query.names`, for one thing."""
    return names(store, [thing], lang)


@dataclass(frozen=True, slots=True)
class Extent:
    """Territory of a thing, and the first and last day that its dates allow; None: not stated."""

    thing: URIRef
    territory: URIRef | None
    territory_label: Label
    first: Literal | None
    last: Literal | None


def extents(
    store: Reader,
    lang: Lang,
    *,
    thing: Annotated[
        URIRef | None, Given("thing", "The thing; without it, all that have any.")
    ] = None,
) -> list[Extent]:
    """Territory and days of `thing`, or of everything when it is None, ordered by IRI.

    A thing without territory and days has no row; one of two territories has two.
    """
    if thing is None:
        return answer(Extent, store, "extents").named(store, lang)
    return extents_of(store, [thing]).named(store, lang)


def extents_of(store: Reader, things: Iterable[URIRef]) -> Unnamed[Extent]:
    """The rows of the question `extents` for these things."""
    return answer_for_each(Extent, store, "extents", "thing", things)


@dataclass(frozen=True, slots=True)
class Stage:
    """A name, a kind with its code, or a period; `what` is "name", "kind" or "period"."""

    what: Literal
    node: URIRef
    kind: URIRef
    kind_label: Label
    text: Literal | None
    code: Literal | None
    start: Literal | None
    end: Literal | None
    as_of: Texts
    duration: Literal | None
    renewal: URIRef | None
    renewal_label: Label
    confidence: URIRef
    sources: Iris


def history(store: Reader, thing: Thing, lang: Lang) -> list[Stage]:
    """Names, kinds with codes, and periods of a thing over time, each sort from the oldest on."""
    return answer(Stage, store, "history", thing=thing).named(store, lang)


@dataclass(frozen=True, slots=True)
class Moment:
    """Something dated. `what` is one of the words in `timeline.rq`; `at` carries the date."""

    given: Literal
    what: Literal
    thing: URIRef
    label: Annotated[Literal | None, Called("thing")]
    klass: Annotated[URIRef | None, Called("thing", "klass")]
    kind: URIRef | None
    kind_label: Label
    at: URIRef


def timeline(store: Reader, body: ThingInTime, lang: Lang) -> list[Moment]:
    """Dated things around `body`: by first possible day, coarse dates first, then by label."""
    return moments_of(store, body).named(store, lang)


def moments_of(store: Reader, body: URIRef) -> Unnamed[Moment]:
    """The rows of the question `timeline`."""
    return answer(Moment, store, "timeline", body=body).ordered(
        lambda row: (str(row.given), fold(str(row.label or "")), row.what)
    )


@dataclass(frozen=True, slots=True)
class Happening:
    """Something dated in the cooperation. `moment` is one of the words in `chronicle.rq`."""

    given: Literal
    moment: Literal
    thing: URIRef
    label: Annotated[Literal | None, Called("thing")]
    klass: Annotated[URIRef | None, Called("thing", "klass")]
    kind: URIRef | None
    kind_label: Label


def chronicle(  # noqa: PLR0913  one argument per filter
    store: Reader,
    lang: Lang,
    *,
    body: Annotated[
        URIRef | None, Given("thing", "Only what this body, person or action is part of.")
    ] = None,
    what: Annotated[
        str | None, Given("text", "Only this sort, for example agreement-signed or event.")
    ] = None,
    since: Since = None,
    until: Until = None,
) -> list[Happening]:
    """Dated things of the cooperation, of one `body` or of all, by the date as it is given.

    A year stands before its months and a month before its days; no day is invented. `what` is a
    word of `chronicle.rq`; another one gives no rows. A partial date counts as inside when it may
    be.
    """
    return answer(
        Happening, store, "chronicle", body=body, what=what, since=since, until=until
    ).named(store, lang)


@dataclass(frozen=True, slots=True)
class Bearer:
    """A thing that bears a term, or the narrower term `by`, as its `property`."""

    property: URIRef
    property_label: Label
    thing: URIRef
    label: Annotated[Literal | None, Called("thing")]
    acronym: Annotated[Literal | None, Called("thing", "acronym")]
    klass: Annotated[URIRef | None, Called("thing", "klass")]
    by: URIRef
    by_label: Label


def bearers(
    store: Reader, term: Annotated[URIRef, Given("thing", "The address of the term.")], lang: Lang
) -> list[Bearer]:
    """Things that bear a term of a list, or one up to two steps below it: by property and thing."""
    return answer(Bearer, store, "bearers", term=term).named(store, lang)


@dataclass(frozen=True, slots=True)
class Listed:
    """A thing in the list of its class."""

    thing: URIRef
    label: Literal | None
    acronym: Literal | None
    kind_label: Literal | None
    place_label: Literal | None


def things(
    store: Reader,
    klass: Annotated[URIRef, Given("class", "The class, for example Body or Agreement.")],
    lang: Lang,
    *,
    limit: Limit = None,
    offset: Offset = 0,
) -> list[Listed]:
    """Things of a class by label, case and accents apart; `classes` says how many there are."""
    return answer(
        Listed, store, "things", limit=limit, offset=offset, klass=klass, lang=lang
    ).rows()


@dataclass(frozen=True, slots=True)
class ClassCount:
    """A class and how many things of it the reader may see."""

    klass: URIRef
    class_label: Literal | None
    things: Count


def classes(store: Reader, lang: Lang) -> list[ClassCount]:
    """Classes of things with the number of things; a class without things is left out."""
    return answer(ClassCount, store, "classes", lang=lang).rows()


def known(store: Reader, thing: URIRef) -> bool:
    """Whether the reader may see anything under this IRI."""
    return is_iri(thing) and len(store.select(resources.query("known"), thing=thing)) > 0


def uses(store: Reader, term: URIRef) -> int:
    """How often a term is used, as the class of a thing or as the property of a statement."""
    text = with_values(resources.query("uses"), [{"term": term}])
    ((number,),) = store.select(text)
    return int(str(number))


def document(store: Reader, thing: URIRef, media_type: str) -> bytes:
    """Everything stated about `thing`, with the records that state it, as an RDF document.

    Raises:
        UnknownThing: the reader may see nothing under this IRI.
        QueryRefused: `media_type` is no RDF format.
    """
    if not known(store, thing):
        raise UnknownThing(slug(str(thing)))
    return store.construct(resources.query("document"), media_type=media_type, thing=thing)
