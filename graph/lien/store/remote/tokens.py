"""The guard's tokenizer, seen from here: kind and text of each token, blanks and comments too."""

from __future__ import annotations

from collections.abc import Iterator

from lien.store.guard import _TOKEN


def tokens(text: str) -> Iterator[tuple[str, str]]:
    """Kind and text of each token in order; joined, the texts are `text`.

    Blanks and comments together are of the kind "blank".
    """
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        before = match[0][: len(match[0]) - len(match[kind])]
        if before:
            yield "blank", before
        if match[kind]:
            yield kind, match[kind]
