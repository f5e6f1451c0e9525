"""The tables of a source, written back from the graph as their description says."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rdflib import RDF, SKOS, Literal, URIRef

from lien import resources
from lien.description import NAME, Column, Description, Table, read_description
from lien.errors import SourceError
from lien.store import Node, Reader
from lien.terms import GRAPH, expand, slug


def tables(store: Reader, path: Path) -> dict[str, bytes]:
    """Content by file name: the tables described by `path`, and the description of these tables.

    `path` is the description or the folder that holds it. Tables that the reader may not see, or
    that were not loaded, are left out. Rows stand in the order of their lines. Cells are exact:
    nothing is put in front of a formula.

    Raises:
        SourceError: the description cannot be read, or a cell that takes one value has several.
    """
    file = path / NAME if path.is_dir() else path
    description = read_description(file)
    visible = {graph.iri for graph in store.graphs()}
    writer = _Writer(store, description)
    written = {
        table.file: writer.csv(table)
        for table in description.tables
        if str(writer.graph(table)) in visible
    }
    return {**written, NAME: _described(file, written)}


def _described(file: Path, kept: Iterable[str]) -> bytes:
    """The description with only the tables `kept`."""
    content = json.loads(file.read_text("utf-8"))
    content["tables"] = [table for table in content["tables"] if table["url"] in kept]
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


@dataclass
class _Stated:
    """What a row states: values by (about, property), about being thing, record or inverse."""

    line: int
    topic: URIRef
    values: dict[tuple[str, URIRef], list[Node]] = field(default_factory=lambda: defaultdict(list))

    def one(self, prop: URIRef) -> Node | None:
        """The only value of a property of the row's thing, None when there is none."""
        return next(iter(self.values.get(("thing", prop), ())), None)


class _Writer:
    """Writes the tables of one description; what concepts and things are is asked once."""

    def __init__(self, store: Reader, description: Description) -> None:
        self._store, self._source = store, description.source
        self._tables = {table.cls: table for table in description.tables}
        self._classes = {
            node: cls for node, cls, _ in store.select(resources.query("classes_of_things"))
        }
        self._texts_of: dict[tuple[Node, Node], dict[URIRef, list[str]]] = defaultdict(dict)
        for graph, concept, prop, text in store.select(resources.query("notations")):
            if concept is not None and prop is not None:
                by_graph = self._texts_of[concept, prop]
                by_graph.setdefault(URIRef(str(graph)), []).append(str(text))

    def graph(self, table: Table) -> URIRef:
        """The named graph of the table."""
        return GRAPH[f"{self._source}/{table.graph_name}"]

    def csv(self, table: Table) -> bytes:
        """The table by RFC 4180, in UTF-8."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(column.name for column in table.columns)
        for stated in self._rows(table):
            writer.writerow(self._cell(table, column, stated) for column in table.columns)
        return text.getvalue().encode()

    def _rows(self, table: Table) -> Iterable[_Stated]:
        rows: dict[URIRef, _Stated] = {}
        answer = self._store.select(resources.query("cells"), graph=self.graph(table))
        for _, line, node, about, prop, value in answer:
            topic = URIRef(str(node))
            stated = rows.setdefault(topic, _Stated(int(str(line)), topic))
            if value is not None:
                stated.values[str(about), URIRef(str(prop))].append(value)
        return sorted(rows.values(), key=lambda row: (row.line, row.topic))

    def _cell(self, table: Table, column: Column, stated: _Stated) -> str:
        texts = sorted(set(self._texts(table, column, stated)))
        separator = column.csvw.inherit("separator")
        if len(texts) > 1 and not separator:
            reason = f"the graph holds {len(texts)} values, the column takes one"
            raise SourceError(table.file, line=stated.line, column=column.name, reason=reason)
        return (separator or "").join(texts)

    def _texts(self, table: Table, column: Column, stated: _Stated) -> Iterator[str]:
        if column.predicate is None:
            yield from self._derived(table, column, stated)
            return
        about = "record" if column.on_record else "thing"
        about = "inverse" if column.notes.get("lien:inverse") else about
        for value in stated.values.get((about, column.predicate), ()):
            if column.way != "text" or getattr(value, "language", None) == column.language:
                yield self._text(table, column, value)

    def _derived(self, table: Table, column: Column, stated: _Stated) -> Iterator[str]:
        """Texts of a column that states nothing by itself: they follow from what is stated."""
        notes = table.notes
        if column.name in table.key and not notes.get("lien:key"):
            yield slug(stated.topic)
        elif column.name == notes.get("lien:competing", {}).get("value"):
            yield from self._disputed(table, stated)
        elif rule := column.notes.get("lien:classOf"):
            other = table.by_name[rule["column"]].predicate
            cls = self._classes.get(stated.one(other)) if other else None
            names = {expand(value): key for key, value in rule.items() if key != "column"}
            if isinstance(cls, URIRef) and cls in names:
                yield names[cls]

    def _disputed(self, table: Table, stated: _Stated) -> Iterator[str]:
        """The value of a competing statement, written as the column that it disputes writes it."""
        names: Mapping[str, str] = table.notes["lien:competing"]
        field_of = table.by_name[names["field"]].predicate
        about, value = stated.one(RDF.subject), stated.one(RDF.object)
        disputed = self._tables.get(URIRef(str(self._classes.get(about))))
        name = str(stated.one(field_of)) if field_of else ""
        column = disputed.by_name.get(name) if disputed else None
        if value is None:
            return
        if column and column.predicate:
            yield self._text(table, column, value)
        else:
            yield slug(str(value)) if isinstance(value, URIRef) else str(value)

    def _text(self, table: Table, column: Column, value: Node) -> str:
        """What the cell of `column` says for one value."""
        if isinstance(value, Literal):
            return str(value)
        match column.way:
            case "thing":
                return slug(str(value))
            case "concept":
                return self._word(self.graph(table), column, value)
            case _:
                before, _, after = _template(column).partition("{}")
                return str(value).removeprefix(before).removesuffix(after)

    def _word(self, graph: URIRef, column: Column, concept: Node) -> str:
        """The text that means the concept: in the table's own graph, else anywhere.

        A column with `lien:words` writes that word, where the concept has one.
        """
        words = expand(column.notes.get("lien:words", "skos:notation"))
        by_graph = self._texts_of.get((concept, words)) or self._texts_of[concept, SKOS.notation]
        texts = by_graph.get(graph) or [text for found in by_graph.values() for text in found]
        return min(texts, key=lambda text: (len(text), text), default=str(concept))


def _template(column: Column) -> str:
    """The column's template for addresses with `{}` in the place of the value."""
    return str(column.csvw.valueUrl).replace("{+", "{").replace("{" + column.name + "}", "{}")
