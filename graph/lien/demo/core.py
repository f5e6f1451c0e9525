"""The core of the demo network: rows of tables in which the truths of `truths.py` are planted.

The bodies, people and agreements of the core are closed: nothing that is generated around them
names one of them. Everything is invented.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import product
from typing import Final

from lien.demo.truths import BEFORE, INSTITUTES, TRIPLES, UNITS, WHOLE
from lien.terms import slugify

Rows = dict[str, list[dict[str, str]]]
"""Rows by name of the table; cells that are left out are empty."""

SOURCE: Final = "demo-src-invented"
LATER: Final = "demo-src-invented-later"
_PLACES: Final = {
    "Amsterdam": (52.37403, 4.88969),
    "Beijing": (39.9075, 116.39723),
    "Chengdu": (30.66667, 104.06667),
    "Dalian": (38.91222, 121.60222),
    "Grenoble": (45.17869, 5.71479),
    "Guangzhou": (23.11667, 113.25),
    "Hefei": (31.86389, 117.28083),
    "Hong Kong": (22.27832, 114.17469),
    "Jinan": (36.66833, 116.99722),
    "Kunming": (25.03889, 102.71833),
    "Lanzhou": (36.05701, 103.83987),
    "Lille": (50.63297, 3.05858),
    "Lyon": (45.74846, 4.84671),
    "Macao": (22.20056, 113.54611),
    "Marseille": (43.29695, 5.38107),
    "Nancy": (48.68439, 6.18496),
    "Nanjing": (32.06167, 118.77778),
    "Paris": (48.85341, 2.3488),
    "Rennes": (48.11198, -1.67429),
    "Shanghai": (31.22222, 121.45806),
    "Toulouse": (43.60426, 1.44367),
    "Ulaanbaatar": (47.90771, 106.88324),
    "Urumqi": (43.80096, 87.60046),
    "Wuhan": (30.58333, 114.26667),
    "Xiamen": (24.47979, 118.08187),
    "Zhengzhou": (34.75778, 113.64861),
}
"""Latitude and longitude of the towns, which are real; of the network around the core too."""
_RECORD: Final = {"confidence": "stated", "source_id": SOURCE}
_FIRST_YEAR, _LAST_YEAR = 2021, 2025
_HUB_MEMBERS: Final = 60


def invented(en: str, fr: str, zh: str, column: str = "name") -> dict[str, str]:
    """The three names of a thing, each marked as invented."""
    return {
        f"{column}_fr": f"{fr} (fictif)",
        f"{column}_en": f"{en} (invented)",
        f"{column}_zh": f"{zh}（虚构）",
    }


class _Core:
    """Collects rows; `later` says whether what was learnt after the first day is in."""

    def __init__(self, later: bool) -> None:
        self.rows: Rows = defaultdict(list)
        self.later = later

    def add(self, table: str, **cells: str) -> None:
        """Append a row; a trailing underscore keeps names apart from Python's own words."""
        row = {name.removesuffix("_"): value for name, value in cells.items()}
        self.rows[table].append({**_RECORD, **row})

    def body(  # noqa: PLR0913, PLR0917  one argument per column
        self, slug: str, en: str, fr: str, zh: str, city: str, country: str,
        kind: str = "research_institute", **more: str,
    ) -> None:  # fmt: skip
        names = {**invented(en, fr, zh), **more}
        self.add("organisations", id=slug, kind=kind, city=city, country=country, **names)

    def unit(
        self, slug: str, en: str, fr: str, zh: str, *, city: str = "Lyon", **more: str
    ) -> None:
        self.add(
            "units",
            id=slug,
            code_type="UMR",
            city=city,
            country="FR",
            **invented(en, fr, zh),
            **more,
        )

    def person(self, slug: str, *, given: str = "") -> None:
        """A person whose family name says that it is invented; the given name is in the slug."""
        given = given or slug.removeprefix("demo-per-").replace("-", " ").title()
        self.add(
            "people", id=slug, display_name=f"{given} DÉMO-FICTIF", family_name="DÉMO-FICTIF",
            given_name=given, name_zh=f"{given}（虚构人物）",
        )  # fmt: skip

    def role(  # noqa: PLR0913  one argument per column
        self, slug: str, person: str, target: str, role: str,
        *, start: str = "2020", end: str = "", table: str = "roles", source: str = SOURCE,
    ) -> None:  # fmt: skip
        kind = {"org": "organisation", "unit": "unit", "act": "action"}[target.split("-")[1]]
        self.add(
            table, id=f"demo-rol-{slug}", person_id=person, role=role, target_type=kind,
            target_id=target, from_=start, to=end, source_id=source,
        )  # fmt: skip

    def action(self, slug: str, en: str, fr: str, zh: str, **more: str) -> None:
        self.add(
            "actions",
            **{
                "id": slug, "kind": "IRP", "cnrs_action": "no", **invented(en, fr, zh, "title"),
                **more,
            },
        )  # fmt: skip

    def partners(self, action: str, french: Iterable[str], chinese: Iterable[str]) -> None:
        for side, slugs in (("fr", french), ("cn", chinese)):
            for slug in slugs:
                self.add(
                    "action_partners", action_id=action, partner_id=slug, side=side, role="partner"
                )

    def agreement(  # noqa: PLR0913  one argument per column
        self, slug: str, en: str, fr: str, zh: str, parties: Sequence[str],
        *, suffix: str = "", kind: str = "cooperation agreement", **more: str,
    ) -> None:  # fmt: skip
        names = invented(en, fr, zh, "title")
        self.add(f"agreements{suffix}", id=slug, kind=kind, **names, **more)
        for party in parties:
            self.add(
                f"agreement_parties{suffix}", agreement_id=slug, party_id=party, role="party",
                source_id=more.get("source_id", SOURCE),
            )  # fmt: skip

    def period(self, agreement: str, start: str, end: str, renewal: str, notice: str) -> None:
        self.add(
            "agreement_periods", agreement_id=agreement, kind="term", from_=start, to=end,
            duration="P5Y", renewal=renewal, notice=notice,
        )  # fmt: skip

    def works(self, first: int, bodies: Sequence[str], count: int, years: Sequence[int]) -> int:
        """`count` works of these bodies, spread evenly over the years; the next free number."""
        for place in range(count):
            number = first + place
            self.add(
                "works", id=f"demo-wrk-{number:04}",
                **invented(f"Work {number}", f"Travail {number}", f"成果 {number}", "title"),
                date=str(years[place % len(years)]), author_body_ids=";".join(bodies),
                discipline="physics",
            )  # fmt: skip
        return first + count


