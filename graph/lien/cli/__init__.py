"""The command `lien`: each command reads its arguments, calls one function and prints."""

from __future__ import annotations

import sys
from importlib.metadata import entry_points
from typing import Any, Final

import click

from lien import __version__
from lien.cli import asking, directory, exporting, mediation
from lien.errors import LienError


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


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="lien")
def main() -> None:
    """Lien: who works with whom, under which agreement, since when, and who says so."""


_COMMANDS: Final = (
    *(directory.load, directory.validate, directory.demo, directory.status, directory.rebuild),
    *(directory.token, asking.ask, asking.search, asking.query, exporting.export),
    *(mediation.gaps, mediation.watch, mediation.measure, mediation.changes, mediation.introduce),
    *(mediation.interlocutors, mediation.departures, mediation.next_),
    *(mediation.works_with, mediation.tools),
    *(entry.load() for entry in entry_points(group="lien.commands")),
)
for _command in _COMMANDS:
    main.add_command(_command)
