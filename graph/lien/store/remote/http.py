"""The SPARQL 1.1 protocols over HTTP, from the client's side; what fails is an error of ours."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth

from lien.errors import (
    AnswerTooLarge,
    QueryError,
    QuerySyntaxError,
    QueryTimeout,
    ReaderLost,
    SettingsError,
)
from lien.store.syntax import syntax_error

_CHUNK: Final = 1 << 16
_CONNECTIONS: Final = 32
_CONNECT_SECONDS: Final = 5.0
_WRITE_SECONDS: Final = 600.0
_JSON: Final = "application/sparql-results+json"
_TRIPLES: Final = "application/n-triples"
_NOTHING: Final = "urn:lien:nothing"
"""A graph that nobody writes: an empty list would mean every graph to most servers."""
_MESSAGE: Final = 300
_VIRTUOSO_ERROR: Final = re.compile(r"Virtuoso (\w{5}) Error (?:\w+: )?(.*?)(?:\n\n|\Z)", re.DOTALL)
_LINE: Final = re.compile(r"line (\d+)")
_TOO_LATE: Final = ("S1T00", "S1TAT")
_CANCELLED: Final = b"The SPARQL operation has been cancelled"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a server is asked, changed, and given whole graphs; how it knows us.

    `scheme` is how the password travels: "digest" or "basic"; no name, no password.
    """

    query: str
    update: str
    graphs: str
    name: str = ""
    password: str = ""
    scheme: str = "digest"


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs of the default graph and the named graphs; empty means none."""

    default: tuple[str, ...]
    named: tuple[str, ...]

    @classmethod
    def of(cls, graphs: Iterable[str]) -> Dataset:
        """These graphs as both."""
        both = tuple(graphs)
        return cls(both, both)

    def parameters(self) -> list[tuple[str, str]]:
        """Both lists as parameters of the protocol, neither of them ever empty."""
        lists = (("default-graph-uri", self.default), ("named-graph-uri", self.named))
        return [(name, graph) for name, graphs in lists for graph in graphs or (_NOTHING,)]


class Server:
    """A connection to a server; threads may share it.

    `virtuoso` says whether it is one, once it has answered a question.
    """

    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.auth = _auth(addresses)
        adapter = HTTPAdapter(pool_maxsize=_CONNECTIONS)
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, adapter)
        self.virtuoso = False

    def select(self, text: str, dataset: Dataset, *, seconds: float, limit: int) -> bytes:
        """SPARQL results JSON of a SELECT or ASK.

        Raises:
            QuerySyntaxError: malformed for this server.
            QueryError: the server cannot answer it.
            QueryTimeout: no whole answer within `seconds`.
            AnswerTooLarge: more than `limit` bytes.
            ReaderLost: the server is not there, or broke off.
        """
        return self._asked(text, dataset, _JSON, seconds, limit)

    def triples(self, text: str, dataset: Dataset, *, seconds: float, limit: int) -> bytes:
        """N-Triples of a CONSTRUCT or DESCRIBE; errors as in `select`."""
        return self._asked(text, dataset, _TRIPLES, seconds, limit)

    def update(self, text: str) -> None:
        """Run a SPARQL update; errors as in `select`."""
        self._sent("POST", self._addresses.update, data={"update": text})

    def add(self, graph: str, triples: bytes) -> None:
        """Add triples (N-Triples) to a graph; errors as in `select`."""
        self._sent(
            "POST",
            self._addresses.graphs,
            params={"graph": graph},
            data=triples,
            headers={"Content-Type": _TRIPLES},
        )

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _sent(self, method: str, address: str, **more: Any) -> None:
        with self._request(method, address, seconds=_WRITE_SECONDS, **more) as response:
            body = _read(response, time.monotonic() + _WRITE_SECONDS, _WRITE_SECONDS, _CHUNK)
            if response.status_code >= 300:
                raise _refusal("", response, body)

    def _asked(self, text: str, dataset: Dataset, accept: str, seconds: float, limit: int) -> bytes:
        deadline = time.monotonic() + seconds
        fields = [("query", text), *dataset.parameters()]
        if self.virtuoso:  # in milliseconds; other servers read other units here
            fields.append(("timeout", str(max(1000, round(seconds * 1000)))))
        sent: dict[str, Any] = {"data": fields, "headers": {"Accept": accept}}
        with self._request("POST", self._addresses.query, seconds=seconds, **sent) as response:
            self.virtuoso = response.headers.get("Server", "").startswith("Virtuoso")
            body = _read(response, deadline, seconds, limit)
            if response.status_code != 200:
                raise _refusal(text, response, body)
            _refuse_parts(response.headers, body, seconds)
            return body

    def _request(self, method: str, address: str, *, seconds: float, **more: Any) -> Any:
        try:
            return self._session.request(
                method,
                address,
                timeout=(min(seconds, _CONNECT_SECONDS), seconds),
                allow_redirects=False,
                stream=True,
                **more,
            )
        except requests.exceptions.ReadTimeout:
            raise QueryTimeout(seconds) from None
        except requests.exceptions.RequestException:
            raise _lost(address) from None


def _auth(addresses: Addresses) -> AuthBase | None:
    if not addresses.name:
        return None
    if addresses.scheme == "digest":
        return HTTPDigestAuth(addresses.name, addresses.password)
    if addresses.scheme == "basic":
        return HTTPBasicAuth(addresses.name, addresses.password)
    reason = f"{addresses.scheme!r} is no way to send a password"
    raise SettingsError(reason, hint="Known: digest, basic.")


def _lost(address: str) -> ReaderLost:
    error = ReaderLost(f"the server at {address} does not answer, or broke off")
    error.hint = "Start it, or look at its log; then ask again."
    return error


def _read(response: requests.Response, deadline: float, seconds: float, limit: int) -> bytes:
    chunks, size = [], 0
    try:
        for chunk in response.iter_content(_CHUNK):
            size += len(chunk)
            if size > limit:
                raise AnswerTooLarge(limit)
            if time.monotonic() > deadline:
                raise QueryTimeout(seconds)
            chunks.append(chunk)
    except requests.exceptions.ConnectionError as error:
        if "Read timed out" in str(error):
            raise QueryTimeout(seconds) from None
        raise _lost(response.url.partition("?")[0]) from None
    except requests.exceptions.RequestException:
        raise _lost(response.url.partition("?")[0]) from None
    return b"".join(chunks)


def _refuse_parts(headers: Mapping[str, str], body: bytes, seconds: float) -> None:
    """Stop when a server calls a part of the answer a success.

    Virtuoso says in headers that it ran out of time, or that it cut the rows; Oxigraph's server
    ends the body with a sentence.
    """
    if headers.get("X-SQL-State") or body.endswith(_CANCELLED):
        raise QueryTimeout(seconds)
    if most := headers.get("X-SPARQL-MaxRows"):
        reason = f"the server cuts every answer to {most} rows"
        raise QueryError(reason, hint="Set ResultSetMaxRows to 0 in virtuoso.ini.")


def _refusal(text: str, response: requests.Response, body: bytes) -> Exception:
    """The error for a status that is no success."""
    said = body.decode("utf-8", "replace").strip()
    status = response.status_code
    if status in (401, 403):
        reason = f"the server does not let us in (HTTP {status})"
        return SettingsError(reason, hint="Look at LIEN_STORE_NAME and LIEN_STORE_PASSWORD.")
    if found := _VIRTUOSO_ERROR.match(said):
        return _virtuoso_error(found[1], found[2])
    if status == 400:
        return syntax_error(text, said)
    if status in (408, 503, 504) or body.endswith(_CANCELLED):
        return ReaderLost(f"the server gave up (HTTP {status}): {said[:_MESSAGE]}")
    return QueryError(said[:_MESSAGE] or f"the server answers HTTP {status}")


def _virtuoso_error(state: str, message: str) -> Exception:
    short = " ".join(message.split())[:_MESSAGE]
    if state in _TOO_LATE:
        return ReaderLost(f"the server gave up: {short}")
    if state == "37000":
        place = _LINE.search(short)
        return QuerySyntaxError(short, line=int(place[1]) if place else 0)
    return QueryError(short)
