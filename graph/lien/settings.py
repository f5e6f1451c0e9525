"""All settings of Lien in one place.

Order of strength: defaults < environment (`LIEN_<NAME>`) < command-line arguments. Read once at
the edge (`cli`), then passed in; nothing reads the environment later.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from lien.errors import SettingsError


def _setting(default: Any, text: str, unit: str = "") -> Any:
    return field(default=default, metadata={"help": text, "unit": unit})


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default; `help` and `unit` stand in the field's metadata."""

    data: Path = _setting(Path("lien-data"), "data directory")
    host: str = _setting("127.0.0.1", "address to listen on")
    port: int = _setting(8000, "port to listen on")
    proxies: int = _setting(0, "trusted proxies in front, whose X-Forwarded-For names the client")
    tokens: str = _setting("", "file of the tokens that let readers see more; without it, nobody")
    language: str = _setting("fr", "interface language when the browser names none we have")
    processes: int = _setting(2, "web processes")
    threads: int = _setting(8, "pages made at the same time by one web process")
    readers: int = _setting(2, "long-lived processes that answer the pages' own questions")
    query_seconds: float = _setting(10.0, "deadline of a SPARQL question", "seconds")
    query_cpu: float = _setting(10.0, "processor time of a SPARQL question", "seconds")
    query_memory: int = _setting(1024, "memory that a SPARQL question may use", "MiB")
    query_length: int = _setting(100_000, "length of a SPARQL question", "characters")
    query_depth: int = _setting(24, "depth of nested brackets in a SPARQL question", "levels")
    query_operators: int = _setting(400, "operators in a SPARQL question")
    query_negations: int = _setting(8, "negations inside each other in a SPARQL question")
    query_files: int = _setting(0, "what a SPARQL question may write to files", "bytes")
    query_descriptors: int = _setting(1, "files and connections that a SPARQL question may hold")
    answer_bytes: int = _setting(50_000_000, "size of the answer to a SPARQL question", "bytes")
    questions: int = _setting(4, "SPARQL questions evaluated at the same time")
    queue_length: int = _setting(16, "SPARQL questions that may wait for their turn")
    queue_seconds: float = _setting(10.0, "time that a SPARQL question may wait", "seconds")
    client_questions: int = _setting(4, "SPARQL questions of one client at the same time")
    client_seconds: float = _setting(
        60.0, "evaluation that one client may use in a minute; twice as much in a burst", "seconds"
    )
    client_errors: int = _setting(
        30, "failed questions of one client in a minute; twice as many in a burst"
    )
    client_ban: float = _setting(
        600.0, "pause for a client that goes on asking after it was told to wait", "seconds"
    )
    body_bytes: int = _setting(2_000_000, "size of a request body", "bytes")
    store: str = _setting("", "address of a SPARQL server that holds the data; empty: this process")
    store_update: str = _setting("", "address for its updates; empty: beside the other")
    store_graphs: str = _setting("", "address of its graph store; empty: beside the other")
    store_name: str = _setting("", "name under which the server knows us; empty: none")
    store_password: str = _setting("", "password that goes with the name")
    store_auth: str = _setting("digest", "how the password is sent: digest or basic")
    explorer_nodes: int = _setting(500, "nodes that the explorer shows at once")
    explorer_links: int = _setting(1500, "links that the explorer draws at once")
    page_rows: int = _setting(500, "rows of a list on one page")
    maps: bool = _setting(True, "draw maps; False: their tables and lists stand alone")

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ, **arguments: Any) -> Settings:
        """Settings from the environment, overridden by the arguments that are not None.

        Raises:
            SettingsError: an unknown `LIEN_` name, or a value that is not of the field's type.
        """
        known = {f.name: f for f in fields(cls)}
        values: dict[str, Any] = {}
        for name, text in environment.items():
            if not name.startswith("LIEN_"):
                continue
            key = name.removeprefix("LIEN_").lower()
            if key not in known:
                raise SettingsError(f"{name} is not a setting", hint=f"Known: {', '.join(known)}.")
            values[key] = _converted(name, text, type(known[key].default))
        values |= {key: value for key, value in arguments.items() if value is not None}
        return cls(**values)


_TRUTH = {"true": True, "1": True, "false": False, "0": False}


def _converted(name: str, text: str, kind: type) -> Any:
    try:
        return _TRUTH[text.casefold()] if kind is bool else kind(text)
    except (KeyError, ValueError):
        raise SettingsError(f"{name}={text!r} is not a {kind.__name__}") from None
