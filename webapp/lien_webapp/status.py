"""Whether the service is well, and which limits it keeps."""

from __future__ import annotations

from dataclasses import dataclass, fields

from flask import Blueprint, Response, json, make_response, render_template

from lien import __version__
from lien.settings import Settings
from lien_webapp import negotiate
from lien_webapp.context import reader, settings
from lien_webapp.words import LIMITS, UNITS

blueprint = Blueprint("status", __name__)


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: its setting, its value and what it counts."""

    name: str
    value: float
    unit: str
    help: str


@blueprint.get("/health")
def health() -> Response:
    """Status, version of Lien, version of the data that this reader sees, number of graphs."""
    store = reader()
    found = {
        "status": "ok",
        "version": __version__,
        "graphs": len(store.graphs()),
        "data_version": store.version,
    }
    response = Response(json.dumps(found), content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/limits")
def limits() -> Response:
    """Every limit with its value, as a page or as JSON."""
    found = _limits(settings())
    if negotiate.chosen("html", "json") == "json":
        document = {
            limit.name: {"value": limit.value, "unit": limit.unit, "help": limit.help}
            for limit in found
        }
        return Response(json.dumps(document), content_type="application/json")
    return make_response(render_template("status/limits.html", limits=found, words=(LIMITS, UNITS)))


def _limits(values: Settings) -> list[Limit]:
    return [
        Limit(field.name, getattr(values, field.name), field.metadata["unit"], LIMITS[field.name])
        for field in fields(values)
        if field.name in LIMITS
    ]
