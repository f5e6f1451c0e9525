"""Which things a text finds, how well, and by which of their texts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from lien.search.index import Index, Ints
from lien.search.reading import Role
from lien.search.words import asked, is_han

Floats: TypeAlias = NDArray[np.float64]
Bytes: TypeAlias = NDArray[np.uint8]

WORDS: Final = 12
"""Words of a search text that count."""

NOT, CLOSE, BEGUN, HELD = range(4)
"""How a key holds a word: not at all, in another spelling, as the beginning of a word, as it is."""

# How a text finds a thing, best first. Between two of them there is room for what the text is.
WHOLE, STARTS, IN_ONE, BEGUN_IN_ONE, IN_SEVERAL, BEGUN_IN_SEVERAL, SPELT, SPELT_IN_SEVERAL, MOST = (
    90, 80, 70, 60, 50, 40, 30, 20, 10,
)  # fmt: skip

_FORMER_LESS: Final = {Role.FORMER: 2, Role.OTHER: 1, Role.PINYIN: 1}
_ROLE_LESS: Final = np.array([_FORMER_LESS.get(role, 0) for role in Role])
_FIRST_CLASSES: Final = 3
"""Organisations, units and actions: of equally good finds they come before everything else."""
_MOST: Final = 0.5
"""Share of the words, by weight, that must be held where no text holds all of them."""
_WORTH: Final = np.array([0, 0.9, 1.0, 1.0])
"""What a held word counts, by how it is held."""


@dataclass
class Matches:
    """What was found, best first: things, and of each the key and how it was found.

    `spelt` holds the other spellings of words, where nothing has the words as they are.
    """

    things: Ints
    keys: Ints
    how: Ints
    words: list[str] = field(default_factory=list)
    spelt: dict[str, list[str]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many things were found."""
        return len(self.things)


def match(index: Index, text: str) -> Matches:
    """Everything that bears the words of a text; without words nothing.

    A word that no name holds is looked for in close spellings, and a text without any find by most
    of its words.
    """
    words = list(dict.fromkeys(asked(text)))[:WORDS]
    if not words or not len(index.key_thing):
        return _nothing(words)
    needle = "".join(asked(text))
    held = [_held(index, word) for word in words]
    score = _in_one(held)
    several = _in_several(index, held)
    _raise(score, *_whole(index, needle))
    if not score.any() and not several.any():
        _raise(score, *_whole_spelt(index, needle))
    missing: list[str] = []
    if not score.any() and not several.any():
        score, missing = _by_most(index, words, held)
    things, keys, how = _ranked(index, score, several, len(needle))
    spelt: dict[str, list[str]] = {}
    if len(how) and how[0] < BEGUN_IN_SEVERAL:
        spelt = {word: close for word, (_, close) in zip(words, held, strict=True) if close}
    return Matches(things, keys, how, words, spelt, missing)


def everything(index: Index) -> Matches:
    """All things, those with most links first."""
    order = np.lexsort((index.thing_order, -index.thing_links, index.thing_class)).astype(np.int32)
    return Matches(order, np.full(len(order), -1, np.int32), np.zeros(len(order), np.int32))


def _nothing(words: list[str]) -> Matches:
    none = np.empty(0, np.int32)
    return Matches(none, none, none, words)


def _held(index: Index, word: str) -> tuple[Bytes, list[str]]:
    """How each key holds a word, and the close spellings that were looked for."""
    how = np.zeros(len(index.key_thing), np.uint8)
    first, last = index.starting(word)
    exact = first < last and index.word[first] == word
    close: list[str] = []
    if not exact:
        close = _spellings(index, word)
        for other in close:
            place, _ = index.starting(other)
            how[index.keys_of(place, place + 1)] = CLOSE
        if is_han(word) and first == last:
            how[_sharing(index, word)] = CLOSE
    how[index.keys_of(first, last)] = HELD if is_han(word) else BEGUN
    if exact:
        how[index.keys_of(first, first + 1)] = HELD
    return how, close


def _spellings(index: Index, word: str) -> list[str]:
    """Words of letters one letter away, two for long words; nearest first, then in order."""
    if len(word) < 4 or not word.isalpha() or is_han(word):
        return []
    far = 1 if len(word) < 8 else 2
    return [text for text, _ in _near(word, index.spelt, far)]


def _near(word: str, by_length: Mapping[int, list[str]], far: int) -> list[tuple[str, int]]:
    """The texts at most so far away, nearest first, with their distances."""
    found = [
        (text, int(distance))
        for length in range(len(word) - far, len(word) + far + 1)
        for text, distance, _ in process.extract(
            word, by_length.get(length, ()), scorer=OSA.distance, score_cutoff=far, limit=50
        )
    ]
    return sorted(found, key=lambda near: (near[1], near[0]))


def _sharing(index: Index, word: str) -> Ints:
    """The keys that hold most of the pairs of characters of a Chinese word."""
    pairs = [word[place : place + 2] for place in range(len(word) - 1)]
    count = np.zeros(len(index.key_thing), np.uint8)
    for pair in pairs:
        count[np.unique(index.keys_of(*index.starting(pair)))] += 1
    enough: Ints = np.flatnonzero(count > max(0.5 * len(pairs), 0.5)).astype(np.int32)
    return enough if len(word) > 2 else enough[:0]


