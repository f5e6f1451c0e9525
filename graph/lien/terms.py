"""Namespaces of Lien and the minting of its IRIs.

Term IRIs carry no version. Things live under `ID` and end in their slug (`org-cas`); concepts
under `SCHEME`, as `<scheme>/<slug>`; named graphs under `GRAPH`, as `<source>/<table>`.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from rdflib import Namespace, URIRef

from lien.errors import UnknownThing

BASE: Final = "https://w3id.org/lien/"
LIEN: Final = Namespace(BASE + "ns#")
ID: Final = Namespace(BASE + "id/")
SCHEME: Final = Namespace(BASE + "scheme/")
GRAPH: Final = Namespace(BASE + "graph/")
DERIVED: Final = GRAPH + "derived/"
INVENTED: Final = (GRAPH + "demo/", GRAPH + "demo-network/")
"""How the named graphs of the demo network begin."""
SOURCE: Final = "http://www.w3.org/ns/prov#wasDerivedFrom"
SHAPE: Final = Namespace(BASE + "shape/")

ORG: Final = Namespace("http://www.w3.org/ns/org#")
QB: Final = Namespace("http://purl.org/linked-data/cube#")
SDMX_ATTRIBUTE: Final = Namespace("http://purl.org/linked-data/sdmx/2009/attribute#")

PREFIXES: Final[dict[str, str]] = {
    "lien": str(LIEN),
    "id": str(ID),
    "scheme": str(SCHEME),
    "graph": str(GRAPH),
    "shape": str(SHAPE),
    "org": str(ORG),
    "qb": str(QB),
    "sdmx-attribute": str(SDMX_ATTRIBUTE),
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "skosxl": "http://www.w3.org/2008/05/skos-xl#",
    "dcterms": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prov": "http://www.w3.org/ns/prov#",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "sh": "http://www.w3.org/ns/shacl#",
}
"""Prefix to namespace, in the order in which Turtle and the SPARQL page show them."""

SLUG: Final = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")


def thing(slug: str) -> URIRef:
    """IRI of the thing with this slug: `org-cas` gives `…/id/org-cas`.

    Raises:
        UnknownThing: no IRI can have such a name.
    """
    return inside(ID, slug)


def inside(namespace: Namespace, name: str) -> URIRef:
    """The IRI of this name in one of our namespaces.

    Raises:
        UnknownThing: no IRI can have such a name.
    """
    if not is_iri(name):
        raise UnknownThing(name)
    return namespace[name]


def concept(scheme: str, name: str) -> URIRef:
    """The IRI of this concept of one of our schemes, such as `territory`.

    Raises:
        UnknownThing: no IRI can have such a name.
    """
    return inside(Namespace(SCHEME[f"{scheme}/"]), name)


def slug(iri: str) -> str:
    """Slug of a thing's IRI; the IRI itself when it is not one of ours."""
    return iri.removeprefix(str(ID))


def called(thing: object, *names: object) -> str:
    """The first of the names that there is, such as acronym and label, else the slug of the thing.

    "" for no name and no thing.
    """
    return str(next(filter(None, names), None) or slug(str(thing or "")))


def local(iri: object) -> str:
    """Local name of a term or concept: what stands after the last `#` or `/`; "" for None."""
    return str(iri or "").replace("#", "/").rpartition("/")[2]


def is_iri(text: str) -> bool:
    """Whether RDF allows these characters in an IRI; scheme and host are not looked at."""
    return not any(char <= " " or char in '<>"{}|\\^`' for char in text)


def slugify(text: str) -> str:
    """Lower-case ASCII words joined by hyphens; what is not ASCII, or a lone sign, in hex."""
    ascii_text = "".join(
        char if char.isascii() else f" {ord(char):x} "
        for char in unicodedata.normalize("NFKD", text.casefold())
        if not unicodedata.combining(char)
    )
    words = re.findall(r"[a-z0-9]+", ascii_text)
    return "-".join(words or [f"{ord(char):x}" for char in text])


def expand(name: str) -> URIRef:
    """Full IRI of a prefixed name (`skos:prefLabel`); a full IRI is returned as it is.

    Raises:
        KeyError: the prefix is not in `PREFIXES`.
    """
    prefix, colon, local = name.partition(":")
    if colon and not local.startswith("//"):
        return URIRef(PREFIXES[prefix] + local)
    return URIRef(name)


def fold(text: str) -> str:
    """Search key of a text: case, accents, punctuation and repeated spaces do not count.

    `"Académie  des Sciences"` gives `academie des sciences`; Chinese characters stay. Used both
    where keys are written and where a search text is read, so that the two always agree.
    """
    plain = "".join(
        char
        for char in unicodedata.normalize("NFKD", text.casefold())
        if not unicodedata.combining(char)
    )
    return " ".join(re.findall(r"\w+", plain))
