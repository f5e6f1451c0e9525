"""The index: every word, in order, with the texts that hold it; arrays that go to a file."""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from lien.query.parameters import LANGUAGES
from lien.search.reading import CLASSES, CONCEPTS, FACETS, Contents, Key, Role, label
from lien.search.words import has_han, is_han, pinyin, words

Ints: TypeAlias = NDArray[np.int32]

_END = "\U0010ffff"


@dataclass(repr=False)
class Index:
    """Columns of things, of their texts (keys), of words, and of facets.

    Numbers in a column are places in another one. `word_key` holds, word after word, the keys that
    hold the word; those of the word `w` stand from `word_start[w]` to `word_start[w + 1]`. A run of
    Chinese characters, or of pinyin, is a word from each of its characters or syllables on. `whole`
    is a key's text without spaces, in order. `facet_*` are pairs of a thing and a value. `entry`
    and `graphs` say where in the journal its reader stood (see `following.Place`); -1: unknown.
    """

    version: str
    thing: list[str]
    thing_class: Ints
    thing_links: Ints
    thing_acronym: list[str]
    thing_kind: Ints
    thing_label: list[list[str]]
    key_thing: Ints
    key_role: Ints
    key_length: Ints
    key_text: list[str]
    key_since: list[str]
    key_until: list[str]
    word: list[str]
    word_start: Ints
    word_key: Ints
    word_spelt: Ints
    whole: list[str]
    whole_key: Ints
    value: list[str]
    value_label: list[list[str]]
    value_facet: Ints
    facet_thing: Ints
    facet_value: Ints
    entry: int = -1
    graphs: list[str] = field(default_factory=list)

    def starting(self, beginning: str) -> tuple[int, int]:
        """The range of the words that start with these letters."""
        first = bisect_left(self.word, beginning)
        return first, bisect_left(self.word, beginning + _END, first)

    def keys_of(self, first: int, last: int) -> Ints:
        """The keys that hold one of the words of a range, with repetitions."""
        return self.word_key[self.word_start[first] : self.word_start[last]]

    def whole_starting(self, beginning: str) -> tuple[int, int]:
        """The range of the whole texts that start with these letters."""
        first = bisect_left(self.whole, beginning)
        return first, bisect_left(self.whole, beginning + _END, first)

    @cached_property
    def spelt(self) -> dict[int, list[str]]:
        """Words of letters, by length, against which a spelling is compared."""
        found: dict[int, list[str]] = defaultdict(list)
        for number in self.word_spelt.tolist():
            found[len(self.word[number])].append(self.word[number])
        return found

    @cached_property
    def whole_by_length(self) -> dict[int, list[str]]:
        """Whole texts by their length, each once."""
        texts = np.array(self.whole, object)
        first = np.ones(len(texts), np.bool_)
        first[1:] = texts[1:] != texts[:-1]
        lengths = self.key_length[self.whole_key[first]]
        order = np.argsort(lengths, kind="stable")
        sizes, starts = np.unique(lengths[order], return_index=True)
        parts = np.split(texts[first][order], starts[1:]) if len(sizes) else []
        return {size: part.tolist() for size, part in zip(sizes.tolist(), parts, strict=True)}

    @cached_property
    def thing_order(self) -> Ints:
        """The place of each thing among all, by its name in English, then by its IRI."""
        names = [name.casefold() for name in self.thing_label[1]]
        order = sorted(range(len(names)), key=names.__getitem__)  # things stand as their IRIs
        places = np.empty(len(order), np.int32)
        places[order] = np.arange(len(order))
        return places


def build(contents: Contents, version: str) -> Index:
    """The index of these entries; `version` names what they were read from."""
    entries = contents.entries
    keys = [(number, key) for number, entry in enumerate(entries) for key in _unique(entry.keys)]
    words_, pairs, wholes = _words([key for _, key in keys])
    order = sorted(words_)
    place = np.empty(len(order), np.int64)
    place[[words_[word] for word in order]] = np.arange(len(order))
    packed = np.unique(place[pairs[0]] * max(len(keys), 1) + pairs[1])
    word_of, word_key = np.divmod(packed, max(len(keys), 1))
    roles = _ints(key.role for _, key in keys)
    whole = sorted((text, number) for number, text in enumerate(wholes))
    values, facet_thing, facet_value, kind = _facets(contents)
    return Index(
        version=version,
        thing=[entry.iri for entry in entries],
        thing_class=_ints(CLASSES.index(entry.klass) for entry in entries),
        thing_links=_ints(entry.links for entry in entries),
        thing_acronym=[entry.acronym for entry in entries],
        thing_kind=_ints(kind),
        thing_label=[[label(e.labels, lang, e.iri) for e in entries] for lang in LANGUAGES],
        key_thing=_ints(number for number, _ in keys),
        key_role=roles,
        key_length=_ints(map(len, wholes)),
        key_text=[key.text for _, key in keys],
        key_since=[key.since for _, key in keys],
        key_until=[key.until for _, key in keys],
        word=order,
        word_start=np.searchsorted(word_of, np.arange(len(order) + 1)).astype(np.int32),
        word_key=word_key.astype(np.int32),
        word_spelt=_ints(
            word
            for word in np.unique(word_of[roles[word_key] != Role.PINYIN]).tolist()
            if _is_spelt(order[word])
        ),
        whole=[text for text, _ in whole],
        whole_key=_ints(number for _, number in whole),
        value=[value for _, value in values],
        value_label=[
            [_value_label(contents, facet, value, lang) for facet, value in values]
            for lang in LANGUAGES
        ],
        value_facet=_ints(facet for facet, _ in values),
        facet_thing=_ints(facet_thing),
        facet_value=_ints(facet_value),
    )


