"""The core of the demo network: it holds every rule, and the planted truths are in its tables.

The recount reads the written CSV files with the standard library; it shares nothing with the code
that planted them.
"""

from __future__ import annotations

import csv
import json
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import astuple
from datetime import date
from itertools import combinations, pairwise, product
from pathlib import Path

import pytest

from lien import demo, importers, query
from lien.store import Directory, Level, Reader

Table = list[dict[str, str]]
TRUTHS = demo.truths()
ID = "https://w3id.org/lien/id/"
HIDDEN = ("restricted", "internal")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    (first, _), (now, _) = demo.write_core(tmp_path_factory.mktemp("core"))
    return first, now


@pytest.fixture(scope="module")
def tables(folders: tuple[Path, Path]) -> dict[str, Table]:
    """What a public reader gets."""
    return {
        path.stem: read(path)
        for path in folders[1].glob("*.csv")
        if not path.stem.endswith(HIDDEN) and path.stem not in {"requests", "advice"}
    }


def read(path: Path) -> Table:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def grouped(rows: Table, key: str, value: str) -> dict[str, set[str]]:
    groups = defaultdict(set)
    for row in rows:
        groups[row[key]].add(row[value])
    return groups


def last_day(text: str) -> date:
    """The latest day of a year, a month or a day."""
    parts = [int(part) for part in text.split("-")]
    year, month, day = (*parts, 12, 31)[:3] if len(parts) == 1 else (*parts, 0)[:3]
    return date(year, month, day or monthrange(year, month)[1])


def first_day(text: str) -> date:
    return date.fromisoformat((text + "-01-01")[:10])


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last of that month."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def holds(row: dict[str, str], day: date) -> bool:
    """Whether a row with `from` and `to` (or start and end) holds on a day."""
    start, end = row.get("from") or row.get("start", ""), row.get("to") or row.get("end", "")
    return (not start or first_day(start) <= day) and (not end or day <= last_day(end))


def test_both_states_hold_every_rule(
    folders: tuple[Path, Path], empty_directory: Directory
) -> None:
    for folder in folders:
        reading, warnings = importers.check(empty_directory, folder)
        assert warnings == []
        titles = json.loads((folder / "csv-metadata.json").read_text("utf-8"))["dc:title"]
        assert titles == {
            "fr": "Réseau de démonstration, fictif",
            "en": "Demo network, invented",
            "zh": "演示网络（虚构）",
        }
    ids = {s for g in reading.graphs for s in map(str, g.subjects) if s.startswith(ID)}
    assert {s for s in ids if not s.removeprefix(ID).startswith("demo-")} == {
        f"{ID}indicators"
    } & ids


def test_the_same_bytes_come_out_each_time(folders: tuple[Path, Path], tmp_path: Path) -> None:
    demo.write_core(tmp_path)
    for folder in folders:
        for path in folder.iterdir():
            assert path.read_bytes() == (tmp_path / folder.name / path.name).read_bytes()


def test_every_name_says_that_it_is_invented(tables: dict[str, Table]) -> None:
    marks = {"name_fr": "(fictif)", "name_en": "(invented)", "name_zh": "（虚构"}
    for name, rows in tables.items():
        for column, text in [cell for row in rows for cell in row.items()]:
            mark = marks.get(column.replace("title_", "name_"))
            assert mark is None or not text or mark in text, (name, text)
        if name == "people":
            assert {row["family_name"] for row in rows} == {"DÉMO-FICTIF"}


