"""The ontology as its pages show it: modules, terms, rules, table columns, examples, alignments.

Everything is read from the files that travel with the library, once.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from rdflib import DCTERMS, OWL, RDF, RDFS, SH, SKOS, BNode, Graph, Literal, Node, URIRef
from rdflib.collection import Collection

from lien import resources
from lien.store import read_triples
from lien.terms import LIEN, PREFIXES, SCHEME, expand, local
from lien.validation import own_shapes

Words = Mapping[str, str]

_READ: Final = ("imports", "modules", "schemes")
_KINDS: Final = (
    ("class", OWL.Class),
    ("link", LIEN.LinkProperty),
    ("annotation", OWL.AnnotationProperty),
)
KINDS: Final = ("class", "link", "property", "annotation")
"""Kinds of term, in the order in which pages list them."""

_TERM: Final = re.compile(r"\blien:([A-Za-z]\w*)")
_CURIE: Final = re.compile(r"^#   ([\w-]+): (\S+)$", re.MULTILINE)
_NAME: Final = re.compile(r"[\w-]+:[A-Za-z_]\w*")
_SHOWN_EXAMPLES: Final = 2


@dataclass(frozen=True, slots=True)
class Term:
    """A class or property of ours.

    `above` and `below` are the terms of which it is a narrower, a wider kind. `domains` and
    `ranges` are what the term states, else what rules and tables say; `schemes` are the lists
    from which its values are taken. `bounds` are the companions that hold a date's first and last
    day.
    """

    iri: URIRef
    name: str
    kind: str
    module: str
    labels: Words
    definitions: Words
    inverse: Words
    above: tuple[URIRef, ...]
    below: tuple[URIRef, ...]
    domains: tuple[URIRef, ...]
    ranges: tuple[URIRef, ...]
    schemes: tuple[URIRef, ...]
    bounds: tuple[URIRef, ...]
    bound_of: URIRef | None
    replaced_by: URIRef | None
    deprecated: bool


@dataclass(frozen=True, slots=True)
class Module:
    """A file of terms; `terms` are ordered by kind, then by name."""

    name: str
    iri: URIRef
    titles: Words
    descriptions: Words
    version: str
    imports: tuple[str, ...]
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that data must keep; `severity` is Violation, Warning or Info."""

    shape: str
    severity: str
    messages: Words
    about: frozenset[URIRef]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table of facts that a term fills; `titles` are those of the table.

    The name is empty where the term is what the rows of the table are, or how they link; else
    `bearer` is the class of what the column describes.
    """

    table: str
    titles: Words
    name: str
    bearer: URIRef | None


@dataclass(frozen=True, slots=True)
class Scheme:
    """A concept scheme with the number of its concepts."""

    iri: URIRef
    labels: Words
    concepts: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """A mapping to a term of another vocabulary, with its relation and its reason.

    The address is the target's IRI, empty when the file does not say what its prefix stands for.
    """

    relation: str
    target: str
    address: str
    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class Example:
    """Turtle statements of a good example that use a term."""

    file: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What an editor can complete: `name` as a query writes it, with a prefix or as `<IRI>`.

    `kind` is that of a term of ours, else `concept`, `list` (of concepts), or `other` for a term
    of another vocabulary.
    """

    name: str
    kind: str
    labels: Words
    definitions: Words


@dataclass(frozen=True, slots=True)
class Ontology:
    """Everything that the pages say about the ontology."""

    graph: Graph
    modules: Mapping[str, Module]
    terms: Mapping[str, Term]
    rules: tuple[Rule, ...]
    columns: Mapping[URIRef, tuple[Column, ...]]
    schemes: tuple[Scheme, ...]
    alignments: Mapping[str, tuple[Alignment, ...]]

    def labels(self, iri: URIRef) -> Words:
        """The labels of a term of ours or of another vocabulary; empty when it has none."""
        return _words(self.graph, iri, RDFS.label)

    def rules_about(self, term: Term) -> list[Rule]:
        """The rules that speak of a term."""
        return [rule for rule in self.rules if term.iri in rule.about]

    def about(self, iris: Iterable[URIRef]) -> Graph:
        """What the ontology states with these subjects, with our prefixes."""
        found = _prefixed(Graph())
        for iri in iris:
            for triple in self.graph.triples((iri, None, None)):
                found.add(triple)
        return found


