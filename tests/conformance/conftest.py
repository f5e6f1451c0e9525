"""Applications for the tests of the W3C: ours on graphs of the test's own, and one that updates."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

import pyoxigraph as ox
import pytest
from flask import Response
from flask.testing import FlaskClient

from lien.settings import Settings
from lien.store import EmbeddedStore, Level, Patch
from lien_webapp import protocol
from lien_webapp.factory import create_app

VISIBILITY = "<https://w3id.org/lien/ns#visibility> <https://w3id.org/lien/scheme/visibility/{}>"

Graphs = dict[str, list[str]]


def store_of(graphs: Graphs, hidden: Iterable[str] = ()) -> EmbeddedStore:
    """A store with these triples by graph; every graph states its visibility."""
    store = EmbeddedStore()
    lines = [
        f"{triple} <{graph}> ."
        for graph, triples in graphs.items()
        for triple in (
            *triples,
            f"<{graph}> {VISIBILITY.format('restricted' if graph in hidden else 'public')}",
        )
    ]
    patch = Patch(added=tuple(sorted(lines)))
    store.apply(patch, 1, patch.states({}))
    return store


def application(graphs: Graphs, hidden: Iterable[str] = ()) -> FlaskClient:
    """A client of the product on these graphs."""
    app = create_app(Settings(), store_of(graphs, hidden).reader(Level.PUBLIC))
    app.testing = True
    return app.test_client()


class Updating:
    """Lien offers no updates; this shows that its reading of update requests is right."""

    def __init__(self) -> None:
        self.store = ox.Store()
        self.app = create_app(Settings(), EmbeddedStore().reader(Level.PUBLIC))
        self.app.testing = True
        self.app.add_url_rule("/updating", view_func=self.answer, methods=["GET", "POST"])
        self.client = self.app.test_client()

    def answer(self) -> Response:
        """Do the update, or answer the question, that `protocol.read` finds in the request."""
        asked = protocol.read()
        assert asked is not None
        try:
            if isinstance(asked, protocol.Update):
                self.store.update(_with_dataset(asked), base_iri="http://localhost/updating")
                return Response(status=204)
            found = self.store.query(asked.text)
        except SyntaxError as error:
            return Response(str(error), status=400)
        body = found.serialize(format=ox.QueryResultsFormat.JSON)  # type: ignore[union-attr]
        return Response(body, content_type="application/sparql-results+json")

    def asks(self, text: str) -> bool:
        """The answer to an ASK, sent by the protocol."""
        sent = self.client.post("/updating", data=text, content_type="application/sparql-query")
        assert sent.status_code == 200
        return bool(json.loads(sent.data)["boolean"])


def _with_dataset(update: protocol.Update) -> str:
    """The update with the graphs of the protocol in its own text: the engine takes no others."""
    clauses = [f"USING <{iri}>" for iri in update.using_graphs]
    clauses += [f"USING NAMED <{iri}>" for iri in update.using_named_graphs]
    return re.sub(r"\bWHERE\b", lambda _: f"{' '.join(clauses)} WHERE", update.text)


@pytest.fixture
def updating() -> Updating:
    """An application of this test's own that updates."""
    return Updating()
