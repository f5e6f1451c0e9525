"""Things found by name, as lists and error pages show them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lien import query
from lien_webapp.context import reader
from lien_webapp.i18n import language
from lien_webapp.links import page_of
from lien_webapp.vocabulary import class_word


@dataclass(frozen=True, slots=True)
class Match:
    """One thing that bears the words; `links` counts its links."""

    thing: str
    name: str
    page: str
    kind: str
    acronym: str
    links: int


def found(text: str) -> list[Match]:
    """Things whose names, acronyms or codes hold the words of `text`, best first."""
    if not text.strip():
        return []
    return [
        Match(
            thing=str(row.thing),
            name=str(row.label or row.acronym or ""),
            page=page_of(row.thing),
            kind=str(row.kind_label or class_word(row.klass)),
            acronym=str(row.acronym or ""),
            links=row.links,
        )
        for row in query.search(reader(), text, language())
    ]


def close_matches(name: str, *, top: int = 5) -> list[dict[str, str]]:
    """Things that an unknown identifier may have meant, as problem documents tell them."""
    words = [word for word in re.split(r"[^\w]+", name) if len(word) > 1]
    for attempt in (words, words[1:], words[-1:]):
        if matches := found(" ".join(attempt))[:top]:
            return [{"name": m.name, "kind": m.kind, "page": m.page} for m in matches]
    return []
