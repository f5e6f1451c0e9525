"""From a text to what is compared: case, accents, width, script variants and signs do not count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from lien.terms import fold

_HAN: Final = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD: Final = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_ASCII_WORD: Final = re.compile(r"[a-z0-9]+")
_PLAIN: Final = re.compile("[\x00-\x7f\u3400-\u4dbf\u4e00-\u9fff]*")
"""Texts that need no folding but of case and script variant."""
_IS_HAN: Final = re.compile(rf"[{_HAN}]")
_LETTERS: Final = dict(zip("œæøđðłıþ", ("oe", "ae", "o", "d", "d", "l", "i", "th"), strict=True))
"""Letters that Unicode does not take apart."""
_ADDRESS: Final = re.compile(
    r"^(?:https? )?(?:www )?"
    r"(?:ror org|wikidata org (?:wiki|entity)|orcid org|grid ac institutes)(?= .)"
)


def words(text: str) -> list[str]:
    """The words of a text as they are compared; a run of Chinese characters is one word.

    `"Éco-Efficient 联合實驗室"` gives `["eco", "efficient", "联合实验室"]`. What `fold` makes of a
    text has the same words.
    """
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    if _PLAIN.fullmatch(text):
        return _WORD.findall(text.lower().translate(_simplified()))
    plain = fold(text.casefold().translate(_letters())).translate(_simplified())
    return _WORD.findall(plain)


def asked(text: str) -> list[str]:
    """The words of a search text; the address of a register counts as the code at its end."""
    return _ADDRESS.sub("", " ".join(words(text))).split()


def is_han(word: str) -> bool:
    """Whether a word is written in Chinese characters."""
    return bool(_IS_HAN.match(word))


def has_han(text: str) -> bool:
    """Whether there is a Chinese character in a text."""
    return bool(_IS_HAN.search(text))


def pinyin(text: str) -> tuple[str, ...]:
    """The syllables, without tones, of the Chinese characters in a text; ü counts as u."""
    return tuple(part for word in words(text) if is_han(word) for part in _syllables(word))


def _syllables(run: str) -> Iterator[str]:
    from pypinyin.seg.mmseg import seg  # noqa: PLC0415  its tables take half a second

    for part in seg.cut(run):
        yield from _read_out(part)


@cache
def _read_out(part: str) -> tuple[str, ...]:
    """The syllables of a character, or of characters that are read together."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    return tuple(syllable.replace("v", "u") for syllable in lazy_pinyin([part], errors="ignore"))


@cache
def _simplified() -> dict[int, str]:
    lines = (Path(__file__).parent / "simplified.txt").read_text("utf-8").splitlines()
    return {ord(one): other for one, other in zip(*lines[-2:], strict=True)}


@cache
def _letters() -> dict[int, str]:
    return {ord(letter): plain for letter, plain in _LETTERS.items()}