def core(*, later: bool = True) -> Rows:
    """All rows of the core, by table; without `later` as they were known on the first day.

    Both states have the same rows in the same order, but for those learnt later, which come last.
    """
    made = _Core(later)
    made.add("sources", source_id=SOURCE, title="Invented for the demo network", language="en")
    made.add("sources", source_id="demo-src-towns", title="Positions of towns", language="en")
    for place, (latitude, longitude) in _PLACES.items():
        made.add(
            "positions",
            id=f"demo-pos-{slugify(place)}",
            place=place,
            latitude=str(latitude),
            longitude=str(longitude),
            source_id="demo-src-towns",
        )
    _houses(made)
    _watch(made)
    _gaps(made)
    _joint_works(made)
    _covers(made)
    _sleep(made)
    _introductions(made)
    _interlocutors(made)
    _places(made)
    _tools(made)
    _threads(made)
    _sides(made)
    _labels_and_figures(made)
    _roll_up(made)
    _hidden(made)
    _changes(made)
    for row in made.rows["sources"]:
        row.pop("confidence", None)
        if row["source_id"] == LATER:
            row["date"] = "2026-11"
    return dict(made.rows)


def _houses(core: _Core) -> None:
    core.body(
        "demo-org-cnr", "National Council of Demonstration", "Conseil national de démonstration",
        "国家演示委员会", "Paris", "FR", "research_organisation", acronym="DEMO-CNR",
    )  # fmt: skip
    core.body(
        "demo-org-iro", "Institute of Other Shores", "Institut des autres rivages", "彼岸研究院",
        "Marseille", "FR", "research_organisation", acronym="DEMO-IRO",
    )  # fmt: skip
    core.body(
        "demo-org-aiv", "Academy of Demonstration", "Académie de démonstration", "演示科学院",
        "Beijing", "CN", "academy", acronym="DEMO-AIV",
    )  # fmt: skip
    core.body(
        "demo-org-desk", "Desk of the Council", "Bureau du Conseil", "演示委员会代表处",
        "Beijing", "CN", "office",
    )  # fmt: skip
    core.agreement(
        "demo-agr-cnr-aiv", "Framework agreement of Council and Academy",
        "Accord-cadre du Conseil et de l’Académie", "委员会与科学院框架协议",
        ("demo-org-cnr", "demo-org-aiv"), kind="framework agreement",
        date_signed="2019-11-20", start="2020-01-01", end="2029-12-31",
    )  # fmt: skip
    core.add(
        "alternatives", entity_id="demo-agr-cnr-aiv", field="date_signed",
        alternative_value="2019-12", source_id="demo-src-rival",
    )  # fmt: skip
    core.rows["alternatives"][0].pop("confidence")
    core.add("sources", source_id="demo-src-rival", title="Invented rival source", language="fr")
    core.add(
        "events", id="demo-evt-committee", date="2025-06-10", kind="committee", place="Beijing",
        organisation_ids="demo-org-cnr;demo-org-aiv", agreement_ids="demo-agr-cnr-aiv",
        **invented("Committee of the framework agreement", "Comité de l’accord-cadre",
                   "框架协议委员会会议", "title"),
    )  # fmt: skip


