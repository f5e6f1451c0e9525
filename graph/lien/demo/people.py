"""The people of the demo core and their roles: M4, M6, M10 and S8."""

from __future__ import annotations

from typing import Final

from lien.demo.rows import Core

_HUB_MEMBERS: Final = 60


def introductions(core: Core) -> None:
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


def interlocutors(core: Core) -> None:
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


def threads(core: Core) -> None:
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


def sides(core: Core) -> None:
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
