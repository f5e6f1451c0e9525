"""The command `lien`: each command reads its arguments, calls one function and prints."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from datetime import UTC, date, datetime
from importlib.metadata import entry_points
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click

from lien import __version__
from lien.dates import PartialDate
from lien.errors import LienError, SourceError, UnknownQuestion
from lien.settings import Settings
from lien.store import (
    DataDirectory,
    Directory,
    Level,
    Reader,
    open_data,
    open_directory,
    trig,
    turtle,
)

if TYPE_CHECKING:
    from lien.mediation.ties import Ties

F = TypeVar("F", bound=Callable[..., Any])
_FORMATS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "jsonld": "application/ld+json",
}
_NETWORKS = ["gexf", "graphml", "html"]
VOCABULARIES = ("vivo", "schemaorg", "schemaorg-jsonld")
_EXPORTS = ["trig", "turtle", *_NETWORKS, *VOCABULARIES, "prov", "tables"]
_SIZES = ["core", "small", "medium", "large", "huge"]
_LEVELS = click.Choice([level.name.lower() for level in Level])


class Commands(click.Group):
    """The command group: errors of ours are one line and a hint, never a trace."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a LienError ends it with status 1."""
        try:
            return super().invoke(ctx)
        except LienError as error:
            click.echo(f"lien: {error}", err=True)
            if error.hint:
                click.echo(f"  {error.hint}", err=True)
            sys.exit(1)


def _data(function: F) -> F:
    return click.option(
        "--data", type=click.Path(path_type=Path), help="Data directory [default: lien-data]."
    )(function)


def _store(function: F) -> F:
    """Both options: the data directory, and the server that holds its data."""
    option = click.option("--store", help="Address of a SPARQL server that holds the data.")
    return option(_data(function))


def _level(function: F) -> F:
    return click.option(
        "--level", type=_LEVELS, default="public", show_default=True, help="Who is asking."
    )(function)


def _path(data: Path | None) -> Path:
    return Settings.read(data=data).data


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="lien")
def main() -> None:
    """Lien: who works with whom, under which agreement, since when, and who says so."""


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@_store
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


@main.command()
@click.argument("path", type=click.Path(path_type=Path), required=False)
@_data
def validate(path: Path | None, data: Path | None) -> None:
    """Test every rule on PATH (default: the reference facts) without writing anything."""
    from lien import importers, resources  # noqa: PLC0415  validation is slow to import

    with _as_it_is(_path(data)) as directory:
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


@main.command()
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
@_data
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


@main.command()
@click.argument("name", required=False)
@click.argument("parameters", nargs=-1, metavar="[KEY=VALUE]...")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table")
@_level
@_store
def ask(  # noqa: PLR0913, PLR0917  one argument per option
    name: str | None,
    parameters: tuple[str, ...],
    form: str,
    level: str,
    data: Path | None,
    store: str | None,
) -> None:
    """Ask the named question NAME; without NAME, list the questions."""
    from lien import query  # noqa: PLC0415  keeps `lien --help` fast
    from lien.export import rows as written  # noqa: PLC0415

    if name is None:
        for question in query.QUESTIONS.values():
            click.echo(f"{question.name:12} {question.help}")
            for parameter in question.parameters:
                needed = "" if parameter.required else "optional: "
                click.echo(f"{'':14}{parameter.name}=  {needed}{parameter.help}")
        return
    texts = dict(_pair(parameter) for parameter in parameters)
    with _derived(Settings.read(data=data, store=store)) as directory:
        rows = query.ask(directory.store.reader(Level[level.upper()]), name, texts)
    if not rows and query.find(name).empty:
        click.echo(query.find(name).empty, err=True)
    click.echo(written.WRITERS[form]([asdict(row) for row in rows]), nl=False)


def _derived(settings: Settings) -> DataDirectory:
    """The data directory with its derived graphs."""
    from lien.projection.derived import Deriver  # noqa: PLC0415  numpy is slow to import

    return open_data(settings, derive=Deriver())


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise UnknownQuestion(
            f"{text!r} is not KEY=VALUE", hint="For example: lien ask neighbours body=org-cas"
        )
    return key, value


