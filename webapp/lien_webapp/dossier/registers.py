"""Codes of things, and the pages of the registers that give them."""

from __future__ import annotations

import re
from typing import Final

from rdflib import Literal

from lien_webapp.present import Value, value
from lien_webapp.security import safe_link

CODES: Final = (
    "lien:code",
    "lien:otherCode",
    "lien:rnsr",
    "lien:ror",
    "lien:wikidata",
    "lien:orcid",
    "lien:grid",
)
"""Properties whose values are codes, in the order of pages."""

ADDRESSES: Final = {
    "lien:rnsr": "https://rnsr.adc.education.fr/structure/{}",
    "lien:ror": "https://ror.org/{}",
    "lien:wikidata": "https://www.wikidata.org/wiki/{}",
    "lien:orcid": "https://orcid.org/{}",
}
"""Where a register shows a code that is given as a text; GRID was closed in 2021."""

_PLAIN: Final = re.compile(r"[A-Za-z0-9-]+", re.ASCII)


def coded(name: str, node: object, label: object = None) -> Value | None:
    """A code as a page shows it, with the page of its register where there is one."""
    shown = value(node, label)
    if shown is None:
        return None
    if not isinstance(node, Literal):
        return Value(shown.text.removeprefix("https://ror.org/").rpartition("/")[2], shown.address)
    if name in ADDRESSES and _PLAIN.fullmatch(str(node)):
        return Value(str(node), safe_link(ADDRESSES[name].format(node)))
    return shown
