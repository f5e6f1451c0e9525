"""SPARQL 1.1 Graph Store HTTP Protocol, the reading side: GET and HEAD of a whole graph."""

from __future__ import annotations

import re
from typing import Final

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest

from lien.errors import UnknownThing
from lien.terms import is_iri
from lien_webapp import negotiate
from lien_webapp.context import reader
from lien_webapp.i18n import gettext
from lien_webapp.protocol import Asked, reply

blueprint = Blueprint("graph_store", __name__)

FORMATS: Final = ("turtle", "ntriples", "jsonld", "rdfxml", "json")

_TYPES: Final = negotiate.FORMATS | {"json": "application/ld+json"}
_EVERYTHING: Final = "CONSTRUCT WHERE { ?s ?p ?o }"
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:.")


@blueprint.get("/rdf-graph-store")
def graph() -> Response:
    """The triples of the graph that `graph` names, or with `default` of all graphs together.

    Raises:
        BadRequest: neither of the two, both, several graphs, or a graph without an absolute IRI.
        UnknownThing: no such graph among those that the reader may see.
    """
    graphs, default = request.args.getlist("graph"), request.args.getlist("default")
    if len(graphs) + len(default) != 1 or any(default):
        raise BadRequest(gettext("Give either “graph” with one IRI, or “default” without a value."))
    if graphs and not (_ABSOLUTE.match(graphs[0]) and is_iri(graphs[0])):
        raise BadRequest(gettext("“graph” is an absolute IRI."))
    return content(graphs[0] if graphs else None, negotiate.chosen(*FORMATS))


def content(iri: str | None, form: str) -> Response:
    """Every triple of one named graph, or of all together, in one of `FORMATS`.

    Raises:
        UnknownThing: no such graph among those that the reader may see.
    """
    if iri is not None and all(found.iri != iri for found in reader().graphs()):
        raise UnknownThing(iri)
    asked = Asked(_EVERYTHING, () if iri is None else (iri,), ())
    return reply(asked, _TYPES[form])