@main.command()
@click.argument("way", type=click.Choice(["works", "agreements"]), default="works")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="As of this day [default: today].")
@click.option("--years", type=int, help="Years of works, or of silence [default: 5, or 3].")
@click.option("--until", type=int, default=0, help="Last year of works [default: that of the day].")
@click.option("--least", type=float, default=5, show_default=True, help="Joint works, at least.")
@click.option("--counting", type=click.Choice(["whole", "fractional"]), default="whole")
@click.option("--roll-up", is_flag=True, help="Works count for those above their bodies too.")
@click.option("--home", default="fr", show_default=True, help="Territory of one of the two.")
@click.option(
    "--floor", type=int, default=1, show_default=True, help="Records of a party, at least."
)
@click.option("--lang", type=click.Choice(["fr", "en", "zh"]), default="en", show_default=True)
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table")
@_level
@_store
def gaps(  # noqa: PLR0913, PLR0917  one argument per option
    way: str,
    on: datetime | None,
    years: int | None,
    until: int,
    least: float,
    counting: Literal["whole", "fractional"],
    roll_up: bool,
    home: str,
    floor: int,
    lang: str,
    form: str,
    level: str,
    data: Path | None,
    store: str | None,
) -> None:
    """Find works without an agreement, or agreements without activity.

    WAY is works (the default): bodies with many joint works and no agreement in force between them;
    or agreements: those in force in which nothing is known to have happened for some years.
    """
    from lien.export import rows as written  # noqa: PLC0415  keeps `lien --help` fast
    from lien.mediation import gaps as found  # noqa: PLC0415  numpy is slow to import
    from lien.mediation import sleepers  # noqa: PLC0415
    from lien.mediation.asked import Asked, years_of  # noqa: PLC0415

    asked = Asked(
        on=on.date() if on else datetime.now(UTC).date(),
        years=years if years is not None else years_of(way),
        least=least,
        counting=counting,
        roll_up=roll_up,
        home=home,
        floor=floor,
        until=until,
    )
    with open_data(Settings.read(data=data, store=store)) as directory:
        reader = directory.store.reader(Level[level.upper()])
        if way == "works":
            answer: Any = found.gaps(reader, asked, lang)
            click.echo(f"rests on: {asdict(answer.coverage)}", err=True)
        else:
            answer = sleepers.sleepers(reader, asked, lang)
            for one in answer.looked:
                click.echo(f"looked for {one.kind}: {asdict(one)}", err=True)
    click.echo(written.WRITERS[form]([asdict(row) for row in answer.rows]), nl=False)


@main.command()
@click.argument("name", required=False)
@click.argument("parameters", nargs=-1, metavar="[KEY=VALUE]...")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="As of this day [default: today].")
@click.option("--months", type=click.IntRange(1, 600), default=12, show_default=True)
@click.option("--after", type=click.DateTime(["%Y-%m-%d"]), help="Changes since [default: ever].")
@click.option("--lang", type=click.Choice(["fr", "en", "zh"]), default="en", show_default=True)
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table")
@_level
@_data
def watch(  # noqa: PLR0913, PLR0917  one argument per option
    name: str | None,
    parameters: tuple[str, ...],
    on: datetime | None,
    months: int,
    after: datetime | None,
    lang: str,
    form: str,
    level: str,
    data: Path | None,
) -> None:
    """List agreements on which something must be decided soon, or changes of an answer.

    Without NAME: agreements that end, or that silence renews, within so many months. With the NAME
    of a question: what appeared, vanished or changed in its answer, from the journal.
    """
    from lien.export import rows as written  # noqa: PLC0415  keeps `lien --help` fast

    settings, reading = Settings.read(data=data), Level[level.upper()]
    rows: Sequence[Any]
    if name is None:
        from lien.mediation.watch import watch as watched  # noqa: PLC0415  numpy is slow to import

        day = on.date() if on else datetime.now(UTC).date()
        with open_data(settings) as directory:
            found = watched(directory.store.reader(reading), day, months=months, lang=lang)
        for one in found.to_complete:
            click.echo(f"to complete: {one.agreement} ({one.why})", err=True)
        rows = found.rows
    else:
        from lien.mediation.question_changes import changes  # noqa: PLC0415
        from lien.query import find  # noqa: PLC0415

        spoken = any(parameter.name == "lang" for parameter in find(name).parameters)
        texts = ({"lang": lang} if spoken else {}) | dict(
            _pair(parameter) for parameter in parameters
        )
        since = (after or datetime(1, 1, 2)).replace(tzinfo=UTC)
        rows = changes(settings.data, reading, name, texts, since)
    click.echo(written.WRITERS[form]([asdict(row) for row in rows]), nl=False)


