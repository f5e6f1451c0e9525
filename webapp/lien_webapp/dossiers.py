"""Ask the questions about one thing and arrange the answers for its page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any, Final

from rdflib import RDFS, SKOS, Literal, URIRef

from lien import query, terms
from lien.dates import PartialDate
from lien.errors import UnknownThing
from lien.terms import local
from lien_webapp import figures, summary
from lien_webapp.asof import AsOf
from lien_webapp.context import reader, today
from lien_webapp.dossier import (
    Alike,
    Asked,
    Dossier,
    Entry,
    Fact,
    Group,
    Held,
    Link,
    Meeting,
    Numbers,
    Record,
    Rival,
    Section,
    Source,
    Stage,
    is_inferred,
)
from lien_webapp.families import Families, Status, statuses
from lien_webapp.i18n import (
    date_text,
    duration_text,
    gettext,
    language,
    mark,
    ngettext,
    seen_text,
    span_text,
    with_article,
)
from lien_webapp.known import shared
from lien_webapp.links import page_of, short, url
from lien_webapp.present import Value, value
from lien_webapp.registers import CODES, coded
from lien_webapp.sections import THEMES, Around, standing_key, themes
from lien_webapp.security import safe_link
from lien_webapp.vocabulary import class_word, fact_word, field_word

WITH_LINKS: Final = (
    "Body",
    "ResearchUnit",
    "StructuringAction",
    "Agreement",
    "Person",
    "FundingScheme",
    "Event",
    "Publication",
    "Mission",
    "DoctoralStay",
    "AssistanceRequest",
    "Advice",
    "DeskPeriod",
)
BODIES: Final = ("Body", "ResearchUnit")
IN_HEADING: Final = ("skos:prefLabel", "lien:acronym", "dcterms:type")
LEFT_OUT: Final = (*IN_HEADING, "skos:topConceptOf")
"""Facts that other facts or the heading say."""
OPENED: Final = 10
"""Others that a page says to be linked through named things; of the rest it gives the numbers."""
MOST_ALIKE: Final = 6
"""Similar bodies that a page shows; the question gives all."""

MOMENTS: Final[dict[str, str]] = {
    "begins": mark("beginning"),
    "ends": mark("end"),
    "signed": mark("signature"),
    "published": mark("publication date"),
    "first-seen": mark("first seen"),
    "last-seen": mark("last seen"),
    "action-begins": mark("an action begins"),
    "action-ends": mark("an action ends"),
    "event": mark("event"),
    "role-begins": mark("a role begins"),
    "role-ends": mark("a role ends"),
    "role-seen": mark("seen in a role"),
}
"""What happened, as the question on the timeline names it, in words."""

OF_OTHERS: Final = frozenset({"event", "published", "signed", "action-begins"})
"""Moments that are the date of another thing."""

ACTION: Final = terms.LIEN.StructuringAction


def dossier(iri: URIRef, on: AsOf | None = None) -> Dossier:
    """Everything that is known about a thing, or the state on a day.

    Raises:
        UnknownThing: nothing is known under this IRI, or the reader may not see it.
    """
    rows = query.describe(reader(), iri, language())
    if not rows:
        raise UnknownThing(short(iri))
    return _Making(iri, on, rows).made()


class _Making:
    """One page being made: the rows that were asked for, and the numbers of its sources."""

    def __init__(self, iri: URIRef, on: AsOf | None, rows: Sequence[query.Fact]) -> None:
        self.iri, self.on, self.rows = iri, on, rows
        self.kind = local(rows[0].klass or "")
        self.slug = terms.slug(str(iri))
        self.numbers = Numbers()
        self.asked = query.about(
            reader(),
            iri,
            language(),
            linked=self.kind in WITH_LINKS,
            body=self.kind in BODIES,
            alike=self.kind == "Body",
            on=on.day if on else None,
        )
        self.own = self.numbers.of(row.source for row in self.asked.origins if row.source)
        self.standings = {standing_key(row): str(row.standing) for row in self.asked.standings}
        self.families = self._families() if self._has_agreements() else None
        standing = self.families.standing if self.families else {}
        self.around = Around(
            iri, self.numbers, self.standings, standing, self._beside(), self._given()
        )
        self.themes = themes(self.asked.neighbours, self.around)

    def made(self) -> Dossier:
        """The page."""
        found = _heading(self.iri, self.rows)
        found.inferred = any(is_inferred(row.confidence) for row in self.asked.origins)
        found.rivals = self._rivals()
        found.explorable = self.kind in WITH_LINKS
        found.link_count = len(self.asked.neighbours)
        found.places = self._places(found)
        found.sections = [section for section in self._sections() if section.content]
        found.summary = summary.sentences(self._known(found))
        found.state = self._state() if self.on else []
        found.sources = _sources(self.numbers.iris(), self.asked)
        return found

    def _places(self, found: Dossier) -> list[Value]:
        """The towns of the thing, or the thing if it is one or a territory, with their maps."""
        places: list[tuple[object, object]] = [
            (row.value, row.value_label) for row in self.rows if short(row.property) == "lien:place"
        ]
        if self.kind == "Concept":
            places = [(self.iri, found.name.text)]
        on = self.on.given if self.on else None
        shown = []
        for iri, label in places:
            scheme, _, name = str(iri).removeprefix(str(terms.SCHEME)).partition("/")
            if scheme in ("place", "territory"):
                address = url("maps.page", **{scheme: name, "on": on})
                shown.append(Value(str(label or name), address))
        return shown

    def _sections(self) -> list[Section]:
        early = [name for name in self.themes if name in ("roles", "partners", "parties", "people")]
        return [
            self._facts(),
            self._codes(),
            self._stages(),
            *(self._theme(name) for name in early),
            *(self._theme(name) for name in self.themes if name == "agreements"),
            self._trees(),
            *(self._theme(name) for name in self.themes if name not in (*early, "agreements")),
            *self._figures(),
            self._moments(),
            self._joined(),
            self._similar(),
            self._bearers(),
            self._record(),
        ]

    def _thing(self, name: str = "thing") -> dict[str, str | None]:
        return {name: self.slug if self.iri in terms.ID else str(self.iri)}

    def _has_agreements(self) -> bool:
        return self.kind == "Agreement" or any(
            row.other_class == terms.LIEN.Agreement for row in self.asked.neighbours
        )

    def _families(self) -> Families:
        store, lang, day = reader(), language(), self.on.day if self.on else today()

        def made() -> Families:
            listed = query.agreements(store, lang)
            standing = statuses(query.in_force(store, lang, on=day))
            rows = query.families(store, lang)
            return Families(rows, {row.agreement: row for row in listed}, standing)

        return shared(made, "families", lang, day)

    def _beside(self) -> dict[URIRef, list[Value]]:
        """The other partners of each joint action, those with most joint actions first."""
        found: dict[URIRef, list[Value]] = defaultdict(list)
        for row in self.asked.joined:
            if row.through == ACTION:
                for action in row.between:
                    name = str(row.other_acronym or row.other_label or short(row.other))
                    found[action].append(Value(name, page_of(row.other)))
        return found

    def _given(self) -> dict[URIRef, str]:
        """The dates of events, publications, actions and agreements around the thing."""
        found = {
            row.thing: str(row.given) for row in self.asked.moments if str(row.what) in OF_OTHERS
        }
        if self.families:
            for iri, row in self.families.agreements.items():
                if row.signed or row.start:
                    found[iri] = str(row.signed or row.start)
        return found

    def _facts(self) -> Section:
        disputed = {str(row.property) for row in self.asked.competing if row.property}
        facts: dict[str, Fact] = {}
        for row in self.rows:
            name = short(row.property)
            if name == "lien:kindHistory" and self.asked.stages:
                continue
            if name in CODES or (name in LEFT_OUT and str(row.property) not in disputed):
                continue
            shown = value(row.value, row.value_label or self._scheme(row))
            if shown is None:
                continue
            word = fact_word(row.property, row.property_label)
            fact = facts.setdefault(str(row.property), Fact(word, []))
            fact.values.append(Held(shown, self.own, disputed=str(row.property) in disputed))
        notes = list(dict.fromkeys(str(row.note) for row in self.asked.origins if row.note))
        return Section(
            "facts",
            gettext("Facts"),
            "facts",
            (list(facts.values()), notes) if facts or notes else None,
            questions=[Asked("describe", self._thing())],
        )

    def _scheme(self, row: query.Fact) -> object:
        """The name of the list that a term stands in, which is a label and no preferred one."""
        if short(row.property) != "skos:inScheme" or not isinstance(row.value, URIRef):
            return None
        lang, scheme = language(), row.value
        names = shared(lambda: query.names(reader(), [scheme], lang), "names", lang, scheme)
        return names[0].label if names else None

    def _codes(self) -> Section:
        facts: dict[str, Fact] = {}
        for name in CODES:
            for row in self.rows:
                if short(row.property) == name and (shown := coded(name, row.value)):
                    word = fact_word(row.property, row.property_label)
                    facts.setdefault(name, Fact(word, [])).values.append(Held(shown, self.own))
        return Section(
            "codes",
            gettext("Codes and registers"),
            "facts",
            (list(facts.values()), []) if facts else None,
            count=sum(len(fact.values) for fact in facts.values()),
            questions=[Asked("describe", self._thing())],
        )

    def _rivals(self) -> list[Rival]:
        found: dict[str, Rival] = {}
        for row in self.asked.competing:
            kept = [
                Held(shown, self.own)
                for fact in self.rows
                if fact.property == row.property and (shown := value(fact.value, fact.value_label))
            ]
            word = fact_word(row.property) if row.property else field_word(str(row.field))
            rival = found.setdefault(str(row.field), Rival(word, kept, []))
            other = value(row.value, row.value_label)
            if other:
                note = str(row.note or "")
                rival.others.append(Held(other, self.numbers.of(row.sources), note=note))
        return list(found.values())

    def _stages(self) -> Section:
        stages = [self._stage(row) for row in self.asked.stages]
        return Section(
            "history",
            gettext("Names, kinds and periods"),
            "stages",
            stages,
            count=len(stages),
            questions=[Asked("history", self._thing())],
        )

    def _stage(self, row: query.Stage) -> Stage:
        kind = str(row.kind_label or short(row.kind))
        renewal = gettext("renewal: %(way)s") % {"way": row.renewal_label} if row.renewal else ""
        title = Value(kind)
        detail = " · ".join(filter(None, [duration_text(row.duration), renewal]))
        if row.text:
            title, detail = Value(str(row.text), language=row.text.language or ""), kind
        elif row.code:
            title, detail = Value(str(row.code)), kind
        seen = seen_text(row.as_of)
        dates = span_text(row.start, row.end) or seen
        key = ("in", terms.LIEN[f"{row.what}Of"], self.iri, row.node)
        standing = self.standings.get(key, "")
        return Stage(dates, title, detail, self.numbers.of(row.sources), standing)

    def _theme(self, name: str) -> Section:
        groups = self.themes[name]
        here, everything = sum(len(g.links) for g in groups), sum(g.total for g in groups)
        asked = [Asked("neighbours", self._thing("body"))]
        if self.on:
            asked = [Asked("standing", {**self._thing(), "on": self.on.given})]
        return Section(
            name,
            gettext(THEMES[name]),
            "groups",
            groups,
            count=here,
            questions=asked,
            of=everything if self.on else None,
        )

    def _trees(self) -> Section:
        trees = []
        day = self.on.day if self.on else today()
        if self.families:
            members = [
                row.other
                for row in self.asked.neighbours
                if row.other_class == terms.LIEN.Agreement
            ]
            trees = self.families.of([self.iri, *members], self.iri)
        return Section(
            "families",
            gettext("Families of agreements"),
            "trees",
            trees,
            count=len(trees),
            questions=[
                Asked("families", {}),
                Asked("in_force", {"on": day.isoformat()}),
            ],
            note=gettext("How each stands on %(date)s is computed from its dates.")
            % {"date": date_text(day)},
        )

    def _figures(self) -> list[Section]:
        measures = [row.value for row in self.rows if short(row.property) == "lien:measure"]
        if self.iri.startswith(terms.SCHEME["indicator/"]):
            measures = [self.iri]
        names = {str(row.value) for row in self.rows if short(row.property) in IN_HEADING}
        return figures.sections(
            [measure for measure in measures if isinstance(measure, URIRef)],
            names if self.kind in BODIES else set(),
            self.on,
        )

    def _moments(self) -> Section:
        moments = [row for row in self.asked.moments if not self.on or _by(row.given, self.on)]
        entries = [_moment(self.iri, row) for row in moments]
        title = gettext("Timeline")
        return Section(
            "timeline",
            title,
            "timeline",
            (entries, figures.per_year("timeline-chart", gettext("Dated entries by year"), moments))
            if entries
            else None,
            count=len(entries),
            of=len(self.asked.moments) if self.on else None,
            questions=[Asked("timeline", self._thing("body"))],
        )

    def _joined(self) -> Section:
        """Those who meet the thing most come first; the first ones with what joins them."""
        gone = {key[2] for key, standing in self.standings.items() if standing == "not-yet"}
        found: dict[URIRef, list[tuple[query.Joined, list[URIRef]]]] = defaultdict(list)
        for row in self.asked.joined:
            if between := [middle for middle in row.between if middle not in gone]:
                found[row.other].append((row, between))
        ordered = sorted(found.values(), key=lambda rows: -sum(len(rest) for _, rest in rows))
        meetings = [
            [self._meeting(row, between, named=place < OPENED) for row, between in rows]
            for place, rows in enumerate(ordered)
        ]
        note = gettext("Bodies and people that the same actions, agreements, units or events join.")
        return Section(
            "linked-through",
            gettext("Linked through"),
            "joined",
            meetings,
            count=len(meetings),
            questions=[Asked("linked_through", self._thing("body"))],
            note=note,
        )

    def _meeting(self, row: query.Joined, between: Sequence[URIRef], *, named: bool) -> Meeting:
        return Meeting(
            Value(str(row.other_label or short(row.other)), page_of(row.other)),
            class_word(row.through, many=len(between) > 1),
            len(between),
            [self._value(middle) for middle in between] if named else [],
        )

    def _similar(self) -> Section:
        found = [self._alike(row) for row in self.asked.similar[:MOST_ALIKE]]
        note = gettext("Bodies of the same kind with partners, fields or the city in common.")
        if self.on:
            note = f"{note} {gettext('Counted over all times.')}"
        return Section(
            "similar",
            gettext("Similar"),
            "similar",
            found,
            count=len(found),
            of=len(self.asked.similar),
            questions=[Asked("similar", self._thing("body"))],
            note=note,
        )

    def _alike(self, row: query.Similar) -> Alike:
        reasons = [
            (gettext("both partner of"), row.partners),
            (gettext("both active in"), row.fields),
            (gettext("both in"), row.cities),
        ]
        return Alike(
            Value(str(row.other_label or short(row.other)), page_of(row.other)),
            [
                (word, [self._value(thing) for thing in things[:3]], max(0, len(things) - 3))
                for word, things in reasons
                if things
            ],
        )

    def _value(self, thing: URIRef) -> Value:
        """A thing by its acronym, else by its name."""
        name = self.asked.names.get(thing)
        text = str(name.acronym or name.label or short(thing)) if name else short(thing)
        return Value(text, page_of(thing))

    def _bearers(self) -> Section:
        rows: Sequence[query.Bearer] = []
        if self.kind == "Concept":
            rows = query.bearers(reader(), self.iri, language())
        groups: dict[str, dict[URIRef, tuple[Value, str]]] = defaultdict(dict)
        for row in rows:
            text = str(row.label or short(row.thing))
            where = "" if row.by == self.iri else str(row.by_label or "")
            shown = Value(text, page_of(row.thing))
            groups[class_word(row.klass, many=True)].setdefault(row.thing, (shown, where))
        things = {word: list(found.values()) for word, found in sorted(groups.items())}
        return Section(
            "bearers",
            gettext("Things that bear this term"),
            "bearers",
            things,
            count=sum(len(found) for found in things.values()),
            questions=[Asked("bearers", {"term": str(self.iri)})],
        )

    def _record(self) -> Section:
        """Where a thing is stated, and when that was read in."""
        lang = language()
        imports = {
            row.graph: row for row in shared(lambda: query.imports(reader(), lang), "imports", lang)
        }
        found: dict[str, Record] = {}
        for row in self.asked.origins:
            text = str(row.file or row.graph_title or short(row.graph))
            if row.row:
                text = gettext("%(file)s, line %(line)s") % {"file": text, "line": row.row}
            known = imports.get(row.graph)
            learnt = date_text(known.date) if known else ""
            key = str(row.record or row.graph)
            before = found[key].source_numbers if key in found else ()
            sources = self.numbers.of([row.source]) if row.source else []
            found[key] = Record(
                Value(text, page_of(row.graph)), learnt, sorted({*before, *sources})
            )
        values = {"subject": self._thing()["thing"]}
        return Section(
            "record",
            gettext("History of the record"),
            "record",
            list(found.values()),
            count=len(found),
            questions=[Asked("origin", values), Asked("imports", {})],
        )

    def _state(self) -> list[str]:
        """What is to be known of the state on the day: whether the thing was there, and so on."""
        if self.on is None:
            return []
        if self.kind not in WITH_LINKS:
            return [
                gettext("What this page lists is listed over all times, figures up to that day.")
            ]
        told = [self._existence(self.on)]
        told.extend(
            gettext("According to one source the date is %(date)s: then it was not there yet.")
            % {"date": with_article(row.value)}
            for row in self.asked.competing
            if short(row.property or "") == "lien:start" and _first(row.value, self.on)
        )
        called = [stage.title.text for stage in self._stages().content if stage.standing == "holds"]
        if called:
            names = ", ".join(dict.fromkeys(called))
            told.append(
                gettext("Names, kinds and codes of that day: %(names)s.") % {"names": names}
            )
        unknown = sum(
            link.standing == "unknown"
            for groups in self.themes.values()
            for group in groups
            for link in group.links
        )
        if unknown:
            told.append(
                ngettext(
                    "Of %(num)s link no source says whether it held on that day.",
                    "Of %(num)s links no source says whether they held on that day.",
                    unknown,
                )
                % {"num": unknown}
            )
        told.append(
            gettext(
                "What was over or had not begun is folded at the end of each list. "
                "Facts and names at the head of the page are those known today."
            )
        )
        return [text for text in told if text]

    def _existence(self, on: AsOf) -> str:
        facts = {short(row.property): str(row.value) for row in self.rows}
        start = facts.get("lien:start") or facts.get("lien:signedOn", "")
        if start and PartialDate.parse(start).earliest > on.day:
            text = gettext("It was not there yet: it begins %(date)s.")
            return text % {"date": with_article(start)}
        end = facts.get("lien:end", "")
        if end and PartialDate.parse(end).latest < on.day:
            return gettext("It had ended: %(date)s.") % {"date": date_text(end)}
        if not start and not end and self.kind != "Person":
            return gettext("No source says when it began or ended.")
        return ""

    def _known(self, found: Dossier) -> summary.Known:
        facts: dict[str, list[str]] = defaultdict(list)
        raw: dict[str, str] = {}
        for row in self.rows:
            shown = value(row.value, row.value_label or self._scheme(row))
            if shown:
                facts[short(row.property)].append(shown.text)
                raw[short(row.property)] = str(row.value)
        links: dict[str, list[str]] = defaultdict(list)
        for groups in self.themes.values():
            for group in groups:
                for link in group.links:
                    name = group.anchor.removesuffix("-partners")
                    links[name].append(link.acronym or link.other.text)
        sides = [group.links for group in self.themes.get("partners", [])]
        partners = [
            link.acronym or link.other.text
            for beside in zip_longest(*(sorted(side, key=_lead) for side in sides))
            for link in beside
            if link and link.acronym != found.acronym
        ]
        parties = _first_group(self.themes.get("parties", []), "party-out")
        status = self._status()
        return summary.Known(
            kind=self.kind,
            word=found.class_word,
            start=raw.get("lien:start", ""),
            end=raw.get("lien:end", ""),
            signed=raw.get("lien:signedOn", ""),
            facts=facts,
            links={**links, "partner-out": partners, "party-out": parties},
            roles=[
                " ".join(filter(None, [f"{link.role}, {link.acronym or link.other.text}", dates]))
                for group in self.themes.get("roles", [])
                for link in group.links
                for dates in [f"({link.dates})" if link.dates else ""]
            ],
            counts={
                name: len({link.other for group in groups for link in group.links})
                for name, groups in self.themes.items()
                if self.kind in BODIES
            },
            status=status.word if status else "",
            scheme=facts["skos:inScheme"][0] if facts.get("skos:inScheme") else "",
        )

    def _status(self) -> Status | None:
        return self.families.standing.get(self.iri) if self.families else None


def _lead(link: Link) -> bool:
    """Sorts the dated before the others: who was there from the beginning is named first."""
    return not link.dates


def _first_group(groups: Sequence[Group], anchor: str) -> list[str]:
    return [
        link.acronym or link.other.text
        for group in groups
        if group.anchor == anchor
        for link in group.links
    ]


def _by(given: object, on: AsOf) -> bool:
    """Whether a date as given may lie on the day or before it."""
    try:
        return PartialDate.parse(str(given)).earliest <= on.day
    except ValueError:
        return True


def _first(given: object, on: AsOf) -> bool:
    """Whether a date as given lies after the day for certain."""
    return not _by(given, on)


def _heading(iri: URIRef, rows: Sequence[query.Fact]) -> Dossier:
    names = [
        row.value
        for row in rows
        if row.property in (SKOS.prefLabel, RDFS.label) and isinstance(row.value, Literal)
    ]
    first = _best(names)
    shown = Value(str(first), language=first.language or "") if first else Value(short(iri))
    values = {short(row.property): row for row in rows}
    acronym = values.get("lien:acronym")
    klass = rows[0].klass
    return Dossier(
        iri=str(iri),
        slug=terms.slug(str(iri)),
        name=shown,
        class_word=class_word(klass),
        class_page=url("things.listing", name=local(klass)) if klass else "",
        acronym=str(acronym.value) if acronym else "",
        dates=_existence(values),
        kinds=[
            Value(str(row.value_label or short(row.value)), page_of(row.value))
            for row in rows
            if short(row.property) == "dcterms:type"
        ],
        other_names=[
            Value(text, language=lang)
            for text, lang in {str(n): n.language or "" for n in names}.items()
            if text != shown.text
        ],
    )


def _best(names: Sequence[Literal]) -> Literal | None:
    """The name in the language of the page, else the one without language, English, any."""
    order = [language(), None, "en", "fr", "zh"]
    ranked = sorted(names, key=lambda n: order.index(n.language) if n.language in order else 9)
    return ranked[0] if ranked else None


def _existence(values: Mapping[str, Any]) -> str:
    start, end = (values.get(name) for name in ("lien:start", "lien:end"))
    if signed := values.get("lien:signedOn"):
        return date_text(signed.value)
    return span_text(start and start.value, end and end.value)


def _moment(iri: URIRef, row: query.Moment) -> Entry:
    name = str(row.what)
    what = gettext(MOMENTS[name]) if name in MOMENTS else name
    if row.thing == iri:
        return Entry(str(row.given), Value(what[:1].upper() + what[1:]))
    kind = f"{what} · {row.kind_label}" if row.kind_label else what
    title = Value(str(row.label or short(row.thing)), page_of(row.thing))
    return Entry(str(row.given), title, kind)


def _sources(iris: Sequence[URIRef], asked: query.About) -> list[Source]:
    known = {row.source: row for row in asked.origins}
    return [_source(n, iri, asked.names.get(iri), known.get(iri)) for n, iri in enumerate(iris, 1)]


def _source(number: int, iri: URIRef, name: query.Name | None, row: query.Origin | None) -> Source:
    return Source(
        number=number,
        title=str(name.label) if name and name.label else short(iri),
        page=page_of(iri),
        publisher=str(row.source_publisher or "") if row else "",
        date=str(row.source_date or "") if row else "",
        address=safe_link(row.source_address) if row and row.source_address else "",
    )
