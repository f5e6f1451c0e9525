"""What appeared, vanished or changed in the answer to a named question, state by state.

How the earlier answers are known: docs/decisions/20261123-feeds-from-the-journal.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from rdflib import URIRef

from lien import query
from lien.errors import UnknownThing
from lien.export.rows import cell_text
from lien.projection.derived import Deriver
from lien.store import Level, Reader
from lien.store.past import moments
from lien.terms import ID, slug

_COUNTED: Final = "lien:pairKind"
"""What only a question over derived graphs names."""


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that came, went or is another one, since the data were changed at `time` (ISO, UTC).

    `what` is "appeared", "vanished" or "changed". `things` are the slugs that the row is about and
    `label` is the first name in it. `details` says of each column what it holds, or, of a row that
    changed, what it held and holds. `id` is the same whenever it is asked for.
    """

    id: str
    time: str
    what: str
    things: tuple[str, ...]
    label: str
    details: tuple[str, ...]


def answer_changes(
    path: Path, level: Level, name: str, texts: Mapping[str, str], since: datetime
) -> list[RowChange]:
    """What changed in the answer since a moment, the newest first; as the level sees it.

    The first answer in which anything is visible is where counting begins: none of it "appeared".
    A thing that the question names and that is not there yet, or any more, gives no rows.

    Raises:
        UnknownQuestion: as `query.ask`.
        DataDirectoryError: there is no data directory at `path`, or it cannot be used.
    """
    question = query.find(name)
    derive = Deriver() if _COUNTED in question.text else None
    found = list[RowChange]()
    before: list[Any] | None = None
    for moment in moments(path, level, since, derive):
        after = _rows(moment.reader, name, texts)
        if before is not None:
            prefix = f"{name} {sorted(texts.items())} {moment.time}"
            found[:0] = between(before, after, moment.time, prefix)
        before = after
    return found


def _rows(reader: Reader, name: str, texts: Mapping[str, str]) -> list[Any]:
    try:
        return list(query.ask(reader, name, texts))
    except UnknownThing:
        return []


def between(before: Sequence[Any], after: Sequence[Any], time: str, prefix: str) -> list[RowChange]:
    """What makes the rows `after` of the rows `before`: changed, then appeared, then vanished.

    Rows are the same when all their columns are. Of the others, two are one row that changed when
    they are about the same things; of several such the first goes with the first.
    """
    gone, come = _without(before, after), _without(after, before)
    partners = defaultdict[tuple[str, ...], list[Any]](list)
    for row in gone:
        partners[_about(row)].append(row)
    found, new = list[RowChange](), list[Any]()
    for row in come:
        about = _about(row)
        if about and partners[about]:
            old = partners[about].pop(0)
            found.append(_change("changed", row, _differences(old, row), time, prefix))
        else:
            new.append(row)
    found += (_change("appeared", row, _cells(row), time, prefix) for row in new)
    left = [row for rows in partners.values() for row in rows]
    return found + [_change("vanished", row, _cells(row), time, prefix) for row in left]


def _without(rows: Iterable[Any], others: Iterable[Any]) -> list[Any]:
    """The rows that the others do not hold, or not so often."""
    count = defaultdict[Any, int](int)
    for other in others:
        count[other] += 1
    left = []
    for row in rows:
        if count[row]:
            count[row] -= 1
        else:
            left.append(row)
    return left


def _about(row: Any) -> tuple[str, ...]:
    """The things in the columns of a row, else everything that has an address; lists apart."""
    nodes = [str(node) for node in _values(row).values() if isinstance(node, URIRef)]
    return tuple(node for node in nodes if node.startswith(ID)) or tuple(nodes)


def _values(row: Any) -> dict[str, Any]:
    return {field.name: getattr(row, field.name) for field in fields(row)}


def _text(value: Any) -> str:
    if isinstance(value, tuple | list):
        return "; ".join(_text(item) for item in value)
    return str(getattr(value, "label", None) or "") or cell_text(value)


def _cells(row: Any) -> tuple[str, ...]:
    texts = {name: _text(value) for name, value in _values(row).items()}
    return tuple(f"{name}: {text}" for name, text in texts.items() if text)


def _differences(old: Any, new: Any) -> tuple[str, ...]:
    before, after = _values(old), _values(new)
    return tuple(
        f"{name}: {_text(before[name]) or '–'} → {_text(after[name]) or '–'}"
        for name in after
        if before[name] != after[name]
    )


def _change(what: str, row: Any, details: tuple[str, ...], time: str, prefix: str) -> RowChange:
    about = _about(row)
    named = {name: value for name, value in _values(row).items() if name.endswith("label")}
    label = next((str(value) for value in named.values() if value), "")
    digest = sha256("\0".join([prefix, what, *about, *details]).encode()).hexdigest()[:32]
    return RowChange(
        id=digest,
        time=time,
        what=what,
        things=tuple(slug(node) for node in about if node.startswith(ID)),
        label=label or ", ".join(slug(node) for node in about),
        details=details,
    )
