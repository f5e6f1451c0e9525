"""The page about one thing: what stands above, and its sections in order."""

from __future__ import annotations

from rdflib import URIRef

from lien import query, terms
from lien.errors import UnknownThing
from lien_webapp.asof import AsOf
from lien_webapp.context import reader
from lien_webapp.dossier import figures, summary
from lien_webapp.dossier.facts import codes, facts, rivals, stages
from lien_webapp.dossier.heading import heading, places
from lien_webapp.dossier.linked import bearers, joined, similar, theme, trees
from lien_webapp.dossier.moments import moments
from lien_webapp.dossier.origins import record, sources
from lien_webapp.dossier.state import state
from lien_webapp.dossier.subject import BODIES, IN_HEADING, WITH_LINKS, Subject
from lien_webapp.dossier.view import Dossier, Section, is_inferred
from lien_webapp.i18n import language
from lien_webapp.links import short


def dossier(iri: URIRef, on: AsOf | None = None) -> Dossier:
    """Everything that is known about a thing, or the state on a day.

    Raises:
        UnknownThing: nothing is known under this IRI, or the reader may not see it.
    """
    rows = query.describe(reader(), iri, language())
    if not rows:
        raise UnknownThing(short(iri))
    it = Subject(iri, on, rows)
    found = heading(iri, rows)
    found.inferred = any(is_inferred(row.confidence) for row in it.asked.origins)
    found.rivals = rivals(it)
    found.explorable = it.kind in WITH_LINKS
    found.visitable = it.kind in BODIES
    found.link_count = len(it.asked.neighbours)
    found.places = places(it, found)
    found.sections = [section for section in _sections(it) if section.content]
    found.summary = summary.sentences(summary.known(it, found))
    found.state = state(it) if on else []
    found.sources = sources(it.numbers.iris(), it.asked)
    return found


def _sections(it: Subject) -> list[Section]:
    early = [name for name in it.themes if name in ("roles", "partners", "parties", "people")]
    return [
        facts(it),
        codes(it),
        stages(it),
        *(theme(it, name) for name in early),
        *(theme(it, name) for name in it.themes if name == "agreements"),
        trees(it),
        *(theme(it, name) for name in it.themes if name not in (*early, "agreements")),
        *_indicators(it),
        moments(it),
        joined(it),
        similar(it),
        bearers(it),
        record(it),
    ]


def _indicators(it: Subject) -> list[Section]:
    measures = [row.value for row in it.rows if short(row.property) == "lien:measure"]
    if it.iri.startswith(terms.SCHEME["indicator/"]):
        measures = [it.iri]
    names = {str(row.value) for row in it.rows if short(row.property) in IN_HEADING}
    return figures.sections(
        [measure for measure in measures if isinstance(measure, URIRef)],
        names if it.kind in BODIES else set(),
        it.on,
    )