def test_m1_the_agreements_to_watch(tables: dict[str, Table]) -> None:
    terms = {row["agreement_id"]: row for row in tables["agreement_periods"]}
    until = months_before(demo.DAY, -demo.MONTHS)
    found, open_ended = [], []
    for row in tables["agreements"]:
        term = terms.get(row["id"], {})
        tacit = term.get("renewal") == "tacit"
        end = row["end"] or term.get("to", "")
        if not end:
            open_ended.append(row["id"])
            continue
        ends = last_day(end)
        while tacit and ends < demo.DAY:
            ends = months_before(ends, -60)
        notice = months_before(ends, int(term["notice"].strip("PM"))) if term else ends
        on = notice if tacit else ends
        if demo.DAY <= on <= until:
            found.append((on, row["id"], "notice" if tacit else "end", ends, notice))
    assert sorted(found) == [(w.on, w.agreement, w.why, w.ends, w.notice) for w in TRUTHS.watched]
    assert tuple(sorted(open_ended)) == TRUTHS.to_complete
    parties = grouped(tables["agreement_parties"], "agreement_id", "party_id")
    roles: dict[str, dict[str, str]] = defaultdict(dict)
    for row in tables["roles"]:
        roles[row["target_id"]][row["role"]] = row["person_id"]
    actions = {row["id"]: row["action_ids"] for row in tables["agreements"]}
    for watched in TRUTHS.watched:
        assert parties[watched.agreement] == set(watched.parties)
        assert roles[actions[watched.agreement]] == {
            "agreement follow-up": watched.owner,
            "French scientific coordinator": watched.contacts[0],
            "Chinese scientific coordinator": watched.contacts[1],
        }
    twelve = [w.agreement for w in TRUTHS.watched] + [*TRUTHS.to_complete, *TRUTHS.not_watched]
    assert sorted(twelve) == [f"demo-agr-m1-{number:02}" for number in range(1, 13)]


def test_m2_the_sixty_pairs_under_whole_and_shared_counting(tables: dict[str, Table]) -> None:
    whole, thirds, before = defaultdict(int), defaultdict(int), defaultdict(int)
    for row in tables["works"]:
        bodies, year = row["author_body_ids"].split(";"), int(row["date"])
        among = len(bodies) * (len(bodies) - 1) // 2
        for pair in (*combinations(bodies, 2), *(pair[::-1] for pair in combinations(bodies, 2))):
            inside = demo.WINDOW[0] <= year <= demo.WINDOW[1]
            (whole if inside else before)[pair] += 1
            thirds[pair] += 3 // among if inside else 0
    above = {r["id"]: r.get("supervisor_ids") for r in tables["units"]}
    above |= {r["id"]: r["parent_id"] for r in tables["organisations"]}
    agreements = {row["id"]: row for row in tables["agreements"]}
    bound = grouped(tables["agreement_parties"], "agreement_id", "party_id")

    def cover(pair: tuple[str, str], day: date | None) -> str:
        texts = {
            frozenset(bodies)
            for slug, bodies in bound.items()
            if day is None or holds(agreements[slug], day)
        }
        if frozenset(pair) in texts:
            return "direct"
        ends = product(*({body, above[body]} - {""} for body in pair))
        return "umbrella" if any(frozenset(both) in texts for both in ends) else "none"

    assert len(TRUTHS.pairs) == 60
    for truth in TRUTHS.pairs:
        pair = truth.unit, truth.institute
        assert (whole[pair], thirds[pair]) == (truth.whole, truth.fractional_thirds), truth
        assert before[pair] == truth.before, truth
        assert (cover(pair, demo.DAY), cover(pair, None)) == (truth.cover, truth.ever), truth
    unit_works = {p for p in whole if p[0] in above and p[0].startswith("demo-unit")}
    strong = {
        pair for pair in unit_works if pair[1].startswith("demo-org") and whole[pair] >= demo.STRONG
    }
    listed = {(p.unit, p.institute) for p in TRUTHS.pairs if p.whole >= demo.STRONG}
    assert strong == listed
    assert {(p.unit, p.institute) for p in TRUTHS.gaps} == {
        ("demo-unit-tide", "demo-org-i06"), ("demo-unit-tide", "demo-org-i09"),
        ("demo-unit-ember", "demo-org-i07"), ("demo-unit-quill", "demo-org-i01"),
        ("demo-unit-quill", "demo-org-i07"), ("demo-unit-prism", "demo-org-i05"),
        ("demo-unit-prism", "demo-org-i10"),
    }  # fmt: skip


