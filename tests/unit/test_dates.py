"""Partial dates keep their precision and know their first and last day."""

from datetime import date

import pytest
from rdflib.namespace import XSD

from lien.dates import PartialDate


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "datatype"),
    [
        ("1978", date(1978, 1, 1), date(1978, 12, 31), XSD.gYear),
        ("1978-10", date(1978, 10, 1), date(1978, 10, 31), XSD.gYearMonth),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), XSD.gYearMonth),
        ("1978-01-21", date(1978, 1, 21), date(1978, 1, 21), XSD.date),
    ],
)
def test_a_partial_date_is_kept_as_given_with_its_first_and_last_day(
    text, earliest, latest, datatype
):
    parsed = PartialDate.parse(text)
    assert (parsed.earliest, parsed.latest) == (earliest, latest)
    assert str(parsed.literal) == text
    assert parsed.literal.datatype == datatype


@pytest.mark.parametrize(
    "text", ["", "78", "1978-13", "2023-02-29", "1978-1", "21/01/1978", "1978-10-21T00:00", "١٩٧٨"]
)
def test_what_is_not_a_day_of_the_calendar_is_refused(text):
    with pytest.raises(ValueError, match="is not a date"):
        PartialDate.parse(text)
