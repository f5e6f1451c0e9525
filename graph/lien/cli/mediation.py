"""Commands of the mediation analyses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click

from lien.cli import options
from lien.cli.options import Source, print_rows
from lien.mediation.sides import OURS
from lien.store import Reader
from lien.terms import thing

if TYPE_CHECKING:
    from lien.mediation.ties import Ties

# What the commands call is imported when they run: numpy is slow to import.


@contextmanager
def _tied(source: Source) -> Iterator[tuple[Reader, Ties]]:
    """What the asker sees, and the ties in it."""
    from lien.mediation.ties import Ties  # noqa: PLC0415

    with source.reader() as reader:
        yield reader, Ties.read(reader)


@click.command()
@click.argument("way", type=click.Choice(["works", "agreements"]), default="works")
@click.option("--years", type=int, help="Years of works, or of silence [default: 5, or 3].")
@click.option("--until", type=int, default=0, help="Last year of works [default: that of the day].")
@click.option("--least", type=float, default=5, show_default=True, help="Joint works, at least.")
@click.option("--counting", type=click.Choice(["whole", "fractional"]), default="whole")
@click.option("--roll-up", is_flag=True, help="Works count for those above their bodies too.")
@click.option("--home", default=OURS, show_default=True, help="Territory of one of the two.")
@click.option(
    "--floor", type=int, default=1, show_default=True, help="Records of a party, at least."
)
@options.on
@options.lang
@options.form()
@options.source
def gaps(way: str, years: int | None, lang: str, form: str, source: Source, **chosen: Any) -> None:
    """Find works without an agreement, or agreements without activity.

    WAY is works (the default): bodies with many joint works and no agreement in force between them;
    or agreements: those in force in which nothing is known to have happened for some years.
    """
    from lien.mediation import gaps as found  # noqa: PLC0415
    from lien.mediation import sleepers  # noqa: PLC0415
    from lien.mediation.choices import Choices, years_of  # noqa: PLC0415

    choices = Choices(years=years_of(way) if years is None else years, **chosen)
    with source.reader() as reader:
        if way == "works":
            pairs = found.gaps(reader, choices, lang)
            click.echo(f"rests on: {asdict(pairs.coverage)}", err=True)
            print_rows(pairs.rows, form, found.Gap)
        else:
            silent = sleepers.sleepers(reader, choices, lang)
            for one in silent.looked:
                click.echo(f"looked for {one.kind}: {asdict(one)}", err=True)
            print_rows(silent.rows, form, sleepers.Sleeper)


@click.command()
@click.argument("name", required=False)
@click.argument("parameters", nargs=-1, metavar="[KEY=VALUE]...")
@click.option("--months", type=click.IntRange(1, 600), default=12, show_default=True)
@click.option("--after", type=click.DateTime(["%Y-%m-%d"]), help="Changes since [default: ever].")
@options.on
@options.lang
@options.form()
@options.source
def watch(  # noqa: PLR0913, PLR0917  one argument per option
    name: str | None,
    parameters: tuple[str, ...],
    months: int,
    after: datetime | None,
    on: date,
    lang: str,
    form: str,
    source: Source,
) -> None:
    """List agreements on which something must be decided soon, or changes of an answer.

    Without NAME: agreements that end, or that silence renews, within so many months. With the NAME
    of a question: what appeared, vanished or changed in its answer, from the journal.
    """
    from lien.mediation import watch as watching  # noqa: PLC0415
    from lien.mediation.answer_changes import RowChange, answer_changes  # noqa: PLC0415
    from lien.query import find  # noqa: PLC0415

    if name is None:
        with source.reader() as reader:
            found = watching.watch(reader, on, months=months, lang=lang)
        for one in found.to_complete:
            click.echo(f"to complete: {one.agreement} ({one.why})", err=True)
        print_rows(found.rows, form, watching.Watched)
        return
    spoken = any(parameter.name == "lang" for parameter in find(name).parameters)
    texts = dict(map(options.pair, parameters))
    since = (after or datetime(1, 1, 2)).replace(tzinfo=UTC)
    rows = answer_changes(
        source.settings.data, source.level, name, ({"lang": lang} if spoken else {}) | texts, since
    )
    print_rows(rows, form, RowChange)


@click.command()
@click.argument("name")
@click.option("--graph", "network", default="cooperation", show_default=True, help="Which network.")
@click.option("--year", type=click.IntRange(1, 9999), help="Only this year [default: all].")
@click.option("--seed", type=click.IntRange(1), default=1, show_default=True)
@options.source
def measure(name: str, network: str, year: int | None, seed: int, source: Source) -> None:
    """Compute the measure NAME of a network and record the result; `structure` is all measures.

    The result is a named graph of observations, visible to those who see what LEVEL sees; `lien ask
    measured` lists them. The same facts and seed give the same bytes, and change nothing.
    """
    from lien.analysis.recording import Run, record  # noqa: PLC0415
    from lien.projection.keeping import Networks  # noqa: PLC0415

    scope = source.level
    with source.open() as (directory, _):
        kept = Networks(source.settings.data / "projection").following(directory, scope)
        run = Run(name, network, year or 0, seed)
        done = record(
            directory, kept, run, level=scope, actor="command line", now=datetime.now(UTC)
        )
        (rows,) = [g.quads for g in directory.status().graphs if g.iri == run.graph(scope)]
    what = f"journal entry {done.head.seq}" if done.added or done.removed else "nothing new"
    click.echo(f"{run.graph(scope)}: {rows} quads, {what}")


@click.command()
@click.option("--from", "begin", required=True, help="First day: a year, a month or a day.")
@click.option("--to", "end", help="Last day [default: today].")
@click.option("--about", help="Only about this thing, such as org-cas.")
@options.lang
@options.form()
@options.source
def changes(  # noqa: PLR0913, PLR0917  one argument per option
    begin: str, end: str | None, about: str | None, lang: str, form: str, source: Source
) -> None:
    """List what happened between two days, and what was learnt in between about the first.

    Of a year or a month the last day counts.
    """
    from lien.mediation import changes as comparing  # noqa: PLC0415

    with source.open(derived=True) as (directory, reader):
        found = comparing.changes(
            reader,
            directory.journal,
            lang,
            begin=options.day(begin),
            end=options.day(end),
            about=thing(about) if about else None,
        )
    print_rows(found.rows, form, comparing.Change)


@click.command()
@click.argument("a")
@click.argument("b")
@click.option("--links", type=click.IntRange(1, 8), default=6, show_default=True, help="At most.")
@click.option("--ended", is_flag=True, help="Also over roles and other ties that have ended.")
@options.on
@options.lang
@options.form()
@options.source
def introduce(  # noqa: PLR0913, PLR0917  one argument per option
    a: str, b: str, links: int, ended: bool, on: date, lang: str, form: str, source: Source
) -> None:
    """Who can introduce A to B: up to three chains of people and what they share.

    A and B are people, bodies, units or actions by their identifiers, such as org-cas. A chain
    numbered 0 is where the two already meet. No chain passes an employer of many, or somebody
    marked as not to be asked.
    """
    from lien.mediation.introductions import Asked, Hop, introductions  # noqa: PLC0415

    with _tied(source) as (reader, ties):
        found = introductions(reader, ties, Asked(a, b, on, ended, links), lang)
    print_rows(found.hops, form, Hop)
    if not found.chains:
        click.echo(f"No chain names somebody between {a} and {b} within {links} links.", err=True)
    if found.cut:
        click.echo("The search was given up: too many chains had to be looked at.", err=True)


@click.command()
@click.argument("partner", required=False)
@click.option("--parts", is_flag=True, help="Also in the parts and units of the partner.")
@click.option("--both-sides", is_flag=True, help="Instead: people with roles on both sides.")
@click.option("--actions", is_flag=True, help="Of both sides: also roles in joint actions.")
@click.option("--undated", is_flag=True, help="Of both sides: also roles without settling dates.")
@options.on
@options.lang
@options.form()
@options.source
def interlocutors(  # noqa: PLR0913, PLR0917  one argument per option
    partner: str | None,
    parts: bool,
    both_sides: bool,
    actions: bool,
    undated: bool,
    on: date,
    lang: str,
    form: str,
    source: Source,
) -> None:
    """Who stands for PARTNER, and who did before, with gaps and overlaps."""
    from lien.mediation import interlocutors as people  # noqa: PLC0415

    if bool(partner) == both_sides:
        raise click.UsageError("Name a partner, or ask for --both-sides.")
    with _tied(source) as (reader, ties):
        if partner:
            rows = people.interlocutors(reader, ties, partner, on, lang, parts=parts)
            print_rows(rows, form, people.Interlocutor)
        else:
            both = people.both_sides(reader, ties, on, lang, actions=actions, undated=undated)
            print_rows(both, form, people.BothSides)


@click.command()
@click.argument("person", required=False)
@click.option("--successors", is_flag=True, help="Instead: who already has ties to take over.")
@options.on
@options.lang
@options.form()
@options.source
def departures(  # noqa: PLR0913, PLR0917  one argument per option
    person: str | None, successors: bool, on: date, lang: str, form: str, source: Source
) -> None:
    """What is lost when PERSON leaves; without PERSON, partners that hang on one person."""
    from lien.mediation import departures as leaving  # noqa: PLC0415

    if successors and not person:
        raise click.UsageError("--successors goes with a person.")
    with _tied(source) as (reader, ties):
        if not person:
            print_rows(leaving.single_threads(reader, ties, on, lang), form, leaving.SingleThread)
            return
        found = leaving.departure(reader, ties, person, on, lang)
    if successors:
        print_rows(found.successors, form, leaving.Successor)
    else:
        print_rows(found.losses, form, leaving.Loss)


@click.command("next")
@click.argument("body")
@click.option("--any-field", is_flag=True, help="Also those that share no field.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True)
@options.on
@options.lang
@options.form()
@options.source
def next_(  # noqa: PLR0913, PLR0917  one argument per option
    body: str, any_field: bool, limit: int, on: date, lang: str, form: str, source: Source
) -> None:
    """Whom to bring together with BODY next: proposals with their reasons."""
    from lien.mediation import next_partners as proposals  # noqa: PLC0415
    from lien.projection.network import read  # noqa: PLC0415

    with _tied(source) as (reader, ties):
        known = proposals.bonds(reader, read(reader.tsv), ties, on)
        rows = proposals.next_partners(
            reader, known, thing(body), lang, same_field=not any_field, limit=limit
        )
    print_rows(rows, form, proposals.NextPartner)


@click.command("works-with")
@click.option("--theme", default="", help="A discipline of the action, such as physics.")
@click.option("--field", default="", help="A field of the OECD, by its number.")
@click.option("--place", default="", help="Town of the institute, such as shanghai.")
@click.option("--without", default="", metavar="HK,MO", help="Territories that do not count.")
@click.option("--on", metavar="DATE", help="Only what may last on this day [default: all].")
@options.lang
@options.form()
@options.source
def works_with(
    without: str, on: str | None, lang: str, form: str, source: Source, **narrowed: str
) -> None:
    """Which French units work with institutes of a place, on a theme, in which action."""
    from lien.mediation import places  # noqa: PLC0415
    from lien.query import WorksWith  # noqa: PLC0415

    day = options.day(on) if on else None
    left_out = without.lower().split(",")
    with source.reader() as reader:
        rows = places.works_with(reader, lang, left_out=left_out, on=day, **narrowed)
    print_rows(rows, form, WorksWith)


@click.command()
@click.option("--territory", default="", help="Territory that it should be open to, such as hk.")
@click.option("--field", default="", help="Field of the OECD that it should be open to.")
@options.lang
@options.form()
@options.source
def tools(territory: str, field: str, lang: str, form: str, source: Source) -> None:
    """List cooperation tools: which fit, what they were called before, who has used them."""
    from lien.mediation import tools as catalogue  # noqa: PLC0415

    with source.reader() as reader:
        rows = catalogue.tools(reader, lang, territory=territory, field=field)
    print_rows(rows, form, catalogue.ToolRow)