_WATCHED: Final = (
    # number, unit, institute, start, end, term (from, to, renewal, notice)
    (
        "01",
        "gale",
        "w1",
        "2021-12-16",
        "2026-12-15",
        ("2021-12-16", "2026-12-15", "express", "P3M"),
    ),
    ("02", "gale", "w2", "2022-01", "2026-12", ("2022-01", "2026-12", "express", "P6M")),
    ("03", "rill", "w1", "2022-05-10", "", ("2022-05-10", "2027-05-09", "tacit", "P3M")),
    (
        "04",
        "rill",
        "w3",
        "2022-04-01",
        "2027-03-31",
        ("2022-04-01", "2027-03-31", "express", "P6M"),
    ),
    ("05", "gale", "w4", "2022-06", "2027-05", ("2022-06", "2027-05", "express", "P6M")),
    ("06", "rill", "w2", "2022-07", "2027-06", None),
    ("07", "rill", "w4", "2021-12", "2026-11", None),
    ("08", "gale", "w3", "2020-09-15", "", ("2020-09-15", "2025-09-14", "tacit", "P6M")),
    ("09", "rill", "w1", "2020-03-02", "", None),
    ("10", "gale", "w2", "2018", "", None),
    ("11", "gale", "w1", "2021", "2030", None),
    ("12", "rill", "w3", "2014-07-01", "2019-06-30", None),
)


def _watch(core: _Core) -> None:
    """M1: twelve agreements, each with an action in which its follow-up and contacts have roles."""
    for unit, en, fr, zh in (("gale", "Gales", "des bourrasques", "疾风"),
                             ("rill", "Rills", "des ruisseaux", "细流")):  # fmt: skip
        core.unit(f"demo-unit-{unit}", f"Laboratory of {en}", f"Laboratoire {fr}", f"{zh}实验室")
        core.person(f"demo-per-m1-owner-{unit}")
    for place in range(1, 5):
        core.body(
            f"demo-org-w{place}", f"Watched Institute {place}", f"Institut suivi {place}",
            f"关注研究所 {place}", "Nanjing", "CN",
        )  # fmt: skip
    for number, unit, institute, start, end, term in _WATCHED:
        action, agreement = f"demo-act-m1-{number}", f"demo-agr-m1-{number}"
        pair = (f"demo-unit-{unit}", f"demo-org-{institute}")
        core.action(
            action, f"Watched project {number}", f"Projet suivi {number}", f"关注项目 {number}",
            start="2012", end="2030",
        )  # fmt: skip
        core.partners(action, pair[:1], pair[1:])
        core.agreement(
            agreement, f"Watched agreement {number}", f"Accord suivi {number}",
            f"关注协议 {number}", pair, start=start, end=end, action_ids=action,
        )  # fmt: skip
        if term:
            core.period(agreement, *term)
        for side, role in (("fr", "French"), ("cn", "Chinese")):
            person = f"demo-per-m1-{side}-{number}"
            core.person(person)
            core.role(f"m1-{side}-{number}", person, action, f"{role} scientific coordinator")
        core.role(f"m1-owner-{number}", f"demo-per-m1-owner-{unit}", action, "agreement follow-up")