def _in_one(held: Sequence[tuple[Bytes, list[str]]]) -> Floats:
    """The score of the keys that hold every word; 0 for the others."""
    worst = np.minimum.reduce([how for how, _ in held])
    return np.array([0, SPELT, BEGUN_IN_ONE, IN_ONE], np.float64)[worst]


def _in_several(index: Index, held: Sequence[tuple[Bytes, list[str]]]) -> Floats:
    """The score of the things that hold every word, each in any of their keys."""
    if len(held) == 1:  # one word stands in one key
        return np.zeros(len(index.thing))
    worst = np.full(len(index.thing), HELD, np.uint8)
    for how, _ in held:
        best = np.zeros(len(index.thing), np.uint8)
        keys = np.flatnonzero(how > 0)
        np.maximum.at(best, index.key_thing[keys], how[keys])
        np.minimum(worst, best, out=worst)
    return np.array([0, SPELT_IN_SEVERAL, BEGUN_IN_SEVERAL, IN_SEVERAL], np.float64)[worst]


def _whole(index: Index, needle: str) -> tuple[Ints, Floats]:
    """Keys that are the whole text or begin with it; their scores."""
    first, last = index.whole_starting(needle)
    keys = index.whole_key[first:last]
    scores = np.where(index.key_length[keys] == len(needle), WHOLE, STARTS).astype(np.float64)
    if len(needle) < 3 and not is_han(needle):
        scores = np.where(scores == WHOLE, scores, 0.0)
    return keys, scores


def _whole_spelt(index: Index, needle: str) -> tuple[Ints, Floats]:
    """Keys that are the whole text in a close spelling, spaces left out; their scores."""
    if len(needle) < 6 or not needle.isalpha() or is_han(needle):
        return np.empty(0, np.int32), np.empty(0)
    near = _near(needle, index.whole_by_length, 1 if len(needle) < 8 else 2)
    ranges = [index.whole_starting(text)[0] for text, _ in near]
    close = index.whole_key[ranges]
    return close, np.full(len(close), float(SPELT))


def _raise(score: Floats, keys: Ints, scores: Floats) -> None:
    score[keys] = np.maximum(score[keys], scores)


def _by_most(
    index: Index, words: Sequence[str], held: Sequence[tuple[Bytes, list[str]]]
) -> tuple[Floats, list[str]]:
    """The score of the keys that hold most of the words by weight, and the words left out.

    A word weighs the more, the fewer keys hold it; one that no key holds, as the lightest other.
    """
    total = len(index.key_thing)
    keys = [int(np.count_nonzero(how)) for how, _ in held]
    known = [math.log(1 + total / count) for count in keys if count]
    if len(words) < 2 or not known:
        return np.zeros(total), list(words)
    weights = [math.log(1 + total / count) if count else min(known) for count in keys]
    sums = np.zeros(total)
    for weight, (how, _) in zip(weights, held, strict=True):
        sums += weight * _WORTH[how]
    best = float(sums.max())
    if best < _MOST * sum(weights):
        return np.zeros(total), list(words)
    top = sums >= best - 1e-9
    at = np.flatnonzero(top)
    missing = [w for w, (how, _) in zip(words, held, strict=True) if not how[at].any()]
    return np.where(top, float(MOST), 0.0), missing


def _ranked(index: Index, score: Floats, several: Floats, length: int) -> tuple[Ints, Ints, Ints]:
    """Things best first, each with its best key and how it was found.

    Order: how, what the text is (a name before a former name), class, how much of the text is
    what was asked together with the number of links, name, IRI.
    """
    keys = np.flatnonzero(score > 0)
    spread = np.flatnonzero(several > 0)
    spread = spread[~np.isin(spread, index.key_thing[keys])]
    first_key = np.searchsorted(index.key_thing, spread)
    keys = np.concatenate([keys, first_key])
    how = np.concatenate([score[keys[: len(keys) - len(spread)]], several[spread]])
    thing = index.key_thing[keys]
    place = how - _ROLE_LESS[index.key_role[keys]]
    share = np.minimum(1.0, length / np.maximum(index.key_length[keys], 1))
    weight = share + 0.1 * np.log2(1 + index.thing_links[thing])
    klass = np.minimum(index.thing_class[thing] // _FIRST_CLASSES, 2)
    order = np.lexsort((keys, -weight, klass, -place))
    _, firsts = np.unique(thing[order], return_index=True)
    chosen = order[np.sort(firsts)]
    ties = index.thing_order[thing[chosen]]
    final = chosen[np.lexsort((ties, -weight[chosen], klass[chosen], -place[chosen]))]
    return (
        thing[final].astype(np.int32),
        keys[final].astype(np.int32),
        how[final].astype(np.int32),
    )


def nearest(index: Index, words: Iterable[str], *, top: int = 5) -> list[str]:
    """Words of names that are nearest to words that nothing holds, nearest first."""
    found: dict[str, float] = {}
    for word in words:
        if len(word) < 3 or not word.isalpha() or is_han(word):
            continue
        far = max(1, len(word) // 3)
        for text, distance in _near(word, index.spelt, far)[:top]:
            found[text] = min(distance / len(word), found.get(text, 1.0))
    return sorted(found, key=lambda text: (found[text], text))[:top]
