"""The list of agreements, with filters, and how they stand on a day."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import Blueprint, Response, make_response, render_template, request
from rdflib import Namespace, URIRef
from werkzeug.exceptions import BadRequest

from lien import query, terms
from lien.mediation.watch import MONTHS, Watch, Watched, watch
from lien_webapp import negotiate
from lien_webapp.context import reader, settings
from lien_webapp.days import on_or_today
from lien_webapp.downloads import rows_csv, rows_json
from lien_webapp.families import CONCERNS_ACTION, STANDING
from lien_webapp.i18n import gettext, language, mark
from lien_webapp.known import shared
from lien_webapp.links import given, here, page_of
from lien_webapp.paging import page_of_rows
from lien_webapp.present import Value
from lien_webapp.vocabulary import link_word

blueprint = Blueprint("agreements", __name__)

_KINDS: Final = Namespace(terms.SCHEME["agreement-kind/"])
YEAR: Final = re.compile(r"[12]\d{3}", re.ASCII)

VIEWS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "in-force": (mark("In force"), ("in-force", "tacitly-renewed", "unknown-end")),
    "ending": (mark("Ending soon"), ("in-force", "tacitly-renewed")),
    "suspended": (mark("Suspended"), ("suspended",)),
    "not-yet": (mark("Not begun"), ("not-yet",)),
    "ended": (mark("Ended"), ("ended", "replaced")),
    "undated": (mark("Undated, to complete"), ("undated",)),
}
"""Value of `state` to the words of the page and the statuses that it shows.

