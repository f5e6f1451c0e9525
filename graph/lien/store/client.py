"""The web process's reader: every question goes to the keeper's readers over a Unix socket."""

from __future__ import annotations

import json
import socket
import time
from dataclasses import asdict, dataclass
from typing import Final

from lien.errors import QueryTimeout, ReaderLost
from lien.store import wire
from lien.store.convert import table_from_json, to_json
from lien.store.model import Answer, GraphInfo, Level, Node, Question, Table

_QUEUE: Final = 60.0
"""Seconds that a question may wait for its turn, beyond its own deadline."""


@dataclass(frozen=True, slots=True)
class KeeperAddress:
    """Where a keeper listens: two socket paths, and its deadline for the pages' own questions."""

    pages: str
    questions: str
    seconds: float


class KeeperReader:
    """A `Reader` that asks a keeper, for one request: it keeps the versions of its answers.

    It holds no connection. Its answers come from several processes, which move one by one.
    """

    def __init__(self, address: KeeperAddress, level: Level) -> None:
        self._address, self._level = address, level
        self._versions: set[str] = set()

    @property
    def level(self) -> Level:
        """The level that every answer is scoped to."""
        return self._level

    @property
    def version(self) -> str:
        """What names the visible state; see `Reader.version`."""
        if not self._versions:
            self._page({"op": "version"})
        return "+".join(sorted(self._versions))

    def select(self, query: str, /, **values: Node | None) -> Table:
        """Rows of a trusted SELECT text; see `Reader.select`."""
        request = {"op": "select", "query": query, "values": _json(values)}
        _, body = self._page(request)
        return table_from_json(json.loads(body))

    def construct(self, query: str, /, *, media_type: str, **values: Node | None) -> bytes:
        """Triples of a trusted CONSTRUCT or DESCRIBE text; see `Reader.construct`."""
        request = {"op": "construct", "query": query, "values": _json(values)}
        _, body = self._page({**request, "media_type": media_type})
        return body

    def graphs(self) -> list[GraphInfo]:
        """The named graphs that this level may see, sorted by IRI."""
        _, body = self._page({"op": "graphs"})
        found = json.loads(body)
        return [GraphInfo(**{**facts, "visibility": Level(facts["visibility"])}) for facts in found]

    def answer(self, question: Question) -> Answer:
        """Answer the SPARQL of a user in a child of the keeper; see `Reader.answer`."""
        request: wire.Header = {"op": "answer", "question": asdict(question)}
        patience = question.seconds + _QUEUE
        header, body = self._asked(self._address.questions, request, patience)
        return Answer(header["media_type"], header["kind"], (body,))

    def _page(self, request: wire.Header) -> tuple[wire.Header, bytes]:
        seconds, start = self._address.seconds, time.monotonic()
        try:
            header, body = self._asked(self._address.pages, request, seconds + _QUEUE)
        except ReaderLost:
            if time.monotonic() - start >= seconds:
                raise QueryTimeout(seconds) from None
            raise
        self._versions.add(header["version"])
        return header, body

    def _asked(self, path: str, request: wire.Header, patience: float) -> tuple[wire.Header, bytes]:
        frame = wire.packed({**request, "level": int(self._level)})
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.settimeout(patience)
                connection.connect(path)
                connection.sendall(frame)
                answer = wire.receive(connection)
        except TimeoutError:
            raise ReaderLost("no process was free to answer in time") from None
        except OSError:
            raise ReaderLost("the process that was answering is not there") from None
        header, body = wire.unpacked(answer)
        wire.raise_error(header)
        return header, body


def _json(values: dict[str, Node | None]) -> dict[str, dict[str, str]]:
    return {name: to_json(value) for name, value in values.items() if value is not None}
