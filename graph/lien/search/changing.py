"""An index brought up to a change: the columns of what changed replaced, all others kept."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lien.query.parameters import LANGUAGES
from lien.search.index import Index, Ints, build
from lien.search.reading import CONCEPTS, FACETS, Contents, Role, label

Mask: TypeAlias = NDArray[np.bool_]
Places: TypeAlias = NDArray[np.int64]

_NONE: Final = -1


@dataclass(frozen=True)
class _Rows:
    """How the rows of two tables become those of one.

    `order`: the rows of the new table, as places in the first followed by the second.
    `first` and `second`: where each row of the old ones has gone, -1 for what is gone.
    """

    order: Places
    first: Places
    second: Places

    @cached_property
    def runs(self) -> list[tuple[int, int]]:
        """The rows of the new table as ranges of old ones that stay together."""
        breaks = np.flatnonzero(np.diff(self.order) != 1) + 1
        starts = np.concatenate([self.order[:1], self.order[breaks]])
        ends = np.concatenate([self.order[breaks - 1], self.order[-1:]]) + 1
        return list(zip(starts.tolist(), ends.tolist(), strict=True))

    def take(self, one: Sequence[str], other: Sequence[str]) -> list[str]:
        """A column of texts of the new table."""
        texts, found = [*one, *other], list[str]()
        for start, end in self.runs:
            found += texts[start:end]
        return found

    def take_numbers(self, one: Ints, other: Ints) -> Ints:
        """A column of numbers of the new table."""
        return np.concatenate([one, other])[self.order]


def changed(index: Index, things: Collection[str], contents: Contents, version: str) -> Index:
    """The index after a change of these things, row for row as `build` makes it of everything.

    `contents` is what is now known about them (see `reading.read_again`).
    """
    part = build(contents, version)
    gone = np.fromiter((iri in things for iri in index.thing), np.bool_, len(index.thing))
    thing = _joined(index.thing, part.thing, ~gone)
    stay = ~gone[index.key_thing]
    key = _by_place(
        *(thing.first[index.key_thing], thing.second[part.key_thing], stay),
    )
    return Index(
        version=version,
        thing=thing.take(index.thing, part.thing),
        thing_class=thing.take_numbers(index.thing_class, part.thing_class),
        thing_links=thing.take_numbers(index.thing_links, part.thing_links),
        thing_acronym=thing.take(index.thing_acronym, part.thing_acronym),
        thing_label=[
            thing.take(one, other)
            for one, other in zip(index.thing_label, part.thing_label, strict=True)
        ],
        key_thing=_moved(thing, index.key_thing, part.key_thing, key),
        key_role=key.take_numbers(index.key_role, part.key_role),
        key_length=key.take_numbers(index.key_length, part.key_length),
        key_text=key.take(index.key_text, part.key_text),
        key_since=key.take(index.key_since, part.key_since),
        key_until=key.take(index.key_until, part.key_until),
        **_words(index, part, key),
        **_wholes(index, part, key),
        **_facets(index, part, contents, thing, gone),
    )


def _words(index: Index, part: Index, key: _Rows) -> dict[str, Any]:
    """The columns `word…`."""
    words, keys = _word_of(index), key.first[index.word_key]
    kept = keys != _NONE
    words, keys = words[kept], keys[kept]
    held = np.bincount(words, minlength=len(index.word)) > 0
    word = _joined(index.word, part.word, held)
    total = max(len(key.order), 1)
    before = word.first[words] * total + keys
    new = word.second[_word_of(part)] * total + key.second[part.word_key]
    packed = np.insert(before, np.searchsorted(before, new), new)
    word_of, word_key = np.divmod(packed, total)
    number = len(word.order)
    spelt = np.zeros(len(index.word), np.bool_)
    spelt[words[index.key_role[index.word_key[kept]] != Role.PINYIN]] = True
    spelt_before = index.word_spelt[spelt[index.word_spelt]]
    return {
        "word": word.take(index.word, part.word),
        "word_start": np.searchsorted(word_of, np.arange(number + 1)).astype(np.int32),
        "word_key": word_key.astype(np.int32),
        "word_spelt": np.union1d(word.first[spelt_before], word.second[part.word_spelt]).astype(
            np.int32
        ),
    }


def _wholes(index: Index, part: Index, key: _Rows) -> dict[str, Any]:
    """The columns `whole…`: texts in order, equal ones in the order of their keys."""
    keys, new = key.first[index.whole_key], key.second[part.whole_key]
    kept = np.flatnonzero(keys != _NONE)

    def row(place: int) -> tuple[str, int]:
        return index.whole[kept[place]], int(keys[kept[place]])

    rows = zip(part.whole, new.tolist(), strict=True)
    at = [bisect_left(range(len(kept)), found, key=row) for found in rows]
    whole = _put(kept, np.array(at, np.int64), np.arange(len(new)), len(keys), len(new))
    return {
        "whole": whole.take(index.whole, part.whole),
        "whole_key": np.concatenate([keys, new])[whole.order].astype(np.int32),
    }


def _facets(
    index: Index, part: Index, contents: Contents, thing: _Rows, gone: Mask
) -> dict[str, Any]:
    """The columns `value…` and `facet…`, and `thing_kind`."""
    stay = ~gone[index.facet_thing]
    used = np.zeros(len(index.value), np.bool_)
    used[index.facet_value[stay]] = True
    old = list(zip(index.value_facet.tolist(), index.value, strict=True))
    new = list(zip(part.value_facet.tolist(), part.value, strict=True))
    value = _joined(old, new, used)
    pair = _by_place(thing.first[index.facet_thing], thing.second[part.facet_thing], stay)
    values = value.take(index.value, part.value)
    facets = value.take_numbers(index.value_facet, part.value_facet)
    labels = [
        value.take(one, other)
        for one, other in zip(index.value_label, part.value_label, strict=True)
    ]
    for place, (facet, name) in enumerate(zip(facets.tolist(), values, strict=True)):
        if FACETS[facet] in CONCEPTS and name in contents.names:
            for lang, column in zip(LANGUAGES, labels, strict=True):
                column[place] = label(contents.names[name], lang, name)
    return {
        "value": values,
        "value_facet": facets,
        "value_label": labels,
        "facet_thing": _moved(thing, index.facet_thing, part.facet_thing, pair),
        "facet_value": _moved(value, index.facet_value, part.facet_value, pair),
        "thing_kind": _moved(value, index.thing_kind, part.thing_kind, thing),
    }


def _joined(old: Sequence[Any], new: Sequence[Any], stay: Mask) -> _Rows:
    """The union of two columns in order without repetitions; of the old one, what stays."""
    at = np.fromiter((bisect_left(old, row) for row in new), np.int64, len(new))
    known = np.fromiter(
        (place < len(old) and bool(stay[place]) and old[place] == row
         for place, row in zip(at.tolist(), new, strict=True)),
        np.bool_,
        len(new),
    )  # fmt: skip
    kept = np.flatnonzero(stay)
    before = np.searchsorted(kept, at)
    rows = _put(kept, before[~known], np.flatnonzero(~known), len(old), len(new))
    rows.second[known] = rows.first[at[known]]
    return rows


def _by_place(old: Places, new: Places, stay: Mask) -> _Rows:
    """The rows of two tables that are both in the order of these places, in this order.

    No place is in both.
    """
    kept = np.flatnonzero(stay)
    at = np.searchsorted(old[kept], new)
    return _put(kept, at, np.arange(len(new)), len(old), len(new))


def _put(kept: Places, at: Places, new: Places, old: int, total: int) -> _Rows:
    """The rows `kept` of a table of `old` rows, and before some of them rows of one of `total`.

    The row `new[n]` of the second table comes before the row `kept[at[n]]` of the first.
    """
    order = np.insert(kept, at, old + new)
    where = np.full(old + total, _NONE)
    where[order] = np.arange(len(order))
    return _Rows(order, where[:old], where[old:])


def _moved(target: _Rows, old: Ints, new: Ints, rows: _Rows) -> Ints:
    """A column of places in `target`, as they are after the change; -1 stays."""
    one = np.where(old == _NONE, _NONE, target.first[old])
    other = np.where(new == _NONE, _NONE, target.second[new])
    return np.concatenate([one, other])[rows.order].astype(np.int32)


def _word_of(index: Index) -> Places:
    """The word of each row of `word_key`."""
    return np.repeat(np.arange(len(index.word)), np.diff(index.word_start))