@cache
def ontology() -> Ontology:
    """The ontology of the files that travel with the library."""
    root = resources.folder("ontology")
    graph = _prefixed(_graph(path for name in _READ for path in sorted((root / name).glob("*"))))
    shapes = own_shapes()
    columns = _columns(resources.folder("seed") / "csv-metadata.json")
    terms = {term.name: term for term in _terms(graph, _Spans(shapes), columns)}
    return Ontology(
        graph=graph,
        modules=_modules(graph, terms.values()),
        terms=terms,
        rules=tuple(_rules(shapes)),
        columns=columns,
        schemes=tuple(_schemes(graph)),
        alignments=alignments(root / "alignments"),
    )


@cache
def entries() -> tuple[Entry, ...]:
    """Everything with a label in the ontology: our terms, other terms, lists, their concepts."""
    graph, terms = ontology().graph, ontology().terms
    found = [
        Entry(f"lien:{term.name}", term.kind, term.labels, term.definitions)
        for term in terms.values()
        if not term.deprecated
    ]
    for iri in _iris(graph.subjects(RDFS.label)):
        if not str(iri).startswith(str(LIEN)):
            kind = "list" if str(iri).startswith(str(SCHEME)) else "other"
            found.append(_entry(graph, iri, kind, RDFS.label))
    for iri in _iris(graph.subjects(RDF.type, SKOS.Concept)):
        found.append(_entry(graph, iri, "concept", SKOS.prefLabel))
    return tuple(found)


def _entry(graph: Graph, iri: URIRef, kind: str, label: URIRef) -> Entry:
    spaces = ((prefix, space) for prefix, space in PREFIXES.items() if iri.startswith(space))
    names = (f"{prefix}:{iri.removeprefix(space)}" for prefix, space in spaces)
    name = next((name for name in names if _NAME.fullmatch(name)), f"<{iri}>")
    return Entry(name, kind, _words(graph, iri, label), _words(graph, iri, SKOS.definition))


def module_file(name: str) -> Path:
    """The Turtle file of a module."""
    return resources.folder("ontology") / "modules" / f"{name}.ttl"


def shapes_text() -> str:
    """All rules as one Turtle document."""
    paths = sorted((resources.folder("ontology") / "shapes").glob("*.ttl"))
    return "\n".join(path.read_text("utf-8") for path in paths)


def context_text() -> str:
    """The JSON-LD context."""
    return (resources.folder("ontology") / "context" / "lien.jsonld").read_text("utf-8")


@cache
def examples(name: str) -> tuple[Example, ...]:
    """The first statements about things, in the good examples, that use the term `lien:name`."""
    word = re.compile(rf"\blien:{re.escape(name)}(?![\w-])")
    found = []
    for path in sorted((resources.folder("ontology") / "examples" / "good").glob("*.ttl")):
        blocks = path.read_text("utf-8").strip().split("\n\n")
        uses = [block for block in blocks[1:] if word.search(block)]
        if uses:
            found.append(Example(path.stem, uses[0]))
    return tuple(found[:_SHOWN_EXAMPLES])


def _graph(paths: Iterable[Path]) -> Graph:
    graph = Graph()
    for path in paths:
        for triple in read_triples(path):
            graph.add(triple)
    return graph


def _prefixed(graph: Graph) -> Graph:
    for prefix, space in PREFIXES.items():
        graph.bind(prefix, space, replace=True)
    return graph


def _words(graph: Graph, subject: Node, prop: URIRef) -> Words:
    return {
        value.language or "": str(value)
        for value in graph.objects(subject, prop)
        if isinstance(value, Literal)
    }


def _iris(nodes: Iterable[Node | None]) -> tuple[URIRef, ...]:
    """The IRIs among these nodes, each once, in order."""
    return tuple(sorted({node for node in nodes if isinstance(node, URIRef)}))


