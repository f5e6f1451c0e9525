"""Rows of the tables of the demo core, and what adds them one thing at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

Rows = dict[str, list[dict[str, str]]]
"""Rows by name of the table; cells that are left out are empty."""

SOURCE: Final = "demo-src-invented"
LATER: Final = "demo-src-invented-later"
_RECORD: Final = {"confidence": "stated", "source_id": SOURCE}


def invented(en: str, fr: str, zh: str, column: str = "name") -> dict[str, str]:
    """The three names of a thing, each marked as invented."""
    return {
        f"{column}_fr": f"{fr} (fictif)",
        f"{column}_en": f"{en} (invented)",
        f"{column}_zh": f"{zh}（虚构）",
    }


class Core:
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
        """Add a body."""
        names = {**invented(en, fr, zh), **more}
        self.add("organisations", id=slug, kind=kind, city=city, country=country, **names)

    def unit(
        self, slug: str, en: str, fr: str, zh: str, *, city: str = "Lyon", **more: str
    ) -> None:
        """Add a French research unit."""
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
        """Add a role of a person in a body, unit or action, as the slug of the target says."""
        kind = {"org": "organisation", "unit": "unit", "act": "action"}[target.split("-")[1]]
        self.add(
            table, id=f"demo-rol-{slug}", person_id=person, role=role, target_type=kind,
            target_id=target, from_=start, to=end, source_id=source,
        )  # fmt: skip

    def action(self, slug: str, en: str, fr: str, zh: str, **more: str) -> None:
        """Add a joint action."""
        self.add(
            "actions",
            **{
                "id": slug, "kind": "IRP", "cnrs_action": "no", **invented(en, fr, zh, "title"),
                **more,
            },
        )  # fmt: skip

    def partners(self, action: str, french: Iterable[str], chinese: Iterable[str]) -> None:
        """Add the partners of an action on both sides."""
        for side, slugs in (("fr", french), ("cn", chinese)):
            for slug in slugs:
                self.add(
                    "action_partners", action_id=action, partner_id=slug, side=side, role="partner"
                )

    def agreement(  # noqa: PLR0913  one argument per column
        self, slug: str, en: str, fr: str, zh: str, parties: Sequence[str],
        *, suffix: str = "", kind: str = "cooperation agreement", **more: str,
    ) -> None:  # fmt: skip
        """Add an agreement and its parties; `suffix` names tables above the public level."""
        names = invented(en, fr, zh, "title")
        self.add(f"agreements{suffix}", id=slug, kind=kind, **names, **more)
        for party in parties:
            self.add(
                f"agreement_parties{suffix}", agreement_id=slug, party_id=party, role="party",
                source_id=more.get("source_id", SOURCE),
            )  # fmt: skip

    def period(self, agreement: str, start: str, end: str, renewal: str, notice: str) -> None:
        """Add a term of five years to an agreement."""
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
