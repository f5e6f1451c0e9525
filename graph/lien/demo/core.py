"""The core of the demo network: rows of tables in which the truths of `truths.py` are planted.

The bodies, people and agreements of the core are closed: nothing that is generated around them
names one of them. Everything is invented.
"""

from __future__ import annotations

from typing import Final

from lien.demo import agreements, people
from lien.demo.rows import LATER, SOURCE, Core, Rows, invented
from lien.terms import slugify

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


def core(*, later: bool = True) -> Rows:
    """All rows of the core, by table; without `later` as they were known on the first day.

    Both states have the same rows in the same order, but for those learnt later, which come last.
    """
    made = Core(later)
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
    agreements.houses(made)
    agreements.watch(made)
    agreements.gaps(made)
    agreements.joint_works(made)
    agreements.covers(made)
    agreements.sleep(made)
    people.introductions(made)
    people.interlocutors(made)
    _places(made)
    _tools(made)
    people.threads(made)
    people.sides(made)
    _labels_and_figures(made)
    agreements.roll_up(made)
    _hidden(made)
    _changes(made)
    for row in made.rows["sources"]:
        row.pop("confidence", None)
        if row["source_id"] == LATER:
            row["date"] = "2026-11"
    return dict(made.rows)


def _places(core: Core) -> None:
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


def _tools(core: Core) -> None:
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


def _labels_and_figures(core: Core) -> None:
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


def _hidden(core: Core) -> None:
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


def _changes(core: Core) -> None:
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
