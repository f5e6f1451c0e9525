"""Headers of every response, and the one door through which a foreign address becomes a link.

Any page on the web may read what anybody may read: answers carry no session, and a browser sends
no credentials along (`Access-Control-Allow-Origin: *` excludes them, and so does the list of
headers that a foreign page may set).
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, Response, request

POLICY: Final = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    ]
)

HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Allow, ETag, Lien-Limit, Preference-Applied, Retry-After",
}

PREFLIGHT: Final = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match, Prefer",
    "Access-Control-Max-Age": "86400",
}
"""Answers to OPTIONS. POST needs no mention: the Fetch standard lets every page send it."""

_UNSAFE: Final = re.compile(r"[\x00-\x20\x7f-\x9f\"'<>\\^`{|}]")


def safe_link(address: object) -> str:
    """The address when it may become a link, else the empty string (show it as text then).

    Only http and https with a host, no user name, no control character, space or quote.
    """
    text = str(address)
    if _UNSAFE.search(text):
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    fine = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    return text if fine else ""


def protect(response: Response) -> Response:
    """Add the headers that every response carries, errors and static files included."""
    response.headers.extend(HEADERS)
    if request.method == "OPTIONS":
        response.headers.extend(PREFLIGHT)
    return response


def init_app(app: Flask) -> None:
    """Register the headers and the link filter."""
    app.after_request(protect)
    app.jinja_env.filters["safe_link"] = safe_link
