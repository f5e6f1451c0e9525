"""Writes the reference pages that are made from the code: `make docs`.

A test makes them too and compares, so a page can neither be forgotten nor edited by hand.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Final

import click
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, Node, URIRef

from lien import cli, query
from lien.importers import vocabulary
from lien.settings import Settings
from lien.terms import LIEN, PREFIXES, SCHEME, expand
from lien_webapp import words

FOLDER: Final = Path(__file__).parent / "reference"
NOTICE: Final = "<!-- Made by docs/generate.py (`make docs`). Do not edit. -->"
_WIDTH: Final = 88

SAID: Final = ("side", "territory", "measure", "confidence", "visibility")
"""Properties that people say, beside all classes and links: they enter the glossary too."""

REUSED: Final = {
    "foaf:Person": "somebody in a public role",
    "org:role": "what somebody is in a link: founder, lead, director",
    "skos:ConceptScheme": "a list of terms, such as the kinds of agreements",
}
"""Terms of other vocabularies in the glossary, with what they mean here."""

OF_THE_GRAPH: Final = (
    ("named graph", "graphe nommé", "the statements of one source table, with their origin"),
    ("triple, quad", "triplet, quadruplet", "one statement; with its named graph"),
    ("IRI", "IRI", "the name of a thing, which looks like an address"),
    ("slug", "slug", "the last part of a thing's IRI: `org-cas`"),
    ("shape, violation", "forme, violation",
     "a rule that data must keep; a place where they do not"),
    ("journal", "journal", "every change ever made, in order; the truth"),
    ("position", "position", "how many entries of the journal an answer stands for"),
    ("keeper, reader, child", "gardien, lecteur, enfant",
     "the [processes](../explanation/architecture.md) of `lien serve`"),
    ("projection", "projection", "the networkx graph made from the named graphs"),
    ("pair", "paire", "two bodies that are both in one work, action or agreement"),
    ("derived graph", "graphe dérivé",
     "counts of [pairs](../explanation/derived-graphs.md), computed for one level; in no journal"),
    ("node, edge", "nœud, arête", "a thing and a link after projection"),
    ("ego network", "réseau ego", "everything within a number of links of one thing"),
    ("radius", "rayon", "that number"),
    ("degree", "degré", "with how many others a thing is linked"),
    ("betweenness", "intermédiarité",
     "the share of shortest paths between others that pass here"),
    ("broker", "intermédiaire", "a body that connects others"),
    ("mediator", "médiateur, médiatrice",
     "a desk officer or adviser: whoever brings partners together"),
    ("desk", "bureau", "the office of a research body abroad"),
    ("facet", "facette", "a question by which a list of finds is narrowed: kind, country, decade"),
)  # fmt: skip
"""Word, French, meaning of what has no term in the vocabulary."""


def pages() -> dict[str, str]:
    """Text of every generated page by file name."""
    made = {
        "settings.md": settings_page(),
        "limits.md": limits_page(),
        "command-line.md": command_line_page(),
        "questions.md": questions_page(),
        "vocabulary.md": vocabulary_page(),
        "glossary.md": glossary_page(),
    }
    return {
        name: re.sub(r"\n{3,}", "\n\n", f"{NOTICE}\n\n{text.strip()}\n")
        for name, text in made.items()
    }


def settings_page() -> str:
    """Every setting with its variable, default and meaning."""
    rows = [
        (f"`{f.name}`", f"`LIEN_{f.name.upper()}`", f"`{f.default}`", f.metadata["unit"],
         _sentence(f.metadata["help"]))
        for f in fields(Settings)
    ]  # fmt: skip
    return f"""
# Settings

A setting has a default. An environment variable replaces the default, and an argument of the
command line replaces both. Settings are read once, when a command starts. A name that does not
exist, or a value that cannot be read, stops the command and is named. There is no settings file.

{_table(("Setting", "Variable", "Default", "Unit", "Meaning"), rows)}

