"""A table of sources may say when each source was read; then every fact says it."""

from __future__ import annotations

import csv
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

from lien import importers, query, resources
from lien.store import Level, open_directory
from lien.terms import thing

READ_ON = {"name": "read_on", "propertyUrl": "lien:readOn", "lien:as": "date"}


def with_dates_of_reading(folder: Path) -> Path:
    """The reference facts, one source of which was read in November 2026."""
    shutil.copytree(resources.folder("seed"), folder)
    description = json.loads((folder / "csv-metadata.json").read_text("utf-8"))
    (sources,) = (table for table in description["tables"] if table["url"] == "sources.csv")
    sources["tableSchema"]["columns"].append(READ_ON)
    (folder / "csv-metadata.json").write_text(json.dumps(description), "utf-8")
    with (folder / "sources.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    read = {"src-treaty-zh": "2026-11"}
    with (folder / "sources.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [[*header, "read_on"], *([*r, read.get(r[0], "")] for r in rows)]
        )
    return folder


def test_a_fact_says_when_its_source_was_read(tmp_path: Path) -> None:
    """As precise as the table; what the table does not say is unknown, not the day of loading."""
    facts = with_dates_of_reading(tmp_path / "facts")
    with open_directory(tmp_path / "data", create=True) as directory:
        importers.load(directory, facts, now=datetime(2026, 11, 23, tzinfo=UTC), actor="test")
        reader = directory.store.reader(Level.PUBLIC)
        rows = query.origin(reader, thing("agr-france-china-1978"), "en")
    read = {str(row.source).rpartition("/")[2]: row.source_read for row in rows}
    assert str(read.pop("src-treaty-zh")) == "2026-11"
    assert set(read.values()) == {None}
