"""Answers travel compressed to whoever asks for it, and are the same afterwards."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from typing import Any

import brotli
import pytest
from backports import zstd
from flask import Flask
from flask.testing import FlaskClient

from lien.settings import Settings
from lien.store import Answer, Reader
from lien_webapp import compression
from lien_webapp.factory import create_app
from lien_webapp.protocol import HELD

from .conftest import HTML

EVERYTHING = "/sparql?query=SELECT%20*%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D"
READERS: dict[str, Any] = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": zstd.decompress,
}


@pytest.mark.parametrize("method", READERS)
@pytest.mark.parametrize(
    "path",
    [
        "/id/org-cas",
        "/id/org-cas?format=turtle",
        "/id/org-cas?format=jsonld",
        "/id/org-cas?format=ntriples",
        "/questions/neighbours?body=org-cas&format=json",
        "/questions/neighbours?body=org-cas&format=csv",
        "/things/Body?format=json",
        "/void",
        "/sparql/examples?format=rdfxml",
        "/explore/neighbourhood?body=org-cas",
        f"{EVERYTHING}%20LIMIT%20100",
    ],
)
def test_a_compressed_answer_is_the_same_and_smaller(
    client: FlaskClient, path: str, method: str
) -> None:
    plain = client.get(path)
    packed = client.get(path, headers={"Accept-Encoding": method})
    assert packed.headers["Content-Encoding"] == method
    assert "Content-Encoding" not in plain.headers
    assert READERS[method](packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2
    assert packed.headers["ETag"] == plain.headers["ETag"]
    for answer in (plain, packed):
        assert {"Accept", "Accept-Language", "Accept-Encoding"} <= set(answer.vary)


@pytest.mark.parametrize(
    ("accept", "method"), [("gzip", "gzip"), ("zstd, br", "zstd"), ("br, gzip;q=0.1", "gzip")]
)
def test_a_long_answer_is_compressed_piece_by_piece(
    client: FlaskClient, accept: str, method: str
) -> None:
    plain = client.get(EVERYTHING)
    packed = client.get(EVERYTHING, headers={"Accept-Encoding": accept})
    assert plain.content_length is packed.content_length is None
    assert packed.headers["Content-Encoding"] == method
    assert READERS[method](packed.data) == plain.data


def test_what_is_small_is_sent_as_it_is(client: FlaskClient) -> None:
    answer = client.get("/health", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
    assert len(answer.data) < 1_000


@pytest.mark.parametrize("accept", ["", "identity", "gzip;q=0", "br;q=0, gzip;q=0.0", "lzma"])
def test_who_does_not_ask_for_it_gets_none(client: FlaskClient, accept: str) -> None:
    answer = client.get("/id/org-cas", headers={"Accept-Encoding": accept} if accept else {})
    assert "Content-Encoding" not in answer.headers
    assert answer.data.startswith(b"<!doctype html>")


def test_an_unchanged_answer_is_304_whatever_the_encoding(client: FlaskClient) -> None:
    for method in ("gzip", "identity"):
        first = client.get("/id/org-cas", headers=HTML | {"Accept-Encoding": method})
        headers = HTML | {"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]}
        again = client.get("/id/org-cas", headers=headers)
        assert (again.status_code, again.data) == (304, b"")


def test_a_file_is_compressed_and_asked_again_for_free(client: FlaskClient) -> None:
    with client.get("/static/any/css/base.css") as plain:
        body = plain.data
    with client.get("/static/any/css/base.css", headers={"Accept-Encoding": "gzip"}) as packed:
        assert gzip.decompress(packed.data) == body
        tag = packed.headers["ETag"]
    headers = {"Accept-Encoding": "gzip", "If-None-Match": tag}
    with client.get("/static/any/css/base.css", headers=headers) as again:
        assert again.status_code == 304


def test_a_file_is_kept_once_however_its_address_is_written(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[str] = []
    inner = compression._Kept.__setitem__

    def put(files: dict[str, bytes], key: str, body: bytes) -> None:
        kept.append(key)
        inner(files, key, body)

    monkeypatch.setattr(compression._Kept, "set", put)
    bodies = set()
    for path in ("css/base.css", "./css/base.css", "css/././base.css", "x/../css/base.css"):
        with app.test_client().get(
            f"/static/any/{path}", headers={"Accept-Encoding": "zstd"}
        ) as file:
            bodies.add(zstd.decompress(file.data))
    assert (len(kept), len(set(kept)), len(bodies)) == (4, 1, 1)


def test_a_part_of_a_file_is_a_part_of_the_file(client: FlaskClient) -> None:
    headers = {"Range": "bytes=0-1999", "Accept-Encoding": "gzip"}
    with client.get("/static/any/css/base.css", headers=headers) as answer:
        assert answer.status_code == 206
        assert "Content-Encoding" not in answer.headers
        assert len(answer.data) == 2_000


class Endless:
    """A reader whose answer comes in pieces, as many as are taken, until it is closed."""

    def __init__(self, reader: Reader) -> None:
        self.reader, self.taken, self.closed = reader, 0, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.reader, name)

    def answer(self, *_: object, **__: object) -> Answer:
        """Pieces of lines that compress badly enough to be sent on soon."""
        return Answer("text/csv", "select", self)

    def __iter__(self) -> Iterator[bytes]:
        while True:
            self.taken += 1
            lines = (f"{zlib.crc32(str((self.taken, n)).encode())}\r\n" for n in range(4_000))
            yield "".join(lines).encode()

    def close(self) -> None:
        """Take note."""
        self.closed = True


@pytest.mark.parametrize("method", ["identity", "zstd", "gzip", "br"])
@pytest.mark.parametrize(
    "path", ["/sparql?query=ASK%7B%7D&format=csv", "/rdf-graph-store?default&format=ntriples"]
)
def test_a_long_answer_is_sent_on_as_it_comes_and_given_up_when_the_client_goes(
    seed_store: Reader, path: str, method: str
) -> None:
    endless = Endless(seed_store)
    app: Flask = create_app(Settings(), endless)  # type: ignore[arg-type]
    answer = app.test_client().get(
        path,
        headers={"Accept-Encoding": method, "Prefer": "stream"},
        buffered=False,
    )
    assert answer.content_length is None
    assert answer.headers["Preference-Applied"] == "stream"
    assert "Prefer" in answer.vary
    pieces = answer.iter_encoded()
    received = b""
    while len(received) < 3 * HELD:
        received += next(pieces)
    # What is on its way is little: an encoder holds back less than a megabyte.
    assert endless.taken < 40
    assert not endless.closed
    answer.close()
    assert endless.closed
