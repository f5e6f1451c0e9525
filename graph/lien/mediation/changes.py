"""What changed between two days: what happened, and what was learnt later.

A state has two clocks: how things stood on a day, as it was known on a day. From the state on the
first day as known then to the state on the last day as known then it is two steps: what was learnt
in between about what there was on the first day (`learnt`), and what happened in between as it is
known at the end (`happened`). Together they are the whole difference, and nothing is in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from rdflib import FOAF, Literal, URIRef

from lien import query
from lien.mediation.known import Key, Known, Span
from lien.store import Journal, Node, Reader
from lien.store.past import as_known, graph_of, upto
from lien.terms import LIEN, called, is_iri

MOMENTS: Final = frozenset(
    LIEN[name] for name in ("Event", "Publication", "AssistanceRequest", "Advice")
)
"""Classes of what takes place and does not end."""
ENDS: Final = frozenset((LIEN.Body, LIEN.ResearchUnit, FOAF.Person))
"""What belongs to it is no news about something that it has to do with."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `clock` is "happened" or "learnt".

    What happened: `what` is begins, ends, begins-and-ends, or status (of an agreement, from
    `before` to `after`), `given` the date as it is given. What was learnt: `what` is new, gone,
    corrected (from `before` to `after`) or status (how the agreement stood on the first day), and
    `learnt` the day on which it was. `number` counts the statements about a new or vanished thing.
    """

    clock: str
    what: str
    thing: URIRef
    label: str
    klass: URIRef
    property: URIRef | None = None
    property_label: str = ""
    other: Node | None = None
    other_label: str = ""
    before: str = ""
    after: str = ""
    given: str | None = None
    learnt: str | None = None
    number: int | None = None
    node: URIRef | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed: `since` is the first day of the journal that the reader may see, or None.

    `rows`: what happened, by date, then what was learnt, newest first.
    """

    begin: str
    end: str
    version: str
    since: str | None
    rows: list[Change]


def changes(  # noqa: PLR0913  two days, a reader, a journal, a language, a thing
    store: Reader,
    journal: Journal | None,
    lang: str,
    *,
    begin: date,
    end: date,
    about: URIRef | None = None,
) -> Changes:
    """The difference between the states on two days, each as known on that day.

    What a reader may not see today, or could not see then, is in neither. Without a journal
    everything counts as known all the time. `about` keeps what is told of this thing, of
    agreements, actions and events linked to it, and of their links.
    """
    now = store
    if journal is None:
        then, learnt, since = now, dict[URIRef, str](), None
    else:
        graphs = {info.iri for info in store.graphs() if not info.derived}
        then = as_known(journal, begin, graphs).reader(store.level)
        if any(entry.time[:10] > end.isoformat() for entry in journal.entries()):
            now = as_known(journal, end, graphs).reader(store.level)
        learnt, since = _learnt(journal, begin, end, graphs)
    before, after = Known.of(then), Known.of(now)
    found = [
        *_happened(after, begin, end),
        *_of_status(after, now, begin, now, end, "happened"),
        *_news(before.by(begin), after.by(begin), learnt),
        *_of_status(before, then, begin, now, begin, "learnt", after, learnt),
    ]
    if about is not None:
        near = _near(before, about) | _near(after, about)
        found = [row for row in found if row.thing in near or row.other == about]
    named = _named(found, now, then, lang)
    return Changes(
        begin.isoformat(), end.isoformat(), store.version, since, sorted(named, key=_order)
    )


def _learnt(
    journal: Journal, begin: date, end: date, graphs: set[str]
) -> tuple[dict[URIRef, str], str | None]:
    """Of each subject the last day between the two on which something was learnt of it.

    And the first day of the journal on which anything was told that may be seen.
    """
    days: dict[URIRef, str] = {}
    since: str | None = None
    for entry in upto(journal, end):
        day = entry.time[:10]
        if since is not None and day <= begin.isoformat():
            continue
        patch = entry.patch
        seen = [line for line in (*patch.added, *patch.removed) if graph_of(line) in graphs]
        if seen and since is None:
            since = day
        if day > begin.isoformat():
            days.update((URIRef(line[1 : line.index(">")]), day) for line in seen)
    return days, since


def _happened(known: Known, begin: date, end: date) -> Iterator[Change]:
    words = {
        ("not-yet", "there"): "begins",
        ("there", "over"): "ends",
        ("not-yet", "over"): "begins-and-ends",
    }
    spans: list[tuple[Key, URIRef, Span]] = [
        ((thing, None, None, None), klass, span)
        for thing, (klass, span) in known.things.items()
        if klass != LIEN.Agreement
    ]
    spans += [
        (key, known.things[key[0]][0], span)
        for key, span in known.links.items()
        if key[0] in known.things
    ]
    for (thing, link, other, node), klass, span in spans:
        what = words.get((span.standing(begin), span.standing(end)))
        if what and link is None and klass in MOMENTS:
            what = None if what == "ends" else "begins"
        if what:
            given = span.end if what == "ends" else span.start
            yield Change("happened", what, thing, "", klass, link, "", other,
                         given=given, node=node)  # fmt: skip