def deeds(tables: dict[str, Table]) -> Iterator[tuple[frozenset[str], str, date]]:
    """Everything that bodies did: who, under which agreement, until when."""
    for row in tables["works"]:
        yield frozenset(row["author_body_ids"].split(";")), "", last_day(row["date"])
    for row in tables["missions"]:
        yield frozenset((row["sent_by_ids"], row["hosted_by_ids"])), "", last_day(row["to"])
    for row in tables["events"]:
        bodies = frozenset(row["organisation_ids"].split(";"))
        yield bodies, row["agreement_ids"], last_day(row["date"])
    ends = {row["id"]: last_day(row["end"] or row["start"]) for row in tables["actions"]}
    for action, partners in grouped(tables["action_partners"], "action_id", "partner_id").items():
        yield frozenset(partners), "", ends[action]


def test_m3_what_sleeps_what_is_awake_and_what_cannot_be_told(tables: dict[str, Table]) -> None:
    since = date(demo.DAY.year - demo.QUIET_YEARS, demo.DAY.month, demo.DAY.day)
    done = list(deeds(tables))
    bound = grouped(tables["agreement_parties"], "agreement_id", "party_id")
    tacit = {
        row["agreement_id"] for row in tables["agreement_periods"] if row["renewal"] == "tacit"
    }
    verdicts = {}
    for row in tables["agreements"]:
        parties, slug = bound[row["id"]], row["id"]
        if not holds(row, demo.DAY) and slug not in tacit:
            continue
        together = [day for bodies, about, day in done if parties <= bodies or slug == about]
        known = [day for bodies, _, day in done if bodies & parties and day >= since]
        if any(day >= since for day in together):
            verdicts[slug] = "active"
        else:
            verdicts[slug] = "asleep" if known else "cannot tell"
    assert verdicts == {truth.agreement: truth.verdict for truth in TRUTHS.activity}


def beside(roles: Table, small: set[str], ends: set[str], *, ended: bool) -> dict[str, set[str]]:
    """Who stands beside whom: people of one small action, and an end with its people."""
    held = [row for row in roles if ended or holds(row, demo.DAY)]
    steps: dict[str, set[str]] = defaultdict(set)
    for target, people in grouped(held, "target_id", "person_id").items():
        for one, other in product(people, people):
            steps[one] |= {other} - {one} if target in small else set()
        for person in people if target in ends else ():
            steps[target].add(person)
            steps[person].add(target)
    return steps


def chains(
    steps: dict[str, set[str]], start: str, end: str, banned: set[str]
) -> Iterator[tuple[str, ...]]:
    """The people between two ends, shortest chains first, at most four steps."""
    queue: list[tuple[str, ...]] = [(start,)]
    for path in queue:
        if path[-1] == end:
            yield path[1:-1]
        elif len(path) <= 4:
            queue += [(*path, step) for step in sorted(steps[path[-1]] - set(path) - banned)]


def test_m4_shortest_disjoint_chains(tables: dict[str, Table]) -> None:
    roles = tables["roles"]
    actions = {row["id"] for row in tables["actions"]}
    banned = {r["id"] for r in tables["people"] if r["not_as_introducer"] == "true"}
    assert tuple(banned) == TRUTHS.not_introducers
    for truth in TRUTHS.introductions:
        ends = truth.start, truth.end
        now, ever = (
            list(chains(beside(roles, actions, set(ends), ended=ended), *ends, banned))
            for ended in (False, True)
        )
        assert tuple(chain for chain in now if len(chain) == len(now[0])) == truth.chains
        assert tuple(chain for chain in ever if chain not in now) == truth.ended
    hub = [row for row in roles if row["target_id"] == TRUTHS.introductions[0].trap]
    assert {"demo-per-m4-ada", "demo-per-m4-bo"} < {row["person_id"] for row in hub}
    assert len(hub) == max(
        len([r for r in roles if r["target_id"] == t["target_id"]]) for t in roles
    )


