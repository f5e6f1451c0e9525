"""The network around the core, written piece by piece: as tables, as N-Quads or as TriG."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, TextIO

from lien.demo.network import Network
from lien.demo.quads import TableWriter
from lien.demo.tables import LICENSE, MODIFIED, described, description_file, table_file
from lien.description import NAME
from lien.importers import vocabulary
from lien.provenance import Origin
from lien.store import lines
from lien.terms import expand

SOURCE: Final = "demo-network"
FORMS: Final = ("tables", "nquads", "trig")
_FILES: Final = {"nquads": "network.nq", "trig": "network.trig"}


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows of a table: its bytes as CSV, and its statements in N-Triples without the point.

    The last piece of a table has no rows, but what the named graph states of itself.
    """

    table: str
    graph: str
    content: bytes
    statements: list[str]


def pieces(network: Network) -> Iterator[Piece]:
    """The whole network; memory is that of the largest table but for works, which come in parts."""
    known = vocabulary.concepts(vocabulary.read().triples)
    tables = {table["url"]: table for table in described(SOURCE)["tables"]}
    for name, parts in network.tables():
        table = tables[f"{name}.csv"]
        writer, digest, line = TableWriter(table, SOURCE, known), sha256(), 2
        names = [column["name"] for column in table["tableSchema"]["columns"]]
        for part, rows in enumerate(parts):
            content = table_file(names, rows, header=part == 0)
            digest.update(content)
            made = [s for at, row in enumerate(rows, line) for s in writer.statements(row, at)]
            line += len(rows)
            yield Piece(name, writer.graph, content, made)
        origin = Origin(
            graph=expand(writer.graph),
            titles=table["dc:title"],
            file=table["url"],
            license=LICENSE,
            modified=MODIFIED,
            sha256=digest.hexdigest(),
            rows=line - 2,
            visibility="public",
            cls=expand(table["lien:class"]),
        )
        end = f" <{writer.graph}> ."
        about = [text.removesuffix(end) for text in lines(origin.statements(), writer.graph)]
        yield Piece(name, writer.graph, b"", about)


def write_network(network: Network, folder: Path, form: str) -> Path:
    """Write the network into a folder, in one of `FORMS`; returns what `lien load` takes."""
    folder.mkdir(parents=True, exist_ok=True)
    if form == "tables":
        return _write_tables(network, folder / "3-network")
    path = folder / _FILES[form]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for piece in pieces(network):
            (_quads if form == "nquads" else _trig)(piece, file)
    return path


def _quads(piece: Piece, file: TextIO) -> None:
    end = f" <{piece.graph}> .\n"
    file.write(end.join([*piece.statements, ""]))


def _trig(piece: Piece, file: TextIO) -> None:
    """A block for each piece; TriG allows several of one graph."""
    file.write(f"<{piece.graph}> {{\n" + " .\n".join([*piece.statements, "}\n"]))


def _write_tables(network: Network, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    names = dict.fromkeys(name for name, _ in network.tables())
    (folder / NAME).write_bytes(description_file(list(names), SOURCE))
    for name in names:
        (folder / f"{name}.csv").unlink(missing_ok=True)
    for piece in pieces(network):
        with (folder / f"{piece.table}.csv").open("ab") as file:
            file.write(piece.content)
    return folder
