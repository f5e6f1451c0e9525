"""Words that the pages choose while running, marked here so that the catalogues hold them."""

from __future__ import annotations

from typing import Final

from lien_webapp.i18n import mark

CLASSES: Final[dict[str, tuple[str, str]]] = {
    "Body": (mark("organisation"), mark("Organisations")),
    "ResearchUnit": (mark("research unit"), mark("Research units")),
    "StructuringAction": (mark("structuring action"), mark("Structuring actions")),
    "Agreement": (mark("agreement"), mark("Agreements")),
    "Person": (mark("person"), mark("People")),
    "FundingScheme": (mark("funding scheme"), mark("Funding schemes")),
    "Observation": (mark("indicator"), mark("Indicators")),
    "Event": (mark("event"), mark("Events")),
    "Publication": (mark("publication"), mark("Publications")),
    "Work": (mark("scholarly work"), mark("Scholarly works")),
    "Source": (mark("source"), mark("Sources")),
    "Mission": (mark("mission"), mark("Missions")),
    "DoctoralStay": (mark("doctoral stay"), mark("Doctoral stays")),
    "AssistanceRequest": (mark("request for assistance"), mark("Requests for assistance")),
    "Advice": (mark("advice"), mark("Advice given")),
    "DeskPeriod": (mark("stage of a desk"), mark("Stages of desks")),
    "CoPublication": (mark("co-publication count"), mark("Co-publication counts")),
    "IndicatorRelation": (mark("relation of indicators"), mark("Relations of indicators")),
    "Participation": (mark("participation"), mark("Participations")),
    "AgreementParty": (mark("party to an agreement"), mark("Parties to agreements")),
    "Position": (mark("position"), mark("Positions of places")),
    "RoleHeld": (mark("role held"), mark("Roles held")),
    "CompetingStatement": (mark("competing statement"), mark("Competing statements")),
    "Concept": (mark("concept"), mark("Concepts")),
    "ConceptScheme": (mark("list of terms"), mark("Lists of terms")),
    "Dataset": (mark("named graph"), mark("Named graphs")),
}
"""Local name of a class to its word (one thing, several things)."""

LIMITS: Final[dict[str, str]] = {
    "query_seconds": mark("Deadline of a SPARQL question"),
    "query_cpu": mark("Processor time of a SPARQL question"),
    "query_memory": mark("Memory that a SPARQL question may use"),
    "query_length": mark("Length of a SPARQL question"),
    "query_depth": mark("Depth of nested brackets in a SPARQL question"),
    "query_operators": mark("Operators in a SPARQL question"),
    "query_negations": mark("Negations inside each other in a SPARQL question"),
    "query_files": mark("What a SPARQL question may write to files"),
    "query_descriptors": mark("Files and connections that a SPARQL question may hold"),
    "answer_bytes": mark("Size of the answer to a SPARQL question"),
    "questions": mark("SPARQL questions evaluated at the same time"),
    "queue_length": mark("SPARQL questions that may wait for their turn"),
    "queue_seconds": mark("Time that a SPARQL question may wait"),
    "client_questions": mark("SPARQL questions of one client at the same time"),
    "client_seconds": mark(
        "Evaluation that one client may use in a minute; twice as much in a burst"
    ),
    "client_errors": mark("Failed questions of one client in a minute; twice as many in a burst"),
    "client_ban": mark("Pause for a client that goes on asking after it was told to wait"),
    "body_bytes": mark("Size of a request body"),
    "explorer_nodes": mark("Nodes that the explorer shows at once"),
    "explorer_links": mark("Links that the explorer draws at once"),
    "page_rows": mark("Rows of a list on one page"),
    "feed_lines": mark("Lines of the journal up to which questions have feeds"),
    "feed_entries": mark("Entries of a feed"),
}
"""Setting that is a limit to its description."""

UNITS: Final[dict[str, str]] = {
    "seconds": mark("seconds"),
    "MiB": "MiB",
    "characters": mark("characters"),
    "levels": mark("levels"),
    "bytes": mark("bytes"),
}
