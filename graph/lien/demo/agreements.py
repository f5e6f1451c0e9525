"""The agreements and joint works of the demo core: M1, M2, M3 and S4."""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import Final

from lien.demo.pairs import BEFORE, INSTITUTES, TRIPLES, UNITS, WHOLE
from lien.demo.rows import Core, invented

_FIRST_YEAR, _LAST_YEAR = 2021, 2025
# fmt: off
_WATCHED: Final = (
    # number, unit, institute, start, end, term (from, to, renewal, notice)
    ("01", "gale", "w1", "2021-12-16", "2026-12-15",
     ("2021-12-16", "2026-12-15", "express", "P3M")),
    ("02", "gale", "w2", "2022-01", "2026-12", ("2022-01", "2026-12", "express", "P6M")),
    ("03", "rill", "w1", "2022-05-10", "", ("2022-05-10", "2027-05-09", "tacit", "P3M")),
    ("04", "rill", "w3", "2022-04-01", "2027-03-31",
     ("2022-04-01", "2027-03-31", "express", "P6M")),
    ("05", "gale", "w4", "2022-06", "2027-05", ("2022-06", "2027-05", "express", "P6M")),
    ("06", "rill", "w2", "2022-07", "2027-06", None),
    ("07", "rill", "w4", "2021-12", "2026-11", None),
    ("08", "gale", "w3", "2020-09-15", "", ("2020-09-15", "2025-09-14", "tacit", "P6M")),
    ("09", "rill", "w1", "2020-03-02", "", None),
    ("10", "gale", "w2", "2018", "", None),
    ("11", "gale", "w1", "2021", "2030", None),
    ("12", "rill", "w3", "2014-07-01", "2019-06-30", None),
)
# fmt: on


def houses(core: Core) -> None:
    """The houses of both sides, and the framework agreement between two of them."""
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


def watch(core: Core) -> None:
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


def gaps(core: Core) -> None:
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


def joint_works(core: Core) -> None:
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


def covers(core: Core) -> None:
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


def sleep(core: Core) -> None:
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


def roll_up(core: Core) -> None:
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
