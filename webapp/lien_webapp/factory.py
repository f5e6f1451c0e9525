"""The application factory."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response
from werkzeug.middleware.proxy_fix import ProxyFix

from lien import __version__
from lien.export.drawing import MARKS
from lien.settings import Settings
from lien.terms import PREFIXES
from lien_webapp import (
    about,
    access,
    agreements,
    atlas,
    caching,
    changes,
    compression,
    context,
    departures,
    errors,
    examples,
    explore,
    files,
    front,
    funding,
    gaps,
    graph_store,
    home,
    i18n,
    indicators,
    interlocutors,
    introductions,
    invented,
    known,
    laboratories,
    links,
    maps,
    matches,
    mediation,
    next_partners,
    ontology,
    pages,
    paths,
    present,
    questions,
    search,
    security,
    self_description,
    sparql,
    status,
    structure,
    things,
    timeline,
    tools,
    vendor,
    visit,
    watch,
    works_with,
)
from lien_webapp.i18n import mark

_FEATURES = (
    home,
    search,
    things,
    ontology,
    agreements,
    watch,
    gaps,
    laboratories,
    funding,
    maps,
    timeline,
    indicators,
    questions,
    sparql,
    graph_store,
    self_description,
    examples,
    explore,
    atlas,
    next_partners,
    mediation,
    paths,
    introductions,
    interlocutors,
    departures,
    visit,
    changes,
    works_with,
    tools,
    status,
    structure,
    about,
    access,
    files,
    vendor,
)


NAVIGATION: Final = (
    ("mediation.page", mark("Mediation")),
    ("explore.page", mark("Explorer")),
    ("atlas.page", mark("Atlas")),
    ("agreements.page", mark("Agreements")),
    ("laboratories.page", mark("Laboratories")),
    ("maps.page", mark("Map")),
    ("timeline.page", mark("Timeline")),
    ("funding.page", mark("Funding")),
    ("indicators.page", mark("Indicators")),
    ("questions.page", mark("Questions")),
    ("sparql.page", mark("SPARQL")),
)


VARY: Final = "Accept, Accept-Language, Accept-Encoding, Authorization"
"""What the answers depend on besides their address; files depend on `Accept-Encoding` only."""


def create_app(settings: Settings, store: context.Readers) -> Flask:
    """The web application over what gives the reader of a level.

    Raises:
        SettingsError: the file of tokens cannot be used.
    """
    app = Flask("lien_webapp", static_folder=None)
    app.config.update(
        {
            context.SETTINGS: settings,
            context.STORE: store,
            "MAX_CONTENT_LENGTH": settings.body_bytes,
            "MAX_FORM_MEMORY_SIZE": settings.body_bytes,
            "TRUSTED_HOSTS": _trusted(settings.host),
        }
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        version=__version__, navigation=NAVIGATION, prefixes=PREFIXES, marks=MARKS
    )
    front.init_app(app)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=0)  # type: ignore[method-assign]
    compression.init_app(app)  # registered first, it comes last: what it compresses is finished
    access.init_app(app, settings)
    for part in (
        i18n,
        invented,
        links,
        security,
        present,
        files,
        pages,
        known,
        errors,
    ):
        part.init_app(app)
    matches.init_app(app, settings)
    caching.init_app(app, settings)
    app.after_request(_negotiated)
    for feature in _FEATURES:
        app.register_blueprint(feature.blueprint)
    return app


def _trusted(host: str) -> list[str] | None:
    """Host names that a request may carry; any when the service listens to the outside.

    On the local machine this keeps a foreign page from asking under a name of its own.
    """
    local = ["localhost", "127.0.0.1", "[::1]"]
    return local if host in ("localhost", "127.0.0.1", "::1") else None


def _negotiated(response: Response) -> Response:
    """Say which language the answer is in and what it depended on."""
    if not access.is_static():
        more = response.headers.get("Vary")
        response.headers["Vary"] = f"{VARY}, {more}" if more else VARY
        response.headers.setdefault("Content-Language", i18n.language())
    return response
