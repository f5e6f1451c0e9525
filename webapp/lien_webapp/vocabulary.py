"""Words for the properties of our vocabulary, in the three languages of the pages.

The ontology names its terms in English and French; the pages also speak Chinese, so they bring
their own words and fall back on the ontology's label for a term that is not here.
"""

from __future__ import annotations

from typing import Final

from lien.terms import local
from lien_webapp.i18n import gettext, mark
from lien_webapp.links import short
from lien_webapp.words import CLASSES

FACTS: Final[dict[str, str]] = {
    "skos:prefLabel": mark("Name"),
    "skos:altLabel": mark("Also known as"),
    "lien:acronym": mark("Acronym"),
    "dcterms:type": mark("Kind"),
    "lien:code": mark("Code"),
    "lien:otherCode": mark("Other code"),
    "lien:kindHistory": mark("Labels over time"),
    "lien:start": mark("Beginning"),
    "lien:end": mark("End"),
    "lien:signedOn": mark("Signed on"),
    "lien:publishedOn": mark("Published on"),
    "lien:asOf": mark("Attested on"),
    "lien:firstSeen": mark("First seen in the sources"),
    "lien:lastSeen": mark("Last seen in the sources"),
    "lien:period": mark("Period"),
    "lien:statusText": mark("Status"),
    "lien:place": mark("Place"),
    "lien:territory": mark("Territory"),
    "lien:positionOf": mark("Place"),
    "geo:lat": mark("Latitude"),
    "geo:long": mark("Longitude"),
    "lien:geonames": mark("GeoNames"),
    "lien:discipline": mark("Discipline"),
    "lien:cnrsAction": mark("Action of the CNRS"),
    "lien:durationText": mark("Duration"),
    "lien:supervisorName": mark("Supervising bodies as registered"),
    "lien:otherInstitute": mark("Other institute"),
    "lien:linkToChina": mark("Link to China"),
    "lien:eligibility": mark("Who may apply"),
    "lien:amountText": mark("Amount"),
    "lien:periodicity": mark("Periodicity"),
    "lien:measure": mark("Indicator"),
    "lien:value": mark("Value"),
    "lien:qualifier": mark("Qualifier"),
    "lien:unit": mark("Unit"),
    "lien:scope": mark("Scope"),
    "sdmx-attribute:obsStatus": mark("State of the value"),
    "lien:coverage": mark("Coverage"),
    "lien:numerator": mark("Numerator"),
    "lien:denominator": mark("Denominator"),
    "lien:computedFrom": mark("Computed from"),
    "lien:sameFigureAs": mark("Same figure as"),
    "lien:headcount": mark("Number of people"),
    "lien:publicationCount": mark("Number of papers"),
    "lien:countingMethod": mark("Counting method"),
    "lien:requestState": mark("State of the request"),
    "lien:territoryCovered": mark("Territories covered"),
    "lien:meansText": mark("Means"),
    "dcterms:description": mark("Description"),
    "dcterms:subject": mark("Holds"),
    "lien:number": mark("Number"),
    "lien:season": mark("Season"),
    "lien:theme": mark("Theme"),
    "dcterms:language": mark("Language"),
    "lien:publisherName": mark("Publisher"),
    "lien:readOn": mark("Read on"),
    "foaf:homepage": mark("Website"),
    "foaf:page": mark("Address"),
    "foaf:familyName": mark("Family name"),
    "foaf:givenName": mark("Given name"),
    "lien:orcid": mark("ORCID iD"),
    "lien:notAsIntroducer": mark("Not to be asked for introductions"),
    "lien:ror": mark("ROR"),
    "lien:rorStatus": mark("ROR status"),
    "lien:wikidata": mark("Wikidata"),
    "lien:grid": mark("GRID"),
    "lien:rnsr": mark("RNSR number"),
    "lien:field": mark("Field"),
    "lien:side": mark("Side"),
    "org:role": mark("Role"),
    "rdf:subject": mark("Subject"),
    "rdf:predicate": mark("Property"),
    "rdf:object": mark("Object"),
    "skos:notation": mark("As written in the data"),
    "skos:inScheme": mark("List of terms"),
    "skos:definition": mark("Definition"),
    "skos:broader": mark("Broader term"),
    "skos:narrower": mark("Narrower term"),
    "dcterms:title": mark("Title"),
    "dcterms:source": mark("Source file"),
    "dcterms:license": mark("Licence"),
    "dcterms:modified": mark("Last change"),
    "lien:rows": mark("Rows"),
    "lien:visibility": mark("Visibility"),
    "lien:sha256": mark("SHA-256 of the file"),
}
"""Prefixed name of a property to the words before its value."""

