"""Which representation of an address a client gets: `?format=` first, then `Accept`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flask import request
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import NotAcceptable

from lien_webapp.i18n import gettext

FORMATS: Final[dict[str, str]] = {
    "html": "text/html",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "rdfxml": "application/rdf+xml",
    "csv": "text/csv",
    "atom": "application/atom+xml",
    "ics": "text/calendar",
    "tsv": "text/tab-separated-values",
    "srj": "application/sparql-results+json",
    "srx": "application/sparql-results+xml",
}
"""Name in `?format=` to media type."""


def chosen(*offered: str) -> str:
    """The offered format name that the client prefers; the first one when it does not say.

    Raises:
        NotAcceptable: the client accepts none of them, or names another one in `?format=`.
    """
    asked = request.values.get("format", "")
    if asked:
        if asked in offered:
            return asked
        raise not_acceptable([FORMATS[name] for name in offered])
    accept = request.accept_mimetypes
    if not accept.provided:
        return offered[0]
    best = best_type(accept, [FORMATS[name] for name in offered])
    if best is None:
        raise not_acceptable([FORMATS[name] for name in offered])
    return offered[best]


def best_type(accept: MIMEAccept, types: Sequence[str]) -> int | None:
    """Index of the media type that `accept` prefers, `None` when it excludes all of them.

    Higher quality wins, then the more precise range (so that `application/json, */*` means JSON),
    then the order of `types`.
    """
    ranked = [(*_weight(accept, kind), -index) for index, kind in enumerate(types)]
    quality, _, index = max(ranked, default=(0.0, 0, 0))
    return -index if quality > 0 else None


def _weight(accept: MIMEAccept, kind: str) -> tuple[float, int]:
    """Quality of `kind` and precision (0 to 2) of the most precise range that covers it."""
    family = kind.partition("/")[0]
    for precision, wanted in ((2, kind), (1, f"{family}/*"), (0, "*/*")):
        for media_range, quality in accept:
            if media_range.partition(";")[0].strip().lower() == wanted:
                return quality, precision
    return 0.0, 0


def wants_html() -> bool:
    """Whether an error should be a page: the client names HTML, or it named `?format=html`."""
    asked = request.args.get("format", "")
    if asked:
        return asked == "html"
    kinds = ["application/problem+json", "application/json", "text/html"]
    best = best_type(request.accept_mimetypes, kinds)
    return best == 2


def not_acceptable(types: Sequence[str]) -> NotAcceptable:
    """406 that lists the media types of this address."""
    offered = gettext("This address is offered as: %(types)s.")
    return NotAcceptable(offered % {"types": ", ".join(types)})