def _value_label(contents: Contents, facet: int, value: str, lang: str) -> str:
    names = contents.names.get(value, {}) if FACETS[facet] in CONCEPTS else {}
    return label(names, lang, value)


def _is_spelt(word: str) -> bool:
    """Whether a word is one of letters, against which a spelling is compared."""
    return len(word) > 3 and word.isalpha() and not is_han(word)


def _ints(numbers: Iterable[int]) -> Ints:
    return np.fromiter(numbers, np.int32)


def _unique(keys: Sequence[Key]) -> list[Key]:
    """The keys of a thing and the pinyin of its Chinese ones; the first role of a text counts.

    The text of a pinyin key is what it is the pinyin of.
    """
    found: dict[str, Key] = {}
    for key in keys:
        known = found.get(key.text)
        if known is None or (known.role == key.role and not (known.since or known.until)):
            found[key.text] = key
    han = [key for key in found.values() if has_han(key.text)]
    return [*found.values(), *(Key(k.text, Role.PINYIN, k.since, k.until) for k in han)]


def _words(
    keys: Sequence[Key],
) -> tuple[dict[str, int], tuple[NDArray[np.int64], ...], list[str]]:
    """Numbers of the words of the keys, pairs (word, key), and whole texts."""
    numbers: dict[str, int] = {}
    wholes = list[str]()
    of_word, of_key = array("q"), array("q")
    for place, key in enumerate(keys):
        syllables = pinyin(key.text) if key.role is Role.PINYIN else ()
        parts = syllables or words(key.text)
        wholes.append("".join(parts))
        tails = _tails(syllables) if syllables else _parts(parts, key.role)
        of_word.extend([numbers.setdefault(word, len(numbers)) for word in tails])
        of_key.extend([place] * len(tails))
    pairs = np.array(of_word, np.int64), np.array(of_key, np.int64)
    return numbers, pairs, wholes


def _parts(parts: Sequence[str], role: Role) -> list[str]:
    found = []
    for word in parts:
        found += _tails(word) if is_han(word) else [word]
    if role is Role.CODE and len(parts) > 1:
        found.append("".join(parts))
    return found


def _tails(parts: Sequence[str]) -> list[str]:
    return ["".join(parts[start:]) for start in range(len(parts))]


def _facets(
    contents: Contents,
) -> tuple[list[tuple[int, str]], list[int], list[int], list[int]]:
    """Values by facet in order, pairs (thing, value), and the first kind of each thing (-1: none).

    A facet is its place in `FACETS`.
    """
    pairs = [
        (number, (FACETS.index(facet), value))
        for number, entry in enumerate(contents.entries)
        for facet, found in entry.values.items()
        for value in found
    ]
    numbers = {value: place for place, value in enumerate(sorted({value for _, value in pairs}))}
    kinds = [entry.values.get("kind") for entry in contents.entries]
    kind = FACETS.index("kind")
    return (
        list(numbers),
        [thing for thing, _ in pairs],
        [numbers[value] for _, value in pairs],
        [numbers[kind, found[0]] if found else -1 for found in kinds],
    )


def save(index: Index, path: Path) -> None:
    """Write the index to a file, which is there as a whole or not at all.

    Raises:
        OSError: it cannot be written.
    """
    columns = {}
    for column in fields(Index):
        content = getattr(index, column.name)
        if not isinstance(content, np.ndarray):
            text = json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")
            content = np.frombuffer(text, np.uint8)
        columns[column.name] = content
    draft = path.with_name(f"{path.name}.{id(index)}.new")
    try:
        with draft.open("wb") as file:
            np.savez(file, **columns)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def load(path: Path) -> Index:
    """The index in a file.

    Raises:
        OSError, ValueError, KeyError: there is none, or it is damaged.
    """
    with np.load(path, allow_pickle=False) as columns:
        found = {column.name: columns[column.name] for column in fields(Index)}
    plain = {name: content for name, content in found.items() if content.dtype == np.int32}
    texts = {
        name: json.loads(content.tobytes().decode("utf-8", "surrogatepass"))
        for name, content in found.items()
        if content.dtype != np.int32
    }
    return Index(**plain, **texts)
