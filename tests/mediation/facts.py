"""Small facts written as lines, for the tests of mediation."""

from __future__ import annotations

from collections.abc import Callable

from lien.store import Reader
from lien.terms import ID, LIEN, ORG, SCHEME

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
CLASSES = {
    "per": "http://xmlns.com/foaf/0.1/Person",
    "unit": LIEN.ResearchUnit,
    "org": LIEN.Body,
    "act": LIEN.StructuringAction,
    "evt": LIEN.Event,
    "agr": LIEN.Agreement,
}
PROPERTIES = {"part": ORG.subOrganizationOf, "above": LIEN.supervisingBody}


def facts(text: str) -> list[str]:
    """Triples of `subject property object [first..last] [side]` lines.

    Classes go by the beginnings of the slugs; `in` says the territory of a body. `*` stands before
    somebody who is not to be asked. A date without dots is a beginning without an end.
    """
    rows = [line.split() for line in text.splitlines() if line.strip()]
    links = {PROPERTIES.get(name, LIEN[name]) for _, name, *_ in rows if name != "in"}
    found = [f"<{prop}> <{RDF}type> <{LIEN.LinkProperty}>" for prop in sorted(links)]
    for subject, name, target, *more in rows:
        slug = subject.removeprefix("*")
        if slug != subject:
            found.append(f'<{ID[slug]}> <{LIEN.notAsIntroducer}> "true"^^<{XSD}boolean>')
        if name == "in":
            found.append(f"<{ID[slug]}> <{LIEN.territory}> <{SCHEME[f'territory/{target}']}>")
        else:
            found += link(slug, name, target, more)
    return list(dict.fromkeys(found))


def link(subject: str, name: str, target: str, more: list[str]) -> list[str]:
    """Triples of one link and the classes of its ends; `more` are its dates and its side."""
    prop = PROPERTIES.get(name, LIEN[name])
    ends = [
        f"<{ID[slug]}> <{RDF}type> <{CLASSES[slug.partition('-')[0]]}>"
        for slug in (subject, target)
    ]
    triple = f"<{ID[subject]}> <{prop}> <{ID[target]}>"
    if not more:
        return [*ends, triple]
    node = f"<{ID['.'.join((subject, name, target, *more))]}>"
    kind = {"holdsRoleIn": "RoleHeld", "partner": "Participation"}.get(name, "Link")
    said = [
        f"{node} <{RDF}type> <{LIEN[kind]}>",
        f"{node} <{RDF}subject> <{ID[subject]}>",
        f"{node} <{RDF}predicate> <{prop}>",
        f"{node} <{RDF}object> <{ID[target]}>",
    ]
    for word in more:
        if word in ("fr", "cn", "other"):
            said.append(f"{node} <{LIEN.side}> <{SCHEME[f'side/{word}']}>")
            continue
        for day, which in zip(word.split(".."), ("start", "end"), strict=False):
            for part in ("", "Earliest", "Latest"):
                said.append(f'{node} <{LIEN[which + part]}> "{day}"^^<{XSD}date>')
    return [*ends, triple, *said]


Build = Callable[..., tuple[Reader, Reader]]
"""Makes a store of public facts, and of others that only the restricted level sees."""
