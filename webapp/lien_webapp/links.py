"""Addresses: of our own pages (they keep the language), and of what an IRI stands for."""

from __future__ import annotations

from typing import Any, Final, cast

from flask import Flask, g, request, url_for

from lien import terms
from lien.query import Neighbour
from lien_webapp.i18n import LANGUAGES
from lien_webapp.security import safe_link

_PREFIXES: Final = sorted(
    ((space, prefix) for prefix, space in terms.PREFIXES.items()), key=lambda pair: -len(pair[0])
)


_OF_A_DAY: Final = ("things.thing", "things.concept", "things.scheme", "things.graph")
"""Pages that can show the state on a day."""


def url(endpoint: str, **values: Any) -> str:
    """Address of one of our pages.

    A language that was chosen by `?lang` goes along, and so does a day that was chosen by `?on`,
    from one page of a thing to another.
    """
    lang, day = _chosen()
    if lang:
        values.setdefault("lang", lang)
    if day and endpoint in _OF_A_DAY:
        values.setdefault("on", day)
    return url_for(endpoint, **{key: value for key, value in values.items() if value is not None})


def _chosen() -> tuple[str, str]:
    """The language and the day that go along with the links of this request; "" if none do."""
    if "chosen" not in g:
        lang, day = request.args.get("lang", ""), request.args.get("on", "")
        g.chosen = (
            lang if lang in LANGUAGES else "",
            day if request.endpoint in _OF_A_DAY else "",
        )
    return cast("tuple[str, str]", g.chosen)


def here(**changes: Any) -> str:
    """Address of this page with some parameters changed; `None` takes one out.

    Other rows begin on their first page: only another language stays on the page of the list.
    """
    values = request.args.to_dict(flat=False) | dict(request.view_args or {})
    if changes.keys() - {"lang"}:
        values.pop("page", None)
    merged = {key: value for key, value in (values | changes).items() if value is not None}
    return url_for(str(request.endpoint or "home.page"), **merged)


def given(**names: str) -> dict[str, str]:
    """What this request says, by our own names for its parameters; without those that say nothing.

    `given(body="with")` of `?with=org-cas&on=` is `{"body": "org-cas"}`.
    """
    texts = {name: request.args.get(key, "").strip() for name, key in names.items()}
    return {name: text for name, text in texts.items() if text}


def kind_key(row: Neighbour) -> str:
    """Kind and direction of a link as addresses and anchors name it: `partner-in`."""
    return f"{terms.local(row.property)}-{row.direction}"


def page_of(iri: object) -> str:
    """Our page about an IRI; the IRI itself when it is a safe foreign address; else nothing."""
    pages: dict[str, str] = g.setdefault("pages", {})  # a page leads to the same things often
    text = str(iri)
    if text not in pages:
        pages[text] = _page(text)
    return pages[text]


def _page(text: str) -> str:
    if text.startswith(str(terms.ID)):
        return url("things.thing", slug=terms.slug(text))
    if text.startswith(str(terms.SCHEME)):
        return _scheme_page(text.removeprefix(str(terms.SCHEME)))
    if text.startswith(str(terms.GRAPH)):
        name, _, row = text.removeprefix(str(terms.GRAPH)).partition("#")
        return url("things.graph", name=name, _anchor=row or None)
    if text.startswith(str(terms.LIEN)):
        return url("ontology.term", name=text.removeprefix(str(terms.LIEN)))
    if text.startswith(f"{terms.BASE}ns/"):
        name, _, version = text.removeprefix(f"{terms.BASE}ns/").partition("/")
        return url("ontology.module_iri", name=name, version=version or None)
    return safe_link(text)


def _scheme_page(path: str) -> str:
    scheme, _, concept = path.partition("/")
    if concept:
        return url("things.concept", scheme=scheme, concept=concept)
    return url("things.scheme", scheme=scheme)


def short(iri: object) -> str:
    """Short name of an IRI: the slug of one of our things, else the prefixed name."""
    text = str(iri)
    if text.startswith(str(terms.ID)):
        return terms.slug(text)
    for space, prefix in _PREFIXES:
        if text.startswith(space):
            return f"{prefix}:{text.removeprefix(space)}"
    return text


def is_foreign(address: str) -> bool:
    """Whether a link leaves this site."""
    return "://" in address


def init_app(app: Flask) -> None:
    """Give the templates the address helpers."""
    app.jinja_env.globals.update(url=url, here=here)
    app.jinja_env.filters.update(page_of=page_of, short=short)
    app.jinja_env.tests["foreign"] = is_foreign
