"""The graph in the words of another vocabulary: VIVO and schema.org.

Each vocabulary is a folder of CONSTRUCT queries, one for each kind of thing. What a reader may not
see is not there for the queries either.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from rdflib import Graph

from lien.store import Reader, turtle

_FOLDER: Final = Path(__file__).parent
_PREFIXES: Final[dict[str, dict[str, str]]] = {
    "vivo": {
        "bibo": "http://purl.org/ontology/bibo/",
        "dcterms": "http://purl.org/dc/terms/",
        "event": "http://purl.org/NET/c4dm/event.owl#",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "obo": "http://purl.obolibrary.org/obo/",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "vcard": "http://www.w3.org/2006/vcard/ns#",
        "vivo": "http://vivoweb.org/ontology/core#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    },
    "schemaorg": {"schema": "https://schema.org/"},
}
FORMS: Final = ("vivo", "schemaorg", "schemaorg-jsonld")


def in_words_of(form: str, store: Reader) -> bytes:
    """What the reader sees, in `form`, one of `FORMS`, as UTF-8: Turtle, or JSON-LD.

    JSON-LD names the terms of schema.org without prefix. Things keep their IRIs; nodes that only
    the other vocabulary needs (dates, identifiers) have the IRI of their thing with a fragment.
    """
    vocabulary, _, json = form.partition("-")
    answers = [store.construct(q, media_type="application/n-triples") for q in _queries(vocabulary)]
    triples = b"".join(answers).decode()
    if not json:
        return turtle(triples.split("\n"), _PREFIXES[vocabulary])
    context = {"@vocab": _PREFIXES[vocabulary]["schema"]}
    graph = Graph().parse(data=triples, format="nt")
    return graph.serialize(format="json-ld", context=context, indent=1, encoding="utf-8")


@cache
def _queries(vocabulary: str) -> tuple[str, ...]:
    return tuple(path.read_text("utf-8") for path in sorted((_FOLDER / vocabulary).glob("*.rq")))
