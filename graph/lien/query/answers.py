"""One typed function per named question: it binds values into the `.rq` file and reads rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from rdflib import RDF, Literal, URIRef
from rdflib.namespace import XSD

from lien import resources
from lien.errors import UnknownThing
from lien.query.naming import Unnamed, names
from lien.query.rows import (
    About,
    Agreement,
    Bearer,
    ClassCount,
    Competing,
    Counted,
    Extent,
    Fact,
    FamilyRow,
    Flag,
    Import,
    InForce,
    Joined,
    JointWork,
    LinkRow,
    Listed,
    Measured,
    Moment,
    Name,
    Neighbour,
    Observation,
    Origin,
    Pair,
    PairYear,
    Role,
    RunRow,
    Similar,
    Stage,
    Standing,
    Surroundings,
    Uncovered,
    cited,
    rows_of,
)
from lien.query.text import paged, with_values
from lien.store import Node, Reader, Table
from lien.terms import LIEN, fold, is_iri, slug


def neighbours(store: Reader, body: URIRef, lang: str) -> list[Neighbour]:
    """Links in and out of `body`, ordered by property, direction, name of the other end.

    A link stated twice (two roles, two periods, two graphs) is two rows. Unknown body: no rows.
    """
    return _neighbours(store, body).named(store, lang)


def _neighbours(store: Reader, body: URIRef) -> Unnamed[Neighbour]:
    return Unnamed(
        Neighbour,
        store.select(resources.query("neighbours"), body=body),
        lambda row: (row.property, str(row.direction), _sorted(row.other_label)),
    )


def extents(store: Reader, lang: str, *, thing: URIRef | None = None) -> list[Extent]:
    """Territory and days of `thing`, or of everything when it is None, ordered by IRI.

    A thing without territory and days has no row; one of two territories has two.
    """
    return _extents(store, None if thing is None else [thing]).named(store, lang)


def _extents(store: Reader, things: Iterable[URIRef] | None) -> Unnamed[Extent]:
    text = resources.query("extents")
    if things is not None:
        bound: list[dict[str, Node | None]] = [{"thing": thing} for thing in sorted(set(things))]
        text = with_values(text, bound or [{"thing": LIEN.nothing}])
    return Unnamed(Extent, store.select(text))


def surroundings(store: Reader, body: URIRef, lang: str) -> Surroundings:
    """What the explorer shows around `body`: the rows of `neighbours` and of `extents`.

    All names, those of the sources and of `body` itself too, come from one question.
    """
    links = _neighbours(store, body)
    places = links.table.columns.index("other")
    others = {node for row in links.table if isinstance(node := row[places], URIRef)}
    spans = _extents(store, {body, *others})
    wanted = {body} | links.things() | cited(links.table) | spans.things()
    named: dict[Node, Name] = {name.thing: name for name in names(store, wanted, lang)}
    return Surroundings(links.rows(named), spans.rows(named), named)


def _sorted(label: Literal | None) -> str:
    return fold(str(label or ""))


def names_of(store: Reader, thing: URIRef, lang: str) -> list[Name]:
    """As `names`, for one thing."""
    return names(store, [thing], lang)


def describe(store: Reader, thing: URIRef, lang: str) -> list[Fact]:
    """Statements about `thing` but for its links: names first, then kind, codes, dates, place.

    Nothing known, or text that cannot be an IRI: no rows.
    """
    if not is_iri(thing):
        return []
    text = resources.query("describe")
    return rows_of(Fact, store.select(text, thing=thing, lang=Literal(lang)))


def agreements(  # noqa: PLR0913  one argument per filter
    store: Reader,
    lang: str,
    *,
    body: URIRef | None = None,
    kind: URIRef | None = None,
    signed_from: date | None = None,
    signed_to: date | None = None,
    newest: bool = False,
) -> list[Agreement]:
    """Agreements, oldest signature first (or `newest` first), undated ones last in both orders.

    `body` takes part itself as party, signatory or witness; agreements of its parts are not
    counted in. A partial date counts as inside when it may be: `1978` meets June to July 1978.
    """
    values: dict[str, Node | None] = {
        "body": body,
        "kind": kind,
        "signed_from": _day(signed_from),
        "signed_to": _day(signed_to),
        "newest": Literal(newest),
        "lang": Literal(lang),
    }
    table = store.select(resources.query("agreements"), **values)
    return Unnamed(Agreement, table).named(store, lang)


def in_force(
    store: Reader,
    lang: str,
    *,
    on: date,
    standing: str | None = None,
    ends_by: date | None = None,
) -> list[InForce]:
    """How every agreement stands on a day, oldest beginning first, undated ones before all.

    `standing` keeps one status (see `InForce`); `ends_by` those whose end is known and not later.
    """
    table = store.select(
        resources.query("in_force"),
        on=_day(on),
        standing=None if standing is None else Literal(standing),
        ends_by=_day(ends_by),
    )
    return Unnamed(InForce, table).named(store, lang)


def history(store: Reader, thing: URIRef, lang: str) -> list[Stage]:
    """Names, kinds with codes, and periods of a thing over time, each sort from the oldest on."""
    return _history(store, thing).named(store, lang)


def _history(store: Reader, thing: URIRef) -> Unnamed[Stage]:
    return Unnamed(Stage, store.select(resources.query("history"), thing=thing))


def timeline(store: Reader, body: URIRef, lang: str) -> list[Moment]:
    """Dated things around `body`: by first possible day, coarse dates first, then by label."""
    return _timeline(store, body).named(store, lang)


def _timeline(store: Reader, body: URIRef) -> Unnamed[Moment]:
    return Unnamed(
        Moment,
        store.select(resources.query("timeline"), body=body),
        lambda row: (str(row.given), _sorted(row.label), row.what),
    )


def origin(
    store: Reader,
    subject: URIRef,
    lang: str,
    *,
    property: URIRef | None = RDF.type,  # noqa: A002  the word of the domain
    value: Node | None = None,
) -> list[Origin]:
    """Who states `subject property value`, one row per source, what is kept first.

    Then: stated before inferred, the more precise date first, by graph and line.

    By default the origin of the row that describes `subject`. `property` None: of every statement
    about it; `value` None: of every value. Values are compared as text.
    """
    return _origin(store, lang, subject, property, value).named(store, lang)


def _origin(
    store: Reader, lang: str, subject: URIRef, link: URIRef | None, value: Node | None = None
) -> Unnamed[Origin]:
    values: Mapping[str, Node | None] = {
        "subject": subject,
        "property": link,
        "value": value,
        "lang": Literal(lang),
    }
    return Unnamed(Origin, store.select(resources.query("origin"), **values))


def indicators(
    store: Reader,
    lang: str,
    *,
    scope: str | None = None,
    measure: URIRef | None = None,
    source: URIRef | None = None,
) -> list[Observation]:
    """Figures by indicator and period, undated last; `value` None is unknown, never zero.

    `scope` is compared whole (`CNRS`); `source` keeps the figures whose row cites it.
    """
    values: Mapping[str, Node | None] = {
        "scope": None if scope is None else Literal(scope),
        "measure": measure,
        "source": source,
        "lang": Literal(lang),
    }
    return rows_of(Observation, store.select(resources.query("indicators"), **values))


def headline(store: Reader, source: URIRef, lang: str) -> list[Observation]:
    """Figures that `source` announces without giving their value."""
    return [row for row in indicators(store, lang, source=source) if row.value is None]


def competing(store: Reader, lang: str, *, thing: URIRef | None = None) -> list[Competing]:
    """What sources say against values kept for `thing`, or for anything when it is None.

    By thing and field; of one field, stated before inferred, then the more precise date first.
    """
    return _competing(store, thing).named(store, lang)


def flags(
    store: Reader, lang: str, *, thing: URIRef | None = None, oddity: URIRef | None = None
) -> list[Flag]:
    """What is odd in the dates of `thing`, or of anything: by rule, thing, date.

    Only what is certain: a date that may fit is not odd. Odd is not wrong. `oddity` is a concept of
    the scheme `flag`. Unknown thing or rule: no rows.
    """
    table = store.select(resources.query("flags"), thing=thing, oddity=oddity)
    return Unnamed(Flag, table).named(store, lang)


def _competing(store: Reader, thing: URIRef | None) -> Unnamed[Competing]:
    return Unnamed(Competing, store.select(resources.query("competing"), thing=thing))


def standing(store: Reader, thing: URIRef, lang: str, *, on: date) -> list[Standing]:
    """How the links, names, kinds and periods of `thing` stand on a day, by property.

    One row per link node, or per direct triple without one. Unknown thing: no rows.
    """
    return _standing(store, thing, on).named(store, lang)


def _standing(store: Reader, thing: URIRef, on: date) -> Unnamed[Standing]:
    return Unnamed(Standing, store.select(resources.query("standing"), thing=thing, on=_day(on)))


def linked_through(store: Reader, body: URIRef, lang: str) -> list[Joined]:
    """Whom `body` meets in the same actions, agreements, units and events, or through one person.

    The most joint things of one class first, then by IRI. Unknown body: no rows.
    """
    return _joined(store, body).named(store, lang)


def _joined(store: Reader, body: URIRef) -> Unnamed[Joined]:
    return Unnamed(Joined, store.select(resources.query("linked_through"), body=body))


def similar(store: Reader, body: URIRef, lang: str) -> list[Similar]:
    """Bodies of the same kind with two or more partners, fields or cities in common.

    Most in common first, then by IRI. Unknown body: no rows.
    """
    return _similar(store, body).named(store, lang)


def _similar(store: Reader, body: URIRef) -> Unnamed[Similar]:
    return Unnamed(Similar, store.select(resources.query("similar"), body=body))


def roles(
    store: Reader, lang: str, *, body: URIRef | None = None, person: URIRef | None = None
) -> list[Role]:
    """Roles held in a body, unit or action, or by a person, by the IRIs and then by their start.

    Roles in the parts of a body are not counted in. Unknown things: no rows.
    """
    table = store.select(resources.query("roles"), body=body, person=person)
    return Unnamed(Role, table).named(store, lang)


def families(store: Reader, lang: str) -> list[FamilyRow]:
    """Which agreement renews, implements, amends or follows which, and what actions they concern.

    By agreement, relation, other; an agreement without any relation is one row.
    """
    return Unnamed(FamilyRow, store.select(resources.query("families"))).named(store, lang)


def bearers(store: Reader, term: URIRef, lang: str) -> list[Bearer]:
    """Things that bear a term of a list, or one up to two steps below it: by property and thing."""
    return Unnamed(Bearer, store.select(resources.query("bearers"), term=term)).named(store, lang)


def imports(store: Reader, lang: str) -> list[Import]:
    """The named graphs that say when they were read in, by IRI."""
    return rows_of(Import, store.select(resources.query("imports"), lang=Literal(lang)))


def _takes_part(joined: Table) -> bool:
    """Whether an action or agreement is among what joins; without any nothing is `similar`."""
    place = joined.columns.index("through")
    return any(row[place] in (LIEN.StructuringAction, LIEN.Agreement) for row in joined)


def about(  # noqa: PLR0913  one argument per kind of question
    store: Reader,
    thing: URIRef,
    lang: str,
    *,
    linked: bool = True,
    body: bool = False,
    alike: bool = False,
    on: date | None = None,
) -> About:
    """What several questions say of a thing, with the names for all of them asked at once.

    The same rows in the same order as these give: `origin` and `competing`; when the thing is
    `linked`, `neighbours`, `timeline` and `history`; when it is a `body`, `linked_through`; when
    bodies `alike` are wanted and it takes part in anything, `similar`; with a day, `standing`.
    """
    origins, rivals = _origin(store, lang, thing, RDF.type), _competing(store, thing)
    links = _neighbours(store, thing) if linked else None
    moments = _timeline(store, thing) if linked else None
    stages = _history(store, thing) if linked else None
    joined = _joined(store, thing) if body else None
    wanted_too = alike and joined and _takes_part(joined.table)
    resembling = _similar(store, thing) if wanted_too else None
    standings = _standing(store, thing, on) if linked and on else None
    answers = [
        answer
        for answer in (origins, rivals, links, moments, stages, joined, resembling, standings)
        if answer
    ]
    wanted = set().union(*(answer.things() | cited(answer.table) for answer in answers))
    named: dict[Node, Name] = {name.thing: name for name in names(store, wanted, lang)}
    return About(
        origins.rows(named),
        rivals.rows(named),
        links.rows(named) if links else [],
        moments.rows(named) if moments else [],
        stages.rows(named) if stages else [],
        joined.rows(named) if joined else [],
        resembling.rows(named) if resembling else [],
        standings.rows(named) if standings else [],
        named,
    )


def links(store: Reader) -> list[LinkRow]:
    """Every link between things that the reader may see, ordered by the IRIs."""
    return rows_of(LinkRow, store.select(resources.query("links")))


def things(
    store: Reader, klass: URIRef, lang: str, *, limit: int | None = None, offset: int = 0
) -> list[Listed]:
    """Things of a class by label, case and accents apart; `classes` says how many there are."""
    text = paged(resources.query("things"), limit, offset)
    values: dict[str, Node | None] = {"class": klass, "lang": Literal(lang)}
    return rows_of(Listed, store.select(text, **values))


def classes(store: Reader, lang: str) -> list[ClassCount]:
    """Classes of things with the number of things; a class without things is left out."""
    return rows_of(ClassCount, store.select(resources.query("classes"), lang=Literal(lang)))


def counted(store: Reader, lang: str) -> list[Counted]:
    """What is counted between bodies, a row for each kind; none where nothing is derived."""
    return Unnamed(Counted, store.select(resources.query("counted"))).named(store, lang)


def runs(store: Reader, lang: str) -> list[RunRow]:
    """The recorded measures, by the IRIs of their graphs."""
    return Unnamed(RunRow, store.select(resources.query("runs"))).named(store, lang)


def measured(  # noqa: PLR0913  one argument per filter
    store: Reader,
    lang: str,
    *,
    run: URIRef | None = None,
    network: URIRef | None = None,
    measure: URIRef | None = None,
    thing: URIRef | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[Measured]:
    """Values of recorded measures by run, measure and value, the greatest first."""
    text = paged(resources.query("measured"), limit, offset)
    table = store.select(text, run=run, network=network, measure=measure, thing=thing)
    return Unnamed(Measured, table).named(store, lang)


def pairs(
    store: Reader,
    lang: str,
    *,
    kind: URIRef | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[Pair]:
    """The strongest pairs of bodies, by kind and rank, from the derived graph."""
    text = paged(resources.query("pairs"), limit, offset)
    return Unnamed(Pair, store.select(text, kind=kind)).named(store, lang)


def gaps(  # noqa: PLR0913  one argument per filter
    store: Reader,
    lang: str,
    *,
    kind: URIRef | None = None,
    cover: URIRef | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[Pair]:
    """Pairs that publish or act together without an agreement between the two, strongest first.

    By kind and cover: `none`, then `umbrella`, an agreement of bodies above them. Pairs of one
    house are no gaps.
    """
    text = paged(resources.query("gaps"), limit, offset)
    return Unnamed(Pair, store.select(text, kind=kind, cover=cover)).named(store, lang)


def uncovered(  # noqa: PLR0913  one argument per parameter
    store: Reader,
    lang: str,
    *,
    on: date,
    since: date,
    until: date,
    least: int,
    home: URIRef,
) -> list[Uncovered]:
    """Pairs with `least` joint works or more and no agreement in force on a day, strongest first.

    The rows of `lien.mediation.gaps.gaps` for whole counting without roll-up, from SPARQL alone.
    """
    table = store.select(
        resources.query("uncovered"),
        on=_day(on),
        since=_day(since),
        until=_day(until),
        least=Literal(least),
        home=home,
    )
    return Unnamed(Uncovered, table).named(store, lang)


def joint_works(  # noqa: PLR0913  one argument per filter
    store: Reader,
    first: URIRef,
    second: URIRef,
    lang: str,
    *,
    parts: bool = False,
    since: date | None = None,
    until: date | None = None,
) -> list[JointWork]:
    """Works of both bodies, the newest first; with `parts`, of those below them too."""
    table = store.select(
        resources.query("joint_works"),
        first=first,
        second=second,
        parts=Literal(parts),
        since=_day(since),
        until=_day(until),
    )
    return Unnamed(JointWork, table).named(store, lang)


def pair_years(  # noqa: PLR0913  one argument per filter
    store: Reader,
    body: URIRef,
    lang: str,
    *,
    other: URIRef | None = None,
    kind: URIRef | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[PairYear]:
    """What `body` has in common with others, or with `other`, by kind, other body and year."""
    text = paged(resources.query("pair_years"), limit, offset)
    table = store.select(text, body=body, other=other, kind=kind)
    return Unnamed(PairYear, table).named(store, lang)


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


def _day(day: date | None) -> Literal | None:
    return None if day is None else Literal(day.isoformat(), datatype=XSD.date)
