"""`lien visit`: the dossier of a partner as a file to take along, or as rows."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path

import click

from lien.dates import PartialDate
from lien.export import rows as written
from lien.settings import Settings
from lien.store import Level, Reader, open_data


@click.command()
@click.argument("partner")
@click.option("--on", help="Year, month or day of the state [default: today].")
@click.option("--lang", type=click.Choice(["fr", "en", "zh"]), default="en", show_default=True)
@click.option(
    "--format", "form", type=click.Choice(["html", "table", "csv", "json"]), default="html"
)
@click.option("--out", type=click.Path(path_type=Path), help="File [default: standard output].")
@click.option(
    "--level",
    type=click.Choice([level.name.lower() for level in Level]),
    default="public",
    show_default=True,
    help="Who is asking.",
)
@click.option("--data", type=click.Path(path_type=Path), help="Data directory.")
@click.option("--store", help="Address of a SPARQL server that holds the data.")
def visit(  # noqa: PLR0913, PLR0917  one argument per option
    partner: str,
    on: str | None,
    lang: str,
    form: str,
    out: Path | None,
    level: str,
    data: Path | None,
    store: str | None,
) -> None:
    """Write the visit dossier of PARTNER, such as org-cas: two pages to print or take along."""
    day = _day(on)
    settings = Settings.read(data=data, store=store)
    with open_data(settings) as directory:
        reader = directory.store.reader(Level[level.upper()])
        text = _page(settings, reader, partner, lang, day) if form == "html" else ""
        if form != "html":
            from lien.mediation.visit import visit as dossier  # noqa: PLC0415  keeps help fast

            lines = dossier(reader, partner, lang, on=day).lines
            text = written.WRITERS[form]([asdict(line) for line in lines])
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        out.write_text(text, "utf-8")
    except OSError as error:
        raise click.FileError(str(out), hint=error.strerror) from None


def _day(on: str | None) -> date:
    if on is None:
        return datetime.now(UTC).date()
    try:
        return PartialDate.parse(on).latest
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def _page(settings: Settings, reader: Reader, partner: str, lang: str, day: date) -> str:
    """The copy that the page offers."""
    from lien_webapp.factory import create_app  # noqa: PLC0415  slow to import
    from lien_webapp.visit import document  # noqa: PLC0415

    app = create_app(settings, reader)
    with app.test_request_context(f"/visit?lang={lang}"):
        return document(partner, day)
