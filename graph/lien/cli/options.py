"""Options that several commands share, and what becomes of them."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from lien.dates import PartialDate
from lien.errors import UnknownQuestion
from lien.settings import Settings
from lien.store import DataDirectory, Level, Reader, open_data

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Source:
    """Which data a command reads, and who is asking."""

    settings: Settings
    level: Level

    @contextmanager
    def open(self, *, derived: bool = False) -> Iterator[tuple[DataDirectory, Reader]]:
        """The data directory, with its derived graphs if asked; and what the asker sees of it."""
        with derived_data(self.settings) if derived else open_data(self.settings) as directory:
            yield directory, directory.store.reader(self.level)

    @contextmanager
    def reader(self) -> Iterator[Reader]:
        """What the asker sees, derived graphs included."""
        with self.open(derived=True) as (_, reader):
            yield reader


def derived_data(settings: Settings) -> DataDirectory:
    """The data directory with its derived graphs."""
    from lien.projection.derived import Deriver  # noqa: PLC0415  numpy is slow to import

    return open_data(settings, derive=Deriver())


def data(function: F) -> F:
    """The option of a data directory."""
    return click.option(
        "--data", type=click.Path(path_type=Path), help="Data directory [default: lien-data]."
    )(function)


def store(function: F) -> F:
    """Both options: the data directory, and the server that holds its data."""
    option = click.option("--store", help="Address of a SPARQL server that holds the data.")
    return option(data(function))


def source(function: F) -> F:
    """The options that say what is read, and by whom; the command gets them as `source`."""
    level = click.option(
        "--level",
        type=click.Choice([level.name.lower() for level in Level]),
        default="public",
        show_default=True,
        help="Who is asking.",
    )

    @functools.wraps(function)
    def command(*, level: str, data: Path | None, store: str | None, **values: Any) -> Any:
        settings = Settings.read(data=data, store=store)
        return function(source=Source(settings, Level[level.upper()]), **values)

    return cast("F", level(store(command)))


def lang(function: F) -> F:
    """The option of the language of names and labels."""
    return click.option(
        "--lang", type=click.Choice(["fr", "en", "zh"]), default="en", show_default=True
    )(function)


def form(*more: str) -> Callable[[F], F]:
    """The option of the form in which rows are printed; what is named is the default."""
    forms = [*more, "table", "csv", "json"]
    return click.option("--format", "form", type=click.Choice(forms), default=forms[0])


def on(function: F) -> F:
    """The option of a day; the command gets a date."""
    return click.option(
        "--on",
        metavar="DATE",
        callback=lambda _, parameter, text: day(text, parameter),
        help="The day [default: today]; of a month or a year its last day.",
    )(function)


def day(text: str | None, parameter: click.Parameter | None = None) -> date:
    """The day that a year, a month or a day names, the last one; today where nothing is named."""
    if not text:
        return datetime.now(UTC).date()
    try:
        return PartialDate.parse(text).latest
    except ValueError as error:
        raise click.BadParameter(str(error), param=parameter) from None


def pair(text: str) -> tuple[str, str]:
    """The two sides of `KEY=VALUE`."""
    key, equals, value = text.partition("=")
    if not equals:
        raise UnknownQuestion(
            f"{text!r} is not KEY=VALUE", hint="For example: lien ask neighbours body=org-cas"
        )
    return key, value


def rows_as(form: str, rows: Sequence[Any], kind: type[Any] | None = None) -> str:
    """Rows as text; as CSV, none of a known kind have the names of their columns all the same."""
    from lien.export import rows as written  # noqa: PLC0415  keeps `lien --help` fast

    values = [asdict(row) for row in rows]
    if form == "csv" and kind:
        return written.to_csv(values, [field.name for field in fields(kind)])
    return written.WRITERS[form](values)


def print_rows(rows: Sequence[Any], form: str, kind: type[Any] | None = None) -> None:
    """Print rows, as `rows_as` writes them."""
    click.echo(rows_as(form, rows, kind), nl=False)


def write(body: bytes, output: Path | None) -> None:
    """Write bytes into a file, or to standard output."""
    if output is None:
        sys.stdout.buffer.write(body)
        return
    try:
        output.write_bytes(body)
    except OSError as error:
        raise click.FileError(str(output), hint=error.strerror) from None