LINKS: Final[dict[str, tuple[str, str]]] = {
    "org:subOrganizationOf": (mark("Part of"), mark("Has as part")),
    "lien:predecessor": (mark("Continues"), mark("Continued by")),
    "lien:successor": (mark("Succeeded by"), mark("Succeeds")),
    "lien:supervisingBody": (mark("Supervising bodies"), mark("Supervises")),
    "lien:institute": (mark("Attached to the institute"), mark("Attached units and actions")),
    "lien:fundedBy": (mark("Funded by"), mark("Funds")),
    "lien:partner": (mark("Partners"), mark("Takes part in")),
    "lien:party": (mark("Parties"), mark("Party to")),
    "lien:signatory": (mark("Signatories"), mark("Signed")),
    "lien:witness": (mark("In presence of"), mark("Present at the signing of")),
    "dcterms:isPartOf": (mark("Part of"), mark("Has as part")),
    "lien:alsoRegisteredAs": (mark("Also registered as"), mark("Also registered as")),
    "lien:renews": (mark("Renews"), mark("Renewed by")),
    "lien:implements": (mark("Carries out"), mark("Carried out by")),
    "lien:amends": (mark("Amends"), mark("Amended by")),
    "lien:follows": (mark("Follows up"), mark("Followed up by")),
    "lien:concernsAction": (mark("Concerns the action"), mark("Agreements and events about it")),
    "lien:holdsRoleIn": (mark("Holds a role in"), mark("People")),
    "lien:funder": (mark("Funders"), mark("Finances")),
    "lien:involves": (mark("Organisations involved"), mark("Involved in the events")),
    "lien:attendee": (mark("People present"), mark("Took part in the events")),
    "lien:concernsAgreement": (mark("Concerns the agreement"), mark("Events about it")),
    "dcterms:publisher": (mark("Published by"), mark("Publishes")),
    "lien:traveller": (mark("Travellers"), mark("Missions")),
    "lien:sentBy": (mark("Sent by"), mark("Missions sent")),
    "lien:hostedBy": (mark("Hosted by"), mark("Missions and stays hosted")),
    "lien:homeBody": (mark("Home body"), mark("Doctoral students sent")),
    "lien:copublishesWith": (mark("Publishes with"), mark("Publishes with")),
    "lien:authorBody": (mark("Bodies of the authors"), mark("Works signed")),
    "lien:askedBy": (mark("Asked by"), mark("Requests made")),
    "lien:addressedTo": (mark("Addressed to"), mark("Requests received")),
    "lien:asksAbout": (mark("About"), mark("Requests about it")),
    "lien:answers": (mark("Answers"), mark("Advice received")),
    "lien:givenBy": (mark("Given by"), mark("Advice given")),
    "lien:stageOf": (mark("Stage in the life of"), mark("Stages of its life")),
    "lien:deskHead": (mark("Head of the desk"), mark("Headed the desk during")),
}
"""Prefixed name of a link property to its words from the subject and from the object."""

FIELDS: Final[dict[str, str]] = {
    "date_signed": "lien:signedOn",
    "start": "lien:start",
    "end": "lien:end",
    "founded": "lien:start",
    "date": "lien:start",
    "from": "lien:start",
    "to": "lien:end",
    "value": "lien:value",
    "year": "lien:period",
    "kind": "dcterms:type",
    "name_fr": "skos:prefLabel",
    "name_en": "skos:prefLabel",
    "name_zh": "skos:prefLabel",
    "title": "skos:prefLabel",
}
"""Column of a fact table to the property whose word names it."""


def fact_word(iri: object, label: object = None) -> str:
    """The words before the values of a property."""
    name = short(iri)
    return gettext(FACTS[name]) if name in FACTS else str(label or name)


def link_word(iri: object, *, incoming: bool, label: object = None) -> str:
    """The heading of a group of links, seen from the thing whose page it is."""
    name = short(iri)
    return gettext(LINKS[name][incoming]) if name in LINKS else str(label or name)


def field_word(column: str) -> str:
    """The word for a column of a fact table; the column's own name when there is none."""
    return gettext(FACTS[FIELDS[column]]) if column in FIELDS else column


def class_word(iri: object, *, many: bool = False) -> str:
    """The word for one thing of a class, or for several."""
    name = local(iri)
    return gettext(CLASSES[name][many]) if name in CLASSES else name
