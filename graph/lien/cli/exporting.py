"""The command that writes the graph out."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from lien.cli import options
from lien.store import DataDirectory, Reader, trig, turtle

_NETWORKS: Final = ["gexf", "graphml", "html"]
VOCABULARIES: Final = ("vivo", "schemaorg", "schemaorg-jsonld")
_EXPORTS: Final = ["trig", "turtle", *_NETWORKS, *VOCABULARIES, "prov", "tables"]


@click.command()
@click.argument("form", metavar="FORMAT", type=click.Choice(_EXPORTS))
@click.option("--focus", help="Only what lies around this thing (gexf, graphml, html).")
@click.option("--radius", type=click.IntRange(0, 6), default=1, show_default=True)
@options.lang
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File, a folder for tables.")
@click.option(
    "--description",
    type=click.Path(path_type=Path),
    help="Which tables (tables only) [default: the reference facts].",
)
@options.source
def export(  # noqa: PLR0913, PLR0917  one argument per option
    form: str,
    focus: str | None,
    radius: int,
    lang: str,
    output: Path | None,
    description: Path | None,
    source: options.Source,
) -> None:
    """Write the graph out: FORMAT is a serialisation, a picture, a vocabulary or the tables.

    vivo is the graph in the words of VIVO, as Turtle; schemaorg and schemaorg-jsonld are the graph
    in the words of schema.org, as Turtle and as JSON-LD. prov is the history of imports and edits
    (PROV-O, Turtle); tables are the CSV files that the description names. Graphs above the level
    are left out, and how many is said.
    """
    if focus and form not in _NETWORKS:
        raise click.UsageError("--focus goes with gexf, graphml and html.")
    if description and form != "tables":
        raise click.UsageError("--description goes with tables.")
    with source.open() as (directory, reader):
        hidden = len(directory.store.counts()) - len(reader.graphs())
        if hidden:
            click.echo(
                f"left out: {hidden} graphs above level {reader.level.name.lower()}", err=True
            )
        if form == "tables":
            _write_tables(reader, description, output)
        elif form in _NETWORKS:
            options.write(_network(reader, form, focus, radius, lang), output)
        else:
            options.write(_document(directory, reader, form), output)


def _document(directory: DataDirectory, store: Reader, form: str) -> bytes:
    if form == "prov":
        from lien.export.prov import prov  # noqa: PLC0415  keeps `lien --help` fast

        return prov(directory.journal.entries(), store.level)
    if form in VOCABULARIES:
        from lien.export.vocabulary import in_words_of  # noqa: PLC0415  slow to import

        return in_words_of(form, store)
    lines = directory.lines(graph.iri for graph in store.graphs())
    return {"trig": trig, "turtle": turtle}[form](lines)


def _write_tables(store: Reader, description: Path | None, folder: Path | None) -> None:
    from lien import resources  # noqa: PLC0415
    from lien.export.tables import tables  # noqa: PLC0415  csvw is slow to import

    if folder is None:
        raise click.UsageError("Tables are written into a folder: give --output.")
    written = tables(store, description or resources.folder("seed"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in written.items():
            (folder / name).write_bytes(content)
    except OSError as error:
        raise click.FileError(str(error.filename or folder), hint=error.strerror) from None


def _network(store: Reader, form: str, focus: str | None, radius: int, lang: str) -> bytes:
    from lien.analysis import ego_network  # noqa: PLC0415  networkx is slow to import
    from lien.export.html import graph_html  # noqa: PLC0415
    from lien.export.network import network  # noqa: PLC0415
    from lien.projection.networkx import project  # noqa: PLC0415

    graph = project(store)
    if focus:
        graph = ego_network(graph, focus, radius=radius)
    if form == "html":
        title = graph.nodes[focus]["label"] if focus else "Lien"
        return graph_html(graph, title=title, language=lang).encode()
    return network(graph, form)
