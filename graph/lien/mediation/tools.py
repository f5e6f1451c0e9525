"""Which cooperation tools there are, which fit, and who has used them here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rdflib import URIRef

from lien import query
from lien.query import Tool, ToolUser
from lien.store import Reader
from lien.terms import called, concept, slug

SCHEMES: Final = {"territory": "territory", "field": "ford"}
"""What a tool may be open to, and the concept scheme of its values."""


@dataclass(frozen=True, slots=True)
class ToolRow:
    """A tool with those who used it under this very name; `former` are the names it replaced.

    `later` is the name that replaced it. `fits` says whether the scheme behind the tool is open to
    what is asked for: yes, no, or unknown where no scheme is known or it does not say; "" where
    nothing is asked. `users` are actions, `periods` when they bore the name, as given. No user
    means that none is known.
    """

    tool: URIRef
    label: str
    code: str
    meaning: str
    former: tuple[str, ...]
    later: str
    funding: URIRef | None
    funding_label: str
    fits: str
    users: tuple[URIRef, ...]
    user_labels: tuple[str, ...]
    periods: tuple[str, ...]


def tools(store: Reader, lang: str, *, territory: str = "", field: str = "") -> list[ToolRow]:
    """Every tool: those that fit first, then those of today, then by number of users and name.

    `territory` and `field` (of the OECD) are slugs of what a tool should be open to.

    Raises:
        UnknownThing: no concept can have such a slug.
    """
    users: dict[URIRef, list[ToolUser]] = defaultdict(list)
    for user in query.tool_users(store, lang):
        users[user.label_of].append(user)
    rows: dict[URIRef, Tool] = {}
    former: dict[URIRef, list[str]] = defaultdict(list)
    for row in query.tools(store, lang):
        rows.setdefault(row.tool, row)
        if row.later is not None:
            former[row.later].append(str(row.code or row.label))
    asked = {
        name: concept(SCHEMES[name], text)
        for name, text in (("territory", territory), ("field", field))
        if text
    }
    fits = _Fits(store, lang, asked)
    found = [
        ToolRow(
            tool=row.tool,
            label=str(row.label or row.code),
            code=str(row.code or ""),
            meaning=str(row.meaning or ""),
            former=tuple(sorted(former[row.tool])),
            later=str(row.later_label or ""),
            funding=row.funding,
            funding_label=str(row.funding_label or ""),
            fits=fits.of(row.funding),
            users=tuple(dict.fromkeys(user.user for user in users[row.tool])),
            user_labels=tuple(
                dict.fromkeys(
                    called(user.user, user.user_acronym, user.user_label)
                    for user in users[row.tool]
                )
            ),
            periods=tuple(
                f"{slug(str(user.user))}: {user.start or '?'}/{user.end or '?'}"
                for user in users[row.tool]
            ),
        )
        for row in rows.values()
    ]
    order = {"yes": 0, "": 0, "unknown": 1, "no": 2}
    return sorted(
        found,
        key=lambda row: (order[row.fits], bool(row.later), -len(row.users), row.label, row.tool),
    )


class _Fits:
    """Whether a scheme is open to a territory and a field, as the question `funding` says."""

    def __init__(self, store: Reader, lang: str, asked: Mapping[str, URIRef]) -> None:
        self._schemes = {row.funding: row for row in query.funding(store, lang)}
        self._open = {
            name: {row.funding for row in query.funding(store, lang, **{name: value})}
            for name, value in asked.items()
        }

    def of(self, funding: URIRef | None) -> str:
        """One of yes, no, unknown, or "" where nothing is asked."""
        if not self._open:
            return ""
        scheme = self._schemes.get(funding) if funding is not None else None
        if scheme is None:
            return "unknown"
        answers = set()
        if "territory" in self._open:
            said = "unknown" if scheme.open_to is None else "no"
            answers.add("yes" if funding in self._open["territory"] else said)
        if "field" in self._open:
            said = "no" if scheme.fields else "unknown"
            answers.add("yes" if funding in self._open["field"] else said)
        return "no" if "no" in answers else "unknown" if "unknown" in answers else "yes"
