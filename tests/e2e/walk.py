"""A walk along every link from the first page, and the addresses it finds, by what they show."""

from __future__ import annotations

import re
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, urldefrag, urlencode, urljoin, urlsplit

from flask import Flask, template_rendered
from flask.testing import FlaskClient
from playwright.sync_api import Error, Page

LANGUAGES = ("fr", "en", "zh")
SEEDS = ("/", "/search?q=nothing-has-this-name")
"""Where the walk begins; nobody links to a search without results, but everybody gets there."""
FAULTY = {"/no/where": 404, "/sparql?query=nonsense": 400}
"""Addresses that are pages too: what a reader sees who made a mistake."""
PATIENCE = 60
"""Seconds in which what is being made in the background must be there."""
MADE = "document.readyState === 'complete' && !document.querySelector('main[aria-busy]')"
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
HREF = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"')
ANCHOR = re.compile(r"<a\b([^>]*)>")
ID = re.compile(r'\bid="([^"]*)"')


Group: TypeAlias = tuple[tuple[str, ...], str]
"""What pages show (endpoint, kinds of thing), and a parameter that they are given."""


@dataclass
class Site:
    """What a walk along the links found."""

    groups: dict[Group, list[str]] = field(default_factory=lambda: defaultdict(list))
    templates: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    anchors: dict[str, list[str]] = field(default_factory=dict)
    """Address of a page to the attributes of each link on it, as they are written."""
    lost: list[str] = field(default_factory=list)
    """Links to a place in the same page that is not there."""

    def pages(self) -> list[str]:
        """Every address that was opened and is a page, group by group."""
        return [address for found in self.groups.values() for address in found]

    def samples(self) -> list[str]:
        """One address of everything that pages show."""
        first: dict[tuple[str, ...], str] = {}
        for (shown, _), found in self.groups.items():
            if found:
                first.setdefault(shown, found[0])
        return list(first.values())


def group(app: Flask, address: str) -> Group:
    """What an address shows: endpoint, kind of thing, a parameter.

    One parameter only, the first by name: the choices of a list can be combined without end.
    """
    parts = urlsplit(address)
    endpoint, values = app.url_map.bind("localhost").match(parts.path)
    kinds = [_kind(str(value), whole=endpoint == "things.thing") for value in values.values()]
    names = sorted({name for name, _ in parse_qsl(parts.query)})
    return (endpoint, *kinds), names[0] if names else ""


def _kind(value: str, *, whole: bool) -> str:
    """A thing by its prefix, and whether it is a part of another; else how the name begins."""
    if whole:
        return value.partition("-")[0] + (".part" if "." in value else "")
    return "Name" if value[:1].isupper() else "name"


def walk(app: Flask, number: int) -> Site:
    """Follow every link from the seeds, `number` pages of each group."""
    site, todo, known = Site(), deque(SEEDS), set(SEEDS)
    client = app.test_client()

    def rendered(_: Flask, template: Any, **__: Any) -> None:
        site.templates.add(str(template.name))

    with template_rendered.connected_to(rendered, app):
        for address, status in FAULTY.items():
            answer = client.get(address, headers=HTML)
            assert (answer.status_code, answer.mimetype) == (status, "text/html")
        while todo:
            address = todo.popleft()
            found = site.groups[group(app, address)]
            if len(found) < number:
                fresh = visit(site, client, address, found) - known
                known |= fresh
                todo.extend(sorted(fresh))
    return site


def opened(page: Page, address: str) -> None:
    """Open a page in a browser, and wait while it is being made; it comes again by itself."""
    until = time.monotonic() + PATIENCE
    page.goto(address, wait_until="load")
    while not is_made(page) and time.monotonic() < until:
        page.wait_for_timeout(100)


def is_made(page: Page) -> bool:
    """Whether what a tab shows now is there in full."""
    try:
        return bool(page.evaluate(MADE))
    except Error:  # it is just coming again
        return False


def patient(client: FlaskClient, address: str) -> Any:
    """What is answered once nothing is being made in the background any more."""
    until = time.monotonic() + PATIENCE
    answer = client.get(address, headers=HTML)
    while "Retry-After" in answer.headers and time.monotonic() < until:
        time.sleep(0.2)
        answer = client.get(address, headers=HTML)
    return answer


def visit(site: Site, client: FlaskClient, address: str, found: list[str]) -> set[str]:
    """Open a page, put it down in its group, and answer with where its links lead."""
    answer = patient(client, address)
    if answer.status_code not in (200, 303):
        site.faults.append(f"{answer.status_code} {address}")
    file = "attachment" in answer.headers.get("Content-Disposition", "")
    if answer.mimetype != "text/html" or answer.status_code != 200 or file:
        return set()
    found.append(address)
    site.anchors[address] = ANCHOR.findall(answer.text)
    links = list(read(address, answer.text))
    there = {"", *ID.findall(answer.text)}
    site.lost += [
        f"{address}#{place}" for at, place in links if at == address and place not in there
    ]
    return {link for link, _ in links}


def read(address: str, text: str) -> Iterator[tuple[str, str]]:
    """The links of a page to our own pages, each with the place in it; the language apart."""
    for href in HREF.findall(text):
        target, place = urldefrag(urljoin(f"http://here{address}", unescape(href)))
        parts = urlsplit(target)
        if parts.netloc != "here" or parts.path.startswith("/static/"):
            continue
        values = [(name, value) for name, value in parse_qsl(parts.query) if name != "lang"]
        if not any(name == "format" for name, _ in values):
            yield parts.path + (f"?{urlencode(values)}" if values else ""), place


def in_language(address: str, lang: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}lang={lang}"
