"""What must be decided soon about agreements, and feeds of what changed in any answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from threading import Lock
from typing import Final

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.exceptions import BadRequest, NotFound

from lien import query, terms
from lien.errors import TooMuchHistory, UnknownQuestion
from lien.export.atom import Feed, FeedEntry, tag, to_atom
from lien.export.ical import Entry, to_ical
from lien.mediation.answer_changes import RowChange, answer_changes
from lien.mediation.deadlines import months_later
from lien.mediation.watch import Incomplete, Watch, Watched
from lien.store.past import size
from lien_webapp import negotiate
from lien_webapp.agreements import Day, Filters
from lien_webapp.context import reader, settings, today
from lien_webapp.days import asked_day
from lien_webapp.downloads import rows_csv, rows_json
from lien_webapp.i18n import date_text, gettext, language, mark, ngettext
from lien_webapp.links import page_of, url
from lien_webapp.pages import kept
from lien_webapp.present import Value
from lien_webapp.questions import OURS, asked_texts

blueprint = Blueprint("watch", __name__)

DAYS: Final = 90
"""Days that a feed of a question looks back, unless the request says otherwise."""
_FEED: Final = OURS | {"after"}

WHY: Final[dict[str, str]] = {
    "end": mark("The agreement ends"),
    "notice": mark("Last day for notice, else it is renewed by silence"),
    "renewal": mark("Renewed by silence; the notice is not known"),
}
MISSING: Final[dict[str, str]] = {
    "no-end": mark("no source says when it ends"),
    "no-term": mark("renewed by silence, no source says how long a term is"),
}
WHAT: Final[dict[str, str]] = {
    "appeared": mark("Appeared: %(name)s"),
    "vanished": mark("Vanished: %(name)s"),
    "changed": mark("Changed: %(name)s"),
}
_REPLAY: Final = Lock()
"""One replay of the journal at a time: it holds a second copy of the data."""


@dataclass(frozen=True, slots=True)
class Line:
    """A watched agreement as the page shows it; an empty date is unknown."""

    on: str
    why: str
    title: Value
    ends: str
    notice: str
    parties: list[Value]
    owners: list[Value]
    contacts: list[Value]


@blueprint.get("/agreements/watch")
def page() -> Response:
    """Agreements on which something must be decided within `months` of the day `on`."""
    form = negotiate.chosen("html", "json", "csv", "atom", "ics")
    day = Day.read()
    return kept(lambda: _answer(form, day), form)


@blueprint.get("/agreements/watch.atom")
def feed() -> Response:
    """The same rows as an Atom feed."""
    day = Day.read()
    return kept(lambda: _answer("atom", day), "atom")


@blueprint.get("/agreements/watch.ics")
def calendar() -> Response:
    """The same rows as a calendar."""
    day = Day.read()
    return kept(lambda: _answer("ics", day), "ics")


@blueprint.get("/agreements/calendar.ics")
def chosen() -> Response:
    """The same calendar of the agreements that the filters of `/agreements` leave."""
    filters, day = Filters.read(), Day.read()
    return kept(lambda: _chosen(filters, day), "ics")


def _chosen(filters: Filters, day: Day) -> Response:
    found, left = day.decided(), {row.agreement for row in filters.rows()}
    return _ical(
        replace(found, rows=[row for row in found.rows if terms.ID[row.agreement] in left])
    )


def _answer(form: str, day: Day) -> Response:
    found = day.decided()
    if form == "json":
        return rows_json(
            found.rows,
            on=found.on.isoformat(),
            until=found.until.isoformat(),
            to_complete=[_plain(row) for row in found.to_complete],
        )
    if form == "csv":
        return rows_csv(found.rows, Watched, "agreements-to-decide")
    if form == "atom":
        return _atom(found, day)
    if form == "ics":
        return _ical(found)
    return _html(found, day)


def _plain(row: Incomplete) -> dict[str, object]:
    return {name: getattr(row, name) for name in row.__slots__}


def _html(found: Watch, day: Day) -> Response:
    return make_response(
        render_template(
            "agreements/watch.html",
            day=day,
            until=found.until,
            lines=[_line(row) for row in found.rows],
            missing=[
                (
                    Value(row.label, page_of(terms.ID[row.agreement])),
                    gettext(MISSING[row.why]),
                    row.begin,
                    _values(row.parties, row.party_labels),
                )
                for row in found.to_complete
            ],
        )
    )


def _line(row: Watched) -> Line:
    return Line(
        on=row.on,
        why=gettext(WHY[row.why]),
        title=Value(row.label, page_of(terms.ID[row.agreement])),
        ends=row.given or row.ends,
        notice=row.notice,
        parties=_values(row.parties, row.party_labels),
        owners=_values(row.owners, row.owner_labels),
        contacts=_values(row.contacts, row.contact_labels),
    )


def _values(slugs: tuple[str, ...], labels: tuple[str, ...]) -> list[Value]:
    return [
        Value(label, page_of(terms.ID[slug])) for slug, label in zip(slugs, labels, strict=True)
    ]


def _title(row: Watched) -> str:
    return gettext(WHY[row.why]) + gettext(": %(name)s") % {"name": row.label}


def _details(row: Watched) -> list[str]:
    """What a feed or a calendar says below the title, a line each."""
    lines = [
        (gettext("Parties"), ", ".join(row.party_labels)),
        (gettext("End"), date_text(row.given or row.ends)),
        (gettext("Last day for notice"), date_text(row.notice) if row.notice else ""),
        (gettext("Followed by"), ", ".join(row.owner_labels)),
        (gettext("Contacts"), ", ".join(row.contact_labels)),
    ]
    unknown = gettext("not known")
    return [name + gettext(": %(name)s") % {"name": text or unknown} for name, text in lines]


def _atom(found: Watch, day: Day) -> Response:
    entries = [
        FeedEntry(
            id=tag(f"agreements/{row.agreement}/{row.why}/{row.on}"),
            title=f"{date_text(row.on)} – {_title(row)}",
            updated=_moment(months_later(date.fromisoformat(row.on), -day.months)),
            address=url("things.thing", slug=row.agreement),
            summary="\n".join(_details(row)),
            category=row.why,
        )
        for row in found.rows
    ]
    chosen = {name: request.args.get(name) for name in ("on", "months")}
    about = Feed(
        id=tag(f"agreements/watch?months={day.months}"),
        title=gettext("Agreements on which something must be decided"),
        subtitle=_within(found),
        language=language(),
        address=url("watch.feed", **chosen),
        page=url("watch.page", **chosen),
        updated=_moment(found.on),
    )
    return _as_atom(about, entries)


def _within(found: Watch) -> str:
    said = gettext("From %(first)s to %(last)s.")
    days = {name: date_text(day.isoformat()) for name, day in
            (("first", found.on), ("last", found.until))}  # fmt: skip
    return said % days


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _as_atom(about: Feed, entries: list[FeedEntry]) -> Response:
    return Response(to_atom(about, entries), content_type="application/atom+xml; charset=utf-8")


def _ical(found: Watch) -> Response:
    name = gettext("Agreements on which something must be decided")
    entries = [
        Entry(
            uid=f"{row.agreement}-{row.why}-{row.on}@w3id.org",
            first=date.fromisoformat(row.on),
            last=date.fromisoformat(row.on),
            summary=_title(row),
            description="\n".join(_details(row)),
            address=str(terms.ID[row.agreement]),
        )
        for row in found.rows
    ]
    text = to_ical(entries, name=name, stamp=found.on)
    return Response(text, content_type="text/calendar; charset=utf-8")


@blueprint.get("/questions/<name>/feed.atom")
def question(name: str) -> Response:
    """What appeared, vanished or changed in the answer to a question, newest first.

    `after`: since that day; without it, in the last 90 days. The other parameters are those of the
    question. Also as JSON and CSV.

    Raises:
        UnknownQuestion: no such question.
        BadRequest: a parameter that it does not take, that is missing or that cannot be read.
        NotFound: the data are served without their journal.
        TooMuchHistory: the journal is longer than a page replays.
    """
    asked = query.find(name)
    form = negotiate.chosen("atom", "json", "csv")
    texts, after = asked_texts(asked, _FEED), _after()
    try:
        query.as_sparql(name, texts)  # refused before anything is replayed
        return kept(lambda: _changed(asked, texts, after, form), form)
    except UnknownQuestion as error:
        raise BadRequest(f"{error}. {error.hint}") from None


def _after() -> datetime:
    day = asked_day("after", last=False) or today() - timedelta(DAYS)
    return datetime.combine(day, time(), UTC)


def _changed(
    asked: query.Question, texts: Mapping[str, str], after: datetime, form: str
) -> Response:
    path, limit = settings().data, settings().feed_lines
    if not (path / "journal.sqlite").exists():
        raise NotFound(gettext("There is no journal here, so that earlier answers are not known."))
    with _REPLAY:
        if size(path) > limit:
            raise TooMuchHistory(limit)
        rows = answer_changes(path, reader().level, asked.name, texts, after)
    if form == "json":
        return rows_json(
            rows, question=asked.name, parameters=dict(texts), after=after.date().isoformat()
        )
    if form == "csv":
        return rows_csv(rows, RowChange, f"{asked.name}-changes")
    return _change_feed(asked, texts, rows, after)


def _change_feed(
    asked: query.Question, texts: Mapping[str, str], rows: list[RowChange], after: datetime
) -> Response:
    shown = rows[: settings().feed_entries]
    given = " ".join(f"{key}={value}" for key, value in sorted(texts.items()) if key != "lang")
    plain = {key: value for key, value in texts.items() if key != "lang"}
    since = date_text(after.date().isoformat())
    counted = ngettext("%(num)s change since %(day)s", "%(num)s changes since %(day)s", len(rows))
    subtitle = counted % {"day": since}
    if len(shown) < len(rows):
        newest = gettext("the newest %(num)s are here") % {"num": len(shown)}
        subtitle += f" ({newest})"
    about = Feed(
        id=tag(f"questions/{asked.name}?{re.sub(r'[^!-~]', '_', given)}"),
        title=f"{asked.titles.get(language(), gettext(asked.help))} {given}".strip(),
        subtitle=subtitle,
        language=language(),
        address=url("watch.question", name=asked.name, **plain, after=request.args.get("after")),
        page=url("questions.question", name=asked.name, **plain),
        updated=_moment(after.date()),
    )
    entries = [
        FeedEntry(
            id=tag(f"changes/{row.id}"),
            title=gettext(WHAT[row.what]) % {"name": row.label},
            updated=row.time,
            address=url("things.thing", slug=row.things[0]) if row.things else about.page,
            summary="\n".join(row.details),
            category=row.what,
        )
        for row in shown
    ]
    return _as_atom(about, entries)
