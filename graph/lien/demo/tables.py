"""The demo network as tables: their description (CSVW) and their files.

The description is that of the reference facts with other ids and three names everywhere, and a few
tables of a desk's own.
"""

from __future__ import annotations

import copy
import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lien import resources
from lien.demo.rows import Rows
from lien.description import NAME

TITLE: Final = {
    "fr": "Réseau de démonstration, fictif",
    "en": "Demo network, invented",
    "zh": "演示网络（虚构）",
}
LICENSE: Final = "CC0-1.0; everything is invented"
MODIFIED: Final = "2026-11-23"
_SEED: Final = (
    "organisations", "units", "actions", "action_partners", "agreements", "agreement_parties",
    "agreement_periods", "people", "roles", "funding", "indicators", "indicator_relations",
    "events", "kinds", "alternatives", "positions", "sources",
)  # fmt: skip
_RESTRICTED: Final = ("people", "roles", "agreements", "agreement_parties")
_LANGUAGES: Final = ("fr", "en", "zh")
_DATED: Final = {"lien:as": "date"}


def described(source: str = "demo") -> dict[str, Any]:
    """The table description of the demo network; `source` names its graphs."""
    shipped = json.loads((resources.folder("seed") / NAME).read_text("utf-8"))
    of_seed = {table["url"].removesuffix(".csv"): table for table in shipped["tables"]}
    tables = [_adapted(name, of_seed[name]) for name in _SEED]
    tables += [_own(own, tables[0]) for own in _OWN]
    by_name = {table["url"]: table for table in tables}
    tables += [_hidden(by_name[f"{name}.csv"], "restricted") for name in _RESTRICTED]
    tables.append(_hidden(by_name["missions.csv"], "internal"))
    for table in tables:
        _mark(table)
    return {
        **{key: value for key, value in shipped.items() if key != "tables"},
        "dc:title": TITLE,
        "dc:description": {
            "en": "Everything is invented: bodies, people, agreements and works exist nowhere."
        },
        "dc:license": LICENSE,
        "dc:modified": MODIFIED,
        "lien:source": source,
        "tables": tables,
    }


def description_file(names: Iterable[str], source: str) -> bytes:
    """The description of the tables of these names."""
    text = described(source)
    wanted = {f"{name}.csv" for name in names}
    text["tables"] = [table for table in text["tables"] if table["url"] in wanted]
    return (json.dumps(text, ensure_ascii=False, indent=1) + "\n").encode()


def files(rows: Rows, source: str = "demo") -> dict[str, bytes]:
    """The files of a folder that `lien load` reads: by name, the description among them."""
    made = {NAME: description_file(rows, source)}
    for table in described(source)["tables"]:
        names = [column["name"] for column in table["tableSchema"]["columns"]]
        if found := rows.get(table["url"].removesuffix(".csv")):
            made[table["url"]] = table_file(names, found)
    return made


