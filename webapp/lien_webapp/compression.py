"""Answers travel compressed, whole or piece by piece, to clients that ask for it."""

from __future__ import annotations

from posixpath import basename
from typing import Final

from flask import Flask, Request, Response, g, request
from flask_compress import Compress

from lien_webapp.access import is_static
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


class _Kept(dict[str, bytes]):
    """Compressed files, as the library asks for them and keeps them."""

    set = dict.__setitem__


def init_app(app: Flask) -> None:
    """Compress what the application answers; a file once, for as long as it is unchanged."""
    app.config.update(
        COMPRESS_REGISTER=False,
        COMPRESS_MIMETYPES=_TYPES,
        COMPRESS_MIN_SIZE=SMALLEST,
        COMPRESS_ALGORITHM=_WHOLE,
        COMPRESS_ALGORITHM_STREAMING=_PIECES,
    )
    answers = Compress(app)
    app.config.update(COMPRESS_CACHE_BACKEND=_Kept, COMPRESS_CACHE_KEY=_file)
    files = Compress(app)

    def compress(response: Response) -> Response:
        refused = not any(quality for _, quality in request.accept_encodings)
        if refused or response.status_code == 206:  # a part is of the body as it lies there
            response.headers.setdefault("Vary", "Accept-Encoding")
            return response
        if response.status_code == 200 and is_static():
            g.file_tag = response.headers["ETag"]
            response.direct_passthrough = False
            response.make_sequence()  # whole: the library keeps only what does not come in pieces
            return files.after_request(response)
        if close := getattr(response.response, "close", None):
            response.call_on_close(close)  # the library forgets the body that it reads from
        return answers.after_request(response)

    app.after_request(compress)


def _file(asked: Request) -> str:
    """What a file is kept under: the same for every way to write its address."""
    return f"{basename(asked.path)} {g.file_tag}"