def _gaps(core: _Core) -> None:
    """M2: six units in two houses, ten institutes, half of them below the academy."""
    names = (("Slow Tides", "des marées lentes", "慢潮"), ("Embers", "des braises", "余烬"),
             ("Lattices", "des réseaux cristallins", "晶格"), ("Quills", "des plumes", "羽管"),
             ("Harbours", "des ports", "港湾"), ("Prisms", "des prismes", "棱镜"))  # fmt: skip
    for place, (unit, (en, fr, zh)) in enumerate(zip(UNITS, names, strict=True)):
        house = "demo-org-cnr" if place < len(UNITS) // 2 else "demo-org-iro"
        core.unit(
            unit, f"Laboratory of {en}", f"Laboratoire {fr}", f"{zh}实验室", supervisor_ids=house
        )
    for place, institute in enumerate(INSTITUTES):
        parent = "demo-org-aiv" if place < len(INSTITUTES) // 2 else ""
        core.body(
            institute, f"Institute {place + 1} of Demonstration",
            f"Institut {place + 1} de démonstration", f"演示研究所 {place + 1}",
            "Wuhan" if parent else "Chengdu", "CN", parent_id=parent,
        )  # fmt: skip


def _joint_works(core: _Core) -> None:
    """M2: the works of `TRIPLES`, the other works of `WHOLE`, and those of `BEFORE`."""
    years = range(_LAST_YEAR, _FIRST_YEAR - 1, -1)
    number, shared = 1, Counter[tuple[str, str]]()
    for count, bodies in TRIPLES:
        number = core.works(number, bodies, count, years)
        shared.update(dict.fromkeys(product(bodies, bodies), count))
    for row, unit in enumerate(UNITS):
        for column, institute in enumerate(INSTITUTES):
            two = WHOLE[row][column] - shared[unit, institute]
            number = core.works(number, (unit, institute), two, years)
    for pair, count in BEFORE.items():
        number = core.works(number, pair, count, range(2012, 2021))


def _covers(core: _Core) -> None:
    """M2: agreements of a unit and an institute: in force, ended, not yet in force."""
    for unit, institute, start, end in (
        ("tide", "i02", "2022-01-01", "2029-12-31"),
        ("lattice", "i08", "2023-01-01", "2030-12-31"),
        ("harbor", "i04", "2021-06-01", "2031-05-31"),
        ("tide", "i09", "2015-01-01", "2020-12-31"),
        ("prism", "i10", "2027-03-01", "2032-02-29"),
    ):
        core.agreement(
            f"demo-agr-{unit}-{institute}", f"Agreement {unit} {institute}",
            f"Accord {unit} {institute}", f"协议 {unit} {institute}",
            (f"demo-unit-{unit}", f"demo-org-{institute}"), start=start, end=end,
        )  # fmt: skip


