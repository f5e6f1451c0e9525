"""Feeds in Atom (RFC 4287)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

_ATOM: Final = "http://www.w3.org/2005/Atom"
_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML cannot hold."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An entry: `id` names it for ever, `updated` is an RFC 3339 moment, `address` leads on."""

    id: str
    title: str
    updated: str
    address: str
    summary: str
    category: str


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says of itself; `updated` counts where it has no entries."""

    id: str
    title: str
    subtitle: str
    language: str
    address: str
    page: str
    updated: str


def tag(path: str) -> str:
    """A name that stays the same wherever Lien runs (RFC 4151)."""
    return f"tag:w3id.org,2026:lien/{path}"


def to_atom(feed: Feed, entries: Iterable[FeedEntry]) -> bytes:
    """The feed as UTF-8 XML; its moment is that of its newest entry."""
    register_namespace("", _ATOM)
    root = Element(f"{{{_ATOM}}}feed")
    root.set("{http://www.w3.org/XML/1998/namespace}lang", feed.language)
    listed = list(entries)
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.subtitle)
    _add(root, "updated", max((entry.updated for entry in listed), default=feed.updated))
    _add(_add(root, "author"), "name", "Lien")
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.address)
    _add(root, "link", rel="alternate", type="text/html", href=feed.page)
    for entry in listed:
        item = _add(root, "entry")
        _add(item, "id", entry.id)
        _add(item, "title", entry.title)
        _add(item, "updated", entry.updated)
        _add(item, "link", rel="alternate", href=entry.address)
        _add(item, "category", term=entry.category)
        _add(item, "summary", entry.summary)
    indent(root, " ")
    text: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _add(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    clean = {key: _FORBIDDEN.sub("", value) for key, value in attributes.items()}
    child = SubElement(parent, f"{{{_ATOM}}}{name}", clean)
    if text:
        child.text = _FORBIDDEN.sub("", text)
    return child
