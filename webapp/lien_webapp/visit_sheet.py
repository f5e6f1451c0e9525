"""What fits on the two printable pages of a visit dossier, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from rdflib import URIRef

from lien import terms
from lien.mediation.visit import Line, Visit
from lien_webapp.dossier.charts import Chart, Point, bars
from lien_webapp.families import STANDING
from lien_webapp.i18n import (
    date_text,
    gettext,
    mark,
    ngettext,
    number_text,
    seen_text,
    span_text,
    with_article,
)
from lien_webapp.security import safe_link

ROOM: Final[dict[str, int]] = {
    "agreement": 11,
    "umbrella": 4,
    "there": 8,
    "person": 8,
    "introduction": 1,
    "action": 8,
    "contact": 10,
    "papers": 4,
    "mobility": 4,
    "part": 12,
    "open": 9,
}
"""Lines of each part on the two pages; `there` are the people at the partner itself."""

YEARS: Final = 12
"""Years of the trend: the last ones up to the day."""
BESIDE: Final = 6
"""Other parties and partners that a line names."""
LONGEST: Final = 110
"""Characters of a name on the two pages."""
LASTING: Final[dict[str, str]] = {
    "running": mark("end ahead"),
    "open": mark("no end stated"),
    "ended": mark("ended"),
    "left": mark("the partner has left"),
    "undated": mark("no date stated"),
}
ROLES: Final[dict[str, str]] = {
    "holds": "",
    "unknown": mark("later not known"),
    "followed": mark("somebody else is seen in the post later"),
    "over": mark("over"),
}
"""How a role stands; nothing is said of one that holds."""
CONTACTS: Final[dict[str, str]] = {
    "Event": mark("event"),
    "Mission": mark("mission"),
    "AssistanceRequest": mark("request"),
}
OPEN: Final[dict[str, str]] = {
    "contradiction": mark("Sources disagree"),
    "odd-dates": mark("Dates that do not fit"),
    "unknown-end": mark("No source says when these agreements end"),
    "undated": mark("No source dates these agreements"),
    "suspended": mark("Suspended"),
    "no-name-zh": mark("Its name in Chinese is not known."),
    "no-name-fr": mark("Its name in French is not known."),
    "no-name-en": mark("Its name in English is not known."),
    "no-place": mark("Its town is not known."),
    "no-person": mark("Nobody is known there."),
    "no-person-now": mark("Of nobody there is it known whether they still hold their role."),
    "no-agreement": mark("No agreement with it is known."),
    "no-papers": mark("No joint paper is in these data; how many there are is not known."),
    "no-mobility": mark("Nothing is known of students and doctoral stays."),
    "no-contact": mark("No mission and no meeting is known."),
}
"""Open points in words; the last nine stand alone."""
_NAMED_TOGETHER: Final = ("unknown-end", "undated", "suspended")


@dataclass(frozen=True, slots=True)
class Item:
    """A line as the two pages show it; an empty text is not shown."""

    title: str
    language: str = ""
    kind: str = ""
    state: str = ""
    word: str = ""
    when: str = ""
    beside: str = ""
    note: str = ""
    pinyin: str = ""
    number: str = ""
    reference: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the two pages; `left` lines did not fit, `nothing` says so when there are none."""

    key: str
    title: str
    items: list[Item]
    left: int = 0
    nothing: str = ""
    chart: Chart | None = None
    points: list[Point] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Foot:
    """A source at the foot."""

    number: int
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The two pages."""

    partner: str
    slug: str
    acronym: str
    names: list[Item]
    about: list[str]
    on: str
    version: str
    later: int
    sections: dict[str, Section]
    feet: list[Foot]
    left: int


def sheet(found: Visit) -> Sheet:
    """The lines that fit on two pages, with their words and the numbers of their sources.

    Of every part the first lines of `ROOM`; of a line the first source.
    """
    by_part: dict[str, list[Line]] = {}
    for line in found.lines:
        there = line.part == "person" and not line.where
        by_part.setdefault("there" if there else line.part, []).append(line)
    numbers: dict[URIRef, int] = {}
    sections = {key: _section(key, by_part.get(key, []), numbers) for key in ROOM}
    known = {source.source: source for source in found.sources}
    names = by_part["name"]
    return Sheet(
        partner=found.label,
        slug=terms.slug(str(found.partner)),
        acronym=next((line.label for line in names if line.what == "acronym"), ""),
        names=[
            Item(line.label, language=line.what, pinyin=line.pinyin)
            for line in names
            if line.what != "acronym" and (line.label != found.label or line.pinyin)
        ],
        about=[line.label for line in by_part.get("place", [])],
        on=found.on,
        version=found.version,
        later=found.later,
        sections=sections,
        feet=[_foot(number, known.get(iri), iri) for iri, number in numbers.items()],
        left=sum(section.left for section in sections.values()),
    )


def _foot(number: int, known: Any, iri: URIRef) -> Foot:
    if known is None:
        return Foot(number, terms.slug(str(iri)), "")
    parts = (known.label, known.publisher, date_text(known.date) if known.date else "")
    text = ", ".join(_cut(str(part), 90) for part in parts if part)
    return Foot(number, text, safe_link(known.address) if known.address else "")


def _section(key: str, lines: Sequence[Line], numbers: dict[URIRef, int]) -> Section:
    titles = {
        "agreement": gettext("Agreements"),
        "umbrella": gettext("Agreements of the body above it that stand"),
        "there": gettext("People at the partner"),
        "person": gettext("People in the joint actions"),
        "introduction": gettext("Who can introduce the office"),
        "action": gettext("Joint laboratories and actions"),
        "contact": gettext("Last contacts"),
        "papers": gettext("Joint papers"),
        "mobility": gettext("Students and stays"),
        "part": gettext("Parts of the partner that take part in something"),
        "open": gettext("Open points"),
    }
    nothing = gettext("No source says anything about this.")
    if key == "open":
        items = _open_points(lines)
        return Section(key, titles[key], items[: ROOM[key]], max(0, len(items) - ROOM[key]))
    years = [line for line in lines if line.what == "year"]
    listed = [line for line in lines if line.what != "year"]
    shown = listed[: ROOM[key]]
    items = [_item(line, numbers) for line in shown]
    points = [_point(line) for line in years[-YEARS:]]
    title = gettext("Papers with bodies of other territories, by year")
    chart = bars("papers", title, points) if points else None
    left = len(listed) - len(shown)
    return Section(
        key, titles[key], items, left, "" if lines else nothing, chart=chart, points=points
    )


def _point(line: Line) -> Point:
    return Point(int(line.start or 0), line.number, number_text(int(line.number or 0)))


def _item(line: Line, numbers: dict[URIRef, int]) -> Item:
    reference = numbers.setdefault(line.sources[0], len(numbers) + 1) if line.sources else 0
    words: Mapping[str, Mapping[str, str]] = {
        "agreement": STANDING, "umbrella": STANDING, "action": LASTING, "person": ROLES,
    }  # fmt: skip
    word = words.get(line.part, {}).get(line.what, "")
    return Item(
        title=_cut(line.label),
        kind=_kind(line),
        state=line.what,
        word=gettext(word) if word else "",
        when=_when(line),
        beside=_beside(line),
        note=_note(line),
        pinyin=line.pinyin,
        number=_number(line),
        reference=reference,
    )


def _note(line: Line) -> str:
    if line.part in ("agreement", "umbrella") and line.note:
        return gettext("renewal: %(kind)s") % {"kind": line.note}
    return line.note


def _kind(line: Line) -> str:
    kind = (
        line.kind or gettext(CONTACTS.get(line.what, "")) if line.part == "contact" else line.kind
    )
    return " · ".join(part for part in (kind, line.where) if part)


def _when(line: Line) -> str:
    if line.part in ("agreement", "umbrella"):
        parts = [date_text(line.start) if line.start else gettext("no date stated")]
        if line.end:
            parts.append(gettext("end: %(date)s") % {"date": date_text(line.end)})
        if line.due:
            parts.append(gettext("notice by %(date)s") % {"date": with_article(line.due)})
        return " · ".join(parts)
    if line.part == "contact":
        return date_text(line.start) if line.start else gettext("no date stated")
    if line.part == "introduction":
        return seen_text(line.as_of[:1])
    return " · ".join(p for p in (span_text(line.start, line.end), seen_text(line.as_of[-2:])) if p)


def _beside(line: Line) -> str:
    if line.part == "introduction":
        return " → ".join(_cut(name, 40) for name in line.others)
    if line.part not in ("agreement", "umbrella", "action"):
        return ""
    more = len(line.others) - BESIDE
    names = ", ".join(_cut(name, 40) for name in line.others[:BESIDE])
    return f"{names} +{more}" if more > 0 else names


def _number(line: Line) -> str:
    if line.number is None:
        return ""
    count = int(line.number) if line.number == int(line.number) else line.number
    if line.part in ("contact", "mobility"):
        return ngettext("%(num)s person", "%(num)s people", int(count))
    return number_text(count)


def _open_points(lines: Sequence[Line]) -> list[Item]:
    """Open points, those that name agreements only one for all of them."""
    found: list[Item] = []
    for line in lines:
        if line.what not in _NAMED_TOGETHER:
            found.append(_open_point(line))
    for what in _NAMED_TOGETHER:
        together = [line.label for line in lines if line.what == what]
        if together:
            names = "; ".join(_cut(label, 48) for label in together[:4])
            more = f" +{len(together) - 4}" if len(together) > 4 else ""
            found.append(
                Item(f"{names}{more}", kind=f"{gettext(OPEN[what])} ({len(together)})", state=what)
            )
    order = list(OPEN)
    return sorted(found, key=lambda item: (_weight(item.state), order.index(item.state)))


def _weight(what: str) -> int:
    """What agreements leave open comes first, odd dates last."""
    if what in _NAMED_TOGETHER:
        return 0
    return 2 if what == "odd-dates" else 1


def _open_point(line: Line) -> Item:
    word = gettext(OPEN[line.what])
    if line.what == "contradiction":
        said = gettext("%(field)s: kept %(kept)s, also said %(other)s") % {
            "field": line.kind,
            "kept": date_text(line.note) if line.note else gettext("nothing"),
            "other": date_text(line.others[0]),
        }
        return Item(f"{_cut(line.label, 60)}: {_cut(said)}", kind=word, state=line.what)
    if line.what == "odd-dates":
        title = f"{_cut(line.label, 60)}: {line.kind}"
        dates = f"({date_text(line.start)}, {date_text(line.end)})"
        return Item(f"{title} {dates}", kind=word, state=line.what)
    return Item(word, state=line.what)


def _cut(text: str, longest: int = LONGEST) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