def _terms(
    graph: Graph, spans: _Spans, columns: Mapping[URIRef, tuple[Column, ...]]
) -> Iterator[Term]:
    for iri in _iris(graph.subjects(RDFS.isDefinedBy)):
        if not str(iri).startswith(str(LIEN)):
            continue
        kinds = set(graph.objects(iri, RDF.type))
        above = (*graph.objects(iri, RDFS.subClassOf), *graph.objects(iri, RDFS.subPropertyOf))
        below = (*graph.subjects(RDFS.subClassOf, iri), *graph.subjects(RDFS.subPropertyOf, iri))
        bounds = (*graph.subjects(LIEN.earliestOf, iri), *graph.subjects(LIEN.latestOf, iri))
        bound_of = (*graph.objects(iri, LIEN.earliestOf), *graph.objects(iri, LIEN.latestOf))
        bearers = (*spans.domains(iri), *(column.bearer for column in columns.get(iri, ())))
        successors = _iris(graph.objects(iri, DCTERMS.isReplacedBy))
        yield Term(
            iri=iri,
            name=local(iri),
            kind=next((name for name, kind in _KINDS if kind in kinds), "property"),
            module=local(graph.value(iri, RDFS.isDefinedBy)),
            labels=_words(graph, iri, RDFS.label),
            definitions=_words(graph, iri, SKOS.definition),
            inverse=_words(graph, iri, LIEN.inverseLabel),
            above=_iris(above),
            below=_iris(below),
            domains=_iris(graph.objects(iri, RDFS.domain)) or _iris(bearers),
            ranges=_iris(graph.objects(iri, RDFS.range)) or spans.ranges(iri),
            schemes=spans.schemes(iri),
            bounds=_iris(bounds),
            bound_of=next(iter(_iris(bound_of)), None),
            replaced_by=next(iter(successors), None),
            deprecated=(iri, OWL.deprecated, Literal(True)) in graph,
        )


def _modules(graph: Graph, terms: Iterable[Term]) -> Mapping[str, Module]:
    listed = sorted(terms, key=lambda term: (KINDS.index(term.kind), term.name))
    found = {}
    for iri in _iris(graph.subjects(RDF.type, OWL.Ontology)):
        inside = tuple(term for term in listed if term.module == local(iri))
        if inside:
            found[local(iri)] = Module(
                name=local(iri),
                iri=iri,
                titles=_words(graph, iri, DCTERMS.title),
                descriptions=_words(graph, iri, DCTERMS.description),
                version=str(graph.value(iri, OWL.versionInfo)),
                imports=tuple(sorted(local(other) for other in graph.objects(iri, OWL.imports))),
                terms=inside,
            )
    return dict(sorted(found.items(), key=lambda pair: (pair[0] != "core", pair[0])))


def _schemes(graph: Graph) -> Iterator[Scheme]:
    for iri in _iris(graph.subjects(RDF.type, SKOS.ConceptScheme)):
        if str(iri).startswith(str(SCHEME)):
            count = sum(1 for _ in graph.subjects(SKOS.inScheme, iri))
            yield Scheme(iri, _words(graph, iri, RDFS.label), count)


def _rules(shapes: Graph) -> Iterator[Rule]:
    for group in _iris(shapes.subjects(RDF.type, SH.NodeShape)):
        parts = [group, *shapes.objects(group, SH.property)]
        found = [
            _rule(shapes, local(group), part)
            for part in parts
            if (part, SH.message, None) in shapes
        ]
        yield from sorted(found, key=lambda rule: rule.messages.get("en", ""))


def _rule(shapes: Graph, name: str, part: Node) -> Rule:
    messages = _words(shapes, part, SH.message)
    severity = local(shapes.value(part, SH.severity, default=SH.Violation))
    return Rule(name, severity, messages, frozenset(_mentioned(shapes, part)))


def _mentioned(shapes: Graph, part: Node) -> Iterator[URIRef]:
    """Our terms in a rule: in its path, its constraints, its target and its SPARQL."""
    for value in shapes.objects(part):
        if isinstance(value, BNode):
            yield from _mentioned(shapes, value)
        elif isinstance(value, Literal):
            yield from (LIEN[name] for name in _TERM.findall(value))
        elif isinstance(value, URIRef) and value.startswith(str(LIEN)):
            yield value