def _sleep(core: _Core) -> None:
    """M3: agreements with activity, without, and without anything known of their parties."""
    core.unit("demo-unit-moor", "Laboratory of Moors", "Laboratoire des landes", "荒原实验室")
    core.unit("demo-unit-fen", "Laboratory of Fens", "Laboratoire des tourbières", "沼泽实验室")
    core.unit("demo-unit-haze", "Laboratory of Haze", "Laboratoire des brumes", "薄雾实验室")
    for number in range(11, 16):
        core.body(
            f"demo-org-i{number}", f"Quiet Institute {number}", f"Institut discret {number}",
            f"静研究所 {number}", "Kunming", "CN",
        )  # fmt: skip
    core.body("demo-org-third", "Third Party", "Tiers", "第三方", "Amsterdam", "NL", "university")
    for slug, unit, institute in (
        ("awake-work", "moor", "i13"), ("awake-mission", "fen", "i12"),
        ("awake-event", "fen", "i13"), ("asleep-work", "moor", "i11"),
        ("asleep-never", "fen", "i11"), ("asleep-mission", "moor", "i12"),
        ("unknown-1", "haze", "i14"), ("unknown-2", "haze", "i15"),
    ):  # fmt: skip
        core.agreement(
            f"demo-agr-m3-{slug}", f"Agreement {slug}", f"Accord {slug}", f"协议 {slug}",
            (f"demo-unit-{unit}", f"demo-org-{institute}"), start="2018-01-01", end="2032-12-31",
        )  # fmt: skip
    number = 5001
    for slug in ("demo-unit-moor", "demo-unit-fen", "demo-org-i11", "demo-org-i12", "demo-org-i13"):
        number = core.works(number, (slug, "demo-org-third"), 6, range(2021, 2027))
    number = core.works(number, ("demo-unit-moor", "demo-org-i13"), 2, (2025, 2024))
    number = core.works(number, ("demo-unit-moor", "demo-org-i11"), 2, (2019, 2018))
    for slug, unit, institute, start, end in (
        ("recent", "fen", "i12", "2025-03-10", "2025-03-14"),
        ("old", "moor", "i12", "2022-05-16", "2022-05-20"),
    ):
        core.add(
            "missions", id=f"demo-mis-{slug}", kind="mission", people="2",
            sent_by_ids=f"demo-unit-{unit}", hosted_by_ids=f"demo-org-{institute}",
            place="Kunming", territory="CN", from_=start, to=end,
            **invented(f"Mission {slug}", f"Mission {slug}", f"出访 {slug}"),
        )  # fmt: skip
    core.add(
        "events", id="demo-evt-workshop", date="2024-04-18", kind="workshop", place="Kunming",
        organisation_ids="demo-org-i13", agreement_ids="demo-agr-m3-awake-event",
        **invented("Workshop under an agreement", "Atelier d’un accord", "协议研讨会", "title"),
    )  # fmt: skip


def _introductions(core: _Core) -> None:
    """M4: chains of people who hold roles in the same small action, and what must not be used."""
    people = "ada bo cleo dan eve fay gus hal ivy jon kim leo mia noa oki pia rex sol tom uma vic"
    for name in people.split():
        core.person(f"demo-per-m4-{name}", given=name.title())
    core.rows["people"][-10]["not_as_introducer"] = "true"  # leo
    core.body(
        "demo-org-hub", "Great Assembly of Everybody", "Grande assemblée de tous", "全员大会",
        "Paris", "FR", "foundation",
    )  # fmt: skip
    for place in range(_HUB_MEMBERS):
        core.person(f"demo-per-hub-{place:02}")
        core.role(f"hub-{place:02}", f"demo-per-hub-{place:02}", "demo-org-hub", "assembly member")
    for name in ("ada", "bo"):
        core.role(f"hub-{name}", f"demo-per-m4-{name}", "demo-org-hub", "assembly member")
    middle = [f"step{number}" for number in range(1, 8)]
    for name in middle:
        core.person(f"demo-per-m4-{name}", given=name.title())
    together = (
        "ada cleo", "cleo bo", "ada dan", "dan bo", "ada eve", "eve bo", "ada fay", "fay gus",
        "gus bo", "hal ivy", "ivy jon", "kim leo", "leo mia", "kim noa", "noa oki", "oki mia",
        *map(" ".join, zip(["pia", *middle], [*middle, "rex"], strict=True)), "sol", "tom",
        "uma vic",
    )  # fmt: skip
    for number, names in enumerate(together, 1):
        action = f"demo-act-m4-{number:02}"
        core.action(
            action, f"Small project {number}", f"Petit projet {number}", f"小项目 {number}",
            start="2015",
        )  # fmt: skip
        for name in names.split():
            end = "2018-12-31" if names == "ivy jon" and name == "ivy" else ""
            core.role(
                f"m4-{number:02}-{name}", f"demo-per-m4-{name}", action, "co-leader",
                start="2016", end=end,
            )  # fmt: skip
    core.unit("demo-unit-m4", "Laboratory of Bridges", "Laboratoire des passerelles", "桥梁实验室")
    core.body(
        "demo-org-m4", "Institute of Far Banks", "Institut des rives lointaines", "远岸研究所",
        "Xiamen", "CN",
    )  # fmt: skip
    core.role("m4-uma", "demo-per-m4-uma", "demo-unit-m4", "director")
    core.role("m4-vic", "demo-per-m4-vic", "demo-org-m4", "deputy director")


