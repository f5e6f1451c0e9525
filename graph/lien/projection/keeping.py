"""Networks kept in files: one folder for each level of visibility, opened by mapping it.

A folder is never changed: a newer one is written beside it and takes its place. What it stands for
is in its `manifest.json`: the version of the facts, the journal entry, the rule of counting, the
versions of the software, and the SHA-256 of each column.
"""

from __future__ import annotations

import json
import logging
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np

from lien.projection import network as projection
from lien.projection.network import Network
from lien.projection.pairs import LARGEST, UNIT
from lien.projection.texts import Texts
from lien.store import DataDirectory, Level, Reader

FORM: Final = 1
"""Number of this form of the columns; files of another one are made anew."""
RULE: Final = f"pairs of things of 2 to {LARGEST} bodies; shared counts in parts of 1/{UNIT}"
COLUMNS: Final = ("classes", "kind", "u", "v", "offset", "thing", "since", "until", "part")
_LOG: Final = logging.getLogger(__name__)
Lines = Callable[[int], Iterable[str]]
"""The lines that were added or removed after an entry of the journal."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a folder stands for; `digests` goes from the name of a column to its SHA-256."""

    form: int
    rule: str
    level: str
    version: str
    position: int
    kinds: tuple[str, ...]
    software: dict[str, str]
    digests: dict[str, str]

    @property
    def digest(self) -> str:
        """One SHA-256 for the whole network."""
        text = json.dumps([self.kinds, self.rule, self.digests], sort_keys=True)
        return sha256(text.encode()).hexdigest()


class Networks:
    """The networks of a data directory, by level."""

    def __init__(self, path: Path) -> None:
        """Keep them below `path`, which is made when the first one is written."""
        self._path = path

    def of(
        self, reader: Reader, position: int = 0, lines: Lines | None = None
    ) -> tuple[Manifest, Network]:
        """The network of a reader: from its files, brought up to its facts, or read anew.

        `position` is the entry of the journal that the reader stands at. `lines` gives what was
        changed since an entry; without it a network that is not of these facts is read anew. Where
        nothing can be written nothing is kept.
        """
        level, state = reader.level.name.lower(), reader.version
        kept = self.kept(level)
        if kept is not None and kept[0].version == state:
            return kept
        if kept is not None and lines is not None and 0 < kept[0].position <= position:
            made = projection.refreshed(kept[1], reader.tsv, lines(kept[0].position))
        else:
            made = projection.read(reader.tsv)
        return self._write(level, state, position, made)

    def following(self, directory: DataDirectory, level: Level) -> tuple[Manifest, Network]:
        """The network of an open data directory, brought up to its journal."""

        def lines(after: int) -> Iterator[str]:
            for entry in directory.journal.entries(after=after):
                yield from (*entry.patch.added, *entry.patch.removed)

        return self.of(directory.store.reader(level), directory.journal.head().seq, lines)

    def kept(self, level: str) -> tuple[Manifest, Network] | None:
        """The network in the files of a level, whatever state it is of; None if there is none."""
        folder = self._path / level
        try:
            facts = json.loads((folder / "manifest.json").read_bytes())
            if facts["form"] != FORM or facts["rule"] != RULE:
                return None
            manifest = Manifest(**{**facts, "kinds": tuple(facts["kinds"])})
            return manifest, _opened(folder, manifest)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _write(
        self, level: str, state: str, position: int, made: Network
    ) -> tuple[Manifest, Network]:
        manifest = manifest_of(made, level, state, position)
        try:
            self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".new-", dir=self._path) as new:
                self._save(Path(new) / level, made, manifest)
        except OSError as error:
            _LOG.warning("the network is not kept: %s", error)
        return manifest, made

    def _save(self, folder: Path, made: Network, manifest: Manifest) -> None:
        """Write the files, and put them in the place of those that were there."""
        folder.mkdir()
        for name, column in _columns(made).items():
            np.save(folder / f"{name}.npy", column)
        (folder / "manifest.json").write_text(json.dumps(_facts(manifest), indent=1))
        there = self._path / folder.name
        if there.exists():
            there.rename(folder.with_name("old"))
        folder.rename(there)


def manifest_of(network: Network, level: str, state: str, position: int = 0) -> Manifest:
    """What a network stands for."""
    digests = {name: _digest(column) for name, column in _columns(network).items()}
    software = {name: version(name) for name in ("lien", "numpy", "scipy")}
    return Manifest(FORM, RULE, level, state, position, network.kinds, software, digests)


def _facts(manifest: Manifest) -> dict[str, Any]:
    return {name: getattr(manifest, name) for name in Manifest.__slots__}


def _columns(network: Network) -> dict[str, np.ndarray[Any, Any]]:
    """All columns by name; the names of the things are two of them."""
    columns = {name: getattr(network, name) for name in COLUMNS}
    return {**columns, "names": network.names.data, "names-start": network.names.start}


def _digest(column: np.ndarray[Any, Any]) -> str:
    return sha256(np.ascontiguousarray(column).data).hexdigest()


def _opened(folder: Path, manifest: Manifest) -> Network:
    def column(name: str) -> Any:
        return np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)

    names = Texts(column("names"), column("names-start"))
    columns = {name: column(name) for name in COLUMNS}
    return Network(names=names, kinds=manifest.kinds, **columns)