def _of_status(  # noqa: PLR0913, PLR0917  two states, each with its day
    known: Known,
    then: Reader,
    begin: date,
    now: Reader,
    end: date,
    clock: str,
    after: Known | None = None,
    learnt: Mapping[URIRef, str] | None = None,
) -> Iterator[Change]:
    """Agreements of both states whose status differs."""
    both = [
        thing
        for thing, (klass, _) in known.things.items()
        if klass == LIEN.Agreement and (after is None or thing in after.things)
    ]
    old = {row.agreement: row for row in query.standings(then, both, "en", on=begin)}
    new = {row.agreement: row for row in query.standings(now, both, "en", on=end)}
    for thing in both:
        first, last = str(old[thing].status), str(new[thing].status)
        if first != last:
            row = new[thing]
            given = row.end if last == "ended" else row.begin if first == "not-yet" else None
            yield Change(
                clock, "status", thing, "", LIEN.Agreement, before=first, after=last,
                given=None if clock == "learnt" or given is None else str(given),
                learnt=(learnt or {}).get(thing),
            )  # fmt: skip


def _news(before: Known, after: Known, learnt: Mapping[URIRef, str]) -> Iterator[Change]:
    """New and vanished things, links and statements, and what was corrected.

    Statements about a new or vanished thing are counted with it.
    """
    for what, mine, others in (("new", after, before), ("gone", before, after)):
        fresh = mine.things.keys() - others.things.keys()
        told: dict[URIRef, int] = {}
        for key in mine.facts:
            if key[0] in fresh:
                told[key[0]] = told.get(key[0], 0) + 1
        for thing in fresh:
            klass, span = mine.things[thing]
            yield Change("learnt", what, thing, "", klass, given=span.start,
                         learnt=learnt.get(thing), number=told.get(thing, 0))  # fmt: skip
        for key in mine.links.keys() - others.links.keys():
            yield _news_of(what, key, mine, learnt, given=mine.links[key].start)
    for key in before.links.keys() & after.links.keys():
        old, new = before.links[key], after.links[key]
        if old != new:
            yield _news_of("corrected", key, after, learnt, _dates(old), _dates(new))
    yield from _of_facts(before, after, learnt)


def _of_facts(before: Known, after: Known, learnt: Mapping[URIRef, str]) -> Iterator[Change]:
    both = before.things.keys() & after.things.keys()
    gone = [key for key in before.facts - after.facts if key[0] in both]
    new = [key for key in after.facts - before.facts if key[0] in both]
    slots: dict[tuple[object, ...], tuple[list[Key], list[Key]]] = {}
    for place, keys in enumerate((gone, new)):
        for key in keys:
            language = key[2].language if isinstance(key[2], Literal) else None
            slots.setdefault((key[0], key[1], key[3], language), ([], []))[place].append(key)
    for old, fresh in slots.values():
        if len(old) == len(fresh) == 1:
            yield _news_of("corrected", fresh[0], after, learnt, str(old[0][2]), str(fresh[0][2]))
            continue
        for key in old:
            yield _news_of("gone", key, before, learnt, before_text=str(key[2]))
        for key in fresh:
            yield _news_of("new", key, after, learnt, after_text=str(key[2]))


def _news_of(  # noqa: PLR0913, PLR0917  the facts of a row
    what: str,
    key: Key,
    known: Known,
    learnt: Mapping[URIRef, str],
    before_text: str = "",
    after_text: str = "",
    *,
    given: str | None = None,
) -> Change:
    thing, link, other, node = key
    klass = known.things[thing][0] if thing in known.things else LIEN.Body
    day = max(learnt.get(thing, ""), learnt.get(node, "") if node else "") or None
    if node is not None:
        day = learnt.get(node) or day
    return Change("learnt", what, thing, "", klass, link, "", other, "", before_text, after_text,
                  given, day, None, node)  # fmt: skip


def _dates(span: Span) -> str:
    return f"{span.start or '?'} – {span.end or '?'}"


def _near(known: Known, about: URIRef) -> set[URIRef]:
    """The thing, and agreements, actions, events and the like that are linked to it."""
    ends: set[URIRef] = {about}
    for thing, _, other, _ in (*known.links, *known.facts):
        if other == about:
            ends.add(thing)
        elif thing == about and isinstance(other, URIRef):
            ends.add(other)
    return {
        end
        for end in ends
        if end == about or (end in known.things and known.things[end][0] not in ENDS)
    }


def _named(rows: Iterable[Change], now: Reader, then: Reader, lang: str) -> Iterator[Change]:
    """The rows with names, of what has vanished those that it had."""
    found = list(rows)
    wanted = {row.thing for row in found} | {row.property for row in found if row.property}
    wanted |= {row.other for row in found if isinstance(row.other, URIRef)}
    wanted |= {
        URIRef(text) for row in found for text in (row.before, row.after) if "://" in text
        and is_iri(text)
    }  # fmt: skip
    known = query.names(now, wanted, lang)
    lost = query.names(then, wanted - {row.thing for row in known}, lang)
    names: dict[object, query.Name] = {row.thing: row for row in (*known, *lost)}

    def worded(node: Node | str | None) -> str:
        name = names.get(node)
        return called(node, name and name.label, name and name.acronym)

    for row in found:
        yield Change(
            row.clock, row.what, row.thing, worded(row.thing), row.klass, row.property,
            worded(row.property), row.other, worded(row.other),
            worded(URIRef(row.before)) if "://" in row.before else row.before,
            worded(URIRef(row.after)) if "://" in row.after else row.after,
            row.given, row.learnt, row.number, row.node,
        )  # fmt: skip


def _order(row: Change) -> tuple[object, ...]:
    newest = "".join(chr(0x7E - ord(sign)) for sign in row.learnt or "")
    return (
        row.clock == "learnt", row.given or "" if row.clock == "happened" else newest or "~",
        row.thing, str(row.property), str(row.other), str(row.node), row.what, row.before,
        row.after,
    )  # fmt: skip