Of those that end soon it shows what `lien.mediation.watch` finds.
"""


@dataclass(frozen=True, slots=True)
class Line:
    """An agreement in the list; `given` is the date as stated, "" when there is none."""

    given: str
    title: Value
    kind: str
    parties: list[Value]
    disputed: bool
    family: list[tuple[str, Value]]


@dataclass(frozen=True, slots=True)
class Stand:
    """How an agreement stands on a day; `sure` says that no other reading of the dates differs."""

    line: Line
    status: str
    begin: str
    end: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Filters:
    """What the form asks for; empty means all."""

    text: str = ""
    kind: str = ""
    body: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def read(cls) -> Filters:
        """The filters of the request.

        Raises:
            BadRequest: a year that is none.
        """
        found = cls(**given(text="text", kind="kind", body="body", since="from", until="to"))
        for year in (found.since, found.until):
            if year and not YEAR.fullmatch(year):
                raise BadRequest(gettext("A year has four digits, like 1978."))
        return found

    def rows(self) -> list[query.Agreement]:
        """The agreements that pass, in date order.

        Raises:
            UnknownThing: a party or kind that no address can have.
        """
        found = query.agreements(
            reader(),
            language(),
            body=terms.thing(self.body) if self.body else None,
            kind=terms.inside(_KINDS, self.kind) if self.kind else None,
            signed_from=date(int(self.since), 1, 1) if self.since else None,
            signed_to=date(int(self.until), 12, 31) if self.until else None,
        )
        words = terms.fold(self.text).split()
        return [row for row in found if all(word in _words(row) for word in words)]

    def asked(self) -> dict[str, str]:
        """The same filters as parameters of the question, words apart."""
        return given(body="body", kind="kind", signed_from="from", signed_to="to")


def _words(row: query.Agreement) -> str:
    names = " ".join(party.label for party in row.parties)
    return terms.fold(f"{row.label} {names} {row.place_label or ''}")


Families = dict[URIRef, list[tuple[str, Value]]]


def families() -> Families:
    """Of each agreement, how it is related to others: words and the other one."""
    found = defaultdict[URIRef, list[tuple[str, Value]]](list)
    for row in query.families(reader(), language()):
        if row.relation is None or row.other is None or row.relation == CONCERNS_ACTION:
            continue
        earlier = Value(str(row.other_label), page_of(row.other))
        later = Value(str(row.label), page_of(row.agreement))
        label = row.relation_label
        found[row.agreement].append((link_word(row.relation, incoming=False, label=label), earlier))
        found[row.other].append((link_word(row.relation, incoming=True, label=label), later))
    return found


def line(row: query.Agreement, related: Families | None = None) -> Line:
    """How a row of the question is shown, with what `related` says of its family."""
    return Line(
        given=str(row.signed or ""),
        title=Value(str(row.label), page_of(row.agreement)),
        kind=str(row.kind_label or ""),
        parties=[Value(party.label, page_of(party.iri)) for party in row.parties],
        disputed=bool(row.contradictions),
        family=(related or {}).get(row.agreement, []),
    )


def entries() -> list[Line]:
    """All agreements in date order, undated ones last."""
    return [line(row) for row in Filters().rows()]


@dataclass(frozen=True, slots=True)
class Day:
    """The day on which agreements are looked at, and how many months ahead counts as soon."""

    on: date
    months: int

    @classmethod
    def read(cls) -> Day:
        """The day of the request, else today.

        Raises:
            BadRequest: `on` is no date, `months` no number from 1 to 600.
        """
        text = request.args.get("months", "").strip() or str(MONTHS)
        if not re.fullmatch(r"\d{1,3}", text, re.ASCII) or not 1 <= int(text) <= 600:
            raise BadRequest(gettext("“months” is a number from 1 to 600."))
        return cls(on_or_today(), int(text))

    def decided(self) -> Watch:
        """Agreements on which something must be decided in this time."""
        lang = language()
        return shared(
            lambda: watch(reader(), self.on, months=self.months, lang=lang),
            *("watch", self.on, self.months, lang),
        )

    def views(
        self, among: set[URIRef], states: Iterable[str] = VIEWS
    ) -> dict[str, list[query.InForce]]:
        """The agreements `among` these that stand so on the day, by state.

        In the order of the question; those that end soon in the order in which they must be
        decided.
        """
        rows = query.in_force(reader(), language(), on=self.on)
        found = {
            state: [
                row for row in rows if str(row.status) in VIEWS[state][1] and row.agreement in among
            ]
            for state in states
        }
        if "ending" in found:
            by = {row.agreement: row for row in found["ending"]}
            order = [terms.thing(row.agreement) for row in self.decided().rows]
            found["ending"] = [by[agreement] for agreement in order if agreement in by]
        return found


@blueprint.get("/agreements")
def page() -> Response:
    """Agreements in date order, filtered by words, kind, party and years; by `state`, on a day."""
    filters, state = Filters.read(), request.args.get("state", "")
    if state not in ("", *VIEWS):
        raise BadRequest(gettext("“state” is one of: %(names)s.") % {"names": ", ".join(VIEWS)})
    found = filters.rows()
    form = negotiate.chosen("html", "json", "csv")
    if form == "html":
        return _html(filters, state, found)
    if state:
        day = Day.read()
        standing = day.views({row.agreement for row in found}, (state,))[state]
        if form == "json":
            return rows_json(standing, on=day.on.isoformat())
        return rows_csv(standing, query.InForce, f"agreements-{state}")
    if form == "json":
        return rows_json(found)
    return rows_csv(found, query.Agreement, "agreements")


def _html(filters: Filters, state: str, found: Sequence[query.Agreement]) -> Response:
    everything, related, day = Filters().rows(), families(), Day.read()
    lines = {row.agreement: line(row, related) for row in found}
    stands = day.views(set(lines))
    soon = day.decided()
    decided = {terms.thing(row.agreement): row for row in soon.rows} if state == "ending" else {}
    standing = [_stand(row, lines, decided.get(row.agreement)) for row in stands.get(state, ())]
    return make_response(
        render_template(
            "agreements/page.html",
            page=page_of_rows(standing if state else list(lines.values()), settings().page_rows),
            state=state,
            day=day,
            soon=soon,
            views=[
                (here(state=None), gettext("All"), len(found), not state),
                *(
                    (here(state=name), gettext(words), len(stands[name]), name == state)
                    for name, (words, _) in VIEWS.items()
                    if stands[name] or name in (state, "ending", "in-force", "undated")
                ),
            ],
            chosen=filters,
            kinds=_choices([(row.type, row.kind_label) for row in everything]),
            bodies=_choices([(p.iri, p.label) for row in everything for p in row.parties]),
        )
    )


def _stand(row: query.InForce, lines: dict[URIRef, Line], term: Watched | None) -> Stand:
    """How it stands; `term` is what must be decided of it, whose end is that of the term."""
    return Stand(
        line=lines[row.agreement],
        status=gettext(STANDING[str(row.status)]),
        begin=str(row.begin or ""),
        end=term.given or term.ends if term else str(row.end or ""),
        sure=row.certain,
    )


def _choices(pairs: Iterable[tuple[object, object]]) -> list[tuple[str, str]]:
    """Slug and name of each, by name."""
    known = {terms.local(iri): str(name) for iri, name in pairs if iri and name}
    return sorted(known.items(), key=lambda pair: terms.fold(pair[1]))
