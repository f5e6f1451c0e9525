"""Competency questions: what the ontology must let people ask, one `.rq` file for each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lien import resources

_HEAD: Final = re.compile(r"^# *(en|fr|zh|asked by|case): *(.*?) *$", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Competency:
    """A competency question; `words` goes from language to the question in that language.

    `case` names the modelling case that it proves; who asks and the case are empty when the file
    does not say.
    """

    slug: str
    words: Mapping[str, str]
    asked_by: str
    case: str
    text: str

    def mentions(self, name: str) -> bool:
        """Whether the query uses the term `lien:name`."""
        return re.search(rf"\blien:{re.escape(name)}(?![\w-])", self.text) is not None


def competencies(folder: Path | None = None) -> tuple[Competency, ...]:
    """The questions of a folder by file name; without one, those of the ontology."""
    place = folder or resources.folder("ontology") / "competency"
    return tuple(_read(path) for path in sorted(place.glob("*.rq")))


def _read(path: Path) -> Competency:
    text = path.read_text("utf-8")
    head = {key.lower(): words for key, words in _HEAD.findall(text)}
    return Competency(
        slug=path.stem,
        words={key: head[key] for key in ("en", "fr", "zh") if key in head},
        asked_by=head.get("asked by", ""),
        case=head.get("case", ""),
        text=text,
    )
