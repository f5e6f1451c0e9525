"""Things found by name, as lists, suggestions and error pages show them."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread
from typing import Final

from flask import Flask, current_app

from lien.errors import IndexBeingMade
from lien.search import Filters, Found, Hit, Indexes, find
from lien.settings import Settings
from lien_webapp.context import fresh_reader, fresh_readers, reader, volatile
from lien_webapp.i18n import gettext, language, mark, span_text
from lien_webapp.links import page_of
from lien_webapp.vocabulary import class_word

_INDEXES: Final = "lien-search"

WHY: Final = {
    "name": mark("Name: %(text)s"),
    "acronym": mark("Acronym: %(text)s"),
    "code": mark("Code: %(text)s"),
    "register": mark("Number in a register: %(text)s"),
    "other name": mark("Also known as: %(text)s"),
    "former name": mark("Former name: %(text)s"),
    "pinyin": mark("Pinyin of %(text)s"),
    "spelling": mark("Spelling close to: %(text)s"),
    "some words": mark("Some of the words: %(text)s"),
    "several names": mark("The words stand in several of its names"),
}
"""Why a thing was found to how a page says it."""


@dataclass(frozen=True, slots=True)
class Match:
    """One thing that was found; `why` says by what, "" where its name or acronym says it."""

    thing: str
    name: str
    page: str
    kind: str
    acronym: str
    links: int
    why: str


def found(text: str, filters: Filters | None = None) -> Found:
    """What the reader of this request finds under a text, named in the language of the page.

    Raises:
        IndexBeingMade: the index is not there yet.
    """
    indexes: Indexes = current_app.extensions[_INDEXES]
    index = indexes.soon(reader(), fresh_reader())
    if index.version != reader().version:  # the data moved since the request came
        volatile()
    return find(index, text, language(), filters=filters)


def shown(hit: Hit) -> Match:
    """A thing that was found, as a page shows it."""
    return Match(
        thing=hit.thing,
        name=hit.label,
        page=page_of(hit.thing),
        kind=hit.kind or class_word(hit.klass),
        acronym=hit.acronym if hit.acronym != hit.label else "",
        links=hit.links,
        why=_why(hit),
    )


def _why(hit: Hit) -> str:
    if not hit.why or (hit.matched in (hit.label, hit.acronym) and hit.why != "spelling"):
        return ""
    said = gettext(WHY[hit.why]) % {"text": hit.matched}
    period = span_text(hit.since, hit.until)
    return f"{said} ({period})" if period else said


def close_matches(name: str, *, top: int = 5) -> list[dict[str, str]]:
    """Things that an unknown identifier may have meant, as problem documents tell them.

    None while the index is being made.
    """
    with suppress(IndexBeingMade):
        return _close_matches(name, top)
    return []


def _close_matches(name: str, top: int) -> list[dict[str, str]]:
    words = [word for word in re.split(r"[^\w]+", name) if len(word) > 1]
    for attempt in (words, words[1:], words[-1:]):
        text = " ".join(attempt)
        if text and (hits := found(text).hits[:top]):
            return [{"name": m.name, "kind": m.kind, "page": m.page} for m in map(shown, hits)]
    return []


def init_app(app: Flask, settings: Settings) -> None:
    """Give the application the indexes of its data directory."""
    app.extensions[_INDEXES] = Indexes(settings.data)


def follow(app: Flask) -> None:
    """Make the indexes, and bring them up to the data, by a thread of this process."""
    indexes: Indexes = app.extensions[_INDEXES]
    Thread(target=indexes.follow, args=(fresh_readers(app),), daemon=True).start()
