"""Agreements on which something must be decided soon: the two dates that matter, and by whom.

The rule, and what it cannot know: docs/explanation/agreements-watch.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from lien import query, resources
from lien.dates import PartialDate
from lien.mediation.deadlines import last_day_for_notice, months_later, months_of
from lien.mediation.records import named, standing
from lien.store import Reader
from lien.terms import SCHEME, slug

MONTHS: Final = 12
"""Months ahead that are watched unless the reader says otherwise."""
FOLLOW_UP: Final = str(SCHEME["post/agreement-follow-up"])
"""The post of whoever follows an agreement."""


@dataclass(frozen=True, slots=True)
class Watched:
    """An agreement in force on which something must be decided by the day `on`.

    `why`: "end" when it ends on that day; "notice" when silence renews it unless a party says by
    then that it leaves; "renewal" when silence renews it and no notice is known: the last day of
    the term. `ends` is the last day of the agreement, or of its term; `given` the end as the source
    gives it, "" where it follows from a length. `notice` is the last day for notice, "" when no
    source says. `owners` follow the agreement, `contacts` hold other posts in its actions, on the
    day of asking; their labels stand in the same order. Days are ISO.
    """

    on: str
    why: str
    agreement: str
    label: str
    ends: str
    given: str
    notice: str
    status: str
    parties: tuple[str, ...]
    party_labels: tuple[str, ...]
    owners: tuple[str, ...]
    owner_labels: tuple[str, ...]
    contacts: tuple[str, ...]
    contact_labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Incomplete:
    """An agreement in force of which nobody can be warned.

    `why`: "no-end" when no source says when it ends, "no-term" when silence renews it and no source
    says how long a term is.
    """

    agreement: str
    label: str
    why: str
    begin: str
    parties: tuple[str, ...]
    party_labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Watch:
    """Answer to "what must be decided soon": rows by day, and what is to complete."""

    on: date
    until: date
    rows: list[Watched]
    to_complete: list[Incomplete]


@dataclass(frozen=True, slots=True)
class _Term:
    """The last term or renewal of an agreement; lengths are in months, 0 where none is known."""

    begun: date | None
    ended: date | None
    months: int
    notice: int


def watch(store: Reader, on: date, *, months: int = MONTHS, lang: str = "en") -> Watch:
    """Agreements on which something must be decided from `on` to `months` later, by day.

    Then by slug. Those of which no such day is known stand in `to_complete`, by slug.
    """
    until = months_later(on, months)
    terms, parties, people = _terms(store), _parties(store), _people(store, on)
    rows, missing = list[Watched](), list[Incomplete]()
    for agreement, stand in sorted(standing(store, on).items()):
        known = terms.get(agreement)
        bound = parties.get(agreement, ())
        begin, status = str(stand.begin or ""), str(stand.status)
        if status == "unknown-end":
            missing.append(Incomplete(agreement, "", "no-end", begin, bound, ()))
        found = _dates(stand, known, on)
        if found is None:
            if status == "tacitly-renewed":
                missing.append(Incomplete(agreement, "", "no-term", begin, bound, ()))
            continue
        why, ends, notice = found
        day = notice if why == "notice" and notice else ends
        if on <= day <= until:
            owners, contacts = people.get(agreement, ((), ()))
            rows.append(
                Watched(
                    on=day.isoformat(),
                    why=why,
                    agreement=agreement,
                    label="",
                    ends=ends.isoformat(),
                    given=str(stand.end or ""),
                    notice=notice.isoformat() if notice else "",
                    status=status,
                    parties=bound,
                    party_labels=(),
                    owners=owners,
                    owner_labels=(),
                    contacts=contacts,
                    contact_labels=(),
                )
            )
    return _labelled(store, Watch(on, until, sorted(rows, key=_order), missing), lang)


def _order(row: Watched) -> tuple[str, str]:
    return row.on, row.agreement


def _dates(
    stand: query.InForce, term: _Term | None, on: date
) -> tuple[str, date, date | None] | None:
    """Why something must be decided, the last day, and the last day for notice; None: unknown."""
    if str(stand.status) == "in-force":
        ends = PartialDate.parse(str(stand.end)).latest
        return "end", ends, last_day_for_notice(ends, term.notice if term else 0)
    if str(stand.status) == "tacitly-renewed" and term is not None:
        return _tacit(term, on)
    return None


def _tacit(term: _Term, on: date) -> tuple[str, date, date | None] | None:
    """The end of the first term that nothing has decided yet on the day `on`."""
    ends = _first_end(term)
    if ends is None:
        return None
    times = 0
    while True:
        end = months_later(ends + timedelta(1), term.months * times) - timedelta(1)
        notice = last_day_for_notice(end, term.notice)
        if (notice or end) >= on:
            return "notice" if notice else "renewal", end, notice
        if not term.months or end.year >= date.max.year - 1:
            return None
        times += 1


def _first_end(term: _Term) -> date | None:
    if term.ended is not None:
        return term.ended
    if term.begun is None or not term.months:
        return None
    return months_later(term.begun, term.months) - timedelta(1)


def _terms(store: Reader) -> dict[str, _Term]:
    """The last term or renewal of each agreement."""
    found: dict[str, _Term] = {}
    for row in store.select(resources.query("terms")).records():
        begun, ended = (_day(row[name]) for name in ("begun", "ended"))
        found[slug(str(row["agreement"]))] = _Term(
            begun,
            ended,
            months_of(row["duration"]) or _between(begun, ended),
            months_of(row["notice"]),
        )
    return found


def _between(begun: date | None, ended: date | None) -> int:
    """Months of a term from its first to its last day, 0 when they are no whole months."""
    if begun is None or ended is None or ended == date.max:
        return 0
    after = ended + timedelta(1)
    months = (after.year - begun.year) * 12 + after.month - begun.month
    return months if months > 0 and months_later(begun, months) == after else 0


def _parties(store: Reader) -> dict[str, tuple[str, ...]]:
    found = defaultdict[str, list[str]](list)
    for row in store.select(resources.query("bound")).records():
        found[slug(str(row["agreement"]))].append(slug(str(row["party"])))
    return {agreement: tuple(sorted(set(parties))) for agreement, parties in found.items()}


def _people(store: Reader, on: date) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Of each agreement who follows it, and who holds another post in its actions on the day."""
    owners, contacts = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for row in store.select(resources.query("followers")).records():
        begun, ended = (_day(row[name]) for name in ("begun", "ended"))
        if (begun is None or begun <= on) and (ended is None or on <= ended):
            kind = owners if str(row["post"]) == FOLLOW_UP else contacts
            kind[slug(str(row["agreement"]))].add(slug(str(row["person"])))
    return {
        agreement: (tuple(sorted(owners[agreement])), tuple(sorted(contacts[agreement])))
        for agreement in owners.keys() | contacts.keys()
    }


def _day(node: object) -> date | None:
    return date.fromisoformat(str(node)) if node else None


def _labelled(store: Reader, found: Watch, lang: str) -> Watch:
    """The same with the names of everything."""
    slugs = {slug for row in found.rows for slug in (*row.parties, *row.owners, *row.contacts)}
    slugs |= {slug for row in found.to_complete for slug in row.parties}
    slugs |= {row.agreement for row in found.rows} | {row.agreement for row in found.to_complete}
    names = named(store, slugs, lang)

    def labels(some: Iterable[str]) -> tuple[str, ...]:
        return tuple(names[one] for one in some)

    return Watch(
        found.on,
        found.until,
        [
            replace(
                row,
                label=names[row.agreement],
                party_labels=labels(row.parties),
                owner_labels=labels(row.owners),
                contact_labels=labels(row.contacts),
            )
            for row in found.rows
        ],
        [
            replace(row, label=names[row.agreement], party_labels=labels(row.parties))
            for row in found.to_complete
        ],
    )