def _interlocutors(core: _Core) -> None:
    """M6: who led international cooperation in two institutes, one after the other."""
    for body, zh in (("a", "甲"), ("b", "乙")):
        core.body(
            f"demo-org-m6-{body}", f"Institute of Successions {body.upper()}",
            f"Institut des successions {body.upper()}", f"继任研究所{zh}", "Hefei", "CN",
        )  # fmt: skip
    for body, person, start, end in (
        ("a", "one", "2012-01-01", "2016-06-30"), ("a", "two", "2016-04-01", "2020-08-31"),
        ("a", "three", "2021-02-01", "2026-11-30"), ("b", "four", "2014-09-01", "2022-02-28"),
        ("b", "five", "2022-03-01", ""),
    ):  # fmt: skip
        core.person(f"demo-per-m6-{person}")
        core.role(
            f"m6-{person}", f"demo-per-m6-{person}", f"demo-org-m6-{body}",
            "head of international cooperation", start=start, end=end,
        )  # fmt: skip


def _places(core: _Core) -> None:
    """M8: who works where on what."""
    for unit, zh in (("a", "甲"), ("b", "乙"), ("c", "丙")):
        core.unit(
            f"demo-unit-m8-{unit}", f"Laboratory of Places {unit.upper()}",
            f"Laboratoire des lieux {unit.upper()}", f"地方实验室{zh}",
        )  # fmt: skip
    for slug, city, country in (
        ("sh1", "Shanghai", "CN"), ("sh2", "Shanghai", "CN"), ("hk", "Hong Kong", "HK"),
        ("mo", "Macao", "MO"), ("ub", "Ulaanbaatar", "MN"),
    ):  # fmt: skip
        core.body(
            f"demo-org-m8-{slug}", f"Institute of {city} {slug}", f"Institut de {city} {slug}",
            f"{city} 研究所 {slug}", city, country,
        )  # fmt: skip
    for number, unit, institute, theme in (
        (1, "a", "sh1", "forest entomology"), (2, "b", "sh2", "forest entomology"),
        (3, "a", "hk", "forest entomology"), (4, "c", "mo", "forest entomology"),
        (5, "b", "ub", "forest entomology"), (6, "c", "sh1", "electrochemistry"),
    ):  # fmt: skip
        action = f"demo-act-m8-{number}"
        core.action(
            action, f"Project of places {number}", f"Projet des lieux {number}",
            f"地方项目 {number}", start="2019", discipline=theme,
        )  # fmt: skip
        core.partners(action, [f"demo-unit-m8-{unit}"], [f"demo-org-m8-{institute}"])


def _tools(core: _Core) -> None:
    """M9: tools of cooperation with their former names, and who used them."""
    for name, en, fr, zh in (
        ("irp", "International project", "Projet international", "国际项目"),
        ("irn", "International network", "Réseau international", "国际网络"),
        ("iea", "Emerging action", "Action émergente", "新兴行动"),
    ):
        core.add(
            "funding", id=f"demo-fund-{name}", acronym=name.upper(), kind="CNRS tool",
            funder_ids="demo-org-cnr", territory="world", status="active", discipline="all",
            **invented(en, fr, zh),
        )  # fmt: skip
    core.unit("demo-unit-m9", "Laboratory of Tools", "Laboratoire des outils", "工具实验室")
    core.body(
        "demo-org-m9", "Institute of Tools", "Institut des outils", "工具研究所", "Lanzhou", "CN"
    )
    for number, tool, former in ((1, "IRP", "LIA"), (2, "IRP", ""), (3, "IRN", "GDRI")):
        action = f"demo-act-m9-{number}"
        core.action(
            action, f"Tooled project {number}", f"Projet outillé {number}", f"工具项目 {number}",
            kind=tool, start="2009" if former else "2020", funding_ids=f"demo-fund-{tool.lower()}",
        )  # fmt: skip
        core.partners(action, ["demo-unit-m9"], ["demo-org-m9"])
        if former:
            core.add("kinds", thing_id=action, kind=former, from_="2009", to="2018")
        core.add("kinds", thing_id=action, kind=tool, from_="2019" if former else "2020")


