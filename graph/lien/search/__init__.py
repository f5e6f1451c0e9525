"""Search: things by their names in every script, acronyms, codes, former names, close spellings."""

from lien.search.finding import Count, Filters, Found, Hit, Hits, find
from lien.search.index import Index
from lien.search.keeping import Indexes
from lien.search.reading import CLASSES, FACETS, Role

__all__ = [
    "CLASSES",
    "FACETS",
    "Count",
    "Filters",
    "Found",
    "Hit",
    "Hits",
    "Index",
    "Indexes",
    "Role",
    "find",
]