`data`, `host` and `port` are also arguments of [`lien serve`](command-line.md#lien-serve);
`--data` is an argument of every command. What happens when a limit is reached stands under
[limits](limits.md).
"""


def limits_page() -> str:
    """The settings that are limits."""
    rows = [
        (f"`{f.name}`", _sentence(f.metadata["help"]), f"{f.default:,}", f.metadata["unit"])
        for f in fields(Settings)
        if f.name in words.LIMITS
    ]
    return f"""
# Limits

Every limit is a [setting](settings.md). A running Lien shows its own values at `/limits`, as a
page and as JSON.

{_table(("Setting", "What is limited", "Default", "Unit"), rows)}

A limit is never silent. A list that is cut says how many rows there are. A SPARQL question that
reaches a limit gets an error and no part of an answer:

| Reached | Status | Hint |
| --- | --- | --- |
| deadline | 504 | narrow the question, or use `LIMIT` |
| size of the answer | 422 | use `LIMIT` and `OFFSET`, or take the data with an export |
| memory | 503 | as for a lost answer; asking again does not help if the question is too large |
| length of the question (characters) | 413 | shorten it |
| depth of brackets | 400 | write the question flatter |

What SPARQL is refused whatever its size stands in [security](../explanation/security.md).
"""


def command_line_page() -> str:
    """The help of every command, as `--help` prints it."""
    parts = [
        f"""
# Command line

`lien COMMAND --help` prints what stands here. Every command but `serve` ends by itself. The exit
code is 0 when all went well, 1 when something was wrong with the data or the question (one line
says what, a second one what to do), 2 when the command was not written correctly.

```text
{_help(cli.main, "lien")}
```
"""
    ]
    parts += [
        f"## lien {name}\n\n```text\n{_help(command, f'lien {name}')}\n```\n"
        for name, command in sorted(cli.main.commands.items())
    ]
    return "\n".join(part.strip() + "\n" for part in parts)


def _help(command: click.Command, name: str) -> str:
    context = click.Context(
        command, info_name=name, terminal_width=_WIDTH, help_option_names=["-h", "--help"]
    )
    return command.get_help(context)


def questions_page() -> str:
    """Every named question with its parameters and its columns."""
    head = """
# Questions

A named question is one file `graph/lien/query/NAME.rq` and one function of that name in
`lien.query`. The same rows come out of

- the page `/questions/NAME?parameter=value` (with `format=json` or `format=csv` as data),
- the command `lien ask NAME parameter=value`,
- `facts.ask("NAME", parameter="value")` in Python.

A thing is given by its slug (`org-cas`) or its IRI, a concept by its slug in its scheme, a
property by its prefixed name, a date as `1978`, `1978-10` or `1978-10-21`. Without `lang`, labels
are English. A label that does not exist in that language is given in another one. What is not known
is null, or an empty cell; it is never 0.
"""
    return head + "\n" + "\n".join(_question(question) for question in query.QUESTIONS.values())


def _question(question: query.Question) -> str:
    titles = question.titles
    rows = [
        (f"`{p.name}`", f"{p.kind} of `{p.scheme}`" if p.scheme else p.kind,
         "yes" if p.required else "", p.help)
        for p in question.parameters
    ]  # fmt: skip
    columns = ", ".join(f"`{column}`" for column in _columns(question))
    parameters = (
        _table(("Parameter", "Kind", "Needed", "Meaning"), rows) if rows else "No parameter."
    )
    return f"""
## {question.name}

{titles["en"]}<br>
*{titles["fr"]}*

{parameters}

Columns: {columns}. Query: [`{question.name}.rq`](../../graph/lien/query/{question.name}.rq).
"""


def _columns(question: query.Question) -> Iterator[str]:
    answer = str(question.function.__annotations__["return"])
    row = getattr(query, answer.removeprefix("list[").removesuffix("]"))
    for field in fields(row):
        yield field.name


def glossary_page() -> str:
    """The words of the domain and of evidence from the ontology, and those of the graph."""
    graph = _ontology()
    evidence, domain = [], []
    for term in set(graph.subjects(RDFS.isDefinedBy)):
        if _kind(graph, term) != "Property" or _short(term).removeprefix("lien:") in SAID:
            module = str(graph.value(term, RDFS.isDefinedBy)).rpartition("/")[2]
            rows = evidence if module == "provenance" or term == LIEN.Link else domain
            rows.append(_word(graph, term, _text(graph, term, SKOS.definition, "en")))
    for name, meaning in REUSED.items():
        rows = evidence if name.startswith("skos:") else domain
        rows.append(_word(graph, expand(name), meaning))
    head = ("Word", "French", "Chinese", "Term", "Meaning")
    return f"""
# Glossary

The words of the domain and of evidence are terms of the vocabulary, `{LIEN}…`, written `lien:…`
below: classes, links and what else people say. Their words and meanings are those of the
[ontology](../../ontology/README.md); a running Lien shows each with its rules and examples under
`/ontology`. A new word enters there first. The Chinese words await the check of a native reader.

## Words of the domain

{_table(head, sorted(domain, key=lambda row: (row[0].casefold(), row)))}

## Words of evidence

{_table(head, sorted(evidence, key=lambda row: (row[0].casefold(), row)))}

## Words of the graph

These have no term in the vocabulary.

{_table(("Word", "French", "Meaning"), OF_THE_GRAPH)}
"""


def _word(graph: Graph, term: Node, meaning: str) -> Sequence[str]:
    words = (_text(graph, term, RDFS.label, language) for language in ("en", "fr", "zh"))
    return (*words, f"`{_short(term)}`", meaning)


def _ontology() -> Graph:
    graph = Graph()
    for triple in vocabulary.read().triples:
        graph.add(triple)
    return graph


def vocabulary_page() -> str:
    """Terms by module, and the concept schemes with the number of their concepts."""
    graph = _ontology()
    modules = "\n".join(_module(graph, iri) for iri in _modules(graph))
    schemes = _table(
        ("Scheme", "Concepts", "What it lists", "French", "Chinese"), list(_schemes(graph))
    )
    return f"""
# Vocabulary

Terms are `{LIEN}…`, written `lien:…` below. How they are used stands in the
[notes on the vocabulary](../../ontology/README.md); the words of everyday use stand in the
[glossary](glossary.md).

A date property has two companions, `…Earliest` and `…Latest`, with the first and the last day
that the date may mean; they are not listed here.
{modules}
## Concept schemes

A concept is `{SCHEME}<scheme>/<slug>`. Its `skos:notation` is the text of the table cells that
mean it.

{schemes}
"""


def _modules(graph: Graph) -> list[Node]:
    return sorted(
        (iri for iri in graph.subjects(RDF.type, OWL.Ontology)
         if any(graph.subjects(RDFS.isDefinedBy, iri))),
        key=lambda iri: (not str(iri).endswith("/core"), str(iri)),
    )  # fmt: skip


def _module(graph: Graph, iri: Node) -> str:
    description = _text(graph, iri, URIRef(PREFIXES["dcterms"] + "description"), "en")
    terms = [
        term
        for term in sorted(graph.subjects(RDFS.isDefinedBy, iri))
        if not re.search(r"(Earliest|Latest)$", str(term))
    ]
    by_kind: dict[str, list[Sequence[str]]] = defaultdict(list)
    for term in terms:
        by_kind[_kind(graph, term)].append(
            (
                f"`{_short(term)}`",
                _text(graph, term, RDFS.label, "en"),
                _text(graph, term, RDFS.label, "fr"),
                _text(graph, term, RDFS.label, "zh"),
                _text(graph, term, SKOS.definition, "en"),
            )
        )
    tables = "\n\n".join(
        _table((kind, "English", "French", "Chinese", "Definition"), by_kind[kind])
        for kind in ("Class", "Link", "Property")
        if kind in by_kind
    )
    return f"\n## {str(iri).rpartition('/')[2]}\n\n{description}\n\n{tables}\n"


def _kind(graph: Graph, term: Node) -> str:
    kinds = set(graph.objects(term, RDF.type))
    if OWL.Class in kinds:
        return "Class"
    return "Link" if LIEN.LinkProperty in kinds else "Property"


def _schemes(graph: Graph) -> Iterator[Sequence[str]]:
    for scheme in sorted(graph.subjects(RDF.type, SKOS.ConceptScheme)):
        count = sum(1 for _ in graph.subjects(SKOS.inScheme, scheme))
        name = str(scheme).removeprefix(str(SCHEME))
        labels = (_text(graph, scheme, RDFS.label, language) for language in ("en", "fr", "zh"))
        yield (f"`{name}`", str(count), *labels)


def _text(graph: Graph, subject: Node, prop: URIRef, language: str) -> str:
    found = (
        str(value)
        for value in graph.objects(subject, prop)
        if isinstance(value, Literal) and value.language == language
    )
    return next(found, "")


def _short(iri: Node) -> str:
    for prefix, namespace in PREFIXES.items():
        if str(iri).startswith(namespace):
            return f"{prefix}:{str(iri).removeprefix(namespace)}"
    return str(iri)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines
    )


if __name__ == "__main__":
    for file, content in pages().items():
        (FOLDER / file).write_text(content, "utf-8")
