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
    found: dict[str, None] = {}
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines()))):
        subject, name, target, *more = line.split()
        days = [word for word in more if word[0].isdigit() or word.startswith("..")]
        if subject.startswith("*"):
            subject = subject[1:]
            found[f'<{ID[subject]}> <{LIEN.notAsIntroducer}> "true"^^<{XSD}boolean>'] = None
        if name == "in":
            territory = SCHEME[f"territory/{target}"]
            found[f"<{ID[subject]}> <{LIEN.territory}> <{territory}>"] = None
            continue
        prop = PROPERTIES.get(name, LIEN[name])
        for slug in (subject, target):
            found[f"<{ID[slug]}> <{RDF}type> <{CLASSES[slug.partition('-')[0]]}>"] = None
        found[f"<{ID[subject]}> <{prop}> <{ID[target]}>"] = None
        link = f"<{ID[f'link-{number}']}>"
        if more:
            kind = {"holdsRoleIn": "RoleHeld", "partner": "Participation"}.get(name, "Link")
            found[f"{link} <{RDF}type> <{LIEN[kind]}>"] = None
            found[f"{link} <{RDF}subject> <{ID[subject]}>"] = None
            found[f"{link} <{RDF}predicate> <{prop}>"] = None
            found[f"{link} <{RDF}object> <{ID[target]}>"] = None
            for side in set(more) & {"fr", "cn", "other"}:
                found[f"{link} <{LIEN.side}> <{SCHEME[f'side/{side}']}>"] = None
        if days:
            first, _, last = days[0].partition("..")
            dated = ((first, "start", "Earliest"), (last, "end", "Latest"))
            for day, which, part in dated:
                if day:
                    for term in (which, f"{which}Earliest", f"{which}Latest"):
                        found[f'{link} <{LIEN[term]}> "{day}"^^<{XSD}date>'] = None
    named = {line.split()[1] for line in filter(str.strip, text.splitlines())}
    links = sorted({PROPERTIES.get(name, LIEN[name]) for name in named - {"in"}})
    return [*found, *(f"<{prop}> <{RDF}type> <{LIEN.LinkProperty}>" for prop in links)]


Build = Callable[..., tuple[Reader, Reader]]
"""Makes a store of public facts, and of others that only the restricted level sees."""
