"""Commands about a data directory: fill it, check it, look after it, and who may read it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import click

from lien.cli import options
from lien.settings import Settings
from lien.store import Directory, Level, open_data, open_directory

_SIZES: Final = ["core", "small", "medium", "large", "huge"]


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@options.store
def load(paths: tuple[Path, ...], data: Path | None, store: str | None) -> None:
    """Load PATHS: folders of described tables, table descriptions, or TriG files.

    Without PATHS the reference facts are loaded. All or nothing: a row that breaks a rule stops
    the load, and every broken row is named.
    """
    from lien import importers, resources  # noqa: PLC0415  validation is slow to import

    with open_data(Settings.read(data=data, store=store), create=True) as directory:
        for path in paths or (resources.folder("seed"),):
            loaded = importers.load(directory, path, now=datetime.now(UTC), actor="command line")
            for warning in loaded.warnings:
                click.echo(f"warning: {warning}", err=True)
            what = f"journal entry {loaded.entry}" if loaded.entry else "nothing new"
            click.echo(f"{loaded.source}: {loaded.quads} quads in {loaded.graphs} graphs, {what}")


@click.command()
@click.argument("path", type=click.Path(path_type=Path), required=False)
@options.data
def validate(path: Path | None, data: Path | None) -> None:
    """Test every rule on PATH (default: the reference facts) without writing anything."""
    from lien import importers, resources  # noqa: PLC0415  validation is slow to import

    with _as_it_is(Settings.read(data=data).data) as directory:
        reading, warnings = importers.check(directory, path or resources.folder("seed"))
    for warning in warnings:
        click.echo(f"warning: {warning}", err=True)
    quads = sum(len(graph.triples) for graph in reading.graphs)
    click.echo(f"{reading.source}: {quads} quads in {len(reading.graphs)} graphs hold every rule")


@contextmanager
def _as_it_is(path: Path) -> Iterator[Directory]:
    """The data directory; where there is none yet, an empty one that does not stay."""
    with TemporaryDirectory(prefix="lien-") as empty:
        found = any(path.glob("*"))
        with open_directory(path if found else empty, create=not found) as directory:
            yield directory


@click.command()
@click.option(
    "--size",
    type=click.Choice(_SIZES),
    default="small",
    show_default=True,
    help="core: 14,000 statements; small: 30,000; medium: 300,000; large: 1 million; huge: 10.",
)
@click.option(
    "--triples", type=click.IntRange(1_000, 10_000_000), help="About so many, instead of a size."
)
@click.option("--seed", default=1, show_default=True, help="Same number, same bytes.")
@click.option(
    "--into", type=click.Path(path_type=Path, file_okay=False), help="Write files into this folder."
)
@click.option(
    "--form",
    type=click.Choice(["tables", "nquads", "trig"]),
    default="tables",
    show_default=True,
    help="Form of the files around the core; the core is tables.",
)
@options.data
def demo(  # noqa: PLR0913, PLR0917  one argument per option
    size: str, triples: int | None, seed: int, into: Path | None, form: str, data: Path | None
) -> None:
    """Make a demo network: invented bodies, people and agreements, marked so, to try Lien on.

    Either into a data directory (--data), or as files (--into) that `lien load` takes in the order
    that is printed. Nobody in it exists.
    """
    from lien import demo as network  # noqa: PLC0415  validation is slow to import

    if (data is None) == (into is None):
        raise click.UsageError("Give --data for a data directory, or --into for files.")
    asked = triples or network.SIZES[size]
    if into is not None:
        for path in network.write_files(into, asked, seed, form):
            click.echo(f"lien load {path}")
        return
    if asked > network.MOST_LOADED:
        raise click.UsageError("So many statements are written as files: use --into.")
    with open_data(Settings.read(data=data), create=True) as directory:
        network.load(directory, asked, seed)
        click.echo(f"demo network: {directory.status().quads} quads, everything in it is invented")


@click.command()
@options.store
def status(data: Path | None, store: str | None) -> None:
    """Show the journal's head, the store's position and the graphs with their counts.

    A derived graph is computed from the others and stands in no journal.
    """
    with options.derived_data(Settings.read(data=data, store=store)) as directory:
        state = directory.status()
    click.echo(f"data directory  {state.path}")
    click.echo(
        f"journal head    {state.journal.seq}  {state.journal.time}  {state.journal.hash[:16]}"
    )
    click.echo(f"store position  {state.position}")
    click.echo(f"snapshot        {'none' if state.snapshot is None else state.snapshot}")
    for graph in state.graphs:
        kind = "derived" if graph.derived else graph.visibility.name.lower()
        click.echo(f"{graph.quads:>9}  {kind:10}  {graph.iri}")


@click.command()
@options.store
def rebuild(data: Path | None, store: str | None) -> None:
    """Make the store anew from the journal and compare the two."""
    with open_data(Settings.read(data=data, store=store)) as directory:
        rebuilt = directory.rebuild()
    click.echo(f"rebuilt from {rebuilt.position} journal entries: {rebuilt.quads} quads, all equal")


@click.command()
@click.argument("name")
@click.option("--level", type=click.Choice(["internal", "restricted"]), required=True)
@click.option(
    "--expires", type=click.DateTime(["%Y-%m-%d"]), help="Last day (UTC) [default: none]."
)
@click.option("--tokens", help="File of the tokens [default: the setting].")
def token(name: str, level: str, expires: datetime | None, tokens: str | None) -> None:
    """Make a token that lets its holder see more than the public.

    The token is printed once and stored nowhere: the file gets its SHA-256 under NAME. To take it
    back, delete its entry from the file; the next request is refused.
    """
    from lien.tokens import add  # noqa: PLC0415  keeps `lien --help` fast

    file = Settings.read(tokens=tokens).tokens
    if not file:
        raise click.UsageError("Name the file: --tokens FILE, or the setting LIEN_TOKENS.")
    day = expires.date() if expires else None
    click.echo(add(Path(file), name, Level[level.upper()], day))
    click.echo(f"Added {name} ({level}) to {file}. This token is not shown again.", err=True)