@main.command()
@click.argument("text")
@click.option("--only", multiple=True, metavar="FACET=VALUE", help="Narrow the list; repeatable.")
@click.option("--lang", type=click.Choice(["fr", "en", "zh"]), default="en", show_default=True)
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table")
@_level
@_store
def search(  # noqa: PLR0913, PLR0917  one argument per option
    text: str,
    only: tuple[str, ...],
    lang: str,
    form: str,
    level: str,
    data: Path | None,
    store: str | None,
) -> None:
    """Find things by TEXT: names in any script, pinyin, acronyms, codes, former names.

    Facets are class, kind, country, territory, institute, discipline, decade and status; values are
    those of the addresses of the search page, such as country=territory/cn.
    """
    from lien.export import rows as written  # noqa: PLC0415  keeps `lien --help` fast
    from lien.search import Indexes, find  # noqa: PLC0415

    settings = Settings.read(data=data, store=store)
    filters: dict[str, list[str]] = {}
    for facet, value in map(_pair, only):
        filters.setdefault(facet, []).append(value)
    with _derived(settings) as directory:
        index = Indexes(settings.data).of(directory.store.reader(Level[level.upper()]))
    found = find(index, text, lang, filters=filters)
    click.echo(written.WRITERS[form]([asdict(hit) for hit in found.hits]), nl=False)


@main.command()
@click.argument("name")
@click.option("--graph", "network", default="cooperation", show_default=True, help="Which network.")
@click.option("--year", type=click.IntRange(1, 9999), help="Only this year [default: all].")
@click.option("--seed", type=click.IntRange(1), default=1, show_default=True)
@_level
@_store
def measure(  # noqa: PLR0913, PLR0917  one argument per option
    name: str,
    network: str,
    year: int | None,
    seed: int,
    level: str,
    data: Path | None,
    store: str | None,
) -> None:
    """Compute the measure NAME of a network and record the result; `structure` is all measures.

    The result is a named graph of observations, visible to those who see what LEVEL sees; `lien ask
    measured` lists them. The same facts and seed give the same bytes, and change nothing.
    """
    from lien.analysis.recording import Run, record  # noqa: PLC0415  numpy is slow to import
    from lien.projection.keeping import Networks  # noqa: PLC0415

    settings, scope = Settings.read(data=data, store=store), Level[level.upper()]
    with open_data(settings) as directory:
        kept = Networks(settings.data / "projection").following(directory, scope)
        run = Run(name, network, year or 0, seed)
        done = record(
            directory, kept, run, level=scope, actor="command line", now=datetime.now(UTC)
        )
        (rows,) = [g.quads for g in directory.status().graphs if g.iri == run.graph(scope)]
    what = f"journal entry {done.head.seq}" if done.added or done.removed else "nothing new"
    click.echo(f"{run.graph(scope)}: {rows} quads, {what}")


@main.command()
@click.option("--from", "begin", required=True, help="First day: a year, a month or a day.")
@click.option("--to", "end", help="Last day [default: today].")
@click.option("--about", help="Only about this thing, such as org-cas.")
@click.option("--lang", type=click.Choice(["fr", "en", "zh"]), default="en", show_default=True)
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table")
@_level
@_store
def changes(  # noqa: PLR0913, PLR0917  one argument per option
    begin: str,
    end: str | None,
    about: str | None,
    lang: str,
    form: str,
    level: str,
    data: Path | None,
    store: str | None,
) -> None:
    """List what happened between two days, and what was learnt in between about the first.

    Of a year or a month the last day counts.
    """
    from lien.export import rows as written  # noqa: PLC0415  keeps `lien --help` fast
    from lien.mediation.changes import changes as compared  # noqa: PLC0415
    from lien.terms import thing  # noqa: PLC0415

    last = _day(end) if end else datetime.now(UTC).date()
    with _derived(Settings.read(data=data, store=store)) as directory:
        found = compared(
            directory.store.reader(Level[level.upper()]),
            directory.journal,
            lang,
            begin=_day(begin),
            end=last,
            about=thing(about) if about else None,
        )
    click.echo(written.WRITERS[form]([asdict(row) for row in found.rows]), nl=False)