def test_m6_holders_overlaps_and_gaps(tables: dict[str, Table]) -> None:
    for body in {truth.body for truth in TRUTHS.holders}:
        rows = [r for r in tables["roles"] if r["target_id"] == body]
        truths = [truth for truth in TRUTHS.holders if truth.body == body]
        assert [
            (r["person_id"], r["role"], r["from"], r["to"], holds(r, demo.DAY)) for r in rows
        ] == [(t.person, t.post, str(t.start), str(t.end or ""), t.current) for t in truths]
        held = [(t.start, t.end or date.max) for t in truths]
        both = tuple(
            (later, min(before, after))
            for (_, before), (later, after) in pairwise(held)
            if later <= before
        )
        nobody = tuple(
            (date.fromordinal(before.toordinal() + 1), date.fromordinal(later.toordinal() - 1))
            for (_, before), (later, _) in pairwise(held)
            if later.toordinal() - before.toordinal() > 1
        )
        found = next(s for s in TRUTHS.successions if s.body == body)
        assert (both, nobody) == (found.overlaps, found.gaps)


def test_m7_what_happened_and_what_was_learnt_later(folders: tuple[Path, Path]) -> None:
    keyed = ("agreements", "events", "roles")
    first, now = (
        {row["id"]: row for name in keyed for row in read(folder / f"{name}.csv")}
        for folder in folders
    )
    found = []
    for slug in sorted(set(now) | set(first)):
        new, old = now[slug], first.get(slug, {})
        for column in ("date_signed", "date", "from", "end"):
            was, dated = old.get(column, ""), new.get(column, "")
            if was != dated and (was or not old) and (column != "end" or was):
                happened = demo.FIRST < first_day(dated) <= demo.DAY
                kind = "happened" if happened else "learnt"
                found.append((slug, kind, dated, was))
    assert found == sorted((c.thing, c.kind, c.dated, c.was) for c in TRUTHS.changes)


def test_m7_the_journal_has_two_entries(demo_directory: Directory) -> None:
    entries = list(demo_directory.journal.entries())
    assert [entry.time[:10] for entry in entries] == [str(demo.FIRST), str(demo.DAY)]


def test_m8_m9_s6_s7_s9_facts_are_in_the_tables(tables: dict[str, Table]) -> None:
    where = {r["id"]: (r["city"], r["country"]) for r in tables["organisations"]}
    sides = {(r["action_id"], r["side"]): r["partner_id"] for r in tables["action_partners"]}
    found = {
        (sides[row["id"], "fr"], cn, *where[cn], row["discipline"], row["id"])
        for row in tables["actions"]
        if row["discipline"] and (cn := sides[row["id"], "cn"])
    }
    assert found == {
        (p.unit, p.institute, p.place, p.territory, p.theme, p.action) for p in TRUTHS.places
    }
    for tool in TRUTHS.tools:
        users = tuple(r["id"] for r in tables["actions"] if tool.tool == r["funding_ids"])
        kinds = {r["kind"] for r in tables["kinds"] if r["thing_id"] in users}
        assert users == tool.users
        assert kinds == {tool.name, tool.former} - {"" if tool.former else tool.name, ""}
    about, field, values = TRUTHS.contradiction
    row = next(row for row in tables["agreements"] if row["id"] == about)
    rivals = [r["alternative_value"] for r in tables["alternatives"] if r["entity_id"] == about]
    assert (row[field], *rivals) == values
    missing = {
        (row["id"], language)
        for row in tables["organisations"]
        for language in ("fr", "en", "zh")
        if not row[f"name_{language}"]
    }
    assert missing == set(TRUTHS.missing_labels)
    empty = tuple(row["id"] for row in tables["indicators"] if not row["value"])
    assert empty == TRUTHS.without_value


