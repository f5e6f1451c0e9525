"""Validation by two processes finds what one process finds."""

from __future__ import annotations

import os

import pytest
from rdflib import RDF

from lien import validation
from lien.store import Triple
from lien.terms import LIEN, thing

NAMELESS: list[Triple] = [
    (thing(f"nameless-{name}"), RDF.type, LIEN[name])
    for name in ("Body", "Agreement", "Event", "Publication", "StructuringAction", "FundingScheme")
]


def test_two_processes_find_what_one_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules of both halves of the shape files are applied, whatever the number of processes."""
    alone = validation.validate(NAMELESS)
    monkeypatch.setattr(validation, "MANY", 1)
    both = validation.validate(NAMELESS)
    assert both == alone
    assert {violation.focus for violation in both} == {triple[0] for triple in NAMELESS}


def test_a_process_that_dies_is_an_error() -> None:
    """Half of the rules unchecked must not look like half of the rules kept."""
    with (
        pytest.raises(ChildProcessError, match="half of the rules"),
        validation._beside(lambda: os._exit(1)) as result,
    ):
        result()