@main.command()
@click.argument("text")
@click.option("--format", "form", type=click.Choice(list(_FORMATS)), help="Form of the answer.")
@_level
@_store
def query(text: str, form: str | None, level: str, data: Path | None, store: str | None) -> None:
    """Answer the SPARQL query TEXT; `-` reads it from standard input, `@FILE` from a file."""
    from lien.store import Question  # noqa: PLC0415

    settings = Settings.read(data=data, store=store)
    question = Question(
        _text(text),
        accept=_FORMATS[form] if form else "",
        seconds=settings.query_seconds,
    )
    with _derived(settings) as directory:
        answer = directory.store.reader(Level[level.upper()]).answer(question)
    sys.stdout.buffer.write(answer.body)


def _text(text: str) -> str:
    if text == "-":
        return sys.stdin.read()
    if text.startswith("@"):
        try:
            return Path(text[1:]).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", "it is not UTF-8 text")
            raise SourceError(text[1:], reason=f"cannot be read: {reason}") from None
    return text


@main.command()
@click.argument("form", metavar="FORMAT", type=click.Choice(_EXPORTS))
@click.option("--focus", help="Only what lies around this thing (gexf, graphml, html).")
@click.option("--radius", type=click.IntRange(0, 6), default=1, show_default=True)
@click.option("--lang", type=click.Choice(["fr", "en", "zh"]), default="en", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File, a folder for tables.")
@click.option(
    "--description",
    type=click.Path(path_type=Path),
    help="Which tables (tables only) [default: the reference facts].",
)
@_level
@_store
def export(  # noqa: PLR0913, PLR0917  one argument per option
    form: str,
    focus: str | None,
    radius: int,
    lang: str,
    output: Path | None,
    description: Path | None,
    level: str,
    data: Path | None,
    store: str | None,
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
    with open_data(Settings.read(data=data, store=store)) as directory:
        reader = directory.store.reader(Level[level.upper()])
        hidden = len(directory.store.counts()) - len(reader.graphs())
        if hidden:
            click.echo(f"left out: {hidden} graphs above level {level}", err=True)
        if form == "tables":
            _write_tables(reader, description, output)
        elif form in _NETWORKS:
            _write(_network(reader, form, focus, radius, lang), output)
        else:
            _write(_document(directory, reader, form), output)


def _write(body: bytes, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(body)
        return
    try:
        output.write_bytes(body)
    except OSError as error:
        raise click.FileError(str(output), hint=error.strerror) from None


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


@main.command()
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


@main.command()
@_store
def status(data: Path | None, store: str | None) -> None:
    """Show the journal's head, the store's position and the graphs with their counts.

    A derived graph is computed from the others and stands in no journal.
    """
    with _derived(Settings.read(data=data, store=store)) as directory:
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


@main.command()
@_store
def rebuild(data: Path | None, store: str | None) -> None:
    """Make the store anew from the journal and compare the two."""
    with open_data(Settings.read(data=data, store=store)) as directory:
        rebuilt = directory.rebuild()
    click.echo(f"rebuilt from {rebuilt.position} journal entries: {rebuilt.quads} quads, all equal")


def _mediation(function: F) -> F:
    """The options of every analysis: the day, the language, the form, who asks, of which data."""
    decorators = (
        click.option("--on", metavar="DATE", help="The day; of a month or a year its last day."),
        click.option("--lang", type=click.Choice(["fr", "en", "zh"]), default="en"),
        click.option(
            "--format", "form", type=click.Choice(["table", "csv", "json"]), default="table"
        ),
        _level,
        _store,
    )
    for decorate in reversed(decorators):
        function = decorate(function)
    return function


@contextmanager
def _answering(options: dict[str, Any]) -> Iterator[tuple[Reader, Ties]]:
    """The reader that the options name, and the ties that it sees."""
    from lien.mediation.ties import Ties  # noqa: PLC0415  numpy is slow to import

    settings = Settings.read(data=options["data"], store=options["store"])
    with _derived(settings) as directory:
        reader = directory.store.reader(Level[options["level"].upper()])
        yield reader, Ties.read(reader)


def _day(text: str | None) -> date:
    if not text:
        return datetime.now(UTC).date()
    try:
        return PartialDate.parse(text).latest
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--on") from None


def _print(rows: Sequence[Any], kind: type[Any], form: str) -> None:
    from lien.export import rows as written  # noqa: PLC0415

    values = [asdict(row) for row in rows]
    columns = [field.name for field in fields(kind)]
    text = written.to_csv(values, columns) if form == "csv" else written.WRITERS[form](values)
    click.echo(text, nl=False)


@main.command()
@click.argument("a")
@click.argument("b")
@click.option("--links", type=click.IntRange(1, 8), default=6, show_default=True, help="At most.")
@click.option("--ended", is_flag=True, help="Also over roles and other ties that have ended.")
@_mediation
def introduce(a: str, b: str, links: int, *, ended: bool, **options: Any) -> None:
    """Who can introduce A to B: up to three chains of people and what they share.

    A and B are people, bodies, units or actions by their identifiers, such as org-cas. A chain
    numbered 0 is where the two already meet. No chain passes an employer of many, or somebody
    marked as not to be asked.
    """
    from lien.mediation.introductions import Asked, Hop, introductions  # noqa: PLC0415

    asked = Asked(a, b, _day(options["on"]), ended, links)
    with _answering(options) as (reader, ties):
        found = introductions(reader, ties, asked, options["lang"])
    _print(found.hops, Hop, options["form"])
    if not found.chains:
        click.echo(f"No chain names somebody between {a} and {b} within {links} links.", err=True)
    if found.cut:
        click.echo("The search was given up: too many chains had to be looked at.", err=True)


@main.command()
@click.argument("partner", required=False)
@click.option("--parts", is_flag=True, help="Also in the parts and units of the partner.")
@click.option("--both-sides", is_flag=True, help="Instead: people with roles on both sides.")
@click.option("--actions", is_flag=True, help="Of both sides: also roles in joint actions.")
@click.option("--undated", is_flag=True, help="Of both sides: also roles without settling dates.")
@_mediation
def interlocutors(
    partner: str | None,
    *,
    parts: bool,
    both_sides: bool,
    actions: bool,
    undated: bool,
    **options: Any,
) -> None:
    """Who stands for PARTNER, and who did before, with gaps and overlaps."""
    from lien.mediation import interlocutors as people  # noqa: PLC0415

    if bool(partner) == both_sides:
        raise click.UsageError("Name a partner, or ask for --both-sides.")
    on, lang = _day(options["on"]), options["lang"]
    with _answering(options) as (reader, ties):
        if partner:
            rows = people.interlocutors(reader, ties, partner, on, lang, parts=parts)
            _print(rows, people.Interlocutor, options["form"])
        else:
            both = people.both_sides(reader, ties, on, lang, actions=actions, undated=undated)
            _print(both, people.BothSides, options["form"])


@main.command()
@click.argument("person", required=False)
@click.option("--successors", is_flag=True, help="Instead: who already has ties to take over.")
@_mediation
def departures(person: str | None, *, successors: bool, **options: Any) -> None:
    """What is lost when PERSON leaves; without PERSON, partners that hang on one person."""
    from lien.mediation import departures as leaving  # noqa: PLC0415

    if successors and not person:
        raise click.UsageError("--successors goes with a person.")
    on, lang, form = _day(options["on"]), options["lang"], options["form"]
    with _answering(options) as (reader, ties):
        if not person:
            _print(leaving.single_threads(reader, ties, on, lang), leaving.SingleThread, form)
            return
        found = leaving.departure(reader, ties, person, on, lang)
    if successors:
        _print(found.successors, leaving.Successor, form)
    else:
        _print(found.losses, leaving.Loss, form)


@main.command("next")
@click.argument("body")
@click.option("--any-field", is_flag=True, help="Also those that share no field.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True)
@_mediation
def next_(body: str, limit: int, *, any_field: bool, **options: Any) -> None:
    """Whom to bring together with BODY next: proposals with their reasons."""
    from lien.mediation import next_partners as proposals  # noqa: PLC0415
    from lien.projection.network import read  # noqa: PLC0415
    from lien.terms import thing  # noqa: PLC0415

    on = _day(options["on"])
    with _answering(options) as (reader, ties):
        known = proposals.bonds(reader, read(reader.tsv), ties, on)
        rows = proposals.next_partners(
            reader, known, thing(body), options["lang"], same_field=not any_field, limit=limit
        )
    _print(rows, proposals.NextPartner, options["form"])


for _entry in entry_points(group="lien.commands"):
    main.add_command(_entry.load())