def _threads(core: _Core) -> None:
    """M10: four partners that hang on one person or two; each has a director who knows nobody."""
    core.unit("demo-unit-m10", "Laboratory of Threads", "Laboratoire des fils", "线实验室")
    for number in range(1, 5):
        core.body(
            f"demo-org-m10-t{number}", f"Institute on a Thread {number}",
            f"Institut sur un fil {number}", f"一线研究所 {number}", "Dalian", "CN",
        )  # fmt: skip
        core.person(f"demo-per-m10-local{number}")
        core.role(
            f"m10-local{number}",
            f"demo-per-m10-local{number}",
            f"demo-org-m10-t{number}",
            "director",
        )
    for name, partners in (("yao", (1, 2, 3)), ("zora", (3, 4)), ("wen", (1,))):
        person = f"demo-per-m10-{name}"
        core.person(person)
        core.role(f"m10-{name}", person, "demo-unit-m10", "scientific leader", start="2008")
        for number in partners:
            core.role(
                f"m10-{name}-t{number}", person, f"demo-org-m10-t{number}", "visiting scientist",
                start="2010", end="2014-12-31" if name == "wen" else "",
            )  # fmt: skip


def _sides(core: _Core) -> None:
    """S8: people with a role on both sides: now, no longer, not yet, and only for the desk."""
    core.unit("demo-unit-s8", "Laboratory of Two Sides", "Laboratoire des deux côtés", "双边实验室")
    core.body("demo-org-s8", "Institute of Two Sides", "Institut des deux côtés", "双边研究所",
              "Jinan", "CN")  # fmt: skip
    for name, start, end, table in (
        ("ana", "2021", "", "roles"), ("ben", "2012", "2024-06-30", "roles"),
        ("cai", "2027-01-01", "", "roles"), ("dov", "2021", "", "roles_restricted"),
    ):  # fmt: skip
        person = f"demo-per-s8-{name}"
        core.person(person)
        core.role(f"s8-{name}-fr", person, "demo-unit-s8", "director", start="2010")
        core.role(
            f"s8-{name}-cn", person, "demo-org-s8", "co-director", start=start, end=end, table=table
        )


def _labels_and_figures(core: _Core) -> None:
    """S7: bodies without a name in a language. S9: figures without a value."""
    for language in ("en", "fr", "zh"):
        core.body(
            f"demo-org-s7-{language}", f"Institute without {language}",
            f"Institut sans {language}", f"缺名研究所 {language}", "Zhengzhou", "CN",
        )  # fmt: skip
        core.rows["organisations"][-1][f"name_{language}"] = ""
    for number, indicator, value, unit in (
        (1, "Demo: joint projects with a follow-up (invented)", "40", "projects"),
        (2, "Demo: joint projects (invented)", "100", "projects"),
        (3, "Demo: share with a follow-up (invented)", "40", "%"),
        (4, "Demo: missions (invented)", "", "missions"),
        (5, "Demo: doctoral students (invented)", "", "doctoral students"),
    ):
        core.add(
            "indicators", id=f"demo-ind-{number}", indicator=indicator, year="2025", value=value,
            unit=unit, scope="demo network",
        )  # fmt: skip
    for relation, other in (("numerator", "1"), ("denominator", "2")):
        core.add(
            "indicator_relations", indicator_id="demo-ind-3", relation=relation,
            other_id=f"demo-ind-{other}",
        )  # fmt: skip


def _roll_up(core: _Core) -> None:
    """S4: an institute of the academy that closed, and works of the academy itself."""
    core.body(
        "demo-org-s4-closed", "Closed Institute", "Institut fermé", "已撤销研究所", "Beijing", "CN",
        parent_id="demo-org-aiv", founded="1990", ended="2018-06-30",
    )  # fmt: skip
    core.unit("demo-unit-s4", "Laboratory of Sums", "Laboratoire des sommes", "总和实验室")
    number = core.works(8001, ("demo-unit-s4", "demo-org-s4-closed"), 4, (2013, 2014, 2015))
    number = core.works(number, ("demo-org-s4-closed", "demo-org-aiv"), 1, (2016,))
    number = core.works(number, ("demo-unit-s4", "demo-org-aiv"), 2, (2014,))
    core.works(number, ("demo-unit-s4", "demo-org-s4-closed"), 1, (2020,))


