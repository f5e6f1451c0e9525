"""Commands that ask: a named question, a search, SPARQL."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click

from lien.cli import options
from lien.errors import SourceError

_FORMATS: Final = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "jsonld": "application/ld+json",
}


@click.command()
@click.argument("name", required=False)
@click.argument("parameters", nargs=-1, metavar="[KEY=VALUE]...")
@options.form()
@options.source
def ask(name: str | None, parameters: tuple[str, ...], form: str, source: options.Source) -> None:
    """Ask the named question NAME; without NAME, list the questions."""
    from lien import query  # noqa: PLC0415  keeps `lien --help` fast

    if name is None:
        for question in query.QUESTIONS.values():
            click.echo(f"{question.name:12} {question.help}")
            for parameter in question.parameters:
                needed = "" if parameter.required else "optional: "
                click.echo(f"{'':14}{parameter.name}=  {needed}{parameter.help}")
        return
    texts = dict(options.pair(parameter) for parameter in parameters)
    with source.reader() as reader:
        rows = query.ask(reader, name, texts)
    if not rows and query.find(name).empty:
        click.echo(query.find(name).empty, err=True)
    options.print_rows(rows, form)


@click.command()
@click.argument("text")
@click.option("--only", multiple=True, metavar="FACET=VALUE", help="Narrow the list; repeatable.")
@options.lang
@options.form()
@options.source
def search(text: str, only: tuple[str, ...], lang: str, form: str, source: options.Source) -> None:
    """Find things by TEXT: names in any script, pinyin, acronyms, codes, former names.

    Facets are class, kind, country, territory, institute, discipline, decade and status; values are
    those of the addresses of the search page, such as country=territory/cn.
    """
    from lien.search import Indexes, find  # noqa: PLC0415  keeps `lien --help` fast

    filters: dict[str, list[str]] = {}
    for facet, value in map(options.pair, only):
        filters.setdefault(facet, []).append(value)
    with source.reader() as reader:
        index = Indexes(source.settings.data).of(reader)
    options.print_rows(find(index, text, lang, filters=filters).hits, form)


@click.command()
@click.argument("text")
@click.option("--format", "form", type=click.Choice(list(_FORMATS)), help="Form of the answer.")
@options.source
def query(text: str, form: str | None, source: options.Source) -> None:
    """Answer the SPARQL query TEXT; `-` reads it from standard input, `@FILE` from a file."""
    from lien.store import Question  # noqa: PLC0415  keeps `lien --help` fast

    question = Question(
        _text(text),
        accept=_FORMATS[form] if form else "",
        seconds=source.settings.query_seconds,
    )
    with source.reader() as reader:
        answer = reader.answer(question)
    options.write(answer.body, None)


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
