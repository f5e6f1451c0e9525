"""What changed between two days: what happened, and what was learnt later."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, make_response, render_template, request
from rdflib import URIRef
from werkzeug.exceptions import BadRequest

from lien import query, terms
from lien.mediation.changes import MOMENTS, Change, Changes, changes
from lien.mediation.deadlines import months_later
from lien.store import Journal, Reader
from lien_webapp import matches, negotiate
from lien_webapp.context import reader, settings, today, volatile
from lien_webapp.days import asked_day
from lien_webapp.downloads import rows_csv, rows_json
from lien_webapp.families import STANDING
from lien_webapp.i18n import date_text, gettext, language, mark
from lien_webapp.known import patiently
from lien_webapp.links import here, page_of
from lien_webapp.paging import Page, page_of_rows
from lien_webapp.present import Value
from lien_webapp.vocabulary import class_word
from lien_webapp.waiting import being_made

blueprint = Blueprint("changes", __name__)

LISTED: Final = 100
"""Rows of a list on one page."""

CLOCKS: Final[dict[str, str]] = {
    "happened": mark("What happened"),
    "learnt": mark("What was learnt later"),
}
WORDS: Final[dict[str, str]] = {
    "begins": mark("begins"),
    "ends": mark("ends"),
    "begins-and-ends": mark("begins and ends"),
    "takes-place": mark("takes place"),
    "status": mark("state of the agreement"),
    "new": mark("newly known"),
    "gone": mark("taken back"),
    "corrected": mark("corrected"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A change as the page shows it; an empty text is not shown."""

    when: str
    word: str
    thing: Value
    kind: str
    link: str
    other: Value | None
    before: str
    after: str
    number: int


@blueprint.get("/changes")
def page() -> Response:
    """Two lists: what happened between two days, and what was learnt in between."""
    volatile()
    end = asked_day("to") or today()
    begin = asked_day("from") or months_later(end, -12)
    if begin > end:
        raise BadRequest(gettext("“from” lies after “to”."))
    form = negotiate.chosen("html", "json", "csv")
    about, hits = _about()
    if hits is not None:
        return make_response(_html(begin, end, None, None, hits))
    found = _found(begin, end, about)
    if found is None:
        return being_made(form)
    clock = request.args.get("clock", "")
    rows = [row for row in found.rows if clock not in CLOCKS or row.clock == clock]
    if form == "json":
        return rows_json(
            rows, **{"from": found.begin, "to": found.end, "journal_since": found.since}
        )
    if form == "csv":
        return rows_csv(rows, Change, f"changes-{begin}-{end}")
    return make_response(_html(begin, end, about, found, None))


def _about() -> tuple[URIRef | None, list[Value] | None]:
    """The thing that is asked about; things to choose from where nothing has this slug."""
    text = request.args.get("about", "").strip()
    if not text:
        return None, None
    if terms.SLUG.fullmatch(text) and query.known(reader(), terms.thing(text)):
        return terms.thing(text), None
    found = matches.found(text).hits[:20]
    return None, [Value(hit.label, here(about=terms.slug(str(hit.thing)))) for hit in found]


def _found(begin: date, end: date, about: URIRef | None) -> Changes | None:
    """What changed; None where comparing takes longer than a request waits."""
    lang, folder = language(), settings().data
    what = ("changes", lang, begin, end, about, _stamp(folder))
    return patiently(lambda store: _made(store, folder, lang, begin, end, about), *what)


def _made(  # noqa: PLR0913, PLR0917  what the answer depends on
    store: Reader, folder: Path, lang: str, begin: date, end: date, about: URIRef | None
) -> Changes:
    path = folder / "journal.sqlite"
    if not path.exists():
        return changes(store, None, lang, begin=begin, end=end, about=about)
    with closing(Journal(path)) as journal:
        return changes(store, journal, lang, begin=begin, end=end, about=about)


def _stamp(folder: Path) -> str:
    """What names the state of the journal."""
    path = folder / "journal.sqlite"
    if not path.exists():
        return ""
    with closing(Journal(path)) as journal:
        return journal.head().hash


def _html(
    begin: date,
    end: date,
    about: URIRef | None,
    found: Changes | None,
    hits: Sequence[Value] | None,
) -> str:
    rows = found.rows if found else []
    counts = {clock: sum(row.clock == clock for row in rows) for clock in CLOCKS}
    clock = request.args.get("clock", "")
    clock = clock if clock in CLOCKS else "happened"
    chosen = [row for row in rows if row.clock == clock]
    part: Page | None = page_of_rows(chosen, LISTED) if found else None
    name = query.names(reader(), [about], language()) if about else []
    return render_template(
        "changes/page.html",
        begin=begin.isoformat(),
        end=end.isoformat(),
        about=Value(str(name[0].label), page_of(about)) if name and about else None,
        slug=terms.slug(str(about)) if about else request.args.get("about", ""),
        since=found.since if found else None,
        journal=bool(_stamp(settings().data)),
        unsure=bool(found and found.since and found.since > begin.isoformat()),
        hits=hits,
        clocks=[
            (
                here(clock=None if key == "happened" else key),
                gettext(words),
                counts[key],
                key == clock,
            )
            for key, words in CLOCKS.items()
        ],
        clock=clock,
        page=part,
        lines=[_line(row) for row in part.rows] if part else [],
    )


def _line(row: Change) -> Line:
    what = row.what
    if what == "begins" and row.property is None and row.klass in MOMENTS:
        what = "takes-place"
    status = row.what == "status"
    given = row.given if row.clock == "happened" else row.learnt
    other = None
    if row.other is not None and row.what != "corrected":
        other = Value(
            date_text(row.other_label), page_of(row.other) if isinstance(row.other, URIRef) else ""
        )
    return Line(
        when=date_text(given) if given else "",
        word=gettext(WORDS[what]),
        thing=Value(row.label, page_of(row.thing)),
        kind=class_word(row.klass),
        link=row.property_label,
        other=other,
        before=gettext(STANDING[row.before]) if status else date_text(row.before),
        after=gettext(STANDING[row.after]) if status else date_text(row.after),
        number=row.number or 0,
    )