class _Spans:
    """From what to what a property goes, according to the rules."""

    def __init__(self, shapes: Graph) -> None:
        self._shapes = shapes
        self._by_path: dict[tuple[URIRef, ...], list[Node]] = {}
        for part, path in shapes.subject_objects(SH.path):
            self._by_path.setdefault(self._steps(path), []).append(part)

    def domains(self, term: URIRef) -> tuple[URIRef, ...]:
        """Classes whose things the rules on this property are about."""
        direct = self._of(SH.targetClass, (term,), (term, RDF.type))
        return direct or self._linked(term, RDF.subject)

    def ranges(self, term: URIRef) -> tuple[URIRef, ...]:
        """Classes and datatypes of the values that the rules allow."""
        found = {*self._of(SH["class"], (term,)), *self._of(SH["in"], (term, RDF.type))}
        found |= set(self._of(SH.datatype, (term,)))
        return _iris(found - {SKOS.Concept, OWL.Class}) or self._linked(term, RDF.object)

    def schemes(self, term: URIRef) -> tuple[URIRef, ...]:
        """Concept schemes from which the rules take the values."""
        return self._of(SH["in"], (term, SKOS.inScheme))

    def _linked(self, term: URIRef, end: URIRef) -> tuple[URIRef, ...]:
        """Classes at one end of the links that have this property as their predicate."""
        found: set[URIRef] = set()
        for part in self._by_path.get((RDF.predicate,), ()):
            if term in self._values(part, SH["in"]):
                target = self._shapes.value(part, SH.targetClass)
                ends = [
                    *((rule, SH["class"]) for rule in self._by_path.get((end,), ())),
                    *((rule, SH["in"]) for rule in self._by_path.get((end, RDF.type), ())),
                ]
                for rule, constraint in ends:
                    if (rule, SH.targetClass, target) in self._shapes:
                        found.update(_iris(self._values(rule, constraint)))
        return _iris(found)

    def _of(self, constraint: URIRef, *paths: tuple[URIRef, ...]) -> tuple[URIRef, ...]:
        parts = [part for path in paths for part in self._by_path.get(path, ())]
        return _iris(value for part in parts for value in self._values(part, constraint))

    def _values(self, part: Node, constraint: URIRef) -> Iterator[Node]:
        """Values of a constraint of a rule, those of its lists and alternatives included."""
        for value in self._shapes.objects(part, constraint):
            if isinstance(value, BNode):
                yield from Collection(self._shapes, value)
            else:
                yield value
        for either in self._shapes.objects(part, SH["or"]):
            for choice in Collection(self._shapes, either):
                yield from self._values(choice, constraint)

    def _steps(self, path: Node) -> tuple[URIRef, ...]:
        if isinstance(path, URIRef):
            return (path,)
        steps = tuple(Collection(self._shapes, path))
        return tuple(URIRef(step) if isinstance(step, URIRef) else SH.inversePath for step in steps)


def _columns(path: Path) -> Mapping[URIRef, tuple[Column, ...]]:
    if not path.exists():
        return {}
    found: dict[URIRef, list[Column]] = {}
    for table in json.loads(path.read_text("utf-8"))["tables"]:
        name, titles = table["url"].removesuffix(".csv"), table.get("dc:title", {})
        whole = json.dumps([table.get("lien:class"), table.get("lien:link")])
        for term in sorted(set(_TERM.findall(whole))):
            found.setdefault(LIEN[term], []).append(Column(name, titles, "", None))
        for column in table["tableSchema"]["columns"]:
            bearer = _bearer(table, column)
            for term in _TERM.findall(str(column.get("propertyUrl", ""))):
                made = Column(name, titles, column["name"], bearer)
                found.setdefault(LIEN[term], []).append(made)
    return {iri: tuple(columns) for iri, columns in found.items()}


def _bearer(table: Mapping[str, str], column: Mapping[str, str]) -> URIRef | None:
    if column.get("lien:about") == "record":
        return LIEN.Record
    return expand(table["lien:class"]) if "lien:class" in table else None


def alignments(folder: Path) -> Mapping[str, tuple[Alignment, ...]]:
    """Mappings by local name of our term, from the SSSOM tables; none without the folder."""
    found: dict[str, list[Alignment]] = {}
    for path in sorted(folder.glob("*.sssom.tsv")):
        text = path.read_text("utf-8")
        spaces = dict(_CURIE.findall(text))
        rows = (line for line in text.splitlines() if not line.startswith("#"))
        for row in csv.DictReader(rows, delimiter="\t"):
            prefix, _, name = row["subject_id"].partition(":")
            if prefix == "lien":
                found.setdefault(name, []).append(_alignment(row, spaces))
    return {name: tuple(rows) for name, rows in found.items()}


def _alignment(row: Mapping[str, str], spaces: Mapping[str, str]) -> Alignment:
    prefix, _, name = row["object_id"].partition(":")
    return Alignment(
        relation=row["predicate_id"],
        target=row["object_id"],
        address=spaces[prefix] + name if prefix in spaces else "",
        label=row.get("object_label") or "",
        reason=row.get("comment") or "",
    )
