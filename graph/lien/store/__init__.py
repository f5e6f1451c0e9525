"""Where facts live: the journal (the truth), the store (its projection) and who may read what."""

from lien.store.child import MEDIA_TYPES
from lien.store.convert import line, lines, table_from_json, written
from lien.store.directory import Commit, DataDirectory, Directory, Status, open_directory
from lien.store.embedded import EmbeddedReader, EmbeddedStore
from lien.store.journal import Entry, Head, Journal
from lien.store.model import (
    Answer,
    Derive,
    GraphInfo,
    Kind,
    Level,
    Limits,
    Node,
    Question,
    Reader,
    Row,
    Store,
    Table,
    View,
)
from lien.store.opening import open_data
from lien.store.patch import GraphState, Patch
from lien.store.rdf_files import Triple, read_quads, read_triples, trig, turtle

__all__ = [
    "MEDIA_TYPES",
    "Answer",
    "Commit",
    "DataDirectory",
    "Derive",
    "Directory",
    "EmbeddedReader",
    "EmbeddedStore",
    "Entry",
    "GraphInfo",
    "GraphState",
    "Head",
    "Journal",
    "Kind",
    "Level",
    "Limits",
    "Node",
    "Patch",
    "Question",
    "Reader",
    "Row",
    "Status",
    "Store",
    "Table",
    "Triple",
    "View",
    "line",
    "lines",
    "open_data",
    "open_directory",
    "read_quads",
    "read_triples",
    "table_from_json",
    "trig",
    "turtle",
    "written",
]