def test_m10_and_s8_people_on_both_sides(
    tables: dict[str, Table], folders: tuple[Path, Path]
) -> None:
    country = {r["id"]: r["country"] for r in (*tables["organisations"], *tables["units"])}
    secret = read(folders[1] / "roles_restricted.csv")

    def both(rows: Table) -> tuple[str, ...]:
        sides = defaultdict(set)
        for row in rows:
            if holds(row, demo.DAY) and row["target_id"] in country:
                sides[row["person_id"]].add(country[row["target_id"]])
        return tuple(sorted(p for p, found in sides.items() if {"FR", "CN"} <= found))

    assert both(tables["roles"]) == TRUTHS.two_sided
    restricted = set(both([*tables["roles"], *secret])) - set(TRUTHS.two_sided)
    assert restricted == set(TRUTHS.two_sided_restricted)
    ties = defaultdict(set)
    for row in tables["roles"]:
        if row["person_id"] in TRUTHS.two_sided and country.get(row["target_id"]) == "CN":
            ties[row["target_id"]].add(row["person_id"])
    alone = defaultdict(list)
    for partner, people in sorted(ties.items()):
        if len(people) == 1:
            alone[next(iter(people))].append(partner)
    assert {person: tuple(partners) for person, partners in alone.items()} == {
        truth.person: truth.partners for truth in TRUTHS.single_threads
    }
    was = {
        (r["target_id"], r["person_id"])
        for r in tables["roles"]
        if not holds(r, demo.DAY) and r["target_id"] in ties and r["to"] < str(demo.DAY)
    }
    assert {pair for truth in TRUTHS.single_threads for pair in truth.successors} < was


def test_s1_agreements_in_force_on_ten_days(demo_store: Reader) -> None:
    kinds = ("in-force", "tacitly-renewed", "unknown-end")
    assert len(TRUTHS.standings) == 10
    for truth in TRUTHS.standings:
        rows = query.ask(demo_store, "in_force", {"on": truth.on.isoformat()})
        found = Counter(str(row.status) for row in rows)
        assert [found[kind] for kind in kinds] == list(astuple(truth))[1:], truth.on


def test_s4_an_academy_alone_and_with_its_institutes(tables: dict[str, Table]) -> None:
    """A closed institute counts in its years only, and no work counts twice."""
    for truth in TRUTHS.rolled_up:
        below = [row for row in tables["organisations"] if row["parent_id"] == truth.body]
        there = [
            row["id"] for row in below if not row["ended"] or truth.on <= last_day(row["ended"])
        ]
        assert sorted(there) == sorted(truth.institutes)
        alone, rolled_up = 0, 0
        for row in tables["works"]:
            bodies, day = set(row["author_body_ids"].split(";")), last_day(row["date"])
            if day.year > truth.on.year:
                continue
            open_then = {
                r["id"]
                for r in below
                if not r["ended"] or first_day(row["date"]) <= last_day(r["ended"])
            }
            alone += truth.body in bodies
            rolled_up += bool(bodies & {truth.body, *open_then})
        assert (alone, rolled_up) == (truth.alone, truth.works)


def test_canaries_are_only_seen_from_their_level_on(demo_directory: Directory) -> None:
    def seen(level: Level, slug: str) -> bool:
        reader: Reader = demo_directory.store.reader(level)
        ask = (
            f"SELECT ?p WHERE {{ {{ <{ID}{slug}> ?p ?o }} UNION {{ ?s ?p <{ID}{slug}> }} }} LIMIT 1"
        )
        return bool(list(reader.select(ask)))

    for canary in TRUTHS.canaries:
        own = Level[canary.level.upper()]
        assert [seen(level, canary.slug) for level in Level] == [level >= own for level in Level]
