"""Links as sentences: "A is a partner in B." in the language of the page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from lien_webapp.i18n import gettext, mark
from lien_webapp.present import Value

LINKS: Final[dict[str, str]] = {
    "org:subOrganizationOf": mark("%(start)s is part of %(end)s."),
    "lien:predecessor": mark("%(start)s continues %(end)s."),
    "lien:successor": mark("%(end)s succeeds %(start)s."),
    "lien:supervisingBody": mark("%(end)s supervises %(start)s."),
    "lien:institute": mark("%(start)s is attached to the institute %(end)s."),
    "lien:otherInstitute": mark("%(end)s also follows %(start)s."),
    "lien:fundedBy": mark("%(end)s funds %(start)s."),
    "lien:partner": mark("%(end)s is a partner in %(start)s."),
    "lien:party": mark("%(end)s is a party to %(start)s."),
    "lien:signatory": mark("%(end)s signed %(start)s."),
    "lien:witness": mark("%(end)s was present at the signing of %(start)s."),
    "dcterms:isPartOf": mark("%(start)s is part of %(end)s."),
    "lien:alsoRegisteredAs": mark("%(start)s is also registered as %(end)s."),
    "lien:renews": mark("%(start)s renews %(end)s."),
    "lien:implements": mark("%(start)s carries out %(end)s."),
    "lien:amends": mark("%(start)s amends %(end)s."),
    "lien:follows": mark("%(start)s follows up %(end)s."),
    "lien:concernsAction": mark("%(start)s concerns %(end)s."),
    "lien:holdsRoleIn": mark("%(start)s holds a role in %(end)s."),
    "lien:funder": mark("%(end)s pays for %(start)s."),
    "lien:involves": mark("%(end)s took part in %(start)s."),
    "lien:attendee": mark("%(end)s took part in %(start)s."),
    "lien:concernsAgreement": mark("%(start)s concerns %(end)s."),
    "dcterms:publisher": mark("%(end)s publishes %(start)s."),
    "lien:traveller": mark("%(end)s travelled on %(start)s."),
    "lien:sentBy": mark("%(end)s sent %(start)s."),
    "lien:hostedBy": mark("%(end)s hosted %(start)s."),
    "lien:homeBody": mark("%(end)s is the home of %(start)s."),
    "lien:copublishesWith": mark("%(start)s publishes with %(end)s."),
    "lien:authorBody": mark("%(end)s signed %(start)s as a body of its authors."),
    "lien:askedBy": mark("%(end)s asked for %(start)s."),
    "lien:addressedTo": mark("%(start)s was addressed to %(end)s."),
    "lien:asksAbout": mark("%(start)s is about %(end)s."),
    "lien:answers": mark("%(start)s answers %(end)s."),
    "lien:givenBy": mark("%(end)s gave %(start)s."),
    "lien:stageOf": mark("%(start)s is a stage in the life of %(end)s."),
    "lien:deskHead": mark("%(end)s headed the desk during %(start)s."),
}
"""Prefixed name of a link property to its sentence, told from the subject (start) to the object."""

OTHERWISE: Final = mark("%(start)s – %(link)s – %(end)s.")
"""For a property without a sentence: its name between the two."""

_PLACE: Final = re.compile(r"%\((start|end|link)\)s")


@dataclass(frozen=True, slots=True)
class Statement:
    """What is stated of a link: who holds which role, when, counted works; the graph, sources."""

    role: str
    when: str
    stated: list[Value]
    works: int | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A link as pieces of its sentence, the names among them with their pages; and its evidence."""

    pieces: list[Value]
    statements: list[Statement]
    ended: bool = False


def pieces(property_name: str, link: str, start: Value, end: Value) -> list[Value]:
    """A sentence in pieces; `link` is what the property is called."""
    ends = {"start": start, "end": end, "link": Value(link)}
    parts = _PLACE.split(gettext(LINKS.get(property_name, OTHERWISE)))
    found = [ends[part] if index % 2 else Value(part) for index, part in enumerate(parts)]
    return [piece for piece in found if piece.text]


def told(property_name: str, link: str, start: str, end: str) -> str:
    """The whole sentence as plain text."""
    return "".join(piece.text for piece in pieces(property_name, link, Value(start), Value(end)))
