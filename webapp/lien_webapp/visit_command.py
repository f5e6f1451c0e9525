"""`lien visit`: the dossier of a partner as a file to take along, or as rows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from lien.cli import options
from lien.cli.options import Source
from lien.settings import Settings
from lien.store import Reader


@click.command()
@click.argument("partner")
@click.option("--out", type=click.Path(path_type=Path), help="File [default: standard output].")
@options.on
@options.lang
@options.form("html")
@options.source
def visit(  # noqa: PLR0913, PLR0917  one argument per option
    partner: str, out: Path | None, on: date, lang: str, form: str, source: Source
) -> None:
    """Write the visit dossier of PARTNER, such as org-cas: two pages to print or take along."""
    with source.reader() as reader:
        if form == "html":
            text = _page(source.settings, reader, partner, lang, on)
        else:
            from lien.mediation.visit import visit as dossier  # noqa: PLC0415  keeps help fast

            text = options.rows_as(form, dossier(reader, partner, lang, on=on).lines)
    options.write(text.encode(), out)


def _page(settings: Settings, reader: Reader, partner: str, lang: str, day: date) -> str:
    """The copy that the page offers."""
    from lien_webapp.factory import create_app  # noqa: PLC0415  slow to import
    from lien_webapp.visit import document  # noqa: PLC0415

    app = create_app(settings, reader)
    with app.test_request_context(f"/visit?lang={lang}"):
        return document(partner, day)