def _hidden(core: _Core) -> None:
    """Canaries: facts above the public level, each of which would change an answer."""
    core.add(
        "requests", id="demo-req-canary", kind="partner-search", asked_by_ids="demo-unit-tide",
        desk_id="demo-org-desk", about_ids="demo-org-i06", asked="2026-10-05", state="open",
        **invented("Canary request", "Demande canari", "金丝雀请求"),
    )  # fmt: skip
    core.add(
        "advice", id="demo-adv-canary", request_ids="demo-req-canary", desk_id="demo-org-desk",
        given="2026-10-20", text="Canary advice (invented)",
        **invented("Canary advice", "Conseil canari", "金丝雀建议"),
    )  # fmt: skip
    core.add(
        "missions_internal", id="demo-mis-canary", kind="mission", people="1",
        sent_by_ids="demo-unit-fen", hosted_by_ids="demo-org-i11", place="Kunming", territory="CN",
        from_="2026-02-02", to="2026-02-06",
        **invented("Canary mission", "Mission canari", "金丝雀出访"),
    )  # fmt: skip
    core.agreement(
        "demo-agr-canary", "Canary agreement", "Accord canari", "金丝雀协议",
        ("demo-unit-tide", "demo-org-i06"), suffix="_restricted",
        start="2022-02-01", end="2027-01-31",
    )  # fmt: skip
    core.add(
        "people_restricted", id="demo-per-canary", display_name="Canary DÉMO-FICTIF",
        family_name="DÉMO-FICTIF", given_name="Canary", name_zh="金丝雀（虚构人物）",
    )  # fmt: skip
    for target in ("demo-unit-m10", "demo-org-m10-t1"):
        core.role(
            f"canary-{target.removeprefix('demo-')}", "demo-per-canary", target, "co-director",
            table="roles_restricted",
        )  # fmt: skip


def _changes(core: _Core) -> None:
    """M7: what happened after the first day, what was only learnt after it, and a correction."""
    core.unit("demo-unit-m7", "Laboratory of Changes", "Laboratoire des changements", "变化实验室")
    core.body("demo-org-m7", "Institute of Changes", "Institut des changements", "变化研究所",
              "Urumqi", "CN")  # fmt: skip
    core.person("demo-per-m7-old")
    core.person("demo-per-m7-new")
    pair = ("demo-unit-m7", "demo-org-m7")
    core.agreement(
        "demo-agr-m7-old", "Old agreement of changes", "Ancien accord des changements",
        "变化旧协议", pair, date_signed="2015-03-02", start="2015-03-02",
        end="2025-12-31" if core.later else "2024",
    )  # fmt: skip
    if not core.later:
        return
    core.add(
        "sources", source_id=LATER, title="Invented for the demo network, learnt later",
        language="en",
    )  # fmt: skip
    core.agreement(
        "demo-agr-m7-new", "New agreement of changes", "Nouvel accord des changements",
        "变化新协议", pair, date_signed="2026-07-15", start="2026-07-15", end="2031-07-14",
        source_id=LATER,
    )  # fmt: skip
    for slug, day, kind, en, fr, zh, agreement in (
        ("visit", "2026-09-10", "visit", "Visit of changes", "Visite des changements",
         "变化访问", "demo-agr-m7-new"),
        ("old", "2019-05-20", "workshop", "Forgotten workshop", "Atelier oublié", "遗忘的研讨会",
         "demo-agr-m7-old"),
    ):  # fmt: skip
        core.add(
            "events", id=f"demo-evt-m7-{slug}", date=day, kind=kind, place="Urumqi",
            organisation_ids="demo-org-m7", agreement_ids=agreement, source_id=LATER,
            **invented(en, fr, zh, "title"),
        )  # fmt: skip
    core.role(
        "m7-new", "demo-per-m7-new", "demo-org-m7", "director", start="2026-10-01", source=LATER
    )
    core.role(
        "m7-old", "demo-per-m7-old", "demo-org-m7", "deputy director", start="2012", source=LATER
    )