def write(files_: Mapping[str, bytes], folder: Path) -> None:
    """Write the files into a folder, which is made when there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files_.items():
        (folder / name).write_bytes(content)


def table_file(
    names: list[str], rows: Iterable[Mapping[str, str]], *, header: bool = True
) -> bytes:
    """Rows of a table in CSV; one with a column that the table has not is an error."""
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="", lineterminator="\r\n")
    if header:
        writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _adapted(name: str, shipped: Mapping[str, Any]) -> dict[str, Any]:
    """A table of the reference facts, with ids of the demo network and a name in each language."""
    table: dict[str, Any] = copy.deepcopy(dict(shipped))
    columns = table["tableSchema"]["columns"] = [
        column for column in table["tableSchema"]["columns"] if "name" in column
    ]
    single = {"units": "name", "agreements": "title", "funding": "name", "events": "title"}
    if name in single:
        at = next(i for i, column in enumerate(columns) if column["name"] == single[name])
        columns[at : at + 1] = _names(single[name])
    return table


def _names(column: str) -> list[dict[str, Any]]:
    """A column for the name in each language."""
    return [
        {
            "name": f"{column}_{language}",
            "propertyUrl": "skos:prefLabel",
            "lien:search": True,
            "lang": language,
        }
        for language in _LANGUAGES
    ]


def _mark(table: dict[str, Any]) -> None:
    """Say in the title that it is invented, and in the pattern of the id that it is of the demo."""
    marks = {"fr": "Démo fictive : {}", "en": "Invented demo: {}", "zh": "虚构演示：{}"}
    table["dc:title"] = {
        language: marks[language].format(title) for language, title in table["dc:title"].items()
    }
    for column in table["tableSchema"]["columns"]:
        pattern = column.get("datatype")
        if column["name"] in {"id", "source_id"} and isinstance(pattern, dict):
            pattern["format"] = "demo-" + pattern["format"].removeprefix("demo-")


def _hidden(table: Mapping[str, Any], visibility: str) -> dict[str, Any]:
    """The same table above the public level."""
    hidden: dict[str, Any] = copy.deepcopy(dict(table))
    hidden["url"] = table["url"].replace(".csv", f"_{visibility}.csv")
    hidden["lien:visibility"] = visibility
    return hidden


def _things(*classes: str, **more: Any) -> dict[str, Any]:
    return {"lien:as": "thing", "lien:to": [f"lien:{name}" for name in classes], **more}


def _concept(scheme: str, **more: Any) -> dict[str, Any]:
    return {"lien:as": "concept", "lien:scheme": scheme, "lien:open": True, **more}


_LIST: Final = {"separator": ";"}
_BODIES: Final = _things("Body", "ResearchUnit", **_LIST)
_PERSON: Final = {"lien:as": "thing", "lien:to": ["foaf:Person"], **_LIST}
_COUNT: Final = {"datatype": "integer", "lien:as": "number"}
_MISSION: Final = (
    ("kind", "dcterms:type", _concept("mission-kind")),
    ("people", "lien:headcount", _COUNT),
    ("person_ids", "lien:traveller", _PERSON),
    ("sent_by_ids", "lien:sentBy", _BODIES),
    ("hosted_by_ids", "lien:hostedBy", _BODIES),
    ("place", "lien:place", _concept("place")),
    ("territory", "lien:territory", _concept("territory")),
    ("from", "lien:start", _DATED),
    ("to", "lien:end", _DATED),
)


@dataclass(frozen=True, slots=True)
class _Own:
    """A table that the reference facts do not have; `named` is its column of names."""

    name: str
    cls: str
    prefix: str
    named: str
    titles: Mapping[str, str]
    visibility: str
    columns: tuple[tuple[str, str, Mapping[str, Any]], ...]


_OWN: Final = (
    _Own(
        *("works", "Work", "wrk", "title"),
        {"fr": "Travaux", "en": "Works", "zh": "成果"},
        "public",
        (
            ("date", "lien:publishedOn", _DATED),
            ("author_body_ids", "lien:authorBody", _BODIES),
            ("discipline", "lien:discipline", _concept("discipline")),
        ),
    ),
    _Own(
        *("missions", "Mission", "mis", "name"),
        {"fr": "Missions", "en": "Missions", "zh": "出访"},
        "public",
        _MISSION,
    ),
    _Own(
        *("requests", "AssistanceRequest", "req", "name"),
        {"fr": "Demandes", "en": "Requests", "zh": "请求"},
        "internal",
        (
            ("kind", "dcterms:type", _concept("request-kind")),
            ("asked_by_ids", "lien:askedBy", _BODIES),
            ("desk_id", "lien:addressedTo", _things("Body")),
            ("about_ids", "lien:asksAbout", _BODIES),
            ("asked", "lien:start", _DATED),
            ("closed", "lien:end", _DATED),
            ("state", "lien:requestState", {"lien:as": "concept", "lien:scheme": "request-state"}),
        ),
    ),
    _Own(
        *("advice", "Advice", "adv", "name"),
        {"fr": "Conseils", "en": "Advice", "zh": "建议"},
        "internal",
        (
            ("request_ids", "lien:answers", _things("AssistanceRequest", **_LIST)),
            ("desk_id", "lien:givenBy", _things("Body")),
            ("given", "lien:start", _DATED),
            ("text", "dcterms:description", {}),
        ),
    ),
)


def _own(own: _Own, like: Mapping[str, Any]) -> dict[str, Any]:
    """The description of such a table; `like` has the columns of every record."""
    shared = [
        column
        for column in like["tableSchema"]["columns"]
        if column["name"] in {"confidence", "source_id", "note"}
    ]
    pattern = {"base": "string", "format": f"{own.prefix}-[a-z0-9]+([.-][a-z0-9]+)*"}
    return {
        "url": f"{own.name}.csv",
        "dc:title": dict(own.titles),
        "lien:class": f"lien:{own.cls}",
        "lien:visibility": own.visibility,
        "tableSchema": {
            "primaryKey": "id",
            "aboutUrl": "https://w3id.org/lien/id/{id}",
            "columns": [
                {"name": "id", "required": True, "datatype": pattern, "suppressOutput": True},
                *_names(own.named),
                *({"name": n, "propertyUrl": url, **notes} for n, url, notes in own.columns),
                *copy.deepcopy(shared),
            ],
        },
    }
