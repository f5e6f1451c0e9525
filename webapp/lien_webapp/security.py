"""Headers of every response, and the one door through which a foreign address becomes a link."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, Response

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
}

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
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response


def init_app(app: Flask) -> None:
    """Register the headers and the link filter."""
    app.after_request(protect)
    app.jinja_env.filters["safe_link"] = safe_link
