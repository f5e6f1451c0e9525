"""Answers travel compressed, whole or piece by piece, to clients that ask for it."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, request
from flask_compress import Compress

from lien_webapp.negotiate import FORMATS

SMALLEST: Final = 1_000
"""Bytes from which a body is worth it; one whose length is not known yet always is."""

_WHOLE: Final = ["zstd", "br", "gzip"]
_PIECES: Final = ["zstd", "gzip"]
"""Without Brotli, which takes in megabytes before it lets anything out."""

_TYPES: Final = sorted(
    {*FORMATS.values(), "text/plain", "text/css", "text/javascript", "application/xml"}
    | {"application/gexf+xml", "application/graphml+xml", "image/svg+xml"}
)


def init_app(app: Flask) -> None:
    """Compress what the application answers."""
    app.config.update(
        COMPRESS_REGISTER=False,
        COMPRESS_MIMETYPES=_TYPES,
        COMPRESS_MIN_SIZE=SMALLEST,
        COMPRESS_ALGORITHM=_WHOLE,
        COMPRESS_ALGORITHM_STREAMING=_PIECES,
        COMPRESS_STREAMING_ENDPOINT_CONDITIONAL=["static", "vendor.static"],
    )
    library = Compress(app)

    def compress(response: Response) -> Response:
        refused = not any(quality for _, quality in request.accept_encodings)
        if refused or response.status_code == 206:  # a part is of the body as it lies there
            response.headers.setdefault("Vary", "Accept-Encoding")
            return response
        if close := getattr(response.response, "close", None):
            response.call_on_close(close)  # the library forgets the file that it reads from
        return library.after_request(response)

    app.after_request(compress)
